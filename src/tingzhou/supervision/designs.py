"""Sampling designs of fixed size and their inclusion probabilities of first and second order, computed, never simulated.

With ``f`` the distribution of the number taken when units are taken independently with chances ``p`` (scaled so that they add up to
n), conditional Poisson sampling has ``π_i = p_i f₋ᵢ[n−1] / f[n]`` and ``π_ij = p_i p_j f₋ᵢⱼ[n−2] / f[n]``. Sampford's design weighs a
sample by the sum of ``1 − π`` over it, which a second distribution ``g`` carries along. A unit is divided out of ``f`` from the side
on which errors shrink. References: Chen, Dempster and Liu (1994), Biometrika 81; Sampford (1967), Biometrika 54; Tillé (2006),
Sampling Algorithms.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import InternalError
from tingzhou.supervision import verifier

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["inclusion_probabilities", "joint_probabilities", "poisson_weights"]


def inclusion_probabilities(sizes: ArrayLike, n: int) -> NDArray[np.float64]:
    """Return probabilities in proportion to size that add up to ``n``, shape (units,).

    Units that would pass 1 are certain and taken out, in rounds, until none is left that would.
    """
    return np.array(verifier.inclusion_probabilities([float(size) for size in np.asarray(sizes, dtype=float)], n))


def _counts(p: NDArray[np.float64], marks: NDArray[np.float64], n: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return f[m] = P(m taken) and g[m] = E[sum of the marks of the taken; m taken], both for m = 0 … n."""
    f, g = np.zeros(n + 1), np.zeros(n + 1)
    f[0] = 1.0
    for chance, mark in zip(p, marks, strict=True):
        g[1:] = g[1:] * (1 - chance) + chance * (g[:-1] + mark * f[:-1])
        g[0] *= 1 - chance
        f[1:] = f[1:] * (1 - chance) + chance * f[:-1]
        f[0] *= 1 - chance
    return f, g


def _without(
    f: NDArray[np.float64], g: NDArray[np.float64], p: NDArray[np.float64], marks: NDArray[np.float64], top: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return f and g without one unit, for many candidate units at once: shapes (top + 1, units), from full f, g of length ≥ units + 1.

    Forward division is stable for p ≤ 1/2, backward division (from the largest count down) for p > 1/2.
    """
    length = f.shape[0] - 1
    ahead_f, ahead_g = np.zeros((length, p.size)), np.zeros((length, p.size))
    small, large = np.flatnonzero(p <= 0.5), np.flatnonzero(p > 0.5)
    chance, mark = p[small], marks[small]
    before_f, before_g = np.zeros(small.size), np.zeros(small.size)
    for m in range(length):
        before_g = g[m] - chance * (before_g + mark * before_f)
        before_f = f[m] - chance * before_f
        before_f, before_g = before_f / (1 - chance), before_g / (1 - chance)
        ahead_f[m, small], ahead_g[m, small] = before_f, before_g
    chance, mark = p[large], marks[large]
    after_f, after_g = np.zeros(large.size), np.zeros(large.size)
    for m in range(length - 1, -1, -1):
        after_f = (f[m + 1] - (1 - chance) * after_f) / chance
        after_g = (g[m + 1] - (1 - chance) * after_g) / chance - mark * after_f
        ahead_f[m, large], ahead_g[m, large] = after_f, after_g
    return ahead_f[: top + 1], ahead_g[: top + 1]


def _chances(weights: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    return np.array(verifier.scaled([float(weight) for weight in weights], n))


def poisson_first_order(weights: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """Return π of conditional Poisson sampling with odds ``weights``, shape (units,)."""
    p = _chances(weights, n)
    f, g = _counts(p, np.zeros_like(p), p.size)
    rest, _ = _without(f, g, p, np.zeros_like(p), n - 1)
    return np.asarray(p * rest[n - 1] / f[n])


def poisson_weights(pi: NDArray[np.float64], n: int, *, tolerance: float = 1e-13) -> NDArray[np.float64]:
    """Return odds whose conditional Poisson design has the inclusion probabilities ``pi``, shape (units,).

    Odds times the ratio of wanted and reached odds, with half the step where that overshoots (few units).

    Raises
    ------
    InternalError
        When it does not settle within 200 rounds.
    """
    wanted = pi / (1 - pi)
    weights, power, before = wanted.copy(), 1.0, np.inf
    for _ in range(200):
        now = poisson_first_order(weights, n)
        error = float(np.abs(now - pi).max())
        if error <= tolerance:
            return weights
        power = 0.5 if error > 0.7 * before else power
        weights, before = weights * (wanted * (1 - now) / now) ** power, error
        weights /= np.exp(np.log(weights).mean())
    if float(np.abs(poisson_first_order(weights, n) - pi).max()) < 1e-10:
        return weights
    raise InternalError("the weights of conditional Poisson sampling did not settle")


def joint_probabilities(design: str, pi: ArrayLike, units: ArrayLike | None = None) -> NDArray[np.float64]:
    """Return π_ij of a fixed-size design with inclusion probabilities ``pi``, shape (units, units); π_i on the diagonal.

    Parameters
    ----------
    design
        ``systematic`` (units in their order), ``conditional_poisson``, ``sampford``. Certain units (π = 1) are allowed.
    units
        Places of the units that are asked for, such as those of a sample; without it all.
    """
    chances = np.asarray(pi, dtype=float)
    asked = np.arange(chances.size) if units is None else np.asarray(units, dtype=np.intp)
    free = np.flatnonzero((chances > 0) & (chances < 1))
    joint = np.outer(chances[asked], chances[asked])
    n = round(float(chances[free].sum()))
    inner = np.flatnonzero((chances[asked] > 0) & (chances[asked] < 1))
    if inner.size and n:
        place = np.searchsorted(free, asked[inner])
        part = _systematic_joint(chances[free], place) if design == "systematic" else _joint(design, chances[free], n, place)
        joint[np.ix_(inner, inner)] = part
    np.fill_diagonal(joint, chances[asked])
    return joint


def _systematic_joint(pi: NDArray[np.float64], units: NDArray[np.intp]) -> NDArray[np.float64]:
    """Every start between two fractional parts of the added probabilities gives one and the same sample."""
    line = np.concatenate(([0.0], np.cumsum(pi)))
    line[-1] = round(line[-1])
    joint = np.zeros((units.size, units.size))
    ends, begins = line[1:][units], line[:-1][units]
    cuts = np.unique(np.concatenate(([0.0, 1.0], begins % 1.0, ends % 1.0)))
    for low, high in pairwise(cuts):
        middle = (low + high) / 2
        taken = np.ceil(ends - middle) > np.ceil(begins - middle)
        joint[np.ix_(taken, taken)] += high - low
    return joint


def _joint(design: str, pi: NDArray[np.float64], n: int, units: NDArray[np.intp]) -> NDArray[np.float64]:
    joint = np.zeros((units.size, units.size))
    if n < 2:
        return joint
    exact = design == "sampford"
    weights = pi / (1 - pi) if exact else poisson_weights(pi, n)
    marks = 1 - pi if exact else np.zeros_like(pi)
    p = _chances(weights, n)
    f, g = _counts(p, marks, p.size)
    whole = g[n] if exact else f[n]
    mine, own = p[units], marks[units]
    first_f, first_g = _without(f, g, mine, own, p.size - 1)
    for row in range(units.size):
        others_f, others_g = _without(first_f[:, row], first_g[:, row], mine, own, n - 2)
        value = (own[row] + own) * others_f[n - 2] + others_g[n - 2] if exact else others_f[n - 2]
        joint[row] = mine[row] * mine * value / whole
    return joint


def sampford_first_order(pi: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return π of Sampford's design from its own recursion, shape (units,): equal to ``pi``, which is a check of it."""
    n = round(float(pi.sum()))
    marks, p = 1 - pi, _chances(pi / (1 - pi), n)
    f, g = _counts(p, marks, p.size)
    rest_f, rest_g = _without(f, g, p, marks, n - 1)
    return np.asarray(p * (marks * rest_f[n - 1] + rest_g[n - 1]) / g[n])
