"""Delivery curves of a plan: rounded to whole steps where asked for, solved again, and the gap that this leaves."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tingzhou import network as networks
from tingzhou.errors import SolveError
from tingzhou.hours import Grain
from tingzhou.planning.rounding import rounded_curve
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from tingzhou.network import DeliveryCurve, Network, Solution

__all__ = ["given_curves", "given_levels", "levels_table", "with_full_year", "with_rounded_curves"]

_DIGITS = 9  # of a level that a solver decided: what lies beyond is rounding noise
_TRIALS = 4  # roundings that are solved
_WORTH = 1e-4  # improvement, share of the relaxed optimum, for which another one is tried
_STRIDE = 0.05  # furthest that a target moves in one trial, share of capacity


def given_curves(network: Network, solution: Solution) -> Network:
    """Return the network with the curves that a solution decided standing as given curves."""
    return given_levels(network, solution.curves)


def given_levels(network: Network, levels: Mapping[str, Sequence[float] | NDArray[np.float64]]) -> Network:
    """Return the network with decided curves standing as given ones: their levels by covered hour, shares of capacity [1]."""
    curves = tuple(
        replace(curve, given=np.asarray(np.round(levels[curve.id], _DIGITS), dtype=np.float64), levels="relaxed")
        if curve.decided and curve.id in levels
        else curve
        for curve in network.curves
    )
    return _replaced(network, curves)


def levels_table(solution: Solution) -> ResultTable | None:
    """Return the delivery curves of a solution by covered hour, as shares of capacity; ``None`` without a curve."""
    if not solution.curves:
        return None
    times = [str(time).replace("T", " ") + ":00" for time in solution.network.hours.base_times]
    frames = [pd.DataFrame({"rule": name, "time": times, "share": series}) for name, series in solution.curves.items()]
    return ResultTable("curve_levels", pd.concat(frames, ignore_index=True), {"share": "1"})


def _replaced(network: Network, curves: tuple[DeliveryCurve, ...]) -> Network:
    """Return the network with other curves. The contract of a given curve is its own energy: its rule falls away."""
    fixed = {curve.id for curve in curves if not curve.decided and not _is_built(network, curve)}
    rules = tuple(rule for rule in network.rules if rule.id.partition(":")[0] not in fixed or ":contract" not in rule.id)
    return replace(network, curves=curves, rules=rules)


def _is_built(network: Network, curve: DeliveryCurve) -> bool:
    """Whether the program decides the capacity of the curve's line."""
    capacity = network.process(curve.route).capacity
    return network.expand and capacity is not None and network.capacity(capacity).buildable


def with_rounded_curves(
    network: Network, relaxed: Solution, *, bound: Solution | None = None, solver: str | None = None
) -> tuple[Network, Solution, ResultTable | None]:
    """Return the network with its curves in whole steps, its solution, and the cost of rounding; as they are without such curves.

    The relaxed optimum is a lower bound on every plan with whole steps on the same hours, so the gap between the two optima bounds
    what any better choice of steps could save. ``bound`` is a further relaxation (units in fractions) to measure the gap from.

    Raises
    ------
    SolveError
        When no whole steps keep the limits of a curve and its contract.
    InfeasibleError
        When the network cannot follow the rounded curve, with a diagnosis.
    """
    wanted = [curve for curve in network.curves if curve.decided and curve.levels == "rounded"]
    if not wanted:
        return network, relaxed, None
    bands = {curve.id: _contract(network, relaxed, curve) for curve in wanted}
    target = {curve.id: relaxed.curves[curve.id] for curve in wanted}
    best: tuple[Network, Solution] | None = None
    for trial in range(_TRIALS):
        try:
            rounded = {curve.id: rounded_curve(curve, target[curve.id], energy=bands[curve.id]) for curve in wanted}
        except SolveError:
            if best is None:
                raise
            break
        stepped = _replaced(network, tuple(rounded.get(curve.id, curve) for curve in network.curves))
        solution = networks.solve(stepped, solver=solver, diagnose=best is None)
        gain = math.inf if best is None else best[1].objective - solution.objective
        if gain > 0:
            best = (stepped, solution)
        if gain < _WORTH * abs(relaxed.objective) or trial == _TRIALS - 1:
            break
        target = _improved(relaxed, solution, target)
    assert best is not None
    return *best, _table(bound or relaxed, best[1], {curve.id: curve for curve in best[0].curves if curve.id in target})


def _improved(relaxed: Solution, solution: Solution, target: dict[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    """Return targets moved against the prices of a rounded curve.

    The cost of a curve is convex. Between the relaxed optimum u and the rounded curve L it rose by ΔV; taken as a parabola with the
    curvature ``2 ΔV / |L − u|²``, the prices g at L lead to the target ``L − g / curvature`` for the next rounding.
    """
    rise = max(solution.objective - relaxed.objective, 1e-9 * abs(relaxed.objective))
    spread = sum(float(((solution.curves[name] - relaxed.curves[name]) ** 2).sum()) for name in target)
    curvature = 2.0 * rise / max(spread, 1e-12)
    moved = {}
    for name in target:
        route = next(curve.route for curve in solution.network.curves if curve.id == name)
        size = float(solution.dataset["capacity"].sel(process=route))
        price = solution.curve_prices[name] - float(np.average(solution.curve_prices[name]))  # the contract holds the mean
        moved[name] = np.clip(solution.curves[name] - np.clip(price * size / curvature, -_STRIDE, _STRIDE), 0.0, 1.0)
    return moved


def with_full_year(table: ResultTable, checked: Solution) -> ResultTable:
    """Return the table of rounding with the run over every hour and its gap to the relaxed optimum on segments, a lower bound on it."""
    bound = float(table.frame.set_index("figure")["value"]["net_cost_relaxed"])
    gap = (checked.objective - bound) / max(1.0, abs(bound))
    rows = [("net_cost_full_year", "", checked.objective, "CNY"), ("bound_gap", "", gap, "1")]
    frame = pd.concat([table.frame, pd.DataFrame(rows, columns=table.frame.columns)], ignore_index=True)
    return replace(table, frame=frame)


def _contract(
    network: Network, relaxed: Solution, curve: DeliveryCurve
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]] | None:
    """Return the classes of the contract and its band as full-load hours of the line; ``None`` without one."""
    rules = [rule for rule in network.rules if rule.id.startswith(f"{curve.id}:contract")]
    if not rules:
        return None
    size = float(relaxed.dataset["capacity"].sel(process=curve.route))
    grain = rules[0].grain or Grain("year")
    classes = grain.base_classes(network.hours)
    least, most = np.zeros(int(classes.max()) + 1), np.full(int(classes.max()) + 1, np.inf)
    for rule in rules:
        value = np.asarray(rule.numbers) / max(size, 1e-12)
        least = np.maximum(least, value) if rule.sense in (">=", "=") else least
        most = np.minimum(most, value) if rule.sense in ("<=", "=") else most
    return classes, least, most


def _table(relaxed: Solution, solution: Solution, rounded: dict[str, DeliveryCurve]) -> ResultTable:
    gap = (solution.objective - relaxed.objective) / max(1.0, abs(relaxed.objective))
    spent = relaxed.accounts["amount"].clip(lower=0.0).sum()
    rows: list[tuple[str, str, float, str]] = [
        ("net_cost_relaxed", "", relaxed.objective, "CNY"),
        ("net_cost_rounded", "", solution.objective, "CNY"),
        ("rounding_gap", "", gap, "1"),
        ("rounding_of_cost", "", (solution.objective - relaxed.objective) / max(1.0, float(spent)), "1"),
    ]
    for name, curve in rounded.items():
        assert curve.given is not None
        moved = float(np.abs(curve.given - relaxed.curves[name])[curve.running].mean())
        rows += [("level_moved", name, moved, "1"), ("channel_hours", name, float(curve.given.sum()), "h")]
    frame = pd.DataFrame(rows, columns=["figure", "rule", "value", "unit"])
    note = ("Levels were brought to whole steps within every limit and the plan was solved again; the relaxed optimum is a lower bound "
            "for every curve with whole steps on these hours.")  # fmt: skip
    return ResultTable("curve_rounding", frame, notes=(note,))
