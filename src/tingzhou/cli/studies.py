"""Commands about studies: study, report."""

from __future__ import annotations

import datetime as dt
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tingzhou.cli.options import checked_hours, json_option, lang_option
from tingzhou.cli.printing import print_json, print_study, study_facts
from tingzhou.cli.progress import progress
from tingzhou.errors import UsageError

if TYPE_CHECKING:
    from tingzhou.cli.language import Said
    from tingzhou.study import StudySet

__all__ = ["study_commands"]


def study_commands(say: Said) -> list[click.Command]:
    """Return the commands with their help in the language of the call."""

    @click.command("study", help=say("Run the scenarios of a region; write their studies and a report over all of them."))
    @click.argument("region", default="changji")
    @click.option("--scenario", "scenarios", metavar="NAME", multiple=True,
                  help=say("Scenario to run; may be repeated. Without it: those that region.toml names."))  # fmt: skip
    @click.option("--out", metavar="DIR", type=click.Path(path_type=Path, file_okay=False),
                  help=say("Folder to write to; without it out/REGION."))  # fmt: skip
    @click.option("--hours", metavar="year|segments:N", callback=checked_hours(say),
                  help=say("Steps on which a plan is made, year without it; its capacities and every balance are run over all hours."))  # fmt: skip
    @click.option("--gap", type=click.FloatRange(0, 1, min_open=True, max_open=True), metavar="SHARE",
                  help=say("With segments: add steps until the proven gap of a plan is this small."))  # fmt: skip
    @click.option("--quick", is_flag=True, help=say("Answer on segments alone, with the lower bound that they prove."))
    @click.option("--solver", metavar="NAME", help=say("Solver; without it the chain decides."))
    @click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True,
                  help=say("Scenarios run side by side; the results are the same."))  # fmt: skip
    @click.option("--delivery", metavar="DIR", type=click.Path(path_type=Path),
                  help=say("Folder of tingzhou deliver: its plan of projects, with bar chart and reasons, is shown in the report."))  # fmt: skip
    @json_option(say)
    @lang_option(say)
    def study(**options: Any) -> None:
        _study(say, **options)

    @click.command("report", help=say("Write report.html and report.xlsx of a study, or of a folder of studies, again."))
    @click.argument("place", metavar="STUDY", type=click.Path(path_type=Path))
    @click.option("--region", metavar="REGION", help=say("Folder or workbook of the study's region, where it is not built in."))
    @click.option("--delivery", metavar="DIR", type=click.Path(path_type=Path),
                  help=say("Folder of tingzhou deliver: its plan of projects, with bar chart and reasons, is shown in the report."))  # fmt: skip
    @json_option(say)
    @lang_option(say)
    def report(place: Path, region: str | None, delivery: Path | None, as_json: bool, lang: str) -> None:
        from tingzhou.study import rewrite_report

        page = rewrite_report(place, lang=lang, region=region, delivery=delivery)
        if as_json:
            print_json({"report": str(page), "workbook": str(page.with_suffix(".xlsx"))})
        else:
            click.echo(say("Report: {path}", path=page))

    return [study, report]


def _study(say: Said, *, region: str, scenarios: tuple[str, ...], out: Path | None, hours: str | None, gap: float | None, quick: bool,
           solver: str | None, workers: int, delivery: Path | None, as_json: bool, lang: str) -> None:  # fmt: skip
    from tingzhou import region as regions
    from tingzhou.program import SOLVERS
    from tingzhou.study import rewrite_report, study_set
    from tingzhou.study_document import delivery_page

    started = time.perf_counter()
    if solver is not None and solver not in SOLVERS:
        raise UsageError("unknown solver '{name}'; known: {known}", name=solver, known=", ".join(SOLVERS))
    loaded = regions.load(region)
    if delivery is not None:
        delivery_page(delivery)  # refused before any solve
    with progress(say) as tell:
        result = study_set(
            loaded, scenarios=scenarios or None, out=out or Path("out") / loaded.id, hours=hours, gap=gap, quick=quick,
            solver=solver, lang=lang, stated_date=dt.date.today().isoformat(), workers=workers, progress=tell,
            answered=None if as_json else lambda one: print_study(say, one),
        )  # fmt: skip
    if delivery is not None:
        rewrite_report(
            result.folder, lang=lang or say.lang, region=loaded, delivery=delivery, stated_date=dt.date.today().isoformat()
        )
    _print_set(say, result, seconds=time.perf_counter() - started, as_json=as_json)


def _print_set(say: Said, result: StudySet, *, seconds: float, as_json: bool) -> None:
    report, workbook, memory = result.folder / "report.html", result.folder / "report.xlsx", _peak_memory()
    if as_json:
        studies = {one.scenario: study_facts(one) for one in result.studies}
        print_json({"folder": str(result.folder), "report": str(report), "workbook": str(workbook), "seconds": round(seconds, 1),
                    "peak_memory_mb": memory, "studies": studies})  # fmt: skip
        return
    click.echo("")
    click.echo(say("Report: {path}", path=report))
    click.echo(say("Workbook: {path}", path=workbook))
    took = say("Took {seconds} s.", seconds=f"{seconds:.0f}")
    click.echo(took if memory is None else took + " " + say("Peak memory {memory} MB.", memory=memory))


def _peak_memory() -> int | None:
    """Return the largest memory of this process [MB]; ``None`` where the system does not tell."""
    try:
        import resource
    except ImportError:  # the module is not there on Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10))
