"""Load and check regions: by built-in name, folder or workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tingzhou.errors import InputError, Problem
from tingzhou.region.checks import check_tables
from tingzhou.region.manifest import parse_manifest
from tingzhou.region.parse import near, parse_table
from tingzhou.region.profiles import read_profiles
from tingzhou.region.region import Region
from tingzhou.region.scenarios import parse_scenarios
from tingzhou.region.schema import SCHEMAS
from tingzhou.region.source_folder import RawRegion, read_folder

if TYPE_CHECKING:
    from os import PathLike

__all__ = ["BUILT_IN", "check", "load", "region_path"]

BUILT_IN = ("changji", "tiny")
_HERE = Path(__file__).parent


def region_path(name: str | PathLike[str]) -> Path:
    """Return the folder or workbook that a name means: a path that exists, or a built-in region.

    Raises
    ------
    InputError
        When there is neither.
    """
    path = Path(name)
    if path.exists():
        return path
    if str(name) in BUILT_IN:
        return _HERE / str(name)
    meant = near(str(name), BUILT_IN)
    raise InputError(
        Problem(
            "there is no folder, workbook or built-in region of this name.",
            "Did you mean '{meant}'?" if meant else "Built-in regions: {known}.",
            value=str(name),
            parameters={"meant": meant, "known": ", ".join(BUILT_IN)},
        )  # fmt: skip
    )


def load(name: str | PathLike[str]) -> Region:
    """Return the region of a built-in name, a folder or an .xlsx workbook.

    Raises
    ------
    InputError
        With every problem of the input at once.
    """
    region, problems = _read(region_path(name))
    if problems or region is None:
        raise InputError(problems)
    return region


def check(name: str | PathLike[str]) -> list[Problem]:
    """Return every problem of a region and of each of its scenarios; an empty list means that it can be used."""
    try:
        path = region_path(name)
    except InputError as error:
        return list(error.problems)
    region, problems = _read(path)
    if region is not None and not problems:
        for scenario in region.scenarios:
            try:
                region.apply(scenario)
            except InputError as error:
                problems.extend(error.problems)
    return problems


def _raw(path: Path) -> RawRegion:
    if path.is_dir():
        return read_folder(path)
    raw = RawRegion(path.stem)
    if path.suffix.casefold() not in (".xlsx", ".xlsm"):
        raw.problems.append(Problem("a region is a folder or an .xlsx workbook.", "Save it as .xlsx.", file=path.name))
        return raw
    from tingzhou.region.source_workbook import read_workbook

    return read_workbook(path)


def _read(path: Path) -> tuple[Region | None, list[Problem]]:
    raw = _raw(path)
    problems = raw.problems
    if problems and not raw.sheets and raw.manifest is None:
        return None, problems
    manifest = parse_manifest(raw.manifest, problems)
    scenarios = parse_scenarios(raw.scenarios, problems)
    if manifest is not None:
        for name in manifest.study_scenarios:
            if name not in scenarios:
                problems.append(Problem("the study names the scenario '{name}', which does not exist.", "Known scenarios: {known}.",
                                        file="region.toml", column="study.scenarios",
                                        parameters={"name": name, "known": ", ".join(scenarios)}))  # fmt: skip
    tables = {name: parse_table(sheet, SCHEMAS[name], problems) for name, sheet in raw.sheets.items()}
    profiles = read_profiles(raw.profiles, problems)
    problems.extend(check_tables(tables, profiles, tuple(scenarios)))
    if manifest is None:
        return None, problems
    ledger = path / "ledger.sqlite"
    return Region(manifest, tables, scenarios, profiles, raw.texts, ledger=str(ledger) if ledger.is_file() else ""), problems
