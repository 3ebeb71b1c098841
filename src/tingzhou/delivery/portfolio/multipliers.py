"""A lower bound of the dates of a selection that needs no trust in a solver: prices of the rows, then the best column of each project.

For any prices ``y ≥ 0`` of rows ``A x ≤ b`` no choice of one column per project has less than
``Σ_p min_c (cost_c + y·A_c) − y·b`` (Lagrangian bound). A linear program only proposes the prices; the bound is computed from them
afterwards and rounded up, so that an inexact program makes it weaker, never wrong.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tingzhou.delivery.portfolio.columns import Columns, half_months, project_index
from tingzhou.delivery.portfolio.model import objective_of
from tingzhou.delivery.portfolio.room import Room

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["selection_bound"]

_EVERY = 4  # half months between the rows of capacities, credit and sites that are priced
_NOISE = 1e-6


def selection_bound(columns: Columns, able: Sequence[Sequence[int]], terms: Mapping[int, int], floors: Mapping[str, int]) -> int:
    """Return a proven lower bound of ``terms`` over all dates of a selection.

    Parameters
    ----------
    able
        Columns of each selected project; empty for projects that are left out.
    terms
        What is minimised, by column.
    floors
        What earlier objectives keep.
    """
    import numpy as np

    kept = [(p, list(mine)) for p, mine in enumerate(able) if mine]
    if not kept:
        return 0
    matrix, right = _rows(columns, kept, floors)
    cost = np.array([terms.get(c, 0) for _, mine in kept for c in mine], dtype=np.float64)
    sizes = [len(mine) for _, mine in kept]
    prices = _prices(matrix, right, cost, sizes)
    reduced = cost + prices @ matrix
    begins = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    bound = float(np.minimum.reduceat(reduced, begins).sum() - prices @ right)
    least = float(np.minimum.reduceat(cost, begins).sum())
    return max(math.ceil(bound - _NOISE * max(1.0, abs(bound))), round(least))


def _rows(
    columns: Columns, kept: Sequence[tuple[int, list[int]]], floors: Mapping[str, int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the rows that are priced, each divided by its size: limits, what earlier objectives keep, links between dates."""
    import numpy as np

    room = Room(columns)
    names = sorted(columns.limits)
    which = [n for n, (family, _, period) in enumerate(names) if family == "quota" or period % _EVERY == 0]
    parts = [room.takes[p][[room.place[c] for c in mine]][:, which].T.astype(np.float64) for p, mine in kept]
    limits = np.hstack(parts)
    right = room.limit[which].astype(np.float64)
    most = sum(part.max(axis=1).clip(min=0.0) for part in parts)
    binding = np.asarray(most) > right
    size = np.maximum(np.abs(limits).max(axis=1), 1.0)
    rows = [limits[binding] / size[binding, None]]
    rights = [right[binding] / size[binding]]
    listed = [c for _, mine in kept for c in mine]
    for name, floor in floors.items():
        terms, drops, sense = objective_of(columns, name)
        taken = {p for p, _ in kept}
        rest = floor - sum(amount for p, amount in drops.items() if p not in taken)
        row = -sense * np.array([terms.get(c, 0) for c in listed], dtype=np.float64)
        if row.any():
            scale = float(np.abs(row).max())
            rows.append(row[None, :] / scale)
            rights.append(np.array([-sense * rest / scale]))
    for row, side in _links(columns, kept):
        rows.append(row[None, :])
        rights.append(np.array([side]))
    return np.vstack(rows), np.concatenate(rights)


def _links(columns: Columns, kept: Sequence[tuple[int, list[int]]]) -> list[tuple[NDArray[np.float64], float]]:
    """Return ``date of the other + lag ≤ date of the project`` for each link between two projects of the selection."""
    import numpy as np

    index, data = project_index(columns.portfolio), columns.columns
    place = {}
    count = 0
    for p, mine in kept:
        place[p] = (count, mine)
        count += len(mine)
    found = []
    for link in columns.portfolio.links:
        one, other = index[link.project], index[link.other]
        if link.kind not in ("finish_start", "finish_finish", "start_start") or one not in place or other not in place:
            continue
        row = np.zeros(count)
        for p, event, sign in ((one, "finish" if link.kind == "finish_finish" else "start", -1.0),
                               (other, "start" if link.kind == "start_start" else "finish", 1.0)):  # fmt: skip
            begin, mine = place[p]
            row[begin : begin + len(mine)] += sign * np.array([getattr(data[c], event) for c in mine], dtype=np.float64)
        found.append((row / 100.0, -half_months(link.lag) / 100.0))
    return found


def _prices(
    matrix: NDArray[np.float64], right: NDArray[np.float64], cost: NDArray[np.float64], sizes: Sequence[int]
) -> NDArray[np.float64]:
    """Return prices of the rows from the linear program; zeros when it does not answer."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    owner = np.repeat(np.arange(len(sizes)), sizes)
    solve: Any = linprog  # its stubs know no sparse arrays
    one = csr_array((np.ones(cost.size), (owner, np.arange(cost.size))))
    found = solve(cost, A_ub=csr_array(matrix), b_ub=right, A_eq=one, b_eq=np.ones(len(sizes)), method="highs-ds")
    if found.status != 0:
        return np.zeros(right.size)
    return np.maximum(-np.asarray(found.ineqlin.marginals, dtype=np.float64), 0.0)
