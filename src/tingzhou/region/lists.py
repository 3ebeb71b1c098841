"""Long lists (hundreds of thousands of rows): one CSV file or worksheet read column by column against a schema.

The same headers, cells and refusals as the tables of a region; a value that occurs often is parsed once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tingzhou.errors import Problem
from tingzhou.region.parse import parse_cell, parse_columns
from tingzhou.region.schema import Column, Table
from tingzhou.region.sheet import Cell, Sheet, Where
from tingzhou.region.source_folder import RawRegion, read_text
from tingzhou.region.source_workbook import read_one_sheet

__all__ = ["LongList", "read_list", "read_list_file"]

_SHOWN = 200  # problems of one kind of fault in one column; more of them help nobody


@dataclass
class LongList:
    """A list as its author stated it: one Python list per column, and the line of each row."""

    name: str
    file: str
    columns: dict[str, list[Cell]] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.lines)

    def column(self, name: str, default: Cell = None) -> list[Cell]:
        """Return a column; one that is not given, and every empty cell, is ``default``."""
        values = self.columns.get(name)
        if values is None:
            return [default] * len(self.lines)
        return values if default is None else [default if value is None else value for value in values]


def read_list(folder: Path, schema: Table, problems: list[Problem]) -> LongList:
    """Read ``<name>.csv`` or ``<name>.xlsx`` of a folder; every fault becomes a problem.

    A list that is not there is empty; where the schema requires it that is a problem too.
    """
    paths = [path for path in (folder / f"{schema.name}.csv", folder / f"{schema.name}.xlsx") if path.exists()]
    listed = LongList(schema.name, paths[0].name if paths else f"{schema.name}.csv")
    if len(paths) > 1:
        problems.append(Problem("the table {name} is given twice, here and in {other}.", "Keep one of the two files.",
                                file=paths[0].name, parameters={"name": schema.name, "other": paths[1].name}))  # fmt: skip
        return listed
    if not paths:
        if schema.required:
            problems.append(Problem("the list {name} is missing.", "Add {name}.csv or {name}.xlsx to the folder.",
                                    file=listed.file, parameters={"name": schema.name}))  # fmt: skip
        return listed
    return read_list_file(paths[0], schema, problems)


def read_list_file(path: Path, schema: Table, problems: list[Problem]) -> LongList:
    """Read a list from a CSV file or a workbook with one sheet, whatever its name."""
    listed = LongList(schema.name, path.name)
    rows = _workbook_rows(path, schema.name, problems) if path.suffix.casefold() == ".xlsx" else _csv_rows(path, problems)
    first = next(rows, None)
    if first is None:
        return listed
    line, cells = first
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    sheet = Sheet(schema.name, Where(listed.file), tuple(cell.strip() for cell in cells), (), line)
    _fill(listed, sheet, schema, rows, problems)
    return listed


def _fill(listed: LongList, sheet: Sheet, schema: Table, rows: Iterator[tuple[int, list[str]]], problems: list[Problem]) -> None:
    columns, header_units = parse_columns(sheet, schema, problems)
    known: list[dict[str, Cell]] = [{} for _ in columns]
    faults = [0] * len(columns)
    values: list[list[Cell]] = [[] for _ in columns]
    width = len(sheet.header)
    for line, cells in rows:
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) != width:
            problems.append(Problem("the line has {found} cells, the header has {wanted}.",
                                    "Add the missing commas, or put quotation marks around a cell that contains a comma.",
                                    file=listed.file, row=line, parameters={"found": len(cells), "wanted": width}))  # fmt: skip
            continue
        for place, (index, column) in enumerate(columns):
            text = cells[index]
            if text in known[place]:
                values[place].append(known[place][text])
                continue
            found = len(problems)
            value = parse_cell(sheet, column, header_units.get(column.name), line, text, problems)
            if len(problems) == found:
                known[place][text] = value
            else:
                faults[place] += 1
                _bound(problems, faults[place], listed.file, column)
            values[place].append(value)
        listed.lines.append(line)
    listed.columns = {column.name: column_values for (_, column), column_values in zip(columns, values, strict=True)}


def _bound(problems: list[Problem], count: int, file: str, column: Column) -> None:
    """Say once that a column holds more faults than are listed, and stop listing them."""
    if count == _SHOWN + 1:
        problems[-1] = Problem("further cells of this column are refused too; the first {count} are listed.", file=file,
                               column=column.name, parameters={"count": _SHOWN})  # fmt: skip
    elif count > _SHOWN:
        problems.pop()


def _csv_rows(path: Path, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    raw = RawRegion(path.parent.name)
    text = read_text(raw, path, path.name)
    problems.extend(raw.problems)
    if text is None:
        return
    if not text.strip():
        problems.append(Problem("the file is empty.", "Give at least the header line, or remove the file.", file=path.name))
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        problems.append(Problem("the line cannot be read as CSV: {reason}.",
                                "Check the quotation marks of this line and the lines before.",
                                file=path.name, row=reader.line_num, parameters={"reason": str(error)}))  # fmt: skip


def _workbook_rows(path: Path, name: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    raw = RawRegion(path.parent.name)
    sheet = read_one_sheet(raw, path, name)
    problems.extend(raw.problems)
    if sheet is not None:
        yield sheet.header_row, list(sheet.header)
        for line, cells in sheet.rows:
            yield line, list(cells)
