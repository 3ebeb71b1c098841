"""When two figures are the same fact, when they agree and when they contradict each other.

Identity is indicator, place, period, measure and value; with it go what else makes a figure another one: scope, activity, product,
unit, planned or measured, and for shares, differences and ranks what they refer to. A figure without place or period is the same
as another only within its own text, and a subject that the dictionary does not know never contradicts anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from tingzhou.facts.fact import Comparator, Fact, Measure, Status, text_hash

__all__ = ["Interval", "agreement", "half_unit", "identity", "interval", "number", "qualifiers", "subject"]

_REFERRING = (Measure.SHARE, Measure.RATIO, Measure.RANK, Measure.DIFF_PP, Measure.CHANGE_PP, Measure.CONTRIBUTION_PP,
              Measure.CONTRIBUTION_RATE)  # fmt: skip
_PLANNED = (Status.PLAN, Status.FORECAST)
# Indicators that many things have: without a word of what is meant, two figures of them are two figures.
VAGUE = ("projects", "investment_total", "investment_done", "output_value", "value_added", "reserves", "voltage")
_EMPTY_WORDS = re.compile(
    '本?全[州区省市县国疆]|全社会|全部|规模以上|规上|累计|完成|实现|达到|建成|拥有|现有|共有|培育|引进|其中|总量|增速|增幅|(?:同比)?增长|[、，,的“”"\\s]'
)
_ABOUT = Decimal("0.05")  # what 约 and 近 may mean on either side


def number(text: str) -> Decimal | None:
    """Return a finite decimal, ``None`` where the text is none."""
    try:
        value = Decimal(text)
    except (InvalidOperation, ValueError):
        return None
    return value if value.is_finite() else None


def qualifiers(fact: Fact) -> str:
    """Return the words of a subject beyond its indicator, its place and its scope: 木垒风电项目总投资 → 风电项目."""
    from tingzhou.facts.indicators import indicators

    known = indicators().get(fact.indicator)
    if known is None:
        return ""  # an unknown subject stands with all its words in the key
    text = fact.indicator_text
    for word in sorted((known.name_zh, *known.aliases), key=len, reverse=True):
        if word in text:
            text = text.replace(word, "", 1)
            break
    for word in (fact.place_name, *fact.place_aliases_used):
        text = text.replace(word, "") if word else text
    return _EMPTY_WORDS.sub("", text)


def comparable(fact: Fact) -> bool:
    """Tell whether another figure with the same subject can contradict this one: it is known what it is and the unit fits that."""
    from tingzhou.facts.indicators import indicators

    known = indicators().get(fact.indicator)
    if known is None or (fact.indicator in VAGUE and not qualifiers(fact)):
        return known is None and bool(fact.indicator)
    return fact.measure is not Measure.DURATION and fact.measure is not Measure.CLASS_SCALE


def subject(fact: Fact) -> str:
    """Return the hash of what a figure speaks of, without its value; two facts with one subject can contradict each other."""
    reference = fact.reference
    refers = (reference.indicator, reference.place or reference.text) if fact.measure in _REFERRING else ()
    planned = "plan" if fact.status in _PLANNED else fact.status.value if fact.status is Status.CLASS else "actual"
    beyond = qualifiers(fact)
    vague = not (fact.place and fact.period) or (fact.indicator in VAGUE and not beyond)
    own = fact.source if vague else ""
    return text_hash("\x1f".join((*fact.key, fact.activity, fact.product, planned, *refers, beyond, own)))[:32]


def identity(fact: Fact, about: str = "") -> str:
    """Return the hash by which the same fact is recognised in another text; ``about`` is its subject where that is known already."""
    value = number(fact.value)
    shown = fact.value if value is None else str(value.normalize())
    return text_hash(f"{about or subject(fact)}\x1f{shown}\x1f{fact.lower if fact.comparator is Comparator.RANGE else ''}")[:32]


@dataclass(frozen=True)
class Interval:
    """What a figure allows: from ``low`` to ``high`` in the fact's unit, ``None`` where it is open."""

    low: Decimal | None
    high: Decimal | None

    def meets(self, other: Interval) -> bool:
        """Tell whether a value exists that both allow."""
        above = self.low is None or other.high is None or self.low <= other.high
        below = self.high is None or other.low is None or other.low <= self.high
        return above and below


def half_unit(fact: Fact) -> Decimal:
    """Return half a unit of the last digit as written, in the fact's unit: 554.7亿元 → 5 000 000 CNY."""
    value, raw = number(fact.value), number(fact.raw_value.replace(",", ""))
    if value is None or raw is None:
        return Decimal(0)
    exponent = raw.as_tuple().exponent
    digits = Decimal(10) ** exponent if isinstance(exponent, int) and exponent < 0 else Decimal(1)
    scale = abs(value / raw) if raw else Decimal(1)  # a nought does not tell its scale
    return scale * digits / 2


def interval(fact: Fact) -> Interval:
    """Return what a figure allows: its rounding, its bound, or its range."""
    if fact.comparator is Comparator.RANGE:
        return Interval(number(fact.lower), number(fact.upper))
    value = number(fact.value)
    if value is None:
        return Interval(None, None)
    half = half_unit(fact)
    match fact.comparator:
        case Comparator.MORE | Comparator.AT_LEAST:
            return Interval(value - half, None)
        case Comparator.LESS | Comparator.AT_MOST:
            return Interval(None, value + half)
        case Comparator.ABOUT:
            return Interval(value - abs(value) * _ABOUT - half, value + abs(value) * _ABOUT + half)
        case _:
            return Interval(value - half, value + half)


def agreement(first: Fact, second: Fact) -> str:
    """Return how two figures with one subject stand: ``same``, ``comparator``, ``rounding``, ``bounds`` or ``contradiction``.

    ``rounding``: different digits that one true value can have given. ``bounds``: at least one is a bound that the other keeps.
    """
    if identity(first) == identity(second):
        return "same" if first.comparator == second.comparator else "comparator"
    if not interval(first).meets(interval(second)):
        return "contradiction"
    exact = first.comparator is Comparator.EQUAL and second.comparator is Comparator.EQUAL
    return "rounding" if exact else "bounds"
