"""Compiled loops of the interior point over columns and rows: residuals, directions, step lengths, updates.

Symbols: slacks ``below`` = x − l and ``above`` = u − x with multipliers zl, zu; of a row's activity w they are w − rl and ru − w with
vl, vu. Slacks are kept, not taken as differences, which would lose them to rounding. ``sides`` says by bits which there are (``LOWER``,
``UPPER``), whether a row is an equation (``EQUAL``, it has no slacks) and whether its diagonal is regularised (``NODE``). Slacks, their
multipliers and changes stand one after another for what has that side: most columns have no upper and most rows no lower limit.
The aim of a pair is ``s z = aim − correction``; its multiplier changes by ``Δz = −z + (aim − correction − z Δs)/s``.
"""

from __future__ import annotations

from typing import Any

from numba import njit

__all__ = [
    "EQUAL",
    "LOWER",
    "NODE",
    "UPPER",
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

LOWER, UPPER, EQUAL, NODE = 1, 2, 4, 8


@njit(cache=True, nogil=True, error_model="numpy")
def _places(sides: Any, low: int) -> Any:
    """Return how many lower and upper sides stand before ``low``."""
    a, b = 0, 0
    for j in range(low):
        a += sides[j] & 1
        b += (sides[j] >> 1) & 1
    return a, b


@njit(cache=True, nogil=True, error_model="numpy")
def column_state(
    low: int, high: int, sides: Any, cost: Any, aty: Any, x: Any, below: Any, above: Any, zl: Any, zu: Any, lower: Any, upper: Any,
    rho: float, free: float, h: Any, g: Any,
) -> Any:  # fmt: skip
    """Write H + ρ and the predictor's right-hand side; return worst dual residual, Σ s z, c x, dual objective, pairs."""
    worst, gap, primal, dual, count = 0.0, 0.0, 0.0, 0.0, 0.0
    a, b = _places(sides, low)
    for j in range(low, high):
        reduced = cost[j] - aty[j]
        rest = reduced
        primal += cost[j] * x[j]
        value = rho if sides[j] & 3 else free
        if sides[j] & 1:
            s, z = below[a], zl[a]
            value += z / s
            gap += s * z
            dual += z * lower[j]
            rest -= z
            count += 1.0
            a += 1
        if sides[j] & 2:
            s, z = above[b], zu[b]
            value += z / s
            gap += s * z
            dual -= z * upper[j]
            rest += z
            count += 1.0
            b += 1
        worst = max(worst, abs(rest))
        h[j] = value
        g[j] = -reduced
    return worst, gap, primal, dual, count


@njit(cache=True, nogil=True, error_model="numpy")
def row_state(
    low: int, high: int, sides: Any, ax: Any, y: Any, w: Any, below: Any, above: Any, vl: Any, vu: Any, lower: Any, upper: Any,
    delta: float, inverse: Any, e: Any, q: Any,
) -> Any:  # fmt: skip
    """Write E, E + δ and the predictor's right-hand side.

    Returns the worst primal residual, Σ s v, the dual objective, the number of pairs and the worst dual residual of rows.
    """
    worst, gap, dual, count, dual_worst = 0.0, 0.0, 0.0, 0.0, 0.0
    a, b = _places(sides, low)
    for i in range(low, high):
        if sides[i] & 4:
            residual = lower[i] - ax[i]
            inverse[i] = 0.0
            e[i] = delta
            q[i] = residual
            dual += y[i] * lower[i]
        else:
            residual = w[i] - ax[i]
            value, rest = 0.0, y[i]
            if sides[i] & 1:
                s, v = below[a], vl[a]
                value += v / s
                gap += s * v
                dual += v * lower[i]
                rest -= v
                count += 1.0
                a += 1
            if sides[i] & 2:
                s, v = above[b], vu[b]
                value += v / s
                gap += s * v
                dual -= v * upper[i]
                rest += v
                count += 1.0
                b += 1
            dual_worst = max(dual_worst, abs(rest))
            inverse[i] = 1.0 / max(value, 1e-20)
            e[i] = inverse[i] + (delta if sides[i] & 8 else 0.0)
            q[i] = residual - y[i] * inverse[i]
        worst = max(worst, abs(residual))
    return worst, gap, dual, count, dual_worst


@njit(cache=True, nogil=True, error_model="numpy")
def row_direction(low: int, high: int, sides: Any, inverse: Any, force: Any, dy: Any, dw: Any) -> None:
    """Write Δw = E (force − Δy)."""
    for i in range(low, high):
        dw[i] = 0.0 if sides[i] & 4 else inverse[i] * (force[i] - dy[i])


@njit(cache=True, nogil=True, error_model="numpy")
def reach(
    low: int, high: int, sides: Any, below: Any, above: Any, zl: Any, zu: Any, dx: Any, aim: float, affine: Any, dzl: Any, dzu: Any
) -> Any:
    """Write Δzl, Δzu, with the second-order correction ``affine`` × their former values; return the longest steps."""
    primal, dual = 1e30, 1e30
    a, b = _places(sides, low)
    for j in range(low, high):
        step = dx[j]
        if sides[j] & 1:
            s, z = below[a], zl[a]
            change = -z + (aim - affine[j] * dzl[a] - z * step) / s
            dzl[a] = change
            if step < 0.0:
                primal = min(primal, -s / step)
            if change < 0.0:
                dual = min(dual, -z / change)
            a += 1
        if sides[j] & 2:
            s, z = above[b], zu[b]
            change = -z + (aim + affine[j] * dzu[b] + z * step) / s
            dzu[b] = change
            if step > 0.0:
                primal = min(primal, s / step)
            if change < 0.0:
                dual = min(dual, -z / change)
            b += 1
    return primal, dual


@njit(cache=True, nogil=True, error_model="numpy")
def gap_after(
    low: int,
    high: int,
    sides: Any,
    below: Any,
    above: Any,
    zl: Any,
    zu: Any,
    dx: Any,
    dzl: Any,
    dzu: Any,
    primal: float,
    dual: float,
) -> float:
    """Return Σ s z after steps of the given lengths."""
    total = 0.0
    a, b = _places(sides, low)
    for j in range(low, high):
        if sides[j] & 1:
            total += (below[a] + primal * dx[j]) * (zl[a] + dual * dzl[a])
            a += 1
        if sides[j] & 2:
            total += (above[b] - primal * dx[j]) * (zu[b] + dual * dzu[b])
            b += 1
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def column_correct(
    low: int, high: int, sides: Any, cost: Any, aty: Any, below: Any, above: Any, dx: Any, dzl: Any, dzu: Any, aim: float, g: Any
) -> None:
    """Write the corrector's right-hand side of columns."""
    a, b = _places(sides, low)
    for j in range(low, high):
        total = aty[j] - cost[j]
        if sides[j] & 1:
            total += (aim - dx[j] * dzl[a]) / below[a]
            a += 1
        if sides[j] & 2:
            total -= (aim + dx[j] * dzu[b]) / above[b]
            b += 1
        g[j] = total


@njit(cache=True, nogil=True, error_model="numpy")
def row_correct(
    low: int, high: int, sides: Any, lower: Any, ax: Any, w: Any, inverse: Any, y: Any, below: Any, above: Any, dw: Any, dvl: Any,
    dvu: Any, aim: float, force: Any, q: Any,
) -> None:  # fmt: skip
    """Write the corrector's force on activities and the right-hand side of rows."""
    a, b = _places(sides, low)
    for i in range(low, high):
        if sides[i] & 4:
            q[i] = lower[i] - ax[i]
            continue
        total = -y[i]
        if sides[i] & 1:
            total += (aim - dw[i] * dvl[a]) / below[a]
            a += 1
        if sides[i] & 2:
            total -= (aim + dw[i] * dvu[b]) / above[b]
            b += 1
        force[i] = total
        q[i] = w[i] - ax[i] + total * inverse[i]


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
    low: int, high: int, sides: Any, below: Any, above: Any, zl: Any, zu: Any, dx: Any, dzl: Any, dzu: Any, primal: float, dual: float,
    aim: float, pull_l: Any, pull_u: Any, force: Any,
) -> None:  # fmt: skip
    """Write how products far from the aim should change after the trial step, and the force that asks for it.

    J. Gondzio, Multiple centrality corrections in a primal-dual method, Comput. Optim. Appl. 6 (1996) 137–156.
    """
    a, b = _places(sides, low)
    for j in range(low, high):
        total = 0.0
        if sides[j] & 1:
            s = below[a]
            pull_l[a] = _pull((s + primal * dx[j]) * (zl[a] + dual * dzl[a]), aim)
            total += pull_l[a] / s
            a += 1
        if sides[j] & 2:
            s = above[b]
            pull_u[b] = _pull((s - primal * dx[j]) * (zu[b] + dual * dzu[b]), aim)
            total -= pull_u[b] / s
            b += 1
        force[j] = total


@njit(cache=True, nogil=True, error_model="numpy")
def reach_centred(
    low: int, high: int, sides: Any, below: Any, above: Any, zl: Any, zu: Any, dx: Any, dzl: Any, dzu: Any, more: Any, pull_l: Any,
    pull_u: Any,
) -> Any:  # fmt: skip
    """Return the longest steps of the direction with the centring part added; nothing is written."""
    primal, dual = 1e30, 1e30
    a, b = _places(sides, low)
    for j in range(low, high):
        step = dx[j] + more[j]
        if sides[j] & 1:
            s, z = below[a], zl[a]
            change = dzl[a] + (pull_l[a] - z * more[j]) / s
            if step < 0.0:
                primal = min(primal, -s / step)
            if change < 0.0:
                dual = min(dual, -z / change)
            a += 1
        if sides[j] & 2:
            s, z = above[b], zu[b]
            change = dzu[b] + (pull_u[b] + z * more[j]) / s
            if step > 0.0:
                primal = min(primal, s / step)
            if change < 0.0:
                dual = min(dual, -z / change)
            b += 1
    return primal, dual


@njit(cache=True, nogil=True, error_model="numpy")
def accept(
    low: int, high: int, sides: Any, below: Any, above: Any, zl: Any, zu: Any, dx: Any, dzl: Any, dzu: Any, more: Any, pull_l: Any,
    pull_u: Any,
) -> None:  # fmt: skip
    """Add the centring part to the direction, in place."""
    a, b = _places(sides, low)
    for j in range(low, high):
        if sides[j] & 1:
            dzl[a] += (pull_l[a] - zl[a] * more[j]) / below[a]
            a += 1
        if sides[j] & 2:
            dzu[b] += (pull_u[b] + zu[b] * more[j]) / above[b]
            b += 1
        if not sides[j] & 4:
            dx[j] += more[j]


@njit(cache=True, nogil=True, error_model="numpy")
def advance(
    low: int, high: int, sides: Any, x: Any, below: Any, above: Any, zl: Any, zu: Any, dx: Any, dzl: Any, dzu: Any, primal: float,
    dual: float,
) -> None:  # fmt: skip
    """Take the step, in place; a slack that rounding would close stays open."""
    a, b = _places(sides, low)
    for j in range(low, high):
        if sides[j] & 4:
            continue
        x[j] += primal * dx[j]
        if sides[j] & 1:
            below[a] = max(below[a] + primal * dx[j], 1e-200)
            zl[a] = max(zl[a] + dual * dzl[a], 1e-200)
            a += 1
        if sides[j] & 2:
            above[b] = max(above[b] - primal * dx[j], 1e-200)
            zu[b] = max(zu[b] + dual * dzu[b], 1e-200)
            b += 1


@njit(cache=True, nogil=True, error_model="numpy")
def settle(low: int, high: int, sides: Any, y: Any, below: Any, above: Any, vl: Any, vu: Any, allowed: float) -> None:
    """Give what rounding left between a row's multiplier and those of its limits to the limit with little slack, in place."""
    a, b = _places(sides, low)
    for i in range(low, high):
        has_low, has_high = (sides[i] & 1) == 1, (sides[i] & 2) == 2
        if has_low or has_high:
            lowest, highest = vl[a] if has_low else 0.0, vu[b] if has_high else 0.0
            rest = y[i] - lowest + highest
            if rest > 0.0 and has_low and rest * below[a] <= allowed:
                vl[a] += rest
            elif has_high and ((rest < 0.0 and -rest * above[b] <= allowed) or (rest > 0.0 and highest > rest)):
                vu[b] -= rest
            elif rest < 0.0 and has_low and lowest > -rest:
                vl[a] += rest
            a += int(has_low)
            b += int(has_high)
