"""Air temperature: month, day wave, and cold spells that go with calm in winter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tingzhou.weather.field import RandomField, autoregression

__all__ = ["MONTHLY_MEAN", "temperature"]

# Monthly means of the Urumqi typical year [°C] (statistics of the CSWD typical year, as in the region's weather table).
MONTHLY_MEAN = (-12.4, -9.2, -2.1, 9.8, 16.4, 21.5, 23.7, 23.0, 17.2, 7.9, -1.4, -9.7)
_LAPSE = -0.0045  # [K/m] against the station at 900 m
_STATION_ALTITUDE = 900.0


def temperature(
    field: RandomField, times: NDArray[np.datetime64], latitude: float, longitude: float, altitude: float,
    wind_state: NDArray[np.float64],
) -> NDArray[np.float64]:  # fmt: skip
    """Return hourly air temperature [°C], shape (hours,).

    Parameters
    ----------
    times
        Starts of the hours of whole calendar years, local standard time.
    wind_state
        Smooth Gaussian state of the wind: calm lets the winter air cool (inversion).
    """
    month = times.astype("datetime64[M]").astype(np.int64) % 12
    day = (times - times.astype("datetime64[M]")).astype("timedelta64[h]").astype(np.float64) / 24.0
    means = np.array(MONTHLY_MEAN)
    position = month + day / 30.4 - 0.5  # the mean stands in the middle of its month
    base = np.interp(position % 12, np.arange(-1, 13), np.concatenate([means[-1:], means, means[:1]]))
    hour = (times - times.astype("datetime64[D]")).astype("timedelta64[h]").astype(np.float64) + 0.5
    winter = np.isin(month, (10, 11, 0, 1))
    wave = np.where(winter, 3.0, 5.5) * np.cos(2.0 * np.pi * (hour - 16.5) / 24.0)
    spells = autoregression(field.white("temperature", latitude, longitude, per_day=True), 3.0)
    noise = np.repeat(spells, 24)
    smooth = np.convolve(noise, np.ones(24) / 24.0, mode="same")
    calm = np.convolve(np.clip(wind_state, -2.5, 2.5), np.ones(24) / 24.0, mode="same")
    anomaly = np.where(winter, 4.6 * smooth + 2.6 * calm, 3.6 * smooth - 0.4 * calm)
    air: NDArray[np.float64] = base + wave + anomaly + _LAPSE * (altitude - _STATION_ALTITUDE)
    return air
