"""The fact model: one row per published figure, tied to the characters it was read from.

A ``Fact`` is one observation (indicator, place, period, measure, value) with its span, its rule and its review state. A
``Reading`` is what one text gave: facts, vetoed spans (dates, idioms, identifiers, ordinals, superlatives) and numbers that
were not read, each with the reason. Every digit of a text lies in one of the three.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

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
    "text_hash",
]


class Measure(StrEnum):
    """What a figure says of its indicator."""

    LEVEL = "level"
    RESOURCE = "resource"
    INVESTMENT = "investment"
    CAPACITY = "capacity"
    SPEC = "spec"
    COUNT = "count"
    DURATION = "duration"
    GROWTH_YOY = "growth_yoy"
    GROWTH_AVG = "growth_avg"
    DIFF_PP = "diff_pp"
    CHANGE_PP = "change_pp"
    CONTRIBUTION_PP = "contribution_pp"
    CONTRIBUTION_RATE = "contribution_rate"
    SHARE = "share"
    RATIO = "ratio"
    RANK = "rank"
    CLASS = "class"
    CLASS_SCALE = "class_scale"
    CHANGE = "change"
    RANGE = "range"
    TARGET = "target"


class Comparator(StrEnum):
    """How the value bounds what is meant: 超 is ``>``, 以上 ``>=``, 不足 ``<``, 以内 ``<=``, 约 ``≈``; a至b is ``range``."""

    EQUAL = "="
    MORE = ">"
    AT_LEAST = ">="
    LESS = "<"
    AT_MOST = "<="
    ABOUT = "≈"
    RANGE = "range"


class Status(StrEnum):
    """Whether a figure is measured, preliminary, planned, forecast or a class (千亿级)."""

    ACTUAL = "actual"
    PRELIMINARY = "preliminary"
    PLAN = "plan"
    FORECAST = "forecast"
    CLASS = "class"


class Accumulation(StrEnum):
    """Cumulative from the start of the year, one month (or quarter), a point in time, or a whole year; empty when unknown."""

    CUMULATIVE = "cum"
    MONTH = "month"
    POINT = "point"
    ANNUAL = "annual"
    UNKNOWN = ""


class PeriodBasis(StrEnum):
    """Where the period comes from: the text or the clauses before, the document's date, or an inference."""

    STATED = "stated_or_inherited"
    DOCUMENT = "document_default"
    INFERRED = "inferred"


class Kind(StrEnum):
    """What a span with a number is; only ``fact`` enters the ledger."""

    FACT = "fact"
    DATE = "date"
    IDIOM = "idiom"
    IDENTIFIER = "identifier"
    ORDINAL = "ordinal"
    SUPERLATIVE = "superlative"
    CLASS = "class"


class ReviewState(StrEnum):
    """Where a fact stands in the review: read by a rule, waiting for a person, or decided by one."""

    READ = "read"
    QUEUED = "queued"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Span:
    """Code points ``start`` to ``end`` (exclusive) of the original text; ``exact`` is what stands there."""

    start: int
    end: int
    exact: str = ""

    def overlaps(self, other: Span) -> bool:
        """Tell whether two spans share a code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Reference:
    """What a growth, difference, share or rank refers to; ``text`` is the wording, empty parts are the fact's own."""

    indicator: str = ""
    place: str = ""
    period: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """State of the review, who decided and when (ISO 8601); ``reason`` says why a fact waits in the queue."""

    state: ReviewState = ReviewState.READ
    by: str = ""
    when: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One published figure.

    Parameters
    ----------
    indicator, indicator_text
        Id of the indicator dictionary (empty when it is not in it), and the subject's own words.
    activity, product, scope
        Code of GB/T 4754-2017, product, and 规上 / 全社会 / 全口径 …, empty where the text says none.
    place, place_name
        Code of GB/T 2260 (or of the places table) and name. ``place_aliases_used`` are the words the text used for it.
    period_start, period_end
        ISO months (``2024-01``), days or years; equal for a point. Empty when not known.
    value, unit
        Decimal string in the base unit ``unit``; ``raw_value`` and ``raw_unit`` are as written (``3200``, ``万千瓦``).
    lower, upper
        Bounds in the base unit for ranges and bounds, empty otherwise.
    source, start, end, exact, prefix, suffix
        SHA-256 of the text, the span of number and unit, and the characters before and after it.
    """

    indicator_text: str
    measure: Measure
    value: str
    unit: str
    start: int
    end: int
    exact: str
    source: str
    rule_id: str
    indicator: str = ""
    activity: str = ""
    product: str = ""
    scope: str = ""
    place: str = ""
    place_name: str = ""
    place_aliases_used: tuple[str, ...] = ()
    period_start: str = ""
    period_end: str = ""
    accumulation: Accumulation = Accumulation.UNKNOWN
    period_basis: PeriodBasis = PeriodBasis.DOCUMENT
    raw_value: str = ""
    raw_unit: str = ""
    comparator: Comparator = Comparator.EQUAL
    lower: str = ""
    upper: str = ""
    reference: Reference = Reference()
    status: Status = Status.ACTUAL
    prefix: str = ""
    suffix: str = ""
    rule_version: str = ""
    review: Review = Review()
    derived_from: tuple[str, ...] = ()
    conflicts_with: tuple[str, ...] = ()

    @property
    def span(self) -> Span:
        """The characters the figure was read from."""
        return Span(self.start, self.end, self.exact)

    @property
    def period(self) -> str:
        """``2024``, ``2024-12`` or ``2024-01/2024-10``; empty when not known."""
        if self.period_start == self.period_end:
            return self.period_start
        return f"{self.period_start}/{self.period_end}"

    @property
    def key(self) -> tuple[str, str, str, str, str, str]:
        """Indicator (or its words), scope, place, period, measure and unit: two facts with one key speak of the same thing."""
        return (self.indicator or self.indicator_text, self.scope, self.place, self.period, self.measure.value, self.unit)

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits over source, span, subject, place, period, measure and value: the same in every reading."""
        parts = (self.source, str(self.start), str(self.end), self.indicator_text, *self.key, self.value, self.comparator.value)
        return text_hash("\x1f".join(parts))[:16]

    def record(self) -> dict[str, Any]:
        """Return the row as plain values (enumerations as their words, nested parts as dictionaries), ``id`` and ``period`` first."""
        row: dict[str, Any] = {"id": self.id, "period": self.period}
        for name in _NAMES:
            value = getattr(self, name)
            row[name] = value if type(value) is str or type(value) is int else _plain(value)
        return row

    @classmethod
    def from_record(cls, row: dict[str, Any]) -> Fact:
        """Return the fact that ``record`` described; raises ``KeyError`` or ``ValueError`` where the row is not one."""
        values = {name: row[name] for name in _NAMES if name in row}
        for name, kind in (("measure", Measure), ("accumulation", Accumulation), ("period_basis", PeriodBasis),
                           ("comparator", Comparator), ("status", Status)):  # fmt: skip
            if name in values:
                values[name] = kind(values[name])
        if "reference" in values:
            values["reference"] = Reference(**values["reference"])
        if "review" in values:
            review = values["review"]
            values["review"] = Review(**{**review, "state": ReviewState(review["state"])})
        for name in ("place_aliases_used", "derived_from", "conflicts_with"):
            values[name] = tuple(values.get(name, ()))
        return cls(**values)


_NAMES = tuple(one.name for one in fields(Fact))


@dataclass(frozen=True, slots=True)
class Vetoed:
    """A span with a number that is no fact: a date, an idiom, an identifier, an ordinal or a superlative, and the rule that said so."""

    start: int
    end: int
    exact: str
    kind: Kind
    rule_id: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A number that was not turned into a fact, and why: it waits in the review queue with what is known of it."""

    start: int
    end: int
    exact: str
    reason: str
    rule_id: str
    value: str = ""
    unit: str = ""
    indicator_text: str = ""
    place: str = ""
    period: str = ""


@dataclass(frozen=True)
class Reading:
    """What one text gave. Every digit of ``text`` lies in a fact, a vetoed span or an unread span."""

    text: str
    source: str
    facts: tuple[Fact, ...] = ()
    vetoed: tuple[Vetoed, ...] = ()
    unread: tuple[Unread, ...] = ()
    title: str = ""
    date: str = ""
    home_place: str = ""
    rule_version: str = ""

    def queue(self) -> Iterator[Fact | Unread]:
        """Yield what a person should look at: facts whose review waits, and numbers that were not read, in the order of the text."""
        waiting: list[Fact | Unread] = [fact for fact in self.facts if fact.review.state is ReviewState.QUEUED]
        yield from sorted([*waiting, *self.unread], key=lambda one: (one.start, one.end))


def text_hash(text: str) -> str:
    """Return the SHA-256 of ``text`` [hexadecimal], also of text with lone surrogates."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    """Return enumerations as their words and tuples as lists, at every depth."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Reference | Review):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value
