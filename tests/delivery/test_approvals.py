"""Approval paths: every figure of the 18-day arithmetic, the table against the shared one, clocks against loops, refusals."""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingzhou.delivery.approvals import (
    ApprovalPath,
    Handling,
    Limit,
    Stop,
    accepted_on,
    approval_path,
    built_in_steps,
    due_on,
    expires_on,
    expiries,
    held_on,
    observed_path,
    papers_for,
    path_tables,
    project_facts,
    read_observations,
    read_permits,
    read_steps,
    read_stops,
    span_of_working_days,
)
from tingzhou.delivery.calendars import Calendar
from tingzhou.delivery.seasons import legal_calendar
from tingzhou.errors import InputError

SHARED = Path(__file__).resolve().parents[3] / "shared"
MONDAY = dt.date(2024, 5, 20)
SITE = {"land_ha": 50}


@cache
def calendar() -> Calendar:
    return legal_calendar(dt.date(2023, 1, 1), dt.date(2026, 12, 31))


def path(kind: str, *, handling: Handling | None = None, asked: int | None = 18, accepted: dt.date = MONDAY, without: tuple[str, ...] = (),
         **stated: object) -> ApprovalPath:  # fmt: skip
    facts = project_facts({"kind": kind, **SITE, **stated})
    return approval_path(facts, accepted, calendar(), handling=handling, asked=asked, without=without)


# --- the arithmetic of the 18 days (domain page on delivery, section 3) ---------------------------------------------------------


def test_wind_one_after_another() -> None:
    """A2 20 + A3 20 + A5F 22 + A6B 10 + A7 20 + A15 20 + A16 15 + A17 5 = 132 wd; 134 when the 7 days are working days."""
    assert path("wind").serial == 132
    assert path("wind", handling=Handling(as_working_days=frozenset({"A17"}))).serial == 134
    assert path("wind", handling=Handling("serial")).maximum.length == 132


def test_wind_by_the_graph() -> None:
    """A2 → A15 → A16 → A17 = 60 wd; 22 + 20 + 15 + 7 = 64 when the station waits for all site files."""
    found = path("wind")
    assert found.maximum.length == found.graph == 60
    assert found.maximum.critical == ("A2", "A15", "A16", "A17", "A18")
    assert path("wind", handling=Handling("staged", as_working_days=frozenset({"A17"}))).maximum.length == 64


def test_eighteen_days_are_lawful_with_a_form_and_no_expropriation() -> None:
    """The floor is publicity: 5 wd with a form."""
    asked = path("wind").asked
    assert asked is not None
    assert asked.lawful
    assert (asked.floor, asked.fewest, asked.most, asked.working_days) == (5, 12, 14, 14)
    assert asked.text("en") == (
        "18 days asked: lawful with an environmental form and no expropriation; publicity floor 5 working days; critical: land "
        "pre-review and site opinion (one document) → land-use and works planning permits → fire design review → construction permit"
    )
    assert asked.text("zh").startswith("要求18天：")


def test_eighteen_days_are_not_lawful_with_a_book_or_expropriation() -> None:
    """Book 15 wd; expropriation 10 wd + 30 d: neither fits 12 to 14 working days."""
    for facts, floor, day in (({"eia": "book"}, 15, "2024-06-11"), ({"expropriation": "yes"}, 32, "2024-07-03")):
        asked = path("wind", **facts).asked
        assert asked is not None
        assert not asked.lawful
        assert (asked.floor, str(asked.floor_day)) == (floor, day)
        assert f"earliest lawful day {day}" in asked.text("en")


def test_eighteen_days_hold_twelve_to_fourteen_working_days() -> None:
    """12–14 wd; 13–14 when accepted on Monday or Tuesday; a fifth of the 60–64 wd of the limits."""
    assert span_of_working_days(18) == (12, 14)
    for weekday, held in enumerate((14, 13, 12, 12, 12)):
        day = dt.date(2024, 7, 1) + dt.timedelta(days=weekday)  # no day off in July 2024
        assert calendar().working_days(day, day + dt.timedelta(days=18)) == held
    asked = path("wind").asked
    assert asked is not None
    assert 12 / 64 < 0.2 < asked.share == pytest.approx(14 / 60)


@pytest.mark.parametrize(
    ("kind", "facts", "floor", "maximum"),
    [
        ("wind", {}, 5, 60),
        ("wind", {"eia": "book"}, 15, 60),
        ("wind", {"expropriation": "yes"}, 32, 107),
        ("pv", {"in_free_zone": "yes", "permanent_buildings": "no"}, 5, 22),
        ("coalchem", {}, 15, 93),
        ("coalchem", {"expropriation": "yes"}, 32, 107),
        ("factory", {}, 5, 60),
    ],
)
def test_other_graphs(kind: str, facts: dict[str, object], floor: int, maximum: int) -> None:
    """Floors and maxima as published in the domain page: 5/60, 32/107, 5/22, 15/93, 32/107, 5/60."""
    found = path(kind, **facts)
    assert (found.minimum.length, found.maximum.length) == (floor, maximum)


def test_grassland_review_is_critical_without_a_station() -> None:
    """Land pre-review 20 wd, then grassland review 20 wd: 40; side by side the form of 30 d (22 wd) is the longest."""
    found = path("wind", permanent_buildings="no")
    assert found.maximum.critical == ("A2", "A7", "A18")
    assert (found.graph, found.joint) == (40, 22)
    assert found.asked is not None
    assert "forest and grassland use review" in found.asked.text("en")


def test_extensions_and_reviews_are_counted_when_asked() -> None:
    """A2 20 + 10, A15 20, A16 15 + 20 expert review, A17 5."""
    assert path("wind", handling=Handling(extensions=True)).maximum.length == 70
    assert path("wind", handling=Handling(extensions=True, reviews=True)).maximum.length == 90


def test_what_is_unknown_is_listed_and_counted_at_its_minimum() -> None:
    found = path("wind")
    assert found.maximum.unknown == ("A0", "A4", "A18")
    steps = path_tables(found)["path_steps"].frame.set_index("step")
    assert steps.loc["A4", "limit_stated"] == "?"
    assert bool(steps.loc["A4", "unknown"])
    assert path("coalchem").maximum.unknown == ("A11", "A9", "A18") or set(path("coalchem").maximum.unknown) == {"A9", "A11", "A18"}


# --- properties -----------------------------------------------------------------------------------------------------------------

kinds = st.sampled_from(["wind", "pv", "coalchem", "factory"])
flags = st.fixed_dictionaries(
    {name: st.sampled_from(["yes", "no"]) for name in ("expropriation", "in_free_zone", "permanent_buildings")}
)
modes = st.sampled_from(["graph", "joint", "staged", "serial"])


@given(kinds, flags, modes, st.booleans(), st.data())
def test_removing_a_step_never_lengthens_a_path(
    kind: str, stated: dict[str, str], mode: str, more: bool, data: st.DataObject
) -> None:
    handling = Handling(mode, extensions=more, reviews=more)
    whole = path(kind, handling=handling, **stated)
    removed = data.draw(st.sampled_from([one for one in whole.maximum.end if one != "A18"]))
    less = path(kind, handling=handling, without=(removed,), **stated)
    assert less.maximum.length <= whole.maximum.length
    assert less.minimum.length <= whole.minimum.length
    assert less.dates_maximum["A18"][1] <= whole.dates_maximum["A18"][1]
    assert less.dates_minimum["A18"][1] <= whole.dates_minimum["A18"][1]


@given(kinds, flags, modes, st.integers(0, 300))
def test_a_later_acceptance_never_ends_earlier(kind: str, stated: dict[str, str], mode: str, later: int) -> None:
    one = path(kind, handling=Handling(mode), accepted=MONDAY + dt.timedelta(days=later), **stated)
    two = path(kind, handling=Handling(mode), accepted=MONDAY + dt.timedelta(days=later + 1), **stated)
    assert one.dates_maximum["A18"][1] <= two.dates_maximum["A18"][1]
    assert one.dates_minimum["A18"][1] <= two.dates_minimum["A18"][1]


@given(kinds, flags)
def test_the_graph_is_never_longer_than_the_sum_nor_shorter_than_its_longest_step(kind: str, stated: dict[str, str]) -> None:
    found = path(kind, **stated)
    assert found.joint <= found.graph <= found.serial
    assert found.minimum.length <= found.maximum.length
    assert sum(found.maximum.end[one] - found.maximum.begin[one] for one in found.maximum.critical) == found.maximum.length
    assert all(found.maximum.slack[one] == 0 for one in found.maximum.critical)


# --- the table ------------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not beside this checkout")
def test_the_shipped_table_is_the_shared_one() -> None:
    """Retyped with dates; here the environmental document of wind and sun and the approval of plants on the catalogue are facts."""
    with (SHARED / "data" / "approval_steps.csv").open(encoding="utf-8", newline="") as stream:
        shared = {row["id"]: row for row in csv.DictReader(stream)}
    steps = {step.id: step for step in held_on(built_in_steps(), MONDAY)}
    assert set(steps) == set(shared)
    for key, row in shared.items():
        step = steps[key]
        for limit, name in ((step.maximum, "max"), (step.minimum, "min")):
            assert ("" if limit is None else str(limit.value)) == row[f"{name}_value"], key
            assert limit is None or limit.unit == row[f"{name}_unit"]
        assert ";".join(step.after) == row["predecessors"]
        assert (step.zh, step.en, step.mark) == (row["name_zh"], row["name_en"], row["mark"])
        for kind in step.applies:
            if (key, kind) not in {
                ("A5B", "wind"),
                ("A5B", "pv"),
                ("A5F", "wind"),
                ("A5F", "pv"),
                ("A1", "factory"),
                ("A1H", "factory"),
            }:
                assert step.applies[kind] == row[f"applies_{kind}"], (key, kind)


def test_rules_carry_their_dates() -> None:
    """Construction permit: 15 days by the law; 7 by the ministry's order 42 of 28 September 2018, and by the law from 23 April 2019."""
    versions = [step for step in built_in_steps() if step.id == "A17"]
    assert [(step.maximum, str(step.valid_from)) for step in versions] == [
        (Limit(15, "d"), "1998-03-01"),
        (Limit(7, "d"), "2018-09-28"),
        (Limit(7, "d"), "2019-04-23"),
    ]
    assert [str(step.valid_to) for step in versions[:2]] == ["2018-09-27", "2019-04-22"]
    with pytest.raises(InputError, match="no version of the step A6B is known for 2020-01-06"):
        held_on(built_in_steps(), dt.date(2020, 1, 6))
    assert all(step.source and step.mark in {"T", "P", "M"} for step in built_in_steps())


def test_a_spoiled_table_is_refused_with_everything() -> None:
    head = "id,zh,en,wind,pv,coalchem,factory,max_value,max_unit,min_value,min_unit,predecessors,valid_from,valid_to,mark,source\n"
    text = head + (
        "X1,a,a,yes,yes,yes,yes,ten,wd,0,wd,X3,,,T,s\n"
        "X2,a,a,if:land_ha>5,yes,yes,yes,10,weeks,0,wd,X9,,,T,s\n"
        "X3,a,a,yes,yes,yes,yes,10,wd,0,wd,,2024-13-01,,T,\n"
    )
    with pytest.raises(InputError) as caught:
        read_steps(text, "steps.csv")
    said = str(caught.value)
    for part in ("row 2, column max_value, value 'ten'", "row 3, column wind, value 'if:land_ha>5': it is no condition", "value 'weeks'",
                 "row 4, column valid_from", "row 4, column source"):  # fmt: skip
        assert part in said
    good = (
        head
        + "X1,a,a,yes,yes,yes,yes,1,wd,0,wd,X2,,,T,s\nX2,a,a,yes,yes,yes,yes,1,wd,0,wd,X3;X9,,,T,s\nX3,a,a,yes,yes,yes,yes,1,wd,0,wd,X1,,,T,s\n"
    )
    with pytest.raises(InputError) as caught:
        read_steps(good + "X3,a,a,yes,yes,yes,yes,1,wd,0,wd,,,,T,s\n", "steps.csv")
    said = str(caught.value)
    assert "two versions of the step X3 hold on the same day" in said
    assert "value 'X9'" in said
    with pytest.raises(InputError, match="wait for each other in a circle"):
        read_steps(good.replace(";X9", ""), "steps.csv")


# --- facts ----------------------------------------------------------------------------------------------------------------------


def test_facts_are_refused_together() -> None:
    with pytest.raises(InputError) as caught:
        project_facts({"kind": "castle", "expropriation": "perhaps", "eia": "poem", "colour": "red", "earthwork_m3": "-3"})
    said = str(caught.value)
    for part in ("kind of the project", "neither yes nor no", "none of the choices", "this fact is not known", "no number of at least 0",
                 "the area of land is needed"):  # fmt: skip
        assert part in said
    with pytest.raises(InputError, match="needs an environmental book"):
        project_facts({"kind": "coalchem", "land_ha": 1, "eia": "form"})
    with pytest.raises(InputError, match="filed, not approved"):
        project_facts({"kind": "wind", "land_ha": 1, "on_approval_catalogue": "yes"})


def test_a_number_that_decides_must_be_stated() -> None:
    """3 ha alone do not decide between the book and the form of soil conservation."""
    with pytest.raises(InputError, match="column earthwork_m3: this fact is needed"):
        path("factory", land_ha=3)
    assert "A6F" in path("factory", land_ha=3, earthwork_m3=2000).maximum.end
    book = path("factory", land_ha=3, earthwork_m3=50_000).maximum.end
    assert "A6B" in book
    assert "A6F" not in book


def test_chinese_words_are_read() -> None:
    facts = project_facts({"kind": "风电", "land_ha": "50", "expropriation": "是"})
    assert (facts.kind, facts.values["expropriation"]) == ("wind", True)
    assert "eia" in facts.assumed


# --- clocks ---------------------------------------------------------------------------------------------------------------------


@given(
    st.integers(0, 365),
    st.integers(1, 60),
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 15)), max_size=3),
    st.sampled_from(["wd", "d"]),
)
def test_stops_against_a_loop_over_days(start: int, limit: int, spans: list[tuple[int, int]], unit: str) -> None:
    accepted = dt.date(2023, 6, 1) + dt.timedelta(days=start)
    stops = [Stop(accepted + dt.timedelta(days=at), accepted + dt.timedelta(days=at + length), "hearing") for at, length in spans]
    days = calendar()
    day, count = accepted, 0
    while count < limit:
        day += dt.timedelta(days=1)
        stopped = any(stop.since < day <= stop.until for stop in stops)
        count += not stopped and (unit == "d" or days.is_worked(day))
    while unit == "d" and not days.is_worked(day):
        day += dt.timedelta(days=1)
    assert due_on(accepted, Limit(limit, unit), days, stops) == day


def test_a_stop_without_a_reason_is_refused() -> None:
    with pytest.raises(InputError, match="stopped on 2024-05-22 without a reason"):
        due_on(MONDAY, Limit(5, "wd"), calendar(), [Stop(dt.date(2024, 5, 22), dt.date(2024, 5, 24), " ")])


def test_a_stop_moves_the_path_by_its_working_days() -> None:
    """Five working days of expert review within land pre-review (27 to 31 May) move the 60 working days by five; the floor stays."""
    facts = project_facts({"kind": "wind", **SITE})
    stops = read_stops("step,since,until,reason\nA2,2024-05-24,2024-05-31,expert review\n", "stops.csv", ["A2"])
    plain = approval_path(facts, MONDAY, calendar())
    moved = approval_path(facts, MONDAY, calendar(), stops=stops)
    between = calendar().working_days(plain.dates_maximum["A2"][1], moved.dates_maximum["A2"][1])
    assert between == 5
    assert moved.dates_minimum == plain.dates_minimum
    with pytest.raises(InputError) as caught:
        read_stops("step,since,until,reason\nA99,2024-05-24,soon,\nA2,2024-05-24,2024-05-01,x\n", "stops.csv", ["A2"])
    for part in ("column step", "value 'soon'", "column reason", "ends before it begins"):
        assert part in str(caught.value)


def test_silence_of_five_days_is_acceptance() -> None:
    """Article 32: named on the sixth working day is too late; named in time the file waits for what is missing."""
    late, timely = dt.date(2024, 5, 28), dt.date(2024, 5, 27)
    assert accepted_on(MONDAY, calendar()) == MONDAY
    assert accepted_on(MONDAY, calendar(), named=late, completed=dt.date(2024, 6, 20)) == MONDAY
    assert accepted_on(MONDAY, calendar(), named=timely, completed=dt.date(2024, 6, 20)) == dt.date(2024, 6, 20)
    with pytest.raises(InputError, match="not accepted yet"):
        accepted_on(MONDAY, calendar(), named=timely)


# --- papers, permits, observations ----------------------------------------------------------------------------------------------


def test_every_step_but_none_asks_for_papers() -> None:
    papers = papers_for(path("coalchem", expropriation="yes").steps)
    assert {paper.step for paper in papers} == {step.id for step in path("coalchem", expropriation="yes").steps}
    assert {paper.result_of for paper in papers if paper.step == "A17"} >= {"A15", "A16", "A8C"}
    assert all(paper.source for paper in papers)


def test_permits_run_out() -> None:
    """An approval holds two years; its extension is asked 30 working days before the end (regulation, article 12)."""
    steps = held_on(built_in_steps(), MONDAY)
    permits = read_permits(
        "step,issued,project\nA1H,2023-06-03,p\nA6B,2023-05-10,p\nA5F,2019-05-21,p\nA2,2023-01-01,p\n", "permits.csv", steps
    )
    found = {one.permit.step: one for one in expiries(permits, steps, dt.date(2025, 3, 1), calendar())}
    assert (found["A1H"].expires, found["A1H"].state) == (dt.date(2025, 6, 3), "expiring")
    ask = found["A1H"].ask_by
    assert ask is not None
    assert calendar().working_days(ask - dt.timedelta(days=1), dt.date(2025, 6, 3)) == 30
    assert found["A5F"].state == "expired"
    assert found["A6B"].state == "valid"
    assert "A2" not in found  # no term is known: nothing is claimed
    assert expires_on(dt.date(2024, 2, 29), 3) == dt.date(2027, 2, 28)
    with pytest.raises(InputError) as caught:
        read_permits("step,issued\nA99,2023-06-03\nA1,yesterday\n", "permits.csv", steps)
    assert "value 'A99'" in str(caught.value)
    assert "value 'yesterday'" in str(caught.value)


def test_observed_path_of_constant_steps_is_the_longest_path() -> None:
    """A2 1 wd (published in Urumqi), A15 2, A16 3, A17 7 d = 5; the rest stands at its limit: the form's 22 wd are longer."""
    found = path("wind")
    text = "step,days,unit,county,source\nA2,1,wd,mulei,x\nA15,2,wd,mulei,x\nA16,3,wd,qitai,x\nA17,7,d,qitai,x\n"
    listed = read_observations(text, "observations.csv", found.steps)
    seen = observed_path(found.steps, listed, Handling(), "A18")
    assert seen is not None
    assert (seen.p10, seen.p50, seen.p90) == (22, 22, 22)
    assert set(seen.observed) == {"A2", "A15", "A16", "A17"}
    assert "A5F" in seen.at_limit
    table = path_tables(found, observations=listed)["path_counties"].frame
    assert list(table["county"]) == ["", "mulei", "qitai"]
    assert observed_path(found.steps, [], Handling(), "A18") is None


def test_observed_quantiles_of_one_step() -> None:
    """One hundred files of 1 … 100 wd on the path A2 → A15 …: quantiles of the sum with 40 wd behind."""
    found = path("wind", permanent_buildings="yes")
    rows = "".join(f"A2,{days},wd\n" for days in range(1, 101))
    listed = read_observations("step,days,unit\n" + rows, "observations.csv", found.steps)
    seen = observed_path(found.steps, listed, Handling(), "A18")
    assert seen is not None
    assert (seen.p10, seen.p50, seen.p90) == (50, 90, 130)


def test_observations_never_undercut_publicity() -> None:
    found = path("wind", permanent_buildings="no", in_free_zone="yes", land_class="unused")
    rows = "step,days,unit\n" + "".join(f"{step},0,wd\n" for step in ("A2", "A5F", "A6B"))
    seen = observed_path(found.steps, read_observations(rows, "o.csv", found.steps), Handling(), "A18")
    assert seen is not None
    assert seen.p50 == 5
    with pytest.raises(InputError, match="value 'weeks'"):
        read_observations("step,days,unit\nA2,3,weeks\n", "o.csv", found.steps)
