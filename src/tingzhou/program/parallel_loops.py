"""Compiled loops that find rows or columns which are multiples of one another, and columns that another one makes superfluous."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = ["dominated", "find_parallel", "merge_columns", "merge_rows", "split_columns"]

_ROUNDING = 2e-15  # coefficients this close (relative) are the same number, computed in two ways
_CLOSE = 1e-9  # share of their size by which limits of parallel rows may clash by rounding
_DIGITS = 1e4  # relative coefficients enter the hash rounded to so many parts
_FEW = 8  # columns of a row at most among which a dominating one is looked for


@njit(cache=True)
def find_parallel(indptr: Any, indices: Any, data: Any, least: int) -> Any:
    """Return, for vectors of at least ``least`` entries, an earlier vector each is a multiple of (−1 without) and the factor.

    Vectors are hashed by their pattern and their coefficients relative to the first; what falls together is compared number by
    number, so that a collision can cost time but never an error.
    """
    count = indptr.size - 1
    leader, factor = np.full(count, -1, np.int32), np.ones(count)
    size = 16
    while size < 2 * count:
        size *= 2
    table, keys = np.full(size, -1, np.int32), np.zeros(count, np.uint64)
    mask = np.uint64(size - 1)
    for v in range(count):
        begin, end = indptr[v], indptr[v + 1]
        if end - begin < least:
            continue
        key, scale = np.uint64(end - begin), _DIGITS / data[begin]
        for k in range(begin, end):
            number = np.uint64(indices[k]) ^ (np.uint64(np.int64(np.floor(data[k] * scale + 0.5))) << np.uint64(32))
            key = (key ^ number) * np.uint64(0x9E3779B97F4A7C15)
            key ^= key >> np.uint64(29)
        keys[v] = key
        place = key & mask
        while table[place] >= 0:
            w = table[place]
            if keys[w] == key and _same(indptr, indices, data, v, w):
                leader[v], factor[v] = w, data[begin] / data[indptr[w]]
                break
            place = (place + np.uint64(1)) & mask
        if leader[v] < 0:
            table[place] = v
    return leader, factor


@njit(cache=True)
def _same(indptr: Any, indices: Any, data: Any, v: int, w: int) -> bool:
    """Whether vector ``v`` is a multiple of ``w``."""
    begin, other = indptr[v], indptr[w]
    if indptr[v + 1] - begin != indptr[w + 1] - other:
        return False
    factor = data[begin] / data[other]
    for k in range(indptr[v + 1] - begin):
        if indices[begin + k] != indices[other + k]:
            return False
        if abs(data[begin + k] - factor * data[other + k]) > _ROUNDING * abs(data[begin + k]):
            return False
    return True


@njit(cache=True)
def merge_rows(leader: Any, factor: Any, row_lower: Any, row_upper: Any, low_from: Any, high_from: Any) -> int:
    """Put the limits of every row with a leader on its leader, in place; return −1 where they clash, else how many rows went."""
    gone = 0
    for v in range(leader.size):
        w = leader[v]
        if w < 0:
            continue
        low, high = row_lower[v] / factor[v], row_upper[v] / factor[v]
        if factor[v] < 0.0:
            low, high = high, low
        if low > row_lower[w]:
            row_lower[w], low_from[w] = low, v
        if high < row_upper[w]:
            row_upper[w], high_from[w] = high, v
        if row_lower[w] > row_upper[w]:
            if row_lower[w] - row_upper[w] > _CLOSE * (1.0 + abs(row_lower[w])):
                return -1
            if low_from[w] == v:
                row_lower[w] = row_upper[w]
            else:
                row_upper[w] = row_lower[w]
        gone += 1
    return gone


@njit(cache=True)
def merge_columns(
    leader: Any,
    factor: Any,
    cost: Any,
    lower: Any,
    upper: Any,
    gone: Any,
    kept: Any,
    left: Any,
    ratio: Any,
    floor: Any,
    ceiling: Any,
) -> Any:
    """Merge parallel columns of equal cost and fix dearer ones where a cheaper one is unlimited; return (merged, fixed).

    Merged pairs are written down in order: ``kept`` takes over from ``left``, which is ``ratio`` times it; ``floor`` and ``ceiling``
    are the bounds of ``kept`` before. ``x_kept + ratio · x_left`` is what the merged column stands for.
    """
    merged, fixed = 0, 0
    present = np.arange(leader.size).astype(np.int32)  # the column that now speaks for a leader
    for v in range(leader.size):
        if leader[v] < 0:
            continue
        w = present[leader[v]]
        s = factor[v] / factor[w]
        if lower[v] == upper[v] or lower[w] == upper[w]:
            if lower[w] == upper[w]:
                present[leader[v]] = v
            continue
        price = cost[v] - s * cost[w]
        if abs(price) <= _ROUNDING * (abs(cost[v]) + abs(s * cost[w])):
            kept[merged], left[merged], ratio[merged], floor[merged], ceiling[merged] = w, v, s, lower[w], upper[w]
            merged += 1
            low, high = (lower[v], upper[v]) if s > 0.0 else (upper[v], lower[v])
            lower[w] += s * low
            upper[w] += s * high
            gone[v] = True
            continue
        # Along the line x_v + t, x_w − s·t nothing changes but the cost: it is followed against ``price`` until a bound.
        end_v = lower[v] if price > 0.0 else upper[v]
        end_w = upper[w] if (price > 0.0) == (s > 0.0) else lower[w]
        if abs(end_w) == np.inf and abs(end_v) < np.inf:
            lower[v] = upper[v] = end_v
            fixed += 1
        elif abs(end_v) == np.inf and abs(end_w) < np.inf:
            lower[w] = upper[w] = end_w
            present[leader[v]] = v
            fixed += 1
    return merged, fixed


@njit(cache=True)
def split_columns(
    merged: int, kept: Any, left: Any, ratio: Any, floor: Any, ceiling: Any, lower: Any, upper: Any, x: Any
) -> None:  # fmt: skip
    """Give every merged column's value back to both it was made of, in place, last merged first.

    Where all bounds are finite both stand at the same share of their room; else what is limited stays at the end that the other one is
    limited at too.
    """
    for e in range(merged - 1, -1, -1):
        w, v, s = kept[e], left[e], ratio[e]
        low, high = (lower[v], upper[v]) if s > 0.0 else (upper[v], lower[v])
        least, most = floor[e] + s * low, ceiling[e] + s * high
        value = x[w]
        if least > -np.inf and most < np.inf:
            share = min(max((value - least) / (most - least), 0.0), 1.0) if most > least else 0.0
            x[v] = low + share * (high - low)
        else:
            start = low if least > -np.inf else (high if most < np.inf else min(max(0.0, lower[v]), upper[v]))
            own = min(max(value - s * start, floor[e]), ceiling[e])
            x[v] = min(max((value - own) / s, lower[v]), upper[v])
        x[w] = value - s * x[v]


@njit(cache=True)
def dominated(
    indptr: Any, indices: Any, data: Any, row_ptr: Any, row_columns: Any, row_values: Any, cost: Any, lower: Any, upper: Any,
    row_lower: Any, row_upper: Any, gone: Any,
) -> int:  # fmt: skip
    """Fix at their lower bounds, in place, columns that a multiple of an unlimited one replaces at no more cost; return how many.

    The other one must serve every row at least as well: more in rows with a least value, less in rows with a most one, the same
    elsewhere.
    """
    count = 0
    for j in range(indptr.size - 1):
        if gone[j] or lower[j] == upper[j] or lower[j] == -np.inf:
            continue
        chosen, own = -1, 0.0
        for e in range(indptr[j], indptr[j + 1]):
            i = indices[e]
            has_low, has_high = row_lower[i] > -np.inf, row_upper[i] < np.inf
            if (has_low and data[e] > 0.0) or (has_high and data[e] < 0.0):
                width = row_ptr[i + 1] - row_ptr[i]
                if width <= _FEW and (chosen < 0 or width < row_ptr[chosen + 1] - row_ptr[chosen]):
                    chosen, own = i, data[e]
        if chosen < 0:
            continue
        for r in range(row_ptr[chosen], row_ptr[chosen + 1]):
            k = row_columns[r]
            if k == j or gone[k] or lower[k] == upper[k] or upper[k] < np.inf or row_values[r] * own <= 0.0:
                continue
            s = own / row_values[r]
            if s * cost[k] <= cost[j] and _serves(indptr, indices, data, row_lower, row_upper, j, k, s, cost[j] - s * cost[k]):
                upper[j] = lower[j]
                count += 1
                break
    return count


@njit(cache=True)
def _serves(
    indptr: Any, indices: Any, data: Any, row_lower: Any, row_upper: Any, j: int, k: int, s: float, saved: float
) -> bool:  # fmt: skip
    """Whether ``s`` of column ``k`` serves every row at least as well as one of ``j``, and something better or at less cost."""
    better = saved > 0.0
    a, b = indptr[j], indptr[k]
    while a < indptr[j + 1] or b < indptr[k + 1]:
        i, mine, other = 0, 0.0, 0.0
        if b == indptr[k + 1] or (a < indptr[j + 1] and indices[a] < indices[b]):
            i, mine = indices[a], data[a]
            a += 1
        elif a == indptr[j + 1] or indices[b] < indices[a]:
            i, other = indices[b], s * data[b]
            b += 1
        else:
            i, mine, other = indices[a], data[a], s * data[b]
            a += 1
            b += 1
        if abs(mine - other) <= _ROUNDING * abs(mine):
            continue
        if (row_lower[i] > -np.inf and other < mine) or (row_upper[i] < np.inf and other > mine):
            return False
        better = True
    return better
