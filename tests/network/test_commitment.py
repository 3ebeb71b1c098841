"""Unit commitment against brute force, hand-worked sequences and single units; maintenance; refusals before any solve."""

from __future__ import annotations

import itertools
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from helpers import HOUR, load, network, plant, power

from tingzhou.errors import InputError, UsageError
from tingzhou.hours import Grain, Hours
from tingzhou.network import (
    Balance,
    Capacity,
    Commitment,
    Cost,
    Flow,
    Maintenance,
    Network,
    Process,
    Rule,
    Segment,
    StartClass,
    committed_flow,
    committed_network,
    solve,
    solve_committed,
)
from tingzhou.network.committed import part_load_pieces
from tingzhou.network.reading.commitment import in_heating_season
from tingzhou.network.units import hand_down, rounded

SHED = 200.0


def shed(demand: object) -> Process:
    return Process(id="l:shed", table="demands", technology="l", category="unserved", place="a", commodity="electricity", unit="MWh", grain=HOUR,
                   limit=np.asarray(demand, dtype=float), flows=(Flow("electricity@a", 1.0),), costs=(Cost("shed", SHED),))  # fmt: skip


def system(demand: list[float], *units: tuple[str, float, int, float, float, Commitment], disposal: bool = False) -> Network:
    """Units (name, size, count, cost, ramp, commitment) against a demand that may be shed at 200."""
    return network(
        len(demand),
        balances=[power(disposal=disposal)],
        capacities=[Capacity(name, size * count) for name, size, count, _, _, _ in units],
        processes=[plant(name, cost=cost, ramp=ramp, commitment=data) for name, _, _, cost, ramp, data in units]
        + [load("l", demand), shed(demand)],
    )


def on(solution, name: str = "p") -> list[int]:
    return [round(float(value)) for value in solution.dataset["units_on"].sel(process=name)]


def item(solution, name: str) -> float:
    return float(solution.accounts.loc[solution.accounts["item"] == name, "amount"].sum())


# --- brute force ---------------------------------------------------------------------------------------------------------------


def allowed(states: tuple[int, ...], up: int, down: int) -> bool:
    """Minimum times of a sequence whose first hour is free: every inner run is long enough; the last one may be cut off."""
    runs = [(value, len(list(group))) for value, group in itertools.groupby(states)]
    return all(length >= (up if value else down) for value, length in runs[1:-1])


def start_costs(states: tuple[int, ...], data: Commitment, size: float) -> float:
    """Cost of starts by how long the unit was off; what was before the first hour is not known: the cheapest class then."""
    total, off = 0.0, None
    for before, now in itertools.pairwise(states):
        if before and not now:
            off = 0
        if off is not None and not now:
            off += 1
        if now and not before:
            fitting = [one for one in data.starts if off is not None and one.after <= off]
            total += (fitting[-1] if fitting else data.starts[0]).cost * size
            off = None
    return total


def dispatch(
    demand: list[float], units: list[tuple[str, float, int, float, float, Commitment]], states: list[tuple[int, ...]]
) -> float:
    """Least cost of output for given states, written anew as rows for scipy: one variable per unit and hour, and shedding."""
    from scipy.optimize import linprog

    hours, count = len(demand), len(units)
    cost = np.concatenate([*(np.full(hours, unit[3]) for unit in units), np.full(hours, SHED)])
    bounds, rows, limits = [], [], []
    for (_, size, _, _, ramp, data), state in zip(units, states, strict=True):
        for t in range(hours):
            most = size if state[t] else 0.0
            if state[t] and t > 0 and not state[t - 1]:
                most = min(most, data.start_ramp * size)
            if state[t] and t + 1 < hours and not state[t + 1]:
                most = min(most, data.stop_ramp * size)
            bounds.append((float(data.minimum) * size * state[t], most))
        place = len(bounds) - hours
        for t in range(1, hours):
            if state[t] and state[t - 1]:
                for sign in (1.0, -1.0):
                    row = np.zeros(count * hours + hours)
                    row[place + t], row[place + t - 1] = sign, -sign
                    rows.append(row)
                    limits.append(ramp * size)
    bounds += [(0.0, demand[t]) for t in range(hours)]
    equal = np.tile(np.eye(hours), count + 1)
    answer = linprog(cost, A_ub=np.array(rows) if rows else None, b_ub=limits or None, A_eq=equal, b_eq=demand, bounds=bounds)
    return float(answer.fun) if answer.status == 0 else np.inf


@pytest.mark.parametrize("seed", range(4))
def test_commitment_agrees_with_brute_force(seed: int) -> None:
    """Two different single units over five hours: all pairs of on/off sequences, the dispatch of each by another program."""
    generator = np.random.default_rng(seed)
    demand = [float(value) for value in generator.integers(0, 160, 5)]
    units = []
    for name, size in (("p", 100.0), ("q", 60.0)):
        least = float(generator.choice([0.2, 0.4]))
        data = Commitment(
            size, minimum=least, minimum_up=float(generator.integers(1, 4)), minimum_down=float(generator.integers(1, 4)),
            start_ramp=least + 0.2, stop_ramp=least + 0.1,
            starts=(StartClass("hot", 0.0, 2.0), StartClass("warm", 2.0, 5.0), StartClass("cold", 3.0, 9.0)),
        )  # fmt: skip
        units.append((name, size, 1, float(generator.integers(10, 40)), float(generator.choice([0.25, 0.5])), data))
    best = np.inf
    every = list(itertools.product((0, 1), repeat=5))
    fits = [[states for states in every if allowed(states, int(unit[5].minimum_up), int(unit[5].minimum_down))] for unit in units]
    for pair in itertools.product(*fits):
        starts = sum(start_costs(states, unit[5], unit[1]) for states, unit in zip(pair, units, strict=True))
        if starts < best:
            best = min(best, starts + dispatch(demand, units, list(pair)))
    solution = solve(committed_network(system(demand, *units), "integer"))
    assert solution.objective == pytest.approx(best, rel=1e-6, abs=1e-6)


# --- sequences by hand ---------------------------------------------------------------------------------------------------------


def test_commitment_minimum_up_time_keeps_a_unit_on() -> None:
    """Needed in hour 2 alone (of 6), shortest time on 3 h, least output 40 thrown away in the other two: 60·10 + 2·40·10 = 1 400."""
    data = Commitment(100.0, minimum=0.4, minimum_up=3, minimum_down=1, initial=0)
    solution = solve(committed_network(system([0, 0, 60, 0, 0, 0], ("p", 100.0, 1, 10.0, 1.0, data), disposal=True), "integer"))
    assert sum(on(solution)) == 3
    assert solution.objective == pytest.approx(1400)


def test_commitment_minimum_down_time_keeps_a_unit_off() -> None:
    """Thrown-away output costs 40·10 an hour, so the unit stops at once; then it may not come back for hour 3: 50 shed at 200."""
    data = Commitment(100.0, minimum=0.4, minimum_up=1, minimum_down=3, starts=(StartClass("cold", 0.0, 0.0),))
    solution = solve(committed_network(system([50, 0, 0, 1, 0, 50], ("p", 100.0, 1, 10.0, 1.0, data), disposal=True), "integer"))
    assert on(solution) == [1, 0, 0, 0, 0, 1]
    assert solution.objective == pytest.approx(50 * 10 + 200 + 50 * 10)


@pytest.mark.parametrize(("off", "cost"), [(1, 100.0), (2, 300.0), (3, 300.0), (4, 700.0)])
def test_commitment_start_class_follows_the_time_off(off: int, cost: float) -> None:
    """Hot below 2 h off, warm below 4, cold from 4 on: 1, 3 and 7 per MW of 100."""
    starts = (StartClass("hot", 0.0, 1.0), StartClass("warm", 2.0, 3.0), StartClass("cold", 4.0, 7.0))
    data = Commitment(100.0, minimum=1.0, starts=starts)
    demand = [100.0] + [0.0] * off + [100.0]
    solution = solve(committed_network(system(demand, ("p", 100.0, 1, 1.0, 1.0, data)), "integer"))
    assert item(solution, "start") == pytest.approx(cost)
    names = [str(name) for name in solution.dataset["start_class"].to_numpy()]
    assert (
        names[int(np.argmax(solution.dataset["units_started"].sel(process="p").sum("hour").to_numpy()))]
        == starts[(off >= 2) + (off >= 4)].name
    )


def test_commitment_ramps_hold_from_the_first_hour_on() -> None:
    """Starts at 50, then 20 an hour: 50, 70, 90 of 100; the rest of 100 is shed."""
    data = Commitment(100.0, minimum=0.3, start_ramp=0.5, minimum_up=3, initial=0)
    solution = solve(committed_network(system([0, 100, 100, 100], ("p", 100.0, 1, 1.0, 0.2, data)), "integer"))
    assert [float(value) for value in solution.dataset["activity"].sel(process="p")] == pytest.approx([0, 50, 70, 90])


def test_commitment_without_load_and_start_fuel_take_from_the_balance() -> None:
    """Coal 0.3 t/MWh up to half load, 0.4 beyond; 5 t/h without load (0.05 per MW); 20 t a start (0.2 per MW); 10 CNY/t.

    60 MW for one hour after a start from off: 20 + 5 + 50·0.3 + 10·0.4 = 44 t = 440 CNY.
    """
    coal = "coal@a"
    pieces = (Segment(0.5, ()), Segment(0.5, (Flow(coal, -0.1),)))
    data = Commitment(100.0, initial=0, starts=(StartClass("cold", 0.0, 0.0, (Flow(coal, -0.2),)),), no_load=(Flow(coal, -0.05),),
                      flows=(Flow("electricity@a", 1.0), Flow(coal, -0.3)), pieces=pieces)  # fmt: skip
    pit = Process(id="pit", table="markets", technology="pit", category="purchase", place="a", commodity="coal", unit="t", grain=Grain("year"),
                  flows=(Flow(coal, 1.0),), costs=(Cost("purchase", 10.0),))  # fmt: skip
    base = system([0, 60], ("p", 100.0, 1, 0.0, 1.0, data))
    whole = replace(base, balances=(*base.balances, Balance(coal, "coal", "a", "t", Grain("year"))), processes=(*base.processes, pit),
                    rules=(Rule("cap", "flow_limit", ("p",), sense="<=", value=44.0 + 1e-6, grain=Grain("day"), parameter="coal"),))  # fmt: skip
    solution = solve(committed_network(whole, "integer"))
    assert solution.objective == pytest.approx(440)
    used = committed_flow(solution, solution.network.process("p"), "coal")
    assert used == pytest.approx([0.0, -(20 + 5 + 10 * 0.1)])
    tight = replace(whole, rules=(replace(whole.rules[0], value=43.0),))
    assert item(solve(committed_network(tight, "integer")), "shed") > 0


def test_commitment_heating_season() -> None:
    """10 October and 10 April are inside, the days beside them are not."""
    hours = Hours.year(2023)
    season = in_heating_season(hours)
    days = {str(day)[5:]: bool(value) for day, value in zip(hours.times.astype("datetime64[D]"), season, strict=True)}
    assert [days[day] for day in ("10-09", "10-10", "12-31", "01-01", "04-10", "04-11")] == [False, True, True, True, True, False]


def test_commitment_must_run_units_stay_on() -> None:
    data = Commitment(50.0, minimum=0.64, must_run=np.array([1.0, 1.0, 0.0]))
    solution = solve(committed_network(system([0, 0, 0], ("p", 50.0, 2, 10.0, 1.0, data), disposal=True), "integer"))
    assert on(solution) == [2, 2, 0]
    assert solution.objective == pytest.approx(2 * 2 * 32 * 10)


def test_commitment_units_that_failed_cannot_be_on() -> None:
    """Both units at full load; one fails at hour 1 in spite of its shortest time on and its ramp."""
    data = Commitment(50.0, minimum=0.4, minimum_up=4, minimum_down=4, stop_ramp=0.4, out=np.array([0.0, 0.5, 0.5, 0.5]), initial=0)
    solution = solve(committed_network(system([100, 100, 100, 100], ("p", 50.0, 2, 1.0, 0.2, data)), "integer"))
    assert on(solution) == [2, 1, 1, 1]
    handed = solve_committed(system([100, 100, 100, 100], ("p", 50.0, 2, 1.0, 0.2, data)), gap=1e-6)
    assert handed.upper == pytest.approx(solution.objective)


# --- groups and single units ---------------------------------------------------------------------------------------------------


def fleet(count: int) -> tuple[str, float, int, float, float, Commitment]:
    data = Commitment(
        50.0, minimum=0.4, minimum_up=3, minimum_down=3, start_ramp=0.5, stop_ramp=0.5, starts=(StartClass("cold", 0.0, 20.0),)
    )
    return ("p", 50.0, count, 20.0, 0.3, data)


@pytest.mark.parametrize("seed", range(3))
def test_commitment_of_a_group_bounds_its_single_units(seed: int) -> None:
    """A group of three against three groups of one: lower; handed down to units: no lower than the group."""
    demand = [float(value) for value in np.random.default_rng(seed).integers(0, 150, 14)]
    name, size, _, cost, ramp, data = fleet(3)
    single = solve(
        committed_network(system(demand, *((f"{name}{index}", size, 1, cost, ramp, data) for index in range(3))), "integer")
    )
    group = solve_committed(system(demand, fleet(3)), gap=1e-6)
    assert group.bound <= single.objective * (1 + 1e-6)
    assert group.units is not None
    assert group.solution.objective <= group.upper * (1 + 1e-6)
    assert single.objective <= group.upper * (1 + 1e-6)
    assert group.gap == pytest.approx((group.upper - group.bound) / group.upper)


def test_commitment_modes_are_in_order() -> None:
    """Fractions cost least, whole units more, rounded fractions no less than whole units; all with the same bound below."""
    demand = [float(value) for value in np.random.default_rng(7).integers(0, 150, 24)]
    this = system(demand, fleet(3), disposal=True)
    relaxed, integer, near = (solve_committed(this, mode=mode, gap=1e-6) for mode in ("relaxed", "integer", "rounded"))
    assert relaxed.upper <= integer.solution.objective * (1 + 1e-6)
    assert integer.solution.objective <= near.solution.objective * (1 + 1e-6)
    assert near.bound == pytest.approx(relaxed.upper)
    states = near.solution.dataset["units_on"].sel(process="p").to_numpy()
    assert states == pytest.approx(np.round(states), abs=1e-9)
    with pytest.raises(UsageError, match="no mode of commitment"):
        solve_committed(system(demand, fleet(3)), mode="sometimes")


def test_commitment_splitting_a_group_changes_nothing_but_the_names() -> None:
    """Two groups of two cost what a group of four does: the group is exact where ramps do not bind."""
    demand = [float(value) for value in np.random.default_rng(3).integers(0, 200, 12)]
    data = Commitment(50.0, minimum=0.4, minimum_up=2, minimum_down=2, starts=(StartClass("cold", 0.0, 20.0),))
    whole = solve(committed_network(system(demand, ("p", 50.0, 4, 20.0, 1.0, data)), "integer"))
    halves = solve(committed_network(system(demand, ("p", 50.0, 2, 20.0, 1.0, data), ("q", 50.0, 2, 20.0, 1.0, data)), "integer"))
    assert halves.objective == pytest.approx(whole.objective, rel=1e-5)


@given(st.lists(st.integers(0, 4), min_size=2, max_size=40), st.integers(1, 6), st.integers(1, 6), st.sampled_from([0.0, 0.3]))
def test_rounded_schedules_can_be_handed_down(wanted: list[int], up: int, down: int, threshold: float) -> None:
    begin = np.arange(len(wanted), dtype=float)
    whole = rounded(np.array(wanted, dtype=float), 4, up=up, down=down, begin=begin, end=float(len(wanted)), threshold=threshold)
    states = hand_down(whole, 4, up=up, down=down, begin=begin)
    assert (states.sum(axis=0) == whole).all()
    assert all(allowed(tuple(int(value) for value in row), up, down) for row in states)


def test_hand_down_stops_what_was_on_longest() -> None:
    states = hand_down(np.array([1, 2, 2, 1, 2]), 2, up=1, down=1, begin=np.arange(5.0))
    assert states.tolist() == [[True, True, True, False, True], [False, True, True, True, True]]


def test_commitment_units_before_the_first_hour_are_handed_down_too() -> None:
    """One of two was on: the second starts in the first hour at 20 per MW of 50, in the group as with single units."""
    data = Commitment(50.0, minimum=0.4, initial=1, starts=(StartClass("cold", 0.0, 20.0),))
    done = solve_committed(system([100, 100], ("p", 50.0, 2, 1.0, 1.0, data)), gap=1e-6)
    assert item(done.solution, "start") == pytest.approx(1000)
    assert done.upper == pytest.approx(1000 + 200)


def test_commitment_together_with_building_whole_units() -> None:
    """110 MW wanted of units of 50 with least output 40 %: three are built and on at a yearly cost of 100 per MW, rather than 10 shed at
    200 · 2 h; 20 in the second hour keep one on."""
    years = 2 / 8760
    data = Commitment(50.0, minimum=0.4)
    base = system([110, 20], ("p", 50.0, 0, 1.0, 1.0, data))
    grown = replace(base, capacities=(Capacity("p", 0.0, maximum_build=400.0, unit_size=50.0, annuity=30 / years),), expand=True)
    solution = solve(committed_network(grown, "integer"))
    assert float(solution.dataset["units"].sel(process="p")) == pytest.approx(3)
    assert on(solution) == [3, 1]
    assert solution.objective == pytest.approx(150 * 30 + 130)
    handed = solve_committed(grown, gap=1e-6)
    assert handed.upper == pytest.approx(solution.objective)


def test_reserve_counts_units_that_are_on() -> None:
    """Load 80, reserve 10 % = 8 and the largest unit of 50: 138 must be on, three units of 50; without the unit two would do."""
    data = Commitment(50.0, minimum=0.1)
    base = system([80], ("p", 50.0, 4, 10.0, 1.0, data))
    for largest, units in ((0.0, 2), (50.0, 3)):
        rule = Rule("r", "reserve", ("p",), ("l",), ">=", 0.1, grain=HOUR, numbers=(0.0, largest))
        held = replace(base, rules=(rule,), processes=tuple(replace(one, commitment=replace(data, no_load_cost=1.0)) if one.id == "p" else one
                                                            for one in base.processes))  # fmt: skip
        assert on(solve(committed_network(held, "integer"))) == [units]


# --- part load -----------------------------------------------------------------------------------------------------------------


def test_part_load_pieces_are_exact_where_the_table_is_convex() -> None:
    """Multipliers 1, 1.02, 1.065, 1.11, 1.19 at 100 … 30 %: fuel 1, 0.765, 0.5325, 0.444, 0.357 of full load, slopes rising."""
    table = {1.0: 1.0, 0.75: 1.02, 0.5: 1.065, 0.4: 1.11, 0.3: 1.19}
    idle, pieces = part_load_pieces(table)
    assert sum(width for width, _ in pieces) == pytest.approx(1.0)

    def fuel(at: float) -> float:
        total, left = idle, at
        for width, slope in pieces:
            total += slope * min(left, width)
            left -= min(left, width)
        return total

    for at, multiplier in table.items():
        assert fuel(at) == pytest.approx(at * multiplier)


def test_part_load_pieces_never_overstate() -> None:
    """At 20 % the capped multiplier of 1.25 bends the curve the wrong way: the hull lies below by at most 4 % at 30 %."""
    table = {1.0: 1.0, 0.75: 1.02, 0.5: 1.065, 0.4: 1.11, 0.3: 1.19, 0.2: 1.25}
    idle, pieces = part_load_pieces(table)
    assert idle + 0.2 * pieces[0][1] == pytest.approx(0.25)
    assert 0.96 < (idle + 0.3 * pieces[0][1]) / (0.3 * 1.19) < 1.0


# --- maintenance ---------------------------------------------------------------------------------------------------------------


def weeks(count: int, allowed_weeks: set[int], *, crews: int = 0, demand: list[float]) -> Network:
    steps = count * 168
    allowed_hours = np.isin(np.arange(steps) // 168, list(allowed_weeks))
    data = Commitment(50.0, maintenance=Maintenance(1, allowed_hours, crews))
    return system([demand[step // 168] for step in range(steps)], ("p", 50.0, 2, 10.0, 1.0, data))


def test_maintenance_is_placed_where_it_costs_least() -> None:
    """Load 100, 100, 0, 100: both units rest in the idle third week."""
    solution = solve(committed_network(weeks(4, {0, 1, 2, 3}, demand=[100, 100, 0, 100]), "integer"))
    assert item(solution, "shed") == pytest.approx(0.0)
    resting = [max(on(solution)[week * 168 : (week + 1) * 168]) for week in range(4)]
    assert resting[2] == 0


def test_maintenance_keeps_season_and_crews() -> None:
    """One crew and the first two weeks only: one unit rests in each, 50 MW are missing for a week."""
    solution = solve(committed_network(weeks(4, {0, 1}, crews=1, demand=[100, 50, 0, 100]), "integer"))
    assert item(solution, "shed") == pytest.approx(50 * 168 * SHED)


def test_crew_limit_over_several_plants() -> None:
    """Two plants, one crew for both: they rest in different weeks, and 50 MW are missing for a week."""
    base = weeks(2, {0, 1}, demand=[50, 100])
    first = base.process("p")
    assert first.commitment is not None
    names = ("p", "q")
    two = replace(base, capacities=tuple(Capacity(name, 50.0) for name in names),
                  processes=tuple(replace(first, id=name, capacity=name) for name in names) + base.processes[1:])  # fmt: skip
    both = committed_network(replace(two, rules=(Rule("crew", "crew_limit", names, sense="<=", value=1.0),)), "integer")
    assert item(solve(both), "shed") == pytest.approx(50 * 168 * SHED)


def test_maintenance_without_room_is_refused() -> None:
    with pytest.raises(InputError, match="no 1 whole weeks in a row"):
        solve(committed_network(weeks(2, set(), demand=[1, 1]), "integer"))


# --- refusals ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"minimum_up": 99.0}, "minimum_up of 99 h is longer than the 4 h that are modelled"),
        ({"minimum_down": 5.0}, "minimum_down of 5 h is longer"),
        ({"minimum": 1.1}, "least output of a unit that is on lies above what it can ever give, by 0.1"),
        ({"minimum": 0.6, "start_ramp": 0.5}, "cannot start or stop: 0.5 of its capacity is less than its least output of 0.6"),
        ({"unit_size": 33.0}, "3.03 units, not a whole number"),
        ({"unit_size": 0.0}, "have no size"),
        ({"starts": (StartClass("hot", 0.0), StartClass("warm", 0.0))}, "must begin at 0 h off and increase"),
        ({"initial": 7.0}, "7 units on before the first hour are not among its 1"),
        ({"out": 1.5}, "more than all units stand still"),
    ],
)
def test_impossible_units_are_refused_before_any_solve(change: dict[str, object], words: str) -> None:
    data = replace(Commitment(100.0), **change)  # type: ignore[arg-type]
    with pytest.raises(InputError) as caught:
        committed_network(system([1, 1, 1, 1], ("p", 100.0, 1, 1.0, 1.0, data)), "integer")
    assert words in caught.value.text("en")
    assert caught.value.text("zh") != caught.value.text("en")


def test_all_problems_of_units_are_told_at_once() -> None:
    data = Commitment(100.0, minimum=1.2, minimum_up=99, minimum_down=99)
    with pytest.raises(InputError) as caught:
        committed_network(system([1], ("p", 100.0, 1, 1.0, 1.0, data)), "integer")
    assert len(caught.value.problems) >= 3


# --- from the tables of a region -----------------------------------------------------------------------------------------------


def test_commitment_of_a_region_comes_from_its_tables(changji) -> None:  # type: ignore[no-untyped-def]
    """Tianchi Beiyi: 2 640 MW are four units of 660; least output 30 %; a cold start costs 842 CNY/MW and 1.7 h of full-load coal, a hot
    one half; at full load fuel is 0.957 of the table's 0.4277 t/MWh, as the pieces of the part-load table add up."""
    from tingzhou.network import build
    from tingzhou.planning import profiles_for

    region = changji.apply("baseline-2024")
    hours = Hours.span("2024-01-01", 24)
    made = build(region, hours=hours, profiles=profiles_for(region, hours), commitment="integer")
    process = made.process("coal_tianchi_energy_zhundong_wucaiwan")
    units = process.commitment
    assert units is not None
    assert (units.unit_size, float(np.max(units.minimum)), units.minimum_up) == (660.0, 0.3, 8.0)
    assert [(one.name, one.after, one.cost) for one in units.starts] == [
        ("hot", 0.0, 421.0),
        ("warm", 10.0, 631.5),
        ("cold", 72.0, 842.0),
    ]
    full = 0.957 * 0.4277

    def coal(flows: tuple[Flow, ...]) -> float:
        return -sum(flow.quantity for flow in flows if flow.balance.startswith("coal@"))

    assert coal(units.starts[-1].fuel) == pytest.approx(1.7 * full)
    at_full = coal(units.no_load) + coal(process.flows) + sum(piece.width * coal(piece.flows) for piece in process.segments)
    assert at_full == pytest.approx(full)
    water = -sum(flow.quantity for flow in process.flows if flow.balance.startswith("water@"))
    assert water == pytest.approx(0.35)
    assert (units.outage_rate, units.repair_time) == (0.03, 60.0)


def test_commitment_units_not_commissioned_yet_stand_still() -> None:
    """Two units of 50: none, one, both are there; availability 0.8 of what is there. 100 wanted: 0, 40, 80."""
    there = np.array([0.0, 0.5, 1.0])
    base = system([100, 100, 100], ("p", 50.0, 2, 10.0, 1.0, Commitment(50.0, minimum=0.5)))
    grown = tuple(replace(one, availability=0.8 * there, operating=there) if one.id == "p" else one for one in base.processes)
    solution = solve(committed_network(replace(base, processes=grown), "integer"))
    assert on(solution) == [0, 1, 2]
    assert [float(value) for value in solution.dataset["activity"].sel(process="p")] == pytest.approx([0, 40, 80])


def test_commitment_units_without_wind_enough_stand_still() -> None:
    """Availability 0.3 in the middle hour, least output 0.5: off there, and on before and after."""
    base = system([40, 40, 40], ("p", 100.0, 1, 10.0, 1.0, Commitment(100.0, minimum=0.4)))
    poor = tuple(replace(one, availability=np.array([1.0, 0.3, 1.0])) if one.id == "p" else one for one in base.processes)
    assert on(solve(committed_network(replace(base, processes=poor), "integer"))) == [1, 0, 1]


def test_columns_of_plants_reach_their_units(tmp_path: Path) -> None:
    """Number of units, heating minimum and maintenance of a plant, written into a copy of the tiny region."""
    import shutil

    from tingzhou import region as regions
    from tingzhou.network import build
    from tingzhou.planning import profiles_for

    shutil.copytree(Path(regions.__file__).parent / "tiny", tmp_path / "own")
    path = tmp_path / "own" / "plants.csv"
    head, first, *rest = path.read_text(encoding="utf-8").splitlines()
    head += ",units,heating_minimum,maintenance_weeks,maintenance_from,maintenance_to,maintenance_crews"
    path.write_text("\n".join([head, f"{first},5,0.5,2,11,2,1", *(f"{line},,,,,," for line in rest), ""]), encoding="utf-8")
    region = regions.load(tmp_path / "own").apply("baseline")
    hours = Hours.year(2024)
    made = build(region, hours=hours, profiles=profiles_for(region, hours), commitment="relaxed")
    units = made.process("coal_plant").commitment
    assert units is not None
    assert units.unit_size == pytest.approx(80.0)
    season = in_heating_season(hours)
    assert (np.asarray(units.minimum)[season] == 0.5).all()
    assert (np.asarray(units.must_run) == season).all()
    assert units.maintenance is not None
    assert (units.maintenance.weeks, units.maintenance.crews) == (2, 1)
    assert set(hours.month[units.maintenance.allowed]) == {11, 12, 1, 2}


def test_heating_keeps_the_chp_units_of_changji_on() -> None:
    """CHP: all units at 64 % or more from 10 October to 10 April (planner_rules), switched or not; others may stop."""
    from tingzhou import region as regions
    from tingzhou.network import build
    from tingzhou.planning import profiles_for

    region = regions.load("changji").apply("baseline-2024")
    hours = Hours.span("2024-04-09", 96)
    made = build(region, hours=hours, profiles=profiles_for(region, hours), commitment="relaxed")
    units = made.process("coal_datang_hutubi").commitment
    assert units is not None
    heated = in_heating_season(hours)
    assert heated.sum() == 48
    assert (np.asarray(units.must_run) == heated).all()
    assert np.asarray(units.minimum)[heated] == pytest.approx(0.64)
    other = made.process("coal_henglian_wucaiwan").commitment
    assert other is not None
    assert not np.asarray(other.must_run).any()


def test_a_least_output_of_the_plant_itself_keeps_its_units_on(tmp_path: Path) -> None:
    """A plant's own ``minimum`` holds whether its units are switched or not; that of its process is none of a unit that is off."""
    import shutil

    from tingzhou import region as regions
    from tingzhou.network import build
    from tingzhou.planning import profiles_for

    shutil.copytree(Path(regions.__file__).parent / "tiny", tmp_path / "own")
    path = tmp_path / "own" / "plants.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    hours = Hours.span("2024-04-09", 24)
    for minimum, wanted in (("", 0.0), ("0.45", 1.0)):
        frame.loc[0, "minimum"] = minimum
        frame.loc[0, "units"] = "5"
        frame.fillna("").to_csv(path, index=False)
        region = regions.load(tmp_path / "own").apply("baseline")
        made = build(region, hours=hours, profiles=profiles_for(region, hours), commitment="relaxed")
        units = made.process("coal_plant").commitment
        assert units is not None
        assert (np.broadcast_to(units.must_run, hours.size) == wanted).all()


def test_starts_that_cost_nothing_are_those_that_the_count_needs() -> None:
    """Where starts are free, a solution may start and stop in one hour at no cost: what is told is the change of the count."""
    from tingzhou.network import assemble
    from tingzhou.network.results import _units

    free = Commitment(50.0, minimum=0.2, starts=(StartClass("hot", 0.0, 0.0), StartClass("cold", 3.0, 0.0)))
    dear = replace(free, starts=(StartClass("cold", 0.0, 10.0),))
    for data, kept in ((free, 0.0), (dear, 0.4)):
        assembly = assemble(committed_network(system([60.0, 90.0, 40.0, 40.0], ("p", 50.0, 2, 1.0, 1.0, data)), "integer"))
        columns, x = assembly.committed["p"], np.zeros(assembly.program.columns)
        x[columns.on : columns.on + 4] = [2, 2, 1, 1]
        x[columns.stop : columns.stop + 4] = [0, 0.4, 1, 0]
        x[columns.starts[0] : columns.starts[0] + 4] = [0, 0.3 if len(columns.starts) > 1 else 0.4, 0, 0]
        if len(columns.starts) > 1:
            x[columns.starts[1] : columns.starts[1] + 4] = [0, 0.1, 0, 0]
        told = _units(assembly, x)
        place = list(assembly.processes).index("p")
        assert told["units_started"][1][place].sum() == pytest.approx(kept)
        assert told["units_stopped"][1][place].sum() == pytest.approx(1.0 + kept)
