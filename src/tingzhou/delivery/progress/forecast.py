"""What is left of a schedule from its status on: dates forecast on its calendars, and lights with cause, owner and next lawful date."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from tingzhou.delivery.approvals.graph import in_order
from tingzhou.delivery.calendars import Calendar
from tingzhou.delivery.lines import uneven_lines
from tingzhou.delivery.progress.schedule import Schedule, ScheduleCalendar, ScheduleLink, ScheduleTask
from tingzhou.delivery.risk.network import ScheduleNetwork, Task, schedule_network
from tingzhou.errors import InputError, Problem

__all__ = ["CAUSES", "Forecast", "Issue", "Light", "calendars_of", "forecast", "lights", "read_issues", "risk_network"]

CAUSES = ("factor", "step", "weather", "supply", "predecessor", "progress", "none")
YELLOW, RED = 7, 30  # days late against the baseline from which a light changes [d]: practice, an assumption [M]
_ISSUES = ("task", "cause", "responsible", "not_before", "note")


def calendars_of(
    schedule: Schedule, first: dt.date, last: dt.date, given: Mapping[str, Calendar] | None = None
) -> dict[str, Calendar]:
    """Return a day-level calendar for every name of a schedule: the given one, or its own week and exceptions; "" works every day."""
    own = {calendar.name: calendar for calendar in schedule.calendars}
    found = {"": Calendar("", first, np.ones((last - first).days + 1, dtype=np.bool_))}
    for name in {task.calendar for task in schedule.tasks} | set(own):
        if given and name in given:
            found[name] = given[name]
        elif name in own:
            found[name] = _days(own[name], first, last)
    return found


def _days(calendar: ScheduleCalendar, first: dt.date, last: dt.date) -> Calendar:
    size = (last - first).days + 1
    worked = np.array([calendar.week[(first.weekday() + index) % 7] for index in range(min(size, 7))])
    worked = np.resize(worked, size) if size > 7 else worked
    for begin, end, works in calendar.exceptions:
        low, high = max((begin - first).days, 0), min((end - first).days + 1, size)
        if low < high:
            worked[low:high] = works
    return Calendar(calendar.name, first, worked)


@dataclass(frozen=True)
class Forecast:
    """Start and last day of a task as forecast, and the task that decides its start (empty: the status or its own)."""

    task: str
    start: dt.date
    finish: dt.date
    decided_by: str


def _length(task: ScheduleTask, calendar: Calendar) -> float:
    """Return the length of a task [working days]: stated, or the worked days between its planned days."""
    if task.duration is not None:
        return task.duration
    if task.milestone or task.start is None or task.finish is None:
        return 0.0
    return float(max(calendar.working_days(task.start - dt.timedelta(days=1), task.finish), 0))


def forecast(schedule: Schedule, status: dt.date, calendars: Mapping[str, Calendar], *, not_before: Mapping[str, dt.date] | None = None,
             ) -> dict[str, Forecast]:  # fmt: skip
    """Return the forecast of every task that is no summary.

    Finished tasks stand at their actual days. What is left of a task under way begins after ``status``; a task not begun waits for
    its links and begins at its planned day or after the status, whichever is later. A lag counts in worked days of the task that waits.

    Raises
    ------
    InputError
        When tasks wait for each other, or a calendar ends too early.
    """
    tasks = {task.id: task for task in schedule.leaves()}
    links = [link for link in schedule.links if link.before in tasks and link.after in tasks]
    arcs: dict[str, list[ScheduleLink]] = {one: [] for one in tasks}
    for link in links:
        arcs[link.after].append(link)
    order = in_order({one: [link.before for link in before] for one, before in arcs.items()})
    evening = status + dt.timedelta(days=1)
    begin: dict[str, float] = {}
    end: dict[str, float] = {}
    found: dict[str, Forecast] = {}
    origin = next(iter(calendars.values())).first
    for one in order:
        task = tasks[one]
        calendar = calendars.get(task.calendar, calendars[""])
        if calendar.first != origin:
            raise InputError(Problem("the calendar {name} does not begin on {first} like the others.", "Give all calendars the same days.",
                                     parameters={"name": calendar.name, "first": origin}))  # fmt: skip
        length, decided = _length(task, calendar), ""
        if task.actual_finish is not None:
            begin[one] = float((task.actual_start or task.start or task.actual_finish).toordinal() - origin.toordinal())
            end[one] = float((task.actual_finish - origin).days + 1)
        elif task.actual_start is not None or task.percent > 0:
            begin[one] = float(((task.actual_start or task.start or status) - origin).days)
            end[one] = float(calendar.finish_times(float(calendar.index(evening)), length * (1.0 - task.percent)))
        else:
            wanted = max(task.start or evening, evening, (not_before or {}).get(one, evening))
            start = float(calendar.index(wanted))
            for link in arcs[one]:
                at = _bound(link, begin, end, calendar, length)
                if at > start:
                    start, decided = at, link.before
            begin[one], end[one] = start, float(calendar.finish_times(start, length))
        if not np.isfinite(end[one]):
            raise InputError(Problem("the task {task} ends beyond the calendar {name}, whose last day is {last}.", "Give the calendar more days.",
                                     parameters={"task": one, "name": calendar.name, "last": calendar.last}))  # fmt: skip
        first_day = _first_worked(calendar, begin[one]) if end[one] > begin[one] and task.actual_start is None else begin[one]
        found[one] = Forecast(one, origin + dt.timedelta(days=int(first_day)),
                              origin + dt.timedelta(days=max(int(np.ceil(end[one] - 1e-9)) - 1, int(first_day) - 1)), decided)  # fmt: skip
    return found


def _first_worked(calendar: Calendar, boundary: float) -> float:
    place = int(np.searchsorted(calendar.days_worked, int(np.floor(boundary + 1e-9)), side="left"))
    return float(calendar.days_worked[place]) if place < calendar.days_worked.size else boundary


def _bound(link: ScheduleLink, begin: Mapping[str, float], end: Mapping[str, float], calendar: Calendar, length: float) -> float:
    """Return the boundary before which a link does not let a task of ``length`` begin."""
    at = begin[link.before] if link.kind in ("SS", "SF") else end[link.before]
    at = float(calendar.finish_times(at, link.lag) if link.lag >= 0 else calendar.latest_start_times(at, -link.lag))
    if link.kind in ("FF", "SF"):  # the end is bound: the latest begin that ends no earlier
        back = float(calendar.latest_start_times(at, length))
        return back if np.isfinite(back) else 0.0
    return at if np.isfinite(at) else 0.0


@dataclass(frozen=True)
class Issue:
    """Why a task is held up, as its owner states it: cause, who, and a day before which it cannot go on by law."""

    task: str
    cause: str
    responsible: str = ""
    not_before: dt.date | None = None
    note: str = ""


def read_issues(text: str, file: str, schedule: Schedule) -> tuple[Issue, ...]:
    """Return the issues of a CSV text: task, cause (factor, step, weather, supply), responsible, not_before, note.

    Raises
    ------
    InputError
        With every problem.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = list(reader.fieldnames or [])
    problems = [Problem("the column {name} ({label}) is missing.", "Add a column with this header.", file=file, row=1,
                        parameters={"name": name, "label": name}) for name in ("task", "cause") if name not in header]  # fmt: skip
    problems += [Problem("the column is not known in the table {table}.", "Known columns: {known}.", file=file, row=1, column=str(name),
                         parameters={"table": "issues", "known": ", ".join(_ISSUES)}) for name in header if name not in _ISSUES]  # fmt: skip
    problems += uneven_lines(text, file)
    if problems:
        raise InputError(problems)
    known, found = {task.id for task in schedule.leaves()}, []
    for line, row in enumerate(reader, start=2):
        cells = {name: (row.get(name) or "").strip() for name in _ISSUES}
        if cells["task"] not in known:
            problems.append(
                Problem(
                    "there is no such task.",
                    "Tasks stand in the schedule.",
                    file=file,
                    row=line,
                    column="task",
                    value=cells["task"],
                )
            )
        if cells["cause"] not in CAUSES[:4]:
            problems.append(Problem("it is none of the choices.", "Write one of: {known}.", file=file, row=line, column="cause", value=cells["cause"],
                                    parameters={"known": ", ".join(CAUSES[:4])}))  # fmt: skip
        try:
            day = dt.date.fromisoformat(cells["not_before"]) if cells["not_before"] else None
        except ValueError:
            day = None
            problems.append(Problem("it is no day.", "Write a day such as 2025-03-31.", file=file, row=line, column="not_before",
                                    value=cells["not_before"]))  # fmt: skip
        found.append(Issue(cells["task"], cells["cause"], cells["responsible"], day, cells["note"]))
    if problems:
        raise InputError(problems)
    return tuple(found)


@dataclass(frozen=True)
class Light:
    """A light: colour, days late, cause, who is responsible, and the next day on which the task can lawfully go on."""

    task: str
    name: str
    colour: str
    late: int | None
    cause: str
    because_of: str
    responsible: str
    next_date: dt.date | None
    forecast_finish: dt.date
    baseline_finish: dt.date | None
    note: str = ""


def lights(
    schedule: Schedule, status: dt.date, calendars: Mapping[str, Calendar], issues: Iterable[Issue] = ()
) -> tuple[Light, ...]:
    """Return a light for every task that is not finished, worst first.

    Green is at most 7 days late against the baseline, yellow up to 30, red beyond; without a baseline the light is grey. The cause is the
    stated one; otherwise the weather when the calendar rests on the next day, the predecessor that decides the start, or progress that
    is behind.
    """
    stated = {issue.task: issue for issue in issues}
    dates = forecast(
        schedule, status, calendars, not_before={one: issue.not_before for one, issue in stated.items() if issue.not_before}
    )
    found = []
    for task in schedule.leaves():
        if task.actual_finish is not None:
            continue
        date, issue = dates[task.id], stated.get(task.id)
        late = None if task.baseline_finish is None else (date.finish - task.baseline_finish).days
        colour = "grey" if late is None else "green" if late <= YELLOW else "yellow" if late <= RED else "red"
        cause, reason = _cause(task, date, issue, status, calendars, late)
        under_way = task.actual_start is not None or task.percent > 0
        calendar = calendars.get(task.calendar, calendars[""])
        held = max(
            status + dt.timedelta(days=1), (issue.not_before if issue and issue.not_before else status + dt.timedelta(days=1))
        )
        going_on = calendar.finish(held, 1) if under_way else date.start
        found.append(Light(task.id, schedule.title(task), colour, late, cause, reason, (issue.responsible if issue else "") or task.responsible, going_on,
                           date.finish, task.baseline_finish, issue.note if issue else ""))  # fmt: skip
    rank = {"red": 0, "yellow": 1, "grey": 2, "green": 3}
    return tuple(sorted(found, key=lambda one: (rank[one.colour], -(one.late or 0))))


def _cause(task: ScheduleTask, date: Forecast, issue: Issue | None, status: dt.date, calendars: Mapping[str, Calendar],
           late: int | None) -> tuple[str, str]:  # fmt: skip
    if issue is not None:
        return issue.cause, ""
    if late is None or late <= 0:
        return "none", ""
    calendar = calendars.get(task.calendar, calendars[""])
    under_way = task.actual_start is not None or task.percent > 0
    boundary = max(status + dt.timedelta(days=1), date.start if under_way else status + dt.timedelta(days=1))
    rest = 0
    while (
        rest < 14
        and boundary + dt.timedelta(days=rest) <= calendar.last
        and not calendar.is_worked(boundary + dt.timedelta(days=rest))
    ):
        rest += 1
    if rest >= 14:  # more than weekends and holidays: a season
        return "weather", calendar.name
    if date.decided_by and not under_way:
        return "predecessor", date.decided_by
    return "progress", ""


def risk_network(schedule: Schedule, status: dt.date, calendars: Mapping[str, Calendar]) -> tuple[ScheduleNetwork, tuple[str, ...]]:
    """Return what is left of a schedule as a network for simulation, and the links it cannot hold.

    Tasks with P10, P50 and P90 vary; the others stand at their length. Links other than finish to start, and lags below zero, are listed.
    """
    tasks = {task.id: task for task in schedule.leaves()}
    left: list[str] = []
    before: dict[str, list[tuple[str, float]]] = {one: [] for one in tasks}
    for link in schedule.links:
        if link.before not in tasks or link.after not in tasks:
            left.append(f"{link.before} → {link.after} {link.kind}")
        elif link.kind != "FS" or link.lag < 0:
            left.append(f"{link.before} → {link.after} {link.kind}{link.lag:+g}")
        else:
            before[link.after].append((link.before, link.lag))
    rows = []
    for one, task in tasks.items():
        calendar = calendars.get(task.calendar, calendars[""])
        name = task.calendar if task.calendar in calendars else ""
        if task.actual_finish is not None:
            rows.append(Task(one, (0.0, 0.0, 0.0), (), name, task.actual_finish + dt.timedelta(days=1)))
            continue
        length = _length(task, calendar)
        triple = task.triple or (length, length, length)
        under_way = task.actual_start is not None or task.percent > 0
        scale = 1.0 - task.percent
        evening = status + dt.timedelta(days=1)
        release = evening if under_way else max(task.start or evening, evening)
        rows.append(
            Task(
                one,
                (triple[0] * scale, triple[1] * scale, triple[2] * scale),
                () if under_way else tuple(before[one]),
                name,
                release,
            )
        )
    return schedule_network(rows, calendars), tuple(left)
