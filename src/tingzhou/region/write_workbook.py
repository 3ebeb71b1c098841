"""Write a region as one workbook: a sheet per table with drop-downs and explanations, nothing lost."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tingzhou.errors import InputError, Problem
from tingzhou.labels import has_label, label, sentence
from tingzhou.region.manifest import write_manifest
from tingzhou.region.schema import SCHEMAS, Column, Table
from tingzhou.region.source_workbook import (
    MANIFEST_SHEET,
    PROFILE_PREFIX,
    README_SHEET,
    SCENARIO_SHEET,
    TEXT_INDEX_SHEET,
    TEXT_PREFIX,
)
from tingzhou.region.write_folder import _by_file, cell_text, profile_rows, scenario_text

if TYPE_CHECKING:
    from tingzhou.region.region import Region
    from tingzhou.region.sheet import StatedTable

__all__ = ["write_workbook"]

_FIXED_TIME = dt.datetime(2000, 1, 1)
_SPARE_ROWS = 500
_LONGEST_NAME = 31  # of a sheet
_LONGEST_CELL = 32_000  # characters; the file format takes 32 767


def write_workbook(region: Region, path: str | Path, *, lang: str = "zh") -> Path:
    """Write the region to a new .xlsx file and return it. Headers are in ``lang``; both languages are read back.

    Raises
    ------
    InputError
        When the file exists: nothing is overwritten.
    """
    import xlsxwriter

    target = Path(path)
    if target.exists():
        raise InputError(Problem("the place is not empty.", "Name a new file: nothing is overwritten.", value=str(path)))
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    book = xlsxwriter.Workbook(str(target), options)
    book.set_properties({"title": region.title(lang), "created": _FIXED_TIME})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "top"}),
        "needed": book.add_format({"bold": True, "bg_color": "#F8E0C8", "border": 1, "text_wrap": True, "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    _readme(book, region, formats, lang)
    _lines(book, MANIFEST_SHEET, write_manifest(region.manifest))
    if region.scenarios:
        _lines(book, SCENARIO_SHEET, scenario_text(region.scenarios))
    for name, schema in SCHEMAS.items():
        if name in region.stated:
            _table(book, region.stated[name], schema, formats, lang)
    for file, profiles in _by_file(region).items():
        sheet = book.add_worksheet(PROFILE_PREFIX + file)
        rows = profile_rows(profiles)
        sheet.write_row(0, 0, rows[0], formats["head"])
        for number, row in enumerate(rows[1:], start=1):
            sheet.write_row(number, 0, [float(value) for value in row])
        sheet.freeze_panes(1, 0)
    _texts(book, region)
    book.close()
    return target


def _texts(book: Any, region: Region) -> None:
    """Write each text line by line on a sheet of its name; a name that no sheet can bear stands in an index sheet instead."""
    index = []
    taken: set[str] = set()
    for number, (name, content) in enumerate(region.texts.items(), start=1):
        title = TEXT_PREFIX + name
        if len(title) > _LONGEST_NAME or re.search(r"[\[\]:*?/\\]|^'|'$", title) or title.casefold() in taken:
            title = f"{TEXT_PREFIX}#{number}"
            index.append((title, name))
        taken.add(title.casefold())
        _lines(book, title, content)
    if index:
        sheet = book.add_worksheet(TEXT_INDEX_SHEET)
        for row, pair in enumerate(index):
            for column, text in enumerate(pair):
                sheet.write_string(row, column, text)


def _lines(book: Any, name: str, content: str) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 120)
    for number, line in enumerate(content.split("\n")):
        for column, begin in enumerate(
            range(0, len(line), _LONGEST_CELL)
        ):  # a paragraph longer than a cell goes on in the next one
            sheet.write_string(number, column, line[begin : begin + _LONGEST_CELL])


def _readme(book: Any, region: Region, formats: dict[str, Any], lang: str) -> None:
    sheet = book.add_worksheet(README_SHEET)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    sheet.write(0, 0, region.title(lang), formats["title"])
    sheet.write(1, 0, sentence("Each sheet is a table. Orange headers must be filled. Units stand in square brackets.", lang))
    for number, (name, schema) in enumerate(SCHEMAS.items(), start=3):
        sheet.write(number, 0, f"{_name('table', name, lang)} ({name})")
        sheet.write(number, 1, sentence(schema.description, lang), formats["wrap"])


def _name(kind: str, name: str, lang: str) -> str:
    return label(f"{kind}.{name}", lang) if has_label(f"{kind}.{name}") else name


def _table(book: Any, table: StatedTable, schema: Table, formats: dict[str, Any], lang: str) -> None:
    sheet = book.add_worksheet(table.name)
    last = len(table.rows) + _SPARE_ROWS
    for index, name in enumerate(table.columns):
        column = schema.column(name)
        assert column is not None
        unit = f" [{table.units[name]}]" if name in table.units else ""
        shown = _name("column", name, lang) if lang == "zh" else name
        sheet.write_string(0, index, shown + unit, formats["needed" if column.required else "head"])
        sheet.write_comment(
            0, index, f"{name}: {sentence(column.description, lang)}" + (f" [{column.unit}]" if column.unit else "")
        )
        sheet.set_column(index, index, 14 if column.kind in ("number", "integer", "boolean") else 20)
        _validation(sheet, column, index, last, table)
    for number, row in enumerate(table.rows, start=1):
        for index, name in enumerate(table.columns):
            value = row.get(name)
            if isinstance(value, float) and float(f"{value:.16G}") == value:
                sheet.write_number(number, index, value)
            elif value is not None:  # a number of 17 digits goes as text: the file format keeps 16, and nothing may be lost
                sheet.write_string(number, index, cell_text(value))
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _validation(sheet: Any, column: Column, index: int, last: int, table: StatedTable) -> None:
    """Add a drop-down: allowed words, yes and no, or the ids of another sheet."""
    source: Any = None
    if column.kind == "choice" and sum(map(len, column.choices)) + len(column.choices) < 250:
        source = list(column.choices)
    elif column.kind == "boolean":
        source = ["yes", "no"]
    elif column.kind == "reference":
        source = f"={column.reference}!$A$2:$A$2000"
    if source is not None:
        sheet.data_validation(1, index, last, index, {"validate": "list", "source": source, "error_type": "warning"})
