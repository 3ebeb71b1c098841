"""What narrows the windows of starts once a makespan is asked: orders, what surely runs at a time, and the energy of every stretch (compiled).

Energy: the least work that activities do between two times, over every stretch that begins where a window or its activity begins or ends and
ends anywhere (Baptiste, Le Pape, Nuijten 1999, Satisfiability tests and time-bound adjustments for cumulative scheduling problems). For a
stretch that begins at a, the work of one is linear in its end but for two bends, so that all ends take one pass of sums.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

__all__ = ["Rules", "narrow", "shave"]


class Rules(NamedTuple):
    """What holds whatever the windows are.

    ``duration`` (n,), ``demand`` (n, r), ``capacity`` (r,); ``largest`` (n, r) the activities by falling work on each resource; each of ``before``
    ends at least ``gap`` before that of ``after`` starts, in topological order; ``one`` and ``other`` cannot run together.
    """

    duration: Any
    demand: Any
    capacity: Any
    largest: Any
    before: Any
    after: Any
    gap: Any
    one: Any
    other: Any
    makespan: int


@njit(cache=True, nogil=True)
def _wait(head: Any, last: Any, i: int, j: int, least: int) -> int:
    """Let j start ``least`` after i; return the number of changes, −1 where a window is empty."""
    changes = 0
    if head[i] + least > head[j]:
        head[j] = head[i] + least
        changes += 1
    if last[j] - least < last[i]:
        last[i] = last[j] - least
        changes += 1
    return -1 if head[j] > last[j] or head[i] > last[i] else changes


@njit(cache=True, nogil=True)
def _orders(rules: Any, head: Any, last: Any) -> int:
    """Let the later wait for the earlier, there and back, and fix the order of those that cannot run together."""
    changes, duration, pairs = 0, rules.duration, rules.before.size
    before, after, gap, one, other = rules.before, rules.after, rules.gap, rules.one, rules.other
    for way in range(2):
        for k in range(pairs):
            at = k if way == 0 else pairs - 1 - k
            found = _wait(head, last, before[at], after[at], duration[before[at]] + gap[at])
            if found < 0:
                return -1
            changes += found
    for k in range(one.size):
        i, j = one[k], other[k]
        first, second = head[i] + duration[i] <= last[j], head[j] + duration[j] <= last[i]
        if first and second:
            continue
        if not first and not second:
            return -1
        found = _wait(head, last, i, j, duration[i]) if first else _wait(head, last, j, i, duration[j])
        if found < 0:
            return -1
        changes += found
    return changes


@njit(cache=True, nogil=True)
def _timetable(rules: Any, head: Any, last: Any, used: Any) -> int:
    """Start nothing where what surely runs leaves too little; heads only. ``used`` is room for the profile, shape (makespan, r)."""
    changes, resources = 0, rules.capacity.size
    duration, demand, capacity = rules.duration, rules.demand, rules.capacity
    used[:] = 0
    for i in range(head.size):
        for t in range(last[i], head[i] + duration[i]):
            for r in range(resources):
                used[t, r] += demand[i, r]
    for t in range(rules.makespan):
        for r in range(resources):
            if used[t, r] > capacity[r]:
                return -1
    for i in range(head.size):
        if head[i] == last[i]:
            continue
        start, t = head[i], head[i]
        surely = head[i] + duration[i]
        while t < start + duration[i]:
            if t < last[i] or t >= surely:  # elsewhere its own demand is counted
                for r in range(resources):
                    need = demand[i, r]
                    if need > 0 and used[t, r] + need > capacity[r]:
                        start = t + 1
                        break
                if start > last[i]:
                    return -1
            t += 1
        if start > head[i]:
            head[i] = start
            changes += 1
    return changes


@njit(cache=True, nogil=True)
def _adjusted(duration: Any, demand: Any, largest: Any, head: Any, last: Any, left: Any, r: int, a: int, b: int, slack: int) -> int:
    """Raise heads of those whose work between a and b, were they as early as possible, is more than is free."""
    changes = 0
    for k in range(head.size):
        i = largest[k, r]
        need = demand[i, r]
        if need * duration[i] <= slack:
            break
        own = max(0, min(b - max(a, last[i]), left[i]))
        if left[i] > 0 and (min(b - a, left[i]) - own) * need > slack:
            least = b - (slack + own * need) // need
            if least > last[i]:
                return -1
            if least > head[i]:
                head[i] = least
                changes += 1
    return changes


@njit(cache=True, nogil=True)
def _energy(rules: Any, head: Any, last: Any) -> int:
    """Compare the least work with the capacity over every stretch, and raise heads."""
    changes, span = 0, rules.makespan
    duration, demand, capacity, largest = rules.duration, rules.demand, rules.capacity, rules.largest
    bends = np.zeros(span + 2, np.int64)
    begins = np.zeros(2 * span + 2, np.bool_)
    left = np.zeros(head.size, np.int64)
    for i in range(head.size):
        if duration[i] > 0:
            begins[head[i]] = begins[last[i]] = begins[head[i] + duration[i]] = True
    for r in range(capacity.size):
        most = demand[largest[0, r], r] * duration[largest[0, r]]
        for a in range(span):
            if not begins[a]:
                continue
            bends[:] = 0
            for i in range(head.size):
                left[i] = min(duration[i], head[i] + duration[i] - a) if demand[i, r] else 0
                if left[i] > 0:
                    bends[max(a, last[i])] += demand[i, r]
                    bends[min(max(a, last[i]) + left[i], span + 1)] -= demand[i, r]
            slope, work = 0, 0
            for b in range(a + 1, span + 1):
                slope += bends[b - 1]
                work += slope
                slack = capacity[r] * (b - a) - work
                if slack < 0:
                    return -1
                if slack < most:
                    found = _adjusted(duration, demand, largest, head, last, left, r, a, b, slack)
                    if found < 0:
                        return -1
                    changes += found
    return changes


@njit(cache=True, nogil=True)
def _sides(rules: Any, head: Any, last: Any, used: Any, deep: bool) -> int:
    """Raise heads and, in the mirror, lower last starts."""
    changes = _energy(rules, head, last) if deep else _timetable(rules, head, last, used)
    if changes < 0:
        return -1
    early, late = rules.makespan - last - rules.duration, rules.makespan - head - rules.duration
    found = _energy(rules, early, late) if deep else _timetable(rules, early, late, used)
    if found < 0:
        return -1
    if found:
        last[:] = rules.makespan - early - rules.duration
    return changes + found


@njit(cache=True, nogil=True)
def narrow(rules: Any, head: Any, last: Any, used: Any, passes: int) -> bool:
    """Narrow windows in place until nothing changes, with at most ``passes`` passes of energy; return whether none is empty.

    ``head`` and ``last`` hold the earliest and latest starts, shape (n,), of schedules that begin at nought and end by the makespan.
    """
    done = 0
    while True:
        changes = 1
        while changes:
            changes = _orders(rules, head, last)
            if changes == 0:
                changes = _sides(rules, head, last, used, False)
            if changes < 0:
                return False
        if done == passes:
            return True
        done += 1
        changes = _sides(rules, head, last, used, True)
        if changes <= 0:
            return changes == 0


@njit(cache=True, nogil=True)
def shave(rules: Any, head: Any, last: Any, passes: int, halt: Any) -> tuple[bool, int]:
    """Cut off ends of windows in which an activity cannot start; return whether none is empty, and how many ends were tried.

    An end is cut where starting in it alone empties a window (shaving, Martin and Shmoys 1996, A new approach to computing optimal
    schedules for the job-shop scheduling problem). Ends that are cut double, others are tried smaller.
    """
    used = np.zeros((rules.makespan + 1, rules.capacity.size), np.int64)
    early, late, tried = head.copy(), last.copy(), 0
    for j in np.argsort(last - head):
        for side in range(2):
            width = 1
            while head[j] < last[j] and width and not halt[0]:
                width = min(width, last[j] - head[j])
                early[:] = head
                late[:] = last
                if side == 0:
                    late[j] = head[j] + width - 1
                else:
                    early[j] = last[j] - width + 1
                tried += 1
                if narrow(rules, early, late, used, passes):
                    width //= 4
                    continue
                if side == 0:
                    head[j] += width
                else:
                    last[j] -= width
                width *= 2
                if not narrow(rules, head, last, used, passes):
                    return False, tried
    return True, tried
