"""The commitment benchmark: four classes of coal units with ramps, start costs and minimum times against a load with wind and sun.

The same arrays make a network of this project and one of PyPSA (``benchmark.commitment_pypsa``): the same feasible set for single
units and the same objective. Figures are round numbers of the size that planners use; nothing here is measured data.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tingzhou.hours import Grain, Hours
from tingzhou.network import Balance, Capacity, Commitment, Cost, Flow, Network, Process, StartClass

__all__ = ["CLASSES", "Case", "Units", "case", "network"]

HOUR = Grain("hour")
LOST_LOAD = 10_000.0  # CNY/MWh


@dataclass(frozen=True)
class Units:
    """A class of identical units: capacity of one [MW], least output and ramps [1], cost [CNY/MWh], start cost [CNY], times [h]."""

    name: str
    size: float
    minimum: float
    ramp: float
    start_ramp: float
    cost: float
    start_cost: float
    up: int
    down: int


CLASSES = (
    Units("usc1000", 1000.0, 0.35, 0.45, 0.50, 205.0, 900_000.0, 8, 8),
    Units("sc660", 660.0, 0.40, 0.40, 0.50, 222.0, 560_000.0, 8, 8),
    Units("sc350", 350.0, 0.45, 0.40, 0.55, 240.0, 260_000.0, 6, 6),
    Units("sub300", 300.0, 0.50, 0.35, 0.60, 262.0, 180_000.0, 4, 4),
)


@dataclass(frozen=True)
class Case:
    """One size of the benchmark: units of each class, load and what wind and sun can give [MW], each of shape (steps,)."""

    counts: tuple[int, ...]
    load: NDArray[np.float64]
    renewable: NDArray[np.float64]

    @property
    def steps(self) -> int:
        """Number of hours."""
        return int(self.load.size)


def case(units: int, steps: int, seed: int = 4) -> Case:
    """Return a case with ``units`` units, shared evenly among the classes, over ``steps`` hours."""
    generator = np.random.default_rng(seed)
    counts = tuple(units // 4 + (index < units % 4) for index in range(4))
    total = sum(count * one.size for count, one in zip(counts, CLASSES, strict=True))
    hour = np.arange(steps)
    daily = 0.62 + 0.14 * np.sin((hour % 24 - 9) * np.pi / 12) + 0.05 * np.sin((hour % 24 - 17) * np.pi / 4)
    weekly = 1.0 - 0.06 * ((hour // 24) % 7 >= 5)
    noise = np.zeros(steps)
    for step in range(1, steps):
        noise[step] = 0.9 * noise[step - 1] + 0.008 * generator.standard_normal()
    wind = np.zeros(steps)
    state = 0.0
    for step in range(steps):
        state = 0.97 * state + 0.24 * generator.standard_normal()
        wind[step] = 1.0 / (1.0 + np.exp(-state - 0.4))
    sun = np.clip(np.sin((hour % 24 - 7) * np.pi / 13), 0.0, None) * (0.6 + 0.4 * generator.random(steps // 24 + 1))[hour // 24]
    return Case(counts, total * (daily * weekly + noise), total * (0.42 * wind + 0.30 * sun))


def network(this: Case) -> Network:
    """Return the case as a network of groups of units."""
    bus = "electricity@a"
    processes = [
        Process(id="load", table="demands", technology="load", category="demand", place="a", commodity="electricity", unit="MWh", grain=HOUR,
                flows=(Flow(bus, -1.0),), fixed=this.load),
        Process(id="shed", table="demands", technology="load", category="unserved", place="a", commodity="electricity", unit="MWh", grain=HOUR,
                limit=this.load, flows=(Flow(bus, 1.0),), costs=(Cost("shed", LOST_LOAD),)),
        Process(id="renewable", table="plants", technology="renewable", category="wind", place="a", commodity="electricity", unit="MWh",
                grain=HOUR, limit=this.renewable, flows=(Flow(bus, 1.0),)),
    ]  # fmt: skip
    capacities = []
    for count, one in zip(this.counts, CLASSES, strict=True):
        if not count:
            continue
        units = Commitment(
            one.size, minimum=one.minimum, starts=(StartClass("cold", 0.0, one.start_cost / one.size),), minimum_up=one.up,
            minimum_down=one.down, start_ramp=one.start_ramp, stop_ramp=one.start_ramp,
        )  # fmt: skip
        capacities.append(Capacity(one.name, count * one.size))
        processes.append(
            Process(id=one.name, table="plants", technology=one.name, category="coal_power", place="a", commodity="electricity", unit="MWh",
                    grain=HOUR, capacity=one.name, flows=(Flow(bus, 1.0),), costs=(Cost("variable", one.cost),), ramp=one.ramp,
                    commitment=units)
        )  # fmt: skip
    balance = Balance(bus, "electricity", "a", "MWh", HOUR)
    return Network(Hours.span("2023-01-01", this.steps), (balance,), tuple(capacities), tuple(processes))
