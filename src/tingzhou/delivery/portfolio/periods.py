"""Half-month periods: 24 a year, from the 1st and the 16th; which of them the winter stop closes."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from dataclasses import dataclass

__all__ = ["DAYS_OF_A_PERIOD", "Periods"]

DAYS_OF_A_PERIOD = 365.25 / 24


@dataclass(frozen=True)
class Periods:
    """The half months of a planning horizon.

    Parameters
    ----------
    first_year, years
        Calendar years covered.
    winter_stop
        First and last day of the stop as (month, day). Default 15 November to 15 March, assumed: practice in northern
        Xinjiang, to be set by each region. A half month is closed when more than half of its days lie in the stop.
    """

    first_year: int
    years: int
    winter_stop: tuple[tuple[int, int], tuple[int, int]] = ((11, 15), (3, 15))

    @property
    def count(self) -> int:
        """Number of half months."""
        return 24 * self.years

    def first_day(self, period: int) -> dt.date:
        """Return the first day of a period (of any number, also beyond the horizon)."""
        year, half = divmod(period, 24)
        return dt.date(self.first_year + year, half // 2 + 1, 16 if half % 2 else 1)

    def last_day(self, period: int) -> dt.date:
        """Return the last day of a period."""
        return self.first_day(period + 1) - dt.timedelta(days=1)

    def of(self, day: dt.date) -> int:
        """Return the period in which a day lies; negative before the horizon."""
        return (day.year - self.first_year) * 24 + (day.month - 1) * 2 + (day.day > 15)

    def from_day(self, day: dt.date) -> int:
        """Return the first period that begins on or after a day."""
        period = self.of(day)
        return period if self.first_day(period) >= day else period + 1

    def year(self, period: int) -> int:
        """Return the calendar year of a period."""
        return self.first_year + period // 24

    def length(self, days: float) -> int:
        """Return the half months that an amount of work takes, rounded up."""
        return max(1, math.ceil(days / DAYS_OF_A_PERIOD - 1e-9))

    def stopped(self, period: int) -> bool:
        """Tell whether the winter stop closes a period."""
        return self._stopped_half(period % 24)

    def _stopped_half(self, half: int) -> bool:
        month = half // 2 + 1
        days = range(16, calendar.monthrange(2023, month)[1] + 1) if half % 2 else range(1, 16)
        first, last = self.winter_stop
        inside = [
            (first <= (month, day) or (month, day) <= last) if first > last else first <= (month, day) <= last for day in days
        ]
        return sum(inside) * 2 > len(inside)

    def worked(self, start: int, length: int, *, winter_stop: bool) -> tuple[int, ...]:
        """Return the periods in which work of ``length`` half months is done when it begins at ``start``."""
        if not winter_stop:
            return tuple(range(start, start + length))
        periods: list[int] = []
        period = start
        while len(periods) < length:
            if not self.stopped(period):
                periods.append(period)
            period += 1
        return tuple(periods)
