"""Windows halved again and again until each part is refuted: a complete search without learning, but with all of the energy (compiled)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tingzhou.delivery.scheduling.propagation_loops import narrow

__all__ = ["FOUND", "OPEN", "REFUTED", "halve"]

REFUTED, OPEN, FOUND = 0, 1, 2
_PASSES = 3
_FAILS = 100.0  # what a half that is refuted at once counts in the score of an activity
_UNTRIED = 1e12
_WIDE, _SHALLOW = 30, 6  # how many activities are tried in the first levels


@njit(cache=True, nogil=True)
def _gain(head: Any, last: Any, early: Any, late: Any) -> float:
    """Return by how many halvings the windows became narrower."""
    gain = 0.0
    for i in range(head.size):
        if late[i] - early[i] < last[i] - head[i]:
            gain += np.log2((last[i] - head[i] + 1.0) / (late[i] - early[i] + 1.0))
    return gain


@njit(cache=True, nogil=True)
def _rank(head: Any, last: Any, score: Any) -> Any:
    """Return the activities with a choice, best score first, those never tried before all."""
    some = np.flatnonzero(last > head)
    return some[np.argsort(-score[some], kind="mergesort")]


@njit(cache=True, nogil=True)
def _choose(rules: Any, head: Any, last: Any, score: Any, width: int, used: Any, halves: Any) -> tuple[int, int]:
    """Halve the window that narrows the others most; return the outcome and how many halves were tried.

    Half windows that are refuted are cut off on the way. When the outcome is ``OPEN``, ``halves`` holds heads and last starts of the
    two parts, the narrower first, shape (4, n).
    """
    best, tried = -1.0, 0
    trial = np.empty((4, head.size), np.int64)
    while best < 0:
        some = _rank(head, last, score)
        if not some.size:
            return FOUND, tried
        for j in some[:width]:
            if head[j] == last[j]:
                continue
            middle = (head[j] + last[j]) // 2
            trial[0], trial[1], trial[2], trial[3] = head, last, head, last
            trial[1, j], trial[2, j] = middle, middle + 1
            lower = narrow(rules, trial[0], trial[1], used, _PASSES)
            upper = narrow(rules, trial[2], trial[3], used, _PASSES)
            tried += 2
            if not lower and not upper:
                score[j] = 4 * _FAILS if score[j] >= _UNTRIED else 0.8 * score[j] + 0.8 * _FAILS
                return REFUTED, tried
            if not lower or not upper:
                score[j] = _FAILS if score[j] >= _UNTRIED else 0.8 * score[j] + 0.2 * _FAILS
                head[:], last[:] = trial[2 if upper else 0], trial[3 if upper else 1]
                continue
            first, second = _gain(head, last, trial[0], trial[1]), _gain(head, last, trial[2], trial[3])
            value = first * second
            score[j] = value if score[j] >= _UNTRIED else 0.7 * score[j] + 0.3 * value
            if value > best:
                best = value
                narrower = 0 if first >= second else 2
                halves[:2], halves[2:] = trial[narrower : narrower + 2], trial[2 - narrower : 4 - narrower]
    for k in range(0, 4, 2):
        halves[k], halves[k + 1] = np.maximum(halves[k], head), np.minimum(halves[k + 1], last)
    return OPEN, tried


@njit(cache=True, nogil=True)
def halve(rules: Any, head: Any, last: Any, width: int, limit: int, halt: Any) -> tuple[int, int, float]:
    """Return what became of the windows, how many halves were tried, and the share of the tree that is refuted.

    ``FOUND`` leaves the starts of a schedule in ``head``. At most ``limit`` halves are tried, ``width`` activities for each choice.
    """
    count, top, tried, closed = head.size, 1, 0, 0.0
    room = 64
    for i in range(count):
        room += int(np.log2(last[i] - head[i] + 1.0)) + 1
    stack, level = np.empty((room, 2, count), np.int64), np.zeros(room, np.int64)
    stack[0, 0], stack[0, 1] = head, last
    used = np.zeros((rules.makespan + 1, rules.capacity.size), np.int64)
    halves, score = np.empty((4, count), np.int64), np.full(count, _UNTRIED)
    early, late = np.empty(count, np.int64), np.empty(count, np.int64)
    while top:
        if tried >= limit or halt[0]:
            return OPEN, tried, closed
        top -= 1
        early[:], late[:], depth = stack[top, 0], stack[top, 1], level[top]
        outcome = REFUTED
        if (early <= late).all() and narrow(rules, early, late, used, _PASSES):
            outcome, more = _choose(rules, early, late, score, _WIDE if depth < _SHALLOW else width, used, halves)
            tried += more
        if outcome == FOUND:
            head[:] = early
            return FOUND, tried, closed
        if outcome == REFUTED:
            closed += 0.5**depth
            continue
        for k in range(2, -1, -2):
            stack[top, 0], stack[top, 1], level[top] = halves[k], halves[k + 1], depth + 1
            top += 1
    return REFUTED, tried, closed
