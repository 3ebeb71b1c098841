"""What is printed: escaped, sourced, scaled once, the same in every output."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from lxml import etree, html

from tingzhou.errors import InputError, InternalError
from tingzhou.report import ReportDocument, ScenarioPart, render_html, write_workbook
from tingzhou.report.charts.svg import nice_ticks
from tingzhou.report.figures import scaled, show_number, shown_table
from tingzhou.tables import ResultTable

EVIL = "<script>alert(1)</script>"


def document(**tables: ResultTable) -> ReportDocument:
    places = pd.DataFrame(
        {
            "zh": [EVIL, "乙"],
            "en": ["a", "b"],
            "kind": ["county", "county"],
            "latitude": [44.0, 44.5],
            "longitude": [89.0, 90.0],
            "parent": ["", ""],
        },
        index=["a", "b"],
    )
    plants = pd.DataFrame(
        {
            "zh": ["甲"],
            "en": ["x"],
            "category": ["wind"],
            "place": ["a"],
            "latitude": [44.0],
            "longitude": [89.0],
            "capacity": [100.0],
        }
    )
    return ReportDocument("甲", EVIL, "0.1", "abc", (ScenarioPart("one", "一", "One", tables),), places, plants)


def costs(name: str = "costs", **fields) -> ResultTable:
    frame = pd.DataFrame({"category": ["wind", EVIL], "item": ["fixed", "=cmd|x"], "amount": [1.5e9, -2.0e8]})
    return ResultTable(name, frame, {"amount": "CNY"}, **fields)


def test_hostile_names_are_escaped() -> None:
    page = render_html(document(costs=costs()))
    assert EVIL not in page
    assert "&lt;script&gt;alert(1)" in page
    for svg in html.fromstring(page).xpath("//svg"):
        etree.fromstring(etree.tostring(svg))


def test_text_is_never_a_formula(tmp_path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(write_workbook(document(costs=costs()), tmp_path / "x.xlsx"))
    sheet = book[next(name for name in book.sheetnames if "costs" in name)]
    found = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str) and "=cmd" in cell.value]
    assert found
    assert all(cell.data_type == "s" for cell in found)


def test_an_unknown_source_refuses_to_print(tmp_path) -> None:
    sources = ResultTable("sources", pd.DataFrame({"id": ["known"], "publisher": ["x"]}))
    good = document(costs=costs(sources=("known",)), sources=sources)
    render_html(good)
    bad = document(costs=costs(sources=("nobody",)), sources=sources)
    for write in (render_html, lambda d: write_workbook(d, tmp_path / "x.xlsx")):
        with pytest.raises(InputError, match="the source 'nobody' is not in the list"):
            write(bad)


def test_empty_tables_and_no_plants_are_fine() -> None:
    empty = ResultTable("costs", pd.DataFrame({"category": [], "item": [], "amount": []}))
    assert 'id="one-costs"' not in render_html(document(costs=empty))


def test_the_same_document_gives_the_same_bytes(tmp_path) -> None:
    first, second = (write_workbook(document(costs=costs()), tmp_path / f"{k}.xlsx").read_bytes() for k in range(2))
    assert first == second
    assert render_html(document(costs=costs())) == render_html(document(costs=costs()))


def test_figures_are_scaled_once_per_column() -> None:
    shown = shown_table(costs())
    assert shown.units["amount"] == "1e8CNY"
    assert shown.frame["amount"].tolist() == [15.0, -2.0]
    assert scaled(0.305, "1") == (pytest.approx(30.5), "%")


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1234567.0, 0, "1\u2009234\u2009567"),
        (-0.5, 1, "\u22120.5"),
        (-0.0001, 2, "0.00"),
        (float("nan"), 1, "–"),
        (12.345, 2, "12.35"),
    ],
)
def test_numbers(value: float, digits: int, text: str) -> None:
    assert show_number(value, digits) == text


def test_ticks_are_round_and_cover() -> None:
    for low, high in ((0.0, 7.3), (-11.0, 26.0), (0.0, 1e-3), (0.0, 0.0)):
        ticks = nice_ticks(low, high)
        assert ticks[0] <= low
        assert ticks[-1] >= high
        assert np.allclose(np.diff(ticks), ticks[1] - ticks[0])


def test_units_of_unknown_columns_are_a_defect() -> None:
    with pytest.raises(InternalError, match="unknown columns"):
        ResultTable("x", pd.DataFrame({"a": [1]}), {"b": "MW"})
