"""Balance a year with given capacities, or plan capacities and run the plan over every hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from tingzhou import network as networks
from tingzhou.errors import InfeasibleError
from tingzhou.hours import Hours
from tingzhou.planning.curves import given_curves, with_full_year, with_rounded_curves
from tingzhou.planning.figures import FIGURES
from tingzhou.planning.profiles import profiles_for
from tingzhou.planning.segments import averaging_obstacles, parse_hours, segmented_hours
from tingzhou.planning.view import View
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from tingzhou.network import Network, Solution
    from tingzhou.region import Region

__all__ = ["Outcome", "balance", "fixed_capacities", "plan", "run"]

Progress = Callable[[str, float, str], None]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a scenario came to.

    Parameters
    ----------
    solution
        The run over every hour, from which all tables are made.
    planned
        The plan on segments that chose the capacities, when one was made.
    resolution
        Plan and full-year run side by side, when one was made.
    rounding
        What whole steps of delivery curves cost against the relaxed optimum, when they were rounded.
    obstacles
        Why the segmented plan is no proven lower bound; empty when it is one.
    """

    solution: Solution
    planned: Solution | None = None
    resolution: ResultTable | None = None
    rounding: ResultTable | None = None
    obstacles: tuple[str, ...] = ()


def balance(network: Network, *, solver: str | None = None, progress: Progress | None = None) -> Solution:
    """Return the least-cost (highest-value) operation of a network with its capacities as they stand."""
    return networks.solve(replace(network, expand=False), solver=solver, progress=progress)


def plan(network: Network, *, solver: str | None = None, progress: Progress | None = None) -> Solution:
    """Return the least-cost (highest-value) capacities and operation of a network."""
    return networks.solve(replace(network, expand=True), solver=solver, progress=progress)


def fixed_capacities(network: Network, planned: Solution) -> Network:
    """Return the network with the capacities a plan built standing, as if they existed; nothing more is built.

    Their annuities stay a cost of the year: they are booked as fixed cost of the capacity built (the accounts tell them apart
    through ``builds``).
    """
    built = planned.builds.set_index("capacity")["built"]
    capacities = tuple(
        replace(capacity, minimum_build=float(built[capacity.id]), maximum_build=float(built[capacity.id]), unit_size=None)
        if float(built[capacity.id]) > 1e-6
        else replace(capacity, minimum_build=0.0, maximum_build=0.0)
        for capacity in network.capacities
    )
    rules = tuple(rule for rule in network.rules if rule.kind not in ("capacity_limit", "capacity_ratio"))
    return replace(network, capacities=capacities, rules=rules, expand=True)


def run(region: Region, *, hours: str = "year", solver: str | None = None, progress: Progress | None = None) -> Outcome:
    """Return the outcome of a region whose scenario is applied.

    Parameters
    ----------
    region
        With its scenario applied; its mode decides between balance and plan.
    hours
        ``year``: everything over every hour. ``segments:N``: a plan is made on N steps, and the capacities it chose are then
        run over every hour.
    """
    count = parse_hours(hours)
    year = Hours.year(region.year, utc_offset=region.manifest.utc_offset)
    tell = progress or (lambda stage, done, word: None)
    tell("profiles", 0.0, "")
    profiles = profiles_for(region, year)
    tell("build", 0.1, "")
    full = networks.build(region, hours=year, profiles=profiles, expand=region.mode == "plan")
    if region.mode != "plan":
        tell("solve", 0.2, "year")
        return _decided(balance(full, solver=solver, progress=None), solver)
    if count is None or count >= year.size:
        tell("solve", 0.2, "year")
        return _decided(plan(full, solver=solver), solver)
    steps = segmented_hours(region, year, profiles, count)
    coarse = networks.build(region, hours=steps, profiles=profiles, expand=True)
    tell("solve", 0.2, f"{steps.size}")
    outcome = _decided(plan(coarse, solver=solver), solver)
    planned = outcome.solution
    tell("solve", 0.5, "year")
    obstacles = averaging_obstacles(coarse)
    if coarse.curves:  # a firm delivery does not average: its capacities are sized over every hour
        checked = plan(given_curves(full, planned), solver=solver)
        if outcome.rounding is not None and not obstacles:
            outcome = replace(outcome, rounding=with_full_year(outcome.rounding, checked))
    else:
        checked = _full_year(fixed_capacities(full, planned), solver)
    return Outcome(checked, planned, _resolution(region, planned, checked), outcome.rounding, obstacles)


def _decided(relaxed: Solution, solver: str | None) -> Outcome:
    """Return the outcome with delivery curves in whole steps where they are wanted."""
    _, solution, rounding = with_rounded_curves(relaxed.network, relaxed, solver=solver)
    return Outcome(solution, rounding=rounding)


def _full_year(network: Network, solver: str | None) -> Solution:
    """Return the full-year run of planned capacities.

    A share that was met on segments can be out of reach over every hour with the same capacities; then shares and utilisation
    get 2 % of themselves as room, and the resolution table shows what was reached.
    """
    try:
        return networks.solve(network, solver=solver, diagnose=False)
    except InfeasibleError:
        roomy = [
            replace(rule, value=rule.value * 0.98) if rule.kind in ("share", "utilisation") and rule.sense == ">=" else rule
            for rule in network.rules
        ]
        return networks.solve(replace(network, rules=tuple(roomy)), solver=solver)


def _resolution(region: Region, planned: Solution, checked: Solution) -> ResultTable:
    """Return cost, unserved energy, green share and utilisation of the plan and of the full-year run."""
    first, second = View(region, planned), View(region, checked)
    rows = []
    for key, selector, unit in (
        ("net_cost", "", "CNY"), ("annual_cost", "", "CNY"), ("unserved", "", "MWh"), ("sent", "category:export_line", "MWh"),
        ("green_share", "category:export_line", "1"), ("utilisation", "category:wind,solar", "1"),
        ("curtailed", "category:wind,solar", "MWh"), ("output_coal_power", "category:coal_power", "MWh"),
    ):  # fmt: skip
        if selector and not first.select(selector):
            continue
        figure = FIGURES[key.removesuffix("_coal_power")]
        a, b = figure.compute(first, selector), figure.compute(second, selector)
        rows.append((key, a, b, b - a, unit))
    rows.append(("steps", float(planned.network.hours.size), float(checked.network.hours.size), float("nan"), ""))
    frame = pd.DataFrame(rows, columns=["figure", "plan", "full_year", "difference", "unit"])
    notes = (
        "The delivery curve was decided on segments; the capacities were sized for it over every hour."
        if planned.network.curves
        else "The capacities chosen on segments were run over every hour; where a share is out of reach there, it gets 2 % of room.",
    )
    return ResultTable("resolution", frame, notes=notes)
