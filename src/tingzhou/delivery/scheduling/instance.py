"""A scheduling instance: activities with modes, what must come before, capacities, budgets, projects with release dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tingzhou.errors import InputError, Problem

__all__ = ["Activity", "ActivityMode", "Instance", "combine"]


@dataclass(frozen=True)
class ActivityMode:
    """``duration`` [time units], ``demand`` of each renewable resource while it runs, ``consumed`` of each non-renewable one."""

    duration: int
    demand: tuple[int, ...] = ()
    consumed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Activity:
    """``after`` are the numbers of the activities that must be finished; ``calendar`` is a key of the calendars given to ``schedule``."""

    modes: tuple[ActivityMode, ...]
    after: tuple[int, ...] = ()
    release: int = 0
    calendar: str = ""
    name: str = ""


@dataclass(frozen=True)
class Instance:
    """Activities in topological order or not; ``capacity`` of renewable, ``budget`` of non-renewable resources.

    ``project`` numbers the project of each activity (multi-project instances), ``due`` the due date of each project.
    """

    activities: tuple[Activity, ...]
    capacity: tuple[int, ...] = ()
    budget: tuple[int, ...] = ()
    project: tuple[int, ...] = ()
    due: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse circles and activities that can never run."""
        problems = []
        for number, activity in enumerate(self.activities):
            if not activity.modes:
                problems.append(Problem("activity {number} has no mode.", parameters={"number": number + 1}))
            if any(not 0 <= other < len(self.activities) for other in activity.after):
                problems.append(Problem("activity {number} waits for one that does not exist.", parameters={"number": number + 1}))
            if activity.modes and all(
                any(need > have for need, have in zip(mode.demand, self.capacity, strict=True)) for mode in activity.modes
            ):
                problems.append(Problem("activity {number} needs more of a resource than there is in every mode.",
                                        parameters={"number": number + 1}))  # fmt: skip
        if problems:
            raise InputError(problems)
        if len(self.order()) < len(self.activities):
            stuck = sorted(set(range(len(self.activities))) - set(self.order()))
            raise InputError(Problem("activities wait for each other in a circle: {numbers}.",
                                     parameters={"numbers": ", ".join(str(one + 1) for one in stuck)}))  # fmt: skip

    def order(self) -> list[int]:
        """Return the activities so that each stands after those it waits for; shorter than the list when there is a circle."""
        waiting = [len(activity.after) for activity in self.activities]
        ready = [number for number, count in enumerate(waiting) if not count]
        successors = self.successors()
        found = []
        while ready:
            number = ready.pop(0)
            found.append(number)
            for other in successors[number]:
                waiting[other] -= 1
                if not waiting[other]:
                    ready.append(other)
        return found

    def successors(self) -> list[list[int]]:
        """Return the activities that wait for each one."""
        found: list[list[int]] = [[] for _ in self.activities]
        for number, activity in enumerate(self.activities):
            for other in activity.after:
                found[other].append(number)
        return found

    @property
    def single(self) -> bool:
        """Whether every activity has one mode."""
        return all(len(activity.modes) == 1 for activity in self.activities)


def combine(instances: Sequence[Instance], releases: Sequence[int], shared: Sequence[int] | None = None) -> Instance:
    """Return several projects as one instance whose renewable resources are shared.

    Parameters
    ----------
    releases
        Release date of each project.
    shared
        Capacity of the pool; without it the largest capacity of each resource.
    """
    activities: list[Activity] = []
    project: list[int] = []
    for number, (instance, release) in enumerate(zip(instances, releases, strict=True)):
        base = len(activities)
        for activity in instance.activities:
            activities.append(
                replace(activity, after=tuple(base + other for other in activity.after), release=activity.release + release)
            )
            project.append(number)
    pool = (
        tuple(shared)
        if shared is not None
        else tuple(max(column) for column in zip(*(one.capacity for one in instances), strict=True))
    )
    return Instance(tuple(activities), pool, (), tuple(project))
