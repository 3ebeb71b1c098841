"""Commitment of single units and of modules: on or off, starts and stops, least times up and down, the state before.

    s_t ≥ u_t − u_{t−1},   d_t ≥ u_{t−1} − u_t,   Σ_{k<U} s_{t−k} ≤ u_t,   Σ_{k<D} d_{t−k} ≤ 1 − u_t

Starts and stops before the first snapshot follow from the snapshots a unit had been up or down. Starts and stops stay continuous
where they cost nothing or something: they are whole by themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.network import Term
from tingzhou.pypsa_networks.ramps import on_before

if TYPE_CHECKING:
    from tingzhou.pypsa_networks.reading import Nominal, Reading
    from tingzhou.pypsa_networks.table import Table

__all__ = ["read_commitment", "releasing"]


def read_commitment(reading: Reading, table: Table, name: str, nominal: Nominal, fields: dict[str, Any]) -> None:
    """Read a committable generator, link or process: its dispatch, its units on, its starts and stops."""
    identity = f"{table.component}/{name}"
    low = reading.along(table.series(name, "p_min_pu"))
    units = _units(reading, table, name, nominal)
    _dispatch(reading, table, name, nominal, fields)
    on, start, stop = (f"{identity}/{part}" for part in ("status", "start_up", "shut_down"))
    reading.process(table.component, name, "status", limit=units, whole=True,
                    costs=reading.costs("stand_by", table.series(name, "stand_by_cost")))  # fmt: skip
    for part in ("start_up", "shut_down"):
        cost = table.series(name, f"{part}_cost")
        reading.process(table.component, name, part, limit=units, whole=bool(np.any(np.asarray(cost) < 0)),
                        costs=reading.costs(part, cost, weighted=False))  # fmt: skip
    if nominal.extendable and nominal.module > 0:
        assert nominal.capacity is not None
        for part in (on, start, stop):
            reading.relate(f"{part}/units", [Term("activity", part), Term("capacity", nominal.capacity, -1.0 / nominal.module)],
                           upper=0.0, kind="commitment")  # fmt: skip
    elif nominal.extendable:
        _release(reading, table, name, nominal, low)
    _transitions(reading, table, name, on, start, stop)


def _units(reading: Reading, table: Table, name: str, nominal: Nominal) -> float:
    """Return how many units can be on: 1, the modules that stand, or any number where modules are built."""
    if nominal.module <= 0:
        return 1.0
    if nominal.extendable:
        return float("inf")
    count = nominal.size / nominal.module
    if abs(count - round(count)) > 1e-6:
        reading.refuse("the capacity of {name} is no whole number of its modules.", "Give a multiple of p_nom_mod.", table.component,
                       "p_nom", name)  # fmt: skip
    return float(round(count))


def _dispatch(reading: Reading, table: Table, name: str, nominal: Nominal, fields: dict[str, Any]) -> None:
    """Note the dispatch between the limits of the units that are on."""
    identity = f"{table.component}/{name}"
    low, high = (reading.along(table.series(name, f"p_{side}_pu")) for side in ("min", "max"))
    below, above = np.minimum(low, 0.0), np.maximum(high, 0.0)
    if nominal.extendable and nominal.module <= 0:
        if (low < 0).any():
            reading.refuse("{name} is committable and extendable with a negative least output.", "Give it a fixed capacity or modules.",
                           table.component, "p_min_pu", name)  # fmt: skip
        reading.process(table.component, name, **fields, capacity=nominal.capacity, availability=high)
        return
    size = nominal.module if nominal.module > 0 else nominal.size
    if np.isinf(size):
        reading.refuse("{name} is committable without a limit to its capacity.", "Give it a finite capacity.", table.component,
                       "p_nom", name)  # fmt: skip
        return
    if nominal.extendable:
        reading.process(table.component, name, **fields, limit=np.where(above > 0, np.inf, 0.0),
                        minimum=np.where(below < 0, -np.inf, 0.0))  # fmt: skip
    else:
        reading.process(table.component, name, **fields, capacity=nominal.capacity, availability=above, minimum=below)
    for part, share, side in (("least", low, "lower"), ("most", high, "upper")):
        if part == "least" and not share.any() and not below.any():
            continue  # the bound of the dispatch says it
        terms = [Term("activity", identity), Term("activity", f"{identity}/status", -share * size)]
        reading.relate(f"{identity}/{part}", terms, **{side: 0.0}, kind="commitment")


def releasing(reading: Reading, table: Table, name: str, nominal: Nominal) -> float:
    """Return the number that releases a limit while a unit is off: no dispatch can exceed it."""
    high = reading.along(table.series(name, "p_max_pu"))
    return nominal.largest * float(high.max())


def _release(reading: Reading, table: Table, name: str, nominal: Nominal, low: Any) -> None:
    """Note the limits of a unit whose capacity is decided: off means no output, on means at least the least."""
    assert nominal.capacity is not None
    if not np.isfinite(nominal.largest) or nominal.largest <= 0:
        reading.refuse("{name} is committable and extendable without a largest capacity.", "Give p_nom_max, or modules (p_nom_mod).",
                       table.component, "p_nom_max", name)  # fmt: skip
        return
    identity, large = f"{table.component}/{name}", releasing(reading, table, name, nominal)
    dispatch, on = Term("activity", identity), Term("activity", f"{identity}/status", -large)
    reading.relate(f"{identity}/most", [dispatch, on], upper=0.0, kind="commitment")
    if low.any():
        reading.relate(
            f"{identity}/least", [dispatch, on, Term("capacity", nominal.capacity, -low)], lower=-large, kind="commitment"
        )


def _transitions(reading: Reading, table: Table, name: str, on: str, start: str, stop: str) -> None:
    """Note starts, stops, and the least times up and down."""
    state = on_before(table, name, 1)
    first = np.zeros(reading.steps)
    first[0] = state
    changed = [Term("activity", on, -1.0), Term("activity", on, 1.0, lag=1)]
    reading.relate(f"{start}/least", [Term("activity", start), *changed], lower=-first, kind="commitment")
    back = [Term("activity", on), Term("activity", on, -1.0, lag=1)]
    reading.relate(f"{stop}/least", [Term("activity", stop), *back], lower=first, kind="commitment")
    for part, turned, sign, bound in (("up", start, -1.0, 0.0), ("down", stop, 1.0, 1.0)):
        time = int(table.number(name, f"min_{part}_time"))
        if time <= 0:
            continue
        upper = np.full(reading.steps, bound)
        for lag in range(1, time):
            switched = on_before(table, name, lag) - on_before(table, name, lag + 1)
            if max(-sign * switched, 0.0) > 0:
                upper[: max(time - lag, 0)] -= 1.0
        terms = [Term("activity", on, sign), *(Term("activity", turned, 1.0, lag=k) for k in range(min(time, reading.steps)))]
        reading.relate(f"{on}/least_time_{part}", terms, upper=upper, kind="commitment")
