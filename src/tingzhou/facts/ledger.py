"""The ledger of facts: an append-only file of texts, facts, where they stand, what was decided and what does not fit together.

Nothing here reads a clock: who and when are given.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any

from tingzhou.errors import InputError, Problem
from tingzhou.facts.documents import Cell, Document, Mention
from tingzhou.facts.fact import Fact, Reading, Review, ReviewState, text_hash
from tingzhou.facts.findings import Finding, compare
from tingzhou.facts.identity import identity, subject
from tingzhou.facts.store import Entry, Store

__all__ = ["Added", "Ledger", "LedgerFact", "QueueItem"]

DECIDED = (ReviewState.ACCEPTED, ReviewState.CORRECTED, ReviewState.REJECTED)
SUPERSEDED = "superseded"


@dataclass(frozen=True)
class LedgerFact:
    """A fact as the ledger knows it: the fact with its review, where it stands, and what took its place.

    ``state`` is a review state or ``superseded`` (newer rules no longer read it).
    """

    fact: Fact
    id: str
    state: str
    mentions: tuple[Mention, ...] = ()
    supersedes: str = ""
    replaced_by: str = ""

    @property
    def live(self) -> bool:
        """Tell whether the fact counts: neither rejected, corrected into another one, nor superseded."""
        return not self.replaced_by and self.state not in (ReviewState.REJECTED.value, SUPERSEDED)

    @property
    def usable(self) -> bool:
        """Tell whether the fact counts and does not wait for a person."""
        return self.live and self.state != ReviewState.QUEUED.value


@dataclass(frozen=True)
class QueueItem:
    """Something a person should decide: a fact that waits, or a number that was not read."""

    id: str
    document: str
    start: int
    end: int
    exact: str
    reason: str
    fact: Fact | None = None
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Added:
    """What a reading added: ids of new facts, of facts found again elsewhere, counts of the rest, and new findings."""

    new: tuple[str, ...] = ()
    corroborated: tuple[str, ...] = ()
    merged: int = 0
    known: int = 0
    kept: int = 0
    superseded: tuple[str, ...] = ()
    queued: int = 0
    unread: int = 0
    findings: tuple[Finding, ...] = ()


class Ledger:
    """An open ledger. Use it in a ``with`` statement.

    Parameters
    ----------
    path
        Of the file, ``ledger.sqlite`` in a region folder.
    create
        Make it where there is none.

    Raises
    ------
    InputError
        When it is missing, foreign, newer than this version, or damaged.
    """

    def __init__(self, path: str | PathLike[str], *, create: bool = False) -> None:
        self.store = Store.open(Path(path), create=create)

    def __enter__(self) -> Ledger:
        """Return the ledger."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    # --- reading the ledger ----------------------------------------------------------------------------------------------------

    def facts(self) -> tuple[LedgerFact, ...]:
        """Return every fact that was ever written, in the order it came."""
        with self.store.snapshot():
            return tuple(_State(self.store).facts.values())

    def usable(self) -> tuple[LedgerFact, ...]:
        """Return the facts that count and wait for nobody."""
        return tuple(one for one in self.facts() if one.usable)

    def fact(self, name: str) -> LedgerFact:
        """Return a fact by its id or an unambiguous beginning of it.

        Raises
        ------
        InputError
            When none or several begin so.
        """
        found = {one.id: one for one in self.facts()}
        return found[_one_of(name, found)]

    def documents(self) -> tuple[Document, ...]:
        """Return the texts."""
        with self.store.snapshot():
            texts = {row["id"]: row["text"] for row in self.store.rows("texts")}
            origins = {row["id"]: row for row in self.store.rows("documents")}
        names = [name for name in Document.__dataclass_fields__ if name != "text"]
        return tuple(Document(text=text, **{name: origins[key][name] for name in names}) for key, text in texts.items())

    def findings(self, *, everything: bool = False) -> tuple[Finding, ...]:
        """Return the findings whose facts all still count; with ``everything`` also those that decisions have settled."""
        with self.store.snapshot():
            rows = self.store.rows("findings")
            live = {one.id for one in _State(self.store).facts.values() if one.live}
        found = (Finding.from_row(row) for row in rows)
        return tuple(one for one in found if everything or set(one.facts) <= live)

    def queue(self) -> tuple[QueueItem, ...]:
        """Return what a person should decide, text by text in the order of the text."""
        with self.store.snapshot():
            return tuple(_State(self.store).queue())

    def marks(self, document: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return vetoed and unread spans of the last reading of a text."""
        with self.store.snapshot():
            last = max((int(row["number"]) for row in self.store.rows("readings", "document = ?", (document,))), default=0)
            return self.store.rows("vetoed", "reading = ?", (last,)), self.store.rows("unread", "reading = ?", (last,))

    def verify(self) -> list[Problem]:
        """Return what is wrong with the file: damage, or rows changed behind the ledger's back."""
        return self.store.verify()

    # --- writing -----------------------------------------------------------------------------------------------------------------

    def add(self, reading: Reading, document: Document | None = None, *, by: str = "", when: str = "",
            cells: Mapping[str, Cell] | None = None) -> Added:  # fmt: skip
        """Append what a reading found and is not there yet, as one entry.

        A fact that stands in the ledger gains a mention. What an earlier version of the rules read in this text and this one does
        not is superseded, unless a person decided on it. Reading the same text by the same rules again appends nothing.

        Parameters
        ----------
        document
            The text's origin; its text must be the one that was read.
        by, when
            Who had it read and when (ISO 8601), as the journal shows it.
        cells
            Fact id → cell, for facts of a table.

        Raises
        ------
        InputError
            When the ledger cannot be written, the text is not that of the document, or it is no Unicode text.
        """
        document = document or Document(reading.source, reading.text, title=reading.title, date=reading.date,
                                        home_place=reading.home_place)  # fmt: skip
        _refuse_text(reading, document)
        with self.store.writing("read", by, when) as entry:
            from tingzhou.facts.append import Appender

            return Appender(self.store, entry, _State(self.store), reading, document, cells or {}).run()

    def add_derived(self, facts: Iterable[Fact], findings: Iterable[Finding] = (), *, by: str = "", when: str = "") -> Added:
        """Append derived facts (with ``derived_from``) and findings that are not there yet, as one entry."""
        new: list[str] = []
        told: list[Finding] = []
        with self.store.writing("check", by, when) as entry:
            known = {one["id"] for one in self.store.rows("facts")}
            for fact in facts:
                if not fact.derived_from:
                    raise InputError(Problem("a derived fact must name the facts it was derived from.", value=fact.indicator_text))
                if fact.id not in known:
                    insert_fact(entry, fact)
                    known.add(fact.id)
                    new.append(fact.id)
            for one in findings:
                if insert_finding(self.store, entry, one):
                    told.append(one)
        return Added(tuple(new), findings=tuple(told))

    def accept(self, name: str, *, by: str, when: str, reason: str = "") -> str:
        """Accept a fact; return its id.

        Raises
        ------
        InputError
            When there is none, it no longer counts, or ``by`` or ``when`` are missing.
        """
        return self._decide(name, ReviewState.ACCEPTED, by, when, reason)

    def reject(self, name: str, *, by: str, when: str, reason: str = "") -> str:
        """Reject a fact, or say of a number that was not read that it is none; return its id. See ``accept``."""
        return self._decide(name, ReviewState.REJECTED, by, when, reason)

    def correct(self, name: str, changes: Mapping[str, str], *, by: str, when: str, reason: str = "") -> str:
        """Put a corrected fact in the place of a fact or of a number that was not read; return the id of the new one.

        Parameters
        ----------
        changes
            Field → value: indicator, indicator_text, activity, product, scope, place, place_name, period, accumulation, measure,
            value, unit, comparator, lower, upper, status.

        Raises
        ------
        InputError
            With every field that is refused.
        """
        from tingzhou.facts.corrections import corrected, from_unread

        _refuse_anonymous(by, when)
        review = Review(ReviewState.CORRECTED, by, when, reason)
        with self.store.writing("correct", by, when) as entry:
            state = _State(self.store)
            decidable = state.decidable()
            key = _one_of(name, decidable)
            old = state.facts.get(key)
            base = old.fact if old is not None else from_unread(decidable[key], changes)  # type: ignore[arg-type]
            fresh = corrected(base, changes, review)
            if old is not None and fresh.id == old.id:
                raise InputError(Problem("nothing is changed by this correction.", "Accept the fact instead.", value=key))
            same = state.live_same(fresh)
            target = same.id if same is not None and same.id != key else fresh.id
            if target == fresh.id and fresh.id not in state.facts:
                insert_fact(entry, fresh, supersedes=old.id if old else "")
            mentions = old.mentions if old is not None else (mention_of(fresh),)
            for mention in mentions:
                insert_mention(entry, replace(mention, id=f"{mention.id}>{fresh.id}"), target)
            insert_review(entry, key, review.state.value, by, when, reason, target)
            if target == fresh.id:
                insert_review(entry, fresh.id, review.state.value, by, when, reason)
                for one in state.rivals(fresh):
                    found = compare(one.fact, fresh, (one.id, fresh.id))
                    if found is not None and one.id != key:
                        insert_finding(self.store, entry, found)
            return target

    def _decide(self, name: str, state: ReviewState, by: str, when: str, reason: str) -> str:
        _refuse_anonymous(by, when)
        with self.store.writing(state.value.removesuffix("ed"), by, when) as entry:
            found = _State(self.store)
            known = found.decidable()
            key = _one_of(name, known)
            if key not in found.facts and state is ReviewState.ACCEPTED:
                raise InputError(Problem("this number was not read: there is no fact to accept.",
                                         "Correct it, naming indicator_text, measure, value and unit, or reject it.", value=key))  # fmt: skip
            insert_review(entry, key, state.value, by, when, reason)
            return key


class _State:
    """What the rows of a ledger come to."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._withdrawn = {int(row["mention"]) for row in store.rows("withdrawals")}
        self.mentions: dict[str, list[tuple[int, Mention]]] = defaultdict(list)
        self._ever: set[str] = set()
        for row in store.rows("mentions"):
            self._ever.add(row["fact"])
            if int(row["number"]) not in self._withdrawn:
                self.mentions[row["fact"]].append((int(row["number"]), Mention.from_row(row)))
        self._reviews: dict[str, dict[str, Any]] = {}
        for row in store.rows("reviews"):
            self._reviews[row["subject"]] = row
        self.by_identity: dict[str, list[str]] = defaultdict(list)
        self.by_subject: dict[str, list[str]] = defaultdict(list)
        self.facts: dict[str, LedgerFact] = {}
        for row in store.rows("facts"):
            self.facts[row["id"]] = self._fact(row)
            self.by_identity[row["identity"]].append(row["id"])
            self.by_subject[row["subject"]].append(row["id"])
        for (
            name,
            one,
        ) in self.facts.items():  # a derived fact lives as long as all it was derived from; those were written before it
            if any(base not in self.facts or not self.facts[base].live for base in one.fact.derived_from):
                self.facts[name] = replace(one, state=SUPERSEDED)

    def _fact(self, row: dict[str, Any]) -> LedgerFact:
        fact = Fact.from_record(json.loads(row["record"]))
        decided = self._reviews.get(row["id"])
        state = decided["state"] if decided else ReviewState.READ.value
        mentions = tuple(mention for _, mention in self.mentions.get(row["id"], ()))
        review = Review(ReviewState(state), decided["by"], decided["at"], decided["reason"]) if decided else Review()
        if not mentions and row["id"] in self._ever and state not in DECIDED:
            state = SUPERSEDED
        return LedgerFact(replace(fact, review=review), row["id"], state, mentions, row["supersedes"],
                          decided["replaced_by"] if decided else "")  # fmt: skip

    def live_same(self, fact: Fact, same: str = "") -> LedgerFact | None:
        """Return the fact that counts and is the same."""
        found = (self.facts[name] for name in self.by_identity.get(same or identity(fact), ()) if name in self.facts)
        return next((one for one in found if one.live), None)

    def rivals(self, fact: Fact, about: str = "") -> Iterator[LedgerFact]:
        """Yield the facts that count and speak of the same subject."""
        return (self.facts[name] for name in self.by_subject.get(about or subject(fact), ()) if self.facts[name].live)

    def queue(self) -> Iterable[QueueItem]:
        """Yield what waits for a person."""
        waiting: dict[str, list[QueueItem]] = defaultdict(list)
        for one in self.facts.values():
            if one.state == ReviewState.QUEUED.value and one.mentions:  # what is derived waits for its sources
                first = one.mentions[0]
                waiting[first.document].append(
                    QueueItem(one.id, first.document, first.start, first.end, first.exact, one.fact.review.reason, one.fact)
                )
        for row in self._store.rows("texts"):
            found = [*waiting[row["id"]], *self._unread(row["id"])]
            yield from sorted(found, key=lambda item: (item.start, item.end, item.id))

    def _unread(self, document: str) -> Iterable[QueueItem]:
        last = max((int(row["number"]) for row in self._store.rows("readings", "document = ?", (document,))), default=0)
        for row in self._store.rows("unread", "reading = ?", (last,)):
            name = unread_id(row)
            if name not in self._reviews:
                known = {key: row[key] for key in ("value", "unit", "indicator_text", "place", "period") if row[key]}
                yield QueueItem(name, document, row["start"], row["end"], row["exact"], row["reason"], None, known)

    def decidable(self) -> dict[str, LedgerFact | QueueItem]:
        """Return what can be decided: facts that count, and numbers that were not read."""
        found: dict[str, LedgerFact | QueueItem] = {one.id: one for one in self.facts.values() if one.live}
        return found | {item.id: item for item in self.queue() if item.fact is None}


def unread_id(row: Mapping[str, Any]) -> str:
    """Return the id of a number that was not read: sixteen hexadecimal digits over text and span."""
    return text_hash("\x1f".join(("unread", row["document"], str(row["start"]), str(row["end"]), row["exact"])))[:16]


def insert_fact(entry: Entry, fact: Fact, *, supersedes: str = "", name: str = "", about: str = "", same: str = "") -> None:
    """Append a fact; ``name``, ``about`` and ``same`` are its id, subject and identity where they are known already."""
    record = json.dumps(fact.record(), ensure_ascii=False, sort_keys=True)
    about = about or subject(fact)
    entry.add("facts", id=name or fact.id, identity=same or identity(fact, about), subject=about, indicator=fact.indicator,
              indicator_text=fact.indicator_text, activity=fact.activity, product=fact.product, scope=fact.scope, place=fact.place,
              place_name=fact.place_name, period=fact.period, accumulation=fact.accumulation.value, measure=fact.measure.value,
              value=fact.value, unit=fact.unit, comparator=fact.comparator.value, status=fact.status.value,
              derived_from=json.dumps(list(fact.derived_from)), supersedes=supersedes, record=record)  # fmt: skip


def mention_of(fact: Fact, cell: Cell | None = None, name: str = "") -> Mention:
    """Return the mention that a fact of a reading makes."""
    return Mention(name or fact.id, fact.source, fact.start, fact.end, fact.exact, fact.prefix, fact.suffix, fact.raw_value, fact.raw_unit,
                   fact.comparator.value, fact.rule_id, fact.rule_version, cell.sheet if cell else "",
                   cell.cell if cell else "")  # fmt: skip


def insert_mention(entry: Entry, mention: Mention, fact: str) -> None:
    """Append a mention of a fact."""
    entry.add("mentions", fact=fact, **{name: getattr(mention, name) for name in Mention.__dataclass_fields__})


def insert_review(entry: Entry, name: str, state: str, by: str, at: str, reason: str, replaced_by: str = "") -> None:
    """Append a decision, or that a fact waits for one."""
    entry.add("reviews", subject=name, state=state, by=by, at=at, reason=reason, replaced_by=replaced_by)


def insert_finding(store: Store, entry: Entry, finding: Finding) -> bool:
    """Append a finding unless it is there; return whether it was new."""
    row = finding.row()
    entry.flush()
    if store.has("findings", "kind = ? AND check_id = ? AND facts = ?", (row["kind"], row["check_id"], row["facts"])):
        return False
    entry.add("findings", **row)
    return True


def _one_of(name: str, known: Mapping[str, object]) -> str:
    """Return the one id that is or begins with ``name``."""
    if name in known:
        return name
    found = [one for one in known if one.startswith(name)] if len(name) >= 4 else []
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(Problem("several ids begin so: {found}.", "Write more of it.", value=name,
                                 parameters={"found": ", ".join(found[:5])}))  # fmt: skip
    raise InputError(Problem("there is no such id, or it no longer counts.", "tingzhou facts LEDGER lists them.", value=name))


def _refuse_anonymous(by: str, when: str) -> None:
    import datetime as dt

    problems = []
    if not by.strip():
        problems.append(Problem("a decision needs the name of who decides.", "State it with --by."))
    try:
        dt.datetime.fromisoformat(when)
    except ValueError:
        problems.append(Problem("'{value}' is no date or time.", "Write it as 2024-12-10 or 2024-12-10T09:30.", value=when))
    if problems:
        raise InputError(problems)


def _refuse_text(reading: Reading, document: Document) -> None:
    if document.text != reading.text or document.id != text_hash(reading.text):
        raise InputError(Problem("the text of the document is not the one that was read.", file=document.name))
    try:
        reading.text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(Problem("the text holds characters that are no Unicode text (at {place}).", "Save it again as UTF-8 text.",
                                 file=document.name, parameters={"place": error.start})) from error  # fmt: skip
