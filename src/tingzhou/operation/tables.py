"""Result tables of an operation: what units, stores and wind and sun did, what was not served, and how it was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tingzhou.network import committed_flow
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from tingzhou.network import Process, Solution
    from tingzhou.operation.outages import Outage
    from tingzhou.operation.result import WindowRecord

    Reals = NDArray[np.float64]

__all__ = [
    "BANDS",
    "curtailment_hours",
    "fuel_by_load",
    "outage_table",
    "storage_operation",
    "unit_operation",
    "unserved_hours",
    "window_table",
]

BANDS = (0.0, 0.3, 0.5, 0.75, 1.0)  # load of the units on, share of their capacity
_BAND_NAMES = ("load_below_30", "load_30_50", "load_50_75", "load_above_75")
_SMALL = 1e-3  # MW: less than this is rounding


def _committed(solution: Solution) -> list[Process]:
    if solution.network.commitment == "none":
        return []
    units = solution.dataset["units"]
    return [
        process
        for process in solution.network.processes
        if process.commitment is not None and float(units.sel(process=process.id)) > 0
    ]


def _bands(solution: Solution, process: Process) -> tuple[Reals, NDArray[np.int64]]:
    """Return hours × units on of each step, and the band in which they run (−1: none on)."""
    data = solution.dataset.sel(process=process.id)
    on, activity = data["units_on"].to_numpy(), data["activity"].to_numpy()
    weight = solution.network.hours.weights
    capacity = on * float(data["unit_size"])
    load = np.divide(activity, capacity, out=np.zeros(on.size), where=capacity > _SMALL)
    band = np.clip(np.searchsorted(np.array(BANDS[1:-1]), load + 1e-9, side="right"), 0, len(_BAND_NAMES) - 1)
    return weight * on, np.where(capacity > _SMALL, band, -1)


def unit_operation(solution: Solution) -> ResultTable:
    """Return utilisation hours, running hours, starts by class, load rate and unit-hours by load band of every committed plant."""
    rows = []
    weight = solution.network.hours.weights
    for process in _committed(solution):
        data = solution.dataset.sel(process=process.id)
        hours, band = _bands(solution, process)
        units, size = float(data["units"]), float(data["unit_size"])
        energy = float(weight @ data["activity"].to_numpy())
        started = {str(name): float(data["units_started"].sel(start_class=name).sum()) for name in data["start_class"].to_numpy()}
        running = float(hours.sum())
        rows.append(
            {"plant": process.id, "category": process.category, "units": units, "unit_size": size, "energy": energy,
             "full_load_hours": energy / (units * size), "running_hours": running / units,
             **{f"starts_{name}": started.get(name, 0.0) for name in ("hot", "warm", "cold")},
             "stops": float(data["units_stopped"].sum()), "starts_per_unit": sum(started.values()) / units,
             "load_rate": energy / (running * size) if running > 0 else float("nan"),
             **{name: float(hours[band == place].sum()) for place, name in enumerate(_BAND_NAMES)}}
        )  # fmt: skip
    columns = ["plant", "category", "units", "unit_size", "energy", "full_load_hours", "running_hours", "starts_hot", "starts_warm",
               "starts_cold", "stops", "starts_per_unit", "load_rate", *_BAND_NAMES]  # fmt: skip
    units_of = {"unit_size": "MW", "energy": "MWh", "full_load_hours": "h", "running_hours": "h", "load_rate": "1"} | dict.fromkeys(
        _BAND_NAMES, "h"
    )
    return ResultTable("unit_operation", pd.DataFrame(rows, columns=columns), units_of)


def fuel_by_load(solution: Solution) -> ResultTable:
    """Return energy and fuel of every committed plant by load band, starts included in the band in which they happen."""
    rows = []
    weight = solution.network.hours.weights
    for process in _committed(solution):
        activity = solution.dataset["activity"].sel(process=process.id).to_numpy()
        _, band = _bands(solution, process)
        for commodity in _inputs(solution, process):
            base = sum(part.quantity for part in process.flows if part.balance.partition("@")[0] == commodity)
            used = -(activity * base + committed_flow(solution, process, commodity)) * weight
            unit = next(one.unit for one in solution.network.balances if one.commodity == commodity)
            for place, name in enumerate(_BAND_NAMES):
                energy, amount = float((activity * weight)[band == place].sum()), float(used[band == place].sum())
                rows.append((process.id, commodity, name, energy, amount, unit, amount / energy if energy > 0 else float("nan")))
    frame = pd.DataFrame(rows, columns=["plant", "commodity", "band", "energy", "fuel_used", "unit", "fuel_per_energy"])
    return ResultTable("fuel_by_load", frame, {"energy": "MWh"})


def _inputs(solution: Solution, process: Process) -> list[str]:
    """Return the commodities whose use depends on the load: those in pieces, without load, or at starts; taken, not given."""
    units = process.commitment
    assert units is not None
    parts = [
        *units.no_load,
        *(flow for piece in process.segments for flow in piece.flows),
        *(flow for one in units.starts for flow in one.fuel),
    ]
    found = dict.fromkeys(flow.balance.partition("@")[0] for flow in parts if flow.quantity < 0)
    return list(found)


def storage_operation(solution: Solution) -> ResultTable:
    """Return energy charged and discharged, losses, full cycles and hours empty and full of every store with sides of its own."""
    rows = []
    data, weight = solution.dataset, solution.network.hours.weights
    processes = {process.id: process for process in solution.network.processes}
    builds = solution.builds
    total = dict(zip(builds["capacity"], builds["existing"] + builds["built"], strict=True))
    for store in solution.network.stores:
        holds = store.hours_of_capacity * float(total[store.capacity])
        sides = [f"{store.id}:charge", f"{store.id}:discharge"]
        if holds <= 0 or not all(side in processes for side in sides):
            continue
        charged, given = (float(weight @ data["activity"].sel(process=side).to_numpy()) for side in sides)
        level = data["level"].sel(store=store.id).to_numpy()
        drawn = -sum(flow.quantity for flow in processes[sides[1]].flows if flow.balance == store.balance) * given
        rows.append((store.id, store.category, holds, charged, given, charged - given, drawn / holds, float(weight[level >= 0.999 * holds].sum()),
                     float(weight[level <= 0.001 * holds].sum())))  # fmt: skip
    columns = ["store", "category", "holds", "charged", "discharged", "losses", "cycles", "hours_full", "hours_empty"]
    units = dict.fromkeys(("holds", "charged", "discharged", "losses"), "MWh") | {"hours_full": "h", "hours_empty": "h"}
    return ResultTable("storage_operation", pd.DataFrame(rows, columns=columns), units)


def _times(solution: Solution) -> NDArray[np.str_]:
    return np.array([str(time).replace("T", " ") + ":00" for time in solution.network.hours.times])


def curtailment_hours(solution: Solution) -> ResultTable:
    """Return every hour in which wind and sun were curtailed, by category [MW]."""
    data = solution.dataset
    category = data["category"].to_numpy()
    curtailable = np.array([process.curtailable for process in solution.network.processes])
    names = sorted(set(category[curtailable]))
    power = {name: data["curtailment"].to_numpy()[curtailable & (category == name)].sum(axis=0) for name in names}
    total = np.sum(list(power.values()) or [np.zeros(solution.network.hours.size)], axis=0)
    hours = total > _SMALL
    frame = pd.DataFrame(
        {"time": _times(solution)[hours], **{f"curtailed_{name}": power[name][hours] for name in names}, "curtailed": total[hours]}
    )
    return ResultTable("curtailment_hours", frame, {column: "MW" for column in frame.columns if column != "time"})


def unserved_hours(solution: Solution) -> ResultTable:
    """Return every hour in which something was not served, or had to be thrown away at a price."""
    rows = []
    times = _times(solution)
    for process in solution.network.processes:
        if process.category != "unserved" and not process.id.endswith(":dump"):
            continue
        series = solution.dataset["activity"].sel(process=process.id).to_numpy()
        kind = "unserved" if process.category == "unserved" else "dumped"
        rows += [(times[hour], process.place, process.commodity, kind, float(series[hour]), f"{process.unit}/h")
                 for hour in np.flatnonzero(series > _SMALL)]  # fmt: skip
    return ResultTable("unserved_hours", pd.DataFrame(rows, columns=["time", "place", "commodity", "kind", "power", "unit"]))


def window_table(solution: Solution, records: Iterable[WindowRecord]) -> ResultTable:
    """Return the certificate of every window."""
    times = _times(solution)
    rows = [(one.index, times[one.start], one.stop - one.start, one.end - one.start, one.cost, one.gap, one.violation, one.integrality, one.columns,
             one.rows, one.solver) for one in records]  # fmt: skip
    columns = ["window", "time", "kept", "seen", "cost", "gap", "violation", "integrality", "columns", "rows", "solver"]
    return ResultTable(
        "operation_windows", pd.DataFrame(rows, columns=columns), {"kept": "h", "seen": "h", "cost": "CNY", "gap": "1"}
    )


def outage_table(solution: Solution, events: Iterable[Outage]) -> ResultTable:
    """Return the failures that were drawn."""
    times = _times(solution)
    rows = [(event.process, event.unit, times[event.start], event.hours) for event in events]
    return ResultTable("outages", pd.DataFrame(rows, columns=["plant", "unit_number", "time", "hours"]), {"hours": "h"})
