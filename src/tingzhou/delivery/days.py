"""Day schedules below the portfolio: the stages of each chosen project on their calendars, crews not in two places at once."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tingzhou.delivery.portfolio.periods import Periods
from tingzhou.delivery.portfolio.problem import Mode, Portfolio
from tingzhou.delivery.portfolio.search import Plan
from tingzhou.delivery.scheduling.instance import Activity, ActivityMode, Instance
from tingzhou.delivery.scheduling.solve import schedule, work_ends

__all__ = ["DaySchedule", "DayStage", "StageTemplate", "day_schedules"]

_AHEAD = 500  # days kept beyond the work for stops


@dataclass(frozen=True)
class StageTemplate:
    """A stage of a kind of project: share of the mode's days, what comes before, calendar, crew."""

    id: str
    zh: str
    en: str
    kind: str
    share: float
    after: tuple[str, ...]
    calendar: str
    crew: str


@dataclass(frozen=True)
class DayStage:
    """A dated stage: first and last day, days worked."""

    template: StageTemplate
    start: dt.date
    finish: dt.date
    days: int


@dataclass(frozen=True)
class DaySchedule:
    """The stages of a project, its instance as it was solved, and whether the finish is proven to be the earliest."""

    project: str
    stages: tuple[DayStage, ...]
    instance: Instance
    calendars: Mapping[str, Sequence[bool]]
    start: tuple[int, ...]
    end: tuple[int, ...]
    optimal: bool

    @property
    def finish(self) -> dt.date:
        """Last day of the project."""
        return max(stage.finish for stage in self.stages)


def day_schedules(
    plan: Plan, templates: Sequence[StageTemplate], *, hoisting: Mapping[str, Mapping[dt.date, bool]] | None = None
) -> list[DaySchedule]:
    """Return the schedule of every chosen project whose kind has stages.

    Parameters
    ----------
    hoisting
        Whether a day allows hoisting, by place; ``hoisting`` holds for places without an entry. A day without entry allows it unless the
        winter stop rests the mode.
    """
    by_kind: dict[str, list[StageTemplate]] = {}
    for template in templates:
        by_kind.setdefault(template.kind, []).append(template)
    found = []
    for project, column in zip(plan.portfolio.projects, plan.chosen, strict=True):
        if column is not None and project.kind in by_kind:
            mode = next(one for one in project.modes if one.name == column.mode)
            windows = (hoisting or {}).get(project.place, (hoisting or {}).get("hoisting", {}))
            found.append(_schedule(plan.portfolio, project.id, mode, column.start, by_kind[project.kind], windows))
    return found


def _schedule(portfolio: Portfolio, project: str, mode: Mode, period: int, templates: Sequence[StageTemplate],
              hoisting: Mapping[dt.date, bool]) -> DaySchedule:  # fmt: skip
    first = portfolio.periods.first_day(period)
    horizon = int(mode.days * 1.6) + _AHEAD + int(mode.days / 220) * 130
    calendars = _calendars(portfolio.periods, mode, first, horizon, hoisting)
    crews = sorted({one.crew for one in templates if one.crew})
    number = {one.id: index for index, one in enumerate(templates)}
    activities = tuple(
        Activity((ActivityMode(max(round(one.share * mode.days), 1), tuple(int(one.crew == crew) for crew in crews)),),
                 tuple(number[other] for other in one.after), calendar=one.calendar if one.calendar in calendars else "", name=one.id)
        for one in templates
    )  # fmt: skip
    instance = Instance(activities, (1,) * len(crews))
    start, end, optimal = _solved(instance, calendars)
    stages = tuple(
        DayStage(one, first + dt.timedelta(days=s), first + dt.timedelta(days=e - 1), activities[k].modes[0].duration)
        for k, (one, s, e) in enumerate(zip(templates, start, end, strict=True))
    )
    return DaySchedule(project, stages, instance, calendars, start, end, optimal)


def _calendars(
    periods: Periods, mode: Mode, first: dt.date, horizon: int, hoisting: Mapping[dt.date, bool]
) -> dict[str, list[bool]]:
    """Return the worked days of each calendar from the first day on; a mode with winter measures knows no stop."""
    begin, end = periods.winter_stop
    days = [first + dt.timedelta(days=k) for k in range(horizon)]
    open_days = [not (mode.winter_stop and ((d.month, d.day) >= begin or (d.month, d.day) <= end)) for d in days]
    return {"winter_stop": open_days, "hoisting": [o and hoisting.get(d, True) for o, d in zip(open_days, days, strict=True)]}


def _solved(instance: Instance, calendars: Mapping[str, Sequence[bool]]) -> tuple[tuple[int, ...], tuple[int, ...], bool]:
    """Return starts and ends: earliest dates where no crew is needed twice at once, else the search."""
    start, end = _earliest(instance, calendars)
    for resource in range(len(instance.capacity)):
        spans = sorted((start[n], end[n]) for n, one in enumerate(instance.activities) if one.modes[0].demand[resource])
        if any(later[0] < before[1] for before, later in itertools.pairwise(spans)):
            found = schedule(instance, calendars=calendars, deterministic=5.0)
            return found.start, found.end, found.optimal
    return tuple(start), tuple(end), True


def _earliest(instance: Instance, calendars: Mapping[str, Sequence[bool]]) -> tuple[list[int], list[int]]:
    """Return the earliest dates without crews; the first worked day of a stage is its start."""
    start, end = [0] * len(instance.activities), [0] * len(instance.activities)
    for n in instance.order():
        one = instance.activities[n]
        at = max([one.release, *(end[other] for other in one.after)])
        worked = calendars.get(one.calendar)
        duration = one.modes[0].duration
        if worked is None:
            start[n], end[n] = at, at + duration
        else:
            while not worked[at]:
                at += 1
            start[n], end[n] = at, work_ends(worked, duration)[at]
    return start, end
