"""Published claims against the model: which fact speaks of which figure, of which year, and what the model comes to."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tingzhou import facts, planning
from tingzhou import region as regions
from tingzhou.facts.claims import Matched, claims_of, match_claims, sentence_at
from tingzhou.facts.fact import Measure
from tingzhou.facts.indicators import indicators
from tingzhou.planning import FIGURES, View
from tingzhou.reading.claims import claims_table, marked_texts, read_texts
from tingzhou.report.claims import fact_link, marked_sentence
from tingzhou.units import factor


def matched(text: str, *, year: int = 2024, date: str = "2025-01-21") -> list[Matched]:
    reading = facts.read(text, date=date, place="昌吉州")
    return list(match_claims([(fact.id, fact) for fact in reading.facts], text, region="changji", year=year))


@pytest.mark.parametrize(
    ("text", "claim", "why_not"),
    [
        ("2024年，昌吉州外送电量683.73亿千瓦时。", "sent", ""),
        ("2023年，昌吉州外送电量620亿千瓦时。", "sent", "other_year"),
        ("2024年1月至10月，昌吉州外送电量560亿千瓦时。", "sent", "part_of_year"),
        ("截至2024年末，昌吉州煤电装机3231万千瓦。", "capacity_coal", ""),
        ("2024年末，昌吉州风电和光伏并网规模突破1500万千瓦。", "capacity_renewable", ""),
        ("2024年，准东开发区疆煤外运突破5000万吨。", "coal_railed", ""),
        ("2024年，准东开发区煤制烯烃产能560万吨的项目加快推进。", "capacity_olefins", "under_way"),
        ("2024年，昌吉州电解铝产量305万吨。", "output_aluminium", ""),
        ("2024年，昌吉州多晶硅产量30万吨。", "output_polysilicon", ""),
        ("2024年，昌吉州煤电发电量1450亿千瓦时。", "generation_coal", ""),
    ],
)
def test_a_published_sentence_finds_its_figure(text: str, claim: str, why_not: str) -> None:
    (one,) = matched(text)
    assert (one.claim.id, one.why_not) == (claim, why_not)
    assert one.sentence == text
    assert one.sentence[one.at : one.at + len(one.fact.exact)] == one.fact.exact


@pytest.mark.parametrize(
    "text",
    ["2024年，新疆外送电量1264亿千瓦时。", "2024年，昌吉州外送电量增长10.27%。", "2024年，昌吉州电解铝产能占全疆一半。", "2024年，昌吉州实施项目286个。",
     "2024年，昌吉州煤电装机居全疆第一位。"],
)  # fmt: skip
def test_what_the_model_does_not_compute_matches_nothing(text: str) -> None:
    assert matched(text) == []


def test_a_sentence_is_cut_out_around_its_figure() -> None:
    text = "甲。\n　乙超5家；丙6家！"
    assert sentence_at(text, text.index("5"), text.index("5") + 2) == ("乙超5家；", 2)
    assert sentence_at(text, text.index("6"), text.index("6") + 2) == ("丙6家！", 1)
    assert sentence_at("5家", 0, 2) == ("5家", 0)


def test_rows_of_the_table_speak_of_what_exists() -> None:
    """Indicators of the dictionary, figures of the catalogue, selectors that find something in the region, units of one kind."""
    from tingzhou.region import parse_selector

    region = regions.load("changji")
    known = {name for table in ("processes", "routes") for name in region.table(table).index}
    categories = {*region.table("processes")["category"], *region.table("routes")["category"], *region.table("stores")["category"]}
    for claim in claims_of("changji"):
        assert set(claim.indicators) - set(indicators()) == set(), claim.id
        assert claim.figure in FIGURES
        assert all(Measure(measure) for measure in claim.measures)
        for term in parse_selector(claim.subject).terms:
            assert set(term.values) <= (categories if term.kind == "category" else known), claim.id
        stated = claim.unit + "/a" if claim.model_unit.endswith("/a") else "%" if claim.unit == "%" else claim.unit
        assert factor(stated, claim.model_unit) > 0
        assert claim.zh
        assert claim.en
    assert claims_of("tiny") == ()


# --- against the model -----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def view(make_week: Callable[..., Any]) -> View:
    """A day of Changji in the state of 2024."""
    from tingzhou import network

    region = regions.load("changji").apply("baseline-2024")
    return View(region, network.solve(make_week(region, hours=24)))


def test_the_built_in_bulletin_is_held_against_the_model(view: View) -> None:
    table = claims_table(view)
    assert table is not None
    rows = table.frame.set_index("zh")
    coal = rows.loc["煤电装机"]
    assert (coal["published"], coal["unit"], coal["verdict"]) == (32000.0, "MW", "within")
    assert coal["model"] == pytest.approx(planning.FIGURES["capacity"].compute(view, "category:coal_power"))
    assert rows.loc["抽水蓄能装机", "model"] == pytest.approx(1200.0)
    assert rows.loc["原煤产量", "verdict"] == "other_year"
    assert math.isnan(rows.loc["原煤产量", "model"])
    assert rows.loc["煤制甲醇产能", "verdict"] == "under_way"
    sent = rows.loc["特高压外送电量"]
    assert sent["published"] == pytest.approx(68_373_000.0)  # 683.73亿千瓦时
    assert sent["difference_share"] == pytest.approx((sent["model"] - sent["published"]) / sent["published"])
    for _, row in table.frame.iterrows():
        assert row["sentence"][row["at"] : row["at"] + len(row["exact"])] == row["exact"]
    assert table.sources == ("bulletin-2024",)


def test_a_region_without_claims_has_no_table(view: View) -> None:
    silent = replace(view.region, texts={"a.txt": "今天天气很好，来了5家企业。"})
    assert claims_table(View(silent, view.solution)) is None


def test_the_bulletin_has_an_origin_and_no_doubtful_numbers(changji: regions.Region) -> None:
    (name,) = changji.texts
    reading = read_texts(changji)[name]
    assert reading.date == "2025-01-21"
    assert reading.unread == ()
    assert all(reading.text[fact.start : fact.end] == fact.exact for fact in reading.facts)
    got = {(fact.exact, fact.unit, fact.place) for fact in reading.facts}
    # figures of changji_2024_facts.csv (S004, S020, S043, S046) and of the line's year 2024 (昌吉日报 2025-01-21)
    assert {("7.8%", "%", "652300"), ("10.8个百分点", "pp", "652300"), ("3200万千瓦", "kW", "652300"), ("554.7亿元", "CNY", "652300"),
            ("683.73亿千瓦时", "kWh", "652300")} <= got  # fmt: skip
    (marked,) = marked_texts(changji)
    assert marked.document.publisher == "Tingzhou"
    assert {one.group for one in marked.marks} >= {"growth", "capacity", "quantity", "vetoed"}


def test_the_report_marks_the_sentence_and_links_to_the_text() -> None:
    assert marked_sentence("煤电装机超3200万千瓦<", 5, "3200万千瓦") == (
        '<td lang="zh">煤电装机超<mark class="quantity">3200万千瓦</mark>&lt;</td>'
    )
    assert "<mark" not in marked_sentence("别的句子", 0, "3200万千瓦")
    assert fact_link("0123456789abcdef", linked=True) == '<td><a href="#f-0123456789abcdef">01234567</a></td>'
    assert "<a" not in fact_link("0123456789abcdef", linked=False)


def test_the_report_holds_sentences_and_texts(view: View, tmp_path: Path) -> None:
    """Every link of the table leads to a figure of the text on the same page; nothing is loaded from outside."""
    from tingzhou.report import ScenarioPart, render_html, write_workbook
    from tingzhou.study_document import document_of

    table = claims_table(view)
    assert table is not None
    tables = {**planning.result_tables(view.region, view.solution), "claims": table}
    part = ScenarioPart("baseline-2024", "基准", "Baseline", tables)
    page = render_html(document_of(view.region, (part,), "zh", ""))
    linked = set(re.findall(r'href="#f-([0-9a-f]{16})"', page))
    assert linked == set(table.frame["fact"])
    assert linked <= set(re.findall(r'id="f-([0-9a-f]{16})"', page))
    assert '外送电量<mark class="quantity">683.73亿千瓦时</mark>' in page
    assert "公布语句与模型对照" in page
    write_workbook(document_of(view.region, (part,), "zh", ""), tmp_path / "report.xlsx")
    assert (tmp_path / "report.xlsx").stat().st_size > 5_000
    plain = render_html(
        document_of(view.region, (replace(part, tables=planning.result_tables(view.region, view.solution)),), "zh", "")
    )
    assert "mark.quantity" not in plain, "a report without claims is what it was"
