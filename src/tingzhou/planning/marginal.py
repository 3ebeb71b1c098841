"""Marginal curtailment: a solved plan with and without its last gigawatt of wind and of sun."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from tingzhou import network as networks
from tingzhou.planning.curves import given_curves
from tingzhou.planning.figures import FIGURES
from tingzhou.planning.schemes import one_less
from tingzhou.planning.view import View
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from tingzhou.network import Network, Solution
    from tingzhou.region import Region

__all__ = ["marginal_curtailment"]


def marginal_curtailment(region: Region, network: Network, base: Solution, *, solver: str | None = None) -> ResultTable:
    """Return what the last gigawatt of wind and of sun could give, what of it is curtailed, and what the system saves through it.

    Parameters
    ----------
    region
        With its scenario applied.
    network, base
        A network and its solution, on the same hours; the capacities of the solution are held, and the delivery curve it decided.

    Returns
    -------
    ResultTable
        ``marginal_curtailment``: one row for wind and one for sun, where there is a gigawatt of it.
    """
    with_curve = given_curves(network, base)
    same: Solution | None = None
    rows = []
    for category in ("wind", "solar"):
        less = one_less(with_curve, base, category)
        if less is None:
            continue
        if same is None:
            whole = one_less(with_curve, base, category, 0.0)
            assert whole is not None
            same = networks.solve(whole, solver=solver)
        first, second = View(region, same), View(region, networks.solve(less, solver=solver))
        selector = "category:wind,solar"
        lost = FIGURES["curtailed"].compute(first, selector) - FIGURES["curtailed"].compute(second, selector)
        given = [FIGURES["output"].compute(v, selector) + FIGURES["curtailed"].compute(v, selector) for v in (first, second)]
        available = given[0] - given[1]
        mean = FIGURES["curtailed"].compute(first, f"category:{category}")
        made = FIGURES["output"].compute(first, f"category:{category}") + mean
        rows.append((category, 1000.0, available, lost, lost / available if available > 0 else math.nan, mean / made if made > 0 else math.nan,
                     second.solution.objective - first.solution.objective))  # fmt: skip
    columns = ["category", "added", "available_energy", "curtailed", "marginal_rate", "curtailment_rate", "saving"]
    units = {
        "added": "MW",
        "available_energy": "MWh",
        "curtailed": "MWh",
        "marginal_rate": "1",
        "curtailment_rate": "1",
        "saving": "CNY",
    }
    notes = (("The plan without its last gigawatt, all else and the delivery curve held: how much more is curtailed for what that gigawatt "
             "could give, and what the year costs less with it (its fixed cost counted, its investment not)."),)  # fmt: skip
    return ResultTable("marginal_curtailment", pd.DataFrame(rows, columns=columns), units, notes)
