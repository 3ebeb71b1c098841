"""Result tables of a command on disk and on a terminal: CSV, one workbook, and short columns."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

import click

from tingzhou.cli.printing import heading, padded, wide
from tingzhou.labels import has_label, label, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tingzhou.tables import ResultTable

__all__ = ["cell_text", "print_shown", "print_table", "records", "write_tables"]

_ROWS_OF_A_SHEET = 1_048_575


def records(table: ResultTable) -> list[dict[str, Any]]:
    """Return the rows for ``--json``: missing becomes ``None``, days become text."""
    rows: list[dict[str, Any]] = table.frame.astype(object).to_dict("records")  # type: ignore[assignment]
    return [{str(key): _plain(value) for key, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if value is None or value != value:
        return None
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ") if value.time() != dt.time() else value.date().isoformat()
    return value.item() if hasattr(value, "item") else value


def cell_text(value: Any, lang: str) -> str:
    """Return a cell as it is shown: words by their label, figures with four digits, missing as a dash."""
    plain = _plain(value)
    if plain is None:
        return "–"
    if isinstance(plain, bool):
        return ("是" if plain else "") if lang == "zh" else ("yes" if plain else "")
    if isinstance(plain, float):
        return f"{plain:,.0f}" if plain.is_integer() else f"{plain:.4g}"
    text = str(plain)
    return label(f"choice.{text}", lang) if has_label(f"choice.{text}") else text


def print_table(table: ResultTable, lang: str, *, rows: int = 12) -> None:
    """Print the first rows of a table under its name."""
    heading(label(f"table.{table.name}", lang))
    columns = [str(column) for column in table.frame.columns]
    heads = [label(f"column.{column}", lang) for column in columns]
    body = [[cell_text(value, lang) for value in row] for row in table.frame.head(rows).itertuples(index=False)]
    widths = [max(len(text) + wide(text) for text in column) for column in zip(heads, *body, strict=True)]
    for line in (heads, *body):
        click.echo("  " + "  ".join(padded(text, width) for text, width in zip(line, widths, strict=True)).rstrip())
    if len(table.frame) > rows:
        click.echo("  " + sentence("… {count} more rows", lang, count=len(table.frame) - rows))


def print_shown(table: ResultTable, lang: str) -> None:
    """Print a table as a report shows it: readable units under the headers, names in one language, ids left out where there are names."""
    from tingzhou.report.figures import show_number, shown_table, unit_name, word_of

    shown = shown_table(table)
    named = "zh" in shown.frame.columns
    left_out = ("id", "en" if lang == "zh" else "zh") if named else ()
    columns = [str(column) for column in shown.frame.columns if column not in left_out]
    lines = [[label("column.name" if column in ("zh", "en") else f"column.{column}", lang) for column in columns],
             [unit_name(unit, lang) if (unit := shown.units.get(column, "")) else "" for column in columns]]  # fmt: skip
    for row in shown.frame.to_dict("records"):
        lines.append([show_number(value, shown.digits.get(column, 0)) if isinstance(value := row[column], float) else word_of(column, str(value), lang)
                      for column in columns])  # fmt: skip
    widths = [max(len(text) + wide(text) for text in cells) for cells in zip(*lines, strict=True)]
    heading(label(f"table.{table.name}", lang))
    for line in lines:
        click.echo("  " + "  ".join(padded(text, width) for text, width in zip(line, widths, strict=True)).rstrip())


def write_tables(tables: Mapping[str, ResultTable], folder: Path, title: str) -> Path:
    """Write ``tables/*.csv`` and ``tables.xlsx``; return the workbook."""
    import xlsxwriter

    (folder / "tables").mkdir(parents=True, exist_ok=True)
    path = folder / "tables.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
                                           "nan_inf_to_errors": False, "constant_memory": True})  # fmt: skip
    book.set_properties({"title": title, "created": dt.datetime(2000, 1, 1)})
    head = book.add_format({"bold": True, "bg_color": "#EEF2F5", "border": 1, "text_wrap": True})
    for name, table in tables.items():
        table.frame.to_csv(folder / "tables" / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\n")
        sheet = book.add_worksheet(label(f"table.{name}", "zh")[:31])
        _sheet(sheet, table, head)
    book.close()
    return path


def _sheet(sheet: Any, table: ResultTable, head: Any) -> None:
    columns = [str(column) for column in table.frame.columns]
    sheet.set_column(0, max(len(columns) - 1, 0), 16)
    for index, column in enumerate(columns):
        sheet.write_string(0, index, f"{label(f'column.{column}', 'zh')}\n{label(f'column.{column}', 'en')}", head)
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(table.frame.itertuples(index=False), start=1):
        if line >= _ROWS_OF_A_SHEET:
            sheet.write_string(line, 0, "… CSV")
            break
        for index, value in enumerate(row):
            plain = _plain(value)
            if isinstance(plain, (int, float)) and not isinstance(plain, bool) and math.isfinite(plain):
                sheet.write_number(line, index, plain)
            elif plain is not None:
                sheet.write_string(line, index, cell_text(value, "zh"))
