"""Tables over time: monthly balance, a week of dispatch, duration curves, curtailment by month and hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.planning.view import View

__all__ = ["curtailment_table", "dispatch_table", "duration_table", "electricity_sides", "monthly_table"]


def electricity_sides(view: View) -> tuple[dict[str, NDArray[np.float64]], dict[str, NDArray[np.float64]]]:
    """Return supply and use of electricity inside the region by item [MW], (T,); both sides add up to the same.

    Lines inside the region appear with their losses only; a line that leaves it with all it takes.
    """
    supply: dict[str, NDArray[np.float64]] = {}
    use: dict[str, NDArray[np.float64]] = {}
    outside = set(_outside_balances(view))

    def book(side: dict[str, NDArray[np.float64]], item: str, series: NDArray[np.float64]) -> None:
        if series.any():
            side[item] = side.get(item, np.zeros(view.weight.size)) + series

    for process in view.solution.network.processes:
        touched = [flow.balance for flow in process.flows if flow.balance.startswith("electricity@")]
        if not touched or all(balance in outside for balance in touched):
            continue
        if process.table == "routes":
            _route(view, process, outside, book, supply, use)
        elif process.table == "stores":
            sent = view.activity[process.id]
            book(supply if process.id.endswith(":discharge") else use, process.category, sent)
        else:
            net = view.flow(process, "electricity")
            item = "unserved" if process.id.endswith(":shed") else process.category
            book(supply, item, np.maximum(net, 0.0))
            book(use, item, np.maximum(-net, 0.0))
    return supply, use


def _route(view, process, outside, book, supply, use) -> None:  # type: ignore[no-untyped-def]
    sent, received = view.activity[process.id], view.received(process)
    leaves, enters = process.destination in outside, process.origin in outside
    if leaves:
        book(use, "export_line" if process.category == "export_line" else "grid_export", sent)
    elif enters:
        book(supply, "grid_import", received)
    else:
        book(use, "line_losses", sent - received)


def _outside_balances(view: View) -> list[str]:
    kinds = view.region.table("places")["kind"]
    return [balance.id for balance in view.solution.network.balances
            if balance.commodity == "electricity" and str(kinds.get(balance.place, "")) in ("market", "grid")]  # fmt: skip


def monthly_table(view: View) -> ResultTable:
    """Return the monthly electricity balance: supply and use by item [MWh]; both sides agree."""
    hours = view.solution.network.hours
    month = hours.base_times.astype("datetime64[M]").astype(np.int64) % 12 + 1
    rows = []
    for side, items in zip(("supply", "use"), electricity_sides(view), strict=True):
        for item, series in items.items():
            energy = np.bincount(month, weights=hours.expand(series), minlength=13)
            rows += [
                (number, side, item, float(energy[number])) for number in range(1, 13) if energy[number] or (month == number).any()
            ]
    frame = pd.DataFrame(rows, columns=["month", "side", "item", "energy"]).sort_values(["month", "side", "item"], kind="stable")
    return ResultTable("monthly_balance", frame.reset_index(drop=True), {"energy": "MWh"})


def dispatch_table(view: View) -> ResultTable:
    """Return hour by hour the week in which most wind and sun is used: supply positive, use negative [MW], levels [MWh]."""
    hours = view.solution.network.hours
    supply, use = electricity_sides(view)
    green = hours.expand(np.sum([supply[item] for item in ("wind", "solar") if item in supply] or [np.zeros(hours.size)], axis=0))
    length = min(168, hours.base_size)
    starts = np.arange(0, hours.base_size - length + 1, 24)
    sums = np.concatenate([[0.0], np.cumsum(green)])
    start = int(starts[np.argmax(sums[starts + length] - sums[starts])])
    window = slice(start, start + length)
    data: dict[str, object] = {"time": [str(time).replace("T", " ") + ":00" for time in hours.base_times[window]]}
    for item, series in supply.items():
        data[f"supply_{item}"] = hours.expand(series)[window]
    for item, series in use.items():
        data[f"use_{item}"] = hours.expand(series)[window]
    levels = view.solution.dataset["level"].to_numpy()
    stored = [row for row, store in enumerate(view.solution.network.stores) if store.commodity == "electricity"]
    data["level"] = hours.expand(levels[stored].sum(axis=0))[window] if stored else np.zeros(length)
    units = {name: "MW" for name in data if name not in ("time", "level")} | {"level": "MWh"}
    notes = ("The week in which most wind and sun is used.",)
    return ResultTable("dispatch_week", pd.DataFrame(data), units, notes)


_STORES = ("battery", "pumped_hydro", "vanadium_flow")  # what they take is no load: they give it back


def duration_table(view: View, points: int = 200) -> ResultTable:
    """Return duration curves [MW]: use without exports and stores, export, wind and sun, residual load, curtailment; sorted, sampled."""
    hours = view.solution.network.hours
    supply, use = electricity_sides(view)
    zero = np.zeros(hours.size)
    load = np.sum(
        [series for item, series in use.items() if item not in ("export_line", "grid_export", *_STORES)] or [zero], axis=0
    )
    export = use.get("export_line", zero)
    renewable = supply.get("wind", zero) + supply.get("solar", zero)
    curtailed = view.solution.dataset["curtailment"].to_numpy().sum(axis=0)
    curves = {
        "load": load,
        "export": export,
        "renewable": renewable,
        "residual": load + export - renewable,
        "curtailed": curtailed,
    }
    rank = np.unique(np.linspace(0, hours.base_size - 1, min(points, hours.base_size)).astype(np.int64))
    data = {"rank": rank.astype(np.float64)}
    data |= {name: np.sort(hours.expand(series))[::-1][rank] for name, series in curves.items()}
    return ResultTable("duration", pd.DataFrame(data), {"rank": "h"} | dict.fromkeys(curves, "MW"))


def curtailment_table(view: View) -> ResultTable:
    """Return the mean power curtailed by month and hour of the day [MW]."""
    hours = view.solution.network.hours
    series = hours.expand(view.solution.dataset["curtailment"].to_numpy().sum(axis=0))
    times = hours.base_times
    month = times.astype("datetime64[M]").astype(np.int64) % 12
    hour = (times - times.astype("datetime64[D]")).astype("timedelta64[h]").astype(np.int64)
    slot = month * 24 + hour
    total, count = np.bincount(slot, weights=series, minlength=288), np.bincount(slot, minlength=288)
    mean = np.divide(total, count, out=np.zeros(288), where=count > 0)
    frame = pd.DataFrame({"month": np.repeat(np.arange(1, 13), 24), "hour": np.tile(np.arange(24), 12), "power": mean})
    return ResultTable("curtailment", frame[count > 0].reset_index(drop=True), {"power": "MW"})
