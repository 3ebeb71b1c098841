"""Compiled loops of the simplification: each finds and removes what it can, and writes down how to undo it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = ["activity", "drop_rows", "fix_by_cost", "undo"]

_CLOSE = 1e-9  # share of what was added up within which limits may clash by rounding
_SAME = 1e-13  # bounds this close to each other leave no room between them


@njit(cache=True)
def _counts(indptr: Any, indices: Any, data: Any, lower: Any, fixed: Any, m: int) -> Any:
    """Return, per row, its free columns, what its fixed columns add up to, and the sum of their sizes."""
    count, shift, size = np.zeros(m, np.int32), np.zeros(m), np.zeros(m)
    for j in range(indptr.size - 1):
        for k in range(indptr[j], indptr[j + 1]):
            if fixed[j]:
                shift[indices[k]] += data[k] * lower[j]
                size[indices[k]] += abs(data[k] * lower[j])
            else:
                count[indices[k]] += 1
    return count, shift, size


@njit(cache=True)
def _tighten(i: int, j: int, low: float, high: float, slack: float, lower: Any, upper: Any, lower_row: Any, upper_row: Any) -> int:
    """Put the limits of row ``i`` on column ``j``; return 1 when a bound moved, 0 when none did, −1 when the bounds clash."""
    used = 0
    if low > lower[j]:
        lower[j], lower_row[j], used = low, i, 1
    if high < upper[j]:
        upper[j], upper_row[j], used = high, i, 1
    if lower[j] > upper[j]:
        if lower[j] - upper[j] > slack + _CLOSE * (1.0 + abs(lower[j])):
            return -1
        if lower_row[j] == i:
            lower[j] = upper[j]
        else:
            upper[j] = lower[j]
    return used


@njit(cache=True)
def drop_rows(
    indptr: Any, indices: Any, data: Any, row_ptr: Any, row_columns: Any, row_values: Any, lower: Any, upper: Any, row_lower: Any,
    row_upper: Any, alive: Any, fixed: Any, lower_row: Any, upper_row: Any, event_row: Any, event_column: Any, events: int,
) -> Any:  # fmt: skip
    """Remove rows with no or one free column until none is left; return the number of events, or −1 − row where limits clash.

    A row with one column becomes a bound of it. A column whose bounds meet is fixed and leaves its rows.
    """
    m = row_ptr.size - 1
    count, shift, size = _counts(indptr, indices, data, lower, fixed, m)
    queue = np.empty(m, np.int32)
    begin, end = 0, 0
    waiting = np.zeros(m, np.bool_)
    for i in range(m):
        if alive[i] and count[i] <= 1:
            queue[end] = i
            end += 1
            waiting[i] = True
    while begin < end:
        i = queue[begin]
        begin += 1
        if count[i] == 0:
            slack = _CLOSE * (1.0 + size[i])
            if row_lower[i] > shift[i] + slack or row_upper[i] < shift[i] - slack:
                return -1 - i
            alive[i] = False
            continue
        j, value = -1, 0.0
        for k in range(row_ptr[i], row_ptr[i + 1]):
            if not fixed[row_columns[k]]:
                j, value = row_columns[k], row_values[k]
        alive[i] = False
        low, high = (row_lower[i] - shift[i]) / value, (row_upper[i] - shift[i]) / value
        if value < 0.0:
            low, high = high, low
        used = _tighten(i, j, low, high, _CLOSE * size[i] / abs(value), lower, upper, lower_row, upper_row)
        if used < 0:
            return -1 - i
        if used:
            event_row[events], event_column[events] = i, j
            events += 1
        if lower[j] > -np.inf and upper[j] - lower[j] <= _SAME * (1.0 + abs(lower[j])):
            upper[j] = lower[j]
            fixed[j] = True
            for k in range(indptr[j], indptr[j + 1]):
                other = indices[k]
                shift[other] += data[k] * lower[j]
                size[other] += abs(data[k] * lower[j])
                count[other] -= 1
                if alive[other] and count[other] <= 1 and not waiting[other]:
                    queue[end] = other
                    end += 1
                    waiting[other] = True
    return events


@njit(cache=True)
def activity(
    row_ptr: Any, row_columns: Any, row_values: Any, lower: Any, upper: Any, row_lower: Any, row_upper: Any, alive: Any, fixed: Any,
    forced: Any, event_row: Any, event_column: Any, events: int,
) -> Any:  # fmt: skip
    """Open limits that the bounds of columns imply, in place; return (rows freed, events), −1 − row where they cannot be met.

    A row that its columns can only just meet forces them all to those bounds: ``forced`` tells by which event.
    """
    freed = 0
    for i in range(row_ptr.size - 1):
        if not alive[i]:
            continue
        least, most, size = 0.0, 0.0, 0.0
        for k in range(row_ptr[i], row_ptr[i + 1]):
            j, value = row_columns[k], row_values[k]
            low, high = (lower[j], upper[j]) if value > 0.0 else (upper[j], lower[j])
            least += value * low
            most += value * high
            if abs(low) < np.inf:
                size += abs(value * low)
            if abs(high) < np.inf:
                size += abs(value * high)
        slack = _CLOSE * (1.0 + size)
        if least > row_upper[i] + slack or most < row_lower[i] - slack:
            return -1 - i, events
        if abs(least - row_upper[i]) <= _SAME * size or abs(most - row_lower[i]) <= _SAME * size:
            side = 1.0 if abs(least - row_upper[i]) <= _SAME * size else -1.0
            for k in range(row_ptr[i], row_ptr[i + 1]):
                j = row_columns[k]
                if fixed[j]:
                    continue
                if side * row_values[k] > 0.0:
                    upper[j] = lower[j]
                else:
                    lower[j] = upper[j]
                fixed[j], forced[j] = True, events
            event_row[events], event_column[events] = i, -1 if side > 0.0 else -2
            events += 1
            alive[i] = False
            freed += 1
            continue
        if row_lower[i] < row_upper[i]:
            if least >= row_lower[i]:
                row_lower[i] = -np.inf
            if most <= row_upper[i]:
                row_upper[i] = np.inf
        if row_lower[i] == -np.inf and row_upper[i] == np.inf:
            alive[i] = False
            freed += 1
    return freed, events


@njit(cache=True)
def fix_by_cost(
    indptr: Any, indices: Any, data: Any, cost: Any, lower: Any, upper: Any, row_lower: Any, row_upper: Any, alive: Any, fixed: Any
) -> int:
    """Fix columns that cost and rows push one way only at the bound they are pushed to; return how many, −1 − column if open."""
    count = 0
    for j in range(indptr.size - 1):
        if fixed[j]:
            continue
        down, up = cost[j] >= 0.0, cost[j] <= 0.0
        touched = False
        for k in range(indptr[j], indptr[j + 1]):
            i = indices[k]
            if not alive[i]:
                continue
            touched = True
            has_low, has_high = row_lower[i] > -np.inf, row_upper[i] < np.inf
            if (data[k] > 0.0 and has_low) or (data[k] < 0.0 and has_high):
                down = False
            if (data[k] > 0.0 and has_high) or (data[k] < 0.0 and has_low):
                up = False
            if not (down or up):
                break
        if not (down or up):
            continue
        if down and lower[j] > -np.inf:
            upper[j] = lower[j]
        elif up and upper[j] < np.inf:
            lower[j] = upper[j]
        elif not touched and cost[j] == 0.0:
            lower[j] = upper[j] = 0.0
        elif cost[j] != 0.0:
            return -1 - j
        else:
            continue
        fixed[j] = True
        count += 1
    return count


@njit(cache=True)
def undo(
    indptr: Any, indices: Any, data: Any, row_ptr: Any, row_columns: Any, row_values: Any, cost: Any, from_lower: Any, from_upper: Any,
    forced: Any, event_row: Any, event_column: Any, y: Any,
) -> None:  # fmt: skip
    """Give the multiplier of a bound back to the row it came from, last removed first, in place.

    A row that forced its columns takes the multiplier nearest to nothing at which no reduced cost of theirs has the wrong sign.
    """
    for e in range(event_row.size - 1, -1, -1):
        i, j = event_row[e], event_column[e]
        if j >= 0:
            reduced, own = cost[j], 0.0
            for k in range(indptr[j], indptr[j + 1]):
                reduced -= data[k] * y[indices[k]]
                if indices[k] == i:
                    own = data[k]
            if (reduced > 0.0 and from_lower[e]) or (reduced < 0.0 and from_upper[e]):
                y[i] += reduced / own
            continue
        side = 1.0 if j == -1 else -1.0
        needed = 0.0
        for r in range(row_ptr[i], row_ptr[i + 1]):
            j = row_columns[r]
            if forced[j] != e:
                continue
            reduced = cost[j]
            for k in range(indptr[j], indptr[j + 1]):
                reduced -= data[k] * y[indices[k]]
            needed = min(needed, side * reduced / row_values[r])
        y[i] = side * needed
