"""The days of the holiday that a whole text is about: “五一”假期(5月1日至5日),…; 10月1日至8日,全县接待游客…."""

from __future__ import annotations

import re
from datetime import date

from tingzhou.facts.clauses import Layout
from tingzhou.facts.periods import Calendar, Period

__all__ = ["days_of_holiday", "in_days"]

_ABOUT = re.compile("五一|国庆|中秋|双节|春节|端午|清明|元旦|黄金周|小?长假|假期|假日")
_LEAD = 400  # characters in which a text says which days it is about
_LONGEST = 16  # days of a holiday
_DAY = len("2025-05-01")


def days_of_holiday(heading: str, layout: Layout, calendar: Calendar) -> Period | None:
    """Return the days of the holiday in the title, where the opening states them; ``None`` where it does not."""
    if _ABOUT.search(heading) is None:
        return None
    for token in layout.tokens:
        if token.start >= _LEAD:
            return None
        if token.said is None or token.said.kind != "day":
            continue
        days = calendar.resolve(token.said, None)
        if days is not None and len(days.start) == len(days.end) == _DAY and 0 < _between(days) < _LONGEST:
            return days
    return None


def _between(days: Period) -> int:
    """Return how many days lie between the first and the last."""
    return (date.fromisoformat(days.end) - date.fromisoformat(days.start)).days


def in_days(named: Period | None, titled: Period | None) -> Period | None:
    """Return the days of the holiday that a text is about, where they begin in the month of the one that is named, else ``named``."""
    about = titled is not None and len(titled.start) == _DAY
    return titled if about and titled is not None and (named is None or titled.start[:7] == named.end[:7]) else named
