"""The state of writing one program: where each process, store, balance and rule stands, and what each column costs.

Formulations write into an ``Assembly``; solutions are read back through it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.network.axis import HOUR, Axis
from tingzhou.network.expression import Expression

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.hours import Grain
    from tingzhou.network.model import Balance, Capacity, Network, Process, Series, Store
    from tingzhou.program import Program, ProgramBuilder

__all__ = ["Assembly", "Booking", "Columns", "Committed", "CostPart", "Injection", "Rows"]


@dataclass(frozen=True)
class Columns:
    """A block of columns: ``segments`` × ``classes`` at a grain, from column ``start`` on."""

    start: int
    classes: int
    segments: int
    grain: Grain

    @property
    def stop(self) -> int:
        """One past the last column."""
        return self.start + self.classes * self.segments

    def segment(self, index: int) -> slice:
        """Return the columns of one segment."""
        return slice(self.start + index * self.classes, self.start + (index + 1) * self.classes)


@dataclass(frozen=True)
class Rows:
    """A block of rows of one kind (``balance``, ``capacity``, ``ramp``, a rule's kind …) and subject, for diagnosis."""

    kind: str
    subject: str
    start: int
    stop: int
    grain: Grain | None = None
    constant: NDArray[np.float64] = field(default_factory=lambda: np.zeros(1))


@dataclass(frozen=True)
class CostPart:
    """Money of one process and item: a cost vector on columns from ``start`` on, or a constant amount [CNY]."""

    process: str
    item: str
    start: int
    cost: NDArray[np.float64]
    constant: float = 0.0


@dataclass(frozen=True)
class Committed:
    """Where the columns of a committed process stand: units on, starts by class, stops [units], each one per class of its grain.

    ``weeks`` is the first column of units that begin their maintenance, ``week_starts`` the week of each; −1 without.
    """

    on: int
    starts: tuple[int, ...]
    stop: int
    classes: int
    grain: Grain
    weeks: int = -1
    week_starts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


@dataclass(frozen=True)
class Injection:
    """A flow that hangs on other columns than the activity: ``quantity`` per unit of columns from ``start`` on.

    Per hour of the class where ``hourly`` (no-load use), else once (a start).
    """

    process: str
    balance: str
    start: int
    quantity: float
    grain: Grain
    hourly: bool


@dataclass(frozen=True)
class Booking:
    """Energy of one group booked to another: its columns, and the first of as many rows each that keep it below either side."""

    columns: Columns
    rows: tuple[int, ...]


@dataclass(eq=False)
class Assembly:
    """Everything known while a network is written as a program."""

    network: Network
    builder: ProgramBuilder
    axis: Axis
    processes: dict[str, Process]
    capacities: dict[str, Capacity]
    balances: dict[str, Balance]
    stores: dict[str, Store]
    activity: dict[str, Columns] = field(default_factory=dict)
    level: dict[str, Columns] = field(default_factory=dict)
    built: dict[str, int] = field(default_factory=dict)
    curves: dict[str, tuple[tuple[int, float], ...]] = field(default_factory=dict)  # first column and scale of levels, slopes
    committed: dict[str, Committed] = field(default_factory=dict)
    injections: list[Injection] = field(default_factory=list)
    bookings: list[Booking] = field(default_factory=list)
    rows: list[Rows] = field(default_factory=list)
    parts: list[CostPart] = field(default_factory=list)
    program: Program | None = None

    # ---- capacities -------------------------------------------------------------------------------------------

    def existing(self, capacity: str | None) -> float:
        """Return the existing capacity [unit/h]; 0 without one."""
        return 0.0 if capacity is None else self.capacities[capacity].existing

    def built_scale(self, capacity: str) -> float:
        """Return the capacity that one unit of the built column stands for (the unit size for whole units)."""
        return self.capacities[capacity].unit_size or 1.0

    def is_built(self, capacity: str | None) -> bool:
        """Whether the program has a column for this capacity."""
        return capacity is not None and capacity in self.built

    # ---- expressions -----------------------------------------------------------------------------------------

    def energy(self, name: str, grain: Grain, *, factor: float = 1.0, multiplier: NDArray[np.float64] | None = None) -> Expression:
        """Return the sum of hours × activity of a process over each class of ``grain`` [unit]."""
        process = self.processes[name]
        expression = Expression(self.axis.count(grain))
        if process.fixed is not None:
            series = np.broadcast_to(np.asarray(process.fixed, dtype=np.float64), (self.axis.hours.size,))
            fixed = self.axis.spread(self.axis.mean(series, process.grain), process.grain)
            expression.constant += factor * self.axis.total(fixed if multiplier is None else fixed * multiplier, grain)
            return expression
        block = self.activity.get(name)
        if block is not None and process.grain == HOUR:
            values = self.axis.weights
            values = values if multiplier is None else values * multiplier
            values = values if factor == 1.0 else values * factor
            for index in range(block.segments):
                expression.add_steps(self.axis.places(grain), block.segment(index).start, values)
        elif block is not None:
            matrix = self.axis.overlap(grain, process.grain, multiplier) * factor
            for index in range(block.segments):
                expression.add(matrix, block.segment(index).start)
        return expression

    def injected(self, injection: Injection, grain: Grain, factor: float = 1.0) -> Expression:
        """Return what an injection gives to each class of ``grain`` [unit]; a start counts in the class it falls into."""
        matrix = self.axis.overlap(grain, injection.grain)
        if not injection.hourly:
            count = self.axis.count(injection.grain)
            first = np.searchsorted(self.axis.classes(injection.grain), np.arange(count))
            matrix = self.axis.event(grain, first)
        expression = Expression(self.axis.count(grain))
        expression.add(matrix * (injection.quantity * factor), injection.start)
        return expression

    def capacity_energy(self, capacity: str | None, grain: Grain, series: Series, factor: float = 1.0) -> Expression:
        """Return Σ hours × ``series`` × capacity over each class of ``grain``: what a capacity could give [unit]."""
        expression = Expression(self.axis.count(grain))
        if capacity is None:
            return expression
        total = factor * self.axis.total(series, grain)
        expression.constant += total * self.existing(capacity)
        if self.is_built(capacity):
            expression.add_column(total * self.built_scale(capacity), self.built[capacity])
        return expression

    def capacity_sum(self, capacity: str | None, factor: float = 1.0) -> Expression:
        """Return existing + built of a capacity as a single number [unit/h]."""
        expression = Expression(1)
        if capacity is not None:
            expression.constant += factor * self.existing(capacity)
            if self.is_built(capacity):
                expression.add_column(np.array([factor * self.built_scale(capacity)]), self.built[capacity])
        return expression

    def capacity_sum_repeated(self, capacity: str | None, size: int, factor: float = 1.0) -> Expression:
        """Return ``factor`` × (existing + built) in each of ``size`` rows."""
        expression = Expression(size)
        if capacity is not None:
            expression.constant += factor * self.existing(capacity)
            if self.is_built(capacity):
                expression.add_column(np.full(size, factor * self.built_scale(capacity)), self.built[capacity])
        return expression

    # ---- writing ---------------------------------------------------------------------------------------------

    def write(
        self,
        expression: Expression,
        *,
        kind: str,
        subject: str,
        lower: Series = -np.inf,
        upper: Series = np.inf,
        grain: Grain | None = None,
        stage: NDArray[np.int32] | None = None,
    ) -> Rows:
        """Write ``lower ≤ expression ≤ upper`` as rows, constants moved to the bounds."""
        if stage is None:
            stage = self.axis.stage(grain) if grain is not None else np.full(expression.size, -1, dtype=np.int32)
        if expression.constant_free:
            constant = self.axis.constant(0.0, expression.size)  # most rows have none: nothing is kept for them
        else:
            constant = expression.constant
            lower, upper = lower - constant, upper - constant
        rows = self.builder.rows(expression.size, lower=lower, upper=upper, stage=stage)
        expression.write(self.builder, rows.start)
        block = Rows(kind, subject, rows.start, rows.stop, grain, constant)
        self.rows.append(block)
        return block

    def cost(self, process: str, item: str, start: int, cost: NDArray[np.float64]) -> None:
        """Book a cost vector on columns from ``start`` on."""
        if cost.any():
            self.parts.append(CostPart(process, item, start, cost))

    def constant_cost(self, process: str, item: str, amount: float) -> None:
        """Book a constant amount [CNY]."""
        if amount:
            self.parts.append(CostPart(process, item, 0, np.zeros(0), amount))
