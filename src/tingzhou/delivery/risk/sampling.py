"""Latin-hypercube samples and durations from three quantiles.

A duration is given by P10, P50 and P90. The curve through them is Myerson's generalised lognormal,

    x(z) = P50 + (P90 − P50) · (b^(z/z90) − 1) / (b − 1),   b = (P90 − P50) / (P50 − P10),   z90 = Φ⁻¹(0.9),

with z standard normal: it meets all three quantiles exactly, is normal for b = 1 and lognormal when its lower end is zero.
Reference: R. B. Myerson, Probability Models for Economic Decisions (2005), chapter 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from tingzhou.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["Z90", "check_triples", "latin_hypercube", "standard_normals", "through_quantiles"]

Z90 = float(ndtri(0.9))


def latin_hypercube(runs: int, dimensions: int, generator: np.random.Generator) -> NDArray[np.float64]:
    """Return uniform numbers in (0, 1), shape (runs, dimensions): in every dimension one in each of ``runs`` equal strips."""
    strips = np.tile(np.arange(runs, dtype=np.float64)[:, None], (1, dimensions))
    strips = generator.permuted(strips, axis=0)
    inside = generator.uniform(size=(runs, dimensions))
    return np.clip((strips + inside) / runs, 1e-12, 1.0 - 1e-12)


def standard_normals(uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the standard normal numbers of uniform ones."""
    return np.asarray(ndtri(uniform), dtype=np.float64)


def check_triples(triples: ArrayLike, ids: Sequence[str]) -> NDArray[np.float64]:
    """Return the triples as an array, shape (tasks, 3).

    Raises
    ------
    InputError
        With every task whose quantiles are not finite, are negative or fall.
    """
    table = np.asarray(triples, dtype=np.float64).reshape(-1, 3)
    fine = np.isfinite(table).all(axis=1) & (table[:, 0] >= 0.0) & (table[:, 0] <= table[:, 1]) & (table[:, 1] <= table[:, 2])
    if not fine.all():
        raise InputError([Problem("P10, P50 and P90 of the task {task} do not rise from 0.", "Write three durations, each not below the one "
                                  "before.", value=", ".join(f"{value:g}" for value in table[index]), parameters={"task": ids[int(index)]})
                          for index in np.flatnonzero(~fine)])  # fmt: skip
    return table


def through_quantiles(triples: NDArray[np.float64], normals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return durations, shape (runs, tasks): the curve through P10, P50, P90 of each task at the standard normals, never below 0.

    With equal quantiles on one side the duration stands still on that side.
    """
    low, middle, high = triples.T
    up, down = high - middle, middle - low
    both = (up > 0.0) & (down > 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(both, up / np.where(down > 0.0, down, 1.0), 1.0)
        bent = both & (np.abs(ratio - 1.0) > 1e-6)
        safe = np.where(bent, ratio, 2.0)
        curve = (safe ** (normals / Z90) - 1.0) / (safe - 1.0)
    straight = normals / Z90
    scaled = np.where(bent, up * curve, np.where(normals >= 0.0, up, down) * straight)
    return np.asarray(np.maximum(middle + scaled, 0.0), dtype=np.float64)
