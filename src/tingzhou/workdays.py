"""Legal working days of China: the published calendar of holidays and swapped days, with rows of a region on top.

The days come from the package ``chinesecalendar``; Xinjiang's own holidays (Corban, Rozi) stand in no package and are given as
rows. A year that nobody has published is refused: Monday to Friday is never assumed in its place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from tingzhou.errors import InputError, Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["WorkingDays", "exceptions_of", "published_years"]

_EPOCH = dt.date(1970, 1, 1)


@cache
def published_years() -> tuple[int, int]:
    """Return the first and the last year whose holidays the package holds."""
    from chinese_calendar import constants

    return min(constants.holidays).year, max(constants.holidays).year


@dataclass(frozen=True)
class WorkingDays:
    """Working days from ``first`` to ``last``, both included.

    Parameters
    ----------
    first, last
        Span that may be asked for.
    exceptions
        Days of the region that differ from the national calendar: day → is it worked.
    stated_years
        Years for which somebody states all days off as exceptions, because no notice is published yet: the other days of these
        years are worked from Monday to Friday. Nothing puts a year here by itself.

    Raises
    ------
    InputError
        When the span reaches into a year whose holidays are not published.
    """

    first: dt.date
    last: dt.date
    exceptions: Mapping[dt.date, bool] = field(default_factory=dict)
    stated_years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Refuse years without a published calendar."""
        low, high = published_years()
        missing = [year for year in range(self.first.year, self.last.year + 1)
                   if not low <= year <= high and year not in self.stated_years]  # fmt: skip
        if missing:
            raise InputError(
                Problem("no calendar of legal working days is published for {years}.",
                        "Known years: {first} to {last}. Install a newer version of the package chinesecalendar.",
                        parameters={"years": ", ".join(str(year) for year in missing), "first": low, "last": high})
            )  # fmt: skip

    @property
    def worked(self) -> NDArray[np.bool_]:
        """Whether each day from ``first`` on is a working day, shape (days,)."""
        return _worked(self.first, self.last, tuple(sorted(self.exceptions.items())), self.stated_years)

    def days(self) -> list[dt.date]:
        """Return all working days of the span."""
        return [self.first + dt.timedelta(days=int(index)) for index in self.worked.nonzero()[0]]

    def counts(self) -> NDArray[np.int64]:
        """Return how many working days lie on or before each day, counted from ``first``, shape (days,)."""
        import numpy as np

        return np.cumsum(self.worked, dtype=np.int64)

    def between(self, start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the working days after ``start`` up to and including ``end``; both are days since 1970-01-01.

        A limit counts from the day after acceptance (Administrative Licensing Law, article 82).
        """
        counts, origin = self.counts(), (self.first - _EPOCH).days
        return counts[end - origin] - counts[start - origin]

    def add(self, start: dt.date, days: int) -> dt.date:
        """Return the last day in time of a limit of ``days`` working days that begins after ``start``."""
        import numpy as np

        ahead = np.flatnonzero(self.worked[(start - self.first).days + 1 :])
        if days == 0:
            return start
        if days > ahead.size:
            raise InputError(Problem("the limit of {days} working days from {start} ends beyond {last}.",
                                     parameters={"days": days, "start": start, "last": self.last}))  # fmt: skip
        return start + dt.timedelta(days=int(ahead[days - 1]) + 1)


@cache
def _worked(
    first: dt.date, last: dt.date, exceptions: tuple[tuple[dt.date, bool], ...], stated: frozenset[int]
) -> NDArray[np.bool_]:
    import numpy as np
    from chinese_calendar import is_workday

    known = dict(exceptions)

    def national(day: dt.date) -> bool:
        return day.weekday() < 5 if day.year in stated else bool(is_workday(day))

    days = [first + dt.timedelta(days=index) for index in range((last - first).days + 1)]
    return np.array([known[day] if day in known else national(day) for day in days], dtype=np.bool_)


def exceptions_of(rows: Iterable[tuple[dt.date, str]]) -> dict[dt.date, bool]:
    """Return the exceptions of rows (day, ``off`` or ``work``)."""
    return {day: kind == "work" for day, kind in rows}
