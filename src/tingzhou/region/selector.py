"""Selectors: ``category:wind,solar place:mulei`` means every process that satisfies all terms."""

from __future__ import annotations

from dataclasses import dataclass

from tingzhou.errors import UsageError

__all__ = ["SELECTOR_KINDS", "Selector", "Term", "parse_selector"]

# Kind of term → table whose ids its values are ('' where they are free words).
SELECTOR_KINDS = {
    "category": "", "process": "processes", "plant": "plants", "place": "places", "owner": "", "commodity": "commodities",
    "route": "routes", "store": "stores", "market": "markets", "demand": "demands", "sector": "",
}  # fmt: skip


@dataclass(frozen=True)
class Term:
    """One term: any of ``values`` of a ``kind``, or none of them when ``negated``."""

    kind: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class Selector:
    """Terms that must all hold."""

    terms: tuple[Term, ...]


def parse_selector(text: str) -> Selector:
    """Return the selector that ``text`` writes.

    Raises
    ------
    UsageError
        Naming the term that is no ``kind:value[,value…]`` with a known kind.
    """
    terms: list[Term] = []
    for word in text.split():
        kind, colon, values = word.partition(":")
        negated = kind.startswith("!")
        kind = kind.removeprefix("!")
        found = tuple(value for value in values.split(",") if value)
        if not colon or kind not in SELECTOR_KINDS or not found:
            raise UsageError(
                "'{term}' is no selector term; write kind:value[,value] with one of the kinds {kinds}",
                term=word, kinds=", ".join(SELECTOR_KINDS))  # fmt: skip
        terms.append(Term(kind, found, negated))
    if not terms:
        raise UsageError("the selector is empty")
    return Selector(tuple(terms))
