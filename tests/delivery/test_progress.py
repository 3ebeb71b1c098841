"""Progress: earned-value identities, published survival figures, frozen baselines, forecasts and lights, commands."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingzhou.delivery.approvals import built_in_steps, read_observations, read_permits, read_stops
from tingzhou.delivery.calendars import Calendar
from tingzhou.delivery.progress import (
    Issue,
    ProjectStages,
    Schedule,
    ScheduleCalendar,
    ScheduleLink,
    ScheduleTask,
    apply_actuals,
    apply_baseline,
    calendars_of,
    earned_value,
    forecast,
    freeze,
    funnel_counts,
    kaplan_meier,
    lights,
    passages,
    planned_curve,
    read_actuals,
    read_baseline,
    read_issues,
    read_stages,
    risk_network,
    write_baseline,
)
from tingzhou.delivery.risk import critical_path, read_events
from tingzhou.delivery.seasons import read_rows, season_calendar
from tingzhou.errors import InputError

FIRST = dt.date(2024, 1, 1)
DAY = dt.timedelta(days=1)


def day(number: int) -> dt.date:
    return FIRST + number * DAY


def task(one: str, begin: int, end: int, **more: Any) -> ScheduleTask:
    """A task from day ``begin`` to day ``end``, planned as in its baseline."""
    return ScheduleTask(
        one, one, day(begin), day(end), float(end - begin + 1), baseline_start=day(begin), baseline_finish=day(end), **more
    )


def calendars(schedule: Schedule) -> dict[str, Calendar]:
    return calendars_of(schedule, FIRST, dt.date(2027, 12, 31))


# --- earned value ---------------------------------------------------------------------------------------------------------------


def test_a_worked_example_of_earned_value() -> None:
    """Two tasks of 100 days: after 50 days 5 000 were planned, 4 000 earned and 4 800 spent.

    By hand: CPI = 4 000 / 4 800, SPI = 0.8, EAC = 10 000 · 1.2 = 12 000, ES = 40 d, SPI(t) = 0.8, IEAC(t) = 125 d.
    """
    schedule = Schedule(
        "x",
        (
            task("a", 0, 99, budget=5000.0, percent=0.5, actual_cost=3000.0),
            task("b", 0, 99, budget=5000.0, percent=0.3, actual_cost=1800.0),
        ),
    )
    found = earned_value(schedule, day(49))
    assert (found.bac, found.pv, found.ev, found.ac) == (10_000, 5000, 4000, 4800)
    assert found.cpi == pytest.approx(4000 / 4800)
    assert found.spi == pytest.approx(0.8)
    assert found.eac == pytest.approx(12_000)
    assert found.etc == pytest.approx(7200)
    assert found.vac == pytest.approx(-2000)
    assert found.tcpi == pytest.approx(6000 / 5200)
    assert (found.earned_schedule, found.actual_time, found.planned_duration) == (pytest.approx(40), 50, 100)
    assert found.spi_time == pytest.approx(0.8)
    assert found.forecast_duration == pytest.approx(125)
    assert found.forecast_finish == day(124)


rows = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60), st.floats(1, 1e6), st.just(0.0) | st.floats(1e-6, 1), st.floats(1, 1e6)),
    min_size=1,
    max_size=6,
)


@given(rows, st.integers(0, 150))
def test_identities_of_earned_value(listed: list[tuple[int, int, float, float, float]], at: int) -> None:
    tasks = tuple(task(f"t{index}", begin, begin + length, budget=money, percent=share, actual_cost=spent)
                  for index, (begin, length, money, share, spent) in enumerate(listed))  # fmt: skip
    schedule = Schedule("x", tasks)
    start, curve = planned_curve(schedule)
    status = start + at * DAY
    found = earned_value(schedule, status)
    assert curve[0] == 0
    assert (np.diff(curve) >= -1e-6).all()
    assert curve[-1] == pytest.approx(found.bac)
    assert found.schedule_variance == pytest.approx(found.ev - found.pv, abs=1e-6 * found.bac)
    assert np.interp(found.earned_schedule, np.arange(curve.size), curve) == pytest.approx(found.ev, rel=1e-9, abs=1e-6)
    assert found.schedule_variance_time == pytest.approx(found.earned_schedule - found.actual_time)
    if found.cpi and found.eac is not None and found.ac is not None:
        assert found.eac == pytest.approx(found.ac + (found.bac - found.ev) / found.cpi)
        assert found.cost_variance == pytest.approx(found.ev - found.ac)
        if found.etc is not None and found.vac is not None:
            assert found.etc + found.ac == pytest.approx(found.eac)
            assert found.vac + found.eac == pytest.approx(found.bac)


@given(rows)
def test_a_project_on_plan_has_all_indices_at_one(listed: list[tuple[int, int, float, float, float]]) -> None:
    """With the planned share done on every task, EV = PV, SPI = 1 and, while something is left, ES = AT."""
    start = day(min(row[0] for row in listed))
    status = start + 20 * DAY
    tasks = []
    for index, (begin, length, money, _, _) in enumerate(listed):
        done = min(max(((status - day(begin)).days + 1) / (length + 1), 0.0), 1.0)
        tasks.append(task(f"t{index}", begin, begin + length, budget=money, percent=done))
    found = earned_value(Schedule("x", tuple(tasks)), status)
    assert found.spi == pytest.approx(1.0)
    if found.pv < found.bac * (1 - 1e-9):
        _, curve = planned_curve(Schedule("x", tuple(tasks)))
        assert np.interp(found.earned_schedule, np.arange(curve.size), curve) == pytest.approx(found.pv)
        assert found.earned_schedule <= found.actual_time + 1e-6


def test_a_late_project_ends_with_spi_one_but_not_spi_of_time() -> None:
    """All 100 planned days are earned after 125: SPI = 1, SPI(t) = 100 / 125."""
    found = earned_value(Schedule("x", (task("a", 0, 99, budget=1.0, percent=1.0),)), day(124))
    assert found.spi == pytest.approx(1.0)
    assert found.spi_time == pytest.approx(0.8)


def test_planned_value_rests_with_the_calendar() -> None:
    """Ten days of concrete from 10 November are planned over the five worked ones before the winter stop and five after."""
    season = season_calendar(FIRST, dt.date(2027, 12, 31), name="concrete")
    one = ScheduleTask("a", "a", dt.date(2024, 11, 10), dt.date(2025, 3, 20), 10.0, baseline_start=dt.date(2024, 11, 10),
                       baseline_finish=dt.date(2025, 3, 20), budget=100.0, calendar="concrete")  # fmt: skip
    found = earned_value(Schedule("x", (one,)), dt.date(2025, 1, 15), {"concrete": season})
    assert found.pv == pytest.approx(50.0)


def test_without_budgets_tasks_weigh_by_their_days() -> None:
    found = earned_value(Schedule("x", (task("a", 0, 9, percent=1.0), task("b", 10, 29))), day(9))
    assert (found.weighted_by, found.bac, found.ev, found.ac, found.cpi) == ("duration", 30.0, 10.0, None, None)
    with pytest.raises(InputError, match="has no baseline"):
        earned_value(Schedule("x", (ScheduleTask("a", "a", budget=3.0),)), day(1))


# --- baselines and actuals ------------------------------------------------------------------------------------------------------


def test_a_frozen_baseline_cannot_be_changed() -> None:
    schedule = Schedule("x", (task("a", 0, 9, budget=5.0), task("b", 10, 19)))
    held = freeze(schedule, day(0))
    text = write_baseline(held)
    assert read_baseline(text, "b.json") == held
    with pytest.raises(InputError, match="changed after it was frozen"):
        read_baseline(text.replace("2024-01-10", "2024-01-20"), "b.json")
    with pytest.raises(InputError, match="no frozen baseline"):
        read_baseline("[]", "b.json")
    moved = schedule.with_tasks([replace(schedule.tasks[0], start=day(5), finish=day(14)), task("c", 20, 29)])
    against, new, gone = apply_baseline(moved, held)
    assert (new, gone) == (("c",), ("b",))
    assert (against.task("a").start, against.task("a").baseline_start) == (day(5), day(0))
    assert against.task("c").baseline_start is None
    with pytest.raises(InputError, match="no planned days"):
        freeze(Schedule("x", (ScheduleTask("a", "a"),)), day(0))


def test_actuals_are_booked_up_to_the_status() -> None:
    schedule = Schedule("x", (task("a", 0, 9), task("b", 10, 19)))
    text = ("task,on,percent,cost,actual_start,actual_finish\na,2024-01-05,40%,100,2024-01-02,\na,2024-01-12,,50,,2024-01-11\n"
            "b,2024-01-31,0.5,70,2024-01-13,\n")  # fmt: skip
    bookings = read_actuals(text, "actuals.csv", schedule)
    early, late = (apply_actuals(schedule, bookings, dt.date(2024, 1, number)) for number in (10, 31))
    assert (early.task("a").percent, early.task("a").actual_cost, early.task("a").actual_finish) == (0.4, 100.0, None)
    assert (late.task("a").percent, late.task("a").actual_cost, str(late.task("a").actual_finish)) == (1.0, 150.0, "2024-01-11")
    assert (late.task("b").percent, late.status) == (0.5, dt.date(2024, 1, 31))


def test_wrong_bookings_are_refused_together() -> None:
    schedule = Schedule("x", (task("a", 0, 9),))
    text = ("task,on,percent,cost,actual_start,actual_finish\nz,2024-01-05,0.1,,,\na,yesterday,,,,\na,2024-02-01,1.5,-3,,\n"
            "a,2024-03-01,0.6,,2024-04-01,\n")  # fmt: skip
    with pytest.raises(InputError) as caught:
        read_actuals(text, "actuals.csv", schedule)
    for part in (
        "row 2, column task",
        "row 3, column on",
        "row 4, column percent",
        "row 4, column cost",
        "row 5, column actual_start",
    ):
        assert part in str(caught.value)
    with pytest.raises(InputError, match="falls from one booking to the next"):
        read_actuals("task,on,percent\na,2024-03-01,0.6\na,2024-04-01,0.5\n", "actuals.csv", schedule)


# --- funnel ---------------------------------------------------------------------------------------------------------------------


def test_kaplan_meier_of_a_published_trial() -> None:
    """Remission times of Freireich et al., Blood 21 (1963) 699, treated group; estimates as printed in textbooks."""
    times = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    censored = {3, 5, 7, 8, 11, 12, 13, 16, 17, 18, 19, 20}
    curve = kaplan_meier(times, [place not in censored for place in range(len(times))])
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.share == pytest.approx([0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482], abs=5e-5)
    assert curve.error == pytest.approx([0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], abs=5e-5)
    assert curve.quantile(0.5) == 23
    assert curve.quantile(0.9) is None


@given(st.lists(st.integers(1, 30), min_size=1, max_size=30))
def test_without_censoring_it_is_the_share_of_the_sample(times: list[int]) -> None:
    curve = kaplan_meier(times, [True] * len(times))
    for at, share in zip(curve.times, curve.share, strict=True):
        assert share == pytest.approx(np.mean(np.array(times) > at))


def test_the_funnel_counts_who_waits() -> None:
    text = ("project,signed,filed,started,in_statistics,commissioned,given_up,county\n"
            "a,2024-01-01,2024-01-11,2024-03-01,2024-04-01,2024-12-01,,x\nb,2024-01-01,2024-01-21,,,,,x\n"
            "c,2024-01-01,,,,,2024-02-01,y\nd,2024-06-01,,,,,,y\n")  # fmt: skip
    listed = read_stages(text, "funnel.csv")
    on = dt.date(2024, 6, 30)
    assert funnel_counts(listed, on) == {"signed": 4, "filed": 2, "started": 1, "in_statistics": 1, "commissioned": 0}
    filed, started, _, commissioned = passages(listed, on)
    assert (filed.came, filed.passed, filed.waiting, filed.given_up) == (4, 2, 1, 1)
    assert filed.p50 == 20  # 10 d: 1/4 passed; 20 d: of three still watched one: share left 3/4 · 2/3 = 1/2
    assert (filed.p90, filed.longest_wait) == (None, 31)
    assert (started.came, started.passed, started.p50) == (2, 1, 50)
    assert (commissioned.came, commissioned.passed) == (1, 0)
    assert passages([ProjectStages("z", (None,) * 5)], on)[0].p50 is None


def test_a_wrong_funnel_is_refused_with_everything() -> None:
    text = ("project,signed,filed,started,in_statistics,commissioned,given_up\na,2024-02-01,2024-01-01,,,,\na,2024-01-01,,2024-03-01,,,\n"
            "b,soon,,,,,\nc,2024-02-01,,,,,2024-01-01\n")  # fmt: skip
    with pytest.raises(InputError) as caught:
        read_stages(text, "funnel.csv")
    for part in (
        "row 2, column filed",
        "row 3, column filed",
        "row 3, column project",
        "row 4, column signed",
        "row 5, column given_up",
    ):
        assert part in str(caught.value)
    with pytest.raises(InputError, match="the column commissioned"):
        read_stages("project,signed,filed,started,in_statistics\n", "funnel.csv")


# --- forecast and lights --------------------------------------------------------------------------------------------------------


def chain(**more: Any) -> Schedule:
    tasks = (task("a", 0, 9, **more), task("b", 10, 19), task("c", 20, 29))
    return Schedule("x", tasks, (ScheduleLink("a", "b"), ScheduleLink("b", "c")))


def test_what_is_left_begins_after_the_status() -> None:
    """Half of a's ten days are left on day 9: it ends on day 14, and everything moves by five days."""
    schedule = chain(percent=0.5, actual_start=day(2))
    dates = forecast(schedule, day(9), calendars(schedule))
    assert [(dates[one].start, dates[one].finish) for one in "abc"] == [(day(2), day(14)), (day(15), day(24)), (day(25), day(34))]
    assert [dates[one].decided_by for one in "abc"] == ["", "a", "b"]


def test_finished_tasks_stand_where_they_were() -> None:
    schedule = chain(percent=1.0, actual_start=day(1), actual_finish=day(6))
    dates = forecast(schedule, day(7), calendars(schedule))
    assert dates["a"].finish == day(6)
    assert dates["b"].start == day(10)  # not before its planned day


@pytest.mark.parametrize(
    ("kind", "lag", "start", "finish"),
    [
        ("FS", 0.0, 10, 14),
        ("FS", 3.0, 13, 17),
        ("FS", -2.0, 8, 12),
        ("SS", 2.0, 2, 6),
        ("FF", 0.0, 5, 9),
        ("FF", 4.0, 9, 13),
        ("SF", 9.0, 4, 8),
    ],
)
def test_all_kinds_of_links(kind: str, lag: float, start: int, finish: int) -> None:
    """a takes days 0 to 9, b five days: by hand for each kind of link."""
    one, two = ScheduleTask("a", "a", day(0), day(9), 10.0), ScheduleTask("b", "b", None, None, 5.0)
    schedule = Schedule("x", (one, two), (ScheduleLink("a", "b", kind, lag),))
    dates = forecast(schedule, FIRST - DAY, calendars_of(schedule, FIRST, dt.date(2024, 12, 31)))
    assert (dates["b"].start, dates["b"].finish) == (day(start), day(finish))


@given(st.integers(0, 300), st.integers(0, 60))
def test_a_later_status_never_forecasts_an_earlier_end(at: int, more: int) -> None:
    schedule = chain()
    schedule = replace(schedule, tasks=tuple(replace(one, calendar="concrete") for one in schedule.tasks))
    held = {**calendars(schedule), "concrete": season_calendar(FIRST, dt.date(2027, 12, 31), name="concrete")}
    one, two = forecast(schedule, day(at), held), forecast(schedule, day(at + more), held)
    assert one["c"].finish <= two["c"].finish


def test_lights_name_cause_owner_and_next_lawful_date() -> None:
    """b waits for the grassland review until day 60: 41 days late, red by a step; c is late because of b; a is done."""
    schedule = chain(percent=1.0, actual_start=day(0), actual_finish=day(9), responsible="A")
    issues = [Issue("b", "step", "grassland bureau", day(60), "grassland review")]
    found = {one.task: one for one in lights(schedule, day(12), calendars(schedule), issues)}
    assert set(found) == {"b", "c"}
    b, c = found["b"], found["c"]
    assert (b.colour, b.late, b.cause, b.responsible, b.next_date, b.note) == (
        "red",
        50,
        "step",
        "grassland bureau",
        day(60),
        "grassland review",
    )
    assert (c.colour, c.cause, c.because_of, c.next_date) == ("red", "predecessor", "b", day(70))


def test_lights_see_the_season_and_own_progress() -> None:
    winter = dt.date(2024, 11, 20)
    one = ScheduleTask("a", "a", dt.date(2024, 10, 1), dt.date(2024, 11, 10), 41.0, 0.8, actual_start=dt.date(2024, 10, 1),
                       baseline_start=dt.date(2024, 10, 1), baseline_finish=dt.date(2024, 11, 10), calendar="concrete")  # fmt: skip
    slow = replace(one, id="b", name="b", calendar="", percent=0.5)
    bare = replace(slow, id="c", baseline_finish=None)
    schedule = Schedule("x", (one, slow, bare))
    held = {**calendars(schedule), "concrete": season_calendar(FIRST, dt.date(2027, 12, 31), name="concrete")}
    found = {light.task: light for light in lights(schedule, winter, held)}
    assert (found["a"].cause, found["a"].next_date, found["a"].colour) == ("weather", dt.date(2025, 3, 16), "red")
    assert (found["b"].cause, found["b"].colour) == ("progress", "red")
    assert found["c"].colour == "grey"


def test_issues_are_checked() -> None:
    with pytest.raises(InputError) as caught:
        read_issues("task,cause,not_before\nz,moon,soon\n", "issues.csv", chain())
    for part in ("column task", "column cause", "column not_before"):
        assert part in str(caught.value)
    assert read_issues("task,cause,responsible,not_before,note\nb,factor,x,2024-05-01,y\n", "i.csv", chain())[
        0
    ].not_before == dt.date(2024, 5, 1)


def test_the_rest_of_a_schedule_as_a_network() -> None:
    """Without spread the network ends where the forecast does; links it cannot hold are named."""
    schedule = chain(percent=0.5, actual_start=day(2))
    held = calendars(schedule)
    network, left = risk_network(schedule, day(9), held)
    assert left == ()
    assert [network.day(one) for one in critical_path(network).finish] == [
        forecast(schedule, day(9), held)[one].finish for one in "abc"
    ]
    other = replace(schedule, links=(ScheduleLink("a", "b", "SS", 2.0), ScheduleLink("b", "c", "FS", -1.0)))
    assert risk_network(other, day(9), held)[1] == ("a → b SS+2", "b → c FS-1")


def test_calendars_of_a_schedule_are_laid_over_days() -> None:
    own = ScheduleCalendar(
        "five",
        (True, True, True, True, True, False, False),
        ((dt.date(2024, 1, 3), dt.date(2024, 1, 4), False), (dt.date(2024, 1, 6), dt.date(2024, 1, 6), True)),
    )
    schedule = Schedule("x", (task("a", 0, 1),), (), (own,))
    worked = calendars_of(schedule, FIRST, day(13))["five"].worked.tolist()
    assert worked == [True, True, False, False, True, True, False, True, True, True, True, True, False, False]


# --- commands -------------------------------------------------------------------------------------------------------------------

SHEET = ("id,name,start,finish,duration,percent,after,baseline_start,baseline_finish,budget,actual_cost,p10,p50,p90\n"
         "a,foundations,2024-01-01,2024-01-10,10,50%,,2024-01-01,2024-01-10,1000,700,8,10,15\n"
         "b,hoisting,2024-01-11,2024-01-30,20,0,a,2024-01-11,2024-01-30,3000,,15,20,30\n")  # fmt: skip


def test_the_command_converts_freezes_and_judges(tmp_path: Path, run: Callable[..., Any]) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(SHEET, encoding="utf-8")
    frozen = tmp_path / "approved.json"
    said = run(
        "progress",
        path,
        "--status",
        "2024-01-08",
        "--to",
        tmp_path / "plan.xml",
        "--freeze",
        frozen,
        "--by",
        "2024-02-15",
        "--runs",
        500,
        "--json",
    )
    assert said.code == 0, said.err
    facts = json.loads(said.out)
    assert facts["tasks"] == 2
    values = {row["measure"]: row["value"] for row in facts["earned_value"]}
    assert (values["pv_value"], values["ev"], values["ac"]) == (800, 500, 700)
    assert 0.0 < facts["risk_milestones"][0]["chance"] <= 1.0
    assert len(facts["hash"]) == 64
    again = run("progress", tmp_path / "plan.xml", "--baseline", frozen, "--out", tmp_path / "out", "--lang", "zh")
    assert again.code == 0, again.err
    assert "红绿灯" in again.out
    assert (tmp_path / "out" / "tables.xlsx").exists()
    twice = run("progress", path, "--status", "2024-01-08", "--freeze", frozen)
    assert (twice.code, "never overwritten" in twice.err) == (1, True)


def test_the_command_refuses_with_everything(tmp_path: Path, run: Callable[..., Any]) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("id,name,start,percent,after,p10\na,x,someday,lots,z,3\na,y,,,,\n", encoding="utf-8")
    said = run("progress", path)
    assert said.code == 1
    for part in ("value 'someday'", "value 'lots'", "value 'z'", "two tasks have the same id", "together or not at all"):
        assert part in said.err
    assert run("progress", tmp_path / "plan.mpp").code == 1
    assert run("progress", tmp_path / "none.xml").code == 1


def test_the_funnel_command(tmp_path: Path, run: Callable[..., Any]) -> None:
    path = tmp_path / "funnel.csv"
    path.write_text(
        "project,signed,filed,started,in_statistics,commissioned\na,2024-01-01,2024-01-11,,,\nb,2024-02-01,,,,\n", encoding="utf-8"
    )
    said = run("funnel", path, "--on", "2024-06-30", "--json")
    assert said.code == 0, said.err
    facts = json.loads(said.out)
    assert [row["projects"] for row in facts["funnel"]] == [2, 1, 0, 0, 0]
    assert facts["funnel_passages"][0]["waiting"] == 1
    assert run("funnel", path).code == 2
    assert "Passages" in run("funnel", path, "--on", "2024-06-30").out


READERS = {
    "rows": (lambda text: read_rows(text, "x.csv"), "calendar,first,last,kind,source", "x,2024-01-01,2024-01-01,off,y"),
    "permits": (lambda text: read_permits(text, "x.csv", built_in_steps()), "step,issued", "A2,2024-01-01"),
    "observations": (lambda text: read_observations(text, "x.csv", built_in_steps()), "step,days,unit", "A2,3,wd"),
    "stops": (lambda text: read_stops(text, "x.csv", ["A2"]), "step,since,until,reason", "A2,2024-01-01,2024-01-02,hearing"),
    "actuals": (lambda text: read_actuals(text, "x.csv", chain()), "task,on", "a,2024-01-01"),
    "stages": (lambda text: read_stages(text, "x.csv"), "project,signed,filed,started,in_statistics,commissioned", "p,2024-01-01,,,,"),
    "issues": (lambda text: read_issues(text, "x.csv", chain()), "task,cause", "a,factor"),
    "events": (lambda text: read_events(text, "x.csv", ["a"]), "event,tasks,probability,p10,p50,p90,shared,source", "e,a,0.1,1,2,3,yes,s"),
}  # fmt: skip


@pytest.mark.parametrize("name", READERS)
def test_no_reader_drops_or_fills_a_cell(name: str) -> None:
    """A good line is read; the same line with one cell more or less is refused with its number."""
    read, header, line = READERS[name]
    assert len(read(f"{header}\n{line}\n")) == 1
    for spoiled in (line + ",more", line.rpartition(",")[0]):
        with pytest.raises(InputError, match="row 2: the line has"):
            read(f"{header}\n{spoiled}\n")
