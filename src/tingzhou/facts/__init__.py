"""READ: from published Chinese texts to facts, each tied to the characters it came from.

``read`` turns one text into a ``Reading``; the fact model is in ``fact``. ``Ledger`` keeps facts, ``check_facts`` holds them against
each other, ``exports`` hands them on.
"""

from __future__ import annotations

from tingzhou.facts.checks import check_facts
from tingzhou.facts.documents import Document
from tingzhou.facts.fact import (
    Accumulation,
    Comparator,
    Fact,
    Kind,
    Measure,
    PeriodBasis,
    Reading,
    Reference,
    Review,
    ReviewState,
    Span,
    Status,
    Unread,
    Vetoed,
    text_hash,
)
from tingzhou.facts.findings import Finding
from tingzhou.facts.ledger import Ledger
from tingzhou.facts.reader import read

__all__ = [
    "Accumulation",
    "Comparator",
    "Document",
    "Fact",
    "Finding",
    "Kind",
    "Ledger",
    "Measure",
    "PeriodBasis",
    "Reading",
    "Reference",
    "Review",
    "ReviewState",
    "Span",
    "Status",
    "Unread",
    "Vetoed",
    "check_facts",
    "read",
    "text_hash",
]
