"""Checks that hold for any text: growth and its difference, parts and wholes, contributions, ratios, shares, ranks, output and capacity."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tingzhou.facts.check_arithmetic import whole_year
from tingzhou.facts.check_growths import GROWTH, Growths, same_words
from tingzhou.facts.checks import CheckResult, Item, rounded, rules
from tingzhou.facts.fact import Comparator, Measure, Status
from tingzhou.facts.findings import Finding
from tingzhou.facts.identity import half_unit, interval, number
from tingzhou.facts.places import place_name

__all__ = ["general", "same_words"]

_LEVELS = (Measure.LEVEL, Measure.CAPACITY, Measure.COUNT, Measure.INVESTMENT)
_PHYSICAL = ("kWh", "kW", "t", "m3", "1", "m2")
_MOST = 64  # capacities of one place and year that one output is held against
_TITLES = {
    "C01": ("由增速差推算对方增速", "Growth of the other series from the difference"),
    "C02": ("增速、差值与对方增速", "Growth, difference and growth of the other"),
    "G01": ("比重不超过100%", "A share is at most 100 %"),
    "G02": ("位次不小于1", "A rank is at least 1"),
    "G03": ("结构比合计100", "Parts of a ratio add up to 100"),
    "G04": ("分项合计等于总计", "Parts add up to the whole"),
    "G05": ("分项增速夹住总体增速", "Growth of the parts brackets growth of the whole"),
    "G06": ("拉动合计等于增速", "Contributions add up to the growth"),
    "G07": ("发电量不超过装机×8760", "Output is at most capacity × 8 760 h"),
    "G08": ("两期数与增速", "Two levels and the growth between them"),
}


def general(items: Sequence[Item]) -> Iterator[CheckResult]:
    """Yield the results of the checks that hold for any text."""
    yield from _differences(items)
    yield from _limits(items)
    yield from _ratios(items)
    for rule in rules()["partition"]:
        yield from _partition(rule, items)
    yield from _outputs(items)
    yield from _levels(items)


def _made(check: str, verdict: str, items: Sequence[Item], value: Decimal | None, unit: str, message: str = "", /,
          **fields: object) -> CheckResult:  # fmt: skip
    ids = tuple(item.id for item in items)
    zh, en = _TITLES[check]
    finding = Finding("failed", tuple(sorted(ids)), message, fields, check) if message else None
    return CheckResult(check, {"zh": zh, "en": en}, verdict, ids, value, unit, finding=finding)


def _values(*items: Item) -> list[Decimal]:
    return [Decimal(item.fact.value) for item in items]


def _differences(items: Sequence[Item]) -> Iterator[CheckResult]:
    """Growth minus its difference is the growth of what it is compared with: checked where that is published, derived where not."""
    growths = Growths(items)
    for item in items:
        if item.fact.measure is not Measure.DIFF_PP or number(item.fact.value) is None:
            continue
        reference = item.fact.reference
        mine = growths.own(item)
        if mine is None:
            continue
        other = growths.referred(item, mine)
        value = Decimal(mine.fact.value) - Decimal(item.fact.value)
        if other is not None:
            yield _compared(mine, item, other, value)
        elif reference.place and reference.place != item.fact.place:
            derived = replace(mine.fact, place=reference.place, place_name=place_name(reference.place), place_aliases_used=(), value=rounded(value), start=0,
                              end=0, exact="", prefix="", suffix="", raw_value="", raw_unit="", rule_id="C01", rule_version="1",
                              derived_from=(mine.id, item.id))  # fmt: skip
            zh, en = _TITLES["C01"]
            yield CheckResult("C01", {"zh": zh, "en": en}, "derived", (mine.id, item.id), value, "%", derived=derived)


def _compared(mine: Item, item: Item, other: Item, value: Decimal) -> CheckResult:
    room = half_unit(mine.fact) + half_unit(item.fact) + half_unit(other.fact)
    stated = Decimal(other.fact.value)
    if abs(value - stated) <= room:
        return _made("C02", "agrees", (mine, item, other), value, "%")
    if mine.fact.period != other.fact.period:  # then the two may be of different months: nothing is said
        return _made("C02", "unclear", (mine, item, other), value, "%")
    message = "{subject}: {growth} less {difference} is {value} %, but {stated} % is published."
    return _made("C02", "failed", (mine, item, other), value, "%", message, subject=mine.fact.indicator_text, growth=mine.fact.exact,
                 difference=item.fact.exact, value=rounded(value), stated=rounded(stated))  # fmt: skip


def _limits(items: Sequence[Item]) -> Iterator[CheckResult]:
    """Shares up to 100 %, ranks from 1."""
    for item in items:
        value = number(item.fact.value)
        if value is None:
            continue
        if item.fact.measure is Measure.SHARE and item.fact.unit == "%" and not 0 <= value <= 100:
            message = "{subject}: a share of {value} % cannot be."
            yield _made("G01", "failed", (item,), value, "%", message, subject=item.fact.indicator_text, value=rounded(value))
        if item.fact.measure is Measure.RANK and (value < 1 or value % 1):
            message = "{subject}: a rank of {value} cannot be."
            yield _made("G02", "failed", (item,), value, "rank", message, subject=item.fact.indicator_text, value=rounded(value))


def _ratios(items: Sequence[Item]) -> Iterator[CheckResult]:
    """Three or more parts that colons join add up to 100, or to 10 where they are small whole numbers."""
    run: list[Item] = []
    for item in [*(one for one in items if one.fact.measure is Measure.RATIO and number(one.fact.value) is not None), None]:
        joined = run and item is not None and item.fact.source == run[-1].fact.source and re.fullmatch(
            r"\s*[:：∶比]\s*", run[-1].text[run[-1].fact.end : item.fact.start])  # fmt: skip
        if not joined:
            if len(run) >= 3:
                yield _ratio(run)
            run = []
        if item is not None:
            run.append(item)


def _ratio(run: list[Item]) -> CheckResult:
    total = sum(_values(*run), Decimal(0))
    if abs(total - 100) <= Decimal("0.2") or total == 10:
        return _made("G03", "agrees", run, total, "1")
    message = "{figures}: the parts add up to {value}, not to 100."
    return _made("G03", "failed", run, total, "1", message, figures=":".join(item.fact.exact for item in run), value=rounded(total))


def _partition(rule: Mapping[str, Any], items: Sequence[Item]) -> Iterator[CheckResult]:
    """Hold levels, growth and contributions of complete parts against the whole, for each place and period."""
    groups: dict[tuple[str, ...], dict[int, Item]] = defaultdict(dict)
    for item in items:
        fact = item.fact
        if number(fact.value) is None or fact.status in (Status.PLAN, Status.FORECAST) or not (fact.place and fact.period):
            continue
        kind = ("growth" if fact.measure in GROWTH else "level" if fact.measure in _LEVELS else
                "contribution" if fact.measure is Measure.CONTRIBUTION_PP else "")  # fmt: skip
        if not kind:
            continue
        names = (fact.indicator_text, fact.indicator)
        place = next((k for k, part in enumerate(rule["parts"], start=1) if any(re.search(part, name) for name in names)), None)
        if place is None and any(re.search(rule["whole"], name) for name in names):
            place = 0
        if place is not None:
            groups[fact.place, fact.period, kind, fact.unit if kind == "level" else ""].setdefault(place, item)
    for (where, period, kind, unit), found in groups.items():
        parts = [found[k] for k in range(1, len(rule["parts"]) + 1) if k in found]
        if len(parts) < len(rule["parts"]):
            continue
        if kind == "contribution":
            whole = groups.get((where, period, "growth", ""), {}).get(0)
            if whole is not None:
                yield _sum("G06", rule, parts, whole, "pp")
        elif 0 in found:
            yield _sum("G04", rule, parts, found[0], unit) if kind == "level" else _bracket(rule, parts, found[0])


def _sum(check: str, rule: Mapping[str, Any], parts: list[Item], whole: Item, unit: str) -> CheckResult:
    """Half a unit of the last digit is granted to each part and to the whole; bounds only from their side."""
    total = sum(_values(*parts), Decimal(0))
    low = sum((interval(item.fact).low or Decimal(0) for item in parts), Decimal(0))
    highs = [interval(item.fact).high for item in parts]
    high = None if None in highs else sum((one for one in highs if one is not None), Decimal(0))
    stated = interval(whole.fact)
    if not (stated.high is not None and low > stated.high) and not (
        high is not None and stated.low is not None and high < stated.low
    ):
        return _made(check, "agrees", [*parts, whole], total, unit)
    message = "{title}: the parts add up to {value} {unit}, the whole is {stated}."
    return _made(check, "failed", [*parts, whole], total, unit, message, title=rule["zh"], title_en=rule["en"], value=rounded(total), unit=unit,
                 stated=whole.fact.value)  # fmt: skip


def _bracket(rule: Mapping[str, Any], parts: list[Item], whole: Item) -> CheckResult:
    values = _values(*parts)
    stated = Decimal(whole.fact.value)
    room = half_unit(whole.fact) + max(half_unit(item.fact) for item in parts)
    if min(values) - room <= stated <= max(values) + room:
        return _made("G05", "agrees", [*parts, whole], stated, "%")
    message = "{title}: the whole grew by {stated} %, outside the growth of its parts ({low} to {high} %)."
    return _made("G05", "failed", [*parts, whole], stated, "%", message, title=rule["zh"], title_en=rule["en"], stated=rounded(stated),
                 low=rounded(min(values)), high=rounded(max(values)))  # fmt: skip


def _outputs(items: Sequence[Item]) -> Iterator[CheckResult]:
    """Yield whether what plants put out in a year is at most their capacity times its hours."""
    for rule in rules()["plant"]:
        capacities: dict[tuple[str, str], list[Item]] = defaultdict(list)
        for item in items:
            if (item.fact.unit == "kW" and item.fact.status not in (Status.PLAN, Status.FORECAST)
                    and item.fact.comparator not in (Comparator.MORE, Comparator.AT_LEAST) and _named(item, rule["capacity"])):  # fmt: skip
                for year in item.years:
                    capacities[item.fact.place, year].append(item)
        for output in items:
            if output.fact.unit != "kWh" or not whole_year(output.fact) or not _named(output, rule["output"]):
                continue
            same = {one.id: one for year in sorted(output.years) for one in capacities.get((output.fact.place, year), ())}
            for capacity in list(same.values())[:_MOST]:
                hours = Decimal(output.fact.value) / Decimal(capacity.fact.value) if Decimal(capacity.fact.value) else Decimal(8761)
                if hours <= 8784:
                    yield _made("G07", "agrees", (capacity, output), hours, "h")
                else:
                    message = "{output} from {capacity} would take {hours} hours a year."
                    yield _made("G07", "failed", (capacity, output), hours, "h", message, output=output.fact.exact,
                                capacity=capacity.fact.exact, hours=rounded(hours))  # fmt: skip


def _named(item: Item, pattern: str) -> bool:
    return number(item.fact.value) is not None and bool(re.search(pattern, item.fact.indicator_text))


def _levels(items: Sequence[Item]) -> Iterator[CheckResult]:
    """Hold two years of a physical quantity against the published growth; money grows at constant prices and is left out."""
    known: dict[tuple[str, ...], Item] = {}
    for item in items:
        fact = item.fact
        exact = fact.comparator is Comparator.EQUAL and fact.status in (Status.ACTUAL, Status.PRELIMINARY) and number(fact.value)
        if fact.measure in _LEVELS and fact.unit in _PHYSICAL and exact and fact.indicator and re.match(r"\d{4}", fact.period):
            known.setdefault((fact.indicator, fact.scope, fact.product, fact.place, fact.unit, fact.period), item)
    growths = {(item.fact.indicator, item.fact.scope, item.fact.product, item.fact.place, item.fact.period): item for item in items
               if item.fact.measure is Measure.GROWTH_YOY and item.fact.indicator and number(item.fact.value) is not None}  # fmt: skip
    for (indicator, scope, product, place, unit, period), item in known.items():
        before = known.get((indicator, scope, product, place, unit, _year_before(period)))
        growth = growths.get((indicator, scope, product, place, period))
        if before is None or growth is None:
            continue
        value = (Decimal(item.fact.value) / Decimal(before.fact.value) - 1) * 100
        room = half_unit(growth.fact) + 100 * (half_unit(item.fact) / Decimal(before.fact.value) + half_unit(before.fact)
                                               * Decimal(item.fact.value) / Decimal(before.fact.value) ** 2)  # fmt: skip
        triple = (before, item, growth)
        if abs(value - Decimal(growth.fact.value)) <= abs(room):
            yield _made("G08", "agrees", triple, value, "%")
        else:
            message = "{subject}: from {before} to {now} is {value} %, but {stated} is published."
            yield _made("G08", "failed", triple, value, "%", message, subject=item.fact.indicator_text, before=before.fact.exact,
                        now=item.fact.exact, value=rounded(value), stated=growth.fact.exact)  # fmt: skip


def _year_before(period: str) -> str:
    return re.sub(r"\d{4}", lambda match: str(int(match[0]) - 1), period)
