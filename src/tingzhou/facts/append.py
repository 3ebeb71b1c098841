"""How a reading enters the ledger: what is known is left, what is found again gains a mention, what is new gains a row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING

from tingzhou.facts.documents import Cell, Document
from tingzhou.facts.fact import Fact, Reading, ReviewState
from tingzhou.facts.findings import Finding, compare
from tingzhou.facts.identity import identity, subject
from tingzhou.facts.ledger import (
    DECIDED,
    Added,
    LedgerFact,
    insert_fact,
    insert_finding,
    insert_mention,
    insert_review,
    mention_of,
)

if TYPE_CHECKING:
    from tingzhou.facts.ledger import _State
    from tingzhou.facts.store import Entry, Store

__all__ = ["Appender"]

_RIVALS = 3  # a figure is held against so many others of its subject: more of them would only say the same again


class Appender:
    """One reading on its way into the ledger, inside one entry of the journal."""

    def __init__(self, store: Store, entry: Entry, state: _State, reading: Reading, document: Document,
                 cells: Mapping[str, Cell]) -> None:  # fmt: skip
        self.store, self.entry, self.state = store, entry, state
        self.reading, self.document, self.cells = reading, document, cells
        self.new: list[str] = []
        self.corroborated: list[str] = []
        self.findings: list[Finding] = []
        self.merged = self.known = self.kept = self.queued = 0
        # facts written by this very reading count from the moment they are written
        self.fresh: dict[str, LedgerFact] = {}
        self.fresh_identity: dict[str, str] = {}
        self.fresh_subject: dict[str, list[str]] = {}
        self.here: dict[str, str] = {}  # id of a mention in this text → its fact
        self.read: set[str] = set()
        self.decided_spans: set[tuple[int, int, str]] = set()
        for one in state.facts.values():
            for _, mention in state.mentions.get(one.id, ()):
                if mention.document == document.id:
                    self.here[mention.id] = one.id
                    if one.state in DECIDED:
                        self.decided_spans.add((mention.start, mention.end, one.fact.indicator_text))

    def run(self) -> Added:
        """Append and return what was appended."""
        number = self._reading_number()
        for fact in self.reading.facts:
            self._fact(fact)
        superseded = self._withdraw() if number else ()
        unread = self._marks(number) if number else 0
        return Added(tuple(self.new), tuple(self.corroborated), self.merged, self.known, self.kept, superseded, self.queued, unread,
                     tuple(self.findings))  # fmt: skip

    def _reading_number(self) -> int:
        """Append the text, its origin and that it was read; return 0 where the last reading was the same."""
        origin = {name: getattr(self.document, name) for name in Document.__dataclass_fields__ if name != "text"}
        known = self.store.rows("documents", "id = ?", (self.document.id,))
        if not known:
            self.entry.add("texts", id=self.document.id, text=self.document.text)
        if not known or any(known[-1][name] != value for name, value in origin.items()):
            self.entry.add("documents", **origin)
        told = json.dumps([self.reading.title, self.reading.date, self.reading.home_place], ensure_ascii=True)
        read = self.store.rows("readings", "document = ?", (self.document.id,))
        if read and (read[-1]["rule_version"], read[-1]["told"]) == (self.reading.rule_version, told):
            return 0
        return self.entry.add("readings", document=self.document.id, rule_version=self.reading.rule_version, told=told)

    def _fact(self, fact: Fact) -> None:
        name = fact.id
        self.read.add(name)
        if name in self.here:
            self.known += 1
            return
        if (fact.start, fact.end, fact.indicator_text) in self.decided_spans:
            self.kept += 1  # a person decided on this figure: newer rules do not overrule them
            return
        about = subject(fact)
        same = identity(fact, about)
        mention = mention_of(fact, self.cells.get(name), name)
        found = self._same(fact, same)
        if found is not None:
            insert_mention(self.entry, mention, found.id)
            self.here[name] = found.id
            elsewhere = any(one.document != self.document.id for one in found.mentions) or not found.mentions
            if found.id not in self.fresh and elsewhere:
                self.corroborated.append(found.id)
            else:
                self.merged += 1
            self._tell(compare(found.fact, fact, (found.id, found.id)))
            return
        self._rejected_before(fact, name, same)
        self._append(fact, name, about, same)
        insert_mention(self.entry, mention, name)
        self.here[name] = name

    def _append(self, fact: Fact, name: str, about: str, same: str) -> None:
        rivals = list(islice(self.state.rivals(fact, about), _RIVALS))
        rivals += [self.fresh[one] for one in self.fresh_subject.get(about, ())[:_RIVALS]]
        if name not in self.state.facts:  # one that an earlier reading gave and a later one did not comes back by its mention
            insert_fact(self.entry, fact, name=name, about=about, same=same)
        self.new.append(name)
        if fact.review.state is ReviewState.QUEUED:
            insert_review(self.entry, name, ReviewState.QUEUED.value, "", "", fact.review.reason)
            self.queued += 1
        for one in rivals[:_RIVALS]:
            self._tell(compare(one.fact, fact, (one.id, name)))
        self.fresh[name] = LedgerFact(fact, name, fact.review.state.value)
        self.fresh_identity.setdefault(same, name)
        self.fresh_subject.setdefault(about, []).append(name)

    def _same(self, fact: Fact, same: str) -> LedgerFact | None:
        found = self.state.live_same(fact, same)
        if found is not None:
            return found
        name = self.fresh_identity.get(same)
        return self.fresh[name] if name else None

    def _rejected_before(self, fact: Fact, name: str, same: str) -> None:
        """Say so where a fact that a person rejected or corrected is published once more."""
        for other in self.state.by_identity.get(same, ()):
            one = self.state.facts[other]
            if not one.live and one.state in DECIDED:
                message = "{subject}: {value} was rejected or corrected before, and is published again."
                self._tell(Finding("republished", tuple(sorted((one.id, name))), message,
                                   {"subject": fact.indicator_text, "value": f"{fact.value} {fact.unit}"}))  # fmt: skip

    def _tell(self, finding: Finding | None) -> None:
        if finding is not None and insert_finding(self.store, self.entry, finding):
            self.findings.append(finding)

    def _withdraw(self) -> tuple[str, ...]:
        """Withdraw the mentions that the reading before made in this text and this one does not; return the facts left without any."""
        read = self.read
        again = {fact for name, fact in self.here.items() if name in read}
        lost: list[str] = []
        for one in self.state.facts.values():
            if one.state in DECIDED:
                continue
            kept = []
            for number, mention in self.state.mentions.get(one.id, ()):
                if mention.document == self.document.id and mention.id not in read:
                    self.entry.add("withdrawals", mention=number, rule_version=self.reading.rule_version)
                else:
                    kept.append(mention)
            if one.mentions and not kept and one.id not in again:
                lost.append(one.id)
        return tuple(lost)

    def _marks(self, number: int) -> int:
        """Append the spans that are no facts and the numbers that were not read."""
        for mark in self.reading.vetoed:
            self.entry.add("vetoed", reading=number, document=self.document.id, start=mark.start, end=mark.end, exact=mark.exact,
                           kind=mark.kind.value, rule_id=mark.rule_id, value=mark.value)  # fmt: skip
        for one in self.reading.unread:
            self.entry.add("unread", reading=number, document=self.document.id, start=one.start, end=one.end, exact=one.exact,
                           reason=one.reason, rule_id=one.rule_id, value=one.value, unit=one.unit,
                           indicator_text=one.indicator_text, place=one.place, period=one.period)  # fmt: skip
        return len(self.reading.unread)
