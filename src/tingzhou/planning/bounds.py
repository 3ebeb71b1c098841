"""What an answer on segments proves: a lower bound from the relaxation, an upper bound from a run over every hour, and refinement."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from tingzhou import network as networks
from tingzhou.errors import InfeasibleError
from tingzhou.network import averaging_obstacles, coarsened, relaxed
from tingzhou.planning.curves import given_curves, with_full_year, with_rounded_curves
from tingzhou.planning.units import whole_units
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from tingzhou.hours import Hours
    from tingzhou.network import Network, Solution

__all__ = ["Bound", "Round", "bounded_plan", "fixed_capacities", "lower_bound", "relative_gap"]

_SWITCHED = "The optimum on segments is no proven lower bound: units are switched on and off in the run over every hour only."


@dataclass(frozen=True)
class Round:
    """One round of a refinement: steps, lower and upper bound on the least net cost of the year [CNY], and their gap [1]."""

    steps: int
    lower: float
    upper: float
    gap: float


@dataclass(frozen=True)
class Bound:
    """What is proven about the least net cost of the year [CNY].

    Parameters
    ----------
    lower
        No plan of the year costs less; −inf where nothing is proven.
    upper
        What a plan that was run over every hour costs; +inf without such a run.
    gap
        ``(upper − lower) / |upper|`` [1]; infinite where a side is missing.
    reasons
        Why averaging proves nothing here; empty when ``lower`` is a bound.
    rounds
        The refinement, coarse to fine.
    """

    lower: float
    upper: float
    gap: float
    reasons: tuple[str, ...] = ()
    rounds: tuple[Round, ...] = ()

    def table(self) -> ResultTable:
        """Return the rounds as a result table."""
        rows = [(one.steps, one.lower, one.upper, one.upper - one.lower, one.gap) for one in self.rounds]
        frame = pd.DataFrame(rows, columns=["steps", "lower_bound", "upper_bound", "difference", "proven_gap"]).replace(
            [math.inf, -math.inf], math.nan
        )
        return ResultTable(
            "bounds", frame, units={"lower_bound": "CNY", "upper_bound": "CNY", "difference": "CNY", "proven_gap": "1"}
        )


def relative_gap(lower: float, upper: float) -> float:
    """Return ``(upper − lower) / |upper|`` [1], infinite where a side is; rounding below nothing counts as nothing."""
    if not (math.isfinite(lower) and math.isfinite(upper)):
        return math.inf
    return max(upper - lower, 0.0) / max(abs(upper), 1.0)


def lower_bound(coarse: Network, solution: Solution, *, solver: str | None = None) -> float:
    """Return the bound that a network on segments proves [CNY]; ``solution`` is its optimum.

    Where stores lose what they hold, the network without those losses is solved too: only that one is a relaxation.
    """
    loose = relaxed(coarse)
    proof = solution if loose is coarse else networks.solve(loose, solver=solver, diagnose=False)
    return proof.certificate.bound


def fixed_capacities(network: Network, planned: Solution, *, more: bool = False) -> Network:
    """Return the network with the capacities a plan built standing, as if they existed.

    Their annuities stay a cost of the year: they are booked as fixed cost of the capacity built (the accounts tell them apart
    through ``builds``).

    Parameters
    ----------
    more
        Whether more than the plan's may be built: for a plan that falls short over every hour.
    """
    built = planned.builds.set_index("capacity")["built"]
    capacities = []
    for capacity in network.capacities:
        amount = float(built[capacity.id])
        if amount <= 1e-6 and not more:
            capacities.append(replace(capacity, minimum_build=0.0, maximum_build=0.0))
            continue
        amount = min(max(amount, capacity.minimum_build), capacity.maximum_build)
        most = capacity.maximum_build if more else amount
        capacities.append(
            replace(capacity, minimum_build=amount, maximum_build=most, unit_size=capacity.unit_size if more else None)
        )
    rules = tuple(rule for rule in network.rules if more or rule.kind not in ("capacity_limit", "capacity_ratio"))
    return replace(network, capacities=tuple(capacities), rules=rules, expand=True)


def _over_every_hour(full: Network, planned: Solution, solver: str | None) -> tuple[Solution, bool]:
    """Return the run of a plan over every hour, and whether more had to be built than planned.

    A delivery curve that was decided stays as it is, and the capacities are sized for it. A share that was met on segments can be out of reach over every hour with the same capacities; then more may be built: the run
    keeps every rule, and its cost is that of a real plan.
    """
    if full.curves:  # a firm delivery does not average: its capacities are sized over every hour
        given = given_curves(full, planned)
        return whole_units(given, networks.solve(given, solver=solver), solver=solver).solution, False
    try:
        return networks.solve(fixed_capacities(full, planned), solver=solver, diagnose=False), False
    except InfeasibleError:
        return networks.solve(fixed_capacities(full, planned, more=True), solver=solver), True


@dataclass(frozen=True, eq=False)
class BoundedPlan:
    """A plan on segments, its run over every hour, and what both prove."""

    planned: Solution
    checked: Solution
    bound: Bound
    enlarged: bool
    rounding: ResultTable | None = None


def bounded_plan(
    full: Network,
    steps_of: Callable[[int], Hours],
    count: int,
    *,
    sized: Network | None = None,
    gap: float | None = None,
    solver: str | None = None,
    progress: Callable[[str, float, str], None] | None = None,
) -> BoundedPlan:
    """Return a plan made on segments and run over every hour, refined until its proven gap is small enough.

    Parameters
    ----------
    full
        The network on single hours, with capacities that may be built and nothing switched on and off.
    steps_of
        Returns the segments for a number of steps.
    count
        Steps of the first round.
    sized
        The network with units switched in fractions, for the run over every hour; no optimum on segments proves anything about it.
    gap
        Largest gap wanted [1]: the steps are doubled until it is reached; in the last round every hour is a step. Without it one
        round is made.

    Raises
    ------
    InfeasibleError, SolveError
        As ``solve`` does.
    """
    tell = progress or (lambda stage, done, word: None)
    sized = sized or full
    reasons = averaging_obstacles(full) if sized.commitment == "none" else (*averaging_obstacles(full), _SWITCHED)
    rounds: list[Round] = []
    best: BoundedPlan | None = None
    lower = -math.inf
    while True:
        steps = steps_of(count)
        whole = not steps.segmented
        coarse = sized if whole else coarsened(full, steps)
        tell("solve", 0.2, f"{steps.size}")
        planned = networks.solve(coarse, solver=solver)
        if whole:
            lower = max(lower, planned.certificate.bound)
        elif not reasons:
            lower = max(lower, lower_bound(coarse, planned, solver=solver))
        _, planned, rounding = with_rounded_curves(coarse, planned, solver=solver)
        tell("solve", 0.5, "year")
        checked, enlarged = (planned, False) if whole else _over_every_hour(sized, planned, solver)
        if rounding is not None and not whole and not reasons:
            rounding = with_full_year(rounding, checked)
        if best is None or checked.objective < best.checked.objective:
            best = BoundedPlan(planned, checked, Bound(lower, checked.objective, 0.0), enlarged, rounding)
        reached = relative_gap(lower, best.checked.objective)
        rounds.append(Round(steps.size, lower, best.checked.objective, reached))
        if gap is None or whole or reached <= gap:
            bound = Bound(lower, best.checked.objective, reached, reasons, tuple(rounds))
            return replace(best, bound=bound)
        count = steps.size * 2
