"""Write a region as a folder of CSV files, exactly as stated."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

from tingzhou.errors import InputError, Problem
from tingzhou.region.manifest import write_manifest
from tingzhou.region.schema import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tingzhou.region.profiles import Profile
    from tingzhou.region.region import Region
    from tingzhou.region.scenarios import Scenario
    from tingzhou.region.sheet import Cell, StatedTable

__all__ = ["cell_text", "profile_rows", "scenario_text", "table_header", "write_folder"]


def cell_text(value: Cell) -> str:
    """Return a cell as it is read back: no digit of a number is lost."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value


def table_header(table: StatedTable) -> list[str]:
    """Return the headers with their units."""
    return [f"{column} [{table.units[column]}]" if column in table.units else column for column in table.columns]


def write_folder(region: Region, path: str | Path) -> Path:
    """Write the region to a new or empty folder and return it.

    Raises
    ------
    InputError
        When the folder holds something already: nothing is overwritten.
    """
    folder = Path(path)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(Problem("the place is not empty.", "Name a new folder: nothing is overwritten.", value=str(path)))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "region.toml").write_text(write_manifest(region.manifest), encoding="utf-8", newline="\n")
    if region.scenarios:
        (folder / "scenarios.toml").write_text(scenario_text(region.scenarios), encoding="utf-8", newline="\n")
    for name in SCHEMAS:
        if name in region.stated:
            table = region.stated[name]
            rows = [[cell_text(row.get(column)) for column in table.columns] for row in table.rows]
            _csv(folder / f"{name}.csv", [table_header(table), *rows])
    for file, profiles in _by_file(region).items():
        (folder / "profiles").mkdir(exist_ok=True)
        _csv(folder / "profiles" / f"{file}.csv", profile_rows(profiles))
    for name, content in region.texts.items():
        (folder / "texts").mkdir(exist_ok=True)
        (folder / "texts" / name).write_text(content, encoding="utf-8", newline="\n")
    return folder


def _csv(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def _by_file(region: Region) -> dict[str, list[Profile]]:
    """Return the given series by the file the profiles table names; a file holds one form only."""
    named = (
        {str(row["id"]): str(row.get("file") or row["id"]) for row in region.stated["profiles"].rows}
        if "profiles" in region.stated
        else {}
    )
    files: dict[str, list[Profile]] = {}
    for profile in region.profiles.values():
        files.setdefault(named.get(profile.name, profile.name), []).append(profile)
    return files


def profile_rows(profiles: list[Profile]) -> list[list[str]]:
    """Return header and rows of a profile file."""
    typical = profiles[0].form == "month_hour"
    header = [*(("month", "hour") if typical else ("hour",)), *(profile.name for profile in profiles)]
    rows = [header]
    for index, values in enumerate(zip(*(profile.values for profile in profiles), strict=True)):
        keys = [str(index // 24 + 1), str(index % 24)] if typical else [str(index)]
        rows.append([*keys, *(cell_text(value) for value in values)])
    return rows


def _toml(value: object) -> str:
    """Return a value as TOML; tables inside an entry are written in line."""
    if isinstance(value, dict):
        return (
            "{ "
            + ", ".join(f"{json.dumps(str(key), ensure_ascii=False)} = {_toml(inside)}" for key, inside in value.items())
            + " }"
        )
    return json.dumps(value, ensure_ascii=False)


def scenario_text(scenarios: Mapping[str, Scenario]) -> str:
    """Return the text of ``scenarios.toml``."""
    lines: list[str] = []
    for scenario in scenarios.values():
        key = json.dumps(scenario.name, ensure_ascii=False)
        lines += [f"[{key}]", f"title_zh = {_toml(scenario.title_zh)}", f"title_en = {_toml(scenario.title_en)}"]
        if scenario.extends:
            lines.append(f"extends = {_toml(scenario.extends)}")
        if scenario.year:
            lines.append(f"year = {scenario.year}")
        lines.append(f"mode = {_toml(scenario.mode)}")
        if scenario.commitment != "none":
            lines.append(f"commitment = {_toml(scenario.commitment)}")
        for entry in scenario.changes:
            lines += ["", f"[[{key}.{entry['operation']}]]"]
            lines += [f"{name} = {_toml(value)}" for name, value in entry.items() if name != "operation"]
        lines.append("")
    return "\n".join(lines)
