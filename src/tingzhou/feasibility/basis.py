"""What every table of a feasibility report is made of: hourly series by source, months and seasons, and the check against the accounts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import InternalError
from tingzhou.planning import electricity_sides

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.network import Process
    from tingzhou.planning import View

__all__ = ["AGREEMENT", "FIRM", "GREEN", "POWER", "SEASONS", "STORES", "Basis", "agree", "month_name"]

AGREEMENT = 1e-9  # largest relative difference between a table's total and the accounts
POWER = ("coal_power", "wind", "solar", "csp", "hydro")
FIRM = ("coal_power", "csp", "hydro")
GREEN = ("wind", "solar")
STORES = ("battery", "pumped_hydro", "vanadium_flow")
SEASONS = {"spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11), "winter": (12, 1, 2)}
_OUTSIDE = ("export_line", "grid_export")


def agree(what: str, found: float, wanted: float, turnover: float = 0.0) -> None:
    """Refuse a total that differs from what it must be by more than 1e-9 of the larger of the two (or of the turnover).

    Raises
    ------
    InternalError
        Naming the table and both figures.
    """
    size = max(1.0, abs(found), abs(wanted), turnover)
    if not abs(found - wanted) <= AGREEMENT * size:
        raise InternalError("the total of {what} is {found}, the accounts say {wanted}", what=what, found=found, wanted=wanted)


def month_name(month: int) -> str:
    """Return the word of a month's row: ``month_1`` … ``month_12``."""
    return f"month_{month}"


@dataclass(frozen=True, eq=False)
class Basis:
    """A view with its series by covered hour [MW]."""

    view: View

    @cached_property
    def times(self) -> NDArray[np.datetime64]:
        """Start of every covered hour."""
        return self.view.solution.network.hours.base_times

    @cached_property
    def month(self) -> NDArray[np.int64]:
        """Month of every covered hour, 1 … 12."""
        month: NDArray[np.int64] = self.times.astype("datetime64[M]").astype(np.int64) % 12 + 1
        return month

    @cached_property
    def day(self) -> NDArray[np.int64]:
        """Day of every covered hour, from 0."""
        day: NDArray[np.int64] = (self.times.astype("datetime64[D]") - self.times[0].astype("datetime64[D]")).astype(np.int64)
        return day

    @cached_property
    def months(self) -> list[int]:
        """Return the months that the span covers, in order."""
        return [int(month) for month in dict.fromkeys(self.month.tolist())]

    def hourly(self, series: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a series of steps by covered hour."""
        return self.view.solution.network.hours.expand(series)

    @cached_property
    def sides(self) -> tuple[dict[str, NDArray[np.float64]], dict[str, NDArray[np.float64]]]:
        """Supply and use of electricity by item and covered hour [MW]; both add up to the same."""
        supply, use = electricity_sides(self.view)
        return {item: self.hourly(series) for item, series in supply.items()}, {
            item: self.hourly(series) for item, series in use.items()
        }

    @cached_property
    def zero(self) -> NDArray[np.float64]:
        """Nought by covered hour."""
        return np.zeros(self.times.size)

    @cached_property
    def load(self) -> NDArray[np.float64]:
        """Use inside the region without stores and losses of lines [MW]."""
        items = [series for item, series in self.sides[1].items() if item not in (*_OUTSIDE, *STORES, "line_losses")]
        total: NDArray[np.float64] = np.sum(items or [self.zero], axis=0)
        return total

    @cached_property
    def export(self) -> NDArray[np.float64]:
        """Power of the export lines at their start [MW]."""
        return self.sides[1].get("export_line", self.zero)

    @cached_property
    def green_available(self) -> NDArray[np.float64]:
        """Wind and sun that were available [MW]."""
        rows = [self.view.available[p.id] for p in self.processes(*GREEN)]
        return self.hourly(np.sum(rows, axis=0)) if rows else self.zero

    def processes(self, *categories: str) -> list[Process]:
        """Return the power stations of categories."""
        return [p for p in self.view.solution.network.processes
                if p.table == "plants" and p.category in categories and p.commodity == "electricity"]  # fmt: skip

    def capacity(self, category: str) -> float:
        """Return the capacity of a category of power station [MW]."""
        return sum(self.view.capacity[p.id] for p in self.processes(category))

    def available(self, *categories: str) -> NDArray[np.float64]:
        """Return the available power of categories of power station by covered hour [MW]; units that stand still give none."""
        rows = [self.view.available[p.id] * (1.0 - self._idle(p.id)) for p in self.processes(*categories)]
        return self.hourly(np.sum(rows, axis=0)) if rows else self.zero

    def idle(self, *categories: str) -> NDArray[np.float64] | None:
        """Return the capacity of units in maintenance or failed by covered hour [MW]; ``None`` where the run knows no units."""
        if "units_out" not in self.view.solution.dataset:
            return None
        rows = [self.view.capacity[p.id] * self._idle(p.id) for p in self.processes(*categories)]
        return self.hourly(np.sum(np.broadcast_arrays(*rows), axis=0)) if rows else self.zero

    def _idle(self, process: str) -> NDArray[np.float64]:
        """Return the share of the units of a process that stand still at each step."""
        data = self.view.solution.dataset
        if "units_out" not in data or not float(data["units"].sel(process=process)) > 0:
            return np.zeros(self.view.weight.size)
        share: NDArray[np.float64] = data["units_out"].sel(process=process).to_numpy() / float(data["units"].sel(process=process))
        return share

    @cached_property
    def store_power(self) -> dict[str, float]:
        """Discharging power by category of electricity store [MW]."""
        found: dict[str, float] = {}
        for process in self.view.solution.network.processes:
            if process.table == "stores" and process.id.endswith(":discharge") and process.commodity == "electricity":
                found[process.category] = found.get(process.category, 0.0) + self.view.capacity[process.id]
        return found
