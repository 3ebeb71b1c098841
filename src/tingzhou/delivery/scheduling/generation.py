"""Schedules to begin from: generation by priorities, justification and a population of activity lists."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np

from tingzhou.delivery.scheduling.bounds import tails
from tingzhou.delivery.scheduling.instance import Instance

__all__ = ["first_schedule"]


def first_schedule(
    instance: Instance, *, rounds: int = 2000, seed: int = 1, target: int = 0, known: Sequence[Sequence[int]] = (), halt: Any = None
) -> tuple[list[int], list[int]] | None:
    """Return starts and modes of the best of ``rounds`` schedules; ``None`` when budgets were not met (several modes).

    Serial and parallel generation by priority (longest tail, blurred by lot), then activity lists crossed with each other; every schedule
    is pushed to the right and back to the left (Valls, Ballestín, Quintanilla 2005, Justification and RCPSP; Hartmann 1998, A competitive
    genetic algorithm for resource-constrained project scheduling). A schedule that ends at ``target`` ends the search,
    and so does anything but nought written into ``halt``, shape (1,). ``known`` are starts of schedules to begin from.
    """
    from tingzhou.delivery.scheduling.generation_loops import best_of_population

    modes = _modes(instance, random.Random(seed))
    if modes is None:
        return None
    order = instance.order()
    if not order:
        return [], modes
    place = {number: where for where, number in enumerate(order)}
    chosen = [instance.activities[n].modes[modes[n]] for n in order]
    successors, tail = instance.successors(), tails(instance)
    points, others = _compressed([[place[p] for p in instance.activities[n].after] for n in order])
    next_points, nexts = _compressed([[place[s] for s in successors[n]] for n in order])
    demand = np.zeros((len(order), len(instance.capacity)), np.int64)
    for row, mode in enumerate(chosen):
        demand[row, : len(mode.demand)] = mode.demand
    joined = np.array([[one[n] for n in order] for one in known], np.int64).reshape(len(known), len(order))
    capacity = np.array(instance.capacity, np.int64)
    start = best_of_population(
        np.array([mode.duration for mode in chosen], np.int64), demand, capacity, *packed(demand, capacity), points, others, next_points,
        nexts, np.array([instance.activities[n].release for n in order], np.int64),
        np.array([tail[n] for n in order], np.int64), min(max(rounds // 100, 30), max(rounds, 1)), max(rounds, 1), target, seed, joined,
        np.zeros(1, np.int64) if halt is None else halt,
    )  # fmt: skip
    return [int(start[place[n]]) for n in range(len(order))], modes


def packed(demand: np.ndarray, capacity: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return demands, shape (n, w), and capacities with guard bits and guard bits, shape (2, w), side by side in words of 63 bits.

    Where demands are taken from a word that has its guard bits, a resource with too little takes its guard bit away and leaves all others.
    Capacities above the sum of all demands count as that sum.
    """
    words: list[tuple[list[int], int, int]] = []
    room = 0
    for column, most in zip(demand.T, capacity, strict=True):
        have = min(int(most), sum(map(int, column)))
        bits = have.bit_length()
        if not have:
            continue
        if bits + 1 > room:
            words.append(([0] * len(column), 0, 0))
            room = 63
        needs, full, guards = words[-1]
        place = 63 - room
        words[-1] = ([n + (int(one) << place) for n, one in zip(needs, column, strict=True)],
                     full + (have << place) + (1 << place + bits), guards + (1 << place + bits))  # fmt: skip
        room -= bits + 1
    need = np.array([one[0] for one in words], np.int64).reshape(len(words), demand.shape[0])
    return np.ascontiguousarray(need.T), np.array([[one[1] for one in words], [one[2] for one in words]], np.int64)


def _compressed(lists: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    points = np.cumsum([0, *(len(some) for some in lists)])
    return points.astype(np.int64), np.array([one for some in lists for one in some], np.int64)


def _modes(instance: Instance, lot: random.Random) -> list[int] | None:
    """Choose modes within the budgets: shortest first, then those that spend less until every budget is met."""
    able = [[m for m, mode in enumerate(one.modes) if all(need <= have for need, have in zip(mode.demand, instance.capacity, strict=False))]
            for one in instance.activities]  # fmt: skip
    modes = [min((one.modes[m].duration, m) for m in some)[1] for one, some in zip(instance.activities, able, strict=True)]
    for _ in range(20 * len(modes)):
        spent = [sum(one.modes[m].consumed[b] for one, m in zip(instance.activities, modes, strict=True) if one.modes[m].consumed)
                 for b in range(len(instance.budget))]  # fmt: skip
        over = [b for b, have in enumerate(instance.budget) if spent[b] > have]
        if not over:
            return modes
        number = lot.randrange(len(modes))
        one = instance.activities[number]
        modes[number] = min((sum(one.modes[m].consumed[b] for b in over), m) for m in able[number])[1]
    return None
