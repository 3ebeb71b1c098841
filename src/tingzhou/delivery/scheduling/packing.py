"""Resources that follow from the others: weights of activities no set running at the same time can exceed, made by column generation.

Let the sets S be all activities that can run at the same time: none waits for another and the demands fit. The least total time of sets
that covers every duration, min Σ x_S with Σ_{S∋j} x_S ≥ d_j, bounds the makespan (Mingozzi, Maniezzo, Ricciardelli, Bianco 1998, An exact
algorithm for the resource-constrained project scheduling problem based on a new mathematical formulation). Its multipliers u weigh every
set at most 1, so that ``demand u`` on ``capacity 1`` is a resource which every schedule respects: energy with heads and tails and the
search's cumulative propagation use it like any other. Weights are rounded to whole numbers and the capacity is the heaviest set found by a
complete search, so that nothing rests on the accuracy of floating point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tingzhou.delivery.scheduling.bounds import earliest_starts, tails
from tingzhou.delivery.scheduling.instance import Instance

__all__ = ["ImpliedResource", "implied_resources", "packing_bound"]

_UNITS = 5040  # whole weights of a set of weight 1; has many divisors
_NODES = 400_000


@dataclass(frozen=True)
class ImpliedResource:
    """``demand`` of each activity on ``capacity``; it holds in every schedule that ends by ``makespan`` (−1: in every schedule)."""

    demand: tuple[int, ...]
    capacity: int
    makespan: int = -1


@dataclass
class _Data:
    """Arrays of an instance of one mode."""

    duration: Any
    demand: Any
    capacity: Any
    head: Any
    after: Any  # least time between the end of an activity and the end of everything
    beside: Any


def _data(instance: Instance, makespan: int) -> _Data:
    duration = np.array([one.modes[0].duration for one in instance.activities], np.int64)
    count = duration.size
    demand = np.zeros((count, len(instance.capacity)), np.int64)
    for n, one in enumerate(instance.activities):
        demand[n, : len(one.modes[0].demand)] = one.modes[0].demand
    capacity = np.array(instance.capacity, np.int64)
    head = np.array(earliest_starts(instance), np.int64)
    after = np.array(tails(instance), np.int64) - duration
    above = np.zeros((count, count), np.bool_)
    for n in instance.order():
        for p in instance.activities[n].after:
            above[n] |= above[p]
            above[n, p] = True
    beside = ~(above | above.T)
    if makespan >= 0:  # windows [head, makespan − after] that do not meet
        apart = head[:, None] >= (makespan - after)[None, :]
        beside &= ~(apart | apart.T)
    for r in range(capacity.size):
        beside &= demand[:, r][:, None] + demand[:, r][None, :] <= capacity[r]
    np.fill_diagonal(beside, False)
    return _Data(duration, demand, capacity, head, after, beside)


class _Packing:
    """Column generation for the activities of a subset; columns are kept from one subset to the next."""

    def __init__(self, data: _Data) -> None:
        self.data = data
        self.columns: list[Any] = []
        self.known: set[bytes] = set()

    def _keep(self, column: Any) -> bool:
        key = column.tobytes()
        if key in self.known:
            return False
        self.known.add(key)
        self.columns.append(column)
        return True

    def heaviest(self, weight: Any, above: int) -> tuple[int, list[Any], bool]:
        """Return the heaviest set's weight, the sets that improved, and whether the search was complete."""
        from tingzhou.delivery.scheduling.packing_loops import heaviest_set

        data = self.data
        order = np.argsort(-weight, kind="stable")
        order = order[weight[order] > 0]
        best, sets, complete = heaviest_set(
            weight[order], data.demand[order], data.capacity, np.ascontiguousarray(data.beside[np.ix_(order, order)]), above, _NODES
        )
        found = []
        for row in sets:
            column = np.zeros(weight.size, np.bool_)
            column[order[row]] = True
            found.append(column)
        return int(best), found, bool(complete)

    def resource(self, subset: Any, rounds: int) -> ImpliedResource | None:
        """Return the resource from the multipliers of the subset's linear program, or ``None`` when a search was cut."""
        import highspy

        rows = np.flatnonzero(subset & (self.data.duration > 0))
        if not rows.size:
            return None
        for j in rows:
            single = np.zeros(subset.size, np.bool_)
            single[j] = True
            self._keep(single)
        program = highspy.Highs()
        program.setOptionValue("output_flag", False)
        program.setOptionValue("threads", 1)
        for j in rows:
            program.addRow(float(self.data.duration[j]), highspy.kHighsInf, 0, [], [])
        added: set[bytes] = set()

        def add(column: Any) -> bool:
            part = column[rows]
            if not part.any() or part.tobytes() in added:
                return False
            added.add(part.tobytes())
            places = np.flatnonzero(part)
            program.addCol(1.0, 0.0, highspy.kHighsInf, places.size, places.astype(np.int32), np.ones(places.size))
            return True

        for column in list(self.columns):
            add(column)
        best: tuple[float, Any, int] | None = None
        for _ in range(rounds):
            program.run()
            weight = np.zeros(subset.size, np.int64)
            dual = np.array(program.getSolution().row_dual)
            weight[rows] = np.floor(np.clip(dual, 0, 1) * _UNITS + 0.5).astype(np.int64)
            heavy, sets, complete = self.heaviest(weight, 0)
            if not complete:
                break
            value = float((weight * self.data.duration).sum()) / max(heavy, 1)
            if best is None or value > best[0]:
                best = (value, weight, heavy)
            if heavy <= _UNITS + 3 or not any([add(column) for column in sets if self._keep(column) or True]):
                break
        return ImpliedResource(tuple(int(w) for w in best[1]), best[2]) if best is not None else None


def packing_bound(data: _Data, resource: ImpliedResource) -> tuple[int, int, int]:
    """Return the largest bound from energy with heads and tails on an implied resource, and the head and tail where it arises."""
    energy = np.array(resource.demand, np.int64) * data.duration
    inside = energy > 0
    heads, afters = np.unique(data.head[inside]), np.unique(data.after[inside])
    best = (0, 0, 0)
    for q in afters:
        some = inside & (data.after >= q)
        for h in heads:
            total = int(energy[some & (data.head >= h)].sum())
            if total:
                best = max(best, (int(h) + -(-total // resource.capacity) + int(q), int(h), int(q)))
    return best


def implied_resources(instance: Instance, makespan: int, *, subsets: int = 6, rounds: int = 200) -> tuple[int, list[ImpliedResource]]:
    """Return a bound on the makespan and resources that hold in every schedule which ends by ``makespan``.

    The bound is at most ``makespan + 1``, which says that no such schedule exists. Instances with several modes get nothing.
    """
    if not instance.single or not instance.capacity:
        return 0, []
    data = _data(instance, makespan)
    packing, found, tried = _Packing(data), [], set()
    best, h, q = 0, 0, 0
    for _ in range(subsets):
        if (h, q) in tried:
            break
        tried.add((h, q))
        resource = packing.resource((data.head >= h) & (data.after >= q), rounds)
        if resource is None:
            break
        found.append(ImpliedResource(resource.demand, resource.capacity, makespan))
        for one in _ranked(data, found, tried):
            best = max(best, one[0])
            if (one[1], one[2]) not in tried:
                _, h, q = one
                break
    return min(best, makespan + 1), found


def _ranked(data: _Data, resources: Sequence[ImpliedResource], tried: set[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Return bounds of windows, the largest first; of those tried already only the bound counts."""
    return sorted((packing_bound(data, one) for one in resources), reverse=True)
