"""Every hourly series a region needs on given hours: given files, typical days, generated weather."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou import weather
from tingzhou.errors import InputError, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.hours import Hours
    from tingzhou.region import Profile, Region

__all__ = ["profiles_for"]


def profiles_for(region: Region, hours: Hours) -> dict[str, NDArray[np.float64]]:
    """Return every profile of a region by name, each of shape (hours.base_size,).

    Typical days are laid over the calendar of the span; hourly files must have as many hours as the calendar year of the
    span; weather zones are generated with the region's seed.

    Raises
    ------
    InputError
        When an hourly file does not fit the year.
    """
    problems: list[Problem] = []
    series = {name: _given(profile, hours, problems) for name, profile in region.profiles.items()}
    if problems:
        raise InputError(problems)
    zones = weather.zones_from_table(region.table("weather_zones"), region.table("places"))
    return series | weather.generate(zones, hours, seed=region.manifest.seed)


def _given(profile: Profile, hours: Hours, problems: list[Problem]) -> NDArray[np.float64]:
    values = np.asarray(profile.values, dtype=np.float64)
    times = hours.base_times
    if profile.form == "month_hour":
        month = times.astype("datetime64[M]").astype(np.int64) % 12
        hour = (times - times.astype("datetime64[D]")).astype("timedelta64[h]").astype(np.int64)
        typical: NDArray[np.float64] = values[month * 24 + hour]
        return typical
    position = (times - times.astype("datetime64[Y]")).astype("timedelta64[h]").astype(np.int64)
    if int(position.max()) >= values.size:
        problems.append(
            Problem(
                "the series has {found} hours, the modelled year has more.",
                "Give a series of {wanted} hours for a leap year.",
                file=f"profiles ({profile.name})",
                parameters={"found": values.size, "wanted": 8784},
            )  # fmt: skip
        )
        return np.zeros(hours.base_size)
    chosen: NDArray[np.float64] = values[position]
    return chosen
