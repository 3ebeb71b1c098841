"""Bounds and first schedules against optima of a model of their own, heaviest sets against enumeration, closed examples."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import numpy as np
import pytest

from tingzhou.delivery.checker import check_schedule
from tingzhou.delivery.scheduling import Activity, ActivityMode, Instance, generate_instance, lower_bound, schedule
from tingzhou.delivery.scheduling.generation import first_schedule
from tingzhou.delivery.scheduling.packing import SHAVES, implied, proven_bound
from tingzhou.delivery.scheduling.packing_loops import heaviest_set
from tingzhou.delivery.scheduling.shaving import fits, rules_of, shaved


def job(duration: int, demand: int, *after: int, release: int = 0) -> Activity:
    return Activity((ActivityMode(duration, (demand,)),), after, release)


def optimum(instance: Instance) -> int:
    """Least makespan by a plain model: starts, precedence, one cumulative per resource; nothing of the package's bounds."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    horizon = sum(one.modes[0].duration for one in instance.activities) + max(one.release for one in instance.activities)
    start = [model.new_int_var(one.release, horizon, "") for one in instance.activities]
    lasts = [one.modes[0].duration for one in instance.activities]
    intervals = [model.new_fixed_size_interval_var(s, d, "") for s, d in zip(start, lasts, strict=True)]
    for number, one in enumerate(instance.activities):
        for other in one.after:
            model.add(start[number] >= start[other] + lasts[other])
    for resource, capacity in enumerate(instance.capacity):
        model.add_cumulative(intervals, [one.modes[0].demand[resource] for one in instance.activities], capacity)
    makespan = model.new_int_var(0, horizon, "")
    model.add_max_equality(makespan, [s + d for s, d in zip(start, lasts, strict=True)])
    model.minimize(makespan)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return round(solver.objective_value)


def drawn(seed: int) -> Instance:
    """An instance by lot; every third has release dates."""
    lot = random.Random(seed)
    instance = generate_instance(
        lot.choice((6, 10, 14)), complexity=lot.choice((1.3, 1.8, 2.1)), factor=lot.choice((0.25, 0.5, 1.0)),
        strength=lot.choice((0.0, 0.2, 0.4)), seed=seed, resources=lot.choice((1, 2, 4)),
    )  # fmt: skip
    if seed % 3:
        return instance
    return replace(instance, activities=tuple(replace(one, release=lot.choice((0, 0, 9, 20))) for one in instance.activities))


@pytest.mark.parametrize("seed", range(1, 25))
def test_no_bound_is_above_the_optimum_and_no_schedule_below(seed: int) -> None:
    instance = drawn(seed)
    best = optimum(instance)
    assert lower_bound(instance) <= best
    begin = first_schedule(instance, rounds=150)
    assert begin is not None
    start, modes = begin
    end = [s + one.modes[0].duration for s, one in zip(start, instance.activities, strict=True)]
    assert not check_schedule(instance, start, end, modes)
    assert max(end) >= best
    assert lower_bound(instance) <= proven_bound(instance, lower_bound(instance), max(end)) <= best
    for spare in (0, 3):  # a makespan that can be kept is never refuted, and what is implied holds in it
        assert implied(instance, best + spare).bound <= best
        assert implied(instance, best + spare, shaves=SHAVES).bound <= best
    found = schedule(instance)
    assert (found.makespan, found.optimal) == (best, True)


@pytest.mark.parametrize("seed", range(1, 9))
def test_what_is_implied_holds_in_an_optimal_schedule(seed: int) -> None:
    instance = drawn(seed)
    found = schedule(instance)
    follows = implied(instance, found.makespan)
    for before, after, gap in follows.pairs():
        assert found.start[after] >= found.end[before] + gap
    for demand, capacity in zip(follows.demand.T, follows.capacity, strict=True):
        for time in range(found.makespan):
            used = sum(int(demand[n]) for n, (s, e) in enumerate(zip(found.start, found.end, strict=True)) if s <= time < e)
            assert used <= capacity


@pytest.mark.parametrize("seed", range(1, 13))
def test_shaved_windows_hold_every_schedule_that_ends_in_time(seed: int) -> None:
    """Also one moved to the end of the time that is left."""
    instance = drawn(seed)
    found = schedule(instance)
    for spare in (0, 2):
        follows = implied(instance, found.makespan + spare, shaves=SHAVES)
        head, last = follows.distance[-2, :-2], found.makespan + spare - follows.distance[:-2, -1] - follows.duration
        assert (head <= np.array(found.start)).all()
        assert (np.array(found.start) + spare <= last).all()


def test_shaving_refutes_what_orders_and_energy_leave_open() -> None:
    """The hardest cell of 60 activities."""
    instance = generate_instance(60, complexity=2.1, factor=1.0, strength=0.2, seed=1, reach=None)
    assert implied(instance, 89).bound <= 89
    assert implied(instance, 89, shaves=SHAVES).bound > 89


def test_work_that_no_word_can_count_leaves_windows_as_they_are() -> None:
    huge = rules_of(*(np.array(one, np.int64) for one in ([[-1]], [9], [[10**18]], [10**18])), 10)
    head, last = np.array([0]), np.array([1])
    assert not fits(huge)
    assert shaved(huge, head, last, np.zeros(1, np.int64))
    assert (head[0], last[0]) == (0, 1)
    assert fits(rules_of(*(np.array(one, np.int64) for one in ([[-1]], [9], [[1]], [1])), 10))


def test_three_of_more_than_a_third_cannot_share() -> None:
    """Six jobs of 4 units with demand 2 on 5: two at a time, 12; energy alone gives ⌈48 / 5⌉ = 10."""
    instance = Instance(tuple(job(4, 2) for _ in range(6)), (5,))
    assert lower_bound(instance) == 10
    assert proven_bound(instance, 10, 24) == 12
    assert schedule(instance).makespan == 12


def test_wait_for_a_release_is_no_part_of_the_critical_sequence() -> None:
    """The short job runs before the long one is released: 10 + 4 = 14, nothing is lengthened by it."""
    instance = Instance((job(4, 1, release=10), job(3, 1)), (1,))
    assert lower_bound(instance) == 14
    assert schedule(instance).makespan == 14


@pytest.mark.parametrize("seed", range(6))
def test_heaviest_set_meets_enumeration(seed: int) -> None:
    lot = np.random.default_rng(seed)
    count = 9
    weight = np.sort(lot.integers(1, 50, count))[::-1].astype(np.int64)
    demand, capacity = lot.integers(0, 6, (count, 2)).astype(np.int64), np.array([9, 8], np.int64)
    beside = np.triu(lot.random((count, count)) < 0.7, 1)
    beside = beside | beside.T
    best = 0
    for size in range(count + 1):
        for some in itertools.combinations(range(count), size):
            together = all(beside[a, b] for a, b in itertools.combinations(some, 2))
            if together and (demand[list(some)].sum(axis=0) <= capacity).all():
                best = max(best, int(weight[list(some)].sum()))
    found, sets, complete = heaviest_set(weight, demand, capacity, beside, 0, 10**6)
    assert complete
    assert found == best == weight[sets[-1]].sum()
    assert not heaviest_set(weight, demand, capacity, beside, 0, 2)[2]


def test_more_rounds_never_end_later_than_the_first() -> None:
    instance = generate_instance(40, complexity=2.1, factor=1.0, strength=0.2, seed=4)
    ends = []
    for rounds in (1, 60, 1200):
        begin = first_schedule(instance, rounds=rounds)
        assert begin is not None
        ends.append(max(s + one.modes[0].duration for s, one in zip(begin[0], instance.activities, strict=True)))
        assert begin == first_schedule(instance, rounds=rounds)
    assert max(ends) == ends[0]  # the first schedule is the same whatever the number of rounds
    assert ends[-1] >= proven_bound(instance, lower_bound(instance), ends[-1])


def test_thirty_activities_of_the_hard_corner_are_proven() -> None:
    instance = generate_instance(30, complexity=1.5, factor=0.75, strength=0.2, seed=6)
    found = schedule(instance, deterministic=6.0)
    assert found.optimal
    assert not check_schedule(instance, found.start, found.end, found.mode)
