"""The command that chooses and dates the projects of a region."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tingzhou.cli.cases import Day
from tingzhou.cli.options import json_option, lang_option
from tingzhou.cli.printing import heading, print_json
from tingzhou.cli.progress import progress

if TYPE_CHECKING:
    from tingzhou.cli.language import Said
    from tingzhou.deliver import Delivered

__all__ = ["deliver_commands"]


def deliver_commands(say: Said) -> list[click.Command]:
    """Return the command with its help in the language of the call."""

    @click.command("deliver", help=say("Choose and date the projects of a region under quotas, capacities, credit, links and winter; "
                                       "with a proven bound, a reason for every late or dropped project, and an independent check."))  # fmt: skip
    @click.argument("region", metavar="[REGION]", default="changji")
    @click.option(
        "--scenario",
        "scenarios",
        metavar="NAME",
        multiple=True,
        help=say("Scenario; may be given several times. Without it the tables as they are."),
    )
    @click.option(
        "--out", metavar="DIR", type=click.Path(path_type=Path), help=say("Folder to write to; without it out/REGION-delivery.")
    )
    @click.option("--effort", type=click.FloatRange(0.1, 3600.0), default=10.0, show_default=True,
                  help=say("Deterministic time of the search, about seconds of one core; the same effort gives the same plan."))  # fmt: skip
    @click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=20240, show_default=True, help=say("Seed of the search."))
    @click.option("--prices/--no-prices", "with_prices", default=True, help=say("Solve again with 1 % more of each factor."))
    @click.option("--approvals", type=click.Choice(("minimum", "maximum", "none")), default="minimum", show_default=True,
                  help=say("Earliest construction: after compulsory publicity, after the limits on the authorities, or as the tables say."))  # fmt: skip
    @click.option("--accepted", type=Day(), help=say("Day on which first files are accepted; without it the first working day of the planning years."))  # fmt: skip
    @click.option("--risk", "runs", type=click.IntRange(0, 1_000_000), default=5000, show_default=True, metavar="RUNS",
                  help=say("Runs of the simulation of the plan's dates; 0 for none."))  # fmt: skip
    @click.option("--study", metavar="DIR", type=click.Path(path_type=Path),
                  help=say("A study whose accounts give the value of projects that name accounts."))  # fmt: skip
    @json_option(say)
    @lang_option(say)
    def deliver(**options: Any) -> None:
        _deliver(say, **options)

    return [deliver]


def _deliver(
    say: Said,
    *,
    region: str,
    scenarios: tuple[str, ...],
    out: Path | None,
    effort: float,
    seed: int,
    with_prices: bool,
    approvals: str,
    accepted: dt.date | None,
    runs: int,
    study: Path | None,
    as_json: bool,
    lang: str,
) -> None:
    from tingzhou import deliver as delivering
    from tingzhou.delivery.portfolio.model import Effort

    base = out or Path("out") / f"{Path(region).stem}-delivery"
    names = scenarios or ("",)
    facts = []
    for name in names:
        folder = base / name if len(names) > 1 else base
        with progress(say) as tell:
            done = delivering.deliver(region, folder, scenario=name, effort=Effort(effort, seed=seed, gap=0.002), with_prices=with_prices,
                                      language=lang or say.lang, progress=tell, extras=delivering.Extras(approvals, accepted, runs, study))  # fmt: skip
        facts.append({**done.meta, "folder": str(done.folder)})
        if not as_json:
            _print(say, done)
    if as_json:
        print_json(facts[0] if len(facts) == 1 else facts)


def _print(say: Said, done: Delivered) -> None:
    from tingzhou.deliver import answers

    heading(str(done.meta["scenario"] or done.meta["region"]))
    for zh, en in answers(done):
        click.echo("  " + (zh if say.lang == "zh" else en))
    if "plan_conflicts" in done.tables:
        from tingzhou.cli.sheets import cell_text
        from tingzhou.labels import label

        click.echo("  " + label("table.plan_conflicts", say.lang))
        for row in done.tables["plan_conflicts"].frame.to_dict("records"):
            kind = str(row["condition"])
            word = label("column.must", say.lang) if kind == "must" else cell_text(kind, say.lang)
            click.echo(f"  ! {word}: {row[say.lang]}")
    frame = done.tables["plan_reasons"].frame if "plan_reasons" in done.tables else None
    if frame is not None:
        for row in frame.head(12).to_dict("records"):
            click.echo(f"  · {row[say.lang]}: {row[f'reason_{say.lang}']}")
        if len(frame) > 12:
            click.echo("  " + say("… {count} more rows", count=len(frame) - 12))
    click.echo("  " + say("Page: {path}", path=done.folder / "plan.html"))
