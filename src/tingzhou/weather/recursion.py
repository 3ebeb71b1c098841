"""A linear recursion of second order, compiled: one after another by nature, and a signal library is slow to load."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["recursion"]


def _run(noise: NDArray[np.float64], gain: float, first: float, second: float) -> NDArray[np.float64]:
    series = np.empty(noise.size)
    now, later = 0.0, 0.0
    for k in range(noise.size):
        value = now + gain * noise[k]
        now = later - first * value
        later = -second * value
        series[k] = value
    return series


@cache
def _kernel() -> Any:
    import numba

    return numba.njit(cache=True)(_run)


def recursion(noise: NDArray[np.float64], gain: float, first: float, second: float) -> NDArray[np.float64]:
    """Return ``y`` with ``y[k] + first · y[k−1] + second · y[k−2] = gain · noise[k]``, started from nothing; shape (T,)."""
    series: NDArray[np.float64] = _kernel()(np.ascontiguousarray(noise, dtype=np.float64), gain, first, second)
    return series
