"""Compiled passes over a matrix for everything a certificate asks of it: no copies, and no vectors beyond the sums of rows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = ["bound_of", "column_residuals", "column_sums", "row_residuals", "row_sums", "tighten_open"]


@njit(cache=True, nogil=True)
def row_sums(indptr: Any, indices: Any, data: Any, x: Any, rows: int) -> Any:
    """Return ``A x`` and ``|A| |x|``, shapes (m,), of compressed columns."""
    activity, size = np.zeros(rows), np.zeros(rows)
    for j in range(x.size):
        value = x[j]
        if value != 0.0:
            for k in range(indptr[j], indptr[j + 1]):
                part = data[k] * value
                activity[indices[k]] += part
                size[indices[k]] += abs(part)
    return activity, size


@njit(cache=True, nogil=True)
def column_sums(indptr: Any, indices: Any, data: Any, cost: Any, y: Any) -> Any:
    """Return ``c − Aᵀ y`` and ``|A|ᵀ |y|``, shapes (n,), of compressed columns."""
    reduced, size = np.empty(cost.size), np.empty(cost.size)
    for j in range(cost.size):
        reduced[j], size[j] = _column(indptr, indices, data, cost, y, j)
    return reduced, size


@njit(cache=True, nogil=True)
def _column(indptr: Any, indices: Any, data: Any, cost: Any, y: Any, j: int) -> Any:
    """Return the reduced cost of one column and the size of what it takes off its cost."""
    total, whole = 0.0, 0.0
    for k in range(indptr[j], indptr[j + 1]):
        part = data[k] * y[indices[k]]
        total += part
        whole += abs(part)
    return cost[j] - total, whole


@njit(cache=True, nogil=True)
def _excess(value: float, low: float, high: float, size: float) -> float:
    """Return by how much a value is beyond its limits, relative to what it adds up and the limit."""
    if value < low:
        return (low - value) / (1.0 + (abs(low) if abs(low) < np.inf else 0.0) + size)
    if value > high:
        return (value - high) / (1.0 + (abs(high) if abs(high) < np.inf else 0.0) + size)
    return 0.0 if value == value else np.nan


@njit(cache=True, nogil=True)
def _pressed(multiplier: float, low: float, high: float) -> Any:
    """Return the part of a multiplier that a finite limit can carry, and that limit (0 without)."""
    if multiplier > 0.0:
        return (multiplier, low) if low > -np.inf else (0.0, 0.0)
    return (multiplier, high) if high < np.inf else (0.0, 0.0)


@njit(cache=True, nogil=True)
def _add(total: float, lost: float, value: float) -> Any:
    """Return sum and what rounding lost of it (A. Neumaier, Z. Angew. Math. Mech. 54 (1974) 39–51)."""
    after = total + value
    lost += (total - after) + value if abs(total) >= abs(value) else (value - after) + total
    return after, lost


@njit(cache=True, nogil=True)
def row_residuals(activity: Any, size: Any, y: Any, lower: Any, upper: Any) -> Any:
    """Return the worst of: violation, wrong multiplier, complementarity; and what the limits add to the dual objective."""
    violation, wrong, slack, total, lost = 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(activity.size):
        violation = max(violation, _excess(activity[i], lower[i], upper[i], size[i]))
        if y.size:
            legal, limit = _pressed(y[i], lower[i], upper[i])
            wrong = max(wrong, abs(y[i] - legal))
            slack = max(slack, abs(legal * activity[i] - legal * limit))
            total, lost = _add(total, lost, legal * limit)
    return violation, wrong, slack, total + lost


@njit(cache=True, nogil=True)
def column_residuals(indptr: Any, indices: Any, data: Any, cost: Any, x: Any, y: Any, lower: Any, upper: Any) -> Any:
    """Return the worst of: violation, wrong reduced cost (relative), complementarity; and what bounds add to the dual objective."""
    violation, wrong, slack, total, lost = 0.0, 0.0, 0.0, 0.0, 0.0
    for j in range(cost.size):
        violation = max(violation, _excess(x[j], lower[j], upper[j], abs(x[j])))
        if y.size:
            z, size = _column(indptr, indices, data, cost, y, j)
            legal, limit = _pressed(z, lower[j], upper[j])
            wrong = max(wrong, abs(z - legal) / (1.0 + abs(cost[j]) + size))
            slack = max(slack, abs(legal * x[j] - legal * limit))
            total, lost = _add(total, lost, legal * limit)
    return violation, wrong, slack, total + lost


@njit(cache=True, nogil=True)
def bound_of(indptr: Any, indices: Any, data: Any, cost: Any, y: Any, lower: Any, upper: Any) -> float:
    """Return ``Σ (c − Aᵀy)·(the bound its sign presses against)``; −inf where that bound is infinite."""
    total, lost = 0.0, 0.0
    for j in range(cost.size):
        z, _ = _column(indptr, indices, data, cost, y, j)
        if z != 0.0:
            reach = lower[j] if z > 0.0 else upper[j]
            if abs(reach) == np.inf:
                return -np.inf
            total, lost = _add(total, lost, z * reach)
    return total + lost


@njit(cache=True, nogil=True)
def tighten_open(
    indptr: Any, indices: Any, data: Any, row_lower: Any, row_upper: Any, lower: Any, upper: Any, new_lower: Any, new_upper: Any
) -> int:
    """Write bounds that rows imply for columns without a finite one; return how many bounds are finite that were not.

    For ``a·x_j + rest ≤ u``: ``x_j ≤ (u − min rest)/a`` when the smallest rest is finite (a > 0); the others likewise.
    """
    m = row_lower.size
    least, most, open_least, open_most = np.zeros(m), np.zeros(m), np.zeros(m, np.int32), np.zeros(m, np.int32)
    for j in range(lower.size):
        for k in range(indptr[j], indptr[j + 1]):
            i, value = indices[k], data[k]
            low, high = (lower[j], upper[j]) if value > 0.0 else (upper[j], lower[j])
            if abs(low) == np.inf:
                open_least[i] += 1
            else:
                least[i] += value * low
            if abs(high) == np.inf:
                open_most[i] += 1
            else:
                most[i] += value * high
    found = 0
    for j in range(lower.size):
        floor, ceiling = lower[j], upper[j]
        if floor > -np.inf and ceiling < np.inf:
            continue
        for k in range(indptr[j], indptr[j + 1]):
            i, value = indices[k], data[k]
            low, high = (lower[j], upper[j]) if value > 0.0 else (upper[j], lower[j])
            above, below = np.inf, -np.inf
            if open_least[i] == (1 if abs(low) == np.inf else 0) and row_upper[i] < np.inf:
                end = (row_upper[i] - (least[i] - (0.0 if abs(low) == np.inf else value * low))) / value
                if value > 0.0:
                    above = end
                else:
                    below = end
            if open_most[i] == (1 if abs(high) == np.inf else 0) and row_lower[i] > -np.inf:
                end = (row_lower[i] - (most[i] - (0.0 if abs(high) == np.inf else value * high))) / value
                if value > 0.0:
                    below = end
                else:
                    above = end
            if lower[j] == -np.inf:
                floor = max(floor, below)
            if upper[j] == np.inf:
                ceiling = min(ceiling, above)
        found += int(lower[j] == -np.inf and floor > -np.inf) + int(upper[j] == np.inf and ceiling < np.inf)
        new_lower[j], new_upper[j] = floor, ceiling
    return found
