"""What tests of constructions compare: the figures, places and periods read from a text."""

from __future__ import annotations

from tingzhou import facts

Figure = tuple[str, str, str, str]


def figures(text: str, date: str = "2024-07-20", place: str = "昌吉州") -> list[Figure]:
    """Return quote, measure, value and unit of each fact."""
    return [(one.exact, one.measure.value, one.value, one.unit) for one in facts.read(text, date=date, place=place).facts]


def places_of(text: str, date: str = "2024-07-20", place: str = "") -> list[str]:
    """Return the place of each fact."""
    return [one.place_name for one in facts.read(text, date=date, place=place).facts]


def periods(text: str, date: str = "2024-07-20", place: str = "") -> list[str]:
    """Return the period of each fact."""
    return [one.period for one in facts.read(text, date=date, place=place).facts]
