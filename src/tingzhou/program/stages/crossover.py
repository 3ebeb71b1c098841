"""A vertex from the stage solver's point, on request: its active limits start the simplex method of HiGHS."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.program.highs import highs_version, load
from tingzhou.program.stages.solver import run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from tingzhou.program.program import Program
    from tingzhou.program.solver import RawAnswer

__all__ = ["run_crossover"]


def run_crossover(program: Program, options: Mapping[str, Any]) -> RawAnswer:
    """Return a basic solution reached from the stage solver's answer; that answer itself where HiGHS finds no basis."""
    import highspy

    answer = run(program, options)
    if answer.status != "optimal" or answer.y is None:
        return answer
    started = time.perf_counter()
    highs = load(program, {"threads": 1, "random_seed": 0})
    basis = highspy.HighsBasis()
    basis.col_status = _status(answer.x, program.cost - program.matrix.T @ answer.y, program.lower, program.upper, program.cost)
    basis.row_status = _status(program.matrix @ answer.x, answer.y, program.row_lower, program.row_upper, answer.y)
    basis.valid = basis.alien = True  # HiGHS completes or thins it out to a basis
    highs.setBasis(basis)
    highs.run()
    seconds = answer.seconds + time.perf_counter() - started
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return replace(answer, status="unknown", seconds=seconds)
    solution = highs.getSolution()
    version = f"{answer.version}, vertex by HiGHS {highs_version()}"
    return replace(answer, x=np.asarray(solution.col_value), y=np.asarray(solution.row_dual), seconds=seconds, version=version)


def _status(
    value: NDArray[np.float64], dual: NDArray[np.float64], lower: NDArray[np.float64], upper: NDArray[np.float64],
    price: NDArray[np.float64],
) -> list[Any]:  # fmt: skip
    """Return for every column or row the limit it stands on, or that it is basic: the smaller of slack and multiplier decides."""
    from highspy import HighsBasisStatus as Status

    weight, size = 1.0 / (1.0 + np.abs(price)), 1.0 / (1.0 + np.abs(value))
    at_lower = (dual > 0) & ((value - lower) * size <= dual * weight)
    at_upper = (dual < 0) & ((upper - value) * size <= -dual * weight)
    words = (Status.kBasic, Status.kLower, Status.kUpper)
    return [words[k] for k in np.where(at_lower, 1, np.where(at_upper, 2, 0))]
