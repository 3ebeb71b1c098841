"""Facts out of a plain table: a row per fact, or a row per indicator with a column per period; each figure knows its cell.

The table is kept as a text of its own, cells joined by tabs, so that a span of that text is a fact's source here as everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from tingzhou.errors import InputError, Problem
from tingzhou.facts.corrections import period_bounds
from tingzhou.facts.documents import Cell
from tingzhou.facts.fact import Accumulation, Comparator, Fact, Measure, PeriodBasis, Reading, Review, ReviewState, text_hash
from tingzhou.facts.identity import number

if TYPE_CHECKING:
    from tingzhou.region.sheet import Sheet

__all__ = ["facts_of_table", "letters"]

RULE_VERSION = "table-1"
_HEADERS = {
    "indicator_text": ("指标", "指标名称", "项目", "名称", "indicator", "subject"),
    "place": ("地区", "区域", "县市", "县(市)", "地点", "place", "region"),
    "period": ("时期", "时间", "年份", "年度", "期间", "period", "year"),
    "value": ("数值", "数据", "本期", "值", "value"),
    "unit": ("单位", "计量单位", "unit"),
    "measure": ("量的种类", "measure"),
    "scope": ("口径", "scope"),
    "comparator": ("比较词", "comparator"),
    "note": ("备注", "说明", "note"),
}
_GROWTH = re.compile("(?:比上年|比上年同期|同比|较上年)?(?:增长|增速|增幅)|growth")
_EMPTY = ("", "-", "--", "—", "——", "…", "……", "...", "#", "/", "n/a", "NA")
_UNIT_IN = re.compile(r"[\[(（〔]\s*([^\])）〕]{1,12})\s*[\])）〕]\s*$")


@dataclass(frozen=True)
class _Column:
    """What a column of figures holds: its period and whether it is growth; ``None`` for the column ``value``."""

    period: tuple[str, str, Accumulation] | None
    growth: bool
    unit: str


def letters(index: int) -> str:
    """Return the letters of a column counted from 0: 0 → A, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _period(text: str) -> tuple[str, str, Accumulation] | None:
    """Return the period that a header or cell writes: 2023, 2023年, 2024-01/2024-10, 2024年1-10月, 2024年上半年."""
    from tingzhou.facts.periods import Calendar, spoken

    bare = _plain(text)
    bounds = period_bounds(bare)
    if bounds is not None:
        start, end = bounds
        kind = Accumulation.ANNUAL if len(start) == 4 else Accumulation.POINT if len(start) == 10 else Accumulation.MONTH
        return start, end, kind if start == end else Accumulation.CUMULATIVE
    if not re.match(r"\d{4}年", bare):
        return None
    found = Calendar(int(bare[:4]), 12, None).resolve(spoken(bare), int(bare[:4]))
    return (found.start, found.end, found.accumulation) if found is not None and found.start else None


def _unit(text: str) -> tuple[Decimal, str] | None:
    """Return factor and base unit of a unit as tables write it: 亿千瓦时, 万吨, %, 个百分点; an empty one is a count."""
    from tingzhou.facts.lexer import lex

    bare = unicodedata.normalize("NFKC", text).strip()
    if bare in ("", "1"):
        return Decimal(1), "1"
    token = next(iter(lex(f"1{bare}")), None)
    if token is None or token.kind != "quantity" or token.end != len(bare) + 1 or token.value is None:
        return None
    return token.value, token.base


def facts_of_table(
    sheet: Sheet, *, place: str = "", period: str = "", title: str = "", date: str = ""
) -> tuple[Reading, dict[str, Cell]]:
    """Return the facts of a table and the cell of each.

    Parameters
    ----------
    sheet
        Header and rows as text. Columns are known by their headers: 指标, 地区, 时期, 数值, 单位, 口径 …, and any header that is a
        period (2023年, 2024年1-10月) holds the figures of that period.
    place, period
        Of figures whose row states none.

    Raises
    ------
    InputError
        With every header, unit, period and figure that is not understood.
    """
    return _Table(sheet, place, period, title, date).run()


class _Table:
    """One table on its way to facts."""

    def __init__(self, sheet: Sheet, place: str, period: str, title: str, date: str) -> None:
        self.sheet, self.place, self.title, self.date = sheet, place, title or sheet.where.sheet, date
        self.period = _period(period) if period else None
        self.problems: list[Problem] = []
        self.known: dict[str, int] = {}
        self.figures: dict[int, _Column] = {}
        if period and self.period is None:
            self._problem("this is no period.", "Write 2024, 2024-12, 2024-12-10 or 2024-01/2024-10.", value=period)
        self._headers()
        self.starts: dict[tuple[int, int], int] = {}
        self.text = self._render()

    def _problem(self, message: str, fix: str = "", *, row: int | None = None, column: str = "", value: str = "",
                 **parameters: object) -> None:  # fmt: skip
        where = self.sheet.where
        self.problems.append(Problem(message, fix, where.file, where.sheet, row, column, value, parameters))

    def _headers(self) -> None:
        for index, header in enumerate(self.sheet.header):
            unit = _UNIT_IN.search(header)
            bare = _plain(header[: unit.start()] if unit else header)
            name = next((key for key, words in _HEADERS.items() if bare in words), "")
            if name and name != "value":
                if name in self.known:
                    self._problem(
                        "the column {name} is given twice.", "Keep one.", row=self.sheet.header_row, column=header, name=name
                    )
                self.known[name] = index
                continue
            grows = _GROWTH.search(bare)
            of = _period(bare[: grows.start()] if grows else bare)
            if name == "value" or of is not None or (grows and grows.end() == len(bare)):
                self.figures[index] = _Column(of, bool(grows), unit[1] if unit else "%" if grows else "")
            else:
                self._problem("the column is not known: it is neither a field of a fact nor a period.",
                              "Name it 指标, 地区, 时期, 数值, 单位, 口径, 备注, or after a period: 2023年, 2024年1-10月.",
                              row=self.sheet.header_row, column=header)  # fmt: skip
        if "indicator_text" not in self.known:
            self._problem(
                "the table has no column that says what the figures speak of.", "Name it 指标.", row=self.sheet.header_row
            )
        if not self.figures:
            self._problem("the table has no column of figures.", "Name it 数值, or after its period.", row=self.sheet.header_row)

    def _render(self) -> str:
        """Return the table as text and note where each cell begins."""
        lines, at = [], 0
        for row, cells in ((self.sheet.header_row, self.sheet.header), *self.sheet.rows):
            shown = [re.sub(r"[\t\r\n]+", " ", cell) for cell in cells]
            for index, cell in enumerate(shown):
                self.starts[row, index] = at
                at += len(cell) + 1  # the tab, or the line feed after the last cell
            lines.append("\t".join(shown))
        return "\n".join(lines) + "\n"

    def run(self) -> tuple[Reading, dict[str, Cell]]:
        source = text_hash(self.text)
        facts: list[Fact] = []
        cells: dict[str, Cell] = {}
        if not self.problems:
            for row, values in self.sheet.rows:
                for index, column in self.figures.items():
                    fact = self._fact(source, row, values, index, column)
                    if fact is not None:
                        facts.append(fact)
                        cells[fact.id] = Cell(self.sheet.where.sheet, f"{letters(index)}{row}")
        if self.problems:
            raise InputError(self.problems)
        return Reading(self.text, source, tuple(facts), (), (), self.title, self.date, self.place, RULE_VERSION), cells

    def _cell(self, values: tuple[str, ...], name: str) -> str:
        index = self.known.get(name)
        return values[index].strip() if index is not None and index < len(values) else ""

    def _fact(self, source: str, row: int, values: tuple[str, ...], index: int, column: _Column) -> Fact | None:
        raw = values[index].strip() if index < len(values) else ""
        if unicodedata.normalize("NFKC", raw) in _EMPTY or raw in _EMPTY:
            return None
        header = self.sheet.header[index]
        value = number(unicodedata.normalize("NFKC", raw).replace(",", "").rstrip("%"))
        subject = self._cell(values, "indicator_text")
        inside = _UNIT_IN.search(subject)
        unit_text = self._cell(values, "unit") or (inside[1] if inside else "")
        if column.growth or "%" in unicodedata.normalize("NFKC", raw):
            unit_text = "%"
        unit = _unit(unit_text or column.unit)
        when = column.period or self._stated_period(values, row) or self.period
        if value is None:
            self._problem(
                "this is no number.", "Write digits with a point, without thousands separators.", row=row, column=header, value=raw
            )
        if not subject:
            self._problem("the row does not say what its figure speaks of.", "Fill the column 指标.", row=row)
        if unit is None:
            self._problem(
                "the unit is not known.", "Write it as texts do: 亿元, 万千瓦, 亿千瓦时, 万吨, %.", row=row, value=unit_text
            )
        if value is None or unit is None or not subject:
            return None
        subject = (subject[: inside.start()] if inside else subject).strip()
        return self._made(source, row, index, raw, subject, value * unit[0], unit[1], unit_text, when, column, values)

    def _stated_period(self, values: tuple[str, ...], row: int) -> tuple[str, str, Accumulation] | None:
        text = self._cell(values, "period")
        found = _period(text) if text else None
        if text and found is None:
            self._problem(
                "this is no period.", "Write 2024, 2024-12, 2024-12-10 or 2024-01/2024-10.", row=row, column="period", value=text
            )
        return found

    def _made(self, source: str, row: int, index: int, raw: str, subject: str, value: Decimal, unit: str, raw_unit: str,
              when: tuple[str, str, Accumulation] | None, column: _Column, values: tuple[str, ...]) -> Fact:  # fmt: skip
        from tingzhou.facts.indicators import find_indicator
        from tingzhou.facts.numerals import plain
        from tingzhou.facts.places import find_place
        from tingzhou.facts.products import product_of

        word = self._cell(values, "place") or self.place
        place = find_place(word) if word else None
        indicator = find_indicator(subject)
        measure = self._measure(values, row, subject, unit, growth=column.growth)
        sign = self._cell(values, "comparator") or "="
        if sign not in {one.value for one in Comparator}:
            self._problem("this word is not known here.", "Known: {known}.", row=row, column="comparator", value=sign,
                          known=", ".join(one.value for one in Comparator))  # fmt: skip
            sign = "="
        doubt = ("indicator_not_in_dictionary" if indicator is None else "place_not_known" if word and place is None else
                 "" if when is not None else "period_not_stated")  # fmt: skip
        start = self.starts[row, index]
        return Fact(
            indicator_text=subject, measure=measure, value=plain(value), unit=unit, start=start, end=start + len(raw), exact=raw, source=source,
            rule_id="table", rule_version=RULE_VERSION, indicator=indicator.id if indicator else "",
            activity=indicator.sector if indicator else "", scope=self._cell(values, "scope"),
            product=product_of(subject, indicator.id if indicator else ""), place=place.code if place else "",
            place_name=place.name if place else word, period_start=when[0] if when else "", period_end=when[1] if when else "",
            accumulation=when[2] if when else Accumulation.UNKNOWN, period_basis=PeriodBasis.STATED, raw_value=raw, raw_unit=raw_unit,
            comparator=Comparator(sign), review=Review(ReviewState.QUEUED, reason=doubt) if doubt else Review(),
        )  # fmt: skip

    def _measure(self, values: tuple[str, ...], row: int, subject: str, unit: str, *, growth: bool) -> Measure:
        stated = self._cell(values, "measure")
        if stated:
            try:
                return Measure(stated)
            except ValueError:
                self._problem("this word is not known here.", "Known: {known}.", row=row, column="measure", value=stated,
                              known=", ".join(one.value for one in Measure))  # fmt: skip
        if growth or (unit == "%" and _GROWTH.search(subject)):
            return Measure.GROWTH_YOY
        if unit in ("%", "‰"):
            return Measure.SHARE if "占" in subject or "比重" in subject else Measure.RATIO
        by_unit = {"kW": Measure.CAPACITY, "1": Measure.COUNT, "pp": Measure.CHANGE_PP, "d": Measure.DURATION, "rank": Measure.RANK}
        if unit == "CNY" and "投资" in subject:
            return Measure.INVESTMENT
        return by_unit.get(unit, Measure.LEVEL)
