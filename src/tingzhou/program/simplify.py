"""Exact simplification of a program, and the way back: values and multipliers of the whole program from those of the small one.

Removed are rows without a column, rows with one column (they become bounds), rows that the bounds imply, rows that force their columns,
columns whose bounds meet, columns that cost and rows push one way only, parallel rows and columns, and columns that another one
dominates. Nothing is approximated; what may not be undone is not done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from tingzhou.program.program import Program

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Reals = NDArray[np.float64]
    Ints = NDArray[np.int32]
    Places = NDArray[np.int32] | NDArray[np.int64]

__all__ = ["Simplified", "simplify"]

_ROUNDS = 4
_CLOSE = 1e-13  # bounds this close to each other leave no room between them


class Step(Protocol):
    """One change of a program that can be undone in an answer."""

    def restore(self, x: Reals, y: Reals | None) -> tuple[Reals, Reals | None]:
        """Return values and multipliers of the program before the step."""


@dataclass(frozen=True, eq=False)
class Simplified:
    """A smaller program with the same optimum, and how to come back.

    ``verdict`` is ``infeasible``, or ``infeasible_or_unbounded``, where that was found on the way; ``program`` then is the given one.
    ``columns`` and ``rows`` say which of the given program's are left.
    """

    program: Program
    verdict: str | None
    columns: Places
    rows: Places
    steps: tuple[Step, ...] = ()

    def restore(self, x: Reals, y: Reals | None) -> tuple[Reals, Reals | None]:
        """Return values (n,) and row multipliers (m,) of the given program."""
        for step in reversed(self.steps):
            x, y = step.restore(x, y)
        return x, y


@dataclass(frozen=True, eq=False)
class _Removal:
    """Rows and fixed columns taken out of ``given``; events say in which order and for which column.

    ``from_row`` says of each event whether the column's lower and its upper bound come from that row; ``forced`` (n) the event that forced
    a column, nothing where none did.
    """

    given: Program
    columns: Places
    rows: Places
    fixed: Places
    values: Reals
    from_row: tuple[NDArray[np.bool_], NDArray[np.bool_]]
    forced: Ints
    events: tuple[Ints, Ints]

    def restore(self, x: Reals, y: Reals | None) -> tuple[Reals, Reals | None]:
        from tingzhou.program.simplify_loops import undo

        values = np.zeros(self.given.columns)
        values[self.fixed] = self.values
        values[self.columns] = x
        if y is None:
            return values, None
        multipliers = np.zeros(self.given.rows)
        multipliers[self.rows] = y
        matrix = self.given.matrix
        by_rows = matrix.tocsr() if self.forced.size else matrix[:0].tocsr()  # only rows that forced their columns are read by rows
        undo(matrix.indptr, matrix.indices, matrix.data, by_rows.indptr, by_rows.indices, by_rows.data, self.given.cost,
             *self.from_row, self.forced, *self.events, multipliers)  # fmt: skip
        return values, multipliers


def simplify(program: Program) -> Simplified:
    """Return the program made smaller; an integer program is left as it is, but for limits that contradict each other at once."""
    from tingzhou.program.parallel import merge_parallel

    everything = (np.arange(program.columns), np.arange(program.rows))
    clash = bool((program.lower > program.upper).any())
    if program.integral or clash or (program.row_lower > program.row_upper).any():
        return Simplified(program, "infeasible" if clash or not program.integral else None, *everything)
    first = _remove(program)
    if isinstance(first, str):
        return Simplified(program, first, *everything)
    removal, small = first
    merged = merge_parallel(small)
    if isinstance(merged, str):
        return Simplified(program, merged, *everything)
    if merged is None:
        return Simplified(small, None, removal.columns, removal.rows, (removal,))
    second = _remove(merged.program)
    if isinstance(second, str):
        return Simplified(program, second, *everything)
    again, smallest = second
    columns, rows = removal.columns[merged.columns][again.columns], removal.rows[merged.rows][again.rows]
    return Simplified(smallest, None, columns, rows, (removal, merged, again))


def _remove(program: Program) -> tuple[_Removal, Program] | str:
    """Return what was removed and what is left, or the verdict."""
    from tingzhou.program.simplify_loops import activity, drop_rows, fix_by_cost

    n, m = program.columns, program.rows
    matrix, by_rows = program.matrix, program.matrix.tocsr()
    columns = (matrix.indptr, matrix.indices, matrix.data)
    rows = (by_rows.indptr, by_rows.indices, by_rows.data)
    lower, upper = program.lower.copy(), program.upper.copy()
    row_lower, row_upper = program.row_lower.copy(), program.row_upper.copy()
    meet = np.isfinite(lower) & (upper - lower <= _CLOSE * (1.0 + np.abs(np.where(np.isfinite(lower), lower, 0.0))))
    upper[meet] = lower[meet]
    alive, fixed = np.ones(m, dtype=np.bool_), lower == upper
    lower_row, upper_row, forced = (np.full(n, -1, dtype=np.int32) for _ in range(3))
    event_row, event_column = np.empty(m, dtype=np.int32), np.empty(m, dtype=np.int32)
    events = 0
    for _ in range(_ROUNDS):
        events = drop_rows(*columns, *rows, lower, upper, row_lower, row_upper, alive, fixed, lower_row, upper_row, event_row,
                           event_column, events)  # fmt: skip
        if events < 0:
            return "infeasible"
        freed, events = activity(*rows, lower, upper, row_lower, row_upper, alive, fixed, forced, event_row, event_column, events)
        if freed < 0:
            return "infeasible"
        pushed = fix_by_cost(*columns, program.cost, lower, upper, row_lower, row_upper, alive, fixed)
        if pushed < 0:
            return "infeasible_or_unbounded"
        if not freed and not pushed:
            break
    del rows, by_rows
    kept_columns, kept_rows = _places(~fixed), _places(alive)
    gone = _places(fixed)
    shift = matrix @ np.where(fixed, lower, 0.0)
    small = matrix if kept_columns.size == n else matrix[:, kept_columns]
    small = small if kept_rows.size == m else small[kept_rows, :]
    result = replace(
        program,
        cost=program.cost[kept_columns], lower=lower[kept_columns], upper=upper[kept_columns],
        integer=program.integer[kept_columns], matrix=small, row_lower=row_lower[kept_rows] - shift[kept_rows],
        row_upper=row_upper[kept_rows] - shift[kept_rows], column_stage=program.column_stage[kept_columns],
        row_stage=program.row_stage[kept_rows], offset=program.offset + float(program.cost[gone] @ lower[gone]),
    )  # fmt: skip
    event_row, event_column = event_row[:events].copy(), event_column[:events].copy()
    from_row = tuple((source[event_column] == event_row) & (event_column >= 0) for source in (lower_row, upper_row))
    forced = forced if (event_column < 0).any() else forced[:0].copy()
    removal = _Removal(
        program, kept_columns, kept_rows, gone, lower[gone], (from_row[0], from_row[1]), forced, (event_row, event_column)
    )
    return removal, result


def _places(chosen: NDArray[np.bool_]) -> Places:
    """Return where something holds."""
    return np.flatnonzero(chosen).astype(np.int32)
