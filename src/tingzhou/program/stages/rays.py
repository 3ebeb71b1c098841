"""Proofs that a program has no optimum, checked on the unscaled program.

Farkas: if ``Σ y·(row limit) + Σ (−Aᵀy)·(bound) > 0`` with the limits that signs choose, no point meets all limits. A direction that
lowers the cost and that no limit ever stops shows that a feasible program is unbounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from tingzhou.program.residual_loops import row_sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.program.program import Program

    Reals = NDArray[np.float64]

__all__ = ["proves_infeasible", "proves_unbounded"]

_ZERO = 1e-9  # share of what was added up below which a sum counts as nothing


@njit(cache=True)
def reached(indptr: Any, indices: Any, data: Any, y: Any, lower: Any, upper: Any, zero: float) -> Any:
    """Return the sum of ``−Aᵀy`` times the bound each presses against (−inf where that is none), of sizes, and of ``|A|ᵀ|y|`` × reach.

    What is below ``zero`` times its size is nothing; the reach of a column is its farther bound, 1 without.
    """
    total, size, loose = 0.0, 0.0, 0.0
    for j in range(lower.size):
        z, whole = 0.0, 0.0
        for k in range(indptr[j], indptr[j + 1]):
            part = data[k] * y[indices[k]]
            z -= part
            whole += abs(part)
        far = max(abs(lower[j]), abs(upper[j]))
        loose += whole * (far if far < np.inf else 1.0)
        if abs(z) > zero * whole:
            reach = lower[j] if z > 0.0 else upper[j]
            if abs(reach) == np.inf:
                return -np.inf, size, loose
            total += z * reach
            size += abs(z * reach)
    return total, size, loose


def proves_infeasible(program: Program, y: Reals) -> bool:
    """Tell whether multipliers ``y`` (m,) prove that no point meets all limits."""
    largest = np.abs(y).max(initial=0.0)
    if not np.isfinite(largest) or largest <= 0.0:
        return False
    y = y / largest
    y = np.where(((y > 0) & np.isinf(program.row_lower)) | ((y < 0) & np.isinf(program.row_upper)) | (np.abs(y) < 1e-12), 0.0, y)
    matrix = program.matrix
    columns, size, loose = reached(matrix.indptr, matrix.indices, matrix.data, y, program.lower, program.upper, _ZERO)
    if columns == -np.inf:
        return False
    used = np.flatnonzero(y)
    rows = y[used] * np.where(y[used] > 0, program.row_lower[used], program.row_upper[used])
    total = float(rows.sum()) + columns
    # what was rounded to nothing could still move as far as the columns reach
    return bool(total > 1e-6 * (float(np.abs(rows).sum()) + size) + min(_ZERO * loose, total * 0.5))


def proves_unbounded(program: Program, x: Reals) -> bool:
    """Tell whether the direction of ``x`` (n,) lowers the cost for ever, if the program has a feasible point at all."""
    largest = np.abs(x).max(initial=0.0)
    if not np.isfinite(largest) or largest <= 0.0:
        return False
    d = x / largest
    d = np.where((np.isfinite(program.lower) & (d < 0)) | (np.isfinite(program.upper) & (d > 0)) | (np.abs(d) < 1e-10), 0.0, d)
    gain = program.cost * d
    if not gain.sum() < -1e-7 * np.abs(gain).sum():
        return False
    matrix = program.matrix
    change, size = row_sums(matrix.indptr, matrix.indices, matrix.data, d, program.rows)
    stopped = (np.isfinite(program.row_lower) & (change < -_ZERO * size)) | (
        np.isfinite(program.row_upper) & (change > _ZERO * size)
    )
    return not bool(stopped.any())
