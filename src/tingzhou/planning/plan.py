"""Balance a year with given capacities, or plan capacities and run the plan over every hour."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from tingzhou import network as networks
from tingzhou.errors import UsageError
from tingzhou.hours import Hours
from tingzhou.network import averaging_obstacles, coarsened
from tingzhou.planning.bounds import Bound, Round, bounded_plan, lower_bound
from tingzhou.planning.curves import with_rounded_curves
from tingzhou.planning.figures import FIGURES
from tingzhou.planning.profiles import profiles_for
from tingzhou.planning.segments import parse_hours, segmented_hours
from tingzhou.planning.units import planned_network, whole_units
from tingzhou.planning.view import View
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from tingzhou.network import Network, Solution
    from tingzhou.region import Region

__all__ = ["Outcome", "balance", "plan", "run"]

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
    bound
        What an answer on segments proves; ``None`` for an answer over every hour, whose certificate says it.
    reserves
        What the plan keeps of its rules beyond their figures, by rule [1].
    """

    solution: Solution
    planned: Solution | None = None
    resolution: ResultTable | None = None
    rounding: ResultTable | None = None
    bound: Bound | None = None
    reserves: Mapping[str, float] = field(default_factory=dict)


def balance(network: Network, *, solver: str | None = None, progress: Progress | None = None) -> Solution:
    """Return the least-cost (highest-value) operation of a network with its capacities as they stand."""
    return networks.solve(replace(network, expand=False), solver=solver, progress=progress)


def plan(network: Network, *, solver: str | None = None, progress: Progress | None = None) -> Solution:
    """Return the least-cost (highest-value) capacities and operation of a network."""
    return networks.solve(replace(network, expand=True), solver=solver, progress=progress)


def run(
    region: Region,
    *,
    hours: str = "year",
    gap: float | None = None,
    quick: bool = False,
    solver: str | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Return the outcome of a region whose scenario is applied.

    Parameters
    ----------
    region
        With its scenario applied; its mode decides between balance and plan.
    hours
        ``year``: everything over every hour. ``segments:N``: a plan is made on N steps, and the capacities it chose are then
        run over every hour.
    gap
        With segments: largest proven gap of a plan [1]; steps are added until it is reached.
    quick
        Answer on segments alone, balances too: no run over every hour, a proven lower bound only.

    Raises
    ------
    UsageError
        When a quick answer is asked for without segments.
    """
    count = parse_hours(hours)
    if quick and count is None:
        raise UsageError("a quick answer needs segments; write --hours segments:N or leave the hours away")
    year = Hours.year(region.year, utc_offset=region.manifest.utc_offset)
    tell = progress or (lambda stage, done, word: None)
    tell("profiles", 0.0, "")
    profiles = profiles_for(region, year)
    tell("build", 0.1, "")
    full = networks.build(region, hours=year, profiles=profiles, expand=region.mode == "plan")
    reserves = {rule.id: rule.reserve for rule in full.rules if rule.reserve} if region.mode == "plan" else {}
    if region.mode == "plan":
        full = planned_network(full)
    if quick and count is not None:
        return replace(_quick(full, segmented_hours(region, year, profiles, count), solver, tell), reserves=reserves)
    if region.mode != "plan":
        tell("solve", 0.2, "year")
        return _decided(full, balance(full, solver=solver, progress=None), solver)
    sized = planned_network(full, commitment=region.commitment)
    if count is None or count >= year.size:
        tell("solve", 0.2, "year")
        return replace(_decided(sized, plan(sized, solver=solver), solver), reserves=reserves)
    found = bounded_plan(
        full,
        lambda steps: segmented_hours(region, year, profiles, steps),
        count,
        sized=sized,
        gap=gap,
        solver=solver,
        progress=tell,
    )
    resolution = _resolution(region, found.planned, found.checked, enlarged=found.enlarged)
    return Outcome(found.checked, found.planned, resolution, found.rounding, found.bound, reserves)


def _quick(full: Network, steps: Hours, solver: str | None, tell: Progress) -> Outcome:
    """Return the answer on segments alone, with the bound it proves."""
    coarse = coarsened(full, steps)
    tell("solve", 0.2, f"{steps.size}")
    solution = networks.solve(coarse, solver=solver)
    reasons = averaging_obstacles(full)
    lower = -math.inf if reasons else lower_bound(coarse, solution, solver=solver)
    return Outcome(solution, bound=Bound(lower, math.inf, math.inf, reasons, (Round(steps.size, lower, math.inf, math.inf),)))


def _decided(network: Network, relaxed: Solution, solver: str | None) -> Outcome:
    """Return the outcome with whole units built, and delivery curves in whole steps, where they are wanted."""
    built = whole_units(network, relaxed, solver=solver)
    _, solution, rounding = with_rounded_curves(built.network, built.solution, bound=relaxed, solver=solver)
    return Outcome(solution, rounding=rounding)


def _resolution(region: Region, planned: Solution, checked: Solution, *, enlarged: bool) -> ResultTable:
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
    note = (
        "The delivery curve was decided on segments; the capacities were sized for it over every hour."
        if planned.network.curves
        else "The capacities chosen on segments fall short over every hour: more was built in the run over the year."
        if enlarged
        else "The capacities chosen on segments were run over every hour."
    )
    return ResultTable("resolution", frame, notes=(note,))
