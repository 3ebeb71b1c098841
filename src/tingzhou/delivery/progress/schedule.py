"""A schedule as files exchange it: tasks, links, calendars, and a list of everything that was not carried over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tingzhou.delivery.approvals.steps import find_cycle
from tingzhou.errors import InputError, Problem
from tingzhou.labels import sentence

__all__ = [
    "LINKS",
    "Dropped",
    "Schedule",
    "ScheduleCalendar",
    "ScheduleLink",
    "ScheduleTask",
    "check_schedule",
    "outlined",
    "refuse_if_wrong",
]

LINKS = ("FS", "SS", "FF", "SF")


@dataclass(frozen=True)
class ScheduleTask:
    """A task; days are whole days, ``finish`` is its last day, money is in the file's currency [CNY].

    Parameters
    ----------
    duration
        Length [working days of its calendar]; ``None`` when the file states none.
    percent
        Physical share done [1].
    triple
        P10, P50, P90 [working days], where the file states them.
    """

    id: str
    name: str
    start: dt.date | None = None
    finish: dt.date | None = None
    duration: float | None = None
    percent: float = 0.0
    milestone: bool = False
    summary: bool = False
    parent: str = ""
    actual_start: dt.date | None = None
    actual_finish: dt.date | None = None
    baseline_start: dt.date | None = None
    baseline_finish: dt.date | None = None
    budget: float | None = None
    actual_cost: float | None = None
    calendar: str = ""
    responsible: str = ""
    triple: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class ScheduleLink:
    """``after`` waits for ``before``: finish to start, start to start, finish to finish or start to finish, with a lag [working days]."""

    before: str
    after: str
    kind: str = "FS"
    lag: float = 0.0


@dataclass(frozen=True)
class ScheduleCalendar:
    """Worked days of a week (Monday first) and days that differ: first, last, worked."""

    name: str
    week: tuple[bool, ...] = (True, True, True, True, True, False, False)
    exceptions: tuple[tuple[dt.date, dt.date, bool], ...] = ()
    hours_per_day: float = 8.0


@dataclass(frozen=True)
class Dropped:
    """Something that was not carried over, how often, and why (a gettext id)."""

    what: str
    count: int
    why: str

    def text(self, lang: str) -> str:
        """Return it as a line."""
        return f"{self.what} × {self.count}: {sentence(self.why, lang)}"


@dataclass(frozen=True)
class Schedule:
    """A schedule: tasks in their order, links, calendars by name, the day of its status, and what was dropped on reading."""

    name: str
    tasks: tuple[ScheduleTask, ...]
    links: tuple[ScheduleLink, ...] = ()
    calendars: tuple[ScheduleCalendar, ...] = ()
    start: dt.date | None = None
    status: dt.date | None = None
    hours_per_day: float = 8.0
    dropped: tuple[Dropped, ...] = field(default=(), compare=False)

    def task(self, one: str) -> ScheduleTask:
        """Return a task by its id."""
        return next(task for task in self.tasks if task.id == one)

    def title(self, task: ScheduleTask) -> str:
        """Return the name of a task after that of its summary: 'civil works' alone says little in a file of many projects."""
        above = next((one for one in self.tasks if one.id == task.parent), None) if task.parent else None
        return f"{above.name} · {task.name}" if above is not None and above.name else task.name

    def leaves(self) -> tuple[ScheduleTask, ...]:
        """Return the tasks that are no summaries."""
        return tuple(task for task in self.tasks if not task.summary)

    def with_tasks(self, tasks: Sequence[ScheduleTask]) -> Schedule:
        """Return the schedule with other tasks."""
        return replace(self, tasks=tuple(tasks))


def check_schedule(schedule: Schedule, file: str = "", rows: dict[str, int] | None = None) -> list[Problem]:
    """Return every problem of a schedule: ids, links, circles, days that run backwards, shares, money and quantiles."""
    at = rows or {}
    ids = [task.id for task in schedule.tasks]
    problems = [Problem("two tasks have the same id.", "Give each its own.", file=file, row=at.get(one), column="id", value=one)
                for one in sorted({one for one in ids if ids.count(one) > 1})] if len(set(ids)) < len(ids) else []  # fmt: skip
    if not ids:
        problems.append(Problem("the schedule holds no task.", "Export it with its tasks.", file=file))
    known = set(ids)
    after: dict[str, list[str]] = {one: [] for one in ids}
    for link in schedule.links:
        for one in (link.before, link.after):
            if one not in known:
                problems.append(Problem("the link {link} names a task that is not in the schedule.", "Add the task, or remove the link.", file=file,
                                        row=at.get(link.after), value=one, parameters={"link": f"{link.before} → {link.after}"}))  # fmt: skip
        if not -1e6 < link.lag < 1e6:
            problems.append(Problem("the lag of the link {link} is no number of days.", "Write a number of days.", file=file, row=at.get(link.after),
                                    value=f"{link.lag:g}", parameters={"link": f"{link.before} → {link.after}"}))  # fmt: skip
        if link.before in known and link.after in known:
            after[link.after].append(link.before)
    nested = find_cycle({task.id: [task.parent] if task.parent in known else [] for task in schedule.tasks})
    if nested:
        problems.append(Problem("summaries lie in each other: {cycle}.", "Correct the column parent.", file=file, row=at.get(nested[0]),
                                parameters={"cycle": " → ".join(nested)}))  # fmt: skip
    cycle = find_cycle(after)
    if cycle:
        problems.append(Problem("tasks wait for each other in a circle: {cycle}.", "Remove one of these arcs.", file=file, row=at.get(cycle[0]),
                                parameters={"cycle": " → ".join(cycle)}))  # fmt: skip
    for task in schedule.tasks:
        problems += _task_problems(task, file, at.get(task.id))
    return problems


def _task_problems(task: ScheduleTask, file: str, row: int | None) -> list[Problem]:
    problems = []
    spans = (("finish", task.start, task.finish), ("baseline_finish", task.baseline_start, task.baseline_finish),
             ("actual_finish", task.actual_start, task.actual_finish))  # fmt: skip
    for column, begin, end in spans:
        if begin is not None and end is not None and end < begin and not (task.milestone and (begin - end).days == 1):
            problems.append(Problem("the task {task} ends before it begins.", "Put the days in order.", file=file, row=row, column=column,
                                    value=str(end), parameters={"task": task.id}))  # fmt: skip
    if not 0.0 <= task.percent <= 1.0:
        problems.append(Problem("the share done of the task {task} lies outside 0 to 1.", "Write a share.", file=file, row=row, column="percent",
                                value=f"{task.percent:g}", parameters={"task": task.id}))  # fmt: skip
    for column, value in (("duration", task.duration), ("budget", task.budget), ("actual_cost", task.actual_cost)):
        if value is not None and not 0.0 <= value < 1e15:
            problems.append(Problem("it is no number of at least 0.", "Write a plain number.", file=file, row=row, column=column,
                                    value=f"{value:g}"))  # fmt: skip
    if task.triple is not None and not 0.0 <= task.triple[0] <= task.triple[1] <= task.triple[2]:
        problems.append(Problem("P10, P50 and P90 of the task {task} do not rise from 0.", "Write three durations, each not below the one before.",
                                file=file, row=row, column="p10", value=", ".join(f"{one:g}" for one in task.triple),
                                parameters={"task": task.id}))  # fmt: skip
    return problems


def outlined(tasks: Sequence[ScheduleTask]) -> tuple[ScheduleTask, ...]:
    """Return the tasks so that each stands below its summary, otherwise in their order; a parent that is not there counts as none."""
    ids = {task.id for task in tasks}
    below: dict[str, list[ScheduleTask]] = {}
    for task in tasks:
        below.setdefault(task.parent if task.parent in ids else "", []).append(task)
    found: list[ScheduleTask] = []
    ahead = list(reversed(below.get("", [])))
    while ahead:
        task = ahead.pop()
        found.append(task)
        ahead += reversed(below.get(task.id, []))
    return tuple(found)


def refuse_if_wrong(schedule: Schedule, file: str, problems: list[Problem], rows: dict[str, int] | None = None) -> Schedule:
    """Return the schedule when nothing is wrong with it; otherwise raise everything found."""
    problems += check_schedule(schedule, file, rows)
    if problems:
        raise InputError(problems)
    return schedule
