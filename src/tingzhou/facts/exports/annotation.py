"""The facts of a text as W3C Web Annotations: a position selector and a quote selector, so that they find their place again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from tingzhou.facts.documents import Document, Mention
from tingzhou.facts.exports.wording import reading_line
from tingzhou.facts.ledger import LedgerFact

__all__ = ["web_annotations"]

_AROUND = 32


def web_annotations(facts: Iterable[LedgerFact], documents: Iterable[Document]) -> str:
    """Return an AnnotationPage (JSON-LD, https://www.w3.org/TR/annotation-model/): one annotation per place where a fact stands.

    Positions count Unicode code points from 0, the end is exclusive, as the model asks.
    """
    known = {document.id: document for document in documents}
    items = [
        _annotation(one, mention, known[mention.document]) for one in facts for mention in one.mentions if mention.document in known
    ]
    page = {"@context": "http://www.w3.org/ns/anno.jsonld", "id": "urn:tingzhou:facts", "type": "AnnotationPage", "items": items}
    return json.dumps(page, ensure_ascii=False, indent=1) + "\n"


def _annotation(one: LedgerFact, mention: Mention, document: Document) -> dict[str, Any]:
    text = document.text
    selector: list[dict[str, Any]] = [
        {"type": "TextPositionSelector", "start": mention.start, "end": mention.end},
        {"type": "TextQuoteSelector", "exact": text[mention.start : mention.end],
         "prefix": text[max(mention.start - _AROUND, 0) : mention.start], "suffix": text[mention.end : mention.end + _AROUND]},
    ]  # fmt: skip
    record = {**one.fact.record(), "id": one.id, "state": one.state, "sheet": mention.sheet, "cell": mention.cell}
    return {
        "id": f"urn:tingzhou:fact:{one.id}:{mention.id}",
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            *({"type": "TextualBody", "purpose": "describing", "format": "text/plain", "language": lang,
               "value": reading_line(one.fact, lang)} for lang in ("zh", "en")),
            {"type": "TextualBody", "purpose": "classifying", "format": "application/json",
             "value": json.dumps(record, ensure_ascii=False)},
        ],
        "target": {"source": document.address or f"urn:sha256:{document.id}", "selector": selector},
    }  # fmt: skip
