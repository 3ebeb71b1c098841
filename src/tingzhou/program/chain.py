"""The chain: the fastest solver that claims an answer, the certificate, the next one, or an error. Never "unknown"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tingzhou.errors import CertificateError, InfeasibleError, SolveError, UnboundedError, UsageError
from tingzhou.program.certificate import TOLERANCE, Certificate, certify, reduced_costs
from tingzhou.program.highs import HIGHS_SOLVERS
from tingzhou.program.selfcheck import self_check
from tingzhou.program.solver import Capability
from tingzhou.program.stages import STAGE_SOLVERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from tingzhou.program.program import Program
    from tingzhou.program.solver import RawAnswer, Solver

__all__ = ["LINEAR_CHAIN", "SOLVERS", "STAGE_CHAIN", "Answer", "Attempt", "solve"]

SOLVERS: dict[str, Solver] = {**STAGE_SOLVERS, **HIGHS_SOLVERS}

# In order of measured speed on a year of hours; the certificate decides, so a fast and sometimes wrong solver may go first.
LINEAR_CHAIN = ("simplex", "ipx", "hipo", "ipx-crossover")
STAGE_CHAIN = ("stages", "ipx", "simplex", "hipo", "ipx-crossover")
# Below this many rows simplex answers at once, and with a vertex; above, the stage solver was the fastest wherever it was measured.
_SMALL = 4000
_INTEGER_CHAIN = ("branch-and-cut",)


@dataclass(frozen=True)
class Attempt:
    """One solver's try: its status, seconds, and the certificate where it claimed an optimum."""

    solver: str
    status: str
    seconds: float
    certificate: Certificate | None = None

    def __str__(self) -> str:
        """Return a short line for messages."""
        if self.certificate is None:
            return f"{self.solver}: {self.status}"
        c = self.certificate
        return (
            f"{self.solver}: claimed an optimum, primal {c.primal_violation:.1e}, dual {c.dual_violation:.1e}, "
            f"complementarity {c.complementarity:.1e}, gap {c.gap:.1e}"
        )


@dataclass(frozen=True, eq=False)
class Answer:
    """An answer whose certificate holds.

    ``x`` (n,) values, ``y`` (m,) row multipliers = change of the objective per unit of a row limit, ``z`` (n,) reduced
    costs ``c − Aᵀy``. Integer programs carry the multipliers of the program with its whole numbers fixed.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    z: NDArray[np.float64]
    objective: float
    certificate: Certificate
    attempts: tuple[Attempt, ...]


def solve(
    program: Program,
    *,
    solver: str | Sequence[str] | None = None,
    options: Mapping[str, Any] | None = None,
    tolerance: float = TOLERANCE,
    progress: Callable[[str, float, str], None] | None = None,
) -> Answer:
    """Return a certified optimum.

    Parameters
    ----------
    program
        The program.
    solver
        Name of a solver (``stages``, ``stages-crossover``, ``hipo``, ``ipx``, ``ipx-crossover``, ``simplex``, ``branch-and-cut``), or names to be tried in
        turn; without it the chain of this module.
    options
        Further options of HiGHS; ``start`` is a point from which branch and cut begins.
    tolerance
        Largest residual and gap allowed.
    progress
        Called with stage, share done and a word at the start of every attempt.

    Raises
    ------
    InfeasibleError, UnboundedError
        When a solver that can prove it says so.
    CertificateError
        When optima were claimed but no certificate holds.
    SolveError
        When no solver gave an answer; the message lists every attempt.
    """
    self_check()
    attempts: list[Attempt] = []
    names = _names(program, solver)
    for index, name in enumerate(names):
        if progress is not None:
            progress("solve", index / len(names), name)
        raw = SOLVERS[name].run(program, {**_limits(program, name, len(names) > 1), **(options or {})})
        answer = _judge(program, name, raw, tolerance, attempts)
        if answer is not None:
            return answer
        if raw.status in ("infeasible", "unbounded", "infeasible_or_unbounded"):
            _verdict(program, raw.status, attempts)
    lines = "; ".join(map(str, attempts))
    if any(attempt.certificate for attempt in attempts):
        raise CertificateError("no answer holds its certificate: {attempts}", attempts=lines)
    raise SolveError("no solver gave an answer: {attempts}", attempts=lines)


def _limits(program: Program, name: str, chained: bool) -> dict[str, Any]:
    """Return a limit of iterations for simplex when others wait behind it: counted, not timed, so that runs repeat."""
    if chained and name == "simplex":
        return {"simplex_iteration_limit": max(60_000, int(0.7 * program.rows))}
    return {}


def _names(program: Program, solver: str | Sequence[str] | None) -> tuple[str, ...]:
    if solver is None:
        if program.integral:
            return _INTEGER_CHAIN
        return LINEAR_CHAIN if program.rows < _SMALL or (program.row_stage < 0).all() else STAGE_CHAIN
    names = (solver,) if isinstance(solver, str) else tuple(solver)
    for name in names:
        if name not in SOLVERS:
            raise UsageError("unknown solver '{name}'; known: {known}", name=name, known=", ".join(SOLVERS))
        wanted = Capability.INTEGERS if program.integral else Capability.LINEAR
        if not SOLVERS[name].capabilities & wanted:
            raise UsageError("the solver {name} cannot solve a program of this kind (whole numbers: {integral})",
                             name=name, integral=program.integral)  # fmt: skip
    return names


def _judge(program: Program, name: str, raw: RawAnswer, tolerance: float, attempts: list[Attempt]) -> Answer | None:
    """Certify a claimed optimum; note the attempt; return the answer when the certificate holds."""
    import numpy as np

    if raw.status != "optimal":
        attempts.append(Attempt(name, raw.status, raw.seconds))
        return None
    x = np.clip(raw.x, program.lower, program.upper)  # a hair beyond a bound is put on it; rows are judged afterwards
    certificate = certify(
        program, x, raw.y, solver=name, version=raw.version, seconds=raw.seconds, options=raw.options,
        iterations=raw.iterations, bound=raw.bound,
    )  # fmt: skip
    attempts.append(Attempt(name, raw.status, raw.seconds, certificate))
    if not certificate.holds(tolerance):
        return None
    y = _multipliers(program, x) if raw.y is None else raw.y
    return Answer(x, y, reduced_costs(program, y), certificate.primal_objective, certificate, tuple(attempts))


def _multipliers(program: Program, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return row multipliers of the program with its integer columns fixed at their whole values: prices to report."""
    from dataclasses import replace

    import numpy as np

    whole = np.round(x)
    fixed = replace(
        program,
        integer=np.zeros(program.columns, dtype=np.bool_),
        lower=np.where(program.integer, whole, program.lower),
        upper=np.where(program.integer, whole, program.upper),
    )
    return solve(fixed).y


def _verdict(program: Program, status: str, attempts: list[Attempt]) -> None:
    """Raise what an infeasible or unbounded status means; tell the two apart with a zero objective where it is open."""
    if status == "infeasible_or_unbounded":
        status = "unbounded" if is_feasible(program) else "infeasible"
    lines = "; ".join(map(str, attempts))
    if status == "unbounded":
        raise UnboundedError(
            "the objective can be improved without end: something sells or builds without a limit ({attempts})",
            attempts=lines,
        )
    raise InfeasibleError("the limits contradict each other ({attempts})", attempts=lines)


def is_feasible(program: Program) -> bool:
    """Tell whether some point satisfies every limit, by solving with a zero objective."""
    from dataclasses import replace

    name = "branch-and-cut" if program.integral else "simplex"
    raw = SOLVERS[name].run(replace(program, cost=program.cost * 0.0), {})
    return raw.status == "optimal"
