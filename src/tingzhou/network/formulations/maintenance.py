"""Maintenance that the program places: each unit stands still for some weeks in a row, within a season and a limit of crews."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import InputError, Problem
from tingzhou.hours import Grain
from tingzhou.network.expression import Expression
from tingzhou.network.formulations.bounds import write_sense
from tingzhou.network.formulations.commitment import units_share
from tingzhou.network.formulations.formulation import Formulation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.network.assembly import Assembly
    from tingzhou.network.model import Maintenance, Process, Rule

__all__ = ["CREW_LIMIT", "MAINTENANCE", "units_in_maintenance", "write_crew_limit", "write_maintenance"]

WEEK = Grain("week")

MAINTENANCE = Formulation(
    name="maintenance",
    title_zh="检修安排",
    title_en="Maintenance placed by the program",
    equation=r"\sum_{j \in J} z_j = (e + n)/s, \qquad u_k + \sum_{j \in J:\ j \le \mathrm{week}(k) < j + n_w} z_j \le N_k, \qquad "
    r"\sum_{j \in J:\ j \le i < j + n_w} z_j \le C \quad \forall i",
    symbols={
        "z_j": "units whose maintenance begins with week j, a whole number in the integer form [1]",
        "J": "weeks from which the whole maintenance lies in the allowed season",
        "n_w": "weeks of maintenance of each unit [1]",
        "u_k, N_k": "units on, units that do not stand still for another reason [1]",
        "C": "most units at once (crews) [1]",
        "(e + n)/s": "units [1]",
    },
    note="Weeks are seven days counted from the first day of the span; a short last week takes no maintenance. Planned weeks are given "
    "as a share of units out instead.",
    reference="Time windows for starts: L. A. Wolsey, Integer Programming (2020), section 1.6.",
)
CREW_LIMIT = Formulation(
    name="crew_limit",
    title_zh="检修队伍限额",
    title_en="Limit on maintenance at once",
    equation=r"\sum_{p \in P} \sum_{j \in J_p:\ j \le i < j + n_p} z_{pj} \le C \quad \forall i",
    symbols={"z_{pj}": "units of process p that begin maintenance with week j [1]", "C": "most units at once [1]"},
    note="Over several plants; the limit of one plant stands in its own data.",
    reference="As maintenance.",
)


def _starts(assembly: Assembly, maintenance: Maintenance) -> NDArray[np.int64]:
    """Return the weeks with which a maintenance may begin."""
    hours = assembly.network.hours
    week = assembly.axis.classes(WEEK)
    full = assembly.axis.duration(WEEK) >= 168.0 - 1e-9
    closed = np.bincount(week, weights=~np.broadcast_to(maintenance.allowed, (hours.size,)), minlength=full.size) > 0
    fit = full & ~closed
    count = fit.size - maintenance.weeks + 1
    if count <= 0:
        return np.zeros(0, dtype=np.int64)
    runs = np.lib.stride_tricks.sliding_window_view(fit, maintenance.weeks).all(axis=1)
    return np.flatnonzero(runs).astype(np.int64)


def write_maintenance(assembly: Assembly) -> None:
    """Write the weeks of maintenance of every committed process that has some to place.

    Raises
    ------
    InputError
        When the season has no room for them.
    """
    problems: list[Problem] = []
    for name, columns in list(assembly.committed.items()):
        process = assembly.processes[name]
        maintenance = process.commitment.maintenance if process.commitment is not None else None
        if maintenance is None or maintenance.weeks <= 0:
            continue
        starts = _starts(assembly, maintenance)
        if not starts.size:
            problems.append(
                Problem("the season of {process} has no {weeks} whole weeks in a row for its maintenance.",
                        "Widen the season, shorten the maintenance, or model a longer span.", file="plants", value=name,
                        parameters={"process": name, "weeks": maintenance.weeks}))  # fmt: skip
            continue
        whole = assembly.network.commitment == "integer"
        first = assembly.builder.columns(starts.size, lower=0.0, upper=np.inf, stage=-1, integer=whole).start
        assembly.committed[name] = replace(columns, weeks=first, week_starts=starts)
        _rows(assembly, process, maintenance)
    if problems:
        raise InputError(problems)


def _rows(assembly: Assembly, process: Process, maintenance: Maintenance) -> None:
    columns, units = assembly.committed[process.id], process.commitment
    assert units is not None
    every = Expression(1)
    for place in range(columns.week_starts.size):
        every.add_column(np.ones(1), columns.weeks + place)
    every.plus(assembly.capacity_sum(process.capacity, -1.0 / units.unit_size))
    assembly.write(every, kind="maintenance", subject=process.id, lower=0.0, upper=0.0)
    row = assembly.capacity_sum_repeated(process.capacity, columns.classes, -1.0 / units.unit_size)
    row.constant = row.constant * units_share(assembly, process)
    index = np.arange(columns.classes, dtype=np.int64)
    row.add_entries(index, columns.on + index, np.ones(columns.classes))
    week_of = assembly.axis.classes(WEEK)[np.searchsorted(assembly.axis.classes(process.grain), index)]
    classes, entries = _covered(columns.week_starts, maintenance.weeks, week_of)
    row.add_entries(classes, columns.weeks + entries, np.ones(classes.size))
    assembly.write(row, kind="maintenance", subject=process.id, upper=0.0, grain=process.grain)
    if maintenance.crews:
        out = _weekly(assembly, process.id)
        assembly.write(out, kind="crew_limit", subject=process.id, upper=float(maintenance.crews), grain=WEEK)


def _covered(starts: NDArray[np.int64], weeks: int, week_of: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (class, start) of all pairs in which a maintenance begun at the start covers the class."""
    age = week_of[:, None] - starts[None, :]
    rows, columns = np.nonzero((age >= 0) & (age < weeks))
    return rows.astype(np.int64), columns.astype(np.int64)


def units_in_maintenance(assembly: Assembly, name: str, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the units of a committed process that are in maintenance in each class of its grain, shape (K,)."""
    columns, units = assembly.committed[name], assembly.processes[name].commitment
    if columns.weeks < 0 or units is None or units.maintenance is None:
        return np.zeros(columns.classes)
    hours = np.searchsorted(assembly.axis.classes(columns.grain), np.arange(columns.classes))
    rows, entries = _covered(columns.week_starts, units.maintenance.weeks, assembly.axis.classes(WEEK)[hours])
    resting: NDArray[np.float64] = np.bincount(rows, weights=x[columns.weeks + entries], minlength=columns.classes).astype(
        np.float64
    )
    return resting


def _weekly(assembly: Assembly, name: str) -> Expression:
    """Return the units in maintenance in each week."""
    columns, process = assembly.committed[name], assembly.processes[name]
    count = assembly.axis.count(WEEK)
    row = Expression(count)
    if columns.weeks >= 0 and process.commitment is not None and process.commitment.maintenance is not None:
        weeks, entries = _covered(columns.week_starts, process.commitment.maintenance.weeks, np.arange(count, dtype=np.int64))
        row.add_entries(weeks, columns.weeks + entries, np.ones(weeks.size))
    return row


def write_crew_limit(assembly: Assembly, rule: Rule, grain: Grain) -> None:
    """Write the units in maintenance of all subjects in each week against the limit; nothing without commitment."""
    del grain
    row = Expression(assembly.axis.count(WEEK))
    for name in rule.subject:
        if name in assembly.committed:
            row.plus(_weekly(assembly, name))
    if not row.empty:
        write_sense(assembly, rule, row, rule.value, WEEK)
