"""Proofs that a program has no optimum, checked on the unscaled program.

Farkas: if ``Σ y·(row limit) + Σ (−Aᵀy)·(bound) > 0`` with the limits that signs choose, no point meets all limits. A direction that
lowers the cost and that no limit ever stops shows that a feasible program is unbounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.program.program import Program

    Reals = NDArray[np.float64]

__all__ = ["proves_infeasible", "proves_unbounded"]

_ZERO = 1e-9  # share of what was added up below which a sum counts as nothing


def proves_infeasible(program: Program, y: Reals) -> bool:
    """Tell whether multipliers ``y`` (m,) prove that no point meets all limits."""
    largest = np.abs(y).max(initial=0.0)
    if not np.isfinite(largest) or largest <= 0.0:
        return False
    y = y / largest
    y = np.where(((y > 0) & np.isinf(program.row_lower)) | ((y < 0) & np.isinf(program.row_upper)) | (np.abs(y) < 1e-12), 0.0, y)
    z = -(program.matrix.T @ y)
    size = abs(program.matrix).T @ np.abs(y)
    z = np.where(np.abs(z) <= _ZERO * size, 0.0, z)
    reach = np.where(z > 0, program.lower, program.upper)
    if np.isinf(reach[z != 0.0]).any():
        return False
    with np.errstate(invalid="ignore"):
        columns = np.where(z != 0.0, z * reach, 0.0)
        limits = np.where(y > 0, program.row_lower, program.row_upper)
        rows = np.where(y != 0.0, y * limits, 0.0)
    total = float(rows.sum() + columns.sum())
    # what was rounded to nothing could still move as far as the columns reach
    loose = _ZERO * float((size * _reach(program)).sum())
    return total > 1e-6 * float(np.abs(rows).sum() + np.abs(columns).sum()) + min(loose, total * 0.5)


def _reach(program: Program) -> Reals:
    """Return how far each column may lie from nothing; 1 where it has no limit."""
    far = np.maximum(np.abs(program.lower), np.abs(program.upper))
    return np.where(np.isfinite(far), far, 1.0)


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
    change = program.matrix @ d
    size = abs(program.matrix) @ np.abs(d)
    stopped = (np.isfinite(program.row_lower) & (change < -_ZERO * size)) | (
        np.isfinite(program.row_upper) & (change > _ZERO * size)
    )
    return not bool(stopped.any())
