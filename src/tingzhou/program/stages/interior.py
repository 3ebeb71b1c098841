"""Primal–dual interior point (predictor, corrector, centring) whose linear algebra follows the stages.

S. Mehrotra, SIAM J. Optim. 2 (1992) 575–601; J. Gondzio, Comput. Optim. Appl. 6 (1996) 137–156; regularised as in A. Altman and
J. Gondzio, Optim. Methods Softw. 11 (1999) 275–302.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.program.stages import steps, vectors
from tingzhou.program.stages.system import LinearSystem, Pool

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tingzhou.program.stages.structure import Structure

    Reals = NDArray[np.float64]

__all__ = ["Outcome", "Problem", "interior_point"]

_RHO = 1e-11  # added to the diagonal of columns
_FREE = 1e-9  # diagonal of columns without bounds
_DELTA = 1e-12  # added to the diagonal of equations, and of inequalities that are nodes
_REFINEMENTS = 2
_SETTLED = 1e-8  # residuals from which on the point meets its equations
_NEAR = 1e-5  # from this accuracy on the best point is kept
_STALL = 12  # iterations without progress after which the best point is returned
_DEAR = 150.0  # multiplications per number of the factor from which a further solve per step saves more than it costs


@dataclass(frozen=True, eq=False)
class Problem:
    """A scaled program without fixed columns: matrix by columns and by rows, cost, bounds, limits."""

    columns: tuple[Any, Any, Any]
    rows: tuple[Any, Any, Any]
    cost: Reals
    lower: Reals
    upper: Reals
    row_lower: Reals
    row_upper: Reals
    equal: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Outcome:
    """Where the iterations ended: a status, the point, and what was left over (relative)."""

    status: str
    x: Reals
    y: Reals
    iterations: int
    primal_residual: float
    dual_residual: float
    gap: float

    @property
    def worst(self) -> float:
        """The largest of residuals and gap."""
        return max(self.primal_residual, self.dual_residual, self.gap)


def interior_point(
    problem: Problem,
    structure: Structure,
    *,
    tolerance: float = 1e-8,
    limit: int = 300,
    accept: Callable[[Reals, Reals], bool] | None = None,
    judge: Callable[[Reals, Reals], str | None] | None = None,
    progress: Callable[[int, float, float, float], None] | None = None,
) -> Outcome:
    """Return where the iterations end.

    Parameters
    ----------
    problem, structure
        The program and the plan of its factorisation.
    tolerance
        Relative residuals and gap to be reached.
    limit
        Most iterations.
    accept
        Asked at the tolerance whether a point ``x, y`` is good enough for every row and column; else the iterations go on.
    judge
        Asked now and then whether a point ``x, y`` proves that the program is infeasible or unbounded.
    progress
        Called with iteration, primal residual, dual residual and gap (relative).
    """
    pool = Pool()
    try:
        return _Iterations(problem, structure, pool).run(tolerance, limit, accept, judge, progress)
    finally:
        pool.close()


class _Iterations:
    """The iterate, its directions and the work arrays, made once."""

    def __init__(self, problem: Problem, structure: Structure, pool: Pool) -> None:
        self.problem, self.pool = problem, pool
        self.system = LinearSystem(structure, problem.columns, problem.rows, pool)
        self.centring = structure.work >= _DEAR * max(structure.factor_size, 1)
        n, m = problem.cost.size, problem.row_lower.size
        self.n, self.m = n, m
        self.column_sides = _sides(problem.lower, problem.upper)
        self.row_sides = _sides(problem.row_lower, problem.row_upper)
        self.row_sides[problem.equal] = steps.EQUAL
        self.row_sides[~problem.equal & (structure.owner < 0)] |= steps.NODE
        lows, highs = (int(np.count_nonzero(self.column_sides & side)) for side in (steps.LOWER, steps.UPPER))
        row_lows, row_highs = (int(np.count_nonzero(self.row_sides & side)) for side in (steps.LOWER, steps.UPPER))
        self.below_x, self.zl, self.dzl = np.zeros(lows), np.zeros(lows), np.zeros(lows)
        self.above_x, self.zu, self.dzu = np.zeros(highs), np.zeros(highs), np.zeros(highs)
        self.below_w, self.vl, self.dvl = np.zeros(row_lows), np.zeros(row_lows), np.zeros(row_lows)
        self.above_w, self.vu, self.dvu = np.zeros(row_highs), np.zeros(row_highs), np.zeros(row_highs)
        self.x, self.dx, self.more_x, self.h, self.g = (np.zeros(n) for _ in range(5))
        self.w, self.dw, self.more_w, self.y, self.dy, self.more_y = (np.zeros(m) for _ in range(6))
        self.e, self.inverse, self.q, self.force = (np.zeros(m) for _ in range(4))
        self.ax, self.aty = self.dw, self.dx  # products of the point: used up before the corrector's direction is written
        pulls = (lows, highs, row_lows, row_highs) if self.centring else (0, 0, 0, 0)
        self.pull_xl, self.pull_xu, self.pull_wl, self.pull_wu = (np.zeros(size) for size in pulls)
        limits = (problem.row_lower, problem.row_upper)
        self.size_b = 1.0 + max(np.abs(part[np.isfinite(part)]).max(initial=0.0) for part in limits)
        self.size_c = 1.0 + float(np.abs(problem.cost).max(initial=0.0))
        self.columns = (self.below_x, self.above_x, self.zl, self.zu)
        self.rows = (self.below_w, self.above_w, self.vl, self.vu)

    def run(
        self, tolerance: float, limit: int, accept: Callable[[Reals, Reals], bool] | None,
        judge: Callable[[Reals, Reals], str | None] | None,
        progress: Callable[[int, float, float, float], None] | None,
    ) -> Outcome:  # fmt: skip
        """Iterate until the tolerance, a proof, a standstill or the limit."""
        if not self._start():
            return Outcome("unknown", self.x, self.y, 0, np.inf, np.inf, np.inf)
        best: Outcome | None = None
        since, least = 0, np.full(3, np.inf)
        for iteration in range(limit + 1):
            primal, dual, gap, mu, total, objective = self._state()
            if progress is not None:
                progress(iteration, primal, dual, gap)
            here = Outcome("iteration_limit", self.x, self.y, iteration, primal, dual, gap)
            if not np.isfinite(here.worst):
                break
            if here.worst <= tolerance:
                if accept is None or accept(self.x, self.y):
                    return replace(here, status="optimal")
                tolerance *= 0.01  # small for the whole is not yet small for every row
            if best is None or here.worst < best.worst:
                best = self._kept(here, best) if here.worst < _NEAR else here
            since = 0 if (np.array([primal, dual, mu]) < 0.9 * least).any() else since + 1
            least = np.minimum(least, [primal, dual, mu])
            open_ends = max(primal, dual) > _SETTLED and iteration >= 6  # without an optimum one of the two never settles
            if judge is not None and ((open_ends and iteration % 5 == 0) or since >= _STALL):
                verdict = judge(self.x, self.y)
                if verdict is not None:
                    return replace(here, status=verdict)
            if since >= _STALL or iteration == limit:
                break
            if not self._factor():
                break
            self._step(mu, total, 1e-3 * tolerance * (1.0 + abs(objective)) / max(total / mu, 1.0) if mu > 0.0 else 0.0)
        assert best is not None
        return best

    def _kept(self, here: Outcome, before: Outcome | None) -> Outcome:
        """Return the point as it is now, to go back to; the arrays of the one kept before are written again."""
        if before is None or before.x is self.x:
            return replace(here, status="stalled", x=self.x.copy(), y=self.y.copy())
        before.x[:], before.y[:] = self.x, self.y
        return replace(here, status="stalled", x=before.x, y=before.y)

    def _factor(self) -> bool:
        """Factor; where a pivot is lost to rounding, with more regularisation."""
        if self.system.factor(self.h, self.e):
            return True
        for more in (1e-10, 1e-8, 1e-6):
            self.e += more
            self.h += more
            if self.system.factor(self.h, self.e):
                return True
        return False

    def _state(self) -> tuple[float, float, float, float, float, float]:
        """Write residuals and diagonals; return relative residuals and gap, mean product, and their sum."""
        p, run = self.problem, self.pool.ranges
        run(self.m, vectors.product, *p.rows, self.x, self.ax)
        run(self.n, vectors.product, *p.columns, self.y, self.aty)
        cs = run(self.n, steps.column_state, self.column_sides, p.cost, self.aty, self.x, *self.columns, p.lower, p.upper, _RHO, _FREE,
                 self.h, self.g)  # fmt: skip
        rs = run(self.m, steps.row_state, self.row_sides, self.ax, self.y, self.w, *self.rows, p.row_lower, p.row_upper, _DELTA,
                 self.inverse, self.e, self.q)  # fmt: skip
        dual_residual = max(*(part[0] for part in cs), *(part[4] for part in rs))
        primal_residual = max(part[0] for part in rs)
        total = sum(part[1] for part in cs) + sum(part[1] for part in rs)
        pairs = sum(part[4] for part in cs) + sum(part[3] for part in rs)
        primal, dual = sum(part[2] for part in cs), sum(part[3] for part in cs) + sum(part[2] for part in rs)
        gap = abs(primal - dual) / (1.0 + abs(primal))
        return primal_residual / self.size_b, dual_residual / self.size_c, gap, total / max(pairs, 1.0), total, primal

    def _solve(self, dx: Reals, dy: Reals) -> None:
        self.system.solve(self.g, self.q, dx, dy, _REFINEMENTS)

    def _step(self, mu: float, total: float, floor: float) -> None:
        """Take one predictor–corrector step."""
        p, run, n, m, sides = self.problem, self.pool.ranges, self.n, self.m, self.row_sides
        np.negative(self.y, out=self.force)
        self._solve(self.more_x, self.more_y)
        run(m, steps.row_direction, sides, self.inverse, self.force, self.more_y, self.more_w)
        for array in (self.dzl, self.dzu, self.dvl, self.dvu):
            array[:] = 0.0
        primal, dual = self._reach(self.more_x, self.more_w, 0.0)
        after = self._gap_after(self.more_x, self.more_w, min(1.0, primal), min(1.0, dual))
        sigma = min(max((max(after, 0.0) / max(total, 1e-300)) ** 3, 1e-6), 1.0)
        aim = max(sigma * mu, floor)
        run(
            n,
            steps.column_correct,
            self.column_sides,
            p.cost,
            self.aty,
            *self.columns[:2],
            self.more_x,
            self.dzl,
            self.dzu,
            aim,
            self.g,
        )
        run(m, steps.row_correct, sides, p.row_lower, self.ax, self.w, self.inverse, self.y, *self.rows[:2], self.more_w, self.dvl,
            self.dvu, aim, self.force, self.q)  # fmt: skip
        self._solve(self.dx, self.dy)
        run(m, steps.row_direction, sides, self.inverse, self.force, self.dy, self.dw)
        primal, dual = self._reach(self.dx, self.dw, aim)
        if self.centring and min(primal, dual) <= 0.9:
            primal, dual = self._centre(aim, primal, dual) or (primal, dual)
        back = min(max(0.99, 1.0 - 10.0 * mu), 0.9999)
        primal, dual = min(1.0, back * primal), min(1.0, back * dual)
        run(n, steps.advance, self.column_sides, self.x, *self.columns, self.dx, self.dzl, self.dzu, primal, dual)
        run(m, steps.advance, sides, self.w, *self.rows, self.dw, self.dvl, self.dvu, primal, dual)
        self.dy *= dual
        self.y += self.dy
        run(m, steps.settle, sides, self.y, *self.rows, 0.1 * aim)

    def _reach(self, dx: Reals, dw: Reals, aim: float) -> tuple[float, float]:
        """Write the changes of multipliers and return the longest steps."""
        run = self.pool.ranges
        found = run(self.n, steps.reach, self.column_sides, *self.columns, dx, aim, self.more_x, self.dzl, self.dzu)
        found += run(self.m, steps.reach, self.row_sides, *self.rows, dw, aim, self.more_w, self.dvl, self.dvu)
        return min(part[0] for part in found), min(part[1] for part in found)

    def _gap_after(self, dx: Reals, dw: Reals, primal: float, dual: float) -> float:
        run = self.pool.ranges
        found = run(self.n, steps.gap_after, self.column_sides, *self.columns, dx, self.dzl, self.dzu, primal, dual)
        found += run(self.m, steps.gap_after, self.row_sides, *self.rows, dw, self.dvl, self.dvu, primal, dual)
        return float(sum(found))

    def _centre(self, aim: float, primal: float, dual: float) -> tuple[float, float] | None:
        """Try a centring correction; add it and return the longer steps, or return ``None`` when it does not pay."""
        run, n, m = self.pool.ranges, self.n, self.m
        columns = (self.column_sides, *self.columns, self.dx, self.dzl, self.dzu)
        rows = (self.row_sides, *self.rows, self.dw, self.dvl, self.dvu)
        primal, dual = min(primal, 1.0), min(dual, 1.0)
        trial = min(1.0, 1.1 * primal + 0.1), min(1.0, 1.1 * dual + 0.1)
        run(n, steps.centre, *columns, *trial, aim, self.pull_xl, self.pull_xu, self.g)
        run(m, steps.centre, *rows, *trial, aim, self.pull_wl, self.pull_wu, self.force)
        np.multiply(self.force, self.inverse, out=self.q)
        self._solve(self.more_x, self.more_y)
        run(m, steps.row_direction, self.row_sides, self.inverse, self.force, self.more_y, self.more_w)
        found = run(n, steps.reach_centred, *columns, self.more_x, self.pull_xl, self.pull_xu)
        found += run(m, steps.reach_centred, *rows, self.more_w, self.pull_wl, self.pull_wu)
        longer = min(part[0] for part in found), min(part[1] for part in found)
        if min(longer[0], 1.0) + min(longer[1], 1.0) < primal + dual + 0.02:
            return None
        run(n, steps.accept, *columns, self.more_x, self.pull_xl, self.pull_xu)
        run(m, steps.accept, *rows, self.more_w, self.pull_wl, self.pull_wu)
        self.dy += self.more_y
        return longer

    def _start(self) -> bool:
        """Set a point that fits the equations in the least squares sense, moved inside its bounds."""
        p, run = self.problem, self.pool.ranges
        self.h[:] = 1.0
        self.e[:] = np.where(p.equal, _DELTA, 1.0)
        if not self.system.factor(self.h, self.e):
            return False
        near = np.clip(0.0, p.lower, p.upper)
        run(self.m, vectors.product, *p.rows, near, self.ax)
        self.q[:] = np.clip(self.ax, p.row_lower, p.row_upper) - self.ax
        self.g[:] = 0.0
        self._solve(self.dx, self.dy)
        near += self.dx
        np.negative(p.cost, out=self.g)
        self.q[:] = 0.0
        self._solve(self.more_x, self.y)
        run(self.n, vectors.product, *p.columns, self.y, self.aty)
        self._place(self.x, near, p.cost - self.aty, p.lower, p.upper, self.column_sides, self.columns)
        run(self.m, vectors.product, *p.rows, self.x, self.ax)
        self._place(self.w, self.ax, self.y, p.row_lower, p.row_upper, self.row_sides, self.rows)
        return True

    @staticmethod
    def _place(
        x: Reals,
        given: Reals,
        z: Reals,
        lower: Reals,
        upper: Reals,
        sides: NDArray[np.uint8],
        pairs: tuple[Reals, Reals, Reals, Reals],
    ) -> None:
        """Write a point well inside its bounds, its slacks, and multipliers well above zero."""
        low, high = np.flatnonzero(sides & steps.LOWER), np.flatnonzero(sides & steps.UPPER)
        below, above, zl, zu = pairs
        x[:] = _inside(given, lower, upper)
        x[sides == steps.EQUAL] = 0.0
        below[:], above[:] = x[low] - lower[low], upper[high] - x[high]
        zl[:], zu[:] = np.maximum(z[low], 0.0) + 1.0, np.maximum(-z[high], 0.0) + 1.0


def _sides(lower: Reals, upper: Reals) -> NDArray[np.uint8]:
    """Return which limits are finite, as bits of ``steps``."""
    sides: NDArray[np.uint8] = (steps.LOWER * np.isfinite(lower) + steps.UPPER * np.isfinite(upper)).astype(np.uint8)
    return sides


def _inside(x: Reals, lower: Reals, upper: Reals) -> Reals:
    """Return a point well inside its bounds."""
    below, above = np.isfinite(lower), np.isfinite(upper)
    room = np.minimum(1.0, 0.25 * np.where(below & above, upper - lower, np.inf))
    inside = np.where(below, np.maximum(x, lower + room), x)
    return np.where(above, np.minimum(inside, upper - room), inside)
