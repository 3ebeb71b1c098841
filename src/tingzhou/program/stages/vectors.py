"""Compiled loops over columns and rows; each works on a range, so that two workers share it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = [
    "fill_root",
    "gather_outer",
    "local_finish",
    "local_pivots",
    "local_start",
    "product",
    "reduce_columns",
    "reduce_rows",
    "row_diagonal",
    "spread_columns",
    "spread_outer",
    "spread_rows",
    "wide_diagonal",
]


@njit(cache=True, nogil=True, error_model="numpy")
def product(low: int, high: int, indptr: Any, indices: Any, data: Any, vector: Any, out: Any) -> None:
    """Write the products of compressed rows (or columns) ``low … high − 1`` with a vector."""
    for i in range(low, high):
        total = 0.0
        for k in range(indptr[i], indptr[i + 1]):
            total += data[k] * vector[indices[k]]
        out[i] = total


@njit(cache=True, nogil=True, error_model="numpy")
def local_pivots(low: int, high: int, wide: Any, mate: Any, own: Any, other: Any, h: Any, e: Any, source: Any) -> None:
    """Write the inverse pivot of each local column and the share its capacity row passes on.

    With a capacity row ``α x + β c + e y = q`` the pair has the determinant ``e h + α²``.
    """
    n = wide.size
    for j in range(low, high):
        if wide[j]:
            continue
        i = mate[j]
        if i < 0:
            source[j] = 1.0 / h[j]
            source[n + j] = 0.0
        else:
            determinant = e[i] * h[j] + own[j] * own[j]
            source[j] = e[i] / determinant
            source[n + j] = own[j] * other[j] / determinant


@njit(cache=True, nogil=True, error_model="numpy")
def wide_diagonal(
    low: int,
    high: int,
    wide: Any,
    node: Any,
    owner: Any,
    indptr: Any,
    indices: Any,
    data: Any,
    h: Any,
    e: Any,
    own: Any,
    out: Any,
) -> None:
    """Write the (negative) diagonal of wide columns, capacity rows included."""
    for j in range(low, high):
        if not wide[j]:
            continue
        total = h[j]
        for k in range(indptr[j], indptr[j + 1]):
            i = indices[k]
            o = owner[i]
            if o >= 0:
                total += data[k] * data[k] * h[o] / (e[i] * h[o] + own[o] * own[o])
        out[node[j]] = -total


@njit(cache=True, nogil=True, error_model="numpy")
def row_diagonal(low: int, high: int, node: Any, e: Any, out: Any) -> None:
    """Write the diagonal of node rows."""
    for i in range(low, high):
        if node[i] >= 0:
            out[node[i]] = e[i]


@njit(cache=True, nogil=True, error_model="numpy")
def fill_root(row: Any, column: Any, source_of: Any, coefficient: Any, source: Any, diagonal: Any, out: Any) -> None:
    """Add the entries of the root and its diagonal, by columns."""
    size = diagonal.size
    for k in range(row.size):
        out[row[k] + column[k] * size] += coefficient[k] * source[source_of[k]]
    for k in range(size):
        out[k + k * size] += diagonal[k]


@njit(cache=True, nogil=True, error_model="numpy")
def gather_outer(start: Any, entry_start: Any, row: Any, column: Any, entry: Any, place: Any, value: Any, root: Any) -> None:
    """Subtract from fixed root nodes, at ``place`` in ``root``, what the nodes of a path give them."""
    total = np.zeros(place.size)
    for p in range(start.size - 1):
        base = start[p]
        for e in range(entry_start[p], entry_start[p + 1]):
            total[row[e]] += entry[e] * value[base + column[e]]
    for k in range(place.size):
        root[place[k]] -= total[k]


@njit(cache=True, nogil=True, error_model="numpy")
def spread_outer(start: Any, entry_start: Any, row: Any, column: Any, entry: Any, fixed: Any, value: Any) -> None:
    """Subtract from the nodes of a path what the fixed root nodes give them."""
    given = value[fixed]
    for p in range(start.size - 1):
        base = start[p]
        for e in range(entry_start[p], entry_start[p + 1]):
            value[base + column[e]] -= entry[e] * given[row[e]]


@njit(cache=True, nogil=True, error_model="numpy")
def local_start(low: int, high: int, wide: Any, mate: Any, own: Any, h: Any, e: Any, g: Any, q: Any, x: Any, y: Any) -> None:
    """Solve every local column with its capacity row alone; wide columns get 0."""
    for j in range(low, high):
        if wide[j]:
            x[j] = 0.0
            continue
        i = mate[j]
        if i < 0:
            x[j] = g[j] / h[j]
        else:
            determinant = e[i] * h[j] + own[j] * own[j]
            x[j] = (e[i] * g[j] + own[j] * q[i]) / determinant
            y[i] = (h[j] * q[i] - own[j] * g[j]) / determinant


@njit(cache=True, nogil=True, error_model="numpy")
def reduce_rows(low: int, high: int, node: Any, indptr: Any, indices: Any, data: Any, x: Any, q: Any, value: Any) -> None:
    """Write the right-hand side of node rows: q − A x."""
    for i in range(low, high):
        if node[i] >= 0:
            total = q[i]
            for k in range(indptr[i], indptr[i + 1]):
                total -= data[k] * x[indices[k]]
            value[node[i]] = total


@njit(cache=True, nogil=True, error_model="numpy")
def reduce_columns(
    low: int, high: int, node: Any, indptr: Any, indices: Any, data: Any, y: Any, owner: Any, g: Any, value: Any
) -> None:
    """Write the right-hand side of wide columns: −(g + Aᵀ y) over capacity rows."""
    for j in range(low, high):
        if node[j] >= 0:
            total = g[j]
            for k in range(indptr[j], indptr[j + 1]):
                if owner[indices[k]] >= 0:
                    total += data[k] * y[indices[k]]
            value[node[j]] = -total


@njit(cache=True, nogil=True, error_model="numpy")
def spread_rows(low: int, high: int, node: Any, value: Any, out: Any) -> None:
    """Read the multipliers of node rows; 0 for capacity rows."""
    for i in range(low, high):
        out[i] = value[node[i]] if node[i] >= 0 else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def spread_columns(low: int, high: int, wide: Any, node: Any, value: Any, out: Any) -> None:
    """Read the values of wide columns."""
    for j in range(low, high):
        if wide[j]:
            out[j] = value[node[j]]


@njit(cache=True, nogil=True, error_model="numpy")
def local_finish(
    low: int, high: int, wide: Any, mate: Any, own: Any, border: Any, other: Any, indptr: Any, indices: Any, data: Any,
    h: Any, e: Any, g: Any, q: Any, dx: Any, dy: Any,
) -> None:  # fmt: skip
    """Write local columns and their capacity rows, given nodes."""
    for j in range(low, high):
        if wide[j]:
            continue
        total = g[j]
        for k in range(indptr[j], indptr[j + 1]):
            total += data[k] * dy[indices[k]]
        i = mate[j]
        if i < 0:
            dx[j] = total / h[j]
            continue
        rest = q[i]
        if border[j] >= 0:
            rest -= other[j] * dx[border[j]]
        determinant = e[i] * h[j] + own[j] * own[j]
        dx[j] = (e[i] * total + own[j] * rest) / determinant
        dy[i] = (h[j] * rest - own[j] * total) / determinant


@njit(cache=True, nogil=True, error_model="numpy")
def column_residual(low: int, high: int, g: Any, h: Any, dx: Any, out: Any) -> float:
    """Turn ``Aᵀ Δy`` into the residual ``g − H Δx + Aᵀ Δy``, in place; return the largest."""
    worst = 0.0
    for j in range(low, high):
        out[j] = g[j] - h[j] * dx[j] + out[j]
        worst = max(worst, abs(out[j]))
    return worst


@njit(cache=True, nogil=True, error_model="numpy")
def row_residual(low: int, high: int, q: Any, e: Any, dy: Any, out: Any) -> float:
    """Turn ``A Δx`` into the residual ``q − A Δx − E Δy``, in place; return the largest."""
    worst = 0.0
    for i in range(low, high):
        out[i] = q[i] - out[i] - e[i] * dy[i]
        worst = max(worst, abs(out[i]))
    return worst
