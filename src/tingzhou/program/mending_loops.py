"""Compiled loops that move multipliers by their rounding, so that reduced costs press against bounds that are there."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = ["mend"]

_EPS = np.finfo(np.float64).eps


@njit(cache=True)
def mend(columns: Any, rows: Any, cost: Any, row_ends: Any, ends: Any, y: Any, z: Any, rounding: Any, bad: Any, limit: int) -> bool:
    """Let rows of the columns ``bad`` give way, and of those that this opens, ``limit`` columns at most; ``y`` and ``z`` follow.

    Parameters
    ----------
    columns, rows
        Starts, indices and values of the matrix by columns and by rows.
    cost
        Costs, shape (n,).
    row_ends, ends
        Lower and upper limits of rows (m,) and columns (n,).
    y, z
        Multipliers (m,) and reduced costs (n,), changed in place.
    rounding
        What a reduced cost may be by rounding, shape (n,).

    Returns
    -------
    bool
        Whether all that is handed on stays within rounding.
    """
    waiting, came = np.empty(max(bad.size, 16), np.int64), np.empty(max(bad.size, 16), np.int64)
    top = bad.size
    waiting[:top] = bad
    came[:top] = -1
    steps = 0
    while top and steps < limit:
        steps += 1
        top -= 1
        j, from_ = waiting[top], came[top]
        if abs(z[j]) > rounding[j]:
            return False  # what is handed on grows from row to row
        if not _open(z[j], ends[0][j], ends[1][j]):
            continue
        row, moved, opened = _gives_way(columns, rows, cost, row_ends, ends, y, z, j, from_)
        if row < 0:
            continue
        while top + opened > waiting.size:
            waiting, came = np.append(waiting, waiting), np.append(came, came)
        for at in range(rows[0][row], rows[0][row + 1]):
            k = rows[1][at]
            after = z[k] - rows[2][at] * (moved - y[row])
            if _open(after, ends[0][k], ends[1][k]) and not _open(z[k], ends[0][k], ends[1][k]):
                waiting[top], came[top] = k, row
                top += 1
            z[k] = after
        y[row] = moved
    return True


@njit(cache=True)
def _open(z: float, lower: float, upper: float) -> bool:
    """Whether a reduced cost presses against no bound."""
    return (z > 0.0 and lower == -np.inf) or (z < 0.0 and upper == np.inf)


@njit(cache=True)
def _gives_way(columns: Any, rows: Any, cost: Any, row_ends: Any, ends: Any, y: Any, z: Any, j: int, from_: int) -> Any:
    """Return a row of column ``j`` other than the one it was opened by, where its multiplier goes, and how many columns that opens.

    It is the first row that opens none, else the first whose multiplier may go there; −1 without any.
    """
    chosen, target, most = -1, 0.0, 0
    for at in range(columns[0][j], columns[0][j + 1]):
        i, value = columns[1][at], columns[2][at]
        noise = 4.0 * _EPS * (abs(cost[j]) + abs(value * y[i]))
        moved = y[i] + (z[j] * (1.0 + 1e-9) + np.copysign(noise, z[j])) / value
        if i == from_ or (moved > 0.0 and row_ends[0][i] == -np.inf) or (moved < 0.0 and row_ends[1][i] == np.inf):
            continue
        opened = 0
        for other in range(rows[0][i], rows[0][i + 1]):
            k = rows[1][other]
            after = z[k] - rows[2][other] * (moved - y[i])
            if _open(after, ends[0][k], ends[1][k]) and not _open(z[k], ends[0][k], ends[1][k]):
                opened += 1
        if not opened:
            return i, moved, 0
        if chosen < 0:
            chosen, target, most = i, moved, opened
    return chosen, target, most
