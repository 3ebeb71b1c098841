"""The ledger as CSV and as JSON: one row per fact, with the first place where it stands."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tingzhou.facts.documents import Document
from tingzhou.facts.findings import Finding
from tingzhou.facts.ledger import LedgerFact

__all__ = ["COLUMNS", "csv_text", "fact_rows", "json_text"]

_OF_FACT = ("indicator", "indicator_text", "activity", "product", "scope", "place", "place_name", "period", "accumulation",
            "period_basis", "measure", "comparator", "value", "unit", "lower", "upper", "raw_value", "raw_unit", "status")  # fmt: skip
_OF_REFERENCE = ("indicator", "place", "period", "text")
_OF_MENTION = ("start", "end", "exact", "prefix", "suffix", "sheet", "cell")
_OF_DOCUMENT = ("name", "title", "publisher", "date", "address")

COLUMNS = (
    "id", *_OF_FACT, *(f"reference_{name}" for name in _OF_REFERENCE), "state", "reviewed_by", "reviewed_at", "review_reason",
    "supersedes", "replaced_by", "derived_from", "rule_id", "rule_version", "mentions", "source", *_OF_MENTION,
    *(f"document_{name}" for name in _OF_DOCUMENT),
)  # fmt: skip


def fact_rows(facts: Iterable[LedgerFact], documents: Iterable[Document]) -> list[dict[str, str]]:
    """Return one row per fact, every column of ``COLUMNS`` as text."""
    known = {document.id: document for document in documents}
    return [_row(one, known) for one in facts]


def _row(one: LedgerFact, documents: Mapping[str, Document]) -> dict[str, str]:
    record = one.fact.record()
    mention = one.mentions[0] if one.mentions else None
    document = documents.get(mention.document) if mention else None
    row: dict[str, Any] = {"id": one.id, **{name: record[name] for name in _OF_FACT}}
    row |= {f"reference_{name}": record["reference"][name] for name in _OF_REFERENCE}
    row |= {"state": one.state, "reviewed_by": one.fact.review.by, "reviewed_at": one.fact.review.when,
            "review_reason": one.fact.review.reason, "supersedes": one.supersedes, "replaced_by": one.replaced_by,
            "derived_from": " ".join(one.fact.derived_from), "rule_id": one.fact.rule_id, "rule_version": one.fact.rule_version,
            "mentions": len(one.mentions), "source": mention.document if mention else ""}  # fmt: skip
    row |= {name: getattr(mention, name) if mention else "" for name in _OF_MENTION}
    row |= {f"document_{name}": getattr(document, name) if document else "" for name in _OF_DOCUMENT}
    return {name: str(row[name]) for name in COLUMNS}


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return rows as CSV with a mark, so that Excel reads the Chinese; text that a spreadsheet would run as a formula is quoted."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_harmless(row[column]) for column in columns] for row in rows)
    return out.getvalue()


def _harmless(text: str) -> str:
    if text[:1] in ("=", "+", "-", "@", "\t", "\r"):
        if text in ("=", "-"):
            return text  # a comparator alone is no formula
        try:
            float(text)
        except ValueError:
            return f"'{text}"
    return text


def json_text(facts: Iterable[LedgerFact], documents: Iterable[Document], findings: Iterable[Finding] = ()) -> str:
    """Return the ledger as JSON: facts with all their mentions, documents without their texts, findings in both languages."""
    from dataclasses import asdict

    told = {
        "facts": [{**one.fact.record(), "id": one.id, "state": one.state, "supersedes": one.supersedes,
                   "replaced_by": one.replaced_by, "mentions": [asdict(mention) for mention in one.mentions]} for one in facts],
        "documents": [{key: value for key, value in asdict(document).items() if key != "text"} for document in documents],
        "findings": [{"number": one.number, "kind": one.kind, "check_id": one.check_id, "facts": list(one.facts),
                      "zh": one.text("zh"), "en": one.text("en")} for one in findings],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
