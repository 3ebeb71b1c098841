"""Every formulation on a system small enough to be worked by hand. The register fails when one has no test in this folder or no page."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from helpers import HOUR, load, network, plant, power

from tingzhou.errors import InfeasibleError, InputError, InternalError
from tingzhou.hours import Grain, Hours
from tingzhou.network import (
    Balance,
    Capacity,
    Cost,
    Flow,
    Process,
    Relation,
    Rule,
    Segment,
    Store,
    Term,
    assemble,
    reconcile,
    solve,
)
from tingzhou.network.formulations import FORMULATIONS, RULES
from tingzhou.network.formulations.kirchhoff import cycles
from tingzhou.network.reading.context import annuity_factor
from tingzhou.network.reading.routes import loss_segments

YEAR = Grain("year")


def energy(solution, name: str) -> float:
    return float((solution.dataset["activity"].sel(process=name) * solution.dataset["weight"]).sum())


def series(solution, name: str) -> list[float]:
    return [float(value) for value in solution.dataset["activity"].sel(process=name)]


def test_every_formulation_has_a_test_and_a_page() -> None:
    here = "".join(path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("test_*.py")))
    page = (Path(__file__).parents[2] / "docs" / "reference" / "formulations.md").read_text(encoding="utf-8")
    for name, formulation in FORMULATIONS.items():
        assert f"def test_{name}" in here, name
        assert f"## {formulation.title_zh} · {formulation.title_en} (`{name}`)" in page, name
    assert set(RULES) <= set(FORMULATIONS)


def test_balance_prices_the_marginal_unit() -> None:
    """Cheap 60 MW at 10, dear at 30, load 50 and 80: cost 500 + 600 + 600 = 1 700, prices 10 and 30."""
    system = network(
        2,
        capacities=[Capacity("cheap", 60), Capacity("dear", 60)],
        processes=[plant("cheap", cost=10), plant("dear", cost=30), load("l", [50, 80])],
    )
    solution = solve(system)
    assert solution.objective == pytest.approx(1700)
    assert solution.dataset["price"].sel(balance="electricity@a").to_numpy() == pytest.approx([10, 30])


def test_balance_with_free_disposal_throws_away_at_price_zero() -> None:
    system = network(
        2,
        balances=[power(disposal=True)],
        capacities=[Capacity("must", 10)],
        processes=[plant("must", cost=5, minimum=1.0), load("l", [4, 10])],
    )
    solution = solve(system)
    assert solution.objective == pytest.approx(100)
    assert float(solution.dataset["price"].sel(balance="electricity@a")[0]) == pytest.approx(0, abs=1e-9)


def test_balance_of_mixed_grains() -> None:
    """A flat day process makes 48 units for a load of 1 + 3: 24 h × 2 MW; its hourly surplus goes to a store."""
    demand = np.repeat([1.0, 3.0], 12)
    system = network(
        24, capacities=[Capacity("flat", 10), Capacity("tank", 100)], processes=[plant("flat", cost=2, grain="day"), load("l", demand)],
        stores=[Store("tank", "electricity@a", "tank", "a", "electricity", "MWh", "tank")])  # fmt: skip
    solution = solve(system)
    assert series(solution, "flat") == pytest.approx([2.0] * 24)
    assert solution.objective == pytest.approx(96)


def test_activity_keeps_its_limits() -> None:
    """Availability 0.5 of 40 and minimum 0.25 of 40: 10 at night, 20 by day, the rest shed at 100."""
    shed = Process(id="l:shed", table="demands", technology="l", category="unserved", place="a", commodity="electricity", unit="MWh", grain=HOUR,
                   limit=np.array([50.0, 50.0]), flows=(Flow("electricity@a", 1.0),), costs=(Cost("shed", 100.0),))  # fmt: skip
    sink = Process(id="sink", table="markets", technology="s", category="sale", place="a", commodity="electricity", unit="MWh", grain=HOUR,
                   flows=(Flow("electricity@a", -1.0),))  # fmt: skip
    system = network(
        2,
        capacities=[Capacity("p", 40)],
        processes=[plant("p", cost=10, availability=0.5, minimum=0.25), load("l", [0, 50]), shed, sink],
    )
    solution = solve(system)
    assert series(solution, "p") == pytest.approx([10, 20])
    assert solution.objective == pytest.approx(10 * 30 + 100 * 30)


def test_activity_segments_fill_in_order() -> None:
    """Loss 0.001·P² in two pieces of 50 MW of 100: slopes 0.05 and 0.15; 80 sent arrive as 80 − 2.5 − 4.5 = 73."""
    pieces = loss_segments("electricity@b", 0.001, 100.0, 2)
    assert [piece.flows[0].quantity for piece in pieces] == pytest.approx([-0.05, -0.15])
    line = Process(id="line", table="routes", technology="dc", category="line", place="a", commodity="electricity", unit="MWh", grain=HOUR, capacity="line",
                   flows=(Flow("electricity@a", -1.0), Flow("electricity@b", 1.0)), segments=pieces, standing=(Flow("electricity@b", -0.01),),
                   origin="electricity@a", destination="electricity@b")  # fmt: skip
    system = network(1, balances=[power("a"), power("b")], capacities=[Capacity("p", 200), Capacity("line", 100)],
                     processes=[plant("p", cost=1), line, load("l", [72.0], place="b")])  # fmt: skip
    solution = solve(system)  # 73 arrive, 1 is the standing loss of 100 MW at 1 %
    assert energy(solution, "line") == pytest.approx(80)
    assert isinstance(pieces[0], Segment)


def test_capacity_is_built_when_it_pays() -> None:
    """2 h of 100 MW: gas at 50 against wind at an annuity of 8760/2·30 per MW and span; by hand wind costs 60 per MW, gas 100."""
    years = 2 / 8760
    system = network(
        2, capacities=[Capacity("gas", 200), Capacity("wind", 0, maximum_build=80, annuity=60 / years, fixed_cost=1 / years)],
        processes=[plant("gas", cost=50), plant("wind", category="wind"), load("l", [100, 100])], expand=True)  # fmt: skip
    solution = solve(system)
    assert float(solution.dataset["built"].sel(process="wind")) == pytest.approx(80)
    assert solution.objective == pytest.approx(80 * 61 + 20 * 2 * 50)
    items = solution.accounts.set_index(["process", "item"])["amount"]
    assert items["wind", "capital"] == pytest.approx(4800)
    assert items["wind", "fixed"] == pytest.approx(80)


def test_capacity_in_whole_units() -> None:
    """150 MW wanted, units of 60: three, since shedding 30 MW at 1 000 is dearer than a unit at 100 per MW."""
    years = 1 / 8760
    system = network(1, capacities=[Capacity("p", 0, maximum_build=600, unit_size=60, annuity=100 / years)],
                     processes=[plant("p"), load("l", [150.0])], expand=True)  # fmt: skip
    solution = solve(system)
    assert float(solution.dataset["built"].sel(process="p")) == pytest.approx(180)
    assert solution.objective == pytest.approx(18_000)


def test_capacity_minimum_build() -> None:
    system = network(
        1,
        capacities=[Capacity("p", 0, minimum_build=7, maximum_build=9, annuity=8760)],
        processes=[plant("p"), load("l", [3.0])],
        expand=True,
    )
    assert float(solve(system).dataset["built"].sel(process="p")) == pytest.approx(7)


def test_annuity_factor() -> None:
    assert annuity_factor(0.08, 20) == pytest.approx(0.101852, abs=5e-7)  # worked example A of the chains reference
    assert annuity_factor(0.0, 25) == pytest.approx(0.04)


def store_system(*, cyclic: bool, standing: float = 0.0, initial: float = 0.0, final: float | None = None, demand=(0.0, 10.0)):
    sides = [
        Process(id=f"b:{side}", table="stores", technology="b", category="battery", place="a", commodity="electricity", unit="MWh", grain=HOUR, capacity="b",
                flows=flows) for side, flows in (("charge", (Flow("electricity@a", -1.0), Flow("electricity@b", 0.8))),
                                                 ("discharge", (Flow("electricity@a", 1.0), Flow("electricity@b", -1.0))))]  # fmt: skip
    prices = np.array([1.0, 5.0])
    grid = Process(id="grid", table="markets", technology="grid", category="purchase", place="a", commodity="electricity", unit="MWh", grain=HOUR,
                   flows=(Flow("electricity@a", 1.0),), costs=(Cost("purchase", prices),))  # fmt: skip
    return network(2, balances=[power(), Balance("electricity@b", "electricity", "a", "MWh", HOUR)], capacities=[Capacity("b", 20)],
                   processes=[*sides, grid, load("l", demand)],
                   stores=[Store("b", "electricity@b", "battery", "a", "electricity", "MWh", "b", 1.0, standing, cyclic, initial, final)])  # fmt: skip


def test_store_shifts_energy() -> None:
    """Buy 12.5 at 1, keep 10, use 10 at the hour that costs 5."""
    solution = solve(store_system(cyclic=True))
    assert solution.objective == pytest.approx(12.5)
    assert [float(v) for v in solution.dataset["level"].sel(store="b")] == pytest.approx([10, 0])


def test_store_standing_loss_is_compounded() -> None:
    """10 kept for one hour at 10 % loss need 11.11, bought as 13.89."""
    assert solve(store_system(cyclic=True, standing=0.1)).objective == pytest.approx(10 / 0.9 / 0.8)


def test_store_with_given_ends() -> None:
    """Starts with 25 % of 20 = 5, must end with 5: 10 more are needed through the first hour."""
    solution = solve(store_system(cyclic=False, initial=0.25, final=0.25))
    assert solution.objective == pytest.approx(12.5)
    assert float(solution.dataset["level"].sel(store="b")[-1]) == pytest.approx(5)


def test_store_on_typical_days_is_refused() -> None:
    system = store_system(cyclic=True)
    odd = replace(system, balances=(power(), Balance("electricity@b", "electricity", "a", "MWh", Grain("month_hour"))))
    with pytest.raises(InputError, match="do not follow one another"):
        assemble(odd)


def test_ramp_limits_changes() -> None:
    """100 MW with a ramp of 20 % per hour against 0, 0, 60: 20, 40, 60 must run, the surplus is thrown away."""
    system = network(
        3,
        balances=[power(disposal=True)],
        capacities=[Capacity("p", 100)],
        processes=[plant("p", cost=1, ramp=0.2), load("l", [0, 0, 60])],
    )
    assert series(solve(system), "p") == pytest.approx([20, 40, 60])


def test_ramp_of_a_built_capacity() -> None:
    years = 2 / 8760
    system = network(2, balances=[power(disposal=True)], capacities=[Capacity("p", 0, maximum_build=200, annuity=10 / years)],
                     processes=[plant("p", cost=1, ramp=0.5), load("l", [0, 60])], expand=True)  # fmt: skip
    solution = solve(system)  # 60 MW built: 30 must run in the first hour; more capacity to save 1 per MWh does not pay
    assert float(solution.dataset["built"].sel(process="p")) == pytest.approx(60)
    assert series(solution, "p") == pytest.approx([30, 60])


def green(matching: str | None, value: float = 0.5):
    sun = np.array([1.0, 0.0])
    export = Process(id="export", table="routes", technology="dc", category="export_line", place="a", commodity="electricity", unit="MWh", grain=HOUR,
                     capacity="export", flows=(Flow("electricity@a", -1.0),), costs=(Cost("sale", -100.0),))  # fmt: skip
    rule = Rule(
        "green", "share", ("sun",), ("export",), ">=", value, grain=YEAR, matching=Grain.parse(matching) if matching else None
    )
    return network(2, capacities=[Capacity("coal", 100), Capacity("sun", 60), Capacity("export", 50)],
                   processes=[plant("coal", cost=10), plant("sun", category="solar", availability=sun, curtailable=True), export, load("l", [20, 0])],
                   rules=[rule])  # fmt: skip


def test_share_over_the_year_counts_energy_whenever_it_is_made() -> None:
    """60 MWh of sun allow 120 of export, more than the line's 100: all is sent."""
    assert energy(solve(green(None)), "export") == pytest.approx(100)


def test_share_matched_by_the_hour_counts_what_is_sent_while_it_is_made() -> None:
    """Sent in the sunny hour 50, booked 50: total export at most 100; with 60 % only 83.3."""
    assert energy(solve(green("hour")), "export") == pytest.approx(100)
    assert energy(solve(green("hour", 0.6)), "export") == pytest.approx(50 / 0.6)


def test_utilisation_bounds_curtailment() -> None:
    """Load 10 takes 20 of 40 available over two hours; 75 % utilisation is impossible, 50 % possible."""

    def system(value: float):
        return network(2, capacities=[Capacity("wind", 20), Capacity("gas", 50)],
                       processes=[plant("wind", cost=40, category="wind", curtailable=True), plant("gas", cost=1), load("l", [10, 10])],
                       rules=[Rule("u", "utilisation", ("wind",), sense=">=", value=value, grain=YEAR)])  # fmt: skip

    solution = solve(system(0.25))
    assert energy(solution, "wind") == pytest.approx(10)
    assert float((solution.dataset["curtailment"].sel(process="wind")).sum()) == pytest.approx(30)
    with pytest.raises(InfeasibleError) as caught:
        solve(system(0.75))
    assert "the limit u (Utilisation)" in caught.value.diagnosis.text()


def limited(rule: Rule):
    coal = plant("cheap", cost=1, flows=(Flow("electricity@a", 1.0), Flow("coal@r", -0.4)))
    supply = Process(id="buy", table="markets", technology="buy", category="purchase", place="r", commodity="coal", unit="t", grain=YEAR,
                     flows=(Flow("coal@r", 1.0),), costs=(Cost("purchase", 10.0),))  # fmt: skip
    return network(4, balances=[power(), Balance("coal@r", "coal", "r", "t", YEAR)], capacities=[Capacity("cheap", 100), Capacity("dear", 100)],
                   processes=[coal, supply, plant("dear", cost=20), load("l", [10.0] * 4)], rules=[rule])  # fmt: skip


def test_activity_limit_per_class_and_year() -> None:
    assert energy(
        solve(limited(Rule("x", "activity_limit", ("cheap",), sense="<=", value=15.0, grain=Grain("day")))), "cheap"
    ) == pytest.approx(15)
    yearly = Rule("x", "activity_limit", ("cheap",), sense="<=", value=15.0 * 8760 / 4, grain=YEAR)  # a yearly figure on 4 hours
    assert energy(solve(limited(yearly)), "cheap") == pytest.approx(15)


def test_flow_limit_on_coal() -> None:
    rule = Rule("x", "flow_limit", ("cheap",), sense="<=", value=6.0, grain=Grain("month"), parameter="coal")
    assert energy(solve(limited(rule)), "cheap") == pytest.approx(15)


def test_hours_limit() -> None:
    rule = Rule("x", "hours_limit", ("cheap",), sense="<=", value=0.2 * 8760 / 4, grain=YEAR)
    assert energy(solve(limited(rule)), "cheap") == pytest.approx(0.2 * 100)


def two_builds(rule: Rule):
    years = 1 / 8760
    return network(1, capacities=[Capacity("p", 0, maximum_build=90, annuity=1 / years), Capacity("q", 0, maximum_build=90, annuity=3 / years)],
                   processes=[plant("p"), plant("q"), load("l", [60.0])], rules=[rule], expand=True)  # fmt: skip


def test_capacity_limit() -> None:
    solution = solve(two_builds(Rule("x", "capacity_limit", ("p",), sense="<=", value=45.0)))
    assert solution.objective == pytest.approx(45 + 3 * 15)


def test_capacity_ratio() -> None:
    solution = solve(two_builds(Rule("x", "capacity_ratio", ("q",), ("p",), ">=", 0.5)))
    assert solution.objective == pytest.approx(40 + 3 * 20)


def test_reserve_keeps_head_room() -> None:
    """Load 80, reserve 10 % of it: 100 MW at 0.85 have 5 to spare, 3 too few: 3 come from the dear plant's room of its 40."""
    system = network(1, capacities=[Capacity("p", 100), Capacity("d", 2)],
                     processes=[plant("p", cost=1, availability=0.85), plant("d", cost=9), load("l", [80.0])],
                     rules=[Rule("r", "reserve", ("p", "d"), ("l",), ">=", 0.1, grain=HOUR, numbers=(0.0,))])  # fmt: skip
    with pytest.raises(InfeasibleError):
        solve(system)  # 87 − 80 = 7 < 8
    roomy = replace(system, capacities=(Capacity("p", 100), Capacity("d", 3)))
    assert solve(roomy).objective == pytest.approx(80)


def test_kirchhoff_splits_flows_by_reactance() -> None:
    """Triangle with reactances 1, 1, 2: 30 from a to b; the direct line carries 3/4."""

    def line(name: str, one: str, two: str) -> list[Process]:
        def way(suffix: str, origin: str, target: str) -> Process:
            return Process(id=name + suffix, table="routes", technology="ac", category="line", place=origin, commodity="electricity", unit="MWh", grain=HOUR,
                           capacity=name, flows=(Flow(f"electricity@{origin}", -1.0), Flow(f"electricity@{target}", 1.0)),
                           origin=f"electricity@{origin}", destination=f"electricity@{target}")  # fmt: skip

        return [way("", one, two), way(":back", two, one)]

    lines = [*line("ab", "a", "b"), *line("bc", "b", "c"), *line("ac", "a", "c")]
    rule = Rule(
        "kvl", "kirchhoff", ("ab", "ab:back", "bc", "bc:back", "ac", "ac:back"), sense="=", grain=HOUR, numbers=(1.0, 2.0, 1.0)
    )
    system = network(1, balances=[power(p) for p in "abc"], capacities=[Capacity("g", 50), *(Capacity(n, 100) for n in ("ab", "bc", "ac"))],
                     processes=[plant("g", cost=1), *lines, load("l", [30.0], place="b")], rules=[rule])  # fmt: skip
    solution = solve(system)
    assert energy(solution, "ab") - energy(solution, "ab:back") == pytest.approx(22.5)
    assert energy(solution, "ac") - energy(solution, "ac:back") == pytest.approx(7.5)


def test_loops_of_a_graph() -> None:
    assert cycles([("a", "b"), ("b", "c")]) == []
    assert len(cycles([("a", "b"), ("b", "c"), ("c", "a"), ("a", "b")])) == 2
    for loop in cycles([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "a")]):
        assert len(loop) in (3, 4)


def test_money_that_does_not_reconcile_is_an_error(solved_week) -> None:
    assert reconcile(solved_week.accounts, solved_week.objective) <= 1e-9
    with pytest.raises(InternalError, match="does not reconcile"):
        reconcile(solved_week.accounts, solved_week.objective * (1 + 1e-6) + 1.0)


def test_diagnosis_names_place_commodity_hours_and_amount() -> None:
    system = network(48, capacities=[Capacity("p", 100)], processes=[plant("p", cost=1), load("l", [90.0] * 30 + [130.0, 141.2] + [90.0] * 16)],
                     rules=[Rule("ceiling", "activity_limit", ("p",), sense="<=", value=1e7, grain=YEAR)],
                     hours=Hours.span("2024-01-17", 48))  # fmt: skip
    with pytest.raises(InfeasibleError) as caught:
        solve(system)
    text = caught.value.diagnosis.text()
    assert "electricity at a, 2024-01-18 06:00 – 08:00: short by up to 41.2 MWh/h, 71.2 MWh in all" in text
    assert caught.value.diagnosis.mending == ("electricity@a",)


def test_conflict_of_two_rules_is_named() -> None:
    rules = [Rule("contract", "activity_limit", ("cheap",), sense=">=", value=30.0, grain=Grain("day")),
             Rule("coal_ceiling", "flow_limit", ("cheap",), sense="<=", value=6.0, grain=Grain("month"), parameter="coal")]  # fmt: skip
    system = replace(limited(rules[0]), rules=tuple(rules))
    with pytest.raises(InfeasibleError) as caught:
        solve(system)
    assert set(caught.value.diagnosis.conflict) == {"contract (activity_limit)", "coal_ceiling (flow_limit)"}
    assert len(caught.value.diagnosis.mending) == 1


def test_delivery_curve_sends_one_level_a_class() -> None:
    """A flat curve from 30 and 50 MW that are free sends 30 in both hours; more in tests/network/test_delivery_curve.py."""
    from tingzhou.network import DeliveryCurve, curve_classes

    line = Process(id="line", table="routes", technology="dc", category="export_line", place="a", commodity="electricity", unit="MWh",
                   grain=HOUR, capacity="line", flows=(Flow("electricity@a", -1.0), Flow("electricity@b", 1.0)))  # fmt: skip
    sale = Process(id="sale", table="markets", technology="sale", category="sale", place="b", commodity="electricity", unit="MWh", grain=HOUR,
                   flows=(Flow("electricity@b", -1.0),), costs=(Cost("sale", -10.0),))  # fmt: skip
    system = network(2, balances=[power("a"), power("b")], capacities=[Capacity("line", 100), Capacity("wind", 100)],
                     processes=[plant("wind", availability=np.array([0.3, 0.5])), line, sale])  # fmt: skip
    curve = DeliveryCurve("curve", "line", "flat", floor=np.zeros(1), ceiling=np.ones(1), **curve_classes(system.hours, "flat"))
    solution = solve(replace(system, curves=(curve,)))
    assert series(solution, "line") == pytest.approx([30, 30])
    assert solution.objective == pytest.approx(-600)


def test_relation_links_steps_and_counts_once() -> None:
    """Loads 10, 30, 10 from a at 1 (at most 21) and b at 5. The second step needs 9 of b; b may change by 4 a step, so it gives 5, 9, 5,
    a the other 31: 31 + 5 × 19 = 126. What b gives and 0.02 of its 50 are 20 together, above the 19 asked for.
    """
    system = network(
        3, capacities=[Capacity("a", 21), Capacity("b", 50)], processes=[plant("a", cost=1), plant("b", cost=5), load("l", [10, 30, 10])],
    )  # fmt: skip
    up = Relation("up", (Term("activity", "b"), Term("activity", "b", -1.0, lag=1)), upper=4.0, steps=np.array([False, True, True]))
    down = replace(up, id="down", lower=-4.0, upper=np.inf)
    total = Relation("total", (Term("activity", "b"), Term("capacity", "b", 0.02)), lower=19.0, once=True)
    solution = solve(replace(system, relations=(up, down, total)))
    assert series(solution, "b") == pytest.approx([5, 9, 5])
    assert solution.objective == pytest.approx(126)
    assert solution.rules.set_index("rule").loc["total", "value"] == pytest.approx(20)  # 19 + 0.02 × 50


def test_relation_of_levels_and_built_capacity() -> None:
    """A tank must hold half of its built size at the end: filled with 6 at 2, it is 12 large, which is the most that may be built."""
    tank = Store("tank", "electricity@a", "tank", "a", "electricity", "MWh", "tank", cyclic=False)
    system = network(
        2, capacities=[Capacity("a", 20), Capacity("tank", 0, minimum_build=12, maximum_build=12)], processes=[plant("a", cost=2)], stores=[tank],
        expand=True,
    )  # fmt: skip
    half = Relation("half", (Term("level", "tank"), Term("capacity", "tank", -0.5)), lower=0.0, steps=np.array([False, True]))
    solution = solve(replace(system, relations=(half,)))
    assert solution.objective == pytest.approx(12)


def test_relation_at_another_grain_is_refused() -> None:
    system = network(24, capacities=[Capacity("a", 20)], processes=[plant("a", cost=2, grain="day"), load("l", [1.0] * 24)])
    with pytest.raises(InputError, match="not of the grain hour"):
        assemble(replace(system, relations=(Relation("r", (Term("activity", "a"),), upper=1.0),)))


def test_activity_may_be_signed_and_set() -> None:
    """A line carries 7 from b to a (b at 1, a at 9), then −3 as it is set; both ways in one column."""
    both = Process(id="line", table="routes", technology="ac", category="line", place="a", commodity="electricity", unit="MWh", grain=HOUR,
                   capacity="line", minimum=-1.0, flows=(Flow("electricity@a", -1.0), Flow("electricity@b", 1.0)),
                   set_point=np.array([np.nan, -3.0]))  # fmt: skip
    system = network(
        2, balances=[power("a"), power("b")], capacities=[Capacity("ga", 50), Capacity("gb", 50), Capacity("line", 7)],
        processes=[plant("ga", cost=9), plant("gb", cost=1, place="b"), both, load("l", [10, 10])],
    )  # fmt: skip
    solution = solve(system)
    assert series(solution, "line") == pytest.approx([-7, -3])
    assert solution.objective == pytest.approx(7 + 3 * 9 + 3 + 7 * 9)
    with pytest.raises(InfeasibleError):
        solve(
            replace(
                system,
                processes=tuple(replace(p, set_point=np.array([np.nan, -8.0])) if p.id == "line" else p for p in system.processes),
            )
        )


def test_store_between_a_least_and_a_largest_level() -> None:
    """Of 10 it keeps 2 and holds 8 at most: 6 bought at 1 serve the dear hour, the other 4 cost 5."""
    tank = Store(
        "tank",
        "electricity@a",
        "tank",
        "a",
        "electricity",
        "MWh",
        "tank",
        cyclic=False,
        initial_level=2.0,
        minimum=0.2,
        maximum=0.8,
    )
    system = network(
        2, capacities=[Capacity("a", 50), Capacity("tank", 10)], processes=[plant("a", cost=[1.0, 5.0]), load("l", [0, 10])], stores=[tank],
    )  # fmt: skip
    solution = solve(system)
    assert solution.objective == pytest.approx(6 + 20)
    assert solution.dataset["level"].to_numpy()[0] == pytest.approx([8, 2])


def test_balance_takes_what_was_sent_before() -> None:
    """A canal of two steps: what leaves in the first arrives in the third, the rest of 6 is shed."""
    canal = Process(id="canal", table="routes", technology="canal", category="line", place="b", commodity="electricity", unit="MWh", grain=HOUR,
                    capacity="canal", flows=(Flow("electricity@b", -1.0), Flow("electricity@a", 1.0, source=np.array([-1, -1, 0]))))  # fmt: skip
    system = network(
        3, balances=[power("a"), power("b")], capacities=[Capacity("gb", 50), Capacity("ga", 50), Capacity("canal", 4)],
        processes=[plant("gb", cost=1, place="b"), plant("ga", cost=10), canal, load("l", [0, 0, 6])],
    )  # fmt: skip
    solution = solve(system)
    assert series(solution, "canal") == pytest.approx([4, 0, 0])
    assert solution.objective == pytest.approx(4 + 20)


def test_a_diagnosis_adds_up_what_lacks_by_month() -> None:
    """Two runs in January (100 and 50 MWh) and one in March (7): one line before the runs; a limit that is no balance has no part in it."""
    from tingzhou.network.diagnosis import Diagnosis, Shortage

    def run(start: str, total: float, kind: str = "balance") -> Shortage:
        first = np.datetime64(start, "h")
        return Shortage(
            kind, "electricity@base", "base", "electricity", "MWh", True, first, first + np.timedelta64(3, "h"), total / 3, total
        )

    names = {"base": ("基地", "Base"), "electricity": ("电力", "electricity"), "curve": ("曲线", "Curve")}
    told = Diagnosis((run("2030-01-05", 100.0), run("2030-01-20", 50.0), run("2030-03-01", 7.0), run("2030-02-01", 9.0, "share")),
                     ("curve:green (share)", "curve:contract_least (activity_limit)"), (), True, names)  # fmt: skip
    assert told.text("en").splitlines()[0] == "electricity at Base is short by 157 MWh; by month: 2030-01 150, 2030-03 7"
    assert told.text("zh").splitlines()[0] == "基地 电力共缺 157 MWh；逐月：2030-01 150、2030-03 7"
    assert "曲线 绿电占比" in told.text("zh")
    assert "Curve least energy of the contract" in told.text("en")
    alone = Diagnosis((run("2030-01-05", 100.0),), (), (), True, names)
    assert "by month" not in alone.text("en")
