"""Checks of the tables of projects and factors: modes, years of limits, shares, circles of links, and the rule that ranks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tingzhou.region.sheet import Cell

__all__ = ["ARTICLE", "RANKED_BY", "check_projects"]

RANKED_BY = ("kind", "place", "chain")
ARTICLE = "Fair-Competition Review Regulation, article 10 (3)"
_OWNERS = re.compile(
    r"owner|operator|company|firm|enterprise|shareholder|investor|业主|企业|公司|所有者|股东|经营者|投资方|法人", re.IGNORECASE
)
_WAITS = ("finish_start", "finish_finish", "start_start", "requires")


class Checker(Protocol):
    """What the region's checker offers."""

    def rows(self, name: str) -> Iterator[tuple[int, Mapping[str, Cell]]]:
        """Yield line and row."""
        ...

    def note(
        self, table: str, line: int | None, column: str, value: object, message: str, fix: str = "", /, **parameters: object
    ) -> None:
        """Add a problem."""
        ...


def check_projects(checker: Checker) -> None:
    """Note every problem between the tables of projects and factors."""
    _modes(checker)
    _dates(checker)
    _links(checker)
    _limits(checker)
    _uses(checker)
    _ranking(checker)
    _stages(checker)


def _modes(checker: Checker) -> None:
    given: dict[str, dict[str, int]] = defaultdict(dict)
    for line, row in checker.rows("project_modes"):
        project, mode = str(row.get("project")), str(row.get("mode"))
        if mode in given[project]:
            checker.note("project_modes", line, "mode", mode, "the project states this mode already in row {first}.",
                         "Keep one of the rows.", first=given[project][mode])  # fmt: skip
        given[project].setdefault(mode, line)
    for line, row in checker.rows("projects"):
        if row.get("id") and not given.get(str(row["id"])):
            checker.note("projects", line, "id", row["id"], "the project has no mode, so nobody knows how long it takes.",
                         "Add a row to project_modes with its days.")  # fmt: skip
        approved = row.get("approved_mode")
        if approved and str(approved) not in given.get(str(row.get("id")), {}):
            checker.note(
                "projects", line, "approved_mode", approved, "the project has no mode of this name.", "Add it to project_modes."
            )


def _dates(checker: Checker) -> None:
    for line, row in checker.rows("projects"):
        first, last = row.get("earliest"), row.get("latest")
        if first and last and str(first) > str(last):
            checker.note("projects", line, "latest", last, "the latest start lies before the earliest.", "Order the two days.")


def _links(checker: Checker) -> None:
    waits: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for line, row in checker.rows("project_links"):
        one, other = str(row.get("project")), str(row.get("other"))
        if one == other and row.get("project"):
            checker.note("project_links", line, "other", other, "the project is linked to itself.", "Name another project.")
        elif row.get("link") in _WAITS:
            waits[one].append((other, line))
    reported: set[frozenset[str]] = set()
    for start in sorted(waits):
        circle = _circle(waits, start)
        if circle and frozenset(circle) not in reported:
            reported.add(frozenset(circle))
            line = next(number for other, number in waits[circle[0]] if other == circle[1 % len(circle)])
            checker.note("project_links", line, "other", " → ".join([*circle, circle[0]]), "the projects wait for each other in a circle.",
                         "Remove one of these links.")  # fmt: skip


def _circle(waits: Mapping[str, list[tuple[str, int]]], start: str) -> list[str]:
    """Return a circle through ``start``, or nothing."""
    ahead, seen = [[start]], {start}
    while ahead:
        path = ahead.pop()
        for other, _ in waits.get(path[-1], []):
            if other == start and len(path) > 1:
                return path
            if other not in seen:
                seen.add(other)
                ahead.append([*path, other])
    return []


def _limits(checker: Checker) -> None:
    years: dict[str, dict[int, int]] = defaultdict(dict)
    for line, row in checker.rows("factor_limits"):
        year = row.get("calendar_year")
        if not isinstance(year, float):
            continue
        factor = str(row.get("factor"))
        if int(year) in years[factor]:
            checker.note("factor_limits", line, "calendar_year", int(year), "the factor states this year already in row {first}.",
                         "Keep one of the rows.", first=years[factor][int(year)])  # fmt: skip
        years[factor].setdefault(int(year), line)
    every = sorted({year for some in years.values() for year in some})
    horizon = range(every[0], every[-1] + 1) if every else range(0)
    for line, row in checker.rows("factors"):
        missing = [str(year) for year in horizon if year not in years.get(str(row.get("id")), {})]
        if row.get("id") and (missing or not every):
            checker.note("factors", line, "id", row["id"], "the factor has no limit for {years}.",
                         "Add rows to factor_limits; a quota of nothing is 0, not an empty row.", years=", ".join(missing) or "–")  # fmt: skip
        if row.get("provider") and row.get("factor_kind") != "site":
            checker.note("factors", line, "provider", row["provider"], "only the capacity of a site has a provider.",
                         "Set factor_kind to site, or leave provider empty.")  # fmt: skip
        if row.get("carry_over") and row.get("factor_kind") != "quota":
            checker.note(
                "factors", line, "carry_over", row["carry_over"], "only a yearly quota is carried over.", "Leave it empty."
            )


def _uses(checker: Checker) -> None:
    kind = {str(row.get("id")): row.get("factor_kind") for _, row in checker.rows("factors")}
    modes = {(str(row.get("project")), str(row.get("mode"))) for _, row in checker.rows("project_modes")}
    for line, row in checker.rows("factor_uses"):
        factor = kind.get(str(row.get("factor")))
        shares = row.get("shares")
        if row.get("mode") and (str(row.get("project")), str(row["mode"])) not in modes:
            checker.note(
                "factor_uses", line, "mode", row["mode"], "the project has no mode of this name.", "Add it to project_modes."
            )
        if row.get("timing") == "shares" or shares:
            parts = _shares(str(shares or ""))
            if parts is None or abs(sum(parts) - 1.0) > 1e-6:
                checker.note("factor_uses", line, "shares", shares, "the shares do not add up to 1.", "Write such as 0.3;0.5;0.2.")
        if factor == "reservoir" and not row.get("repay_years"):
            checker.note("factor_uses", line, "repay_years", row.get("repay_years"), "a credit needs the years of its repayment.",
                         "Write the years, such as 8.")  # fmt: skip
        wanted = {"renewable": "construction", "reservoir": "construction", "site": "operation"}.get(str(factor))
        if wanted and row.get("timing") not in (None, wanted):
            checker.note("factor_uses", line, "timing", row.get("timing"), "a factor of the kind {kind} is used at {wanted} only.",
                         "Write {wanted}.", kind=factor, wanted=wanted)  # fmt: skip


def _shares(text: str) -> list[float] | None:
    try:
        return [float(part) for part in text.split(";")]
    except ValueError:
        return None


def _ranking(checker: Checker) -> None:
    owners = {str(row["owner"]).strip().casefold() for _, row in checker.rows("projects") if row.get("owner")}
    for line, row in checker.rows("ranking"):
        attribute, matches = str(row.get("attribute") or ""), str(row.get("matches") or "")
        named = matches.strip().casefold() in owners or bool(_OWNERS.search(matches))
        if _OWNERS.search(attribute) or named:
            checker.note("ranking", line, "matches" if named else "attribute", matches if named else attribute,
                         "a weight may not refer to an operator or owner: no preference for particular operators in getting factors "
                         "without legal basis (Fair-Competition Review Regulation, article 10 (3)).",
                         "Rank by published attributes only: {known}.", known=", ".join(RANKED_BY))  # fmt: skip
        elif attribute and attribute not in RANKED_BY:
            checker.note("ranking", line, "attribute", attribute, "projects are not ranked by this.",
                         "Known published attributes: {known}.", known=", ".join(RANKED_BY))  # fmt: skip


def _stages(checker: Checker) -> None:
    kind = {str(row.get("id")): row.get("kind") for _, row in checker.rows("project_stages")}
    waits: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for line, row in checker.rows("project_stages"):
        for other in (part.strip() for part in str(row.get("after") or "").split(";")):
            if not other:
                continue
            if kind.get(other) != row.get("kind"):
                checker.note("project_stages", line, "after", other, "there is no stage of this id for this kind of project.",
                             "Correct the id.")  # fmt: skip
            else:
                waits[str(row.get("id"))].append((other, line))
    for start in sorted(waits):
        circle = _circle(waits, start)
        if circle and circle[0] == min(circle):
            checker.note("project_stages", waits[start][0][1], "after", " → ".join([*circle, circle[0]]),
                         "the stages wait for each other in a circle.", "Remove one of them.")  # fmt: skip
