"""Longest paths through approval steps: in working days by the published ratio, and dated on the legal calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tingzhou.delivery.approvals.clocks import Stop, due_on
from tingzhou.delivery.approvals.steps import Limit, Step, find_cycle
from tingzhou.delivery.calendars import Calendar
from tingzhou.errors import InputError, InternalError, Problem

__all__ = [
    "Handling",
    "Path",
    "ancestors",
    "in_order",
    "longest",
    "maximum_days",
    "minimum_days",
    "predecessors",
    "working_days_of",
]


@dataclass(frozen=True)
class Handling:
    """How files are handled.

    Parameters
    ----------
    mode
        ``graph``: each step after those the table names; ``joint``: site files side by side, papers that one needs of another to
        follow; ``staged``: side by side, and station permits wait for all of them; ``serial``: one after another.
    extensions
        Count the extensions that the authority may take.
    reviews
        Count what lies outside the clock: expert reviews, assessments.
    as_working_days
        Steps whose calendar days are read as working days (a careful reading of short limits).
    """

    mode: str = "graph"
    extensions: bool = False
    reviews: bool = False
    as_working_days: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Path:
    """A longest path: its length, the steps on it in order, and begin and end of every step on the same clock."""

    length: int
    critical: tuple[str, ...]
    begin: Mapping[str, int]
    end: Mapping[str, int]
    slack: Mapping[str, int]
    unknown: tuple[str, ...]


def working_days_of(limit: Limit, *, as_working: bool = False) -> int:
    """Return a limit in working days [wd]: calendar days count 5/7, rounded up."""
    return limit.value if limit.unit == "wd" or as_working else -(-limit.value * 5 // 7)


def maximum_days(step: Step, handling: Handling) -> int | None:
    """Return the limit on the authority [wd], with what ``handling`` adds; ``None`` when it is unknown."""
    if step.maximum is None:
        return None
    days = working_days_of(step.maximum, as_working=step.id in handling.as_working_days)
    for word, length in step.aside.items():
        if (word == "ext" and handling.extensions) or (word not in ("ext", "local", "assumption") and handling.reviews):
            days += working_days_of(length)
    return max(days, minimum_days(step) or 0)


def minimum_days(step: Step) -> int | None:
    """Return compulsory publicity and notice [wd]; ``None`` when it is unknown."""
    return None if step.minimum is None else working_days_of(step.minimum)


def predecessors(steps: Sequence[Step], handling: Handling) -> dict[str, tuple[str, ...]]:
    """Return the steps before each step, those that are not needed dropped."""
    by_id = {step.id: step for step in steps}
    arcs = {step.id: tuple(dict.fromkeys(one for one in step.after if one in by_id)) for step in steps}
    if handling.mode in ("joint", "staged"):
        arcs = {
            one: tuple(other for other in before if not (by_id[one].joint and by_id[other].joint)) for one, before in arcs.items()
        }
    if handling.mode == "staged":
        files = tuple(step.id for step in steps if step.joint)
        arcs = {
            one: tuple(dict.fromkeys((*before, *files))) if by_id[one].group == "station" else before
            for one, before in arcs.items()
        }
    return arcs


def in_order(arcs: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the steps so that each comes after those before it (ties by the order of the table).

    Raises
    ------
    InputError
        When steps wait for each other.
    """
    cycle = find_cycle(arcs)
    if cycle:
        raise InputError(Problem("steps wait for each other in a circle: {cycle}.", "Remove one of these predecessors.",
                                 parameters={"cycle": " → ".join(cycle)}))  # fmt: skip
    done: dict[str, None] = {}
    waiting = {one: set(before) for one, before in arcs.items()}
    while waiting:
        ready = [one for one, before in waiting.items() if not before - done.keys()]
        for one in ready:
            done[one] = None
            del waiting[one]
    return list(done)


def ancestors(arcs: Mapping[str, Sequence[str]], target: str) -> set[str]:
    """Return the target and all steps before it, directly or not."""
    found, ahead = set[str](), [target]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += arcs[one]
    return found


def longest(steps: Sequence[Step], days: Callable[[Step], int | None], handling: Handling, target: str) -> Path:
    """Return the longest path up to ``target`` when each step takes ``days`` [wd]; unknown lengths count 0 here and are listed.

    With the handling ``serial`` the steps follow one another and the length is their sum.
    """
    arcs = predecessors(steps, handling)
    if target not in arcs:
        raise InputError(Problem("the step {step} is not among those the project needs.", "Steps: {known}.",
                                 parameters={"step": target, "known": ", ".join(arcs)}))  # fmt: skip
    needed = ancestors(arcs, target)
    order = [one for one in in_order(arcs) if one in needed]
    if handling.mode == "serial":
        arcs = {one: tuple(order[place - 1 : place]) if place else () for place, one in enumerate(order)}
    by_id = {step.id: step for step in steps}
    known = {one: days(by_id[one]) for one in order}
    begin: dict[str, int] = {}
    end: dict[str, int] = {}
    for one in order:
        begin[one] = max((end[before] for before in arcs[one]), default=0)
        end[one] = begin[one] + (known[one] or 0)
    latest = dict.fromkeys(order, end[target])
    for one in reversed(order):
        for before in arcs[one]:
            latest[before] = min(latest[before], latest[one] - (known[one] or 0))
    slack = {one: latest[one] - end[one] for one in order}
    critical = _trace(target, arcs, begin, end)
    return Path(end[target], critical, begin, end, slack, tuple(one for one in order if known[one] is None))


def _trace(target: str, arcs: Mapping[str, Sequence[str]], begin: Mapping[str, int], end: Mapping[str, int]) -> tuple[str, ...]:
    """Return one longest path backwards from the target: of those that bind, the one that takes time; steps without length fall out."""
    way, at = [], target
    while True:
        if end[at] > begin[at] or at == target:
            way.append(at)
        binding = [one for one in arcs[at] if end[one] == begin[at]]
        if not binding or begin[at] == 0:
            return tuple(reversed(way))
        at = max(binding, key=lambda one: end[one] - begin[one])


def dated(steps: Sequence[Step], limits: Callable[[Step], Sequence[Limit]], handling: Handling, target: str, accepted: dt.date,
          calendar: Calendar, starts: Mapping[str, dt.date] | None = None,
          stops: Mapping[str, Sequence[Stop]] | None = None) -> dict[str, tuple[dt.date, dt.date]]:  # fmt: skip
    """Return day of acceptance and last day of every step up to ``target`` on the legal calendar.

    Parameters
    ----------
    limits
        The lengths of a step one after the other, each on its own clock.
    accepted
        Day on which the first files are accepted; clocks run from the day after.
    starts
        Days before which single steps are not accepted.
    stops
        Step → spans in which its clock stood, each with its reason.
    """
    arcs = predecessors(steps, handling)
    needed = ancestors(arcs, target)
    order = [one for one in in_order(arcs) if one in needed]
    if handling.mode == "serial":
        arcs = {one: tuple(order[place - 1 : place]) if place else () for place, one in enumerate(order)}
    by_id = {step.id: step for step in steps}
    result: dict[str, tuple[dt.date, dt.date]] = {}
    for one in order:
        begin = max([accepted, *(result[before][1] for before in arcs[one])])
        begin = max(begin, (starts or {}).get(one, begin))
        day = begin
        for limit in limits(by_id[one]):
            day = due_on(day, limit, calendar, (stops or {}).get(one, ()))
        if day < begin:
            raise InternalError("step {step} ends before it begins", step=one)
        result[one] = (begin, day)
    return result
