"""The risk of a region's plan: its tables, its wind and a list of starts turned into a network, and run."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.delivery.calendars import Calendar
from tingzhou.delivery.lines import uneven_lines
from tingzhou.delivery.risk import ChosenProject, ScheduleNetwork, Stage, Tie, portfolio_network
from tingzhou.delivery.seasons import CalendarRow, built_in_rows, hoisting_calendar, hoisting_days, legal_calendar, work_calendar
from tingzhou.errors import InputError, Problem
from tingzhou.workdays import published_years

if TYPE_CHECKING:
    from tingzhou.region import Region

__all__ = [
    "WEATHER_YEARS",
    "PlannedStart",
    "RegionPlan",
    "calendar_rows",
    "hoisting_calendars",
    "plan_network",
    "read_delivery",
    "read_plan_starts",
    "wished_starts",
]

WEATHER_YEARS = 5  # weather years that hoisting draws from
_SPEED = 9.0  # the region's series are outputs that stand still from about 9.4 m/s on: crane limit, below practice [m/s] [M]
_YEARS = 12  # years that calendars reach beyond the last start [a]
_NEEDED = ("project", "start", "mode")


@dataclass(frozen=True)
class PlannedStart:
    """A project of a plan: the day of its start and its mode."""

    project: str
    start: dt.date
    mode: str


def read_plan_starts(text: str, file: str, region: Region) -> tuple[tuple[PlannedStart, ...], tuple[str, ...]]:
    """Return the starts of a CSV text with the columns project, start and mode, and the columns that were not used.

    Raises
    ------
    InputError
        With every problem: projects and modes that the region does not have, days.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = list(reader.fieldnames or [])
    problems = [Problem("the column {name} ({label}) is missing.", "Add a column with this header.", file=file, row=1,
                        parameters={"name": name, "label": name}) for name in _NEEDED if name not in header]  # fmt: skip
    problems += uneven_lines(text, file)
    if problems:
        raise InputError(problems)
    modes = {(row["project"], row["mode"]) for row in _rows(region, "project_modes")}
    known, found = {row["id"] for row in _rows(region, "projects")}, []
    for line, row in enumerate(reader, start=2):
        project, start, mode = ((row[name] or "").strip() for name in _NEEDED)
        if project not in known:
            problems.append(Problem("the region has no such project.", "Projects stand in the table projects.", file=file, row=line,
                                    column="project", value=project))  # fmt: skip
        elif (project, mode) not in modes:
            problems.append(Problem("the project {project} has no such mode.", "Modes stand in the table project_modes.", file=file, row=line,
                                    column="mode", value=mode, parameters={"project": project}))  # fmt: skip
        try:
            found.append(PlannedStart(project, dt.date.fromisoformat(start), mode))
        except ValueError:
            problems.append(
                Problem("it is no day.", "Write a day such as 2025-03-31.", file=file, row=line, column="start", value=start)
            )
    if problems:
        raise InputError(problems)
    return tuple(found), tuple(name for name in header if name not in _NEEDED)


def wished_starts(region: Region) -> tuple[PlannedStart, ...]:
    """Return the starts as the region wishes them: every project on its earliest day, in its first mode."""
    modes: dict[str, str] = {}
    for row in _rows(region, "project_modes"):
        modes.setdefault(str(row["project"]), str(row["mode"]))
    return tuple(PlannedStart(str(row["id"]), dt.date.fromisoformat(row["earliest"]) if isinstance(row["earliest"], str) and row["earliest"]
                              else dt.date(region.year, 1, 1), modes[str(row["id"])])
                 for row in _rows(region, "projects") if str(row["id"]) in modes)  # fmt: skip


def _rows(region: Region, table: str) -> list[dict[str, Any]]:
    frame = region.table(table)
    records: list[dict[str, Any]] = (frame if "id" in frame.columns or frame.index.name is None else frame.reset_index()).to_dict(
        "records"
    )  # type: ignore[assignment]
    return records


def calendar_rows(region: Region) -> tuple[CalendarRow, ...]:
    """Return the rows of the region's table ``calendars``.

    Raises
    ------
    InputError
        When spans run backwards or a week is adopted for part of a year.
    """
    found, problems = [], []
    for row in _rows(region, "calendars"):
        first, last = (dt.date.fromisoformat(str(row[name])) for name in ("first_day", "last_day"))
        if last < first:
            problems.append(Problem("the span ends before it begins.", "Put the earlier day into the column first.", file="calendars",
                                    column="last_day", value=str(last)))  # fmt: skip
        if row["day_kind"] == "week" and (first.month, first.day, last.month, last.day) != (1, 1, 12, 31):
            problems.append(Problem("a week is adopted for whole years only.", "Write 1 January in first and 31 December in last.",
                                    file="calendars", column="first_day", value=str(first)))  # fmt: skip
        found.append(CalendarRow(region.id, first, last, str(row["day_kind"]), str(row["zh"]), str(row["en"]), str(row["quality"]), "",
                                 str(row["source"])))  # fmt: skip
    if problems:
        raise InputError(problems)
    return tuple(found)


def read_delivery(folder: Path, region: Region) -> tuple[tuple[PlannedStart, ...], tuple[tuple[str, str], ...]]:
    """Return the starts of a delivery folder, and the order in which each project's crews go from stage to stage.

    Raises
    ------
    InputError
        When the folder is no delivery, or its plan is not one of this region.
    """
    texts = {}
    if (folder / "delivery.json").is_file() and not (folder / "tables" / "plan_stages.csv").is_file():
        raise InputError(Problem("the plan has no stages: the region's table has none for its kinds of projects.", "Fill the table "
                                 "project_stages (as in the region changji), then run tingzhou deliver again.", file="project_stages",
                                 value=str(folder)))  # fmt: skip
    for name in ("plan_projects", "plan_stages"):
        path = folder / "tables" / f"{name}.csv"
        if not path.is_file():
            raise InputError(Problem("this folder is no delivery: a table is missing.", "Name a folder that tingzhou deliver has written.",
                                     file=f"tables/{name}.csv", value=str(folder)))  # fmt: skip
        texts[name] = path.read_text(encoding="utf-8-sig")
    chosen = [row for row in csv.DictReader(io.StringIO(texts["plan_projects"])) if row["selected"] == "selected"]
    plan = io.StringIO()
    writer = csv.writer(plan)
    writer.writerows([_NEEDED, *((row["id"], row["start"], row["mode"]) for row in chosen)])
    starts, _ = read_plan_starts(plan.getvalue(), "tables/plan_projects.csv", region)
    crews: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for row in csv.DictReader(io.StringIO(texts["plan_stages"])):
        if row["crew"]:
            crews.setdefault((row["project"], row["crew"]), []).append(
                (row["start"], row["finish"], f"{row['project']}.{row['stage']}")
            )
    order = [(one[2], two[2]) for stages in crews.values() for one, two in pairwise(sorted(stages)) if one[1] <= two[0]]
    return starts, tuple(order)


def hoisting_calendars(region: Region, places: frozenset[str], first: dt.date, last: dt.date, *, years: int = WEATHER_YEARS,
                       seed: int = 1) -> dict[str, tuple[Calendar, ...]]:  # fmt: skip
    """Return the hoisting windows of the places, one calendar per weather year of the region's own wind series.

    ``hoisting`` holds for places without a wind zone: the windows of the first zone.
    """
    from tingzhou.hours import Hours
    from tingzhou.weather import generate, zones_from_table
    from tingzhou.weather.wind import power_curve

    frame = region.table("weather_zones")
    zones = [zone for zone in zones_from_table(frame, region.table("places")) if zone.technology == "wind"]
    at = {str(name): str(place) for name, place in zip(frame.index, frame["place"], strict=True)}
    chosen = [zone for place, zone in enumerate(zones) if place == 0 or at[zone.id] in places]
    if not chosen:
        return {}
    begin = 2024 - years + 1
    hours = Hours.span(f"{begin}-01-01", (dt.date(2025, 1, 1) - dt.date(begin, 1, 1)).days * 24, utc_offset=8.0)
    series = generate(chosen, hours, seed=seed)
    found: dict[str, tuple[Calendar, ...]] = {}
    for zone in chosen:
        limit = float(power_curve(np.array([_SPEED]), zone.altitude)[0])
        days = hoisting_days(series[zone.id], limit)
        borders = [(dt.date(begin + year, 1, 1) - dt.date(begin, 1, 1)).days for year in range(years + 1)]
        made = tuple(hoisting_calendar(days[low:high], first, last) for low, high in pairwise(borders))
        found.setdefault("hoisting", made)
        found[f"hoisting:{at[zone.id]}"] = made
    return found


@dataclass(frozen=True)
class RegionPlan:
    """A plan of a region made ready for simulation: projects, stages, ties and their network."""

    projects: tuple[ChosenProject, ...]
    stages: tuple[Stage, ...]
    ties: tuple[Tie, ...]
    network: ScheduleNetwork
    capacity: Mapping[str, float]


def plan_network(region: Region, starts: Sequence[PlannedStart], *, order: Sequence[tuple[str, str]] = ()) -> RegionPlan:
    """Return a plan on the region's stages, links and wind.

    Raises
    ------
    InputError
        When a kind of project has no stages.
    """
    projects = {str(row["id"]): row for row in _rows(region, "projects")}
    modes = {(str(row["project"]), str(row["mode"])): row for row in _rows(region, "project_modes")}
    first = dt.date(min(start.start for start in starts).year, 1, 1)
    last = dt.date(max(start.start for start in starts).year + _YEARS, 12, 31)
    chosen = [ChosenProject(one.project, str(projects[one.project]["kind"]), one.start, float(modes[one.project, one.mode]["days"]),
                            modes[one.project, one.mode]["winter_stop"] is True, str(projects[one.project]["place"])) for one in starts]  # fmt: skip
    stages = [Stage(str(row["id"]), str(row["kind"]), float(row["days_share"]),
                    tuple(part.strip() for part in str(row["after"] or "").split(";") if part.strip() and part != "nan"), str(row["stage_calendar"]))
              for row in _rows(region, "project_stages")]  # fmt: skip
    ties = [Tie(str(row["project"]), str(row["link"]), str(row["other"]), float(row["lag_days"]) if row["lag_days"] == row["lag_days"] else 0.0)
            for row in _rows(region, "project_links")]  # fmt: skip
    calendars: dict[str, Calendar | Sequence[Calendar]] = {
        "all_days": work_calendar("calendar", first, last), "winter_stop": work_calendar("concrete", first, last)}  # fmt: skip
    kinds = {project.kind for project in chosen}
    if any(stage.calendar == "hoisting" and stage.kind in kinds for stage in stages):
        calendars |= hoisting_calendars(region, frozenset(one.place for one in chosen), first, last) or {
            "hoisting": (work_calendar("calendar", first, last),)
        }
    if any(stage.calendar == "working_days" and stage.kind in kinds for stage in stages):
        published = published_years()[1]
        rows = (*calendar_rows(region), *(built_in_rows("assumed") if last.year > published else ()))
        calendars["working_days"] = legal_calendar(first, last, rows)
    network = portfolio_network(chosen, stages, ties, calendars, order=order)
    sizes = {str(row["id"]): float(row["size"]) for row in projects.values()
             if row["kind"] in ("wind", "pv") and row["size"] == row["size"] and row["size_unit"] == "MW"}  # fmt: skip
    return RegionPlan(tuple(chosen), tuple(stages), tuple(ties), network, sizes)
