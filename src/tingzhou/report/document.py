"""What a report is made of: scenarios with their tables, places, plants, and how it was computed. No clock, no solving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tingzhou.errors import InputError, Problem
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    import pandas as pd

    from tingzhou.facts.exports import Marked
    from tingzhou.report.plan import PlanPage

__all__ = ["ReportDocument", "ScenarioPart"]


def _named(table: ResultTable) -> set[str]:
    """Return the sources a table names: as a whole, and row by row."""
    rows = set(table.frame["source"].dropna().astype(str)) if "source" in table.frame.columns else set()
    return (rows | set(table.sources)) - {""}


@dataclass(frozen=True)
class ScenarioPart:
    """One scenario of a report.

    ``statements`` are (gettext id, parameters) sentences for the page of answers: resolution, bound, findings.
    """

    id: str
    title_zh: str
    title_en: str
    tables: Mapping[str, ResultTable]
    statements: tuple[tuple[str, Mapping[str, object]], ...] = ()

    def title(self, lang: str) -> str:
        """Return the title in ``lang``."""
        return self.title_zh if lang == "zh" else self.title_en


@dataclass(frozen=True)
class ReportDocument:
    """A report.

    Parameters
    ----------
    title_zh, title_en, description_zh, description_en
        Of the region.
    version, stated_date, input_hash
        Version of the program, date stated by the user (may be empty), hash of the region.
    scenarios
        In the order to be shown.
    places
        Table with index id and columns zh, en, kind, latitude, longitude.
    plants
        Table with columns zh, en, category, place, latitude, longitude, capacity [MW].
    texts
        Published texts with their figures marked, which the table ``claims`` points into.
    delivery
        The plan of the region's projects, shown behind the scenarios.
    """

    title_zh: str
    title_en: str
    version: str
    input_hash: str
    scenarios: tuple[ScenarioPart, ...]
    places: pd.DataFrame
    plants: pd.DataFrame
    description_zh: str = ""
    description_en: str = ""
    stated_date: str = ""
    language: str = "zh"
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    texts: tuple[Marked, ...] = ()
    delivery: PlanPage | None = None

    def check_sources(self) -> None:
        """Refuse to print a table whose source is not in the list of sources.

        Raises
        ------
        InputError
            Naming tables and sources.
        """
        problems = []
        for part in self.scenarios:
            if not any(_named(table) for table in part.tables.values()):
                continue
            known = set(part.tables["sources"].frame["id"]) if "sources" in part.tables else set()
            problems += [
                Problem(
                    "the source '{source}' is not in the list of sources: the table is not printed.",
                    "Add it to the table sources.",
                    file=f"{part.id}/{table.name}",
                    parameters={"source": source},
                )  # fmt: skip
                for table in part.tables.values()
                for source in sorted(_named(table))
                if source not in known
            ]
        if problems:
            raise InputError(problems)
