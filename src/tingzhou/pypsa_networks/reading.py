"""What is collected while a PyPSA network is read: balances, capacities, processes, stores, relations, and problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tingzhou.errors import Problem
from tingzhou.hours import Grain, Hours
from tingzhou.network import Balance, Capacity, Cost, Flow, Process, Relation, Store, Term
from tingzhou.pypsa_networks.table import Table

__all__ = ["Nominal", "Reading", "annual_share"]

HOUR = Grain("hour")
Series = float | NDArray[np.float64]


@dataclass(frozen=True)
class Nominal:
    """The nominal capacity of a component.

    ``capacity`` is the id of ours; ``None`` where it has no limit. ``size`` is the given one [MW or MWh], infinite without limit;
    ``module`` the size of one module, 0 without.
    """

    capacity: str | None
    extendable: bool
    size: float
    module: float
    largest: float


def annual_share(discount_rate: float, lifetime: float) -> float:
    """Return the yearly share of an overnight cost [1/a]: r/(1 − (1 + r)^−N); 1/N at r = 0, r for a life without end."""
    if np.isinf(lifetime):
        return max(discount_rate, 0.0)
    if discount_rate == 0.0:
        return 1.0 / lifetime
    return float(discount_rate / (1.0 - (1.0 + discount_rate) ** -lifetime))


@dataclass
class Reading:
    """Everything read so far."""

    n: Any
    hours: Hours
    objective: NDArray[np.float64]
    stores_hours: NDArray[np.float64]
    generators_hours: NDArray[np.float64]
    balances: list[Balance] = field(default_factory=list)
    capacities: dict[str, Capacity] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)
    stores: list[Store] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    nominal: dict[tuple[str, str], Nominal] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    buses: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the carrier of every bus."""
        table = self.table("Bus")
        self.buses = {name: table.text(name, "carrier") for name in table.names}

    @property
    def steps(self) -> int:
        """Number of snapshots T."""
        return self.hours.size

    def table(self, component: str) -> Table:
        """Return the table of a component, read once."""
        if component not in self.tables:
            self.tables[component] = Table(self.n, component)
        return self.tables[component]

    def along(self, series: Series) -> NDArray[np.float64]:
        """Return a series of shape (T,)."""
        return np.broadcast_to(np.asarray(series, dtype=np.float64), (self.steps,))

    def refuse(self, message: str, fix: str, component: str, attribute: str, name: str) -> None:
        """Note a problem of one component."""
        self.problems.append(Problem(message, fix, file=component, column=attribute, parameters={"name": name}))

    # ---- pieces ----------------------------------------------------------------------------------------------

    def bus(self, component: str, name: str, attribute: str) -> str:
        """Return the id of the balance at a bus."""
        bus = self.table(component).text(name, attribute)
        if bus not in self.buses:
            self.refuse("{name} stands at a bus that the network does not have.", "Add the bus, or name another one.", component,
                        attribute, name)  # fmt: skip
        return f"Bus/{bus}"

    def flow(self, balance: str, factor: float, series: Series = 1.0) -> Flow:
        """Return a flow of ``factor`` × ``series`` per unit of activity."""
        if isinstance(series, np.ndarray):
            return Flow(balance, factor, series)
        return Flow(balance, factor * float(series))

    def costs(self, item: str, series: Series, *, weighted: bool = True) -> tuple[Cost, ...]:
        """Return a cost per unit of activity [currency], times the hours a snapshot stands for; none where it is 0."""
        if not np.any(series):
            return ()
        return (Cost(item, self.along(series) * self.objective if weighted else self.along(series)),)

    def process(self, component: str, name: str, part: str = "", **fields: Any) -> Process:
        """Note a process of a component; ``part`` tells several of one component apart."""
        table = self.table(component)
        bus = table.text(name, "bus") or table.text(name, "bus0")
        carrier = table.text(name, "carrier")
        identity = f"{component}/{name}/{part}" if part else f"{component}/{name}"
        process = Process(
            id=identity, table=component, technology=carrier or component, category=carrier or component, place=bus,
            commodity=self.buses.get(bus, ""), unit="MWh", grain=HOUR, **fields,
        )  # fmt: skip
        self.processes.append(process)
        return process

    def relate(self, name: str, terms: list[Term], **fields: Any) -> None:
        """Note a relation."""
        self.relations.append(Relation(name, tuple(terms), **fields))

    # ---- capacities ------------------------------------------------------------------------------------------

    def read_nominal(self, component: str, name: str, attribute: str) -> Nominal:
        """Note the capacity of a component and return what is known of it."""
        table = self.table(component)
        identity = f"{component}/{name}"
        module = table.number(name, f"{attribute}_mod")
        extendable = table.flag(name, f"{attribute}_extendable")
        size = table.number(name, attribute)
        wanted = table.number(name, f"{attribute}_set")
        if extendable:
            nominal = self._extendable(table, name, attribute, identity, module)
        else:
            if not np.isnan(wanted):
                self.refuse("{name} has a set capacity but is not extendable.", "Make it extendable, or give the capacity itself.",
                            component, f"{attribute}_set", name)  # fmt: skip
            if size < 0:
                self.refuse("the capacity of {name} is negative.", "Turn it with negative limits per unit instead.", component,
                            attribute, name)  # fmt: skip
            nominal = Nominal(None if np.isinf(size) else identity, False, size, module, size)
            if nominal.capacity:
                self.capacities[identity] = Capacity(identity, size, unit="MW")
        self.nominal[component, name] = nominal
        return nominal

    def _extendable(self, table: Table, name: str, attribute: str, identity: str, module: float) -> Nominal:
        least, most = table.number(name, f"{attribute}_min"), table.number(name, f"{attribute}_max")
        wanted = table.number(name, f"{attribute}_set")
        if not np.isnan(wanted):
            least, most = max(least, wanted), min(most, wanted)
        if least > most:
            self.refuse("the least capacity of {name} is above the largest.", "Let the limits leave room.", table.component,
                        f"{attribute}_min", name)  # fmt: skip
        if least < 0 or np.isinf(least):
            self.refuse("the least capacity of {name} is negative or infinite.", "Give 0 or more.", table.component,
                        f"{attribute}_min", name)  # fmt: skip
        cost = self.capital_cost(table, name) + np.nan_to_num(table.number(name, "fom_cost"))
        if not np.isfinite(cost):
            self.refuse("the capital cost of {name} is not finite.", "Give capital_cost, or overnight_cost with discount_rate and lifetime.",
                        table.component, "capital_cost", name)  # fmt: skip
            cost = 0.0
        self.capacities[identity] = Capacity(
            identity, 0.0, minimum_build=least, maximum_build=most, unit_size=module if module > 0 else None,
            annuity=cost / self.hours.years, unit="MW",
        )  # fmt: skip
        return Nominal(identity, True, 0.0, module, most)

    def capital_cost(self, table: Table, name: str) -> float:
        """Return the cost of one unit of capacity over the span, without yearly fixed costs [currency/MW]."""
        overnight = table.number(name, "overnight_cost")
        if np.isnan(overnight):
            return table.number(name, "capital_cost")
        years = float(self.objective.sum()) / 8760.0
        return overnight * annual_share(table.number(name, "discount_rate"), table.number(name, "lifetime")) * years
