"""The portfolio against enumeration, its properties, the checker against spoiled plans, reasons and conflicts."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tingzhou.delivery.checker import Dated, check_plan
from tingzhou.delivery.portfolio import (
    Factor,
    Link,
    Mode,
    Periods,
    Plan,
    Portfolio,
    Project,
    Surcharge,
    Use,
    generate_portfolio,
    solve_portfolio,
)
from tingzhou.delivery.portfolio import search as searching
from tingzhou.delivery.portfolio.columns import make_columns
from tingzhou.delivery.portfolio.heuristic import first_plan, score
from tingzhou.delivery.portfolio.model import Effort
from tingzhou.delivery.portfolio.neighbourhood import improve
from tingzhou.delivery.portfolio.relaxation import relaxed_bound
from tingzhou.delivery.reasons import prices, reasons, smallest_conflict

YEAR = Periods(2025, 1)
QUICK = Effort(10.0)


def project(name: str, benefit: float, days: float = 60.0, *, rests: bool = False, **more: object) -> Project:
    uses = more.pop("uses", (Use("land", 100.0, "start"),))
    return Project(name, name, name, "factory", "mulei", benefit, (Mode("normal", days, 0.0, rests),), uses, **more)  # type: ignore[arg-type]


def land(*limits: float, carry: float = 0.0) -> Factor:
    return Factor("land", "土地", "land", "quota", "亩", limits, carry)


def dated(plan: Plan) -> list[Dated]:
    return [Dated(plan.portfolio.projects[c.project].id, c.mode, c.start) for c in plan.chosen if c is not None]


def small(seed: int) -> Portfolio:
    """Four projects, each with four starts: few enough to try every plan."""
    made = generate_portfolio(40, seed, years=1, tightness=0.5)
    able = [one for one in made.projects if make_columns(replace(made, projects=(one,), links=(), factors=made.factors)).columns][
        :4
    ]
    names = {one.id for one in able}
    projects = tuple(replace(one, modes=one.modes[: 1 + k % 2], latest=one.earliest + 3) for k, one in enumerate(able))
    links = [link for link in made.links if {link.project, link.other} <= names]
    links.append(Link(able[0].id, "excludes", able[1].id))
    links.append(Link(able[2].id, "start_start", able[3].id, 20.0))
    factors = tuple(replace(one, limits=tuple(limit * 0.2 for limit in one.limits)) for one in made.factors)
    return replace(made, projects=projects, links=tuple(links), factors=factors)


def enumerated(portfolio: Portfolio) -> tuple[int, int]:
    """Best value and the least delay with it, by trying every plan and asking the checker alone whether it stands."""
    columns = make_columns(portfolio)
    best: tuple[int, int] = (0, 0)
    choices = [[None, *(columns.columns[c] for c in mine)] for mine in columns.of]
    for plan in itertools.product(*choices):
        taken = [one for one in plan if one is not None]
        reached = (sum(one.value for one in taken), -sum(one.tardiness for one in taken))
        if reached > best and not check_plan(
            portfolio, [Dated(portfolio.projects[one.project].id, one.mode, one.start) for one in taken]
        ):
            best = reached
    return best[0], -best[1]


@pytest.mark.parametrize("seed", [3, 5, 8])
def test_whole_model_meets_enumeration(seed: int) -> None:
    portfolio = small(seed)
    plan = solve_portfolio(portfolio, effort=QUICK)
    value, late = enumerated(portfolio)
    assert (plan.stage("value").value, plan.stage("tardiness").value) == (value, late)
    assert plan.stage("value").bound == value
    assert plan.stage("tardiness").bound == late
    assert not check_plan(portfolio, dated(plan))


def test_quota_by_hand() -> None:
    """Two of three projects of 100 mu fit into 210 mu: the two of most value."""
    portfolio = Portfolio(YEAR, (project("a", 3e8), project("b", 2e8), project("c", 1e8)), (land(210.0),))
    plan = solve_portfolio(portfolio, effort=QUICK)
    assert [one.project for one in dated(plan)] == ["a", "b"]
    assert plan.stage("value").value == 50_000  # steps of 10 000 CNY
    (reason,) = reasons(plan)
    assert (reason.project, reason.kind, reason.factor, reason.year, reason.short) == ("c", "factor", "land", 2025, 90.0)
    assert reason.earliest is None


@pytest.mark.parametrize(("rate", "count"), [(0.0, 1), (0.5, 2), (1.0, 2)])
def test_carry_over_by_hand(rate: float, count: int) -> None:
    """Nothing can begin in 2025; 100 mu of it, carried by half or in full, let a second project into 2026 (100 + 50 ≥ 2·75)."""
    made = tuple(project(name, 1e8, uses=(Use("land", 75.0, "start"),), earliest=24) for name in "abc")
    plan = solve_portfolio(Portfolio(Periods(2025, 2), made, (land(100.0, 100.0, carry=rate),)), effort=QUICK)
    assert len(dated(plan)) == count


def test_winter_stop_moves_the_finish() -> None:
    """120 days from 1 September are eight half months: five until 15 November, three from 16 March on."""
    periods = Periods(2025, 2)
    worked = periods.worked(16, 8, winter_stop=True)
    assert [str(periods.first_day(p)) for p in worked[:5]] == ["2025-09-01", "2025-09-16", "2025-10-01", "2025-10-16", "2025-11-01"]
    assert str(periods.first_day(worked[5])) == "2026-03-16"
    assert str(periods.last_day(worked[-1])) == "2026-04-30"


def test_station_before_wind_farm_and_its_capacity() -> None:
    """Two farms of 60 MW at a station of 100 MW: one is connected, and not before the station is finished."""
    site = Factor("bays", "间隔", "bays", "site", "MW", (0.0, 0.0), provider="s", provided=100.0)
    farms = tuple(project(name, value, uses=(Use("bays", 60.0, "operation"),)) for name, value in (("f1", 2e8), ("f2", 1e8)))
    station = project("s", 0.0, 180.0, uses=())
    links = tuple(Link(farm.id, "finish_finish", "s", 15.0) for farm in farms)
    plan = solve_portfolio(Portfolio(Periods(2025, 2), (*farms, station), (site,), links), effort=QUICK)
    by = {c.project: c for c in plan.chosen if c is not None}
    names = [one.id for one in plan.portfolio.projects]
    assert names.index("f1") in by
    assert names.index("f2") not in by
    assert by[names.index("f1")].finish > by[names.index("s")].finish


def test_credit_is_drawn_and_repaid() -> None:
    """Two credits of 100 with a line of 100, repaid in one year: the second project waits a year after the first is finished."""
    line = Factor("credit", "授信", "credit", "reservoir", "亿元", (100.0,) * 4)
    made = tuple(project(name, 1e8, 90.0, uses=(Use("credit", 100.0, "construction", repay_years=1.0),)) for name in "ab")
    plan = solve_portfolio(Portfolio(Periods(2025, 4), made, (line,)), effort=QUICK)
    starts = sorted((c.start, c.finish) for c in plan.chosen if c is not None)
    assert len(starts) == 2
    assert starts[1][0] >= starts[0][1] + 24


def test_must_have_comes_before_value() -> None:
    portfolio = Portfolio(YEAR, (project("rich", 9e8), project("duty", 1e6, must=True)), (land(100.0),))
    plan = solve_portfolio(portfolio, effort=QUICK)
    assert [one.project for one in dated(plan)] == ["duty"]


def test_fewest_moves_against_the_approved_plan() -> None:
    portfolio = Portfolio(YEAR, (project("a", 1e8, approved=(7, "normal"), target=20),), (land(100.0),))
    plan = solve_portfolio(portfolio, effort=QUICK)
    assert dated(plan) == [Dated("a", "normal", 7)]
    assert plan.stage("moves").value == 0


def test_surcharge_on_a_published_attribute_decides() -> None:
    made = (project("a", 1.0e8), replace(project("b", 0.98e8), chain="silicon"))
    plan = solve_portfolio(Portfolio(YEAR, made, (land(100.0),), (), (Surcharge("chain", "silicon", 0.05),)), effort=QUICK)
    assert [one.project for one in dated(plan)] == ["b"]


@given(seed=st.integers(0, 40), factor=st.sampled_from(["land", "energy", "cranes", "credit"]), more=st.floats(1.01, 2.0))
@settings(max_examples=10)
def test_more_of_a_factor_never_lowers_value(seed: int, factor: str, more: float) -> None:
    portfolio = generate_portfolio(7, seed, years=3)
    before, after = (
        solve_portfolio(one, effort=QUICK, objectives=("must", "value")) for one in (portfolio, portfolio.with_limits(factor, more))
    )
    assert before.stage("value").value == before.stage("value").bound
    assert after.stage("value").value >= before.stage("value").value


@pytest.mark.parametrize("seed", [1, 2])
def test_order_of_rows_changes_nothing_and_runs_repeat(seed: int) -> None:
    portfolio = generate_portfolio(8, seed, years=3)
    turned = Portfolio(portfolio.periods, portfolio.projects[::-1], portfolio.factors[::-1], portfolio.links[::-1])
    first, second, third = (solve_portfolio(one, effort=QUICK) for one in (portfolio, turned, portfolio))
    assert dated(first) == dated(second) == dated(third)
    assert first.stages == second.stages == third.stages


def test_large_search_is_deterministic_bounded_and_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The way of large portfolios on a small one: never above what the whole model proves, never above its own bound."""
    portfolio = generate_portfolio(10, 4, years=3)
    whole = solve_portfolio(portfolio, effort=QUICK)
    monkeypatch.setattr(searching, "WHOLE_UP_TO", 0)
    first, second = (solve_portfolio(portfolio, effort=Effort(0.4)) for _ in range(2))
    assert first.method == "neighbourhoods"
    assert dated(first) == dated(second)
    assert first.stages == second.stages
    assert first.stage("value").value <= whole.stage("value").value <= first.stage("value").bound
    assert not check_plan(portfolio, dated(first))


@pytest.mark.parametrize("span", [1, 6, 24])
def test_relaxation_bounds_the_optimum(span: int) -> None:
    portfolio = generate_portfolio(8, 6, years=3)
    best = solve_portfolio(portfolio, effort=QUICK).stage("value").value
    bound = relaxed_bound(make_columns(portfolio), "value", {}, QUICK, span)
    assert bound is not None
    assert bound >= best


def test_neighbourhoods_never_lose() -> None:
    columns = make_columns(generate_portfolio(30, 2, years=4))
    start = first_plan(columns)
    assert score(columns, improve(columns, start, 60, 1)) >= score(columns, start)
    assert improve(columns, start, 60, 1) == improve(columns, start, 60, 1)


def spoiled() -> tuple[Portfolio, list[Dated]]:
    cranes = Factor("cranes", "吊机", "cranes", "renewable", "台", (1.0, 1.0))
    uses = (Use("land", 100.0, "start"), Use("cranes", 1.0, "construction"))
    made = (
        project("a", 1e8, uses=uses, rests=True),
        project("b", 1e8, uses=uses, earliest=10, target=20),
        project("c", 1e8, latest=30),
    )
    links = (Link("b", "finish_start", "a", 15.0), Link("c", "excludes", "a"), Link("c", "requires", "b"))
    return Portfolio(Periods(2025, 2), made, (land(100.0, 100.0), cranes), links), [
        Dated("a", "normal", 6),
        Dated("b", "normal", 26),
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Dated("b", "normal", 6), "begins before its first lawful day"),
        (Dated("b", "normal", 12), "{factor} {year}"),
        (Dated("b", "normal", 7), "does not wait"),
        (Dated("b", "normal", 46), "not finished within the horizon"),
        (Dated("b", "rapid", 26), "does not exist"),
        (Dated("c", "normal", 26), "exclude each other"),
        (Dated("c", "normal", 31), "after its latest start"),
        (Dated("a", "normal", 22), "winter stop"),
        (Dated("a", "normal", 26), "twice"),
    ],
)
def test_checker_catches_spoiled_plans(change: Dated, said: str) -> None:
    portfolio, plan = spoiled()
    assert not check_plan(portfolio, plan)
    rest = [one for one in plan if one.project != change.project or said == "twice"]
    assert any(said in message for message, _ in check_plan(portfolio, [*rest, change]))


def test_checker_catches_crossed_cranes_and_credit() -> None:
    portfolio, _ = spoiled()
    wide = replace(portfolio, links=(), factors=(*portfolio.factors[:1], land(200.0, 200.0)))
    findings = check_plan(wide, [Dated("a", "normal", 12), Dated("b", "normal", 13)])
    assert [fields["factor"] for _, fields in findings] == ["cranes"]
    line = Factor("credit", "授信", "credit", "reservoir", "亿元", (50.0,))
    one = project("a", 1e8, uses=(Use("credit", 60.0, "construction", repay_years=2.0),))
    assert "credit" in str(check_plan(Portfolio(YEAR, (one,), (line,)), [Dated("a", "normal", 0)]))


def test_smallest_conflict_names_what_contradicts_and_no_more() -> None:
    """Two must-haves of 60 mu in 100 mu contradict each other; the third must-have and the water have nothing to do with it."""
    made = (*(project(n, 1e8, must=True, uses=(Use("land", 60.0, "start"), Use("water", 1.0, "operation"))) for n in "ab"),
            project("c", 1e8, must=True, uses=()))  # fmt: skip
    portfolio = Portfolio(YEAR, made, (land(100.0), Factor("water", "水", "water", "quota", "万立方米", (100.0,))))
    conflict = smallest_conflict(portfolio)
    assert conflict is not None
    assert (conflict.projects, conflict.factors, conflict.links) == (("a", "b"), ("land",), ())
    assert smallest_conflict(portfolio.with_limits("land", 1.2)) is None


def test_price_of_a_factor_by_hand() -> None:
    """99 of 100 mu: one per cent more lets the second project in; water is not scarce and buys nothing."""
    made = tuple(project(n, 1e8, uses=(Use("land", 50.0, "start"), Use("water", 1.0, "start"))) for n in "ab")
    plan = solve_portfolio(Portfolio(YEAR, made, (land(99.5), Factor("water", "水", "water", "quota", "t", (9.0,)))), effort=QUICK)
    bought = {row["factor"]: (row["extra_value"], row["newly_selected"]) for row in prices(plan, QUICK)}
    assert bought["land"][0] == 1e8
    assert bought["land"][1] in ("a", "b")
    assert bought["water"] == (0.0, "")
