"""Resource-constrained schedules by CP-SAT: intervals, cumulative resources, modes, budgets, calendars as tables from start to end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tingzhou.delivery.scheduling.bounds import earliest_starts, lower_bound, tails
from tingzhou.delivery.scheduling.generation import first_schedule
from tingzhou.delivery.scheduling.instance import Instance
from tingzhou.delivery.scheduling.packing import proven_bound
from tingzhou.delivery.scheduling.sides import both, close, race
from tingzhou.delivery.scheduling.watch import Watch
from tingzhou.errors import InfeasibleError

__all__ = ["Schedule", "schedule", "work_ends"]


@dataclass(frozen=True)
class Schedule:
    """Starts, ends and modes of the activities, the makespan and the proven bound (the larger of the search's and the closed one)."""

    start: tuple[int, ...]
    end: tuple[int, ...]
    mode: tuple[int, ...]
    makespan: int
    bound: int
    optimal: bool


def work_ends(worked: Sequence[bool], duration: int) -> list[int]:
    """Return the end of work of ``duration`` units for every start, −1 where the calendar ends before; breaks are spanned.

    With W(t) the units worked before t, the end is the least e with W(e) − W(t) ≥ duration.
    """
    days = [t for t, on in enumerate(worked) if on]
    place, ends = 0, []
    for t in range(len(worked)):
        while place < len(days) and days[place] < t:
            place += 1
        if not duration:
            ends.append(t)
        elif place + duration <= len(days):
            ends.append(days[place + duration - 1] + 1)
        else:
            ends.append(-1)
    return ends


def schedule(
    instance: Instance, *, calendars: Mapping[str, Sequence[bool]] | None = None, deterministic: float = 30.0, workers: int = 1,
    seed: int = 1, seconds: float | None = None, rounds: int | None = None,
) -> Schedule:  # fmt: skip
    """Return a schedule of least makespan found, with its proven bound.

    Schedules are made by a population of activity lists and bounded by closed bounds and by refuted makespans. What is left between the two
    is closed from both sides: CP-SAT is asked about makespans from below, schedules are shortened from above. Where activities have several
    modes or calendars, CP-SAT minimises. Where bounds and schedule meet, nothing is searched.

    Parameters
    ----------
    calendars
        Worked units by key; an activity of that calendar rests on the others and goes on afterwards. A resource is held over breaks.
    deterministic
        Deterministic time of the search; with it alone the answer never depends on the clock.
    seconds
        A clock of the whole search, for measurements only; without it none is read. With two workers it replaces ``deterministic``.
    workers
        Threads. With one mode each and no calendars the answer is the same on one and on two.
    rounds
        Schedules made before the search; sixteen times the square of the number of activities by default, less for very many.

    Raises
    ------
    InfeasibleError
        When budgets or calendars leave no schedule.
    """
    if calendars:
        return _Search(instance, calendars, None, lower_bound(instance)).solve(deterministic, workers, seed, seconds)
    watch, racing = Watch(seconds), seconds is not None and workers > 1 and instance.single
    wanted = 0 if racing else max(1, _rounds(len(instance.activities)) if rounds is None else rounds)
    closed, begin = _first(instance, wanted, workers, seed, watch)
    if begin is not None and (instance.single or _makespan(instance, begin) <= closed):
        start, low = begin[0], closed
        if _makespan(instance, begin) > closed and any(instance.capacity):
            if racing:
                bracket = race(instance, start, closed, seed=seed, watch=watch)
            else:
                bracket = close(instance, start, closed, deterministic=deterministic, workers=workers, seed=seed, watch=watch)
            start, low = list(bracket.start), bracket.low
        end = _finish(instance, start, begin[1])
        high = max(end, default=0)
        return Schedule(tuple(start), tuple(end), tuple(begin[1]), high, min(low, high), optimal=low >= high)
    return _Search(instance, {}, begin, closed).solve(deterministic, workers, seed, watch.left())


def _rounds(count: int) -> int:
    """Return about as many schedules as are made while the bounds are proven."""
    wanted: float = min(16.0 * count * count, 2.4e8 / max(count, 1) ** 1.5)
    return max(300, round(wanted))


def _first(
    instance: Instance, rounds: int, workers: int, seed: int, watch: Watch
) -> tuple[int, tuple[list[int], list[int]] | None]:
    """Return the bound without search and a schedule to begin from (``None`` when budgets were not met)."""
    closed = lower_bound(instance)
    begin = first_schedule(instance, rounds=min(rounds, 300) or 300, seed=seed, target=closed)
    if begin is None or _makespan(instance, begin) <= closed or not rounds:
        return closed, begin
    high = _makespan(instance, begin)

    def longer() -> tuple[list[int], list[int]] | None:
        return first_schedule(instance, rounds=rounds, seed=seed, target=closed, halt=watch.halt) if rounds > 300 else begin

    proven, found = both(lambda: proven_bound(instance, closed, high, watch.halt), longer, workers)
    return proven, found or begin


def _makespan(instance: Instance, begin: tuple[list[int], list[int]]) -> int:
    return max(_finish(instance, *begin), default=0)


def _finish(instance: Instance, start: Sequence[int], mode: Sequence[int]) -> list[int]:
    return [s + one.modes[m].duration for s, one, m in zip(start, instance.activities, mode, strict=True)]


class _Search:
    """The CP-SAT model of an instance."""

    def __init__(
        self, instance: Instance, calendars: Mapping[str, Sequence[bool]], begin: tuple[list[int], list[int]] | None, closed: int,
    ) -> None:  # fmt: skip
        from tingzhou.delivery.constraint_solver import sat

        cp_model = sat()

        self.instance, self.calendars, self.begin, self.closed = instance, calendars, begin, closed
        self.model = cp_model.CpModel()
        self.start: list[Any] = []
        self.end: list[Any] = []
        self.literals: list[list[Any]] = []
        self.horizon = self._horizon()
        head, tail = earliest_starts(instance), tails(instance)
        self.intervals: list[tuple[Any, Any, int]] = []
        for number in range(len(instance.activities)):
            self._activity(number, head[number], self.horizon - tail[number])
        self._rest()

    def _horizon(self) -> int:
        if self.begin is not None:
            return max(_finish(self.instance, *self.begin), default=0)
        if self.calendars:
            return max(len(worked) for worked in self.calendars.values())
        longest = sum(max(mode.duration for mode in one.modes) for one in self.instance.activities)
        return longest + max((one.release for one in self.instance.activities), default=0)

    def _activity(self, number: int, low: int, high: int) -> None:
        model, one = self.model, self.instance.activities[number]
        start = model.new_int_var(low, max(low, high), f"s{number}")
        end = model.new_int_var(low, self.horizon, f"e{number}")
        self.start.append(start)
        self.end.append(end)
        literals: list[Any] = [model.new_bool_var(f"m{number}_{m}") for m in range(len(one.modes))] if len(one.modes) > 1 else [1]
        self.literals.append(literals)
        if len(one.modes) > 1:
            model.add_exactly_one(literals)
        for place, mode in enumerate(one.modes):
            literal: Any = literals[place]
            if one.calendar and one.calendar in self.calendars:
                ends = work_ends(self.calendars[one.calendar], mode.duration)
                table = [(t, e) for t, e in enumerate(ends) if low <= t and 0 <= e <= self.horizon]
                if not table:
                    raise InfeasibleError
                allowed = model.add_allowed_assignments([start, end], table)
                if len(one.modes) > 1:
                    allowed.only_enforce_if(literal)
                size: Any = model.new_int_var(mode.duration, self.horizon, f"d{number}_{place}")
            else:
                size = mode.duration
            if len(one.modes) > 1:
                interval = model.new_optional_interval_var(start, size, end, literal, f"i{number}_{place}")
            else:
                interval = model.new_interval_var(start, size, end, f"i{number}_{place}")
            self.intervals.append((interval, mode, number))

    def _rest(self) -> None:
        model, instance = self.model, self.instance
        for number, one in enumerate(instance.activities):
            for other in one.after:
                model.add(self.start[number] >= self.end[other])
        for resource, capacity in enumerate(instance.capacity):
            some = [
                (interval, mode.demand[resource]) for interval, mode, _ in self.intervals if mode.demand and mode.demand[resource]
            ]
            if some:
                model.add_cumulative([i for i, _ in some], [n for _, n in some], capacity)
        for which, budget in enumerate(instance.budget):
            terms = [literal * one.modes[place].consumed[which] for one, literals in zip(instance.activities, self.literals, strict=True)
                     for place, literal in enumerate(literals) if one.modes[place].consumed]  # fmt: skip
            model.add(sum(terms) <= budget)
        self.makespan = model.new_int_var(min(self.closed, self.horizon), self.horizon, "makespan")
        for end in self.end:
            model.add(self.makespan >= end)
        model.minimize(self.makespan)
        if self.begin is not None:
            for number, (start, mode) in enumerate(zip(*self.begin, strict=True)):
                model.add_hint(self.start[number], start)
                model.add_hint(self.end[number], start + instance.activities[number].modes[mode].duration)
                for place, literal in enumerate(self.literals[number]):
                    if len(self.literals[number]) > 1:
                        model.add_hint(literal, int(place == mode))

    def solve(self, deterministic: float, workers: int, seed: int, seconds: float | None) -> Schedule:
        """Search and return the schedule."""
        from tingzhou.delivery.constraint_solver import sat

        cp_model = sat()

        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.max_deterministic_time = deterministic
        parameters.random_seed = seed
        parameters.num_workers = workers
        if seconds is None:
            parameters.interleave_search = workers > 1
        else:
            parameters.max_time_in_seconds = seconds
        status = solver.solve(self.model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            start = [solver.value(one) for one in self.start]
            mode = [
                next((m for m, literal in enumerate(some) if len(some) == 1 or solver.boolean_value(literal)), 0)
                for some in self.literals
            ]
            end = [solver.value(one) for one in self.end]
            bound = max(self.closed, int(solver.best_objective_bound + 0.999999))
            makespan = max(end, default=0)
            return Schedule(tuple(start), tuple(end), tuple(mode), makespan, min(bound, makespan), optimal=bound >= makespan)
        if self.begin is not None:
            end = _finish(self.instance, *self.begin)
            bound = max(self.closed, int(solver.best_objective_bound + 0.999999)) if status == cp_model.UNKNOWN else self.closed
            return Schedule(
                tuple(self.begin[0]), tuple(end), tuple(self.begin[1]), max(end), min(bound, max(end)), optimal=bound >= max(end)
            )
        raise InfeasibleError
