"""How well a text was read: precision, recall and the accuracy of attributes against an annotated table, with every miss."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from tingzhou.errors import InputError, Problem
from tingzhou.facts.fact import Fact, Reading
from tingzhou.facts.places import find_place
from tingzhou.facts.rules import units
from tingzhou.facts.zones import zone_key

__all__ = ["ATTRIBUTES", "Miss", "Row", "Score", "read_annotations", "score", "total"]

_COLUMNS = ("fact_id", "quote", "start", "end", "indicator", "place", "measure", "value", "unit", "period", "period_basis", "comparator",
            "reference", "kind", "note")  # fmt: skip
ATTRIBUTES = ("place", "period", "comparator", "indicator")
_FINE, _COARSE = Decimal("1e-6"), Decimal("2e-3")  # fractions are annotated with four decimals


@dataclass(frozen=True)
class Row:
    """One annotated row."""

    fact_id: str
    quote: str
    start: int
    end: int
    indicator: str
    place: str
    measure: str
    value: str
    unit: str
    period: str
    period_basis: str
    comparator: str
    kind: str


@dataclass(frozen=True)
class Miss:
    """One disagreement: what kind, the annotated row's id (empty for a fact nobody annotated), the quote, both readings."""

    kind: str
    fact_id: str
    quote: str
    expected: str
    found: str


@dataclass(frozen=True)
class Score:
    """Counts over one or several texts; the shares are properties."""

    annotated: int = 0
    found: int = 0
    matched: int = 0
    false_kinds: int = 0
    points_confused: int = 0
    right: dict[str, int] = field(default_factory=dict)
    judged: dict[str, int] = field(default_factory=dict)
    misses: tuple[Miss, ...] = ()

    @property
    def precision(self) -> float:
        """Share of the facts read that are annotated with this value, unit and measure [1]."""
        return self.matched / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the annotated facts that were read with their value, unit and measure [1]."""
        return self.matched / self.annotated if self.annotated else 1.0

    def accuracy(self, attribute: str) -> float:
        """Share of the matched facts whose ``attribute`` is right, of those where the annotation states one [1]."""
        judged = self.judged.get(attribute, 0)
        return self.right.get(attribute, 0) / judged if judged else 1.0


def read_annotations(text: str, name: str, source: str) -> list[Row]:
    """Return the rows of an annotated table for the text ``source``.

    Raises
    ------
    InputError
        Names every row whose columns are missing, whose span is no number, or whose quote does not stand at its span.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    lacking = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
    if lacking:
        raise InputError(Problem("the table of annotated facts lacks columns.", "Needed are: {columns}.", file=name, row=1,
                                 value=", ".join(lacking), parameters={"columns": ", ".join(_COLUMNS)}))  # fmt: skip
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, raw in enumerate(reader, start=2):
        cells = {
            key: (value or "").strip() if key != "quote" else value or ""
            for key, value in raw.items()
            if isinstance(key, str) and not isinstance(value, list)
        }
        if not (cells["start"].isdecimal() and cells["end"].isdecimal()):
            problems.append(Problem("start and end must be whole numbers.", "Count code points from 0.", file=name, row=number, column="start",
                                    value=f"{cells['start']}, {cells['end']}"))  # fmt: skip
            continue
        start, end = int(cells["start"]), int(cells["end"])
        if source[start:end] != cells["quote"]:
            problems.append(Problem("the quote does not stand at this place of the text.", "There stands '{found}'.", file=name, row=number,
                                    column="quote", value=cells["quote"], parameters={"found": source[start:end]}))  # fmt: skip
            continue
        row = Row(**{key: cells[key] for key in Row.__dataclass_fields__ if key not in ("start", "end")}, start=start, end=end)
        rows.append(_in_base_unit(row))
    if problems:
        raise InputError(problems)
    return rows


def _in_base_unit(row: Row) -> Row:
    """Return the row with its value in the base unit where its unit is another one that the reader knows (2.8万 P is 28 000 PFLOPS)."""
    told = re.fullmatch("([0-9.]+)[:∶](?:1|100)", row.value)
    if told is not None:
        row = replace(row, value=told[1])  # 2.21:1 is 2.21, 104.5:100 (men to a hundred women) 104.5
    unit = units().get(row.unit)
    if unit is None or unit.base == row.unit or unit.kind == "count":
        return row
    try:
        values = [f"{(Decimal(one) * unit.factor).normalize():f}" for one in row.value.split("/")]
    except InvalidOperation:
        return row
    return replace(row, value="/".join(values), unit=unit.base)


def score(reading: Reading, rows: Sequence[Row]) -> Score:
    """Compare a reading with annotated rows; one fact answers one row."""
    free = list(reading.facts)
    pairs: list[tuple[Row, Fact]] = []
    misses: list[Miss] = []
    facts = [row for row in rows if row.kind == "fact"]
    for row in facts:
        near = [fact for fact in free if fact.start < row.end and row.start < fact.end]
        same = [fact for fact in near if _same_value(fact, row) and fact.unit == row.unit and fact.measure.value == row.measure]
        if same:
            best = max(
                same, key=lambda fact: (_alike(fact.indicator_text, row.indicator), fact.start == row.start and fact.end == row.end)
            )
            free.remove(best)
            pairs.append((row, best))
            continue
        misses.append(Miss("not_read", row.fact_id, row.quote, _shown(row.indicator, row.measure, row.value, row.unit),
                           "; ".join(_of(fact) for fact in near) or _why(reading, row)))  # fmt: skip
    others = [row for row in rows if row.kind != "fact"]
    for fact in free:
        row_at = next((row for row in others if fact.start < row.end and row.start < fact.end), None)
        misses.append(
            Miss("false" if row_at is None else f"false_{row_at.kind}", row_at.fact_id if row_at else "", fact.exact, "", _of(fact))
        )
    right = dict.fromkeys(ATTRIBUTES, 0)
    judged = dict.fromkeys(ATTRIBUTES, 0)
    for row, fact in pairs:
        for name, expected, found, good in _judge(row, fact):
            judged[name] += 1
            right[name] += good
            if not good and name != "indicator":
                misses.append(Miss(name, row.fact_id, row.quote, expected, f"{found} ({fact.indicator_text})"))
    confused = sum(
        1
        for row in facts
        for fact in free
        if fact.start < row.end and row.start < fact.end and {fact.unit, row.unit} == {"%", "pp"}
    )
    wrong = sum(1 for miss in misses if miss.kind.startswith("false_"))
    return Score(len(facts), len(reading.facts), len(pairs), wrong, confused, right, judged, tuple(misses))


def total(scores: Iterable[Score]) -> Score:
    """Return the counts of several texts together."""
    listed = list(scores)
    annotated, found, matched, kinds, points = (
        sum(getattr(one, name) for one in listed) for name in ("annotated", "found", "matched", "false_kinds", "points_confused")
    )
    right = {name: sum(one.right.get(name, 0) for one in listed) for name in ATTRIBUTES}
    judged = {name: sum(one.judged.get(name, 0) for one in listed) for name in ATTRIBUTES}
    return Score(annotated, found, matched, kinds, points, right, judged, tuple(miss for one in listed for miss in one.misses))


def _same_value(fact: Fact, row: Row) -> bool:
    found, wanted = fact.value.split("/"), row.value.split("/")
    return len(found) == len(wanted) and all(_near(one, other, row.quote) for one, other in zip(found, wanted, strict=True))


def _near(one: str, other: str, quote: str) -> bool:
    try:
        first, second = Decimal(one), Decimal(other)
    except InvalidOperation:
        return one == other
    if not (first.is_finite() and second.is_finite()):
        return False
    return abs(first - second) <= abs(second) * (_COARSE if "分之" in quote or "/" in quote else _FINE)


def _judge(row: Row, fact: Fact) -> list[tuple[str, str, str, bool]]:
    """Return attribute, expected, found and whether it is right, for the attributes that the row states."""
    judged = []
    if row.place:
        judged.append(("place", row.place, fact.place_name, _same_place(row.place, fact)))
    if row.period:
        unstated = row.period_basis != "stated_or_inherited" and fact.period_basis.value != "stated_or_inherited"
        judged.append(("period", row.period, fact.period, unstated or _period(row.period) == _period(fact.period)))
    judged.append(("comparator", row.comparator or "=", fact.comparator.value, (row.comparator or "=") == fact.comparator.value))
    judged.append(("indicator", row.indicator, fact.indicator_text, _alike(fact.indicator_text, row.indicator) >= 0.5))
    return judged


def _same_place(word: str, fact: Fact) -> bool:
    if zone_key(word) == zone_key(fact.place_name) or word in fact.place_aliases_used:
        return True
    home = find_place(fact.place) if fact.place else None
    place = find_place(word, home)
    if place is None and any(find_place(word[:cut]) and _same_place(word[cut:], fact) for cut in range(2, len(word) - 1)):
        return True  # 湖南省长沙市岳麓区
    return place is not None and place.code == fact.place


def _period(text: str) -> str:
    """Return a period in one form: a whole year is its year, the last day of a month is the month."""
    start, _, end = text.partition("/")
    if end and len(start) == len(end) == 4 and start.isdecimal():
        start, end = f"{start}-01", f"{end}-12"  # 2019/2022 is 2019-01/2022-12
        text = f"{start}/{end}"
    if end and start[:4] == end[:4] and start[4:] == "-01" and end[4:] == "-12":
        return start[:4]
    if not end and len(start) == 10 and start[8:] in ("30", "31", "28", "29") and start[5:7] in ("12", "06", "09", "03"):
        return start[:7]
    return start if start == end else text


def _alike(one: str, other: str) -> float:
    """Return the share of the shorter wording's characters that the other has too [1]."""
    if not one or not other:
        return 0.0
    return len(set(one) & set(other)) / min(len(set(one)), len(set(other)))


def _shown(indicator: str, measure: str, value: str, unit: str) -> str:
    return f"{indicator} {measure} {value} {unit}"


def _of(fact: Fact) -> str:
    return f"{_shown(fact.indicator_text, fact.measure.value, fact.value, fact.unit)} [{fact.rule_id}]"


def _why(reading: Reading, row: Row) -> str:
    for one in reading.unread:
        if one.start < row.end and row.start < one.end:
            return f"unread: {one.reason} [{one.rule_id}]"
    for veto in reading.vetoed:
        if veto.start < row.end and row.start < veto.end:
            return f"vetoed: {veto.kind.value} [{veto.rule_id}]"
    return ""
