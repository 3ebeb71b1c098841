"""Dates of a plan: must-haves first, bounds that hold, approval paths, chances, and the plan inside a study's report."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tingzhou.deliver_parts import approvals_of
from tingzhou.delivery.portfolio import Factor, Mode, Periods, Portfolio, Project, Use, generate_portfolio, solve_portfolio
from tingzhou.delivery.portfolio import search as searching
from tingzhou.delivery.portfolio.annealing import anneal_dates
from tingzhou.delivery.portfolio.columns import make_columns
from tingzhou.delivery.portfolio.heuristic import first_plan, score
from tingzhou.delivery.portfolio.linear import priced
from tingzhou.delivery.portfolio.model import Effort, objective_of
from tingzhou.delivery.portfolio.redate import able_columns, earliest_bound
from tingzhou.errors import InputError
from tingzhou.region import load
from tingzhou.study_document import delivery_page

QUICK = Effort(5.0)


def two_modes(*, must: bool) -> Portfolio:
    """A project of 240 days wanted by the end of June: in time only in the accelerated mode, which costs 1e7."""
    modes = (Mode("normal", 240.0, 0.0, False), Mode("accelerated", 160.0, 1e7, False))
    one = Project("a", "甲", "a", "factory", "mulei", 1e8, modes, (Use("land", 10.0, "start"),), must=must, target=11)
    return Portfolio(Periods(2025, 2), (one,), (Factor("land", "土地", "land", "quota", "亩", (100.0, 100.0)),))


@pytest.mark.parametrize("large", [False, True])
def test_a_must_have_is_in_time_before_it_is_cheap(monkeypatch: pytest.MonkeyPatch, *, large: bool) -> None:
    """A must-have takes the dearer mode that is in time (11 half months); another project is late: value comes before its date."""
    if large:
        monkeypatch.setattr(searching, "WHOLE_UP_TO", 0)
    for must, mode, late in ((True, "accelerated", 0), (False, "normal", 400)):  # 16 half months end 4 after the wanted one
        plan = solve_portfolio(two_modes(must=must), effort=QUICK)
        (column,) = plan.chosen
        assert column is not None
        assert (column.mode, column.start) == (mode, 0)
        assert (plan.stage("tardiness").value, plan.stage("tardiness").bound) == (late, late)
        assert plan.stage("dates").bound == 0


@pytest.mark.parametrize("seed", [2, 5, 7])
def test_bounds_of_a_selection_hold_and_annealing_never_loses(seed: int) -> None:
    """Prices of rows and earliest dates never exceed what the whole model reaches with the same projects and value."""
    portfolio = generate_portfolio(8, seed, years=3)
    whole = solve_portfolio(portfolio, effort=QUICK, objectives=("must", "value", "tardiness"))
    columns = make_columns(portfolio)
    place = {(one.project, one.mode, one.start): c for c, one in enumerate(columns.columns)}
    chosen = [place[one.project, one.mode, one.start] if one is not None else -1 for one in whole.chosen]
    floors = {"value": whole.stage("value").value}
    able = able_columns(columns, chosen, floors)
    terms, _, _ = objective_of(columns, "tardiness")
    reached = whole.stage("tardiness").value
    assert earliest_bound(columns, able, terms) <= reached
    assert priced(columns, terms, floors, allowed=able, keep=True).bound <= reached + 1e-6
    start = first_plan(columns)
    mine = able_columns(columns, start, {})
    better = anneal_dates(columns, start, mine, terms, score(columns, start)[2], 200, 1)
    assert score(columns, better) >= score(columns, start)


def test_every_built_in_project_has_a_path() -> None:
    """59 projects; accepted on the first working day of 2025; a floor of 5 working days ends on 9 January, so work may begin on the 10th."""
    region = load("changji")
    least, most = approvals_of(region, "minimum"), approvals_of(region, "maximum")
    assert set(least.lawful) == set(region.table("projects")["id"])
    assert len(least.lawful) == 59
    assert all(least.lawful[name] <= most.lawful[name] for name in most.lawful)
    assert {row["files_accepted"] for row in least.rows} == {"2025-01-02"}
    assert least.lawful["w_mulei_2500"] == dt.date(2025, 1, 10)


def test_a_folder_without_delivery_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no delivery"):
        delivery_page(tmp_path)
