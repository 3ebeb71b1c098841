"""The heaviest set of activities that can run at the same time, by compiled depth-first search with bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = ["heaviest_set"]


@njit(cache=True, nogil=True)
def _reach(rest: Any, weight: Any, demand: Any, left: Any) -> float:
    """Return what the rest of a list can weigh at most: all of it, or what a resource can carry at the best weight per unit."""
    whole = 0
    for i in rest:
        whole += weight[i]
    reach = np.float64(whole)
    for r in range(left.size):
        ratio, idle = 0.0, 0.0
        for i in rest:
            if demand[i, r] == 0:
                idle += weight[i]
            else:
                ratio = max(ratio, weight[i] / demand[i, r])
        reach = min(reach, idle + ratio * left[r])
    return reach


@njit(cache=True, nogil=True)
def heaviest_set(weight: Any, demand: Any, capacity: Any, beside: Any, above: int, limit: int) -> Any:
    """Return the largest weight of a set found, the sets that improved on the way, shape (k, n), and whether the search was complete.

    ``weight`` holds whole weights in descending order, shape (n,), ``beside`` whether two can run at the same time, shape (n, n). Only sets
    heavier than ``above`` are of interest; the search tree has at most ``limit`` nodes.
    """
    count, resources = weight.size, capacity.size
    sets = np.zeros((64, count), np.bool_)
    improved, best, nodes = 0, above, 0
    lists = np.empty((count + 1, count), np.int64)
    length, place = np.zeros(count + 1, np.int64), np.zeros(count + 1, np.int64)
    left = np.empty((count + 1, resources), np.int64)
    total = np.zeros(count + 1, np.int64)
    taken = np.empty(count + 1, np.int64)
    for j in range(count):
        if weight[j] > 0:
            lists[0, length[0]] = j
            length[0] += 1
    left[0] = capacity
    depth = 0
    while depth >= 0:
        k = place[depth]
        if k >= length[depth]:
            depth -= 1
            continue
        j = lists[depth, k]
        place[depth] += 1
        nodes += 1
        if nodes > limit:
            return best, sets[:improved], False
        if total[depth] + _reach(lists[depth, k : length[depth]], weight, demand, left[depth]) < best + 1 - 1e-6:
            depth -= 1
            continue
        taken[depth] = j
        new = depth + 1
        total[new] = total[depth] + weight[j]
        for r in range(resources):
            left[new, r] = left[depth, r] - demand[j, r]
        length[new], place[new] = 0, 0
        for m in range(k + 1, length[depth]):
            i = lists[depth, m]
            fits = beside[j, i]
            for r in range(resources):
                fits = fits and demand[i, r] <= left[new, r]
            if fits:
                lists[new, length[new]] = i
                length[new] += 1
        if total[new] > best:
            best = total[new]
            row = improved if improved < 64 else 63
            sets[row] = False
            for d in range(new):
                sets[row, taken[d]] = True
            improved = min(improved + 1, 64)
        depth = new
    return best, sets[:improved], True
