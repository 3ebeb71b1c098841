"""Generate coherent hourly wind and sun for zones over any span (``tz.weather.generate``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import UsageError
from tingzhou.weather.field import RandomField
from tingzhou.weather.sun import sun_positions, sun_series
from tingzhou.weather.temperature import temperature
from tingzhou.weather.wind import wind_series, wind_state

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from tingzhou.hours import Hours
    from tingzhou.weather.zone import Zone

__all__ = ["generate"]


def generate(zones: Sequence[Zone], hours: Hours, *, seed: int) -> dict[str, NDArray[np.float64]]:
    """Return hourly capacity factors by zone id, each of shape (hours.base_size,), between 0 and 1.

    Whole calendar years are made (with the year before to warm up) and cut to the span, so a shorter span is a part of a
    longer one; a zone's series does not depend on which other zones are asked for. The same seed gives the same series.

    Raises
    ------
    UsageError
        For an unknown technology or two zones of one id.
    """
    if len({zone.id for zone in zones}) != len(zones):
        raise UsageError("two weather zones have the same id")
    start, end = hours.base_times[0], hours.base_times[-1]
    first, last = (int(str(time.astype("datetime64[Y]"))) for time in (start, end))
    years = tuple(range(first, last + 1))
    field = RandomField(seed, (first - 1, *years))
    warm = np.datetime64(f"{first - 1:04d}-01-01T00", "h")
    times = np.arange(warm, np.datetime64(f"{last + 1:04d}-01-01T00", "h"))
    skipped = int(times.searchsorted(np.datetime64(f"{first:04d}-01-01T00", "h")))  # the year that warms the states up
    begin = int((start - warm).astype(np.int64)) - skipped
    sunny = [zone for zone in zones if zone.technology in ("pv_fixed", "pv_tracker")]
    positions = sun_positions(sunny, times[skipped:], hours.utc_offset) if sunny else []
    known = {zone.id: position for zone, position in zip(sunny, positions, strict=True)}
    return {
        zone.id: _zone(field, zone, times, skipped, hours.utc_offset, known.get(zone.id))[begin : begin + hours.base_size]
        for zone in zones
    }


def _zone(
    field: RandomField, zone: Zone, times: NDArray[np.datetime64], skipped: int, utc_offset: float, sun: pd.DataFrame | None
) -> NDArray[np.float64]:
    """Return the series of a zone behind the first ``skipped`` hours of ``times``."""
    state = wind_state(field, zone)
    air = temperature(field, times, zone.latitude, zone.longitude, zone.altitude, state)[skipped:]
    state, times = state[skipped:], times[skipped:]
    year = times.astype("datetime64[Y]")
    if zone.technology == "wind":
        pieces = [wind_series(zone, state[year == one], times[year == one], air[year == one]) for one in np.unique(year)]
        return np.concatenate(pieces)
    if zone.technology not in ("pv_fixed", "pv_tracker"):
        raise UsageError("'{technology}' is no technology of a weather zone; known: wind, pv_fixed, pv_tracker",
                         technology=zone.technology)  # fmt: skip
    raw = sun_series(field, zone, times, utc_offset, air, sun)
    return np.concatenate([_monthly(zone, raw[year == one], times[year == one]) for one in np.unique(year)])


def _monthly(zone: Zone, raw: NDArray[np.float64], times: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Return the series scaled month by month to the zone's means, never above 1."""
    means = zone.monthly_means()
    month = times.astype("datetime64[M]").astype(np.int64) % 12
    blocks = [np.ones(raw.size, dtype=np.bool_)] if means is None else [month == index for index in range(12)]
    wanted = [zone.full_load_hours / 8760.0] if means is None else list(means)
    series = raw.copy()
    for block, target in zip(blocks, wanted, strict=True):
        factor = 1.0
        for _ in range(30):  # clipping takes a little away each time: repeat until the mean stands
            series[block] = np.minimum(raw[block] * factor, 1.0)
            mean = float(series[block].mean())
            if mean <= 0.0 or abs(mean - target) < 1e-9:
                break
            factor *= target / mean
    return series
