"""Commands that advise: credit repair, the four lists, fair competition. None of them decides."""

from __future__ import annotations

import datetime as dt
import html
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tingzhou.cli.cases import day_option
from tingzhou.cli.options import json_option, lang_option
from tingzhou.cli.printing import print_json
from tingzhou.cli.refusal import REFUSED
from tingzhou.errors import InputError, Problem, UsageError
from tingzhou.labels import label

if TYPE_CHECKING:
    from tingzhou.cli.language import Said

__all__ = ["advice_commands"]

_PATH = click.Path(path_type=Path)


def advice_commands(say: Said) -> list[click.Command]:
    """Return the commands with their help in the language of the call."""

    @click.command(
        "credit", help=say("Credit repair: unmet conditions, earliest day and end of publication of each entry. Advice only.")
    )
    @click.argument("records", metavar="FILE", type=_PATH)
    @day_option(say, "Day of the advice; without it today.")
    @json_option(say)
    @lang_option(say)
    def credit(records: Path, on: dt.date | None, as_json: bool, lang: str) -> None:
        _credit(say, records, on or dt.date.today(), as_json=as_json, lang=lang)

    @click.command(
        "penalty", help=say("The four lists: which rules on leaving out or lessening a penalty fit the facts. Advice only.")
    )
    @click.option(
        "--fact", "facts", metavar="NAME=yes|no", multiple=True, help=say("A fact; may be repeated. Facts not given stay open.")
    )
    @day_option(say, "Day of the advice; without it today.")
    @json_option(say)
    @lang_option(say)
    def penalty(facts: tuple[str, ...], on: dt.date | None, as_json: bool, lang: str) -> None:
        _penalty(say, facts, on or dt.date.today(), as_json=as_json, lang=lang)

    @click.command(
        "fair",
        help=say("Look for phrases in a policy text, or in a study's report, that articles 8 to 11 on fair competition forbid."),
    )
    @click.argument("text", metavar="FILE|STUDY", type=_PATH)
    @click.option("--bans", is_flag=True, help=say("Also list sentences that themselves forbid the phrase."))
    @json_option(say)
    @lang_option(say)
    def fair(text: Path, bans: bool, as_json: bool, lang: str) -> None:
        _fair(say, text, bans=bans, as_json=as_json, lang=lang)

    return [credit, penalty, fair]


def _credit(say: Said, path: Path, on: dt.date, *, as_json: bool, lang: str) -> None:
    from tingzhou import inspection, supervision
    from tingzhou.supervision.credit import credit_records

    problems: list[Problem] = []
    listed = inspection.read_one_list(path, "credit_records", problems)
    advices = [supervision.credit_advice(record, on) for record in credit_records(listed, problems)]
    if as_json:
        print_json([vars(advice) for advice in advices])
        return
    for advice in advices:
        state = say("can be asked for now") if advice.possible else say("not yet")
        click.echo(f"{advice.id}: {state} ({advice.rule}, {advice.source})")
        if advice.unmet:
            click.echo("  " + say("missing: {what}", what=", ".join(label(f"choice.unmet_{name}", lang) for name in advice.unmet)))
        if advice.earliest is not None:
            click.echo("  " + say("earliest day: {day}", day=advice.earliest))
        if advice.automatic_end is not None:
            click.echo("  " + say("longest term ends: {day}", day=advice.automatic_end))
    click.echo(say("This is advice, not a decision; rules marked P or M are to be checked against the official text."))


def _penalty(say: Said, words: tuple[str, ...], on: dt.date, *, as_json: bool, lang: str) -> None:
    from tingzhou import supervision
    from tingzhou.supervision.penalty import facts_known

    facts: dict[str, bool] = {}
    for word in words:
        name, _, value = word.partition("=")
        if value not in ("yes", "no"):
            raise UsageError("a fact is written NAME=yes or NAME=no; known names: {known}", known=", ".join(facts_known()))
        facts[name] = value == "yes"
    advices = supervision.penalty_advice(facts, on)
    if as_json:
        print_json([vars(advice) for advice in advices])
        return
    for advice in advices:
        mark = {"yes": say("applies"), "no": say("does not apply"), "open": say("open")}[advice.applies]
        click.echo(f"{mark}: {advice.zh if lang == 'zh' else advice.en} ({advice.article})")
        if advice.open_facts:
            click.echo("  " + say("decided by: {what}", what=", ".join(advice.open_facts)))
    click.echo(say("This is advice, not a decision."))


def _fair(say: Said, path: Path, *, bans: bool, as_json: bool, lang: str) -> None:
    from tingzhou import supervision

    source = path / "report.html" if path.is_dir() else path
    if not source.is_file():
        raise InputError(Problem("there is no text or study of this name.", value=str(path)))
    text = source.read_text(encoding="utf-8-sig")
    if source.suffix.casefold() in (".html", ".htm"):
        text = html.unescape(re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", "\n", text, flags=re.DOTALL))
    findings = supervision.self_check(text, include_bans=bans)
    if as_json:
        print_json([vars(finding) for finding in findings])
    for finding in () if as_json else findings:
        click.echo(f"{finding.article}  {finding.quote}")
        click.echo(f"  {finding.zh if lang == 'zh' else finding.en}")
        click.echo("  " + say("in: {sentence}", sentence=finding.sentence[:120]))
    if not findings and not as_json:
        click.echo(say("No phrase was found. This does not replace the review by the drafting body."))
    if any(not finding.forbids for finding in findings):
        raise SystemExit(REFUSED)
