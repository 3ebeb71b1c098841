"""Merged forms: duplicates and curtailment merged, the answer of the whole program come back, and the trap that sends it back."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from helpers import HOUR, load, network, plant, power, random_network

from tingzhou import program as programs
from tingzhou.errors import InfeasibleError
from tingzhou.hours import Grain
from tingzhou.network import Balance, Capacity, Cost, Flow, Network, Process, Rule, Store, assemble, solve
from tingzhou.network.assembly import Assembly
from tingzhou.network.merge import merged_forms, solve_merged
from tingzhou.program import Answer, Program, certify


def whole(assembly: Assembly) -> Program:
    assert assembly.program is not None
    return assembly.program


def size(program: Program) -> tuple[int, int]:
    return program.columns, program.rows


def compared(system: Network, *, solver: str | None = None) -> tuple[Answer, Answer, Assembly]:
    """Solve as it is and merged; the certificate of the whole program must hold and the objectives agree to 1e-9 of the money."""
    assembly = assemble(system)
    program = whole(assembly)
    plain, merged = programs.solve(program), solve_merged(assembly, solver=solver)
    money = 1.0 + float(np.abs(program.cost) @ np.abs(plain.x)) + abs(program.offset)
    assert abs(merged.objective - plain.objective) <= 1e-9 * money
    certificate = certify(program, merged.x, merged.y, solver="", version="", seconds=0.0, options={})
    assert certificate.holds(1e-6 if solver else 1e-9)
    assert merged.certificate.input_hash == program.hash
    assert merged.z == pytest.approx(program.cost - program.matrix.T @ merged.y)
    return plain, merged, assembly


# --- duplicates ------------------------------------------------------------------------------------------------------------------


def copied(system: Network, capacity: str, names: tuple[str, ...], shares: tuple[float, ...], *, balance: str = "") -> Network:
    """Replace what stands on a capacity (its processes, store and own balance) by copies with shares of its size."""
    old = system.capacity(capacity)
    own = [process for process in system.processes if process.capacity == capacity]
    stores = [store for store in system.stores if store.capacity == capacity]
    processes = [process for process in system.processes if process.capacity != capacity]
    capacities = [one for one in system.capacities if one.id != capacity]
    balances = [one for one in system.balances if one.id != balance]
    new_stores = [store for store in system.stores if store.capacity != capacity]
    for name, share in zip(names, shares, strict=True):
        capacities.append(replace(old, id=name, existing=old.existing * share, maximum_build=old.maximum_build * share))
        at = f"{balance}:{name}"
        for process in own:
            flows = tuple(replace(flow, balance=at if flow.balance == balance else flow.balance) for flow in process.flows)
            processes.append(replace(process, id=f"{name}:{process.id}", capacity=name, flows=flows))
        if balance:
            balances.append(replace(next(one for one in system.balances if one.id == balance), id=at))
        new_stores += [replace(store, id=f"{name}:{store.id}", capacity=name, balance=at) for store in stores]
    ids = {process.id for process in own}
    rules = tuple(
        replace(
            rule, subject=tuple(name for one in rule.subject for name in ([f"{n}:{one}" for n in names] if one in ids else [one]))
        )
        for rule in system.rules
    )
    return replace(system, processes=tuple(processes), capacities=tuple(capacities), balances=tuple(balances),
                   stores=tuple(new_stores), rules=rules)  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(("capacity", "balance"), [("coal", ""), ("wind", ""), ("battery", "electricity@battery"), ("line", "")])
def test_duplicates_are_solved_as_one_and_shared_out_by_capacity(seed: int, capacity: str, balance: str) -> None:
    """Ramps, minimum outputs, a store with its two sides, a share rule: the copies add up to the one they were made of."""
    system = random_network(seed)
    several = copied(system, capacity, ("one", "two", "three"), (0.5, 0.2, 0.3), balance=balance)
    twins, _ = merged_forms(assemble(several))
    assert twins is not None
    assert size(twins.program) == size(whole(assemble(system)))
    plain, merged, assembly = compared(several)
    assert plain.objective == pytest.approx(solve(system).objective, rel=1e-9, abs=1e-6)
    built = np.array([merged.x[assembly.built[name]] if name in assembly.built else 0.0 for name in ("one", "two", "three")])
    sizes = built + [assembly.existing(name) for name in ("one", "two", "three")]
    for process in (process for process in system.processes if process.capacity == capacity):
        blocks = [assembly.activity[f"{name}:{process.id}"] for name in ("one", "two", "three")]
        activity = np.array([merged.x[block.start : block.stop] for block in blocks])
        assert activity == pytest.approx(sizes[:, None] / sizes.sum() * activity.sum(axis=0), abs=1e-9)


def test_results_tell_of_every_duplicate() -> None:
    system = random_network(3)
    several = copied(system, "wind", ("north", "south"), (0.75, 0.25))
    solution, alone = solve(several, merge=True), solve(system)
    data = solution.dataset
    assert set(data["process"].to_numpy()) == {process.id for process in several.processes}
    assert float(data["built"].sel(process=["north:wind", "south:wind"]).sum()) == pytest.approx(
        float(alone.dataset["built"].sel(process="wind"))
    )
    assert solution.accounts["amount"].sum() == pytest.approx(solution.objective)
    assert set(solution.builds["capacity"]) == {capacity.id for capacity in several.capacities}
    assert solution.certificate.options["form"] == "merged"


@pytest.mark.parametrize("change", ["cost", "annuity", "ramp", "availability", "rule", "place", "hours rule"])
def test_what_differs_in_anything_is_no_duplicate(change: str) -> None:
    system = copied(random_network(1), "wind", ("one", "two"), (0.5, 0.5))
    other = system.process("two:wind")
    changed = {
        "cost": replace(other, costs=(Cost("variable", 0.5),)),
        "ramp": replace(other, ramp=0.3),
        "availability": replace(other, availability=np.roll(other.availability, 1)),
        "place": replace(other, flows=(Flow("electricity@a", 1.0),)),
    }.get(change, other)
    capacities = system.capacities
    if change == "annuity":
        capacities = tuple(replace(one, annuity=one.annuity * 0.9) if one.id == "two" else one for one in capacities)
    rules = system.rules
    if change == "rule":
        rules = tuple(replace(rule, subject=("one:wind",)) for rule in rules)
    if change == "hours rule":
        rules = (*rules, Rule("h", "hours_limit", ("two:wind",), sense="<=", value=900.0, grain=Grain("year")))
    processes = tuple(changed if process.id == other.id else process for process in system.processes)
    assert merged_forms(assemble(replace(system, processes=processes, capacities=capacities, rules=rules)))[0] is None


def test_the_same_rule_for_each_does_not_keep_duplicates_apart() -> None:
    system = copied(random_network(1), "wind", ("one", "two"), (0.5, 0.5))
    hours = tuple(
        Rule(f"h{n}", "hours_limit", (f"{n}:wind",), sense="<=", value=3000.0, grain=Grain("year")) for n in ("one", "two")
    )
    system = replace(system, rules=(*system.rules, *hours))
    assert merged_forms(assemble(system))[0] is not None
    compared(system)


@given(st.integers(0, 5000), st.floats(0.05, 0.95), st.sampled_from(["coal", "wind", "line"]))
def test_a_duplicate_process_changes_nothing(seed: int, share: float, capacity: str) -> None:
    system = random_network(seed)
    several = copied(system, capacity, ("one", "two"), (share, 1.0 - share))
    assert compared(several)[1].objective == pytest.approx(programs.solve(whole(assemble(system))).objective, rel=1e-7, abs=1e-5)


@given(st.integers(0, 5000), st.floats(0.0, 2.0), st.floats(0.0, 5.0))
def test_a_dominated_process_is_left_out_and_changes_nothing(seed: int, dearer: float, fuel: float) -> None:
    system = random_network(seed)
    unlimited = replace(
        system, capacities=tuple(replace(c, maximum_build=np.inf) if c.id == "wind" else c for c in system.capacities)
    )
    wind = system.capacity("wind")
    worse = replace(wind, id="worse", existing=0.0, maximum_build=50.0, annuity=wind.annuity * (1.0 + dearer) + 1.0)
    process = replace(system.process("wind"), id="worse", capacity="worse", costs=(Cost("variable", fuel),) if fuel else ())
    rules = tuple(replace(rule, subject=("wind", "worse")) for rule in unlimited.rules)
    both = replace(unlimited, capacities=(*unlimited.capacities, worse), processes=(*unlimited.processes, process), rules=rules)
    twins, _ = merged_forms(assemble(both))
    assert twins is not None
    assert size(twins.program) == size(whole(assemble(unlimited)))
    _, merged, assembly = compared(both)
    assert merged.x[assembly.built["worse"]] == 0.0


# --- merged curtailment ----------------------------------------------------------------------------------------------------------


def windy(seed: int, *, count: int = 24, expand: bool = True, rule: bool = False) -> Network:
    """Three places on lines, each with two sorts of free power, some of it given and some to be built, and a store in the first."""
    rng = np.random.default_rng(seed)
    places = ("a", "b", "c")
    processes, capacities, balances = [], [], [power(place) for place in places]
    for place in places:
        demand = 20 + 60 * rng.random(count)
        processes += [
            load(f"load-{place}", demand, place=place),
            plant(f"coal-{place}", cost=float(rng.integers(20, 60)), place=place),
        ]
        processes.append(Process(f"shed-{place}", "demands", "", "unserved", place, "electricity", "MWh", HOUR, limit=demand,
                                 flows=(Flow(f"electricity@{place}", 1.0),), costs=(Cost("shed", 800.0),)))  # fmt: skip
        capacities.append(Capacity(f"coal-{place}", float(rng.integers(10, 60))))
        for sort in ("wind", "sun"):
            name = f"{sort}-{place}"
            series = np.round(np.clip(rng.random(count) * 1.4 - 0.4, 0.0, 1.0), 6)
            processes.append(plant(name, place=place, category=sort, availability=series, curtailable=True))
            most = float(rng.choice([0.0, 200.0, np.inf]))
            capacities.append(
                Capacity(name, float(rng.integers(0, 120)), maximum_build=most, annuity=float(rng.integers(2000, 60000)))
            )
    for one, other in (("a", "b"), ("b", "a"), ("b", "c")):
        name = f"line-{one}{other}"
        loss = float(rng.choice([0.0, 0.03]))
        processes.append(Process(name, "routes", "", "line", one, "electricity", "MWh", HOUR, capacity=name,
                                 flows=(Flow(f"electricity@{one}", -1.0), Flow(f"electricity@{other}", 1.0 - loss))))  # fmt: skip
        capacities.append(Capacity(name, float(rng.integers(0, 80)), maximum_build=50.0, annuity=3000.0))
    capacities.append(Capacity("battery", 20.0))
    balances.append(Balance("stored", "stored", "a", "MWh", HOUR))
    for name, flows in (
        ("fill", (Flow("electricity@a", -1.0), Flow("stored", 0.9))),
        ("draw", (Flow("stored", -1.0), Flow("electricity@a", 0.9))),
    ):
        processes.append(Process(name, "stores", "", "battery", "a", "stored", "MWh", HOUR, capacity="battery", flows=flows))
    rules = [Rule("green", "share", ("wind-a",), ("load-a",), ">=", 0.2, grain=Grain("year"))] if rule else []
    return network(count, balances=balances, capacities=capacities, processes=processes, rules=rules, expand=expand,
                   stores=[Store("battery", "stored", "battery", "a", "stored", "MWh", "battery", hours_of_capacity=4.0)])  # fmt: skip


def test_sizes_of_the_merged_form() -> None:
    """Per hour and place two columns become one; their two rows go where both are built."""
    system = windy(0)
    system = replace(system, capacities=tuple(replace(c, maximum_build=90.0) for c in system.capacities))
    assembly = assemble(system)
    _, curtailed = merged_forms(assembly)
    assert curtailed is not None
    columns, rows = size(whole(assembly))
    limits = sum(
        block.stop - block.start for block in assembly.rows if block.kind == "availability" and block.subject[:3] in ("win", "sun")
    )
    assert limits == 2 * 3 * 24
    assert size(curtailed.program) == (columns - 3 * 24, rows - limits)


@pytest.mark.parametrize("first", range(0, 320, 40))
def test_merged_curtailment_gives_the_answer_of_the_whole_program(first: int) -> None:
    forms = []
    for seed in range(first, first + 40):
        system = windy(seed, count=12, expand=seed % 4 != 0, rule=seed % 5 == 0)
        try:
            _, merged, assembly = compared(system)
        except InfeasibleError:
            continue
        forms.append(merged.certificate.options.get("form", merged.attempts[0].status))
        for process in system.processes:
            if process.curtailable and process.id in assembly.activity:
                block = assembly.activity[process.id]
                given = assembly.existing(process.capacity)
                built = merged.x[assembly.built[process.capacity]] if process.capacity in assembly.built else 0.0
                most = np.asarray(process.availability) * (given + built)
                assert (merged.x[block.start : block.stop] <= most + 1e-7).all()
    assert forms.count("merged") > 20


def test_what_a_rule_a_ramp_a_cost_or_a_minimum_speaks_of_is_not_merged() -> None:
    system = windy(2, rule=True)
    wind = system.process("wind-c")
    for changed in (replace(wind, ramp=0.1), replace(wind, minimum=0.05 * np.asarray(wind.availability)), replace(wind, costs=(Cost("variable", 1.0),)),
                    replace(wind, flows=(*wind.flows, Flow("electricity@a", 0.1)))):  # fmt: skip
        other = replace(system, processes=tuple(changed if process.id == wind.id else process for process in system.processes))
        other = replace(other, capacities=tuple(replace(c, existing=30.0, maximum_build=90.0) for c in other.capacities))
        assembly = assemble(other)
        _, curtailed = merged_forms(assembly)
        assert curtailed is not None
        for name in ("wind-c", "wind-a"):
            block = assembly.activity[name]
            assert np.isin(np.arange(block.start, block.stop), curtailed.columns).all()
        block = assembly.activity["sun-a"]
        assert not np.isin(np.arange(block.start, block.stop), curtailed.columns).any()


def trap(*, forced: float = 70.0) -> Network:
    """Wind in ``a`` must run, whatever becomes of it; ``b`` has a little wind that no rule speaks of; to be rid of power costs money.

    The merged form burns what ``a`` sends in the curtailment of ``b``. By hand, per hour: 70 made, 20 used in a, 10 in b; 40 are
    dumped at 50 CNY each and nothing of b's own wind is used: 24 · 40 · 50 = 48 000 CNY.
    """
    hours = 24
    dump = Process(
        "dump",
        "markets",
        "",
        "sale",
        "a",
        "electricity",
        "MWh",
        HOUR,
        flows=(Flow("electricity@a", -1.0),),
        costs=(Cost("dump", 50.0),),
    )
    line = Process("line", "routes", "", "line", "a", "electricity", "MWh", HOUR, capacity="line",
                   flows=(Flow("electricity@a", -1.0), Flow("electricity@b", 1.0)))  # fmt: skip
    return network(
        hours, balances=[power("a"), power("b")],
        capacities=[Capacity("wind-a", 100.0), Capacity("wind-b", 1.0, maximum_build=2.0, annuity=9000.0), Capacity("line", 60.0)],
        processes=[plant("wind-a"), plant("wind-b", place="b", curtailable=True, availability=np.linspace(0.1, 1.0, hours)),
                   load("load-a", np.full(hours, 20.0)), load("load-b", np.full(hours, 10.0), place="b"), dump, line],
        rules=[Rule("must", "activity_limit", ("wind-a",), sense=">=", value=forced * hours * 365.0, grain=Grain("year"))], expand=True,
    )  # fmt: skip


def test_rewarded_generation_is_the_trap_and_the_whole_program_is_solved() -> None:
    system = trap()
    assembly = assemble(system)
    _, curtailed = merged_forms(assembly)
    assert curtailed is not None
    cheated = programs.solve(curtailed.program).objective
    exact = programs.solve(whole(assembly), solver="simplex")
    assert exact.objective == pytest.approx(24 * 40 * 50)
    assert cheated < exact.objective - 1000.0  # the merged form alone is too cheap
    answer = solve_merged(assembly)
    assert answer.objective == pytest.approx(exact.objective, rel=1e-9)
    assert answer.certificate.holds(1e-9)
    assert [attempt.solver for attempt in answer.attempts] == ["merged simplex", "simplex"]
    assert "exceeds" in answer.attempts[0].status
    prices = solve(system, merge=True).dataset["price"].sel(balance="electricity@b")
    assert float(prices.min()) == pytest.approx(-50.0)


def test_without_the_reward_the_same_network_holds_at_once() -> None:
    answer = solve_merged(assemble(trap(forced=10.0)))
    assert [attempt.solver for attempt in answer.attempts] == ["merged simplex"]
    assert answer.objective == pytest.approx(0.0, abs=1e-6)


def test_steps_in_which_a_neighbour_burns_free_power_are_dispatched_again() -> None:
    """At a price of nothing an interior answer sends free power about; what is too much in one place is used less in the other."""
    words = []
    for seed in range(12):
        system = windy(seed, expand=seed % 2 == 0)
        system = replace(
            system,
            capacities=tuple(
                replace(c, existing=c.existing * 3.0 + 20.0) if c.id[:3] in ("win", "sun") else c for c in system.capacities
            ),
        )
        _, merged, _ = compared(system, solver="ipx")
        words.append(merged.attempts[0].status if merged.attempts[0].certificate is None else merged.certificate.options["form"])
    assert any("dispatched again" in word for word in words), words


def test_an_infeasible_network_is_infeasible_merged_too() -> None:
    system = trap(forced=101.0)
    with pytest.raises(InfeasibleError):
        solve_merged(assemble(system))


def test_whole_units_are_left_to_the_whole_program() -> None:
    system = windy(1)
    units = tuple(replace(c, unit_size=10.0, maximum_build=50.0) if c.id == "wind-a" else c for c in system.capacities)
    assembly = assemble(replace(system, capacities=units))
    assert merged_forms(assembly) == (None, None)
    assert solve_merged(assembly).certificate.solver == "branch-and-cut"
