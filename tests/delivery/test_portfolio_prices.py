"""Prices of the linear program: bounds against optima that are known, plans by the prices, more of a factor, dates of a selection."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tingzhou.delivery.checker import Dated, check_plan
from tingzhou.delivery.portfolio import Factor, Link, Mode, Periods, Portfolio, Project, Use, generate_portfolio, solve_portfolio
from tingzhou.delivery.portfolio import search as searching
from tingzhou.delivery.portfolio.columns import Columns, make_columns, widened
from tingzhou.delivery.portfolio.guided import guided_plan, improve_guided, windows
from tingzhou.delivery.portfolio.heuristic import score
from tingzhou.delivery.portfolio.linear import priced
from tingzhou.delivery.portfolio.model import Effort
from tingzhou.delivery.portfolio.redate import able_columns
from tingzhou.delivery.reasons import prices

QUICK = Effort(10.0)


def values(columns: Columns) -> dict[int, int]:
    return {c: -one.value for c, one in enumerate(columns.columns)}


def dated(columns: Columns, chosen: list[int]) -> list[Dated]:
    taken = [columns.columns[c] for c in chosen if c >= 0]
    return [Dated(columns.portfolio.projects[one.project].id, one.mode, one.start) for one in taken]


@given(seed=st.integers(0, 200), count=st.integers(3, 8))
@settings(max_examples=12)
def test_the_bound_of_the_prices_holds_for_the_optimum(seed: int, count: int) -> None:
    """The optimum of the whole model (proven by CP-SAT, which the enumeration of test_portfolio confirms) is never above the bound."""
    portfolio = generate_portfolio(count, seed, years=2)
    columns = make_columns(portfolio)
    best = solve_portfolio(portfolio, effort=QUICK, objectives=("must", "value")).stage("value")
    assert best.value == best.bound
    found = priced(columns, values(columns), {})
    assert -found.bound >= best.value
    assert (found.share >= -1e-9).all()
    assert all(found.share[list(mine)].sum() <= 1 + 1e-6 for mine in columns.of if mine)


@given(seed=st.integers(0, 200))
@settings(max_examples=8)
def test_the_bound_of_the_dates_holds_for_the_selection(seed: int) -> None:
    """Dates of a selection that the whole model has proven least late are never below the bound by the prices."""
    portfolio = generate_portfolio(7, seed, years=3)
    plan = solve_portfolio(portfolio, effort=QUICK, objectives=("must", "value", "tardiness"))
    columns = plan.columns
    place = {id(one): c for c, one in enumerate(columns.columns)}
    chosen = [place[id(one)] if one is not None else -1 for one in plan.chosen]
    floors = {"value": plan.stage("value").value}
    cost = {c: one.tardiness for c, one in enumerate(columns.columns)}
    found = priced(columns, cost, floors, allowed=able_columns(columns, chosen, floors), keep=True)
    assert found.bound <= sum(cost[c] for c in chosen if c >= 0) + 1e-6


def test_prices_by_hand() -> None:
    """Two of three projects of 100 mu in 210 mu: the linear program takes a tenth of the third, so that the bound is 5.1e8 CNY."""
    made = tuple(
        Project(name, name, name, "factory", "mulei", benefit, (Mode("normal", 60.0, 0.0, winter_stop=False),),
                (Use("land", 100.0, "start"),))
        for name, benefit in (("a", 3e8), ("b", 2e8), ("c", 1e8))
    )  # fmt: skip
    columns = make_columns(Portfolio(Periods(2025, 1), made, (Factor("land", "土地", "land", "quota", "亩", (210.0,)),)))
    found = priced(columns, values(columns), {})
    assert -found.bound == pytest.approx(51_000, abs=0.01)  # steps of 10 000 CNY
    assert [round(float(found.share[list(mine)].sum()), 6) for mine in columns.of] == [1.0, 1.0, 0.1]


def test_links_are_priced() -> None:
    """A farm that earns 1 waits for a station that costs nothing but takes all land: the bound knows that both need more than there is."""
    land = Factor("land", "土地", "land", "quota", "亩", (100.0,))
    mode = (Mode("normal", 60.0, 0.0, winter_stop=False),)
    farm = Project("f", "f", "f", "wind", "mulei", 1e8, mode, (Use("land", 50.0, "start"),))
    station = Project("s", "s", "s", "collector_station", "mulei", 0.0, mode, (Use("land", 100.0, "start"),))
    columns = make_columns(Portfolio(Periods(2025, 1), (farm, station), (land,), (Link("f", "finish_finish", "s"),)))
    assert -priced(columns, values(columns), {}).bound == pytest.approx(1e4 * 2 / 3, abs=0.01)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_plans_by_the_prices_break_no_limit_and_only_gain(seed: int) -> None:
    columns = make_columns(generate_portfolio(30, seed, years=4))
    found = priced(columns, values(columns), {})
    first = guided_plan(columns, found)
    better = improve_guided(columns, first, found, 150, seed)
    assert not check_plan(columns.portfolio, dated(columns, first))
    assert not check_plan(columns.portfolio, dated(columns, better))
    assert score(columns, better) >= score(columns, first)
    assert improve_guided(columns, first, found, 150, seed) == better
    few = windows(columns, better, found, 24)
    assert all(set(some) <= set(mine) for some, mine in zip(few, columns.of, strict=True))
    assert all(c < 0 or c in some for c, some in zip(better, few, strict=True))


def test_must_haves_survive_the_neighbourhoods() -> None:
    portfolio = generate_portfolio(20, 5, years=4)
    poor = min(portfolio.projects, key=lambda one: one.benefit).id
    projects = tuple(replace(one, must=one.id == poor) for one in portfolio.projects)
    columns = make_columns(replace(portfolio, projects=projects))
    found = priced(columns, values(columns), {"must": 1})
    first = guided_plan(columns, found)
    assert score(columns, first)[0] == 1
    assert score(columns, improve_guided(columns, first, found, 200, 1))[:2] >= score(columns, first)[:2]


@given(factor=st.sampled_from(["land", "energy", "credit", "cranes"]), more=st.sampled_from([0.01, 0.1, 0.5]))
@settings(max_examples=8)
def test_wider_columns_are_those_of_the_wider_portfolio(factor: str, more: float) -> None:
    """The limits of the wider columns allow exactly what those of the wider portfolio allow, in steps of the factor."""
    portfolio = generate_portfolio(6, 9, years=2)
    columns, wide = make_columns(portfolio), make_columns(portfolio.with_limits(factor, 1 + more))
    raised = widened(columns, factor, more)
    for row, limit in raised.limits.items():
        assert limit * columns.step[row[1]] == pytest.approx(wide.limits[row] * wide.step[row[1]], abs=columns.step[row[1]])
        assert limit >= columns.limits[row]


def test_more_of_a_factor_never_costs_value_on_the_large_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "WHOLE_UP_TO", 0)
    plan = solve_portfolio(generate_portfolio(10, 4, years=3), effort=Effort(0.4))
    assert plan.method == "neighbourhoods"
    rows = prices(plan, Effort(0.4), more=0.2)
    assert {row["factor"] for row in rows} >= {"land", "credit"}
    assert all(0.0 <= row["extra_value"] <= row["extra_bound"] for row in rows)
