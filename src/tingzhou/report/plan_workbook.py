"""The tables of a plan as one workbook: a sheet each, units in the headers, numbers as numbers, text never a formula."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tingzhou.labels import has_label, label, sentence
from tingzhou.report.figures import shown_table, unit_name

if TYPE_CHECKING:
    from tingzhou.tables import ResultTable

__all__ = ["write_plan_workbook"]


def write_plan_workbook(tables: Mapping[str, ResultTable], path: Path, title: str) -> Path:
    """Write the tables and return the path."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
                                           "nan_inf_to_errors": False})  # fmt: skip
    book.set_properties({"title": title, "created": dt.datetime(2000, 1, 1)})
    formats = {"head": book.add_format({"bold": True, "bg_color": "#EEF2F5", "border": 1, "text_wrap": True}),
               "number": book.add_format({"num_format": "#,##0.00"}), "whole": book.add_format({"num_format": "#,##0"}),
               "assumed": book.add_format({"bg_color": "#FFF7E6"})}  # fmt: skip
    for name, table in tables.items():
        _sheet(book.add_worksheet(label(f"table.{name}", "zh")[:31]), table, formats)
    book.close()
    return path


def _sheet(sheet: Any, table: ResultTable, formats: Mapping[str, Any]) -> None:
    shown = shown_table(table)
    for row, note in enumerate(table.notes):
        sheet.write_string(row, 0, f"{sentence(note, 'zh')} {sentence(note, 'en')}")
    top = len(table.notes)
    for index, column in enumerate(str(one) for one in shown.frame.columns):
        unit = shown.units.get(column, "")
        head = f"{label(f'column.{column}', 'zh')}\n{label(f'column.{column}', 'en')}" + (
            f" [{unit_name(unit, 'zh')}]" if unit else ""
        )
        sheet.write_string(top, index, head, formats["head"])
        sheet.set_column(index, index, 40 if column.startswith("reason") else 16)
    for line, record in enumerate(shown.frame.to_dict("records"), start=top + 1):
        for index, value in enumerate(record.values()):
            if isinstance(value, bool) or value is None:
                continue
            if isinstance(value, (int, float)):
                if math.isfinite(value):
                    sheet.write_number(line, index, value, formats["whole" if float(value).is_integer() else "number"])
            elif value:
                text = str(value)
                key = next((f"{prefix}.{text}" for prefix in ("choice", "quality") if has_label(f"{prefix}.{text}")), "")
                sheet.write_string(
                    line, index, label(key, "zh") if key else text, formats["assumed"] if text == "assumed" else None
                )
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, top + max(len(shown.frame), 1), len(shown.frame.columns) - 1)
