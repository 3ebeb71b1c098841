"""Parallel rows and columns, and columns that another one dominates: merged or fixed, and given back in the answer.

Parallel rows become one with the tighter limits; the multiplier goes to the row that binds. Parallel columns of equal cost become one with
added bounds. Of parallel columns of unequal cost the dearer one stands at its bound where the cheaper one is unlimited; the same
holds for any column that an unlimited one replaces in every row at no more cost.
Reference: E. D. Andersen and K. D. Andersen, Presolving in linear programming, Math. Program. 71 (1995) 221–245.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.program.program import Program

    Reals = NDArray[np.float64]
    Ints = NDArray[np.int32]
    Places = NDArray[np.int64]

__all__ = ["Merged", "merge_parallel"]


@dataclass(frozen=True, eq=False)
class Merged:
    """A program with parallel rows and columns merged; ``columns`` and ``rows`` are those of ``given`` that are left."""

    given: Program
    program: Program
    columns: Places
    rows: Places
    leader: Ints
    factor: Reals
    low_from: Ints
    high_from: Ints
    merges: tuple[int, Ints, Ints, Reals, Reals, Reals]

    def restore(self, x: Reals, y: Reals | None) -> tuple[Reals, Reals | None]:
        """Return values and multipliers of ``given``."""
        from tingzhou.program.parallel_loops import split_columns

        values = np.zeros(self.given.columns)
        values[self.columns] = x
        split_columns(*self.merges, self.given.lower, self.given.upper, values)
        if y is None:
            return values, None
        multipliers = np.zeros(self.given.rows)
        multipliers[self.rows] = y
        source = np.where(multipliers > 0.0, self.low_from, self.high_from)
        moved = np.flatnonzero((multipliers != 0.0) & (source >= 0))
        binding = source[moved]
        multipliers[binding] = multipliers[moved] / self.factor[binding]
        multipliers[moved] = 0.0
        return values, multipliers


def merge_parallel(program: Program) -> Merged | str | None:
    """Return the program with parallel rows and columns merged, the verdict ``infeasible``, or ``None`` where nothing was found."""
    from tingzhou.program.parallel_loops import dominated, find_parallel, merge_columns, merge_rows

    by_rows = program.matrix.tocsr()
    leader, factor = find_parallel(by_rows.indptr, by_rows.indices, by_rows.data, 2)
    row_lower, row_upper = program.row_lower.copy(), program.row_upper.copy()
    low_from, high_from = (np.full(program.rows, -1, dtype=np.int32) for _ in range(2))
    rows_gone = merge_rows(leader, factor, row_lower, row_upper, low_from, high_from)
    if rows_gone < 0:
        return "infeasible"
    rows = np.flatnonzero(leader < 0)
    matrix = program.matrix if not rows_gone else program.matrix[rows, :]
    by_rows = by_rows if not rows_gone else by_rows[rows, :]
    lower, upper, n = program.lower.copy(), program.upper.copy(), program.columns
    gone = np.zeros(n, dtype=np.bool_)
    kept, left = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    ratio, floor, ceiling = np.empty(n), np.empty(n), np.empty(n)
    columns_arrays = (matrix.indptr, matrix.indices, matrix.data)
    like, multiple = find_parallel(*columns_arrays, 1)
    merged, fixed = merge_columns(like, multiple, program.cost, lower, upper, gone, kept, left, ratio, floor, ceiling)
    fixed += dominated(*columns_arrays, by_rows.indptr, by_rows.indices, by_rows.data, program.cost, lower, upper, row_lower[rows],
                       row_upper[rows], gone)  # fmt: skip
    if not (rows_gone or merged or fixed):
        return None
    columns = np.flatnonzero(~gone)
    small = replace(
        program, cost=program.cost[columns], lower=lower[columns], upper=upper[columns], integer=program.integer[columns],
        matrix=matrix if not merged else matrix[:, columns], row_lower=row_lower[rows], row_upper=row_upper[rows],
        column_stage=program.column_stage[columns], row_stage=program.row_stage[rows],
    )  # fmt: skip
    merges = (merged, kept[:merged], left[:merged], ratio[:merged], floor[:merged], ceiling[:merged])
    return Merged(program, small, columns, rows, leader, factor, low_from, high_from, merges)
