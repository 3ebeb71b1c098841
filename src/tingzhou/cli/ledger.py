"""The command about the ledger of facts, and the options with which ``read`` keeps and exports what it read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tingzhou.cli.options import json_option, lang_option
from tingzhou.cli.printing import heading, padded, print_json
from tingzhou.cli.refusal import REFUSED
from tingzhou.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tingzhou.cli.language import Said
    from tingzhou.facts.documents import Document
    from tingzhou.facts.ledger import Ledger, QueueItem
    from tingzhou.reading import ReadFile

__all__ = ["form_option", "keeping_options", "kept", "ledger_commands"]

_PATH = click.Path(path_type=Path)
_FORMS = ("csv", "json", "sdmx", "annotation", "xlsx", "html")
_ENDINGS = {".csv": "csv", ".json": "json", ".xlsx": "xlsx", ".html": "html", ".htm": "html", ".jsonld": "annotation"}
_SHOWN = 40
_AROUND = 40  # published characters shown on either side of a figure that waits


def form_option(say: Said) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return ``--format``."""
    return click.option("--format", "form", type=click.Choice(_FORMS),
                        help=say("Form of the export; without it the ending of the file decides."))  # fmt: skip


def keeping_options(say: Said) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the options of ``read`` that keep and export what was read."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed((
            click.option("--ledger", metavar="FILE|REGION", type=_PATH,
                         help=say("Ledger that takes the facts: a file, or the folder of a region.")),
            click.option("--out", metavar="FILE", type=_PATH, help=say("File for the facts, or for the text with its figures marked.")),
            form_option(say),
            click.option("--title", default="", metavar="TEXT", help=say("Title of the text; without it the one it states.")),
            click.option("--publisher", default="", metavar="TEXT", help=say("Who published the text.")),
            click.option("--address", default="", metavar="URL", help=say("Where it was published.")),
            click.option("--period", default="", metavar="PERIOD", help=say("Period of figures of a table that states none.")),
            click.option("--encoding", default="", metavar="NAME", help=say("Encoding of the files, where it is in doubt.")),
            click.option("--by", default="", metavar="NAME", help=say("Who has the text read, for the journal of the ledger.")),
        )):  # fmt: skip
            command = option(command)
        return command

    return add


def now() -> str:
    """Return the time of the machine, to the second: the floors below read no clock."""
    return dt.datetime.now().replace(microsecond=0).isoformat()


def form_of(out: Path, form: str | None) -> str:
    """Return the form of an export.

    Raises
    ------
    UsageError
        When neither the option nor the ending of the file says it.
    """
    found = form or _ENDINGS.get(out.suffix.casefold())
    if found is None:
        raise UsageError("the ending of {path} names no form of export; say it with --format", path=str(out))
    return found


def kept(say: Said, read: Sequence[ReadFile], *, ledger: Path | None, out: Path | None, form: str | None, by: str,
         as_json: bool) -> dict[str, Any]:  # fmt: skip
    """Keep and export what was read; print what came of it, and return it for ``--json``."""
    from tingzhou.facts.ledger import Ledger
    from tingzhou.reading import session

    told: dict[str, Any] = {}
    if form is not None and out is None:
        raise UsageError("--format needs a file: --out FILE")
    wanted = form_of(out, form) if out is not None else ""
    if ledger is not None:
        path = session.ledger_path(ledger)
        with Ledger(path, create=True) as book:
            told["ledger"] = {"path": str(path), "texts": [_keep(say, book, one, by, as_json=as_json) for one in read]}
            told["ledger"]["checks"] = _check(say, book, by or "tingzhou", as_json=as_json)
    if out is not None:
        content, missing = session.export_readings(read, wanted, say.lang)
        session.write_export(out, content)
        told |= {"out": str(out), "left_out": missing}
        if not as_json:
            _print_written(say, out, missing)
    return told


def _keep(say: Said, ledger: Ledger, one: ReadFile, by: str, *, as_json: bool) -> dict[str, Any]:
    from tingzhou.reading import session

    added = session.keep(ledger, one, by=by, when=now())
    facts = {"name": one.document.name, "new": len(added.new), "corroborated": len(added.corroborated), "merged": added.merged,
             "known": added.known + added.kept, "superseded": len(added.superseded), "queued": added.queued,
             "unread": added.unread, "findings": [finding.text(say.lang) for finding in added.findings]}  # fmt: skip
    if not as_json:
        click.echo(say("{name}: {new} new facts, {corroborated} found again in another text, {merged} twice in this one, {known} known "
                       "already; {queued} facts and {unread} numbers wait for review.", **facts))  # fmt: skip
        if added.superseded:
            click.echo(say("{superseded} facts of an earlier reading are superseded.", **facts))
        for finding in added.findings:
            click.echo("  ! " + finding.text(say.lang))
    return facts


def _check(say: Said, ledger: Ledger, by: str, *, as_json: bool) -> list[dict[str, Any]]:
    from tingzhou.facts.checks import rounded
    from tingzhou.reading import session

    results, added = session.check_ledger(ledger, by=by, when=now())
    rows = [{"check": one.check_id, "title": one.name(say.lang), "verdict": one.verdict, "facts": list(one.operands),
             "comparator": one.comparator.value, "value": None if one.value is None else rounded(one.value), "unit": one.unit,
             "flags": list(one.flags), "text": one.finding.text(say.lang) if one.finding else one.note.get(say.lang, "")}
            for one in results]  # fmt: skip
    if not as_json and added is not None:
        failed = sum(one.verdict == "failed" for one in results)
        click.echo(say("Checks: {count} done, {failed} failed; {new} facts derived anew.", count=len(results), failed=failed,
                       new=len(added.new)))  # fmt: skip
    return rows


def ledger_commands(say: Said) -> list[click.Command]:
    """Return the command with its help in the language of the call."""

    @click.command("facts", help=say("Look into a ledger of facts, review what waits, check figures against each other, export."))
    @click.argument("place", metavar="LEDGER|REGION", type=_PATH)
    @click.option("--queue", is_flag=True, help=say("List what waits for a person: doubtful facts and numbers not read."))
    @click.option("--accept", metavar="ID", help=say("Accept a fact."))
    @click.option("--reject", metavar="ID", help=say("Reject a fact, or say that a number is none."))
    @click.option("--correct", metavar="ID", help=say("Put a corrected fact in the place of a fact or of a number not read."))
    @click.option("--set", "changes", metavar="FIELD=VALUE", multiple=True, help=say("What --correct changes; may be repeated."))
    @click.option("--by", default="", metavar="NAME", help=say("Who decides."))
    @click.option("--on", "on", default="", metavar="DAY", help=say("When it was decided; without it now."))
    @click.option("--reason", default="", metavar="TEXT", help=say("Why it was decided so."))
    @click.option("--check", is_flag=True, help=say("Check figures against each other and append what follows."))
    @click.option("--findings", is_flag=True, help=say("List contradictions and checks that failed."))
    @click.option("--verify", is_flag=True, help=say("Prove that no row was changed since it was written."))
    @click.option("--out", metavar="FILE", type=_PATH, help=say("File for the whole ledger."))
    @form_option(say)
    @json_option(say)
    @lang_option(say)
    def facts(place: Path, lang: str, **options: Any) -> None:
        from tingzhou.facts.ledger import Ledger
        from tingzhou.reading import session

        del lang
        _refuse_mixed(options)
        with Ledger(session.ledger_path(place)) as ledger:
            _act(say, ledger, options)

    return [facts]


def _refuse_mixed(options: dict[str, Any]) -> None:
    decisions = [name for name in ("accept", "reject", "correct") if options[name]]
    looks = [name for name in ("queue", "findings", "verify", "check") if options[name]]
    if len(decisions) > 1 or len(looks) > 1 or (decisions and looks):
        raise UsageError("one thing at a time: {given}", given=", ".join(f"--{name}" for name in (*decisions, *looks)))
    if bool(options["changes"]) != bool(options["correct"]):
        raise UsageError("--correct and --set belong together")
    if options["form"] and options["out"] is None:
        raise UsageError("--format needs a file: --out FILE")


def _act(say: Said, ledger: Ledger, options: dict[str, Any]) -> None:
    from tingzhou.reading import session

    as_json, missing = options["as_json"], 0
    if options["out"] is not None:
        form = form_of(options["out"], options["form"])
        session.write_export(options["out"], session.export_ledger(ledger, form, say.lang))
        missing = session.left_out(ledger, form)
    if options["accept"] or options["reject"] or options["correct"]:
        _decide(say, ledger, options)
    elif options["queue"]:
        _print_queue(say, ledger.queue(), {one.id: one for one in ledger.documents()}, as_json=as_json)
    elif options["findings"]:
        _print_findings(say, ledger, as_json=as_json)
    elif options["verify"]:
        _verify(say, ledger, as_json=as_json)
    elif options["check"]:
        rows = _check(say, ledger, options["by"] or "tingzhou", as_json=as_json)
        if as_json:
            print_json(rows)
        for row in () if as_json else rows:
            _print_check(say, row)
    elif options["out"] is None:
        _print_ledger(say, ledger, as_json=as_json)
    if options["out"] is not None and not as_json:
        _print_written(say, options["out"], missing)


def _print_written(say: Said, path: Path, missing: int) -> None:
    click.echo(say("Written: {path}", path=path))
    if missing:
        click.echo(say("Left out: {count} facts without a period, or with a range instead of a number.", count=missing), err=True)


def _decide(say: Said, ledger: Ledger, options: dict[str, Any]) -> None:
    when = options["on"] or now()
    given = {"by": options["by"], "when": when, "reason": options["reason"]}
    if options["accept"]:
        name, done = ledger.accept(options["accept"], **given), say("Accepted: {line}")
    elif options["reject"]:
        name, done = ledger.reject(options["reject"], **given), say("Rejected: {line}")
    else:
        done = say("Corrected: {line}")
        name = ledger.correct(options["correct"], dict(_change(text) for text in options["changes"]), **given)
    if options["as_json"]:
        print_json({"id": name, "by": options["by"], "when": when})
    else:
        from tingzhou.facts.exports.wording import reading_line

        held = {one.id: one for one in ledger.facts()}
        line = f"{name[:8]}  {reading_line(held[name].fact, say.lang)}" if name in held else name[:8]
        click.echo(done.format(line=line))
        left = len(ledger.queue())
        click.echo(say("{count} still wait for review.", count=left) if left else say("Nothing waits for review."))


def _change(text: str) -> tuple[str, str]:
    field, sign, value = text.partition("=")
    if not sign or not field.strip():
        raise UsageError("'{text}' is no correction; write FIELD=VALUE", text=text)
    return field.strip(), value.strip()


def _around(document: Document | None, item: QueueItem) -> str:
    """Return the published words around a figure, the figure in brackets."""
    from tingzhou.facts.claims import sentence_at

    if document is None or document.form == "table":
        return ""
    sentence, at = sentence_at(document.text, item.start, item.end)
    first, last = max(at - _AROUND, 0), min(at + len(item.exact) + _AROUND, len(sentence))
    shown = f"{sentence[first:at]}【{item.exact}】{sentence[at + len(item.exact) : last]}"
    return f"{'…' if first else ''}{' '.join(shown.split())}{'…' if last < len(sentence) else ''}"


def _print_queue(say: Said, items: Sequence[QueueItem], documents: Mapping[str, Document], *, as_json: bool) -> None:
    from tingzhou.facts.exports.wording import reading_line, reason_name
    from tingzhou.facts.places import place_name

    if as_json:
        print_json([{"id": item.id, "document": item.document, "start": item.start, "end": item.end, "exact": item.exact,
                     "reason": item.reason, "known": dict(item.known), "fact": item.fact.record() if item.fact else None}
                    for item in items])  # fmt: skip
        return
    if not items:
        click.echo(say("Nothing waits for review."))
    for item in items:
        known = (
            reading_line(item.fact, say.lang)
            if item.fact
            else " · ".join(place_name(value) if key == "place" else value for key, value in item.known.items())
        )
        click.echo(f"  {item.id[:8]}  {padded(item.exact, 14)} {reason_name(item.reason, say.lang)}")
        click.echo(f"            {known}")
        around = _around(documents.get(item.document), item)
        if around:
            click.echo(f"            {around}")
    if items:
        click.echo(say("Decide with --accept ID, --reject ID, or --correct ID --set FIELD=VALUE, each with --by NAME."))


def _print_findings(say: Said, ledger: Ledger, *, as_json: bool) -> None:
    from tingzhou.labels import label

    findings = ledger.findings()
    if as_json:
        print_json([{"number": one.number, "kind": one.kind, "check": one.check_id, "facts": list(one.facts), "serious": one.serious,
                     "text": one.text(say.lang)} for one in findings])  # fmt: skip
        return
    if not findings:
        click.echo(say("No findings."))
    for one in sorted(findings, key=lambda finding: (not finding.serious, finding.number)):
        click.echo(
            f"  {label(f'finding.{one.kind}', say.lang)}: {one.text(say.lang)}  [{' '.join(name[:8] for name in one.facts)}]"
        )


def _print_check(say: Said, row: dict[str, Any]) -> None:
    from tingzhou.labels import label

    sign = "" if row["comparator"] == "=" else f"{row['comparator']} "
    value = f"{sign}{row['value']} {row['unit']}" if row["value"] is not None else ""
    flags = ", ".join(label(f"check_flag.{flag}", say.lang) for flag in row["flags"])
    verdict = label("check_verdict." + row["verdict"], say.lang)
    parts = (value, f"({flags})" if flags else "", row["text"])
    click.echo(f"  {row['check']}  {padded(row['title'], 34)} {padded(verdict, 10)} {'  '.join(part for part in parts if part)}")


def _verify(say: Said, ledger: Ledger, *, as_json: bool) -> None:
    problems = ledger.verify()
    if as_json:
        print_json({"passed": not problems, "problems": [problem.text(say.lang) for problem in problems]})
        if problems:
            raise SystemExit(REFUSED)
    elif problems:
        raise InputError(problems)
    else:
        click.echo(say("Passed: every row is what was written, entry by entry."))


def _print_ledger(say: Said, ledger: Ledger, *, as_json: bool) -> None:
    from collections import Counter

    from tingzhou.facts.exports.wording import reading_line, state_name
    from tingzhou.labels import label

    held, documents, findings, queue = ledger.facts(), ledger.documents(), ledger.findings(), ledger.queue()
    if as_json:
        print_json({"documents": [{"id": one.id, "name": one.name, "cited": one.cited()} for one in documents],
                    "facts": [{**one.fact.record(), "id": one.id, "state": one.state, "mentions": len(one.mentions)} for one in held],
                    "queue": len(queue), "findings": len(findings)})  # fmt: skip
        return
    heading(label("table.fact_documents", say.lang))
    for document in documents:
        click.echo(f"  {document.cited()}")
    heading(label("table.facts", say.lang))
    derived = label("check_verdict.derived", say.lang)
    for one in held[:_SHOWN]:
        click.echo(f"  {one.id[:8]}  {padded(one.mentions[0].exact if one.mentions else derived, 14)} {reading_line(one.fact, say.lang)}"
                   f"{'' if one.state == 'read' else f' · {state_name(one.state, say.lang)}'}")  # fmt: skip
    if len(held) > _SHOWN:
        click.echo("  " + say("… {count} more rows", count=len(held) - _SHOWN))
    states = Counter(one.state for one in held)
    click.echo("  " + ", ".join(f"{state_name(state, say.lang)}: {count}" for state, count in states.items()))
    click.echo("  " + say("{queue} wait for review, {findings} findings, {serious} of them serious.", queue=len(queue),
                          findings=len(findings), serious=sum(one.serious for one in findings)))  # fmt: skip
