"""The calendars of the kinds of work: legal working days with rows of a region, the winter stop, windows for hoisting.

Rows state what no rule knows: days off and swapped days of a region (one notice each), and years for which somebody adopts a week
from Monday to Friday before the notice is published. A year without either is refused.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.delivery.calendars import Calendar, calendar_days, every_day
from tingzhou.delivery.lines import uneven_lines
from tingzhou.errors import InputError, Problem, UsageError
from tingzhou.workdays import WorkingDays, published_years

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["HOIST_HOURS", "HOIST_SPEED", "WINTER_STOP", "WINTER_WORK", "CalendarRow", "built_in_rows", "hoisting_calendar", "hoisting_days",
           "legal_calendar", "read_rows", "season_calendar", "work_calendar"]  # fmt: skip

WINTER_STOP = ((11, 15), (3, 15))  # first and last day of the stop (month, day): practice of the region, an assumption [M]
WINTER_WORK = ("concrete", "earthwork")  # kinds of work that stop; all others go on
HOIST_SPEED = 10.0  # wind at crane height from which a crane stands still [m/s]; practice is 10 to 12: an assumption [M]
HOIST_HOURS = 6  # consecutive hours that one hoist needs [h]: an assumption [M]
_COLUMNS = ("calendar", "first", "last", "kind", "zh", "en", "quality", "mark", "source")
_ONE_DAY = dt.timedelta(days=1)
_NO_NOTICE = "No notice on Corban and Rozi is in the rows for some years: their days off are not counted there."
_ASSUMED = "Some years have no published notice: their days off are assumed, and swapped days are not known."


@dataclass(frozen=True)
class CalendarRow:
    """A span of days of one calendar: ``off``, ``work``, or ``week`` (a year worked from Monday to Friday but for its rows)."""

    calendar: str
    first: dt.date
    last: dt.date
    kind: str
    zh: str = ""
    en: str = ""
    quality: str = ""
    mark: str = ""
    source: str = ""


def read_rows(text: str, file: str) -> tuple[CalendarRow, ...]:
    """Return the rows of a CSV text.

    Raises
    ------
    InputError
        With every problem: columns, days, kinds, spans that run backwards, figures without a source.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = list(reader.fieldnames or [])
    problems = [Problem("the column {name} ({label}) is missing.", "Add a column with this header.", file=file, row=1,
                        parameters={"name": name, "label": name}) for name in ("calendar", "first", "last", "kind", "source")
                if name not in header]  # fmt: skip
    problems += [Problem("the column is not known in the table {table}.", "Known columns: {known}.", file=file, row=1, column=str(name),
                         parameters={"table": "calendars", "known": ", ".join(_COLUMNS)}) for name in header if name not in _COLUMNS]  # fmt: skip
    problems += uneven_lines(text, file)
    if problems:
        raise InputError(problems)
    rows = [_row(cells, line, file, problems) for line, cells in enumerate(reader, start=2)]
    if problems:
        raise InputError(problems)
    return tuple(row for row in rows if row is not None)


def _row(cells: dict[str, str], line: int, file: str, problems: list[Problem]) -> CalendarRow | None:
    before = len(problems)

    def refuse(column: str, message: str, fix: str) -> None:
        problems.append(Problem(message, fix, file=file, row=line, column=column, value=cells.get(column) or ""))

    days: list[dt.date] = []
    for column in ("first", "last"):
        try:
            days.append(dt.date.fromisoformat((cells[column] or "").strip()))
        except ValueError:
            refuse(column, "it is no day.", "Write a day such as 2025-03-31.")
    if len(days) == 2 and days[1] < days[0]:
        refuse("last", "the span ends before it begins.", "Put the earlier day into the column first.")
    if cells["kind"] not in ("off", "work", "week"):
        refuse("kind", "it is no kind of a row of a calendar.", "Write off, work, or week (a whole year from Monday to Friday).")
    if cells["kind"] == "week" and len(days) == 2 and (days[0].month, days[0].day, days[1].month, days[1].day) != (1, 1, 12, 31):
        refuse("first", "a week is adopted for whole years only.", "Write 1 January in first and 31 December in last.")
    for column in ("calendar", "source"):
        if not (cells[column] or "").strip():
            refuse(column, "the cell is empty.", "This column needs a value in every row.")
    if len(problems) > before:
        return None
    known = {column: (cells.get(column) or "").strip() for column in _COLUMNS if column not in ("first", "last")}
    return CalendarRow(first=days[0], last=days[1], **known)


@cache
def built_in_rows(*calendars: str) -> tuple[CalendarRow, ...]:
    """Return the shipped rows of the calendars named: ``xinjiang`` (notices on Corban and Rozi), ``assumed`` (years not published)."""
    text = resources.files("tingzhou.delivery").joinpath("data/calendar_days.csv").read_text(encoding="utf-8")
    rows = read_rows(text, "calendar_days.csv")
    unknown = sorted(set(calendars) - {row.calendar for row in rows})
    if unknown:
        raise UsageError("there are no rows of the calendar {name}; known: {known}", name=", ".join(unknown),
                         known=", ".join(sorted({row.calendar for row in rows})))  # fmt: skip
    return tuple(row for row in rows if row.calendar in calendars)


def legal_calendar(first: dt.date, last: dt.date, rows: Iterable[CalendarRow] = (), *, name: str = "working_days") -> Calendar:
    """Return the legal working days of China with swapped days, and the rows of a region on top.

    Raises
    ------
    InputError
        When a year has neither a published calendar nor a row that adopts a week for it.
    """
    listed = tuple(rows)
    calendar_days(first, last)
    low, high = published_years()
    stated = frozenset(year for row in listed if row.kind == "week" for year in range(row.first.year, row.last.year + 1)
                       if not low <= year <= high)  # fmt: skip
    exceptions: dict[dt.date, bool] = {}
    for row in listed:
        if row.kind != "week":
            for index in range((row.last - row.first).days + 1):
                day = row.first + index * _ONE_DAY
                if row.calendar != "assumed" or day.year in stated:  # a published year is never overlaid with an assumption
                    exceptions[day] = row.kind == "work"
    worked = WorkingDays(first, last, exceptions, stated).worked
    return Calendar(name, first, worked, _notes(first, last, listed, stated))


def _notes(first: dt.date, last: dt.date, rows: Sequence[CalendarRow], stated: frozenset[int]) -> tuple[str, ...]:
    years = set(range(first.year, last.year + 1))
    local = [row for row in rows if row.calendar != "assumed" and row.kind == "off"]
    noticed = {row.first.year for row in local}
    notes = [_ASSUMED] if years & stated else []
    if local and years - noticed:
        notes.append(_NO_NOTICE)
    return tuple(notes)


def season_calendar(first: dt.date, last: dt.date, *, stop: tuple[tuple[int, int], tuple[int, int]] = WINTER_STOP,
                    name: str = "winter_stop") -> Calendar:  # fmt: skip
    """Return the calendar that rests from the first to the last day of ``stop``, over the turn of the year or within it."""
    days = np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + 1)
    if days.size == 0:
        calendar_days(first, last)
    month = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
    number = month * 100 + (days - days.astype("datetime64[M]")).astype(np.int64) + 1
    (begin, end) = (stop[0][0] * 100 + stop[0][1], stop[1][0] * 100 + stop[1][1])
    resting = (number >= begin) | (number <= end) if begin > end else (number >= begin) & (number <= end)
    return Calendar(name, first, ~resting)


def hoisting_days(series: ArrayLike, limit: float = HOIST_SPEED, *, hours: int = HOIST_HOURS,
                  shift: tuple[int, int] = (6, 22)) -> NDArray[np.bool_]:  # fmt: skip
    """Return the days with a window for hoisting, shape (days,).

    Parameters
    ----------
    series
        Hourly wind of whole days, beginning at midnight: speed at crane height [m/s], or a capacity factor [1] with a limit in the
        same terms. An hour can be used when its value is below ``limit``: a machine at full output counts as too much wind.
    limit
        Value from which the crane stands still, in the unit of ``series``.
    hours
        Consecutive hours needed [h].
    shift
        First hour of the working shift and the hour after its last.

    Raises
    ------
    UsageError
        When the series holds no whole days, a value that is not a number, or the shift is shorter than the window.
    """
    wind = np.asarray(series, dtype=np.float64).reshape(-1)
    if wind.size % 24 or not wind.size:
        raise UsageError("an hourly series of {size} values does not hold whole days", size=wind.size)
    if not np.isfinite(wind).all():
        raise UsageError("the wind series contains a value that is not a number")
    if not 1 <= hours <= shift[1] - shift[0] or not 0 <= shift[0] < shift[1] <= 24:
        raise UsageError("a window of {hours} hours does not fit a shift from hour {first} to hour {last}", hours=hours, first=shift[0],
                         last=shift[1])  # fmt: skip
    calm = (wind.reshape(-1, 24)[:, shift[0] : shift[1]] < limit).astype(np.int64)
    sums = np.cumsum(np.concatenate([np.zeros((calm.shape[0], 1), dtype=np.int64), calm], axis=1), axis=1)
    return np.asarray((sums[:, hours:] - sums[:, :-hours] == hours).any(axis=1))


def hoisting_calendar(days: NDArray[np.bool_], first: dt.date, last: dt.date, *, series_first: dt.date | None = None,
                      name: str = "hoisting") -> Calendar:  # fmt: skip
    """Return the windows as a calendar.

    With ``series_first`` the days stand where they were measured and must cover the span. Without it they are one weather year,
    beginning on 1 January (365 or 366 days), laid over every year of the span; a 29 February that the weather year lacks takes its
    28 February.
    """
    size = calendar_days(first, last)
    if series_first is not None:
        offset = (first - series_first).days
        if offset < 0 or offset + size > days.size:
            raise InputError(Problem("the wind series covers {days} days from {first}; {wanted} days from {start} were asked for.",
                                     "Give a longer series, or a weather year that is laid over every year.",
                                     parameters={"days": days.size, "first": series_first, "wanted": size, "start": first}))  # fmt: skip
        return Calendar(name, first, days[offset : offset + size])
    if days.size not in (365, 366):
        raise UsageError("a weather year has 365 or 366 days, not {size}", size=days.size)
    span = np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + 1)
    year = span.astype("datetime64[Y]")
    position = (span - year).astype(np.int64)
    number = year.astype(np.int64) + 1970
    leap = (number % 4 == 0) & ((number % 100 != 0) | (number % 400 == 0))
    if days.size == 365:
        position = np.where(leap & (position >= 59), position - 1, position)
    else:
        position = np.where(~leap & (position >= 59), position + 1, position)
    return Calendar(name, first, days[position])


def work_calendar(kind: str, first: dt.date, last: dt.date, *, rows: Iterable[CalendarRow] = (), winter_measures: bool = False,
                  stop: tuple[tuple[int, int], tuple[int, int]] = WINTER_STOP) -> Calendar:  # fmt: skip
    """Return the calendar of a kind of work.

    ``approval`` works on legal working days; ``concrete`` and ``earthwork`` rest in winter unless winter measures are taken;
    ``calendar``, ``indoor``, ``manufacture``, ``shipping``, ``assembly`` go on every day. Hoisting needs a wind series: see
    ``hoisting_calendar``.
    """
    if kind == "approval":
        return legal_calendar(first, last, rows, name=kind)
    if kind in WINTER_WORK:
        return every_day(first, last, kind) if winter_measures else season_calendar(first, last, stop=stop, name=kind)
    if kind in ("calendar", "indoor", "manufacture", "shipping", "assembly"):
        return every_day(first, last, kind)
    raise UsageError("there is no calendar for the work {kind}; known: approval, concrete, earthwork, calendar, indoor, manufacture, "
                     "shipping, assembly", kind=kind)  # fmt: skip
