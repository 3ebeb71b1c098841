"""Instances by lot with the parameters of the published generator ProGen: network complexity, resource factor, resource strength.

Reference: Kolisch, Sprecher, Drexl (1995), Characterization and generation of a general class of resource-constrained project
scheduling problems, Management Science 41(10). Networks are made from scratch here with the stated mean number of arcs without redundant
ones; durations 1 … 10, demands 1 … 10, four renewable resources, as in the published single-mode families.
"""

from __future__ import annotations

import random

from tingzhou.delivery.scheduling.bounds import earliest_starts
from tingzhou.delivery.scheduling.instance import Activity, ActivityMode, Instance

__all__ = ["generate_instance"]


def generate_instance(
    count: int, *, complexity: float = 1.8, factor: float = 0.5, strength: float = 0.5, seed: int = 1, modes: int = 1, resources: int = 4,
    budgets: int = 0, budget_strength: float = 0.5, reach: int | None = 12,
) -> Instance:  # fmt: skip
    """Return an instance with ``count`` activities between a source and a sink.

    Parameters
    ----------
    complexity
        Mean number of arcs per activity without redundant ones (NC 1.5, 1.8, 2.1).
    factor
        Mean share of the resources that an activity needs (RF 0.25 … 1).
    strength
        Between the least capacity with which an instance can be solved (0) and that which the earliest schedule needs (1) (RS).
    modes, budgets, budget_strength
        Modes of an activity; non-renewable resources and how scarce they are.
    reach
        How many places back an arc may begin: long narrow networks. ``None``: any distance, as published (three first and three last
        activities, at most three arcs into and out of an activity).
    """
    lot = random.Random(seed)
    after = _published_network(lot, count, complexity) if reach is None else _network(lot, count, complexity, reach)
    activities = [Activity((ActivityMode(0, (0,) * resources, (0,) * budgets),), tuple(a)) for a in after]
    for number in range(1, count + 1):
        needs = _needed(lot, resources, factor)
        spent = _needed(lot, budgets, 1.0)
        durations = sorted(lot.randint(1, 10) for _ in range(modes))
        made = []
        for place, duration in enumerate(durations):  # longer modes need less: no mode is better in everything
            ease = 1.0 - 0.5 * place / max(modes, 1)
            demand = tuple(max(1, round(lot.randint(1, 10) * ease)) if r in needs else 0 for r in range(resources))
            consumed = tuple(max(1, round(lot.randint(1, 10) * ease)) if b in spent else 0 for b in range(budgets))
            made.append(ActivityMode(duration, demand, consumed))
        activities[number] = Activity(tuple(made), tuple(after[number]))
    free = Instance(tuple(activities), (10**6,) * resources, (10**9,) * budgets)
    capacity = tuple(_capacity(free, resource, strength) for resource in range(resources))
    budget = tuple(_budget(free, b, budget_strength) for b in range(budgets))
    return Instance(tuple(activities), capacity, budget)


def _published_network(lot: random.Random, count: int, complexity: float) -> list[list[int]]:
    """Return what each of 0 … count+1 waits for by the published steps: a predecessor for each, a successor for each, then arcs by lot.

    The first three activities wait only for the source, the last three are followed only by the sink; no arc is redundant.
    """
    ends, most = 3, 3
    before: list[set[int]] = [set() for _ in range(count + 2)]
    following: list[set[int]] = [set() for _ in range(count + 2)]
    above: list[set[int]] = [set() for _ in range(count + 2)]
    below: list[set[int]] = [set() for _ in range(count + 2)]

    def able(one: int, other: int) -> bool:
        """Whether the arc is new, within the limits, and makes neither itself nor another redundant."""
        if len(following[one]) >= most or len(before[other]) >= most or one in above[other]:
            return False
        heads, targets = above[one] | {one}, below[other] | {other}
        return not any(before[later] & heads for later in targets)

    def join(one: int, other: int) -> None:
        before[other].add(one)
        following[one].add(other)
        heads, targets = above[one] | {one}, below[other] | {other}
        for later in targets:
            above[later] |= heads
        for early in heads:
            below[early] |= targets

    for number in range(ends + 1, count + 1):
        some = [one for one in range(1, min(number, count - ends + 1)) if able(one, number)]
        if some:
            join(lot.choice(some), number)
    for number in range(1, count - ends + 1):
        some = [] if following[number] else [one for one in range(max(number, ends) + 1, count + 1) if able(number, one)]
        if some:
            join(number, lot.choice(some))
    without = sum(not before[n] for n in range(1, count + 1)) + sum(not following[n] for n in range(1, count + 1))
    missing = round(complexity * (count + 2)) - without - sum(map(len, before))
    pairs = [(one, other) for one in range(1, count - ends + 1) for other in range(max(one, ends) + 1, count + 1)]
    lot.shuffle(pairs)
    for one, other in pairs:
        if missing > 0 and able(one, other):
            join(one, other)
            missing -= 1
    result = [[], *(sorted(before[n]) or [0] for n in range(1, count + 1))]
    return [*result, [n for n in range(1, count + 1) if not following[n]]]


def _network(lot: random.Random, count: int, complexity: float, reach: int) -> list[list[int]]:
    """Return what each of 0 … count+1 waits for, with about ``complexity`` arcs per activity and no redundant arc."""
    first = max(2, round(count / 10))
    before: list[set[int]] = [set() for _ in range(count + 2)]
    above: list[set[int]] = [set() for _ in range(count + 2)]  # all ancestors

    def join(one: int, other: int) -> bool:
        if one in above[other] or any(one in above[p] for p in before[other]):
            return False
        if any(p in above[one] for p in before[other]):
            return False
        for later in range(other, count + 1):  # an arc from an ancestor that the new one would make redundant
            if (later == other or other in above[later]) and any(p == one or p in above[one] for p in before[later]):
                return False
        before[other].add(one)
        gained = {one} | above[one]
        for later in range(other, count + 1):
            if later == other or other in above[later]:
                above[later] |= gained
        return True

    for number in range(first + 1, count + 1):
        join(lot.randint(max(1, number - reach), number - 1), number)
    followed = {p for some in before for p in some}
    last = max(2, round(count / 10))
    for number in range(1, count - last + 1):
        if number not in followed:
            for _ in range(20):
                if join(number, lot.randint(number + 1, min(number + reach, count))):
                    break
    followed = {p for some in before for p in some}
    ends = [n for n in range(1, count + 1) if n not in followed]
    begins = [n for n in range(1, count + 1) if not before[n]]
    target = round(complexity * (count + 2)) - len(ends) - len(begins)
    for _ in range(200 * count):
        if sum(len(some) for some in before) >= target:
            break
        other = lot.randint(2, count)
        one = lot.randint(max(1, other - reach - 3), other - 1)
        if len(before[other]) < 3 and sum(one in some for some in before) < 3:
            join(one, other)
    followed = {p for some in before for p in some}
    result: list[list[int]] = [[]]
    result += [sorted(before[n]) or [0] for n in range(1, count + 1)]
    result.append([n for n in range(1, count + 1) if n not in followed])
    return result


def _needed(lot: random.Random, resources: int, factor: float) -> set[int]:
    """Return the resources an activity needs: at least one, ``factor`` of them on average."""
    if not resources:
        return set()
    wanted = factor * resources
    whole = int(wanted) + (lot.random() < wanted - int(wanted))
    return set(lot.sample(range(resources), min(max(whole, 1), resources)))


def _capacity(instance: Instance, resource: int, strength: float) -> int:
    """Least capacity + strength · (peak of the earliest schedule − least), as in the published definition."""
    least = max(min(mode.demand[resource] for mode in one.modes) for one in instance.activities)
    start = earliest_starts(instance)
    use: dict[int, int] = {}
    for number, one in enumerate(instance.activities):
        mode = min(one.modes, key=lambda m: m.duration)
        for time in range(start[number], start[number] + mode.duration):
            use[time] = use.get(time, 0) + mode.demand[resource]
    peak = max([least, *use.values()])
    return round(least + strength * (peak - least))


def _budget(instance: Instance, which: int, strength: float) -> int:
    low = sum(min(mode.consumed[which] for mode in one.modes) for one in instance.activities)
    high = sum(max(mode.consumed[which] for mode in one.modes) for one in instance.activities)
    return round(low + strength * (high - low))
