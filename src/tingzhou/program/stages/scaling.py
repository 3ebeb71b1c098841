"""Scaling: rows and columns to entries near one, cost and limits to values near one, by powers of two."""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tingzhou.program.program import Program

    Reals = NDArray[np.float64]
    Powers = NDArray[np.int16]

__all__ = ["Scaling", "find_scaling"]


@dataclass(frozen=True, eq=False)
class Scaling:
    """Scaled values: x̂ = x / (column · size), ŷ = y · row⁻¹ / price; all are powers of two, those of rows (m) and columns (n) kept as such."""

    row_power: Powers
    column_power: Powers
    size: float
    price: float

    @property
    def row(self) -> Reals:
        """Factors of rows (m,)."""
        return np.ldexp(1.0, self.row_power)

    @property
    def column(self) -> Reals:
        """Factors of columns (n,)."""
        return np.ldexp(1.0, self.column_power)

    def apply(self, program: Program, *, back: bool = False) -> None:
        """Scale a program in place, or take the scaling back: powers of two round nothing."""
        matrix, sign = program.matrix, -1 if back else 1
        _scale_entries(matrix.indptr, matrix.indices, matrix.data, self.row_power, self.column_power, sign)
        column = np.ldexp(self.price if back else 1.0 / self.price, sign * self.column_power)
        np.multiply(program.cost, column, out=program.cost)
        column = np.ldexp(self.size if back else 1.0 / self.size, -sign * self.column_power)
        for bounds in (program.lower, program.upper):
            np.multiply(bounds, column, out=bounds)
        row = np.ldexp(self.size if back else 1.0 / self.size, sign * self.row_power)
        for limits in (program.row_lower, program.row_upper):
            np.multiply(limits, row, out=limits)

    @contextmanager
    def undone(self, program: Program) -> Iterator[Program]:
        """Give the program without its scaling for a while."""
        self.apply(program, back=True)
        try:
            yield program
        finally:
            self.apply(program)


@njit(cache=True)
def _scale_entries(indptr: Any, indices: Any, data: Any, row: Any, column: Any, sign: int) -> None:
    """Multiply every entry by the powers of two of its row and column, in place."""
    for j in range(column.size):
        for k in range(indptr[j], indptr[j + 1]):
            data[k] = math.ldexp(data[k], sign * (row[indices[k]] + column[j]))


@njit(cache=True)
def _geometric(indptr: Any, indices: Any, data: Any, row: Any, column: Any, passes: int) -> None:
    """Scale by the geometric mean of the smallest and largest entry in turn, then columns to a largest entry of one."""
    m = row.size
    for step in range(passes + 1):
        least, most = np.full(m, np.inf), np.zeros(m)
        for j in range(column.size):
            for k in range(indptr[j], indptr[j + 1]):
                value = abs(data[k]) * column[j]
                i = indices[k]
                least[i], most[i] = min(least[i], value), max(most[i], value)
        for i in range(m):
            if most[i] > 0.0:
                row[i] = 1.0 / np.sqrt(least[i] * most[i]) if step < passes else 1.0 / most[i]
        for j in range(column.size):
            low, high = np.inf, 0.0
            for k in range(indptr[j], indptr[j + 1]):
                value = abs(data[k]) * row[indices[k]]
                low, high = min(low, value), max(high, value)
            if high > 0.0:
                column[j] = 1.0 / np.sqrt(low * high) if step < passes else 1.0 / high


def _power(values: Any) -> Any:
    """Return the nearest powers of two, so that scaling rounds nothing."""
    return np.round(np.log2(values)).astype(np.int16)


def find_scaling(
    indptr: Any, indices: Any, data: Reals, cost: Reals, bounds: tuple[Reals, ...], limits: tuple[Reals, ...]
) -> Scaling:
    """Return scales for a matrix by columns, its cost, the bounds of columns and the limits of rows."""
    row, column = np.ones(limits[0].size), np.ones(cost.size)
    _geometric(indptr, indices, data, row, column, 3)
    row_power, column_power = _power(row), _power(column)
    row, column = np.ldexp(1.0, row_power), np.ldexp(1.0, column_power)
    sizes = np.concatenate(
        [np.abs(part[np.isfinite(part) & (part != 0.0)] * scale[np.isfinite(part) & (part != 0.0)])
         for group, scale in ((bounds, 1.0 / column), (limits, row)) for part in group]
    )  # fmt: skip
    prices = np.abs((cost * column)[cost != 0.0])
    size = float(np.ldexp(1.0, _power(_middle(sizes)))) if sizes.size else 1.0
    price = float(np.ldexp(1.0, _power(_middle(prices)))) if prices.size else 1.0
    return Scaling(row_power, column_power, size, price)


def _middle(values: Reals) -> float:
    """Return a typical large value: the root mean square, which the few largest do not rule alone."""
    return float(np.sqrt(np.median(values) * values.max()))
