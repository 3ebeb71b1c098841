"""Quotients and products of two published figures, by the rules ``arithmetic`` of the data: unit investment, hours, trains, shares."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tingzhou.facts.checks import CheckResult, Item, rounded, rules
from tingzhou.facts.fact import Accumulation, Comparator, Fact, Measure
from tingzhou.facts.findings import Finding
from tingzhou.facts.identity import number

__all__ = ["arithmetic", "scope_of"]

_REACH = 32  # a figure is paired with one of so many before it and after it: farther ones belong to others
_NEARER = {"sentence": 0, "paragraph": 1, "document": 2}
_UP = (Comparator.MORE, Comparator.AT_LEAST)
_DOWN = (Comparator.LESS, Comparator.AT_MOST)
_TURNED = {Comparator.MORE: Comparator.LESS, Comparator.AT_LEAST: Comparator.AT_MOST, Comparator.LESS: Comparator.MORE,
           Comparator.AT_MOST: Comparator.AT_LEAST}  # fmt: skip


def arithmetic(items: Sequence[Item]) -> Iterator[CheckResult]:
    """Yield the result of every rule on every pair of figures that belong together."""
    for rule in rules()["arithmetic"]:
        first = [item for item in items if _fits(item, rule["a"])]
        if "b" not in rule:
            for item in first:
                ratings = _ratings(rule, item)
                if ratings or "rating" not in rule:
                    yield _single(rule, item, ratings[0] if ratings else None)
            continue
        second = [item for item in items if _fits(item, rule["b"])]
        for one, other in _pairs(rule, first, second):
            yield _pair(rule, one, other)


def _fits(item: Item, wanted: Mapping[str, Any]) -> bool:
    """Tell whether a figure is what an operand asks for."""
    fact = item.fact
    if fact.measure.value not in wanted["measures"] or fact.unit != wanted["unit"] or number(fact.value) is None:
        return False
    if "text" in wanted and not re.search(wanted["text"], item.words):
        return False
    around = f"{item.words} {fact.exact} {fact.prefix} {fact.suffix}"
    if "near" in wanted and not re.search(wanted["near"], around):
        return False
    if "quote" in wanted and not re.search(wanted["quote"], fact.exact):
        return False
    if "below" in wanted and not Decimal(fact.value) < wanted["below"]:
        return False
    return not wanted.get("year") or whole_year(fact)


def whole_year(fact: Fact) -> bool:
    """Tell whether a figure is one of a whole year."""
    if fact.accumulation in (Accumulation.MONTH, Accumulation.CUMULATIVE):
        return False
    return fact.accumulation is Accumulation.ANNUAL or fact.period == "annual" or bool(re.fullmatch(r"\d{4}", fact.period))


def _ratings(rule: Mapping[str, Any], item: Item) -> list[Mapping[str, Any]]:
    return [one for one in rules()["rating"] if one["id"] == rule.get("rating") and item.fact.place in one["places"]]


def _pairs(rule: Mapping[str, Any], first: Sequence[Item], second: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """Yield the pairs that stand close enough; each figure goes with the nearest."""
    far = _NEARER[rule["join"]]
    found: list[tuple[int, int, int, Item, Item]] = []
    places = [(other.fact.source, other.fact.start) for other in second]
    for one in first:
        if scope_of(one)["id"] in rule.get("skip_scopes", ()):
            continue
        here = bisect_left(places, (one.fact.source, one.fact.start))
        for other in second[max(0, here - _REACH) : here + _REACH]:
            frame = one.distance(other)
            if other.id == one.id or not frame or _NEARER[frame] > far:
                continue
            if rule.get("other_place") and (
                one.fact.place == other.fact.place or Decimal(one.fact.value) > Decimal(other.fact.value)
            ):
                continue
            found.append((_NEARER[frame], abs(one.fact.start - other.fact.start), len(found), one, other))
    used: set[tuple[str, str]] = set()
    for _, _, _, one, other in sorted(found, key=lambda entry: entry[:3]):
        if ("a", one.id) not in used and ("b", other.id) not in used:
            used |= {("a", one.id), ("b", other.id)}
            yield one, other


def scope_of(item: Item) -> Mapping[str, str]:
    """Return whose figure it is: what the fact says, else what its words say."""
    if item.fact.scope:
        return {"id": item.fact.scope, "zh": item.fact.scope, "en": item.fact.scope}
    for one in rules()["scope"]:
        if re.search(one["text"], item.words):
            return dict(one)
    return {"id": "", "zh": "未注明", "en": "not stated"}


def _title(rule: Mapping[str, Any]) -> dict[str, str]:
    return {"zh": rule["zh"], "en": rule["en"]}


def _single(rule: Mapping[str, Any], item: Item, rating: Mapping[str, Any] | None) -> CheckResult:
    value = _value(rule["formula"], a=Decimal(item.fact.value), rating=Decimal(rating["value"]) if rating else Decimal(1))
    flags = (*(("bounds",) if item.fact.comparator is not Comparator.EQUAL else ()), *(("outside",) if rating else ()))
    note = {"zh": rating["zh"], "en": rating["en"]} if rating else {}
    return _result(rule, (item,), value, item.fact.comparator, flags, note)


def _pair(rule: Mapping[str, Any], one: Item, other: Item) -> CheckResult:
    """Return the result of a pair, or its refusal."""
    operands = (one.id, other.id)
    mine, theirs = scope_of(one), scope_of(other)
    if rule.get("same_scope") and mine["id"] != theirs["id"]:
        message = "{first} is not divided by {second}: one is of {scope_first}, the other of {scope_second}."
        finding = Finding("refused", tuple(sorted(operands)), message,
                          {"first": f"{one.fact.indicator_text} {one.fact.exact}", "scope_first": mine["en"],
                           "scope_first_zh": mine["zh"],
                           "second": f"{other.fact.indicator_text} {other.fact.exact}", "scope_second": theirs["en"],
                           "scope_second_zh": theirs["zh"]},
                          rule["id"])  # fmt: skip
        return CheckResult(rule["id"], _title(rule), "refused", operands, unit=rule["unit"], finding=finding)
    divisor = Decimal(other.fact.value)
    if not divisor and "/ b" in rule["formula"]:
        finding = Finding("refused", tuple(sorted(operands)), "{first} is not divided by {second}: it is zero.",
                          {"first": one.fact.exact, "second": other.fact.exact}, rule["id"])  # fmt: skip
        return CheckResult(rule["id"], _title(rule), "refused", operands, unit=rule["unit"], finding=finding)
    value = _value(rule["formula"], a=Decimal(one.fact.value), b=divisor)
    comparator = _together(one.fact.comparator, other.fact.comparator, falls="/ b" in rule["formula"])
    flags = []
    if one.years and other.years and one.years.isdisjoint(other.years):
        flags.append("years")
    if {one.fact.comparator, other.fact.comparator} != {Comparator.EQUAL}:
        flags.append("bounds")
    return _result(rule, (one, other), value, comparator, tuple(flags), {})


def _together(first: Comparator, second: Comparator, *, falls: bool) -> Comparator:
    """Return what is known of a result that rises with the first figure and rises, or ``falls``, with the second."""
    second = _TURNED.get(second, second) if falls else second
    known = [one for one in (first, second) if one is not Comparator.EQUAL]
    if not known:
        return Comparator.EQUAL
    for side in (_UP, _DOWN):
        if all(one in side for one in known):
            return side[0] if side[0] in known else side[1]
    return Comparator.ABOUT


def _value(formula: str, **operands: Decimal) -> Decimal:
    """Return the value of ``a / b * 100``: names, numbers, times and divided by, from left to right."""
    words = formula.split()
    result = operands.get(words[0], Decimal(0))
    for sign, word in zip(words[1::2], words[2::2], strict=True):
        number_ = operands[word] if word in operands else Decimal(word)
        result = result * number_ if sign == "*" else result / number_
    return result


def _result(rule: Mapping[str, Any], items: tuple[Item, ...], value: Decimal, comparator: Comparator, flags: tuple[str, ...],
            note: Mapping[str, str]) -> CheckResult:  # fmt: skip
    """Return a derived value with its flags, the fact that it makes and what is to be told."""
    low, high = rule.get("low"), rule.get("high")
    if (low is not None and value < low) or (high is not None and value > high):
        flags = (*flags, "implausible")
    operands = tuple(item.id for item in items)
    base = items[0].fact
    derived = Fact(
        indicator_text=rule["zh"], measure=Measure(rule["measure"]), value=rounded(value), unit=rule["unit"], start=0, end=0, exact="",
        source=base.source, rule_id=rule["id"], rule_version="1", place=base.place, place_name=base.place_name,
        period_start=base.period_start, period_end=base.period_end, accumulation=base.accumulation, period_basis=base.period_basis,
        comparator=comparator, status=base.status, derived_from=operands,
    )  # fmt: skip
    return CheckResult(rule["id"], _title(rule), "derived", operands, value, rule["unit"], comparator, flags, derived,
                       _told(rule, items, value, flags), note)  # fmt: skip


def _told(rule: Mapping[str, Any], items: tuple[Item, ...], value: Decimal, flags: tuple[str, ...]) -> Finding | None:
    """Return the most important thing to know of a derived value."""
    fields: dict[str, object] = {"title": rule["zh"], "title_en": rule["en"], "value": rounded(value), "unit": rule["unit"],
                                 "figures": " · ".join(item.fact.exact for item in items)}  # fmt: skip
    ids = tuple(sorted(item.id for item in items))
    if "implausible" in flags:
        message = "{title}: {value} {unit} from {figures} lies outside what is plausible."
        return Finding("implausible", ids, message, fields, rule["id"])
    if "years" in flags:
        message = "{title}: {value} {unit} from {figures}, but the years differ."
        return Finding("years", ids, message, fields, rule["id"])
    if "bounds" in flags and len(items) > 1:
        message = "{title}: {value} {unit} from {figures}, of which at least one is a bound."
        return Finding("bounds", ids, message, fields, rule["id"])
    return None
