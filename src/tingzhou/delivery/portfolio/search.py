"""The plan: objectives one after the other, each with the bound that was proven for it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from tingzhou.delivery.portfolio.columns import Column, Columns, make_columns
from tingzhou.delivery.portfolio.guided import guided_plan, improve_guided, windows
from tingzhou.delivery.portfolio.heuristic import first_plan, rank_of, score, serial, with_needs
from tingzhou.delivery.portfolio.linear import Priced, priced
from tingzhou.delivery.portfolio.model import Effort, Model, build_model, objective_of
from tingzhou.delivery.portfolio.neighbourhood import improve
from tingzhou.delivery.portfolio.problem import Portfolio
from tingzhou.delivery.portfolio.redate import redate
from tingzhou.delivery.portfolio.relaxation import relaxed_bound
from tingzhou.delivery.portfolio.room import Room
from tingzhou.errors import InternalError

__all__ = ["OBJECTIVES", "WHOLE_UP_TO", "Plan", "Stage", "search_value", "solve_portfolio", "value_of"]

OBJECTIVES = ("must", "dates", "value", "tardiness", "moves", "early")
WHOLE_UP_TO = 2500  # columns; beyond, prices guide the search and the bound comes from the linear program and a relaxation
MANY = 150  # projects; beyond, the relaxation is left out
_SPAN = 24  # half months merged by the relaxation: longer ones are proven sooner, and the year is what quotas count
_VALUE_ROUNDS, _DATE_ROUNDS = 200, 20  # rounds for each second of effort
_WHOLE_SHARE = {"must": 0.1, "dates": 0.1, "value": 0.3, "tardiness": 0.3, "moves": 0.1, "early": 0.1}
Progress = Callable[[str, float, float], None]


@dataclass(frozen=True)
class Stage:
    """One objective: what was found, the proven bound, and how it was proven (``whole`` model, ``relaxation``, or the model of the ``selection``)."""

    name: str
    value: int
    bound: int
    proof: str

    @property
    def gap(self) -> float:
        """Distance to the bound, relative to the larger of the two."""
        return abs(self.bound - self.value) / max(abs(self.bound), abs(self.value), 1)


@dataclass(frozen=True)
class Plan:
    """A plan with its proof.

    ``chosen`` holds the column of each project, ``None`` where it is left out.
    """

    portfolio: Portfolio
    columns: Columns
    chosen: tuple[Column | None, ...]
    stages: tuple[Stage, ...]
    method: str

    def stage(self, name: str) -> Stage:
        """Return the stage of an objective."""
        return next(one for one in self.stages if one.name == name)


def solve_portfolio(
    portfolio: Portfolio,
    *,
    effort: Effort | None = None,
    objectives: Sequence[str] = OBJECTIVES,
    start: Sequence[tuple[str, int] | None] = (),
    progress: Progress | None = None,
) -> Plan:
    """Choose and date the projects.

    Objectives in order: most must-haves, least delay of them, most value, least weighted delay, fewest moves against the approved
    plan, early starts. A later one never gives up anything of an earlier one. The answer is checked by nobody here: see ``delivery.checker``.

    Parameters
    ----------
    effort
        Deterministic time for all objectives together, workers, seed, gap.
    start
        (mode, start period) of each project of a plan to begin from, beside the generated ones; one that does not fit is passed over.
    progress
        Called with (objective, value, bound) when a better plan is found.
    """
    effort = effort or Effort()
    columns = make_columns(portfolio)
    begin = _given(columns, start) or first_plan(columns)
    if len(columns.columns) <= WHOLE_UP_TO:
        chosen, stages = _whole(columns, begin, effort, objectives, progress)
        method = "whole"
    else:
        chosen, stages = _large(columns, begin, effort, objectives, progress)
        method = "neighbourhoods"
    taken = tuple(columns.columns[c] if c >= 0 else None for c in chosen)
    return Plan(portfolio, columns, taken, tuple(stages), method)


def _given(columns: Columns, start: Sequence[tuple[str, int] | None]) -> list[int] | None:
    """Return a plan by its columns, or ``None`` when none is given or it breaks a limit."""
    if not start:
        return None
    place = {(one.project, one.mode, one.start): c for c, one in enumerate(columns.columns)}
    room = Room(columns)
    ahead = {p: place.get((p, *taken)) for p, taken in enumerate(start) if taken is not None}
    while ahead:
        ready = [p for p, c in sorted(ahead.items()) if c is not None and room.fitting(p)[room.place[c]]]
        if not ready:
            return None
        for p in ready:
            c = ahead[p]
            if c is not None and room.fitting(p)[room.place[c]]:
                room.take(c)
                del ahead[p]
    return room.chosen


def _aim(built: Model, columns: Columns, name: str) -> Any:
    terms, drops, sense = objective_of(columns, name)
    expression = built.expression(terms, drops)
    (built.model.maximize if sense > 0 else built.model.minimize)(expression)
    return expression


def _hold(built: Model, expression: Any, name: str, value: int) -> None:
    """Keep what an objective has reached."""
    if not isinstance(expression, int):
        built.model.add(expression >= value if name in ("must", "value") else expression <= value)


def _whole(
    columns: Columns, start: list[int], effort: Effort, objectives: Sequence[str], progress: Progress | None
) -> tuple[list[int], list[Stage]]:
    """Search the whole model, one objective after the other, each from the plan of the one before."""
    built = build_model(columns)
    chosen, stages = start, []
    for name in objectives:
        expression = _aim(built, columns, name)
        reached = value_of(columns, chosen, name)
        if isinstance(expression, int) or not any(objective_of(columns, name)[0].values()):
            stages.append(Stage(name, reached, reached, "whole"))
            continue
        built.hint(chosen)
        tell = (lambda value, bound, name=name: progress(name, value, bound)) if progress else None
        found = built.solve(replace(effort, deterministic=effort.deterministic * _WHOLE_SHARE[name]), tell)
        if found.status in ("optimal", "feasible"):
            if _better(name, found.value, reached) or found.value == reached:
                chosen = list(found.chosen)
            stages.append(Stage(name, value_of(columns, chosen, name), found.bound, "whole"))
        elif found.status == "unknown":
            bound = _trivial(name, columns) if name in ("must", "value") and found.bound <= reached else found.bound
            stages.append(Stage(name, reached, bound, "whole"))
        else:
            raise InternalError("a plan that fits was refused by the model of the objective {name}", name=name)
        _hold(built, expression, name, stages[-1].value)
    return chosen, stages


def _better(name: str, one: int, other: int) -> bool:
    return one > other if name in ("must", "value") else one < other


def value_of(columns: Columns, chosen: Sequence[int], name: str) -> int:
    """Return what a plan reaches of an objective."""
    must, dates, value, late, moves, early = score(columns, chosen)
    return {"must": must, "dates": -dates, "value": value, "tardiness": -late, "moves": -moves, "early": -early}[name]


def _large(
    columns: Columns, start: list[int], effort: Effort, objectives: Sequence[str], progress: Progress | None
) -> tuple[list[int], list[Stage]]:
    """Must-haves exactly; value by prices, neighbourhoods and few dates each, bounded twice; then the dates of what was chosen."""
    bounds: dict[str, int] = {}
    chosen = list(start)
    if any(project.must for project in columns.portfolio.projects):
        chosen, bounds = _must_first(columns, chosen, effort)
    chosen, bounds["value"] = search_value(columns, chosen, effort, progress)
    rounds = max(round(_DATE_ROUNDS * effort.deterministic), 10)
    chosen = improve(columns, chosen, rounds, effort.seed + 1, progress, dates=True)
    stages: list[Stage] = []
    for name in objectives:
        if name in ("tardiness", "moves", "early"):
            chosen, found = redate(columns, chosen, name, {one.name: one.value for one in stages}, effort)
            reached = value_of(columns, chosen, name)
            stages.append(Stage(name, reached, min(found, reached), "selection"))
        else:
            reached = value_of(columns, chosen, name)
            stages.append(Stage(name, reached, bounds.get(name, reached), "relaxation" if name == "value" else "whole"))
    return chosen, stages


def search_value(columns: Columns, start: list[int], effort: Effort, progress: Progress | None = None) -> tuple[list[int], int]:
    """Return a plan of much value that keeps the must-haves and their dates, and a proven bound of the value.

    The linear program gives the first bound and prices; by these a plan is generated and improved. Beside, on another core, the
    relaxation bounds again and the whole model is searched over few dates of each project. Neither waits for a clock.
    """
    floors = {name: value_of(columns, start, name) for name in ("must", "dates")}
    prices = priced(columns, {c: -one.value for c, one in enumerate(columns.columns)}, floors)
    bound = min(math.floor(-prices.bound), _trivial("value", columns))
    chosen = max(start, guided_plan(columns, prices), key=lambda plan: score(columns, plan))
    size = min(max(len(columns.of) / 60, 1.0), 5.0)  # the effort is that of some sixty projects
    rounds = max(round(_VALUE_ROUNDS * size * effort.deterministic), 10)
    fine = replace(effort, gap=min(effort.gap, 0.0005))
    with ThreadPoolExecutor(1) as beside:
        ahead = beside.submit(_bounded_and_searched, columns, floors, chosen, prices, fine)
        chosen = improve_guided(columns, chosen, prices, rounds, effort.seed, progress)
        relaxed, other = ahead.result()
    bound = min(bound, relaxed)
    chosen = max(chosen, other, key=lambda plan: score(columns, plan))
    if _gap(value_of(columns, chosen, "value"), bound) > fine.gap:
        chosen = improve_guided(columns, chosen, prices, rounds // 2, effort.seed + 2, progress)
    return chosen, bound


def _bounded_and_searched(
    columns: Columns, floors: dict[str, int], start: list[int], prices: Priced, effort: Effort
) -> tuple[int, list[int]]:
    """Return the bound of the relaxation and a plan of the whole model over few dates of each project."""
    bound = _trivial("value", columns)
    if len(columns.of) <= MANY:  # with many projects the linear program is nearly exact and the relaxation far off
        part = replace(effort, deterministic=0.45 * effort.deterministic, gap=0.0)
        found = relaxed_bound(columns, "value", floors, part, _SPAN)
        bound = min(bound, found if found else bound)  # 0: the search ended before it had any bound
    share = 0.7 if len(columns.of) <= MANY else 2.0
    part = replace(effort, deterministic=max(share * effort.deterministic, 0.1))
    return bound, _on_windows(columns, start, prices, part)


def _must_first(columns: Columns, start: list[int], effort: Effort) -> tuple[list[int], dict[str, int]]:
    """Have the must-haves and date them, with only what they wait for beside them: leaving out the others never takes anything away.

    What is proven for them alone bounds the whole portfolio, and the plan found is filled up with the others.
    """
    kept = with_needs(columns, (p for p, project in enumerate(columns.portfolio.projects) if project.must))
    built = build_model(columns, [mine if p in kept else () for p, mine in enumerate(columns.of)])
    alone = [c if p in kept else -1 for p, c in enumerate(start)]
    bounds: dict[str, int] = {}
    for name in ("must", "dates", "value"):  # the value alone only picks the cheapest of equal dates
        expression = _aim(built, columns, name)
        if isinstance(expression, int):
            bounds[name] = expression
            continue
        reached = value_of(columns, alone, name)
        if name != "value" and reached == _trivial(name, columns):
            bounds[name] = reached
            _hold(built, expression, name, reached)
            continue
        built.hint(alone)
        found = built.solve(replace(effort, deterministic=(0.05 if name == "value" else 0.2) * effort.deterministic))
        reached = value_of(columns, alone, name)
        if found.status in ("optimal", "feasible") and not _better(name, reached, found.value):
            alone, reached = list(found.chosen), found.value
        bounds[name] = found.bound if found.status in ("optimal", "feasible") else _trivial(name, columns)
        _hold(built, expression, name, reached)
    bounds.pop("value")
    if score(columns, start)[:2] >= score(columns, alone)[:2]:
        return start, bounds
    best = list(alone)
    for density in (0.0, 0.5, 1.0):
        room = Room(columns)
        room.load(alone)
        filled = list(serial(columns, rank_of(columns, density), room))
        if score(columns, filled) > score(columns, best):
            best = filled
    return best, bounds


def _gap(value: int, bound: int) -> float:
    return abs(bound - value) / max(abs(bound), abs(value), 1)


def _on_windows(columns: Columns, start: list[int], prices: Priced, effort: Effort) -> list[int]:
    """Search the value over one start a year and mode of each project, that of most profit at the prices."""
    built = build_model(columns, windows(columns, start, prices, 24))
    for name in ("must", "dates"):
        terms, drops, _ = objective_of(columns, name)
        _hold(built, built.expression(terms, drops), name, value_of(columns, start, name))
    if isinstance(_aim(built, columns, "value"), int):
        return start
    built.hint(start)
    found = built.solve(effort)
    better = found.status in ("optimal", "feasible") and score(columns, found.chosen) > score(columns, start)
    return list(found.chosen) if better else start


def _trivial(name: str, columns: Columns) -> int:
    """Return the bound that holds without any search."""
    if name == "must":
        return sum(project.must for project in columns.portfolio.projects)
    if name == "value":
        return sum(max([0, *(columns.columns[c].value for c in mine)]) for mine in columns.of)
    return 0
