"""The catalogue of key figures: each a pure function of a solved network and a selector, with unit and definition."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.planning.view import View

__all__ = ["FIGURES", "GREEN", "Figure", "catalogue_page"]

GREEN = "category:wind,solar,csp,hydro"


@dataclass(frozen=True)
class Figure:
    """A key figure.

    ``unit`` may be ``{unit}`` or ``{rate}``: that of the processes selected. ``definition`` is an English gettext id.
    """

    key: str
    unit: str
    definition: str
    compute: Callable[[View, str], float]


def _sent(view: View, selector: str) -> float:
    return sum(view.energy[process.id] for process in view.select(selector) if process.table == "routes")


def _received(view: View, selector: str) -> float:
    return sum(float(view.received(process) @ view.weight) for process in view.select(selector) if process.table == "routes")


def _loss_share(view: View, selector: str) -> float:
    sent = _sent(view, selector)
    return (sent - _received(view, selector)) / sent if sent > 0 else math.nan


def _total(view: View, selector: str) -> NDArray[np.float64]:
    parts = [view.activity[process.id] for process in view.select(selector)] or [np.zeros(view.weight.size)]
    total: NDArray[np.float64] = np.sum(parts, axis=0)
    return total


def _maximum_power(view: View, selector: str) -> float:
    return float(_total(view, selector).max())


def _maximum_day(view: View, selector: str) -> float:
    hours = view.solution.network.hours
    if hours.segmented:
        daily = np.add.reduceat(hours.expand(_total(view, selector)), np.arange(0, hours.base_size, 24))
        return float(daily.max())
    return float(view.by_class(_total(view, selector), "day").max())


def _output(view: View, selector: str) -> float:
    return sum(view.energy[process.id] for process in view.select(selector))


def _capacity(view: View, selector: str) -> float:
    found = {process.capacity: view.capacity[process.id] for process in view.select(selector) if process.capacity}
    return sum(found.values())


def _mean_capacity(view: View, selector: str) -> float:
    """Return the capacity in operation, mean over the hours: what is commissioned during the year counts by its time."""
    found: dict[str, float] = {}
    for process in view.select(selector):
        if process.capacity:
            share = np.broadcast_to(np.asarray(process.operating, dtype=np.float64), view.weight.shape)
            found[process.capacity] = view.capacity[process.id] * float(share @ view.weight) / float(view.weight.sum())
    return sum(found.values())


def _full_load_hours(view: View, selector: str) -> float:
    capacity = _mean_capacity(view, selector)
    return _output(view, selector) / view.years / capacity if capacity > 0 else math.nan


def _curtailed(view: View, selector: str) -> float:
    return sum(view.curtailed[process.id] for process in view.select(selector))


def _utilisation(view: View, selector: str) -> float:
    used = sum(view.energy[process.id] for process in view.select(selector) if process.curtailable)
    available = used + _curtailed(view, selector)
    return used / available if available > 0 else math.nan


def _use(commodity: str) -> Callable[[View, str], float]:
    def compute(view: View, selector: str) -> float:
        total = 0.0
        for process in view.select(selector):
            total += float(np.minimum(view.flow(process, commodity), 0.0) @ view.weight)
        return -total

    return compute


def _given(commodity: str) -> Callable[[View, str], float]:
    def compute(view: View, selector: str) -> float:
        return sum(float(np.maximum(view.flow(process, commodity), 0.0) @ view.weight) for process in view.select(selector))

    return compute


def _green_sent(view: View, selector: str) -> float:
    """Green energy booked to the line by month: the lesser of what is made and what is sent, month by month."""
    hours = view.solution.network.hours
    month = hours.base_times.astype("datetime64[M]").astype(np.int64)
    green, sent = (np.bincount(month - month[0], weights=hours.expand(_total(view, which))) for which in (GREEN, selector))
    return float(np.minimum(green, sent).sum())


def _green_share(view: View, selector: str) -> float:
    sent = _sent(view, selector)
    return _green_sent(view, selector) / sent if sent > 0 else math.nan


def _net_import(view: View, selector: str) -> float:
    total = 0.0
    for process in view.select(selector):
        if process.table == "markets":
            total += float(sum(view.energy[process.id] * part.quantity for part in process.flows))
    return total


def _charged(view: View, selector: str) -> float:
    return sum(view.energy[p.id] for p in view.select(selector) if p.table == "stores" and p.id.endswith(":charge"))


def _discharged(view: View, selector: str) -> float:
    return sum(view.energy[p.id] for p in view.select(selector) if p.table == "stores" and p.id.endswith(":discharge"))


def _own_use_and_losses(view: View, selector: str) -> float:
    """Plant use of power stations, losses inside the region (corridors, stores) and of distribution."""
    del selector
    own = _own_use(view)
    stores = _charged(view, "") - _discharged(view, "")
    lines = sum(
        view.energy[p.id] - float(view.received(p) @ view.weight)
        for p in view.solution.network.processes
        if p.table == "routes" and p.category == "line"
    )
    distribution = sum(view.energy[p.id] for p in view.solution.network.processes if p.id.startswith("losses"))
    return own + stores + lines + distribution


def _own_use(view: View) -> float:
    own = 0.0
    for process in view.solution.network.processes:
        if process.table == "plants" and process.commodity == "electricity":
            own += view.energy[process.id] - float(view.flow(process, "electricity") @ view.weight)
    return own


def _unserved(view: View, selector: str) -> float:
    return sum(view.energy[p.id] for p in view.select(selector) if p.id.endswith(":shed") and p.commodity == "electricity")


def _investment(view: View, selector: str) -> float:
    del selector
    return float(view.solution.builds["investment"].sum())


def _annual_cost(view: View, selector: str) -> float:
    del selector
    amounts = view.accounts["amount"]
    return float(amounts[amounts > 0].sum()) / view.years


def _net_cost(view: View, selector: str) -> float:
    del selector
    return view.solution.objective / view.years


def _revenue(view: View, selector: str) -> float:
    del selector
    amounts = view.accounts["amount"]
    return -float(amounts[amounts < 0].sum()) / view.years


_LIST = (
    Figure("sent", "{unit}", "Energy or mass that a route takes at its start.", _sent),
    Figure("received", "{unit}", "What a route delivers at its end, after its losses.", _received),
    Figure("loss_share", "1", "Loss of a route: (sent − received) / sent.", _loss_share),
    Figure("maximum_power", "{rate}", "Largest activity of all selected processes together in one hour.", _maximum_power),
    Figure("maximum_day", "{unit}", "Largest activity of all selected processes together in one day.", _maximum_day),
    Figure("output", "{unit}", "Activity times hours; gross generation for power stations.", _output),
    Figure("capacity", "{rate}", "Existing and built capacity at the end of the year.", _capacity),
    Figure("full_load_hours", "h", "Output divided by the mean capacity in operation over the year.", _full_load_hours),
    Figure("curtailed", "{unit}", "Wind and sun that were available and not used.", _curtailed),
    Figure("utilisation", "1", "Used wind and sun divided by available wind and sun.", _utilisation),
    Figure("electricity_use", "MWh", "Electricity the selected processes take, net of what each gives in the same hour.",
           _use("electricity")),
    Figure("electricity_given", "MWh", "Electricity the selected processes give, net of their own use.", _given("electricity")),
    Figure("coal_use", "t", "Coal the selected processes take.", _use("coal")),
    Figure("water_use", "m3", "Water the selected processes take.", _use("water")),
    Figure("co2", "t", "Carbon dioxide the selected processes emit.", _given("co2")),
    Figure("green_sent", "MWh", "Green energy booked to a line: month by month the lesser of what is made and what is sent.",
           _green_sent),
    Figure("green_share", "1", "Green energy booked to a line divided by the energy sent.", _green_share),
    Figure("net_import", "{unit}", "Purchases less sales at the selected markets.", _net_import),
    Figure("charged", "{unit}", "What stores take to charge.", _charged),
    Figure("discharged", "{unit}", "What stores give on discharging.", _discharged),
    Figure("own_use_and_losses", "MWh", "Plant use, losses of stores, corridors and distribution inside the region.",
           _own_use_and_losses),
    Figure("unserved", "MWh", "Electricity demand that was not served.", _unserved),
    Figure("investment", "CNY", "Money spent on what the plan builds.", _investment),
    Figure("annual_cost", "CNY", "All costs of a year: capital of what is built, fixed, variable, purchases, tariffs.",
           _annual_cost),
    Figure("annual_revenue", "CNY", "All sales of a year.", _revenue),
    Figure("net_cost", "CNY", "Costs less revenues of a year: what the program minimises.", _net_cost),
)  # fmt: skip

FIGURES: dict[str, Figure] = {figure.key: figure for figure in _LIST}


def catalogue_page() -> str:
    """Return the page ``docs/reference/figures.md``."""
    from tingzhou.labels import label

    lines = ["# Key figures", "", "Made from the catalogue by `tingzhou.planning.catalogue_page()`. `{unit}` and `{rate}` are those",
             "of the selected processes.", "", "| figure | 中文 | unit | definition |", "|---|---|---|---|"]  # fmt: skip
    lines += [f"| `{f.key}` | {label(f'figure.{f.key}', 'zh')} | {f.unit} | {f.definition} |" for f in _LIST]
    return "\n".join(lines) + "\n"
