"""The ledger as one workbook: facts, places where they stand, findings, documents; numbers are numbers, text is never a formula."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from tingzhou.facts.documents import Document
from tingzhou.facts.exports.plain import COLUMNS, fact_rows
from tingzhou.facts.findings import Finding
from tingzhou.facts.identity import number
from tingzhou.facts.ledger import LedgerFact
from tingzhou.labels import has_label, label

__all__ = ["workbook"]

_NUMBERS = ("value", "lower", "upper", "mentions", "start", "end")
_DIGITS = 15  # what a cell keeps; longer numbers stay text, so that no digit is lost


def workbook(
    facts: Sequence[LedgerFact], documents: Sequence[Document], findings: Iterable[Finding] = (), *, lang: str = "zh"
) -> bytes:
    """Return the bytes of an .xlsx file with headers in ``lang``."""
    import xlsxwriter

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"created": dt.datetime(2000, 1, 1)})
    head = book.add_format({"bold": True, "bg_color": "#EEF2F5", "border": 1, "text_wrap": True, "valign": "top"})
    mentions = [{"fact": one.id, **{key: str(value) for key, value in asdict(mention).items() if key != "id"}}
                for one in facts for mention in one.mentions]  # fmt: skip
    told = [{"number": str(one.number), "kind": label(f"finding.{one.kind}", lang), "check_id": one.check_id,
             "finding": one.text(lang), "facts": " ".join(one.facts)} for one in findings]  # fmt: skip
    papers = [{key: str(value) for key, value in asdict(document).items() if key != "text"} for document in documents]
    for name, columns, rows in (
        ("facts", COLUMNS, fact_rows(facts, documents)),
        ("fact_mentions", tuple(mentions[0]) if mentions else ("fact",), mentions),
        ("fact_findings", ("number", "kind", "check_id", "finding", "facts"), told),
        ("fact_documents", tuple(papers[0]) if papers else ("id",), papers),
    ):
        _sheet(book.add_worksheet(label(f"table.{name}", lang)[:31]), columns, rows, head, lang)
    book.close()
    return target.getvalue()


def _sheet(sheet: Any, columns: Sequence[str], rows: Sequence[dict[str, str]], head: Any, lang: str) -> None:
    for index, column in enumerate(columns):
        name = label(f"{'fact_column' if has_label(f'fact_column.{column}') else 'column'}.{column}", lang)
        sheet.write_string(0, index, name, head)
        sheet.set_column(index, index, 28 if column in ("indicator_text", "finding", "title") else 14)
    for line, row in enumerate(rows, start=1):
        for index, column in enumerate(columns):
            text = row[column]
            value = number(text) if column in _NUMBERS and text else None
            if value is not None and len(value.as_tuple().digits) <= _DIGITS:
                sheet.write_number(line, index, float(value))
            elif text:
                sheet.write_string(line, index, text[:32767])
    sheet.freeze_panes(1, 1)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
