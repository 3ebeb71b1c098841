"""Key figures, tables and verdicts against figures worked by hand and against the accounts."""

from __future__ import annotations

import math
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tingzhou import network as networks
from tingzhou import planning
from tingzhou import region as regions
from tingzhou.errors import InfeasibleError, UsageError
from tingzhou.hours import Grain, Hours
from tingzhou.planning import FIGURES, View, landed_price, verdict


@pytest.fixture(scope="module")
def view(tiny, solved_week) -> View:
    return View(tiny.apply("baseline"), solved_week)


@pytest.fixture(scope="module")
def tables(view: View):
    return planning.result_tables(view.region, view.solution)


def figure(view: View, key: str, selector: str = "") -> float:
    return FIGURES[key].compute(view, selector)


def test_landed_price_of_the_published_example() -> None:
    """p = 240, export-grid price 34.3, loss 7 %, tariff 82.9 → 377.85 CNY/MWh; 10 of source cost change 10.75."""
    options = {"grid_price": 34.3, "loss_share": 0.07, "line_tariff": 82.9}
    assert landed_price(240.0, **options) == pytest.approx(377.8, abs=0.06)
    assert landed_price(250.0, **options) - landed_price(240.0, **options) == pytest.approx(10.75, abs=0.01)
    assert landed_price(240.0, regional_price=9.2, **options) == pytest.approx(377.85 + 9.2, abs=0.01)


@pytest.mark.parametrize(
    ("model", "comparator", "published", "tolerance", "expected"),
    [(100, "=", 100, 0, "within"), (101, "=", 100, 0.01, "within"), (101.1, "=", 100, 0.01, "miss"), (99, ">", 100, 0.0, "miss"), (100, ">", 100, 0.0, "miss"),
     (100, ">=", 100, 0.0, "within"), (101, ">", 100, 0.0, "within"), (101, "<", 100, 0.0, "miss"), (100, "<=", 100, 0.0, "within"), (-4, "=", -4.5, 0.3, "within"),
     (-6, "=", -4.5, 0.3, "miss"), (math.nan, "=", 1, 1, "not_modelled")],
)  # fmt: skip
def test_verdicts(model, comparator, published, tolerance, expected) -> None:
    assert verdict(model, comparator, published, tolerance) == expected


def test_what_is_received_is_what_is_sold(view: View) -> None:
    """The line's losses in the figures are those of the program: sold at the far end = received there."""
    assert figure(view, "received", "route:export") == pytest.approx(figure(view, "output", "market:east_sale"), rel=1e-6)
    assert 0.03 < figure(view, "loss_share", "route:export") < 0.12


def test_figures_agree_with_the_dataset(view: View) -> None:
    activity = view.solution.dataset["activity"]
    assert figure(view, "output", "category:wind") == pytest.approx(float(activity.sel(process="wind_steppe").sum()))
    assert figure(view, "maximum_power", "route:export") == pytest.approx(float(activity.sel(process="export").max()))
    days = activity.sel(process="export").to_numpy().reshape(-1, 24).sum(axis=1)
    assert figure(view, "maximum_day", "route:export") == pytest.approx(days.max())
    assert figure(view, "capacity", "category:wind") == 300
    assert figure(view, "coal_use", "category:coal_power") == pytest.approx(0.435 * figure(view, "output", "category:coal_power"))
    assert figure(view, "co2", "category:coal_power") == pytest.approx(0.82 * figure(view, "output", "category:coal_power"))
    assert figure(view, "full_load_hours", "category:wind") == pytest.approx(
        figure(view, "output", "category:wind") / 300 * 8760 / 168
    )


def test_green_share_is_booked_by_the_month(view: View) -> None:
    green = figure(view, "output", "category:wind,solar")
    assert figure(view, "green_sent", "route:export") == pytest.approx(min(green, figure(view, "sent", "route:export")))


def test_monthly_supply_equals_use(tables) -> None:
    sides = tables["monthly_balance"].frame.groupby(["month", "side"])["energy"].sum().unstack()
    assert np.allclose(sides["supply"], sides["use"], rtol=1e-9)


def test_dispatch_supply_equals_use_every_hour(tables) -> None:
    frame = tables["dispatch_week"].frame
    supply = frame[[c for c in frame if c.startswith("supply_")]].sum(axis=1)
    use = frame[[c for c in frame if c.startswith("use_")]].sum(axis=1)
    assert np.allclose(supply, use, atol=1e-5)
    assert len(frame) == 168


def test_cost_tables_add_up_to_the_objective(tables, view: View) -> None:
    for name in ("costs", "accounts"):
        assert tables[name].frame["amount"].sum() == pytest.approx(view.solution.objective, rel=1e-9)
    figures = tables["key_figures"].frame.set_index("figure")["value"]
    assert figures["annual_cost"] - figures["annual_revenue"] == pytest.approx(figures["net_cost"])
    assert figures["landed_price"] + figures["margin"] == pytest.approx(figures["benchmark_price"])


def test_generation_table_agrees_with_key_figures(tables) -> None:
    generation = tables["generation"].frame.set_index("category")
    figures = tables["key_figures"].frame.set_index("figure")["value"]
    assert generation.loc["wind", "energy"] == pytest.approx(figures["output_wind"])
    assert generation["share"].sum() == pytest.approx(1.0)


def test_curtailment_and_duration_agree(tables, view: View) -> None:
    total = figure(view, "curtailed", "category:wind,solar")
    assert tables["curtailment"].frame["power"].sum() * 7 == pytest.approx(total, abs=1e-6)  # seven days of January
    assert tables["duration"].frame["export"].is_monotonic_decreasing


def test_every_assumed_row_is_listed(tables, view: View) -> None:
    assumed = sum(
        (view.region.table(name)["quality"] == "assumed").sum()
        for name in (
            "processes",
            "flows",
            "plants",
            "stores",
            "routes",
            "demands",
            "markets",
            "rules",
            "weather_zones",
            "profiles",
            "commodities",
        )
    )
    assert len(tables["assumptions"].frame) == assumed


def test_a_target_of_an_unknown_figure_is_refused(tmp_path: Path, solved_week) -> None:
    folder = Path(shutil.copytree(regions.region_path("tiny"), tmp_path / "region"))
    (folder / "targets.csv").write_text(
        "id,zh,en,figure,subject,comparator,value,unit,scenario,source,quality\n"
        "one,一,one,sent,route:export,=,50,GWh,baseline,example,assumed\ntwo,二,two,nonsense,,=,1,1,baseline,example,assumed\n", encoding="utf-8")  # fmt: skip
    region = regions.load(folder).apply("baseline")
    with pytest.raises(UsageError, match="the figure 'nonsense'"):
        planning.published_table(View(region, solved_week))


def test_resolutions() -> None:
    assert planning.parse_hours("year") is None
    assert planning.parse_hours("segments:12") == 12
    for text in ("segments:0", "segments:x", "hour", ""):
        with pytest.raises(UsageError, match="is no resolution"):
            planning.parse_hours(text)


def test_hourly_profiles_must_fit_the_year(tiny) -> None:
    profile = regions.Profile("x", "hourly", tuple([1.0] * 8760))
    region = replace(tiny, profiles={**tiny.profiles, "x": profile})
    assert planning.profiles_for(region, Hours.year(2023))["x"].size == 8760
    with pytest.raises(Exception, match="8760 hours, the modelled year has more"):
        planning.profiles_for(region, Hours.year(2024))


def test_typical_days_follow_the_calendar(tiny) -> None:
    hours = Hours.year(2024)
    series = planning.profiles_for(tiny, hours)["day_load"]
    values = np.array(tiny.profiles["day_load"].values).reshape(12, 24)
    assert series[31 * 24 + 5] == values[1, 5]
    assert series[-1] == values[11, 23]


def test_a_plan_on_segments_is_run_over_every_hour(tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    week = Hours.span("2030-03-01", 336)
    monkeypatch.setattr(Hours, "year", classmethod(lambda cls, year, utc_offset=8.0: week))
    outcome = planning.run(tiny.apply("expansion"), hours="segments:120")
    assert outcome.planned is not None
    assert outcome.planned.network.hours.size == 120
    assert outcome.solution.network.hours.size == 336
    assert outcome.resolution is not None
    built = [solution.builds.set_index("capacity")["built"] for solution in (outcome.planned, outcome.solution)]
    pd.testing.assert_series_equal(*built, rtol=1e-6, atol=1e-6)
    direct = planning.run(tiny.apply("expansion"), hours="year")
    assert direct.planned is None
    assert direct.solution.objective <= outcome.solution.objective + 1e-3 * abs(direct.solution.objective)
    assert outcome.bound is not None
    assert outcome.bound.reasons == ()
    slack = 1e-6 * abs(direct.solution.objective)
    assert outcome.bound.lower <= direct.solution.objective + slack
    assert direct.solution.objective <= outcome.bound.upper + slack
    assert outcome.bound.upper == outcome.solution.objective
    assert outcome.bound.gap == pytest.approx((outcome.bound.upper - outcome.bound.lower) / abs(outcome.bound.upper))


@pytest.fixture
def fortnight(monkeypatch: pytest.MonkeyPatch) -> Hours:
    span = Hours.span("2030-03-01", 336)
    monkeypatch.setattr(Hours, "year", classmethod(lambda cls, year, utc_offset=8.0: span))
    return span


def test_segments_are_added_until_the_gap_is_reached(tiny, fortnight: Hours) -> None:
    del fortnight
    coarse = planning.run(tiny.apply("expansion"), hours="segments:30").bound
    assert coarse is not None
    outcome = planning.run(tiny.apply("expansion"), hours="segments:30", gap=coarse.gap / 3)
    bound = outcome.bound
    assert bound is not None
    assert bound.gap <= coarse.gap / 3
    assert [one.steps for one in bound.rounds] == [30 * 2**k for k in range(len(bound.rounds))]
    assert len(bound.rounds) > 1
    lower, upper = [one.lower for one in bound.rounds], [one.upper for one in bound.rounds]
    assert lower == sorted(lower)
    assert upper == sorted(upper, reverse=True)
    assert bound.rounds[0].gap == pytest.approx(coarse.gap)
    table = bound.table()
    assert list(table.frame["steps"]) == [one.steps for one in bound.rounds]
    whole = planning.run(tiny.apply("expansion"), hours="segments:200", gap=1e-9).bound
    assert whole is not None
    assert whole.rounds[-1].steps == 336  # the last round is every hour: what is left is the certificate's
    assert whole.gap < 1e-6


def test_a_quick_answer_proves_a_lower_bound(tiny, fortnight: Hours) -> None:
    for scenario in ("baseline", "expansion"):
        quick = planning.run(tiny.apply(scenario), hours="segments:60", quick=True)
        whole = planning.run(tiny.apply(scenario), hours="year")
        assert quick.planned is None
        assert quick.bound is not None
        assert quick.solution.network.hours.size == 60
        assert quick.solution.network.hours.base_size == fortnight.base_size
        assert quick.bound.lower <= whole.solution.objective + 1e-6 * abs(whole.solution.objective)
        assert np.isinf(quick.bound.upper)
        assert len(planning.result_tables(tiny.apply(scenario), quick.solution)) > 5
    with pytest.raises(UsageError, match="needs segments"):
        planning.run(tiny.apply("baseline"), hours="year", quick=True)


def test_capacities_that_fall_short_over_every_hour_may_grow(tiny, fortnight: Hours) -> None:
    """Planned on a step a day, utilisation met on means is out of reach hour by hour; the run builds more and keeps every rule."""
    region = tiny.apply("expansion")
    profiles = planning.profiles_for(region, fortnight)
    full = networks.build(region, hours=fortnight, profiles=profiles, expand=True)
    sharp = tuple(replace(rule, value=0.9995) if rule.kind == "utilisation" else rule for rule in full.rules)
    found = planning.bounded_plan(
        replace(full, rules=sharp), lambda count: planning.segmented_hours(region, fortnight, profiles, count), 14
    )
    assert found.enlarged
    reached = found.checked.rules.set_index("kind").loc[["utilisation"]]
    assert (reached["value"] >= reached["lower"] - 1e-6 * reached["lower"].abs().clip(lower=1.0)).all()
    assert found.bound.lower <= found.checked.objective


def test_an_impossible_contract_is_explained(tiny, make_week) -> None:
    network = make_week(tiny.apply("baseline"))
    rule = networks.Rule("contract", "activity_limit", ("export",), sense=">=", value=60_000.0, grain=Grain("week"))
    with pytest.raises(InfeasibleError) as caught:
        planning.balance(replace(network, rules=(*network.rules, rule)))
    assert "contract (activity_limit)" in caught.value.diagnosis.conflict


def test_the_diagnosis_speaks_the_names_of_the_region(tiny, make_week) -> None:
    """Town demand raised to 900 MW in four hours cannot be served: the place, the commodity and the hours are named."""
    network = make_week(tiny.apply("baseline"))
    peak = np.where(np.isin(np.arange(168), (42, 43, 44, 45)), 1500.0, network.process("town_load").fixed)
    processes = tuple(replace(p, fixed=peak) if p.id == "town_load" else p for p in network.processes if p.id != "town_load:shed")
    with pytest.raises(InfeasibleError) as caught:
        planning.balance(replace(network, processes=processes))
    text = caught.value.diagnosis.text("zh")
    assert "集镇 电力，2024-01-02 18:00 – 22:00：最多缺" in text
    assert "electricity at Town, 2024-01-02 18:00 – 22:00: short by up to" in caught.value.diagnosis.text("en")
