"""The certificate of an answer, computed here on the unscaled program and never taken from the solver.

Residuals are componentwise backward errors: a violation is measured against what the row or column adds up, so that a
year's tonnes and an hour's megawatts are held to the same standard.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from tingzhou.program.program import Program

__all__ = ["TOLERANCE", "Certificate", "certify", "proven_bound", "residuals"]

TOLERANCE = 1e-6
_SWEEPS = 5
_MENDABLE = 5_000  # columns: more of them have other reasons than rounding


@dataclass(frozen=True)
class Certificate:
    """What is known about an answer.

    Parameters
    ----------
    primal_violation
        Largest excess over a bound or row limit, divided by ``1 + |limit| + Σ|a·x|`` of the row [1].
    dual_violation
        Largest reduced cost of the wrong sign, divided by ``1 + |cost| + Σ|a·y|`` of the column [1]. 0 for integer programs.
    complementarity
        Largest single product of a multiplier and its slack, divided by ``1 + |objective|`` [1].
    integrality
        Largest distance of an integer column from a whole number [1].
    primal_objective, dual_objective
        Value of the answer, and of its multipliers (for integer programs the solver's bound).
    gap
        ``|primal − dual| / (1 + |primal|)`` [1]. The money that moves may be larger than the objective, never smaller.
    bound
        Lower bound on the optimum that follows from the multipliers alone; −inf when none could be proven.
    solver, version, options, seconds, iterations, input_hash, columns, rows, nonzeros
        How the answer was found, and for which program.
    """

    primal_violation: float
    dual_violation: float
    complementarity: float
    integrality: float
    primal_objective: float
    dual_objective: float
    gap: float
    bound: float
    solver: str
    version: str
    seconds: float
    input_hash: str
    columns: int
    rows: int
    nonzeros: int
    iterations: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)

    def holds(self, tolerance: float = TOLERANCE) -> bool:
        """Whether every residual and the gap stay within ``tolerance``; an integer answer is held to its gap of 1e-3."""
        residuals = (self.primal_violation, self.dual_violation, self.complementarity, self.integrality)
        allowed = max(tolerance, float(self.options.get("mip_rel_gap", 0.0)) * 1.01)
        return all(residual <= tolerance for residual in residuals) and self.gap <= allowed

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON and tables."""
        return asdict(self)


def certify(
    program: Program,
    x: NDArray[np.float64],
    y: NDArray[np.float64] | None,
    *,
    solver: str,
    version: str,
    seconds: float,
    options: Mapping[str, Any],
    iterations: int = 0,
    bound: float | None = None,
) -> Certificate:
    """Return the certificate of ``x`` (and of the row multipliers ``y``; without them ``bound`` is the solver's)."""
    primal_objective = program.objective(x)
    integrality = float(np.abs(x - np.round(x))[program.integer].max(initial=0.0)) if program.integral else 0.0
    primal, dual, complementarity, dual_objective = _residuals(program, x, y, primal_objective)
    if y is None:
        dual_objective = -np.inf if bound is None else bound
        proven = dual_objective
    else:
        proven = proven_bound(program, y)
    return Certificate(
        primal_violation=primal,
        dual_violation=dual,
        complementarity=complementarity,
        integrality=integrality,
        primal_objective=primal_objective,
        dual_objective=dual_objective,
        gap=abs(primal_objective - dual_objective) / (1.0 + abs(primal_objective)),
        bound=proven,
        solver=solver,
        version=version,
        seconds=seconds,
        input_hash=program.hash,
        columns=program.columns,
        rows=program.rows,
        nonzeros=program.nonzeros,
        iterations=iterations,
        options=dict(options),
    )


def residuals(program: Program, x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Return primal violation, dual violation, complementarity and gap, as a certificate states them."""
    objective = program.objective(x)
    primal, dual, complementarity, dual_objective = _residuals(program, x, y, objective)
    return primal, dual, complementarity, abs(objective - dual_objective) / (1.0 + abs(objective))


def _residuals(
    program: Program, x: NDArray[np.float64], y: NDArray[np.float64] | None, objective: float
) -> tuple[float, float, float, float]:
    """Return primal violation, dual violation, complementarity and dual objective; without multipliers the latter are 0."""
    from tingzhou.program.residual_loops import column_residuals, row_residuals, row_sums

    matrix, x = program.matrix, np.ascontiguousarray(x)
    arrays = (matrix.indptr, matrix.indices, matrix.data)
    multipliers = np.zeros(0) if y is None else np.ascontiguousarray(y)
    activity, size = row_sums(*arrays, x, program.rows)
    rows = row_residuals(activity, size, multipliers, program.row_lower, program.row_upper)
    del activity, size
    columns = column_residuals(*arrays, program.cost, x, multipliers, program.lower, program.upper)
    largest = max(float(multipliers.max(initial=0.0)), -float(multipliers.min(initial=0.0)))
    dual = max(columns[1], rows[1] / (1.0 + largest))
    complementarity = max(rows[2], columns[2]) / (1.0 + abs(objective))
    return max(rows[0], columns[0]), dual, complementarity, rows[3] + columns[3] + program.offset


def primal_violation(program: Program, x: NDArray[np.float64]) -> float:
    """Return the largest relative violation of a row or a bound [1]."""
    return _residuals(program, x, None, 0.0)[0]


def reduced_costs(program: Program, y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``c − Aᵀy``."""
    return _column_sums(program, y)[0]


def _column_sums(program: Program, y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return ``c − Aᵀ y`` and ``|A|ᵀ |y|``."""
    from tingzhou.program.residual_loops import column_sums

    matrix = program.matrix
    reduced, size = column_sums(matrix.indptr, matrix.indices, matrix.data, program.cost, np.ascontiguousarray(y))
    return reduced, size


def proven_bound(program: Program, y: NDArray[np.float64]) -> float:
    """Return a lower bound on the optimum from any multipliers ``y``; −inf when none follows.

    ``Σ y·(row bound) + Σ (c − Aᵀy)·(column bound)`` holds for every ``y`` of legal sign. Where a reduced cost presses
    against an infinite bound, a bound implied by the rows is used if there is one.
    """
    from tingzhou.program.residual_loops import bound_of

    matrix = program.matrix
    wrong = ((y > 0) & (program.row_lower == -np.inf)) | ((y < 0) & (program.row_upper == np.inf))
    legal = np.where(wrong, 0.0, y)
    del wrong
    rows = _of_rows(program, legal)
    columns = bound_of(matrix.indptr, matrix.indices, matrix.data, program.cost, legal, program.lower, program.upper)
    if columns == -np.inf:
        lower, upper = implied_bounds(program)
        columns = bound_of(matrix.indptr, matrix.indices, matrix.data, program.cost, legal, lower, upper)
        if columns == -np.inf:
            legal = _mended(program, legal, lower, upper)
            columns = bound_of(matrix.indptr, matrix.indices, matrix.data, program.cost, legal, lower, upper)
            rows = _of_rows(program, legal)
    return float(rows + columns) + program.offset


def _of_rows(program: Program, legal: NDArray[np.float64]) -> float:
    """Return ``Σ y·(row bound)``."""
    used = np.flatnonzero(legal)
    y = legal[used]
    return float((y * np.where(y > 0, program.row_lower[used], program.row_upper[used])).sum())


def _open(z: NDArray[np.float64], lower: NDArray[np.float64], upper: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the columns whose reduced cost presses against no bound."""
    return ((z > 0) & np.isinf(lower)) | ((z < 0) & np.isinf(upper))


def _mended(
    program: Program, y: NDArray[np.float64], lower: NDArray[np.float64], upper: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return multipliers with which fewer reduced costs press against no bound: one row of each such column gives way.

    Any multipliers prove a bound, so those of a solver may be moved by their rounding; a row is taken only where nothing else opens.
    """
    z, size = _column_sums(program, y)
    bad = np.flatnonzero(_open(z, lower, upper))
    rounding = TOLERANCE * (1.0 + np.abs(program.cost) + size)
    if bad.size > _MENDABLE or (np.abs(z[bad]) > rounding[bad]).any():
        return y  # no rounding, but prices that prove nothing
    from tingzhou.program.mending_loops import mend

    given, y = y, y.copy()
    columns, rows = program.matrix, program.matrix.tocsr()
    by_columns, by_rows = ((matrix.indptr, matrix.indices, matrix.data) for matrix in (columns, rows))
    row_ends, ends = (program.row_lower, program.row_upper), (lower, upper)
    for _ in range(_SWEEPS):  # what follows is summed in another order than what is asked: rounding may open a column again
        if not mend(by_columns, by_rows, program.cost, row_ends, ends, y, z, rounding, bad, _MENDABLE):
            return given
        z = _column_sums(program, y)[0]
        bad = np.flatnonzero(_open(z, lower, upper))
        if not bad.size:
            break
    return y


def implied_bounds(program: Program, passes: int = 3) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return column bounds tightened by the activity bounds of rows, for columns without a finite bound."""
    from tingzhou.program.residual_loops import tighten_open

    matrix, lower, upper = program.matrix, program.lower, program.upper
    for _ in range(passes):
        new_lower, new_upper = lower.copy(), upper.copy()
        found = tighten_open(matrix.indptr, matrix.indices, matrix.data, program.row_lower, program.row_upper, lower, upper,
                             new_lower, new_upper)  # fmt: skip
        lower, upper = new_lower, new_upper
        if not found:
            break
    return lower, upper
