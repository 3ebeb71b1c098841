"""Write a program in whole blocks of arrays: columns, rows, coefficients; one pass makes the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.errors import InternalError
from tingzhou.program.compress import compressed
from tingzhou.program.parts import Parts
from tingzhou.program.program import MANY, Program
from tingzhou.program.threads import together

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy import sparse

    from tingzhou.program.compress import Entries, Where

__all__ = ["ProgramBuilder"]

_COLUMNS: dict[str, type] = {
    "cost": np.float64,
    "lower": np.float64,
    "upper": np.float64,
    "integer": np.bool_,
    "column_stage": np.int32,
}
_ROWS: dict[str, type] = {"row_lower": np.float64, "row_upper": np.float64, "row_stage": np.int32}
_LATE = ("column_stage", "row_stage")  # made when they are asked for: only some solvers do


class ProgramBuilder:
    """Collects blocks and hands out the slices they will stand in."""

    def __init__(self) -> None:
        self._columns = {name: Parts(kind) for name, kind in _COLUMNS.items()}
        self._rows = {name: Parts(kind) for name, kind in _ROWS.items()}
        self._entries: list[Entries] = []
        self._bounds: list[tuple[int, NDArray[np.float64], NDArray[np.float64]]] = []
        self._n = 0
        self._m = 0

    def columns(
        self,
        count: int,
        *,
        cost: ArrayLike = 0.0,
        lower: ArrayLike = 0.0,
        upper: ArrayLike = np.inf,
        stage: ArrayLike = -1,
        integer: bool = False,
    ) -> slice:
        """Add ``count`` columns; scalars are repeated. Returns where they stand."""
        for name, values in (("cost", cost), ("lower", lower), ("upper", upper), ("integer", integer), ("column_stage", stage)):
            self._columns[name].add(values, count)
        self._n += count
        return slice(self._n - count, self._n)

    def tighten(self, start: int, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> None:
        """Set the bounds of columns already added, from column ``start`` on."""
        self._bounds.append((start, lower, upper))

    def rows(self, count: int, *, lower: ArrayLike = -np.inf, upper: ArrayLike = np.inf, stage: ArrayLike = -1) -> slice:
        """Add ``count`` rows; scalars are repeated. Returns where they stand."""
        for name, values in (("row_lower", lower), ("row_upper", upper), ("row_stage", stage)):
            self._rows[name].add(values, count)
        self._m += count
        return slice(self._m - count, self._m)

    def coefficients(self, rows: ArrayLike, columns: ArrayLike | range, values: ArrayLike, *, first_row: int = 0) -> None:
        """Add entries, their rows counted from ``first_row``; entries at the same place add up. The arrays are kept, not copied.

        ``columns`` is one column per entry; a range says that they follow one another, a number that it is the same for all.

        Raises
        ------
        InternalError
            When rows, columns and values differ in number.
        """
        row = np.ascontiguousarray(rows, dtype=np.int32)
        value = float(values) if np.ndim(values) == 0 else np.ascontiguousarray(values, dtype=np.float64)  # type: ignore[arg-type]
        where = _where(columns)
        sizes = {row.size} | {part.size for part in (where, value) if isinstance(part, np.ndarray)}
        if len(sizes | ({len(where)} if isinstance(where, range) else set())) > 1:
            raise InternalError("rows, columns and values of a block of coefficients differ in number")
        if row.size:
            self._entries.append((row, first_row, where, value))

    def block(self, rows: slice, columns: slice, matrix: sparse.csr_array | sparse.csc_array | sparse.coo_array) -> None:
        """Add a sparse matrix whose upper left entry stands at the starts of the two slices."""
        entries = matrix.tocoo()
        row, column = entries.coords
        self.coefficients(row + rows.start, column + columns.start, entries.data)

    def finish(self, *, offset: float = 0.0, reaches: NDArray[np.int32] | None = None) -> Program:
        """Return the program; ``reaches`` (R, 2) are the steps that stages below −1 mean. The blocks given so far are used up."""
        size = sum(row.size for row, *_ in self._entries)
        (matrix, finite), (arrays, ends) = together(
            lambda: compressed(self._entries, (self._m, self._n)), self._arrays, worth=size >= MANY
        )
        ends["matrix"] = (0.0, 0.0) if finite else (np.nan, np.nan)
        return Program(
            matrix=matrix,
            offset=float(offset),
            reaches=np.zeros((0, 2), dtype=np.int32) if reaches is None else reaches,
            ends=ends,
            **arrays,
        )

    def _arrays(self) -> tuple[dict[str, Any], dict[str, tuple[float, float]]]:
        """Return what the parts come to by name, and the smallest and largest values in each."""
        parts = self._columns | self._rows
        ends = {name: part.ends() for name, part in parts.items() if name != "integer"}
        arrays: dict[str, Any] = {name: part if name in _LATE else part.array() for name, part in parts.items()}
        for start, least, most in self._bounds:
            for name, values in (("lower", least), ("upper", most)):
                arrays[name][start : start + values.size] = values
                ends[name] = float(values.min(initial=ends[name][0])), float(values.max(initial=ends[name][1]))
        for name in arrays.keys() - _LATE:
            parts[name].clear()
        return arrays, ends


def _where(columns: ArrayLike | range) -> Where:
    """Return columns in the shortest way to say them."""
    if isinstance(columns, range):
        return columns
    if np.ndim(columns) == 0:
        return int(columns)  # type: ignore[arg-type]
    column = np.ascontiguousarray(columns, dtype=np.int32)
    if column.size and int(column[-1]) - int(column[0]) + 1 == column.size and bool((np.diff(column) == 1).all()):
        return range(int(column[0]), int(column[0]) + column.size)
    return column
