"""Exact simplification of a program, and the way back: values and multipliers of the whole program from those of the small one.

Removed are rows without a column, rows with one column (they become bounds), rows that the bounds imply, columns whose bounds meet,
and columns that cost and rows push one way only. Nothing is approximated; what may not be undone is not done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.program.program import Program

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Reals = NDArray[np.float64]
    Ints = NDArray[np.int32]

__all__ = ["Simplified", "simplify"]

_ROUNDS = 4
_CLOSE = 1e-13  # bounds this close to each other leave no room between them


@dataclass(frozen=True, eq=False)
class Simplified:
    """A smaller program with the same optimum, and how to come back.

    ``verdict`` is ``infeasible``, or ``infeasible_or_unbounded``, where that was found on the way; ``program`` then is the given one.
    ``columns`` and ``rows`` say which of the given program's are left.
    """

    program: Program
    verdict: str | None
    columns: NDArray[np.int64]
    rows: NDArray[np.int64]
    _given: Program
    _values: Reals
    _lower_row: Ints
    _upper_row: Ints
    _events: tuple[Ints, Ints, int]

    def restore(self, x: Reals, y: Reals | None) -> tuple[Reals, Reals | None]:
        """Return values (n,) and row multipliers (m,) of the given program."""
        from tingzhou.program.simplify_loops import undo

        values = self._values.copy()
        values[self.columns] = x
        if y is None:
            return values, None
        multipliers = np.zeros(self._given.rows)
        multipliers[self.rows] = y
        matrix = self._given.matrix
        undo(
            matrix.indptr,
            matrix.indices,
            matrix.data,
            self._given.cost,
            self._lower_row,
            self._upper_row,
            *self._events,
            multipliers,
        )
        return values, multipliers


def simplify(program: Program) -> Simplified:
    """Return the program made smaller; an integer program loses rows and fixed columns only where whole numbers stay whole."""
    from tingzhou.program.simplify_loops import activity, drop_rows, fix_by_cost

    n, m = program.columns, program.rows
    matrix, by_rows = program.matrix, program.matrix.tocsr()
    columns = (matrix.indptr, matrix.indices, matrix.data)
    rows = (by_rows.indptr, by_rows.indices, by_rows.data)
    lower, upper = program.lower.copy(), program.upper.copy()
    row_lower, row_upper = program.row_lower.copy(), program.row_upper.copy()
    meet = np.isfinite(lower) & (upper - lower <= _CLOSE * (1.0 + np.abs(np.where(np.isfinite(lower), lower, 0.0))))
    upper[meet & (lower <= upper)] = lower[meet & (lower <= upper)]
    alive, fixed = np.ones(m, dtype=np.bool_), lower == upper
    lower_row, upper_row = np.full(n, -1, dtype=np.int32), np.full(n, -1, dtype=np.int32)
    event_row, event_column = np.empty(m, dtype=np.int32), np.empty(m, dtype=np.int32)
    events, verdict = 0, None
    if program.integral:
        return _nothing(program, "infeasible" if (lower > upper).any() else None)
    if (lower > upper).any() or (row_lower > row_upper).any():
        return _nothing(program, "infeasible")
    for _ in range(_ROUNDS):
        events = drop_rows(*columns, *rows, lower, upper, row_lower, row_upper, alive, fixed, lower_row, upper_row, event_row,
                           event_column, events)  # fmt: skip
        if events < 0 or (freed := activity(*rows, lower, upper, row_lower, row_upper, alive)) < 0:
            verdict = "infeasible"
            break
        pushed = fix_by_cost(*columns, program.cost, lower, upper, row_lower, row_upper, alive, fixed)
        if pushed < 0:
            verdict = "infeasible_or_unbounded"
            break
        if not freed and not pushed:
            break
    if verdict is not None:
        return _nothing(program, verdict)
    kept_columns, kept_rows = np.flatnonzero(~fixed), np.flatnonzero(alive)
    values = np.where(fixed, lower, 0.0)
    shift = matrix @ values
    small = matrix if kept_columns.size == n else matrix[:, kept_columns]
    small = small if kept_rows.size == m else small[kept_rows, :]
    result = replace(
        program,
        cost=program.cost[kept_columns], lower=lower[kept_columns], upper=upper[kept_columns],
        integer=program.integer[kept_columns], matrix=small, row_lower=row_lower[kept_rows] - shift[kept_rows],
        row_upper=row_upper[kept_rows] - shift[kept_rows], column_stage=program.column_stage[kept_columns],
        row_stage=program.row_stage[kept_rows], offset=program.offset + float(program.cost @ values),
    )  # fmt: skip
    return Simplified(
        result, None, kept_columns, kept_rows, program, values, lower_row, upper_row, (event_row, event_column, events)
    )


def _nothing(program: Program, verdict: str | None) -> Simplified:
    """Return the program as it is."""
    none = np.zeros(0, dtype=np.int32)
    return Simplified(program, verdict, np.arange(program.columns), np.arange(program.rows), program, np.zeros(program.columns),
                      none, none, (none, none, 0))  # fmt: skip
