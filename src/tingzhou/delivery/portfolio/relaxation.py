"""A bound that needs no half months: one variable per project, mode and span of starts, each row taken at its least.

Every plan maps to a choice here with the same value that takes no more of any quota, nor of any renewable capacity, credit or site at
the sampled half months: the proven bound of this small program bounds the portfolio of any size. The timing of links is left out; who
needs whom is kept.
"""

from __future__ import annotations

from collections import defaultdict

from tingzhou.delivery.portfolio.columns import Column, Columns, Row
from tingzhou.delivery.portfolio.model import Effort, build_model, objective_of

__all__ = ["relaxed_bound"]

_SAMPLE = 6  # half months between samples
_SAMPLED = 10_000  # offset of sampled half months among the years of a row


def _coarse(columns: Columns, span: int) -> Columns:
    """Merge the columns of a project with the same mode and span of starts: best value, least tardiness, least use of every row."""
    merged: dict[tuple[int, str, int], list[Column]] = defaultdict(list)
    for one in columns.columns:
        merged[one.project, one.mode, one.start // span].append(one)
    count = columns.portfolio.periods.count
    samples = (*range(_SAMPLE - 1, count, _SAMPLE), count)
    limits = dict(columns.limits)
    for (family, factor, period), limit in columns.limits.items():
        if family != "quota" and period in samples:
            limits["quota", factor, _SAMPLED + period] = limit
    made: list[Column] = []
    of: list[list[int]] = [[] for _ in columns.of]
    for (project, mode, part), group in sorted(merged.items()):
        takes = _least([_sampled(one, samples) for one in group])
        of[project].append(len(made))
        made.append(Column(project, mode, span * part, max(one.finish for one in group), max(one.value for one in group),
                           min(one.tardiness for one in group), min(one.moves for one in group), takes))  # fmt: skip
    return Columns(columns.portfolio, tuple(made), tuple(tuple(some) for some in of), limits, columns.dropped_moves, columns.step)


def _sampled(one: Column, samples: tuple[int, ...]) -> dict[Row, int]:
    """Return what a column takes of the quotas and, at the sampled half months, of everything else."""
    takes: dict[Row, int] = {}
    for (family, factor, period), amount in one.takes.items():
        if family == "quota":
            takes[family, factor, period] = amount
        elif family == "renewable":
            if period in samples:
                takes["quota", factor, _SAMPLED + period] = amount
        else:
            for sample in samples:
                if sample >= period:
                    row = ("quota", factor, _SAMPLED + sample)
                    takes[row] = takes.get(row, 0) + amount
    return takes


def _least(group: list[dict[Row, int]]) -> dict[Row, int]:
    rows = sorted(set().union(*group))
    found = {row: min(takes.get(row, 0) for takes in group) for row in rows}
    return {row: amount for row, amount in found.items() if amount}


def relaxed_bound(columns: Columns, name: str, floors: dict[str, int], effort: Effort, span: int = 6) -> int | None:
    """Return a proven bound of an objective when the earlier ones keep at least ``floors``; ``None`` when none was found."""
    coarse = _coarse(columns, span)
    timed = frozenset(
        number for number, link in enumerate(columns.portfolio.links) if link.kind not in ("excludes", "alternative", "requires")
    )
    built = build_model(coarse, without_links=timed)
    links = columns.portfolio.links
    index = {project.id: number for number, project in enumerate(columns.portfolio.projects)}
    for number in sorted(timed):
        one, other = index[links[number].project], index[links[number].other]
        built.model.add(sum(built.x[c] for c in coarse.of[one]) <= sum(built.x[c] for c in coarse.of[other]))
    for earlier, floor in floors.items():
        terms, drops, sense = objective_of(coarse, earlier)
        expression = built.expression(terms, drops)
        built.model.add(expression >= floor if sense > 0 else expression <= floor)
    terms, drops, sense = objective_of(coarse, name)
    (built.model.maximize if sense > 0 else built.model.minimize)(built.expression(terms, drops))
    found = built.solve(effort, light=True)
    return found.bound if found.status != "infeasible" and abs(found.bound) < 10**15 else None
