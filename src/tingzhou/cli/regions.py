"""Commands about a region's tables: check, new, convert."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tingzhou.cli.options import json_option, lang_option
from tingzhou.cli.printing import heading, print_json
from tingzhou.cli.refusal import REFUSED

if TYPE_CHECKING:
    from tingzhou.cli.language import Said
    from tingzhou.errors import Problem

__all__ = ["region_commands"]


def region_commands(say: Said) -> list[click.Command]:
    """Return the commands with their help in the language of the call."""

    @click.command("check", help=say("List every problem of a region's tables, with place, reason and remedy."))
    @click.argument("region")
    @json_option(say)
    @lang_option(say)
    def check(region: str, as_json: bool, lang: str) -> None:
        from tingzhou import region as regions

        problems = regions.check(region) or _claims(region)
        if as_json:
            print_json([_fact(problem, lang) for problem in problems])
        else:
            _print_problems(say, problems)
        if problems:
            raise SystemExit(REFUSED)

    @click.command("new", help=say("Begin a region: a folder, or a workbook where the name ends in .xlsx."))
    @click.argument("place", metavar="DIR", type=click.Path(path_type=Path))
    @json_option(say)
    @lang_option(say)
    def new(place: Path, as_json: bool, lang: str) -> None:
        from tingzhou import region as regions

        _print_written(say, regions.new(place, lang=lang), as_json)

    @click.command("convert", help=say("Turn a region folder into a workbook, or a workbook into a folder; nothing is lost."))
    @click.argument("source", metavar="FROM")
    @click.argument("target", metavar="TO", type=click.Path(path_type=Path))
    @json_option(say)
    @lang_option(say)
    def convert(source: str, target: Path, as_json: bool, lang: str) -> None:
        from tingzhou import region as regions

        loaded = regions.load(source)
        excel = target.suffix.casefold() == ".xlsx"
        written = regions.write_workbook(loaded, target, lang=lang) if excel else regions.write_folder(loaded, target)
        _print_written(say, written, as_json)

    return [check, new, convert]


def _claims(region: str) -> list[Problem]:
    """Return what is wrong with the claims of a region whose tables are whole."""
    from tingzhou import region as regions
    from tingzhou.errors import InputError
    from tingzhou.reading.claims import own_claims

    try:
        own_claims(regions.load(region))
    except InputError as error:
        return list(error.problems)
    return []


def _fact(problem: Problem, lang: str) -> dict[str, object]:
    """Return a problem as ``--json`` prints it."""
    return {"file": problem.file, "sheet": problem.sheet, "row": problem.row, "column": problem.column, "value": problem.value,
            "text": problem.text(lang)}  # fmt: skip


def _print_problems(say: Said, problems: list[Problem]) -> None:
    """Print problems under the file they are in."""
    if not problems:
        click.echo(say("No problems: the region can be used."))
        return
    for file in dict.fromkeys(problem.file for problem in problems):
        heading(file or say("The region as a whole"))
        for problem in problems:
            if problem.file == file:
                click.echo(f"  {replace(problem, file='').text(say.lang)}")
    click.echo("")
    click.echo(say("{count} problem(s) in the input", count=len(problems)))


def _print_written(say: Said, path: Path, as_json: bool) -> None:
    if as_json:
        print_json({"path": str(path)})
    else:
        click.echo(say("Written: {path}", path=path))
