"""Real hourly series: plain CSV, renewables.ninja, PVGIS, EPW, NetCDF. Shifted to local standard time; never filled.

Each importer returns capacity factors on the hours asked for, or refuses with every problem. Files are local; nothing is fetched.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from tingzhou.hours import Hours
    from tingzhou.weather.zone import Zone

__all__ = ["read_csv", "read_epw", "read_netcdf", "read_pvgis", "read_renewables_ninja"]

_HUB_HEIGHT, _MAST_HEIGHT, _SHEAR = 100.0, 10.0, 0.14  # heights [m]; power-law exponent of flat steppe


def _series(
    path: Path, times: pd.DatetimeIndex, values: NDArray[np.float64], hours: Hours, utc_offset: float, *, highest: float = 1.0
) -> NDArray[np.float64]:
    """Return the values at the hours asked for: times shifted from their offset to that of the hours, all checked.

    Parameters
    ----------
    times
        Start of each hour in a time zone ``utc_offset`` hours ahead of UTC, no daylight saving.
    """
    local = np.asarray(times.to_numpy(), dtype="datetime64[m]") + np.timedelta64(round(60 * (hours.utc_offset - utc_offset)), "m")
    local = local.astype("datetime64[h]")
    problems: list[Problem] = []
    _, first, counts = np.unique(local, return_index=True, return_counts=True)
    for index in first[counts > 1][:5]:
        problems.append(_note(path, "the hour {hour} stands twice.", "Keep one row per hour.", hour=local[index]))
    wanted = hours.base_times.astype("datetime64[h]")
    order = np.argsort(local, kind="stable")
    place = np.clip(np.searchsorted(local[order], wanted), 0, max(local.size - 1, 0))
    there = local[order][place] == wanted if local.size else np.zeros(wanted.size, dtype=np.bool_)
    for hour in wanted[~there][:5]:
        problems.append(_note(path, "the hour {hour} is missing.", "Give every hour of the year: nothing is filled in.", hour=hour))
    chosen: NDArray[np.float64] = values[order][place] if local.size else np.zeros(wanted.size)
    for hour in wanted[there & ~np.isfinite(chosen)][:5]:
        problems.append(_note(path, "the value at {hour} is not a number.", "Give a number for every hour.", hour=hour))
    with np.errstate(invalid="ignore"):
        outside = there & ((chosen < 0.0) | (chosen > highest))
    for hour in wanted[outside][:5]:
        problems.append(
            _note(
                path, "the value at {hour} lies outside 0 … {highest}.", "Check the unit of the series.", hour=hour, highest=highest
            )
        )
    if problems:
        raise InputError(problems)
    return chosen


def _note(path: Path, message: str, fix: str, /, **parameters: object) -> Problem:
    return Problem(message, fix, file=path.name, parameters=parameters)


def _frame(path: Path, **options: object) -> pd.DataFrame:
    import pandas as pd

    try:
        return pd.read_csv(path, **options)  # type: ignore[call-overload, no-any-return]
    except (ValueError, OSError) as error:
        raise InputError(
            _note(path, "the file cannot be read: {reason}.", "Check the format of the file.", reason=error)
        ) from error


def _numbers(frame: pd.DataFrame, column: str) -> NDArray[np.float64]:
    import pandas as pd

    return pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=np.float64)


def _times(path: Path, frame: pd.DataFrame, column: str) -> pd.DatetimeIndex:
    import pandas as pd

    try:
        return pd.DatetimeIndex(pd.to_datetime(frame[column], utc=False)).tz_localize(None)
    except (ValueError, TypeError) as error:
        raise InputError(
            _note(path, "the times cannot be read: {reason}.", "Write them as 2024-01-31 23:00.", reason=error)
        ) from error


def read_csv(
    path: str | Path, *, column: str, hours: Hours, time: str = "time", source_utc_offset: float | None = None, label: str = "start",
    scale: float = 1.0,
) -> NDArray[np.float64]:  # fmt: skip
    """Return a column of a plain CSV as capacity factors.

    Parameters
    ----------
    column, time
        Names of the value and time columns.
    source_utc_offset
        Offset of the times; that of ``hours`` without it.
    label
        ``start`` or ``end`` of the hour is what the time names.
    scale
        Multiplier that turns the values into capacity factors, such as 0.01 for per cent.
    """
    place = Path(path)
    frame = _frame(place)
    missing = [name for name in (column, time) if name not in frame.columns]
    if missing:
        raise InputError([_note(place, "there is no column '{name}'; the file has {known}.", "Name the right column.", name=name,
                                known=", ".join(map(str, frame.columns))) for name in missing])  # fmt: skip
    import pandas as pd

    times = _times(place, frame, time) - pd.Timedelta(hours=1 if label == "end" else 0)
    offset = hours.utc_offset if source_utc_offset is None else source_utc_offset
    return _series(place, times, _numbers(frame, column) * scale, hours, offset)


def read_renewables_ninja(path: str | Path, *, hours: Hours, rated: float = 1.0) -> NDArray[np.float64]:
    """Return a series downloaded from renewables.ninja (times in UTC, electricity in kW of ``rated`` kW)."""
    place = Path(path)
    frame = _frame(place, comment="#")
    if not {"time", "electricity"} <= set(frame.columns):
        raise InputError(
            _note(
                place, "this is no file of renewables.ninja: the columns time and electricity are missing.", "Download it as CSV."
            )
        )
    return _series(place, _times(place, frame, "time"), _numbers(frame, "electricity") / rated, hours, 0.0)


def read_pvgis(path: str | Path, *, hours: Hours, rated: float) -> NDArray[np.float64]:
    """Return an hourly PVGIS file with PV power (column P [W] of ``rated`` W); times are UTC, read through ``pvlib.iotools``."""
    from pvlib import iotools

    place = Path(path)
    try:
        frame, _ = iotools.read_pvgis_hourly(place, pvgis_format="csv", map_variables=False)
    except Exception as error:
        raise InputError(
            _note(place, "the file cannot be read: {reason}.", "Check the format of the file.", reason=error)
        ) from error
    if "P" not in frame.columns:
        raise InputError(_note(place, "the PVGIS file has no PV power (column P).", "Ask PVGIS for PV power."))
    times = frame.index.tz_convert("UTC").tz_localize(None).floor("h")
    return _series(place, times, frame["P"].to_numpy(dtype=np.float64) / rated, hours, 0.0)


def read_epw(path: str | Path, *, hours: Hours, zone: Zone) -> NDArray[np.float64]:
    """Return wind or sun of a zone from an EPW weather file: wind speed by the power curve, irradiation by the same PV model.

    The year of the file does not matter (typical years are put together from many): its hours are laid on the calendar of
    ``hours``. Wind at 10 m is raised to 100 m with the exponent 0.14.
    """
    from pvlib import iotools

    from tingzhou.weather.sun import pv_power
    from tingzhou.weather.wind import power_curve

    place = Path(path)
    try:
        frame, meta = iotools.read_epw(place, coerce_year=int(str(hours.start.astype("datetime64[Y]"))))
    except Exception as error:
        raise InputError(
            _note(place, "the file cannot be read: {reason}.", "Check the format of the file.", reason=error)
        ) from error
    times = frame.index.tz_localize(None)
    offset = float(meta["TZ"])
    if zone.technology == "wind":
        speed = _series(place, times, frame["wind_speed"].to_numpy(dtype=np.float64), hours, offset, highest=75.0)
        return power_curve(speed * (_HUB_HEIGHT / _MAST_HEIGHT) ** _SHEAR, zone.altitude)
    light = _series(place, times, frame["ghi"].to_numpy(dtype=np.float64), hours, offset, highest=1500.0)
    air = _series(place, times, frame["temp_air"].to_numpy(dtype=np.float64) + 100.0, hours, offset, highest=200.0) - 100.0
    return pv_power(zone, hours.base_times, hours.utc_offset, air, ghi=light)


def read_netcdf(path: str | Path, *, variable: str, hours: Hours, utc_offset: float = 0.0) -> NDArray[np.float64]:
    """Return a variable with the one dimension ``time`` of a NetCDF file (an ERA5 or atlite result); times are UTC."""
    import pandas as pd
    import xarray as xr

    place = Path(path)
    try:
        with xr.open_dataset(place) as data:
            found = data[variable].load()
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            _note(place, "the file cannot be read: {reason}.", "Check the format of the file.", reason=error)
        ) from error
    if found.dims != ("time",):
        raise InputError(_note(place, "the variable {name} has the dimensions {found}, not time alone.", "Choose one point or average the area first.",
                               name=variable, found=", ".join(map(str, found.dims))))  # fmt: skip
    return _series(place, pd.DatetimeIndex(found["time"].to_numpy()), found.to_numpy().astype(np.float64), hours, utc_offset)
