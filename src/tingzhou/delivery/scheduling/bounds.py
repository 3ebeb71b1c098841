"""Lower bounds on the makespan, independent of any search: critical path, resource energy, pairs that exclude each other."""

from __future__ import annotations

import math

from tingzhou.delivery.scheduling.instance import Instance

__all__ = ["earliest_starts", "lower_bound", "tails"]


def _shortest(instance: Instance) -> list[int]:
    return [min(mode.duration for mode in one.modes) for one in instance.activities]


def earliest_starts(instance: Instance) -> list[int]:
    """Return the earliest start of each activity when resources are not counted (critical path, shortest modes)."""
    duration = _shortest(instance)
    start = [one.release for one in instance.activities]
    for number in instance.order():
        for other in instance.activities[number].after:
            start[number] = max(start[number], start[other] + duration[other])
    return start


def tails(instance: Instance) -> list[int]:
    """Return the longest time from the start of each activity to the end of everything."""
    duration, successors = _shortest(instance), instance.successors()
    tail = list(duration)
    for number in reversed(instance.order()):
        tail[number] = duration[number] + max((tail[other] for other in successors[number]), default=0)
    return tail


def lower_bound(instance: Instance) -> int:
    """Return the largest of: critical path; energy of each resource with heads and tails; longest chain lengthened by a job beside it.

    Reference: Stinson, Davis, Khumawala (1978), Multiple resource-constrained scheduling using branch and bound (critical sequence);
    energy over windows of heads and tails as in Baptiste, Le Pape, Nuijten (1999).
    """
    head, tail = earliest_starts(instance), tails(instance)
    best = max((h + t for h, t in zip(head, tail, strict=True)), default=0)
    return max(best, _energy(instance, head, tail), _beside(instance, head, tail, best))


def _energy(instance: Instance, head: list[int], tail: list[int]) -> int:
    """For every pair (least head, least remaining tail): energy of the activities inside divided by the capacity."""
    duration = _shortest(instance)
    best = 0
    for resource, capacity in enumerate(instance.capacity):
        energy = [
            min(mode.duration * mode.demand[resource] for mode in one.modes) if one.modes[0].demand else 0
            for one in instance.activities
        ]
        after = [t - d for t, d in zip(tail, duration, strict=True)]
        inside = [n for n, e in enumerate(energy) if e]
        if not capacity or not inside:
            continue
        for h in sorted({head[n] for n in inside}):
            for q in sorted({after[n] for n in inside}):
                total = sum(energy[n] for n in inside if head[n] >= h and after[n] >= q)
                if total:
                    best = max(best, h + math.ceil(total / capacity) + q)
    return best


def _beside(instance: Instance, head: list[int], tail: list[int], length: int) -> int:
    """Critical sequence: an activity that cannot run beside the critical path for its whole duration lengthens it by what is missing."""
    if not instance.single:
        return 0
    duration = _shortest(instance)
    critical = {n for n in range(len(head)) if head[n] + tail[n] == length}
    chain: list[int] = []
    place = {number: where for where, number in enumerate(instance.order())}
    for n in sorted(critical, key=lambda one: (head[one], place[one])):
        if (not chain and not head[n]) or (
            chain and chain[-1] in instance.activities[n].after and head[n] == head[chain[-1]] + duration[chain[-1]]
        ):
            chain.append(n)
    if sum(duration[c] for c in chain) < length:  # no path without a wait for a release: the argument does not hold
        return length
    need = [one.modes[0].demand for one in instance.activities]
    best = length
    for n in range(len(head)):
        if n in critical or not duration[n]:
            continue
        first, last = head[n], length - tail[n] + duration[n]
        run = longest = 0
        for c in chain:
            overlap = max(0, min(last, head[c] + duration[c]) - max(first, head[c]))
            fits = all(a + b <= cap for a, b, cap in zip(need[n], need[c], instance.capacity, strict=True))
            run = run + overlap if fits else 0
            longest = max(longest, run)
        best = max(best, length + max(0, duration[n] - longest)) if last - first >= duration[n] else best
    return best
