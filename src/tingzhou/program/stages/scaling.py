"""Scaling: rows and columns to entries near one, cost and limits to values near one, by powers of two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Reals = NDArray[np.float64]

__all__ = ["Scaling", "find_scaling"]


@dataclass(frozen=True, eq=False)
class Scaling:
    """Scaled values: x̂ = x / (column · size), ŷ = y · row⁻¹ / price; row (m), column (n), size and price are powers of two."""

    row: Reals
    column: Reals
    size: float
    price: float


@njit(cache=True)
def _geometric(indptr: Any, indices: Any, data: Any, row: Any, column: Any, passes: int) -> None:
    """Scale by the geometric mean of the smallest and largest entry in turn, then columns to a largest entry of one."""
    m = row.size
    for step in range(passes + 1):
        least, most = np.full(m, np.inf), np.zeros(m)
        for j in range(column.size):
            for k in range(indptr[j], indptr[j + 1]):
                value = abs(data[k]) * column[j]
                i = indices[k]
                least[i], most[i] = min(least[i], value), max(most[i], value)
        for i in range(m):
            if most[i] > 0.0:
                row[i] = 1.0 / np.sqrt(least[i] * most[i]) if step < passes else 1.0 / most[i]
        for j in range(column.size):
            low, high = np.inf, 0.0
            for k in range(indptr[j], indptr[j + 1]):
                value = abs(data[k]) * row[indices[k]]
                low, high = min(low, value), max(high, value)
            if high > 0.0:
                column[j] = 1.0 / np.sqrt(low * high) if step < passes else 1.0 / high


def _power(values: Any) -> Any:
    """Return the nearest powers of two, so that scaling rounds nothing."""
    return np.exp2(np.round(np.log2(values)))


def find_scaling(
    indptr: Any, indices: Any, data: Reals, cost: Reals, bounds: tuple[Reals, ...], limits: tuple[Reals, ...]
) -> Scaling:
    """Return scales for a matrix by columns, its cost, the bounds of columns and the limits of rows."""
    row, column = np.ones(limits[0].size), np.ones(cost.size)
    _geometric(indptr, indices, data, row, column, 3)
    row, column = _power(row), _power(column)
    sizes = np.concatenate(
        [np.abs(part[np.isfinite(part) & (part != 0.0)] * scale[np.isfinite(part) & (part != 0.0)])
         for group, scale in ((bounds, 1.0 / column), (limits, row)) for part in group]
    )  # fmt: skip
    prices = np.abs((cost * column)[cost != 0.0])
    size = float(_power(_middle(sizes))) if sizes.size else 1.0
    price = float(_power(_middle(prices))) if prices.size else 1.0
    return Scaling(row, column, size, price)


def _middle(values: Reals) -> float:
    """Return a typical large value: the root mean square, which the few largest do not rule alone."""
    return float(np.sqrt(np.median(values) * values.max()))
