"""Windows of starts for an asked makespan, narrowed by trying their ends."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["direct_pairs", "fits", "rules_of", "shaved"]

_PASSES = 3
_LARGEST = 2**62  # work beyond does not fit into the words of compiled loops


def direct_pairs(distance: Any, duration: Any) -> list[tuple[int, int, int]]:
    """Return pairs (before, after, least time between) that no two others on the way imply, in topological order of those after.

    ``distance`` holds the least times between the end of one and the start of another, shape (n, n), −1 where it need not wait.
    """
    found = []
    for p, j in zip(*np.nonzero(distance >= 0), strict=True):
        way = (distance[p] >= 0) & (distance[:, j] >= 0)
        through = (distance[p] + duration + distance[:, j])[way]
        if not way.any() or through.max() < distance[p, j]:
            found.append((int(p), int(j), int(distance[p, j])))
    waits = (distance >= 0).sum(axis=0)
    return sorted(found, key=lambda one: waits[one[1]])


def rules_of(distance: Any, duration: Any, demand: Any, capacity: Any, makespan: int) -> Any:
    """Return what holds whatever the windows are, of n activities and r resources, true and implied."""
    from tingzhou.delivery.scheduling.propagation_loops import Rules

    pairs = np.array(direct_pairs(distance, duration), np.int64).reshape(-1, 3)
    both = np.zeros(distance.shape, np.bool_)
    for r in range(capacity.size):
        both |= demand[:, r][:, None] + demand[:, r][None, :] > capacity[r]
    both &= (distance < 0) & (distance.T < 0) & (duration > 0)[:, None] & (duration > 0)[None, :]
    one, other = np.nonzero(np.triu(both, 1))
    largest = np.argsort(-demand * duration[:, None], axis=0, kind="stable")
    before, after, gap = (np.ascontiguousarray(pairs[:, k]) for k in range(3))
    arrays = [np.ascontiguousarray(one, np.int64) for one in (duration, demand, capacity, largest)]
    return Rules(arrays[0], arrays[1], arrays[2], arrays[3], before, after, gap, one, other, int(makespan))


def fits(rules: Any) -> bool:
    """Return whether all work, and all that could be done, can be counted in words of 64 bits."""
    work = max((sum(int(d) * int(n) for d, n in zip(rules.duration, column, strict=True)) for column in rules.demand.T), default=0)
    room = max((int(one) for one in rules.capacity), default=0) * (rules.makespan + 1)
    return bool(work + room < _LARGEST)


def shaved(rules: Any, head: Any, last: Any, halt: Any) -> bool:
    """Narrow windows of starts in place; return whether none is empty."""
    from tingzhou.delivery.scheduling.propagation_loops import narrow, shave

    if not fits(rules):
        return True
    used = np.zeros((rules.makespan + 1, rules.capacity.size), np.int64)
    return bool(narrow(rules, head, last, used, 20) and shave(rules, head, last, _PASSES, halt)[0])
