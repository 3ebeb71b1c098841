"""The worked case of 2024: lawful in 18 days without expropriation, and all owners full by the end of the year far from certain."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import pytest

from tingzhou.delivery.approvals import Handling, approval_path
from tingzhou.delivery.durations import duration
from tingzhou.delivery.mulei import (
    ACCEPTED,
    CONNECTED,
    OWNERS,
    PUBLISHED,
    START,
    TURBINES,
    YEAR_END,
    milestones,
    mulei_facts,
    mulei_network,
)
from tingzhou.delivery.risk import Simulation, critical_path, draw, simulate, start_curve
from tingzhou.delivery.seasons import hoisting_calendar, hoisting_days, legal_calendar
from tingzhou.hours import Hours
from tingzhou.region import Region
from tingzhou.weather import generate, zones_from_table
from tingzhou.weather.wind import power_curve

FULL = [f"owner_{owner}_full" for owner in range(1, OWNERS + 1)]


@cache
def simulated() -> Simulation:
    network = mulei_network()
    return simulate(network, draw(network))


def test_the_days_are_counted_back_from_the_connection() -> None:
    assert (CONNECTED - START).days == 180
    assert (START - ACCEPTED).days == 18
    assert {row.figure: row.value for row in PUBLISHED if row.figure != "investment"} == {
        "days_of_approvals": 18, "station_topped_out": 40, "first_hoist": 60, "first_connection": 180, "turbines": 372, "owners": 7}  # fmt: skip
    assert sorted(row.value for row in PUBLISHED if row.figure == "investment") == [8.2e9, 8.8e9]
    assert all(row.source for row in PUBLISHED)


def test_the_pace_of_the_published_record() -> None:
    """From day 60 to day 180: 3.1 turbines a day."""
    assert pytest.approx(3.1) == TURBINES / (180 - 60)


def test_eighteen_days_were_lawful_and_would_not_have_been_with_expropriation() -> None:
    calendar = legal_calendar(dt.date(2024, 1, 1), dt.date(2025, 12, 31))
    plain = approval_path(mulei_facts(), ACCEPTED, calendar, asked=18)
    taken = approval_path(mulei_facts(expropriation=True), ACCEPTED, calendar, asked=18)
    assert plain.asked is not None
    assert taken.asked is not None
    assert plain.asked.lawful
    assert not taken.asked.lawful
    assert (plain.asked.floor, taken.asked.floor) == (5, 32)
    assert approval_path(mulei_facts(), ACCEPTED, calendar, handling=Handling("serial")).maximum.length == 132


def test_published_days_lie_near_p10_of_the_default_triples() -> None:
    """Records are maxima of selection: 40, 60 and 180 lie at or below P50 and not far below P10."""
    for row, value in (("D01", 18), ("D03", 40), ("D02", 60), ("D04", 180)):
        low, middle, _ = duration(row).triple
        assert 0.9 * low <= value < middle


def test_every_owner_full_by_the_end_of_the_year_is_far_from_certain() -> None:
    found = simulated()
    chance = {name: found.probability(finish, YEAR_END) for name, finish in milestones(found).items()}
    assert chance["full_connection"] < 0.1
    assert chance["full_connection"] <= chance["half_connection"] <= chance["first_connection"]
    assert 0.3 < chance["first_connection"] < 0.95  # it was in fact connected on 12 December
    assert chance["first_every_owner"] < 0.5  # and one owner had its first turbine on 2 January


def test_the_three_meanings_of_connected_are_in_order_in_every_run() -> None:
    found = milestones(simulated())
    assert (found["first_connection"] <= found["half_connection"] + 1e-6).all()
    assert (found["half_connection"] <= found["full_connection"] + 1e-6).all()


def test_stages_add_up_to_the_table_at_the_median() -> None:
    """First hoist, first and full connection at P50: 80, 210 and 270 days after the start (rows D02, D04, D05)."""
    network = mulei_network()
    path = critical_path(network)
    begin = network.boundary(START)
    assert path.finish[network.index("owner_1_foundations")] - begin == 80
    assert path.finish[network.index("owner_1_first")] - begin == 210
    assert path.finish[network.index("owner_1_full")] - begin == 270


def test_an_earlier_start_would_have_been_needed() -> None:
    """For 80 % by the end of the following June the start lies before the real one; the cliff is the winter stop of foundations."""
    network = mulei_network()
    moved = ["station", *(f"owner_{owner}_foundations" for owner in range(1, OWNERS + 1))]
    starts = [dt.date(2024, 3, 16) + dt.timedelta(days=14 * index) for index in range(17)]
    curve = start_curve(network, draw(network, runs=1000), moved, lambda found: found.last(FULL), starts, dt.date(2025, 6, 30))
    latest = curve.latest_start(0.8)
    assert latest is not None
    assert latest < START
    middle = [day for day in curve.p80 if day is not None]
    assert len(middle) == len(starts)
    steps = np.diff([day.toordinal() for day in middle])
    assert steps.max() > 40  # two weeks later cost more than forty days where the winter begins
    assert steps.min() >= 0


def test_hoisting_follows_the_wind_of_the_same_region(changji: Region) -> None:
    """Three weather years of the Laojunmiao zone: an hour below the output at 9 m/s can be used; fewer windows in spring."""
    zone = next(
        one for one in zones_from_table(changji.table("weather_zones"), changji.table("places")) if one.id == "zone_laojunmiao"
    )
    limit = float(power_curve(np.array([9.0]), zone.altitude)[0])
    calendars = []
    for seed in (1, 2, 3):
        series = generate([zone], Hours.span("2024-01-01", 8784, utc_offset=8.0), seed=seed)[zone.id]
        days = hoisting_days(series, limit)
        assert 0.3 < days.mean() < 0.95
        calendars.append(hoisting_calendar(days, dt.date(2024, 1, 1), dt.date(2027, 12, 31)))
    winter = np.mean([one.worked[:60].mean() for one in calendars])
    spring = np.mean([one.worked[120:180].mean() for one in calendars])
    assert winter > spring
    network = mulei_network(calendars)
    found = simulate(network, draw(network, runs=1000))
    plain = simulated()
    chance = found.probability(found.last(FULL), YEAR_END)
    assert chance < 0.1
    assert np.median(found.last(FULL)) == pytest.approx(np.median(plain.last(FULL)), abs=60)
