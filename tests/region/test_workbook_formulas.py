"""What a reader of a workbook cannot see is refused: formulas without a stored value, hidden sheets."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tingzhou import region as regions
from tingzhou.errors import InputError


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.xlsx"
    regions.write_workbook(regions.load("tiny"), path)
    return path


def test_formula_without_a_stored_value_is_refused_with_its_cell(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["plants"]["F3"] = "=1+1"
    book["plants"]["F4"] = "=2+2"
    book.save(workbook)
    with pytest.raises(InputError) as caught:
        regions.load(str(workbook))
    assert "F3 holds a formula" in caught.value.text("en")
    assert "F4 holds a formula" in caught.value.text("en")
    assert "F3" in caught.value.text("zh")


def test_hidden_sheet_is_refused(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["plants"].sheet_state = "hidden"
    book.save(workbook)
    with pytest.raises(InputError, match="hidden"):
        regions.load(str(workbook))


def test_untouched_workbook_is_read(workbook: Path) -> None:
    assert regions.load(str(workbook)).id == regions.load("tiny").id
