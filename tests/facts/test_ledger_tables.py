"""Plain tables as facts: long and wide, CSV and workbook; every figure knows its cell, and everything not understood is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tingzhou.errors import InputError
from tingzhou.facts.fact import Accumulation, Measure
from tingzhou.facts.ledger import Ledger
from tingzhou.facts.tabular import letters
from tingzhou.reading.tables import read_table_file

LONG = '指标,地区,时期,数值,单位,备注\n原煤产量,准东开发区,2022年,1.89,亿吨,\n发电量,昌吉州,2024年1-10月,"1,185",亿千瓦时,快报\n固定资产投资增长,昌吉州,2024-01/2024-10,17.4,%,\n'
WIDE = "指标,单位,2022年,2023年,2023年比上年增长（%）\n原煤产量,万吨,18900,…,\n外送电量,亿千瓦时,600,620.05,3.3\n"


def write(tmp_path: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def test_a_long_table(tmp_path: Path) -> None:
    ((reading, document, cells),) = read_table_file(
        write(tmp_path, "年报.csv", LONG, "gb18030"), publisher="统计局", date="2024-11"
    )
    coal, power, growth = reading.facts
    assert (coal.value, coal.unit, coal.place, coal.period, coal.accumulation) == (
        "189000000",
        "t",
        "652300-ZD",
        "2022",
        Accumulation.ANNUAL,
    )
    assert (power.value, power.unit, power.period) == ("118500000000", "kWh", "2024-01/2024-10")
    assert (growth.measure, growth.value, growth.unit) == (Measure.GROWTH_YOY, "17.4", "%")
    assert [cells[fact.id].cell for fact in reading.facts] == ["D2", "D3", "D4"]
    assert all(document.text[fact.start : fact.end] == fact.exact for fact in reading.facts)
    assert document.cited() == "统计局 · 年报 · 2024-11"


def test_a_wide_table_has_a_period_per_column(tmp_path: Path) -> None:
    ((reading, _, cells),) = read_table_file(write(tmp_path, "b.csv", WIDE), place="昌吉州")
    got = [(fact.indicator, fact.measure.value, fact.value, fact.unit, fact.period, cells[fact.id].cell) for fact in reading.facts]
    assert got == [
        ("output_raw_coal", "level", "189000000", "t", "2022", "C2"),
        ("electricity_sent", "level", "60000000000", "kWh", "2022", "C3"),
        ("electricity_sent", "level", "62005000000", "kWh", "2023", "D3"),
        ("electricity_sent", "growth_yoy", "3.3", "%", "2023", "E3"),
    ]


def test_a_workbook_with_two_sheets_enters_the_ledger(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "电力"
    first.append(["指标", "单位", 2023, 2024])
    first.append(["外送电量", "亿千瓦时", 620.05, 683.73])
    second = book.create_sheet("煤炭")
    second.append(["指标（单位）", "数值"])
    second.append(["原煤产量（万吨）", 24800])
    path = tmp_path / "年鉴.xlsx"
    book.save(path)
    read = read_table_file(path, place="准东", period="2024")
    with Ledger(tmp_path / "ledger.sqlite", create=True) as ledger:
        for reading, document, cells in read:
            assert ledger.add(reading, document, cells=cells).new
            assert not ledger.add(reading, document, cells=cells).new
        where = {(one.mentions[0].sheet, one.mentions[0].cell): one.fact.value for one in ledger.facts()}
    assert where == {("电力", "C2"): "62005000000", ("电力", "D2"): "68373000000", ("煤炭", "B2"): "248000000"}


def test_a_figure_of_a_table_corroborates_one_of_a_text(tmp_path: Path) -> None:
    from tingzhou import facts

    text = "2024年，昌吉州外送电量683.73亿千瓦时。"
    ((reading, document, cells),) = read_table_file(
        write(tmp_path, "c.csv", "指标,单位,2024年\n外送电量,亿千瓦时,683.73\n"), place="昌吉州"
    )
    with Ledger(tmp_path / "ledger.sqlite", create=True) as ledger:
        ledger.add(facts.read(text, date="2025-01-21"))
        added = ledger.add(reading, document, cells=cells)
    assert len(added.corroborated) == 1


@pytest.mark.parametrize(
    ("table", "reasons"),
    [
        ("指标,数值,颜色\n原煤产量,5,红\n", ["c.csv, row 1, column 颜色: the column is not known"]),
        ("数值,单位\n5,吨\n", ["no column that says what the figures speak of"]),
        ("指标,单位\n原煤产量,吨\n", ["no column of figures"]),
        ("指标,指标,数值\n原煤,产量,5\n", ["is given twice"]),
        ("指标,数值,单位\n原煤产量,五千,吨\n,7,吨\n原煤产量,8,斛斗\n",
         ["row 2, column 数值, value '五千': this is no number", "row 3: the row does not say", "row 4, value '斛斗': the unit is not known"]),
        ("指标,时期,数值,单位\n原煤产量,去年某时,5,吨\n", ["value '去年某时': this is no period"]),
        ("指标,数值,单位,measure,comparator\n原煤产量,5,吨,mass,over\n", ["value 'mass': this word", "value 'over': this word"]),
        ("指标,数值\n原煤产量,5,7\n", ["the line has 3 cells, the header has 2"]),
        ("", ["the file is empty"]),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_at_once(tmp_path: Path, table: str, reasons: list[str]) -> None:
    with pytest.raises(InputError) as error:
        read_table_file(write(tmp_path, "c.csv", table), period="2024")
    said = " | ".join(str(problem) for problem in error.value.problems)
    assert [reason for reason in reasons if reason not in said] == []
    assert len(error.value.problems) == len(reasons)


def test_unknown_subjects_wait_for_a_person(tmp_path: Path) -> None:
    table = "指标,地区,数值,单位\n神奇指数,昌吉州,5,个\n原煤产量,乌有县,6,吨\n原煤产量,昌吉州,7,吨\n"
    ((reading, _, _),) = read_table_file(write(tmp_path, "c.csv", table))
    assert [fact.review.reason for fact in reading.facts] == ["indicator_not_in_dictionary", "place_not_known", "period_not_stated"]


def test_letters_of_columns() -> None:
    assert [letters(index) for index in (0, 25, 26, 51, 701, 702)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA"]
