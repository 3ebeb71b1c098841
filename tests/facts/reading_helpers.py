"""What tests of constructions compare: the figures read from one sentence."""

from __future__ import annotations

from tingzhou import facts

Figure = tuple[str, str, str, str]


def figures(text: str, date: str = "2024-07-20", place: str = "昌吉州") -> list[Figure]:
    """Return quote, measure, value and unit of each fact."""
    return [(one.exact, one.measure.value, one.value, one.unit) for one in facts.read(text, date=date, place=place).facts]
