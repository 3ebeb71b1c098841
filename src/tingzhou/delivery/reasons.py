"""Why a project is late or left out, what a little more of a factor would buy, what moved, and which wishes contradict each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tingzhou.delivery.portfolio.annealing import anneal_dates
from tingzhou.delivery.portfolio.columns import VALUE_STEP, Columns, Row, half_months, make_columns, project_index, widened
from tingzhou.delivery.portfolio.heuristic import with_needs
from tingzhou.delivery.portfolio.model import Effort, build_model
from tingzhou.delivery.portfolio.room import Room
from tingzhou.delivery.portfolio.search import Plan, search_value, solve_portfolio, value_of

if TYPE_CHECKING:
    from tingzhou.delivery.portfolio.problem import Portfolio

__all__ = ["Conflict", "Reason", "prices", "reasons", "smallest_conflict"]

_PRICE_ROUNDS = 200  # of annealing the dates for each second of effort


@dataclass(frozen=True)
class Reason:
    """Why a project is late or left out.

    ``factor`` and ``year`` name what binds, ``short`` how much is missing in the factor's unit, ``earliest`` the first period in which
    the project would fit beside the rest of the plan (``None``: in none); ``link`` the project it waits for or that excludes it.
    """

    project: str
    kind: str
    factor: str = ""
    year: int = 0
    short: float = 0.0
    earliest: int | None = None
    link: str = ""
    swap: str = ""


def reasons(plan: Plan) -> list[Reason]:
    """Return one reason for every project that is late or left out.

    Each is tried at its wanted dates beside the rest of the plan as it stands: what is missing there is the reason.
    """
    columns, index = plan.columns, project_index(plan.portfolio)
    place = {id(column): c for c, column in enumerate(columns.columns)}
    chosen = [place[id(column)] if column is not None else -1 for column in plan.chosen]
    found = []
    for p, column in enumerate(plan.chosen):
        if column is None or column.tardiness > 0:
            room = Room(columns)
            room.load([c for q, c in enumerate(chosen) if q != p])
            found.append(_reason(plan, room, p, index))
    return found


def _reason(plan: Plan, room: Room, p: int, index: dict[str, int]) -> Reason:
    columns, portfolio = plan.columns, plan.portfolio
    project, now = portfolio.projects[p], plan.chosen[p]
    if not columns.of[p]:
        return Reason(project.id, "no_dates")
    tied = _tied(plan, p, index)
    if tied is not None:
        return tied
    free = room.fitting(p).nonzero()[0]
    earliest = min((columns.columns[columns.of[p][k]].start for k in free), default=None)
    wanted = min(
        columns.of[p], key=lambda c: (columns.columns[c].tardiness, columns.columns[c].mode != "normal", columns.columns[c].start)
    )
    if now is not None and columns.columns[wanted].tardiness >= now.tardiness:
        first = min(columns.columns[c].start for c in columns.of[p])
        return Reason(project.id, "too_long", earliest=first)
    short = _shortest(columns, room, p, wanted)
    if short is None:
        link = _waits(plan, p, index)
        if link:
            return Reason(project.id, "waits", earliest=earliest, link=link)
        dear = columns.columns[wanted]
        if now is not None and dear.value < now.value:
            return Reason(project.id, "dear", short=(now.value - dear.value) * VALUE_STEP / 1e4, earliest=earliest, link=dear.mode)
        return Reason(project.id, "value" if now is None else "order", earliest=earliest)
    row, missing = short
    year = row[2] if row[0] == "quota" else row[2] // 24
    return Reason(project.id, "factor", row[1], portfolio.periods.first_year + year, missing * columns.step[row[1]], earliest,
                  swap=_swap(plan, row, missing, p))  # fmt: skip


def _tied(plan: Plan, p: int, index: dict[str, int]) -> Reason | None:
    """Return the reason when a project that is left out is excluded by another or needs one that is left out."""
    if plan.chosen[p] is not None:
        return None
    project = plan.portfolio.projects[p]
    for link in plan.portfolio.links:
        if link.kind in ("excludes", "alternative") and project.id in (link.project, link.other):
            other = link.other if link.project == project.id else link.project
            if plan.chosen[index[other]] is not None:
                return Reason(project.id, "excluded", link=other)
        elif link.project == project.id and plan.chosen[index[link.other]] is None:
            return Reason(project.id, "needs", link=link.other)
    return None


def _shortest(columns: Columns, room: Room, p: int, wanted: int) -> tuple[Row, int] | None:
    """Return the row that is shortest, relative to its limit, when a column enters."""
    left = room.left - room.takes[p][room.place[wanted]]
    worst: tuple[float, Row, int] | None = None
    rows = sorted(columns.limits)
    for number in (left < 0).nonzero()[0]:
        row, missing = rows[int(number)], int(-left[number])
        if room.takes[p][room.place[wanted]][number] <= 0:
            continue
        share = missing / max(columns.limits[row], 1)
        if worst is None or share > worst[0]:
            worst = (share, row, missing)
    return (worst[1], worst[2]) if worst is not None else None


def _waits(plan: Plan, p: int, index: dict[str, int]) -> str:
    """Return the project that one waits for longest."""
    waits = []
    for link in plan.portfolio.links:
        other = plan.chosen[index[link.other]] if link.project == plan.portfolio.projects[p].id else None
        if other is not None and link.kind != "requires":
            waits.append(((other.start if link.kind == "start_start" else other.finish) + half_months(link.lag), link.other))
    return max(waits)[1] if waits else ""


def _swap(plan: Plan, row: Row, missing: int, p: int) -> str:
    """Return the selected project of least value that takes enough of the binding row, is no must-have and is worth less."""
    worth = {column.project: column.value for column in plan.chosen if column is not None}
    mine = max((plan.columns.columns[c].value for c in plan.columns.of[p]), default=0)
    options = [(worth[q], plan.portfolio.projects[q].id) for q, column in enumerate(plan.chosen)
               if column is not None and column.takes.get(row, 0) >= missing and not plan.portfolio.projects[q].must and worth[q] < mine]  # fmt: skip
    return min(options)[1] if options else ""


def prices(
    plan: Plan, effort: Effort, *, more: float = 0.01, progress: Callable[[str], None] | None = None
) -> list[dict[str, Any]]:
    """Return what ``more`` of each factor would buy: the portfolio is solved again with every limit of the factor raised.

    The larger portfolio is searched from the plan at hand, so that its value is never less. ``extra_bound`` is what no search can exceed.
    """
    rows = []
    place = {id(column): c for c, column in enumerate(plan.columns.columns)}
    before = [place[id(column)] if column is not None else -1 for column in plan.chosen]
    for factor in plan.portfolio.factors:
        if not any(factor.limits):
            continue
        if progress is not None:
            progress(factor.id)
        now, value, bound, late = _with_more(plan, factor.id, more, before, effort)
        new = sorted(plan.portfolio.projects[p].id for p, c in enumerate(now) if c >= 0 > before[p])
        rows.append({"factor": factor.id, "extra_value": float(value - plan.stage("value").value) * 1e4,
                     "extra_bound": float(max(bound - plan.stage("value").value, 0)) * 1e4,
                     "tardiness_change": float(plan.stage("tardiness").value - late) / 200, "newly_selected": "、".join(new)})  # fmt: skip
    return rows


def _with_more(plan: Plan, factor: str, more: float, before: list[int], effort: Effort) -> tuple[list[int], int, int, int]:
    """Return the plan with more of a factor, its value, a bound of the value, and the delay."""
    if plan.method == "whole":
        start = [(column.mode, column.start) if column is not None else None for column in plan.chosen]
        found = solve_portfolio(plan.portfolio.with_limits(factor, 1.0 + more), effort=effort,
                                objectives=("must", "dates", "value", "tardiness"), start=start)  # fmt: skip
        chosen = [0 if column is not None else -1 for column in found.chosen]
        return chosen, found.stage("value").value, found.stage("value").bound, found.stage("tardiness").value
    columns = widened(plan.columns, factor, more)
    chosen, bound = search_value(columns, before, effort)
    value, data = value_of(columns, chosen, "value"), columns.columns
    able = [[c for c in mine if not one.must or data[c].tardiness <= data[at].tardiness] if at >= 0 else []
            for one, at, mine in zip(plan.portfolio.projects, chosen, columns.of, strict=True)]  # fmt: skip
    cost = {c: data[c].tardiness for mine in able for c in mine}
    chosen = anneal_dates(columns, chosen, able, cost, value, max(round(_PRICE_ROUNDS * effort.deterministic), 10), effort.seed)
    return chosen, value, bound, value_of(columns, chosen, "tardiness")


@dataclass(frozen=True)
class Conflict:
    """A minimal set of must-haves, factors and links that cannot hold together: without any one of them the rest can."""

    projects: tuple[str, ...]
    factors: tuple[str, ...]
    links: tuple[tuple[str, str, str], ...]


def smallest_conflict(portfolio: Portfolio, effort: Effort | None = None) -> Conflict | None:
    """Return a minimal conflict of the must-haves, or ``None`` when they can all be had (or the search proves nothing).

    Deletion filter: a condition is left out for good when the others still contradict each other without it.
    """
    effort = effort or Effort(5.0)
    columns = make_columns(portfolio)
    index = project_index(portfolio)
    must = [index[project.id] for project in portfolio.projects if project.must]
    if not _impossible(columns, must, set(), set(), effort):
        return None
    without_factors: set[str] = set()
    without_links: set[int] = set()
    for factor in portfolio.factors:
        if _impossible(columns, must, without_factors | {factor.id}, without_links, effort):
            without_factors.add(factor.id)
    for p in list(must):
        if _impossible(columns, [q for q in must if q != p], without_factors, without_links, effort):
            must.remove(p)
    near = {portfolio.projects[p].id for p in with_needs(columns, must)}
    without_links |= {n for n, link in enumerate(portfolio.links) if not {link.project, link.other} <= near}
    for number in sorted(set(range(len(portfolio.links))) - without_links):
        if _impossible(columns, must, without_factors, without_links | {number}, effort):
            without_links.add(number)
    links = tuple((link.project, link.kind, link.other) for n, link in enumerate(portfolio.links) if n not in without_links)
    return Conflict(
        tuple(portfolio.projects[p].id for p in must), tuple(f.id for f in portfolio.factors if f.id not in without_factors), links
    )


def _impossible(columns: Columns, must: list[int], factors: set[str], links: set[int], effort: Effort) -> bool:
    """Tell whether it is proven that these must-haves cannot be had together."""
    if any(not columns.of[p] for p in must):
        return True
    kept = with_needs(columns, must)  # the others only take: leaving them out never makes the must-haves impossible
    allowed = [mine if p in kept else () for p, mine in enumerate(columns.of)]
    built = build_model(columns, allowed, keep=must, without_rows=frozenset(factors), without_links=frozenset(links))
    return built.solve(effort).status == "infeasible"
