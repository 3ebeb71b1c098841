"""Checks: arithmetic between published figures, by rules kept as data; what follows becomes derived facts, what fails a finding.

A bound is never used as a value without a flag, figures of different years are flagged, figures of different scope are not divided.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tingzhou.facts.fact import Comparator, Fact
from tingzhou.facts.findings import Finding
from tingzhou.labels import LANGUAGES

__all__ = ["CheckResult", "Item", "Text", "check_facts", "rules"]

_DATA = Path(__file__).parent / "data" / "checks.toml"


@cache
def rules() -> Mapping[str, Any]:
    """Return the rules of ``data/checks.toml``."""
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


class Text:
    """A text with the places where its lines and sentences end, so that two figures are set apart without reading what is between."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._ends = {"\n": [found.start() for found in re.finditer("\n", text)],
                      "。": [found.start() for found in re.finditer("[。！？]", text)]}  # fmt: skip

    def breaks(self, mark: str, start: int, end: int) -> bool:
        """Tell whether a line (mark: line end) or a sentence (mark: 。) ends from ``start`` to before ``end``."""
        ends = self._ends[mark]
        following = bisect_left(ends, start)
        return following < len(ends) and ends[following] < end


@dataclass(frozen=True)
class Item:
    """A fact with the id under which the ledger has it, and its text for what stands around it."""

    id: str
    fact: Fact
    around: Text = field(repr=False, compare=False)

    @property
    def text(self) -> str:
        """The text that the fact was read from."""
        return self.around.text

    @property
    def words(self) -> str:
        """The subject: its words and the id of its indicator."""
        return f"{self.fact.indicator_text} {self.fact.indicator}"

    @property
    def years(self) -> set[str]:
        """The years that the period touches; ``annual`` and unknown periods touch none."""
        return {year[:4] for year in (self.fact.period_start, self.fact.period_end) if re.match(r"\d{4}", year)}

    def distance(self, other: Item) -> str:
        """Return the closest frame that holds both figures: ``sentence``, ``paragraph``, ``document`` or ``""``."""
        if self.fact.source != other.fact.source:
            return ""
        first, second = sorted((self.fact, other.fact), key=lambda one: one.start)
        if self.around.breaks("\n", first.end, second.start):
            return "document"
        return "paragraph" if self.around.breaks("。", first.end, second.start) else "sentence"


@dataclass(frozen=True)
class CheckResult:
    """What one check came to.

    Parameters
    ----------
    check_id, title
        The rule, and its title by language.
    verdict
        ``derived``, ``agrees``, ``failed``, ``refused`` or ``unclear`` (the periods may differ).
    operands
        Ids of the facts.
    value, unit, comparator
        What was computed; ``value`` is ``None`` where the check was refused.
    flags
        ``years``, ``bounds``, ``outside`` (a figure that no text states), ``implausible``.
    derived
        The fact that follows, if one does.
    finding
        What a person should know, if anything.
    """

    check_id: str
    title: Mapping[str, str]
    verdict: str
    operands: tuple[str, ...]
    value: Decimal | None = None
    unit: str = ""
    comparator: Comparator = Comparator.EQUAL
    flags: tuple[str, ...] = ()
    derived: Fact | None = None
    finding: Finding | None = None
    note: Mapping[str, str] = field(default_factory=dict)

    def name(self, lang: str) -> str:
        """Return the title in ``lang``."""
        return self.title[lang if lang in LANGUAGES else "en"]


def rounded(value: Decimal) -> str:
    """Return a computed value with six significant digits, without an exponent."""
    if not value:
        return "0"
    digits = value.adjusted()
    step = Decimal(1).scaleb(digits - 5)
    text = format(value.quantize(step, rounding=ROUND_HALF_EVEN) if digits < 5 else +value.quantize(Decimal(1)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def check_facts(facts: Iterable[tuple[str, Fact]], texts: Mapping[str, str]) -> tuple[CheckResult, ...]:
    """Return what every rule says of the facts.

    Parameters
    ----------
    facts
        Id and fact, those of a ledger that count and wait for nobody; derived facts are left out.
    texts
        Text by source: what stands between two figures decides whether they are of one sentence.
    """
    from tingzhou.facts.check_arithmetic import arithmetic
    from tingzhou.facts.check_general import general

    known = {source: Text(text) for source, text in texts.items()}
    items = [Item(name, fact, known.get(fact.source, Text(""))) for name, fact in facts if not fact.derived_from]
    items.sort(key=lambda one: (one.fact.source, one.fact.start, one.fact.end, one.id))
    return tuple(_once([*arithmetic(items), *general(items)]))


def _once(results: Sequence[CheckResult]) -> Iterator[CheckResult]:
    """Yield every pair of check and operands once."""
    seen = set()
    for one in results:
        key = (one.check_id, one.operands)
        if key not in seen:
            seen.add(key)
            yield one
