"""Bounds of single-mode instances from least times between activities and from resources that the others imply.

Let the sets S be all activities that can run at the same time: none waits for another and the demands fit. The least total time of sets
that covers every duration, min Σ x_S with Σ_{S∋j} x_S ≥ d_j, bounds the makespan (Mingozzi, Maniezzo, Ricciardelli, Bianco 1998, An exact
algorithm for the resource-constrained project scheduling problem based on a new mathematical formulation). Its multipliers u weigh every
set at most 1, so that ``demand u`` on ``capacity 1`` is a resource which every schedule respects: energy between heads and tails and the
search's cumulative propagation use it like any other. Weights are rounded to whole numbers and the capacity is the heaviest set found by a
complete search, so that nothing rests on the accuracy of floating point.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tingzhou.delivery.scheduling.instance import Instance
from tingzhou.delivery.scheduling.shaving import direct_pairs, rules_of, shaved

__all__ = ["SHAVES", "Implied", "Windows", "implied", "proven_bound"]

_UNITS = 5040  # whole weights of a set of weight 1; has many divisors
_NODES = 300_000
SHAVES = 4
# units of time: the energy of every stretch is looked at, which grows with their square; a plan by days has thousands
_LONGEST = 500


@dataclass
class Implied:
    """What holds in every schedule that ends by ``makespan``: a bound, resources, least times between activities [time units].

    ``bound`` above ``makespan`` says that no such schedule exists. ``distance`` has one row and column more at the end for begin and end
    of everything; −1 where one need not wait for the other. ``demand`` has one column for each implied resource of ``capacity``.
    """

    makespan: int
    bound: int
    duration: Any
    distance: Any
    demand: Any
    capacity: Any

    def pairs(self) -> list[tuple[int, int, int]]:
        """Return pairs (before, after, least time between) that no two others on the way imply."""
        return direct_pairs(self.distance[:-2, :-2], self.duration)


def proven_bound(instance: Instance, low: int, high: int, halt: Any = None) -> int:
    """Return the largest bound in ``low … high`` proven by refuting makespans.

    A makespan is refuted when heads, tails and implied resources leave no schedule that ends by it; the least one that is not refuted is
    found by halving, and those from there on are refuted with shaved windows. Instances with several modes or without resources keep ``low``.
    """
    if not instance.single or not any(instance.capacity):
        return low
    columns: list[Any] = []
    low = max(low, min(implied(instance, high, columns).bound, high))
    top = high
    while low < top:
        middle = (low + top) // 2
        if implied(instance, middle, columns).bound > middle:
            low = middle + 1
        else:
            top = middle
    while low < min(high, _LONGEST) and implied(instance, low, columns, shaves=SHAVES, halt=halt).bound > low:
        low += 1
    return low


def implied(
    instance: Instance, makespan: int, columns: list[Any] | None = None, *, rounds: int = 3, shaves: int = 0, halt: Any = None
) -> Implied:
    """Return what holds in every schedule of a single-mode instance that ends by ``makespan``; windows are shaved ``shaves`` times at most."""
    data, columns = Windows(instance, makespan), [] if columns is None else columns
    packing = _Packing(data, columns)
    for _ in range(rounds):
        before = data.bound
        if not data.tighten() or data.bound > makespan:
            break
        data.extend(packing.resource())
        if not data.tighten() or data.bound > makespan or data.bound == before:
            break
    halt = np.zeros(1, np.int64) if halt is None else halt
    for turn in range(shaves if makespan <= _LONGEST else 0):
        if data.refuted or data.bound > makespan or halt[0] or not data.shave(halt) or turn == shaves - 1:
            break
        if data.tighten():  # narrower windows imply more
            data.extend(packing.resource())
            data.tighten()
    real = data.kept
    return Implied(makespan, makespan + 1 if data.refuted else data.bound, data.duration[:-2], data.distance,
                   data.demand[:-2, real:], data.capacity[real:])  # fmt: skip


@dataclass
class Windows:
    """Arrays of an instance with begin and end of everything as the last two activities."""

    instance: Instance
    makespan: int
    refuted: bool = False
    duration: Any = field(init=False)
    demand: Any = field(init=False)
    capacity: Any = field(init=False)
    distance: Any = field(init=False)
    real: Any = field(init=False)  # demands of the instance itself
    room: Any = field(init=False)  # capacities of the instance itself
    kept: int = field(init=False)  # how many of them are not nought

    def __post_init__(self) -> None:
        """Fill the arrays; direct predecessors are at distance nought."""
        some = self.instance.activities
        count = len(some)
        self.duration = np.array([*(one.modes[0].duration for one in some), 0, 0], np.int64)
        self.demand = np.zeros((count + 2, len(self.instance.capacity)), np.int64)
        for n, one in enumerate(some):
            self.demand[n, : len(one.modes[0].demand)] = one.modes[0].demand
        self.capacity = np.array(self.instance.capacity, np.int64)
        used = self.capacity > 0
        self.real = self.demand
        self.room = self.capacity
        self.demand, self.capacity = self.demand[:, used], self.capacity[used]
        self.kept = int(used.sum())
        self.distance = np.full((count + 2, count + 2), -1, np.int64)
        self.distance[count, count + 1] = 0
        for n, one in enumerate(some):
            self.distance[count, n] = one.release
            self.distance[n, count + 1] = 0
            for p in one.after:
                self.distance[p, n] = 0
        self._close()

    def _close(self) -> bool:
        """Let whoever waits also wait for what the other waits for; return whether nothing waits for itself."""
        waits = self.distance >= 0
        for k in range(waits.shape[0]):
            waits |= waits[:, k][:, None] & waits[k][None, :]
        self.distance[waits & (self.distance < 0)] = 0
        return not waits.diagonal().any()

    @property
    def bound(self) -> int:
        """Return the least time between begin and end."""
        return int(self.distance[-2, -1])

    def extend(self, found: tuple[Any, int] | None) -> None:
        """Add an implied resource."""
        if found is not None:
            self.demand = np.column_stack([self.demand, found[0]])
            self.capacity = np.append(self.capacity, found[1])

    def beside(self) -> Any:
        """Return whether two activities can run at the same time."""
        head, after = self.distance[-2], self.distance[:, -1]
        waits = self.distance >= 0
        apart = head[:, None] >= (self.makespan - after)[None, :]
        found = ~(waits | waits.T | apart | apart.T)
        for r in range(self.capacity.size):  # a pair that needs more than there is, of a true or an implied resource
            found &= self.demand[:, r][:, None] + self.demand[:, r][None, :] <= self.capacity[r]
        np.fill_diagonal(found, False)
        return found

    def tighten(self) -> bool:
        """Lengthen distances and fix the order of pairs that cannot overlap; return whether anything is still possible."""
        from tingzhou.delivery.scheduling.distance_loops import lengthen

        for _ in range(10):
            waits = self.distance >= 0
            order = np.argsort(waits.sum(axis=0), kind="stable")  # the number of ancestors grows along every path
            lengthen(order, self.distance, self.duration, self.demand, self.capacity)
            if self.bound > self.makespan:
                self.refuted = True
                return False
            if not self._select():
                return not self.refuted
        return True

    def shave(self, halt: Any) -> bool:
        """Cut off what no start can be in from heads and tails; return whether anything changed and is still possible."""
        duration = self.duration[:-2]
        rules = rules_of(self.distance[:-2, :-2], duration, self.demand[:-2], self.capacity, self.makespan)
        head, last = self.distance[-2, :-2].copy(), self.makespan - self.distance[:-2, -1] - duration
        before = int((last - head).sum())
        self.refuted = not shaved(rules, head, last, halt)
        if self.refuted or int((last - head).sum()) == before:
            return False
        self.distance[-2, :-2], self.distance[:-2, -1] = head, self.makespan - last - duration
        return True

    def _select(self) -> bool:
        """Let one of a pair wait where the other order would end too late (immediate selection, Carlier and Pinson 1989)."""
        head, after = self.distance[-2], self.distance[:, -1]
        work = (self.duration > 0)[:, None] & (self.duration > 0)[None, :]
        open_pair = ~self.beside() & (self.distance < 0) & (self.distance.T < 0) & work
        np.fill_diagonal(open_pair, False)
        cannot = (head + self.duration)[:, None] + (self.duration + after)[None, :] > self.makespan
        if (open_pair & cannot & cannot.T).any():
            self.refuted = True
            return False
        force = (open_pair & cannot).T  # i cannot be before j: j is before i
        if not force.any():
            return False
        self.distance[force] = np.maximum(self.distance[force], 0)
        self.refuted = not self._close()
        return not self.refuted


class _Packing:
    """Column generation; columns (sets of activities) are kept from one makespan to the next."""

    def __init__(self, data: Windows, columns: list[Any]) -> None:
        self.data, self.columns = data, columns

    def _heaviest(self, weight: Any, beside: Any) -> tuple[int, list[Any], bool]:
        """Return the heaviest set's weight, the sets that improved, and whether the search was complete."""
        from tingzhou.delivery.scheduling.packing_loops import heaviest_set

        order = np.argsort(-weight, kind="stable")
        order = order[weight[order] > 0]
        best, sets, complete = heaviest_set(
            weight[order], self.data.real[order], self.data.room, np.ascontiguousarray(beside[np.ix_(order, order)]), 0, _NODES
        )
        found = []
        for row in sets:
            column = np.zeros(weight.size, np.bool_)
            column[order[row]] = True
            found.append(column)
        return int(best), found, bool(complete)

    def resource(self, rounds: int = 200) -> tuple[Any, int] | None:
        """Return demands and capacity from the multipliers of the linear program, or ``None`` when every search was cut."""
        from tingzhou.delivery.constraint_solver import linear_solver

        pywraplp = linear_solver()

        rows = np.flatnonzero(self.data.duration > 0)
        if not rows.size:
            return None
        beside = self.data.beside()
        program = pywraplp.Solver.CreateSolver("GLOP")
        covered = {j: program.Constraint(float(self.data.duration[j]), program.infinity()) for j in rows}
        program.Objective().SetMinimization()
        added: set[bytes] = set()

        def add(column: Any) -> bool:
            if column.tobytes() in added:
                return False
            added.add(column.tobytes())
            time = program.NumVar(0.0, program.infinity(), "")
            program.Objective().SetCoefficient(time, 1.0)
            for j in np.flatnonzero(column):
                covered[j].SetCoefficient(time, 1.0)
            return True

        for j in rows:
            add(np.arange(beside.shape[0]) == j)
        for column in self.columns:
            inside = np.flatnonzero(column)
            if (beside[np.ix_(inside, inside)] | np.eye(inside.size, dtype=bool)).all():
                add(column)
        best: tuple[float, Any, int] | None = None
        for _ in range(rounds):
            if program.Solve() != pywraplp.Solver.OPTIMAL:
                break
            weight = np.zeros(beside.shape[0], np.int64)
            weight[rows] = np.floor(np.clip([covered[j].dual_value() for j in rows], 0, 1) * _UNITS + 0.5).astype(np.int64)
            heavy, sets, complete = self._heaviest(weight, beside)
            if not complete:
                break
            value = float((weight * self.data.duration).sum()) / max(heavy, 1)
            if best is None or value > best[0]:
                best = (value, weight, heavy)
            fresh = [column for column in sets if add(column)]
            self.columns += fresh
            if heavy <= _UNITS + 3 or not fresh:
                break
        return (best[1], best[2]) if best is not None else None
