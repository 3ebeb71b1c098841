"""Schedules, baselines and funnels from and to files: which format a name means, and nothing half written."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from dataclasses import replace
from pathlib import Path

from tingzhou.delivery.progress import Schedule, read_mspdi, read_rows, read_xer, write_mspdi, write_sheet, write_xer
from tingzhou.errors import InputError, Problem
from tingzhou.region.source_folder import RawRegion, read_text
from tingzhou.region.source_workbook import read_one_sheet

__all__ = ["ENDINGS", "read_schedule", "read_words", "write_schedule", "write_whole"]

ENDINGS = (".xml", ".xer", ".xlsx", ".csv")
_MAXIMUM_BYTES = 200 * 2**20  # larger files are refused before they are opened
_MERGED = "the sheet has merged cells ({range})."


def read_words(path: Path) -> str:
    """Return the text of a UTF-8 file.

    Raises
    ------
    InputError
        When it is missing, too large, or not UTF-8.
    """
    raw = RawRegion(path.parent.name)
    _present(path)
    text = read_text(raw, path, path.name)
    if text is None:
        raise InputError(raw.problems)
    return text


def _present(path: Path) -> None:
    if not path.is_file():
        raise InputError(Problem("there is no file of this name.", value=str(path)))
    if path.stat().st_size > _MAXIMUM_BYTES:
        raise InputError(Problem("the file is larger than {limit} MB.", "Split it or remove what is not needed.", file=path.name,
                                 parameters={"limit": _MAXIMUM_BYTES // 2**20}))  # fmt: skip


def read_schedule(
    path: Path, *, encoding: str | None = None, project: str | None = None, status: dt.date | None = None
) -> Schedule:
    """Return the schedule of a file: MS Project XML, Primavera XER, Excel or CSV by the ending of its name.

    Parameters
    ----------
    encoding
        Of a XER file that is not UTF-8: ``gb18030`` or ``cp1252``, for instance. It is never guessed.
    project
        Which project of a XER file with several.
    status
        Day of the status, in place of the file's.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    ending = path.suffix.casefold()
    if ending not in ENDINGS:
        raise InputError(
            Problem("this is no schedule that can be read.", "Name a file that ends in .xml, .xer, .xlsx or .csv.", value=path.name)
        )
    _present(path)
    if ending == ".xml":
        schedule = read_mspdi(path.read_bytes(), path.name)
    elif ending == ".xer":
        schedule = read_xer(_decoded(path, encoding), path.name, project=project)
    else:
        schedule = _sheet(path)
    return schedule if status is None else replace(schedule, status=status)


def _decoded(path: Path, encoding: str | None) -> str:
    try:
        return path.read_bytes().decode(encoding or "utf-8-sig")
    except LookupError:
        raise InputError(Problem("this encoding is not known.", "Write gb18030 or cp1252, for instance.", file=path.name,
                                 value=str(encoding))) from None  # fmt: skip
    except UnicodeDecodeError:
        raise InputError(Problem("the file is not written in this encoding.", "Name the right one with --encoding: gb18030 for files from Chinese "
                                 "computers, cp1252 for western ones.", file=path.name, value=encoding or "utf-8")) from None  # fmt: skip


def _sheet(path: Path) -> Schedule:
    """Return the schedule of a worksheet or CSV file; of merged cells every range is named, beside all other problems."""
    if path.suffix.casefold() == ".csv":
        import csv
        import io

        reader = csv.reader(io.StringIO(read_words(path), newline=""))
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
        if not lines:
            raise InputError(Problem("the file has no header.", "The columns stand in the page on progress.", file=path.name))
        return read_rows(lines[0][1], lines[1:], path.name, name=path.stem)
    raw = RawRegion(path.parent.name)
    sheet = read_one_sheet(raw, path, path.stem)
    merged = [problem for problem in raw.problems if problem.message == _MERGED]
    if merged:
        raise InputError(_with_all_ranges(path, raw.problems))
    if sheet is None or raw.problems:
        raise InputError(raw.problems)
    return read_rows(sheet.header, [(line, cells) for line, cells in sheet.rows], path.name, name=path.stem)


def _with_all_ranges(path: Path, problems: list[Problem]) -> list[Problem]:
    """Return the problems of a sheet with merged cells: each range, and what else is wrong with its rows."""
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True)
    found = [problem for problem in problems if problem.message != _MERGED]
    sheet = book.worksheets[0]
    for cells in sorted(str(one) for one in sheet.merged_cells.ranges):
        found.append(Problem(_MERGED, "Unmerge them: every row needs its own cells.", file=path.name, sheet=str(sheet.title),
                             parameters={"range": cells}))  # fmt: skip
    rows = [(number, ["" if cell is None else str(cell.date() if isinstance(cell, dt.datetime) else cell) for cell in values])
            for number, values in enumerate(sheet.iter_rows(values_only=True), start=1)]  # fmt: skip
    width = max((place for place, cell in enumerate(rows[0][1], start=1) if cell), default=0)
    try:
        read_rows(rows[0][1][:width], [(line, cells[:width]) for line, cells in rows[1:] if any(cells)], path.name)
    except InputError as error:
        found += error.problems
    return found


def write_schedule(schedule: Schedule, path: Path, lang: str = "zh") -> None:
    """Write a schedule in the format that the name means; a killed run leaves the old file.

    Raises
    ------
    InputError
        For a name that means no format.
    """
    ending = path.suffix.casefold()
    if ending == ".xml":
        content = write_mspdi(schedule)
    elif ending == ".xer":
        content = write_xer(schedule).encode("utf-8")
    elif ending == ".xlsx":
        content = write_sheet(schedule, lang)
    else:
        raise InputError(
            Problem("this is no format that can be written.", "Name a file that ends in .xml, .xer or .xlsx.", value=path.name)
        )
    write_whole(path, content)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file to a temporary name beside its place and move it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
