"""The same linear program again and again with other bounds: each trial starts from the basis of the one before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.program.highs import load

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.program.program import Program

    Reals = NDArray[np.float64]

__all__ = ["Trials"]


class Trials:
    """Trials of a program whose whole columns may take fractions.

    Trials are for searching: their answers carry no certificate, and whoever keeps one certifies it.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        linear = replace(program, integer=np.zeros(program.columns, dtype=np.bool_))
        self._solver = load(linear, {"threads": 1, "random_seed": 0, "solver": "simplex"})
        self._every = np.arange(program.columns, dtype=np.int32)

    def run(self, lower: Reals | None = None, upper: Reals | None = None) -> float:
        """Return the least cost within other column bounds (its own without them); infinite where there is none."""
        low = self._program.lower if lower is None else lower
        high = self._program.upper if upper is None else upper
        self._solver.changeColsBounds(self._program.columns, self._every, low, high)
        self._solver.run()
        if self._solver.getModelStatus().name != "kOptimal":
            return float("inf")
        return float(self._solver.getInfo().objective_function_value)

    @property
    def x(self) -> Reals:
        """Columns of the last trial, shape (n,)."""
        return np.asarray(self._solver.getSolution().col_value, dtype=np.float64)
