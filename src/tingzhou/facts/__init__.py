"""READ: from published Chinese texts to facts, each tied to the characters it came from.

``read`` turns one text into a ``Reading``; the fact model is in ``fact``.
"""

from __future__ import annotations

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
from tingzhou.facts.reader import read

__all__ = [
    "Accumulation",
    "Comparator",
    "Fact",
    "Kind",
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
    "read",
    "text_hash",
]
