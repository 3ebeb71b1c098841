"""The stage solver behind the solver interface: simplify, scale, analyse, iterate, undo."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.program.solver import RawAnswer
from tingzhou.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from tingzhou.program.program import Program
    from tingzhou.program.stages.interior import Outcome
    from tingzhou.program.stages.scaling import Scaling

    Reals = NDArray[np.float64]

__all__ = ["run"]

_SAME = 1e-13  # row limits this close to each other make an equation


def run(program: Program, options: Mapping[str, Any]) -> RawAnswer:
    """Return the stage solver's answer.

    Options: ``tolerance`` of residuals and gap [1], ``iteration_limit``, ``progress`` called with iteration and residuals.
    ``declined`` is its status where the program has no stages to follow and is too large without.
    """
    from threadpoolctl import threadpool_limits

    started = time.perf_counter()
    with threadpool_limits(1, "blas"):  # the two halves of the year are the parallel work; dense kernels stay on their own thread
        status, x, y, iterations = _solve(program, options)
    said = {name: value for name, value in options.items() if name in ("tolerance", "iteration_limit")}
    return RawAnswer(status, x, y, None, time.perf_counter() - started, iterations, f"Tingzhou {__version__}", said)


def _solve(program: Program, options: Mapping[str, Any]) -> tuple[str, Reals, Reals | None, int]:
    from tingzhou.program.memory import give_back
    from tingzhou.program.simplify import simplify

    give_back()
    simple = simplify(program)
    if simple.verdict is not None:
        return simple.verdict, np.zeros(program.columns), None, 0
    small = _own(simple.program, program)
    status, x, y, iterations = _iterate(small, options)
    if y is None:
        return status, np.zeros(program.columns), None, iterations
    values, multipliers = simple.restore(np.clip(x, small.lower, small.upper), y)
    return status, values, multipliers, iterations


def _own(small: Program, given: Program) -> Program:
    """Return a program whose values may be written: none of them is the given one's."""
    from scipy import sparse

    matrix, names = small.matrix, ("cost", "lower", "upper", "row_lower", "row_upper")
    shared = {name: getattr(small, name).copy() for name in names if np.shares_memory(getattr(small, name), getattr(given, name))}
    if np.shares_memory(matrix.data, given.matrix.data):
        shared["matrix"] = sparse.csc_array((matrix.data.copy(), matrix.indices, matrix.indptr), shape=matrix.shape)
    return replace(small, **shared) if shared else small


def _iterate(program: Program, options: Mapping[str, Any]) -> tuple[str, Reals, Reals | None, int]:
    """Solve the simplified program, which is scaled in place meanwhile."""
    from tingzhou.program.stages.scaling import find_scaling

    if not program.columns:
        return "optimal", np.zeros(0), np.zeros(program.rows), 0
    indptr, indices = program.matrix.indptr.astype(np.int32, copy=False), program.matrix.indices.astype(np.int32, copy=False)
    scale = find_scaling(indptr, indices, program.matrix.data, program.cost, (program.lower, program.upper),
                         (program.row_lower, program.row_upper))  # fmt: skip
    floor = np.where(np.isfinite(program.row_lower), np.abs(program.row_lower), 0.0)
    equal = np.isfinite(program.row_lower) & (program.row_upper - program.row_lower <= _SAME * (1.0 + floor))
    free = np.isinf(program.lower) & np.isinf(program.upper)
    scale.apply(program)
    try:
        outcome = _outcome(program, scale, equal, free, options)
    finally:
        scale.apply(program, back=True)
    if outcome is None:
        return "declined", np.zeros(program.columns), None, 0
    status = outcome.status
    if status in ("stalled", "iteration_limit"):
        status = "optimal" if outcome.worst <= 1e-6 else "unknown"  # the certificate decides
    return status, outcome.x * (scale.column * scale.size), outcome.y * scale.row * scale.price, outcome.iterations


def _outcome(
    program: Program, scale: Scaling, equal: NDArray[np.bool_], free: NDArray[np.bool_], options: Mapping[str, Any]
) -> Outcome | None:
    """Iterate on a program that is scaled; ``None`` where its factor would be too large."""
    from tingzhou.program.memory import give_back
    from tingzhou.program.stages.interior import Problem, interior_point
    from tingzhou.program.stages.structure import analyse

    matrix = program.matrix
    columns = (matrix.indptr.astype(np.int32, copy=False), matrix.indices.astype(np.int32, copy=False), matrix.data)
    structure = analyse(*columns, equal, free, program.row_stage, program.column_stage, program.reaches)
    if structure is None:
        return None
    rows = matrix.tocsr()
    problem = Problem(columns, (rows.indptr, rows.indices, rows.data), program.cost, program.lower, program.upper, program.row_lower,
                      program.row_upper, equal)  # fmt: skip
    give_back()
    return interior_point(
        problem,
        structure,
        tolerance=float(options.get("tolerance", 1e-8)),
        limit=int(options.get("iteration_limit", 300)),
        accept=_accept(program, scale),
        judge=_judge(program, scale),
        progress=options.get("progress"),
    )


def _accept(program: Program, scale: Scaling) -> Callable[[Reals, Reals], bool]:
    """Return what asks whether a point holds its certificate on the unscaled program, with room to spare."""
    from tingzhou.program.certificate import TOLERANCE, residuals

    def accept(x: Reals, y: Reals) -> bool:
        with scale.undone(program):
            values = x * (scale.column * scale.size)
            np.clip(values, program.lower, program.upper, out=values)
            return max(residuals(program, values, y * (scale.row * scale.price))) <= 0.01 * TOLERANCE

    return accept


def _judge(program: Program, scale: Scaling) -> Callable[[Reals, Reals], str | None]:
    """Return what asks whether a point proves, on the unscaled program, that it has no optimum."""
    from tingzhou.program.stages.rays import proves_infeasible, proves_unbounded

    def judge(x: Reals, y: Reals) -> str | None:
        with scale.undone(program):
            if proves_infeasible(program, y * (scale.row * scale.price)):
                return "infeasible"
            if proves_unbounded(program, x * (scale.column * scale.size)):
                return "infeasible_or_unbounded"
        return None

    return judge
