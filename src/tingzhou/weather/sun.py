"""Sun: clear sky through pvlib, a persistent clearness of days, plane of array, cell temperature, snow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from tingzhou.weather.field import RandomField, autoregression

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from tingzhou.weather.zone import Zone

__all__ = ["SNOW", "pv_power", "sun_positions", "sun_series"]

SNOW = (0.04, 0.04, 0.02, 0, 0, 0, 0, 0, 0, 0, 0.02, 0.04)  # share lost by month (assumption of the weather targets)
_TURBIDITY = 3.2  # Linke turbidity of dry desert air [1]
_COEFFICIENT = -0.0035  # of power with cell temperature [1/K]
_LOSSES = 0.14  # soiling, mismatch, wiring, inverter [1]
_DC_AC = 1.15  # module power per inverter power [1]


def sun_series(
    field: RandomField, zone: Zone, times: NDArray[np.datetime64], utc_offset: float, air: NDArray[np.float64],
    sun: pd.DataFrame | None = None,
) -> NDArray[np.float64]:  # fmt: skip
    """Return hourly capacity factors before the monthly means are set, shape (hours,): ``times`` are the last hours of the field's years.

    Clearness of the day follows a persistent Gaussian state; cloudy days also vary from hour to hour. ``air`` [°C] and ``sun`` (the
    positions, where they are known already) have the hours of ``times``.
    """
    day_state = autoregression(field.white("sky-day", zone.latitude, zone.longitude, per_day=True), 3.5)
    hour_state = autoregression(field.own("sky-hour", zone.id), 2.0)
    day = ndtr(day_state)
    clear = np.repeat(1.0 - 0.62 * np.clip(1.0 - day, 0.0, 1.0) ** 2.2, 24)
    ripple = (1.0 - clear) * 0.35 * hour_state
    clearness = np.clip(clear + ripple, 0.08, 1.0)
    return pv_power(zone, times, utc_offset, air, clearness[clearness.size - times.size :], sun=sun)


def sun_positions(zones: Sequence[Zone], times: NDArray[np.datetime64], utc_offset: float) -> list[pd.DataFrame]:
    """Return where the sun stands in the middle of each hour at each zone [°]: apparent zenith, zenith, apparent elevation, elevation, azimuth.

    The path of the earth is computed once for all zones. Reference: I. Reda, A. Andreas, Solar Energy 76 (2004) 577, through pvlib, with
    its defaults (12 °C, pressure of the altitude, 67 s between terrestrial and universal time, refraction 0.5667°).
    """
    import pandas as pd
    from pvlib import atmosphere, spa

    middle = _middle(times, utc_offset)
    seconds = middle.tz_localize(None).to_numpy().astype("datetime64[s]").astype(np.float64)
    places = np.array([(zone.latitude, zone.longitude, zone.altitude) for zone in zones], dtype=np.float64).reshape(-1, 3, 1)
    pressure = np.array([[atmosphere.alt2pres(zone.altitude) / 100.0] for zone in zones])
    found = spa.solar_position_numpy(seconds, places[:, 0], places[:, 1], places[:, 2], pressure, 12.0, 67.0, 0.5667, 1)
    names = ("apparent_zenith", "zenith", "apparent_elevation", "elevation", "azimuth")
    return [
        pd.DataFrame({name: values[at] for name, values in zip(names, found[:5], strict=True)}, index=middle)
        for at in range(len(zones))
    ]


def _middle(times: NDArray[np.datetime64], utc_offset: float) -> pd.DatetimeIndex:
    """Return the middle of each hour in universal time."""
    import pandas as pd

    return pd.DatetimeIndex(times).tz_localize("UTC") + pd.Timedelta(minutes=30) - pd.Timedelta(hours=utc_offset)


def pv_power(
    zone: Zone, times: NDArray[np.datetime64], utc_offset: float, air: NDArray[np.float64],
    clearness: NDArray[np.float64] | None = None, ghi: NDArray[np.float64] | None = None, *, sun: pd.DataFrame | None = None,
) -> NDArray[np.float64]:  # fmt: skip
    """Return PV output as a share of inverter power from clear-sky clearness, or from measured ``ghi`` [W/m2].

    Reference: pvlib-python (W. F. Holmgren et al., JOSS 3 (2018) 884): solar position, Ineichen clear sky, Erbs separation,
    Hay–Davies transposition, Faiman cell temperature.
    """
    import pandas as pd
    from pvlib import clearsky, irradiance, location

    middle = _middle(times, utc_offset)
    site = location.Location(zone.latitude, zone.longitude, altitude=zone.altitude)
    if sun is None:
        [sun] = sun_positions([zone], times, utc_offset)
    extra = irradiance.get_extra_radiation(middle)
    if ghi is None:
        sky = clearsky.ineichen(sun["apparent_zenith"], site.get_airmass(solar_position=sun)["airmass_absolute"], _TURBIDITY,
                                altitude=zone.altitude, dni_extra=extra)  # fmt: skip
        assert clearness is not None
        ghi = sky["ghi"].to_numpy() * clearness
    horizontal = pd.Series(ghi, index=middle)
    parts = irradiance.erbs(horizontal, sun["zenith"], middle)
    tilt, azimuth = _orientation(zone, sun)
    plane = irradiance.get_total_irradiance(
        tilt, azimuth, sun["apparent_zenith"], sun["azimuth"], parts["dni"], horizontal, parts["dhi"], dni_extra=extra,
        model="haydavies",
    )["poa_global"]  # fmt: skip
    light = np.nan_to_num(plane.to_numpy(dtype=np.float64), nan=0.0).clip(min=0.0)
    cell = air + light / (25.0 + 6.84 * 3.0)  # Faiman with 3 m/s of wind
    month = times.astype("datetime64[M]").astype(np.int64) % 12
    power = _DC_AC * light / 1000.0 * (1.0 + _COEFFICIENT * (cell - 25.0)) * (1.0 - _LOSSES) * (1.0 - np.array(SNOW)[month])
    clipped: NDArray[np.float64] = np.clip(power, 0.0, 1.0)
    return clipped


def _orientation(zone: Zone, sun: pd.DataFrame) -> tuple[object, object]:
    if zone.technology == "pv_fixed":
        return 38.0, 180.0
    from pvlib import tracking

    track = tracking.singleaxis(sun["apparent_zenith"], sun["azimuth"], axis_tilt=0, axis_azimuth=180, max_angle=55, gcr=0.35)
    return track["surface_tilt"].fillna(0.0), track["surface_azimuth"].fillna(180.0)
