"""Compiled loops that make schedules: serial and parallel generation, justification, and a population of activity lists.

Activities are numbered so that each stands after those it waits for. ``points`` and ``others`` are compressed lists: those of activity
``j`` are ``others[points[j]:points[j + 1]]``. Lots are drawn from a state of 64 bits of our own, so that they depend on nothing else.
Resources stand side by side in words of 63 bits, each with a guard bit above it that subtraction takes away where there is too little.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = ["best_of_population"]

_RANKS = 1 << 20
_SHORTLY = 6  # time units
_REORDERED = 30  # of a hundred children


@njit(cache=True, nogil=True)
def _draw(state: Any, count: int) -> Any:
    """Return a number in 0 … count − 1 (xorshift, Marsaglia 2003)."""
    value = state[0]
    value ^= value << np.uint64(13)
    value ^= value >> np.uint64(7)
    value ^= value << np.uint64(17)
    state[0] = value
    return np.int64((value >> np.uint64(11)) % np.uint64(count))


@njit(cache=True, nogil=True)
def _sorted(key: Any, tally: Any, order: Any) -> None:
    """Write the activities by key, equal ones by number, into ``order``; ``tally`` is nought before and after and longer than keys are large."""
    top: Any = 0
    for j in range(key.size):
        tally[key[j] + 1] += 1
        top = max(top, key[j] + 1)
    for t in range(1, top + 1):
        tally[t] += tally[t - 1]
    for j in range(key.size):
        order[tally[key[j]]] = j
        tally[key[j]] += 1
    tally[: top + 1] = 0


@njit(cache=True, nogil=True)
def _serial(order: Any, duration: Any, need: Any, full: Any, points: Any, others: Any, release: Any, free: Any, start: Any) -> int:
    """Place each activity of the list at its first possible time; return the end. ``free`` is full before and after."""
    words, end = full.shape[1], 0
    for j in order:
        at = release[j]
        for k in range(points[j], points[j + 1]):
            at = max(at, start[others[k]] + duration[others[k]])
        able, t = (
            at,
            at + duration[j] - 1,
        )  # from the back: the last time without room is where to go on; before ``able`` there is room
        while t >= able:
            for w in range(words):
                if (free[t, w] - need[j, w]) & full[1, w] != full[1, w]:
                    able, at = max(able, at + duration[j]), t + 1
                    t = at + duration[j]
                    break
            t -= 1
        for t in range(at, at + duration[j]):
            for w in range(words):
                free[t, w] -= need[j, w]
        start[j] = at
        end = max(end, at + duration[j])
    for w in range(words):
        free[:end, w] = full[0, w]
    return end


@njit(cache=True, nogil=True)
def _right(order: Any, end: int, duration: Any, need: Any, full: Any, points: Any, others: Any, free: Any, start: Any) -> None:
    """Place each activity of the list, read from its back, at its last possible time before ``end``; ``points`` lead to the successors."""
    words = full.shape[1]
    for place in range(order.size - 1, -1, -1):
        j = order[place]
        before = end
        for k in range(points[j], points[j + 1]):
            before = min(before, start[others[k]])
        able, t = before, before - duration[j]
        while t < able:
            for w in range(words):
                if (free[t, w] - need[j, w]) & full[1, w] != full[1, w]:
                    able, before = min(able, before - duration[j]), t
                    t = before - duration[j] - 1
                    break
            t += 1
        for t in range(before - duration[j], before):
            for w in range(words):
                free[t, w] -= need[j, w]
        start[j] = before - duration[j]
    for w in range(words):
        free[:end, w] = full[0, w]


@njit(cache=True, nogil=True)
def _parallel(priority: Any, duration: Any, demand: Any, capacity: Any, points: Any, others: Any, release: Any, start: Any) -> None:
    """At every time an activity ends, begin the waiting ones that fit, the least priority number first (parallel generation)."""
    count, resources = duration.size, capacity.size
    order = np.argsort(priority)
    placed = np.zeros(count, np.bool_)
    free = np.empty(resources, np.int64)
    left = count
    time: Any = 0
    while left:
        free[:] = capacity
        later = np.int64(2**60)
        for j in range(count):
            if placed[j] and start[j] <= time < start[j] + duration[j]:
                free -= demand[j]
                later = min(later, start[j] + duration[j])
        again = True
        while again:  # activities that last no time let others begin at once
            again = False
            for j in order:
                if placed[j]:
                    continue
                if release[j] > time:
                    later = min(later, release[j])
                    continue
                able = True
                for k in range(points[j], points[j + 1]):
                    p = others[k]
                    if not placed[p] or start[p] + duration[p] > time:
                        able = False
                        break
                if not able:
                    continue
                for r in range(resources):
                    if free[r] < demand[j, r]:
                        able = False
                        break
                if able:
                    placed[j] = True
                    start[j] = time
                    left -= 1
                    if duration[j]:
                        free -= demand[j]
                        later = min(later, time + duration[j])
                    else:
                        again = True
        time = later


@njit(cache=True, nogil=True)
def _child(one: Any, other: Any, first: int, last: int, used: Any, made: Any) -> None:
    """Two-point crossover of lists: the head and tail of one, the middle in the order of the other (Hartmann 1998)."""
    count = one.size
    used[:] = False
    for k in range(first):
        made[k] = one[k]
        used[one[k]] = True
    place = first
    for k in range(count):
        if place >= last:
            break
        if not used[other[k]]:
            made[place] = other[k]
            used[other[k]] = True
            place += 1
    for k in range(count):
        if not used[one[k]]:
            made[place] = one[k]
            used[one[k]] = True
            place += 1


@njit(cache=True, nogil=True)
def _mutate(made: Any, points: Any, others: Any, state: Any) -> None:
    """Exchange neighbours of the list by lot (one in twenty) where neither waits for the other."""
    for k in range(made.size - 1):
        if _draw(state, 20) == 0:
            a, b = made[k], made[k + 1]
            waits = False
            for m in range(points[b], points[b + 1]):
                waits = waits or others[m] == a
            if not waits:
                made[k], made[k + 1] = b, a


@njit(cache=True, nogil=True)
def _reorder(made: Any, first: int, last: int, points: Any, others: Any, waiting: Any, state: Any) -> None:
    """Put the stretch ``first … last`` of a list into another order by lot that respects what must come before."""
    for k in range(first, last):
        waiting[made[k]] = True
    for k in range(first, last):
        place: Any = k
        for _ in range(50):
            place = k + _draw(state, last - k)
            able = True
            for m in range(points[made[place]], points[made[place] + 1]):
                able = able and not waiting[others[m]]
            if able:
                break
            place = k  # the first of those that are left waits for none of them
        one = made[place]
        for m in range(place, k, -1):
            made[m] = made[m - 1]
        made[k] = one
        waiting[one] = False


@njit(cache=True, nogil=True)
def _breed(one: Any, other: Any, used: Any, made: Any, points: Any, others: Any, state: Any) -> None:
    """Make a list from two: a stretch of one in another order, or one crossed with the other and some neighbours exchanged."""
    if _draw(state, 100) < _REORDERED:
        made[:], used[:] = one, False
        first = _draw(state, one.size)
        _reorder(made, first, min(first + 4 + _draw(state, 16), one.size), points, others, used, state)
    else:
        first, last = _draw(state, one.size), _draw(state, one.size)
        _child(one, other, min(first, last), max(first, last), used, made)
        _mutate(made, points, others, state)


@njit(cache=True, nogil=True)
def _mark(start: Any, size: int) -> Any:
    """Return a number below ``size`` that tells starts apart, seldom the same for two."""
    mark = np.uint64(0)
    for j in range(start.size):
        mark = mark * np.uint64(6364136223846793005) + np.uint64(start[j] + 1)
        mark ^= mark >> np.uint64(29)
    return np.int64(mark % np.uint64(size))


@njit(cache=True, nogil=True)
def _chosen(ends: Any, state: Any) -> Any:
    """Return the place that a child takes (the worst of three) and its parents (the better of two, twice)."""
    size = ends.size
    slot = _draw(state, size)
    for _ in range(2):
        rival = _draw(state, size)
        if ends[rival] > ends[slot]:
            slot = rival
    a, b = _draw(state, size), _draw(state, size)
    c, d = _draw(state, size), _draw(state, size)
    return slot, a if ends[a] <= ends[b] else b, c if ends[c] <= ends[d] else d


@njit(cache=True, nogil=True)
def _priority(turn: int, tail: Any, next_points: Any, nexts: Any, state: Any) -> Any:
    """Return priorities by the longest tail, blurred by lot after the first two turns; those of even turns respect what must come before."""
    count = tail.size
    blur = 0 if turn < 2 else 20 + _draw(state, 80)  # in percent of the tail
    priority = np.empty(count, np.int64)
    for j in range(count):
        factor = 100 if blur == 0 else 100 - blur + _draw(state, 2 * blur + 1)
        priority[j] = -(tail[j] * factor * 1000 + j % 1000 if blur else tail[j] * 100000 - j)
    if turn % 2 == 0:  # a list for serial generation: by the latest start of the blurred tails
        for j in range(count - 1, -1, -1):
            for k in range(next_points[j], next_points[j + 1]):
                priority[j] = min(priority[j], priority[nexts[k]] - 1)
    return priority


@njit(cache=True, nogil=True)
def _rank(start: Any, duration: Any, end: Any) -> Any:
    """Return a number that grows with the end, and for the same end with what runs shortly before."""
    rank = end * _RANKS
    for j in range(start.size):
        late = start[j] + duration[j] - (end - _SHORTLY)
        if late > 0 and duration[j] > 0:
            rank += late * late
    return rank


@njit(cache=True, nogil=True)
def best_of_population(
    duration: Any, demand: Any, capacity: Any, need: Any, full: Any, points: Any, others: Any, next_points: Any, nexts: Any,
    release: Any, tail: Any, size: int, rounds: int, target: int, seed: int, known: Any, halt: Any,
) -> Any:  # fmt: skip
    """Return the starts, shape (n,), of the best schedule among ``rounds``, or of the first that ends at ``target``.

    ``need`` are demands and ``full`` capacities in words (``packed``). ``known`` are starts of schedules, shape (k, n), that join the
    population; anything but nought in ``halt``, shape (1,), ends the search. Schedules that end at the same time are ranked by what is still
    running shortly before.
    """
    count = duration.size
    horizon = duration.sum() + release.max() + 1
    free = np.empty((horizon, full.shape[1]), np.int64)
    free[:] = full[0]
    tally, order = np.zeros(horizon + 2, np.int64), np.zeros(count, np.int64)
    start, best = np.zeros(count, np.int64), np.zeros(count, np.int64)
    lists, ends = np.zeros((size, count), np.int64), np.full(size, 2**60)
    made, used = np.zeros(count, np.int64), np.zeros(count, np.bool_)
    state = np.full(1, np.uint64(seed) * np.uint64(2654435761) + np.uint64(88172645463325252), np.uint64)
    marks, seen = np.zeros(size, np.int64), np.zeros(64 * size, np.int16)
    found = 2**60
    for turn in range(rounds):
        slot = turn
        if halt[0] and turn:
            break
        if turn < min(size, known.shape[0]):
            _sorted(known[turn], tally, order)
            _serial(order, duration, need, full, points, others, release, free, start)
        elif turn < size:
            priority = _priority(turn, tail, next_points, nexts, state)
            if turn % 2:
                _parallel(priority, duration, demand, capacity, points, others, release, start)
            else:
                _serial(np.argsort(priority), duration, need, full, points, others, release, free, start)
        else:
            slot, a, c = _chosen(ends, state)
            _breed(lists[a], lists[c], used, made, points, others, state)
            _serial(made, duration, need, full, points, others, release, free, start)
        _sorted(start + duration, tally, order)
        _right(order, (start + duration).max(), duration, need, full, next_points, nexts, free, start)
        _sorted(start, tally, order)
        end = _serial(order, duration, need, full, points, others, release, free, start)
        rank = _rank(start, duration, end)
        mark = _mark(start, seen.size)
        if turn < size or (rank <= ends[slot] and not seen[mark]):  # a schedule once only, or the best would soon be all there is
            if turn >= size:
                seen[marks[slot]] -= 1
            seen[mark] += 1
            marks[slot] = mark
            _sorted(start, tally, lists[slot])
            ends[slot] = rank
        if end < found:
            found = end
            best[:] = start
            if end <= target:
                break
    return best
