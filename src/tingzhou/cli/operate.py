"""The command operate: a planned base over every hour, whole units switched on and off."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tingzhou.cli.options import checked_hours, json_option, lang_option
from tingzhou.cli.printing import heading, padded, print_json
from tingzhou.cli.progress import progress

if TYPE_CHECKING:
    from tingzhou.cli.language import Said
    from tingzhou.operate import Operation

__all__ = ["operate_commands"]


def operate_commands(say: Said) -> list[click.Command]:
    """Return the command with its help in the language of the call."""

    @click.command(
        "operate", help=say("Operate a planned base over every hour: whole units, reserves, failures, in rolling windows.")
    )
    @click.argument("region", metavar="[REGION|STUDY]", default="changji")
    @click.option("--region", "study_region", metavar="REGION",
                  help=say("Folder or workbook of the study's region, where it is not built in."))  # fmt: skip
    @click.option("--scenario", metavar="NAME", help=say("Scenario to operate; without it the first of the region."))
    @click.option("--out", metavar="DIR", type=click.Path(path_type=Path, file_okay=False),
                  help=say("Folder to write to; without it out/REGION-operation."))  # fmt: skip
    @click.option("--hours", metavar="year|segments:N", default="segments:1460", show_default=True, callback=checked_hours(say),
                  help=say("Steps on which the capacities are planned."))  # fmt: skip
    @click.option("--window", type=click.IntRange(1, 8784), default=168, show_default=True, help=say("Hours of a window."))
    @click.option("--overlap", type=click.IntRange(0, 8783), default=24, show_default=True,
                  help=say("Hours that the next window decides again."))  # fmt: skip
    @click.option("--lookahead", type=click.IntRange(0, 8784), default=168, show_default=True,
                  help=say("Hours looked at behind a window, in blocks and without whole units."))  # fmt: skip
    @click.option("--mode", type=click.Choice(("integer", "relaxed", "none")), default="integer", show_default=True,
                  help=say("Whole units, fractions of units, or none switched at all."))  # fmt: skip
    @click.option("--seed", type=int, help=say("Draw failures of units from this seed; without it nothing fails."))
    @click.option(
        "--years", type=click.IntRange(1, 100), default=1, show_default=True, help=say("Weather years with the same capacities.")
    )
    @json_option(say)
    @lang_option(say)
    def operate(**options: Any) -> None:
        _operate(say, **options)

    return [operate]


def _operate(say: Said, *, region: str, study_region: str | None, scenario: str | None, out: Path | None, hours: str, window: int, overlap: int, lookahead: int,
             mode: str, seed: int | None, years: int, as_json: bool, lang: str) -> None:  # fmt: skip
    from tingzhou import operate as operations
    from tingzhou.operation import Settings

    started = time.perf_counter()
    settings = Settings(window=window, overlap=overlap, lookahead=lookahead, mode=mode)
    target = out or Path("out") / f"{Path(region).name}-operation"
    with progress(say) as tell:
        done = operations.operate(region, scenario=scenario, out=target, hours=hours, settings=settings, seed=seed, years=years, lang=lang, study_region=study_region,
                                  stated_date=dt.date.today().isoformat(), progress=tell)  # fmt: skip
    _print(say, done, seconds=time.perf_counter() - started, as_json=as_json)


def _print(say: Said, done: Operation, *, seconds: float, as_json: bool) -> None:
    from tingzhou.cli.sheets import records
    from tingzhou.report.figures import digits_of_one, name_of, show_number, shown_table, unit_name

    tables = {
        name: records(done.tables[name]) for name in ("operation_summary", "unit_operation", "storage_operation", "rule_misses")
    }
    if as_json:
        print_json({**done.meta, "folder": str(done.folder), "seconds": round(seconds, 1), **tables})
        return
    heading(str(done.meta["scenario"] or done.meta["region"]))
    for row in shown_table(done.tables["operation_summary"]).frame.to_dict("records"):
        value = float(row["value"])
        click.echo(f"  {padded(name_of(str(row['figure']), say.lang), 48)} {show_number(value, digits_of_one(value)):>14} "
                   f"{unit_name(str(row['unit']), say.lang)}")  # fmt: skip
    click.echo("")
    click.echo(say("The operation costs {gap} % more than the proven bound of the year with fractions of units.",
                   gap=f"{100 * float(done.meta['gap']):.3f}"))  # fmt: skip
    click.echo(say("Report: {path}", path=done.folder / "report.html"))
    click.echo(say("Took {seconds} s.", seconds=f"{seconds:.0f}"))
