"""A linear expression per class: sparse coefficients on columns plus a constant."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from tingzhou.program import ProgramBuilder

__all__ = ["Expression"]


@lru_cache(maxsize=16)
def _places(size: int) -> NDArray[np.int32]:
    """Return 0 … size − 1, shared by all who write one entry per row."""
    places = np.arange(size, dtype=np.int32)
    places.setflags(write=False)
    return places


class Expression:
    """Σ coefficients · columns + constant, one value per class, shape (size,)."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._constant: NDArray[np.float64] | None = None  # most have none
        self._rows: list[NDArray[np.int32]] = []
        self._columns: list[NDArray[np.int32] | range | int] = []  # a range: one after another; a number: the same for all rows
        self._values: list[NDArray[np.float64] | float] = []

    @property
    def constant(self) -> NDArray[np.float64]:
        """What is added to the columns, shape (size,)."""
        if self._constant is None:
            self._constant = np.zeros(self.size)
        return self._constant

    @constant.setter
    def constant(self, constant: NDArray[np.float64]) -> None:
        self._constant = constant

    @property
    def constant_free(self) -> bool:
        """Whether nothing is added to the columns."""
        return self._constant is None or not self._constant.any()

    @property
    def empty(self) -> bool:
        """Whether no column takes part."""
        return not any(part.size for part in self._rows)

    @property
    def only_positive(self) -> bool:
        """Whether no coefficient and no constant is negative (columns of processes and levels never are)."""
        return (self._constant is None or bool((self._constant >= 0.0).all())) and all(
            bool(np.all(part >= 0.0)) for part in self._values
        )

    def add(self, matrix: sparse.csr_array, start: int) -> None:
        """Add ``matrix`` (size × n) on the columns from ``start`` on."""
        entries = matrix.tocoo()
        rows, columns = entries.coords
        self._rows.append(rows.astype(np.int32, copy=False))
        self._columns.append(columns.astype(np.int32, copy=False) + np.int32(start))
        self._values.append(np.asarray(entries.data, dtype=np.float64))

    def add_steps(self, index: NDArray[np.int32], start: int, values: NDArray[np.float64] | float) -> None:
        """Add ``values`` on the columns from ``start`` on, one for each row of ``index``, which may be shared."""
        self._rows.append(index)
        self._columns.append(range(start, start + index.size))
        self._values.append(values)

    def add_column(self, values: NDArray[np.float64], column: int) -> None:
        """Add ``values`` (size,) on a single column."""
        values = np.asarray(values, dtype=np.float64)
        whole = bool(values.all())
        rows = _places(values.size) if whole else np.flatnonzero(values).astype(np.int32)
        self._rows.append(rows)
        self._columns.append(column)
        self._values.append(values if whole else values[rows])

    def add_entries(self, rows: NDArray[np.int64], columns: NDArray[np.int64], values: NDArray[np.float64]) -> None:
        """Add single entries."""
        self._rows.append(rows.astype(np.int32, copy=False))
        self._columns.append(columns.astype(np.int32, copy=False))
        self._values.append(values)

    def plus(self, other: Expression, factor: float = 1.0) -> Expression:
        """Add ``factor`` × another expression of the same size, in place; returns itself."""
        if not other.constant_free:
            self.constant = self.constant + (other.constant if factor == 1.0 else factor * other.constant)
        self._rows.extend(other._rows)
        self._columns.extend(other._columns)
        self._values.extend(other._values if factor == 1.0 else [part * factor for part in other._values])
        return self

    def write(self, builder: ProgramBuilder, first_row: int) -> None:
        """Write the coefficients into the rows from ``first_row`` on."""
        for rows, columns, values in zip(self._rows, self._columns, self._values, strict=True):
            builder.coefficients(rows, columns, values, first_row=first_row)
