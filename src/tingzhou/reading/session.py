"""Work with a ledger: what was read into it, checks over it, exports out of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tingzhou.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from tingzhou.facts import Fact
    from tingzhou.facts.checks import CheckResult
    from tingzhou.facts.ledger import Added, Ledger, LedgerFact
    from tingzhou.reading.texts import ReadFile

__all__ = ["EXPORTS", "check_ledger", "export_ledger", "export_readings", "keep", "ledger_path", "left_out", "write_export"]

LEDGER = "ledger.sqlite"


def ledger_path(place: Path) -> Path:
    """Return the file of a ledger: the path itself, or ``ledger.sqlite`` in a region folder.

    Raises
    ------
    InputError
        When it is a folder that is no region.
    """
    if not place.is_dir():
        return place
    if not (place / "region.toml").exists() and not (place / LEDGER).exists():
        raise InputError(Problem("this folder is no region: it has no region.toml.", "Name a region folder, or a file for the ledger.",
                                 file=str(place)))  # fmt: skip
    return place / LEDGER


def keep(ledger: Ledger, read: ReadFile, *, by: str, when: str) -> Added:
    """Put what was read into the ledger."""
    return ledger.add(read.reading, read.document, by=by, when=when, cells=read.cells)


def _as_mentioned(one: LedgerFact) -> Iterator[Fact]:
    """Yield the fact as it stands in each place: what stands beside it there decides which figures belong together."""
    if not one.mentions:
        yield one.fact
    for mention in one.mentions:
        yield replace(one.fact, source=mention.document, start=mention.start, end=mention.end, exact=mention.exact,
                      prefix=mention.prefix, suffix=mention.suffix, raw_value=mention.raw_value, raw_unit=mention.raw_unit)  # fmt: skip


def check_ledger(ledger: Ledger, *, by: str, when: str, write: bool = True) -> tuple[tuple[CheckResult, ...], Added | None]:
    """Run every check over the facts that count; with ``write`` append what follows from them and what does not fit.

    A figure that waits for review takes part: a check is one reason to look at it. What follows from it waits too.
    """
    from tingzhou.facts.checks import check_facts

    texts = {document.id: document.text for document in ledger.documents()}
    results = check_facts([(one.id, fact) for one in ledger.facts() if one.live for fact in _as_mentioned(one)], texts)
    if not write:
        return results, None
    derived = [one.derived for one in results if one.derived is not None]
    findings = [one.finding for one in results if one.finding is not None]
    return results, ledger.add_derived(derived, findings, by=by, when=when)


# --- exports ------------------------------------------------------------------------------------------------------------------


def _csv(facts: Sequence[LedgerFact], ledger: Ledger, lang: str) -> bytes:
    from tingzhou.facts.exports import COLUMNS, csv_text, fact_rows

    del lang
    return csv_text(COLUMNS, fact_rows(facts, ledger.documents())).encode()


def _json(facts: Sequence[LedgerFact], ledger: Ledger, lang: str) -> bytes:
    from tingzhou.facts.exports import json_text

    del lang
    return json_text(facts, ledger.documents(), ledger.findings()).encode()


def _sdmx(facts: Sequence[LedgerFact], ledger: Ledger, lang: str) -> bytes:
    from tingzhou.facts.exports import sdmx_csv

    del lang
    return sdmx_csv([one for one in facts if one.live], ledger.documents())[0].encode()


def _annotation(facts: Sequence[LedgerFact], ledger: Ledger, lang: str) -> bytes:
    from tingzhou.facts.exports import web_annotations

    del lang
    return web_annotations([one for one in facts if one.live], ledger.documents()).encode()


def _xlsx(facts: Sequence[LedgerFact], ledger: Ledger, lang: str) -> bytes:
    from tingzhou.facts.exports import workbook

    return workbook(facts, ledger.documents(), ledger.findings(), lang=lang)


def _html(facts: Sequence[LedgerFact], ledger: Ledger, lang: str) -> bytes:
    from tingzhou.facts.exports import highlighted, marked_of

    del facts
    return highlighted([marked_of(ledger, document) for document in ledger.documents()], lang=lang).encode()


EXPORTS: dict[str, Callable[[Sequence[LedgerFact], Ledger, str], bytes]] = {
    "csv": _csv, "json": _json, "sdmx": _sdmx, "annotation": _annotation, "xlsx": _xlsx, "html": _html,
}  # fmt: skip


def left_out(ledger: Ledger, form: str) -> int:
    """Return how many facts a form cannot hold: SDMX has no observation without a period."""
    from tingzhou.facts.exports import sdmx_csv

    return len(sdmx_csv([one for one in ledger.facts() if one.live], ledger.documents())[1]) if form == "sdmx" else 0


def export_ledger(ledger: Ledger, form: str, lang: str) -> bytes:
    """Return the ledger in one of the forms of ``EXPORTS``.

    Raises
    ------
    UsageError
        When the form is not known.
    """
    if form not in EXPORTS:
        raise UsageError("'{form}' is no form of export; known: {known}", form=form, known=", ".join(EXPORTS))
    return EXPORTS[form](ledger.facts(), ledger, lang)


def export_readings(read: Sequence[ReadFile], form: str, lang: str) -> tuple[bytes, int]:
    """Return readings in one of the forms of ``EXPORTS``, as a ledger that holds nothing else would, and how many it left out."""
    from tingzhou.facts.ledger import Ledger

    with tempfile.TemporaryDirectory(prefix="tingzhou-") as folder, Ledger(Path(folder) / LEDGER, create=True) as ledger:
        for one in read:
            keep(ledger, one, by="", when="")
        return export_ledger(ledger, form, lang), left_out(ledger, form)


def write_export(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
