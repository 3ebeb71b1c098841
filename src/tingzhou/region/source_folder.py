"""Read a region folder into raw sheets: UTF-8 CSV files, region.toml, scenarios.toml, profiles, texts."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tingzhou.errors import Problem
from tingzhou.region.schema import SCHEMAS
from tingzhou.region.sheet import Sheet, Where

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MAXIMUM_BYTES", "RawRegion", "parse_csv", "read_folder", "read_text"]

MAXIMUM_BYTES = 64 * 1024 * 1024
# The ledger is no input of a study: it is not read here and not part of the hash. Its journal is there while it is written.
_OTHER = {"region.toml", "scenarios.toml", "ledger.sqlite", "ledger.sqlite-journal", "README.md", "profiles", "texts"}


@dataclass
class RawRegion:
    """Everything read, before any meaning: sheets, the two TOML texts, profile sheets, texts, and problems so far."""

    place: str
    sheets: dict[str, Sheet] = field(default_factory=dict)
    manifest: str | None = None
    scenarios: str = ""
    profiles: dict[str, Sheet] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    text_names: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_folder(path: Path) -> RawRegion:
    """Read every file of a region folder; what cannot be read becomes a problem."""
    raw = RawRegion(path.name)
    try:
        entries = sorted(path.iterdir())
    except OSError as error:
        raw.problems.append(Problem("the folder cannot be read: {reason}", file=str(path), parameters={"reason": error.strerror}))
        return raw
    for entry in entries:
        if entry.name.startswith((".", "~$")):
            continue
        if entry.suffix == ".csv":
            _table_file(raw, entry)
        elif entry.name not in _OTHER:
            raw.problems.append(
                Problem(
                    "this file does not belong to a region folder.",
                    "Remove it, or name it after a table: {known}.",
                    file=entry.name,
                    parameters={"known": ", ".join(f"{name}.csv" for name in SCHEMAS)},
                )  # fmt: skip
            )
    raw.manifest = _optional(raw, path / "region.toml")
    raw.scenarios = _optional(raw, path / "scenarios.toml") or ""
    for entry in _inside(raw, path / "profiles", ".csv"):
        content = read_text(raw, entry, f"profiles/{entry.name}")
        if content is not None:
            sheet = parse_csv(raw, entry.stem, content, f"profiles/{entry.name}")
            if sheet is not None:
                raw.profiles[entry.stem] = sheet
    for entry in _inside(raw, path / "texts", ".txt"):
        content = read_text(raw, entry, f"texts/{entry.name}")
        if content is not None:
            raw.texts[entry.name] = content.replace("\r\n", "\n").replace(
                "\r", "\n"
            )  # spans count characters: one line end for all
    return raw


def _table_file(raw: RawRegion, entry: Path) -> None:
    from tingzhou.labels import find_key

    name = entry.stem
    if name not in SCHEMAS:
        name = (find_key(entry.stem, "table.") or "").removeprefix("table.")
    if name not in SCHEMAS:
        raw.problems.append(
            Problem(
                "'{name}' is no table of a region.",
                "Known tables: {known}.",
                file=entry.name,
                parameters={"name": entry.stem, "known": ", ".join(SCHEMAS)},
            )  # fmt: skip
        )
        return
    if name in raw.sheets:
        raw.problems.append(
            Problem(
                "the table {name} is given twice, here and in {other}.",
                "Keep one of the two files.",
                file=entry.name,
                parameters={"name": name, "other": raw.sheets[name].where.file},
            )  # fmt: skip
        )
        return
    content = read_text(raw, entry, entry.name)
    sheet = parse_csv(raw, name, content, entry.name) if content is not None else None
    if sheet is not None:
        raw.sheets[name] = sheet


def _optional(raw: RawRegion, path: Path) -> str | None:
    return read_text(raw, path, path.name) if path.exists() else None


def _inside(raw: RawRegion, folder: Path, suffix: str) -> Iterator[Path]:
    """Yield the files of a sub-folder with the suffix; anything else in it is a problem."""
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.suffix == suffix and entry.is_file():
            yield entry
        else:
            raw.problems.append(
                Problem(
                    "only {suffix} files belong here.",
                    "Remove it or move it elsewhere.",
                    file=f"{folder.name}/{entry.name}",
                    parameters={"suffix": suffix},
                )  # fmt: skip
            )


def read_text(raw: RawRegion, path: Path, name: str) -> str | None:
    """Return the text of a UTF-8 file; anything else is a problem, never decoded by guessing."""
    try:
        if not path.is_file():
            raw.problems.append(Problem("a file is expected here, not a folder.", file=name))
            return None
        if path.stat().st_size > MAXIMUM_BYTES:
            raw.problems.append(Problem("the file is larger than {limit} MB.", "Split it or remove what is not needed.",
                                        file=name, parameters={"limit": MAXIMUM_BYTES // 2**20}))  # fmt: skip
            return None
        content = path.read_bytes()
    except OSError as error:
        raw.problems.append(Problem("the file cannot be read: {reason}.", file=name, parameters={"reason": error.strerror}))
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raw.problems.append(
            Problem(
                "the file is not UTF-8 (byte {byte} cannot be read); it may be in {encoding}.",
                "Save it again as 'CSV UTF-8'.",
                file=name,
                row=line,
                parameters={"byte": f"0x{content[error.start]:02X}", "encoding": _likely(content)},
            )  # fmt: skip
        )
        return None
    if "\x00" in text:
        raw.problems.append(Problem("the file holds NUL characters: it is damaged or no text file.",
                                    "Save it again as 'CSV UTF-8'.", file=name))  # fmt: skip
        return None
    return text


def _likely(content: bytes) -> str:
    """Return the encoding the bytes would make sense in, for the message only."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return "an unknown encoding"
    return "GB 18030 (GBK)"


def parse_csv(raw: RawRegion, name: str, content: str, file: str) -> Sheet | None:
    """Return the cells of a CSV text; a wrong number of cells or an open quote is a problem."""
    if not content.strip():
        raw.problems.append(Problem("the file is empty.", "Give at least the header line, or remove the file.", file=file))
        return None
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    lines: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((reader.line_num, [cell.strip() for cell in cells]))
    except csv.Error as error:
        raw.problems.append(Problem("the line cannot be read as CSV: {reason}.",
                                    "Check the quotation marks of this line and the lines before.",
                                    file=file, row=reader.line_num, parameters={"reason": str(error)}))  # fmt: skip
        return None
    header_row, header = lines[0]
    while header and not header[-1]:
        header.pop()
    rows: list[tuple[int, tuple[str, ...]]] = []
    for line, cells in lines[1:]:
        while len(cells) > len(header) and not cells[-1]:
            cells.pop()
        if len(cells) != len(header):
            raw.problems.append(
                Problem(
                    "the line has {found} cells, the header has {wanted}.",
                    "Add the missing commas, or put quotation marks around a cell that contains a comma.",
                    file=file,
                    row=line,
                    parameters={"found": len(cells), "wanted": len(header)},
                )  # fmt: skip
            )
            continue
        rows.append((line, tuple(cells)))
    return Sheet(name, Where(file), tuple(header), tuple(rows), header_row)
