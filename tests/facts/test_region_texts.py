"""Texts of a region: folder and workbook hold the same, whatever their names and lengths; the ledger is no input."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tingzhou import region as regions
from tingzhou.errors import InputError
from tingzhou.facts.ledger import Ledger
from tingzhou.region import load, region_path
from tingzhou.region.write_folder import write_folder
from tingzhou.region.write_workbook import write_workbook

TEXTS = {
    "公报.txt": "一、综合\n\n2024年，产值5亿元。\n　　首行缩进；=1+1\n-2不是公式\n",
    "长名字的文本：关于全州二〇二四年国民经济和社会发展情况的公报.txt": "产值6亿元。",
    "long.txt": "甲" * 70_000 + "7家。\n末行",
    "Long.txt": "另一篇8家。",
    "[方括号].txt": "9家\u2028同段\x0b仍同段",
}


@pytest.fixture
def wordy(tiny: regions.Region) -> regions.Region:
    return replace(tiny, texts=TEXTS)


def test_texts_travel_in_a_workbook_and_back(wordy: regions.Region, tmp_path: Path) -> None:
    book = load(write_workbook(wordy, tmp_path / "region.xlsx"))
    folder = load(write_folder(book, tmp_path / "folder"))
    assert book.hash == folder.hash == wordy.hash
    for name, text in TEXTS.items():
        assert book.texts[name].rstrip("\n") == text.rstrip("\n") == folder.texts[name].rstrip("\n")


def test_an_index_that_names_nothing_is_refused(wordy: regions.Region, tmp_path: Path) -> None:
    import openpyxl

    path = write_workbook(wordy, tmp_path / "region.xlsx")
    book = openpyxl.load_workbook(path)
    book["texts"].append(["text #77", "fehlt.txt"])
    book.save(path)
    with pytest.raises(InputError) as error:
        load(path)
    assert "names a text that is not there" in str(error.value.problems[0])


def test_line_ends_make_no_other_text(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(region_path("tiny"), tmp_path / "mine"))
    (folder / "texts").mkdir()
    (folder / "texts" / "a.txt").write_bytes("产值5亿元。\r\n电量6亿度。\r\n".encode())
    first = load(folder)
    (folder / "texts" / "a.txt").write_bytes("产值5亿元。\n电量6亿度。\n".encode())
    second = load(folder)
    assert first.texts == second.texts
    assert first.hash == second.hash


def test_the_ledger_is_no_input_of_a_study(tmp_path: Path) -> None:
    """Reviewing facts does not make yesterday's study stale, and a journal left by a kill does not make the folder unreadable."""
    folder = Path(shutil.copytree(region_path("tiny"), tmp_path / "mine"))
    before = load(folder).hash
    with Ledger(folder / "ledger.sqlite", create=True):
        pass
    (folder / "ledger.sqlite-journal").touch()
    assert load(folder).hash == before
