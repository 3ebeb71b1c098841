"""Stores and storage units: levels with losses, inflow, spill and given ends.

A store without costs of its own and without set points of its power *is* its bus: what leaves the level enters the balance, and no
column says how much. Otherwise it keeps a balance of its own and a signed activity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.network import Balance, Flow, Store, Term
from tingzhou.pypsa_networks.reading import HOUR

if TYPE_CHECKING:
    from tingzhou.pypsa_networks.reading import Nominal, Reading, Series
    from tingzhou.pypsa_networks.table import Table

__all__ = ["read_storage_units", "read_stores"]


def read_stores(reading: Reading) -> None:
    """Read stores."""
    table = reading.table("Store")
    for name in table.names:
        nominal = reading.read_nominal("Store", name, "e_nom")
        bus, sign, hours = reading.bus("Store", name, "bus"), table.number(name, "sign"), reading.stores_hours
        apart = bool(
            np.isfinite(table.series(name, "p_set")).any() or np.any(table.series(name, "marginal_cost")) or (hours <= 0).any()
        )
        balance, exchange = (_own(reading, "Store", name), 1.0) if apart else (bus, sign / hours)
        if apart:
            wanted = table.series(name, "p_set")
            given = {"set_point": wanted} if np.isfinite(wanted).any() else {}
            reading.process("Store", name, "power", flows=(Flow(bus, sign), reading.flow(balance, -1.0, hours)), minimum=-np.inf,
                            costs=reading.costs("marginal", table.series(name, "marginal_cost")), **given)  # fmt: skip
        cyclic = table.flag(name, "e_cyclic")
        _note(reading, table, name, nominal, balance=balance, exchange=exchange, cyclic=cyclic, set_point=table.series(name, "e_set"),
              initial_level=0.0 if cyclic else table.number(name, "e_initial"), minimum=table.series(name, "e_min_pu"),
              maximum=table.series(name, "e_max_pu"))  # fmt: skip


def read_storage_units(reading: Reading) -> None:
    """Read storage units: charging and discharging share one capacity, inflow may be spilled."""
    table = reading.table("StorageUnit")
    for name in table.names:
        nominal = reading.read_nominal("StorageUnit", name, "p_nom")
        bus, sign, hours = reading.bus("StorageUnit", name, "bus"), table.number(name, "sign"), reading.stores_hours
        balance = _own(reading, "StorageUnit", name)
        into = table.series(name, "efficiency_store")
        outward = 1.0 / np.asarray(table.series(name, "efficiency_dispatch"))
        charge = (Flow(bus, -sign), reading.flow(balance, 1.0, into * hours))
        discharge = (Flow(bus, sign), reading.flow(balance, -1.0, outward * hours))
        low, high = table.series(name, "p_min_pu"), table.series(name, "p_max_pu")
        _side(reading, table, name, "store", nominal, charge, -np.asarray(low), ())
        _side(reading, table, name, "dispatch", nominal, discharge, high,
              reading.costs("marginal", table.series(name, "marginal_cost")))  # fmt: skip
        _inflow(reading, table, name, balance)
        wanted = table.series(name, "p_set")
        where = np.isfinite(reading.along(wanted))
        if where.any():
            terms = [Term("activity", f"StorageUnit/{name}/dispatch"), Term("activity", f"StorageUnit/{name}/store", -1.0)]
            target = np.nan_to_num(reading.along(wanted))
            reading.relate(f"StorageUnit/{name}/p_set", terms, lower=target, upper=target, steps=where, kind="set_point")
        cyclic = table.flag(name, "cyclic_state_of_charge")
        longest = table.number(name, "max_hours")
        if nominal.capacity is None or not np.isfinite(longest):
            reading.refuse("{name} has no limit to its power or to its energy.", "Give a finite capacity and max_hours.", "StorageUnit",
                           "max_hours", name)  # fmt: skip
            continue
        _note(reading, table, name, nominal, balance=balance, exchange=1.0, cyclic=cyclic, hours_of_capacity=longest,
              set_point=table.series(name, "state_of_charge_set"),
              initial_level=0.0 if cyclic else table.number(name, "state_of_charge_initial"))  # fmt: skip


def _own(reading: Reading, component: str, name: str) -> str:
    """Note the balance of a store of its own and return its id."""
    table = reading.table(component)
    identity, bus = f"{component}/{name}/energy", table.text(name, "bus")
    reading.balances.append(Balance(identity, reading.buses.get(bus, ""), bus, "MWh", HOUR))
    return identity


def _side(
    reading: Reading, table: Table, name: str, part: str, nominal: Nominal, flows: tuple[Flow, ...], most: Series, costs: Any
) -> None:
    """Note charging or discharging."""
    wanted = table.series(name, f"p_{part}_set")
    given = {"set_point": wanted} if np.isfinite(wanted).any() else {}
    reading.process("StorageUnit", name, part, flows=flows, capacity=nominal.capacity, availability=most, costs=costs, **given)


def _inflow(reading: Reading, table: Table, name: str, balance: str) -> None:
    """Note inflow as given, and what of it may be spilled."""
    inflow = table.series(name, "inflow")
    if not np.any(inflow):
        return
    reading.process("StorageUnit", name, "inflow", flows=(reading.flow(balance, 1.0, reading.stores_hours),), fixed=inflow)
    positive = np.maximum(reading.along(inflow), 0.0)
    if positive.any():
        reading.process("StorageUnit", name, "spill", flows=(reading.flow(balance, -1.0, reading.stores_hours),), limit=positive,
                        costs=reading.costs("spill", table.series(name, "spill_cost")))  # fmt: skip


def _note(reading: Reading, table: Table, name: str, nominal: Nominal, **fields: Any) -> None:
    """Note a store; the standing loss of an hour is compounded over the hours of a snapshot."""
    component = table.component
    capacity = nominal.capacity
    if capacity is None:
        from tingzhou.network import Capacity

        capacity = f"{component}/{name}"
        reading.capacities[capacity] = Capacity(capacity, np.inf, unit="MWh")
    wanted = fields.pop("set_point")
    bus = table.text(name, "bus")
    loss: Any = table.series(name, "standing_loss")
    kept = (1.0 - np.asarray(loss)) ** reading.stores_hours if np.any(loss) else 1.0
    carrier = table.text(name, "carrier") or component
    reading.stores.append(Store(
        id=f"{component}/{name}", category=carrier, place=bus, commodity=reading.buses.get(bus, ""), unit="MWh", capacity=capacity,
        standing_loss=1.0 - kept, set_point=wanted if np.isfinite(wanted).any() else None,
        costs=reading.costs("storage", table.series(name, "marginal_cost_storage")), **fields,
    ))  # fmt: skip
