"""The commands about schedules under way and about the funnel of projects."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tingzhou.cli.cases import Day
from tingzhou.cli.options import json_option, lang_option
from tingzhou.cli.printing import print_json
from tingzhou.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tingzhou.cli.language import Said
    from tingzhou.delivery.calendars import Calendar
    from tingzhou.delivery.progress import Schedule
    from tingzhou.tables import ResultTable

__all__ = ["schedule_commands"]

_PATH = click.Path(path_type=Path)
_YEARS = 12  # years that calendars of a schedule reach beyond its last day [a]


def _options(say: Said) -> list[Callable[[Callable[..., Any]], Callable[..., Any]]]:
    """Return the options of ``progress``, in the order of its help."""
    return [
        click.option("--to", "target", metavar="FILE", type=_PATH, help=say("Write the schedule as .xml (MS Project), .xer or .xlsx.")),
        click.option("--status", type=Day(), help=say("Day of the status; without it that of the file.")),
        click.option("--actuals", type=_PATH, help=say("Bookings (CSV: task, on, percent, cost, actual_start, actual_finish).")),
        click.option("--baseline", type=_PATH, help=say("A frozen baseline in place of the one in the file.")),
        click.option("--freeze", metavar="FILE", type=_PATH, help=say("Freeze the planned days as a baseline; an old one is never overwritten.")),
        click.option("--issues", type=_PATH, help=say("What holds tasks up (CSV: task, cause, responsible, not_before, note).")),
        click.option("--by", type=Day(), help=say("Chance to be finished by this day, from the quantiles of the tasks.")),
        click.option("--runs", type=click.IntRange(2, 1_000_000), default=5000, show_default=True, help=say("Runs of the simulation.")),
        click.option("--encoding", metavar="NAME", help=say("Encoding of a XER file that is not UTF-8, such as gb18030.")),
        click.option("--project", metavar="NAME", help=say("Which project of a XER file with several.")),
        click.option("--out", metavar="DIR", type=_PATH, help=say("Folder for tables and workbook.")),
    ]  # fmt: skip


def schedule_commands(say: Said) -> list[click.Command]:
    """Return the commands with their help in the language of the call."""

    def progress(schedule: Path, as_json: bool, lang: str, **chosen: Any) -> None:
        _progress(say, schedule, chosen, as_json=as_json, lang=lang)

    command: Callable[..., Any] = progress
    for option in reversed([*_options(say), json_option(say), lang_option(say)]):
        command = option(command)
    command = click.argument("schedule", metavar="SCHEDULE", type=_PATH)(command)
    words = say("A schedule under way (MS Project XML, XER, Excel, CSV): convert, freeze, earned value, forecast, lights, chances.")

    @click.command("funnel", help=say("Projects from signing to commissioning: counts by stage and how long each passage takes."))
    @click.argument("projects", metavar="PROJECTS", type=_PATH)
    @click.option("--on", "on", type=Day(), required=True, help=say("Day of judgement: what has not passed by then is waiting."))
    @click.option("--out", metavar="DIR", type=_PATH, help=say("Folder for tables and workbook."))
    @json_option(say)
    @lang_option(say)
    def funnel(projects: Path, on: dt.date, out: Path | None, as_json: bool, lang: str) -> None:
        from tingzhou.delivery.progress import funnel_tables, read_stages
        from tingzhou.progress import read_words

        _show(say, funnel_tables(read_stages(read_words(projects), projects.name), on), out, {"on": on}, as_json=as_json, lang=lang)

    return [click.command("progress", help=words)(command), funnel]


def _progress(say: Said, path: Path, chosen: Mapping[str, Any], *, as_json: bool, lang: str) -> None:
    from tingzhou.delivery import progress as room
    from tingzhou.progress import read_schedule, read_words, write_schedule, write_whole

    schedule = read_schedule(path, encoding=chosen["encoding"], project=chosen["project"], status=chosen["status"])
    facts: dict[str, Any] = {"name": schedule.name, "tasks": len(schedule.leaves()), "links": len(schedule.links)}
    if chosen["baseline"] is not None:
        held = room.read_baseline(read_words(chosen["baseline"]), chosen["baseline"].name)
        schedule, facts["new"], facts["gone"] = room.apply_baseline(schedule, held)
    if chosen["actuals"] is not None:
        bookings = room.read_actuals(read_words(chosen["actuals"]), chosen["actuals"].name, schedule)
        status = schedule.status or max((one.on for one in bookings), default=None)
        schedule = schedule if status is None else room.apply_actuals(schedule, bookings, status)
    if chosen["freeze"] is not None:
        if chosen["freeze"].exists():
            raise InputError(Problem("there is a baseline of this name: a frozen baseline is never overwritten.", "Choose another name.",
                                     value=str(chosen["freeze"])))  # fmt: skip
        frozen = room.freeze(schedule, _status(schedule))
        write_whole(chosen["freeze"], room.write_baseline(frozen).encode("utf-8"))
        facts |= {"frozen": str(chosen["freeze"]), "hash": frozen.hash}
    if chosen["target"] is not None:
        write_schedule(schedule, chosen["target"], lang)
        facts["written"] = str(chosen["target"])
    tables = {"dropped": room.dropped_table(schedule.dropped, lang)} if schedule.dropped else {}
    if schedule.status is not None:
        tables |= _judged(schedule, chosen, facts)
        facts["status"] = schedule.status
    if not as_json:
        _say(say, facts, dated=schedule.status is not None)
    _show(say, tables, chosen["out"], facts, as_json=as_json, lang=lang)


def _status(schedule: Schedule) -> dt.date:
    if schedule.status is None:
        raise InputError(Problem("the schedule has no day of status.", "Name it with --status."))
    return schedule.status


def _judged(schedule: Schedule, chosen: Mapping[str, Any], facts: dict[str, Any]) -> dict[str, ResultTable]:
    from tingzhou.delivery import progress as room
    from tingzhou.progress import read_words

    status = _status(schedule)
    calendars = _calendars(schedule, status)
    issues = () if chosen["issues"] is None else room.read_issues(read_words(chosen["issues"]), chosen["issues"].name, schedule)
    tables = {"progress_tasks": room.task_table(schedule, room.forecast(schedule, status, calendars)),
              "progress_lights": room.light_table(room.lights(schedule, status, calendars, issues))}  # fmt: skip
    if any(task.baseline_start is not None for task in schedule.leaves()):
        earned = room.earned_value(schedule, status, calendars)
        tables["earned_value"] = room.earned_table(earned)
        facts["forecast_finish"] = earned.forecast_finish
    if chosen["by"] is not None:
        tables |= _risk(schedule, status, calendars, chosen["by"], chosen["runs"], facts)
    return tables


def _calendars(schedule: Schedule, status: dt.date) -> dict[str, Calendar]:
    from tingzhou.delivery.progress import calendars_of

    days = [day for task in schedule.tasks for day in (task.start, task.finish, task.actual_start, task.actual_finish, task.baseline_start,
                                                       task.baseline_finish) if day is not None] + [status]  # fmt: skip
    return calendars_of(schedule, dt.date(min(days).year, 1, 1), dt.date(max(days).year + _YEARS, 12, 31))


def _risk(
    schedule: Schedule, status: dt.date, calendars: dict[str, Calendar], by: dt.date, runs: int, facts: dict[str, Any]
) -> dict[str, ResultTable]:
    from tingzhou.delivery import risk
    from tingzhou.delivery.progress import risk_network

    network, left = risk_network(schedule, status, calendars)
    facts["links_left_out"] = list(left)
    found = risk.simulate(network, risk.draw(network, runs=runs))
    ends = [one for index, one in enumerate(network.ids) if index not in set(network.before.tolist())]
    return {"risk_milestones": risk.milestone_table(found, {"last_task": found.last(ends)}, by),
            "risk_drivers": risk.driver_table(risk.drivers(found, ends, by))}  # fmt: skip


def _say(say: Said, facts: Mapping[str, Any], *, dated: bool) -> None:
    click.echo(say("{name}: {tasks} tasks, {links} links.", name=facts["name"], tasks=facts["tasks"], links=facts["links"]))
    if "written" in facts:
        click.echo(say("Written: {path}", path=facts["written"]))
    if "frozen" in facts:
        click.echo(say("Frozen: {path}, hash {hash}", path=facts["frozen"], hash=facts["hash"]))
    for name, text in (("new", say("Tasks that the baseline does not hold: {tasks}.", tasks=", ".join(facts.get("new", ())))),
                       ("gone", say("Tasks of the baseline that are gone: {tasks}.", tasks=", ".join(facts.get("gone", ())))),
                       ("links_left_out", say("Links left out of the simulation: {links}.", links=", ".join(facts.get("links_left_out", ()))))):  # fmt: skip
        if facts.get(name):
            click.echo(text)
    if not dated:
        click.echo(say("No day of status: neither forecast nor lights. Name it with --status."))


def _show(
    say: Said, tables: Mapping[str, ResultTable], out: Path | None, facts: Mapping[str, Any], *, as_json: bool, lang: str
) -> None:
    from tingzhou.cli.sheets import print_table, records, write_tables

    if out is not None:
        write_tables(tables, out, "progress")
    if as_json:
        print_json({**facts, **{name: records(table) for name, table in tables.items()}})
        return
    for table in tables.values():
        print_table(table, lang, rows=40)
        for note in table.notes:
            click.echo("  " + say(note))
    if out is not None:
        click.echo(say("Tables: {path}", path=out))
