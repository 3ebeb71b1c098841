"""Compiled loops of the interior point over columns and rows: residuals, directions, step lengths, updates.

Symbols: slacks ``below`` = x − l and ``above`` = u − x with multipliers zl, zu; of a row's activity w they are w − rl and ru − w with
vl, vu. Slacks are kept, not taken as differences, which would lose them to rounding; an infinite slack has no multiplier. Rows use the same loops as columns with ``skip`` set where the limits are equal.
The aim of a pair is ``s z = aim − correction``; its multiplier changes by ``Δz = −z + (aim − correction − z Δs)/s``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = [
    "accept",
    "advance",
    "centre",
    "column_correct",
    "column_state",
    "gap_after",
    "reach",
    "reach_centred",
    "row_correct",
    "row_direction",
    "row_state",
    "settle",
]


@njit(cache=True, nogil=True, error_model="numpy")
def column_state(
    low: int, high: int, cost: Any, aty: Any, x: Any, below: Any, above: Any, zl: Any, zu: Any, lower: Any,
    upper: Any, rho: float, free: float, h: Any,
    g: Any,
) -> Any:  # fmt: skip
    """Write H + ρ and the predictor's right-hand side; return worst dual residual, Σ s z, c x, dual objective, pairs."""
    worst, gap, primal, dual, count = 0.0, 0.0, 0.0, 0.0, 0.0
    for j in range(low, high):
        reduced = cost[j] - aty[j]
        worst = max(worst, abs(reduced - zl[j] + zu[j]))
        primal += cost[j] * x[j]
        value, bounded = rho, False
        if below[j] < np.inf:
            s = below[j]
            value += zl[j] / s
            gap += s * zl[j]
            dual += zl[j] * lower[j]
            count += 1.0
            bounded = True
        if above[j] < np.inf:
            s = above[j]
            value += zu[j] / s
            gap += s * zu[j]
            dual -= zu[j] * upper[j]
            count += 1.0
            bounded = True
        h[j] = value if bounded else free
        g[j] = -reduced
    return worst, gap, primal, dual, count


@njit(cache=True, nogil=True, error_model="numpy")
def row_state(
    low: int, high: int, skip: Any, ax: Any, y: Any, w: Any, below: Any, above: Any, vl: Any, vu: Any, lower: Any,
    upper: Any, delta: Any, inverse: Any,
    e: Any, residual: Any, q: Any,
) -> Any:  # fmt: skip
    """Write E, E + δ, the primal residual and the predictor's right-hand side.

    Returns the worst primal residual, Σ s v, the dual objective, the number of pairs and the worst dual residual of rows.
    """
    worst, gap, dual, count, dual_worst = 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(low, high):
        if skip[i]:
            residual[i] = lower[i] - ax[i]
            inverse[i] = 0.0
            e[i] = delta[i]
            q[i] = residual[i]
            dual += y[i] * lower[i]
        else:
            residual[i] = w[i] - ax[i]
            value = 0.0
            if below[i] < np.inf:
                s = below[i]
                value += vl[i] / s
                gap += s * vl[i]
                dual += vl[i] * lower[i]
                count += 1.0
            if above[i] < np.inf:
                s = above[i]
                value += vu[i] / s
                gap += s * vu[i]
                dual -= vu[i] * upper[i]
                count += 1.0
            dual_worst = max(dual_worst, abs(y[i] - vl[i] + vu[i]))
            inverse[i] = 1.0 / max(value, 1e-20)
            e[i] = inverse[i] + delta[i]
            q[i] = residual[i] - y[i] * inverse[i]
        worst = max(worst, abs(residual[i]))
    return worst, gap, dual, count, dual_worst


@njit(cache=True, nogil=True, error_model="numpy")
def row_direction(low: int, high: int, skip: Any, inverse: Any, force: Any, dy: Any, dw: Any) -> None:
    """Write Δw = E (force − Δy)."""
    for i in range(low, high):
        dw[i] = 0.0 if skip[i] else inverse[i] * (force[i] - dy[i])


@njit(cache=True, nogil=True, error_model="numpy")
def reach(
    low: int, high: int, below: Any, above: Any, zl: Any, zu: Any, dx: Any, aim: float, affine: Any, dzl: Any, dzu: Any,
    skip: Any,
) -> Any:  # fmt: skip
    """Write Δzl, Δzu, with the second-order correction ``affine`` × their former values; return the longest steps."""
    primal, dual = 1e30, 1e30
    for j in range(low, high):
        if skip[j]:
            continue
        step = dx[j]
        if below[j] < np.inf:
            s = below[j]
            change = -zl[j] + (aim - affine[j] * dzl[j] - zl[j] * step) / s
            dzl[j] = change
            if step < 0.0:
                primal = min(primal, -s / step)
            if change < 0.0:
                dual = min(dual, -zl[j] / change)
        if above[j] < np.inf:
            s = above[j]
            change = -zu[j] + (aim + affine[j] * dzu[j] + zu[j] * step) / s
            dzu[j] = change
            if step > 0.0:
                primal = min(primal, s / step)
            if change < 0.0:
                dual = min(dual, -zu[j] / change)
    return primal, dual


@njit(cache=True, nogil=True, error_model="numpy")
def gap_after(
    low: int, high: int, below: Any, above: Any, zl: Any, zu: Any, dx: Any, dzl: Any, dzu: Any, primal: float,
    dual: float, skip: Any,
) -> float:  # fmt: skip
    """Return Σ s z after steps of the given lengths."""
    total = 0.0
    for j in range(low, high):
        if skip[j]:
            continue
        if below[j] < np.inf:
            total += (below[j] + primal * dx[j]) * (zl[j] + dual * dzl[j])
        if above[j] < np.inf:
            total += (above[j] - primal * dx[j]) * (zu[j] + dual * dzu[j])
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def column_correct(
    low: int, high: int, cost: Any, aty: Any, below: Any, above: Any, dx: Any, dzl: Any, dzu: Any, aim: float, g: Any
) -> None:
    """Write the corrector's right-hand side of columns."""
    for j in range(low, high):
        total = aty[j] - cost[j]
        if below[j] < np.inf:
            total += (aim - dx[j] * dzl[j]) / below[j]
        if above[j] < np.inf:
            total -= (aim + dx[j] * dzu[j]) / above[j]
        g[j] = total


@njit(cache=True, nogil=True, error_model="numpy")
def row_correct(
    low: int, high: int, skip: Any, residual: Any, inverse: Any, y: Any, below: Any, above: Any, dw: Any, dvl: Any,
    dvu: Any, aim: float, force: Any, q: Any,
) -> None:  # fmt: skip
    """Write the corrector's force on activities and the right-hand side of rows."""
    for i in range(low, high):
        if skip[i]:
            q[i] = residual[i]
            continue
        total = -y[i]
        if below[i] < np.inf:
            total += (aim - dw[i] * dvl[i]) / below[i]
        if above[i] < np.inf:
            total -= (aim + dw[i] * dvu[i]) / above[i]
        force[i] = total
        q[i] = residual[i] + total * inverse[i]


@njit(cache=True, nogil=True, error_model="numpy")
def _pull(product: float, aim: float) -> float:
    """Return the change wanted of a product of slack and multiplier that lies outside [aim/10, 10 aim]."""
    if product < 0.1 * aim:
        return 0.1 * aim - product
    if product > 10.0 * aim:
        return max(10.0 * aim - product, -10.0 * aim)
    return 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def centre(
    low: int, high: int, below: Any, above: Any, zl: Any, zu: Any, dx: Any, dzl: Any, dzu: Any, primal: float, dual: float,
    aim: float, skip: Any, pull_l: Any, pull_u: Any, force: Any,
) -> None:  # fmt: skip
    """Write how products far from the aim should change after the trial step, and the force that asks for it.

    J. Gondzio, Multiple centrality corrections in a primal-dual method, Comput. Optim. Appl. 6 (1996) 137–156.
    """
    for j in range(low, high):
        total = 0.0
        if not skip[j]:
            if below[j] < np.inf:
                s = below[j]
                pull_l[j] = _pull((s + primal * dx[j]) * (zl[j] + dual * dzl[j]), aim)
                total += pull_l[j] / s
            if above[j] < np.inf:
                s = above[j]
                pull_u[j] = _pull((s - primal * dx[j]) * (zu[j] + dual * dzu[j]), aim)
                total -= pull_u[j] / s
        force[j] = total


@njit(cache=True, nogil=True, error_model="numpy")
def reach_centred(
    low: int, high: int, below: Any, above: Any, zl: Any, zu: Any, dx: Any, dzl: Any, dzu: Any, more: Any, pull_l: Any,
    pull_u: Any, skip: Any,
) -> Any:  # fmt: skip
    """Return the longest steps of the direction with the centring part added; nothing is written."""
    primal, dual = 1e30, 1e30
    for j in range(low, high):
        if skip[j]:
            continue
        step = dx[j] + more[j]
        if below[j] < np.inf:
            s = below[j]
            change = dzl[j] + (pull_l[j] - zl[j] * more[j]) / s
            if step < 0.0:
                primal = min(primal, -s / step)
            if change < 0.0:
                dual = min(dual, -zl[j] / change)
        if above[j] < np.inf:
            s = above[j]
            change = dzu[j] + (pull_u[j] + zu[j] * more[j]) / s
            if step > 0.0:
                primal = min(primal, s / step)
            if change < 0.0:
                dual = min(dual, -zu[j] / change)
    return primal, dual


@njit(cache=True, nogil=True, error_model="numpy")
def accept(
    low: int, high: int, below: Any, above: Any, zl: Any, zu: Any, dx: Any, dzl: Any, dzu: Any, more: Any, pull_l: Any,
    pull_u: Any, skip: Any,
) -> None:  # fmt: skip
    """Add the centring part to the direction, in place."""
    for j in range(low, high):
        if skip[j]:
            continue
        if below[j] < np.inf:
            dzl[j] += (pull_l[j] - zl[j] * more[j]) / below[j]
        if above[j] < np.inf:
            dzu[j] += (pull_u[j] + zu[j] * more[j]) / above[j]
        dx[j] += more[j]


@njit(cache=True, nogil=True, error_model="numpy")
def advance(
    low: int, high: int, x: Any, below: Any, above: Any, zl: Any, zu: Any, dx: Any, dzl: Any, dzu: Any, primal: float,
    dual: float, skip: Any,
) -> None:  # fmt: skip
    """Take the step, in place; a slack that rounding would close stays open."""
    for j in range(low, high):
        if skip[j]:
            continue
        x[j] += primal * dx[j]
        if below[j] < np.inf:
            below[j] = max(below[j] + primal * dx[j], 1e-200)
            zl[j] = max(zl[j] + dual * dzl[j], 1e-200)
        if above[j] < np.inf:
            above[j] = max(above[j] - primal * dx[j], 1e-200)
            zu[j] = max(zu[j] + dual * dzu[j], 1e-200)


@njit(cache=True, nogil=True, error_model="numpy")
def settle(low: int, high: int, skip: Any, y: Any, below: Any, above: Any, vl: Any, vu: Any, allowed: float) -> None:
    """Give what rounding left between a row's multiplier and those of its limits to the limit with little slack, in place."""
    for i in range(low, high):
        if skip[i]:
            continue
        rest = y[i] - vl[i] + vu[i]
        if rest > 0.0 and below[i] < np.inf and rest * below[i] <= allowed:
            vl[i] += rest
        elif (rest < 0.0 and above[i] < np.inf and -rest * above[i] <= allowed) or (rest > 0.0 and vu[i] > rest):
            vu[i] -= rest
        elif rest < 0.0 and vl[i] > -rest:
            vl[i] += rest
