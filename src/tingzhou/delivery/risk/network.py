"""A fixed graph of tasks on calendars: what the portfolio's schedule hands over, with its resource order as arcs.

Time is counted in days since ``first``, as boundaries (0.0 is the morning of the first day). Task ``j`` begins at

    start(j) = max( release(j), max over arcs (i → j) of finish(i) + lag )

and finishes by the calendar of its work: ``finish = W⁻¹(W(start) + duration)``. A duration is given by P10, P50 and P90 in working
days of that calendar; season acts through the calendar, not through longer tasks. A calendar may have variants, one per weather
year, of which each run draws one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.delivery.calendars import Calendar
from tingzhou.delivery.risk.sampling import check_triples
from tingzhou.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CriticalPath", "ScheduleNetwork", "Task", "critical_path", "net_of_calendar", "schedule_network", "with_actuals"]


@dataclass(frozen=True)
class Task:
    """A task as rows state it.

    Parameters
    ----------
    id
        Its name, once in the network.
    triple
        P10, P50, P90 [working days of its calendar].
    after
        Tasks before it; a pair (task, lag) adds calendar days, which may not be negative.
    calendar
        Name of its calendar.
    release
        Day before which it does not begin.
    project
        What it belongs to.
    """

    id: str
    triple: tuple[float, float, float]
    after: tuple[str | tuple[str, float], ...] = ()
    calendar: str = "every_day"
    release: dt.date | None = None
    project: str = ""


@dataclass(frozen=True, eq=False)
class ScheduleNetwork:
    """Tasks as arrays: ids, projects, triples (tasks, 3), arcs ``before`` → ``after`` with ``lag`` [d], calendar of each task, releases."""

    first: dt.date
    ids: tuple[str, ...]
    projects: tuple[str, ...]
    triples: NDArray[np.float64]
    before: NDArray[np.int64]
    after: NDArray[np.int64]
    lag: NDArray[np.float64]
    calendar: NDArray[np.int64]
    calendars: tuple[tuple[Calendar, ...], ...]
    release: NDArray[np.float64]

    @property
    def size(self) -> int:
        """The number of tasks."""
        return len(self.ids)

    @cached_property
    def incoming(self) -> tuple[tuple[int, ...], ...]:
        """The arcs into each task, by their number."""
        found: list[list[int]] = [[] for _ in self.ids]
        for arc, head in enumerate(self.after):
            found[int(head)].append(arc)
        return tuple(tuple(arcs) for arcs in found)

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The tasks so that each comes after those before it.

        Raises
        ------
        InputError
            When tasks wait for each other; the circle is named.
        """
        waiting = np.bincount(self.after, minlength=self.size)
        outgoing: list[list[int]] = [[] for _ in self.ids]
        for tail, head in zip(self.before, self.after, strict=True):
            outgoing[int(tail)].append(int(head))
        ready = [task for task in range(self.size) if waiting[task] == 0]
        done: list[int] = []
        while ready:
            task = ready.pop()
            done.append(task)
            for head in outgoing[task]:
                waiting[head] -= 1
                if waiting[head] == 0:
                    ready.append(head)
        if len(done) < self.size:
            left = set(range(self.size)) - set(done)
            at, way = min(left), list[int]()
            while at not in way:
                way.append(at)
                at = next(int(self.before[arc]) for arc in self.incoming[at] if int(self.before[arc]) in left)
            circle = [*way[way.index(at) :], at][::-1]
            raise InputError(Problem("tasks wait for each other in a circle: {cycle}.", "Remove one of these arcs.",
                                     parameters={"cycle": " → ".join(self.ids[one] for one in circle)}))  # fmt: skip
        return tuple(done)

    def index(self, task: str) -> int:
        """Return the number of a task."""
        try:
            return self.ids.index(task)
        except ValueError:
            raise UsageError("there is no task {task}", task=task) from None

    def boundary(self, day: dt.date) -> float:
        """Return the boundary of a day's morning."""
        return float((day - self.first).days)

    def day(self, boundary: float) -> dt.date | None:
        """Return the last day of what finishes at a boundary; ``None`` beyond all calendars."""
        return None if not np.isfinite(boundary) else self.first + dt.timedelta(days=int(np.ceil(boundary - 1e-9)) - 1)

    def ancestors(self, tasks: Iterable[int]) -> NDArray[np.bool_]:
        """Return which tasks lie before the given ones, they included."""
        found = np.zeros(self.size, dtype=np.bool_)
        ahead = list(tasks)
        while ahead:
            task = ahead.pop()
            if not found[task]:
                found[task] = True
                ahead += [int(self.before[arc]) for arc in self.incoming[task]]
        return found


def schedule_network(tasks: Sequence[Task], calendars: Mapping[str, Calendar | Sequence[Calendar]]) -> ScheduleNetwork:
    """Return the network of rows.

    Raises
    ------
    InputError
        With every problem: ids that stand twice, unknown predecessors or calendars, quantiles that fall, lags below zero, circles.
    """
    variants = {name: (given,) if isinstance(given, Calendar) else tuple(given) for name, given in calendars.items()}
    every = [calendar for given in variants.values() for calendar in given]
    if not every or len({(calendar.first, calendar.size) for calendar in every}) != 1:
        raise UsageError("the calendars of a network must begin and end on the same days")
    number = {name: index for index, name in enumerate(variants)}
    place = {task.id: index for index, task in enumerate(tasks)}
    problems = [] if len(place) == len(tasks) else [Problem("two tasks have the same id.", "Give each its own.")]
    arcs: list[tuple[int, int, float]] = []
    for index, task in enumerate(tasks):
        if task.calendar not in number:
            problems.append(Problem("the task {task} has a calendar that is not given.", "Known calendars: {known}.", value=task.calendar,
                                    parameters={"task": task.id, "known": ", ".join(number)}))  # fmt: skip
        for one in task.after:
            name, lag = one if isinstance(one, tuple) else (one, 0.0)
            if name not in place:
                problems.append(Problem("the task {task} comes after one that is not there.", "Add it, or remove the arc.", value=name,
                                        parameters={"task": task.id}))  # fmt: skip
            elif not 0.0 <= lag < np.inf:
                problems.append(Problem("the lag before the task {task} is negative.", "Write a lag of at least 0 days, or split the task.",
                                        value=f"{lag:g}", parameters={"task": task.id}))  # fmt: skip
            else:
                arcs.append((place[name], index, lag))
    try:
        triples = check_triples([task.triple for task in tasks], [task.id for task in tasks])
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    first = every[0].first
    release = np.array([0.0 if task.release is None else max((task.release - first).days, 0) for task in tasks], dtype=np.float64)
    network = ScheduleNetwork(
        first, tuple(place), tuple(task.project for task in tasks), triples,
        np.array([arc[0] for arc in arcs], dtype=np.int64), np.array([arc[1] for arc in arcs], dtype=np.int64),
        np.array([arc[2] for arc in arcs], dtype=np.float64), np.array([number[task.calendar] for task in tasks], dtype=np.int64),
        tuple(variants.values()), release)  # fmt: skip
    _ = network.order
    return network


def net_of_calendar(triple: tuple[float, float, float], calendar: Calendar) -> tuple[float, float, float]:
    """Return calendar days turned into working days by the share of days that the calendar works.

    Published durations contain ordinary waiting; on a calendar that waits by itself they would count it twice.
    """
    share = float(calendar.worked.mean())
    low, middle, high = (value * share for value in triple)
    return low, middle, high


@dataclass(frozen=True, eq=False)
class CriticalPath:
    """Start, finish, latest finish and slack [d] of every task at fixed durations, and the critical tasks in order of start."""

    start: NDArray[np.float64]
    finish: NDArray[np.float64]
    latest_finish: NDArray[np.float64]
    slack: NDArray[np.float64]
    critical: tuple[str, ...]


def critical_path(network: ScheduleNetwork, durations: NDArray[np.float64] | None = None, *, variant: int = 0) -> CriticalPath:
    """Return the critical path at fixed durations (P50 without any): a forward pass, and a backward pass from the last finish."""
    length = network.triples[:, 1] if durations is None else durations
    start, finish = network.release.copy(), np.zeros(network.size)
    calendars = [network.calendars[kind][min(variant, len(network.calendars[kind]) - 1)] for kind in network.calendar]
    for task in network.order:
        for arc in network.incoming[task]:
            start[task] = max(start[task], finish[network.before[arc]] + network.lag[arc])
        finish[task] = float(calendars[task].finish_times(start[task], length[task]))
    latest = np.full(network.size, finish.max() if network.size else 0.0)
    for task in reversed(network.order):
        begin = float(calendars[task].latest_start_times(latest[task], length[task]))
        for arc in network.incoming[task]:
            tail = network.before[arc]
            latest[tail] = min(latest[tail], begin - network.lag[arc])
    slack = np.maximum(latest - finish, 0.0)
    tight = [task for task in range(network.size) if slack[task] <= 1e-9]
    return CriticalPath(
        start, finish, latest, slack, tuple(network.ids[task] for task in sorted(tight, key=lambda one: (start[one], one)))
    )


def with_actuals(
    network: ScheduleNetwork, status: dt.date, *, finished: Mapping[str, dt.date], started: Mapping[str, float]
) -> ScheduleNetwork:
    """Return the network as it stands on the evening of ``status``: the forecast with actuals.

    Parameters
    ----------
    finished
        Task → day on which it was finished: it no longer waits for anything nor takes time.
    started
        Task under way → physical share done [1]: what is left begins after ``status``. Other tasks do not begin before then.

    Raises
    ------
    InputError
        For tasks that are not there, finished after ``status``, or shares outside 0 … 1.
    """
    problems = [Problem("there is no such task.", "Tasks stand in the schedule.", value=task) for task in (*finished, *started)
                if task not in network.ids]  # fmt: skip
    problems += [Problem("the task {task} cannot be finished after the day of the status.", "Choose a later day of the status.", value=str(day),
                         parameters={"task": task}) for task, day in finished.items() if day > status]  # fmt: skip
    problems += [Problem("the share done of the task {task} lies outside 0 to 1.", "Write a share.", value=f"{share:g}",
                         parameters={"task": task}) for task, share in started.items() if not 0.0 <= share <= 1.0]  # fmt: skip
    if problems:
        raise InputError(problems)
    evening = network.boundary(status) + 1.0
    triples, release = network.triples.copy(), np.maximum(network.release, evening)
    keep = np.ones(network.before.size, dtype=np.bool_)
    for task, share in started.items():
        triples[network.index(task)] *= 1.0 - share
        keep &= network.after != network.index(task)
        release[network.index(task)] = evening
    for task, day in finished.items():
        index = network.index(task)
        triples[index] = 0.0
        release[index] = network.boundary(day) + 1.0
        keep &= network.after != index
    return replace(
        network, triples=triples, release=release, before=network.before[keep], after=network.after[keep], lag=network.lag[keep]
    )
