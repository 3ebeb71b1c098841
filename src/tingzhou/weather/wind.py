"""Wind: a Gaussian state with the memory of real wind, mapped to speeds and through a power curve."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from tingzhou.weather.field import RandomField, autoregression, smooth_autoregression
from tingzhou.weather.zone import Zone

__all__ = ["NET", "SHAPE", "cold_stop", "power_curve", "wind_series", "wind_state"]

SHAPE = 1.9  # Weibull shape [1]
NET = 0.80  # net of wake, availability and electrical losses [1]
_RATED_DENSITY = 213.0  # rated power per rotor area [W/m2]
_COEFFICIENT = 0.44  # power coefficient below rated [1]
_CUT_IN, _CUT_OUT = 2.8, 25.0  # [m/s]
_EAST_SPEED = 50.0  # weather moves east [km/h]
_STOP, _RESTART = -30.0, -26.0  # cold-climate machine [°C]
_PARTS = {"smooth": 0.60, "slow": 0.36, "own": 0.04}  # variance of the parts of the state


def power_curve(speed: NDArray[np.float64], altitude: float = 800.0) -> NDArray[np.float64]:
    """Return output as a share of rated net power, 0 … ``NET``, from hub-height wind speed [m/s].

    Below rated ``½ ρ Cp v³ / (rated power per area)``, with the air density of the altitude; a machine of 213 W/m2.
    Reference: actuator-disc power balance; rated density and coefficient of the region's weather targets.
    """
    density = 1.225 * np.exp(-altitude / 8500.0)
    share = 0.5 * density * _COEFFICIENT * speed**3 / _RATED_DENSITY
    running = (speed >= _CUT_IN) & (speed < _CUT_OUT)
    return NET * np.where(running, np.minimum(share, 1.0), 0.0)


def wind_state(field: RandomField, zone: Zone) -> NDArray[np.float64]:
    """Return the Gaussian state of a zone over all hours of the field's years: unit variance, no day shape.

    ``ρ(k) ≈ 0.6 (1 + k/10.5) e^(−k/10.5) + 0.36 e^(−k/30) + 0.04 e^(−k/2)``: the form fitted to a provincial series, without
    its day and month parts, which are added where they belong. The state of an eastern zone lags.
    """
    lag = int(np.round((zone.longitude - 88.0) * 80.0 / _EAST_SPEED))
    at = (zone.latitude, zone.longitude)
    smooth = smooth_autoregression(field.white("wind-smooth", *at), 10.5)
    slow = autoregression(field.white("wind-slow", *at), 30.0)
    own = autoregression(field.own("wind-own", zone.id), 2.0)
    regional = np.roll(np.sqrt(_PARTS["smooth"]) * smooth + np.sqrt(_PARTS["slow"]) * slow, lag)
    state: NDArray[np.float64] = regional + np.sqrt(_PARTS["own"]) * own
    return state


def wind_series(
    zone: Zone, state: NDArray[np.float64], times: NDArray[np.datetime64], air: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return hourly capacity factors of one calendar year, shape (hours,).

    The state plus the day shape is turned into a speed by its rank (Weibull); in each month the scale of the speed is set so
    that the month's mean is met, cold stops included: what is full stays full, what is calm stays calm.
    """
    hour = (times - times.astype("datetime64[D]")).astype("timedelta64[h]").astype(np.float64)
    month = times.astype("datetime64[M]").astype(np.int64) % 12
    # Strongest before midnight, weakest in the early afternoon; weaker in winter, when the inversion holds all day.
    season = 0.32 - 0.10 * np.isin(month, (10, 11, 0, 1))
    shaped = state + season * np.cos(2.0 * np.pi * (hour + 0.7) / 24.0) + 0.05 * np.cos(4.0 * np.pi * (hour - 1.0) / 24.0)
    uniform = np.clip(ndtr((shaped - shaped.mean()) / shaped.std()), 1e-9, 1.0 - 1e-9)
    speed = (-np.log1p(-uniform)) ** (1.0 / SHAPE)
    running = ~cold_stop(air)
    means = zone.monthly_means()
    factors: NDArray[np.float64] = np.empty_like(speed)
    for block, target in _blocks(month, means, zone.full_load_hours / 8760.0):
        factors[block] = _scaled(speed[block], running[block], target, zone.altitude)
    return factors


def _blocks(month: NDArray[np.int64], means: NDArray[np.float64] | None, year: float) -> list[tuple[NDArray[np.bool_], float]]:
    """Return masks and the mean wanted in each: twelve months, or the whole year."""
    if means is None:
        return [(np.ones(month.size, dtype=np.bool_), year)]
    return [(month == index, float(means[index])) for index in range(12)]


def _scaled(speed: NDArray[np.float64], running: NDArray[np.bool_], target: float, altitude: float) -> NDArray[np.float64]:
    """Return capacity factors with the scale of the speed found by bisection so that their mean is ``target``."""
    low, high = 0.5, 40.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        mean = float((power_curve(np.minimum(middle * speed, _CUT_OUT - 0.01), altitude) * running).mean())
        low, high = (middle, high) if mean < target else (low, middle)
    return power_curve(np.minimum(high * speed, _CUT_OUT - 0.01), altitude) * running


def cold_stop(air: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the hours in which machines stand for cold: from −30 °C down until −26 °C is reached again."""
    event = np.where(air <= _STOP, 1, np.where(air >= _RESTART, -1, 0))
    last = np.maximum.accumulate(np.where(event != 0, np.arange(air.size), 0))
    stopped: NDArray[np.bool_] = event[last] == 1
    return stopped
