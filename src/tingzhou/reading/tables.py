"""Plain tables as facts: CSV files and workbooks, each figure with its file, sheet and cell."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tingzhou.errors import InputError, Problem
from tingzhou.facts.documents import Cell, Document
from tingzhou.facts.tabular import facts_of_table
from tingzhou.reading.encodings import decoded
from tingzhou.reading.files import bytes_of

if TYPE_CHECKING:
    from tingzhou.facts.fact import Reading
    from tingzhou.region.sheet import Sheet

__all__ = ["TABLE_FORMS", "read_table_file"]

TABLE_FORMS = (".csv", ".xlsx", ".xlsm")


def _sheets(path: Path, encoding: str) -> list[Sheet]:
    """Return the sheets of a file; a CSV file is one."""
    from tingzhou.region.source_folder import RawRegion, parse_csv
    from tingzhou.region.source_workbook import read_sheets

    raw = RawRegion(path.stem)
    if path.suffix.casefold() == ".csv":
        text, _ = decoded(bytes_of(path), path.name, encoding)
        sheet = parse_csv(raw, path.stem, text, path.name)
        found = [sheet] if sheet is not None else []
    else:
        bytes_of(path)  # refuses what is missing or too large
        found = read_sheets(raw, path)
    if raw.problems:
        raise InputError(raw.problems)
    return found


def read_table_file(path: Path, *, encoding: str = "", place: str = "", period: str = "", title: str = "", publisher: str = "",
                    date: str = "", address: str = "") -> list[tuple[Reading, Document, dict[str, Cell]]]:  # fmt: skip
    """Return reading, document and cells for each sheet of a CSV file or workbook.

    Raises
    ------
    InputError
        With every problem of all sheets at once.
    """
    problems: list[Problem] = []
    read: list[tuple[Reading, Document, dict[str, Cell]]] = []
    digest = hashlib.sha256(bytes_of(path)).hexdigest()
    for sheet in _sheets(path, encoding):
        try:
            reading, cells = facts_of_table(sheet, place=place, period=period, title=title, date=date)
        except InputError as error:
            problems += error.problems
            continue
        form = "table"
        document = Document(reading.source, reading.text, path.name, title or sheet.where.sheet or path.stem, publisher, date, address,
                            form, reading.home_place, digest)  # fmt: skip
        read.append((replace(reading, title=document.title), document, cells))
    if problems:
        raise InputError(problems)
    return read
