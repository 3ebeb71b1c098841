"""From chosen and dated projects to a network of their stages: what a simulation of the whole plan runs on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.delivery.calendars import Calendar
from tingzhou.delivery.durations import duration
from tingzhou.delivery.risk.network import ScheduleNetwork, Task, net_of_calendar, schedule_network
from tingzhou.delivery.risk.simulate import Simulation
from tingzhou.errors import InputError, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SPREAD_ROWS", "ChosenProject", "Stage", "Tie", "connections", "portfolio_network", "spread_of"]

# Which default row of the table of durations gives the spread around P50, by kind of project; others as a factory [M].
SPREAD_ROWS: Mapping[str, str] = {
    "wind": "D06", "pv": "D07", "collector_station": "D10", "pumped_hydro": "D11", "coal_to_olefins": "D13", "coal_chemistry": "D13",
    "rail_spur": "D14", "coal_power": "D15", "transmission": "D16", "polysilicon": "D17", "hydrogen": "D18",
}  # fmt: skip
_OTHER = "D19"


@dataclass(frozen=True)
class ChosenProject:
    """A project of the plan: kind, day of its start, days of work, whether it rests in winter, and where it lies."""

    id: str
    kind: str
    start: dt.date
    days: float
    winter_stop: bool = True
    place: str = ""


@dataclass(frozen=True)
class Stage:
    """A stage of a kind of project: share of the days, stages before it, calendar (``all_days``, ``winter_stop`` …)."""

    id: str
    kind: str
    share: float
    after: tuple[str, ...] = ()
    calendar: str = "all_days"


@dataclass(frozen=True)
class Tie:
    """``project`` begins or finishes after ``other`` does (``finish_start``, ``finish_finish``, ``start_start``); lag in days."""

    project: str
    kind: str
    other: str
    lag: float = 0.0


def spread_of(kind: str) -> tuple[float, float]:
    """Return P10 and P90 as multiples of P50 for a kind of project."""
    low, middle, high = duration(SPREAD_ROWS.get(kind, _OTHER)).triple
    return low / middle, high / middle


def portfolio_network(projects: Sequence[ChosenProject], stages: Iterable[Stage], ties: Iterable[Tie],
                      calendars: Mapping[str, Calendar | Sequence[Calendar]], *, order: Iterable[tuple[str, str]] = ()) -> ScheduleNetwork:  # fmt: skip
    """Return the network of a plan.

    Task ids are ``project.stage``, with ``project.begin`` and ``project.done`` without length around them. Stages of a project that
    rests in no winter (winter measures) work every day where others stop; hoisting always waits for wind.

    Parameters
    ----------
    calendars
        ``all_days``, ``winter_stop``, ``hoisting`` (or ``hoisting:PLACE`` for the wind of a place) and ``working_days`` as far as
        stages name them.
    order
        Resource order of the plan: pairs of task ids, the second waits for the first.

    Raises
    ------
    InputError
        When a kind has no stages, a calendar is missing, or tasks wait for each other.
    """
    by_kind: dict[str, list[Stage]] = {}
    for stage in stages:
        by_kind.setdefault(stage.kind, []).append(stage)
    chosen = {project.id for project in projects}
    lacking = [project for project in projects if project.kind not in by_kind]
    if lacking:
        raise InputError([Problem("there are no stages for the kind of the project {project}.", "Add rows to the table project_stages.",
                                  file="project_stages", value=project.kind, parameters={"project": project.id}) for project in lacking])  # fmt: skip
    more: dict[str, list[str | tuple[str, float]]] = {}
    for before, after in order:
        more.setdefault(after, []).append(before)
    for tie in ties:
        if tie.project in chosen and tie.other in chosen and tie.kind in ("finish_start", "finish_finish", "start_start"):
            head = f"{tie.project}.{'done' if tie.kind == 'finish_finish' else 'begin'}"
            more.setdefault(head, []).append((f"{tie.other}.{'begin' if tie.kind == 'start_start' else 'done'}", tie.lag))
    tasks: list[Task] = []
    for project in projects:
        tasks += _tasks(project, by_kind[project.kind], calendars, more)
    return schedule_network(tasks, calendars)


def _tasks(project: ChosenProject, stages: Sequence[Stage], calendars: Mapping[str, Calendar | Sequence[Calendar]],
           more: Mapping[str, Sequence[str | tuple[str, float]]]) -> list[Task]:  # fmt: skip
    low, high = spread_of(project.kind)
    begin, done = f"{project.id}.begin", f"{project.id}.done"
    tasks = [Task(begin, (0.0, 0.0, 0.0), tuple(more.get(begin, ())), "all_days", project.start, project.id)]
    followed = {before for stage in stages for before in stage.after}
    for stage in stages:
        name = stage.calendar if project.winter_stop or stage.calendar != "winter_stop" else "all_days"
        local = f"{name}:{project.place}"
        name = local if local in calendars else name
        middle = project.days * stage.share
        triple = (middle * low, middle, middle * high)
        given = calendars.get(name)
        if stage.calendar == "hoisting" and given is not None:
            triple = net_of_calendar(triple, given if isinstance(given, Calendar) else given[0])
        one = f"{project.id}.{stage.id}"
        before = tuple(f"{project.id}.{other}" for other in stage.after) or (begin,)
        tasks.append(Task(one, triple, (*before, *more.get(one, ())), name, None, project.id))
    ends = tuple(f"{project.id}.{stage.id}" for stage in stages if stage.id not in followed)
    tasks.append(Task(done, (0.0, 0.0, 0.0), (*ends, *more.get(done, ())), "all_days", None, project.id))
    return tasks


def connections(found: Simulation, projects: Sequence[ChosenProject], stages: Iterable[Stage], ties: Iterable[Tie],
                names: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # fmt: skip
    """Return the first and the full connection of wind and solar projects, shape (runs, names).

    A machine is connected once it is up, tested and its station stands: the first one when the stage of lifting (or of modules) has
    begun and the time of connecting has passed, the last one when the project is done. In between capacity grows evenly.
    """
    listed, tied = tuple(stages), tuple(ties)
    by_id = {project.id: project for project in projects}
    first, full = [], []
    for name in names:
        mine = [stage for stage in listed if stage.kind == by_id[name].kind]
        followed = {before for stage in mine for before in stage.after}
        last = next(stage for stage in mine if stage.id not in followed)
        before = [stage for stage in mine if stage.id in last.after] or [last]
        lifting = next((stage for stage in before if stage.calendar == "hoisting"), max(before, key=lambda stage: stage.share))
        index = found.network.index
        end, lifted = index(f"{name}.{last.id}"), index(f"{name}.{lifting.id}")
        begin = found.start[:, lifted] + (found.finish[:, end] - found.start[:, end])
        for tie in tied:
            if tie.project == name and tie.kind == "finish_finish" and tie.other in by_id:
                begin = np.maximum(begin, found.of(f"{tie.other}.done"))
        done = found.of(f"{name}.done")
        first.append(np.minimum(begin, done))
        full.append(done)
    return np.stack(first, axis=1), np.stack(full, axis=1)
