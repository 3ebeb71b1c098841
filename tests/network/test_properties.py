"""What must hold on any system: random small networks, changed in ways whose effect is known beforehand."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from helpers import load, network, plant, random_network

from tingzhou.hours import Grain, Hours
from tingzhou.network import Capacity, Cost, Network, Process, assemble, solve
from tingzhou.network.model import Balance

seeds = st.integers(0, 5000)


def objective(system: Network) -> float:
    return solve(system).objective


def close(value: float) -> pytest.approx:
    return pytest.approx(value, rel=1e-7, abs=1e-5)


@given(seeds)
def test_splitting_a_unit_in_two_changes_nothing(seed: int) -> None:
    system = random_network(seed)
    coal = system.process("coal")
    half = system.capacity("coal").existing / 2
    rest = [capacity for capacity in system.capacities if capacity.id != "coal"]
    twins = [replace(system.capacity("coal"), id=name, existing=half) for name in ("coal1", "coal2")]
    processes = [process for process in system.processes if process.id != "coal"]
    processes += [replace(coal, id=name, capacity=name) for name in ("coal1", "coal2")]
    assert objective(replace(system, capacities=(*rest, *twins), processes=tuple(processes))) == close(objective(system))


@given(seeds)
def test_a_dominated_technology_changes_nothing(seed: int) -> None:
    system = random_network(seed)
    worse = replace(system.process("wind"), id="wind2", capacity="wind2")
    dear = replace(system.capacity("wind"), id="wind2", existing=0.0, annuity=system.capacity("wind").annuity * 1.5 + 1.0)
    limited = replace(system.capacity("wind"), maximum_build=1e6)
    base = replace(system, capacities=tuple(limited if c.id == "wind" else c for c in system.capacities))
    both = replace(base, capacities=(*base.capacities, dear), processes=(*base.processes, worse))
    assert objective(both) == close(objective(base))


@given(seeds)
def test_relaxing_a_limit_never_raises_cost(seed: int) -> None:
    system = random_network(seed)
    wider = tuple(replace(capacity, maximum_build=capacity.maximum_build * 1.3) for capacity in system.capacities)
    loose = tuple(replace(rule, value=rule.value * 0.5) for rule in system.rules)
    assert objective(replace(system, capacities=wider, rules=loose)) <= objective(system) * (1 + 1e-9) + 1e-6


@given(seeds, st.sampled_from([0.01, 7.0, 1000.0]))
def test_scaling_all_money_scales_the_answer(seed: int, factor: float) -> None:
    system = random_network(seed)
    processes = tuple(replace(p, costs=tuple(Cost(c.item, c.amount * factor) for c in p.costs)) for p in system.processes)
    capacities = tuple(replace(c, annuity=c.annuity * factor, fixed_cost=c.fixed_cost * factor) for c in system.capacities)
    assert objective(replace(system, processes=processes, capacities=capacities)) == pytest.approx(
        factor * objective(system), rel=1e-6, abs=1e-6
    )


@given(seeds, st.sampled_from([0.1, 50.0]))
def test_scaling_all_megawatts_scales_the_answer(seed: int, factor: float) -> None:
    system = random_network(seed)

    def sized(process: Process) -> Process:
        fixed = None if process.fixed is None else process.fixed * factor
        return replace(process, fixed=fixed, limit=process.limit * factor)

    capacities = tuple(replace(c, existing=c.existing * factor, maximum_build=c.maximum_build * factor) for c in system.capacities)
    bigger = replace(system, processes=tuple(map(sized, system.processes)), capacities=capacities)
    assert objective(bigger) == pytest.approx(factor * objective(system), rel=1e-6, abs=1e-6)


@given(seeds)
def test_permuting_rows_and_renaming_changes_nothing(seed: int) -> None:
    system = random_network(seed)
    order = np.random.default_rng(seed).permutation(len(system.processes))
    mixed = replace(system, processes=tuple(system.processes[k] for k in order), capacities=tuple(reversed(system.capacities)),
                    balances=tuple(reversed(system.balances)))  # fmt: skip
    assert objective(mixed) == close(objective(system))


@given(st.floats(1.0, 90.0), st.sampled_from(["block(4)", "day", "week", "year"]))
def test_one_constant_hour_equals_any_coarser_grain(demand: float, grain: str) -> None:
    """With constant series an hour repeated 24 times costs 24 times an hour, whatever the grains."""

    def system(count: int, text: str) -> Network:
        hours = Hours.span("2023-01-01", count)
        return network(count, hours=hours, balances=[Balance("electricity@a", "electricity", "a", "MWh", Grain.parse(text))],
                       capacities=[Capacity("p", 60), Capacity("q", 60)],
                       processes=[plant("p", cost=3, grain=text), plant("q", cost=8, grain=text), load("l", np.full(count, demand))])  # fmt: skip

    assert objective(system(24, grain)) == pytest.approx(24 * objective(system(1, "hour")))


@given(seeds)
def test_a_coarser_balance_never_costs_more(seed: int) -> None:
    system = replace(random_network(seed, expand=False), rules=())  # without wind to build, no share can be asked for
    coarse = tuple(
        replace(balance, grain=Grain("block(6)")) if balance.id == "electricity@a" else balance for balance in system.balances
    )
    assert objective(replace(system, balances=coarse)) <= objective(system) + 1e-6


@given(seeds)
def test_segments_are_a_relaxation_without_obstacles(seed: int) -> None:
    """Means over contiguous hours of any solution are a solution of the segments: the optimum is a lower bound."""
    system = random_network(seed)
    lossless = tuple(replace(store, standing_loss=0.0) for store in system.stores)
    steps = Hours(system.hours.start, system.hours.base_size, np.array([0, 3, 4, 10, 11, 18]))

    def averaged(process: Process) -> Process:
        def mean(series: object) -> object:
            return steps.average(series) if isinstance(series, np.ndarray) else series

        return replace(process, availability=mean(process.availability), fixed=mean(process.fixed), limit=mean(process.limit))

    fine = replace(system, stores=lossless)
    coarse = replace(fine, hours=steps, processes=tuple(map(averaged, fine.processes)))
    assert objective(coarse) <= objective(fine) + 1e-6 * (1 + abs(objective(fine)))


@given(seeds)
def test_accounts_reconcile_and_certificates_hold(seed: int) -> None:
    solution = solve(random_network(seed))
    assert solution.certificate.holds(1e-6)
    assert abs(solution.accounts["amount"].sum() - solution.objective) <= 1e-9 * max(1.0, solution.accounts["amount"].abs().sum())


@given(seeds)
def test_balances_close_in_the_results(seed: int) -> None:
    """Recomputed from the activities alone: what flows into each balance flows out."""
    system = random_network(seed)
    solution = solve(system)
    for balance in ("electricity@a", "electricity@b"):
        total = np.zeros(system.hours.size)
        for process in system.processes:
            for flow in process.flows:
                if flow.balance == balance:
                    total += solution.dataset["activity"].sel(process=process.id).to_numpy() * flow.quantity
        assert np.abs(total).max() < 1e-5


def test_the_same_network_gives_the_same_program_and_answer() -> None:
    first, second = (assemble(random_network(4)) for _ in range(2))
    assert first.program is not None
    assert second.program is not None
    assert first.program.hash == second.program.hash
    one, two = solve(first), solve(second)
    assert one.dataset.identical(two.dataset)
    assert one.accounts.equals(two.accounts)


def test_fixed_capacities_leave_no_capacity_rows() -> None:
    """Tight by construction: with given capacities the rows are balances, ramps and rules only."""
    assembly = assemble(random_network(1, expand=False))
    assert {block.kind for block in assembly.rows} <= {"balance", "ramp", "share", "minimum"}
