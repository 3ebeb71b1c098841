"""Credit repair: what is still missing, the earliest day, and the day on which publication ends by itself. Advice, never a decision.

Rules are rows with the dates from which they hold (``data/credit_terms.csv``): NDRC Order 36 from 1 April 2026, the trial rule of 2023
before it. A month after the 31st is the last day of the month.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from tingzhou.errors import InputError, Problem
from tingzhou.region.lists import LongList

__all__ = ["CreditAdvice", "CreditRecord", "add_months", "credit_advice", "credit_records", "terms"]


@dataclass(frozen=True)
class CreditRecord:
    """An entry and what is known of its conditions; ``None`` is not yet or not known."""

    id: str
    kind: str
    document_date: dt.date
    published_date: dt.date | None = None
    duties_done: dt.date | None = None
    pledge: dt.date | None = None
    other_conditions: bool | None = None
    new_event: dt.date | None = None


@dataclass(frozen=True)
class CreditAdvice:
    """What may be told about an entry.

    Parameters
    ----------
    possible
        Whether every condition is met on the day.
    unmet
        Keys of what is missing: ``term``, ``duties``, ``pledge``, ``other``, ``published_date``, ``rule``.
    earliest
        First day on which repair can be asked for, with what is known; ``None`` while a condition is open without a date.
    term_ends
        Day on which the shortest term ends.
    automatic_end
        Day on which publication ends by itself, or on which the firm moves to the next list (``effect`` says which).
    """

    id: str
    rule: str
    source: str
    mark: str
    possible: bool
    unmet: tuple[str, ...]
    earliest: dt.date | None
    term_ends: dt.date | None
    automatic_end: dt.date | None
    effect: str


@cache
def terms() -> Sequence[Mapping[str, str]]:
    """Return the rows of the rule table."""
    text = resources.files("tingzhou.supervision").joinpath("data/credit_terms.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later; a day that the month does not have is its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _rule(kind: str, on: dt.date) -> Mapping[str, str] | None:
    for row in terms():
        ends = dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else dt.date.max
        if row["kind"] == kind and dt.date.fromisoformat(row["valid_from"]) <= on <= ends:
            return row
    return None


def credit_advice(record: CreditRecord, on: dt.date) -> CreditAdvice:
    """Return the advice for an entry on a day; the rule is the one in force on that day."""
    row = _rule(record.kind, on)
    if row is None:
        return _without_rule(record, on)
    start = record.document_date if row["counted_from"] == "document" else record.published_date
    least, most = int(row["min_months"]), int(row["max_months"])
    if start is None:
        return CreditAdvice(record.id, row["id"], row["source"], row["mark"], possible=False, unmet=("published_date",), earliest=None,
                            term_ends=None, automatic_end=None, effect=row["effect"])  # fmt: skip
    if record.kind == "serious_list" and record.new_event is not None:
        start = max(start, record.new_event)  # five years without a new event count from the last one
    ends = add_months(start, least)
    needed = row["conditions"].split(";")
    known: dict[str, dt.date | None] = {"term": ends, "duties": record.duties_done, "pledge": record.pledge,
                                        "other": start if record.other_conditions else None}  # fmt: skip
    dates = [known[name] for name in needed]
    unmet = tuple(name for name, day in zip(needed, dates, strict=True) if day is None or day > on)
    earliest = None if any(day is None for day in dates) else max(day for day in dates if day is not None)
    automatic = add_months(start, most) if most else None
    if automatic is not None and earliest is not None and row["kind"] not in ("abnormal", "serious_list"):
        earliest = min(earliest, automatic)
    return CreditAdvice(record.id, row["id"], row["source"], row["mark"], possible=not unmet, unmet=unmet, earliest=earliest,
                        term_ends=ends, automatic_end=automatic, effect=row["effect"])  # fmt: skip


def _without_rule(record: CreditRecord, on: dt.date) -> CreditAdvice:
    """Say which rule would hold: the kind belongs to a rule that is not yet, or no longer, in force on the day."""
    row = next(one for one in terms() if one["kind"] == record.kind)
    begins = dt.date.fromisoformat(row["valid_from"])
    return CreditAdvice(record.id, row["id"], row["source"], row["mark"], possible=False, unmet=("rule",),
                        earliest=begins if begins > on else None, term_ends=None, automatic_end=None, effect=row["effect"])  # fmt: skip


def credit_records(listed: LongList, problems: list[Problem]) -> list[CreditRecord]:
    """Return the entries of a list.

    Raises
    ------
    InputError
        With every problem: a date before the document, an entry twice.
    """
    dates = {name: listed.column(name) for name in ("document_date", "published_date", "duties_done", "pledge", "new_event")}
    seen: set[object] = set()
    records = []
    for index, (name, kind) in enumerate(zip(listed.column("id"), listed.column("kind"), strict=True)):
        days = {key: dt.date.fromisoformat(str(cells[index])) if cells[index] else None for key, cells in dates.items()}
        if name is None or kind is None or days["document_date"] is None:
            continue
        if name in seen:
            problems.append(Problem("the id stands twice, first in row {row}.", "Keep one of the rows.", file=listed.file,
                                    row=listed.lines[index], column="id", value=str(name),
                                    parameters={"row": listed.lines[listed.column("id").index(name)]}))  # fmt: skip
        seen.add(name)
        for key, day in days.items():
            if day is not None and key != "document_date" and day < days["document_date"]:
                problems.append(Problem("the day lies before the date of the document.", "Check both dates.", file=listed.file,
                                        row=listed.lines[index], column=key, value=day.isoformat()))  # fmt: skip
        other = listed.column("other_conditions")[index]
        records.append(CreditRecord(str(name), str(kind), days["document_date"], days["published_date"], days["duties_done"],
                                    days["pledge"], other if isinstance(other, bool) else None, days["new_event"]))  # fmt: skip
    if problems:
        raise InputError(problems)
    return records
