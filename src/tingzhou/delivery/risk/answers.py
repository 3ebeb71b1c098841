"""What a simulation answers: connection told apart, the latest start for a wanted chance, and what drives the date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.delivery.risk.network import ScheduleNetwork
from tingzhou.delivery.risk.simulate import Draws, Simulation, quantile_days, simulate
from tingzhou.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Driver", "StartCurve", "connection", "drivers", "start_curve"]

Target = Callable[[Simulation], "NDArray[np.float64]"]


def connection(first: NDArray[np.float64], full: NDArray[np.float64], capacity: ArrayLike, share: float) -> NDArray[np.float64]:
    """Return when ``share`` of all capacity is connected, shape (runs,).

    Parameters
    ----------
    first, full
        Boundaries of the first and the full connection of each owner, shape (runs, owners); between them capacity grows evenly.
    capacity
        Capacity of each owner [MW].
    share
        Share of the total [1], above 0. With 1 it is when the last owner is full.

    Notes
    -----
    Connected capacity never falls in time, so the wanted boundary is found by bisection in all runs at once.
    """
    power = np.asarray(capacity, dtype=np.float64)
    if not 0.0 < share <= 1.0 or (power <= 0.0).any() or first.shape != full.shape or first.shape[1] != power.size:
        raise UsageError("connection needs a share above 0 and at most 1, and a positive capacity for every owner")
    if share == 1.0:
        return np.asarray(full.max(axis=1))
    width = np.maximum(np.where(np.isfinite(full), full - first, 0.0), 1e-12)
    low, high = first.min(axis=1), np.where(np.isfinite(full), full, first).max(axis=1)
    wanted = share * power.sum()
    # An owner that never becomes full stands at its first turbine: its capacity counts as not connected.
    able = np.where(np.isfinite(full), power, 0.0)
    reachable = able.sum(axis=1) >= wanted - 1e-9
    low = np.where(np.isfinite(low), low, 0.0)
    high = np.where(np.isfinite(high), high, low)
    start = np.where(np.isfinite(first), first, 0.0)
    for _ in range(60):
        middle = 0.5 * (low + high)
        grown = np.clip((middle[:, None] - start) / width, 0.0, 1.0)
        enough = (grown * able).sum(axis=1) >= wanted - 1e-9
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.where(reachable, high, np.inf)


@dataclass(frozen=True)
class StartCurve:
    """Start against finish: chance to be finished by ``by``, and P50, P80 and P90 of the finish, for each start."""

    by: dt.date
    starts: tuple[dt.date, ...]
    probability: tuple[float, ...]
    p50: tuple[dt.date | None, ...]
    p80: tuple[dt.date | None, ...]
    p90: tuple[dt.date | None, ...]

    def latest_start(self, share: float = 0.8) -> dt.date | None:
        """Return the latest of the starts with at least this chance; ``None`` when no start has it."""
        fitting = [day for day, chance in zip(self.starts, self.probability, strict=True) if chance >= share - 1e-12]
        return max(fitting) if fitting else None


def start_curve(
    network: ScheduleNetwork, draws: Draws, moved: Sequence[str], target: Target, starts: Sequence[dt.date], by: dt.date
) -> StartCurve:
    """Return the curve of start against finish, every start with the same draws: a later start never has a better chance.

    Parameters
    ----------
    moved
        The tasks whose earliest day is moved.
    target
        From a simulation to the boundary looked at, shape (runs,).
    """
    columns = [network.index(task) for task in moved]
    chances, days = [], []
    for start in starts:
        release = network.release.copy()
        release[columns] = max(network.boundary(start), 0.0)
        found = simulate(network, draws, release=release)
        finish = target(found)
        chances.append(found.probability(finish, by))
        days.append(quantile_days(network, finish))
    p50, p80, p90 = (tuple(day[place] for day in days) for place in range(3))
    return StartCurve(by, tuple(starts), tuple(chances), p50, p80, p90)


@dataclass(frozen=True)
class Driver:
    """A task and what it does to the date: share of runs in which it decides, rank correlation, points gained by one week less."""

    task: str
    criticality: float
    rank_correlation: float
    points_per_week: float
    mean_gain: float


def drivers(found: Simulation, targets: Sequence[str], by: dt.date, *, days: float = 7.0) -> tuple[Driver, ...]:
    """Return the tasks before the targets, those that gain most first.

    ``points_per_week`` is how many percentage points the chance to finish the last target by ``by`` grows when the task takes
    ``days`` calendar days less in every run, and ``mean_gain`` how many days earlier it is then finished on average [d].
    """
    network = found.network
    finish = found.last(targets)
    chance, critical = found.probability(finish, by), found.criticality(targets)
    rows = []
    for task in np.flatnonzero(network.ancestors(network.index(one) for one in targets)):
        shorter = found.draws.durations.copy()
        share = float(np.mean([calendar.worked.mean() for calendar in network.calendars[network.calendar[task]]]))
        shorter[:, task] = np.maximum(shorter[:, task] - days * share, 0.0)
        moved = simulate(network, Draws(shorter, found.draws.weather, {}, found.draws.seed))
        earlier = moved.last(targets)
        both = np.isfinite(finish) & np.isfinite(earlier)
        gain = float((finish[both] - earlier[both]).mean()) if both.any() else 0.0
        rows.append(Driver(network.ids[task], float(critical[task]), _rank_correlation(found.draws.durations[:, task], finish),
                           100.0 * (moved.probability(earlier, by) - chance), gain))  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (-row.points_per_week, -row.mean_gain, row.task)))


def _rank_correlation(one: NDArray[np.float64], two: NDArray[np.float64]) -> float:
    """Return Spearman's rank correlation; 0 where one of them does not vary."""
    from scipy.stats import rankdata

    if np.ptp(one) == 0.0 or (two == two[0]).all():
        return 0.0
    return float(np.corrcoef(rankdata(one), rankdata(two))[0, 1])
