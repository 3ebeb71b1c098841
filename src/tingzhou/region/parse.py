"""From a raw sheet to a stated table: headers resolved, units known, every cell of its kind; all problems noted."""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
import unicodedata
from typing import TYPE_CHECKING

from tingzhou import units
from tingzhou.errors import Problem, UsageError
from tingzhou.labels import find_key, has_label, label
from tingzhou.region.schema import GRAINS, Column, Table
from tingzhou.region.selector import parse_selector
from tingzhou.region.sheet import Cell, Sheet, StatedTable

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["near", "parse_cell", "parse_columns", "parse_table"]

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_ID = re.compile(r"[a-z0-9][a-z0-9_\-]*")
_BLOCK = re.compile(r"block\(([1-9]\d{0,3})\)")
_TRUE, _FALSE = ("yes", "true", "1", "是", "有"), ("no", "false", "0", "否", "无")


def near(word: str, known: Iterable[str]) -> str:
    """Return the known word nearest to a misspelt one, or nothing."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def parse_table(sheet: Sheet, schema: Table, problems: list[Problem]) -> StatedTable:
    """Return the table a sheet states; what is wrong is added to ``problems`` and left empty."""
    columns, header_units = parse_columns(sheet, schema, problems)
    rows: list[dict[str, Cell]] = []
    lines: list[int] = []
    for line, cells in sheet.rows:
        row: dict[str, Cell] = {}
        for index, column in columns:
            text = cells[index] if index < len(cells) else ""
            row[column.name] = parse_cell(sheet, column, header_units.get(column.name), line, text, problems)
        rows.append(row)
        lines.append(line)
    names = tuple(column.name for _, column in columns)
    return StatedTable(schema.name, names, header_units, tuple(rows), tuple(lines), sheet.where)


def parse_columns(sheet: Sheet, schema: Table, problems: list[Problem]) -> tuple[list[tuple[int, Column]], dict[str, str]]:
    """Return the known columns of a header with their place, and the units that headers state."""
    columns: list[tuple[int, Column]] = []
    header_units: dict[str, str] = {}
    for index, written in enumerate(sheet.header):
        name, unit = units.parse_header(written)
        column = _find(schema, name)
        if column is None:
            _unknown_column(sheet, schema, written, name, problems)
            continue
        if any(known.name == column.name for _, known in columns):
            problems.append(_problem(sheet, sheet.header_row, written, "", "two headers mean the column {name}.",
                                     "Keep one of them.", name=column.name))  # fmt: skip
            continue
        columns.append((index, column))
        if unit is not None and _header_unit(sheet, column, written, unit, problems):
            header_units[column.name] = unit
    present = {column.name for _, column in columns}
    for column in schema.columns:
        if column.required and column.name not in present:
            problems.append(
                _problem(
                    sheet,
                    sheet.header_row,
                    "",
                    "",
                    "the column {name} ({label}) is missing.",
                    "Add a column with this header.",
                    name=column.name,
                    label=_label(column.name),
                )  # fmt: skip
            )
    return columns, header_units


def _label(name: str) -> str:
    key = f"column.{name}"
    return label(key, "zh") if has_label(key) else name


def _find(schema: Table, name: str) -> Column | None:
    found = schema.column(name)
    if found is None:
        key = find_key(name, f"column.{schema.name}.") or find_key(name, "column.")
        if key:
            found = schema.column(key.rpartition(".")[2])
    if found is None:  # several columns may share a Chinese word; the table decides
        folded = unicodedata.normalize("NFKC", name).strip()
        found = next(
            (c for c in schema.columns if has_label(f"column.{c.name}") and label(f"column.{c.name}", "zh") == folded),
            None,
        )
    return found


def _unknown_column(sheet: Sheet, schema: Table, written: str, name: str, problems: list[Problem]) -> None:
    if not name:
        problems.append(_problem(sheet, sheet.header_row, "", "", "a column has no header.", "Name it or remove it."))
        return
    known = [column.name for column in schema.columns]
    meant = near(name, known)
    fix = "Did you mean '{meant}'?" if meant else "Known columns: {known}."
    problems.append(_problem(sheet, sheet.header_row, written, "", "the column is not known in the table {table}.", fix,
                             table=schema.name, meant=meant, known=", ".join(known)))  # fmt: skip


def _header_unit(sheet: Sheet, column: Column, written: str, unit: str, problems: list[Problem]) -> bool:
    if column.kind not in ("number", "integer"):
        problems.append(_problem(sheet, sheet.header_row, written, "", "this column holds no quantity: it cannot have a unit.",
                                 "Remove the unit from the header."))  # fmt: skip
        return False
    if not units.known(unit):
        problems.append(_problem(sheet, sheet.header_row, written, unit, "the unit '{unit}' is not known.",
                                 "Write a unit such as MW, 万千瓦, t/a, 亿千瓦时, 元/千瓦时.", unit=unit))  # fmt: skip
        return False
    if column.unit and "{" not in column.unit and not units.same_kind(unit, column.unit):
        problems.append(_problem(sheet, sheet.header_row, written, unit,
                                 "the unit '{unit}' is of the wrong kind; this column is in {wanted}.",
                                 "Write the figures in {wanted} or a unit of the same kind.", unit=unit,
                                 wanted=column.unit))  # fmt: skip
        return False
    return True


def _problem(
    sheet: Sheet, row: int | None, column: str, value: str, message: str, fix: str = "", /, **parameters: object
) -> Problem:
    return Problem(message, fix, sheet.where.file, sheet.where.sheet, row, column, value, parameters)


def parse_cell(sheet: Sheet, column: Column, unit: str | None, line: int, text: str, problems: list[Problem]) -> Cell:
    """Return the value of a cell; what is wrong with it becomes a problem and the value ``None``."""
    shown = f"{column.name} [{unit}]" if unit else column.name
    text = text.strip()
    if not text:
        if column.required:
            problems.append(_problem(sheet, line, shown, "", "the cell is empty.", "This column needs a value in every row."))
        return None
    try:
        return _parse(column, text, unit)
    except _RefusedError as refusal:
        problems.append(_problem(sheet, line, shown, text, refusal.message, refusal.fix, **refusal.parameters))
        return None


class _RefusedError(Exception):
    def __init__(self, message: str, fix: str = "", /, **parameters: object) -> None:
        super().__init__(message)
        self.message, self.fix, self.parameters = message, fix, parameters


def _parse(column: Column, text: str, unit: str | None) -> Cell:
    match column.kind:
        case "number":
            return _bounded(column, _number(text), unit)
        case "integer":
            value = _number(text)
            if not value.is_integer():
                raise _RefusedError("it is not a whole number.", "Write a whole number.")
            return _bounded(column, value, unit)
        case "boolean":
            return _boolean(text)
        case "choice":
            return _choice(column, text)
        case "date":
            return _date(text)
        case "id":
            if not _ID.fullmatch(text):
                raise _RefusedError("it is no id.", "Use lower-case letters, digits, - and _, beginning with a letter or digit.")
            return text
        case "series":
            if _NUMBER.fullmatch(text):
                return _bounded(column, float(text), None)
            if not _ID.fullmatch(text):
                raise _RefusedError("it is neither a number nor the name of a profile.",
                                    "Write a number such as 0.85, or a profile id.")  # fmt: skip
            return text
        case "unit":
            if not units.known(text):
                raise _RefusedError("the unit '{unit}' is not known.",
                                    "Write a unit such as MW, 万千瓦, t/a, 亿千瓦时, 元/千瓦时.", unit=text)  # fmt: skip
            return text
        case "grain":
            if text not in GRAINS and not _BLOCK.fullmatch(text):
                raise _RefusedError("it is no grain.", "Known grains: {known}.", known=", ".join((*GRAINS, "block(n)")))
            return text
        case "selector":
            try:
                parse_selector(text)
            except UsageError as error:
                raise _RefusedError(error.message + ".", "", **error.parameters) from None
            return text
        case _:
            return text


def _date(text: str) -> str:
    """Return a day as YYYY-MM-DD."""
    folded = unicodedata.normalize("NFKC", text)
    parts = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", folded)
    try:
        year, month, day = (int(part) for part in parts.groups()) if parts else (0, 0, 0)
        return dt.date(year, month, day).isoformat()
    except ValueError:
        raise _RefusedError("it is no day.", "Write a day such as 2025-03-31.") from None


def _number(text: str) -> float:
    if _NUMBER.fullmatch(text):
        value = float(text)
        if math.isfinite(value):
            return value
        raise _RefusedError("the number is too large.", "Check the exponent.")
    folded = unicodedata.normalize("NFKC", text)
    if folded != text and _NUMBER.fullmatch(folded):
        raise _RefusedError("the number is written with full-width characters.", "Write {number}.", number=folded)
    bare = folded.replace(",", "").replace(" ", "").replace("\u00a0", "")
    if _NUMBER.fullmatch(bare):
        raise _RefusedError("the number has thousands separators.", "Write {number}.", number=bare)
    if folded.endswith("%") and _NUMBER.fullmatch(folded[:-1].strip()):
        raise _RefusedError("a percent sign stands behind the number.",
                            "Write the share, such as 0.05, or put [%] into the header.")  # fmt: skip
    if folded.casefold() in (
        "nan",
        "inf",
        "-inf",
        "infinity",
        "na",
        "n/a",
        "null",
        "none",
        "-",
        "—",
        "#n/a",
        "#value!",
        "#ref!",
        "#div/0!",
    ):
        raise _RefusedError("it is not a number.", "Leave the cell empty where a figure is not known and the column allows it.")
    match = re.match(r"^([+-]?[\d.]+)\s*(\S.*)$", folded)
    if match and units.known(match[2]):
        raise _RefusedError("a unit stands behind the number.", "Put the unit into the header: [{unit}].", unit=match[2])
    raise _RefusedError("it is not a number.", "Write a number such as 12.5.")


def _bounded(column: Column, value: float, unit: str | None) -> float:
    factor = units.factor(unit, column.unit) if unit and column.unit and "{" not in column.unit else 1.0
    canonical = value * factor
    if column.minimum is not None and canonical < column.minimum:
        if column.minimum == 0.0:
            raise _RefusedError("it is negative.", "This column needs a value of at least 0.")
        raise _RefusedError("it is below {limit}.", "This column needs a value of at least {limit}.", limit=f"{column.minimum:g}")
    if column.maximum is not None and canonical > column.maximum:
        raise _RefusedError("it is above {limit}.", "This column needs a value of at most {limit}.", limit=f"{column.maximum:g}")
    return value


def _boolean(text: str) -> bool:
    folded = unicodedata.normalize("NFKC", text).casefold()
    if folded in _TRUE:
        return True
    if folded in _FALSE:
        return False
    raise _RefusedError("it is neither yes nor no.", "Write yes or no (是 or 否).")


def _choice(column: Column, text: str) -> str:
    if text in column.choices:
        return text
    for choice in column.choices:
        for prefix in ("choice", "category", "quality", "role", "kind", "direction", "technology"):
            key = f"{prefix}.{choice}"
            if has_label(key) and text in (label(key, "zh"), label(key, "en")):
                return choice
    meant = near(text, column.choices)
    fix = "Did you mean '{meant}'?" if meant else "Known: {known}."
    raise _RefusedError("it is not one of the allowed words.", fix, meant=meant, known=", ".join(column.choices))
