"""Calendars of days: who works when, and exact arithmetic with working time, forwards and backwards.

A calendar is a boolean per day. Time is counted in days since its first day, as a boundary: 0.0 is the morning of the first day,
1.0 its evening. ``W(t)`` is the working time before ``t``; it never falls, and its inverse gives every finish and every latest
start without a loop over days:

    finish(start, duration)        = min { t ≥ start : W(t) − W(start) ≥ duration }
    latest_start(finish, duration) = max { t ≤ finish : W(finish) − W(t) ≥ duration }

Both never fall when their first argument grows: a later start never finishes earlier, on any calendar.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Calendar", "calendar_days", "every_day"]

_TOLERANCE = 1e-9  # a boundary reached but for rounding is reached [d]


@dataclass(frozen=True, eq=False)
class Calendar:
    """Days from ``first`` on, each worked or not.

    Parameters
    ----------
    name
        What is worked by it: an id, or a kind of work.
    first
        The day of ``worked[0]``.
    worked
        Whether each day is worked, shape (days,).
    notes
        Sentences (gettext ids) a reader must know, such as a holiday whose notice is not known.
    """

    name: str
    first: dt.date
    worked: NDArray[np.bool_]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Keep an own, unchangeable copy of the days."""
        worked = np.array(self.worked, dtype=np.bool_).reshape(-1)
        worked.setflags(write=False)
        object.__setattr__(self, "worked", worked)

    @property
    def size(self) -> int:
        """The number of days."""
        return int(self.worked.size)

    @property
    def last(self) -> dt.date:
        """The last day."""
        return self.first + dt.timedelta(days=self.size - 1)

    @cached_property
    def work_before(self) -> NDArray[np.int64]:
        """``W`` at every boundary: working days before it [d], shape (days + 1,)."""
        return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(self.worked, dtype=np.int64)])

    @cached_property
    def days_worked(self) -> NDArray[np.int64]:
        """The indices of the worked days, rising."""
        return np.flatnonzero(self.worked).astype(np.int64)

    def index(self, day: dt.date) -> int:
        """Return the index of a day, which is the boundary of its morning.

        Raises
        ------
        InputError
            When the day lies outside: nothing is assumed about days nobody has stated.
        """
        found = (day - self.first).days
        if not 0 <= found <= self.size:
            raise InputError(Problem("the day {day} lies outside the calendar {name}, which reaches from {first} to {last}.",
                                     "Give the calendar more days.", parameters={"day": day, "name": self.name, "first": self.first,
                                                                                 "last": self.last}))  # fmt: skip
        return found

    def day(self, boundary: float) -> dt.date:
        """Return the day that begins at or contains a boundary."""
        return self.first + dt.timedelta(days=int(np.floor(boundary + _TOLERANCE)))

    def is_worked(self, day: dt.date) -> bool:
        """Tell whether a day is worked."""
        index = self.index(day)
        if index >= self.size:
            raise UsageError("the day {day} is not in the calendar {name}", day=day, name=self.name)
        return bool(self.worked[index])

    # --- W and its inverse -----------------------------------------------------------------------------------------------------

    def work(self, time: ArrayLike) -> NDArray[np.float64]:
        """Return ``W(t)``: working time before each boundary [d]; beyond the last day it is infinite for infinite time."""
        at = np.asarray(time, dtype=np.float64)
        inside = np.clip(at, 0.0, float(self.size))
        whole = np.minimum(np.floor(inside), self.size - 1).astype(np.int64) if self.size else np.zeros(at.shape, dtype=np.int64)
        part = inside - whole
        found = self.work_before[whole] + part * (self.worked[whole] if self.size else 0.0)
        return np.where(at > self.size + _TOLERANCE, np.inf, found)

    def finish_times(self, start: ArrayLike, duration: ArrayLike) -> NDArray[np.float64]:
        """Return the earliest boundary by which ``duration`` working days lie after ``start``; ``inf`` when the calendar ends before.

        A task without duration ends when it starts, worked day or not.
        """
        begin, length = np.broadcast_arrays(np.asarray(start, dtype=np.float64), np.asarray(duration, dtype=np.float64))
        wanted = self.work(begin) + length
        found = self._reached(wanted)
        return np.where(length <= _TOLERANCE, begin, np.maximum(found, begin))

    def latest_start_times(self, finish: ArrayLike, duration: ArrayLike) -> NDArray[np.float64]:
        """Return the latest boundary from which ``duration`` working days lie before ``finish``; ``-inf`` when there is none."""
        end, length = np.broadcast_arrays(np.asarray(finish, dtype=np.float64), np.asarray(duration, dtype=np.float64))
        wanted = self.work(end) - length
        found = self._left(wanted)
        return np.where(length <= _TOLERANCE, end, np.minimum(found, end))

    def _reached(self, work: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the smallest boundary with ``W(t) ≥ work``; work at or below 0 is there from the beginning."""
        needed = np.maximum(np.where(np.isfinite(work), work, 0.0) - _TOLERANCE, 0.0)
        ahead = np.floor(needed).astype(np.int64)  # whole worked days that are over by then
        possible = (ahead < self.days_worked.size) & np.isfinite(work)
        position = np.clip(ahead, 0, max(self.days_worked.size - 1, 0))
        day = self.days_worked[position] if self.days_worked.size else np.zeros(work.shape, dtype=np.int64)
        part = np.minimum(np.where(np.isfinite(work), work, 0.0) - ahead, 1.0)
        return np.where(work <= _TOLERANCE, 0.0, np.where(possible, day + part, np.inf))

    def _left(self, work: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the largest boundary with ``W(t) ≤ work``."""
        total = float(self.days_worked.size)
        finite = np.isfinite(work)
        held = np.where(finite, work, 0.0) + _TOLERANCE
        ahead = np.floor(held).astype(np.int64)
        position = np.clip(ahead, 0, max(self.days_worked.size - 1, 0))
        day = self.days_worked[position] if self.days_worked.size else np.zeros(work.shape, dtype=np.int64)
        found = np.where(held >= total, float(self.size), day + np.maximum(np.where(finite, work, 0.0) - ahead, 0.0))
        return np.where(work < -_TOLERANCE, -np.inf, np.where(finite, found, float(self.size)))

    # --- dates -----------------------------------------------------------------------------------------------------------------

    def finish(self, start: dt.date, duration: float) -> dt.date:
        """Return the last day of a task that may begin on the morning of ``start`` and takes ``duration`` working days.

        A task without duration ends on the evening before ``start`` and so returns the day before: it takes no day.

        Raises
        ------
        InputError
            When the calendar ends before the task does.
        """
        found = float(self.finish_times(float(self.index(start)), duration))
        if not np.isfinite(found):
            raise InputError(Problem("{duration} working days from {start} end beyond the calendar {name}, whose last day is {last}.",
                                     "Give the calendar more days.", parameters={"duration": f"{duration:g}", "start": start, "name": self.name,
                                                                                 "last": self.last}))  # fmt: skip
        return self.first + dt.timedelta(days=int(np.ceil(found - _TOLERANCE)) - 1)

    def latest_start(self, finish: dt.date, duration: float) -> dt.date:
        """Return the latest day on whose morning a task of ``duration`` working days may begin to end on the evening of ``finish``.

        Raises
        ------
        InputError
            When it would have to begin before the calendar does.
        """
        end = float(self.index(finish + dt.timedelta(days=1)))
        found = float(self.latest_start_times(end, duration))
        if not np.isfinite(found):
            raise InputError(Problem("{duration} working days up to {finish} begin before the calendar {name}, whose first day is "
                                     "{first}.", "Give the calendar more days.",
                                     parameters={"duration": f"{duration:g}", "finish": finish, "name": self.name, "first": self.first}))  # fmt: skip
        return self.day(found)

    def working_days(self, after: dt.date, until: dt.date) -> int:
        """Return the worked days after ``after`` up to and including ``until`` (as legal limits are counted)."""
        low, high = self.index(after + dt.timedelta(days=1)), self.index(until + dt.timedelta(days=1))
        return int(self.work_before[high] - self.work_before[low])

    # --- calendars from calendars ----------------------------------------------------------------------------------------------

    def both(self, other: Calendar, name: str = "") -> Calendar:
        """Return the calendar of what needs both: a day is worked where both work, over the days both know."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        days = max((last - first).days + 1, 0)
        mine, theirs = (first - self.first).days, (first - other.first).days
        worked = self.worked[mine : mine + days] & other.worked[theirs : theirs + days]
        return Calendar(name or f"{self.name}+{other.name}", first, worked, tuple(dict.fromkeys((*self.notes, *other.notes))))

    def __eq__(self, other: Any) -> bool:
        """Calendars are equal when name and days are."""
        return (isinstance(other, Calendar) and self.name == other.name and self.first == other.first
                and np.array_equal(self.worked, other.worked))  # fmt: skip

    def __hash__(self) -> int:
        """Hash of name, first day and days."""
        return hash((self.name, self.first, self.worked.tobytes()))


def calendar_days(first: dt.date, last: dt.date) -> int:
    """Return the number of days from ``first`` to ``last``, both included; the second may not lie before the first."""
    if last < first:
        raise UsageError("a calendar cannot end ({last}) before it begins ({first})", first=first, last=last)
    return (last - first).days + 1


def every_day(first: dt.date, last: dt.date, name: str = "every_day") -> Calendar:
    """Return the calendar that works every day: indoor fitting, manufacture, shipping, and limits in calendar days."""
    return Calendar(name, first, np.ones(calendar_days(first, last), dtype=np.bool_))
