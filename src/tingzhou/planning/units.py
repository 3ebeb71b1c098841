"""Units in a plan: switched on and off in fractions while capacities are decided, and built as whole units."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tingzhou import network as networks
from tingzhou.errors import InfeasibleError
from tingzhou.network import committed_network

if TYPE_CHECKING:
    from tingzhou.network import Network, Solution

__all__ = ["WholeUnits", "planned_network", "whole_units"]

_WHOLE = 1e-6  # of a unit: nearer than this a capacity is a whole number of them


@dataclass(frozen=True, eq=False)
class WholeUnits:
    """A network whose units are whole numbers that stand fixed, its solution, and the capacities that were fixed [unit/h] by name."""

    network: Network
    solution: Solution
    fixed: dict[str, float]


def planned_network(network: Network, *, commitment: str = "none") -> Network:
    """Return the network as a plan sees it: with the reserves of its rules, and its units switched in fractions where asked for.

    A rule's reserve is a margin of planning: what the plan keeps beyond the figure is left to operation, which must reach the figure
    with whole units. With ``commitment`` the rows of minimum times and start classes are left out: they reach over many hours, cost
    most of the time and hardly move a plan. What remains is a relaxation of every operation of the plan.

    Raises
    ------
    InputError
        When units have data that no schedule can meet.
    """
    rules = tuple(replace(rule, value=rule.value + rule.reserve, reserve=0.0) if rule.reserve else rule for rule in network.rules)
    return committed_network(replace(network, rules=rules), "none" if commitment == "none" else "loose")


def _units(network: Network) -> dict[str, float]:
    """Return the size of a unit by the capacity that is decided and consists of units; none where nothing is switched."""
    if network.commitment == "none":
        return {}
    open_ended = {one.id for one in network.capacities if one.buildable and one.minimum_build < one.maximum_build}
    found: dict[str, float] = {}
    for process in network.processes:
        if (
            process.commitment is not None
            and process.fixed is None
            and process.capacity is not None
            and process.capacity in open_ended
        ):
            found[process.capacity] = process.commitment.unit_size
    return found


def _held(network: Network, name: str, amount: float) -> Network:
    capacities = tuple(
        replace(one, minimum_build=amount, maximum_build=amount) if one.id == name else one for one in network.capacities
    )
    return replace(network, capacities=capacities)


def whole_units(network: Network, relaxed: Solution, *, solver: str | None = None) -> WholeUnits:
    """Return the network with whole units built: one capacity after another, the better of the two whole numbers around it.

    The optimum of ``relaxed`` stays a lower bound on every plan with whole units.

    Parameters
    ----------
    network
        With its capacities open; those of processes with units are fixed, all others stay open.
    relaxed
        Its solution.

    Raises
    ------
    InfeasibleError
        When neither number of units has a plan, with a diagnosis.
    """
    solution, fixed = relaxed, dict[str, float]()
    for name, size in _units(network).items():
        capacity = network.capacity(name)
        built = solution.builds.set_index("capacity")["built"]
        total = (capacity.existing + float(built[name])) / size
        whole = round(total)
        tried = [whole] if abs(total - whole) <= _WHOLE else [math.ceil(total), math.floor(total)]
        within = [count * size - capacity.existing for count in tried]
        within = [amount for amount in within if capacity.minimum_build - 1e-9 <= amount <= capacity.maximum_build + 1e-9]
        if not within:  # no whole number lies between the limits: the capacity stays as planned
            continue
        network, solution = _best(network, name, within, solver)
        fixed[name] = network.capacity(name).minimum_build
    return WholeUnits(network, solution, fixed)


def _best(network: Network, name: str, amounts: list[float], solver: str | None) -> tuple[Network, Solution]:
    """Return the cheapest of some amounts of a capacity that have a solution."""
    found: list[tuple[float, Network, Solution]] = []
    for place, amount in enumerate(amounts):
        held = _held(network, name, amount)
        last = place == len(amounts) - 1 and not found
        try:
            solution = networks.solve(held, solver=solver, diagnose=last)
        except InfeasibleError:
            if last:
                raise
            continue
        found.append((solution.objective, held, solution))
    _, network, solution = min(found, key=lambda one: one[0])
    return network, solution
