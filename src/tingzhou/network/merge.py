"""Merged forms: duplicate processes as one, and wind, sun and water as ``availability · capacity − one curtailment per balance``.

The merged program is solved, its answer mapped to the whole program and certified there. Duplicates are always exact. Merged curtailment
is a relaxation: only an answer whose curtailment is no more than what was available is one of the whole program. Where it is more in a
few hours, these are dispatched again with everything else as it stands; where that does not help, the whole program is solved.
Only processes that no rule, ramp, minimum or cost speaks of are merged, which is read off the arrays themselves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import InfeasibleError, SolveError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tingzhou.network.assembly import Assembly
    from tingzhou.program import Answer, Program
    from tingzhou.program.curtail import Curtailed
    from tingzhou.program.twins import Twins

    Reals = NDArray[np.float64]

__all__ = ["solve_merged"]

_PRICE = 1e-6  # share of the largest price by which the lowest price of a merged balance may be below nothing
_EXCESS = 1e-9  # share of what is available by which merged curtailment may exceed it
_MOST_STEPS = 0.25  # share of steps that may be dispatched again


def solve_merged(
    assembly: Assembly,
    *,
    curtailment: bool = True,
    solver: str | None = None,
    progress: Callable[[str, float, str], None] | None = None,
) -> Answer:
    """Return the certified answer to an assembled network, found on its merged form where that holds.

    Without ``curtailment`` only duplicates are merged, which is always exact. ``attempts`` of the answer begin with the merged form;
    its ``certificate`` is of the whole program.

    Raises
    ------
    InfeasibleError, UnboundedError, CertificateError, SolveError
        As ``tingzhou.program.solve``.
    """
    from tingzhou import program as programs

    program = assembly.program
    assert program is not None
    twins, curtailed = merged_forms(assembly, curtailment=curtailment)
    if twins is None and curtailed is None:
        return programs.solve(program, solver=solver, progress=progress)
    small = curtailed.program if curtailed is not None else twins.program  # type: ignore[union-attr]
    try:
        answer = programs.solve(small, solver=solver, progress=progress)
    except InfeasibleError:
        raise  # the merged form allows all that the whole one does
    except SolveError as error:  # a relaxation may have no end where the whole program has one
        said = programs.Attempt("merged", f"no answer ({type(error).__name__})", 0.0)
    else:
        found, word = _whole(program, twins, curtailed, answer)
        if found is not None:
            return found
        said = programs.Attempt(f"merged {answer.certificate.solver}", word, answer.certificate.seconds)
    exact = programs.solve(program, solver=solver, progress=progress)
    return replace(exact, attempts=(said, *exact.attempts))


def merged_forms(assembly: Assembly, *, curtailment: bool = True) -> tuple[Twins | None, Curtailed | None]:
    """Return the program of an assembly with its duplicates merged, and that with its curtailment merged too."""
    from tingzhou.program.curtail import merge_givers
    from tingzhou.program.twins import merge_twins

    program = assembly.program
    assert program is not None
    if program.integral:
        return None, None
    twins = merge_twins(program, *_blocks(assembly, program))
    if not curtailment:
        return twins, None
    acting = np.zeros(program.columns, dtype=np.bool_)
    for block in assembly.activity.values():
        acting[block.start : block.stop] = True
    left = program if twins is None else twins.program
    return twins, merge_givers(left, np.flatnonzero(acting if twins is None else acting[twins.columns]))


def _blocks(assembly: Assembly, program: Program) -> tuple[NDArray[np.int64], NDArray[np.int64], Reals]:
    """Return the capacity every column belongs to, and for every capacity its column and what exists of it."""
    number = {name: index for index, name in enumerate(assembly.capacities)}
    label = np.full(program.columns, -1, dtype=np.int64)
    for name, block in assembly.activity.items():
        capacity = assembly.processes[name].capacity
        if capacity is not None:
            label[block.start : block.stop] = number[capacity]
    for name, block in assembly.level.items():
        label[block.start : block.stop] = number[assembly.stores[name].capacity]
    size, offset = np.full(len(number), -1, dtype=np.int64), np.zeros(len(number))
    for name, index in number.items():
        offset[index] = assembly.existing(name)
        if name in assembly.built:
            size[index] = assembly.built[name]
            label[size[index]] = index
            offset[index] /= assembly.built_scale(name)
    return label, size, offset


def _whole(program: Program, twins: Twins | None, curtailed: Curtailed | None, answer: Answer) -> tuple[Answer | None, str]:
    """Return the answer of the whole program, or ``None`` and why the merged one is none."""
    from tingzhou import program as programs

    x, y = answer.x, answer.y
    word = "merged"
    steps = np.zeros(0, dtype=np.int64)
    if curtailed is not None:
        before = curtailed.given
        excess = curtailed.excess(x)
        over = np.flatnonzero(excess > _EXCESS * (1.0 + np.abs(x).max(initial=0.0)))
        steps = np.unique(before.row_stage[curtailed.merged_rows[over]])
        x, restored = curtailed.restore(x, y)
        assert restored is not None
        y = restored
        prices = y[curtailed.merged_rows]
        if prices.min(initial=0.0) < -_PRICE * (1.0 + np.abs(prices).max(initial=0.0)):
            return None, "a price of a merged balance is negative"
    if twins is not None:
        x, restored = twins.restore(x, y)
        assert restored is not None
        y = restored
    x = np.clip(x, program.lower, program.upper)
    if steps.size:
        again = _dispatched(program, x, steps)
        if again is None:
            return None, f"merged curtailment exceeds what is available in {steps.size} steps"
        x, word = again, f"merged, {steps.size} steps dispatched again"
    said = answer.certificate
    certificate = programs.certify(
        program, x, y, solver=said.solver, version=said.version, seconds=said.seconds, options={**said.options, "form": word},
        iterations=said.iterations,
    )  # fmt: skip
    if not certificate.holds():
        return None, f"{word}: the certificate of the whole program does not hold"
    attempts = (*answer.attempts[:-1], programs.Attempt(f"merged {said.solver}", "optimal", said.seconds, certificate))
    reduced = program.cost - program.matrix.T @ y
    return programs.Answer(x, y, reduced, certificate.primal_objective, certificate, attempts), word


def _dispatched(program: Program, x: Reals, steps: NDArray[np.int64]) -> Reals | None:
    """Return ``x`` with the columns that stand in rows of ``steps`` only decided again; ``None`` where that is not possible."""
    from tingzhou import program as programs

    stages = int(program.row_stage.max(initial=-1)) + 1
    if steps[0] < 0 or steps.size > max(1.0, _MOST_STEPS * stages):
        return None
    open_stage = np.zeros(stages + 1, dtype=np.bool_)
    open_stage[steps] = True
    inside = (program.row_stage >= 0) & open_stage[np.maximum(program.row_stage, 0)]
    matrix = program.matrix
    column = np.repeat(np.arange(program.columns), np.diff(matrix.indptr))
    outside = np.bincount(column, weights=~(inside | (program.row_stage < 0))[matrix.indices], minlength=program.columns)
    touching = np.bincount(column, weights=inside[matrix.indices], minlength=program.columns)
    free = np.flatnonzero((outside == 0) & (touching > 0) & (program.column_stage >= 0))
    if not free.size:
        return None
    activity = matrix @ x
    part = matrix[:, free]
    rows = np.unique(part.indices)
    rest = (activity - part @ x[free])[rows]
    across = program.row_stage[rows] < 0  # what the steps before and after have used up is not asked for again
    low = np.where(across, np.minimum(program.row_lower[rows], activity[rows]), program.row_lower[rows]) - rest
    high = np.where(across, np.maximum(program.row_upper[rows], activity[rows]), program.row_upper[rows]) - rest
    small = programs.Program(
        program.cost[free], program.lower[free], program.upper[free], program.integer[free], part[rows, :], low, high,
        program.column_stage[free], program.row_stage[rows], reaches=program.reaches,
    )  # fmt: skip
    try:
        answer = programs.solve(small, solver=("simplex", "ipx-crossover"))
    except SolveError:
        return None
    mended = x.copy()
    mended[free] = answer.x
    return mended
