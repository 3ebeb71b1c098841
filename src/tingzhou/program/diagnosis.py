"""Why a program has no solution: how much each limit would have to give, which limits conflict, what would mend it.

Groups are integer labels of rows; a group is relaxed as a whole. The network gives them words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import SolveError
from tingzhou.program.chain import SOLVERS, is_feasible

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.program.program import Program
    from tingzhou.program.solver import RawAnswer

__all__ = ["Relaxation", "conflict", "relax", "smallest_mending_set"]

_SMALLEST = 1e-7  # an amount below this share of the row's limits is rounding, not a shortage


@dataclass(frozen=True, eq=False)
class Relaxation:
    """The least relaxation that makes a program feasible.

    Parameters
    ----------
    short, over
        By how much each row stays below its lower limit or goes above its upper one, shape (m,).
    groups
        Labels of the groups that had to give, sorted.
    total
        Weighted sum of what was given.
    """

    short: NDArray[np.float64]
    over: NDArray[np.float64]
    groups: tuple[int, ...]
    total: float


def _elastic(program: Program, allowed: NDArray[np.bool_], weight: NDArray[np.float64]) -> tuple[Program, int, int]:
    """Return the program with slack columns on the allowed rows, objective = weighted slack; and where they start."""
    from scipy import sparse

    below = np.flatnonzero(allowed & np.isfinite(program.row_lower))
    above = np.flatnonzero(allowed & np.isfinite(program.row_upper))
    count = below.size + above.size
    rows = np.concatenate([below, above])
    values = np.concatenate([np.ones(below.size), -np.ones(above.size)])
    slack = sparse.csc_array((values, (rows, np.arange(count))), shape=(program.rows, count))
    elastic = replace(
        program,
        cost=np.concatenate([np.zeros(program.columns), weight[rows]]),
        lower=np.concatenate([program.lower, np.zeros(count)]),
        upper=np.concatenate([program.upper, np.full(count, np.inf)]),
        integer=np.concatenate([program.integer, np.zeros(count, dtype=np.bool_)]),
        matrix=sparse.csc_array(sparse.hstack([program.matrix, slack], format="csc")),
        column_stage=np.concatenate([program.column_stage, np.full(count, -1, dtype=np.int32)]),
        offset=0.0,
    )
    return elastic, program.columns, program.columns + below.size


def _optimum(program: Program) -> RawAnswer:
    """Return an optimum of a program that is known to be feasible, whichever solver gives it."""
    names = ("branch-and-cut",) if program.integral else ("simplex",) if program.columns < 60_000 else ("ipx", "simplex")
    raw: RawAnswer | None = None
    for name in names:
        raw = SOLVERS[name].run(program, {})
        if raw.status == "optimal":
            return raw
    raise SolveError("the relaxed program has no solution: bounds of single columns contradict each other ({status})",
                     status=raw.status if raw else "")  # fmt: skip


def relax(
    program: Program,
    row_group: NDArray[np.int64],
    *,
    weight: NDArray[np.float64] | None = None,
    groups: tuple[int, ...] | None = None,
) -> Relaxation:
    """Return the least weighted relaxation of rows that makes the program feasible.

    Parameters
    ----------
    program
        A program without a solution.
    row_group
        Label of each row, −1 for rows that may not give, shape (m,).
    weight
        Price of a unit of each row, shape (m,); 1 without it.
    groups
        Only these groups may give; all with a label without it.
    """
    weights = np.ones(program.rows) if weight is None else weight
    allowed = row_group >= 0 if groups is None else np.isin(row_group, groups)
    elastic, start_below, start_above = _elastic(program, allowed, weights)
    raw = _optimum(elastic)
    below = np.flatnonzero(allowed & np.isfinite(program.row_lower))
    above = np.flatnonzero(allowed & np.isfinite(program.row_upper))
    short, over = np.zeros(program.rows), np.zeros(program.rows)
    short[below] = raw.x[start_below:start_above]
    over[above] = raw.x[start_above:]
    scale = 1.0 + np.maximum(_finite(program.row_lower), _finite(program.row_upper))
    short, over = np.where(short > _SMALLEST * scale, short, 0.0), np.where(over > _SMALLEST * scale, over, 0.0)
    used = np.unique(row_group[(short > 0) | (over > 0)])
    return Relaxation(short, over, tuple(int(group) for group in used), float(weights @ (short + over)))


def _finite(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isfinite(values), np.abs(values), 0.0)


def _without(program: Program, drop: NDArray[np.bool_]) -> Program:
    """Return the program with some rows free."""
    return replace(
        program,
        row_lower=np.where(drop, -np.inf, program.row_lower),
        row_upper=np.where(drop, np.inf, program.row_upper),
    )


def conflict(program: Program, row_group: NDArray[np.int64]) -> tuple[int, ...]:
    """Return groups that cannot hold together, none of which can be left out: an irreducible conflict.

    Rows labelled −1 always hold. The multipliers of the least relaxation name the groups that take part (a Farkas proof);
    a deletion filter over these few makes the set irreducible.
    """
    allowed = row_group >= 0
    elastic, _, _ = _elastic(replace(program, integer=np.zeros_like(program.integer)), allowed, np.ones(program.rows))
    raw = _optimum(elastic)
    assert raw.y is not None
    involved = np.unique(row_group[allowed & (np.abs(raw.y) > 1e-9)])
    groups = [int(group) for group in involved]
    if _holds(program, row_group, groups):  # whole numbers can conflict where the linear relaxation does not
        groups = [int(group) for group in np.unique(row_group[allowed])]
    for group in list(groups):
        rest = [other for other in groups if other != group]
        if not _holds(program, row_group, rest):
            groups = rest
    return tuple(groups)


def _holds(program: Program, row_group: NDArray[np.int64], groups: list[int]) -> bool:
    """Tell whether the groups can hold together, all other labelled rows free."""
    return is_feasible(_without(program, (row_group >= 0) & ~np.isin(row_group, groups)))


def smallest_mending_set(program: Program, row_group: NDArray[np.int64], *, limit: int = 12) -> tuple[int, ...]:
    """Return the fewest groups whose release makes the program feasible.

    Conflicts are collected one after another, and the fewest groups that hit every one of them are released, until nothing
    conflicts: exact, since every mending set must hit every conflict.

    Raises
    ------
    SolveError
        When more than ``limit`` conflicts had to be collected.
    """
    conflicts: list[tuple[int, ...]] = []
    for _ in range(limit):
        released = _hitting_set(conflicts)
        freed = _without(program, np.isin(row_group, released))
        if is_feasible(freed):
            return released
        labels = np.where(np.isin(row_group, released), -2, row_group)
        found = conflict(freed, labels)
        if not found:
            break
        conflicts.append(found)
    raise SolveError("no small set of limits was found whose release makes the program feasible")


def _hitting_set(conflicts: list[tuple[int, ...]]) -> tuple[int, ...]:
    """Return a smallest set of labels that meets every conflict; ties go to the smallest labels."""
    from itertools import combinations

    labels = sorted({label for found in conflicts for label in found})
    for size in range(len(conflicts) + 1):
        for chosen in combinations(labels, size):
            if all(set(chosen) & set(found) for found in conflicts):
                return chosen
    return tuple(labels)
