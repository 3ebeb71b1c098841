"""Numerical factorisation along the panels, and the solves with it: dense blocks, written once, in compiled code.

A panel holds its pivots and, below them, what they touch: nodes carried to later panels and the fixed root nodes. Rows are
factored as ``K = L Lᵀ``, wide columns as ``−K = L Lᵀ``: the reduced matrix is quasi-definite, so any order may be taken. The rows of
fixed root nodes are dropped once they are used; a solve goes along the path twice instead and takes the sparse entries in their place.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tingzhou.program.stages.blas import dgemm, dgemv, dpotrf, dsyrk, dtrsm, dtrsv

__all__ = ["eliminate_path", "factor_root", "solve_root", "substitute_back", "substitute_forward"]


@njit(cache=True, nogil=True, error_model="numpy")
def _receive(panel: Any, n: int, t: int, fixed: int, target: Any, old_t: Any, old_b: Any, new_t: Any, new_b: Any) -> None:
    """Add what the panel before left over: to pivots in the panel, to carried nodes in the new remainder."""
    f, before = n + t + fixed, target.size
    for a in range(before):
        ia = target[a]
        for r in range(a, before):
            ir = target[r]
            low, high = (ia, ir) if ia < ir else (ir, ia)
            if low < n:
                panel[high + low * f] += old_t[r + a * before]
            else:
                new_t[high - n + (low - n) * t] += old_t[r + a * before]
        if ia < n:
            at = n + t + ia * f
            for r in range(fixed):
                panel[at + r] += old_b[r + a * fixed]
        else:
            at = (ia - n) * fixed
            for r in range(fixed):
                new_b[at + r] += old_b[r + a * fixed]


@njit(cache=True, nogil=True, error_model="numpy")
def _divide(panel: Any, n: int, f: int) -> bool:
    """Factor the pivots of a panel and divide what stands below by them; return whether all were positive."""
    if n == 1:
        if not panel[0] > 0.0:
            return False
        panel[0] = np.sqrt(panel[0])
        inverse = 1.0 / panel[0]
        for k in range(1, f):
            panel[k] *= inverse
        return True
    words = np.array([76, 78, 84, 82], dtype=np.uint8)  # L, N, T, R
    ints, one = np.array([n, f, 0, f - n], dtype=np.int32), np.ones(1)
    dpotrf(words[0:].ctypes, ints[0:].ctypes, panel.ctypes, ints[1:].ctypes, ints[2:].ctypes)
    if ints[2] != 0:
        return False
    if f > n:
        dtrsm(words[3:].ctypes, words[0:].ctypes, words[2:].ctypes, words[1:].ctypes, ints[3:].ctypes, ints[0:].ctypes, one.ctypes,
              panel.ctypes, ints[1:].ctypes, panel[n:].ctypes, ints[1:].ctypes)  # fmt: skip
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def _subtract(panel: Any, n: int, t: int, fixed: int, sign: float, new_t: Any, new_b: Any, kept: Any) -> None:
    """Add ``sign · L Lᵀ`` of what stands below the pivots to the remainders: carried, carried × fixed, fixed."""
    words = np.array([76, 78, 84], dtype=np.uint8)  # L, N, T
    ints = np.array([n, n + t + fixed, t, fixed, max(t, 1), max(fixed, 1)], dtype=np.int32)
    reals = np.array([sign, 1.0])
    if t > 0:
        dsyrk(words[0:].ctypes, words[1:].ctypes, ints[2:].ctypes, ints[0:].ctypes, reals.ctypes, panel[n:].ctypes, ints[1:].ctypes,
              reals[1:].ctypes, new_t.ctypes, ints[4:].ctypes)  # fmt: skip
    if t > 0 and fixed > 0:
        dgemm(words[1:].ctypes, words[2:].ctypes, ints[3:].ctypes, ints[2:].ctypes, ints[0:].ctypes, reals.ctypes,
              panel[n + t :].ctypes, ints[1:].ctypes, panel[n:].ctypes, ints[1:].ctypes, reals[1:].ctypes, new_b.ctypes,
              ints[5:].ctypes)  # fmt: skip
    if fixed > 0:
        dsyrk(words[0:].ctypes, words[1:].ctypes, ints[3:].ctypes, ints[0:].ctypes, reals.ctypes, panel[n + t :].ctypes,
              ints[1:].ctypes, reals[1:].ctypes, kept.ctypes, ints[5:].ctypes)  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
def _fill(panel: Any, p: int, height: int, entries: Any, source: Any) -> None:
    """Add the entries of panel ``p``."""
    start, row, column, source_of, value = entries
    for e in range(start[p], start[p + 1]):
        panel[row[e] + column[e] * height] += value[e] * source[source_of[e]]


@njit(cache=True, nogil=True, error_model="numpy")
def _fill_outer(panel: Any, p: int, first_row: int, height: int, entries: Any, source: Any, entry: Any) -> None:
    """Add the entries of panel ``p`` with fixed nodes, their rows counted from ``first_row``, and write them into ``entry``."""
    start, row, column, source_of, value = entries
    for e in range(start[p], start[p + 1]):
        entry[e] = value[e] * source[source_of[e]]
        panel[first_row + row[e] + column[e] * height] += entry[e]


@njit(cache=True, nogil=True, error_model="numpy")
def eliminate_path(
    start: Any, negative: Any, carried_start: Any, target: Any, offset: Any, inner: Any, outer: Any, source: Any, diagonal: Any,
    factor: Any, entry: Any, fixed: int, fixed_place: Any, root: Any,
) -> int:  # fmt: skip
    """Factor the panels of one path into ``factor`` and add what remains to ``root``; return 0, or 1 + the panel that failed.

    The entries with fixed root nodes are written into ``entry``.

    What stands below the pivots in rows of the fixed root nodes is used and not kept: it would be the larger part of the factor.
    """
    panels, most, before, largest = negative.size, 0, 0, 0
    for p in range(panels):
        most = max(most, carried_start[p + 1] - carried_start[p])
        n = start[p + 1] - start[p]
        largest = max(largest, n * (n + carried_start[p + 1] - carried_start[p] + fixed))
    work = np.zeros(largest + 1)
    old_t, new_t = np.zeros(most * most + 1), np.zeros(most * most + 1)
    old_b, new_b = np.zeros(most * fixed + 1), np.zeros(most * fixed + 1)
    kept = np.zeros(fixed * fixed + 1)
    for p in range(panels):
        n, t = start[p + 1] - start[p], carried_start[p + 1] - carried_start[p]
        f = n + t + fixed
        panel = work[: n * f]
        panel[:] = 0.0
        _fill(panel, p, f, inner, source)
        _fill_outer(panel, p, n + t, f, outer, source, entry)
        for k in range(n):
            panel[k + k * f] += diagonal[start[p] + k]
        new_t[: t * t] = 0.0
        new_b[: t * fixed] = 0.0
        if p > 0:
            _receive(panel, n, t, fixed, target[carried_start[p - 1] : carried_start[p]], old_t, old_b, new_t, new_b)
        if negative[p]:
            for k in range(n * f):
                panel[k] = -panel[k]
        if not _divide(panel, n, f):
            return p + 1
        _subtract(panel, n, t, fixed, 1.0 if negative[p] else -1.0, new_t, new_b, kept)
        at = offset[p]
        for k in range(n):
            factor[at : at + n + t] = panel[k * f : k * f + n + t]
            at += n + t
        old_t, new_t = new_t, old_t
        old_b, new_b = new_b, old_b
        before = t
    for a in range(fixed):
        for r in range(a, fixed):
            root[fixed_place[r], fixed_place[a]] += kept[r + a * fixed]
    for a in range(before):
        ia = target[carried_start[panels - 1] + a]
        for r in range(a, before):
            ir = target[carried_start[panels - 1] + r]
            root[max(ia, ir), min(ia, ir)] += old_t[r + a * before]
        for r in range(fixed):
            root[max(ia, fixed_place[r]), min(ia, fixed_place[r])] += old_b[r + a * fixed]
    return 0


@njit(cache=True, nogil=True, error_model="numpy")
def factor_root(root: Any, bounds: Any) -> int:
    """Factor the root in place, given its lower triangle by columns; return 0 when it succeeds.

    ``bounds`` (4) part it into rows, wide columns and rows that hold wide columns alone: pivots of signs +, − and +.
    """
    size = root.shape[0]
    words = np.array([76, 78, 84, 82], dtype=np.uint8)
    reals = np.array([1.0, -1.0])
    ints = np.zeros(4, np.int32)
    ints[1] = max(size, 1)
    flat = root.T.reshape(-1)  # the array is held by columns: its transpose is contiguous
    for part in range(3):
        begin, end = bounds[part], bounds[part + 1]
        if begin == end:
            continue
        sign = reals[1:]
        if part == 1:
            sign = reals[0:]
            for k in range(begin, end):
                for i in range(k, size):
                    flat[i + k * size] = -flat[i + k * size]
        ints[0], ints[3] = end - begin, size - end
        block = flat[begin * size + begin :]
        dpotrf(words[0:].ctypes, ints[0:].ctypes, block.ctypes, ints[1:].ctypes, ints[2:].ctypes)
        if ints[2] != 0:
            return part + 1
        if end == size:
            break
        below = block[end - begin :]
        dtrsm(words[3:].ctypes, words[0:].ctypes, words[2:].ctypes, words[1:].ctypes, ints[3:].ctypes, ints[0:].ctypes,
              reals.ctypes, block.ctypes, ints[1:].ctypes, below.ctypes, ints[1:].ctypes)  # fmt: skip
        rest = flat[end * size + end :]
        dsyrk(words[0:].ctypes, words[1:].ctypes, ints[3:].ctypes, ints[0:].ctypes, sign.ctypes, below.ctypes, ints[1:].ctypes,
              reals.ctypes, rest.ctypes, ints[1:].ctypes)  # fmt: skip
    return 0


@njit(cache=True, nogil=True, error_model="numpy")
def substitute_forward(
    start: Any, negative: Any, carried_start: Any, carried: Any, offset: Any, factor: Any, root_start: int, value: Any, root: Any,
) -> None:  # fmt: skip
    """Replace the right-hand side of a path by ``D⁻¹ L⁻¹`` of it, and subtract the part of carried root nodes from ``root``."""
    words = np.array([76, 78, 84], dtype=np.uint8)
    reals = np.array([1.0, -1.0, 0.0])
    ints = np.zeros(4, np.int32)
    ints[2] = 1
    panels = negative.size
    most = 1
    for p in range(panels):
        most = max(most, carried_start[p + 1] - carried_start[p])
    below = np.zeros(most)
    for p in range(panels):
        n, base = start[p + 1] - start[p], carried_start[p]
        t = carried_start[p + 1] - base
        panel = factor[offset[p] : offset[p + 1]]
        x = value[start[p] : start[p + 1]]
        ints[0], ints[1], ints[3] = n, n + t, t
        if n == 1:
            x[0] /= panel[0]
        else:
            dtrsv(words[0:].ctypes, words[1:].ctypes, words[1:].ctypes, ints[0:].ctypes, panel.ctypes, ints[1:].ctypes, x.ctypes,
                  ints[2:].ctypes)  # fmt: skip
        if t > 0:
            dgemv(words[1:].ctypes, ints[3:].ctypes, ints[0:].ctypes, reals.ctypes, panel[n:].ctypes, ints[1:].ctypes, x.ctypes,
                  ints[2:].ctypes, reals[2:].ctypes, below.ctypes, ints[2:].ctypes)  # fmt: skip
        if negative[p]:  # y = L⁻¹ r, D = −1: r below is r − L y, the value kept is −y
            for k in range(n):
                x[k] = -x[k]
        for k in range(t):
            v = carried[base + k]
            if v < root_start:
                value[v] -= below[k]
            else:
                root[v - root_start] -= below[k]


@njit(cache=True, nogil=True, error_model="numpy")
def substitute_back(start: Any, carried_start: Any, carried: Any, offset: Any, factor: Any, value: Any) -> None:
    """Replace the values of a path by ``L⁻ᵀ`` of them, given those of carried root nodes."""
    words = np.array([76, 78, 84], dtype=np.uint8)
    reals = np.array([1.0, -1.0, 0.0])
    ints = np.zeros(4, np.int32)
    ints[2] = 1
    panels = start.size - 1
    most = 1
    for p in range(panels):
        most = max(most, carried_start[p + 1] - carried_start[p])
    below = np.zeros(most)
    for p in range(panels - 1, -1, -1):
        n, base = start[p + 1] - start[p], carried_start[p]
        t = carried_start[p + 1] - base
        panel = factor[offset[p] : offset[p + 1]]
        x = value[start[p] : start[p + 1]]
        for k in range(t):
            below[k] = value[carried[base + k]]
        ints[0], ints[1], ints[3] = n, n + t, t
        if t > 0:
            dgemv(words[2:].ctypes, ints[3:].ctypes, ints[0:].ctypes, reals[1:].ctypes, panel[n:].ctypes, ints[1:].ctypes,
                  below.ctypes, ints[2:].ctypes, reals.ctypes, x.ctypes, ints[2:].ctypes)  # fmt: skip
        if n == 1:
            x[0] /= panel[0]
        else:
            dtrsv(words[0:].ctypes, words[2:].ctypes, words[1:].ctypes, ints[0:].ctypes, panel.ctypes, ints[1:].ctypes, x.ctypes,
                  ints[2:].ctypes)  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
def solve_root(root: Any, bounds: Any, value: Any) -> None:
    """Solve with the factored root, in place."""
    size = root.shape[0]
    for k in range(size):
        value[k] /= root[k, k]
        for i in range(k + 1, size):
            value[i] -= root[i, k] * value[k]
    for k in range(bounds[1], bounds[2]):
        value[k] = -value[k]
    for k in range(size - 1, -1, -1):
        total = value[k]
        for i in range(k + 1, size):
            total -= root[i, k] * value[i]
        value[k] = total / root[k, k]
