"""Schedules to begin from: serial schedule generation with random priorities, improved forwards and backwards."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tingzhou.delivery.scheduling.bounds import tails
from tingzhou.delivery.scheduling.instance import Instance

__all__ = ["first_schedule"]


def first_schedule(instance: Instance, *, rounds: int = 200, seed: int = 1) -> tuple[list[int], list[int]] | None:
    """Return starts and modes of the best of many schedules; ``None`` when budgets were not met (several modes).

    Serial generation by priority (longest tail, blurred by lot), then double justification: all activities to the right, then to the
    left again (Valls, Ballestín, Quintanilla 2005, Justification and RCPSP).
    """
    lot = random.Random(seed)
    tail = tails(instance)
    modes = _modes(instance, lot)
    if modes is None:
        return None
    best: list[int] | None = None
    for turn in range(rounds):
        blur = 0.0 if not turn else lot.choice((0.1, 0.25, 0.5))
        priority = [-(one * (1 + blur * lot.gauss(0, 1))) for one in tail]
        start = _serial(instance, modes, priority)
        for _ in range(2):
            start = _justified(instance, modes, start)
        if best is None or _end(instance, modes, start) < _end(instance, modes, best):
            best = start
    return (best, modes) if best is not None else None


def _end(instance: Instance, modes: Sequence[int], start: Sequence[int]) -> int:
    return max((s + one.modes[m].duration for s, one, m in zip(start, instance.activities, modes, strict=True)), default=0)


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


def _serial(instance: Instance, modes: Sequence[int], priority: Sequence[float], floor: Sequence[int] | None = None) -> list[int]:
    """Place each activity, in the order of priority, at its first possible time."""
    import heapq

    successors = instance.successors()
    waiting = [len(one.after) for one in instance.activities]
    ready = [(priority[n], n) for n, count in enumerate(waiting) if not count]
    heapq.heapify(ready)
    horizon = sum(one.modes[m].duration for one, m in zip(instance.activities, modes, strict=True)) + max(
        (one.release for one in instance.activities), default=0) + 1  # fmt: skip
    free = [[capacity] * horizon for capacity in instance.capacity]
    start = [0] * len(waiting)
    while ready:
        _, n = heapq.heappop(ready)
        activity, mode = instance.activities[n], instance.activities[n].modes[modes[n]]
        at = max([activity.release, *(start[p] + instance.activities[p].modes[modes[p]].duration for p in activity.after)])
        if floor is not None:
            at = max(at, floor[n])
        needs = [(free[r], need) for r, need in enumerate(mode.demand) if need]
        while mode.duration and needs:
            clash = next((t for t in range(at + mode.duration - 1, at - 1, -1) if any(row[t] < need for row, need in needs)), None)
            if clash is None:
                break
            at = clash + 1
        for row, need in needs:
            for t in range(at, at + mode.duration):
                row[t] -= need
        start[n] = at
        for other in successors[n]:
            waiting[other] -= 1
            if not waiting[other]:
                heapq.heappush(ready, (priority[other], other))
    return start


def _justified(instance: Instance, modes: Sequence[int], start: Sequence[int]) -> list[int]:
    """Push everything to the right in the order of the ends, then to the left in the order of the new starts."""
    from dataclasses import replace

    if any(one.release for one in instance.activities):
        return list(start)
    successors = instance.successors()
    mirrored = Instance(
        tuple(replace(one, after=tuple(successors[n])) for n, one in enumerate(instance.activities)),
        instance.capacity,
        instance.budget,
    )
    end = _end(instance, modes, start)
    finish = [s + one.modes[m].duration for s, one, m in zip(start, instance.activities, modes, strict=True)]
    back = _serial(mirrored, modes, [-float(f) for f in finish])
    right = [end - b - one.modes[m].duration for b, one, m in zip(back, instance.activities, modes, strict=True)]
    low = min(right, default=0)
    return _serial(instance, modes, [float(r - low) for r in right])
