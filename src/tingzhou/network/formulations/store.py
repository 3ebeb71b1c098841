"""Stores: levels between nothing and what the store can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.network.assembly import Columns
from tingzhou.network.expression import Expression
from tingzhou.network.formulations.formulation import Formulation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.network.assembly import Assembly
    from tingzhou.network.model import Store

__all__ = ["STORE", "write_level_rows", "write_levels"]

STORE = Formulation(
    name="store",
    title_zh="储存",
    title_en="Store",
    equation=r"\mu_k h\,(e + n) \le \ell_k \le \nu_k h\,(e + n), \qquad \ell_{-1} = \ell_{K-1}\ \text{(cyclic) or}\ "
    r"\ell_{-1} = \alpha h (e+n),\ \ell_{K-1} \ge \omega h (e+n)",
    symbols={
        "\\ell_k": "level at the end of class k [unit]",
        "h": "hours of capacity: energy per power [h], 1 when the capacity is energy",
        "e, n": "existing and built capacity [unit/h or unit]",
        "\\mu_k, \\nu_k": "least and largest share, 0 and 1 unless given [1]",
        "\\alpha, \\omega": "initial and least final share [1]",
    },
    note="The chain of levels stands in the balance. Standing loss is compounded over the hours of a class.",
    reference="Tingzhou design, section 2.",
)


def write_levels(assembly: Assembly) -> None:
    """Write the level columns, one per class of the balance's grain."""
    for store in assembly.stores.values():
        built = assembly.is_built(store.capacity)
        if not (assembly.existing(store.capacity) > 0 or built or store.initial_level or store.set_point is not None):
            continue
        grain = assembly.balances[store.balance].grain
        classes = assembly.axis.count(grain)
        lower, upper = _bounds(assembly, store)
        if store.set_point is not None:
            wanted = assembly.axis.mean(store.set_point, grain)
            within = (wanted >= lower) & (wanted <= upper)
            lower, upper = np.where(within, wanted, lower), np.where(within, wanted, upper)
        stage = assembly.axis.stage(grain).copy()
        if store.cyclic:
            stage[-1] = -1  # it stands in the first and the last row: it spans the year
        per_unit = [(cost.item, assembly.axis.total(cost.amount, grain)) for cost in store.costs]
        total = np.sum([vector for _, vector in per_unit], axis=0) if per_unit else 0.0
        block = assembly.builder.columns(classes, cost=total, lower=lower, upper=upper, stage=stage)
        assembly.level[store.id] = Columns(block.start, classes, 1, grain)
        for item, vector in per_unit:
            assembly.cost(store.id, item, block.start, vector)


def _bounds(assembly: Assembly, store: Store) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return bounds of the level per class; where the capacity is built they only say its sign."""
    grain = assembly.balances[store.balance].grain
    least, most = assembly.axis.mean(store.minimum, grain), assembly.axis.mean(store.maximum, grain)
    if assembly.is_built(store.capacity):
        return np.where(least < 0, -np.inf, 0.0), np.full(least.size, np.inf)
    full = store.hours_of_capacity * assembly.existing(store.capacity)
    lower, upper = _share(least, full), _share(most, full)
    if not store.cyclic and store.final is not None:
        lower[-1] = max(lower[-1], store.final * full)
    return lower, upper


def _share(share: NDArray[np.float64], full: float) -> NDArray[np.float64]:
    """Return share × full, with 0 × ∞ = 0: no share of a store without limit is nothing."""
    some = share != 0
    result = np.zeros(share.size)
    result[some] = share[some] * full
    return result


def write_level_rows(assembly: Assembly) -> None:
    """Write ``minimum ≤ level / capacity ≤ maximum`` and the least final level where the capacity is built."""
    for name, block in assembly.level.items():
        store = assembly.stores[name]
        if store.set_point is not None:
            _write_set_point(assembly, store, block)
        if not assembly.is_built(store.capacity):
            continue
        least, most = assembly.axis.mean(store.minimum, block.grain), assembly.axis.mean(store.maximum, block.grain)
        row = _against(assembly, store, block, most)
        assembly.write(row, kind="level", subject=name, upper=0.0, grain=block.grain)
        if least.any():
            row = _against(assembly, store, block, least)
            assembly.write(row, kind="level", subject=name, lower=0.0, grain=block.grain)
        if not store.cyclic and store.final is not None:
            last = Columns(block.stop - 1, 1, 1, block.grain)
            row = _against(assembly, store, last, np.array([store.final]))
            assembly.write(row, kind="final_level", subject=name, lower=0.0)


def _write_set_point(assembly: Assembly, store: Store, block: Columns) -> None:
    """Write the set points that the bounds do not allow: then nothing is feasible, and it is said where."""
    assert store.set_point is not None
    wanted = assembly.axis.mean(store.set_point, block.grain)
    lower, upper = _bounds(assembly, store)
    beyond = np.flatnonzero((wanted < lower) | (wanted > upper)).astype(np.int64)
    if beyond.size:
        row = Expression(beyond.size)
        row.add_entries(np.arange(beyond.size, dtype=np.int64), block.start + beyond, np.ones(beyond.size))
        stage = assembly.axis.stage(block.grain)[beyond]
        assembly.write(row, kind="set_point", subject=store.id, lower=wanted[beyond], upper=wanted[beyond], stage=stage)


def _against(assembly: Assembly, store: Store, block: Columns, share: NDArray[np.float64]) -> Expression:
    """Return level − share · hours · capacity per class."""
    row = Expression(block.classes)
    row.add_steps(assembly.axis.index[: block.classes], block.start, 1.0)
    full = share * store.hours_of_capacity
    existing = assembly.existing(store.capacity)
    if existing:
        row.constant -= full * existing
    row.add_column(full * -assembly.built_scale(store.capacity), assembly.built[store.capacity])
    return row
