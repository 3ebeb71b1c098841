"""Networks on segments: the optimum is a lower bound, prices keep their pieces, products are averaged as products."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from helpers import HOUR, load, network, plant, random_network

from tingzhou.errors import UsageError
from tingzhou.hours import Hours
from tingzhou.network import Cost, Flow, Process, averaging_obstacles, coarsened, relaxed, solve

STEPS = (0, 3, 4, 10, 11, 18)


def steps_of(system, first=STEPS) -> Hours:
    return Hours(system.hours.start, system.hours.base_size, np.array(first))


def market(generator: np.random.Generator, count: int, limit: float) -> Process:
    return Process(id="buy", table="markets", technology="grid", category="purchase", place="a", commodity="electricity", unit="MWh",
                   grain=HOUR, limit=limit * generator.random(count), flows=(Flow("electricity@a", 1.0),),
                   costs=(Cost("purchase", generator.uniform(5.0, 90.0, count)), Cost("fee", 1.0)))  # fmt: skip


@given(st.integers(0, 5000), st.sampled_from([1, 2, 6]))
def test_the_optimum_on_segments_is_a_lower_bound(seed: int, pieces: int) -> None:
    """Standing losses, ramps, minimum outputs, capacities to build, and a price that changes by the hour."""
    system = random_network(seed)
    system = replace(system, processes=(*system.processes, market(np.random.default_rng(seed), 24, 60.0)))
    assert averaging_obstacles(system) == ()
    bound = solve(relaxed(coarsened(system, steps_of(system), pieces=pieces))).objective
    full = solve(system).objective
    assert bound <= full + 1e-7 * abs(full)


@given(st.integers(0, 5000))
def test_more_pieces_never_lower_the_bound(seed: int) -> None:
    system = random_network(seed)
    system = replace(system, processes=(*system.processes, market(np.random.default_rng(seed), 24, 60.0)))
    few, many = (solve(coarsened(system, steps_of(system), pieces=count)).objective for count in (1, 7))
    assert few <= many + 1e-7 * abs(many)


def test_steps_of_one_hour_change_nothing() -> None:
    system = random_network(3)
    assert coarsened(system, system.hours) is system


def test_a_price_in_pieces_is_exact_for_what_one_step_buys() -> None:
    """Hours cost 1, 2, 3 and 4; each may give 10: 25 MWh in the step cost 10·1 + 10·2 + 5·3 = 45."""
    hours = Hours.span("2023-01-01", 4)
    grid = Process(id="buy", table="markets", technology="grid", category="purchase", place="a", commodity="electricity", unit="MWh",
                   grain=HOUR, limit=10.0, flows=(Flow("electricity@a", 1.0),), costs=(Cost("purchase", np.array([4.0, 2.0, 1.0, 3.0])),))  # fmt: skip
    system = network(4, hours=hours, processes=[grid, load("l", [6.25, 6.25, 6.25, 6.25])])
    coarse = coarsened(system, Hours(hours.start, 4, np.array([0])))
    solution = solve(coarse)
    assert solution.objective == pytest.approx(45.0)
    assert solution.accounts.set_index("item")["amount"]["purchase"] == pytest.approx(45.0)
    assert solve(system).objective == pytest.approx(6.25 * 10.0)  # hour by hour it cannot wait for the cheap ones


def test_an_unlimited_purchase_is_bought_in_its_cheapest_hour() -> None:
    grid = Process(id="buy", table="markets", technology="grid", category="purchase", place="a", commodity="electricity", unit="MWh",
                   grain=HOUR, flows=(Flow("electricity@a", 1.0),), costs=(Cost("purchase", np.array([4.0, 2.0])),))  # fmt: skip
    system = network(2, processes=[grid, load("l", [1.0, 2.0])])
    assert solve(coarsened(system, Hours(system.hours.start, 2, np.array([0])))).objective == pytest.approx(6.0)


def test_products_with_a_given_activity_are_averaged_as_products() -> None:
    """A demand of 1 and 3 that draws 2 and 4 per unit draws 2·1 + 4·3 = 14, not the product of the means (12)."""
    demand = replace(load("l", [1.0, 3.0]), flows=(Flow("electricity@a", -1.0, np.array([2.0, 4.0])),),
                     costs=(Cost("service", np.array([10.0, 20.0])),))  # fmt: skip
    source = replace(plant("p", cost=1.0), capacity=None)
    system = network(2, processes=[demand, source])
    coarse = solve(coarsened(system, Hours(system.hours.start, 2, np.array([0]))))
    assert coarse.objective == pytest.approx(14.0 + 10.0 * 1.0 + 20.0 * 3.0)
    assert coarse.objective == pytest.approx(solve(system).objective)


def test_obstacles_are_named() -> None:
    system = random_network(1)
    turning = replace(system.process("coal"), flows=(Flow("electricity@a", 1.0, np.linspace(0.9, 1.0, 24)),))
    changed = replace(system, processes=tuple(turning if p.id == "coal" else p for p in system.processes))
    assert "flows that change by the hour" in averaging_obstacles(changed)[0]


def test_networks_on_segments_or_other_spans_are_refused() -> None:
    system = random_network(1)
    with pytest.raises(UsageError, match="only once"):
        coarsened(coarsened(system, steps_of(system)), steps_of(system))
    with pytest.raises(UsageError, match="its own span"):
        coarsened(system, Hours.span("2023-01-01", 12))


def test_what_single_steps_must_keep_is_refused_by_name() -> None:
    system = random_network(1)
    kept = replace(system.process("coal"), set_point=np.full(24, 10.0))
    changed = replace(system, processes=tuple(kept if p.id == "coal" else p for p in system.processes))
    with pytest.raises(UsageError, match="cannot be put on segments: coal"):
        coarsened(changed, steps_of(changed))
