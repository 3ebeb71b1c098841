"""The report as one workbook: the same tables, numbers as numbers, units in the headers."""

from __future__ import annotations

import datetime as dt
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tingzhou.labels import label, sentence
from tingzhou.report.charts.svg import colour
from tingzhou.report.definitions import definition
from tingzhou.report.figures import Shown, digits_of_one, shown_table, unit_name, word_of
from tingzhou.report.html import NAMED, SECTIONS, WORDS, _column_name

if TYPE_CHECKING:
    from tingzhou.report.document import ReportDocument
    from tingzhou.tables import ResultTable

__all__ = ["write_workbook"]

_FIXED_TIME = dt.datetime(2000, 1, 1)
_MORE = ("accounts",)


def write_workbook(document: ReportDocument, path: str | Path) -> Path:
    """Write the tables of every scenario, one sheet each, behind a page of contents; text is never a formula."""
    import xlsxwriter

    document.check_sources()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": document.title_zh, "created": _FIXED_TIME})
    formats: dict[Any, Any] = {"head": book.add_format({"bold": True, "bg_color": "#EEF2F5", "border": 1, "text_wrap": True}),
                               "title": book.add_format({"bold": True, "font_size": 14})}  # fmt: skip
    contents = book.add_worksheet("目录 Contents")
    contents.set_column(0, 0, 44)
    contents.set_column(1, 1, 60)
    contents.write_string(0, 0, f"{document.title_zh} · {document.title_en}", formats["title"])
    contents.write_string(1, 0, f"Tingzhou {document.version} · {document.input_hash[:16]} {document.stated_date}")
    line = 3
    for number, part in enumerate(document.scenarios, start=1):
        for name in (*SECTIONS, *_MORE):
            table = part.tables.get(name)
            if table is None or table.frame.empty or (name in ("assumptions", "sources") and number > 1):
                continue
            title = _sheet_name(number if len(document.scenarios) > 1 else 0, name)
            _sheet(book, document, table, title, formats)
            contents.write_url(line, 0, f"internal:'{title}'!A1", string=title)
            contents.write_string(
                line,
                1,
                f"{part.title_zh} · {part.title_en}: {label(f'table.{name}', 'zh')} · {label(f'table.{name}', 'en')}",
            )
            line += 1
    book.close()
    return Path(path)


def _sheet_name(number: int, name: str) -> str:
    """Return a legal sheet name of at most 31 characters."""
    text = f"{number} " if number else ""
    return re.sub(r"[\[\]:*?/\\]", " ", f"{text}{label(f'table.{name}', 'zh')} {name}")[:31].strip()


def _sheet(book: Any, document: ReportDocument, table: ResultTable, title: str, formats: dict[Any, Any]) -> None:
    sheet = book.add_worksheet(title)
    shown = shown_table(table)
    said = [
        *table.notes,
        *(["An empty cell is a figure that is not given or not modelled."] if shown.frame.isna().to_numpy().any() else []),
    ]
    notes = [f"{sentence(note, 'zh')} {sentence(note, 'en')}" for note in said]
    for row, note in enumerate(notes):
        sheet.write_string(row, 0, note)
    top = len(notes)
    for index, column in enumerate(shown.frame.columns):
        unit = shown.units.get(column, "")
        header = f"{_column_name(column, 'zh', document)} {_column_name(column, 'en', document)}" + (
            f" [{unit_name(unit, 'zh')}]" if unit else ""
        )
        sheet.write_string(top, index, header, formats["head"])
        sheet.set_column(index, index, 16 if column in shown.digits else 26)
    for number, record in enumerate(shown.frame.to_dict("records"), start=top + 1):
        for index, (key, value) in enumerate(record.items()):
            column = str(key)
            _write(
                book,
                sheet,
                formats,
                number,
                index,
                value,
                document,
                column,
                shown.digits.get(column),
                by_row="unit" in record,
            )
    if table.name == "key_figures":
        _definitions(sheet, shown, top, formats)
    if table.name == "dispatch_week":
        _dispatch_chart(book, sheet, document, shown, title, top)
    sheet.freeze_panes(top + 1, 1)


def _definitions(sheet: Any, shown: Shown, top: int, formats: dict[Any, Any]) -> None:
    """Write what each key figure means behind its row."""
    last = len(shown.frame.columns)
    sheet.set_column(last, last, 80)
    sheet.write_string(top, last, f"{label('column.definition', 'zh')} {label('column.definition', 'en')}", formats["head"])
    for row, figure in enumerate(shown.frame["figure"], start=top + 1):
        text = definition(str(figure))
        sheet.write_string(row, last, f"{sentence(text, 'zh')} {sentence(text, 'en')}".strip())


def _dispatch_chart(book: Any, sheet: Any, document: ReportDocument, shown: Shown, title: str, top: int) -> None:
    """Put a stacked area of the supply beside the week's figures, in the colours of the page."""
    chart = book.add_chart({"type": "area", "subtype": "stacked"})
    rows = (top + 1, top + len(shown.frame))
    columns = [str(column) for column in shown.frame.columns]
    for index, column in enumerate(columns):
        if column.startswith("supply_"):
            chart.add_series({
                "name": _column_name(column, "zh", document),
                "categories": [title, rows[0], columns.index("time"), rows[1], columns.index("time")],
                "values": [title, rows[0], index, rows[1], index],
                "fill": {"color": colour(column.partition("_")[2])},
            })  # fmt: skip
    if chart.series:
        chart.set_size({"width": 960, "height": 400})
        sheet.insert_chart(top + 2, len(columns) + 1, chart)


def _write(
    book: Any, sheet: Any, formats: dict[Any, Any], row: int, column: int, value: Any, document: ReportDocument, name: str,
    digits: int | None, *, by_row: bool,
) -> None:  # fmt: skip
    if isinstance(value, float):
        if math.isfinite(value):
            places = digits_of_one(value) if by_row or digits is None else digits
            if places not in formats:
                formats[places] = book.add_format({"num_format": "#,##0" + ("." + "0" * places if places else "")})
            sheet.write_number(row, column, value, formats[places])
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    elif value is not None:
        text = str(value)
        if name in WORDS:
            text = " ".join(dict.fromkeys((word_of(name, text, "zh"), word_of(name, text, "en"))))
        elif name == "unit":
            text = unit_name(text, "zh")
        elif name in NAMED and name not in ("id", "source") and text.partition(":")[0] in document.names:
            text = document.names[text.partition(":")[0]][0]
        sheet.write_string(row, column, text)
