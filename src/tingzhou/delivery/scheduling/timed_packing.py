"""Refuting a makespan by a linear program over time: what can run together in each stretch of time, preemption allowed.

Between the sorted heads and deadlines of all activities lie stretches. In stretch t of length l_t only activities whose windows meet it
run, in sets S that fit together. Missing work is least: min Σ y_j with Σ_{t, S∋j} x_tS + y_j ≥ d_j and Σ_S x_tS ≤ l_t (Brucker, Knust 2000,
A linear programming and constraint propagation-based lower bound for the RCPSP). Every u ≥ 0 with v_t the heaviest set of stretch t proves
missing work of at least Σ d_j u_j − Σ l_t v_t: computed in whole numbers with complete searches, so that a refutation is exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from tingzhou.delivery.scheduling.packing import Windows

__all__ = ["refuted"]

_UNITS = 5040
_NODES = 100_000


def refuted(data: Windows, columns: list[Any], *, stretches: int = 120, rounds: int = 100) -> bool:
    """Return whether no schedule ends by ``data.makespan``, as far as ``rounds`` of column generation prove it."""
    return _Program(data, columns, stretches).refutes(rounds)


def _borders(data: Windows, most: int) -> Any:
    """Return the borders of the stretches; the shortest are joined until there are few enough."""
    head, last = data.distance[-2, :-2], data.makespan - data.distance[:-2, -1]
    borders = np.unique(np.clip(np.concatenate([head, last, [0, data.makespan]]), 0, data.makespan))
    while borders.size > most + 1:
        borders = np.delete(borders, 1 + int(np.argmin(borders[2:] - borders[:-2])))
    return borders


class _Program:
    """The restricted linear program, its columns, and the searches that price them."""

    def __init__(self, data: Windows, columns: list[Any], stretches: int) -> None:
        from tingzhou.delivery.constraint_solver import linear_solver

        pywraplp = linear_solver()

        self.data, self.columns = data, columns
        borders = _borders(data, stretches)
        self.length = np.diff(borders)
        head, last = data.distance[-2], data.makespan - data.distance[:, -1]
        work = data.duration > 0
        self.active = (head[None, :] < borders[1:, None]) & (last[None, :] > borders[:-1, None]) & work[None, :]
        self.beside = data.beside()
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        self.solver.Objective().SetMinimization()
        self.jobs = np.flatnonzero(work)
        self.covered = {j: self.solver.Constraint(float(data.duration[j]), self.solver.infinity()) for j in self.jobs}
        for j in self.jobs:
            missing = self.solver.NumVar(0.0, self.solver.infinity(), "")
            self.solver.Objective().SetCoefficient(missing, 1.0)
            self.covered[j].SetCoefficient(missing, 1.0)
        self.full = [self.solver.Constraint(-self.solver.infinity(), float(one)) for one in self.length]
        self.added: set[tuple[int, bytes]] = set()
        fit = [column for column in columns if self._fits(column)]
        self.pool = np.array(fit, np.bool_).reshape(len(fit), work.size)

    def _fits(self, column: Any) -> bool:
        inside = np.flatnonzero(column)
        return bool((self.beside[np.ix_(inside, inside)] | np.eye(inside.size, dtype=bool)).all())

    def _add(self, stretch: int, column: Any) -> bool:
        key = (stretch, column.tobytes())
        if key in self.added:
            return False
        self.added.add(key)
        time = self.solver.NumVar(0.0, self.solver.infinity(), "")
        for j in np.flatnonzero(column):
            self.covered[j].SetCoefficient(time, 1.0)
        self.full[stretch].SetCoefficient(time, 1.0)
        return True

    def refutes(self, rounds: int) -> bool:
        """Generate columns until the missing work is proven to be more than nothing, or shown to be nothing."""
        from tingzhou.delivery.constraint_solver import linear_solver

        pywraplp = linear_solver()

        for _ in range(rounds):
            if self.solver.Solve() != pywraplp.Solver.OPTIMAL or self.solver.Objective().Value() < 1e-6:
                return False
            dual = np.clip([self.covered[j].dual_value() for j in self.jobs], 0, 1)
            weight = np.zeros(self.data.duration.size, np.int64)
            weight[self.jobs] = np.floor(dual * _UNITS + 0.5).astype(np.int64)
            price = np.array([max(0.0, -one.dual_value()) for one in self.full]) * _UNITS
            if self._from_pool(weight, price):
                continue
            fresh, heavy, complete = self._searched(weight, price)
            if complete and int((weight * self.data.duration).sum()) > int((self.length * heavy).sum()):
                return True
            if not fresh:
                return False
        return False

    def _from_pool(self, weight: Any, price: Any) -> bool:
        """Add known sets whose weight in a stretch is above its price."""
        if not len(self.pool):
            return False
        fresh = False
        for stretch, active in enumerate(self.active):
            total = (self.pool & active) @ weight
            for row in np.argsort(-total, kind="stable")[:2]:
                if total[row] > price[stretch] + 0.005 * _UNITS:
                    fresh = self._add(stretch, self.pool[row] & active) or fresh
        return fresh

    def _searched(self, weight: Any, price: Any) -> tuple[bool, Any, bool]:
        """Search the heaviest set of every stretch; return whether columns were added, the weights, and whether every search was complete."""
        from tingzhou.delivery.scheduling.packing_loops import heaviest_set

        fresh, whole, heavy, new = False, True, np.zeros(self.length.size, np.int64), []
        for stretch, active in enumerate(self.active):
            order = np.argsort(-weight, kind="stable")
            order = order[(weight[order] > 0) & active[order]]
            if not order.size:
                continue
            best, sets, complete = heaviest_set(
                weight[order], self.data.real[order], self.data.room, np.ascontiguousarray(self.beside[np.ix_(order, order)]),
                int(price[stretch]), _NODES,
            )  # fmt: skip
            heavy[stretch], whole = best, whole and complete
            for row in sets[-3:]:
                column = np.zeros(weight.size, np.bool_)
                column[order[row]] = True
                if self._add(stretch, column):
                    fresh = True
                    new.append(column)
        if new:
            self.columns += new
            self.pool = np.unique(np.vstack([self.pool, *[one[None] for one in new]]), axis=0)
        return fresh, heavy, bool(whole)
