"""One compiled pass over a matrix for everything a certificate asks of it: no copies of the matrix are made."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = ["column_sums", "row_sums"]


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
    """Return ``c − Aᵀ y`` and ``1 + |c| + |A|ᵀ |y|``, shapes (n,), of compressed columns."""
    reduced, size = np.empty(cost.size), np.empty(cost.size)
    for j in range(cost.size):
        total, whole = 0.0, 0.0
        for k in range(indptr[j], indptr[j + 1]):
            part = data[k] * y[indices[k]]
            total += part
            whole += abs(part)
        reduced[j] = cost[j] - total
        size[j] = 1.0 + abs(cost[j]) + whole
    return reduced, size
