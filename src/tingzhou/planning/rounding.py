"""A relaxed delivery curve brought to whole steps within all its limits, by dynamic programming over the hours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import SolveError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tingzhou.network import DeliveryCurve

__all__ = ["nearest_levels", "rounded_curve"]

_TRIES = 24  # halvings of the shift that brings the energy into the band of its contract


def nearest_levels(
    target: NDArray[np.float64], weight: NDArray[np.float64], levels: NDArray[np.float64], allowed: NDArray[np.bool_], *,
    changes: int | None = None, hold: int = 1, ramp: float | None = None, day: NDArray[np.int64] | None = None, cyclic: bool = False,
) -> NDArray[np.int64]:  # fmt: skip
    """Return the index of a level for every hour: the steps nearest to ``target`` (weighted squares) that keep every limit. Exact.

    Parameters
    ----------
    target, weight
        What is wanted [1] and how much each hour counts, shape (N,).
    levels, allowed
        Levels to choose from [1], shape (L,); where each may be chosen, shape (N, L).
    changes, hold, ramp, day
        Most changes in each day; shortest hold of a level [h]; largest difference of neighbouring hours [1]; day of each hour (N,).
    cyclic
        The last hour is followed by the first (a typical day).

    Raises
    ------
    SolveError
        When no steps keep the limits.
    """
    near = np.where(allowed, weight[:, None] * (target[:, None] - levels) ** 2, np.inf)
    apart = np.abs(levels[:, None] - levels)
    blocked = (apart > (np.inf if ramp is None else ramp + 1e-9)) | (apart == 0.0)
    search = _Search(near, np.where(blocked, np.inf, 0.0), changes, hold)
    if not cyclic:
        return search.chain(np.zeros(target.size, dtype=np.int64) if day is None else day)
    return search.cycle()


@dataclass(frozen=True, eq=False)
class _Search:
    """State: level, hours held (up to ``hold``), changes so far this day. A batch axis stands in front (levels of the first hour)."""

    near: NDArray[np.float64]
    penalty: NDArray[np.float64]
    changes: int | None
    hold: int

    @property
    def counts(self) -> int:
        return 1 if self.changes is None else self.changes + 1

    def chain(self, day: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the best levels of hours that follow one another; the first level may be as old as it likes."""
        cost = np.full((1, self.near.shape[1], self.hold, self.counts), np.inf)
        cost[0, :, -1, 0] = self.near[0]
        fresh = np.concatenate([[False], day[1:] != day[:-1]])
        cost, steps = self._forward(cost, np.arange(1, self.near.shape[0]), fresh)
        return self._back(cost, steps, 0)[1]

    def cycle(self) -> NDArray[np.int64]:
        """Return the best levels of hours that follow one another around: without a change, or beginning at each possible change."""
        hours, levels = self.near.shape
        flat = self.near.sum(axis=0)
        best, found = float(flat.min()), np.full(hours, int(flat.argmin()))
        for begin in range(hours if self.changes is None or self.changes > 1 else 0):
            cost = np.full((levels, levels, self.hold, self.counts), np.inf)
            first = np.arange(levels)
            cost[first, first, 0, min(1, self.counts - 1)] = self.near[begin]
            order = (np.arange(begin + 1, begin + hours)) % hours
            cost, steps = self._forward(cost, order, np.zeros(hours, dtype=np.bool_))
            cost[:, :, :-1] = np.inf  # the last block has held long enough when the first begins again
            cost += self.penalty.T[:, :, None, None]
            value = cost.reshape(levels, -1).min(axis=1)
            if value.min() < best - 1e-12:
                best = float(value.min())
                found = np.roll(self._back(cost, steps, int(value.argmin()))[1], begin)
        if not np.isfinite(best):
            raise SolveError("no whole steps keep the limits of the delivery curve")
        return found

    def _forward(
        self, cost: NDArray[np.float64], order: NDArray[np.int64], fresh: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], list[tuple[NDArray[np.int64], NDArray[np.int64] | None]]]:
        """Return costs after the last hour, and for every hour where each state came from (and counts that a new day began with)."""
        steps = []
        size = cost.shape
        flat = np.arange(size[1] * size[2] * size[3]).reshape(size[1:])
        for hour in order:
            counts = None
            if fresh[hour] and size[3] > 1:
                counts = cost.argmin(axis=3)
                lowest = cost.min(axis=3)
                cost = np.full(size, np.inf)
                cost[..., 0] = lowest
            ready = cost[:, :, -1, :]
            through = ready[:, :, None, :] + self.penalty[None, :, :, None]
            origin, change = through.argmin(axis=1), through.min(axis=1)
            if self.changes is not None:
                origin = np.concatenate([origin[..., :1], origin[..., :-1]], axis=-1)
                change = np.concatenate([np.full_like(change[..., :1], np.inf), change[..., :-1]], axis=-1)
            before = np.arange(size[3]) - (0 if self.changes is None else 1)
            came_change = flat[origin, size[2] - 1, np.maximum(before, 0)]
            after = np.full(size, np.inf)
            came = np.zeros(size, dtype=np.int64)
            after[:, :, 1:], came[:, :, 1:] = cost[:, :, :-1], flat[:, :-1]
            stay = cost[:, :, -1] < after[:, :, -1]
            after[:, :, -1] = np.where(stay, cost[:, :, -1], after[:, :, -1])
            came[:, :, -1] = np.where(stay, flat[:, -1], came[:, :, -1])
            better = change < after[:, :, 0]
            after[:, :, 0] = np.where(better, change, after[:, :, 0])
            came[:, :, 0] = np.where(better, came_change, came[:, :, 0])
            cost = after + self.near[hour][None, :, None, None]
            steps.append((came, counts))
        return cost, steps

    def _back(
        self, cost: NDArray[np.float64], steps: list[tuple[NDArray[np.int64], NDArray[np.int64] | None]], batch: int
    ) -> tuple[float, NDArray[np.int64]]:
        state = int(cost[batch].argmin())
        value = float(cost[batch].flat[state])
        if not np.isfinite(value):
            raise SolveError("no whole steps keep the limits of the delivery curve")
        size = cost.shape[1:]
        levels = [state // (size[1] * size[2])]
        for came, counts in reversed(steps):
            state = int(came[batch].flat[state])
            if counts is not None:
                level, age = state // (size[1] * size[2]), state // size[2] % size[1]
                state = (level * size[1] + age) * size[2] + int(counts[batch, level, age])
            levels.append(state // (size[1] * size[2]))
        return value, np.array(levels[::-1], dtype=np.int64)


def rounded_curve(
    curve: DeliveryCurve,
    relaxed: NDArray[np.float64],
    *,
    energy: tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]] | None,
) -> DeliveryCurve:
    """Return the curve given in whole steps near the relaxed one, with its energy inside the contract.

    Parameters
    ----------
    curve
        A decided curve with a step.
    relaxed
        Its relaxed level by covered hour [1], shape (base_size,).
    energy
        Class of every hour, least and most energy of each class as full-load hours [h]; ``None`` without a contract.

    Raises
    ------
    SolveError
        When no whole steps keep limits and contract.
    """
    assert curve.step is not None
    levels = curve.step * np.arange(int(1.0 / curve.step + 1e-9) + 1, dtype=np.float64)
    chained = curve.groups if curve.family in ("typical_days", "free", "follow") and curve.groups.size else None
    if curve.family == "follow":  # a following curve changes with every hour: it is brought to steps along the span
        hour = np.arange(relaxed.size, dtype=np.int64)
        low, high = np.maximum(curve.floor[np.maximum(curve.classes, 0)], 0), curve.ceiling[np.maximum(curve.classes, 0)]
        curve = replace(curve, classes=np.where(curve.running, hour, -1), floor=low, ceiling=high, groups=hour[None, :], day=hour // 24,
                        cyclic=False, shape=None, family="free")  # fmt: skip
        chained = curve.groups
    on = curve.running
    hours_of = np.bincount(curve.classes[on], minlength=curve.count).astype(np.float64)
    target = np.bincount(curve.classes[on], weights=relaxed[on], minlength=curve.count) / np.maximum(hours_of, 1e-12)
    allowed = (levels >= curve.floor[:, None] - 1e-9) & (levels <= curve.ceiling[:, None] + 1e-9)

    def at(shift: float) -> NDArray[np.float64]:
        """Return the levels by hour for a target that is shifted as a whole."""
        chosen = np.zeros(curve.count, dtype=np.int64)
        if chained is None:
            near = np.where(allowed, (target[:, None] + shift - levels) ** 2, np.inf)
            chosen = near.argmin(axis=1)
        else:
            for row in chained:
                chosen[row] = nearest_levels(target[row] + shift, hours_of[row] + 1e-9, levels, allowed[row], changes=curve.changes,
                                             hold=curve.hold, ramp=curve.ramp, day=curve.day, cyclic=curve.cyclic)  # fmt: skip
        return np.where(on, levels[chosen[np.maximum(curve.classes, 0)]], 0.0)

    return replace(curve, given=_within(at, energy, curve.id), levels="relaxed")


def _within(
    at: Callable[[float], NDArray[np.float64]],
    energy: tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]] | None,
    name: str,
) -> NDArray[np.float64]:
    """Return the first curve whose energy lies in the band, the shift of the target halved again and again."""
    series = at(0.0)
    if energy is None:
        return series
    classes, least, most = energy

    def miss(series: NDArray[np.float64]) -> float:
        """Return what lacks (+) or is too much (−) over all classes [h]; 0 inside the band."""
        got = np.bincount(classes, weights=series, minlength=least.size)
        return float(np.maximum(least - got, 0.0).sum() - np.maximum(got - most, 0.0).sum())

    out = miss(series)
    if abs(out) <= 1e-9:
        return series
    low, high = (0.0, 1.0) if out > 0 else (-1.0, 0.0)
    for _ in range(_TRIES):
        middle = 0.5 * (low + high)
        series = at(middle)
        out = miss(series)
        if abs(out) <= 1e-9:
            return series
        low, high = (middle, high) if out > 0 else (low, middle)
    raise SolveError("no whole steps of the delivery curve {name} meet its energy contract: allow a smaller step or more tolerance",
                     name=name)  # fmt: skip
