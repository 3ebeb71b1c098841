"""A region: its tables in canonical units, its scenarios, its given series, and a hash of all of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tingzhou.errors import InputError, Problem, UsageError
from tingzhou.region.canonical import canonical_frame, canonical_rows
from tingzhou.region.checks import check_tables
from tingzhou.region.scenarios import apply_scenario
from tingzhou.region.schema import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from tingzhou.region.profiles import Profile
    from tingzhou.region.scenarios import Scenario
    from tingzhou.region.sheet import StatedTable

__all__ = ["Manifest", "Region"]


@dataclass(frozen=True)
class Manifest:
    """What ``region.toml`` says."""

    id: str
    title_zh: str
    title_en: str
    base_year: int
    utc_offset: float = 8.0
    currency: str = "CNY"
    discount_rate: float = 0.06
    description_zh: str = ""
    description_en: str = ""
    seed: int = 0
    study_scenarios: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Region:
    """A region that passed every check.

    Parameters
    ----------
    manifest
        Name, titles, base year, time zone, currency, discount rate.
    stated
        The tables as their authors stated them; ``table`` gives them in canonical units.
    scenarios
        Named changes.
    profiles
        Given series by id.
    texts
        Published texts by file name.
    applied
        Name of the scenario that was applied, if one was.
    ledger
        Path of the ledger of facts beside the tables; empty where there is none. It is no part of the hash.
    """

    manifest: Manifest
    stated: Mapping[str, StatedTable]
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    applied: str = ""
    ledger: str = ""

    @property
    def id(self) -> str:
        """Short name."""
        return self.manifest.id

    @property
    def discount_rate(self) -> float:
        """Real discount rate [1/a]."""
        return self.manifest.discount_rate

    def title(self, lang: str = "zh") -> str:
        """Return the title in ``lang``."""
        return self.manifest.title_zh if lang == "zh" else self.manifest.title_en

    @property
    def year(self) -> int:
        """Calendar year that is modelled: that of the applied scenario, or the base year."""
        step = self.applied
        while step:
            if self.scenarios[step].year:
                return self.scenarios[step].year
            step = self.scenarios[step].extends
        return self.manifest.base_year

    @property
    def mode(self) -> str:
        """``plan`` or ``balance``: that of the applied scenario."""
        return self.scenarios[self.applied].mode if self.applied else "balance"

    @property
    def commitment(self) -> str:
        """Whether a plan switches units on and off: ``none`` or ``relaxed``, that of the applied scenario."""
        return self.scenarios[self.applied].commitment if self.applied else "none"

    @cached_property
    def _frames(self) -> dict[str, pd.DataFrame]:
        return {}

    def table(self, name: str) -> pd.DataFrame:
        """Return a table in canonical units: index = id, missing number = NaN, missing text = "". Do not change it.

        Raises
        ------
        UsageError
            When no table has this name.
        """
        if name not in SCHEMAS:
            raise UsageError("'{table}' is no table of a region; known: {known}", table=name, known=", ".join(SCHEMAS))
        if name not in self._frames:
            self._frames[name] = canonical_frame(self.stated, name)
        return self._frames[name]

    def apply(self, name: str) -> Region:
        """Return the region with a scenario applied and checked again.

        Raises
        ------
        UsageError
            When there is no such scenario.
        InputError
            When an entry does not fit, naming the scenario.
        """
        if name not in self.scenarios:
            raise UsageError("there is no scenario '{name}'; known: {known}", name=name,
                             known=", ".join(self.scenarios) or "–")  # fmt: skip
        problems: list[Problem] = []
        tables = apply_scenario(self.stated, self.scenarios, name, problems)
        for problem in check_tables(_own_targets(tables, name), self.profiles, tuple(self.scenarios)):
            line = None if problem.row is not None and problem.row < 0 else problem.row  # a row that a scenario adds has no line
            problems.append(replace(problem, file=f"scenarios.toml [{name}] → {problem.file}", row=line))
        if problems:
            raise InputError(problems)
        return replace(self, stated=tables, applied=name)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of everything that can change a result, whatever container it was read from and in whatever order."""
        content: dict[str, Any] = {
            "manifest": self.manifest.__dict__,
            "applied": self.applied,
            "scenarios": {name: _stated(scenario) for name, scenario in self.scenarios.items()},
            "texts": {name: [line.rstrip() for line in text.strip().splitlines()] for name, text in self.texts.items()},
            "profiles": {name: [profile.form, *profile.values] for name, profile in self.profiles.items()},
        }
        tables = {}
        for name in SCHEMAS:
            if name in self.stated:
                rows = [
                    {key: value for key, value in row.items() if value is not None} for row in canonical_rows(self.stated, name)
                ]
                if rows:
                    tables[name] = sorted(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in rows)
        content["tables"] = tables
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=_plain)
        return hashlib.sha256(text.encode()).hexdigest()


def _stated(scenario: Scenario) -> dict[str, Any]:
    """Return what a scenario says; a key that says nothing leaves the hash of older regions as it was."""
    return {key: value for key, value in scenario.__dict__.items() if not (key == "commitment" and value == "none")}


def _own_targets(tables: Mapping[str, StatedTable], scenario: str) -> dict[str, StatedTable]:
    """Return the tables without the targets of other scenarios: these may speak of rows that this one removes."""
    table = tables.get("targets")
    if table is None:
        return dict(tables)
    keep = [k for k, row in enumerate(table.rows) if row.get("scenario") == scenario]
    own = replace(table, rows=tuple(table.rows[k] for k in keep), lines=tuple(table.lines[k] for k in keep))
    return {**tables, "targets": own}


def _plain(value: object) -> object:
    """Return tuples and mappings of scenario entries as JSON knows them."""
    return list(value) if isinstance(value, tuple) else dict(value)  # type: ignore[call-overload]
