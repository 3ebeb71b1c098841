"""The stage solver: an interior point for programs whose rows and columns follow one another in time.

Imported only when it runs: its compiled kernels are heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tingzhou.program.solver import Capability, RawAnswer, Solver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tingzhou.program.program import Program

__all__ = ["STAGE_SOLVERS"]


def _run(program: Program, options: Mapping[str, Any]) -> RawAnswer:
    from tingzhou.program.stages.solver import run

    return run(program, options)


def _run_crossover(program: Program, options: Mapping[str, Any]) -> RawAnswer:
    from tingzhou.program.stages.crossover import run_crossover

    return run_crossover(program, options)


_LINEAR = Capability.LINEAR | Capability.DUALS | Capability.INFEASIBILITY_PROOF

STAGE_SOLVERS: dict[str, Solver] = {
    "stages": Solver("stages", _LINEAR, _run),
    "stages-crossover": Solver("stages-crossover", _LINEAR | Capability.BASIS, _run_crossover),
}
