"""The command about the approval path of a project."""

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
    from tingzhou.delivery.approvals import ApprovalPath, Handling, ProjectFacts
    from tingzhou.tables import ResultTable

__all__ = ["approval_commands"]

_PATH = click.Path(path_type=Path)
_SHORT = ("path_lengths", "path_counties", "permit_expiries", "path_facts")
_STEP_COLUMNS = ["step", "title", "limit_stated", "floor_stated", "slack", "critical", "accepted", "due", "earliest", "mark"]


def _options(say: Said) -> list[Callable[[Callable[..., Any]], Callable[..., Any]]]:
    """Return the options of ``path``, in the order of its help."""
    return [
        click.option("--fact", "stated", multiple=True, metavar="NAME=VALUE", help=say("A fact of the project, such as kind=wind or land_ha=50; goes before the file; may be repeated.")),
        click.option("--region", metavar="REGION", help=say("The project is one of this region, named by its id.")),
        click.option("--accepted", type=Day(), help=say("Day on which the first files are accepted; without it the first working day of the last published year.")),
        click.option("--asked", type=click.IntRange(0, 3000), metavar="DAYS", help=say("Days asked for from acceptance to the start of construction.")),
        click.option("--handling", type=click.Choice(("graph", "joint", "staged", "serial")), default="graph", show_default=True,
                     help=say("graph: as the law names predecessors; joint: site files side by side; staged: station permits wait for them; serial: one after another.")),
        click.option("--extensions", is_flag=True, help=say("Count the extensions that authorities may take.")),
        click.option("--reviews", is_flag=True, help=say("Count expert reviews and assessments outside the clock.")),
        click.option("--done", multiple=True, metavar="STEP", help=say("A step that is done; may be repeated.")),
        click.option("--steps", "steps_file", type=_PATH, help=say("Table of steps; without it the built-in one.")),
        click.option("--observed", type=_PATH, help=say("Observed lengths of steps (CSV: step, days, unit, county).")),
        click.option("--stops", type=_PATH, help=say("Spans in which the clock of a step stood (CSV: step, since, until, reason).")),
        click.option("--permits", type=_PATH, help=say("Permits that were issued (CSV: step, issued, project): which run out.")),
        click.option("--calendar", "calendar_file", type=_PATH, help=say("Rows of days off and worked (CSV: calendar, first, last, kind, source) on top of the national calendar.")),
        click.option("--assume-years", is_flag=True, help=say("Assume days off of years that are not published yet.")),
        click.option("--out", metavar="DIR", type=_PATH, help=say("Folder for tables and workbook.")),
    ]  # fmt: skip


def approval_commands(say: Said) -> list[click.Command]:
    """Return the commands with their help in the language of the call."""

    def path(project: Path | None, as_json: bool, lang: str, **chosen: Any) -> None:
        from tingzhou import region as regions
        from tingzhou.approvals import StatedProject, facts_of, read_projects, region_project

        more = _stated(chosen["stated"])
        if project is not None and chosen["region"] is not None:
            listed: tuple[StatedProject, ...] = (region_project(regions.load(chosen["region"]), str(project), lang or say.lang),)
        else:
            listed = (StatedProject("project", {}, ""),) if project is None else read_projects(project)
        if project is None and not more:
            raise UsageError("name a file with the facts of the project, or state them with --fact")
        found = facts_of(listed, more)
        answers = {one: _answer(facts, chosen) for one, facts in found.items()}
        _show(say, answers, chosen, as_json=as_json, lang=lang)

    command: Callable[..., Any] = path
    for option in reversed([*_options(say), json_option(say), lang_option(say)]):
        command = option(command)
    command = click.argument("project", metavar="[PROJECT]", type=_PATH, required=False)(command)
    text = say(
        "Approval steps of a project: legal maximum, compulsory minimum, observed lengths, an asked date against the law, papers."
    )
    return [click.command("path", help=text)(command)]


def _stated(words: tuple[str, ...]) -> dict[str, object]:
    pairs = [word.partition("=") for word in words]
    wrong = [word for word, (_, sign, _) in zip(words, pairs, strict=True) if not sign]
    if wrong:
        raise UsageError("'{word}' is no fact: write name=value", word=wrong[0])
    return {name.strip(): value.strip() for name, _, value in pairs}


def _rows(chosen: Mapping[str, Any]) -> Any:
    from tingzhou import region as regions
    from tingzhou.approvals import read_file
    from tingzhou.delivery.seasons import built_in_rows, read_rows
    from tingzhou.risks import calendar_rows

    region = chosen["region"]
    rows = list(built_in_rows("xinjiang")) if region is None else list(calendar_rows(regions.load(region)))
    if chosen["assume_years"]:
        rows += built_in_rows("assumed")
    if chosen["calendar_file"] is not None:
        rows += read_rows(read_file(chosen["calendar_file"]), chosen["calendar_file"].name)
    return rows


def _answer(facts: ProjectFacts, chosen: Mapping[str, Any]) -> ApprovalPath:
    from tingzhou.approvals import read_file
    from tingzhou.delivery.approvals import Handling, approval_path, built_in_steps, read_steps, read_stops
    from tingzhou.delivery.seasons import legal_calendar
    from tingzhou.workdays import published_years

    rows = _rows(chosen)
    last = max([published_years()[1], *(row.last.year for row in rows if row.kind == "week")])
    accepted = chosen["accepted"] or dt.date(published_years()[1], 1, 4)
    calendar = legal_calendar(dt.date(accepted.year, 1, 1), dt.date(max(last, accepted.year), 12, 31), rows)
    table = chosen["steps_file"]
    steps = built_in_steps() if table is None else read_steps(read_file(table), table.name)
    stopped = chosen["stops"]
    stops = {} if stopped is None else read_stops(read_file(stopped), stopped.name, {step.id for step in steps})
    handling: Handling = Handling(chosen["handling"], chosen["extensions"], chosen["reviews"])
    return approval_path(
        facts, accepted, calendar, steps=steps, handling=handling, asked=chosen["asked"], without=chosen["done"], stops=stops
    )


def _tables(answer: ApprovalPath, chosen: Mapping[str, Any], lang: str) -> dict[str, ResultTable]:
    from tingzhou.approvals import read_file
    from tingzhou.delivery.approvals import expiries, expiry_table, path_tables, read_observations, read_permits
    from tingzhou.delivery.seasons import legal_calendar
    from tingzhou.errors import InputError

    seen, permits = chosen["observed"], chosen["permits"]
    observations = () if seen is None else read_observations(read_file(seen), seen.name, answer.steps)
    tables = path_tables(answer, lang=lang, observations=observations)
    if permits is not None:
        listed = read_permits(read_file(permits), permits.name, answer.steps)
        first, last = answer.accepted.replace(month=1, day=1), dt.date(answer.accepted.year + 1, 12, 31)
        try:
            calendar = legal_calendar(first, last, _rows(chosen))
        except InputError:  # the next year is not published: a day to ask for an extension is named within this one only
            calendar = legal_calendar(first, dt.date(first.year, 12, 31), _rows(chosen))
        tables["permit_expiries"] = expiry_table(
            expiries(listed, answer.steps, answer.accepted, calendar), answer.steps, answer.dates_maximum[answer.target][1], lang
        )
    return tables


def _show(say: Said, answers: dict[str, ApprovalPath], chosen: Mapping[str, Any], *, as_json: bool, lang: str) -> None:
    from tingzhou.cli.sheets import print_table, records, write_tables
    from tingzhou.tables import ResultTable

    tables = {one: _tables(answer, chosen, lang) for one, answer in answers.items()}
    if chosen["out"] is not None:
        for one, found in tables.items():
            write_tables(found, chosen["out"] if len(tables) == 1 else chosen["out"] / one.replace("/", "_"), one)
    if as_json:
        print_json([{"project": one, "accepted": answer.accepted, "target": answer.target, "asked": _asked(answer, lang),
                     "critical": list(answer.maximum.critical), **{name: records(table) for name, table in tables[one].items()}}
                    for one, answer in answers.items()])  # fmt: skip
        return
    for one, answer in answers.items():
        head = say("{name}: legal maximum {maximum} working days, to {day}; compulsory minimum {minimum} working days, to {floor}.",
                   name=answer.facts.name or one, maximum=answer.maximum.length, day=answer.dates_maximum[answer.target][1],
                   minimum=answer.minimum.length, floor=answer.dates_minimum[answer.target][1])  # fmt: skip
        click.echo(head)
        if answer.asked is not None:
            click.echo("  " + answer.asked.text(lang))
            click.echo("  " + say("The asked days hold {held} working days: authorities may use {share} of their limits.",
                                  held=answer.asked.working_days, share=f"{answer.asked.share:.0%}"))  # fmt: skip
        if answer.maximum.unknown:
            click.echo(
                "  " + say("Limits that are not known, counted at their minimum: {steps}.", steps=", ".join(answer.maximum.unknown))
            )
        for note in answer.notes:
            click.echo("  " + say(note))
        if len(answers) > 1:
            continue
        steps = tables[one]["path_steps"]
        print_table(ResultTable("path_steps", steps.frame[_STEP_COLUMNS]), lang, rows=40)
        for note in steps.notes:
            click.echo("  " + say(note))
        for name in (*_SHORT, "path_papers"):
            if name in tables[one]:
                columns = ["step", "paper", "mark"] if name == "path_papers" else list(tables[one][name].frame.columns)
                print_table(ResultTable(name, tables[one][name].frame[columns]), lang, rows=60)
                for note in tables[one][name].notes:
                    click.echo("  " + say(note))
    if chosen["out"] is not None:
        click.echo(say("Tables: {path}", path=chosen["out"]))


def _asked(answer: ApprovalPath, lang: str) -> dict[str, object] | None:
    asked = answer.asked
    if asked is None:
        return None
    return {"days": asked.days, "until": asked.until, "working_days": asked.working_days, "fewest": asked.fewest, "most": asked.most,
            "floor": asked.floor, "floor_day": asked.floor_day, "maximum": asked.maximum, "maximum_day": asked.maximum_day,
            "share": asked.share, "lawful": asked.lawful, "critical": asked.critical, "text": asked.text(lang)}  # fmt: skip
