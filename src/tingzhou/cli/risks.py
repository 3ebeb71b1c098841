"""The command about the risk of a region's plan."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tingzhou.cli.cases import Day
from tingzhou.cli.options import json_option, lang_option
from tingzhou.cli.printing import print_json
from tingzhou.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tingzhou.cli.language import Said
    from tingzhou.delivery.risk import Simulation
    from tingzhou.risks import RegionPlan
    from tingzhou.tables import ResultTable

__all__ = ["risk_commands"]

_PATH = click.Path(path_type=Path)
_STEP = 14  # days between the starts of the curve [d]


def risk_commands(say: Said) -> list[click.Command]:
    """Return the command with its help in the language of the call."""

    def risk(region: str, as_json: bool, lang: str, **chosen: Any) -> None:
        _risk(say, region, chosen, as_json=as_json, lang=lang)

    options: list[Callable[[Callable[..., Any]], Callable[..., Any]]] = [
        click.option("--plan", type=_PATH, help=say("A folder of tingzhou deliver, or starts (CSV: project, start, mode); without it every project begins on its earliest day.")),
        click.option("--by", type=Day(), help=say("Chance to be finished by this day; without it 31 December of the year of the last start.")),
        click.option("--project", metavar="ID", help=say("Drivers of this project and its latest start for 80 %.")),
        click.option("--runs", type=click.IntRange(2, 1_000_000), default=5000, show_default=True, help=say("Runs of the simulation.")),
        click.option("--seed", type=int, default=1, show_default=True, help=say("Seed of the draws: the same seed gives the same figures.")),
        click.option("--correlation", type=click.FloatRange(0.0, 1.0), default=0.3, show_default=True,
                     help=say("Share of the spread that all tasks have in common.")),
        click.option("--out", metavar="DIR", type=_PATH, help=say("Folder for tables and workbook.")),
        click.option("--events", type=_PATH, help=say("What may happen (CSV: event, tasks, probability, p10, p50, p90, shared, source).")),
        json_option(say), lang_option(say),
    ]  # fmt: skip
    command: Callable[..., Any] = risk
    for option in reversed(options):
        command = option(command)
    command = click.argument("region", metavar="[REGION]", default="changji")(command)
    return [
        click.command(
            "risk", help=say("Dates of a plan as chances: P50, P80, P90, first, half and full connection, latest start, drivers.")
        )(command)
    ]


def _risk(say: Said, name: str, chosen: Mapping[str, Any], *, as_json: bool, lang: str) -> None:
    from tingzhou import region as regions
    from tingzhou import risks
    from tingzhou.delivery import risk as room
    from tingzhou.progress import read_words

    region = regions.load(name)
    unused: tuple[str, ...] = ()
    order: tuple[tuple[str, str], ...] = ()
    if chosen["plan"] is None:
        starts = risks.wished_starts(region)
    elif chosen["plan"].is_dir():
        starts, order = risks.read_delivery(chosen["plan"], region)
    else:
        starts, unused = risks.read_plan_starts(read_words(chosen["plan"]), chosen["plan"].name, region)
    if not starts:
        raise UsageError("the region {name} has no projects to simulate", name=name)
    if chosen["project"] not in (None, *(start.project for start in starts)):
        raise UsageError("the project {project} is not in the plan", project=chosen["project"])
    plan = risks.plan_network(region, starts, order=order)
    by = chosen["by"] or dt.date(max(start.start for start in starts).year, 12, 31)
    given = chosen["events"]
    events = () if given is None else room.read_events(read_words(given), given.name, plan.network.ids)
    draws = room.draw(plan.network, runs=chosen["runs"], seed=chosen["seed"], correlation=chosen["correlation"], events=events)
    found = room.simulate(plan.network, draws)
    names = {str(row["id"]): str(row[lang]) for row in region.table("projects").to_dict("records")}
    tables = {"risk_projects": room.project_risk_table(found, by, names)} | _connected(plan, found, by)
    facts: dict[str, Any] = {"region": name, "projects": len(plan.projects), "tasks": plan.network.size, "runs": chosen["runs"], "by": by,
                             "columns_not_used": list(unused)}  # fmt: skip
    if chosen["project"] is not None:
        tables |= _one(plan, found, chosen["project"], by, facts)
    _show(say, tables, facts, chosen["out"], as_json=as_json, lang=lang)


def _connected(plan: RegionPlan, found: Simulation, by: dt.date) -> dict[str, ResultTable]:
    """Return first, half and full connection of all wind and sun of the plan together."""
    from tingzhou.delivery import risk as room

    names = [project.id for project in plan.projects if project.id in plan.capacity]
    if not names:
        return {}
    first, full = room.connections(found, plan.projects, plan.stages, plan.ties, names)
    capacity = [plan.capacity[name] for name in names]
    milestones = {"first_connection": first.min(axis=1), "first_every_owner": first.max(axis=1),
                  "half_connection": room.connection(first, full, capacity, 0.5), "full_connection": full.max(axis=1)}  # fmt: skip
    return {"risk_milestones": room.milestone_table(found, milestones, by)}


def _one(plan: RegionPlan, found: Simulation, project: str, by: dt.date, facts: dict[str, Any]) -> dict[str, ResultTable]:
    from tingzhou.delivery import risk as room

    mine = next(one for one in plan.projects if one.id == project)
    target = f"{project}.done"
    begin = min(mine.start, dt.date(by.year, 1, 1)) - dt.timedelta(days=24 * _STEP)
    first = max(begin, plan.network.first)
    starts = [first + dt.timedelta(days=_STEP * index) for index in range(max((by - first).days // _STEP, 0) + 1)]
    curve = room.start_curve(plan.network, found.draws, [f"{project}.begin"], lambda run: run.of(target), starts, by)
    facts["latest_start"] = curve.latest_start(0.8)
    return {"risk_starts": room.curve_table(curve), "risk_drivers": room.driver_table(room.drivers(found, [target], by))}


def _show(
    say: Said, tables: Mapping[str, ResultTable], facts: Mapping[str, Any], out: Path | None, *, as_json: bool, lang: str
) -> None:
    from tingzhou.cli.sheets import print_table, records, write_tables

    if out is not None:
        write_tables(tables, out, "risk")
    if as_json:
        print_json({**facts, **{name: records(table) for name, table in tables.items()}})
        return
    click.echo(
        say(
            "{projects} projects, {tasks} tasks, {runs} runs; chances by {by}.",
            **{name: facts[name] for name in ("projects", "tasks", "runs", "by")},
        )
    )
    if facts["columns_not_used"]:
        click.echo(say("Columns not used: {columns}.", columns=", ".join(facts["columns_not_used"])))
    for table in tables.values():
        print_table(table, lang, rows=70)
        for note in table.notes:
            click.echo("  " + say(note))
    if "latest_start" in facts:
        click.echo(say("Latest start for 80 %: {day}.", day=facts["latest_start"] or "–"))
    if out is not None:
        click.echo(say("Tables: {path}", path=out))
