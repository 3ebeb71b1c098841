"""Least times between activities: longest paths, and the energy of everything that has to run in between (compiled)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = ["lengthen"]


@njit(cache=True, nogil=True)
def _energy(
    between: Any, size: int, start: int, end: int, distance: Any, duration: Any, demand: Any, capacity: Any, energy: Any
) -> int:
    """Return the least time between ``start`` and ``end`` by the energy of those in between, over all heads and tails of subsets."""
    resources = capacity.size
    tail = np.empty(size, np.int64)
    for m in range(size):
        tail[m] = -distance[between[m], end]
    order = np.argsort(tail)
    best = 0
    for m in range(size):
        head = distance[start, between[m]]
        seen = False
        for other in range(m):
            seen = seen or distance[start, between[other]] == head
        if seen:
            continue
        energy[:] = 0
        for k in range(size):
            j = between[order[k]]
            if distance[start, j] < head:
                continue
            for r in range(resources):
                energy[r] += demand[j, r] * duration[j]
            for r in range(resources):
                if energy[r]:
                    best = max(best, head + -(-energy[r] // capacity[r]) + distance[j, end])
    return best


@njit(cache=True, nogil=True)
def lengthen(order: Any, distance: Any, duration: Any, demand: Any, capacity: Any) -> None:
    """Lengthen in place the least times between the end of one and the start of another, −1 where it need not wait.

    ``order`` is topological. Between a pair: the longest path, and for every head and tail the energy of the activities that have to run in
    between, divided by the capacity (heads and tails of Baptiste, Le Pape, Nuijten 1999, used for every pair as in Brucker, Knust 2003).
    """
    count = order.size
    between = np.empty(count, np.int64)
    energy = np.zeros(capacity.size, np.int64)
    for b in range(count):
        j = order[b]
        for a in range(b - 1, -1, -1):
            p = order[a]
            size = 0
            least = distance[p, j]
            for m in range(a + 1, b):
                k = order[m]
                if distance[p, k] >= 0 and distance[k, j] >= 0:
                    between[size] = k
                    size += 1
                    least = max(least, distance[p, k] + duration[k] + distance[k, j])
            if size > 1:
                least = max(least, _energy(between, size, p, j, distance, duration, demand, capacity, energy))
            distance[p, j] = least
