"""From the tables of a region to a portfolio."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tingzhou.delivery.portfolio.periods import Periods
from tingzhou.delivery.portfolio.problem import Factor, Link, Mode, Portfolio, Project, Surcharge, Use
from tingzhou.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tingzhou.region import Region

__all__ = ["read_portfolio"]


def read_portfolio(region: Region, *, lawful: Mapping[str, dt.date] | None = None) -> Portfolio:
    """Return the portfolio that a region's tables state.

    Parameters
    ----------
    lawful
        First lawful day of construction by project, from the approval paths; the later of it and the column ``earliest`` holds.

    Raises
    ------
    InputError
        When the region has no projects.
    """
    projects = region.table("projects")
    if projects.empty:
        raise InputError(Problem("the region has no projects.", "Fill the tables projects, project_modes, factors, factor_limits and "
                                 "factor_uses; tingzhou new writes an example.", file="projects.csv"))  # fmt: skip
    limits = region.table("factor_limits")
    years = sorted({int(year) for year in limits["calendar_year"]}) or [region.year, region.year + 5]
    periods = Periods(years[0], years[-1] - years[0] + 1)
    made = tuple(_project(region, periods, row, (lawful or {}).get(str(row["id"]))) for row in _rows(region, "projects"))
    factors = tuple(
        Factor(str(row["id"]), str(row["zh"]), str(row["en"]), str(row["factor_kind"]), str(row["factor_unit"]),
               tuple(float(limits[(limits["factor"] == row["id"]) & (limits["calendar_year"] == periods.first_year + k)]["limit"].iloc[0])
                     for k in range(periods.years)),
               _number(row["carry_over"]), str(row["provider"]), _number(row["provided"]))
        for row in _rows(region, "factors")
    )  # fmt: skip
    links = tuple(Link(str(row["project"]), str(row["link"]), str(row["other"]), _number(row["lag_days"]))
                  for row in _rows(region, "project_links"))  # fmt: skip
    ranking = tuple(
        Surcharge(str(row["attribute"]), str(row["matches"]), _number(row["surcharge"])) for row in _rows(region, "ranking")
    )
    names = {str(row["id"]): (str(row["zh"]), str(row["en"])) for row in _rows(region, "places")}
    return Portfolio(periods, made, factors, links, ranking, names)


def _rows(region: Region, table: str) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = region.table(table).to_dict("records")  # type: ignore[assignment]
    return records


def _number(value: object, default: float = 0.0) -> float:
    """Return a figure, or the default where none is given."""
    return value if isinstance(value, float) and value == value else default


def _project(region: Region, periods: Periods, row: dict[str, Any], lawful: dt.date | None) -> Project:
    name = str(row["id"])
    earliest = max(0, *(periods.from_day(day) for day in (_day(row["earliest"]), lawful) if day is not None), 0)
    modes = [
        Mode(str(one["mode"]), float(one["days"]), _number(one["mode_cost"]), one["winter_stop"] is True,
             max(0, periods.from_day(_day(one["earliest"]) or dt.date(1900, 1, 1))))
        for one in _rows(region, "project_modes") if one["project"] == name
    ]  # fmt: skip
    uses = [
        Use(str(one["factor"]), float(one["use"]), str(one["timing"]), tuple(float(part) for part in str(one["shares"]).split(";") if part),
            _number(one["repay_years"]), str(one["mode"]))
        for one in _rows(region, "factor_uses") if one["project"] == name
    ]  # fmt: skip
    latest, target, approved = (_day(row[column]) for column in ("latest", "target", "approved_start"))
    return Project(
        name, str(row["zh"]), str(row["en"]), str(row["kind"]), str(row["place"]), float(row["benefit"]), tuple(modes), tuple(uses),
        chain=str(row["chain"]), capital=_number(row["capital"]), late_weight=_number(row["late_weight"], 1.0), must=row["must"] is True,
        earliest=earliest, latest=None if latest is None else periods.of(latest), target=None if target is None else periods.of(target),
        approved=None if approved is None else (periods.of(approved), str(row["approved_mode"])), quality=str(row["quality"]),
    )  # fmt: skip


def _day(value: object) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else None
