"""Shorter schedules by searching large neighbourhoods of the best one: some activities free, the others keep the order they have.

The order kept is that in which units of resources are handed on: each activity takes over units from the ones that end before it, so
that whoever gave it units stays before it (partial-order schedule: Policella, Cesta, Oddi, Smith 2007, From precedence constraint posting to
partial order schedules; as a neighbourhood: Godard, Laborie, Nuijten 2005, Randomized large neighborhood search for cumulative scheduling).
Handed-on units alone keep every capacity, so that only the free activities and those beside them need the search's resources.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from tingzhou.delivery.scheduling.generation import first_schedule
from tingzhou.delivery.scheduling.instance import Instance
from tingzhou.delivery.scheduling.watch import Watch

_BRED = 0.7  # share of the time for the population
_ROUNDS = 1.6e8  # of the population in one unit of deterministic time, for one activity: about as long as constraint search
_JOINED = 16  # populations
_EACH = 0.1  # deterministic time of a question
_MAKING = 2e-3  # what making a question counts

__all__ = ["Neighbourhoods", "handed_on"]


def handed_on(instance: Instance, start: Sequence[int], lot: random.Random) -> set[tuple[int, int]]:
    """Return pairs (giver, taker) of a schedule with one mode each; keeping every giver before its takers keeps every capacity.

    A taker prefers givers it already waits for or has already taken from, then one by lot.
    """
    order = sorted(range(len(start)), key=lambda n: (start[n], start[n] + instance.activities[n].modes[0].duration, n))
    pairs: set[tuple[int, int]] = set()
    lasts = [one.modes[0].duration for one in instance.activities]
    waits = [set(one.after) for one in instance.activities]
    for resource, capacity in enumerate(instance.capacity):
        holding: dict[int, int] = {-1: capacity}  # units by the activity that used them last
        for n in order:
            demand = instance.activities[n].modes[0].demand
            need = demand[resource] if demand else 0
            if not need or not lasts[n]:
                continue
            able = [g for g, units in holding.items() if units and (g < 0 or start[g] + lasts[g] <= start[n])]
            rank = {g: (g >= 0 and g not in waits[n], g >= 0 and (g, n) not in pairs, lot.random()) for g in able}
            for giver in sorted(able, key=rank.__getitem__):
                units = min(need, holding[giver])
                holding[giver] -= units
                need -= units
                if giver >= 0:
                    pairs.add((giver, n))
                if not need:
                    break
            holding[n] = holding.get(n, 0) + (demand[resource] if demand else 0)
    return pairs


class Neighbourhoods:
    """Questions about one instance: arrays and the ancestors made once."""

    def __init__(self, instance: Instance, seed: int) -> None:
        self.instance, self.lot, self.seed, self.turn = instance, random.Random(seed), seed, 0
        self.best: list[list[int]] = []  # of each population
        self.duration = [one.modes[0].duration for one in instance.activities]
        count = len(instance.activities)
        self.demand = np.array([one.modes[0].demand or (0,) * len(instance.capacity) for one in instance.activities], np.int64)
        self.demand = self.demand.reshape(count, -1)
        self.arcs = {(p, n) for n, one in enumerate(instance.activities) for p in one.after}
        self.rank = {n: k for k, n in enumerate(instance.order())}
        self.share = 0.3  # of the activities that are freed; grows where questions are refuted, shrinks where they are not answered
        self.near = [set[int]() for _ in range(count)]
        for p, n in self.arcs:
            self.near[p].add(n)
            self.near[n].add(p)

    def chosen(self, start: Sequence[int], share: float) -> set[int]:
        """Return activities to free: those of a stretch of time, of two stretches, or a cluster of neighbours in the network."""
        count, lot = len(start), self.lot
        wanted = max(2, round(share * count))
        kind = lot.randrange(4)
        if kind == 3:
            return self._cluster(wanted, start)
        order = sorted(range(count), key=lambda n: start[n] * 2 + self.duration[n])
        if kind < 2:
            first = lot.randint(-wanted // 2, count - wanted // 2 - 1)
            return set(order[max(0, first) : first + wanted])
        half = wanted // 2
        some: set[int] = set()
        for _ in range(2):
            first = lot.randint(0, max(0, count - half))
            some |= set(order[first : first + half])
        return some

    def _cluster(self, wanted: int, start: Sequence[int]) -> set[int]:
        lot, some = self.lot, {self.lot.randrange(len(start))}
        edge = list(some)
        while len(some) < wanted:
            if not edge:
                edge = [lot.randrange(len(start))]
            one = edge.pop(lot.randrange(len(edge)))
            begin, end = start[one], start[one] + self.duration[one]
            beside = [m for m in range(len(start)) if start[m] <= end and start[m] + self.duration[m] >= begin]
            for other in [*self.near[one], *lot.sample(beside, min(3, len(beside)))]:
                if other not in some and len(some) < wanted:
                    some.add(other)
                    edge.append(other)
        return some

    def ask(
        self, start: Sequence[int], makespan: int, free: set[int], effort: float, watch: Watch
    ) -> tuple[bool | None, list[int], float]:
        """Return whether freeing ``free`` allows ``makespan`` (``None``: not found out), the starts, and the deterministic time."""
        from tingzhou.delivery.constraint_solver import sat

        cp_model = sat()

        kept = {(p, n) for p, n in handed_on(self.instance, start, self.lot) if p not in free and n not in free} | self.arcs
        head, last = self._windows(start, kept, makespan)
        if any(a > b for a, b in zip(head, last, strict=True)):
            return False, [], 1e-3
        model = cp_model.CpModel()
        begin = [model.new_int_var(a, b, "") for a, b in zip(head, last, strict=True)]
        for p, n in kept:
            if head[n] < last[p] + self.duration[p]:
                model.add(begin[n] >= begin[p] + self.duration[p])
        interval = [model.new_fixed_size_interval_var(s, d, "") for s, d in zip(begin, self.duration, strict=True)]
        for column, capacity in zip(self.demand.T, self.instance.capacity, strict=True):
            some = [n for n in np.flatnonzero(column) if self.duration[n]]
            if some:
                model.add_cumulative([interval[n] for n in some], [int(column[n]) for n in some], int(capacity))
        for n, s in enumerate(begin):
            model.add_hint(s, min(max(start[n], head[n]), last[n]))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.lot.randrange(2**31)
        solver.parameters.linearization_level = 0
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.max_deterministic_time = effort
        status = watch.solve(solver, model)
        used = max(float(solver.response_proto.deterministic_time), 1e-3)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return True, [solver.value(one) for one in begin], used
        return (False if status == cp_model.INFEASIBLE else None), [], used

    def _windows(self, start: Sequence[int], kept: set[tuple[int, int]], makespan: int) -> tuple[list[int], list[int]]:
        """Return earliest and latest starts by the order kept."""
        head = [one.release for one in self.instance.activities]
        last = [makespan - d for d in self.duration]
        place = {n: k for k, n in enumerate(sorted(range(len(start)), key=lambda n: (start[n], self.rank[n])))}
        for p, n in sorted(kept, key=lambda pair: place[pair[1]]):
            head[n] = max(head[n], head[p] + self.duration[p])
        for p, n in sorted(kept, key=lambda pair: -place[pair[0]]):
            last[p] = min(last[p], last[n] - self.duration[p])
        return head, last

    def bred(self, start: list[int], low: int, allowance: float, watch: Watch) -> list[int]:
        """Return the best starts of a population of its own and of one that joins the best of all populations so far."""
        rounds, found = round(allowance * _ROUNDS / max(len(start), 10) ** 1.5), start
        self.best.append(start)
        for part, known in ((2, []), (1, self.best)):
            self.turn += 1
            made = first_schedule(self.instance, rounds=part * rounds // 3, seed=self.seed + self.turn, target=low,
                                  known=known[-_JOINED:], halt=watch.halt)  # fmt: skip
            if made is not None:
                self.best.append(made[0])
                found = min(found, made[0], key=self.end)
        return found

    def end(self, start: Sequence[int]) -> int:
        """Return the makespan."""
        return max(s + d for s, d in zip(start, self.duration, strict=True))

    def run(self, start: Sequence[int], low: int, allowance: float, watch: Watch) -> tuple[list[int], float]:
        """Return the best starts found from ``start`` with at most ``allowance`` of deterministic time, and the time used."""
        best, spent = self.bred(list(start), low, _BRED * allowance, watch), _BRED * allowance
        while spent < allowance and not watch.over():
            high = self.end(best)
            if high <= low:
                break
            free = self.chosen(best, self.share)
            answer, found, used = self.ask(best, high - 1, free, min(_EACH, allowance - spent), watch)
            spent += used + _MAKING
            if answer:
                best = found
            elif answer is None:
                self.share = max(0.1, self.share * 0.96)
            else:
                self.share = min(0.9, self.share * 1.02)
        return best, spent
