"""The workbook: figures as numbers and equal to the page, text never a formula, the same bytes each time."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
from pathlib import Path

import openpyxl
import pytest
from lxml import html

from tingzhou.errors import InputError
from tingzhou.report import render_html, write_workbook
from tingzhou.report.figures import show_number

_SPEC = importlib.util.spec_from_file_location("report_samples", Path(__file__).with_name("samples.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
samples = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(samples)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    return openpyxl.load_workbook(write_workbook(samples.document(), tmp_path_factory.mktemp("book") / "r.xlsx"))


def _sheet(book: openpyxl.Workbook, name: str) -> openpyxl.worksheet.worksheet.Worksheet:
    return next(book[title] for title in book.sheetnames if title.endswith(f" {name}"))


def test_figures_are_numbers_and_units_stand_in_the_headers(book: openpyxl.Workbook) -> None:
    sheet = _sheet(book, "generation")
    rows = list(sheet.iter_rows(values_only=True))
    head = next(row for row in rows if row[0] and "Category" in str(row[0]))
    assert "[GW]" in head[1]
    assert "[TWh]" in head[2]
    coal = rows[rows.index(head) + 1]
    assert coal[1:3] == pytest.approx((32.31, 140.9))
    assert coal[5] is None  # not a number: blank, and a line above says so
    assert "empty cell" in str(rows[0][0])


def test_text_that_looks_like_a_formula_is_text(book: openpyxl.Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert samples.FORMULA in {cell.value for cell in cells}
    assert "-1 or @x" in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_sheets_are_named_within_the_limits_and_listed_first(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_workbook(samples.document(3), tmp_path / "r.xlsx"))
    assert book.sheetnames[0] == "目录 Contents"
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in book.sheetnames)
    linked = {cell.value for row in book.worksheets[0].iter_rows(min_row=4, max_col=1) for cell in row}
    assert set(book.sheetnames[1:]) <= linked
    assert all(sheet.freeze_panes for sheet in book.worksheets[1:])


def test_every_figure_of_the_page_is_the_workbooks_to_the_printed_digit(book: openpyxl.Workbook) -> None:
    tree = html.fromstring(render_html(samples.document()))
    for name in (
        "key_figures",
        "published",
        "generation",
        "capacities",
        "costs",
        "landed_price",
        "resolution",
        "rule_results",
        "duration",
    ):
        heading = tree.get_element_by_id(f"s0-{name}")
        cells = heading.xpath("following-sibling::*[.//table][1]//td[@class='n']")
        page = [cell.text_content() for cell in cells]
        sheet = _sheet(book, name)
        numbers = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, (int, float))]
        shown = [show_number(float(cell.value), len(cell.number_format.partition(".")[2])) if cell.number_format != "General" else str(cell.value)
                 for cell in numbers]  # fmt: skip
        assert [text for text in page if text != "–"] == shown, name


def test_two_writings_have_the_same_bytes(tmp_path: Path) -> None:
    one, other = (write_workbook(samples.document(2), tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    assert one.read_bytes() == other.read_bytes()


def test_an_unknown_source_leaves_no_file(tmp_path: Path) -> None:
    document = samples.document()
    part = document.scenarios[0]
    table = dataclasses.replace(part.tables["published"], sources=("nowhere",))
    with pytest.raises(InputError):
        write_workbook(
            dataclasses.replace(document, scenarios=(dataclasses.replace(part, tables={**part.tables, "published": table}),)),
            tmp_path / "r.xlsx",
        )
    assert not (tmp_path / "r.xlsx").exists()
