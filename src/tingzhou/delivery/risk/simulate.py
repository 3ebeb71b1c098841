"""Many runs of a network at once: Latin-hypercube draws, one common factor, events that may or may not happen, weather years.

Durations of run ``r`` and task ``j`` come from the standard normal

    z(r, j) = √ρ(j) · Z(r) + √(1 − ρ(j)) · e(r, j)

(one-factor Gaussian copula: ``Z`` is what all tasks share, a good or a bad year), through the quantile curve of the task. An event
happens with its probability and lengthens its tasks, all in the same run when it is shared. Nothing here loops over runs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.delivery.risk.network import ScheduleNetwork
from tingzhou.delivery.risk.sampling import check_triples, latin_hypercube, standard_normals, through_quantiles
from tingzhou.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["RUNS", "Draws", "Event", "Simulation", "draw", "finish_when_moved", "quantile_days", "simulate"]

RUNS = 5000
CORRELATION = 0.3  # share of the variance that all tasks have in common [1]: an assumption [M]


@dataclass(frozen=True)
class Event:
    """Something that may happen: a permit delayed, a lot of equipment late.

    Parameters
    ----------
    name
        What it is.
    tasks
        The tasks it lengthens.
    probability
        Chance that it happens [1].
    delay
        P10, P50, P90 of what it adds [working days of the task's calendar].
    shared
        Whether all its tasks are hit in the same runs and by the same delay; otherwise each by itself.
    """

    name: str
    tasks: tuple[str, ...]
    probability: float
    delay: tuple[float, float, float]
    shared: bool = True


@dataclass(frozen=True, eq=False)
class Draws:
    """What chance decides: durations (runs, tasks) [working days], and the weather year of each run as a number in (0, 1)."""

    durations: NDArray[np.float64]
    weather: NDArray[np.float64]
    hits: dict[str, NDArray[np.bool_]]
    seed: int

    @property
    def runs(self) -> int:
        """The number of runs."""
        return int(self.durations.shape[0])


def _checked(network: ScheduleNetwork, events: Sequence[Event]) -> None:
    problems = [Problem("the event {event} names a task that is not there.", "Tasks stand in the schedule.", value=task,
                        parameters={"event": event.name}) for event in events for task in event.tasks if task not in network.ids]  # fmt: skip
    problems += [Problem("the probability of the event {event} lies outside 0 to 1.", "Write a share.", value=f"{event.probability:g}",
                         parameters={"event": event.name}) for event in events if not 0.0 <= event.probability <= 1.0]  # fmt: skip
    if problems:
        raise InputError(problems)


def draw(network: ScheduleNetwork, *, runs: int = RUNS, seed: int = 1, correlation: float | Sequence[float] = CORRELATION,
         events: Iterable[Event] = ()) -> Draws:  # fmt: skip
    """Return the draws of a network; the same seed gives the same draws.

    Raises
    ------
    UsageError
        For fewer than 2 runs or a correlation outside 0 … 1.
    InputError
        For events that do not fit.
    """
    listed = tuple(events)
    share = np.broadcast_to(np.asarray(correlation, dtype=np.float64), (network.size,))
    if runs < 2 or not ((share >= 0.0) & (share <= 1.0)).all():
        raise UsageError("a simulation needs at least 2 runs and correlations from 0 to 1")
    _checked(network, listed)
    generator = np.random.default_rng(seed)
    uniform = latin_hypercube(runs, network.size + 2, generator)
    normals = standard_normals(uniform[:, :-1])
    mixed = np.sqrt(share) * normals[:, -1:] + np.sqrt(1.0 - share) * normals[:, :-1]
    durations = through_quantiles(network.triples, mixed)
    hits: dict[str, NDArray[np.bool_]] = {}
    for event in listed:
        delay = check_triples([event.delay], [event.name])
        columns = [network.index(task) for task in event.tasks]
        width = 1 if event.shared else len(columns)
        chance = latin_hypercube(runs, 2 * width, generator)
        happens = chance[:, :width] < event.probability
        length = through_quantiles(np.repeat(delay, width, axis=0), standard_normals(chance[:, width:]))
        durations[:, columns] += np.where(happens, length, 0.0)
        hits[event.name] = np.asarray(happens.any(axis=1))
    return Draws(durations, uniform[:, -1], hits, seed)


@dataclass(frozen=True, eq=False)
class Simulation:
    """Start and finish of every task in every run, as boundaries, shape (runs, tasks); ``inf`` beyond the calendars."""

    network: ScheduleNetwork
    draws: Draws
    start: NDArray[np.float64]
    finish: NDArray[np.float64]

    def of(self, task: str) -> NDArray[np.float64]:
        """Return the finishes of a task, shape (runs,)."""
        return self.finish[:, self.network.index(task)]

    def last(self, tasks: Iterable[str]) -> NDArray[np.float64]:
        """Return when the last of some tasks is finished, shape (runs,)."""
        return np.asarray(self.finish[:, [self.network.index(task) for task in tasks]].max(axis=1))

    def first(self, tasks: Iterable[str]) -> NDArray[np.float64]:
        """Return when the first of some tasks is finished, shape (runs,)."""
        return np.asarray(self.finish[:, [self.network.index(task) for task in tasks]].min(axis=1))

    def probability(self, finish: NDArray[np.float64], by: dt.date) -> float:
        """Return the share of runs finished on the evening of ``by`` [1]."""
        return float((finish <= self.network.boundary(by) + 1.0 + 1e-9).mean())

    def criticality(self, targets: Iterable[str]) -> NDArray[np.float64]:
        """Return in which share of the runs each task decides when the last of the targets is finished [1], shape (tasks,)."""
        network = self.network
        columns = [network.index(task) for task in targets]
        critical = np.zeros(self.finish.shape, dtype=np.bool_)
        last = self.finish[:, columns].max(axis=1)
        for column in columns:
            critical[:, column] = self.finish[:, column] >= last
        for task in reversed(network.order):
            if not critical[:, task].any():
                continue
            for arc in network.incoming[task]:
                tail = int(network.before[arc])
                critical[:, tail] |= critical[:, task] & (self.finish[:, tail] + network.lag[arc] >= self.start[:, task] - 1e-9)
        return np.asarray(critical.mean(axis=0))


def simulate(network: ScheduleNetwork, draws: Draws, *, release: NDArray[np.float64] | None = None) -> Simulation:
    """Return every run of the network: one forward pass over the tasks, all runs at once.

    ``release`` replaces the releases of the network, for moving starts with the same draws.
    """
    runs = draws.runs
    free = network.release if release is None else release
    start, finish = np.empty((network.size, runs)), np.empty((network.size, runs))
    for task in network.order:
        begin = np.full(runs, free[task])
        for arc in network.incoming[task]:
            np.maximum(begin, finish[network.before[arc]] + network.lag[arc], out=begin)
        start[task] = begin
        finish[task] = _finished(network, draws, task, begin)
    return Simulation(network, draws, start.T, finish.T)


def _finished(network: ScheduleNetwork, draws: Draws, task: int, begin: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return when a task that begins at ``begin`` is finished in every run, on the calendar of the run's weather year."""
    length, variants = draws.durations[:, task], network.calendars[network.calendar[task]]
    if len(variants) == 1:
        return np.asarray(variants[0].finish_times(begin, length))
    finish = np.empty(draws.runs)
    chosen = np.minimum((draws.weather * len(variants)).astype(np.int64), len(variants) - 1)
    for variant, calendar in enumerate(variants):
        mine = chosen == variant
        finish[mine] = calendar.finish_times(begin[mine], length[mine])
    return finish


def finish_when_moved(found: Simulation, moved: str, start: dt.date, target: str) -> NDArray[np.float64]:
    """Return the finishes of a task when another may begin on ``start``, all else and the draws the same; shape (runs,).

    Only what lies behind the moved task is done anew, so that asking for many starts of many projects stays quick.
    """
    network = found.network
    anew: dict[int, NDArray[np.float64]] = {}
    first, last = network.index(moved), network.index(target)
    for task in network.order:
        arcs = network.incoming[task]
        if task == first or any(int(network.before[arc]) in anew for arc in arcs):
            begin = np.full(found.draws.runs, max(network.boundary(start), 0.0) if task == first else network.release[task])
            for arc in arcs:
                tail = int(network.before[arc])
                np.maximum(begin, (anew[tail] if tail in anew else found.finish[:, tail]) + network.lag[arc], out=begin)
            anew[task] = _finished(network, found.draws, task, begin)
            if task == last:
                break
    return anew[last] if last in anew else found.finish[:, last]


def quantile_days(
    network: ScheduleNetwork, finish: NDArray[np.float64], shares: Sequence[float] = (0.5, 0.8, 0.9)
) -> list[dt.date | None]:
    """Return the days by which the shares of the runs are finished; ``None`` beyond the calendars."""
    ordered = np.sort(finish)
    places = [max(int(np.ceil(share * ordered.size - 1e-9)) - 1, 0) for share in shares]
    return [network.day(float(ordered[place])) for place in places]
