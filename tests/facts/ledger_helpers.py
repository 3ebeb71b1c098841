"""Readings made by hand for tests of the ledger, without the reader: sentences of our own and the facts they state."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tingzhou.facts.documents import Document
from tingzhou.facts.fact import Accumulation, Comparator, Fact, Measure, PeriodBasis, Reading, Reference, text_hash

SHARED = Path(__file__).resolve().parents[3] / "shared"
TEXT = SHARED / "texts" / "changji-2024-12-10.txt"
ANNOTATED = SHARED / "data" / "changji_2024_facts.csv"
CODES = {"昌吉州": "652300", "准东开发区": "652300-ZD", "木垒县": "652328", "阜康市": "652302", "昌吉市": "652301", "全国": "CN",
         "新疆": "65"}  # fmt: skip

GROWTH = "2024年1月至10月，全州固定资产投资增长17.4%，高于全区增速10.8个百分点。煤电装机超3200万千瓦。"


def fact_in(text: str, exact: str, indicator_text: str, value: str, unit: str, *, measure: Measure = Measure.LEVEL, at: int = 0,
            indicator: str = "", place: str = "652300", start: str = "2024-01", end: str = "2024-10", **more: object) -> Fact:  # fmt: skip
    """A fact whose span is the first occurrence of ``exact`` at or after ``at``."""
    begin = text.index(exact, at)
    raw = exact.rstrip("万千瓦时亿元%个百分点家吨度")
    fact = Fact(indicator_text, measure, value, unit, begin, begin + len(exact), exact, text_hash(text), "test",
                indicator=indicator, place=place, place_name=place, period_start=start, period_end=end,
                accumulation=Accumulation.CUMULATIVE, period_basis=PeriodBasis.STATED, raw_value=raw, raw_unit=exact[len(raw):],
                prefix=text[max(begin - 8, 0) : begin], suffix=text[begin + len(exact) :][:8], rule_version="1")  # fmt: skip
    return replace(fact, **more)  # type: ignore[arg-type]


def reading_of(text: str, facts: Iterable[Fact], version: str = "1", **more: object) -> Reading:
    """A reading of a text by a version of the rules."""
    stamped = tuple(replace(fact, rule_version=version) for fact in facts)
    return replace(Reading(text, text_hash(text), stamped, rule_version=version), **more)  # type: ignore[arg-type]


def growth_facts() -> list[Fact]:
    """The three facts of ``GROWTH``."""
    return [
        fact_in(GROWTH, "17.4%", "固定资产投资", "17.4", "%", measure=Measure.GROWTH_YOY, indicator="fixed_asset_investment"),
        fact_in(GROWTH, "10.8个百分点", "固定资产投资增速差", "10.8", "pp", measure=Measure.DIFF_PP, indicator="fixed_asset_investment",
                reference=Reference("fixed_asset_investment", "65", "", "全区增速")),
        fact_in(GROWTH, "3200万千瓦", "煤电装机", "32000000", "kW", measure=Measure.CAPACITY, indicator="coal_power_capacity",
                start="2024-10", end="2024-10", comparator=Comparator.MORE, accumulation=Accumulation.POINT),
    ]  # fmt: skip


def growth() -> Reading:
    """The reading of ``GROWTH``."""
    return reading_of(GROWTH, growth_facts())


def annotated() -> Reading:
    """The reading that the annotated table of the reference text describes; only where ``../shared`` is there."""
    text = TEXT.read_text(encoding="utf-8")
    facts = []
    with ANNOTATED.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["kind"] == "fact":
                facts.append(_annotated_fact(text, row))
    return Reading(
        text, text_hash(text), tuple(facts), title="昌吉州观察", date="2024-12-10", home_place="652300", rule_version="annotated"
    )


def _annotated_fact(text: str, row: dict[str, str]) -> Fact:
    begin, _, end = row["period"].partition("/")
    referred = "65" if row["reference"].startswith(("全区", "全疆")) else ""
    return Fact(row["indicator"], Measure(row["measure"]), row["value"], row["unit"], int(row["start"]), int(row["end"]),
                row["quote"], text_hash(text), f"annotated-{row['fact_id']}", place=CODES[row["place"]], place_name=row["place"],
                period_start=begin, period_end=end or begin, comparator=Comparator(row["comparator"]),
                reference=Reference(place=referred, text=row["reference"]), rule_version="annotated",
                prefix=text[max(int(row["start"]) - 16, 0) : int(row["start"])], suffix=text[int(row["end"]) :][:16])  # fmt: skip


def document_of(reading: Reading, **more: object) -> Document:
    """A document for a reading."""
    return Document(reading.source, reading.text, **more)  # type: ignore[arg-type]
