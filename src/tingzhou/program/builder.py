"""Write a program in whole blocks of arrays: columns, rows, coefficients; one pass makes the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.program.program import Program

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy import sparse

__all__ = ["ProgramBuilder"]


class ProgramBuilder:
    """Collects blocks and hands out the slices they will stand in."""

    def __init__(self) -> None:
        self._columns: list[tuple[NDArray[np.float64], ...]] = []
        self._integer: list[NDArray[np.bool_]] = []
        self._column_stage: list[NDArray[np.int32]] = []
        self._rows: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
        self._row_stage: list[NDArray[np.int32]] = []
        self._entries: list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]] = []
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
        self._columns.append(tuple(_filled(values, count) for values in (cost, lower, upper)))
        self._integer.append(np.full(count, integer))
        self._column_stage.append(np.broadcast_to(np.asarray(stage, dtype=np.int32), (count,)))
        self._n += count
        return slice(self._n - count, self._n)

    def tighten(self, start: int, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> None:
        """Set the bounds of columns already added, from column ``start`` on."""
        self._bounds.append((start, lower, upper))

    def rows(self, count: int, *, lower: ArrayLike = -np.inf, upper: ArrayLike = np.inf, stage: ArrayLike = -1) -> slice:
        """Add ``count`` rows; scalars are repeated. Returns where they stand."""
        self._rows.append((_filled(lower, count), _filled(upper, count)))
        self._row_stage.append(np.broadcast_to(np.asarray(stage, dtype=np.int32), (count,)))
        self._m += count
        return slice(self._m - count, self._m)

    def coefficients(self, rows: ArrayLike, columns: ArrayLike, values: ArrayLike) -> None:
        """Add entries; entries at the same place add up."""
        row, column = np.asarray(rows, dtype=np.int32), np.asarray(columns, dtype=np.int32)
        value = np.broadcast_to(np.asarray(values, dtype=np.float64), row.shape)
        self._entries.append((row, column, value))

    def block(self, rows: slice, columns: slice, matrix: sparse.csr_array | sparse.csc_array | sparse.coo_array) -> None:
        """Add a sparse matrix whose upper left entry stands at the starts of the two slices."""
        entries = matrix.tocoo()
        row, column = entries.coords
        self.coefficients(row + rows.start, column + columns.start, entries.data)

    def finish(self, *, offset: float = 0.0, reaches: NDArray[np.int32] | None = None) -> Program:
        """Return the program; ``reaches`` (R, 2) are the steps that stages below −1 mean."""
        from scipy import sparse

        row, column, value = (_joined([part[k] for part in self._entries]) for k in range(3))
        self._entries = []  # the matrix holds them from here on
        matrix = sparse.csc_array(
            (value.astype(np.float64, copy=False), (row.astype(np.int32), column.astype(np.int32))),
            shape=(self._m, self._n),
        )
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        cost, lower, upper = (_joined([part[k] for part in self._columns]) for k in range(3))
        for start, least, most in self._bounds:
            lower[start : start + least.size], upper[start : start + most.size] = least, most
        row_lower, row_upper = (_joined([part[k] for part in self._rows]) for k in range(2))
        return Program(
            cost=cost,
            lower=lower,
            upper=upper,
            integer=_joined(self._integer).astype(np.bool_),
            matrix=matrix,
            row_lower=row_lower,
            row_upper=row_upper,
            column_stage=_joined(self._column_stage).astype(np.int32),
            row_stage=_joined(self._row_stage).astype(np.int32),
            offset=float(offset),
            reaches=np.zeros((0, 2), dtype=np.int32) if reaches is None else reaches,
        )


def _filled(values: ArrayLike, count: int) -> NDArray[np.float64]:
    return np.broadcast_to(np.asarray(values, dtype=np.float64), (count,))


def _joined(parts: list[NDArray]) -> NDArray:  # type: ignore[type-arg]
    return np.concatenate(parts) if parts else np.zeros(0)
