"""The command about cases against the legal clock."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tingzhou.cli.options import json_option, lang_option
from tingzhou.cli.printing import print_json
from tingzhou.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from tingzhou.cli.language import Said

__all__ = ["case_commands", "day_option"]

_PATH = click.Path(path_type=Path)
_SHOWN = 200  # lines of a wrong length that are listed


class Day(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A day as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Return the day of a word."""
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(str(value), param, ctx)


def day_option(say: Said, words: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return ``--on``."""
    return click.option("--on", "on", type=Day(), help=say(words))


def case_commands(say: Said) -> list[click.Command]:
    """Return the commands with their help in the language of the call."""

    @click.command(
        "cases", help=say("Hold a log of events (CSV or XES) against the legal limits: states, delays, bottlenecks, services.")
    )
    @click.argument("log", metavar="LOG", type=_PATH)
    @click.option("--template", type=_PATH, help=say("Steps with limits; without it the built-in approval steps."))
    @click.option("--holidays", type=_PATH, help=say("Days on which the region differs from the national calendar (holidays.csv)."))
    @day_option(say, "Day on which open cases are judged; without it the last day of the log.")
    @click.option("--out", metavar="DIR", type=_PATH, help=say("Folder for tables and workbook."))
    @click.option("--xes", type=_PATH, help=say("Write the log as XES too."))
    @json_option(say)
    @lang_option(say)
    def cases(log: Path, template: Path | None, holidays: Path | None, on: dt.date | None, out: Path | None, xes: Path | None,
              as_json: bool, lang: str) -> None:  # fmt: skip
        from tingzhou import supervision
        from tingzhou.supervision.template import built_in_template, read_template
        from tingzhou.supervision.xes import write_xes

        frame = read_log(log)
        steps = built_in_template() if template is None else read_template(_text(template), template.name)
        report = supervision.analyse_cases(frame, steps, on=on, exceptions=_exceptions(holidays))
        if xes is not None:
            xes.write_bytes(write_xes(frame))
        _print(say, report, out, as_json=as_json, lang=lang)

    return [cases]


def _text(path: Path) -> str:
    from tingzhou.region.source_folder import RawRegion, read_text

    raw = RawRegion(path.parent.name)
    text = read_text(raw, path, path.name)
    if text is None:
        raise InputError(raw.problems)
    return text


def _exceptions(path: Path | None) -> dict[dt.date, bool]:
    from tingzhou import inspection
    from tingzhou.workdays import exceptions_of

    if path is None:
        return {}
    problems: list[Problem] = []
    listed = inspection.read_one_list(path, "holidays", problems)
    if problems:
        raise InputError(problems)
    days = zip(listed.column("date"), listed.column("kind"), strict=True)
    return exceptions_of((dt.date.fromisoformat(str(day)), str(kind)) for day, kind in days)


def read_log(path: Path) -> pd.DataFrame:
    """Return the events of a CSV or XES file as texts, with the line of each."""
    import pandas as pd

    from tingzhou.supervision.cases import COLUMNS
    from tingzhou.supervision.xes import read_xes

    if path.suffix.casefold() in (".xes", ".xml"):
        with path.open("rb") as stream:
            return read_xes(stream)
    lines = _lines(path)
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise InputError(Problem("the line cannot be read as CSV: {reason}.", file=path.name,
                                 parameters={"reason": str(error).strip()})) from None  # fmt: skip
    frame.columns = [str(column).strip() for column in frame.columns]
    problems = [Problem("the column {name} ({label}) is missing.", "Add a column with this header.", file=path.name, row=1,
                        parameters={"name": name, "label": name}) for name in COLUMNS[:4] if name not in frame.columns]  # fmt: skip
    problems += [Problem("the column is not known in the table {table}.", "Known columns: {known}.", file=path.name, row=1,
                         column=name, parameters={"table": "cases", "known": ", ".join(COLUMNS)})
                 for name in frame.columns if name not in COLUMNS]  # fmt: skip
    if problems:
        raise InputError(problems)
    for name in COLUMNS:
        if name not in frame.columns:
            frame[name] = ""
    return frame.assign(line=lines)


def _lines(path: Path) -> list[int]:
    """Return the line of every row; a row that is shorter or longer than the header is refused: nothing is filled in."""
    problems: list[Problem] = []
    lines: list[int] = []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        width = len(next(reader, []))
        for cells in reader:
            if cells and len(cells) != width and len(problems) < _SHOWN:
                problems.append(Problem("the line has {found} cells, the header has {wanted}.",
                                        "Add the missing commas, or put quotation marks around a cell that contains a comma.",
                                        file=path.name, row=reader.line_num, parameters={"found": len(cells), "wanted": width}))  # fmt: skip
            if cells:
                lines.append(reader.line_num)
    if problems:
        raise InputError(problems)
    return lines


def _print(say: Said, report: object, out: Path | None, *, as_json: bool, lang: str) -> None:
    from tingzhou.cli.sheets import print_table, records, write_tables
    from tingzhou.supervision import CaseReport

    assert isinstance(report, CaseReport)
    if out is not None:
        write_tables(report.tables, out, "cases")
    if as_json:
        shown = ("case_steps", "case_counties", "case_services", "case_variants", "case_follows", "case_order", "case_anomalies")
        states = report.tables["case_states"].frame["state"].value_counts().sort_index()
        print_json({"on": report.on, "events": report.events, "cases": report.cases,
                    "states": {str(name): int(count) for name, count in states.items()},
                    **{name: records(report.tables[name]) for name in shown}})  # fmt: skip
        return
    click.echo(say("{events} events of {cases} cases, judged on {day}.", events=report.events, cases=report.cases, day=report.on))
    for name in ("case_steps", "case_services", "case_counties", "case_variants", "case_order", "case_anomalies"):
        if len(report.tables[name].frame):
            print_table(report.tables[name], lang)
            for note in report.tables[name].notes:
                click.echo("  " + say(note))
    if out is not None:
        click.echo(say("Workbook: {path}", path=out / "tables.xlsx"))
