"""The command line. Thin: it reads words, calls the library, prints what comes back; a user's mistake never shows a traceback."""

from __future__ import annotations

import datetime as dt
import json
import locale
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from tingzhou.errors import InfeasibleError, TingzhouError, UsageError
from tingzhou.labels import LANGUAGES, sentence
from tingzhou.version import __version__

__all__ = ["command", "main"]


def default_language() -> str:
    """Return ``zh`` where the user's locale is Chinese, else ``en``; ``TINGZHOU_LANG`` decides first."""
    wanted = os.environ.get("TINGZHOU_LANG", "")
    if wanted in LANGUAGES:
        return wanted
    named = (locale.getlocale()[0] or "") + os.environ.get("LANG", "") + os.environ.get("LC_ALL", "")
    return "zh" if "zh" in named.lower() or "chinese" in named.lower() else "en"


def _language(arguments: list[str]) -> str:
    """Return the language that the words ask for, before they are parsed: help and errors need it."""
    for index, word in enumerate(arguments):
        if word.startswith("--lang="):
            return word.partition("=")[2] if word.partition("=")[2] in LANGUAGES else default_language()
        if word == "--lang" and index + 1 < len(arguments) and arguments[index + 1] in LANGUAGES:
            return arguments[index + 1]
    return default_language()


class _Said:
    """The language of this call, and how to say things in it."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, message: str, **parameters: object) -> str:
        return sentence(message, self.lang, **parameters)


def _progress(say: _Said) -> tuple[Callable[[str, float, str], None], Callable[[], None]]:
    """Return a progress callback and a function that ends it: a bar on a terminal, plain lines elsewhere; all on stderr."""
    words = {
        "profiles": "hourly series", "build": "writing the program", "solve": "solving", "tables": "tables",
        "report": "report",
    }  # fmt: skip
    if not sys.stderr.isatty():
        seen: list[tuple[str, str]] = []

        def tell(stage: str, done: float, word: str) -> None:
            if (stage, word) not in seen:
                seen.append((stage, word))
                click.echo(f"{int(100 * done):3d} % {say(words.get(stage, stage))} {word}".rstrip(), err=True)

        return tell, lambda: None
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True))
    task = bar.add_task(say("hourly series"), total=1.0)
    bar.start()

    def show(stage: str, done: float, word: str) -> None:
        bar.update(task, completed=done, description=f"{say(words.get(stage, stage))} {word}".rstrip())

    return show, bar.stop


def command(lang: str) -> click.Group:
    """Return the commands with their help in ``lang``."""
    say = _Said(lang)
    lang_option = click.option("--lang", type=click.Choice(LANGUAGES), default=lang, help=say("Language of messages and reports."))
    json_option = click.option("--json", "as_json", is_flag=True, help=say("Print the result as JSON."))

    @click.group(help=say("Tingzhou: from a region's tables to a certified year of hours, a plan and a report."))
    @click.version_option(__version__, prog_name="tingzhou", help=say("Show the version and stop."))
    @click.option("--debug", is_flag=True, help=say("Show the traceback of an unexpected error."))
    def tingzhou(debug: bool) -> None:
        del debug

    @tingzhou.command("study", help=say("Run the scenarios of a region and write their studies and a report."))
    @click.argument("region", default="changji")
    @click.option(
        "--scenario", "scenarios", multiple=True, help=say("Scenario to run; may be repeated. Without it: those of region.toml.")
    )
    @click.option("--out", type=click.Path(path_type=Path), default=None, help=say("Folder to write to; without it out/REGION."))
    @click.option(
        "--hours",
        default="segments:1460",
        show_default=True,
        help=say("Steps of a plan: year or segments:N. A balance always has every hour."),
    )
    @click.option("--solver", default=None, help=say("Solver; without it the chain decides."))
    @click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help=say("Scenarios run side by side."))
    @json_option
    @lang_option
    def study_command(**options: Any) -> None:
        _study(say, **options)

    @tingzhou.command("check", help=say("List every problem of a region's tables."))
    @click.argument("region")
    @json_option
    @lang_option
    def check_command(**options: Any) -> None:
        _check(say, **options)

    @tingzhou.command("new", help=say("Begin a region: a folder, or a workbook when the name ends in .xlsx."))
    @click.argument("place", metavar="DIR", type=click.Path(path_type=Path))
    @lang_option
    def new_command(place: Path, lang: str) -> None:
        from tingzhou import region

        click.echo(str(region.new(place, lang=lang)))

    @tingzhou.command("convert", help=say("Turn a region folder into a workbook, or a workbook into a folder."))
    @click.argument("source", metavar="FROM")
    @click.argument("target", metavar="TO", type=click.Path(path_type=Path))
    @lang_option
    def convert_command(source: str, target: Path, lang: str) -> None:
        from tingzhou import region

        loaded = region.load(source)
        excel = target.suffix.casefold() == ".xlsx"
        written = region.write_workbook(loaded, target, lang=lang) if excel else region.write_folder(loaded, target)
        click.echo(str(written))

    @tingzhou.command("show", help=say("Show what a region holds, or what a study came to."))
    @click.argument("place", metavar="REGION|STUDY")
    @json_option
    @lang_option
    def show_command(**options: Any) -> None:
        _show(say, **options)

    @tingzhou.command("report", help=say("Write report.html and report.xlsx of a study again."))
    @click.argument("place", metavar="STUDY", type=click.Path(path_type=Path))
    @lang_option
    def report_command(place: Path, lang: str) -> None:
        from tingzhou.study import rewrite_report

        click.echo(str(rewrite_report(place, lang=lang)))

    return tingzhou


def _study(say: _Said, **options: Any) -> None:
    from tingzhou import region as regions
    from tingzhou.study import study_set

    say.lang = options["lang"]
    started = time.perf_counter()
    loaded = regions.load(options["region"])
    out = options["out"] or Path("out") / loaded.id
    tell, stop = _progress(say)
    try:
        result = study_set(
            loaded, scenarios=options["scenarios"] or None, out=out, hours=options["hours"], solver=options["solver"], lang=say.lang,
            stated_date=dt.date.today().isoformat(), workers=options["workers"], progress=tell)  # fmt: skip
    finally:
        stop()
    seconds = time.perf_counter() - started
    if options["as_json"]:
        facts = {study.scenario: {**study.meta, "key_figures": _records(study.tables["key_figures"])} for study in result.studies}
        click.echo(
            json.dumps(
                {"folder": str(result.folder), "seconds": round(seconds, 1), "studies": facts}, ensure_ascii=False, default=str
            )
        )
        return
    for study in result.studies:
        _print_study(say, study)
    click.echo(say("Report: {path}", path=result.folder / "report.html"))
    click.echo(say("Workbook: {path}", path=result.folder / "report.xlsx"))
    click.echo(say("Took {seconds} s.", seconds=f"{seconds:.0f}"))


def _records(table: Any) -> list[dict[str, Any]]:
    return [{key: (None if value != value else value) for key, value in row.items()} for row in table.frame.to_dict("records")]


def _print_study(say: _Said, study: Any) -> None:
    from tingzhou.report.figures import digits_for, name_of, show_number, shown_table, unit_name

    click.echo("")
    click.echo(click.style(study.scenario, bold=True))
    for row in shown_table(study.tables["key_figures"]).frame.to_dict("records"):
        value = show_number(float(row["value"]), digits_for(float(row["value"])))
        click.echo(f"  {_padded(name_of(str(row['figure']), say.lang), 34)} {value:>14} {unit_name(str(row['unit']), say.lang)}")
    verdicts = list(study.tables["published"].frame["verdict"]) if "published" in study.tables else []
    if verdicts:
        click.echo("  " + say("Published against model: {within} within tolerance, {miss} outside, {none} not modelled in this scenario.",
                              within=verdicts.count("within"), miss=verdicts.count("miss"), none=verdicts.count("not_modelled")))  # fmt: skip


def _padded(text: str, width: int) -> str:
    """Pad by the columns a terminal uses: Chinese characters take two."""
    import unicodedata

    used = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * max(width - used, 0)


def _check(say: _Said, *, region: str, as_json: bool, lang: str) -> None:
    from tingzhou import region as regions

    say.lang = lang
    problems = regions.check(region)
    if as_json:
        rows = [
            {"file": p.file, "sheet": p.sheet, "row": p.row, "column": p.column, "value": p.value, "text": p.text(lang)}
            for p in problems
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(problem.text(lang))
        click.echo(
            say("{count} problem(s) in the input", count=len(problems)) if problems else say("No problems: the region can be used.")
        )
    if problems:
        raise SystemExit(1)


def _show(say: _Said, *, place: str, as_json: bool, lang: str) -> None:
    from tingzhou import region as regions
    from tingzhou.study import load_study

    say.lang = lang
    if (Path(place) / "study.json").exists():
        study = load_study(place)
        if as_json:
            click.echo(
                json.dumps({**study.meta, "key_figures": _records(study.tables["key_figures"])}, ensure_ascii=False, default=str)
            )
        else:
            _print_study(say, study)
        return
    loaded = regions.load(place)
    counts = {name: len(loaded.table(name)) for name in regions.SCHEMAS if len(loaded.table(name))}
    if as_json:
        click.echo(json.dumps({"id": loaded.id, "title_zh": loaded.title("zh"), "title_en": loaded.title("en"), "hash": loaded.hash,
                               "tables": counts, "scenarios": list(loaded.scenarios)}, ensure_ascii=False))  # fmt: skip
        return
    from tingzhou.labels import label

    click.echo(click.style(loaded.title(lang), bold=True) + f"  {loaded.hash[:16]}")
    for name, count in counts.items():
        click.echo(f"  {_padded(label(f'table.{name}', lang), 24)} {count:>6}")
    for scenario in loaded.scenarios.values():
        click.echo(
            f"  {_padded(scenario.name, 24)} {scenario.title(lang)} ({scenario.year or loaded.manifest.base_year}, {scenario.mode})"
        )


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code: 0 done, 1 refused input or no answer, 2 wrong usage, 130 stopped."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    lang = _language(words)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = command(lang).main(words, prog_name="tingzhou", standalone_mode=False)
    except click.exceptions.Abort:
        code = 130
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except SystemExit as stop:
        code = stop.code
    except KeyboardInterrupt:
        code = 130
    except Exception as error:  # the last line of defence: never a traceback for a user's mistake
        code = _refused(error, lang, debug="--debug" in words)
    raise SystemExit(code if isinstance(code, int) else 0)


def _refused(error: Exception, lang: str, *, debug: bool) -> int:
    """Print an error in plain words and return the exit code."""
    if isinstance(error, TingzhouError):
        click.echo(error.text(lang), err=True)
        if isinstance(error, InfeasibleError) and error.diagnosis is not None:
            click.echo(error.diagnosis.text(lang), err=True)  # type: ignore[attr-defined]
        return 2 if isinstance(error, UsageError) else 1
    if isinstance(error, OSError):
        click.echo(
            sentence(
                "the file or folder cannot be used: {reason}",
                lang,
                reason=f"{error.filename or ''} {error.strerror or error}".strip(),
            ),
            err=True,
        )
        return 1
    if debug:
        raise error
    click.echo(sentence("An unexpected error ({kind}): {reason}. Run again with --debug for the details, and report it please.", lang,
                        kind=type(error).__name__, reason=str(error)), err=True)  # fmt: skip
    return 1


if __name__ == "__main__":
    main()
