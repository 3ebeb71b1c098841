"""The tables of a feasibility report, made of a solved year; each total is held against the accounts before it is handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tingzhou.feasibility.balances import energy_balance, peaking_balance, power_balance
from tingzhou.feasibility.basis import Basis
from tingzhou.feasibility.money import cost_of_energy, finance, held_sensitivity, investment_costs, landed_comparison
from tingzhou.feasibility.operation import (
    carbon,
    channel_use,
    coal_operation,
    curtailment_sources,
    delivery_profile,
    storage_use,
    typical_days,
)
from tingzhou.feasibility.summary import conclusion, scheme_row, scheme_table
from tingzhou.planning import View

if TYPE_CHECKING:
    from tingzhou.network import Solution
    from tingzhou.region import Region
    from tingzhou.tables import ResultTable

__all__ = ["FEASIBILITY", "Basis", "feasibility_tables", "scheme_row", "scheme_table"]

# Order of the tables in a report.
FEASIBILITY = (
    "conclusion", "scheme_comparison", "power_balance", "energy_balance", "typical_days", "peaking_balance", "curtailment_sources",
    "channel_use", "delivery_profile", "coal_operation", "storage_use", "investment_costs", "cost_of_energy", "landed_comparison", "finance",
    "sensitivity", "carbon",
)  # fmt: skip


def feasibility_tables(region: Region, solution: Solution) -> dict[str, ResultTable]:
    """Return the tables of a feasibility report by name; those without a row are left out.

    Parameters
    ----------
    region
        With its scenario applied.
    solution
        A solved year, or the solution of a production simulation (its units on and starts are then used).

    Raises
    ------
    InternalError
        When the total of a table differs from the accounts by more than 1e-9.
    """
    view = View(region, solution)
    basis = Basis(view)
    scenario = region.scenarios.get(region.applied)
    name = region.applied or region.id
    titles = {name: (scenario.title_zh, scenario.title_en) if scenario else (region.title("zh"), region.title("en"))}
    tables = [
        conclusion(view), scheme_table({name: scheme_row(view)}, titles), power_balance(basis), energy_balance(basis), typical_days(basis),
        peaking_balance(basis), curtailment_sources(basis), channel_use(basis), delivery_profile(basis), coal_operation(basis),
        storage_use(basis), investment_costs(basis), cost_of_energy(basis), landed_comparison(basis), finance(basis), held_sensitivity(basis),
        carbon(basis),
    ]  # fmt: skip
    return {table.name: table for table in tables if len(table.frame)}
