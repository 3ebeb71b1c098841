"""The worked case: 2.5 GW of wind at Mulei in 2024, approved in 18 days, first hoist on day 60, connected on day 180.

What was published: 18 days of approvals, the collector station topped out on day 40, the first hoist on day 60, connection on day
180 (12 December 2024), 372 turbines, 7 owners; one owner connected its first turbine on 2 January. What is assumed is said: the
start is counted back from the connection, owners are equal, and spreads are the default triples of the table of durations (rows D02
to D05). Stages between two events are differences of their quantiles, since the table counts every event from the start.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.delivery.approvals.facts import ProjectFacts, project_facts
from tingzhou.delivery.calendars import Calendar, every_day
from tingzhou.delivery.durations import duration
from tingzhou.delivery.risk.answers import connection
from tingzhou.delivery.risk.network import ScheduleNetwork, Task, net_of_calendar, schedule_network
from tingzhou.delivery.risk.simulate import Simulation
from tingzhou.delivery.seasons import season_calendar

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ACCEPTED", "CAPACITY", "CONNECTED", "OWNERS", "PUBLISHED", "START", "TURBINES", "YEAR_END", "Published", "milestones", "mulei_facts",
           "mulei_network"]  # fmt: skip

CAPACITY = 2500.0  # [MW]
OWNERS, TURBINES = 7, 372
CONNECTED = dt.date(2024, 12, 12)
START = CONNECTED - dt.timedelta(days=180)  # 15 June 2024, counted back [derived]
ACCEPTED = START - dt.timedelta(days=18)  # 28 May 2024, counted back [derived]
YEAR_END = dt.date(2024, 12, 31)
_PRESS, _CHINA = "press text of Changji, 2024-12-10", "union.china.com.cn/txt/2024-12/20/content_42993545.html"


@dataclass(frozen=True)
class Published:
    """A published figure of the case with its mark and source."""

    figure: str
    value: float
    unit: str
    mark: str
    source: str


PUBLISHED = (
    Published("days_of_approvals", 18, "d", "P", f"{_PRESS}; {_CHINA}"),
    Published("station_topped_out", 40, "d", "P", _CHINA),
    Published("first_hoist", 60, "d", "P", _PRESS),
    Published("first_connection", 180, "d", "P", _CHINA),
    Published("turbines", TURBINES, "1", "P", _CHINA),
    Published("owners", OWNERS, "1", "P", _CHINA),
    Published("investment", 8.2e9, "CNY", "P", "one of two texts on the same project"),
    Published("investment", 8.8e9, "CNY", "P", "the other of two texts on the same project"),
)


def mulei_facts(*, expropriation: bool = False) -> ProjectFacts:
    """Return the facts of the case: wind on state desert steppe, filed, environmental form, station building.

    The land area is not published; any area of at least 5 ha leads to the same steps (soil conservation book) [assumed].
    """
    stated = {"kind": "wind", "land_ha": 500, "land_class": "steppe", "expropriation": "yes" if expropriation else "no", "eia": "form",
              "permanent_buildings": "yes", "in_free_zone": "no"}  # fmt: skip
    return project_facts(stated, name="Mulei 2.5 GW")


def _stage(later: str, earlier: str) -> tuple[float, float, float]:
    """Return the stage between two events counted from the same start: differences of their quantiles."""
    low, middle, high = (max(a - b, 0.0) for a, b in zip(duration(later).triple, duration(earlier).triple, strict=True))
    return low, middle, high


def mulei_network(hoisting: Sequence[Calendar] = (), *, start: dt.date = START, first: dt.date | None = None, last: dt.date | None = None,
                  owners: int = OWNERS) -> ScheduleNetwork:  # fmt: skip
    """Return the network: one collector station for all, and for each owner foundations, hoisting, first and full connection.

    Parameters
    ----------
    hoisting
        Calendars of hoisting windows, one per weather year, over the same days; without any every day has a window.
    start
        First day of work; approvals are through.
    """
    begin = hoisting[0].first if hoisting else first or dt.date(start.year, 1, 1)
    end = hoisting[0].last if hoisting else last or dt.date(start.year + 3, 12, 31)
    free = every_day(begin, end)
    windows = tuple(hoisting) or (Calendar("hoisting", begin, free.worked),)
    foundations, lifting, ramp = duration("D02").triple, _stage("D04", "D02"), _stage("D05", "D04")
    work = Calendar("windows", begin, np.concatenate([window.worked for window in windows]))
    tasks = [Task("station", duration("D03").triple, (), "concrete", start, "station")]
    for owner in range(1, owners + 1):
        name = f"owner_{owner}"
        tasks += [Task(f"{name}_foundations", foundations, (), "concrete", start, name),
                  Task(f"{name}_first", net_of_calendar(lifting, work), (f"{name}_foundations", "station"), "hoisting", None, name),
                  Task(f"{name}_full", net_of_calendar(ramp, work), (f"{name}_first",), "hoisting", None, name)]  # fmt: skip
    return schedule_network(
        tasks, {"every_day": free, "concrete": season_calendar(begin, end, name="concrete"), "hoisting": windows}
    )


def milestones(found: Simulation, *, owners: int = OWNERS) -> dict[str, NDArray[np.float64]]:
    """Return the finishes of the three meanings of connected: first turbine of any and of every owner, half, and full."""
    first = [f"owner_{owner}_first" for owner in range(1, owners + 1)]
    full = [f"owner_{owner}_full" for owner in range(1, owners + 1)]
    columns = [[found.network.index(task) for task in tasks] for tasks in (first, full)]
    capacity = np.full(owners, CAPACITY / owners)
    half = connection(found.finish[:, columns[0]], found.finish[:, columns[1]], capacity, 0.5)
    return {"first_connection": found.first(first), "first_every_owner": found.last(first), "half_connection": half,
            "full_connection": found.last(full)}  # fmt: skip
