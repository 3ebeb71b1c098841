"""The simulation: a year-long relaxation for plan and prices, then window after window with whole units.

All state is the vector of decided columns: levels, units on with their history, ramps and what yearly rules have used stand in it,
and a row that reaches back reads them there. So nothing is handed over twice, and a run that was killed goes on from the windows it
had finished, to the same last digit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import InfeasibleError, InputError, Problem, UsageError
from tingzhou.network.formulations import RULES
from tingzhou.operation.result import WindowRecord
from tingzhou.operation.spans import Spans, spans
from tingzhou.operation.window import Window, WindowProgram, Year, prepare_year, window_program, windows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.network.assembly import Assembly
    from tingzhou.program import Answer, Certificate, Program

    Reals = NDArray[np.float64]

__all__ = ["Kept", "Plan", "Settings", "Simulated", "simulate", "year_plan"]

Progress = Callable[[str, float, str], None]


@dataclass(frozen=True)
class Settings:
    """How the windows roll.

    Parameters
    ----------
    window, overlap, lookahead
        Hours with whole units, hours of them that the next window decides again, hours of the tail behind them [h].
    block
        Hours merged in the tail [h].
    gap
        Relative gap to which each window is proven, of the money it moves [1].
    spread
        By how much departing from the year's plan is dearer than its price [1].
    mode
        ``integer``, ``relaxed`` (fractions of units) or ``none`` (without commitment).
    """

    window: int = 168
    overlap: int = 24
    lookahead: int = 168
    block: int = 6
    gap: float = 2e-4
    spread: float = 0.02
    mode: str = "integer"

    def __post_init__(self) -> None:
        """Refuse what cannot roll."""
        if self.window < 1 or not 0 <= self.overlap < self.window or self.lookahead < 0 or self.block < 1:
            raise UsageError("windows of {window} h with {overlap} h of overlap and {lookahead} h of look-ahead do not roll: the overlap "
                             "must be shorter than the window", window=self.window, overlap=self.overlap, lookahead=self.lookahead)  # fmt: skip
        if self.mode not in ("integer", "relaxed", "none"):
            raise UsageError("'{mode}' is no mode of commitment; known: {known}", mode=self.mode, known="none, relaxed, integer")


@dataclass(frozen=True, eq=False)
class Plan:
    """The year-long relaxation: values and prices of the year's program, and its certificate (whose bound holds for the year)."""

    x: Reals
    y: Reals
    bound: float
    certificate: Certificate


@dataclass(frozen=True, eq=False)
class Kept:
    """What a finished window leaves: the columns it decided with their values, and its record."""

    columns: NDArray[np.int64]
    values: Reals
    record: WindowRecord


@dataclass(frozen=True, eq=False)
class Simulated:
    """Values of all columns of the year, and the records of the windows."""

    x: Reals
    records: tuple[WindowRecord, ...]


def _program(assembly: Assembly) -> Program:
    assert assembly.program is not None
    return assembly.program


def year_plan(assembly: Assembly, *, progress: Progress | None = None) -> Plan:
    """Return the year-long relaxation: fractions of units, rows of minimum times and start classes left out.

    What it leaves out only makes it cheaper: its bound holds for the whole program.
    """
    from tingzhou import program as programs

    program, when = _program(assembly), spans(assembly)
    short = np.flatnonzero(~when.long)
    relaxed = replace(
        program, integer=np.zeros(program.columns, dtype=np.bool_), matrix=program.matrix.tocsr()[short].tocsc(),
        row_lower=program.row_lower[short], row_upper=program.row_upper[short], row_stage=program.row_stage[short],
    )  # fmt: skip
    answer = programs.solve(relaxed, progress=progress)
    y = np.zeros(program.rows)
    y[short] = answer.y
    bound = answer.certificate.bound if np.isfinite(answer.certificate.bound) else programs.proven_bound(program, y)
    return Plan(answer.x, y, bound, answer.certificate)


def simulate(
    assembly: Assembly,
    plan: Plan,
    settings: Settings,
    *,
    kept: Mapping[int, Kept] | None = None,
    finished: Callable[[Kept], None] | None = None,
    progress: Progress | None = None,
) -> Simulated:
    """Return the year, decided window by window.

    Parameters
    ----------
    assembly
        The year-long network, written with whole units.
    plan
        Its relaxation.
    kept
        Windows that an earlier run has finished, by index; they are taken as they are.
    finished
        Called with every window that ends.

    Raises
    ------
    InfeasibleError
        When a window has no solution even where rules give way; the message says when.
    InputError
        When decisions for many hours that must be whole are not.
    """
    program, when = _program(assembly), spans(assembly)
    current = _whole_patterns(assembly, plan.x, when)
    rule = np.zeros(program.rows, dtype=np.bool_)
    for block in assembly.rows:
        rule[block.start : block.stop] = block.kind in RULES
    year = prepare_year(program, when, plan.y, rule)
    rolled = windows(assembly.axis.hours.size, window=settings.window, overlap=settings.overlap, lookahead=settings.lookahead)
    records = []
    for window in rolled:
        if progress is not None:
            progress("operate", window.index / len(rolled), str(assembly.axis.hours.times[window.start])[:10])
        done = None if kept is None else kept.get(window.index)
        if done is None:
            done = _solve(assembly, year, current, window, settings)
            if finished is not None:
                finished(done)
        current[done.columns] = done.values
        records.append(done.record)
    return Simulated(current, tuple(records))


def _whole_patterns(assembly: Assembly, x: Reals, when: Spans) -> Reals:
    """Return the plan with whole weeks of maintenance; other decisions for many hours must be whole already."""
    program, current = _program(assembly), x.copy()
    for name, columns in assembly.committed.items():
        if columns.weeks >= 0:
            place = slice(columns.weeks, columns.weeks + columns.week_starts.size)
            running = np.round(np.cumsum(current[place]) + 1e-9)
            current[place] = np.diff(running, prepend=0.0)
            del name
    broken = np.flatnonzero(when.pattern & program.integer & (np.abs(current - np.round(current)) > 1e-6))
    if broken.size:
        raise InputError(
            Problem("{count} decisions that hold for many hours are to be whole numbers, and the year-long solution leaves them open.",
                    "Decide them in the plan (delivery curve, units built) and give them to operate as they stand.",
                    parameters={"count": int(broken.size)}))  # fmt: skip
    current[when.pattern & program.integer] = np.round(current[when.pattern & program.integer])
    return current


def _solve(assembly: Assembly, year: Year, current: Reals, window: Window, settings: Settings) -> Kept:
    """Return a solved window."""
    for elastic in (False, True):
        own = window_program(year, current, window, block=settings.block, spread=settings.spread, elastic=elastic)
        try:
            return _kept(year, own, _answer(own.program, settings), window)
        except InfeasibleError:
            if elastic:
                times = assembly.axis.hours.times
                raise InfeasibleError("the hours from {start} to {end} have no operation that keeps their limits", start=str(times[window.start])[:13],
                                      end=str(times[window.detail - 1])[:13]) from None  # fmt: skip
    raise AssertionError  # the loop returns or raises


def _answer(program: Program, settings: Settings) -> Answer:
    """Return the window's answer to a gap that is relative to the money it moves: cost and revenue may nearly cancel."""
    from tingzhou import program as programs

    linear = replace(program, integer=np.zeros(program.columns, dtype=np.bool_))
    relaxed = programs.solve(linear, solver=("simplex", "ipx", "ipx-crossover"))
    if not program.integral:
        return relaxed
    fraction = np.abs(relaxed.x - np.round(relaxed.x))[program.integer]
    if fraction.max(initial=0.0) <= 1e-7:
        return relaxed
    turnover = float(np.abs(program.cost) @ np.abs(relaxed.x))
    absolute = settings.gap * turnover
    relative = absolute / max(abs(relaxed.objective), 1.0)
    return programs.solve(program, options={"mip_rel_gap": relative, "mip_abs_gap": absolute})


def _kept(year: Year, own: WindowProgram, answer: Answer, window: Window) -> Kept:
    """Return the columns that the window decides for good, and its record."""
    size = own.columns.size
    values = answer.x[:size].copy()
    whole = year.program.integer[own.columns]
    values[whole] = np.round(values[whole])
    values = np.clip(values, year.program.lower[own.columns], year.program.upper[own.columns])
    first = year.spans.column_first[own.columns]
    mine = year.spans.account[own.columns] | (first < window.stop)
    columns, values = own.columns[mine], values[mine]
    hourly = year.spans.hourly[columns]
    certificate = answer.certificate
    record = WindowRecord(
        index=window.index, start=window.start, stop=window.stop, end=window.end,
        cost=float(year.program.cost[columns[hourly]] @ values[hourly]), gap=certificate.gap, violation=certificate.primal_violation,
        integrality=certificate.integrality, columns=certificate.columns, rows=certificate.rows, solver=certificate.solver,
        version=certificate.version, seconds=certificate.seconds,
    )  # fmt: skip
    return Kept(columns, values, record)
