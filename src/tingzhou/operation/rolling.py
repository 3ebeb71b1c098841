"""The simulation: a year-long relaxation for plan and prices, then window after window with whole units.

All state is the vector of decided columns: levels, units on with their history, ramps and what yearly rules have used stand in it,
and a row that reaches back reads them there. So nothing is handed over twice, and a run that was killed goes on from the windows it
had finished, to the same last digit.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.errors import CertificateError, InfeasibleError, InputError, Problem, SolveError, UsageError
from tingzhou.network.diagnosis import diagnose
from tingzhou.network.formulations import RULES
from tingzhou.network.formulations.commitment import units_existing
from tingzhou.network.primal import Group, round_units
from tingzhou.operation.booking import book
from tingzhou.operation.result import WindowRecord
from tingzhou.operation.spans import Spans, spans
from tingzhou.operation.window import Window, WindowProgram, Year, prepare_year, window_program, windows
from tingzhou.program import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.network.assembly import Assembly
    from tingzhou.program import Answer, Certificate, Program

    Reals = NDArray[np.float64]

__all__ = ["Kept", "Plan", "Settings", "Simulated", "simulate", "year_plan"]

_NODES = 200  # of branch and cut in one window
_ENTRIES = 2_500_000  # coefficients of rows of minimum times and start classes that the year-long relaxation keeps
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
    gap: float = 1e-3
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


def year_plan(assembly: Assembly, *, entries: int = _ENTRIES, progress: Progress | None = None) -> Plan:
    """Return the year-long relaxation: all rows of the year with fractions of units.

    Rows of minimum times and start classes reach over many hours and are what makes it slow: with more than ``entries``
    coefficients in them they are left out. That only makes it cheaper: either way its bound holds for the whole program.

    Raises
    ------
    InfeasibleError
        With the diagnosis: limits over the year that the capacities cannot meet, whatever the units do.
    """
    from tingzhou import program as programs

    program, when = _program(assembly), spans(assembly)
    rows = program.matrix.tocsr()
    long = int(np.diff(rows.indptr)[when.long].sum())
    kept = np.flatnonzero(~when.long) if long > entries else np.arange(program.rows)
    relaxed = replace(
        program, integer=np.zeros(program.columns, dtype=np.bool_), matrix=rows[kept].tocsc(),
        row_lower=program.row_lower[kept], row_upper=program.row_upper[kept], row_stage=program.row_stage[kept],
    )  # fmt: skip
    try:
        answer = programs.solve(relaxed, progress=progress)
    except InfeasibleError as error:
        error.diagnosis = diagnose(replace(assembly, program=replace(program, integer=np.zeros(program.columns, dtype=np.bool_))))
        raise
    except SolveError:
        if kept.size < program.rows or not when.long.any():
            raise
        return year_plan(assembly, entries=-1, progress=progress)
    y = np.zeros(program.rows)
    y[kept] = answer.y
    bound = answer.certificate.bound
    if not np.isfinite(bound):  # a trace of a reduced cost at a column without a limit: what the multipliers come to then
        bound = answer.certificate.dual_objective
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
    year = prepare_year(program, when, plan.x, plan.y, rule)
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
        book(assembly, year.rows, current, window.start, window.stop)
        records.append(done.record)
    book(assembly, year.rows, current)
    return Simulated(current, tuple(records))


def _whole_patterns(assembly: Assembly, x: Reals, when: Spans) -> Reals:
    """Return the plan with whole weeks of maintenance; other decisions for many hours must be whole already."""
    program, current = _program(assembly), x.copy()
    _whole_weeks(assembly, current)
    broken = np.flatnonzero(when.pattern & program.integer & (np.abs(current - np.round(current)) > 1e-6))
    if broken.size:
        raise InputError(
            Problem("{count} decisions that hold for many hours are to be whole numbers, and the year-long solution leaves them open.",
                    "Decide them in the plan (delivery curve, units built) and give them to operate as they stand.",
                    parameters={"count": int(broken.size)}))  # fmt: skip
    current[when.pattern & program.integer] = np.round(current[when.pattern & program.integer])
    return current


def _whole_weeks(assembly: Assembly, current: Reals) -> None:
    """Put whole units in maintenance in the weeks that the relaxation likes best, within seasons and crews."""
    from tingzhou import program as programs

    places = [np.arange(one.weeks, one.weeks + one.week_starts.size) for one in assembly.committed.values() if one.weeks >= 0]
    if not places:
        return
    program, columns = _program(assembly), np.concatenate(places)
    chosen = np.zeros(program.columns, dtype=np.bool_)
    chosen[columns] = True
    part = program.matrix.tocsr()
    inside = np.diff(part[:, chosen].indptr)
    others = np.diff(part.indptr) - inside - np.diff(part[:, list(assembly.built.values())].indptr)
    rows = np.flatnonzero((inside > 0) & (others == 0))
    rest = np.where(chosen, 0.0, current)
    known = part[rows] @ rest
    own = programs.Program(
        cost=-current[columns], lower=np.zeros(columns.size), upper=np.full(columns.size, np.inf), integer=np.ones(columns.size, dtype=np.bool_),
        matrix=part[rows][:, columns].tocsc(), row_lower=program.row_lower[rows] - known, row_upper=program.row_upper[rows] - known,
        column_stage=np.full(columns.size, -1, dtype=np.int32), row_stage=np.full(rows.size, -1, dtype=np.int32),
    )  # fmt: skip
    current[columns] = np.round(programs.solve(own).x)


def _solve(assembly: Assembly, year: Year, current: Reals, window: Window, settings: Settings) -> Kept:
    """Return a solved window."""
    for elastic in (False, True):
        own = window_program(year, current, window, block=settings.block, spread=settings.spread, elastic=elastic)
        try:
            groups = _groups(assembly, own, current, window)
            return _kept(year, own, _answer(own.program, groups, settings), window, _counts(assembly))
        except InfeasibleError:
            if elastic:
                times = assembly.axis.hours.times
                raise InfeasibleError("the hours from {start} to {end} have no operation that keeps their limits", start=str(times[window.start])[:13],
                                      end=str(times[window.detail - 1])[:13]) from None  # fmt: skip
    raise AssertionError  # the loop returns or raises


def _answer(program: Program, groups: list[Group], settings: Settings) -> Answer:
    """Return the window's answer to a gap that is relative to the money it moves: cost and revenue may nearly cancel.

    A rounded schedule may do already; else it starts branch and cut, which stops at the gap or at a number of nodes (counted, not
    timed, so that runs repeat). The gap that was proven stands in the record.
    """
    from tingzhou import program as programs

    linear = replace(program, integer=np.zeros(program.columns, dtype=np.bool_))
    relaxed = programs.solve(linear, solver=("simplex", "ipx", "ipx-crossover"))
    if not program.integral or np.abs(relaxed.x - np.round(relaxed.x))[program.integer].max(initial=0.0) <= 1e-7:
        return relaxed
    absolute = settings.gap * float(np.abs(program.cost) @ np.abs(relaxed.x))
    start = round_units(program, groups, enough=relaxed.objective + absolute)
    if start is not None and start.cost <= relaxed.objective + absolute:
        return _certified(program, start.x, relaxed.objective, "rounding", relaxed.certificate.version, 0.0)
    options: dict[str, Any] = {
        "mip_rel_gap": absolute / max(abs(relaxed.objective), 1.0),
        "mip_abs_gap": absolute,
        "mip_max_nodes": _NODES,
    }
    if start is not None:
        options |= {"start": start.x} | ({"mip_heuristic_effort": 0.0} if start.close else {})
    raw = programs.SOLVERS["branch-and-cut"].run(program, options)
    if raw.status == "infeasible":
        raise InfeasibleError("the window has no solution")
    if not raw.x.any() and start is None:
        return programs.solve(program)
    found = raw.x
    if start is not None and not (raw.x.any() and program.objective(raw.x) <= start.cost):
        found = start.x
    bound = relaxed.objective if raw.bound is None or not np.isfinite(raw.bound) else max(raw.bound, relaxed.objective)
    for point in _points(program, found, None if start is None else start.x):
        try:
            return _certified(program, point, bound, "branch-and-cut", raw.version, raw.seconds)
        except CertificateError:
            continue
    return programs.solve(program)


def _points(program: Program, found: Reals, start: Reals | None) -> Iterator[Reals]:
    """Yield what branch and cut found, then the same counts of units with the linear rest solved again, then the rounded schedule.

    Branch and cut may leave a point a little outside a row (it works on a scaled program); the linear rest brings it back.
    """
    from tingzhou import program as programs

    yield found
    lower, upper, whole = program.lower.copy(), program.upper.copy(), program.integer
    lower[whole] = upper[whole] = np.clip(np.round(found[whole]), program.lower[whole], program.upper[whole])
    held = replace(program, lower=lower, upper=upper, integer=np.zeros(program.columns, dtype=np.bool_))
    again: Reals | None = None
    with contextlib.suppress(SolveError):
        again = programs.solve(held, solver=("simplex", "ipx", "ipx-crossover")).x
    if again is not None:
        yield again
    if start is not None:
        yield start


def _certified(program: Program, x: Reals, bound: float, solver: str, version: str, seconds: float) -> Answer:
    """Return a window's answer with its certificate; prices are those of the year, so it has none of its own."""
    from tingzhou import program as programs

    x = np.clip(x, program.lower, program.upper)
    certificate = programs.certify(program, x, None, solver=solver, version=version, seconds=seconds, options={}, bound=bound)
    if max(certificate.primal_violation, certificate.integrality) > TOLERANCE:
        raise CertificateError("no answer holds its certificate: {attempts}", attempts=solver)
    none = np.zeros(program.rows)
    return programs.Answer(x, none, program.cost, certificate.primal_objective, certificate, ())


def _groups(assembly: Assembly, own: WindowProgram, current: Reals, window: Window) -> list[Group]:
    """Return the columns of units on in a window, with what stood before it."""
    place_of = np.full(current.size, -1, dtype=np.int64)
    place_of[own.columns] = np.arange(own.columns.size)
    groups = []
    for name, columns in assembly.committed.items():
        units = assembly.processes[name].commitment
        assert units is not None
        inside = place_of[columns.on + window.start : columns.on + window.detail]
        reach = min(window.start, int(max(units.minimum_up, units.minimum_down)) + 1)
        before = np.round(current[columns.on + window.start - reach : columns.on + window.start])
        edges = np.arange(reach + inside.size + 1, dtype=np.float64)
        groups.append(
            Group(
                inside,
                round(units_existing(assembly, assembly.processes[name])),
                units.minimum_up,
                units.minimum_down,
                edges,
                before,
            )
        )
    return groups


def _snapped(values: Reals) -> Reals:
    """Return counts of starts and stops without the last digits of a solver."""
    near = np.abs(values - np.round(values)) <= 1e-6
    snapped: Reals = np.where(near, np.round(values), values)
    return snapped


def _counts(assembly: Assembly) -> NDArray[np.bool_]:
    """Return which columns of the year count starts and stops."""
    found = np.zeros(_program(assembly).columns, dtype=np.bool_)
    for columns in assembly.committed.values():
        for start in (*columns.starts, columns.stop):
            found[start : start + columns.classes] = True
    return found


def _kept(year: Year, own: WindowProgram, answer: Answer, window: Window, counts: NDArray[np.bool_]) -> Kept:
    """Return the columns that the window decides for good, and its record."""
    size = own.columns.size
    values = answer.x[:size].copy()
    whole = year.program.integer[own.columns]
    values[whole] = np.round(values[whole])
    values[counts[own.columns]] = _snapped(values[counts[own.columns]])
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
