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
    integrality = float(np.abs(x - np.round(x))[program.integer].max(initial=0.0))
    if y is None:
        dual_objective = -np.inf if bound is None else bound
        dual, complementarity, proven = 0.0, 0.0, dual_objective
    else:
        dual, complementarity, dual_objective = _dual_residuals(program, x, y, primal_objective)
        proven = proven_bound(program, y)
    return Certificate(
        primal_violation=primal_violation(program, x),
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
    primal = program.objective(x)
    dual, complementarity, dual_objective = _dual_residuals(program, x, y, primal)
    return primal_violation(program, x), dual, complementarity, abs(primal - dual_objective) / (1.0 + abs(primal))


def _finite(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return absolute values with infinities as 0."""
    return np.where(np.isfinite(values), np.abs(values), 0.0)


def primal_violation(program: Program, x: NDArray[np.float64]) -> float:
    """Return the largest relative violation of a row or a bound [1]."""
    activity, size = _row_sums(program, x)
    rows = _excess(activity, program.row_lower, program.row_upper, size)
    columns = _excess(x, program.lower, program.upper, np.abs(x))
    return max(rows, columns)


def _excess(
    values: NDArray[np.float64], lower: NDArray[np.float64], upper: NDArray[np.float64], size: NDArray[np.float64]
) -> float:
    if not values.size:
        return 0.0
    below = np.maximum(lower - values, 0.0) / (1.0 + _finite(lower) + size)
    above = np.maximum(values - upper, 0.0) / (1.0 + _finite(upper) + size)
    return float(np.maximum(below, above).max())


def reduced_costs(program: Program, y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``c − Aᵀy``."""
    return _column_sums(program, y)[0]


def _row_sums(program: Program, x: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return ``A x`` and ``|A| |x|``."""
    from tingzhou.program.residual_loops import row_sums

    matrix = program.matrix
    activity, size = row_sums(matrix.indptr, matrix.indices, matrix.data, np.ascontiguousarray(x), program.rows)
    return activity, size


def _column_sums(program: Program, y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return ``c − Aᵀ y`` and ``1 + |c| + |A|ᵀ |y|``."""
    from tingzhou.program.residual_loops import column_sums

    matrix = program.matrix
    reduced, size = column_sums(matrix.indptr, matrix.indices, matrix.data, program.cost, np.ascontiguousarray(y))
    return reduced, size


def _split(
    multipliers: NDArray[np.float64], lower: NDArray[np.float64], upper: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the part of each multiplier that a finite bound can carry, and the part of the wrong sign."""
    legal = np.where(multipliers > 0, np.where(np.isfinite(lower), multipliers, 0.0),
                     np.where(np.isfinite(upper), multipliers, 0.0))  # fmt: skip
    return legal, multipliers - legal


def _carried(legal: NDArray[np.float64], lower: NDArray[np.float64], upper: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return multiplier × the bound it presses against."""
    return np.where(legal > 0, legal * np.where(np.isfinite(lower), lower, 0.0),
                    legal * np.where(np.isfinite(upper), upper, 0.0))  # fmt: skip


def _dual_residuals(
    program: Program, x: NDArray[np.float64], y: NDArray[np.float64], objective: float
) -> tuple[float, float, float]:
    """Return dual violation, complementarity and dual objective."""
    y_legal, y_wrong = _split(y, program.row_lower, program.row_upper)
    z, size = _column_sums(program, y)
    z_legal, z_wrong = _split(z, program.lower, program.upper)
    violation = float((np.abs(z_wrong) / size).max(initial=0.0))
    violation = max(violation, float((np.abs(y_wrong) / (1.0 + np.abs(y).max(initial=0.0))).max(initial=0.0)))
    rows = _carried(y_legal, program.row_lower, program.row_upper)
    columns = _carried(z_legal, program.lower, program.upper)
    dual_objective = float(rows.sum() + columns.sum()) + program.offset
    slack = np.abs(z_legal * x - columns).max(initial=0.0)
    slack = max(slack, np.abs(y_legal * _row_sums(program, x)[0] - rows).max(initial=0.0))
    return violation, float(slack) / (1.0 + abs(objective)), dual_objective


def proven_bound(program: Program, y: NDArray[np.float64]) -> float:
    """Return a lower bound on the optimum from any multipliers ``y``; −inf when none follows.

    ``Σ y·(row bound) + Σ (c − Aᵀy)·(column bound)`` holds for every ``y`` of legal sign. Where a reduced cost presses
    against an infinite bound, a bound implied by the rows is used if there is one.
    """
    y_legal, _ = _split(y, program.row_lower, program.row_upper)
    z = reduced_costs(program, y_legal)
    lower, upper = program.lower, program.upper
    if _open(z, lower, upper).any():
        lower, upper = implied_bounds(program)
        if _open(z, lower, upper).any():
            y_legal, z = _mended(program, y_legal, z, lower, upper)
            if _open(z, lower, upper).any():
                return -np.inf
    needed = z != 0.0
    reach = np.where(z > 0, lower, upper)
    rows = _carried(y_legal, program.row_lower, program.row_upper)
    return float(rows.sum() + (z[needed] * reach[needed]).sum()) + program.offset


def _open(z: NDArray[np.float64], lower: NDArray[np.float64], upper: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the columns whose reduced cost presses against no bound."""
    return ((z > 0) & np.isinf(lower)) | ((z < 0) & np.isinf(upper))


def _mended(
    program: Program, y: NDArray[np.float64], z: NDArray[np.float64], lower: NDArray[np.float64], upper: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return multipliers and reduced costs in which fewer reduced costs press against no bound: one row of each such column gives way.

    Any multipliers prove a bound, so those of a solver may be moved by their rounding; a row is taken only where nothing else opens.
    """
    bad = np.flatnonzero(_open(z, lower, upper))
    if bad.size > _MENDABLE:
        return y, z
    y, z = y.copy(), z.copy()
    columns, rows = program.matrix, program.matrix.tocsr()
    for j in bad:
        entries = slice(columns.indptr[j], columns.indptr[j + 1])
        for i, value in zip(columns.indices[entries], columns.data[entries], strict=True):
            beside = slice(rows.indptr[i], rows.indptr[i + 1])
            others, values = rows.indices[beside], rows.data[beside]
            noise = 4.0 * np.finfo(np.float64).eps * (abs(program.cost[j]) + abs(value * y[i]))
            moved = y[i] + (z[j] * (1.0 + 1e-9) + np.copysign(noise, z[j])) / value
            if (moved > 0.0 and np.isinf(program.row_lower[i])) or (moved < 0.0 and np.isinf(program.row_upper[i])):
                continue
            after = z[others] - values * (moved - y[i])
            if not _open(after, lower[others], upper[others]).any():
                y[i], z[others] = moved, after
                break
    return y, reduced_costs(program, y)


def implied_bounds(program: Program, passes: int = 3) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return column bounds tightened by the activity bounds of rows, for columns without a finite bound.

    For ``a·x_j + rest ≤ u``: ``x_j ≤ (u − min rest)/a`` when the smallest rest is finite (a > 0); the others likewise.
    """
    lower, upper = program.lower.copy(), program.upper.copy()
    entries = program.matrix.tocoo()
    row, column = entries.coords
    value = entries.data
    for _ in range(passes):
        least = np.where(value > 0, value * _zero(lower[column]), value * _zero(upper[column]))
        most = np.where(value > 0, value * _zero(upper[column]), value * _zero(lower[column]))
        least_open = np.where(value > 0, np.isinf(lower[column]), np.isinf(upper[column]))
        most_open = np.where(value > 0, np.isinf(upper[column]), np.isinf(lower[column]))
        size = program.rows
        total_least, total_most = np.bincount(row, least, size), np.bincount(row, most, size)
        open_least, open_most = np.bincount(row, least_open, size), np.bincount(row, most_open, size)
        rest_least = np.where(open_least[row] - least_open == 0, total_least[row] - least, -np.inf)
        rest_most = np.where(open_most[row] - most_open == 0, total_most[row] - most, np.inf)
        with np.errstate(invalid="ignore"):
            ceiling, floor = (program.row_upper[row] - rest_least) / value, (program.row_lower[row] - rest_most) / value
        above = np.where(value > 0, ceiling, floor)
        below = np.where(value > 0, floor, ceiling)
        before = int(np.isinf(lower).sum() + np.isinf(upper).sum())
        new_upper, new_lower = upper.copy(), lower.copy()
        np.minimum.at(new_upper, column, np.where(np.isnan(above), np.inf, above))
        np.maximum.at(new_lower, column, np.where(np.isnan(below), -np.inf, below))
        upper = np.where(np.isinf(upper), new_upper, upper)
        lower = np.where(np.isinf(lower), new_lower, lower)
        if int(np.isinf(lower).sum() + np.isinf(upper).sum()) == before:
            break
    return lower, upper


def _zero(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isinf(values), 0.0, values)
