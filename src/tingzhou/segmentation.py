"""Ward merging of neighbouring hours, as a compiled kernel: the sequence of merges is inherently one after another."""

from __future__ import annotations

import heapq
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["merge_neighbours"]


def _merge(features: NDArray[np.float64], count: int, cut: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Merge until ``count`` runs are left; ``cut[i]`` forbids merging hour i with hour i − 1.

    A heap holds the cost of merging each run with its right neighbour. An entry is stale when its version is old.
    """
    size, width = features.shape
    total = features.copy()
    weight = np.ones(size)
    following = np.arange(1, size + 1)
    previous = np.arange(-1, size - 1)
    alive = np.ones(size, dtype=np.bool_)
    version = np.zeros(size, dtype=np.int64)
    heap = [(0.0, 0, 0)]
    heap.pop()
    for left in range(size - 1):
        if not cut[left + 1]:
            cost = 0.0
            for f in range(width):
                difference = features[left, f] - features[left + 1, f]
                cost += difference * difference
            heap.append((0.5 * cost, left, 0))
    heapq.heapify(heap)
    runs = size
    while runs > count and len(heap) > 0:
        _, left, stamp = heapq.heappop(heap)
        if not alive[left] or version[left] != stamp:
            continue
        right = following[left]
        for f in range(width):
            total[left, f] += total[right, f]
        weight[left] += weight[right]
        alive[right] = False
        following[left] = following[right]
        if following[left] < size:
            previous[following[left]] = left
        runs -= 1
        for start in (previous[left], left):
            if start < 0:
                continue
            version[start] += 1
            end = following[start]
            if end >= size or cut[end]:
                continue
            cost = 0.0
            for f in range(width):
                difference = total[start, f] / weight[start] - total[end, f] / weight[end]
                cost += difference * difference
            joint = weight[start] * weight[end] / (weight[start] + weight[end])
            heapq.heappush(heap, (joint * cost, start, version[start]))
    return np.flatnonzero(alive)


@cache
def _kernel() -> Any:
    """Compile once per process; numba is imported only when a segmentation is asked for."""
    import numba

    return numba.njit(cache=True)(_merge)


def merge_neighbours(features: NDArray[np.float64], count: int, borders: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the first hour of each of ``count`` runs of neighbouring hours.

    Parameters
    ----------
    features
        Comparable series, shape (hours, F).
    count
        Runs wanted.
    borders
        Hours at which a run must start.
    """
    cut = np.zeros(features.shape[0], dtype=np.bool_)
    cut[borders] = True
    first: NDArray[np.int64] = _kernel()(np.ascontiguousarray(features), int(count), cut).astype(np.int64)
    return first
