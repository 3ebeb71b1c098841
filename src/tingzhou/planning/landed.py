"""Prices at the sending end and at the receiving node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from tingzhou.network import Process
    from tingzhou.planning.view import View

__all__ = ["fuel_cost", "landed_price", "landed_table", "sending_cost"]


def landed_price(
    source_price: float, *, grid_price: float, loss_share: float, line_tariff: float, regional_price: float = 0.0
) -> float:
    """Return the price of exported energy at the receiving node [CNY/MWh].

    The buyer bears the loss: ``(source_price + grid_price) / (1 − loss_share) + line_tariff + regional_price``.

    Parameters are prices [CNY/MWh] and the settled loss as a share of the energy sent [1].
    Reference: 发改价格规〔2025〕1490号, annex 4, article 18.
    """
    return (source_price + grid_price) / (1.0 - loss_share) + line_tariff + regional_price


def sending_cost(view: View) -> float:
    """Return the cost of electricity at the sending end [CNY/MWh]: yearly cost of the power system per MWh it supplies.

    Counted are power stations, stores and corridors (existing capacity at the annuity of its process, built capacity at the
    plan's, fixed and variable cost), fuel and water at the prices of the program, and purchases from the outside grid; divided
    by the electricity given to users and lines: what power stations and purchases give, less what stores lose.
    """
    plants = [p for p in view.solution.network.processes if p.commodity == "electricity" and p.table == "plants"]
    cost = sum(fuel_cost(view, process) for process in plants)
    power = {
        p.capacity for p in view.solution.network.processes if p.commodity == "electricity" and p.table in ("plants", "stores")
    }
    power |= {store.capacity for store in view.solution.network.stores if store.commodity == "electricity"}
    cost += sum(_yearly(view, name) for name in power if name) * view.years
    accounts = view.accounts
    electric = {p.id for p in view.solution.network.processes if p.commodity == "electricity" and p.table in ("plants", "stores")}
    variable = accounts[accounts["process"].isin(electric) & accounts["item"].isin(("variable", "start", "no_load"))]
    bought = {p.id for p in view.solution.network.processes if p.table == "markets" and p.commodity == "electricity"
              and p.flows[0].quantity > 0}  # fmt: skip
    purchases = accounts[accounts["process"].isin(bought) & (accounts["item"] == "purchase")]
    cost += float(variable["amount"].sum() + purchases["amount"].sum())
    supplied = sum(float(np.maximum(view.flow(p, "electricity"), 0.0) @ view.weight) for p in plants)
    supplied += sum(view.energy[name] for name in bought)
    supplied -= sum(view.energy[f"{store.id}:charge"] - view.energy[f"{store.id}:discharge"] for store in view.solution.network.stores
                    if store.commodity == "electricity" and f"{store.id}:charge" in view.energy)  # fmt: skip
    return cost / supplied if supplied > 0 else float("nan")


def fuel_cost(view: View, process: Process) -> float:
    """Return what a power station takes of other commodities, at the program's prices [CNY]; with units, without load and at starts too."""
    prices = view.solution.dataset["price"]
    index = {str(name): row for row, name in enumerate(prices["balance"].to_numpy())}
    values = prices.to_numpy()
    total = 0.0
    for balance in _taken_from(process):
        commodity = balance.partition("@")[0]
        if commodity != "electricity":
            total += float((np.maximum(-view.flow(process, commodity), 0.0) * values[index[balance]]) @ view.weight)
    return total


def _taken_from(process: Process) -> list[str]:
    """Return the balances that a process takes from: with its output, in pieces of it, without load, or at a start."""
    units = process.commitment
    parts = [*process.flows, *(flow for piece in process.segments for flow in piece.flows)]
    if units is not None:
        parts += [*units.flows, *units.no_load, *(flow for one in units.starts for flow in one.fuel)]
    return list(dict.fromkeys(flow.balance for flow in parts if flow.quantity < 0))


def _yearly(view: View, name: str) -> float:
    """Return annuity and fixed cost of a capacity, existing and built [CNY/a]."""
    capacity = view.solution.network.capacity(name)
    builds: Any = view.solution.builds.set_index("capacity").loc[name]
    return (capacity.annuity + capacity.fixed_cost) * float(builds["existing"] + builds["built"])


def landed_table(view: View) -> ResultTable:
    """Return, for every export line, the steps from the source price to the benchmark and the margin [CNY/MWh]."""
    routes, markets = view.region.table("routes"), view.region.table("markets")
    source = sending_cost(view)
    rows: list[tuple[str, str, float]] = []
    for process in view.solution.network.processes:
        if process.category != "export_line" or view.energy[process.id] <= 0:
            continue
        row: Any = routes.loc[process.id]
        sales = markets[
            (markets["place"] == row["to"]) & (markets["direction"] == "sale") & (markets["commodity"] == "electricity")
        ]
        benchmark = float(sales["price"].iloc[0]) if len(sales) else float("nan")
        grid, tariff = _number(row["variable_cost"]), _number(row["tariff"])
        loss = _number(row["settlement_loss"])
        landed = landed_price(source, grid_price=grid, loss_share=loss, line_tariff=tariff)
        steps = {
            "source_price": source,
            "export_grid_price": grid,
            "loss_cost": (source + grid) * loss / (1.0 - loss),
            "line_tariff": tariff,
            "landed_price": landed,
            "benchmark_price": benchmark,
            "margin": benchmark - landed,
        }
        rows += [(process.id, step, value) for step, value in steps.items()]
    frame = pd.DataFrame(rows, columns=["route", "step", "value"])
    notes = (
        "Source price: yearly cost of power stations and stores per MWh supplied, existing plants at the annuity of new ones.",
    )
    return ResultTable("landed_price", frame, {"value": "CNY/MWh"}, notes)


def _number(value: float) -> float:
    return 0.0 if value != value else float(value)
