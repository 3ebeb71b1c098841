"""Units in a plan: whole ones built, reserves of rules kept, and what the operation of such a plan reaches."""

from __future__ import annotations

import itertools
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "network"))

from helpers import HOUR, load, network, plant, power

from tingzhou import network as networks
from tingzhou import operate as operations
from tingzhou import planning
from tingzhou import region as regions
from tingzhou.errors import InputError
from tingzhou.hours import Grain
from tingzhou.network import Capacity, Commitment, Cost, Flow, Network, Process, Rule, StartClass, committed_network
from tingzhou.operation import Settings
from tingzhou.planning.units import planned_network, whole_units

UNITS = Commitment(50.0, minimum=0.4, minimum_up=6, minimum_down=6, starts=(StartClass("cold", 0.0, 40.0),), no_load_cost=2.0)
ROLLING = Settings(window=48, overlap=12, lookahead=48, block=3, gap=1e-4)


def base(steps: int = 168, *, share: float = 0.5, reserve: float = 0.0, units: Commitment = UNITS) -> Network:
    """Coal units, wind and sun to be built against a demand, of whose energy a share must be green in its own hour.

    Spinning reserve asks for coal units that are on; without commitment those that stand still count too.
    """
    generator = np.random.default_rng(4)
    hour = np.arange(steps)
    demand = 150 + 40 * np.sin((hour % 24 - 9) * np.pi / 12)
    wind = np.clip(0.35 + 0.3 * np.sin(hour / 19.0) + 0.12 * generator.standard_normal(steps), 0.0, 1.0)
    sun = np.clip(np.sin((hour % 24 - 6) * np.pi / 12), 0.0, None) * 0.8
    shed = Process(id="l:shed", table="demands", technology="l", category="unserved", place="a", commodity="electricity", unit="MWh", grain=HOUR,
                   limit=demand, flows=(Flow("electricity@a", 1.0),), costs=(Cost("shed", 2000.0),))  # fmt: skip
    rule = Rule("green", "share", ("wind", "sun"), ("l",), ">=", share, "1", Grain("year"), HOUR, reserve=reserve)
    made = network(
        steps,
        balances=[power()],
        capacities=[
            Capacity("coal", 0.0, maximum_build=400.0, annuity=60_000.0),
            Capacity("wind", 0.0, maximum_build=900.0, annuity=90_000.0),
            Capacity("sun", 0.0, maximum_build=900.0, annuity=60_000.0),
        ],
        processes=[
            plant("coal", cost=20.0, ramp=1.0, commitment=units),
            plant("wind", category="wind", availability=wind, curtailable=True),
            plant("sun", category="solar", availability=sun, curtailable=True),
            load("l", demand),
            shed,
        ],
        rules=[rule, Rule("spin", "reserve", ("coal",), ("l", "wind", "sun"), ">=", 0.05, "1", HOUR, numbers=(0.1,))],
        expand=True,
    )
    return replace(made, places={"a": ("a",)})


def fixed(original: Network, planned: networks.Solution) -> Network:
    """The network under its own rules, with the capacities of a plan."""
    built = planned.builds.set_index("capacity")["built"]
    return replace(original, capacities=tuple(
        replace(one, minimum_build=float(built[one.id]), maximum_build=float(built[one.id])) for one in original.capacities))  # fmt: skip


def green_share(solution: networks.Solution) -> float:
    """Green energy booked in its own hour over the demand, from activities alone."""
    activity = solution.dataset["activity"]
    demand = activity.sel(process="l").to_numpy()
    green = activity.sel(process="wind").to_numpy() + activity.sel(process="sun").to_numpy()
    return float(np.minimum(green, demand).sum() / demand.sum())


def test_whole_units_are_the_best_number_of_them() -> None:
    """Against every number of units there can be: cost is convex in the capacity, so the two neighbours of the optimum suffice."""
    this = planned_network(base(72), commitment="relaxed")
    relaxed = networks.solve(this)
    found = whole_units(this, relaxed)
    costs = []
    for count in range(1, 9):  # without a unit there is no reserve
        held = replace(this, capacities=tuple(replace(one, minimum_build=50.0 * count, maximum_build=50.0 * count) if one.id == "coal" else one
                                              for one in this.capacities))  # fmt: skip
        costs.append(networks.solve(held).objective)
    assert found.fixed == {"coal": 50.0 * (1 + int(np.argmin(costs)))}
    assert found.solution.objective == pytest.approx(min(costs), rel=1e-7)
    assert relaxed.objective <= found.solution.objective * (1 + 1e-9)
    built = float(relaxed.builds.set_index("capacity").loc["coal", "built"]) / 50.0
    assert abs(built - round(built)) > 0.01  # else the test would say nothing


def test_capacities_without_units_and_networks_without_commitment_stay_open() -> None:
    this = planned_network(base(48))
    solution = networks.solve(this)
    found = whole_units(this, solution)
    assert found.fixed == {}
    assert found.solution is solution


def test_a_reserve_is_kept_by_the_plan_and_not_asked_of_operation() -> None:
    this = base(reserve=0.03)
    once = planned_network(this, commitment="relaxed")
    assert once.rules[0].value == pytest.approx(0.53)
    assert planned_network(once).rules[0].value == pytest.approx(0.53)  # and not twice
    assert this.rules[0].value == 0.5
    assert green_share(networks.solve(once)) >= 0.53 - 1e-6


def test_forms_of_commitment_are_ordered() -> None:
    """Rows of minimum times only make it dearer, and so do whole units: loose ≤ relaxed ≤ integer."""
    given = fixed(base(72), whole_units(planned_network(base(72), commitment="relaxed"),
                                        networks.solve(planned_network(base(72), commitment="relaxed"))).solution)  # fmt: skip
    loose, relaxed, integer = (networks.solve(committed_network(given, mode)).objective for mode in ("loose", "relaxed", "integer"))
    assert loose <= relaxed * (1 + 1e-9)
    assert relaxed <= integer * (1 + 1e-6)
    kinds = {block.kind for block in networks.assemble(committed_network(given, "loose")).rows}
    assert not kinds & {"minimum_up", "minimum_down", "start_class"}


def test_the_operation_of_a_plan_with_units_and_reserve_reaches_the_share() -> None:
    """Planned without least outputs the base throws energy away to reach its share; with units and a reserve it does not have to."""
    this = base(336, reserve=0.02)
    careless = networks.solve(planned_network(replace(this, rules=(replace(this.rules[0], reserve=0.0), this.rules[1]))))
    planned = planned_network(this, commitment="relaxed")
    careful = whole_units(planned, networks.solve(planned)).solution
    results = {name: operations.operate_network(fixed(this, plan), settings=ROLLING)
               for name, plan in (("careless", careless), ("careful", careful))}  # fmt: skip
    shares = {name: green_share(one.solution) for name, one in results.items()}
    assert shares["careful"] >= 0.5 - 1e-6
    dumped = {
        name: float(one.solution.dataset["activity"].sel(process="electricity@a:dump").sum()) for name, one in results.items()
    }
    assert dumped["careful"] <= 1.0 < dumped["careless"]
    careful_result = results["careful"]
    assert careful_result.solution.objective < results["careless"].solution.objective
    assert 0.0 <= careful_result.gap < 0.03 < results["careless"].gap
    assert careful_result.missed == pytest.approx(0.0, abs=1e-3)


def test_nothing_over_the_year_is_missed_for_free() -> None:
    """A share that costs nothing in the relaxed year and is missed all the same counts at the year's money by its amount."""
    this = base(336, share=0.6, reserve=0.02)
    planned = planned_network(this, commitment="relaxed")
    given = fixed(this, whole_units(planned, networks.solve(planned)).solution)
    result = operations.operate_network(given, settings=ROLLING)
    misses = result.tables["rule_misses"].frame
    assert len(misses) == 1
    activity = result.solution.dataset["activity"]
    demand = activity.sel(process="l").to_numpy()
    short = (0.6 - green_share(result.solution)) * demand.sum()
    assert float(misses["missed"].iloc[0]) == pytest.approx(short, rel=1e-6)
    spent = float(result.solution.accounts["amount"].abs().sum())
    assert float(misses["cost"].iloc[0]) > 0.1 * spent / (1.2 * demand.sum()) * short
    assert result.gap >= (result.solution.objective - result.bound) / abs(result.bound)


def test_what_is_booked_is_all_that_could_be() -> None:
    """Where the share has room to spare no window has a reason to book; the table of rules must not see that as a miss."""
    this = base(336, reserve=0.1)
    planned = planned_network(this, commitment="relaxed")
    result = operations.operate_network(fixed(this, whole_units(planned, networks.solve(planned)).solution), settings=ROLLING)
    assert len(result.tables["rule_misses"].frame) == 0
    assert green_share(result.solution) > 0.52


def _dispatch(count: int, demand: float, *, size: float, least: float, cost: float, shed: float, dump: float) -> float:
    """Cost of an hour with so many identical units on, worked by hand: they follow the demand between least and most output."""
    output = min(max(demand, count * size * least), count * size)
    return cost * output + shed * max(demand - output, 0.0) + dump * max(output - demand, 0.0)


def test_the_bound_of_the_year_lies_below_every_schedule_of_whole_units() -> None:
    """All 4 096 schedules of three units in six hours; without and with rows of minimum times in the relaxation."""
    demand = [30.0, 75.0, 140.0, 20.0, 115.0, 60.0]
    units = Commitment(50.0, minimum=0.4, starts=(StartClass("cold", 0.0, 900.0),), no_load_cost=3.0, minimum_up=2, minimum_down=2)
    this = replace(network(6, balances=[power()], capacities=[Capacity("coal", 150.0)],
                           processes=[plant("coal", cost=20.0, ramp=1.0, commitment=units), load("l", demand)]), places={"a": ("a",)})  # fmt: skip
    best = np.inf
    for counts in itertools.product(range(4), repeat=6):
        change = np.diff(counts)
        held = True  # units started (stopped) within two hours stay on (off)
        for hour in range(1, 6):
            recent = [max(int(step), 0) for step in change[max(hour - 2, 0) : hour]]
            gone = [max(-int(step), 0) for step in change[max(hour - 2, 0) : hour]]
            held &= sum(recent) <= counts[hour] and sum(gone) <= 3 - counts[hour]
        if not held:
            continue
        cost = sum(
            _dispatch(n, d, size=50.0, least=0.4, cost=20.0, shed=1e4, dump=1e3) + 3.0 * 50.0 * n
            for n, d in zip(counts, demand, strict=True)
        )
        best = min(best, cost + 50.0 * 900.0 * float(np.maximum(change, 0).sum()))
    assembly = networks.assemble(operations_ready(this))
    from tingzhou.operation import year_plan

    full, loose = year_plan(assembly), year_plan(assembly, entries=0)
    assert loose.bound <= full.bound * (1 + 1e-9)
    assert full.bound <= best * (1 + 1e-9)
    result = operations.operate_network(this, settings=Settings(window=6, overlap=0, lookahead=0, gap=1e-9))
    assert result.solution.objective == pytest.approx(best, rel=1e-6)
    assert result.bound == pytest.approx(full.bound, rel=1e-9)


def operations_ready(this: Network) -> Network:
    from tingzhou.operation import ready

    return ready(this)


def test_commitment_of_a_scenario_is_read_written_and_refused(tmp_path: Path) -> None:
    region = regions.load("tiny")
    from tingzhou.region.scenarios import parse_scenarios
    from tingzhou.region.write_folder import scenario_text

    problems: list[object] = []
    text = '[a]\nmode = "plan"\ncommitment = "relaxed"\n[b]\nmode = "balance"\n'
    found = parse_scenarios(text, problems)  # type: ignore[arg-type]
    assert not problems
    assert (found["a"].commitment, found["b"].commitment) == ("relaxed", "none")
    assert parse_scenarios(scenario_text(found), problems) == found  # type: ignore[arg-type]
    for wrong in ('[a]\nmode = "plan"\ncommitment = "whole"\n', '[a]\nmode = "balance"\ncommitment = "relaxed"\n'):
        problems.clear()
        assert parse_scenarios(wrong, problems) == {}  # type: ignore[arg-type]
        assert "commitment is none or relaxed" in str(InputError(problems))  # type: ignore[arg-type]
    assert region.commitment == "none"


def test_the_built_in_base_is_planned_with_units_and_a_reserve() -> None:
    region = regions.load("changji").apply("new-base-8gw")
    assert region.commitment == "relaxed"
    curve = region.table("delivery_curves").loc["base_curve"]
    assert (float(curve["green_share"]), float(curve["green_reserve"])) == (0.5, 0.005)
    hours = planning.profiles_for  # the rule carries the reserve; the figure itself is that of the contract
    from tingzhou.hours import Hours

    year = Hours.year(region.year, utc_offset=8.0)
    made = networks.build(region, hours=year, profiles=hours(region, year), expand=True)
    rule = next(one for one in made.rules if one.id == "base_curve:green")
    assert (rule.value, rule.reserve) == (0.5, 0.005)
