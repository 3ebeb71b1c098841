"""Exports: nothing lost, names of the standards kept, every number found again at its place; hostile text stays text."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from ledger_helpers import GROWTH, document_of, fact_in, growth, growth_facts, reading_of

from tingzhou.facts.exports import (
    COLUMNS,
    csv_text,
    fact_rows,
    highlighted,
    json_text,
    marked_of,
    sdmx_csv,
    web_annotations,
    workbook,
)
from tingzhou.facts.exports.page import Mark, marked_text
from tingzhou.facts.exports.sdmx import SDMX_COLUMNS, frequency, multiplier, time_period
from tingzhou.facts.exports.wording import GROUPS, amount, group_of, reading_line
from tingzhou.facts.fact import Comparator, Fact, Kind, Measure, Review, ReviewState, Status, Unread, Vetoed
from tingzhou.facts.ledger import Ledger
from tingzhou.labels import LANGUAGES, has_label


@pytest.fixture
def ledger(tmp_path: Path):
    facts = growth_facts()
    facts[2] = replace(facts[2], review=Review(ReviewState.QUEUED, reason="unit_mismatch"))
    vetoed = Vetoed(0, 11, GROWTH[:11], Kind.DATE, "date")
    unread = Unread(GROWTH.index("17.4"), GROWTH.index("17.4") + 2, "17", "measure_unclear", "lex")
    reading = reading_of(GROWTH, facts, vetoed=(vetoed,), unread=(unread,))
    with Ledger(tmp_path / "ledger.sqlite", create=True) as book:
        book.add(reading, document_of(reading, name="a.txt", title="公报 <b>&", publisher="统计局", date="2024-11-20"))
        yield book


def test_csv_holds_every_fact_with_its_place(ledger: Ledger) -> None:
    text = csv_text(COLUMNS, fact_rows(ledger.facts(), ledger.documents()))
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["value"] for row in rows] == ["17.4", "10.8", "32000000"]
    for row in rows:
        assert GROWTH[int(row["start"]) : int(row["end"])] == row["exact"]
        assert (row["document_publisher"], row["document_date"]) == ("统计局", "2024-11-20")
    assert [row["state"] for row in rows] == ["read", "read", "queued"]
    assert rows[2]["comparator"] == ">"


def test_text_that_a_spreadsheet_would_run_is_quoted() -> None:
    text = csv_text(("a", "b", "c", "d"), [{"a": "=1+1", "b": "-3.5", "c": "@x", "d": "="}])
    assert text.splitlines()[1] == "'=1+1,-3.5,'@x,="


def test_json_comes_back_as_facts(ledger: Ledger) -> None:
    told = json.loads(json_text(ledger.facts(), ledger.documents(), ledger.findings()))
    back = [
        Fact.from_record({key: value for key, value in row.items() if key not in ("mentions", "state")}) for row in told["facts"]
    ]
    assert back == [one.fact for one in ledger.facts()]
    assert [len(row["mentions"]) for row in told["facts"]] == [1, 1, 1]
    assert "text" not in told["documents"][0]


# --- SDMX -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "period", "code"),
    [
        ("2024", "2024", "2024", "A"), ("2024-01", "2024-12", "2024", "A"), ("2024-10", "2024-10", "2024-10", "M"),
        ("2024-07", "2024-09", "2024-Q3", "Q"), ("2024-01", "2024-06", "2024-S1", "S"), ("2024-01", "2024-10", "2024-01-01/P10M", "_O"),
        ("2024-12-10", "2024-12-10", "2024-12-10", "D"), ("2023-11", "2024-02", "2023-11-01/P4M", "_O"),
        ("2021", "2023", "2021-01-01/P3Y", "_O"), ("", "", "", "_O"), ("annual", "annual", "", "_O"),
    ],
)  # fmt: skip
def test_periods_as_sdmx_writes_them(start: str, end: str, period: str, code: str) -> None:
    """Forms of TIME_PERIOD: SDMX 2.1 technical notes, section 4.2 (gregorian, reporting and time-range formats)."""
    fact = fact_in("产值5亿元", "5亿元", "产值", "500000000", "CNY", start=start, end=end)
    assert (time_period(fact), frequency(fact)) == (period, code)


@pytest.mark.parametrize(
    ("value", "raw", "power"),
    [("55470000000", "554.7", 8), ("32000000", "3200", 4), ("17.4", "17.4", 0), ("50", "一半", 0), ("666.67", "1", 0)],
)
def test_the_multiplier_is_the_scale_as_published(value: str, raw: str, power: int) -> None:
    fact = replace(growth_facts()[0], value=value, raw_value=raw)
    assert multiplier(fact) == power


def test_sdmx_observations_are_unique_and_whole(ledger: Ledger) -> None:
    timeless = fact_in("另有5家", "5家", "企业", "5", "1", measure=Measure.COUNT, start="", end="")
    planned = fact_in("将建6家", "6家", "企业", "6", "1", measure=Measure.COUNT, start="2025", end="2025", status=Status.PLAN)
    for text, fact in (("另有5家", timeless), ("将建6家", planned)):
        ledger.add(reading_of(text, [fact]))
    text, left_out = sdmx_csv(ledger.facts(), ledger.documents())
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == SDMX_COLUMNS
    assert {
        "FREQ",
        "REF_AREA",
        "INDICATOR",
        "UNIT_MEASURE",
        "UNIT_MULT",
        "TIME_PERIOD",
        "OBS_VALUE",
        "OBS_STATUS",
        "COMMENT_OBS",
    } < set(rows[0])
    assert left_out == (timeless.id,)
    keys = [(*(row[name] for name in SDMX_COLUMNS[:6]), row["TIME_PERIOD"]) for row in rows]
    assert len(set(keys)) == len(keys) == 4
    for row, one in zip(rows, (one for one in ledger.facts() if one.id not in left_out), strict=True):
        assert Decimal(row["OBS_VALUE"]).scaleb(int(row["UNIT_MULT"])) == Decimal(one.fact.value)
        assert re.fullmatch(r"[A-Za-z0-9_@$-]+", row["INDICATOR"])
    coal = next(row for row in rows if row["MEASURE"] == "CAPACITY")
    assert (coal["UNIT_MULT"], coal["OBS_VALUE"], coal["UNIT_MEASURE"]) == ("4", "3200", "KW")
    assert "comparator >" in coal["COMMENT_OBS"], "a bound is never an observation without a word"
    assert [row["OBS_STATUS"] for row in rows] == ["A", "A", "A", "F"]


# --- annotations -------------------------------------------------------------------------------------------------------------------


def test_annotations_find_their_place_by_position_and_by_quote(ledger: Ledger) -> None:
    """Selectors of https://www.w3.org/TR/annotation-model/#selectors."""
    page = json.loads(web_annotations(ledger.facts(), ledger.documents()))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert len(page["items"]) == 3
    assert len({item["id"] for item in page["items"]}) == 3
    for item in page["items"]:
        position, quote = item["target"]["selector"]
        assert (position["type"], quote["type"]) == ("TextPositionSelector", "TextQuoteSelector")
        assert GROWTH[position["start"] : position["end"]] == quote["exact"]
        around = quote["prefix"] + quote["exact"] + quote["suffix"]
        assert GROWTH.count(around) == 1
        assert GROWTH.index(around) + len(quote["prefix"]) == position["start"]
        assert {body["purpose"] for body in item["body"]} == {"describing", "classifying"}


# --- workbook -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_workbook_holds_numbers_as_numbers(ledger: Ledger, lang: str) -> None:
    import openpyxl

    hostile = '=HYPERLINK("x")5家'
    ledger.add(reading_of(hostile, [fact_in(hostile, "5家", "=1+1", "5", "1", measure=Measure.COUNT)]))
    book = openpyxl.load_workbook(io.BytesIO(workbook(ledger.facts(), ledger.documents(), ledger.findings(), lang=lang)))
    assert len(book.sheetnames) == 4
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert heads[COLUMNS.index("value")] == ("数值" if lang == "zh" else "Value")
    column = COLUMNS.index("value")
    assert [row[column].value for row in sheet.iter_rows(min_row=2)] == [17.4, 10.8, 32000000, 5]
    assert sheet.cell(5, COLUMNS.index("indicator_text") + 1).data_type == "s"


def test_the_workbook_of_an_empty_ledger(tmp_path: Path) -> None:
    with Ledger(tmp_path / "empty.sqlite", create=True) as book:
        assert workbook(book.facts(), book.documents()).startswith(b"PK")


# --- the page ------------------------------------------------------------------------------------------------------------------------


class _Seen(HTMLParser):
    """Text of the article without the tips, and its marks."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.marks, self.depth, self.inside, self.hidden = "", [], 0, False, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.inside = self.inside or tag == "article"
        if self.hidden:
            self.hidden += 1
        elif told.get("role") == "tooltip" or tag == "sup":
            self.hidden = 1
        if tag == "mark" and self.inside:
            self.marks.append(told)

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(self.hidden - 1, 0)
        if tag == "article":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside and not self.hidden:
            self.text += data


def test_the_page_shows_the_text_as_it_is(ledger: Ledger) -> None:
    page = highlighted([marked_of(ledger, ledger.documents()[0])])
    seen = _Seen()
    seen.feed(page)
    assert seen.text.strip() == GROWTH
    classes = [mark["class"] for mark in seen.marks]
    assert classes == ["vetoed", "growth", "difference", "capacity queued"]
    for mark in seen.marks:
        assert mark["tabindex"] == "0"
        assert mark["title"] == mark["data-zh"]
        assert mark["data-en"]
    assert "指标" not in seen.marks[1]["title"]
    assert "固定资产投资 · 同比增长 · 17.4 %" in seen.marks[1]["title"]
    assert "单位与指标不符" in seen.marks[3]["title"]
    assert "the unit does not fit" in seen.marks[3]["data-en"]


def test_the_page_loads_nothing_and_runs_no_text(ledger: Ledger) -> None:
    hostile = '<script>alert(1)</script>"onload=" 产值5亿元 &amp;'
    ledger.add(reading_of(hostile, [fact_in(hostile, "5亿元", '"><img src=x onerror=alert(1)>', "500000000", "CNY")]))
    page = highlighted([marked_of(ledger, document) for document in ledger.documents()])
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#)""", page)
    assert "<img" not in page
    assert page.count("<script>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "公报 &lt;b&gt;&amp;" in page


def test_several_facts_of_one_span_share_a_mark() -> None:
    text = "煤炭、多晶硅产能占全疆一半，<居首>。"
    facts = [fact_in(text, "一半", name, "50", "%", measure=Measure.SHARE) for name in ("煤炭产能", "多晶硅产能")]
    page = highlighted([marked_of(reading_of(text, facts), document_of(reading_of(text, facts), title="t"))])
    seen = _Seen()
    seen.feed(page)
    assert seen.text.strip() == text
    (mark,) = seen.marks
    assert "煤炭产能" in mark["title"]
    assert "多晶硅产能" in mark["title"]


def test_a_part_of_a_text_keeps_its_marks() -> None:
    text = "甲5家。乙6家。"
    marks = [Mark(1, 3, "fact", "count", {"zh": "甲", "en": "A"}, "a"), Mark(5, 7, "fact", "count", {"zh": "乙", "en": "B"}, "b")]
    shown = marked_text(text, marks, start=4, end=8, ids=False)
    assert shown.count("<mark") == 1
    assert "id=" not in shown.replace('role="tooltip"', "")
    assert re.sub("<span.*?</span></span>|<[^>]+>", "", shown).startswith("乙6家")


# --- words ----------------------------------------------------------------------------------------------------------------------------


def test_every_word_of_the_model_has_a_name_and_a_colour() -> None:
    keys = [*(f"measure.{one.value}" for one in Measure), *(f"span_kind.{one.value}" for one in Kind),
            *(f"review_state.{one.value}" for one in ReviewState), *(f"fact_status.{one.value}" for one in Status),
            *(f"fact_group.{name}" for name in (*GROUPS, "unread", "vetoed")), *(f"fact_column.{name}" for name in COLUMNS)]  # fmt: skip
    assert [key for key in keys if not has_label(key)] == []
    base = growth_facts()[0]
    assert {group_of(replace(base, measure=one)) for one in Measure} == set(GROUPS)
    assert group_of(replace(base, status=Status.PLAN)) == "plan"


@pytest.mark.parametrize(
    ("changes", "lang", "shown"),
    [
        ({}, "zh", "17.4 %"),
        ({"value": "32000000", "unit": "kW", "comparator": Comparator.MORE}, "en", "> 32\u202f000\u202f000 kW"),
        ({"value": "-3", "unit": "1", "comparator": Comparator.AT_LEAST}, "zh", "≥ −3 （计数）"),
        ({"value": "5/7", "unit": "d", "lower": "5", "upper": "7", "comparator": Comparator.RANGE}, "en", "5–7 days"),
    ],
)
def test_amounts_in_words(changes: dict[str, object], lang: str, shown: str) -> None:
    assert amount(replace(growth_facts()[0], **changes), lang) == shown  # type: ignore[arg-type]


def test_a_reading_in_one_line() -> None:
    assert reading_line(growth().facts[1], "en") == (
        "固定资产投资增速差 · difference in points · 10.8 percentage points · 652300 · 2024-01/2024-10 (cumulative) · against 全区增速"
    )
