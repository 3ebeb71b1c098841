"""The legal clock of one file: acceptance, limits in working and calendar days, stops with reasons, validity of permits.

Administrative Licensing Law: missing papers are named at once or within five days, in one go, else the file counts as accepted on
the day it was handed in (article 32); hearings, tenders, inspections, tests and expert reviews are outside the limit but are told
in writing (article 45); limits are working days and run from the day after acceptance (article 82). A limit in calendar days that
ends on a day off ends on the next working day (Civil Code, article 203).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass

from tingzhou.delivery.approvals.steps import Limit
from tingzhou.delivery.calendars import Calendar
from tingzhou.delivery.lines import uneven_lines
from tingzhou.errors import InputError, Problem

__all__ = ["CORRECTION_DAYS", "Stop", "accepted_on", "due_on", "expires_on", "next_working_day", "read_stops"]

CORRECTION_DAYS = 5  # days within which missing papers must be named (article 32); working days by article 82
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Stop:
    """The clock stands from the day after ``since`` up to and including ``until``, for a reason told in writing."""

    since: dt.date
    until: dt.date
    reason: str


def next_working_day(day: dt.date, calendar: Calendar) -> dt.date:
    """Return ``day`` when it is worked, otherwise the next worked day."""
    return calendar.finish(day, 1)


def accepted_on(
    received: dt.date, calendar: Calendar, *, named: dt.date | None = None, completed: dt.date | None = None
) -> dt.date:
    """Return the day of acceptance.

    Parameters
    ----------
    received
        Day on which the papers were handed in.
    named
        Day on which missing papers were named; ``None`` when nothing was missing or nothing was said.
    completed
        Day on which the missing papers were handed in.

    Raises
    ------
    InputError
        When papers were named in time and are not completed yet: such a file is not accepted; or when days run backwards.
    """
    if named is None or calendar.working_days(received, max(named, received)) > CORRECTION_DAYS:
        return received
    if named < received or (completed is not None and completed < named):
        raise InputError(
            Problem("the days of a file run backwards.", "Handed in, named, completed: each not before the one before.")
        )
    if completed is None:
        raise InputError(Problem("papers were named as missing on {day} and are not completed: the file is not accepted yet.",
                                 "State the day on which they were completed.", parameters={"day": named}))  # fmt: skip
    return completed


def due_on(accepted: dt.date, limit: Limit, calendar: Calendar, stops: Iterable[Stop] = ()) -> dt.date:
    """Return the last day in time of a limit that begins the day after ``accepted``.

    Days of a stop do not count; stops may overlap, and one that begins after the limit has ended changes nothing.

    Raises
    ------
    InputError
        For a stop without a reason, or one that ends before it begins.
    """
    listed = sorted(stops, key=lambda one: (one.since, one.until))
    problems = [Problem("the clock was stopped on {day} without a reason: such a stop does not count.",
                        "State the reason that was told in writing (Administrative Licensing Law, article 45).",
                        parameters={"day": stop.since}) for stop in listed if not stop.reason.strip()]  # fmt: skip
    problems += [Problem("the stop of {day} ends before it begins.", "Put the days in order.", parameters={"day": stop.since})
                 for stop in listed if stop.until < stop.since]  # fmt: skip
    if problems:
        raise InputError(problems)
    if limit.value == 0:
        return accepted
    left, day = limit.value, accepted
    count = calendar.working_days if limit.unit == "wd" else _days
    for stop in listed:
        before = count(day, stop.since) if stop.since > day else 0
        if before >= left:
            break
        left -= before
        day = max(day, stop.until)
    if limit.unit == "wd":
        return calendar.finish(day + _ONE_DAY, left)
    return next_working_day(day + dt.timedelta(days=left), calendar)


def _days(after: dt.date, until: dt.date) -> int:
    return (until - after).days


def expires_on(issued: dt.date, years: int) -> dt.date:
    """Return the day after which a permit no longer holds: the same day ``years`` later, of a 29 February the 28th."""
    try:
        return issued.replace(year=issued.year + years)
    except ValueError:
        return issued.replace(year=issued.year + years, day=28)


def read_stops(text: str, file: str, steps: Iterable[str]) -> dict[str, list[Stop]]:
    """Return the stops of a CSV text with the columns step, since, until and reason, by step.

    Raises
    ------
    InputError
        With every problem; a stop without a reason is one.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header, known, columns = list(reader.fieldnames or []), set(steps), ("step", "since", "until", "reason")
    problems = [Problem("the column {name} ({label}) is missing.", "Add a column with this header.", file=file, row=1,
                        parameters={"name": name, "label": name}) for name in columns if name not in header]  # fmt: skip
    problems += [Problem("the column is not known in the table {table}.", "Known columns: {known}.", file=file, row=1, column=str(name),
                         parameters={"table": "stops", "known": ", ".join(columns)}) for name in header if name not in columns]  # fmt: skip
    problems += uneven_lines(text, file)
    if problems:
        raise InputError(problems)
    found: dict[str, list[Stop]] = {}
    for line, row in enumerate(reader, start=2):
        cells = {name: (row[name] or "").strip() for name in columns}
        if cells["step"] not in known:
            problems.append(Problem("there is no such step.", "Known steps: {known}.", file=file, row=line, column="step", value=cells["step"],
                                    parameters={"known": ", ".join(sorted(known))}))  # fmt: skip
        days = []
        for column in ("since", "until"):
            try:
                days.append(dt.date.fromisoformat(cells[column]))
            except ValueError:
                problems.append(Problem("it is no day.", "Write a day such as 2025-03-31.", file=file, row=line, column=column,
                                        value=cells[column]))  # fmt: skip
        if not cells["reason"]:
            problems.append(Problem("the clock was stopped on {day} without a reason: such a stop does not count.",
                                    "State the reason that was told in writing (Administrative Licensing Law, article 45).", file=file, row=line,
                                    column="reason", parameters={"day": cells["since"]}))  # fmt: skip
        if len(days) == 2 and days[1] < days[0]:
            problems.append(Problem("the stop of {day} ends before it begins.", "Put the days in order.", file=file, row=line, column="until",
                                    value=cells["until"], parameters={"day": cells["since"]}))  # fmt: skip
        elif len(days) == 2:
            found.setdefault(cells["step"], []).append(Stop(days[0], days[1], cells["reason"]))
    if problems:
        raise InputError(problems)
    return found
