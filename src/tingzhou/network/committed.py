"""Put commitment into use on a network: its data checked, flows that follow the load in place of the flat ones."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import InputError, Problem, UsageError
from tingzhou.network.model import COMMITMENT_MODES

if TYPE_CHECKING:
    from tingzhou.network.model import Commitment, Network, Process, Series

__all__ = ["committed_network", "part_load_pieces"]


def committed_network(network: Network, mode: str = "integer") -> Network:
    """Return the network with its units switched on and off in ``mode``: one of ``COMMITMENT_MODES``.

    Raises
    ------
    UsageError
        For an unknown mode.
    InputError
        When the data of some units cannot be met by any schedule: all problems at once.
    """
    if mode not in COMMITMENT_MODES:
        raise UsageError("'{mode}' is no mode of commitment; known: {known}", mode=mode, known=", ".join(COMMITMENT_MODES))
    if mode == "none":
        return replace(network, commitment="none")
    problems: list[Problem] = []
    for process in network.processes:
        if process.commitment is not None:
            problems += _problems(network, process, process.commitment)
    if problems:
        raise InputError(problems)
    return replace(network, processes=tuple(map(_with_units, network.processes)), commitment=mode)


def _with_units(process: Process) -> Process:
    """Return the process with the flows and pieces of its units, and no minimum of its own: units that are off give nothing."""
    units = process.commitment
    if units is None:
        return process
    return replace(process, flows=units.flows or process.flows, segments=units.pieces or process.segments, minimum=0.0)


def _most(series: Series) -> float:
    return float(np.max(series))


def _problems(network: Network, process: Process, units: Commitment) -> list[Problem]:
    """Return everything that no schedule of the units could meet."""
    span = float(network.hours.base_size)
    table = process.table or "processes"
    found: list[Problem] = []

    def note(message: str, fix: str, column: str, **parameters: object) -> None:
        found.append(
            Problem(message, fix, file=table, column=column, value=process.id, parameters={"process": process.id, **parameters})
        )

    def problem(message: str, fix: str, column: str, **parameters: object) -> None:
        note(message, fix, column, **parameters)

    if not units.unit_size > 0:
        problem("the units of {process} have no size.", "Give unit_size, or the number of units.", "unit_size")
        return found
    capacity = next((one for one in network.capacities if one.id == process.capacity), None)
    total = 0.0 if capacity is None else capacity.existing
    if capacity is not None and network.expand:
        total += capacity.minimum_build if capacity.minimum_build == capacity.maximum_build else 0.0
    count = total / units.unit_size
    if abs(count - round(count)) > 1e-6:
        problem("the capacity of {process} is {count} units, not a whole number of them.",
                "Give the number of units (column units), or a unit_size that divides the capacity.", "unit_size", count=f"{count:.4g}")  # fmt: skip
    for column, hours in (("minimum_up", units.minimum_up), ("minimum_down", units.minimum_down)):
        if hours > span:
            problem("{process}: {column} of {hours} h is longer than the {span} h that are modelled.",
                    "Shorten it or model a longer span.", column, hours=f"{hours:g}", span=f"{span:g}")  # fmt: skip
            found[-1] = replace(found[-1], parameters={**found[-1].parameters, "column": column})
        if hours < 0 or not np.isfinite(hours):
            problem("{process}: a time of {hours} h is not possible.", "Give hours from 0 on.", column, hours=f"{hours:g}")
    operating = np.asarray(process.operating, dtype=np.float64)
    available = np.asarray(process.availability, dtype=np.float64) / np.where(operating > 0, operating, 1.0)
    lacking = np.where(operating > 0, np.asarray(units.minimum, dtype=np.float64) - available, np.inf)
    if 1e-9 < float(np.min(lacking)) < np.inf:  # in some hours only: the units stand still in them
        problem("{process}: the least output of a unit that is on lies above what it can ever give, by {share} of its capacity.",
                "Lower minimum_on or the heating minimum, or raise the availability.", "minimum_on", share=f"{float(np.min(lacking)):.3g}")  # fmt: skip
    for column, ramp in (("start_ramp", units.start_ramp), ("stop_ramp", units.stop_ramp)):
        if ramp < _most(units.minimum) - 1e-9:
            problem("{process}: a unit cannot start or stop: {share} of its capacity is less than its least output of {least}.",
                    "Raise it to the least output or above.", column, share=f"{ramp:g}", least=f"{_most(units.minimum):g}")  # fmt: skip
    after = [one.after for one in units.starts]
    if not after or after[0] != 0.0 or any(b <= a for a, b in pairwise(after)):
        problem("{process}: the classes of starts must begin at 0 h off and increase.",
                "Order warm_after and cold_after: 0 < warm_after < cold_after.", "warm_after")  # fmt: skip
    if units.initial is not None and not 0 <= units.initial <= count + 1e-9:
        problem("{process}: {initial} units on before the first hour are not among its {count}.", "Correct the number.", "units",
                initial=f"{units.initial:g}", count=f"{count:g}")  # fmt: skip
    if float(np.min(1.0 - np.asarray(units.out))) < -1e-9:
        problem("{process}: more than all units stand still.", "Give shares between 0 and 1.", "units")
    return found


def part_load_pieces(points: dict[float, float]) -> tuple[float, tuple[tuple[float, float], ...]]:
    """Return fuel without load and the pieces of fuel use over output, as the lower convex hull of a part-load table.

    Parameters
    ----------
    points
        Load as a share of capacity → fuel per unit of output as a multiple of that at full load; full load must be among them.

    Returns
    -------
    no_load, pieces
        Fuel at zero output, share of the full-load fuel [1]; pieces as (width [1], slope [1]) from zero output on. The hull never
        overstates fuel use; where the table is convex it is exact at its points.
    """
    loads = np.array(sorted(points))
    fuel = loads * np.array([points[load] for load in loads])
    hull: list[int] = []
    for index in range(loads.size):
        while len(hull) > 1 and _slope(loads, fuel, hull[-1], index) <= _slope(loads, fuel, hull[-2], hull[-1]) + 1e-12:
            hull.pop()
        hull.append(index)
    if len(hull) == 1:
        return 0.0, ((1.0, float(fuel[-1])),)
    slopes = [_slope(loads, fuel, a, b) for a, b in pairwise(hull)]
    edges = [0.0, *(float(loads[place]) for place in hull[1:])]
    no_load = float(fuel[hull[0]] - slopes[0] * loads[hull[0]])
    return max(no_load, 0.0), tuple((b - a, slope) for a, b, slope in zip(edges, edges[1:], slopes, strict=False))


def _slope(loads: np.ndarray, fuel: np.ndarray, a: int, b: int) -> float:
    return float((fuel[b] - fuel[a]) / (loads[b] - loads[a]))
