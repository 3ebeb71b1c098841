"""Stores: a level with, where its power is limited, a charging and a discharging process that share one capacity."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tingzhou.network.model import Capacity, Cost, Flow, Process, Store
from tingzhou.network.reading.context import number, text

if TYPE_CHECKING:
    from collections.abc import Hashable

    from tingzhou.network.reading.context import Reading, Row

__all__ = ["read_stores"]


def read_stores(reading: Reading) -> None:
    """Add every store of the table."""
    for name, row in reading.region.table("stores").iterrows():
        commodity, place = text(row, "commodity"), text(row, "place")
        powered = not math.isnan(number(row, "power")) or number(row, "power_build_max", 0.0) > 0
        if powered:
            inner = reading.own_balance(commodity, str(name), place)
            _sides(reading, str(name), row, inner)
        else:
            inner = reading.balance(commodity, place)
        _level(reading, name, row, inner, powered=powered)


def _sides(reading: Reading, name: str, row: Row, inner: str) -> None:
    """Add the charging and the discharging process and the power they share."""
    commodity, place = text(row, "commodity"), text(row, "place")
    outer = reading.balance(commodity, place)
    tied = number(row, "duration")
    capex = number(row, "capex_power", 0.0)
    fixed = number(row, "fixed_cost_power", 0.0)
    if not math.isnan(tied):
        capex += tied * number(row, "capex_energy", 0.0)
        fixed += tied * number(row, "fixed_cost_energy", 0.0)
    reading.capacities[name] = Capacity(
        id=name,
        existing=number(row, "power", 0.0),
        maximum_build=number(row, "power_build_max", 0.0),
        annuity=reading.annuity(capex, number(row, "lifetime", 25.0)),
        fixed_cost=fixed,
        investment=capex,
        unit=reading.unit(commodity) + "/h",
    )
    charge, discharge = number(row, "charge_efficiency", 1.0), number(row, "discharge_efficiency", 1.0)
    variable = number(row, "variable_cost", 0.0)
    sides = {
        "charge": ((Flow(outer, -1.0), Flow(inner, charge)), ()),
        "discharge": ((Flow(outer, 1.0), Flow(inner, -1.0 / discharge)), (Cost("variable", variable),)),
    }
    for side, (flows, costs) in sides.items():
        reading.add_process(
            Process(
                id=f"{name}:{side}",
                table="stores",
                technology=name,
                category=text(row, "category"),
                place=place,
                commodity=commodity,
                unit=reading.unit(commodity),
                grain=reading.grain(row, commodity),
                capacity=name,
                flows=flows,
                costs=costs if variable else (),
            )
        )


def _level(reading: Reading, name: Hashable, row: Row, balance: str, *, powered: bool) -> None:
    store, commodity = str(name), text(row, "commodity")
    duration = number(row, "duration")
    energy = number(row, "energy", math.nan)
    tied = powered and not math.isnan(duration)
    if tied:
        expected = duration * number(row, "power", 0.0)
        if not math.isnan(energy) and abs(energy - expected) > 1e-6 * max(1.0, expected):
            reading.refuse(
                ("stores", name, "energy"),
                "the energy {energy} is not duration × power = {expected}.",
                "Give either energy, or a duration that ties energy to power.",
                energy=f"{energy:g}",
                expected=f"{expected:g}",
            )
        capacity, hours = store, duration
    else:
        capacity, hours = f"{store}:energy", 1.0
        capex = number(row, "capex_energy", 0.0)
        reading.capacities[capacity] = Capacity(
            id=capacity,
            existing=0.0 if math.isnan(energy) else energy,
            maximum_build=number(row, "energy_build_max", 0.0),
            annuity=reading.annuity(capex, number(row, "lifetime", 25.0)),
            fixed_cost=number(row, "fixed_cost_energy", 0.0),
            investment=capex,
            unit=reading.unit(commodity),
        )
    cyclic = row.get("cyclic")
    final = number(row, "final")
    reading.stores[store] = Store(
        id=store,
        balance=balance,
        category=text(row, "category"),
        place=text(row, "place"),
        commodity=commodity,
        unit=reading.unit(commodity),
        capacity=capacity,
        hours_of_capacity=hours,
        standing_loss=number(row, "standing_loss", 0.0),
        cyclic=cyclic is None or cyclic != cyclic or cyclic == "" or bool(cyclic),
        initial=number(row, "initial", 0.0),
        final=None if math.isnan(final) else final,
    )
