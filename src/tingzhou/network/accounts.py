"""Accounts: every cost and revenue by process, place and item, from the very arrays the objective was made of."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tingzhou.errors import InternalError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tingzhou.network.assembly import Assembly

__all__ = ["TOLERANCE", "accounts", "reconcile"]

TOLERANCE = 1e-9
_COLUMNS = ["process", "table", "place", "category", "item", "amount"]


def accounts(assembly: Assembly, x: NDArray[np.float64], objective: float) -> pd.DataFrame:
    """Return one row per process and item with its amount of the span [CNY]; costs positive, revenues negative.

    Raises
    ------
    InternalError
        When the rows do not add up to ``objective`` within 1e-9 of the turnover.
    """
    import pandas as pd

    amounts: dict[tuple[str, str], list[float]] = {}
    for part in assembly.parts:
        stop = part.start + part.cost.size
        amount = float(part.cost @ x[part.start : stop]) if part.cost.size else 0.0
        amounts.setdefault((part.process, part.item), []).extend((amount, part.constant))
    rows = []
    for (name, item), pieces in amounts.items():
        owner = name.removesuffix(":energy")
        table, place, category = _identity(assembly, owner)
        rows.append((owner, table, place, category, item, math.fsum(pieces)))
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    frame = frame.groupby(_COLUMNS[:-1], sort=False)["amount"].sum().reset_index()
    reconcile(frame, objective)
    return frame


def _identity(assembly: Assembly, name: str) -> tuple[str, str, str]:
    """Return table, place and category of a process or store, or of the first process or store that has this capacity."""
    for candidate in (name, f"{name}:discharge"):
        if candidate in assembly.processes:
            process = assembly.processes[candidate]
            return process.table, process.place, process.category
    if name in assembly.stores:
        return "stores", assembly.stores[name].place, assembly.stores[name].category
    for process in assembly.processes.values():
        if process.capacity == name:
            return process.table, process.place, process.category
    place, category = next(((s.place, s.category) for s in assembly.stores.values() if s.capacity == name), ("", "other"))
    return "stores", place, category


def reconcile(frame: pd.DataFrame, objective: float) -> float:
    """Return the relative difference between accounts and objective; raise when it exceeds 1e-9.

    The difference is taken relative to the turnover (sum of absolute amounts): cost and revenue may nearly cancel in the
    objective, and the accounts are then no worse.
    """
    total = math.fsum(frame["amount"])
    turnover = max(1.0, math.fsum(frame["amount"].abs()))
    difference = abs(total - objective) / turnover
    if not difference <= TOLERANCE:
        raise InternalError(
            "the accounts add up to {total} CNY, the objective is {objective} CNY: the money does not reconcile",
            total=total,
            objective=objective,
        )
    return difference
