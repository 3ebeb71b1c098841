"""Approval paths from files: the facts of projects from TOML, CSV or Excel, tables of steps, observations and permits."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tingzhou.delivery.approvals import ProjectFacts, project_facts
from tingzhou.delivery.approvals.region_facts import stated_words
from tingzhou.errors import InputError, Problem
from tingzhou.labels import find_key
from tingzhou.region.source_folder import RawRegion, read_text
from tingzhou.region.source_workbook import read_one_sheet

if TYPE_CHECKING:
    from tingzhou.region import Region

__all__ = ["StatedProject", "facts_of", "read_file", "read_projects", "region_project"]

_NAMES = ("id", "name", "zh", "en")


@dataclass(frozen=True)
class StatedProject:
    """What a file states about one project, and where."""

    id: str
    stated: Mapping[str, object]
    file: str
    row: int | None = None


def read_file(path: Path) -> str:
    """Return the text of a UTF-8 file.

    Raises
    ------
    InputError
        When it is missing, too large, or not UTF-8.
    """
    raw = RawRegion(path.parent.name)
    if not path.exists():
        raise InputError(Problem("there is no file of this name.", value=str(path)))
    text = read_text(raw, path, path.name)
    if text is None:
        raise InputError(raw.problems)
    return text


def read_projects(path: Path) -> tuple[StatedProject, ...]:
    """Return the projects of a file: a TOML of one project, or a CSV or worksheet with one project a row and facts as columns.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    ending = path.suffix.casefold()
    if ending == ".toml":
        text = read_file(path)
        try:
            stated = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise InputError(
                Problem("the file is not valid TOML: {reason}.", file=path.name, parameters={"reason": str(error)})
            ) from None
        return (StatedProject(str(stated.get("id", path.stem)), _named(stated), path.name),)
    if ending == ".csv":
        reader = csv.reader(io.StringIO(read_file(path), newline=""))
        rows = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
        if not rows:
            raise InputError(Problem("the file has no header.", "Write facts as columns, one project a row.", file=path.name))
        return _rows(tuple(rows[0][1]), [(line, tuple(cells)) for line, cells in rows[1:]], path.name)
    if ending == ".xlsx":
        raw = RawRegion(path.parent.name)
        if not path.exists():
            raise InputError(Problem("there is no file of this name.", value=str(path)))
        sheet = read_one_sheet(raw, path, path.stem)
        if raw.problems or sheet is None:
            raise InputError(raw.problems)
        return _rows(sheet.header, list(sheet.rows), path.name)
    raise InputError(
        Problem("this is neither TOML, CSV nor Excel.", "Name a file that ends in .toml, .csv or .xlsx.", value=path.name)
    )


def region_project(region: Region, project: str, lang: str = "zh") -> StatedProject:
    """Return what the table ``projects`` of a region states about one of them, with its name in a language.

    Raises
    ------
    InputError
        When the region has no such project.
    """
    frame = region.table("projects")
    rows = {str(row["id"]): row for row in (frame if "id" in frame.columns else frame.reset_index()).to_dict("records")}
    if project not in rows:
        raise InputError(Problem("the region has no such project.", "Projects: {known}.", file="projects", value=project,
                                 parameters={"known": ", ".join(rows)}))  # fmt: skip
    row = rows[project]
    words = row["facts"] if isinstance(row["facts"], str) else ""
    return StatedProject(
        project, {**stated_words(str(row["kind"]), words), "name": str(row["en" if lang == "en" else "zh"])}, "projects"
    )


def _rows(header: tuple[str, ...], rows: list[tuple[int, tuple[str, ...]]], file: str) -> tuple[StatedProject, ...]:
    problems = [Problem("the line has {found} cells, the header has {wanted}.", "Add the missing commas, or put quotation marks around a "
                        "cell that contains a comma.", file=file, row=line, parameters={"found": len(cells), "wanted": len(header)})
                for line, cells in rows if len(cells) != len(header)]  # fmt: skip
    doubled = sorted({name for name in header if header.count(name) > 1})
    problems += [Problem("this column stands twice.", "Remove one.", file=file, row=1, column=name) for name in doubled]
    if not rows:
        problems.append(Problem("the file lists no project.", "Add a row.", file=file))
    if problems:
        raise InputError(problems)
    found = []
    for line, cells in rows:
        stated = _named(dict(zip((name.strip() for name in header), cells, strict=True)))
        found.append(StatedProject(str(stated.get("id") or stated.get("name") or f"{file}:{line}"), stated, file, line))
    return tuple(found)


def _named(stated: Mapping[str, object]) -> dict[str, object]:
    """Return the facts by their words: Chinese and English names of the label table are accepted."""
    return {(find_key(name, "fact.") or name).removeprefix("fact."): value for name, value in stated.items()}


def facts_of(projects: tuple[StatedProject, ...], more: Mapping[str, object]) -> dict[str, ProjectFacts]:
    """Return the facts of every project by id, with what was stated on the command line on top.

    Raises
    ------
    InputError
        With the problems of all projects.
    """
    problems: list[Problem] = []
    found: dict[str, ProjectFacts] = {}
    for project in projects:
        try:
            facts = project_facts(
                {**project.stated, **_named(more)}, file=project.file, name=str(project.stated.get("name") or project.id)
            )
        except InputError as error:
            problems += [Problem(one.message, one.fix, one.file, one.sheet, project.row, one.column, one.value, one.parameters)
                         for one in error.problems]  # fmt: skip
            continue
        if project.id in found:
            problems.append(Problem("two projects have the same id.", "Give each its own.", file=project.file, row=project.row, column="id",
                                    value=project.id))  # fmt: skip
        found[project.id] = facts
    if problems:
        raise InputError(problems)
    return found
