"""The risk of a region's plan: stages of projects as a network, ties between them, connection, wind, the command."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tingzhou.delivery.approvals import facts_of_words, lawful_starts
from tingzhou.delivery.calendars import Calendar, every_day
from tingzhou.delivery.durations import duration
from tingzhou.delivery.risk import (
    ChosenProject,
    Stage,
    Tie,
    connections,
    critical_path,
    draw,
    portfolio_network,
    simulate,
    spread_of,
)
from tingzhou.delivery.seasons import built_in_rows, legal_calendar, season_calendar
from tingzhou.errors import InputError
from tingzhou.region import Region
from tingzhou.risks import calendar_rows, plan_network, read_delivery, read_plan_starts, wished_starts

FIRST, LAST = dt.date(2024, 1, 1), dt.date(2030, 12, 31)
CALENDARS = {"all_days": every_day(FIRST, LAST), "winter_stop": season_calendar(FIRST, LAST),
             "hoisting": Calendar("hoisting", FIRST, np.arange((LAST - FIRST).days + 1) % 2 == 0)}  # fmt: skip
STAGES = (Stage("base", "wind", 0.5, (), "winter_stop"), Stage("lift", "wind", 0.4, ("base",), "hoisting"), Stage("connect", "wind", 0.1, ("lift",)),
          Stage("build", "collector_station", 1.0, (), "all_days"))  # fmt: skip


def test_stages_follow_each_other_on_their_calendars() -> None:
    """100 days from 1 April: 50 of foundations, then hoisting every other day, 10 of connecting; by hand.

    1 279 of 2 557 days are worked, so that 40 days of hoisting are 20.008 worked ones: into the 21st, on 1 July.
    """
    network = portfolio_network([ChosenProject("a", "wind", dt.date(2024, 4, 1), 100.0)], STAGES, (), CALENDARS)
    path = critical_path(network)
    day = {one: network.day(path.finish[index]) for index, one in enumerate(network.ids)}
    assert day["a.base"] == dt.date(2024, 5, 20)
    assert day["a.lift"] == dt.date(2024, 7, 1)
    assert (day["a.done"] - day["a.lift"]).days == 10
    assert day["a.done"] == day["a.connect"]


def test_winter_measures_ignore_the_stop_but_not_the_wind() -> None:
    start = dt.date(2024, 11, 1)
    rests, goes_on = (
        critical_path(portfolio_network([ChosenProject("a", "wind", start, 100.0, stop)], STAGES, (), CALENDARS))
        for stop in (True, False)
    )
    assert rests.finish.max() - goes_on.finish.max() == pytest.approx(121, abs=3)  # 15 November to 15 March


def test_ties_between_projects_hold() -> None:
    """Station of 60 days from 1 April: b begins 5 days after it; a cannot be finished before it plus 15 days."""
    start = dt.date(2024, 4, 1)
    projects = [ChosenProject("a", "wind", start, 10.0), ChosenProject("b", "collector_station", start, 20.0), ChosenProject("s", "collector_station", start, 60.0),
                ChosenProject("c", "collector_station", start, 1.0)]  # fmt: skip
    ties = [Tie("a", "finish_finish", "s", 15.0), Tie("b", "finish_start", "s", 5.0), Tie("c", "start_start", "b", 2.0), Tie("a", "excludes", "b"),
            Tie("a", "finish_start", "not_chosen")]  # fmt: skip
    network = portfolio_network(projects, STAGES, ties, CALENDARS)
    path = critical_path(network)
    begin = network.boundary(start)
    finish = {one: path.finish[index] - begin for index, one in enumerate(network.ids)}
    assert (finish["s.done"], finish["a.done"], finish["b.begin"], finish["b.done"], finish["c.begin"]) == (60, 75, 65, 85, 67)
    ordered = portfolio_network(projects, STAGES, ties, CALENDARS, order=[("b.done", "c.build")])
    held = critical_path(ordered)
    assert held.start[ordered.index("c.build")] - begin == 85


def test_the_spread_comes_from_the_table_of_durations() -> None:
    """Wind: D06, 9 / 12 / 16 months; a kind without a row as a factory: D19, 6 / 11 / 18."""
    assert spread_of("wind") == pytest.approx((9 / 12, 16 / 12))
    assert spread_of("aluminium") == pytest.approx((6 / 11, 18 / 11))
    assert duration("D06").quality == "assumed"


def test_connection_waits_for_the_station() -> None:
    start = dt.date(2024, 4, 1)
    projects = [ChosenProject("a", "wind", start, 100.0), ChosenProject("s", "collector_station", start, 90.0)]
    for ties, wanted in (((), None), ((Tie("a", "finish_finish", "s"),), "s.done")):
        network = portfolio_network(projects, STAGES, ties, CALENDARS)
        found = simulate(network, draw(network, runs=200))
        first, full = connections(found, projects, STAGES, ties, ["a"])
        assert (first <= full + 1e-9).all()
        assert (full[:, 0] == found.of("a.done")).all()
        if wanted:
            assert (first[:, 0] >= np.minimum(found.of(wanted), full[:, 0]) - 1e-9).all()


def test_a_kind_without_stages_is_refused() -> None:
    with pytest.raises(InputError, match="there are no stages for the kind of the project x"):
        portfolio_network([ChosenProject("x", "castle", FIRST, 1.0)], STAGES, (), CALENDARS)


def test_the_wished_plan_of_changji_is_a_network(changji: Region) -> None:
    """Every project with a mode is in it; solar alone needs no wind series."""
    starts = wished_starts(changji)
    assert len(starts) == len(changji.table("projects"))
    solar = [one for one in starts if one.project.startswith("pv_")]
    plan = plan_network(changji, solar)
    assert {project.kind for project in plan.projects} == {"pv"}
    found = simulate(plan.network, draw(plan.network, runs=500))
    names = [project.id for project in plan.projects]
    first, full = connections(found, plan.projects, plan.stages, plan.ties, names)
    assert first.shape == full.shape == (500, len(solar))
    assert (first <= full + 1e-9).all()
    assert set(plan.capacity) >= set(names)


def test_a_plan_file_is_checked(changji: Region) -> None:
    good, unused = read_plan_starts("project,start,mode,score\nw_mulei_2500,2025-03-16,accelerated,3\n", "plan.csv", changji)
    assert (good[0].mode, unused) == ("accelerated", ("score",))
    with pytest.raises(InputError) as caught:
        read_plan_starts("project,start,mode\nnowhere,2025-03-16,normal\nw_mulei_2500,soon,heroic\n", "plan.csv", changji)
    for part in ("row 2, column project", "row 3, column mode, value 'heroic'", "row 3, column start, value 'soon'"):
        assert part in str(caught.value)
    with pytest.raises(InputError, match="the column mode"):
        read_plan_starts("project,start\n", "plan.csv", changji)


def test_a_delivery_folder_gives_starts_and_the_order_of_crews(tmp_path: Path, changji: Region) -> None:
    """Roads and cables of a wind farm share the earth crew; only the chosen project is in the plan."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "plan_projects.csv").write_text(
        "id,selected,mode,start\nw_mulei_2500,selected,accelerated,2025-04-01\nw_lvneng,dropped,,\n", encoding="utf-8-sig")  # fmt: skip
    with pytest.raises(InputError, match="this folder is no delivery"):
        read_delivery(tmp_path, changji)
    (tmp_path / "tables" / "plan_stages.csv").write_text(
        "project,stage,start,finish,crew\nw_mulei_2500,wind_cables,2025-06-01,2025-07-10,earth\n"
        "w_mulei_2500,wind_roads,2025-04-01,2025-05-09,earth\nw_mulei_2500,wind_connect,2025-09-01,2025-10-01,electric\n", encoding="utf-8-sig")  # fmt: skip
    starts, order = read_delivery(tmp_path, changji)
    assert [(one.project, one.start, one.mode) for one in starts] == [("w_mulei_2500", dt.date(2025, 4, 1), "accelerated")]
    assert order == (("w_mulei_2500.wind_roads", "w_mulei_2500.wind_cables"),)


def test_the_calendar_of_the_region_holds_its_notices(changji: Region) -> None:
    """The same days as the rows shipped with the calendars."""
    own = legal_calendar(dt.date(2016, 1, 1), dt.date(2022, 12, 31), calendar_rows(changji))
    shipped = legal_calendar(dt.date(2016, 1, 1), dt.date(2022, 12, 31), built_in_rows("xinjiang"))
    assert (own.worked == shipped.worked).all()
    assert own.notes == shipped.notes != ()


def test_spans_of_the_calendar_are_checked(changji: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = changji.table("calendars").head(2).copy()
    frame["first_day"], frame["last_day"], frame["day_kind"] = (
        ["2024-03-02", "2027-01-01"],
        ["2024-03-01", "2027-06-30"],
        ["off", "week"],
    )
    monkeypatch.setattr(type(changji), "table", lambda self, name: frame)
    with pytest.raises(InputError) as caught:
        calendar_rows(changji)
    assert "the span ends before it begins" in str(caught.value)
    assert "whole years only" in str(caught.value)


def test_words_of_the_region_become_facts(changji: Region) -> None:
    facts = facts_of_words("w", "wind", "land_ha=58;eia_form;forest_or_grassland")
    assert (facts.kind, facts.values["eia"], facts.flag("forest_or_grassland"), facts.number("land_ha")) == (
        "wind",
        "form",
        True,
        58.0,
    )
    rows = [(str(row["id"]), str(row["kind"]), row["facts"] if isinstance(row["facts"], str) else "")
            for row in changji.table("projects").to_dict("records")]  # fmt: skip
    calendar = legal_calendar(dt.date(2024, 1, 1), dt.date(2026, 12, 31))
    days, lacking = lawful_starts(rows, dt.date(2024, 5, 20), calendar)
    quick, _ = lawful_starts(rows, dt.date(2024, 5, 20), calendar, quickest=True)
    assert set(days) | set(lacking) == {row[0] for row in rows}
    assert "w_mulei_2500" in days
    assert all(quick[one] <= days[one] for one in days)
    assert all(problems for problems in lacking.values())
    with pytest.raises(InputError, match="this fact is not known"):
        facts_of_words("w", "wind", "land_ha=58;dragons")


def test_the_command_tells_chances(tmp_path: Path, run: Callable[..., Any]) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("project,start,mode\nw_mulei_2500,2025-03-16,normal\ncs_mulei_east,2025-03-16,normal\n", encoding="utf-8")
    said = run("risk", "changji", "--plan", path, "--by", "2025-12-31", "--runs", 300, "--project", "w_mulei_2500", "--json")
    assert said.code == 0, said.err
    facts = json.loads(said.out)
    chances = {row["milestone"]: row["chance"] for row in facts["risk_milestones"]}
    assert chances["full_connection"] <= chances["half_connection"] <= chances["first_connection"]
    curve = [row["chance"] for row in facts["risk_starts"]]
    assert all(one >= two for one, two in pairwise(curve))
    assert {row["task"].split(".")[0] for row in facts["risk_drivers"]} == {"w_mulei_2500", "cs_mulei_east"}
    assert run("risk", "changji", "--plan", path, "--project", "nowhere").code == 2
    events = tmp_path / "events.csv"
    events.write_text("event,tasks,probability,p10,p50,p90,shared,source\nlot,*.moon,1,30,60,90,yes,assumption\n", encoding="utf-8")
    path.write_text("project,start,mode\npv_jimsar_1000,2025-03-16,normal\n", encoding="utf-8")
    assert "no task fits this pattern" in run("risk", "changji", "--plan", path, "--events", events).err
    assert run("path", "w_mulei_2500", "--region", "changji", "--asked", 18, "--accepted", "2024-05-28").code == 0
    assert "has no such project" in run("path", "nowhere", "--region", "changji").err
