"""Schemes: one network with other capacities, other prices, or a gigawatt less; and which of them no other one beats."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.errors import InputError, Problem
from tingzhou.hours import Grain
from tingzhou.network import Rule, select

if TYPE_CHECKING:
    from tingzhou.network import Capacity, Network, Process, Solution

__all__ = ["VARIATIONS", "Scheme", "grid_of_schemes", "one_less", "pareto", "scheme_networks", "varied"]

# Figure that is varied → shares by which it is (practice of feasibility reports).
VARIATIONS: dict[str, tuple[float, ...]] = {
    "sensitivity_capex": (-0.1, 0.1), "sensitivity_hours": (-0.1, 0.1), "sensitivity_coal": (-0.2, 0.2), "sensitivity_storage": (-0.2, 0.2),
}  # fmt: skip


@dataclass(frozen=True)
class Scheme:
    """Capacities by category [MW] that a plan must have in all; what it does not name is planned at least cost."""

    name: str
    capacities: Mapping[str, float]


def grid_of_schemes(grid: Mapping[str, Sequence[float]]) -> list[Scheme]:
    """Return every combination of capacities by category, named after them [GW]: ``coal_power 4, wind 8``."""
    schemes: list[dict[str, float]] = [{}]
    for category, sizes in grid.items():
        schemes = [{**scheme, category: float(size)} for scheme in schemes for size in sizes]
    return [Scheme(", ".join(f"{category} {size / 1000:g}" for category, size in one.items()), one) for one in schemes if one]


def _members(network: Network, category: str) -> list[Process]:
    """Return the processes that stand for the capacity of a category: stations, or the discharging side of stores."""
    return [p for p in select(network, f"category:{category}")
            if p.capacity and p.table in ("plants", "stores", "routes") and not p.id.endswith((":charge", ":back"))]  # fmt: skip


def scheme_networks(network: Network, schemes: Sequence[Scheme]) -> dict[str, Network]:
    """Return one network per scheme, its capacities asked for as rules.

    Raises
    ------
    InputError
        With every category that is not there and every capacity out of reach, of all schemes.
    """
    problems: list[Problem] = []
    found: dict[str, Network] = {}
    by_id = {capacity.id: capacity for capacity in network.capacities}
    for scheme in schemes:
        rules = []
        for category, size in scheme.capacities.items():
            members = _members(network, category)
            where = {"scheme": scheme.name, "category": category}
            if not members:
                problems.append(Problem("the scheme {scheme} names the category {category}, of which nothing stands in the scenario.",
                                        "Name a category of plants or stores.", parameters=where))  # fmt: skip
                continue
            own = [by_id[str(name)] for name in dict.fromkeys(p.capacity for p in members)]
            least, most = sum(c.existing + c.minimum_build for c in own), sum(c.existing + c.maximum_build for c in own)
            if not least - 1e-6 <= size <= most + 1e-6:
                problems.append(Problem("the scheme {scheme} asks for {size} MW of {category}; between {least} and {most} can be had.",
                                        "Change the scheme, or build_max of the plants.",
                                        parameters={**where, "size": f"{size:g}", "least": f"{least:g}", "most": f"{most:g}"}))  # fmt: skip
            rules.append(Rule(f"scheme:{category}", "capacity_limit", tuple(p.id for p in members), sense="=", value=size, unit="MW",
                              grain=Grain("year")))  # fmt: skip
        found[scheme.name] = replace(network, rules=(*network.rules, *rules), expand=True)
    if problems:
        raise InputError(problems)
    return found


def varied(network: Network, figure: str, share: float) -> Network:
    """Return the network with a figure of ``VARIATIONS`` changed by a share; capacities and operation are then planned anew."""
    change = 1.0 + share
    stores = {name for store in network.stores for name in (store.capacity, store.id)}
    if figure == "sensitivity_hours":
        processes = tuple(replace(p, availability=np.clip(np.asarray(p.availability) * change, 0.0, 1.0)) if p.curtailable else p
                          for p in network.processes)  # fmt: skip
        return replace(network, processes=processes)
    if figure == "sensitivity_coal":
        return replace(network, processes=tuple(_dearer_coal(p, change) for p in network.processes))

    def touched(capacity: Capacity) -> bool:
        return capacity.id in stores if figure == "sensitivity_storage" else True

    capacities = tuple(replace(c, annuity=c.annuity * change, investment=c.investment * change) if touched(c) else c
                       for c in network.capacities)  # fmt: skip
    return replace(network, capacities=capacities)


def _dearer_coal(process: Process, change: float) -> Process:
    """Return a purchase or a mine of coal at another price."""
    bought = process.table == "markets" and process.commodity == "coal" and process.flows[0].quantity > 0
    if not (bought or process.category == "mine"):
        return process
    return replace(process, costs=tuple(replace(c, amount=c.amount * change) for c in process.costs))


def one_less(network: Network, solution: Solution, category: str, step: float = 1000.0) -> Network | None:
    """Return a solved plan with ``step`` MW less of a category, everything else held; ``None`` where there is not so much of it.

    Green share and utilisation are let go: the question is what the last gigawatt loses, not what would replace it.
    """
    builds: Any = solution.builds.set_index("capacity")
    own = {str(p.capacity) for p in _members(network, category)}
    sizes = {c.id: float(builds.loc[c.id, "existing"] + builds.loc[c.id, "built"]) for c in network.capacities}
    total = sum(sizes[name] for name in own)
    if total < step:
        return None
    capacities = []
    for capacity in network.capacities:
        size = sizes[capacity.id] * ((total - step) / total if capacity.id in own else 1.0)
        capacities.append(replace(capacity, existing=size, minimum_build=0.0, maximum_build=0.0, unit_size=None))
    rules = tuple(rule for rule in network.rules
                  if rule.kind not in ("share", "utilisation", "capacity_limit", "capacity_ratio", "reserve"))  # fmt: skip
    return replace(network, capacities=tuple(capacities), rules=rules, expand=False)


def pareto(rows: Mapping[str, Mapping[str, float]], *, least: Sequence[str] = ("unit_cost", "curtailed"),
           most: Sequence[str] = ("green_share",), tolerance: float = 1e-6) -> dict[str, str]:  # fmt: skip
    """Return ``pareto`` or ``dominated`` by scheme, ``infeasible`` for one without figures.

    A scheme is dominated when another one is nowhere worse and somewhere better by more than ``tolerance`` of the figure.
    """

    def costs(name: str) -> list[float]:
        return [*(float(rows[name][key]) for key in least), *(-float(rows[name][key]) for key in most)]

    marks = {}
    solved = [name for name in rows if rows[name] and not any(math.isnan(value) for value in costs(name))]
    for name in rows:
        if name not in solved:
            marks[name] = "infeasible"
            continue
        own = costs(name)
        marks[name] = "dominated" if any(_beats(costs(other), own, tolerance) for other in solved if other != name) else "pareto"
    return marks


def _beats(first: Sequence[float], second: Sequence[float], tolerance: float) -> bool:
    room = [tolerance * max(1.0, abs(a), abs(b)) for a, b in zip(first, second, strict=True)]
    never_worse = all(a <= b + r for a, b, r in zip(first, second, room, strict=True))
    return never_worse and any(a < b - r for a, b, r in zip(first, second, room, strict=True))
