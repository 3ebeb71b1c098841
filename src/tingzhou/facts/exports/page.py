"""A text as one HTML page: every figure highlighted by measure, its reading on hover and on focus, refused numbers shown too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from tingzhou.facts.documents import Document
from tingzhou.facts.exports.page_style import SCRIPT, STYLE
from tingzhou.facts.exports.wording import GROUPS, amount, group_of, kind_name, measure_name, reading_line, reason_name, state_name
from tingzhou.facts.fact import Fact, Reading, ReviewState
from tingzhou.facts.findings import Finding
from tingzhou.facts.ledger import Ledger, LedgerFact
from tingzhou.labels import LANGUAGES, label, sentence

__all__ = ["Mark", "Marked", "highlighted", "marked_of", "marked_text"]

_ORDER = ("fact", "unread", "vetoed")  # what is said of a span first, where several things are


@dataclass(frozen=True)
class Mark:
    """A span of a text and what is to be said of it in each language.

    ``kind`` is ``fact``, ``unread`` or ``vetoed``; ``group`` its colour; ``id`` that of the fact.
    """

    start: int
    end: int
    kind: str
    group: str
    lines: Mapping[str, str]
    id: str = ""
    queued: bool = False


@dataclass(frozen=True)
class Marked:
    """A text with its marks, ready to be shown."""

    document: Document
    marks: tuple[Mark, ...]
    facts: tuple[tuple[str, Fact, str], ...] = ()
    findings: tuple[Finding, ...] = ()


def _fact_mark(fact: Fact, name: str, state: str, start: int, end: int) -> Mark:
    lines = {lang: f"{reading_line(fact, lang)} · {state_name(state, lang)}" + (f": {reason_name(fact.review.reason, lang)}" if fact.review.reason else "")
             for lang in LANGUAGES}  # fmt: skip
    return Mark(start, end, "fact", group_of(fact), lines, name, state == ReviewState.QUEUED.value)


def _unread_mark(start: int, end: int, reason: str) -> Mark:
    return Mark(start, end, "unread", "unread",
                {lang: f"{label('span_kind.unread', lang)}: {reason_name(reason, lang)}" for lang in LANGUAGES})  # fmt: skip


def _vetoed_mark(start: int, end: int, kind: str) -> Mark:
    lines = {lang: sentence("no fact: {kind}", lang, kind=kind_name(kind, lang)) for lang in LANGUAGES}
    return Mark(start, end, "vetoed", "vetoed", lines)


def marked_of(source: Reading | Ledger, document: Document) -> Marked:
    """Return a text with the marks of a reading, or of the ledger: what counts there, what was refused, what waits."""
    if isinstance(source, Reading):
        facts = [(fact.id, fact, fact.review.state.value) for fact in source.facts]
        marks = [_fact_mark(fact, name, state, fact.start, fact.end) for name, fact, state in facts]
        marks += [_unread_mark(one.start, one.end, one.reason) for one in source.unread]
        marks += [_vetoed_mark(one.start, one.end, one.kind.value) for one in source.vetoed]
        return Marked(document, tuple(marks), tuple(facts))
    return _of_ledger(source, document)


def _of_ledger(ledger: Ledger, document: Document) -> Marked:
    here: list[tuple[LedgerFact, int, int]] = [
        (one, mention.start, mention.end)
        for one in ledger.facts()
        if one.live
        for mention in one.mentions
        if mention.document == document.id
    ]
    marks = [_fact_mark(one.fact, one.id, one.state, start, end) for one, start, end in here]
    vetoed, unread = ledger.marks(document.id)
    marks += [_unread_mark(row["start"], row["end"], row["reason"]) for row in unread]
    marks += [_vetoed_mark(row["start"], row["end"], row["kind"]) for row in vetoed]
    names = {one.id for one, _, _ in here}
    facts = tuple({one.id: (one.id, one.fact, one.state) for one, _, _ in here}.values())
    return Marked(document, tuple(marks), facts, tuple(one for one in ledger.findings() if set(one.facts) & names))


def marked_text(text: str, marks: Iterable[Mark], *, start: int = 0, end: int | None = None, ids: bool = True) -> str:
    """Return a text, or a part of it, as HTML with its marks; marks that overlap share one highlight that tells of all.

    Parameters
    ----------
    ids
        Whether each highlight gets the id of its fact, so that a table can link to it; once per page only.
    """
    last = len(text) if end is None else end
    clusters: list[list[Mark]] = []
    for mark in sorted(marks, key=lambda one: (one.start, one.end, _ORDER.index(one.kind))):
        if mark.start < start or mark.end > last or mark.start >= mark.end:
            continue
        if clusters and mark.start < max(one.end for one in clusters[-1]):
            clusters[-1].append(mark)
        else:
            clusters.append([mark])
    parts, at = [], start
    for cluster in clusters:
        begin, stop = cluster[0].start, max(one.end for one in cluster)
        parts += [escape(text[at:begin], quote=False), _highlight(text[begin:stop], cluster, ids=ids)]
        at = stop
    parts.append(escape(text[at:last], quote=False))
    return "".join(parts)


def _highlight(shown: str, cluster: Sequence[Mark], *, ids: bool) -> str:
    first = min(cluster, key=lambda one: _ORDER.index(one.kind))
    said = [mark for mark in cluster if mark.kind == first.kind]
    tip = "".join(_both(*(mark.lines[lang] for lang in LANGUAGES), tag="span", extra=" line") for mark in said)
    title = escape("\n".join(mark.lines["zh"] for mark in said))
    waiting = " queued" if any(mark.queued for mark in said) else ""
    anchors = "".join(f'<a id="f-{mark.id}"></a>' for mark in said if mark.id and ids)
    count = f"<sup>{len(said)}</sup>" if len(said) > 1 else ""
    return (f'{anchors}<mark class="{first.group}{waiting}" tabindex="0" title="{title}" data-zh="{title}" '
            f'data-en="{escape(chr(10).join(mark.lines["en"] for mark in said))}">{escape(shown, quote=False)}{count}'
            f'<span class="tip" role="tooltip">{tip}</span></mark>')  # fmt: skip


def _both(zh: str, en: str, *, tag: str = "span", extra: str = "") -> str:
    return (f'<{tag} class="zh{extra}" lang="zh">{escape(zh, quote=False)}</{tag}>'
            f'<{tag} class="en{extra}" lang="en">{escape(en, quote=False)}</{tag}>')  # fmt: skip


def _say(message: str, **parameters: object) -> str:
    return _both(sentence(message, "zh", **parameters), sentence(message, "en", **parameters))


def _named(key: str) -> str:
    return _both(label(key, "zh"), label(key, "en"))


def highlighted(marked: Sequence[Marked], *, lang: str = "zh") -> str:
    """Return one HTML page of texts with their marks, a legend, tables of the facts and the findings; nothing is loaded from outside."""
    heading = escape(marked[0].document.title or marked[0].document.name) if marked else ""
    sections = "\n".join(_section(one) for one in marked)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}" class="show-{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{heading}</title>\n<style>{STYLE}</style>\n</head>\n'
        f'<body>\n<header><button type="button" id="switch" aria-label="中文 / English">中文 / English</button>'
        f"<h1>{_say('Figures of the text')}</h1>{_legend(marked)}</header>\n<main>\n{sections}\n</main>\n"
        f"<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )


def _legend(marked: Sequence[Marked]) -> str:
    counts = Counter(mark.group for one in marked for mark in one.marks)
    waiting = sum(mark.queued for one in marked for mark in one.marks)
    shown = [f'<li><mark class="{name}">{_named(f"fact_group.{name}")}</mark> {counts[name]}</li>'
             for name in (*GROUPS, "unread", "vetoed") if counts[name]]  # fmt: skip
    if waiting:
        shown.append(f'<li><mark class="queued">{_named("review_state.queued")}</mark> {waiting}</li>')
    hint = _say("Point at a figure, or go to it with the tabulator key, to see how it was read.")
    return f'<p class="soft">{hint}</p><ul class="legend">{"".join(shown)}</ul>'


def _section(one: Marked) -> str:
    document = one.document
    text = "".join(f"<p>{line}</p>\n" for line in marked_text(document.text, one.marks).split("\n") if line.strip())
    return (
        f"<section>\n<h2>{escape(document.title or document.name)}</h2>\n<p class='soft'>{escape(document.cited())}</p>\n"
        f'<article lang="zh">\n{text}</article>\n{_findings(one)}{_table(one)}</section>'
    )


def _findings(one: Marked) -> str:
    if not one.findings:
        return ""
    rows = "".join(
        f'<li class="{"serious" if finding.serious else "note"}">{_named(f"finding.{finding.kind}")} · '
        f"{_both(finding.text('zh'), finding.text('en'))} {' '.join(_link(name) for name in finding.facts)}</li>"
        for finding in one.findings
    )
    return f"<h3>{_named('table.fact_findings')}</h3><ul>{rows}</ul>\n"


def _link(name: str) -> str:
    return f'<a href="#f-{name}">{name[:8]}</a>'


def _table(one: Marked) -> str:
    if not one.facts:
        return ""
    heads = "".join(f"<th scope='col'>{_named(key)}</th>" for key in (
        "fact_column.id", "fact_column.indicator_text", "fact_column.place_name", "fact_column.period", "fact_column.measure",
        "fact_column.value", "fact_column.exact", "fact_column.state"))  # fmt: skip
    rows = []
    for name, fact, state in sorted(one.facts, key=lambda entry: (entry[1].start, entry[1].end)):
        cells = (
            _link(name), escape(fact.indicator_text), escape(fact.place_name or fact.place), escape(fact.period),
            _both(measure_name(fact.measure, "zh"), measure_name(fact.measure, "en")), _both(amount(fact, "zh"), amount(fact, "en")),
            escape(fact.exact), _both(state_name(state, "zh"), state_name(state, "en")),
        )  # fmt: skip
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    body = "".join(rows)
    return (f"<details><summary>{_named('table.facts')} ({len(rows)})</summary><div class='wide'><table><thead><tr>{heads}</tr></thead>"
            f"<tbody>{body}</tbody></table></div></details>\n")  # fmt: skip
