"""What reading a region needs everywhere: places and their hubs, balances made on demand, profiles, annuities."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.errors import InputError, Problem
from tingzhou.hours import Grain
from tingzhou.network.model import Balance, Capacity, Flow, Process, Rule, Store

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from numpy.typing import NDArray

    from tingzhou.hours import Hours
    from tingzhou.network.model import Series
    from tingzhou.region import Region

__all__ = ["OUTSIDE", "Reading", "Row", "annuity_factor", "number", "text"]

Row = Any  # one row of a table: the static types of pandas cannot tell a row from a frame here

OUTSIDE = ("market", "grid")  # kinds of places that lie outside the region: pooled balances do not reach them


def number(row: Row, column: str, default: float = math.nan) -> float:
    """Return a number of a row, or ``default`` where the column is missing or empty."""
    value = row.get(column)
    if value is None or value == "":
        return default
    figure = float(value)
    return default if math.isnan(figure) else figure


def text(row: Row, column: str, default: str = "") -> str:
    """Return a text of a row, or ``default`` where the column is missing or empty."""
    value = row.get(column)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return default
    return str(value) or default


def annuity_factor(rate: float, years: float) -> float:
    """Return the capital recovery factor [1/a]: ``r / (1 − (1 + r)^−N)``, ``1/N`` at rate 0."""
    return 1.0 / years if rate == 0.0 else rate / (1.0 - (1.0 + rate) ** -years)


@dataclass(eq=False)
class Reading:
    """The network in the making."""

    region: Region
    hours: Hours
    profiles: Mapping[str, NDArray[np.float64]]
    balances: dict[str, Balance] = field(default_factory=dict)
    capacities: dict[str, Capacity] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    stores: dict[str, Store] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Look up places and commodities once."""
        self.places = self.region.table("places")
        self.commodities = self.region.table("commodities")
        self._averages: dict[str, NDArray[np.float64]] = {}

    # ---- places ------------------------------------------------------------------------------------------------

    def hub(self, place: str) -> str:
        """Return the place that keeps the balances of ``place``."""
        return text(self.places.loc[place], "hub", place)

    def ancestors(self, place: str) -> tuple[str, ...]:
        """Return the place itself, its hub, and the places above it."""
        found = dict.fromkeys([place, self.hub(place)])
        above = text(self.places.loc[place], "parent")
        while above and above in self.places.index and above not in found:
            found[above] = None
            above = text(self.places.loc[above], "parent")
        return tuple(found)

    # ---- balances ----------------------------------------------------------------------------------------------

    def balance(self, commodity: str, place: str) -> str:
        """Return the id of the balance of a commodity at a place, making it when it is new."""
        row = self.commodities.loc[commodity]
        outside = text(self.places.loc[place], "kind") in OUTSIDE
        keeper = self.region.id if bool(row.get("pooled")) is True and not outside else self.hub(place)
        return self._make_balance(f"{commodity}@{keeper}", commodity, keeper)

    def own_balance(self, commodity: str, store: str, place: str) -> str:
        """Return the id of the inner balance of a store with its own charging and discharging."""
        return self._make_balance(f"{commodity}@{store}", commodity, self.hub(place), disposal=False)

    def _make_balance(self, name: str, commodity: str, keeper: str, *, disposal: bool | None = None) -> str:
        if name not in self.balances:
            row = self.commodities.loc[commodity]
            free = bool(row.get("free_disposal")) is True if disposal is None else disposal
            grain = Grain.parse(text(row, "grain", "hour"))
            self.balances[name] = Balance(name, commodity, keeper, text(row, "unit"), grain, free)
        return name

    def grain(self, row: Row, commodity: str) -> Grain:
        """Return the grain of a row, or that of its commodity."""
        return Grain.parse(text(row, "grain") or text(self.commodities.loc[commodity], "grain", "hour"))

    def unit(self, commodity: str) -> str:
        """Return the unit of a commodity."""
        return text(self.commodities.loc[commodity], "unit")

    # ---- series ------------------------------------------------------------------------------------------------

    def series(self, value: object, where: tuple[str, Hashable, str], default: float) -> Series:
        """Return a number, or the named profile averaged over each step; an unknown profile becomes a problem."""
        if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
            return default
        if isinstance(value, int | float):
            return float(value)
        name = str(value)
        try:
            return float(name)
        except ValueError:
            return self.profile(name, where)

    def profile(self, name: str, where: tuple[str, Hashable, str]) -> Series:
        """Return a named profile per step, shape (T,)."""
        if name not in self._averages:
            hourly = self.profiles.get(name)
            if hourly is None or np.shape(hourly) != (self.hours.base_size,):
                found = 0 if hourly is None else int(np.size(hourly))
                self.refuse(
                    where,
                    "the profile {profile} is needed with {wanted} hours; {found} were given.",
                    "Give the series in profiles/, or a weather zone of this name.",
                    profile=name,
                    wanted=self.hours.base_size,
                    found=found,
                )
                return 0.0
            self._averages[name] = self.hours.average(hourly)
        return self._averages[name]

    def refuse(self, where: tuple[str, Hashable, str], message: str, fix: str, /, **parameters: object) -> None:
        """Note a problem with table, id and column."""
        table, name, column = where
        self.problems.append(Problem(message, fix, file=table, column=column, value=str(name), parameters=parameters))

    # ---- capacities --------------------------------------------------------------------------------------------

    def annuity(self, capex: float, lifetime: float) -> float:
        """Return the yearly cost of an investment [CNY/a per CNY-denominated capex unit]."""
        if not capex > 0.0:
            return 0.0
        return capex * annuity_factor(self.region.discount_rate, lifetime if lifetime > 0 else 25.0)

    def add_process(self, process: Process) -> None:
        """Add a process under its id, which must be new across all tables."""
        if process.id in self.processes:
            self.refuse(
                (process.table, process.id, "id"),
                "the id {name} stands in the tables {first} and {second}.",
                "Rename one: ids of plants, routes, demands, markets and stores share one space.",
                name=process.id,
                first=self.processes[process.id].table,
                second=process.table,
            )
        self.processes[process.id] = process

    def raise_problems(self) -> None:
        """Raise everything noted so far, at once."""
        if self.problems:
            raise InputError(self.problems)


def flow(balance: str, quantity: float, multiplier: NDArray[np.float64] | None = None) -> Flow:
    """Return a flow (short form for the readers)."""
    return Flow(balance, quantity, multiplier)
