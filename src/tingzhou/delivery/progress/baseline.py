"""Frozen baselines and monthly actuals: what was approved cannot change afterwards, what was done is booked month by month."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tingzhou.delivery.lines import uneven_lines
from tingzhou.delivery.progress.schedule import Schedule, ScheduleTask
from tingzhou.errors import InputError, Problem

__all__ = ["Actual", "Baseline", "apply_actuals", "apply_baseline", "freeze", "read_actuals", "read_baseline", "write_baseline"]

_COLUMNS = ("task", "on", "percent", "cost", "actual_start", "actual_finish", "note")


@dataclass(frozen=True)
class Baseline:
    """The approved plan: name, the day it was frozen, and start, finish and budget of every task; ``hash`` is over all of it."""

    name: str
    frozen_on: dt.date
    tasks: tuple[tuple[str, str, dt.date | None, dt.date | None, float | None], ...]

    @property
    def hash(self) -> str:
        """SHA-256 of the content in one fixed form."""
        return hashlib.sha256(_content(self).encode("utf-8")).hexdigest()


def _content(baseline: Baseline) -> str:
    rows = [
        [one, name, start and start.isoformat(), finish and finish.isoformat(), budget]
        for one, name, start, finish, budget in baseline.tasks
    ]
    return json.dumps({"name": baseline.name, "frozen_on": baseline.frozen_on.isoformat(), "tasks": rows}, ensure_ascii=False, sort_keys=True,
                      separators=(",", ":"))  # fmt: skip


def freeze(schedule: Schedule, on: dt.date) -> Baseline:
    """Return the planned days and budgets of a schedule as a baseline.

    Raises
    ------
    InputError
        When a task has no planned days: a baseline with holes cannot be held against anything.
    """
    lacking = [task for task in schedule.leaves() if task.start is None or task.finish is None]
    if lacking:
        raise InputError([Problem("the task {task} has no planned days and cannot be frozen.", "Schedule it first.", value=task.name,
                                  parameters={"task": task.id}) for task in lacking])  # fmt: skip
    return Baseline(
        schedule.name, on, tuple((task.id, task.name, task.start, task.finish, task.budget) for task in schedule.leaves())
    )


def write_baseline(baseline: Baseline) -> str:
    """Return the baseline as JSON with its hash."""
    return json.dumps({"hash": baseline.hash, **json.loads(_content(baseline))}, ensure_ascii=False, indent=1) + "\n"


def read_baseline(text: str, file: str) -> Baseline:
    """Return the baseline of a JSON text.

    Raises
    ------
    InputError
        When it is none, or its hash shows that it was changed after it was frozen.
    """
    try:
        held = json.loads(text)
        tasks = tuple((str(one), str(name), start and dt.date.fromisoformat(start), finish and dt.date.fromisoformat(finish),
                       None if budget is None else float(budget)) for one, name, start, finish, budget in held["tasks"])  # fmt: skip
        baseline = Baseline(str(held["name"]), dt.date.fromisoformat(held["frozen_on"]), tasks)
        stated = str(held["hash"])
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(Problem("the file is no frozen baseline: {reason}.", "Freeze the schedule again.", file=file,
                                 parameters={"reason": f"{type(error).__name__}: {error}"})) from None  # fmt: skip
    if stated != baseline.hash:
        raise InputError(Problem("the baseline was changed after it was frozen: its hash does not fit.", "Take the file as it was frozen, or freeze "
                                 "a new baseline under a new name.", file=file, value=stated))  # fmt: skip
    return baseline


def apply_baseline(schedule: Schedule, baseline: Baseline) -> tuple[Schedule, tuple[str, ...], tuple[str, ...]]:
    """Return the schedule with the baseline's days and budgets, tasks that are new since, and tasks that are gone."""
    held = {row[0]: row for row in baseline.tasks}
    tasks = []
    for task in schedule.tasks:
        row = held.get(task.id)
        if row is None:
            tasks.append(replace(task, baseline_start=None, baseline_finish=None))
        else:
            tasks.append(replace(task, baseline_start=row[2], baseline_finish=row[3], budget=row[4]))
    new = tuple(task.id for task in schedule.leaves() if task.id not in held)
    gone = tuple(one for one in held if one not in {task.id for task in schedule.tasks})
    return schedule.with_tasks(tasks), new, gone


@dataclass(frozen=True)
class Actual:
    """What was booked on a day: physical share reached [1], money spent since the booking before, start and finish if they happened."""

    task: str
    on: dt.date
    percent: float | None = None
    cost: float | None = None
    actual_start: dt.date | None = None
    actual_finish: dt.date | None = None


def read_actuals(text: str, file: str, schedule: Schedule) -> tuple[Actual, ...]:
    """Return the bookings of a CSV text: task, on, and percent, cost, actual_start, actual_finish where there is something to book.

    Raises
    ------
    InputError
        With every problem; a share that falls from one booking to the next is one.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = list(reader.fieldnames or [])
    problems = [Problem("the column {name} ({label}) is missing.", "Add a column with this header.", file=file, row=1,
                        parameters={"name": name, "label": name}) for name in ("task", "on") if name not in header]  # fmt: skip
    problems += [Problem("the column is not known in the table {table}.", "Known columns: {known}.", file=file, row=1, column=str(name),
                         parameters={"table": "actuals", "known": ", ".join(_COLUMNS)}) for name in header if name not in _COLUMNS]  # fmt: skip
    problems += uneven_lines(text, file)
    if problems:
        raise InputError(problems)
    known = {task.id for task in schedule.leaves()}
    found: list[tuple[int, Actual]] = []
    for line, row in enumerate(reader, start=2):
        actual = _actual(row, line, file, known, problems)
        if actual is not None:
            found.append((line, actual))
    reached: dict[str, float] = {}
    for line, actual in sorted(found, key=lambda one: (one[1].on, one[0])):
        if actual.percent is not None:
            if actual.percent < reached.get(actual.task, 0.0) - 1e-12:
                problems.append(Problem("the share of the task {task} falls from one booking to the next.", "Correct the earlier booking.", file=file,
                                        row=line, column="percent", value=f"{actual.percent:g}", parameters={"task": actual.task}))  # fmt: skip
            reached[actual.task] = actual.percent
    if problems:
        raise InputError(problems)
    return tuple(actual for _, actual in found)


def _actual(row: dict[str, str], line: int, file: str, known: set[str], problems: list[Problem]) -> Actual | None:
    before = len(problems)

    def refuse(column: str, message: str, fix: str) -> None:
        problems.append(Problem(message, fix, file=file, row=line, column=column, value=(row.get(column) or "").strip()))

    def number(column: str) -> float | None:
        text = (row.get(column) or "").strip()
        try:
            value = float(text.rstrip("%")) / (100.0 if text.endswith("%") else 1.0) if text else None
        except ValueError:
            value = -1.0
        if value is not None and not 0.0 <= value < 1e15:
            refuse(column, "it is no number of at least 0.", "Write a plain number.")
        return value

    def day(column: str) -> dt.date | None:
        text = (row.get(column) or "").strip()
        try:
            return dt.date.fromisoformat(text) if text else None
        except ValueError:
            refuse(column, "it is no day.", "Write a day such as 2025-03-31.")
            return None

    task = (row["task"] or "").strip()
    if task not in known:
        refuse("task", "there is no such task.", "Tasks stand in the schedule.")
    on, percent, cost = day("on"), number("percent"), number("cost")
    if on is None and len(problems) == before:
        refuse("on", "the cell is empty.", "This column needs a value in every row.")
    if percent is not None and percent > 1.0:
        refuse("percent", "it is no share.", "Write a share such as 0.4 or 40%.")
    start, finish = day("actual_start"), day("actual_finish")
    for column, one in (("actual_start", start), ("actual_finish", finish)):
        if one is not None and on is not None and one > on:
            refuse(column, "it lies after the day of the booking.", "Book it when it has happened.")
    return None if len(problems) > before or on is None else Actual(task, on, percent, cost, start, finish)


def apply_actuals(schedule: Schedule, actuals: Iterable[Actual], status: dt.date) -> Schedule:
    """Return the schedule as it stands on the evening of ``status``: the last share, the sum of money, start and finish booked so far."""
    booked: dict[str, list[Actual]] = {}
    for actual in sorted(actuals, key=lambda one: one.on):
        if actual.on <= status:
            booked.setdefault(actual.task, []).append(actual)
    return replace(schedule, status=status, tasks=tuple(_booked(task, booked.get(task.id, [])) for task in schedule.tasks))


def _booked(task: ScheduleTask, rows: list[Actual]) -> ScheduleTask:
    for row in rows:
        spent = task.actual_cost if row.cost is None else (task.actual_cost or 0.0) + row.cost
        finish = row.actual_finish or task.actual_finish
        task = replace(task, percent=1.0 if finish else task.percent if row.percent is None else row.percent, actual_cost=spent,
                       actual_start=row.actual_start or task.actual_start, actual_finish=finish)  # fmt: skip
    return task
