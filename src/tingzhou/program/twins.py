"""Blocks of columns and rows that are copies of one another: merged into one for solving, shared out again in the answer.

A block has columns and rows of its own, and may have one *size* column. Counted from nothing (``offset`` + size column), its own rows and
bounds say only what is in proportion to the size: then two copies with the same coefficients and costs can do together exactly what one
of their added size can, and whatever that one does is shared out in proportion. A copy that costs no less in anything than a twin
without a limit of size, and that has nothing of its own, is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tingzhou.program.program import Program

    Reals = NDArray[np.float64]
    Places = NDArray[np.int64]

__all__ = ["Block", "Twins", "merge_twins"]

_ROUNDING = 1e-12  # limits this close (relative) to what the size allows are what the size allows


@dataclass(frozen=True, eq=False)
class Block:
    """Columns of one thing and the rows that have no other column, ascending; ``size`` is the place in ``columns`` of its size.

    ``offset`` is the size it has before that column, in units of the column. Without a size column ``size`` is −1 and the offset in any
    unit.
    """

    columns: Places
    rows: Places
    size: int
    offset: float


@dataclass(frozen=True, eq=False)
class Twins:
    """A program without the copies; ``groups`` are the merged blocks, first the one that stands for all; ``left_out`` (kept, gone)."""

    given: Program
    program: Program
    columns: Places
    rows: Places
    groups: tuple[tuple[Block, ...], ...]
    left_out: tuple[tuple[Block, Block], ...]

    def restore(self, x: Reals, y: Reals | None) -> tuple[Reals, Reals | None]:
        """Return values and multipliers of the given program."""
        values = np.zeros(self.given.columns)
        values[self.columns] = x
        multipliers = None
        if y is not None:
            multipliers = np.zeros(self.given.rows)
            multipliers[self.rows] = y
            for kept, gone in reversed(self.left_out):  # what stands for one may have been left out after it
                multipliers[gone.rows] = multipliers[kept.rows]
            for group in self.groups:
                for block in group[1:]:
                    multipliers[block.rows] = multipliers[group[0].rows]
        for group in self.groups:
            self._share(group, values)
        return values, multipliers

    def _share(self, group: Sequence[Block], values: Reals) -> None:
        """Share the values of the first block out over all, in place: sizes by their room, everything else by size."""
        whole = values[group[0].columns].copy()
        offsets = np.array([block.offset for block in group])
        sizes = offsets.copy()
        built = np.zeros(len(group))
        if group[0].size >= 0:
            places = np.array([block.columns[block.size] for block in group])
            low, high = self.given.lower[places], self.given.upper[places]
            extra = max(float(whole[group[0].size]) - float(low.sum()), 0.0)
            open_ended = np.isinf(high)
            room = open_ended.astype(np.float64) if open_ended.any() else high - low
            built = low + extra * (room / room.sum() if room.sum() > 0.0 else 0.0)
            sizes = offsets + built
        total = float(sizes.sum())
        share = sizes / total if total > 0.0 else np.full(len(group), 1.0 / len(group))
        for index, block in enumerate(group):
            values[block.columns] = whole * share[index]
            if block.size >= 0:
                values[block.columns[block.size]] = built[index]


def merge_twins(program: Program, label: Places, size: Places, offset: Reals) -> Twins | None:
    """Return the program with copies merged or left out; ``None`` where there are none, or where columns are whole numbers.

    Parameters
    ----------
    label
        Number of the block a column belongs to, −1 without, shape (n,).
    size, offset
        By block: the column that is its size, −1 without, and the size it has before, in units of that column.
    """
    if program.integral:
        return None
    groups: list[tuple[Block, ...]] = []
    left_out: list[tuple[Block, Block]] = []
    for same in _alike(program, _blocks(program, label, size, offset)):
        by_cost: dict[bytes, list[Block]] = {}
        for block in same:
            by_cost.setdefault((program.cost[block.columns] + 0.0).tobytes(), []).append(block)
        present = list(by_cost.values())
        for group in list(present):
            others = (other for other in present if other is not group and _unlimited(program, other))
            better = next((other for other in others if _no_dearer(program, other[0], group[0])), None)
            if better is not None and all(_nothing(program, block) for block in group):
                left_out += [(better[0], block) for block in group]
                present.remove(group)
        groups += [tuple(group) for group in present if len(group) > 1]
    return _without(program, tuple(groups), tuple(left_out)) if groups or left_out else None


def _blocks(program: Program, label: Places, size: Places, offset: Reals) -> list[Block]:
    """Return the blocks, each with the rows whose columns all belong to it."""
    by_rows = program.matrix.tocsr()
    owner = np.full(program.rows, -1, dtype=np.int64)
    filled = np.flatnonzero(np.diff(by_rows.indptr) > 0)
    if filled.size:
        labels = label[by_rows.indices]
        least = np.minimum.reduceat(labels, by_rows.indptr[filled])
        owner[filled] = np.where(least == np.maximum.reduceat(labels, by_rows.indptr[filled]), least, -1)
    columns, rows = _members(label, size.size), _members(owner, size.size)
    return [
        Block(columns[k], rows[k], int(np.searchsorted(columns[k], size[k])) if size[k] >= 0 else -1, float(offset[k]))
        for k in range(size.size)
        if columns[k].size
    ]


def _members(label: Places, count: int) -> list[Places]:
    """Return, by number, where it stands in ``label``."""
    order = np.argsort(label, kind="stable")
    border = np.searchsorted(label[order], np.arange(count + 1))
    return [order[border[k] : border[k + 1]] for k in range(count)]


def _alike(program: Program, blocks: list[Block]) -> list[list[Block]]:
    """Return blocks with the same coefficients that scale with their size; three columns of each are compared first."""
    first: dict[bytes, list[Block]] = {}
    for block in blocks:
        few = np.unique([0, block.columns.size // 2, block.columns.size - 1])
        key = np.array([block.columns.size, block.rows.size, block.size]).tobytes()
        first.setdefault(key + _coefficients(program, block, few), []).append(block)
    alike: dict[bytes, list[Block]] = {}
    for candidates in first.values():
        for block in candidates if len(candidates) > 1 else ():
            if _scales(program, block):
                key = _coefficients(program, block, np.arange(block.columns.size)) + _limits(program, block)
                alike.setdefault(key, []).append(block)
    return [same for same in alike.values() if len(same) > 1]


def _without(program: Program, groups: tuple[tuple[Block, ...], ...], left_out: tuple[tuple[Block, Block], ...]) -> Twins:
    """Return the program whose first blocks have the added bounds and limits, the others gone."""
    lower, upper = program.lower.copy(), program.upper.copy()
    row_lower, row_upper = program.row_lower.copy(), program.row_upper.copy()
    keep_column, keep_row = np.ones(program.columns, dtype=np.bool_), np.ones(program.rows, dtype=np.bool_)
    gone = [block for _, block in left_out]
    for group in groups:
        first = group[0]
        for block in group[1:]:
            lower[first.columns] += program.lower[block.columns]
            upper[first.columns] += program.upper[block.columns]
            row_lower[first.rows] += program.row_lower[block.rows]
            row_upper[first.rows] += program.row_upper[block.rows]
            gone.append(block)
    for block in gone:
        keep_column[block.columns] = False
        keep_row[block.rows] = False
    columns, rows = np.flatnonzero(keep_column), np.flatnonzero(keep_row)
    small = replace(
        program, cost=program.cost[columns], lower=lower[columns], upper=upper[columns], integer=program.integer[columns],
        matrix=program.matrix[:, columns][rows, :], row_lower=row_lower[rows], row_upper=row_upper[rows],
        column_stage=program.column_stage[columns], row_stage=program.row_stage[rows],
    )  # fmt: skip
    return Twins(program, small, columns, rows, groups, left_out)


def _entries(program: Program, block: Block, chosen: Places) -> tuple[Places, Places, Reals]:
    """Return column (place in the block), row and value of the entries of the chosen columns; own rows are −1 − their place."""
    indptr = program.matrix.indptr.astype(np.int64)
    columns = block.columns[chosen]
    begin, count = indptr[columns], indptr[columns + 1] - indptr[columns]
    column = np.repeat(chosen, count)
    place = np.arange(column.size) + np.repeat(begin - np.concatenate([[0], np.cumsum(count)[:-1]]), count)
    row = program.matrix.indices[place].astype(np.int64)
    if block.rows.size:
        near = np.minimum(np.searchsorted(block.rows, row), block.rows.size - 1)
        row = np.where(block.rows[near] == row, -1 - near, row)
    return column, row, program.matrix.data[place]


def _coefficients(program: Program, block: Block, chosen: Places) -> bytes:
    """Return the entries of the chosen columns in an order of their own."""
    column, row, value = _entries(program, block, chosen)
    sort = np.lexsort((row, column))
    return b"".join(part.tobytes() for part in (column[sort], row[sort], value[sort]))


def _limits(program: Program, block: Block) -> bytes:
    """Return which own limits there are; without a size column also how large they and the bounds are per size."""
    limits = [program.row_lower[block.rows], program.row_upper[block.rows]]
    if block.size >= 0:
        return np.isfinite(np.concatenate(limits)).tobytes()
    whole = np.concatenate([*limits, program.lower[block.columns], program.upper[block.columns]])
    return (np.round(whole / (block.offset or 1.0), 12) + 0.0).tobytes()


def _scales(program: Program, block: Block) -> bool:
    """Whether bounds and own limits are what the size allows: cones, once the size is counted from nothing."""
    if block.offset < 0.0:
        return False
    lower, upper = program.lower[block.columns], program.upper[block.columns]
    if block.size < 0:
        limits = np.concatenate([lower, upper, program.row_lower[block.rows], program.row_upper[block.rows]])
        return block.offset > 0.0 or not limits[np.isfinite(limits)].any()
    others = np.arange(block.columns.size) != block.size
    if lower[block.size] < 0.0 or (lower[others] != 0.0).any() or np.isfinite(upper[others]).any():
        return False
    _, row, value = _entries(program, block, np.array([block.size]))
    shift = np.zeros(block.rows.size)
    shift[-1 - row[row < 0]] = value[row < 0] * block.offset
    for limit in (program.row_lower[block.rows], program.row_upper[block.rows]):
        known = np.isfinite(limit)
        if (np.abs(limit + shift)[known] > _ROUNDING * np.abs(shift)[known]).any():
            return False
    return True


def _unlimited(program: Program, group: Sequence[Block]) -> bool:
    """Whether some block of the group may be as large as it likes."""
    first = group[0]
    return first.size >= 0 and any(np.isinf(program.upper[block.columns[block.size]]) for block in group)


def _no_dearer(program: Program, one: Block, other: Block) -> bool:
    return bool((program.cost[one.columns] <= program.cost[other.columns]).all())


def _nothing(program: Program, block: Block) -> bool:
    """Whether the block may be nothing at all."""
    return block.size >= 0 and block.offset == 0.0 and program.lower[block.columns[block.size]] == 0.0
