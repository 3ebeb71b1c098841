"""Files as readings: texts of every form and plain tables, with what is stated of them; and the score of a reading."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tingzhou.errors import InputError, Problem
from tingzhou.facts.documents import Cell, Document
from tingzhou.reading.files import bytes_of, read_text_file
from tingzhou.reading.tables import TABLE_FORMS, read_table_file

if TYPE_CHECKING:
    from tingzhou.facts import Reading
    from tingzhou.facts.score import Score

__all__ = ["Origin", "ReadFile", "file_date", "read_files", "score_files"]

_DATE = re.compile("(?<![0-9])((?:19|20)[0-9]{2}-[01][0-9](?:-[0-3][0-9])?)(?![0-9])")
_UNDATED = "neither the name of the file nor its text says of which year it is, so periods stay open: state the date with --date."
_ISO = re.compile("(?:19|20)[0-9]{2}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")


@dataclass(frozen=True)
class Origin:
    """What is stated of files as they are read: place and date of the text, its title and publisher; ``period`` is for tables."""

    place: str = ""
    date: str = ""
    title: str = ""
    publisher: str = ""
    address: str = ""
    period: str = ""
    encoding: str = ""


@dataclass(frozen=True)
class ReadFile:
    """A text, or a sheet of a table, that was read: what it says, where it is from, its cells, and what could not be read."""

    path: Path
    reading: Reading
    document: Document
    cells: Mapping[str, Cell] = field(default_factory=dict)
    notes: tuple[tuple[str, dict[str, object]], ...] = ()


def file_date(path: Path) -> str:
    """Return the date that ends a file's name (``…-2024-12-10.txt``), empty when it has none."""
    found = _DATE.findall(path.stem)
    return found[-1] if found else ""


def read_files(
    paths: Sequence[Path],
    *,
    date: str = "",
    place: str = "",
    title: str = "",
    origin: Origin | None = None,
    as_written: bool = False,
) -> list[ReadFile]:
    """Read every file: one entry for a text, one for each sheet of a table.

    Parameters
    ----------
    date, place, title
        Of the documents; without a date the one in the file's name holds.
    origin
        The same and more, instead of the three.
    as_written
        Keep the line ends of plain text, so that spans count the characters of the file.

    Raises
    ------
    InputError
        With every file that is refused, or when the date is none or the place is not known.
    """
    from tingzhou.facts.places import find_place

    told = origin or Origin(place, date, title)
    problems = []
    if told.date and not _ISO.fullmatch(told.date):
        problems.append(Problem("the date of a document is a year, a month or a day.", "Write it as 2024-12-10.", value=told.date))
    if told.place and find_place(told.place) is None:
        problems.append(Problem("this place is not in the table of places.", "Give a name, an alias or a code of GB/T 2260.",
                                value=told.place))  # fmt: skip
    done: list[ReadFile] = []
    for path in paths:
        try:
            done += _read(path, told, as_written=as_written)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return done


def _read(path: Path, told: Origin, *, as_written: bool) -> list[ReadFile]:
    from tingzhou.facts.reader import read

    if path.suffix.casefold() in TABLE_FORMS:
        made = read_table_file(path, encoding=told.encoding, place=told.place, period=told.period, title=told.title,
                               publisher=told.publisher, date=told.date, address=told.address)  # fmt: skip
        return [ReadFile(path, *one) for one in made]
    file = read_text_file(path, encoding=told.encoding, as_written=as_written)
    date = told.date or file_date(path)
    reading = read(file.text, date=date, place=told.place, title=told.title or file.title)
    document = Document(reading.source, file.text, file.name, reading.title, told.publisher, date, told.address, path.suffix.casefold(),
                        reading.home_place, file.file_sha256)  # fmt: skip
    open_ended = any(not fact.period for fact in reading.facts)
    notes = (*file.notes, (_UNDATED, {})) if open_ended and not date else file.notes
    return [ReadFile(path, reading, document, {}, notes)]


def score_files(done: Sequence[ReadFile], tables: Sequence[Path]) -> tuple[list[Score], Score]:
    """Return the score of each file against its annotated table, and of all together.

    Raises
    ------
    InputError
        When a table is not one, or there is not one for each file.
    """
    from tingzhou.facts.score import read_annotations, score, total
    from tingzhou.reading.encodings import decoded

    if len(tables) != len(done):
        raise InputError(Problem("each text needs one annotated table.", "Repeat --score as often as there are files.",
                                 value=str(len(tables))))  # fmt: skip
    scores = []
    for one, table in zip(done, tables, strict=True):
        text, _ = decoded(bytes_of(table), table.name)
        scores.append(score(one.reading, read_annotations(text, str(table), one.reading.text)))
    return scores, total(scores)
