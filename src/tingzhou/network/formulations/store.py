"""Stores: levels between nothing and what the store can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.network.assembly import Columns
from tingzhou.network.expression import Expression
from tingzhou.network.formulations.formulation import Formulation

if TYPE_CHECKING:
    from tingzhou.network.assembly import Assembly
    from tingzhou.network.model import Store

__all__ = ["STORE", "write_level_rows", "write_levels"]

STORE = Formulation(
    name="store",
    title_zh="储存",
    title_en="Store",
    equation=r"0 \le \ell_k \le h\,(e + n), \qquad \ell_{-1} = \ell_{K-1}\ \text{(cyclic) or}\ "
    r"\ell_{-1} = \alpha h (e+n),\ \ell_{K-1} \ge \omega h (e+n)",
    symbols={
        "\\ell_k": "level at the end of class k [unit]",
        "h": "hours of capacity: energy per power [h], 1 when the capacity is energy",
        "e, n": "existing and built capacity [unit/h or unit]",
        "\\alpha, \\omega": "initial and least final share [1]",
    },
    note="The chain of levels stands in the balance. Standing loss is compounded over the hours of a class.",
    reference="Tingzhou design, section 2.",
)


def write_levels(assembly: Assembly) -> None:
    """Write the level columns, one per class of the balance's grain."""
    for store in assembly.stores.values():
        if not (assembly.existing(store.capacity) > 0 or assembly.is_built(store.capacity)):
            continue
        grain = assembly.balances[store.balance].grain
        classes = assembly.axis.count(grain)
        full = store.hours_of_capacity * assembly.existing(store.capacity)
        open_ended = assembly.is_built(store.capacity)
        upper = np.full(classes, np.inf if open_ended else full)
        lower = np.zeros(classes)
        if not open_ended and not store.cyclic and store.final is not None:
            lower[-1] = store.final * full
        stage = assembly.axis.stage(grain).copy()
        if store.cyclic:
            stage[-1] = -1  # it stands in the first and the last row: it spans the year
        block = assembly.builder.columns(classes, cost=0.0, lower=lower, upper=upper, stage=stage)
        assembly.level[store.id] = Columns(block.start, classes, 1, grain)


def write_level_rows(assembly: Assembly) -> None:
    """Write ``level ≤ hours · capacity`` and the least final level where the capacity is built."""
    for name, block in assembly.level.items():
        store = assembly.stores[name]
        if not assembly.is_built(store.capacity):
            continue
        row = _against(assembly, store, block, np.ones(block.classes))
        assembly.write(row, kind="level", subject=name, upper=0.0, grain=block.grain)
        if not store.cyclic and store.final is not None:
            last = Columns(block.stop - 1, 1, 1, block.grain)
            row = _against(assembly, store, last, np.array([store.final]))
            assembly.write(row, kind="final_level", subject=name, lower=0.0)


def _against(assembly: Assembly, store: Store, block: Columns, share: np.ndarray) -> Expression:
    """Return level − share · hours · capacity per class."""
    row = Expression(block.classes)
    index = np.arange(block.classes, dtype=np.int64)
    row.add_entries(index, index + block.start, np.ones(block.classes))
    full = share * store.hours_of_capacity
    row.constant -= full * assembly.existing(store.capacity)
    row.add_column(-full * assembly.built_scale(store.capacity), assembly.built[store.capacity])
    return row
