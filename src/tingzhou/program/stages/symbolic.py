"""Compiled loops that read the pattern of a program: cliques of local columns, ranges of nodes, places of entries.

A *clique* is what the elimination of one local column ties together: its node rows and the wide column of its capacity row.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = [
    "assign_ranges",
    "bucket_entries",
    "classify_columns",
    "count_entries",
    "first_touch",
    "locate",
    "mend_sides",
    "node_kinds",
    "pair_rows",
    "place_nodes",
]


@njit(cache=True)
def classify_columns(indptr: Any, indices: Any, row_stage: Any, span: int, most: int) -> Any:
    """Return whether each column is wide: its rows lie too far apart in time or are too many."""
    n = indptr.size - 1
    wide = np.zeros(n, np.bool_)
    for j in range(n):
        low, high, staged = 1 << 30, -1, 0
        for k in range(indptr[j], indptr[j + 1]):
            stage = row_stage[indices[k]]
            if stage >= 0:
                staged += 1
                low, high = min(low, stage), max(high, stage)
        size = indptr[j + 1] - indptr[j]
        wide[j] = size > most or (staged > 0 and high - low > span) or (staged == 0 and size > 4)
    return wide


@njit(cache=True)
def pair_rows(indptr: Any, indices: Any, data: Any, equality: Any, wide: Any, m: int) -> Any:
    """Return the capacity row that goes with each local column: an inequality with this local and at most one wide column."""
    n = indptr.size - 1
    local_count, wide_count = np.zeros(m, np.int32), np.zeros(m, np.int32)
    local, far = np.full(m, -1, np.int32), np.full(m, -1, np.int32)
    local_value, far_value = np.zeros(m), np.zeros(m)
    for j in range(n):
        for k in range(indptr[j], indptr[j + 1]):
            i = indices[k]
            if wide[j]:
                wide_count[i] += 1
                far[i], far_value[i] = j, data[k]
            else:
                local_count[i] += 1
                local[i], local_value[i] = j, data[k]
    mate, owner, border = np.full(n, -1, np.int32), np.full(m, -1, np.int32), np.full(n, -1, np.int32)
    own, other = np.zeros(n), np.zeros(n)
    for i in range(m):
        if equality[i] or local_count[i] != 1 or wide_count[i] > 1:
            continue
        j = local[i]
        if mate[j] >= 0:
            continue
        mate[j], owner[i], own[j] = i, j, local_value[i]
        if wide_count[i] == 1:
            border[j], other[j] = far[i], far_value[i]
    return mate, owner, border, own, other


@njit(cache=True)
def _take_from_neighbours(indptr: Any, indices: Any, row_slot: Any, column_slot: Any, far: int, low: Any, high: Any) -> bool:
    """Give nodes that touch no hour the range of their neighbours, far-reaching ones left out; return whether any took one."""
    new_low, new_high, changed = low.copy(), high.copy(), False
    for j in range(indptr.size - 1):
        first, last, open_ends = 1 << 30, -1, False
        for k in range(indptr[j], indptr[j + 1] + 1):
            v = column_slot[j] if k == indptr[j + 1] else row_slot[indices[k]]
            if v >= 0 and high[v] < 0:
                open_ends = True
            elif v >= 0 and high[v] - low[v] <= far:
                first, last = min(first, low[v]), max(last, high[v])
        if not open_ends or last < 0:
            continue
        for k in range(indptr[j], indptr[j + 1] + 1):
            v = column_slot[j] if k == indptr[j + 1] else row_slot[indices[k]]
            if v >= 0 and high[v] < 0:
                new_low[v], new_high[v] = min(new_low[v], first), max(new_high[v], last)
                changed = True
    low[:], high[:] = new_low, new_high
    return changed


@njit(cache=True)
def assign_ranges(
    indptr: Any, indices: Any, wide: Any, border: Any, row_slot: Any, column_slot: Any, row_stage: Any, column_stage: Any,
    reaches: Any, count: int,
) -> Any:  # fmt: skip
    """Return the first and last stage that each node has to do with; −1 where nothing tells."""
    n, m = indptr.size - 1, row_stage.size
    low, high = np.full(count, 1 << 30, np.int32), np.full(count, -1, np.int32)
    given = np.zeros(count, np.bool_)
    stages = 0
    for i in range(m):
        stages = max(stages, row_stage[i] + 1)
        v = row_slot[i]
        if v < 0 or row_stage[i] == -1 or row_stage[i] < -1 - reaches.shape[0]:
            continue
        given[v] = True
        if row_stage[i] >= 0:
            low[v] = high[v] = row_stage[i]
        else:
            low[v], high[v] = reaches[-2 - row_stage[i], 0], reaches[-2 - row_stage[i], 1]
    for j in range(n):
        first, last = 1 << 30, -1
        for k in range(indptr[j], indptr[j + 1]):
            stage = row_stage[indices[k]]
            if stage >= 0:
                first, last = min(first, stage), max(last, stage)
        if -1 > column_stage[j] >= -1 - reaches.shape[0] and (wide[j] or last < 0):
            r = -2 - column_stage[j]
            first, last = min(first, reaches[r, 0]), max(last, reaches[r, 1])
        elif last < 0 and column_stage[j] >= 0:
            first = last = column_stage[j]
        if last < 0:
            continue
        if wide[j]:
            v = column_slot[j]
            low[v], high[v] = min(low[v], first), max(high[v], last)
            continue
        for k in range(indptr[j], indptr[j + 1]):
            v = row_slot[indices[k]]
            if v >= 0 and not given[v]:
                low[v], high[v] = min(low[v], first), max(high[v], last)
        if border[j] >= 0:
            v = column_slot[border[j]]
            low[v], high[v] = min(low[v], first), max(high[v], last)
    for _ in range(64):
        if not _take_from_neighbours(indptr, indices, row_slot, column_slot, stages // 4, low, high):
            break
    for v in range(count):
        if high[v] < 0:
            low[v] = -1
    return low, high


@njit(cache=True)
def mend_sides(indptr: Any, indices: Any, wide: Any, border: Any, owner: Any, row_slot: Any, column_slot: Any, side: Any) -> None:
    """Move to the root what ties both sides together, in place."""
    for j in range(indptr.size - 1):
        has_left, has_right = False, False
        far = column_slot[j] if wide[j] else (column_slot[border[j]] if border[j] >= 0 else -1)
        for k in range(indptr[j], indptr[j + 1] + 1):
            v = far if k == indptr[j + 1] else row_slot[indices[k]]
            if v >= 0:
                has_left |= side[v] == 0
                has_right |= side[v] == 1
        if not (has_left and has_right):
            continue
        if wide[j]:  # only the column itself is tied to each of its rows
            side[far] = 2
            continue
        for k in range(indptr[j], indptr[j + 1] + 1):
            v = far if k == indptr[j + 1] else row_slot[indices[k]]
            if v >= 0 and side[v] == 1:
                side[v] = 2


@njit(cache=True)
def node_kinds(indptr: Any, indices: Any, wide: Any, row_slot: Any, column_slot: Any, count: int) -> Any:
    """Return 0 for rows with a local column, 1 for wide columns, 2 for rows of wide columns alone.

    The last come after their columns: alone they have nothing but their regularisation for a pivot.
    """
    kind = np.full(count, 2, np.int8)
    for j in range(indptr.size - 1):
        if wide[j]:
            kind[column_slot[j]] = 1
            continue
        for k in range(indptr[j], indptr[j + 1]):
            if row_slot[indices[k]] >= 0:
                kind[row_slot[indices[k]]] = 0
    return kind


@njit(cache=True)
def first_touch(
    indptr: Any, indices: Any, wide: Any, border: Any, owner: Any, row_node: Any, column_node: Any, panel: Any, split: int,
    root_start: int, lengths: Any,
) -> Any:  # fmt: skip
    """Return the first panel of each path that touches a node; past the path where none does."""
    count = panel.size
    left, right = np.full(count, lengths[0], np.int32), np.full(count, lengths[1], np.int32)
    for v in range(root_start):
        if v < split:
            left[v] = panel[v]
        else:
            right[v] = panel[v]
    clique = np.empty(4096, np.int32)
    for j in range(indptr.size - 1):
        if wide[j]:
            c = column_node[j]
            for k in range(indptr[j], indptr[j + 1]):
                v = row_node[indices[k]]
                if v >= 0:
                    clique[0], clique[1] = c, v
                    _touch(clique, 2, panel, split, root_start, left, right)
            continue
        size = 0
        for k in range(indptr[j], indptr[j + 1]):
            if row_node[indices[k]] >= 0:
                clique[size] = row_node[indices[k]]
                size += 1
        if border[j] >= 0:
            clique[size] = column_node[border[j]]
            size += 1
        _touch(clique, size, panel, split, root_start, left, right)
    return left, right


@njit(cache=True)
def _touch(clique: Any, size: int, panel: Any, split: int, root_start: int, left: Any, right: Any) -> None:
    low_left, low_right = 1 << 30, 1 << 30
    for k in range(size):
        v = clique[k]
        if v < split:
            low_left = min(low_left, panel[v])
        elif v < root_start:
            low_right = min(low_right, panel[v])
    for k in range(size):
        v = clique[k]
        if v < split or v >= root_start:
            left[v] = min(left[v], low_left)
        if v >= split:
            right[v] = min(right[v], low_right)


@njit(cache=True)
def place_nodes(start: Any, first: Any, panel: Any, fixed: Any, root_start: int, count: int, limit: int) -> Any:
    """Return for each panel the nodes it carries, where it stands in the factor, and where they stand in the next panel."""
    panels = start.size - 1
    begin, end = start[0], start[panels]
    is_fixed = np.zeros(count + 1, np.bool_)
    for v in fixed:
        is_fixed[v] = True
    delta = np.zeros(panels + 2, np.int64)
    for v in range(begin, count):
        if (v >= end and v < root_start) or is_fixed[v]:
            continue
        stop = panel[v] if v < end else panels
        if first[v] < stop:
            delta[first[v]] += 1
            delta[stop] -= 1
    carried_start = np.zeros(panels + 1, np.int64)
    running = 0
    for p in range(panels):
        running += delta[p]
        carried_start[p + 1] = carried_start[p] + running
    offset = np.zeros(panels + 1, np.int64)
    for p in range(panels):
        pivots = start[p + 1] - start[p]
        offset[p + 1] = offset[p] + pivots * (pivots + carried_start[p + 1] - carried_start[p])
    if offset[panels] > limit or carried_start[panels] > limit:
        return carried_start, np.zeros(0, np.int32), np.full(panels + 1, limit + 1, np.int64), np.zeros(0, np.int32)
    carried = np.empty(carried_start[panels], np.int32)
    fill = carried_start[:-1].copy()
    for v in range(begin, count):
        if (v >= end and v < root_start) or is_fixed[v]:
            continue
        stop = panel[v] if v < end else panels
        for p in range(first[v], stop):
            carried[fill[p]] = v
            fill[p] += 1
    target = np.empty(carried.size, np.int32)
    where = np.full(count, -1, np.int32)
    for p in range(panels):
        if p + 1 < panels:
            pivots = start[p + 2] - start[p + 1]
            for v in range(start[p + 1], start[p + 2]):
                where[v] = v - start[p + 1]
            for k in range(carried_start[p + 1], carried_start[p + 2]):
                where[carried[k]] = pivots + k - carried_start[p + 1]
            for k in range(carried_start[p], carried_start[p + 1]):
                target[k] = where[carried[k]]
        else:
            for k in range(carried_start[p], carried_start[p + 1]):
                target[k] = carried[k] - root_start
    return carried_start, carried, offset, target


@njit(cache=True)
def _bucket(u: int, v: int, panel: Any, split: int, root_start: int, panels: Any, is_fixed: Any) -> Any:
    """Return where the entry of two nodes is kept: by panels of both paths, of the same with the fixed root nodes, and the root."""
    first, second = (u, v) if u < v else (v, u)
    if first >= root_start:
        return 2 * (panels[0] + panels[1])
    place = panel[first] if first < split else panels[0] + panel[first]
    return place + panels[0] + panels[1] if is_fixed[second] else place


@njit(cache=True)
def count_entries(
    indptr: Any, indices: Any, wide: Any, border: Any, row_node: Any, column_node: Any, panel: Any, split: int, root_start: int,
    panels: Any, is_fixed: Any,
) -> Any:  # fmt: skip
    """Return where the entries of each bucket begin, and the end of the last."""
    bounds = np.zeros(2 * (panels[0] + panels[1]) + 2, np.int64)
    for j in range(indptr.size - 1):
        for k in range(indptr[j], indptr[j + 1]):
            u = row_node[indices[k]]
            if u < 0:
                continue
            if wide[j]:
                bounds[_bucket(u, column_node[j], panel, split, root_start, panels, is_fixed) + 1] += 1
                continue
            for h in range(k, indptr[j + 1] + 1):
                v = row_node[indices[h]] if h < indptr[j + 1] else (column_node[border[j]] if border[j] >= 0 else -1)
                if v >= 0:
                    bounds[_bucket(u, v, panel, split, root_start, panels, is_fixed) + 1] += 1
    for b in range(bounds.size - 1):
        bounds[b + 1] += bounds[b]
    return bounds


@njit(cache=True)
def bucket_entries(
    indptr: Any, indices: Any, data: Any, wide: Any, border: Any, row_node: Any, column_node: Any, panel: Any, split: int,
    root_start: int, panels: Any, is_fixed: Any, bounds: Any,
) -> Any:  # fmt: skip
    """Return the two nodes (the earlier one first), source and coefficient of every entry, ordered by bucket.

    Sources: j < n the inverse pivot of a local column, n + j the share its capacity row passes to the wide column, 2n the one.
    """
    n, size = indptr.size - 1, bounds[-1]
    first, second, source = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int32)
    coefficient = np.empty(size)
    fill = bounds[:-1].copy()
    for j in range(n):
        for k in range(indptr[j], indptr[j + 1]):
            u = row_node[indices[k]]
            if u < 0:
                continue
            for h in range(k, indptr[j + 1] + 1):
                if wide[j]:
                    if h > k:
                        break
                    v, from_, value = column_node[j], 2 * n, data[k]
                elif h == indptr[j + 1]:
                    if border[j] < 0:
                        continue
                    v, from_, value = column_node[border[j]], n + j, -data[k]
                else:
                    v, from_, value = row_node[indices[h]], j, data[k] * data[h]
                    if v < 0:
                        continue
                b = _bucket(u, v, panel, split, root_start, panels, is_fixed)
                at = fill[b]
                fill[b] += 1
                first[at], second[at] = (u, v) if u <= v else (v, u)
                source[at], coefficient[at] = from_, value
    return first, second, source, coefficient


@njit(cache=True)
def locate(bounds: Any, first: Any, second: Any, start: Any, carried_start: Any, carried: Any, where: Any) -> Any:
    """Return row and column within the panel of the entries of a path; ``where`` (nodes) holds the places of fixed nodes below 0.

    Rows of fixed nodes are counted from the first of them.
    """
    low, panels = bounds[0], start.size - 1
    size = bounds[bounds.size - 1] - low
    row, column = np.empty(size, np.uint16), np.empty(size, np.uint16)
    for p in range(panels):
        pivots = start[p + 1] - start[p]
        for k in range(carried_start[p], carried_start[p + 1]):
            where[carried[k]] = pivots + k - carried_start[p]
        for k in range(pivots):
            where[start[p] + k] = k
        for at in range(bounds[p], bounds[p + 1]):
            place = where[second[at]]
            row[at - low] = place if place >= 0 else -1 - place
            column[at - low] = where[first[at]]
    return row, column
