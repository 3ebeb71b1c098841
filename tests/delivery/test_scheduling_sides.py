"""Both sides of the gap: the order kept in neighbourhoods, the same answer on one core and on two, a clock that ends, published networks."""

from __future__ import annotations

import random
import threading
from dataclasses import replace

import numpy as np
import pytest

from tingzhou.delivery.checker import check_schedule
from tingzhou.delivery.scheduling import Instance, generate_instance, lower_bound, schedule
from tingzhou.delivery.scheduling.generation import first_schedule, packed
from tingzhou.delivery.scheduling.neighbourhood import Neighbourhoods, handed_on
from tingzhou.delivery.scheduling.probing import WAYS, Questions, Way
from tingzhou.delivery.scheduling.sides import both
from tingzhou.delivery.scheduling.watch import Watch


def published(count: int, seed: int, **parameters: float) -> Instance:
    return generate_instance(count, seed=seed, reach=None, **parameters)  # type: ignore[arg-type]


def ends(instance: Instance, start: list[int]) -> list[int]:
    return [s + one.modes[0].duration for s, one in zip(start, instance.activities, strict=True)]


@pytest.mark.parametrize("seed", range(1, 7))
def test_whoever_keeps_the_order_keeps_the_capacities(seed: int) -> None:
    """Any starts that respect the pairs handed on and what must come before are a schedule: here with delays by lot."""
    instance, lot = published(20, seed, complexity=1.5, factor=0.75, strength=0.2), random.Random(seed)
    begin = first_schedule(instance, rounds=50)
    assert begin is not None
    pairs = handed_on(instance, begin[0], lot) | {(p, n) for n, one in enumerate(instance.activities) for p in one.after}
    start = [0] * len(instance.activities)
    for n in sorted(range(len(start)), key=lambda n: (begin[0][n], instance.order().index(n))):
        givers = [start[p] + instance.activities[p].modes[0].duration for p, m in pairs if m == n]
        start[n] = max([0, *givers]) + lot.choice((0, 0, 1, 5))
    assert not check_schedule(instance, start, ends(instance, start), begin[1])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_everything_free_is_the_question_itself(seed: int) -> None:
    """With every activity free the optimum is answered yes and one unit less no; with none free the order of an optimal schedule stays."""
    instance = published(12, seed, complexity=1.5, factor=1.0, strength=0.2)
    found = schedule(instance)
    assert found.optimal
    some, everything = Neighbourhoods(instance, 1), set(range(len(instance.activities)))
    longer = [2 * s for s in found.start]
    answer, start, _ = some.ask(longer, found.makespan, everything, 10.0, Watch())
    assert answer is True
    assert max(ends(instance, start)) <= found.makespan
    assert not check_schedule(instance, start, ends(instance, start), found.mode)
    assert some.ask(longer, found.makespan - 1, everything, 10.0, Watch())[0] is False
    assert some.ask(list(found.start), found.makespan, set(), 1.0, Watch())[0] is True


def test_population_goes_on_from_a_known_schedule() -> None:
    instance = published(40, 2, complexity=1.8, factor=0.75, strength=0.2)
    good = first_schedule(instance, rounds=3000)
    assert good is not None
    again = first_schedule(instance, rounds=1, known=[good[0]], seed=5)
    assert again is not None
    assert max(ends(instance, again[0])) <= max(ends(instance, good[0]))
    halted = first_schedule(instance, rounds=10**9, halt=np.ones(1, np.int64))
    assert halted == first_schedule(instance, rounds=1)


def test_questions_meet_the_optimum_from_both_sides() -> None:
    instance = published(16, 4, complexity=1.5, factor=1.0, strength=0.2)
    best = schedule(instance).makespan
    begin = first_schedule(instance, rounds=1)
    assert begin is not None
    start, low, _ = Questions(instance).run(begin[0], lower_bound(instance), 50.0, Watch())
    assert low == best == max(ends(instance, start))


@pytest.mark.parametrize("way", WAYS, ids=lambda one: one.name)
def test_no_way_refutes_the_optimum_and_each_refutes_less(way: Way) -> None:
    for seed in range(1, 7):
        instance = published(14, seed, complexity=1.5, factor=(0.5, 0.75, 1.0)[seed % 3], strength=0.2)
        found = schedule(instance)
        assert found.optimal
        answer, start, used = Questions(instance).ask(found.makespan, 50.0, Watch(), way)
        assert answer is True
        assert max(ends(instance, start)) == found.makespan
        assert used > 0
        assert Questions(instance).ask(found.makespan - 1, 50.0, Watch(), way)[0] is False


def test_the_ways_take_turns_and_effort_grows_after_the_last() -> None:
    questions, seen = Questions(published(8, 1)), []
    for questions.passes in range(8):
        seen.append((questions.way.name, questions.effort))
    assert [name for name, _ in seen] == ["plain", "edges", "precedences", "energy", "edges", "precedences", "energy", "edges"]
    assert [effort for _, effort in seen] == [0.25] * 2 + [1.0] * 3 + [4.0] * 3


@pytest.mark.parametrize("scale", [1, 1000, 10**5, 10**17])
def test_demands_in_words_of_any_size(scale: int) -> None:
    """Resources share words where they fit; the schedules are those of the same demands in other units."""
    instance = published(20, 3, complexity=1.8, factor=1.0, strength=0.2)
    some = tuple(replace(one, modes=tuple(replace(m, demand=tuple(scale * d for d in m.demand)) for m in one.modes)) for one in instance.activities)  # fmt: skip
    scaled = replace(instance, activities=some, capacity=tuple(scale * c + scale // 2 for c in instance.capacity))
    demand = np.array([one.modes[0].demand for one in scaled.activities], np.int64)
    need, full = packed(demand, np.array(scaled.capacity, np.int64))
    assert need.shape == (22, {1: 1, 1000: 1, 10**5: 2, 10**17: 4}[scale])
    assert full.shape == (2, need.shape[1])
    assert first_schedule(scaled, rounds=400) == first_schedule(instance, rounds=400)


def test_resources_that_nobody_needs_or_has() -> None:
    demand = np.array([[0, 3, 0], [0, 2, 0]], np.int64)
    need, full = packed(demand, np.array([0, 4, 9], np.int64))
    assert need.tolist() == [[3], [2]]
    assert full.tolist() == [[4 + 8], [8]]
    assert packed(np.zeros((2, 0), np.int64), np.zeros(0, np.int64))[0].shape == (2, 0)


@pytest.mark.parametrize("seed", [1, 2])
def test_sides_that_do_not_wait_meet(seed: int) -> None:
    instance = published(16, seed, complexity=1.5, factor=1.0, strength=0.2)
    raced = schedule(instance, workers=2, seconds=60.0)
    assert raced.optimal
    assert raced.makespan == schedule(instance).makespan
    assert not check_schedule(instance, raced.start, raced.end, raced.mode)


def test_one_core_and_two_give_the_same_schedule() -> None:
    instance = published(30, 3, complexity=1.8, factor=0.75, strength=0.2)
    one = schedule(instance, deterministic=1.5, workers=1, rounds=300)
    assert one == schedule(instance, deterministic=1.5, workers=2, rounds=300)
    assert not check_schedule(instance, one.start, one.end, one.mode)


def test_two_threads_and_a_clock() -> None:
    assert both(threading.get_ident, threading.get_ident, 1)[0] == threading.get_ident()
    below, above = both(threading.get_ident, threading.get_ident, 2)
    assert below != above == threading.get_ident()
    watch = Watch(0.0)
    assert watch.over()
    assert watch.left() == 0.0
    assert Watch().left() is None
    instance = published(60, 1, complexity=2.1, factor=1.0, strength=0.2)
    found = schedule(instance, deterministic=10**6, seconds=0.5)
    assert found.bound <= found.makespan
    assert not check_schedule(instance, found.start, found.end, found.mode)


@pytest.mark.parametrize(("count", "complexity"), [(30, 1.5), (60, 1.8), (120, 2.1)])
def test_published_network(count: int, complexity: float) -> None:
    """Three first and three last activities, at most three arcs in and out, the stated mean number of arcs, none redundant."""
    instance = published(count, 3, complexity=complexity, strength=0.2)
    after, following = [set(one.after) for one in instance.activities], instance.successors()
    assert [n for n in range(1, count + 1) if after[n] == {0}][:3] == [1, 2, 3]
    assert after[-1] >= {count - 2, count - 1, count}
    assert max(len(one) for one in after[:-1]) <= 3
    assert max(len(one) for one in following[1:]) <= 3
    assert abs(sum(map(len, after)) / len(after) - complexity) < 0.05
    above = [set[int]() for _ in after]
    for n in instance.order():
        for p in after[n]:
            above[n] |= {p} | above[p]
    assert not [(p, n) for n, some in enumerate(after) for p in some if any(p in above[q] for q in some if q != p)]
