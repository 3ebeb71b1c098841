"""Inspections from folder to folder: read a plan, freeze it, draw, write the bundle and the private lists, read a bundle again."""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tingzhou import supervision
from tingzhou.errors import InputError, Problem
from tingzhou.labels import label
from tingzhou.region.lists import LongList, read_list, read_list_file
from tingzhou.region.source_folder import RawRegion, read_text
from tingzhou.supervision.bundle import Bundle, changes
from tingzhou.supervision.canonical import canonical_table
from tingzhou.supervision.example import example_files
from tingzhou.supervision.identity import opening
from tingzhou.supervision.pairs import Assignment
from tingzhou.supervision.plan import parse_settings
from tingzhou.supervision.tickets import seed_of

__all__ = ["Drawn", "draw_plan", "freeze_plan", "read_bundle", "read_one_list", "read_plan", "write_example"]

_LISTS = ("firms", "inspectors", "inspection_plans", "conflicts", "last_visits", "commitments", "holidays")
_ARTICLE = re.compile(r"owner|shareholder|enterprise_name|firm|企业名称|股东|所有者|业主|法人")


@dataclass(frozen=True)
class Drawn:
    """A finished draw: its folder, the draw, who goes where, and whether its lists had been frozen by an earlier call."""

    folder: Path
    draw: supervision.Draw
    assignment: Assignment
    frozen_before: bool


def write_example(folder: Path, *, firms: int = 20_000, inspectors: int = 300) -> Path:
    """Write the fictitious plan of Changji into a new folder.

    Raises
    ------
    InputError
        When the folder is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InputError(Problem("the place is not empty.", "Name a new folder: nothing is overwritten.", value=str(folder)))
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in example_files(firms=firms, inspectors=inspectors).items():
        (folder / name).write_bytes(content)
    return folder


def _salt(folder: Path, *, create: bool) -> bytes:
    """Return the secret that public ids are made with; it is made once and kept, so that ids stay the same from year to year."""
    path = folder / "salt.txt"
    if not path.exists() and create:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(32) + "\n")
    text = path.read_text(encoding="ascii", errors="replace").strip() if path.exists() else "00" * 32
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise InputError(Problem("salt.txt does not hold 64 hexadecimal digits.", "Put the salt of earlier years back, or remove it "
                                 "and accept that public ids change.", file="salt.txt"))  # fmt: skip
    return bytes.fromhex(text)


def read_plan(folder: Path, *, create_salt: bool = False) -> supervision.Plan:
    """Return the checked plan of a folder.

    Without ``salt.txt``, and unless it is to be created, public ids are those of an all-zero salt: good for checking a plan only.

    Raises
    ------
    InputError
        With every problem of settings and lists at once.
    """
    problems: list[Problem] = []
    if not folder.is_dir():
        raise InputError(Problem("there is no folder of this name.", "An example is written by: tingzhou draw --example DIR",
                                 value=str(folder)))  # fmt: skip
    known = {f"{name}{ending}" for name in _LISTS for ending in (".csv", ".xlsx")} | {"plan.toml", "salt.txt", "README.md"}
    for entry in sorted(folder.iterdir()):
        if not entry.name.startswith((".", "~$")) and entry.name not in known:
            problems.append(Problem("this file does not belong to a plan.", "Known files: {known}.", file=entry.name,
                                    parameters={"known": ", ".join(sorted(known))}))  # fmt: skip
    raw = RawRegion(folder.name)
    text = read_text(raw, folder / "plan.toml", "plan.toml")
    problems += raw.problems
    settings = parse_settings(text, problems) if text is not None else {}
    lists = {name: read_list(folder, supervision.LISTS[name], problems) for name in _LISTS}
    problems = [_fair(problem) for problem in problems]
    salt = _salt(folder, create=create_salt and not problems)
    return supervision.make_plan(settings, lists, salt, problems)


def _fair(problem: Problem) -> Problem:
    """Turn an unknown column that names firms or owners in the list of rates into a refusal with its article."""
    if problem.file.startswith("inspection_plans") and problem.column and _ARTICLE.search(problem.column.casefold()) \
            and problem.message.startswith("the column is not known"):  # fmt: skip
        return Problem("a rate may depend on the credit-risk class and on published attributes, never on an owner or a named firm "
                       "(Fair-Competition Review Regulation, article 9 (5); Business Environment Regulation, article 54).",
                       "Remove the column.", file=problem.file, row=problem.row, column=problem.column)  # fmt: skip
    return problem


def freeze_plan(folder: Path, out: Path) -> tuple[supervision.Plan, Bundle]:
    """Freeze the lists of a plan into ``out/bundle/frozen``; lists that are frozen there already must be the same.

    Raises
    ------
    InputError
        When the plan is refused, or differs from what was frozen.
    """
    plan = read_plan(folder, create_salt=True)
    frozen = supervision.frozen_files(plan)
    place = out / "bundle"
    if (place / "frozen").exists():
        published = {name: content for name, content in read_bundle(place).items() if name.startswith("frozen/")}
        problems = changes(published, frozen.files)
        if problems:
            raise InputError(problems)
        return plan, frozen
    _write_whole(place, frozen.files)
    return plan, frozen


def draw_plan(folder: Path, out: Path, text: str, *, progress: Callable[[str, float, str], None] | None = None) -> Drawn:
    """Draw with a public value; write ``out/bundle`` (to be published) and ``out/private`` (names, for the departments).

    Raises
    ------
    InputError
        When plan or value are refused, or this plan was drawn with another value before.
    """
    tell = progress or (lambda stage, done, word: None)
    tell("lists", 0.0, "")
    before = (out / "bundle" / "frozen").exists()
    plan, frozen = freeze_plan(folder, out)
    stated = plan.settings["randomness"]
    value = supervision.public_value(stated["kind"], stated, text, stated.get("commitments"))
    seed = seed_of(value.value, frozen.frozen_hash)
    place = out / "bundle"
    if (place / "seed.txt").exists() and (place / "seed.txt").read_text(encoding="ascii").strip() != seed.hex():
        raise InputError(Problem("these lists were drawn before with another public value: a second draw would be a choice.",
                                 "Publish the first draw; a new one needs newly frozen lists in a new folder.",
                                 file=str(place / "seed.txt")))  # fmt: skip
    tell("draw", 0.2, "")
    found = supervision.draw(plan, value, seed)
    tell("pairs", 0.4, "")
    assignment = supervision.assign_pairs(found, progress=lambda share: tell("pairs", 0.4 + 0.4 * share, ""))
    tell("bundle", 0.8, "")
    _write_whole(place, supervision.result_files(found, assignment, frozen).files)
    _write_private(out / "private", folder, Drawn(place, found, assignment, before))
    return Drawn(place, found, assignment, before)


def _write_whole(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files to a folder beside and move it into place: a killed run leaves the old folder or the new one."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        fresh = Path(beside) / "new"
        for name, content in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if folder.exists():
            folder.rename(Path(beside) / "old")
        fresh.rename(folder)


def read_bundle(folder: Path) -> dict[str, bytes]:
    """Return the files of a bundle, name → content."""
    if not folder.is_dir():
        raise InputError(Problem("there is no bundle of this name.", "A bundle is the folder that draw writes.", value=str(folder)))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _write_private(folder: Path, source: Path, drawn: Drawn) -> None:
    """Write who is behind the public ids, with the opening of each, and the departments' workbook of visits."""
    plan = drawn.draw.plan
    salt = _salt(source, create=False)
    people = set(plan.inspectors["id"])
    rows = [(public, identity, name, opening(salt, "inspector" if public in people else "firm", identity).hex())
            for public, (identity, name) in sorted(plan.names.items()) if public in people or public in drawn.draw.visits]  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "names.csv").write_bytes("\ufeff".encode() + canonical_table(("public_id", "id", "name", "opening"), rows))
    _write_visits(folder / "visits.xlsx", drawn)


def _write_visits(path: Path, drawn: Drawn) -> None:
    import xlsxwriter

    plan = drawn.draw.plan
    team: dict[str, list[str]] = {}
    for pair in drawn.assignment.pairs:
        identity, name = plan.names[pair.inspector]
        team.setdefault(pair.firm, []).append(f"{pair.department} {name or identity}（{identity}）")
    items = {item.id: item.zh for item in plan.items}
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"title": str(plan.settings["title_zh"]), "created": dt.datetime(2000, 1, 1)})
    head, day = book.add_format({"bold": True, "bg_color": "#EEF2F5", "border": 1}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("入企检查安排")
    columns = ("day", "round", "county", "id", "name", "items", "inspectors")
    for index, (column, width) in enumerate(zip(columns, (12, 6, 12, 22, 30, 44, 60), strict=True)):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, label(f"column.{column}", "zh"), head)
    ordered = sorted(drawn.assignment.visits, key=lambda one: (one.day, one.round, one.county, one.firm))
    for line, visit in enumerate(ordered, start=1):
        identity, name = plan.names[visit.firm]
        sheet.write_datetime(line, 0, dt.datetime.fromisoformat(visit.day), day)
        sheet.write_number(line, 1, visit.round)
        for index, text in enumerate((visit.county, identity, name, "、".join(items[item] for item in visit.items),
                                      "；".join(team[visit.firm])), start=2):  # fmt: skip
            sheet.write_string(line, index, text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(ordered), 1), len(columns) - 1)
    book.close()


def read_one_list(path: Path, name: str, problems: list[Problem]) -> LongList:
    """Return a list from a CSV file or workbook of any name, or from a folder that holds one of its own name."""
    if path.is_dir():
        return read_list(path, supervision.LISTS[name], problems)
    if path.suffix.casefold() not in (".csv", ".xlsx") or not path.is_file():
        raise InputError(Problem("there is no CSV file or workbook of this name.", value=str(path)))
    return read_list_file(path, supervision.LISTS[name], problems)
