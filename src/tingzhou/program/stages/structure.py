"""Which rows and columns are eliminated when: the plan of the factorisation, read off the stages once per program.

Every column that stays near its own hour is *local* and eliminated first; a capacity row with one local column goes with it.
What is left are *nodes*: rows (pivots of positive sign) and wide columns, which reach over many hours (pivots of negative sign).
Nodes are eliminated along the hours from both ends at once; a node of a coarser grain waits for the last of its own hours, so it
borders only these. What spans the middle is the root, eliminated at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.program.stages.symbolic import (
    assign_ranges,
    bucket_entries,
    classify_columns,
    count_entries,
    first_touch,
    locate,
    mend_sides,
    node_kinds,
    pair_rows,
    place_nodes,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Reals = NDArray[np.float64]

__all__ = ["Path", "Structure", "analyse"]

_LOCAL_SPAN = 1  # stages that a local column's rows may lie apart: levels and ramps link neighbours
_LOCAL_ROWS = 16  # rows of a local column at most: its rows are coupled pairwise
_WIDEST = 65_535  # nodes of a panel at most: places in it are kept in two bytes
_EARLY = 0.3  # share of a path within which a root node must be touched to be carried in a fixed place


@dataclass(frozen=True, eq=False)
class Entries:
    """Entries of the reduced matrix by panel: ``start`` (P + 1); ``row`` and ``column`` in the panel; ``source`` and ``value``.

    An entry is ``value`` times the number that ``source`` names (see ``bucket_entries``).
    """

    start: NDArray[np.int64]
    row: NDArray[np.uint16]
    column: NDArray[np.uint16]
    source: Ints
    value: Reals

    def arrays(self) -> tuple[Any, ...]:
        """Return the arrays in the order of the fields."""
        return self.start, self.row, self.column, self.source, self.value


@dataclass(frozen=True, eq=False)
class Path:
    """Panels eliminated one after another, from one end of the hours to the middle.

    ``start`` (P + 1) first node of each panel; ``negative`` (P) whether its pivots are columns; ``carried_start`` (P + 1) and
    ``carried`` nodes of later panels that a panel touches, ``target`` their place in the next panel (or among the root);
    ``offset`` (P + 1) where the panel stands in the factor; ``inner`` its entries with pivots and carried nodes, ``outer`` those with
    the fixed root nodes, whose rows are counted from the first of them.
    """

    start: Ints
    negative: NDArray[np.bool_]
    carried_start: NDArray[np.int64]
    carried: Ints
    target: Ints
    offset: NDArray[np.int64]
    inner: Entries
    outer: Entries

    @property
    def panels(self) -> int:
        """Number of panels P."""
        return int(self.negative.size)


@dataclass(frozen=True, eq=False)
class Structure:
    """The plan for one pattern.

    ``wide`` (n) whether a column is a node; ``mate`` (n) the capacity row eliminated with a local column, −1 without;
    ``owner`` (m) the local column a row is eliminated with, −1 for nodes; ``border`` (n) the wide column in that row, −1 without;
    ``mate_own``, ``mate_border`` (n) the coefficients of both in it; ``row_node`` (m), ``column_node`` (n) node numbers, −1 without;
    ``paths`` from both ends; ``root_start`` first root node; ``root_bounds`` (4) where its rows, its
    columns and its rows of wide columns alone begin and end; ``fixed`` root nodes
    carried all along.
    """

    wide: NDArray[np.bool_]
    mate: Ints
    owner: Ints
    border: Ints
    mate_own: Reals
    mate_border: Reals
    row_node: Ints
    column_node: Ints
    nodes: int
    root_start: int
    root_bounds: NDArray[np.int64]
    fixed: Ints
    paths: tuple[Path, Path]
    root: Entries

    @property
    def root_size(self) -> int:
        """Number of root nodes."""
        return self.nodes - self.root_start

    @property
    def factor_size(self) -> int:
        """Numbers in the factor, the root left out; what belongs to the fixed root nodes is counted, though it is not kept."""
        pivots = sum(int(path.start[-1] - path.start[0]) for path in self.paths)
        return int(sum(path.offset[-1] for path in self.paths)) + pivots * self.fixed.size

    @property
    def work(self) -> float:
        """Multiplications of one factorisation, about."""
        total = float(self.root_size) ** 3 / 3.0
        for path in self.paths:
            pivots = np.diff(path.start).astype(np.float64)
            rest = np.diff(path.carried_start) + float(self.fixed.size)
            total += float((pivots**3 / 3.0 + pivots**2 * rest + pivots * rest**2).sum())
        return total


def analyse(
    indptr: Ints, indices: Ints, data: Reals, equality: NDArray[np.bool_], free: NDArray[np.bool_], row_stage: Ints,
    column_stage: Ints, reaches: Ints | None = None, *, limit: int = 600_000_000,
) -> Structure | None:  # fmt: skip
    """Return the plan, or ``None`` when the factor would hold more than ``limit`` numbers.

    Parameters
    ----------
    indptr, indices, data
        The matrix by columns.
    equality
        Whether a row's limits are equal, shape (m,).
    free
        Whether a column has no bound, shape (n,): without a capacity row it is no safe first pivot and becomes a node.
    row_stage, column_stage
        Time step of each row and column; below 0 where it spans several (see ``Program``).
    reaches
        First and last step of what spans several, shape (R, 2).
    limit
        Most numbers the factor may hold.
    """
    m = row_stage.size
    wide = classify_columns(indptr, indices, row_stage, _LOCAL_SPAN, _LOCAL_ROWS)
    mate, owner, border, mate_own, mate_border = pair_rows(indptr, indices, data, equality, wide, m)
    if (free & ~wide & (mate < 0)).any():
        wide |= free & (mate < 0)
        mate, owner, border, mate_own, mate_border = pair_rows(indptr, indices, data, equality, wide, m)
    row_slot, column_slot = _slots(owner, wide)
    count = int((row_slot >= 0).sum() + wide.sum())
    known = np.zeros((0, 2), dtype=np.int32) if reaches is None else reaches
    low, high = assign_ranges(indptr, indices, wide, border, row_slot, column_slot, row_stage, column_stage, known, count)
    stages = int(max(row_stage.max(initial=-1), column_stage.max(initial=-1))) + 1
    side = _sides(low, high, stages)
    mend_sides(indptr, indices, wide, border, owner, row_slot, column_slot, side)
    kind = node_kinds(indptr, indices, wide, row_slot, column_slot, count)
    order, starts, negatives, root_start, root_bounds = _order(side, low, high, kind)
    row_node, column_node = _numbers(order, row_slot), _numbers(order, column_slot)
    panel = _panel_of(starts, count)
    lengths = np.array([starts[0].size - 1, starts[1].size - 1], dtype=np.int32)
    first = first_touch(indptr, indices, wide, border, owner, row_node, column_node, panel, starts[0][-1], root_start, lengths)
    fixed = _fixed(first, root_start, lengths)
    places: list[Any] = [place_nodes(starts[k], first[k], panel, fixed, root_start, count, limit) for k in range(2)]
    if any(place[2][-1] > limit for place in places) or (count - root_start) ** 2 > limit // 8:
        return None
    widest = max(int((np.diff(starts[k]) + np.diff(places[k][0])).max(initial=0)) for k in range(2))
    if max(widest, count - root_start) > _WIDEST:
        return None
    inner, outer, root = _entries(
        indptr, indices, data, wide, border, row_node, column_node, panel, starts, root_start, places, fixed
    )
    paths = tuple(
        Path(starts[k], negatives[k], places[k][0], places[k][1], places[k][3], places[k][2], inner[k], outer[k]) for k in range(2)
    )
    return Structure(
        wide, mate, owner, border, mate_own, mate_border, row_node, column_node, count, root_start, root_bounds, fixed,
        (paths[0], paths[1]), root,
    )  # fmt: skip


def _numbers(order: NDArray[np.int64], slot: Ints) -> Ints:
    """Return the place in the order of elimination of what has a slot, −1 of what has none."""
    number = np.empty(order.size, dtype=np.int32)
    number[order] = np.arange(order.size, dtype=np.int32)
    return np.where(slot >= 0, number[np.maximum(slot, 0)], -1).astype(np.int32) if order.size else slot


def _slots(owner: Ints, wide: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Return a running number for every node: rows first, then wide columns; −1 for what is no node."""
    kept = owner < 0
    row_slot = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
    column_slot = np.where(wide, np.cumsum(wide) - 1 + int(kept.sum()), -1).astype(np.int32)
    return row_slot, column_slot


def _sides(low: Ints, high: Ints, stages: int) -> NDArray[np.int8]:
    """Return 0 for nodes eliminated from the front, 1 from the end, 2 for the root."""
    middle = stages // 2 if stages >= 16 else stages
    side = np.full(low.size, 2, dtype=np.int8)
    known = low >= 0
    side[known & (high < middle)] = 0
    side[known & (low > middle)] = 1
    return side


def _order(
    side: NDArray[np.int8], low: Ints, high: Ints, kind: NDArray[np.int8]
) -> tuple[NDArray[np.int64], list[Ints], list[NDArray[np.bool_]], int, NDArray[np.int64]]:
    """Return nodes in order of elimination, the starts and signs of panels per path, where the root begins and its parts."""
    parts: list[NDArray[np.int64]] = []
    starts: list[Ints] = []
    signs: list[NDArray[np.bool_]] = []
    begun = 0
    for k, time in ((0, high.astype(np.int64)), (1, -low.astype(np.int64))):
        members = np.flatnonzero(side == k)
        key = 3 * time[members] + kind[members]
        order = np.argsort(key, kind="stable")
        part, sorted_key = members[order], key[order]
        borders = np.flatnonzero(np.diff(sorted_key, prepend=sorted_key[0] - 1)) if part.size else np.zeros(0, np.int64)
        starts.append(np.append(borders, part.size).astype(np.int32) + np.int32(begun))
        signs.append(kind[part[borders]] == 1 if part.size else np.zeros(0, dtype=np.bool_))
        parts.append(part)
        begun += part.size
    root = np.flatnonzero(side == 2)
    root = root[np.argsort(kind[root], kind="stable")]
    parts.append(root)
    bounds = np.concatenate([[0], np.cumsum(np.bincount(kind[root], minlength=3))]).astype(np.int64)
    return np.concatenate(parts), starts, signs, begun, bounds


def _panel_of(starts: list[Ints], count: int) -> Ints:
    """Return the panel of every node within its path; for root nodes a number past every panel."""
    panel = np.full(count, max(starts[0].size, starts[1].size), dtype=np.int32)
    for start in starts:
        if start.size > 1:
            panel[start[0] : start[-1]] = np.repeat(np.arange(start.size - 1, dtype=np.int32), np.diff(start))
    return panel


def _fixed(first: tuple[Ints, Ints], root_start: int, lengths: Ints) -> Ints:
    """Return the root nodes that are carried in a fixed place: those touched early on some path."""
    early = np.zeros(first[0].size - root_start, dtype=np.bool_)
    for k in range(2):
        early |= first[k][root_start:] <= _EARLY * lengths[k]
    return (np.flatnonzero(early) + root_start).astype(np.int32)


def _entries(
    indptr: Ints, indices: Ints, data: Reals, wide: NDArray[np.bool_], border: Ints, row_node: Ints, column_node: Ints, panel: Ints,
    starts: list[Ints], root_start: int, places: list[Any], fixed: Ints,
) -> tuple[list[Entries], list[Entries], Entries]:  # fmt: skip
    """Return the entries of the reduced matrix by path, those with fixed root nodes apart, and those of the root."""
    count = panel.size
    panels = np.array([start.size - 1 for start in starts], dtype=np.int64)
    is_fixed = np.zeros(count, dtype=np.bool_)
    is_fixed[fixed] = True
    common = (wide, border, row_node, column_node, panel, int(starts[0][-1]), root_start, panels, is_fixed)
    bounds = count_entries(indptr, indices, *common)
    first, second, source, value = bucket_entries(indptr, indices, data, *common, bounds)
    where = np.full(count, -1, dtype=np.int32)
    where[fixed] = -1 - np.arange(fixed.size)
    found = []
    begin = 0
    for group in range(4):
        k, size = group % 2, int(panels[group % 2])
        part = bounds[begin : begin + size + 1]
        row, column = locate(part, first, second, starts[k], places[k][0], places[k][1], where)
        inside = slice(int(part[0]), int(part[-1]))
        found.append(Entries(part - part[0], row, column, source[inside], value[inside]))
        begin += size
    part = slice(int(bounds[-2]), int(bounds[-1]))
    root_rows, root_columns = ((nodes[part] - root_start).astype(np.uint16) for nodes in (second, first))
    root = Entries(bounds[-2:] - bounds[-2], root_rows, root_columns, source[part], value[part])
    return found[:2], found[2:], root
