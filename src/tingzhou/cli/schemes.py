"""The command about schemes of a scenario."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tingzhou.cli.options import checked_hours, json_option, lang_option
from tingzhou.cli.printing import print_json
from tingzhou.cli.progress import progress
from tingzhou.errors import UsageError

if TYPE_CHECKING:
    from tingzhou.cli.language import Said
    from tingzhou.planning.schemes import Scheme

__all__ = ["scheme_commands"]


def scheme_commands(say: Said) -> list[click.Command]:
    """Return the commands with their help in the language of the call."""

    @click.command(
        "schemes", help=say("Compare capacities of a planning scenario side by side: cost, green share, curtailment, Pareto set.")
    )
    @click.argument("region", default="changji")
    @click.option("--scenario", metavar="NAME", required=True, help=say("Planning scenario."))
    @click.option("--grid", "grids", metavar="CATEGORY=MW,MW", multiple=True,
                  help=say("Capacities of a category to combine with those of others, such as wind=6000,8000."))  # fmt: skip
    @click.option("--scheme", "named", metavar="NAME:CATEGORY=MW,CATEGORY=MW", multiple=True,
                  help=say("A scheme by name, such as green:wind=8000,solar=4000."))  # fmt: skip
    @click.option("--sensitivity", is_flag=True, help=say("Plan anew for investment, hours, coal price and price of storage."))
    @click.option("--marginal", is_flag=True, help=say("What the last gigawatt of wind and of sun loses."))
    @click.option("--hours", metavar="year|segments:N", default="segments:730", show_default=True, callback=checked_hours(say),
                  help=say("Steps of the screening."))  # fmt: skip
    @click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help=say("Schemes solved side by side."))
    @click.option(
        "--out",
        metavar="DIR",
        type=click.Path(path_type=Path, file_okay=False),
        help=say("Folder for the page, tables and workbook."),
    )
    @json_option(say)
    @lang_option(say)
    def schemes(region: str, scenario: str, grids: tuple[str, ...], named: tuple[str, ...], sensitivity: bool, marginal: bool, hours: str,
                workers: int, out: Path | None, as_json: bool, lang: str) -> None:  # fmt: skip
        from tingzhou import region as regions
        from tingzhou.cli.sheets import print_shown, records
        from tingzhou.schemes import compare_schemes, write_comparison

        wanted = _wanted(grids, named)
        with progress(say) as tell:
            loaded = regions.load(region)
            done = compare_schemes(loaded, scenario=scenario, schemes=wanted, hours=hours, sensitivity=sensitivity,
                                   marginal=marginal, workers=workers, progress=tell)  # fmt: skip
        if out is not None:
            path = write_comparison(loaded, done, out, scenario=scenario, lang=lang, stated_date=dt.date.today().isoformat())
        if as_json:
            print_json(
                {
                    "steps": done.steps,
                    "obstacles": list(done.obstacles),
                    **{name: records(table) for name, table in done.tables.items()},
                }
            )
            return
        for table in done.tables.values():
            print_shown(table, lang)
            for note in table.notes:
                click.echo("  " + say(note))
        for obstacle in done.obstacles:
            click.echo(say(obstacle))
        if out is not None:
            click.echo(say("Report: {path}", path=path))
            click.echo(say("Workbook: {path}", path=out / "report.xlsx"))

    return [schemes]


def _sizes(text: str) -> tuple[str, list[float]]:
    """Return category and capacities of ``wind=6000,8000``."""
    category, equals, values = text.partition("=")
    try:
        sizes = [float(value) for value in values.split(",")]
    except ValueError:
        sizes = []
    if not equals or not category.strip() or not sizes or not all(0 <= size < float("inf") for size in sizes):
        raise UsageError("'{text}' is no capacity of a category; write such as wind=6000,8000", text=text)
    return category.strip(), sizes


def _wanted(grids: tuple[str, ...], named: tuple[str, ...]) -> list[Scheme]:
    from tingzhou.planning.schemes import Scheme, grid_of_schemes

    schemes = grid_of_schemes(dict(_sizes(text) for text in grids)) if grids else []
    for text in named:
        name, colon, rest = text.partition(":")
        if not colon or not name.strip():
            raise UsageError("'{text}' is no scheme; write such as green:wind=8000,solar=4000", text=text)
        parts = [_sizes(part) for part in rest.split(",")]
        schemes.append(Scheme(name.strip(), {category: sizes[0] for category, sizes in parts}))
    names = [one.name for one in schemes]
    if len(set(names)) < len(names):
        raise UsageError("two schemes have the same name: {names}", names=", ".join(sorted(names)))
    return schemes
