"""The plan: objectives one after the other, each with the bound that was proven for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tingzhou.delivery.portfolio.columns import Column, Columns, make_columns
from tingzhou.delivery.portfolio.heuristic import first_plan, score
from tingzhou.delivery.portfolio.model import Effort, Model, build_model, objective_of
from tingzhou.delivery.portfolio.neighbourhood import improve
from tingzhou.delivery.portfolio.problem import Portfolio
from tingzhou.delivery.portfolio.relaxation import relaxed_bound
from tingzhou.delivery.portfolio.room import Room
from tingzhou.errors import InternalError

__all__ = ["OBJECTIVES", "WHOLE_UP_TO", "Plan", "Stage", "solve_portfolio"]

OBJECTIVES = ("must", "value", "tardiness", "moves")
WHOLE_UP_TO = (
    2500  # columns; beyond, starts are searched on a grid, then in neighbourhoods, and the bound comes from the relaxation
)
_NEAR = 0.01  # gap from which a finer relaxation is worth its time
_MANY = 150  # projects; beyond, spans of the relaxation are years and the grid is left out


@dataclass(frozen=True)
class Stage:
    """One objective: what was found, the proven bound, and how it was proven (``whole`` model or ``relaxation``)."""

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
    progress: Callable[[str, float, float], None] | None = None,
) -> Plan:
    """Choose and date the projects.

    Objectives in order: most must-haves, most value, least weighted tardiness, fewest moves against the approved plan. A later one
    never gives up anything of an earlier one. The answer is checked by nobody here: see ``delivery.checker``.

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
    begin = first_plan(columns)
    given = _given(columns, start)
    if given is not None and score(columns, given) >= score(columns, begin):
        begin = given
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
    columns: Columns,
    start: list[int],
    effort: Effort,
    objectives: Sequence[str],
    progress: Callable[[str, float, float], None] | None,
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
        share = 0.1 if name == "must" else 0.3
        found = built.solve(replace(effort, deterministic=effort.deterministic * share), tell)
        if found.status in ("optimal", "feasible"):
            if _better(name, found.value, reached) or found.value == reached:
                chosen = list(found.chosen)
            stages.append(Stage(name, value_of(columns, chosen, name), found.bound, "whole"))
        elif found.status == "unknown":
            stages.append(Stage(name, reached, found.bound, "whole"))
        else:
            raise InternalError("a plan that fits was refused by the model of the objective {name}", name=name)
        _hold(built, expression, name, stages[-1].value)
    return chosen, stages


def _better(name: str, one: int, other: int) -> bool:
    return one > other if name in ("must", "value") else one < other


def value_of(columns: Columns, chosen: Sequence[int], name: str) -> int:
    """Return what a plan reaches of an objective."""
    must, value, late, moves = score(columns, list(chosen))
    return {"must": must, "value": value, "tardiness": -late, "moves": -moves}[name]


def _large(
    columns: Columns,
    start: list[int],
    effort: Effort,
    objectives: Sequence[str],
    progress: Callable[[str, float, float], None] | None,
) -> tuple[list[int], list[Stage]]:
    """Bound by the relaxation; search neighbourhoods, then a grid of starts, then the dates of what was chosen."""
    many = len(columns.of) > _MANY
    span = 24 if many else 6
    part = {"bound": 0.3, "grid": 0.0 if many else 0.3, "late": 0.1}
    share = {name: replace(effort, deterministic=max(effort.deterministic * some, 0.1)) for name, some in part.items()}
    most = _trivial("must", columns)
    rounds = max(round(effort.deterministic * (40 if many else 150)), 10)
    chosen = improve(columns, start, rounds, effort.seed, progress)
    bound = None
    if value_of(columns, chosen, "must") == most:
        floors = {"must": most} if most else {}
        bound = _tighter(relaxed_bound(columns, "value", floors, share["bound"], 24), _trivial("value", columns))
        if not many and _gap(value_of(columns, chosen, "value"), bound) > max(effort.gap, _NEAR):
            bound = _tighter(relaxed_bound(columns, "value", floors, share["bound"], span), bound)
    if part["grid"] and (bound is None or _gap(value_of(columns, chosen, "value"), bound) > effort.gap):
        chosen = _on_grid(columns, chosen, share["grid"], objectives, progress)
    chosen = improve(columns, chosen, rounds // 2, effort.seed + 1, progress, dates=True)
    stages: list[Stage] = []
    for name in objectives:
        floors = {one.name: one.value for one in stages}
        if name in ("tardiness", "moves"):
            chosen = _dates(columns, chosen, name, floors, share["late"])
        reached = value_of(columns, chosen, name)
        least = _trivial(name, columns)
        if reached == least:
            found: int | None = least
        elif name == "value" and bound is not None:
            found = bound
        else:
            found = relaxed_bound(columns, name, floors, share["bound" if name == "value" else "late"], span)
        stages.append(Stage(name, reached, least if found is None else found, "relaxation"))
    return chosen, stages


def _tighter(found: int | None, trivial: int) -> int:
    return trivial if found is None else min(found, trivial)


def _gap(value: int, bound: int) -> float:
    return abs(bound - value) / max(abs(bound), abs(value), 1)


def _on_grid(
    columns: Columns,
    start: list[int],
    effort: Effort,
    objectives: Sequence[str],
    progress: Callable[[str, float, float], None] | None,
) -> list[int]:
    """Search must-haves and value over starts two months apart, the first possible ones and the approved ones."""
    allowed: list[list[int]] = []
    for p, mine in enumerate(columns.of):
        first = {mode: min(columns.columns[c].start for c in mine if columns.columns[c].mode == mode)
                 for mode in {columns.columns[c].mode for c in mine}}  # fmt: skip
        allowed.append([c for c in mine if columns.columns[c].start % 4 == 0 or columns.columns[c].start == first[columns.columns[c].mode]
                        or c == start[p] or (columns.dropped_moves[p] and columns.columns[c].moves == 0)])  # fmt: skip
    built, chosen = build_model(columns, allowed), start
    for name in ("must", "value"):
        if name in objectives and any(objective_of(columns, name)[0].values()):
            expression = _aim(built, columns, name)
            built.hint(chosen)
            tell = (lambda value, bound, name=name: progress(name, value, bound)) if progress else None
            found = built.solve(replace(effort, deterministic=effort.deterministic * (0.1 if name == "must" else 0.9)), tell)
            if found.status in ("optimal", "feasible") and score(columns, list(found.chosen)) > score(columns, chosen):
                chosen = list(found.chosen)
            _hold(built, expression, name, value_of(columns, chosen, name))
    return chosen


def _dates(columns: Columns, chosen: list[int], name: str, floors: dict[str, int], effort: Effort) -> list[int]:
    """Date the chosen projects anew for a later objective, keeping what the earlier ones reached."""
    allowed = [mine if chosen[p] >= 0 else () for p, mine in enumerate(columns.of)]
    built = build_model(columns, allowed)
    for earlier, floor in floors.items():
        terms, drops, _ = objective_of(columns, earlier)
        _hold(built, built.expression(terms, drops), earlier, floor)
    if isinstance(_aim(built, columns, name), int):
        return chosen
    built.hint(chosen)
    found = built.solve(effort)
    better = found.status in ("optimal", "feasible") and score(columns, list(found.chosen)) > score(columns, chosen)
    return list(found.chosen) if better else chosen


def _trivial(name: str, columns: Columns) -> int:
    """Return the bound that holds without any search."""
    if name == "must":
        return sum(project.must for project in columns.portfolio.projects)
    if name == "value":
        return sum(max([0, *(columns.columns[c].value for c in mine)]) for mine in columns.of)
    return 0
