"""Reading published texts from files, and scoring a reading: the glue between files, the reader and the commands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tingzhou.errors import InputError, Problem
from tingzhou.facts.fact import Reading
from tingzhou.facts.places import find_place
from tingzhou.facts.reader import read
from tingzhou.facts.score import Score, read_annotations, score, total

__all__ = ["ReadFile", "file_date", "read_files", "score_files", "text_of"]

_DATE = re.compile("(?<![0-9])((?:19|20)[0-9]{2}-[01][0-9](?:-[0-3][0-9])?)(?![0-9])")
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class ReadFile:
    """One file and what was read from it."""

    path: Path
    reading: Reading


def text_of(path: Path) -> str:
    """Return the text of a ``.txt`` or ``.md`` file in UTF-8 or GB 18030, with its line ends as they are.

    Raises
    ------
    InputError
        When the file cannot be opened.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(Problem("the text cannot be opened: {reason}.", "Name a file with text.", file=str(path),
                                 parameters={"reason": error.strerror or str(error)})) from error  # fmt: skip
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def file_date(path: Path) -> str:
    """Return the date that ends a file's name (``…-2024-12-10.txt``), empty when it has none."""
    found = _DATE.findall(path.stem)
    return found[-1] if found else ""


def read_files(paths: Sequence[Path], *, date: str = "", place: str = "", title: str = "") -> list[ReadFile]:
    """Read the facts of every file; without ``date`` the date of the file's name holds.

    Raises
    ------
    InputError
        When a file cannot be opened, the date is none, or the place is not known.
    """
    problems = []
    if date and not re.fullmatch("(?:19|20)[0-9]{2}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?", date):
        problems.append(Problem("the date of a document is a year, a month or a day.", "Write it as 2024-12-10.", value=date))
    if place and find_place(place) is None:
        problems.append(
            Problem("this place is not in the table of places.", "Give a name, an alias or a code of GB/T 2260.", value=place)
        )
    texts = []
    for path in paths:
        try:
            texts.append((path, text_of(path)))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return [ReadFile(path, read(text, date=date or file_date(path), place=place, title=title)) for path, text in texts]


def score_files(done: Sequence[ReadFile], tables: Sequence[Path]) -> tuple[list[Score], Score]:
    """Return the score of each file against its annotated table, and of all together.

    Raises
    ------
    InputError
        When a table is not one, or there is not one for each file.
    """
    if len(tables) != len(done):
        raise InputError(
            Problem("each text needs one annotated table.", "Repeat --score as often as there are files.", value=str(len(tables)))
        )
    scores = []
    for one, table in zip(done, tables, strict=True):
        scores.append(score(one.reading, read_annotations(text_of(table), str(table), one.reading.text)))
    return scores, total(scores)
