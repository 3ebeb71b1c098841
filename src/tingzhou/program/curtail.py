"""Columns that may always be less, merged: what they could give stands in their row, and one column takes back what is not used.

A *free giver* costs nothing, is between nothing and a given share of a size, and stands in one row only, with a positive coefficient
(besides its own limit). Several of them in one row become ``all they could give − unused``, with one column ``unused ≥ 0`` per row.
That ``unused`` is no more than all they could give is left away where it would be a row: the program is then a relaxation, and an
answer that keeps it is an optimum of the given program. The row's multiplier is never negative in such an answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.program.program import Program

    Reals = NDArray[np.float64]
    Places = NDArray[np.int64]

__all__ = ["Curtailed", "Givers", "merge_givers"]


@dataclass(frozen=True, eq=False)
class Givers:
    """Free givers, one entry each: ``column``, the ``row`` it gives to and its coefficient ``gives``; ``most`` it can be without a size.

    ``limit_row`` is its own row ``column + share · size_column ≤ most``, −1 where a bound says it; ``size_column`` is −1 without.
    """

    column: Places
    row: Places
    gives: Reals
    most: Reals
    limit_row: Places
    size_column: Places
    share: Reals


@dataclass(frozen=True, eq=False)
class Curtailed:
    """A program whose free givers are merged; ``columns`` and ``rows`` are those of ``given`` that are left.

    Columns after these are what is unused in the rows ``merged_rows`` of ``given``.
    """

    given: Program
    program: Program
    givers: Givers
    columns: Places
    rows: Places
    merged_rows: Places
    place: Places

    def most(self, values: Reals) -> Reals:
        """Return what each giver could be at the sizes in ``values``, a vector of the given program."""
        givers = self.givers
        sized = givers.size_column >= 0
        return givers.most + np.where(sized, -givers.share * values[np.maximum(givers.size_column, 0)], 0.0)

    def restore(self, x: Reals, y: Reals | None) -> tuple[Reals, Reals | None]:
        """Return values and multipliers of the given program; what is unused is shared out in proportion to what could be given."""
        givers, values = self.givers, np.zeros(self.given.columns)
        values[self.columns] = x[: self.columns.size]
        most = np.maximum(self.most(values), 0.0)
        total = np.bincount(self.place, weights=most * givers.gives, minlength=self.merged_rows.size)
        unused = np.clip(x[self.columns.size :], 0.0, total)
        used = 1.0 - np.divide(unused, total, out=np.zeros_like(total), where=total > 0.0)
        values[givers.column] = most * used[self.place]
        if y is None:
            return values, None
        multipliers = np.zeros(self.given.rows)
        multipliers[self.rows] = y
        limited = givers.limit_row >= 0
        pressed = np.maximum(multipliers[givers.row] * givers.gives, 0.0)
        multipliers[givers.limit_row[limited]] = -pressed[limited]
        return values, multipliers

    def excess(self, x: Reals) -> Reals:
        """Return by merged row by how much what is unused is more than could be given; nothing where the answer is one of the given."""
        values = np.zeros(self.given.columns)
        values[self.columns] = x[: self.columns.size]
        most = np.maximum(self.most(values), 0.0)
        total = np.bincount(self.place, weights=most * self.givers.gives, minlength=self.merged_rows.size)
        excess: Reals = np.maximum(x[self.columns.size :] - total, 0.0)
        return excess


def find_givers(program: Program, columns: Places) -> Givers:
    """Return the free givers among ``columns``, by what the arrays say."""
    matrix = program.matrix
    by_rows = matrix.tocsr()
    indptr = matrix.indptr.astype(np.int64)
    count = indptr[columns + 1] - indptr[columns]
    plain = (
        (program.cost[columns] == 0.0) & (program.lower[columns] == 0.0) & ~program.integer[columns] & (count >= 1) & (count <= 2)
    )
    columns, count = columns[plain], count[plain]
    width = np.diff(by_rows.indptr).astype(np.int64)
    empty = (program.row_upper < np.inf) & (program.row_lower == -np.inf) & (width <= 2)
    first, last = indptr[columns], indptr[columns + 1] - 1
    rows = np.stack([matrix.indices[first], matrix.indices[last]]).astype(np.int64)
    values = np.stack([matrix.data[first], matrix.data[last]])
    limiting = empty[rows] & (values > 0.0) & (count == 2)
    own = np.where(limiting[0], 0, np.where(limiting[1], 1, -1))
    bounded = (count == 1) & np.isfinite(program.upper[columns])
    limited = (count == 2) & (own >= 0) & np.isinf(program.upper[columns]) & (limiting.sum(axis=0) == 1)
    chosen = np.flatnonzero(bounded | limited)
    columns, own = columns[chosen], own[chosen]
    pick = np.arange(chosen.size)
    rows, values = rows[:, chosen], values[:, chosen]
    other = np.where(own == 0, 1, 0)
    row, gives = rows[other, pick], values[other, pick]
    limit_row = np.where(own >= 0, rows[np.maximum(own, 0), pick], -1)
    scale = np.where(own >= 0, values[np.maximum(own, 0), pick], 1.0)
    most = np.where(own >= 0, program.row_upper[np.maximum(limit_row, 0)] / scale, program.upper[columns])
    size_column, share = _partner(by_rows.indptr, by_rows.indices, by_rows.data, limit_row, columns, width)
    share = share / scale
    good = (gives > 0.0) & (scale == 1.0) & (size_column != columns) & (most >= 0.0)
    good &= (size_column < 0) | ((share <= 0.0) & (program.lower[np.maximum(size_column, 0)] >= 0.0))
    good &= ~np.isin(size_column, columns)  # a giver is no size of another one
    worth = np.zeros(program.rows, dtype=np.bool_)
    worth[row[good & (limit_row >= 0)]] = True
    worth |= np.bincount(row[good], minlength=program.rows) > 1
    keep = np.flatnonzero(good & worth[row])  # a single one with a bound would only be renamed
    return Givers(columns[keep], row[keep], gives[keep], most[keep], limit_row[keep], size_column[keep], share[keep])


def _partner(row_ptr: NDArray[Any], row_columns: NDArray[Any], row_values: Reals, limit_row: Places, columns: Places, width: Places) -> tuple[Places, Reals]:  # fmt: skip
    """Return the other column of each limit row and its coefficient; −1 and nothing where there is none."""
    at = np.maximum(limit_row, 0)
    start = row_ptr[at].astype(np.int64)
    two = (limit_row >= 0) & (width[at] == 2)
    second = np.where(two, start + 1, start)
    if not row_columns.size:
        return np.full(columns.size, -1, dtype=np.int64), np.zeros(columns.size)
    place = np.where(row_columns[start] == columns, second, start)
    return np.where(two, row_columns[place], -1).astype(np.int64), np.where(two, row_values[place], 0.0)


def merge_givers(program: Program, columns: Places) -> Curtailed | None:
    """Return the program with the free givers among ``columns`` merged by row; ``None`` where there are none."""
    from scipy import sparse

    givers = find_givers(program, np.sort(columns))
    if not givers.column.size:
        return None
    merged_rows, place = np.unique(givers.row, return_inverse=True)
    keep_column, keep_row = np.ones(program.columns, dtype=np.bool_), np.ones(program.rows, dtype=np.bool_)
    keep_column[givers.column] = False
    keep_row[givers.limit_row[givers.limit_row >= 0]] = False
    kept, rows = np.flatnonzero(keep_column), np.flatnonzero(keep_row)
    given = np.bincount(place, weights=givers.gives * givers.most, minlength=merged_rows.size)
    shift = np.zeros(program.rows)
    shift[merged_rows] = given
    sized = givers.size_column >= 0
    extra = sparse.coo_array(
        (-givers.gives[sized] * givers.share[sized], (givers.row[sized], givers.size_column[sized])), shape=program.matrix.shape
    ).tocsc()
    unused = sparse.coo_array((np.full(merged_rows.size, -1.0), (merged_rows, np.arange(merged_rows.size))),
                              shape=(program.rows, merged_rows.size)).tocsc()  # fmt: skip
    matrix = sparse.csc_array(sparse.hstack([(program.matrix + extra)[:, kept], unused], format="csc")[rows, :])
    matrix.eliminate_zeros()
    matrix.sort_indices()
    open_ended = np.bincount(place, weights=sized, minlength=merged_rows.size) > 0
    none = np.zeros(merged_rows.size)
    small = replace(
        program,
        cost=np.concatenate([program.cost[kept], none]), lower=np.concatenate([program.lower[kept], none]),
        upper=np.concatenate([program.upper[kept], np.where(open_ended, np.inf, given)]),
        integer=np.concatenate([program.integer[kept], none > 0]), matrix=matrix,
        row_lower=(program.row_lower - shift)[rows], row_upper=(program.row_upper - shift)[rows],
        column_stage=np.concatenate([program.column_stage[kept], program.row_stage[merged_rows]]),
        row_stage=program.row_stage[rows],
    )  # fmt: skip
    return Curtailed(program, small, givers, kept, rows, merged_rows, place)
