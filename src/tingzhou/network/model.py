"""What a network is made of: balances, capacities, processes, stores and rules on hours (design: section 2).

Plain values without table or solver in sight. ``from_region`` makes them from tables, ``assemble`` writes them as a program.
Money is CNY, energy MWh, mass t; capacities and activities are rates [unit/h] of the process's main commodity.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    import numpy as np
    from numpy.typing import NDArray

    from tingzhou.hours import Grain, Hours
    from tingzhou.network.curve import DeliveryCurve
    from tingzhou.network.solution import Solution

    Series = float | NDArray[np.float64]

    class Origin(Protocol):
        """Where a network came from: it can write a solution back there."""

        def fill(self, solution: Solution, target: object) -> None:
            """Write ``solution`` into ``target``."""


__all__ = [
    "COMMITMENT_MODES",
    "Balance",
    "Capacity",
    "Commitment",
    "Cost",
    "Flow",
    "Maintenance",
    "Network",
    "Process",
    "Relation",
    "Rule",
    "Segment",
    "StartClass",
    "Store",
    "Term",
]

COMMITMENT_MODES = ("none", "loose", "relaxed", "integer")


@dataclass(frozen=True)
class Balance:
    """A commodity at a place that must add up in every class of its grain: inflow − outflow = 0 (≥ 0 with disposal)."""

    id: str
    commodity: str
    place: str
    unit: str
    grain: Grain
    disposal: bool = False


@dataclass(frozen=True)
class Capacity:
    """A capacity that one or several processes and stores share.

    Parameters
    ----------
    existing, minimum_build, maximum_build
        Rates of the main commodity [unit/h]. ``maximum_build`` may be infinite; 0 means that nothing is built.
    unit_size
        Size of one unit [unit/h] when it is built in whole units, else ``None``.
    annuity, fixed_cost
        Yearly cost per built, and per existing or built, capacity [CNY/(unit/h)/a].
    investment
        Money spent per built capacity [CNY/(unit/h)], for reports; it is not in the objective, the annuity is.
    item_owner
        Id of the process or store under which the yearly costs are booked.
    """

    id: str
    existing: float
    minimum_build: float = 0.0
    maximum_build: float = 0.0
    unit_size: float | None = None
    annuity: float = 0.0
    fixed_cost: float = 0.0
    investment: float = 0.0
    unit: str = ""

    @property
    def buildable(self) -> bool:
        """Whether the program decides about it."""
        return self.maximum_build > 0.0


@dataclass(frozen=True)
class Flow:
    """A signed flow to a balance per unit of activity (or of capacity): + into the balance, − out of it.

    ``multiplier`` varies it by step, shape (T,). ``source`` delays it: the step whose activity arrives at each step, −1 where
    nothing does, shape (T,); process and balance are then of the grain ``hour``.
    """

    balance: str
    quantity: float
    multiplier: NDArray[np.float64] | None = None
    source: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Segment:
    """One piece of a process whose flows or costs are piecewise linear: at most ``width`` (share of capacity) at these.

    They come on top of the flows and costs of the process. ``width`` may change by step.
    """

    width: Series
    flows: tuple[Flow, ...] = ()
    costs: tuple[Cost, ...] = ()


@dataclass(frozen=True)
class Cost:
    """Money per unit of activity [CNY/unit], under an item of the accounts; negative is revenue."""

    item: str
    amount: Series


@dataclass(frozen=True)
class StartClass:
    """A way to start: hot, warm or cold, by how long the unit has been off.

    Parameters
    ----------
    name
        ``hot``, ``warm``, ``cold`` or another word for the accounts.
    after
        Least time off [h]; the class ends where the next one begins.
    cost
        Per capacity started [CNY/(unit/h)].
    fuel
        Flows per capacity started [unit/(unit/h)], signed as the flows of a process.
    """

    name: str
    after: float = 0.0
    cost: float = 0.0
    fuel: tuple[Flow, ...] = ()


@dataclass(frozen=True)
class Maintenance:
    """Weeks in which each unit must stand still, placed by the program.

    ``weeks`` in a row for every unit; ``allowed`` says for each step whether maintenance may take place, shape (T,); at most
    ``crews`` units at once (0: no limit).
    """

    weeks: int
    allowed: NDArray[np.bool_]
    crews: int = 0


@dataclass(frozen=True)
class Commitment:
    """What is known about switching the identical units of a process on and off.

    Shares are of the capacity of a unit. Flows and pieces stand in place of those of the process while commitment is in use: fuel
    follows the load.

    Parameters
    ----------
    unit_size
        Capacity of one unit [unit/h]; existing capacity is a whole number of them.
    minimum
        Least output of a unit that is on [1].
    starts
        Classes of starts, hottest first, ``after`` increasing from 0.
    minimum_up, minimum_down
        Shortest time on and off [h].
    start_ramp, stop_ramp
        Largest output in the first and in the last hour on [1].
    flows, pieces
        Flows per unit of activity, and pieces of the activity with flows on top, filled in order; empty: those of the process.
    no_load, no_load_cost
        Flows [unit/(unit/h)/h] and cost [CNY/(unit/h)/h] per capacity that is on.
    must_run
        Share of the units that must be on [1].
    out
        Share of the units that stand still: planned maintenance or failures [1].
    maintenance
        Weeks to be placed by the program, if any.
    initial
        Units on before the first hour, and those off have been off for long; ``None``: the first hour is free.
    outage_rate, repair_time
        Share of the time that a unit has failed [1] and mean time to repair [h], for drawing failures.
    """

    unit_size: float
    minimum: Series = 0.0
    starts: tuple[StartClass, ...] = (StartClass("cold"),)
    minimum_up: float = 0.0
    minimum_down: float = 0.0
    start_ramp: float = 1.0
    stop_ramp: float = 1.0
    flows: tuple[Flow, ...] = ()
    pieces: tuple[Segment, ...] = ()
    no_load: tuple[Flow, ...] = ()
    no_load_cost: float = 0.0
    must_run: Series = 0.0
    out: Series = 0.0
    maintenance: Maintenance | None = None
    initial: float | None = None
    outage_rate: float = 0.0
    repair_time: float = 0.0


@dataclass(frozen=True)
class Process:
    """The only thing that acts: a plant, a route, a demand, a market, one side of a store.

    ``minimum · capacity ≤ activity ≤ availability · capacity`` in every class of its grain [unit/h]. A negative minimum makes a
    signed activity (a line that carries power both ways).

    Parameters
    ----------
    id, table, technology, category, place, owner, sector, commodity, unit
        What it is; ``place`` is where it stands (not its hub); ``unit`` is the unit of its main commodity.
    grain
        Its activity is constant within each class.
    capacity
        Id of its capacity; ``None`` means that ``limit`` and ``minimum`` [unit/h] alone bound it.
    flows, standing
        Per unit of activity; per unit of capacity and hour, running or not.
    segments
        Pieces that fill one after another (losses of a line): their flows come on top of ``flows``.
    fixed
        Given activity (a demand) [unit/h]: no column is written for it.
    set_point
        Activity it must keep within its limits [unit/h]; not a number where it is free.
    whole
        Whether its activity takes whole numbers only (units that are on).
    ramp
        Largest change per hour, share of capacity [1/h].
    origin, destination
        Balances of a route, for the tables that speak of sending and receiving.
    curtailable
        Whether unused availability counts as curtailment (wind, sun, water).
    operating
        Share of the capacity in operation over the year (commissioning); already part of ``availability``.
    commitment
        Data of its units; used when the network's ``commitment`` says so.
    """

    id: str
    table: str
    technology: str
    category: str
    place: str
    commodity: str
    unit: str
    grain: Grain
    owner: str = ""
    sector: str = ""
    capacity: str | None = None
    limit: Series = float("inf")
    availability: Series = 1.0
    minimum: Series = 0.0
    flows: tuple[Flow, ...] = ()
    standing: tuple[Flow, ...] = ()
    segments: tuple[Segment, ...] = ()
    costs: tuple[Cost, ...] = ()
    fixed: Series | None = None
    set_point: Series | None = None
    whole: bool = False
    ramp: float | None = None
    origin: str = ""
    destination: str = ""
    curtailable: bool = False
    operating: Series = 1.0
    commitment: Commitment | None = None


@dataclass(frozen=True)
class Store:
    """A level that the balance ``balance`` fills and empties.

    Parameters
    ----------
    capacity, hours_of_capacity
        Energy it can hold = ``hours_of_capacity`` × capacity (1 when the capacity is stated as energy) [unit].
    standing_loss
        Share of the level lost per hour [1/h].
    cyclic
        The level at the end equals the level at the start. Otherwise ``initial`` is given and ``final`` is a least level,
        both as shares of what it can hold; ``initial_level`` [unit] is what the first class finds, whatever the store can hold.
    minimum, maximum
        Least and largest level, as shares of what it can hold [1].
    set_point
        Level it must keep at the end of a step [unit]; not a number where it is free.
    exchange
        What the balance gets per unit taken from the level [1]: below 0 the store fills where others empty.
    costs
        Per unit of level and hour.
    """

    id: str
    balance: str
    category: str
    place: str
    commodity: str
    unit: str
    capacity: str
    hours_of_capacity: float = 1.0
    standing_loss: Series = 0.0
    cyclic: bool = True
    initial: float = 0.0
    final: float | None = None
    initial_level: float = 0.0
    minimum: Series = 0.0
    maximum: Series = 1.0
    set_point: Series | None = None
    exchange: Series = 1.0
    costs: tuple[Cost, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A linear relation over activities and capacities; ``kind`` names its formulation.

    Parameters
    ----------
    subject, over
        Ids of the processes it speaks of and those it is measured against.
    sense, value, unit
        ``<=``, ``>=`` or ``=`` and the figure.
    grain
        The relation holds for each class of it.
    matching
        For shares: the grain at which one side is booked against the other.
    parameter
        Further word of the kind (the commodity of a flow limit, …).
    reserve
        What a plan keeps of ``value`` beyond it, so that whole units and unforeseen hours can still reach the figure; the rule
        itself holds at ``value`` (``planning.with_reserves``).
    """

    id: str
    kind: str
    subject: tuple[str, ...]
    over: tuple[str, ...] = ()
    sense: str = ">="
    value: float = 0.0
    unit: str = ""
    grain: Grain | None = None
    matching: Grain | None = None
    parameter: str = ""
    numbers: tuple[float, ...] = field(default=())
    reserve: float = 0.0


@dataclass(frozen=True)
class Term:
    """One summand of a relation: ``coefficient`` × the activity of a process, the level of a store or a capacity.

    ``lag`` looks that many steps back; what lies before the first step counts as nothing.
    """

    of: Literal["activity", "level", "capacity"]
    id: str
    coefficient: Series = 1.0
    lag: int = 0


@dataclass(frozen=True)
class Relation:
    """``lower ≤ Σ terms ≤ upper`` at every step, at some steps, or once over the span.

    Processes and stores that it speaks of are of the grain ``hour``.

    Parameters
    ----------
    steps
        Where it holds, shape (T,); everywhere without it.
    once
        Whether it is one row: Σ hours × coefficient × activity, Σ coefficient × level, coefficient × capacity.
    kind
        The family it belongs to, for diagnosis.
    """

    id: str
    terms: tuple[Term, ...]
    lower: Series = float("-inf")
    upper: Series = float("inf")
    steps: NDArray[np.bool_] | None = None
    once: bool = False
    kind: str = "relation"


@dataclass(frozen=True)
class Network:
    """Balances, capacities, processes, stores, rules and delivery curves on hours, ready to be written as a program.

    ``expand`` says whether capacities may be built; ``commitment`` whether units are switched on and off (``none``, ``relaxed``:
    fractions of units, ``loose``: these without the rows that keep minimum times and start classes, ``integer``: whole units; see
    ``committed_network``); ``places`` gives for each place itself, its hub and what lies above it;
    ``names`` the Chinese and English name of places, commodities and rows, for messages; ``origin`` is where it came
    from, when a solution can be written back there.
    """

    hours: Hours
    balances: tuple[Balance, ...]
    capacities: tuple[Capacity, ...]
    processes: tuple[Process, ...]
    stores: tuple[Store, ...] = ()
    rules: tuple[Rule, ...] = ()
    expand: bool = False
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    curves: tuple[DeliveryCurve, ...] = ()
    commitment: str = "none"
    relations: tuple[Relation, ...] = ()
    origin: Origin | None = None

    def process(self, name: str) -> Process:
        """Return the process with the id ``name``; raises ``KeyError``."""
        return {process.id: process for process in self.processes}[name]

    def capacity(self, name: str) -> Capacity:
        """Return the capacity with the id ``name``; raises ``KeyError``."""
        return {capacity.id: capacity for capacity in self.capacities}[name]
