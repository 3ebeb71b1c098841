"""Operation through the eyes of a report: typical days, curtailment, the channel, coal units, stores, coal and carbon."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tingzhou.economics import LOAD_BANDS, load_band, part_load_factor
from tingzhou.feasibility.basis import GREEN, SEASONS, agree, month_name
from tingzhou.planning import FIGURES
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.feasibility.basis import Basis
    from tingzhou.network import Process

__all__ = ["carbon", "channel_use", "coal_operation", "curtailment_sources", "delivery_profile", "storage_use", "typical_days"]


def typical_days(basis: Basis) -> ResultTable:
    """Return hour by hour the days of each season with the highest load, and the most and the least new energy [MW]."""
    supply, use = basis.sides
    count = int(basis.day.max()) + 1
    whole = np.bincount(basis.day, minlength=count) == 24
    load = np.full(count, -np.inf)
    np.maximum.at(load, basis.day, basis.load + basis.export)
    green = np.bincount(basis.day, weights=basis.green_available, minlength=count)
    first = np.searchsorted(basis.day, np.arange(count))
    levels = basis.view.solution.dataset["level"].to_numpy()
    stored = [row for row, store in enumerate(basis.view.solution.network.stores) if store.commodity == "electricity"]
    level = basis.hourly(levels[stored].sum(axis=0)) if stored else basis.zero
    frames = []
    for season, months in SEASONS.items():
        days = np.flatnonzero(np.isin(basis.month[first], months) & whole)
        if not days.size:
            continue
        for kind, day in (("load", days[np.argmax(load[days])]), ("most_green", days[np.argmax(green[days])]),
                          ("least_green", days[np.argmin(green[days])])):  # fmt: skip
            window = slice(int(first[day]), int(first[day]) + 24)
            data: dict[str, object] = {"name": f"{season}_{kind}", "date": str(basis.times[window][0])[:10], "hour": np.arange(24)}
            data |= {f"supply_{item}": series[window] for item, series in supply.items()}
            data |= {f"use_{item}": series[window] for item, series in use.items()}
            data["level"] = level[window]
            frames.append(pd.DataFrame(data))
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["name", "date", "hour", "level"])
    units = {str(c): "MW" for c in frame.columns if str(c).startswith(("supply_", "use_"))} | {"level": "MWh"}
    notes = ("New energy is ranked by what was available; load with the export.",)
    return ResultTable("typical_days", frame, units, notes)


def curtailment_sources(basis: Basis) -> ResultTable:
    """Return available, used and curtailed wind and sun of every month and the year [MWh], and the rate."""
    rows = []
    totals = 0.0
    for category in GREEN:
        plants = basis.processes(category)
        if not any(basis.view.capacity[p.id] > 0 for p in plants):
            continue
        available = basis.available(category)
        used = basis.hourly(np.sum([basis.view.activity[p.id] for p in plants], axis=0))
        lost = basis.hourly(
            np.sum([basis.view.solution.dataset["curtailment"].sel(process=p.id).to_numpy() for p in plants], axis=0)
        )
        for month in (*basis.months, 0):
            inside = basis.month == month if month else np.ones(basis.month.size, dtype=np.bool_)
            a, u, c = (float(series[inside].sum()) for series in (available, used, lost))
            rows.append((category, month_name(month) if month else "year_total", a, u, c, c / a if a > 0 else math.nan))
        totals += rows[-1][4]
        agree(f"curtailment_sources ({category})", rows[-1][3], sum(basis.view.energy[p.id] for p in plants))
    selector = "category:" + ",".join(GREEN)
    if rows:
        agree("curtailment_sources", totals, FIGURES["curtailed"].compute(basis.view, selector), sum(row[2] for row in rows))
    frame = pd.DataFrame(rows, columns=["category", "name", "available_energy", "used_energy", "curtailed", "curtailment_rate"])
    units = dict.fromkeys(("available_energy", "used_energy", "curtailed"), "MWh") | {"curtailment_rate": "1"}
    return ResultTable("curtailment_sources", frame, units)


def channel_use(basis: Basis) -> ResultTable:
    """Return energy, hours, load factor, extremes and changes of level of every export line by month and year."""
    rows = []
    for process in basis.view.solution.network.processes:
        if process.category != "export_line" or basis.view.energy[process.id] <= 0:
            continue
        power, size = basis.hourly(basis.view.activity[process.id]), basis.view.capacity[process.id]
        curve = next((c.id for c in basis.view.solution.network.curves if c.route == process.id), None)
        level = power / size if curve is None else basis.view.solution.curves[curve]  # what is scheduled, shortfalls left out
        same_month = (
            np.diff(basis.month, prepend=basis.month[0]) == 0
        )  # the turn of a month brings another curve: no change of a day
        changed = (np.abs(np.diff(level, prepend=level[0])) > 1e-4) & same_month
        daily = np.bincount(basis.day, weights=changed)
        day_month = basis.month[np.searchsorted(basis.day, np.arange(daily.size))]
        for month in (*basis.months, 0):
            inside = basis.month == month if month else np.ones(power.size, dtype=np.bool_)
            energy = float(power[inside].sum())
            rows.append((process.id, month_name(month) if month else "year_total", energy, energy / size, energy / size / inside.sum(),
                         float(power[inside].max()), float(power[inside].min()),
                         float(daily[day_month == month].max() if month else daily.max())))  # fmt: skip
        agree(f"channel_use ({process.id})", rows[-1][2], basis.view.energy[process.id])
    columns = ["route", "name", "sent", "channel_hours", "load_factor", "maximum", "least_power", "changes"]
    units = {"sent": "MWh", "channel_hours": "h", "load_factor": "1", "maximum": "MW", "least_power": "MW", "changes": "1/d"}
    return ResultTable("channel_use", pd.DataFrame(rows, columns=columns), units)


def delivery_profile(basis: Basis) -> ResultTable:
    """Return the mean power sent in every hour of the day of every month, all export lines together [MW]."""
    hour = (basis.times - basis.times.astype("datetime64[D]")).astype("timedelta64[h]").astype(np.int64)
    slot = (basis.month - 1) * 24 + hour
    total, count = np.bincount(slot, weights=basis.export, minlength=288), np.bincount(slot, minlength=288)
    mean = np.divide(total, count, out=np.zeros(288), where=count > 0)
    agree("delivery_profile", float(mean @ count), float(basis.export.sum()))
    frame = pd.DataFrame({"month": np.repeat(np.arange(1, 13), 24), "hour": np.tile(np.arange(24), 12), "power": mean})
    return ResultTable("delivery_profile", frame[count > 0].reset_index(drop=True), {"power": "MW"})


def _load(basis: Basis, process: Process) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Return load of the units that are on [1], their capacity [MW] by hour, and starts of units (NaN where not known)."""
    data = basis.view.solution.dataset
    power = basis.hourly(basis.view.activity[process.id])
    if "units_on" in data and bool(np.isfinite(data["unit_size"].sel(process=process.id))):
        on = basis.hourly(data["units_on"].sel(process=process.id).to_numpy()) * float(data["unit_size"].sel(process=process.id))
        starts = float(np.nansum(data["units_started"].sel(process=process.id).to_numpy()))
    else:
        on, starts = basis.hourly(basis.view.available[process.id]), math.nan
    return np.divide(power, on, out=np.zeros_like(power), where=on > 1e-6), on, starts


def coal_operation(basis: Basis) -> ResultTable:
    """Return hours, load rate, starts, hours by load band and the coal rate of every coal plant."""
    table = basis.view.region.table("plants")
    rows = []
    for process in basis.processes("coal_power"):
        size, energy = basis.view.capacity[process.id], basis.view.energy[process.id]
        if not size > 0:
            continue
        load, on, starts = _load(basis, process)
        band = load_band(load)
        hours = [float((band == index).sum()) for index in range(len(LOAD_BANDS))]
        running = float((band >= 0).sum())
        coal = -float(np.minimum(basis.view.flow(process, "coal"), 0.0) @ basis.view.weight)
        net = float(basis.view.flow(process, "electricity") @ basis.view.weight)
        tce = coal * _tce(basis)
        rows.append((process.id, table.loc[process.id, "zh"], table.loc[process.id, "en"], size, energy, energy / basis.view.years / size, running,
                     starts, energy / float(on[band >= 0].sum()) if running else math.nan, *hours, coal, tce / net * 1000 if net > 0 else math.nan))  # fmt: skip
    bands = [f"band_{index}" for index in range(len(LOAD_BANDS))]
    columns = [
        "id",
        "zh",
        "en",
        "existing_and_built",
        "output",
        "full_load_hours",
        "hours_run",
        "starts",
        "load_rate",
        *bands,
        "coal_burnt",
        "coal_rate",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    agree("coal_operation", float(frame["output"].sum()), FIGURES["output"].compute(basis.view, "category:coal_power"))
    units = {"existing_and_built": "MW", "output": "MWh", "full_load_hours": "h", "hours_run": "h", "load_rate": "1", "coal_burnt": "t",
             "coal_rate": "gce/kWh"} | dict.fromkeys(bands, "h")  # fmt: skip
    notes = () if "units_on" in basis.view.solution.dataset else (
        "This run knows no units: load is output over available capacity, starts are not known; a production simulation gives both.",)  # fmt: skip
    return ResultTable("coal_operation", frame, units, notes)


def _tce(basis: Basis) -> float:
    """Return tonnes of standard coal per tonne of the region's coal [tce/t]: its energy content over 8.141 MWh (29.307 GJ)."""
    commodities: Any = basis.view.region.table("commodities")
    energy = float(commodities.loc["coal", "energy"]) if "coal" in commodities.index else math.nan
    return energy / 8.1408


def storage_use(basis: Basis) -> ResultTable:
    """Return charge, discharge, losses, cycles and hours at the limits of every electricity store.

    A cycle empties the store once: what is drawn from it, its own losses of discharging included, over what it holds.
    """
    network = basis.view.solution.network
    names = basis.view.region.table("stores")
    levels = dict(zip((store.id for store in network.stores), basis.view.solution.dataset["level"].to_numpy(), strict=True))
    builds: Any = basis.view.solution.builds.set_index("capacity")
    rows, charged, discharged = [], 0.0, 0.0
    for store in network.stores:
        if store.commodity != "electricity" or f"{store.id}:charge" not in basis.view.energy:
            continue
        full = store.hours_of_capacity * float(builds.loc[store.capacity, "existing"] + builds.loc[store.capacity, "built"])
        into, out = basis.view.energy[f"{store.id}:charge"], basis.view.energy[f"{store.id}:discharge"]
        charged, discharged = charged + into, discharged + out
        if not full > 1e-6:
            continue
        level = basis.hourly(levels[store.id])
        drawn = -out * sum(
            flow.quantity for flow in network.process(f"{store.id}:discharge").flows if flow.balance == store.balance
        )
        rows.append((store.id, names.loc[store.id, "zh"], names.loc[store.id, "en"], basis.view.capacity[f"{store.id}:discharge"], full, into, out,
                     into - out, drawn / full, float((level >= 0.999 * full).sum()), float((level <= 0.001 * full).sum())))  # fmt: skip
    columns = ["id", "zh", "en", "power", "energy", "charged", "discharged", "losses", "cycles", "hours_full", "hours_empty"]
    frame = pd.DataFrame(rows, columns=columns)
    for figure, found in (("charged", charged), ("discharged", discharged)):
        agree(f"storage_use ({figure})", found, FIGURES[figure].compute(basis.view, "commodity:electricity"))
    units = {
        "power": "MW",
        "energy": "MWh",
        "charged": "MWh",
        "discharged": "MWh",
        "losses": "MWh",
        "hours_full": "h",
        "hours_empty": "h",
    }
    return ResultTable("storage_use", frame, units)


def carbon(basis: Basis) -> ResultTable:
    """Return energy, coal and CO2 of coal power by load band, and CO2 per MWh exported.

    A run with units knows the coal of every hour. Without them the coal of a plant is shared out over its hours by output times the
    part-load factor, so that bands add up to the plant's coal.
    """
    energy, coal, emitted, given_net = (np.zeros(len(LOAD_BANDS)) for _ in range(4))
    for process in basis.processes("coal_power"):
        load, _, _ = _load(basis, process)
        power = basis.hourly(basis.view.activity[process.id])
        band = load_band(load)
        used = basis.hourly(np.maximum(-basis.view.flow(process, "coal"), 0.0))
        given = basis.hourly(np.maximum(basis.view.flow(process, "co2"), 0.0))
        on = band >= 0
        known = "units_on" in basis.view.solution.dataset and used.sum() > 0  # a run with units knows its fuel hour by hour
        weight = np.where(on, used if known else power * part_load_factor(load), 0.0)
        share = weight / weight.sum() if weight.sum() > 0 else weight
        energy += np.bincount(band[on], weights=power[on], minlength=len(LOAD_BANDS))
        sent_out = basis.hourly(basis.view.flow(process, "electricity"))
        given_net += np.bincount(band[on], weights=sent_out[on], minlength=len(LOAD_BANDS))
        coal += float(used.sum()) * np.bincount(band[on], weights=share[on], minlength=len(LOAD_BANDS))
        emitted += float(given.sum()) * np.bincount(band[on], weights=share[on], minlength=len(LOAD_BANDS))
    total: list[tuple[object, ...]] = [
        *zip((f"band_{index}" for index in range(len(LOAD_BANDS))), energy, coal, coal * _tce(basis), emitted, strict=True)
    ]
    total.append(("year_total", *(float(values.sum()) for values in (energy, coal, coal * _tce(basis), emitted))))
    frame = pd.DataFrame(total, columns=["name", "output", "coal_burnt", "standard_coal", "co2"])
    sent = float(basis.export.sum())
    green = FIGURES["green_sent"].compute(basis.view, "category:export_line") if sent > 0 else 0.0
    net = sum(float(basis.view.flow(p, "electricity") @ basis.view.weight) for p in basis.processes("coal_power"))
    rate = float(emitted.sum()) / net if net > 0 else math.nan
    by_band = np.append(given_net, given_net.sum())
    frame["coal_rate"] = np.divide(1000.0 * frame["standard_coal"], by_band, out=np.full(len(frame), np.nan), where=by_band > 0)
    frame["co2_per_output"] = np.divide(frame["co2"], frame["output"], out=np.full(len(frame), np.nan), where=frame["output"] > 0)
    frame["co2_per_export"] = [math.nan] * (len(frame) - 1) + [rate * (sent - green) / sent if sent > 0 else math.nan]
    last = frame.iloc[-1]
    agree("carbon (coal)", float(last["coal_burnt"]), FIGURES["coal_use"].compute(basis.view, "category:coal_power"), 1.0)
    agree("carbon (CO2)", float(last["co2"]), FIGURES["co2"].compute(basis.view, "category:coal_power"), 1.0)
    units = {
        "output": "MWh",
        "coal_burnt": "t",
        "standard_coal": "tce",
        "co2": "t",
        "coal_rate": "gce/kWh",
        "co2_per_output": "t/MWh",
        "co2_per_export": "t/MWh",
    }
    notes = (
        "Coal of every hour as units on, their load and their starts take it."
        if "units_on" in basis.view.solution.dataset
        else "The coal of a plant is shared over its hours by output and part-load rate.",
        "CO2 per MWh exported: what is not green in the export, at the net rate of coal power.",
    )
    return ResultTable("carbon", frame, units, notes)
