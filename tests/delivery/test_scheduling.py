"""Schedules against enumeration and closed forms; readers and generator; calendars; spoiled texts."""

from __future__ import annotations

import itertools

import pytest

from tingzhou.delivery.checker import check_schedule
from tingzhou.delivery.scheduling import (
    Activity,
    ActivityMode,
    Instance,
    combine,
    generate_instance,
    lower_bound,
    read_patterson,
    read_psplib,
    schedule,
    write_psplib,
)
from tingzhou.delivery.scheduling.bounds import earliest_starts
from tingzhou.delivery.scheduling.solve import work_ends
from tingzhou.errors import InputError


def job(duration: int, demand: int, *after: int, calendar: str = "") -> Activity:
    return Activity((ActivityMode(duration, (demand,)),), after, calendar=calendar)


def enumerated(instance: Instance) -> int:
    """Least makespan over all lists of serial generation, which hold an optimal schedule (Kolisch 1996), written anew here."""
    best = 10**9
    for order in itertools.permutations(range(len(instance.activities))):
        if any(order.index(p) > order.index(n) for n, one in enumerate(instance.activities) for p in one.after):
            continue
        start: dict[int, int] = {}
        for n in order:
            one = instance.activities[n]
            at = max([0, *(start[p] + instance.activities[p].modes[0].duration for p in one.after)])

            def clash(at: int, n: int = n, start: dict[int, int] = start) -> bool:
                mode = instance.activities[n].modes[0]
                return any(
                    mode.demand[r] + sum(instance.activities[m].modes[0].demand[r] for m, s in start.items()
                                         if s <= t < s + instance.activities[m].modes[0].duration) > capacity
                    for r, capacity in enumerate(instance.capacity) for t in range(at, at + mode.duration)
                )  # fmt: skip

            while clash(at):
                at += 1
            start[n] = at
        best = min(best, max(s + instance.activities[n].modes[0].duration for n, s in start.items()))
    return best


@pytest.mark.parametrize("seed", range(1, 7))
def test_schedule_meets_enumeration(seed: int) -> None:
    instance = generate_instance(6, complexity=1.4, factor=0.75, strength=0.1, seed=seed, resources=2)
    found = schedule(instance)
    assert found.optimal
    assert found.makespan == found.bound == enumerated(instance)
    assert lower_bound(instance) <= found.makespan
    assert not check_schedule(instance, found.start, found.end, found.mode)


def test_without_scarcity_it_is_the_critical_path() -> None:
    instance = generate_instance(40, strength=1.0, factor=0.25, seed=3)
    wide = Instance(instance.activities, (1000,) * 4)
    found = schedule(wide)
    assert found.makespan == lower_bound(wide) == earliest_starts(wide)[-1]


def test_energy_bound_by_hand() -> None:
    """Six jobs of 3 units with demand 1 on a capacity of 2 last 9."""
    instance = Instance(tuple(job(3, 1) for _ in range(6)), (2,))
    assert lower_bound(instance) == 9
    assert schedule(instance).makespan == 9


def test_job_beside_the_critical_path_lengthens_it() -> None:
    """A chain of 4 + 4 that needs everything, and a job of 3 beside it: 11, which neither path (8) nor energy of one pair alone gives."""
    instance = Instance((job(4, 2), job(4, 2, 0), job(3, 1)), (2,))
    assert lower_bound(instance) == 11
    assert schedule(instance).makespan == 11


def test_same_effort_same_schedule() -> None:
    instance = generate_instance(20, complexity=1.8, factor=1.0, strength=0.3, seed=9)
    assert schedule(instance, deterministic=1.0) == schedule(instance, deterministic=1.0)


@pytest.mark.parametrize("seed", [1, 2])
def test_several_modes_stay_within_their_budgets(seed: int) -> None:
    instance = generate_instance(8, factor=1.0, strength=0.3, seed=seed, modes=3, resources=2, budgets=2, budget_strength=0.3)
    found = schedule(instance)
    assert found.optimal
    assert not check_schedule(instance, found.start, found.end, found.mode)
    loose = schedule(Instance(instance.activities, instance.capacity, (10**6, 10**6)))
    assert loose.makespan <= found.makespan


def test_modes_against_enumeration() -> None:
    instance = generate_instance(4, factor=1.0, strength=0.2, seed=5, modes=2, resources=1, budgets=1, budget_strength=0.4)
    best = 10**9
    for choice in itertools.product(*(range(len(one.modes)) for one in instance.activities)):
        spent = sum(one.modes[m].consumed[0] for one, m in zip(instance.activities, choice, strict=True))
        able = all(one.modes[m].demand[0] <= instance.capacity[0] for one, m in zip(instance.activities, choice, strict=True))
        if spent <= instance.budget[0] and able:
            fixed = tuple(Activity((one.modes[m],), one.after) for one, m in zip(instance.activities, choice, strict=True))
            best = min(best, enumerated(Instance(fixed, instance.capacity)))
    assert schedule(instance).makespan == best


def test_breaks_are_spanned() -> None:
    """Five days of work begun on a Thursday with free week-ends end on Wednesday: units 3 … 9 of weeks that begin on Monday."""
    week = [True] * 5 + [False] * 2
    assert work_ends(week * 3, 5)[3] == 10
    assert work_ends(week * 3, 0)[5] == 5
    assert work_ends(week, 6)[0] == -1
    instance = Instance((job(4, 1, calendar="week"), job(3, 1, 0, calendar="week"), job(2, 1)), (1,))
    found = schedule(instance, calendars={"week": week * 4})
    assert not check_schedule(instance, found.start, found.end, found.mode, {"week": week * 4})
    assert found.makespan == 10  # Monday to Thursday, the job of 2 over Friday and Saturday, then Monday to Wednesday


@pytest.mark.parametrize("duration", [1, 3, 8])
def test_later_start_never_finishes_earlier(duration: int) -> None:
    ends = [end for end in work_ends([True, False, True, True, False, False, True] * 5, duration) if end >= 0]
    assert ends == sorted(ends)


def test_several_projects_share_resources_and_wait_for_their_release() -> None:
    one = Instance((job(2, 1), job(2, 1, 0)), (1,))
    both = combine([one, one], [0, 1])
    found = schedule(both)
    assert found.makespan == 8
    assert min(found.start[2:]) >= 1
    assert not check_schedule(both, found.start, found.end, found.mode)


@pytest.mark.parametrize(("spoil", "said"), [
    (lambda s: [s[0] + 1, *s[1:]], "wait for what comes before"),
    (lambda s: [0, 0, 0], "used"),
])  # fmt: skip
def test_checker_catches_spoiled_schedules(spoil: object, said: str) -> None:
    instance = Instance((job(2, 1), job(2, 1, 0), job(2, 1)), (1,))
    found = schedule(instance)
    assert callable(spoil)
    start = spoil([0, 2, 4])
    findings = check_schedule(instance, start, [s + 2 for s in start], found.mode)
    assert any(said in message for message, _ in findings)
    assert check_schedule(instance, [0, 2, 4], [2, 4, 7], found.mode)[0][1] == {"number": 3, "done": 3, "needed": 2}


@pytest.mark.parametrize("modes", [1, 3])
def test_texts_are_read_as_they_were_written(modes: int) -> None:
    instance = generate_instance(10, seed=2, modes=modes, budgets=modes - 1)
    read = read_psplib(write_psplib(instance), "a.sm")
    assert read.activities == instance.activities
    assert (read.capacity, read.budget) == (instance.capacity, instance.budget)


def test_text_of_two_projects() -> None:
    """Two projects of one job each between source and sink; the second is released on day 4."""
    text = write_psplib(Instance((job(0, 0), job(3, 1, 0), job(2, 1, 0), job(0, 0, 1, 2)), (1,)))
    head, rows = "pronr.  #jobs rel.date duedate tardcost  MPM-Time\n", "    1     2      0       5        0       0"
    assert head + rows in text
    two = text.replace(rows, "    1     1      0       5        0       0\n    2     1      4       9        0       0")
    instance = read_psplib(two)
    assert instance.project == (0, 0, 1, 1)
    assert instance.due == (5, 9)
    assert instance.activities[2].release == 4
    assert schedule(instance).makespan == 6


def test_spoiled_texts_list_everything() -> None:
    text = write_psplib(generate_instance(5, seed=1))
    with pytest.raises(InputError) as raised:
        read_psplib(text.replace("RESOURCEAVAILABILITIES", "NOTHING").replace("- renewable ", "- other "), "x.sm")
    assert {"the line '{key}' is missing.", "the section '{title}' is missing."} <= {one.message for one in raised.value.problems}
    with pytest.raises(InputError, match="circle"):
        Instance((job(1, 1, 1), job(1, 1, 0)), (1,))
    with pytest.raises(InputError, match="needs more of a resource"):
        Instance((job(1, 5),), (1,))


def test_patterson() -> None:
    """Four jobs, one resource of 2: duration, need, successors."""
    instance = read_patterson("4 1\n2\n0 0 2 2 3\n3 2 1 4\n2 1 1 4\n0 0 0\n")
    assert [one.after for one in instance.activities] == [(), (0,), (0,), (1, 2)]
    assert schedule(instance).makespan == 5
    with pytest.raises(InputError, match="ends before"):
        read_patterson("4 1\n2\n0 0 2 2 3\n")


@pytest.mark.parametrize(("complexity", "factor", "strength"), [(1.5, 0.5, 0.2), (2.1, 1.0, 0.2), (1.8, 0.25, 1.0)])
def test_generator_keeps_its_parameters(complexity: float, factor: float, strength: float) -> None:
    instance = generate_instance(60, complexity=complexity, factor=factor, strength=strength, seed=4)
    arcs = sum(len(one.after) for one in instance.activities) / len(instance.activities)
    assert abs(arcs - complexity) < 0.15
    used = [sum(need > 0 for need in one.modes[0].demand) / 4 for one in instance.activities[1:-1]]
    assert abs(sum(used) / len(used) - factor) < 0.08
    above = [set[int]() for _ in instance.activities]
    for n in instance.order():
        for p in instance.activities[n].after:
            above[n] |= {p} | above[p]
    redundant = [
        (p, n)
        for n, one in enumerate(instance.activities[:-1])
        for p in one.after
        if any(p in above[q] for q in one.after if q != p)
    ]
    assert not redundant
