"""Calendars of days against day-by-day loops, published days off, and the properties every calendar must have."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingzhou.delivery.calendars import Calendar, every_day
from tingzhou.delivery.seasons import (
    built_in_rows,
    hoisting_calendar,
    hoisting_days,
    legal_calendar,
    read_rows,
    season_calendar,
    work_calendar,
)
from tingzhou.errors import InputError, UsageError

ONE_DAY = dt.timedelta(days=1)
patterns = st.lists(st.booleans(), min_size=1, max_size=40)


def loop_finish(worked: list[bool], start: int, duration: int) -> float:
    """Day by day: the boundary after the last worked day needed."""
    done, at = 0, start
    while done < duration:
        if at >= len(worked):
            return float("inf")
        done += worked[at]
        at += 1
    return at


def loop_latest(worked: list[bool], finish: int, duration: int) -> float:
    done, at = 0, finish
    while done < duration:
        if at == 0:
            return -float("inf")
        at -= 1
        done += worked[at]
    return at


@given(patterns, st.data())
def test_finish_and_latest_start_are_those_of_a_loop_over_days(worked: list[bool], data: st.DataObject) -> None:
    calendar = Calendar("any", dt.date(2024, 1, 1), np.array(worked))
    start, duration = data.draw(st.integers(0, len(worked))), data.draw(st.integers(0, 12))
    assert calendar.finish_times(start, duration) == loop_finish(worked, start, duration)
    assert calendar.latest_start_times(start, duration) == loop_latest(worked, start, duration)


@given(patterns, st.data())
def test_a_later_start_never_finishes_earlier(worked: list[bool], data: st.DataObject) -> None:
    calendar = Calendar("any", dt.date(2024, 1, 1), np.array(worked))
    times = np.sort(data.draw(st.lists(st.floats(0, len(worked)), min_size=2, max_size=20)))
    duration = data.draw(st.floats(0, 15))
    finish = calendar.finish_times(times, duration)
    assert (finish[1:] >= finish[:-1] - 1e-9).all()
    latest = calendar.latest_start_times(times, duration)
    assert (latest[1:] >= latest[:-1] - 1e-9).all()


@given(patterns, st.data())
def test_the_latest_start_still_finishes_in_time(worked: list[bool], data: st.DataObject) -> None:
    calendar = Calendar("any", dt.date(2024, 1, 1), np.array(worked))
    finish, duration = data.draw(st.floats(0, len(worked))), data.draw(st.floats(0, 10))
    latest = float(calendar.latest_start_times(finish, duration))
    if np.isfinite(latest):
        assert calendar.finish_times(latest, duration) <= finish + 1e-6
        assert calendar.work(finish) - calendar.work(latest) == pytest.approx(duration, abs=1e-6)


@given(patterns, st.data())
def test_work_is_additive(worked: list[bool], data: st.DataObject) -> None:
    """Two tasks one after the other end when one of their joint length does."""
    calendar = Calendar("any", dt.date(2024, 1, 1), np.array(worked))
    start, one, two = (data.draw(st.floats(0, 8)) for _ in range(3))
    start = min(start, len(worked))
    joint, apart = calendar.finish_times(start, one + two), calendar.finish_times(calendar.finish_times(start, one), two)
    if min(one, two) > 1e-6 and np.isfinite(joint):
        assert calendar.work(joint) == pytest.approx(float(calendar.work(apart)), abs=1e-6)


@pytest.mark.parametrize("weekday", range(7))
def test_legal_limits_are_exact_for_any_acceptance_and_any_limit(weekday: int) -> None:
    """Against a loop over the days, every acceptance of a year that falls on the weekday and limits of 1 to 60 working days."""
    calendar = legal_calendar(dt.date(2023, 12, 1), dt.date(2025, 6, 30))
    worked = {calendar.first + index * ONE_DAY for index in np.flatnonzero(calendar.worked)}
    accepted = dt.date(2024, 1, 1) + weekday * ONE_DAY
    while accepted.year == 2024:
        day, count = accepted, 0
        for limit in range(1, 61):
            while count < limit:
                day += ONE_DAY
                count += day in worked
            assert calendar.finish(accepted + ONE_DAY, limit) == day
            assert calendar.working_days(accepted, day) == limit
        accepted += 7 * ONE_DAY


def test_the_example_of_the_law() -> None:
    """Accepted on 20 May 2024, 18 working days: the last day in time is 14 June (10 June is the Dragon Boat Festival)."""
    calendar = legal_calendar(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert calendar.finish(dt.date(2024, 5, 21), 18) == dt.date(2024, 6, 14)
    assert calendar.latest_start(dt.date(2024, 6, 14), 18) == dt.date(2024, 5, 21)


def test_published_working_days_per_year() -> None:
    """249, 250, 249, 249, 251, 248, 248 in 2020 to 2026: two published packages agree on them."""
    counts = [int(legal_calendar(dt.date(year, 1, 1), dt.date(year, 12, 31)).worked.sum()) for year in range(2020, 2027)]
    assert counts == [249, 250, 249, 249, 251, 248, 248]


def test_a_year_that_nobody_published_is_refused() -> None:
    with pytest.raises(InputError, match="no calendar of legal working days is published for 2027"):
        legal_calendar(dt.date(2026, 12, 1), dt.date(2027, 2, 1))


def test_assumed_years_are_adopted_on_purpose_and_said() -> None:
    """2027: 261 weekdays, less New Year, Spring Festival (5 and 8 February on weekdays), Qingming, Dragon Boat, Mid-Autumn, National Day."""
    calendar = legal_calendar(dt.date(2026, 12, 1), dt.date(2027, 12, 31), built_in_rows("assumed"))
    off = [
        day
        for day in (dt.date(2027, 1, 1) + index * ONE_DAY for index in range(365))
        if day.weekday() < 5 and not calendar.is_worked(day)
    ]
    assert [day.isoformat()[5:] for day in off] == ["01-01", "02-05", "02-08", "04-05", "06-09", "09-15", "10-01"]
    assert calendar.notes == ("Some years have no published notice: their days off are assumed, and swapped days are not known.",)


def test_an_assumption_never_overlays_a_published_year() -> None:
    text = "calendar,first,last,kind,source\nassumed,2024-01-01,2024-12-31,week,x\nassumed,2024-05-20,2024-05-20,off,x\n"
    span = (dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert (legal_calendar(*span, read_rows(text, "rows.csv")).worked == legal_calendar(*span).worked).all()


def test_xinjiang_rests_on_corban_and_rozi() -> None:
    """2016: 11 to 14 September off, 10 September worked; 2022: 5 May and 9 to 13 July off."""
    rows = built_in_rows("xinjiang")
    calendar = legal_calendar(dt.date(2016, 1, 1), dt.date(2016, 12, 31), rows)
    assert [calendar.is_worked(dt.date(2016, 9, day)) for day in range(9, 16)] == [True, True, False, False, False, False, False]
    assert calendar.notes == ()
    calendar = legal_calendar(dt.date(2022, 1, 1), dt.date(2022, 12, 31), rows)
    assert not calendar.is_worked(dt.date(2022, 5, 5))
    assert [calendar.is_worked(dt.date(2022, 7, day)) for day in (8, 11, 12, 13, 14)] == [True, False, False, False, True]
    said = legal_calendar(dt.date(2024, 1, 1), dt.date(2024, 12, 31), rows).notes
    assert said == ("No notice on Corban and Rozi is in the rows for some years: their days off are not counted there.",)


def test_rows_that_are_wrong_are_refused_together() -> None:
    text = "calendar,first,last,kind,source\nx,2024-02-30,2024-03-01,off,y\nx,2024-03-02,2024-03-01,off,y\nx,2024-01-01,2024-06-30,week,y\n,2024-01-01,2024-01-01,rest,\n"
    with pytest.raises(InputError) as caught:
        read_rows(text, "rows.csv")
    said = str(caught.value)
    for part in ("row 2, column first, value '2024-02-30': it is no day.", "row 3, column last", "the span ends before it begins",
                 "row 4, column first", "whole years only", "value 'rest': it is no kind of a row", "row 5, column calendar", "row 5, column source"):  # fmt: skip
        assert part in said
    with pytest.raises(InputError, match="the column source"):
        read_rows("calendar,first,last,kind\n", "rows.csv")


def test_winter_stops_concrete_and_earthwork_only() -> None:
    """Default 15 November to 15 March: 121 days of a winter without a 29 February."""
    calendar = work_calendar("concrete", dt.date(2024, 7, 1), dt.date(2025, 6, 30))
    resting = [calendar.first + int(index) * ONE_DAY for index in np.flatnonzero(~calendar.worked)]
    assert (resting[0], resting[-1], len(resting)) == (dt.date(2024, 11, 15), dt.date(2025, 3, 15), 121)
    assert work_calendar("concrete", dt.date(2024, 7, 1), dt.date(2025, 6, 30), winter_measures=True).worked.all()
    assert work_calendar("assembly", dt.date(2024, 7, 1), dt.date(2025, 6, 30)).worked.all()
    within = season_calendar(dt.date(2024, 1, 1), dt.date(2024, 12, 31), stop=((7, 1), (7, 31)))
    assert int((~within.worked).sum()) == 31
    with pytest.raises(UsageError, match="no calendar for the work dancing"):
        work_calendar("dancing", dt.date(2024, 1, 1), dt.date(2024, 1, 2))


def test_the_winter_cliff() -> None:
    """Ten days of concrete from 5 November end on 14 November; begun one day later the last day waits until 16 March."""
    calendar = work_calendar("concrete", dt.date(2024, 7, 1), dt.date(2025, 6, 30))
    assert calendar.finish(dt.date(2024, 11, 5), 10) == dt.date(2024, 11, 14)
    assert calendar.finish(dt.date(2024, 11, 6), 10) == dt.date(2025, 3, 16)


def test_hoisting_needs_consecutive_calm_hours_of_the_shift() -> None:
    wind = np.full(96, 15.0)
    wind[6:12] = 9.9  # six hours from 6 o'clock: a window
    wind[24:30] = 5.0  # calm at night only: none
    wind[48 + 8 : 48 + 13] = 5.0  # five hours: none
    wind[72 + 6 : 72 + 22] = 10.0  # at the limit: none
    assert hoisting_days(wind).tolist() == [True, False, False, False]
    assert hoisting_days(wind, 10.1).tolist() == [True, False, False, True]
    for spoiled in (wind[:-1], np.where(wind == 5.0, np.nan, wind)):
        with pytest.raises(UsageError, match=r"wind series|whole days"):
            hoisting_days(spoiled)
    with pytest.raises(UsageError, match="window of 17 hours"):
        hoisting_days(wind, hours=17)


@given(st.lists(st.floats(0, 30), min_size=48, max_size=48), st.floats(1, 20))
def test_a_stronger_crane_never_has_fewer_days(wind: list[float], limit: float) -> None:
    assert (hoisting_days(wind, limit) <= hoisting_days(wind, limit + 1.0)).all()


def test_a_weather_year_is_laid_over_every_year() -> None:
    year = np.zeros(365, dtype=np.bool_)
    year[[58, 59]] = True, False  # 28 February and 1 March of a common year
    calendar = hoisting_calendar(year, dt.date(2023, 1, 1), dt.date(2025, 12, 31))
    assert [day.isoformat() for day in (calendar.first + int(index) * ONE_DAY for index in np.flatnonzero(calendar.worked))] == [
        "2023-02-28", "2024-02-28", "2024-02-29", "2025-02-28"]  # fmt: skip
    leap = np.zeros(366, dtype=np.bool_)
    leap[60] = True  # 1 March
    assert hoisting_calendar(leap, dt.date(2023, 1, 1), dt.date(2023, 12, 31)).is_worked(dt.date(2023, 3, 1))
    with pytest.raises(InputError, match="covers 365 days"):
        hoisting_calendar(year, dt.date(2024, 1, 1), dt.date(2024, 12, 31), series_first=dt.date(2024, 1, 1))
    with pytest.raises(UsageError, match="365 or 366"):
        hoisting_calendar(year[:100], dt.date(2024, 1, 1), dt.date(2024, 12, 31))


def test_days_outside_are_refused() -> None:
    calendar = every_day(dt.date(2024, 1, 1), dt.date(2024, 1, 10))
    assert calendar.finish(dt.date(2024, 1, 1), 10) == dt.date(2024, 1, 10)
    assert calendar.finish(dt.date(2024, 1, 5), 0) == dt.date(2024, 1, 4)
    with pytest.raises(InputError, match="11 working days from 2024-01-01 end beyond the calendar every_day"):
        calendar.finish(dt.date(2024, 1, 1), 11)
    with pytest.raises(InputError, match="begin before the calendar"):
        calendar.latest_start(dt.date(2024, 1, 10), 11)
    with pytest.raises(InputError, match="lies outside the calendar"):
        calendar.finish(dt.date(2023, 12, 31), 1)
    with pytest.raises(UsageError, match="cannot end"):
        every_day(dt.date(2024, 1, 2), dt.date(2024, 1, 1))


def test_both_calendars_must_work() -> None:
    legal, season = (
        legal_calendar(dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        season_calendar(dt.date(2024, 3, 1), dt.date(2025, 3, 1)),
    )
    both = legal.both(season)
    assert (both.first, both.last) == (dt.date(2024, 3, 1), dt.date(2024, 12, 31))
    for index in range(both.size):
        day = both.first + index * ONE_DAY
        assert both.is_worked(day) == (legal.is_worked(day) and season.is_worked(day))
    assert both == season.both(legal, both.name)
    assert len({both, season.both(legal, both.name)}) == 1
