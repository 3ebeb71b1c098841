"""What a delivery takes from elsewhere: lawful starts from the approval paths, values from a study's accounts, chances of its dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tingzhou.errors import InputError, Problem
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from tingzhou.delivery.days import DaySchedule
    from tingzhou.delivery.portfolio import Plan, Portfolio
    from tingzhou.delivery.risk import Simulation
    from tingzhou.region import Region
    from tingzhou.risks import RegionPlan

__all__ = ["Approvals", "approval_table", "approvals_of", "resource_order", "risk_tables", "with_accounts"]

_TRIED = 8  # halvings of the search for the latest start


@dataclass(frozen=True)
class Approvals:
    """The approval paths of a region's projects: first lawful day of construction by project, and a row of facts for the table."""

    lawful: Mapping[str, dt.date]
    rows: tuple[dict[str, Any], ...]


def approvals_of(region: Region, rule: str, accepted: dt.date | None = None) -> Approvals:
    """Return the paths of all projects whose first files are accepted on one day.

    Parameters
    ----------
    rule
        ``minimum``: construction may begin after compulsory publicity; ``maximum``: after the limits on the authorities.
    accepted
        Without it the first working day of the first planning year (assumed).
    """
    from tingzhou.delivery.approvals import approval_path, facts_of_words
    from tingzhou.delivery.seasons import built_in_rows, legal_calendar
    from tingzhou.risks import calendar_rows
    from tingzhou.workdays import published_years

    limits = region.table("factor_limits")
    years = [int(year) for year in limits["calendar_year"]] or [region.year]
    asked = accepted or dt.date(min(years), 1, 1)
    first, last = dt.date(asked.year, 1, 1), dt.date(asked.year + 2, 12, 31)
    rows = (*calendar_rows(region), *(built_in_rows("assumed") if last.year > published_years()[1] else ()))
    calendar = legal_calendar(first, last, rows)
    while not calendar.working_days(asked - dt.timedelta(days=1), asked) and asked < last:
        asked += dt.timedelta(days=1)
    lawful: dict[str, dt.date] = {}
    found: list[dict[str, Any]] = []
    for row in region.table("projects").to_dict("records"):
        name, words = str(row["id"]), str(row["facts"]) if isinstance(row["facts"], str) else ""
        entry: dict[str, Any] = {"id": name, "zh": row["zh"], "en": row["en"], "files_accepted": asked.isoformat()}
        try:
            path = approval_path(facts_of_words(name, str(row["kind"]), words), asked, calendar)
        except InputError as error:
            entry |= {"path_zh": error.problems[0].text("zh"), "path_en": error.problems[0].text("en")}
            found.append(entry)
            continue
        days = {way: dates[path.target][1] + dt.timedelta(days=1)
                for way, dates in (("minimum", path.dates_minimum), ("maximum", path.dates_maximum))}  # fmt: skip
        lawful[name] = days[rule]
        steps = [path.step(one) for one in path.maximum.critical if path.step(one).group != "start"]
        found.append(entry | {
            "floor_days": path.minimum.length, "limit_days": path.maximum.length, "earliest_lawful": days["minimum"].isoformat(),
            "limit_start": days["maximum"].isoformat(), "path_zh": " → ".join(one.zh for one in steps),
            "path_en": " → ".join(one.en for one in steps)})  # fmt: skip
    return Approvals(lawful, tuple(found))


def approval_table(plan: Plan, approvals: Approvals, rule: str) -> ResultTable:
    """Return the paths beside the planned starts: whether a start is lawful only when the authorities are quicker than their limits."""
    import pandas as pd

    periods = plan.portfolio.periods
    starts = {project.id: periods.first_day(column.start) for project, column in zip(plan.portfolio.projects, plan.chosen, strict=True)
              if column is not None}  # fmt: skip
    rows = []
    for row in approvals.rows:
        start = starts.get(row["id"])
        needed = "" if start is None or "limit_start" not in row else (
            "quicker" if start < dt.date.fromisoformat(row["limit_start"]) else "within_limits")  # fmt: skip
        rows.append({**row, "start": "" if start is None else start.isoformat(), "authorities": needed})
    columns = [
        "id",
        "zh",
        "en",
        "files_accepted",
        "floor_days",
        "limit_days",
        "earliest_lawful",
        "limit_start",
        "start",
        "authorities",
        "path_zh",
        "path_en",
    ]
    frame = pd.DataFrame(rows, columns=columns).astype({"floor_days": "float64", "limit_days": "float64"})
    notes = (
        "Files are accepted on the day shown (assumed). Lawful start: after compulsory publicity and notices; start at the limits: when the authorities use all the time the law gives them.",
        "Here construction may begin after compulsory publicity: a start before the one at the limits needs authorities that are quicker."
        if rule == "minimum"
        else "Here construction begins after the limits on the authorities.",
    )
    return ResultTable("plan_approvals", frame, {}, notes)


def with_accounts(portfolio: Portfolio, region: Region, folder: Path) -> tuple[Portfolio, tuple[str, ...]]:
    """Return the portfolio with values from a study's accounts where a project names some, and which projects these are.

    The value is revenue less cost of the rows of ``accounts`` whose owner the column ``accounts`` of the project names.

    Raises
    ------
    InputError
        When the folder holds no study, or a project names an account that the study does not have.
    """
    from tingzhou.study import load_study

    study = load_study(folder)
    if "accounts" not in study.tables:
        raise InputError(Problem("the study has no accounts.", "Run: tingzhou study.", value=str(folder)))
    frame = study.tables["accounts"].frame
    owner = next(name for name in ("process", "subject", "id") if name in frame.columns)
    sums = {str(name): -float(amount) for name, amount in frame.groupby(owner)["amount"].sum().items()}
    values: dict[str, float] = {}
    problems = []
    for line, row in enumerate(region.table("projects").to_dict("records"), start=2):
        names = [one.strip() for one in str(row.get("accounts") or "").split(";") if one.strip() and one != "nan"]
        for name in names:
            if name not in sums:
                problems.append(Problem("the study has no account of this name.", "Names stand in the study's table accounts.",
                                        file="projects", row=line, column="accounts", value=name))  # fmt: skip
        if names and all(name in sums for name in names):
            values[str(row["id"])] = sum(sums[name] for name in names)
    if problems:
        raise InputError(problems)
    projects = tuple(replace(one, benefit=values.get(one.id, one.benefit)) for one in portfolio.projects)
    return replace(portfolio, projects=projects), tuple(sorted(values))


def resource_order(days: Sequence[DaySchedule]) -> tuple[tuple[str, str], ...]:
    """Return the order in which each project's crews go from stage to stage, as pairs of task ids."""
    order = []
    for one in days:
        crews: dict[str, list[tuple[dt.date, dt.date, str]]] = {}
        for stage in one.stages:
            if stage.template.crew:
                crews.setdefault(stage.template.crew, []).append((stage.start, stage.finish, f"{one.project}.{stage.template.id}"))
        for stages in crews.values():
            order += [(before[2], after[2]) for before, after in pairwise(sorted(stages)) if before[1] <= after[0]]
    return tuple(order)


def risk_tables(region: Region, plan: Plan, days: Sequence[DaySchedule], runs: int, seed: int = 1) -> dict[str, ResultTable]:
    """Return the chances of the plan's dates with its resource order fixed; empty where a kind of project has no stages."""
    from tingzhou.delivery import risk as room
    from tingzhou.risks import PlannedStart, plan_network

    portfolio = plan.portfolio
    staged = {one.project for one in days}
    starts = [PlannedStart(project.id, portfolio.periods.first_day(column.start), column.mode)
              for project, column in zip(portfolio.projects, plan.chosen, strict=True) if column is not None and project.id in staged]  # fmt: skip
    if not starts:
        return {}
    ready = plan_network(region, starts, order=resource_order(days))
    found = room.simulate(ready.network, room.draw(ready.network, runs=runs, seed=seed))
    by = {one.project: dt.date(one.finish.year, 12, 31) for one in days}
    tables = {"plan_risk": _projects(plan, days, ready, found, by)}
    connected = _connections(plan, ready, found, by)
    return tables | ({"plan_connections": connected} if connected is not None else {})


def _projects(
    plan: Plan, days: Sequence[DaySchedule], ready: RegionPlan, found: Simulation, by: Mapping[str, dt.date]
) -> ResultTable:
    """Return P50, P80, P90, the chance by 31 December of the planned year and by the wanted day, and the latest start for 80 %."""
    import pandas as pd

    from tingzhou.delivery import risk as room

    portfolio, rows = plan.portfolio, []
    planned = {one.project: one.finish for one in days}
    for mine in ready.projects:
        project, finish = portfolio.project(mine.id), found.of(f"{mine.id}.done")
        p50, p80, p90 = room.quantile_days(ready.network, finish)
        target = None if project.target is None else portfolio.periods.last_day(project.target)
        rows.append({
            "id": project.id, "zh": project.zh, "en": project.en, "start": mine.start.isoformat(), "finish": planned[mine.id].isoformat(),
            "p50_day": _iso(p50), "p80_day": _iso(p80), "p90_day": _iso(p90), "by": by[mine.id].isoformat(),
            "chance": found.probability(finish, by[mine.id]), "target": _iso(target),
            "chance_target": float("nan") if target is None else found.probability(finish, target),
            "latest_start": _iso(_latest(ready, found, mine.id, by[mine.id], mine.start)) if project.must or mine.id in ready.capacity else "",
        })  # fmt: skip
    columns = [
        "id",
        "zh",
        "en",
        "start",
        "finish",
        "p50_day",
        "p80_day",
        "p90_day",
        "by",
        "chance",
        "target",
        "chance_target",
        "latest_start",
    ]
    notes = (
        "The plan's order of crews is fixed; durations by P10, P50 and P90 of the kind, good and bad years shared, weather years, winter stops.",
        "Latest start for a chance of 80 % by the day shown, the rest of the plan as it is; for must-haves, wind and sun.",
    )
    return ResultTable("plan_risk", pd.DataFrame(rows, columns=columns), {"chance": "1", "chance_target": "1"}, notes)


def _latest(ready: RegionPlan, found: Simulation, project: str, by: dt.date, planned: dt.date) -> dt.date | None:
    """Return the latest start with a chance of 80 % by ``by``, by halving: a later start never has a better chance."""
    from tingzhou.delivery import risk as room

    def chance(day: dt.date) -> float:
        return found.probability(room.finish_when_moved(found, f"{project}.begin", day, f"{project}.done"), by)

    low, high = max(planned - dt.timedelta(days=360), ready.network.first), by
    if chance(low) < 0.8:
        return None
    for _ in range(_TRIED):
        middle = low + (high - low) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if chance(middle) >= 0.8 else (low, middle)
    return low


def _iso(day: dt.date | None) -> str:
    return "" if day is None else day.isoformat()


def _connections(plan: Plan, ready: RegionPlan, found: Simulation, by: Mapping[str, dt.date]) -> ResultTable | None:
    """Return first, half and full connection of every wind and solar project of the plan, told apart."""
    import pandas as pd

    from tingzhou.delivery import risk as room

    names = [project.id for project in ready.projects if project.id in ready.capacity]
    if not names:
        return None
    first, full = room.connections(found, ready.projects, ready.stages, ready.ties, names)
    rows = []
    for at, name in enumerate(names):
        project = plan.portfolio.project(name)
        half = room.connection(first[:, [at]], full[:, [at]], [ready.capacity[name]], 0.5)
        for milestone, finish in (("first_connection", first[:, at]), ("half_connection", half), ("full_connection", full[:, at])):
            p50, p80, p90 = room.quantile_days(ready.network, finish)
            rows.append({"id": name, "zh": project.zh, "en": project.en, "milestone": milestone, "p50_day": _iso(p50), "p80_day": _iso(p80),
                         "p90_day": _iso(p90), "by": by[name].isoformat(), "chance": found.probability(finish, by[name])})  # fmt: skip
    columns = ["id", "zh", "en", "milestone", "p50_day", "p80_day", "p90_day", "by", "chance"]
    notes = (
        "Connected has three meanings: the first machine, half of the capacity, all of it. The chance is by 31 December of the year planned.",
    )
    return ResultTable("plan_connections", pd.DataFrame(rows, columns=columns), {"chance": "1"}, notes)
