"""HiGHS behind the solver interface: simplex, IPX, HiPO and branch and cut, called with arrays in one pass."""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.errors import SolveError
from tingzhou.program.memory import give_back, large_pages, sparse_zeros
from tingzhou.program.solver import Capability, RawAnswer, Solver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tingzhou.program.program import Program

__all__ = ["HIGHS_SOLVERS", "highs_version", "load"]


_ANSWER = 17  # bytes of a column or row in HiGHS's answer (value, dual value, status)


@cache
def highs_version() -> str:
    """Return the version of HiGHS.

    Raises
    ------
    SolveError
        When ``highspy`` and ``highspy-extras`` differ: HiPO would then silently run simplex; or on 1.14, which gave wrong
        optima on tiny integer programs.
    """
    from importlib.metadata import version

    core, extras = version("highspy"), version("highspy-extras")
    if core != extras:
        raise SolveError(
            "highspy {core} and highspy-extras {extras} must have the same version; install highspy=={core} and "
            "highspy-extras=={core}", core=core, extras=extras)  # fmt: skip
    if core.startswith("1.14."):
        raise SolveError("highspy {core} is banned: it gives wrong optima on small integer programs", core=core)
    return core


def load(program: Program, options: Mapping[str, Any]) -> Any:
    """Return a HiGHS instance with the program passed in one call of arrays."""
    try:
        import highspy
    except ImportError as error:  # another package's library of the same name is loaded already
        raise SolveError(
            "HiGHS cannot be loaded into this process: {reason}. After plans of projects, run studies in a process of their own",
            reason=str(error).splitlines()[0][:120],
        ) from error

    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    for name, value in options.items():
        if highs.setOptionValue(name, value) == highspy.HighsStatus.kError:
            raise SolveError("HiGHS refuses the option {name} = {value}", name=name, value=value)
    matrix = program.matrix
    arguments = (
        program.columns, program.rows, program.nonzeros, 1, 1, program.offset,
        program.cost, program.lower, program.upper, program.row_lower, program.row_upper,
        matrix.indptr[:-1].astype(np.int32, copy=False), matrix.indices.astype(np.int32, copy=False), matrix.data,
        program.integer.astype(np.int32) if program.integral else sparse_zeros(program.columns, np.int32, blank=True),
    )  # fmt: skip
    copies = sum(part.nbytes for part in arguments[:-1] if isinstance(part, np.ndarray))
    answer = _ANSWER * (program.columns + program.rows)
    give_back()
    with large_pages(copies + answer):  # HiGHS keeps copies, and makes room for its answer at once
        status = highs.passModel(*arguments)
    if status == highspy.HighsStatus.kError:
        raise SolveError("HiGHS refuses the program")
    return highs


_STATUS = {
    "kOptimal": "optimal",
    "kModelEmpty": "optimal",
    "kInfeasible": "infeasible",
    "kUnbounded": "unbounded",
    "kUnboundedOrInfeasible": "infeasible_or_unbounded",
    "kTimeLimit": "time_limit",
    "kIterationLimit": "iteration_limit",
}


def _start_at(highs: Any, values: Any) -> None:
    """Hand a point to branch and cut; a point that does not fit is passed over by HiGHS."""
    import highspy

    point = highspy.HighsSolution()
    point.col_value = [float(value) for value in values]
    highs.setSolution(point)


def _run(program: Program, name: str, method: Mapping[str, Any], options: Mapping[str, Any]) -> RawAnswer:
    version = highs_version()
    settings = {"threads": 1, "random_seed": 0, **method, **options}
    begin = settings.pop("start", None)
    highs = load(program, settings)
    if begin is not None:
        _start_at(highs, begin)
    start = time.perf_counter()
    highs.run()
    seconds = time.perf_counter() - start
    status = _STATUS.get(highs.getModelStatus().name, "unknown")
    if not program.columns and ((program.row_lower > 0.0) | (program.row_upper < 0.0)).any():
        status = "infeasible"  # HiGHS calls a program without columns empty, whatever its rows ask for
    info, solution = highs.getInfo(), highs.getSolution()
    iterations = max(info.ipm_iteration_count, 0)
    simplex = max(info.simplex_iteration_count, 0)
    if name in ("hipo", "ipx") and status == "optimal" and not iterations and simplex:
        status = "unknown"  # simplex ran in its place: not what was asked for
    x = np.asarray(solution.col_value, dtype=np.float64)
    y = None if program.integral else np.asarray(solution.row_dual, dtype=np.float64)
    return RawAnswer(
        status=status,
        x=x if x.size == program.columns else np.zeros(program.columns),
        y=y,
        bound=float(info.mip_dual_bound) if program.integral else None,
        seconds=seconds,
        iterations=iterations + simplex,
        version=f"HiGHS {version}",
        options=settings,
    )


def _solver(name: str, capabilities: Capability, method: Mapping[str, Any]) -> Solver:
    def run(program: Program, options: Mapping[str, Any]) -> RawAnswer:
        return _run(program, name, method, options)

    return Solver(name, capabilities, run)


_LINEAR = Capability.LINEAR | Capability.DUALS
# Crossover stays off for speed; tolerances are tighter than the certificate asks, since HiGHS measures a scaled program.
_POINT = {"run_crossover": "off", "ipm_optimality_tolerance": 1e-9, "primal_feasibility_tolerance": 1e-8,
          "dual_feasibility_tolerance": 1e-8, "kkt_tolerance": 1e-9}  # fmt: skip

HIGHS_SOLVERS: dict[str, Solver] = {
    solver.name: solver
    for solver in (
        _solver("hipo", _LINEAR, {"solver": "hipo", **_POINT}),
        _solver("ipx", _LINEAR | Capability.INFEASIBILITY_PROOF, {"solver": "ipx", **_POINT}),
        _solver("ipx-crossover", _LINEAR | Capability.BASIS, {"solver": "ipx", "run_crossover": "on"}),
        _solver(
            "simplex",
            _LINEAR | Capability.BASIS | Capability.INFEASIBILITY_PROOF,
            {"solver": "simplex", "primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9},
        ),
        _solver("branch-and-cut", Capability.INTEGERS | Capability.INFEASIBILITY_PROOF, {"mip_rel_gap": 1e-6}),
    )
}
