"""Money through the eyes of a report: investment and yearly cost, cost per MWh by source, landed price, returns, sensitivity."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tingzhou.economics import Loan, Project, Taxes, annuity, appraise, capacity_price, levelised_cost, preset
from tingzhou.feasibility.basis import POWER, STORES, agree
from tingzhou.planning import FIGURES, fuel_cost, landed_price, sending_cost
from tingzhou.region.schema import CATEGORIES
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from tingzhou.feasibility.basis import Basis
    from tingzhou.network import Process

__all__ = ["Source", "cost_of_energy", "finance", "held_sensitivity", "investment_costs", "landed_comparison", "sources"]

_ITEMS = ("capital", "fixed", "variable", "start", "no_load", "purchase", "tariff", "shed", "sale")
PROVINCES = ("anhui", "zhejiang", "henan", "chongqing")


def investment_costs(basis: Basis) -> ResultTable:
    """Return capacity built, unit cost, investment and every item of yearly cost by category; the sum is the objective."""
    accounts = basis.view.accounts
    pivot: Any = accounts.pivot_table(index="category", columns="item", values="amount", aggfunc="sum", fill_value=0.0)
    builds: Any = basis.view.solution.builds.set_index("capacity")
    categories = dict(zip(accounts["process"], accounts["category"], strict=True))
    built: dict[str, float] = {}
    invested: dict[str, float] = {}
    for name, row in builds.iterrows():
        category = str(categories.get(str(name).removesuffix(":energy"), "other"))
        if float(row["investment"]) > 0:
            power = 0.0 if str(name).endswith(":energy") else float(row["built"])
            built[category] = built.get(category, 0.0) + power
            invested[category] = invested.get(category, 0.0) + float(row["investment"])
    items = [item for item in (*_ITEMS, *(str(c) for c in pivot.columns if c not in _ITEMS)) if item in pivot.columns]
    rows: list[tuple[Any, ...]] = []
    places = {category: place for place, category in enumerate(CATEGORIES)}
    for category in sorted(set(pivot.index) | set(invested), key=lambda one: (places.get(one, len(places)), one)):
        size, money = built.get(category, 0.0), invested.get(category, 0.0)
        amounts = [float(pivot.loc[category, item]) if category in pivot.index else 0.0 for item in items]
        if size or money or any(amounts):
            rows.append((category, size, money / size if size > 1e-3 else math.nan, money, *amounts, math.fsum(amounts)))
    columns = ["category", "built", "unit_investment", "investment", *(f"cost_{item}" for item in items), "cost_total"]
    frame = pd.DataFrame(rows, columns=columns)
    total = {column: math.fsum(frame[column]) for column in columns if column not in ("category", "unit_investment")}
    frame = pd.concat(
        [frame, pd.DataFrame([{"category": "year_total", "unit_investment": math.nan, **total}])[columns]], ignore_index=True
    )
    turnover = float(accounts["amount"].abs().sum())
    agree("investment_costs", float(frame["cost_total"].iloc[-1]), basis.view.solution.objective, turnover)
    agree("investment_costs (investment)", float(frame["investment"].iloc[-1]), FIGURES["investment"].compute(basis.view, ""))
    units = {"built": "MW", "unit_investment": "CNY/MW", "investment": "CNY"} | dict.fromkeys(columns[4:], "CNY")
    notes = ("Costs are positive, revenues negative; the sum is the objective.",)
    return ResultTable("investment_costs", frame, units, notes)


@dataclass(frozen=True)
class Source:
    """Yearly money and energy of a source [CNY/a, MWh/a, MW]; ``stored``: a store, whose energy was given by others before."""

    category: str
    capacity: float
    investment: float
    capital: float
    fixed: float
    variable: float
    fuel: float
    energy: float
    stored: bool = False

    @property
    def total(self) -> float:
        """Yearly cost [CNY/a]."""
        return self.capital + self.fixed + self.variable + self.fuel


def sources(basis: Basis) -> list[Source]:
    """Return power stations and stores by category; existing capacity at the annuity of its process."""
    view = basis.view
    builds: Any = view.solution.builds.set_index("capacity")
    accounts = view.accounts
    found = []
    network = view.solution.network
    electric = [p for p in network.processes if p.commodity == "electricity" and p.table in ("plants", "stores")]
    more = sorted({p.category for p in electric} - {*POWER, *STORES})
    for category, stored in product((*POWER, *STORES, *more), (False, True)):
        members = [p for p in electric if p.category == category and p.table == ("stores" if stored else "plants")]
        names = {p.capacity for p in members if p.capacity} | {
            s.capacity for s in network.stores if stored and s.category == category and s.commodity == "electricity"
        }
        capacities = [network.capacity(str(name)) for name in sorted(str(n) for n in names)]
        size = {c.id: float(builds.loc[c.id, "existing"] + builds.loc[c.id, "built"]) for c in capacities}
        if not any(value > 1e-6 for value in size.values()):
            continue
        ids = {p.id for p in members}
        money = accounts[accounts["process"].isin(ids) & accounts["item"].isin(("variable", "start", "no_load"))]
        if not stored:
            energy = sum(float(np.maximum(view.flow(p, "electricity"), 0.0) @ view.weight) for p in members) / view.years
        else:
            energy = sum(view.energy[p.id] for p in members if p.id.endswith(":discharge")) / view.years
        found.append(Source(
            category="other_storage" if stored and category not in STORES else category,
            capacity=sum({p.capacity: view.capacity[p.id] for p in members if p.capacity}.values()),
            investment=sum(c.investment * size[c.id] for c in capacities),
            capital=sum(c.annuity * size[c.id] for c in capacities),
            fixed=sum(c.fixed_cost * size[c.id] for c in capacities),
            variable=float(money["amount"].sum()) / view.years,
            fuel=sum(fuel_cost(view, p) for p in members if p.table == "plants") / view.years,
            energy=energy,
            stored=stored,
        ))  # fmt: skip
    return found


def cost_of_energy(basis: Basis) -> ResultTable:
    """Return yearly cost and cost per MWh of every source, and the mean price at the sending end."""
    found = sources(basis)
    rows: list[tuple[object, ...]] = [(s.category, s.capacity, s.energy, s.capital, s.fixed, s.variable, s.fuel, s.total,
                                       levelised_cost(s.total, s.energy)) for s in found]  # fmt: skip
    view = basis.view
    bought = [
        p.id
        for p in view.solution.network.processes
        if p.table == "markets" and p.commodity == "electricity" and p.flows[0].quantity > 0
    ]
    purchases = view.accounts[view.accounts["process"].isin(bought) & (view.accounts["item"] == "purchase")]
    energy = sum(view.energy[name] for name in bought) / view.years
    money = float(purchases["amount"].sum()) / view.years
    if energy > 0:
        rows.append(("grid_import", math.nan, energy, 0.0, 0.0, 0.0, money, money, money / energy))
    supplied = sum(s.energy for s in found if not s.stored) + energy - _store_losses(basis)
    total = math.fsum([*(s.total for s in found), money])
    mean = total / supplied if supplied > 0 else math.nan
    rows.append(("year_total", math.nan, supplied, *(math.fsum(getattr(s, part) for s in found) for part in ("capital", "fixed", "variable")),
                 math.fsum([*(s.fuel for s in found), money]), total, mean))  # fmt: skip
    agree("cost_of_energy", mean, sending_cost(view))
    columns = ["category", "capacity", "output", "cost_capital", "cost_fixed", "cost_variable", "fuel", "cost_total", "unit_cost"]
    units = {"capacity": "MW", "output": "MWh", "unit_cost": "CNY/MWh"} | dict.fromkeys(columns[3:8], "CNY/a")
    notes = (
        "Existing capacity at the annuity of its process; fuel at the prices of the program; the last row is the mean price at the sending end.",
        "Energy of the last row: what power stations and purchases give, less what stores lose.",
    )
    return ResultTable("cost_of_energy", pd.DataFrame(rows, columns=columns), units, notes)


def _store_losses(basis: Basis) -> float:
    """Return what electricity stores take more than they give [MWh/a]."""
    view = basis.view
    names = [s.id for s in view.solution.network.stores if s.commodity == "electricity" and f"{s.id}:charge" in view.energy]
    return math.fsum(view.energy[f"{name}:charge"] - view.energy[f"{name}:discharge"] for name in names) / view.years


def _lines(basis: Basis) -> list[tuple[Process, Any]]:
    routes = basis.view.region.table("routes")
    return [(p, routes.loc[p.id]) for p in basis.view.solution.network.processes
            if p.category == "export_line" and basis.view.energy[p.id] > 0]  # fmt: skip


def _number(value: float) -> float:
    return 0.0 if value != value else float(value)


def benchmark_of(basis: Basis, destination: str) -> float:
    """Return the sale price of electricity at a place [CNY/MWh]; NaN where nothing is sold."""
    markets = basis.view.region.table("markets")
    sales = markets[(markets["place"] == destination) & (markets["direction"] == "sale") & (markets["commodity"] == "electricity")]
    return float(sales["price"].iloc[0]) if len(sales) else math.nan


def landed_comparison(basis: Basis) -> ResultTable:
    """Return the landed price of every export line, with and without the capacity price of coal, against benchmarks of provinces."""
    source = sending_cost(basis.view)
    rows = []
    coal = sum(basis.view.capacity[p.id] for p in basis.processes("coal_power"))
    for process, row in _lines(basis):
        sent = basis.view.energy[process.id] / basis.view.years
        relief = capacity_price(coal) / sent if sent > 0 and len(_lines(basis)) == 1 and not basis.load.any() else math.nan
        grid, loss, tariff = (_number(row[column]) for column in ("variable_cost", "settlement_loss", "tariff"))
        own = f"benchmark_{row['to']}" if str(row["to"]) in PROVINCES else "receiving_end"
        targets = {f"benchmark_{name}": preset(f"benchmark_{name}") for name in PROVINCES} | {
            own: benchmark_of(basis, str(row["to"]))
        }
        for place, benchmark in targets.items():
            landed = landed_price(source, grid_price=grid, loss_share=loss, line_tariff=tariff)
            paid = (
                landed_price(source - relief, grid_price=grid, loss_share=loss, line_tariff=tariff)
                if relief == relief
                else math.nan
            )
            loss_cost = (source + grid) * loss / (1.0 - loss)
            agree("landed_comparison", source + grid + loss_cost + tariff, landed)
            rows.append((process.id, place, source, grid, loss_cost, tariff, landed, benchmark, benchmark - landed, paid))
    columns = ["route", "item", "source_price", "export_grid_price", "loss_cost", "line_tariff", "landed_price", "benchmark_price", "margin",
               "landed_with_capacity_price"]  # fmt: skip
    notes = (("Benchmarks of provinces are known base prices of 2019–21, to be checked before use; with the capacity price of coal half of the "
             "yearly fixed cost of the units is paid outside the energy price."),)  # fmt: skip
    return ResultTable("landed_comparison", pd.DataFrame(rows, columns=columns), dict.fromkeys(columns[2:], "CNY/MWh"), notes)


def finance(basis: Basis) -> ResultTable:
    """Return investment, IRR of project and equity, present value and payback of each source and the base, at the benchmark's price.

    The price at the sending end is what the benchmark leaves: ``(benchmark − tariff) · (1 − loss) − export-grid price``. Coal units get
    the capacity price besides; stores earn nothing alone and stand in the base as a whole.
    """
    lines = _lines(basis)
    columns = ["category", "investment", "revenue", "cost_total", "project_irr", "equity_irr", "npv", "payback", "dynamic_payback"]
    units = {"investment": "CNY", "revenue": "CNY/a", "cost_total": "CNY/a", "project_irr": "1", "equity_irr": "1", "npv": "CNY", "payback": "a",
             "dynamic_payback": "a"}  # fmt: skip
    if len(lines) != 1 or math.isnan(benchmark_of(basis, str(lines[0][1]["to"]))):
        return ResultTable("finance", pd.DataFrame(columns=columns), units)
    row = lines[0][1]
    price = (benchmark_of(basis, str(row["to"])) - _number(row["tariff"])) * (1 - _number(row["settlement_loss"])) - _number(
        row["variable_cost"]
    )
    found = sources(basis)
    rows = []
    for one in [s for s in found if not s.stored] + [_whole(found, _store_losses(basis))]:
        green = one.category if one.category in ("wind", "solar") else "coal"
        coal = (
            next((s.capacity for s in found if s.category == "coal_power"), 0.0)
            if one.category in ("coal_power", "whole_base")
            else 0.0
        )
        revenue = price * one.energy + capacity_price(coal)
        costs = one.fixed + one.variable + one.fuel
        deductible = (0.5 * one.fixed + one.variable + one.fuel) / costs if costs > 0 else 0.0
        project = Project(one.investment, revenue, costs, years=int(preset("horizon")), deductible=min(deductible, 1.0),
                          depreciation_years=int(preset("depreciation_years")), residual=preset("residual_share"))  # fmt: skip
        result = appraise(project, taxes=Taxes.preset(green), loan=Loan.preset())
        rows.append((one.category, one.investment, revenue, costs, result.project_irr, result.equity_irr, result.project_npv, result.payback,
                     result.dynamic_payback))  # fmt: skip
    notes = (("Energy at the price that the benchmark leaves at the sending end; presets of value-added tax, income tax of the western region and "
             "a loan of 80 %; assumed rates, to be replaced by those of the project."),)  # fmt: skip
    return ResultTable("finance", pd.DataFrame(rows, columns=columns), units, notes)


def _whole(found: list[Source], losses: float) -> Source:
    capacity, investment, capital, fixed, variable, fuel = (
        math.fsum(getattr(s, part) for s in found) for part in ("capacity", "investment", "capital", "fixed", "variable", "fuel")
    )
    energy = math.fsum(s.energy for s in found if not s.stored) - losses
    return Source("whole_base", capacity, investment, capital, fixed, variable, fuel, energy)


def held_sensitivity(basis: Basis) -> ResultTable:
    """Return yearly cost, source price and landed price when one figure changes and the plan is held.

    A plan that is held can still be run when costs change, so what a new plan would cost lies at or below the figures of dearer and
    cheaper inputs; for full-load hours coal makes up the difference, which holds while its capacity does.
    """
    found = sources(basis)
    cases: list[tuple[str, float, list[Source]]] = [("sensitivity_base", 0.0, found)]
    for share in (-0.1, 0.1):
        cases.append(("sensitivity_capex", share, [replace(s, capital=s.capital * (1 + share)) for s in found]))
    for share in (-0.1, 0.1):
        cases.append(("sensitivity_hours", share, _hours(found, share)))
    for share in (-0.2, 0.2):
        cases.append(("sensitivity_coal", share, [replace(s, fuel=s.fuel * (1 + share)) for s in found]))
    for share in (-0.2, 0.2):
        cases.append(
            (
                "sensitivity_storage",
                share,
                [replace(s, capital=s.capital * (1 + share)) if s.stored else s for s in found],
            )
        )
    for rate in (0.05, 0.07):
        cases.append(("sensitivity_rate", rate - basis.view.region.discount_rate, [_at_rate(basis, s, rate) for s in found]))
    lines, losses = _lines(basis), _store_losses(basis)
    rows = []
    base_price = math.nan
    for name, share, changed in cases:
        energy = math.fsum(s.energy for s in changed if not s.stored) - losses
        cost = math.fsum(s.total for s in changed)
        price = cost / energy if energy > 0 else math.nan
        base_price = price if name == "sensitivity_base" else base_price
        landed = math.nan
        if lines:
            grid, loss, tariff = (_number(lines[0][1][column]) for column in ("variable_cost", "settlement_loss", "tariff"))
            landed = landed_price(price, grid_price=grid, loss_share=loss, line_tariff=tariff)
        rows.append((name, share, cost, price, landed, price - base_price))
    columns = ["item", "change", "annual_cost", "source_price", "landed_price", "difference"]
    units = {"change": "1", "annual_cost": "CNY/a", "source_price": "CNY/MWh", "landed_price": "CNY/MWh", "difference": "CNY/MWh"}
    notes = (("The plan is held: a plan made anew for the changed costs costs at most this. Full-load hours: coal makes up the difference. "
             "Purchases from the grid are left out."),)  # fmt: skip
    return ResultTable("sensitivity", pd.DataFrame(rows, columns=columns), units, notes)


def _hours(found: list[Source], share: float) -> list[Source]:
    """Return sources with other hours of wind and sun; coal gives what lacks at its cost per MWh of fuel and variable cost."""
    moved = share * math.fsum(s.energy for s in found if s.category in ("wind", "solar"))
    changed = []
    for one in found:
        if one.category in ("wind", "solar"):
            changed.append(replace(one, energy=one.energy * (1 + share)))
        elif one.category == "coal_power" and one.energy > 0:
            factor = max(1 - moved / one.energy, 0.0)
            changed.append(replace(one, energy=one.energy * factor, fuel=one.fuel * factor, variable=one.variable * factor))
        else:
            changed.append(one)
    return changed


def _at_rate(basis: Basis, source: Source, rate: float) -> Source:
    """Return a source with its annuity at another discount rate; its lifetime is found back from the annuity it has."""
    if not source.investment > 0:
        return source
    factor = source.capital / source.investment
    base = basis.view.region.discount_rate
    years = -math.log(1 - base / factor) / math.log(1 + base) if 0 < base < factor else 1 / factor
    return replace(source, capital=source.investment * annuity(rate, years))
