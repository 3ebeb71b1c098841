"""Read a region workbook (.xlsx) into raw sheets, guarded against damaged and hostile files."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path
from typing import Any

from tingzhou.errors import Problem
from tingzhou.labels import find_key
from tingzhou.region.schema import SCHEMAS
from tingzhou.region.sheet import Sheet, Where
from tingzhou.region.source_folder import RawRegion

__all__ = [
    "MANIFEST_SHEET",
    "PROFILE_PREFIX",
    "README_SHEET",
    "SCENARIO_SHEET",
    "TEXT_INDEX_SHEET",
    "TEXT_PREFIX",
    "read_one_sheet",
    "read_sheets",
    "read_workbook",
]

README_SHEET = "readme"
MANIFEST_SHEET = "region.toml"
SCENARIO_SHEET = "scenarios.toml"
PROFILE_PREFIX = "profile "
TEXT_PREFIX = "text "
TEXT_INDEX_SHEET = "texts"  # sheet → name of a text, where the name does not fit a sheet
_MAXIMUM_UNPACKED = 256 * 1024 * 1024
_MAXIMUM_RATIO = 200.0
_MAXIMUM_CELLS = 3_000_000


def read_workbook(path: Path) -> RawRegion:
    """Read every sheet of a workbook; what cannot be read becomes a problem."""
    raw = RawRegion(path.stem)
    for sheet in _opened(raw, path):
        if sheet.sheet_state != "visible":
            raw.problems.append(Problem("the sheet is hidden.", "Show it, or remove it: nothing is read that cannot be seen.",
                                        file=path.name, sheet=str(sheet.title)))  # fmt: skip
            continue
        _sheet(raw, path.name, sheet)
    for title, name in raw.text_names.items():
        if title in raw.texts and name not in raw.texts:
            raw.texts = {name if key == title else key: text for key, text in raw.texts.items()}
        else:
            raw.problems.append(Problem("the sheet {sheet} names a text that is not there, or names it twice.", "Correct the names.",
                                        file=path.name, sheet=TEXT_INDEX_SHEET, parameters={"sheet": TEXT_PREFIX + title}))  # fmt: skip
    return raw


def read_one_sheet(raw: RawRegion, path: Path, name: str) -> Sheet | None:
    """Read a workbook that holds one list on its only sheet; what cannot be read becomes a problem."""
    sheets = _opened(raw, path)
    if len(sheets) > 1:
        raw.problems.append(Problem("the workbook has {count} sheets: which one is meant is not guessed.", "Keep one sheet.",
                                    file=path.name, parameters={"count": len(sheets)}))  # fmt: skip
    if len(sheets) != 1 or not _fits(raw, path.name, sheets[0]):
        return None
    return _cells(raw, name, path.name, str(sheets[0].title), sheets[0])


def read_sheets(raw: RawRegion, path: Path) -> list[Sheet]:
    """Read every visible sheet of a workbook as it stands, named after its title; what cannot be read becomes a problem."""
    found = []
    for sheet in _opened(raw, path):
        if sheet.sheet_state == "visible" and _fits(raw, path.name, sheet):
            cells = _cells(raw, str(sheet.title), path.name, str(sheet.title), sheet)
            if cells is not None:
                found.append(cells)
    return found


def _opened(raw: RawRegion, path: Path) -> list[Any]:
    """Return the worksheets of a workbook that is safe to open."""
    import openpyxl

    if not _safe(raw, path):
        return []
    try:
        book = openpyxl.load_workbook(path, read_only=False, data_only=True, keep_links=False)
    except Exception as error:
        raw.problems.append(Problem("the workbook is damaged: {reason}.", "Open it in Excel and save it again.",
                                    file=path.name, parameters={"reason": _short(error)}))  # fmt: skip
        return []
    _refuse_unread_formulas(raw, path, book)
    return list(book.worksheets)


def _refuse_unread_formulas(raw: RawRegion, path: Path, values: Any) -> None:
    """Note every formula whose value is not stored in the file: it would be read as an empty cell."""
    import openpyxl

    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(b"<f" in archive.read(name).replace(b"<formula", b"") for name in sheets):
            return  # the workbook is opened a second time only where there is a formula
    written = openpyxl.load_workbook(path, read_only=False, data_only=False, keep_links=False)
    for sheet in written.worksheets:
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.data_type == "f" and values[sheet.title].cell(cell.row, cell.column).value is None:
                    raw.problems.append(
                        Problem(
                            "the cell {cell} holds a formula whose value is not stored in the file.",
                            "Open the workbook in Excel and save it, or write the value itself.",
                            file=path.name,
                            sheet=str(sheet.title),
                            row=cell.row,
                            parameters={"cell": cell.coordinate},
                        )  # fmt: skip
                    )


def _short(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 120 else text[:117] + "…"


def _safe(raw: RawRegion, path: Path) -> bool:
    """Whether the file is a zip of reasonable size when unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raw.problems.append(Problem("the file is no .xlsx workbook: {reason}.", "Save it as 'Excel workbook (.xlsx)'.",
                                    file=path.name, parameters={"reason": _short(error)}))  # fmt: skip
        return False
    unpacked = sum(info.file_size for info in infos)
    packed = max(1, sum(info.compress_size for info in infos))
    if unpacked > _MAXIMUM_UNPACKED or (unpacked > 20 * 2**20 and unpacked / packed > _MAXIMUM_RATIO):
        raw.problems.append(
            Problem(
                "the workbook unpacks to {size} MB from {packed} MB: it is refused as a zip bomb.",
                "Save the tables in a fresh workbook.",
                file=path.name,
                parameters={"size": unpacked // 2**20, "packed": round(packed / 2**20, 1)},
            )  # fmt: skip
        )
        return False
    return True


def _sheet(raw: RawRegion, file: str, sheet: Any) -> None:
    title = str(sheet.title)
    if title in (README_SHEET, "说明") or not _fits(raw, file, sheet):
        return
    if title == TEXT_INDEX_SHEET:
        pairs = [[_text(value) for value in (*row, None, None)[:2]] for row in sheet.iter_rows(values_only=True)]
        raw.text_names = {sheet_name.removeprefix(TEXT_PREFIX): name for sheet_name, name in pairs if sheet_name}
        return
    if title in (MANIFEST_SHEET, SCENARIO_SHEET) or title.startswith(TEXT_PREFIX):
        _other(raw, title, sheet)
        return
    if title.startswith(PROFILE_PREFIX):
        found = _cells(raw, title.removeprefix(PROFILE_PREFIX), file, title, sheet)
        if found is not None:
            raw.profiles[found.name] = found
        return
    name = title if title in SCHEMAS else (find_key(title, "table.") or "").removeprefix("table.")
    if name not in SCHEMAS:
        raw.problems.append(Problem("'{name}' is no table of a region.", "Known tables: {known}.", file=file, sheet=title,
                                    parameters={"name": title, "known": ", ".join(SCHEMAS)}))  # fmt: skip
        return
    if name in raw.sheets:
        raw.problems.append(Problem("the table {name} is given twice, here and in {other}.", "Keep one of the two sheets.",
                                    file=file, sheet=title,
                                    parameters={"name": name, "other": raw.sheets[name].where.sheet}))  # fmt: skip
        return
    found = _cells(raw, name, file, title, sheet)
    if found is not None:
        raw.sheets[name] = found


def _fits(raw: RawRegion, file: str, sheet: Any) -> bool:
    """Whether a sheet is of a size and shape that can be read."""
    title = str(sheet.title)
    if (sheet.max_row or 0) * (sheet.max_column or 0) > _MAXIMUM_CELLS:
        raw.problems.append(Problem("the sheet has more than {limit} cells.", "Remove empty rows and columns that carry formats.",
                                    file=file, sheet=title, parameters={"limit": _MAXIMUM_CELLS}))  # fmt: skip
        return False
    if sheet.merged_cells.ranges:
        raw.problems.append(Problem("the sheet has merged cells ({range}).", "Unmerge them: every row needs its own cells.",
                                    file=file, sheet=title,
                                    parameters={"range": str(next(iter(sheet.merged_cells.ranges)))}))  # fmt: skip
        return False
    return True


def _other(raw: RawRegion, title: str, sheet: Any) -> None:
    """Keep the text of a sheet that is no table."""
    text = "\n".join("".join("" if cell is None else str(cell) for cell in row) for row in sheet.iter_rows(values_only=True))
    text = re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)  # how the file format writes control signs
    if title == MANIFEST_SHEET:
        raw.manifest = text
    elif title == SCENARIO_SHEET:
        raw.scenarios = text
    else:
        raw.texts[title.removeprefix(TEXT_PREFIX)] = text


def _cells(raw: RawRegion, name: str, file: str, title: str, sheet: Any) -> Sheet | None:
    rows = [
        (number, tuple(_text(value) for value in values))
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1)
        if any(value is not None and str(value).strip() for value in values)
    ]
    if not rows:
        raw.problems.append(Problem("the sheet is empty.", "Give at least the header row, or remove the sheet.",
                                    file=file, sheet=title))  # fmt: skip
        return None
    header_row, header = rows[0]
    width = max(index for index, cell in enumerate(header, start=1) if cell)
    body: list[tuple[int, tuple[str, ...]]] = []
    for number, cells in rows[1:]:
        if any(cells[width:]):
            raw.problems.append(Problem("there are cells right of the last header.", "Give their column a header, or clear them.",
                                        file=file, sheet=title, row=number))  # fmt: skip
        body.append((number, cells[:width]))
    return Sheet(name, Where(file, title), header[:width], tuple(body), header_row)


def _text(value: object) -> str:
    """Return a cell as the text that would stand in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    return str(value).strip()
