"""Is there a schedule that ends by T? Asked by constraint search with bounded effort from both sides until the two bounds meet.

A makespan asked as a question has narrow windows: everything that heads, tails, implied resources and fixed orders say of schedules that
end by T holds in the question for T, and conflicts learnt need not hold for any other T. That is why refuting makespans one by one goes
further than minimising at once (destructive bounds: Klein, Scholl 1999, Computing lower bounds by destructive improvement).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tingzhou.delivery.scheduling.instance import Instance
from tingzhou.delivery.scheduling.packing import SHAVES, Implied, implied
from tingzhou.delivery.scheduling.watch import Watch

__all__ = ["WAYS", "Questions", "Way"]

_FIRST = 0.25  # deterministic time of the first questions
_GROWTH = 4.0


@dataclass(frozen=True)
class Way:
    """Settings of constraint search; ``price`` is the time it takes on a clock for its deterministic time, next to the plain way."""

    name: str
    price: float
    settings: Mapping[str, bool]


# Some makespans are refuted only by one of these. Conflicts explained by whole numbers instead of their literals go furthest.
WAYS = (
    Way("plain", 1.0, {}),
    Way(
        "edges",
        12.0,
        {
            "use_timetable_edge_finding_in_cumulative": True,
            "use_overload_checker_in_cumulative": True,
            "exploit_all_precedences": True,
            "use_new_integer_conflict_resolution": True,
        },
    ),
    Way("precedences", 1.0, {"exploit_all_precedences": True, "use_new_integer_conflict_resolution": True}),
    Way("energy", 1.0, {"use_overload_checker_in_cumulative": True, "use_new_integer_conflict_resolution": True}),
)


class Questions:
    """Makespans asked of one instance (one mode each, no calendars); what was learnt stays from one run to the next."""

    def __init__(self, instance: Instance, seed: int = 1) -> None:
        self.instance, self.seed, self.passes = instance, seed, 0
        self.columns: list[Any] = []
        self.follows: dict[tuple[int, bool], Implied] = {}  # by makespan and whether windows are shaved
        self.tried: dict[int, int] = {}  # the last pass in which a makespan was asked in vain
        self.lasts = [one.modes[0].duration for one in instance.activities]

    @property
    def effort(self) -> float:
        """Return the deterministic time of a question in this pass."""
        return float(_FIRST * _GROWTH ** (0 if self.passes < 2 else 1 + (self.passes - 2) // 3))

    @property
    def way(self) -> Way:
        """Return how makespans are asked in this pass: plainly, with edge finding, then in three ways by turns, the dearest last."""
        return WAYS[self.passes if self.passes < 2 else 1 + (self.passes - 1) % 3]

    def run(self, start: Sequence[int], low: int, allowance: float, watch: Watch) -> tuple[list[int], int, float]:
        """Ask makespans between ``low`` and that of ``start`` until they meet or ``allowance`` is used; return starts, bound, time used.

        Upwards from the bound in steps that double, never beyond the middle; a question without an answer is passed downwards in smaller
        steps, and once the least open makespan has none, all are asked again in the next way, after the last with four times the effort.
        """
        best, spent = list(start), 0.0
        high = self._end(best)
        while low < high and spent < allowance and not watch.over():
            ceiling, step = high, 1
            while low < ceiling and spent < allowance and not watch.over():
                makespan = min(low + step - 1, (low + ceiling) // 2)
                answer, found, used = None, best, 0.0
                if self.tried.get(makespan, -1) < self.passes:
                    if spent and spent + self.effort > allowance:
                        return best, min(low, high), spent
                    answer, found, used = self.ask(makespan, self.effort, watch, self.way)
                    self.tried[makespan] = self.passes
                spent += used
                if answer is False:
                    low, step = makespan + 1, 2 * step
                elif answer is None:
                    ceiling, step = makespan, max(step // 4, 1)
                else:
                    best = found
                    high = ceiling = self._end(best)
            if low >= ceiling:
                self.passes += 1
        return best, min(low, high), spent

    def _end(self, start: Sequence[int]) -> int:
        return max(s + d for s, d in zip(start, self.lasts, strict=True))

    def ask(self, makespan: int, effort: float, watch: Watch, way: Way) -> tuple[bool | None, list[int], float]:
        """Return whether a schedule ends by ``makespan`` (``None``: not found out), its starts, and the deterministic time, priced."""
        narrowed = self.passes > 0
        follows = self.follows.get((makespan, narrowed))
        if follows is None:
            follows = implied(self.instance, makespan, self.columns, shaves=SHAVES if narrowed else 0, halt=watch.halt)
        if follows.bound > makespan:
            return False, [], 0.0
        self.follows[makespan, narrowed] = follows
        head, last = follows.distance[-2, :-2], makespan - follows.distance[:-2, -1] - follows.duration
        demand = np.array([one.modes[0].demand for one in self.instance.activities], np.int64).reshape(len(head), -1)
        demand, capacity = np.hstack([demand, follows.demand]), np.append(self.instance.capacity, follows.capacity)
        return self._searched(follows, (head, last), (demand, capacity), effort, watch, way)

    def _searched(
        self, follows: Implied, windows: tuple[Any, Any], needs: tuple[Any, Any], effort: float, watch: Watch, way: Way
    ) -> tuple[bool | None, list[int], float]:
        """Ask by constraint search."""
        from tingzhou.delivery.constraint_solver import sat

        cp_model = sat()
        model = cp_model.CpModel()
        start = [model.new_int_var(int(low), int(high), "") for low, high in zip(*windows, strict=True)]
        intervals = [model.new_fixed_size_interval_var(s, int(d), "") for s, d in zip(start, follows.duration, strict=True)]
        for before, after, gap in follows.pairs():
            model.add(start[after] >= start[before] + int(follows.duration[before]) + gap)
        for column, limit in zip(needs[0].T, needs[1], strict=True):
            some = np.flatnonzero(column)
            if some.size:
                model.add_cumulative([intervals[n] for n in some], [int(column[n]) for n in some], int(limit))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.seed
        solver.parameters.linearization_level = 0  # relaxations cost more than they prune here
        for name, value in way.settings.items():
            setattr(solver.parameters, name, value)
        solver.parameters.max_deterministic_time = max(effort / way.price, 1e-3)
        status = watch.solve(solver, model)
        used = max(float(solver.response_proto.deterministic_time) * way.price, 1e-3)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return True, [solver.value(one) for one in start], used
        return (False if status == cp_model.INFEASIBLE else None), [], used
