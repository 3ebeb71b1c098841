"""Commands about published texts: read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tingzhou.cli.ledger import keeping_options, kept
from tingzhou.cli.options import json_option, lang_option
from tingzhou.cli.printing import heading, padded, print_json
from tingzhou.errors import UsageError
from tingzhou.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tingzhou.cli.language import Said
    from tingzhou.facts.fact import Fact, Unread
    from tingzhou.facts.score import Score
    from tingzhou.reading import ReadFile

__all__ = ["facts_commands"]

_PATH = click.Path(path_type=Path)


def facts_commands(say: Said) -> list[click.Command]:
    """Return the commands with their help in the language of the call."""

    @click.command(
        "read", help=say("Read the figures of published Chinese texts: each with its place, period, measure and exact span.")
    )
    @click.argument("files", metavar="FILE…", type=_PATH, nargs=-1, required=True)
    @click.option(
        "--date", metavar="DATE", default="", help=say("Date of the documents; without it the date at the end of the file's name.")
    )
    @click.option(
        "--place",
        metavar="PLACE",
        default="",
        help=say("Place the documents speak of; without it the one that title and text point to."),
    )
    @click.option("--score", "tables", metavar="FILE.csv", type=_PATH, multiple=True,
                  help=say("Compare with an annotated table, one for each text: precision, recall, attributes and every miss."))  # fmt: skip
    @keeping_options(say)
    @json_option(say)
    @lang_option(say)
    def read(files: tuple[Path, ...], lang: str, **options: Any) -> None:
        del lang
        _read(say, files, **options)

    return [read]


def _read(say: Said, files: Sequence[Path], *, tables: Sequence[Path], as_json: bool, ledger: Path | None, out: Path | None,
          form: str | None, by: str, **origin: str) -> None:  # fmt: skip
    from tingzhou import reading

    if tables and (ledger is not None or out is not None):
        raise UsageError("--score goes with neither --ledger nor --out")
    done = reading.read_files(files, origin=reading.Origin(**origin), as_written=bool(tables))
    if tables:
        scores, whole = reading.score_files(done, tables)
        if as_json:
            print_json({"files": [{"file": str(one.path), **_score_record(found)} for one, found in zip(done, scores, strict=True)],
                        "all": _score_record(whole)})  # fmt: skip
            return
        for one, found in zip(done, scores, strict=True):
            _print_score(say, str(one.path), found)
        if len(done) > 1:
            _print_score(say, say("all texts"), whole, misses=False)
        return
    if ledger is not None or out is not None or form is not None:
        told = kept(say, done, ledger=ledger, out=out, form=form, by=by, as_json=as_json)
        if as_json:
            print_json(told)
    elif as_json:
        print_json([_file_record(one) for one in done])
    else:
        for one in done:
            _print_reading(say, one)
    for one in () if as_json else done:
        for message, parameters in one.notes:
            click.echo(f"{one.path.name}: {say(message, **parameters)}", err=True)


def _file_record(one: ReadFile) -> dict[str, Any]:
    from dataclasses import asdict

    found = one.reading
    return {"file": str(one.path), "source": found.source, "title": found.title, "date": found.date, "place": found.home_place,
            "facts": [fact.record() for fact in found.facts], "vetoed": [asdict(veto) for veto in found.vetoed],
            "unread": [asdict(number) for number in found.unread]}  # fmt: skip


def _print_reading(say: Said, one: ReadFile) -> None:
    found = one.reading
    heading(str(one.path))
    for fact in found.facts:
        click.echo("  " + _line(say, fact))
    click.echo(say("{facts} facts, {vetoed} spans that are none, {unread} numbers not read.", facts=len(found.facts),
                   vetoed=len(found.vetoed), unread=len(found.unread)))  # fmt: skip
    waiting = list(found.unread)
    if waiting:
        heading(say("Not read:"))
    for number in waiting:
        click.echo("  " + _refused(say, number))


def _line(say: Said, fact: Fact) -> str:
    sign = "" if fact.comparator.value == "=" else fact.comparator.value + " "
    return (f"{padded(fact.exact, 16)} {padded(fact.indicator_text or '–', 34)} {padded(label('measure.' + fact.measure.value, say.lang), 22)} "
            f"{sign}{fact.value} {fact.unit}  {fact.place_name}  {fact.period}")  # fmt: skip


def _refused(say: Said, number: Unread) -> str:
    return f"{number.start}–{number.end} {padded(number.exact, 16)} {label('refusal.' + number.reason, say.lang)}"


def _score_record(found: Score) -> dict[str, Any]:
    from dataclasses import asdict

    from tingzhou.facts.score import ATTRIBUTES

    return {"precision": found.precision, "recall": found.recall, "annotated": found.annotated, "found": found.found, "matched": found.matched,
            "facts_from_other_kinds": found.false_kinds, "points_confused": found.points_confused,
            **{name: found.accuracy(name) for name in ATTRIBUTES}, "misses": [asdict(miss) for miss in found.misses]}  # fmt: skip


def _print_score(say: Said, name: str, found: Score, *, misses: bool = True) -> None:
    from tingzhou.facts.score import ATTRIBUTES

    heading(name)
    click.echo("  " + say("precision {precision}, recall {recall}: {matched} of {annotated} annotated facts, {found} read",
                          precision=f"{found.precision:.4f}", recall=f"{found.recall:.4f}", matched=found.matched, annotated=found.annotated,
                          found=found.found))  # fmt: skip
    for attribute in ATTRIBUTES:
        click.echo(f"  {padded(label('attribute.' + attribute, say.lang), 12)} {found.accuracy(attribute):.4f}")
    click.echo("  " + say("facts read from idioms, dates or identifiers: {count}; per cent and percentage points confused: {points}",
                          count=found.false_kinds, points=found.points_confused))  # fmt: skip
    for miss in found.misses if misses else ():
        click.echo(
            f"  {padded(label('miss.' + miss.kind, say.lang), 18)} {miss.fact_id} {miss.quote} | {miss.expected} | {miss.found}"
        )
