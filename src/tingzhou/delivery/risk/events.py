"""Events of a plan as rows: what may happen to which tasks, how likely, and what it adds."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from fnmatch import fnmatchcase

from tingzhou.delivery.lines import uneven_lines
from tingzhou.delivery.risk.simulate import Event
from tingzhou.errors import InputError, Problem

__all__ = ["read_events"]

_COLUMNS = ("event", "tasks", "probability", "p10", "p50", "p90", "shared", "source")


def read_events(text: str, file: str, tasks: Sequence[str]) -> tuple[Event, ...]:
    """Return the events of a CSV text.

    ``tasks`` is a pattern over task ids such as ``*.wind_hoisting``, several divided by semicolons; ``p10``, ``p50``, ``p90`` are what the
    event adds [working days of the task]; ``shared`` (yes or no) says whether all its tasks are hit together; ``source`` is required.

    Raises
    ------
    InputError
        With every problem: columns, patterns that fit no task, figures, missing sources.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = list(reader.fieldnames or [])
    problems = [Problem("the column {name} ({label}) is missing.", "Add a column with this header.", file=file, row=1,
                        parameters={"name": name, "label": name}) for name in _COLUMNS if name not in header]  # fmt: skip
    problems += [Problem("the column is not known in the table {table}.", "Known columns: {known}.", file=file, row=1, column=str(name),
                         parameters={"table": "events", "known": ", ".join(_COLUMNS)}) for name in header if name not in _COLUMNS]  # fmt: skip
    problems += uneven_lines(text, file)
    if problems:
        raise InputError(problems)
    found = []
    for line, row in enumerate(reader, start=2):
        event = _event({name: (row[name] or "").strip() for name in _COLUMNS}, line, file, tasks, problems)
        if event is not None:
            found.append(event)
    if problems:
        raise InputError(problems)
    return tuple(found)


def _event(cells: dict[str, str], line: int, file: str, tasks: Sequence[str], problems: list[Problem]) -> Event | None:
    before = len(problems)

    def refuse(column: str, message: str, fix: str) -> None:
        problems.append(Problem(message, fix, file=file, row=line, column=column, value=cells[column]))

    hit: dict[str, None] = {}
    for pattern in (one.strip() for one in cells["tasks"].split(";")):
        fitting = [task for task in tasks if fnmatchcase(task, pattern)]
        if not fitting:
            refuse("tasks", "no task fits this pattern.", "Write task ids with * for any text, such as *.wind_hoisting.")
        hit |= dict.fromkeys(fitting)
    figures: list[float] = []
    for column in ("probability", "p10", "p50", "p90"):
        try:
            figures.append(float(cells[column]))
        except ValueError:
            refuse(column, "it is no number of at least 0.", "Write a plain number.")
    if len(figures) == 4:
        chance, low, middle, high = figures
        if not 0.0 <= chance <= 1.0:
            refuse("probability", "it is no share.", "Write a share such as 0.4 or 40%.")
        if not 0.0 <= low <= middle <= high < 1e6:
            refuse("p10", "the three quantiles do not rise from 0.", "Write three durations, each not below the one before.")
    if cells["shared"] not in ("yes", "no"):
        refuse("shared", "it is neither yes nor no.", "Write yes or no.")
    for column in ("event", "source"):
        if not cells[column]:
            refuse(column, "the cell is empty.", "This column needs a value in every row.")
    if len(problems) > before:
        return None
    return Event(cells["event"], tuple(hit), figures[0], (figures[1], figures[2], figures[3]), cells["shared"] == "yes")
