"""A fact in words, Chinese or English: what it speaks of, where, when, how much, and how sure."""

from __future__ import annotations

from tingzhou.facts.fact import Accumulation, Comparator, Fact, Kind, Measure, PeriodBasis, Status
from tingzhou.facts.places import place_name
from tingzhou.labels import has_label, label, sentence

__all__ = ["GROUPS", "amount", "group_of", "kind_name", "measure_name", "reading_line", "reason_name", "state_name"]

# Measures that share a colour and a name in legends.
GROUPS: dict[str, tuple[Measure, ...]] = {
    "quantity": (Measure.LEVEL, Measure.RESOURCE, Measure.SPEC),
    "capacity": (Measure.CAPACITY,),
    "money": (Measure.INVESTMENT,),
    "count": (Measure.COUNT,),
    "growth": (Measure.GROWTH_YOY, Measure.GROWTH_AVG),
    "difference": (Measure.DIFF_PP, Measure.CHANGE_PP, Measure.CONTRIBUTION_PP, Measure.CONTRIBUTION_RATE, Measure.CHANGE),
    "share": (Measure.SHARE, Measure.RATIO),
    "rank": (Measure.RANK, Measure.CLASS, Measure.CLASS_SCALE),
    "time": (Measure.DURATION,),
    "plan": (Measure.TARGET, Measure.RANGE),
}

_SIGNS = {Comparator.AT_LEAST: "≥", Comparator.AT_MOST: "≤"}


def group_of(fact: Fact) -> str:
    """Return the colour group of a fact: planned figures are one group, whatever they measure."""
    if fact.status in (Status.PLAN, Status.FORECAST):
        return "plan"
    return next(name for name, measures in GROUPS.items() if fact.measure in measures)


def measure_name(measure: Measure, lang: str) -> str:
    """Return the name of a measure."""
    return label(f"measure.{measure.value}", lang)


def kind_name(kind: str, lang: str) -> str:
    """Return what a span that is no fact is: a date, an idiom, an identifier and so on."""
    return label(f"span_kind.{Kind(kind).value}", lang)


def state_name(state: str, lang: str) -> str:
    """Return the name of a review state."""
    return label(f"review_state.{state}", lang)


def reason_name(reason: str, lang: str) -> str:
    """Return why something waits for a person, in words."""
    return label(f"refusal.{reason}", lang) if has_label(f"refusal.{reason}") else sentence(reason, lang)


def amount(fact: Fact, lang: str) -> str:
    """Return comparator, value and unit: ``> 32 000 000 kW``."""
    unit = label(f"fact_unit.{fact.unit}", lang) if has_label(f"fact_unit.{fact.unit}") else fact.unit
    if fact.comparator is Comparator.RANGE:
        return f"{fact.lower}–{fact.upper} {unit}".strip()
    sign = "" if fact.comparator is Comparator.EQUAL else f"{_SIGNS.get(fact.comparator, fact.comparator.value)} "
    return f"{sign}{_grouped(fact.value)} {unit}".strip()


def _grouped(value: str) -> str:
    """Return a decimal with its thousands apart."""
    whole, point, part = value.partition(".")
    sign, digits = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    if len(digits) > 4:
        first = len(digits) % 3 or 3
        digits = "\u202f".join([digits[:first], *(digits[k : k + 3] for k in range(first, len(digits), 3))])
    return f"{sign}{digits}{point}{part}"


def reading_line(fact: Fact, lang: str) -> str:
    """Return the reading of a fact in one line: subject · measure · amount · place · period · what it refers to · status."""
    parts = [
        fact.indicator_text,
        measure_name(fact.measure, lang),
        amount(fact, lang),
        fact.place_name or fact.place,
        _period(fact, lang),
    ]
    reference = fact.reference.text or place_name(fact.reference.place)
    if reference:
        parts.append(sentence("against {reference}", lang, reference=reference))
    if fact.scope:
        parts.append(fact.scope)
    if fact.status is not Status.ACTUAL:
        parts.append(label(f"fact_status.{fact.status.value}", lang))
    return " · ".join(part for part in parts if part)


def _period(fact: Fact, lang: str) -> str:
    if not fact.period:
        return sentence("period not stated", lang)
    name = label(f"accumulation.{fact.accumulation.value}", lang) if fact.accumulation is not Accumulation.UNKNOWN else ""
    basis = "" if fact.period_basis is PeriodBasis.STATED else label(f"period_basis.{fact.period_basis.value}", lang)
    inside = ", ".join(part for part in (name, basis) if part)
    return f"{fact.period} ({inside})" if inside else fact.period
