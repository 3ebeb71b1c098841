"""What people decided in the ledger of a region, laid over what the rules read anew: rejected, corrected, accepted."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tingzhou.facts import Fact, Reading
    from tingzhou.facts.ledger import LedgerFact
    from tingzhou.region import Region

__all__ = ["decided", "decisions_digest", "decisions_of"]

_Place = tuple[int, int, str, str, str, str]


def decisions_of(region: Region) -> tuple[LedgerFact, ...]:
    """Return the facts of the region's ledger that a person decided on; none where the region has no ledger.

    Raises
    ------
    InputError
        When the file is no ledger, newer than this version, or damaged.
    """
    from tingzhou.facts.ledger import DECIDED, Ledger

    if not region.ledger or not Path(region.ledger).exists():
        return ()
    states = {state.value for state in DECIDED}
    with Ledger(region.ledger) as ledger:
        return tuple(one for one in ledger.facts() if one.state in states)


def decisions_digest(region: Region) -> str:
    """Return a hash of the decisions on texts of the region; empty where there are none."""
    from tingzhou.facts import text_hash

    texts = {text_hash(text) for text in region.texts.values()}
    rows = sorted(
        f"{one.id} {one.state} {one.replaced_by}"
        for one in decisions_of(region)
        if any(mention.document in texts for mention in one.mentions)
    )
    return hashlib.sha256("\n".join(rows).encode()).hexdigest() if rows else ""


def decided(reading: Reading, decisions: Iterable[LedgerFact]) -> Reading:
    """Return a reading as the decisions leave it: without rejected facts, corrected ones in their place, accepted ones marked."""
    gone: set[_Place] = set()
    kept: list[Fact] = []
    for one in decisions:
        for fact in _at(one, reading.source):
            gone.add(_place(fact))
            if one.live:
                kept.append(fact)
    facts = [fact for fact in reading.facts if _place(fact) not in gone]
    spans = {(fact.start, fact.end) for fact in kept}
    return replace(
        reading,
        facts=tuple(sorted([*facts, *kept], key=lambda fact: (fact.start, fact.end))),
        unread=tuple(number for number in reading.unread if (number.start, number.end) not in spans),
    )


def _at(one: LedgerFact, source: str) -> Iterator[Fact]:
    """Yield a fact as it stands in each place of one text."""
    for mention in one.mentions:
        if mention.document == source:
            yield replace(one.fact, source=source, start=mention.start, end=mention.end, exact=mention.exact,
                          prefix=mention.prefix, suffix=mention.suffix, raw_value=mention.raw_value, raw_unit=mention.raw_unit)  # fmt: skip


def _place(fact: Fact) -> _Place:
    """Return what tells one reading of a span from another: a decision on one does not hold for a later, other reading."""
    return (fact.start, fact.end, fact.indicator_text, fact.measure.value, fact.value, fact.unit)
