"""Solve with commitment: groups of units, their bound, and what the schedule costs once handed down to single units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.errors import InfeasibleError, UsageError
from tingzhou.network.assemble import assemble
from tingzhou.network.committed import committed_network
from tingzhou.network.formulations.commitment import forced_stops
from tingzhou.network.primal import first_schedule, round_units, unit_groups
from tingzhou.network.solve import solution_of
from tingzhou.network.units import failures, hand_down, single_units

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from tingzhou.network.assembly import Assembly
    from tingzhou.network.model import Network
    from tingzhou.network.solution import Solution
    from tingzhou.program import Answer, Program

__all__ = ["MODES", "Committed", "solve_committed"]

MODES = ("relaxed", "integer", "rounded")


@dataclass(frozen=True, eq=False)
class Committed:
    """A network solved with commitment.

    Parameters
    ----------
    solution
        Of the groups of identical units; its ``certificate.bound`` is proven.
    bound
        Proven lower bound on the cost, for the groups and for single units alike [CNY].
    units
        Of single units with the group's schedule (processes ``name#1`` …); ``None`` when it was not asked for or the mode is relaxed.
    upper
        Cost of single units: an upper bound on their optimum; the cost of the groups without them [CNY].
    gap
        ``(upper − bound) / max(1, |upper|)`` [1].
    """

    solution: Solution
    bound: float
    units: Solution | None
    upper: float
    gap: float


def solve_committed(
    network: Network,
    *,
    mode: str = "integer",
    gap: float = 1e-3,
    units: bool = True,
    progress: Callable[[str, float, str], None] | None = None,
) -> Committed:
    """Return the network solved with commitment, and the certified cost of real units.

    Parameters
    ----------
    network
        Its processes' ``commitment`` data are put to use.
    mode
        ``relaxed``: fractions of units, a lower bound. ``integer``: whole units to the relative ``gap``. ``rounded``: whole units near
        the fractions, with minimum times kept; the bound is that of the fractions.
    units
        Whether the schedule is handed down to single units (first on, first off), fixed, and the linear rest solved again.

    Raises
    ------
    InputError
        When the data of units cannot be met.
    InfeasibleError
        When no schedule exists, or rounding finds none.
    """
    from tingzhou import program as programs

    if mode not in MODES:
        raise UsageError("'{mode}' is no mode of commitment; known: {known}", mode=mode, known=", ".join(MODES))
    assembly = assemble(committed_network(network, "integer" if mode == "integer" else "relaxed"))
    program = _program(assembly)
    options: dict[str, Any] = {}
    if program.integral:
        start = first_schedule(assembly)
        options = {"mip_rel_gap": gap}
        if start is not None:
            options |= {"start": start.x} | ({"mip_heuristic_effort": 0.0} if start.close else {})
    answer = programs.solve(program, options=options, progress=progress)
    bound = answer.certificate.bound
    if not np.isfinite(bound):
        bound = answer.certificate.dual_objective
    if mode == "rounded":
        answer = _rounded(assembly, answer)
    single = None
    if units and mode != "relaxed" and assembly.committed:
        single = _single(assembly, answer)
    solution = solution_of(assembly, answer)
    upper = answer.objective if single is None else single.objective
    return Committed(solution, bound, single, upper, (upper - bound) / max(1.0, abs(upper)))


def _program(assembly: Assembly) -> Program:
    assert assembly.program is not None
    return assembly.program


def _begin(assembly: Assembly, name: str) -> NDArray[np.float64]:
    duration = assembly.axis.duration(assembly.processes[name].grain)
    return np.concatenate([[0.0], np.cumsum(duration)])


def _counts(assembly: Assembly, x: NDArray[np.float64]) -> dict[str, int]:
    """Return the number of units of every committed process."""
    counts = {}
    for name in assembly.committed:
        process = assembly.processes[name]
        assert process.commitment is not None
        count = assembly.existing(process.capacity) / process.commitment.unit_size
        if assembly.is_built(process.capacity) and process.capacity is not None:
            count += x[assembly.built[process.capacity]] * assembly.built_scale(process.capacity) / process.commitment.unit_size
        counts[name] = int(np.floor(count + 1e-6))
    return counts


def _rounded(assembly: Assembly, answer: Answer) -> Answer:
    """Return the answer with whole units near the fractions and the linear rest solved again."""
    from tingzhou import program as programs

    program = _program(assembly)
    most = {name: count + 1 if assembly.is_built(assembly.processes[name].capacity) else count
            for name, count in _counts(assembly, answer.x).items()}  # fmt: skip
    groups = unit_groups(assembly, most)
    whole = np.zeros(program.columns, dtype=np.bool_)
    for group in groups:
        whole[group.columns] = True
    found = round_units(replace(program, integer=whole), groups)
    if found is None:
        raise InfeasibleError("no rounding of the fractions of units can be met; use whole units")
    return programs.solve(_held(program, {int(group.columns[0]): found.x[group.columns] for group in groups}))


def _held(program: Program, fixed: Mapping[int, NDArray[np.float64]]) -> Program:
    """Return the program with columns held at values, and no column left whole."""
    lower, upper = program.lower.copy(), program.upper.copy()
    for start, values in fixed.items():
        lower[start : start + values.size] = upper[start : start + values.size] = values
    return replace(program, lower=lower, upper=upper, integer=np.zeros(program.columns, dtype=np.bool_))


def _single(assembly: Assembly, answer: Answer) -> Solution:
    """Return the cost of single units that follow the group's schedule."""
    from tingzhou import program as programs

    network, x = assembly.network, answer.x
    counts = _counts(assembly, x)
    schedules, out = {}, {}
    for name, columns in assembly.committed.items():
        units = assembly.processes[name].commitment
        assert units is not None
        on = np.round(x[columns.on : columns.on + columns.classes]).astype(np.int64)
        forced = forced_stops(assembly, assembly.processes[name]).round().astype(np.int64)
        schedules[name] = hand_down(on, counts[name], up=units.minimum_up, down=units.minimum_down, begin=_begin(assembly, name)[:-1],
                                    forced=forced)  # fmt: skip
        failed = failures(schedules[name], forced).astype(np.float64)
        out[name] = failed[:, assembly.axis.classes(columns.grain)]
    built = {name: float(x[column]) * assembly.built_scale(name) for name, column in assembly.built.items()}
    own = assemble(replace(single_units(network, counts, built, out), commitment="relaxed"))
    fixed = {}
    for name, schedule in schedules.items():
        for index, row in enumerate(schedule):
            single = own.committed.get(f"{name}#{index + 1}")
            if single is not None:
                fixed[single.on] = row.astype(np.float64)
    held = _held(_program(own), fixed)
    return solution_of(own, programs.solve(held))
