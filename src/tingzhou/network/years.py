"""Several weather years that share their capacities: one plan before the weather is known, one operation for each year.

    min Σ_k w_k · (c_k · x_k)    with the same built capacities in every x_k

Capacities are the only columns that years share; everything else is a block of its own, so that the program keeps the shape of an
arrow and the stage solver follows the hours of all years. Reference: two-stage plans with recourse, J. R. Birge and F. Louveaux,
Introduction to Stochastic Programming (2011), ch. 2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import InfeasibleError, UsageError
from tingzhou.network.assemble import assemble
from tingzhou.network.solve import solution_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tingzhou.network.assembly import Assembly
    from tingzhou.network.model import Network
    from tingzhou.network.solution import Solution
    from tingzhou.program import Certificate, Program

__all__ = ["Years", "solve_years"]


@dataclass(frozen=True, eq=False)
class Years:
    """A plan over several years.

    Parameters
    ----------
    objective
        Weighted cost less revenue of all years [CNY].
    certificate
        Of the whole program; every solution carries the same one.
    solutions
        By year: built capacities are the same in all, prices are those of the year [CNY/unit].
    weights
        By year, adding up to 1.
    """

    objective: float
    certificate: Certificate
    solutions: Mapping[str, Solution]
    weights: Mapping[str, float]


def solve_years(
    networks: Mapping[str, Network] | Sequence[Network],
    *,
    weights: Mapping[str, float] | Sequence[float] | None = None,
    solver: str | None = None,
    progress: Callable[[str, float, str], None] | None = None,
) -> Years:
    """Return the plan that is best for the weighted mean of all years.

    Parameters
    ----------
    networks
        One network per year, by name or in a sequence, with the same capacities that may be built.
    weights
        Weight of each year, above 0; they are divided by their sum. Without them all years count the same.
    solver, progress
        As for ``solve``.

    Raises
    ------
    UsageError
        When there is no year, weights do not fit, or capacities differ between years.
    InfeasibleError
        With the diagnosis of the first year that is infeasible by itself, where there is one.
    SolveError
        When no solver gives an answer whose certificate holds.
    """
    from tingzhou import program as programs

    named = dict(networks) if isinstance(networks, Mapping) else {str(index): one for index, one in enumerate(networks)}
    shares = _shares(named, weights)
    assemblies = {name: assemble(network) for name, network in named.items()}
    shared = _shared(assemblies)
    whole, places = _merged(assemblies, shared, shares)
    try:
        answer = programs.solve(whole, solver=solver, progress=progress)
    except InfeasibleError as error:
        _explain(assemblies, error)
        raise
    solutions, row = {}, 0
    for name, assembly in assemblies.items():
        program = _program(assembly)
        x = answer.x[places[name]]
        y = answer.y[row : row + program.rows] / shares[name]
        row += program.rows
        own = programs.Answer(x, y, program.cost - program.matrix.T @ y, program.objective(x), answer.certificate, answer.attempts)
        solutions[name] = solution_of(assembly, own)
    return Years(answer.objective, answer.certificate, solutions, shares)


def _program(assembly: Assembly) -> Program:
    assert assembly.program is not None
    return assembly.program


def _shifted(stages: NDArray[np.int32], steps: int, reaches: int) -> NDArray[np.int32]:
    """Return stages after ``steps`` steps and ``reaches`` reaches of the years before; −1 stays."""
    return np.where(stages >= 0, stages + steps, np.where(stages < -1, stages - reaches, -1)).astype(np.int32)


def _shares(named: Mapping[str, Network], weights: Mapping[str, float] | Sequence[float] | None) -> dict[str, float]:
    """Return the weights by year, adding up to 1."""
    if not named:
        raise UsageError("at least one year is needed")
    if weights is None:
        given = dict.fromkeys(named, 1.0)
    else:
        given = dict(weights) if isinstance(weights, Mapping) else dict(zip(named, weights, strict=False))
        count = len(weights)
        if set(given) != set(named) or count != len(named) or not all(np.isfinite(one) and one > 0 for one in given.values()):
            raise UsageError("there are {years} years; each needs one weight above 0", years=len(named))
    total = float(sum(given.values()))
    return {name: float(given[name]) / total for name in named}


def _shared(assemblies: Mapping[str, Assembly]) -> list[str]:
    """Return the capacities that the program decides about; refuse years that differ in them."""
    first, *others = assemblies
    reference = assemblies[first]
    for name in others:
        mine = assemblies[name]
        for capacity in sorted(set(reference.built) | set(mine.built)):
            pair = [one.capacities[capacity] if capacity in one.built else None for one in (reference, mine)]
            limits = [None if one is None else (one.existing, one.minimum_build, one.maximum_build, one.unit_size) for one in pair]
            if limits[0] != limits[1]:
                raise UsageError("the capacity {capacity} is not the same in the years {first} and {second}: existing, limits and unit "
                                 "size must agree", capacity=capacity, first=first, second=name)  # fmt: skip
    return sorted(reference.built)


def _merged(
    assemblies: Mapping[str, Assembly], shared: list[str], shares: Mapping[str, float]
) -> tuple[Program, dict[str, NDArray[np.int64]]]:
    """Return one program over all years, and for each year where its columns stand in it."""
    from scipy import sparse

    from tingzhou.program import Program

    places: dict[str, NDArray[np.int64]] = {}
    common, blocks, parts, rows, row_stages, reaches = [], [], [], [], [], [np.zeros((0, 2), dtype=np.int32)]
    start, stage, border_cost, offset = len(shared), 0, np.zeros(len(shared)), 0.0
    for name, assembly in assemblies.items():
        program, share = _program(assembly), shares[name]
        border = np.array([assembly.built[capacity] for capacity in shared], dtype=np.int64)
        own = np.setdiff1d(np.arange(program.columns), border)
        place = np.empty(program.columns, dtype=np.int64)
        place[border], place[own] = np.arange(border.size), start + np.arange(own.size)
        places[name] = place
        start += own.size
        common.append(program.matrix[:, border])
        blocks.append(program.matrix[:, own])
        border_cost += share * program.cost[border]
        offset += share * program.offset
        known = sum(part.shape[0] for part in reaches)
        shifted = [_shifted(one, stage, known) for one in (program.column_stage, program.row_stage)]
        reaches.append(program.reaches + np.int32(stage))
        parts.append((share * program.cost[own], program.lower[own], program.upper[own], program.integer[own], shifted[0][own]))
        rows.append((program.row_lower, program.row_upper))
        row_stages.append(shifted[1])
        stage += int(max(program.column_stage.max(initial=-1), program.row_stage.max(initial=-1))) + 1
    reference = next(iter(assemblies.values()))
    first = _program(reference)
    border = np.array([reference.built[capacity] for capacity in shared], dtype=np.int64)
    head = (border_cost, first.lower[border], first.upper[border], first.integer[border], first.column_stage[border])
    columns = [np.concatenate(arrays) for arrays in zip(head, *parts, strict=True)]
    matrix = sparse.csc_array(sparse.hstack([sparse.vstack(common), sparse.block_diag(blocks)], format="csc"))
    matrix.sort_indices()
    cost, lower, upper, integer, column_stage = columns
    row_lower, row_upper = (np.concatenate(arrays) for arrays in zip(*rows, strict=True))
    whole = Program(cost, lower, upper, integer, matrix, row_lower, row_upper, column_stage, np.concatenate(row_stages), offset,
                    np.concatenate(reaches))  # fmt: skip
    return whole, places


def _explain(assemblies: Mapping[str, Assembly], error: InfeasibleError) -> None:
    """Attach the diagnosis of the first year that cannot be met by itself."""
    from tingzhou.network.diagnosis import diagnose
    from tingzhou.program import is_feasible

    for assembly in assemblies.values():
        if not is_feasible(_program(assembly)):
            error.diagnosis = diagnose(assembly)
            return
