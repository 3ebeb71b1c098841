"""Days that a text names: over the turn of a year, backwards, and such as no calendar has."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingzhou import facts


def _period(text: str, published: str) -> tuple[str, str, str]:
    fact = facts.read(text, date=published).facts[0]
    return fact.period_start, fact.period_end, fact.accumulation.value


@pytest.mark.parametrize(
    ("days", "published", "expected"),
    [
        ("2025年12月30日至2026年1月1日", "2026-01-02", ("2025-12-30", "2026-01-01", "cum")),
        ("2025年12月30日至1月1日", "2026-01-02", ("2025-12-30", "2026-01-01", "cum")),
        ("12月30日至1月1日", "2026-01-02", ("2025-12-30", "2026-01-01", "cum")),
        ("5月1日至5日", "2026-05-06", ("2026-05-01", "2026-05-05", "cum")),
        ("9月29日至10月6日", "2026-10-07", ("2026-09-29", "2026-10-06", "cum")),
        ("2024年2月29日", "2024-03-02", ("2024-02-29", "2024-02-29", "point")),
        ("2024年2月30日", "2024-03-02", ("2024-02", "2024-02", "month")),  # a slip of the pen: the month is sure
        ("2024年2月25日至31日", "2024-03-02", ("2024-02", "2024-02", "month")),
        ("10月5日至10月2日", "2026-10-08", ("2026", "2026", "annual")),  # no days at all: the document's year
    ],
)
def test_days_become_a_period_of_the_calendar(days: str, published: str, expected: tuple[str, str, str]) -> None:
    assert _period(f"{days},昌吉市接待游客3万人次。", published) == expected


def test_a_holiday_over_the_turn_of_the_year_is_its_days() -> None:
    text = "元旦假期昌吉市旅游火热\n元旦假期(12月30日至1月1日),昌吉市接待游客12.3万人次。全市住宿企业入住率达82%。"
    assert {(one.period_start, one.period_end) for one in facts.read(text, date="2026-01-02").facts} == {
        ("2025-12-30", "2026-01-01")
    }


@given(st.dates(date(1990, 1, 1), date(2089, 12, 31)), st.integers(1, 30))
def test_stated_days_are_read_as_they_stand(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    text = f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日,昌吉市发电3亿千瓦时。"
    assert _period(text, "2090-01-02") == (str(first), str(last), "cum")
