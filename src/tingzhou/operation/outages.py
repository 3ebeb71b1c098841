"""Failures of units: a chain with two states for every unit, drawn from a seed.

A unit that runs fails with probability 1/MTTF in an hour, one that has failed is repaired with probability 1/MTTR; with
MTTF = MTTR·(1 − q)/q a unit has failed for the share q of the time. Reference: R. Billinton, R. N. Allan, Reliability Evaluation of
Power Systems (1996), ch. 2 and 9.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.network.model import Network

__all__ = ["Outage", "Outages", "draw_outages", "failed_hours"]


@dataclass(frozen=True)
class Outage:
    """A failure: unit (from 1), first step and hours within the span."""

    process: str
    unit: int
    start: int
    hours: int


@dataclass(frozen=True, eq=False)
class Outages:
    """All failures of a span, and the share of each process's units that have failed at each step, shape (T,)."""

    events: tuple[Outage, ...]
    out: dict[str, NDArray[np.float64]]


def failed_hours(rate: float, repair: float, steps: int, generator: np.random.Generator) -> NDArray[np.bool_]:
    """Return at which steps a unit has failed, shape (steps,).

    Parameters
    ----------
    rate
        Share of the time that it has failed [1], below 1.
    repair
        Mean time to repair [h], at least 1.
    """
    failed = np.zeros(steps, dtype=np.bool_)
    if not 0.0 < rate < 1.0:
        return failed
    mend = 1.0 / max(repair, 1.0)
    fail = min(mend * rate / (1.0 - rate), 1.0)
    down = bool(generator.random() < rate)
    place = 0
    while place < steps:
        length = int(generator.geometric(mend if down else fail))
        if down:
            failed[place : place + length] = True
        place += length
        down = not down
    return failed


def draw_outages(network: Network, seed: int) -> Outages:
    """Return failures of every unit whose outage rate is known; each unit has its own stream, so that plants do not disturb each other."""
    capacities = {capacity.id: capacity for capacity in network.capacities}
    events: list[Outage] = []
    out: dict[str, NDArray[np.float64]] = {}
    steps = network.hours.size
    for process in network.processes:
        units = process.commitment
        if units is None or process.capacity is None or not units.outage_rate > 0:
            continue
        whole = capacities[process.capacity]
        total = whole.existing + (whole.minimum_build if network.expand else 0.0)
        count = max(1, round(total / units.unit_size)) if total > 0 else 0
        failed = np.zeros(steps)
        for unit in range(1, count + 1):
            generator = np.random.default_rng([seed, zlib.crc32(process.id.encode()), unit])
            mine = failed_hours(units.outage_rate, units.repair_time, steps, generator)
            failed += mine
            edges = np.flatnonzero(np.diff(mine.astype(np.int8), prepend=0, append=0))
            events += [Outage(process.id, unit, int(a), int(b - a)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
        if count:
            out[process.id] = failed / count
    return Outages(tuple(sorted(events, key=lambda event: (event.start, event.process, event.unit))), out)
