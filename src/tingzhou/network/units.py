"""From a group's schedule to single units: first on, first off; and from fractions of units to whole ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from tingzhou.network.model import Capacity, Network, Process, Rule

    Integers = NDArray[np.int64]

__all__ = ["failures", "hand_down", "rounded", "single_units"]


def hand_down(
    on: Integers, units: int, *, up: float, down: float, begin: NDArray[np.float64], forced: Integers | None = None
) -> NDArray[np.bool_]:
    """Return which unit is on when, shape (units, K).

    Units that have been on longest are stopped first; of those off long enough the one that was stopped last is started, since it is
    the warmest. A group's schedule that keeps the aggregated minimum times can always be handed down so: how many units may start or
    stop does not depend on which of those that might have been chosen before.

    Parameters
    ----------
    on
        Units on in each class, shape (K,).
    units
        How many there are.
    up, down
        Shortest time on and off [h].
    begin
        Start of each class [h], shape (K,).
    forced
        Units that fail at a class and may stop before their time, shape (K,).

    Raises
    ------
    InternalError
        When the schedule breaks its minimum times.
    """
    result = np.zeros((units, on.size), dtype=np.bool_)
    state = np.zeros(units, dtype=np.bool_)
    since = np.full(units, -np.inf)
    state[: on[0]] = True
    previous = 0
    for k in (np.flatnonzero(np.diff(on)) + 1).tolist():
        result[:, previous:k] = state[:, None]
        previous, change, now = k, int(on[k] - on[k - 1]), begin[k]
        if change < 0:
            able = np.flatnonzero(state)
            able = able[np.argsort(since[able], kind="stable")][:-change]
            exempt = 0 if forced is None else int(forced[k])
            late = int((now - since[able] < up - 1e-9).sum())
        else:
            free = np.flatnonzero(~state)
            rested = free[now - since[free] >= down - 1e-9]
            able = rested[np.argsort(-since[rested], kind="stable")][:change]
            exempt, late = 0, 0
        if able.size < abs(change) or late > exempt:
            raise InternalError("the schedule cannot be handed down to single units at step {step}", step=int(k))
        state[able] = change > 0
        since[able] = now
    result[:, previous:] = state[:, None]
    return result


def failures(states: NDArray[np.bool_], forced: Integers) -> NDArray[np.bool_]:
    """Return when each unit stands still because it failed, shape (units, K): of the units that stop, as many as had to."""
    out = np.zeros_like(states)
    for k in np.flatnonzero(forced).tolist():
        for unit in np.flatnonzero(states[:, k - 1] & ~states[:, k])[: int(forced[k])].tolist():
            again = np.flatnonzero(states[unit, k:])
            out[unit, k : k + int(again[0]) if again.size else None] = True
    return out


def rounded(
    on: NDArray[np.float64], units: int, *, up: float, down: float, begin: NDArray[np.float64], end: float, threshold: float
) -> Integers:
    """Return whole units near fractions of units that keep minimum times, shape (K,).

    Layer j is on where more than ``j − 1 + threshold`` units are wanted; in each layer gaps shorter than ``down`` are closed, then
    runs shorter than ``up`` are lengthened. Nested layers are units that start last and stop first.
    """
    total = np.zeros(on.size, dtype=np.int64)
    edges = np.append(begin, end)
    for layer in range(units):
        wanted = on > layer + threshold + 1e-9
        for value, shortest in ((False, down), (True, up)):
            wanted = _no_short_runs(wanted, value, shortest, edges)
        total += wanted
    return total


def _no_short_runs(series: NDArray[np.bool_], value: bool, shortest: float, edges: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return a series without inner runs of ``value`` shorter than ``shortest``: gaps are filled, runs lengthened to the right."""
    result = series.copy()
    borders = np.flatnonzero(np.diff(series)) + 1
    starts, stops = np.append(0, borders), np.append(borders, series.size)
    for start, stop in zip(starts, stops, strict=True):
        if (
            result[start] != value
            or start == 0
            or (stop == series.size and not value)
            or edges[stop] - edges[start] >= shortest - 1e-9
        ):
            continue
        if not value:
            result[start:stop] = True
        else:
            result[start : int(np.searchsorted(edges, edges[start] + shortest - 1e-9))] = True
    return result


def single_units(
    network: Network, counts: Mapping[str, int], built: Mapping[str, float], out: Mapping[str, NDArray[np.float64]]
) -> Network:  # fmt: skip
    """Return the network with every group of units written as single ones, ``name#1`` … ``name#n``; capacities as ``built`` says.

    ``out`` says when each unit of a group has failed, shape (units, T). Rules speak of all units of a group. What was built stays a cost: it is built again, at exactly this size.
    """
    processes: list[Process] = []
    capacities = {capacity.id: _fixed(capacity, built.get(capacity.id, 0.0)) for capacity in network.capacities}
    groups: dict[str, tuple[str, ...]] = {}
    for process in network.processes:
        if process.id not in counts or process.commitment is None or process.capacity is None:
            processes.append(process)
            continue
        whole = capacities.pop(process.capacity)
        operating = np.asarray(process.operating, dtype=np.float64)
        shares = np.asarray(process.availability, dtype=np.float64) / np.where(operating > 0, operating, 1.0)
        names = tuple(f"{process.id}#{index + 1}" for index in range(counts[process.id]))
        existing = round(whole.existing / process.commitment.unit_size)
        for index, name in enumerate(names):
            capacities[name] = _unit(whole, name, process.commitment.unit_size, exists=index < existing)
            before = process.commitment.initial
            mine = replace(process.commitment, initial=None if before is None else float(index < round(before)), maintenance=None, must_run=0.0,
                           out=out[process.id][index])  # fmt: skip
            processes.append(replace(process, id=name, capacity=name, operating=1.0, availability=shares, commitment=mine))
        groups[process.id] = names
    rules = tuple(_spoken(rule, groups) for rule in network.rules if rule.kind != "crew_limit")
    return replace(network, processes=tuple(processes), capacities=tuple(capacities.values()), rules=rules)


def _fixed(capacity: Capacity, built: float) -> Capacity:
    if built > 0:
        return replace(capacity, minimum_build=built, maximum_build=built, unit_size=None)
    return replace(capacity, minimum_build=0.0, maximum_build=0.0)


def _unit(whole: Capacity, name: str, size: float, *, exists: bool) -> Capacity:
    new = 0.0 if exists else size
    return replace(whole, id=name, existing=size if exists else 0.0, minimum_build=new, maximum_build=new, unit_size=None)


def _spoken(rule: Rule, groups: Mapping[str, tuple[str, ...]]) -> Rule:
    def expanded(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for name in names for one in groups.get(name, (name,)))

    return replace(rule, subject=expanded(rule.subject), over=expanded(rule.over))
