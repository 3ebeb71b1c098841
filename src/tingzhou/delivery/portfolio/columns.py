"""Every way to take a project (mode, start) as a column, with what it costs, how late it is and what it takes of each factor.

Rows of limits: ``quota`` factor × year (carry-over unrolled), ``renewable`` factor × period, ``level`` factor × period (the sum of
flows up to the period: credit outstanding, capacity of a site taken). One year is counted beyond the horizon with the limits of the
last: what is finished in its last months has to fit in operation too. Amounts are whole steps of a factor: where figures are not whole
numbers of steps, uses are rounded up and limits down by at most one step, so that a plan of the model never breaks a limit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

from tingzhou.delivery.portfolio.periods import DAYS_OF_A_PERIOD
from tingzhou.delivery.portfolio.problem import Factor, Mode, Portfolio, Project, Use

__all__ = ["TRANCHE", "VALUE_STEP", "Column", "Columns", "Row", "make_columns", "widened"]

VALUE_STEP = 10_000.0  # CNY
TRANCHE = 6  # half months of work for which a credit is drawn at a time
_DIGITS = 6  # most digits of a figure in steps

Row = tuple[str, str, int]  # family, factor, year or period


@dataclass(frozen=True)
class Column:
    """A project taken in a mode from a start; ``finish`` is the period after the last one of work."""

    project: int
    mode: str
    start: int
    finish: int
    value: int
    tardiness: int
    moves: int
    takes: dict[Row, int] = field(hash=False)


@dataclass(frozen=True)
class Columns:
    """All columns with the limits of their rows.

    ``of`` lists the columns of each project, ``limits`` the right-hand side of each row; ``held`` keeps what is worked out from them once.
    """

    portfolio: Portfolio
    columns: tuple[Column, ...]
    of: tuple[tuple[int, ...], ...]
    limits: dict[Row, int]
    dropped_moves: tuple[int, ...]
    step: dict[str, float]
    held: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


def make_columns(portfolio: Portfolio) -> Columns:
    """Enumerate the columns of a portfolio."""
    periods = portfolio.periods
    step = {factor.id: _step(portfolio, factor) for factor in portfolio.factors}
    limits: dict[Row, int] = {}
    for factor in portfolio.factors:
        limits.update(_limits(portfolio, factor, step[factor.id]))
    columns: list[Column] = []
    of: list[tuple[int, ...]] = []
    for index, project in enumerate(portfolio.projects):
        mine = []
        for mode in project.modes:
            length = periods.length(mode.days)
            last = periods.count - 1 if project.latest is None else min(project.latest, periods.count - 1)
            for start in range(max(project.earliest, mode.earliest, 0), last + 1):
                if mode.winter_stop and periods.stopped(start):
                    continue  # the same work as a start after the stop, which is dated honestly
                worked = periods.worked(start, length, winter_stop=mode.winter_stop)
                finish = worked[-1] + 1
                if finish > periods.count and project.latest is None:
                    continue
                mine.append(len(columns))
                columns.append(_column(portfolio, index, mode, start, worked, step))
        of.append(tuple(mine))
    dropped = tuple(1000 if project.approved else 0 for project in portfolio.projects)
    return Columns(portfolio, tuple(columns), tuple(of), limits, dropped, step)


def _column(portfolio: Portfolio, index: int, mode: Mode, start: int, worked: tuple[int, ...], step: dict[str, float]) -> Column:
    project, finish = portfolio.projects[index], worked[-1] + 1
    late = max(finish - 1 - project.target, 0) if project.target is not None else 0
    moves = 0
    if project.approved:
        at, how = project.approved
        moves = 0 if (start, mode.name) == (at, how or mode.name) else 1000 + min(abs(start - at), 999)
    takes: dict[Row, float] = {}
    for use in project.uses:
        if use.mode in ("", mode.name):
            for row, amount in use_rows(portfolio, portfolio.factor(use.factor), use, start, worked):
                takes[row] = takes.get(row, 0.0) + amount
    for factor in portfolio.factors:
        if factor.provider == project.id and finish <= portfolio.periods.count:
            row = ("level", factor.id, finish)
            takes[row] = takes.get(row, 0.0) - factor.provided
    whole = {row: rounded_up(amount / step[row[1]]) for row, amount in takes.items()}
    value = math.floor((portfolio.value(project) - mode.cost) / VALUE_STEP + 0.5)
    return Column(index, mode.name, start, finish, value, round(100 * project.late_weight) * late, moves,
                  {row: amount for row, amount in whole.items() if amount})  # fmt: skip


def use_rows(portfolio: Portfolio, factor: Factor, use: Use, start: int, worked: tuple[int, ...]) -> list[tuple[Row, float]]:
    """Return what a use takes of each row, in the factor's unit."""
    periods = portfolio.periods
    finish, horizon = worked[-1] + 1, periods.count
    if factor.kind == "renewable":
        return [(("renewable", factor.id, period), use.amount) for period in worked if period < horizon]
    if factor.kind == "site":
        return [(("level", factor.id, finish), use.amount)] if finish <= horizon else []
    if factor.kind == "reservoir":
        tranches = worked[::TRANCHE]
        flows: list[tuple[Row, float]] = [
            (("level", factor.id, period), use.amount / len(tranches)) for period in tranches if period <= horizon
        ]
        years = math.ceil(use.repay_years)
        flows += [(("level", factor.id, finish + 24 * (year + 1)), -use.amount / years) for year in range(years)
                  if finish + 24 * (year + 1) <= horizon]  # fmt: skip
        return flows
    yearly = [0.0] * (periods.years + 1)
    if use.timing == "start":
        yearly[start // 24] += use.amount
    elif use.timing == "construction":
        for period in worked:
            if period < horizon + 24:
                yearly[period // 24] += use.amount / len(worked)
    elif use.timing == "shares":
        for year, share in enumerate(use.shares):
            if start // 24 + year <= periods.years:
                yearly[start // 24 + year] += use.amount * share
    else:
        for year in range(periods.years + 1):
            yearly[year] += use.amount * min(max(24 * (year + 1) - finish, 0), 24) / 24
    return _carried(factor, yearly)


def _carried(factor: Factor, yearly: list[float]) -> list[tuple[Row, float]]:
    """Unroll the carry-over: what is used up to a year, earlier years weighted by what would have been left of them.

    With ``left[y] = limit[y] + rate·left[y−1] − use[y] ≥ 0`` the condition of year y is ``Σ rate^(y−k)·use[k] ≤ Σ rate^(y−k)·limit[k]``.
    """
    rows: list[tuple[Row, float]] = []
    total = 0.0
    for year, amount in enumerate(yearly):
        total = total * factor.carry_over + amount
        if total:
            rows.append((("quota", factor.id, year), total))
    return rows


def _limits(portfolio: Portfolio, factor: Factor, step: float) -> dict[Row, int]:
    periods = portfolio.periods
    if factor.kind == "quota":
        limits: dict[Row, int] = {}
        total = 0.0
        for year, limit in enumerate((*factor.limits, factor.limits[-1])):
            total = total * factor.carry_over + limit
            limits[("quota", factor.id, year)] = rounded_down(total / step)
        return limits
    if factor.kind == "renewable":
        return {
            ("renewable", factor.id, period): rounded_down(factor.limits[period // 24] / step) for period in range(periods.count)
        }
    return {("level", factor.id, period): rounded_down(factor.limits[min(period // 24, periods.years - 1)] / step)
            for period in range(periods.count + 1)}  # fmt: skip


def widened(columns: Columns, factor: str, more: float) -> Columns:
    """Return the columns with every limit of a factor raised by the share ``more``; what they take stays as it is."""
    portfolio = columns.portfolio.with_limits(factor, 1.0 + more)
    limits = {**columns.limits, **_limits(portfolio, portfolio.factor(factor), columns.step[factor])}
    return replace(columns, limits=limits, held={})


def rounded_up(value: float) -> int:
    """Return the next whole number, forgiving rounding noise."""
    return math.ceil(value - 1e-6)


def rounded_down(value: float) -> int:
    """Return the whole number below, forgiving rounding noise."""
    return math.floor(value + 1e-6)


def _step(portfolio: Portfolio, factor: Factor) -> float:
    """Return the step in which a factor is counted: the largest power of ten that states every figure of it, within six digits."""
    figures = [*factor.limits, factor.provided]
    figures += [use.amount for project in portfolio.projects for use in project.uses if use.factor == factor.id]
    largest = max([*figures, 1e-9])
    power = math.ceil(math.log10(largest))
    for exponent in range(power, power - _DIGITS, -1):
        step = 10.0**exponent
        if all(abs(figure / step - round(figure / step)) < 1e-6 for figure in figures):
            return step
    return 10.0 ** (power - _DIGITS)


def half_months(days: float) -> int:
    """Return a lag in half months, rounded up."""
    return math.ceil(days / DAYS_OF_A_PERIOD - 1e-9) if days > 0 else 0


def project_index(portfolio: Portfolio) -> dict[str, int]:
    """Return id → place in ``projects``."""
    return {project.id: index for index, project in enumerate(portfolio.projects)}


def mode_of(project: Project, name: str) -> Mode:
    """Return a mode by name."""
    return next(mode for mode in project.modes if mode.name == name)
