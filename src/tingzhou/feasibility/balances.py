"""Monthly balances of power and energy, and the balance of regulation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tingzhou.economics import preset
from tingzhou.feasibility.basis import FIRM, GREEN, POWER, STORES, agree, month_name
from tingzhou.planning import FIGURES
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.feasibility.basis import Basis

__all__ = ["energy_balance", "peaking_balance", "power_balance"]


def power_balance(basis: Basis) -> ResultTable:
    """Return, for the hour of the highest demand of every month, demand, reserve and the capacity that meets them [MW]."""
    demand = basis.load + basis.export
    installed = sum(basis.capacity(category) for category in FIRM)
    firm, idle = basis.available(*FIRM), basis.idle(*FIRM)
    kinds = {f"firm_{category}": basis.available(category) for category in FIRM if basis.capacity(category) > 0}
    imports = basis.sides[0].get("grid_import", basis.zero)
    stored = sum(power for category, power in basis.store_power.items() if category in STORES)
    rows = []
    for month in basis.months:
        inside = np.flatnonzero(basis.month == month)
        hour = int(inside[np.argmax(demand[inside])])
        green = float(basis.green_available[hour])
        reserve = preset("reserve_load") * float(demand[hour]) + preset("reserve_renewable") * green
        given = float(firm[hour]) + stored + green + float(imports[hour])
        rows.append((month_name(month), str(basis.times[hour]).replace("T", " ") + ":00", float(basis.load[hour]), float(basis.export[hour]),
                     reserve, installed, installed - float(firm[hour]), math.nan if idle is None else float(idle[hour]),
                     *(float(series[hour]) for series in kinds.values()), float(firm[hour]), stored, green, float(imports[hour]), given,
                     given - float(demand[hour]) - reserve))  # fmt: skip
    columns = ["name", "time", "load", "export", "reserve", "installed", "out_of_service", "idle_units", *kinds, "firm_power", "storage", "renewable", "imports",
               "total_supply", "surplus"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    if idle is None:
        frame, columns = frame.drop(columns="idle_units"), [column for column in columns if column != "idle_units"]
    agree("power_balance (firm)", float(frame[list(kinds)].sum().sum()), float(frame["firm_power"].sum()))
    agree(
        "power_balance",
        float((frame["firm_power"] + frame["storage"] + frame["renewable"] + frame["imports"]).sum()),
        float(frame["total_supply"].sum()),
    )
    notes = [
        "At the hour of the highest demand of the month; reserve 5 % of demand and 10 % of new-energy output; storage at full power.",
    ]
    if idle is not None:
        notes.append("Out of service: units in maintenance or failed in that hour, and what the others cannot give.")
    return ResultTable("power_balance", frame, dict.fromkeys(columns[2:], "MW"), tuple(notes))


def energy_balance(basis: Basis) -> ResultTable:
    """Return supply, use and curtailment of every month and of the year [MWh]; supply and use agree."""
    supply, use = basis.sides
    inside = [item for item in use if item not in ("export_line", "grid_export", "line_losses", *STORES)]

    def by_month(series: NDArray[np.float64]) -> NDArray[np.float64]:
        months: NDArray[np.float64] = np.bincount(basis.month, weights=series, minlength=13).astype(np.float64)[basis.months]
        return months

    stored = [item for item in supply if item in STORES]
    charged = [item for item in use if item in STORES]
    rest = [item for item in supply if item not in (*POWER, *STORES, "grid_import", "unserved")]
    groups: dict[str, NDArray[np.float64]] = {f"supply_{item}": by_month(supply[item]) for item in POWER if item in supply}
    groups["other_supply"] = by_month(np.sum([supply[item] for item in rest] or [basis.zero], axis=0))
    groups["discharged"] = by_month(np.sum([supply[item] for item in stored] or [basis.zero], axis=0))
    groups["imports"] = by_month(supply.get("grid_import", basis.zero))
    groups["unserved"] = by_month(supply.get("unserved", basis.zero))
    groups["total_supply"] = np.sum(list(groups.values()), axis=0)
    spent = {
        "load": by_month(np.sum([use[item] for item in inside] or [basis.zero], axis=0)),
        "export": by_month(basis.export),
        "charged": by_month(np.sum([use[item] for item in charged] or [basis.zero], axis=0)),
        "grid_export": by_month(use.get("grid_export", basis.zero)),
        "line_losses": by_month(use.get("line_losses", basis.zero)),
    }
    groups |= spent
    groups["total_use"] = np.sum(list(spent.values()), axis=0)
    curtailed = basis.hourly(basis.view.solution.dataset["curtailment"].to_numpy().sum(axis=0))
    groups["curtailed"] = by_month(curtailed)
    data = {column: [*values.tolist(), float(values.sum())] for column, values in groups.items()
            if values.any() or column.startswith(("total", "curtailed", "export", "load"))}  # fmt: skip
    frame = pd.DataFrame({"name": [*(month_name(month) for month in basis.months), "year_total"], **data})
    _check_energy(basis, frame)
    return ResultTable("energy_balance", frame, dict.fromkeys(data, "MWh"))


def _check_energy(basis: Basis, frame: pd.DataFrame) -> None:
    """Hold the yearly figures against energies that were summed another way: from activities and weights, process by process."""
    total = frame.iloc[-1]
    # The program keeps its balances to its own tolerance; the two sides are held to 1e-6, sums of one side to 1e-9.
    size = max(1.0, float(total["total_supply"]))
    if abs(float(total["total_supply"]) - float(total["total_use"])) > 1e-6 * size:
        agree("energy_balance", float(total["total_supply"]), float(total["total_use"]))
    lines = "category:export_line"
    sent = FIGURES["sent"].compute(basis.view, lines) if basis.view.select(lines) else 0.0
    if basis.export.any():
        agree("energy_balance (export)", float(total["export"]), sent)
    for category in POWER:
        column = f"supply_{category}"
        if column in frame.columns:
            given = FIGURES["electricity_given"].compute(basis.view, f"category:{category}")
            agree(f"energy_balance ({category})", float(total[column]), given)
    agree("energy_balance (curtailed)", float(total["curtailed"]), sum(basis.view.curtailed.values()), size)


def peaking_balance(basis: Basis) -> ResultTable:
    """Return, for the day of the largest swing of net load of every month, what regulation it asks for and what there is [MW]."""
    net = basis.load + basis.export - sum((basis.sides[0].get(item, basis.zero) for item in GREEN), basis.zero)
    coal = basis.sides[0].get("coal_power", basis.zero)
    least = preset("coal_minimum")
    reserve = preset("reserve_load") * (basis.load + basis.export)
    on = _units_on(basis)
    pumped = basis.store_power.get("pumped_hydro", 0.0) * preset("pumped_hydro_depth")
    other = sum(2.0 * power for category, power in basis.store_power.items() if category in STORES and category != "pumped_hydro")
    rows = []
    for month in basis.months:
        days = np.unique(basis.day[basis.month == month])
        swing = [float(np.ptp(net[basis.day == day])) for day in days]
        day = basis.day == days[int(np.argmax(swing))]
        running = float(
            min(
                (on if on is not None else np.minimum(coal + reserve, basis.available("coal_power")))[day].max(),
                basis.capacity("coal_power"),
            )
        )
        depth = (1.0 - least) * running
        need = float(np.ptp(net[day]))
        rows.append((month_name(month), str(basis.times[day][0])[:10], float(net[day].max()), float(net[day].min()), need, running,
                     least * running, depth, pumped + other, depth + pumped + other, max(need - depth - pumped - other, 0.0)))  # fmt: skip
    columns = [
        "name",
        "date",
        "net_load_max",
        "net_load_min",
        "swing",
        "coal_on",
        "coal_least",
        "coal_depth",
        "storage_depth",
        "depth",
        "regulation_gap",
    ]
    notes = (("Day of the largest swing of load and export less wind and sun; coal counts from 30 % of what is on, pumped hydro twice its power, "
             "other storage from full charging to full discharging."),)  # fmt: skip
    return ResultTable("peaking_balance", pd.DataFrame(rows, columns=columns), dict.fromkeys(columns[2:], "MW"), notes)


def _units_on(basis: Basis) -> NDArray[np.float64] | None:
    """Return the capacity of coal units that are on [MW], where the run knows it."""
    data = basis.view.solution.dataset
    names = [p.id for p in basis.processes("coal_power")]
    if "units_on" not in data or not names:
        return None
    on = (data["units_on"] * data["unit_size"]).sel(process=names).to_numpy()
    return basis.hourly(np.nansum(on, axis=0)) if np.isfinite(on).all() else None
