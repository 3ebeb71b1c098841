"""What a solved network says: activities, levels, capacities, prices with units, and the accounts.

Everything is at the network's time steps, so that one index reads all series; weights turn rates into energy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from numpy.typing import NDArray

    from tingzhou.network.model import Flow, Network, Process
    from tingzhou.program import Certificate

__all__ = ["Solution", "committed_flow"]


@dataclass(frozen=True, eq=False)
class Solution:
    """The answer to a network.

    Parameters
    ----------
    network
        What was solved.
    objective
        Cost less revenue of the span [CNY].
    certificate
        Computed by us on the unscaled program.
    dataset
        ``activity (process, hour)`` [unit/h of each process], ``available (process, hour)`` [unit/h],
        ``curtailment (process, hour)`` [unit/h], ``capacity (process)`` and ``built (process)`` [unit/h],
        ``level (store, hour)`` [unit] at the end of each step, ``price (balance, hour)`` [CNY/unit],
        ``shadow (rule, class)`` as ragged table in ``rules``; coordinates ``time``, ``weight`` [h] on ``hour``; ``category``,
        ``table``, ``place``, ``owner``, ``technology``, ``commodity``, ``unit`` on ``process``. With commitment also ``units`` and
        ``unit_size (process)``, ``units_on``, ``units_out`` and ``units_stopped (process, hour)``, ``units_started (process, start_class, hour)``.
    accounts
        One row per process, place, category and item: ``amount`` [CNY] of the span, cost positive, revenue negative. They
        add up to the objective.
    rules
        One row per rule and class: activity, limit and shadow price.
    builds
        One row per capacity: existing, built, investment and annuity.
    curves
        Level of every delivery curve by covered hour, share of the line's capacity, shape (base_size,) each.
    curve_prices
        What one more MWh of the curve would cost by covered hour [CNY/MWh], shape (base_size,) each.
    """

    network: Network
    objective: float
    certificate: Certificate
    dataset: xr.Dataset
    accounts: pd.DataFrame
    rules: pd.DataFrame
    builds: pd.DataFrame
    curves: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    curve_prices: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    def to_pypsa(self, n: object) -> None:
        """Write this solution into the PyPSA network ``n`` that the network was made from, as PyPSA does after its own run.

        Raises
        ------
        UsageError
            When the network was not made by ``tingzhou.from_pypsa``, or ``n`` has other components or snapshots.
        """
        if self.network.origin is None:
            raise UsageError("this network was not made from a PyPSA network: there is nothing to write back to")
        self.network.origin.fill(self, n)


def committed_flow(solution: Solution, process: Process, commodity: str) -> NDArray[np.float64]:
    """Return what a committed process gives (+) or takes (−) of a commodity beyond its base flows [unit/h], shape (T,).

    Pieces of part load, no-load use and starts; pieces are filled in order over the units that are on, as the optimum does while fuel
    costs money.
    """
    units, data = process.commitment, solution.dataset.sel(process=process.id)
    weight = solution.network.hours.weights
    total = np.zeros(weight.size)
    if units is None or "units_on" not in data:
        return total

    def per(flows: tuple[Flow, ...]) -> float:
        return sum(flow.quantity for flow in flows if flow.balance.partition("@")[0] == commodity)

    on = data["units_on"].to_numpy() * units.unit_size
    left = data["activity"].to_numpy().copy()
    for piece in process.segments:
        filled = np.minimum(left, piece.width * on)
        total += filled * per(piece.flows)
        left -= filled
    total += on * per(units.no_load)
    for one in units.starts:
        total += data["units_started"].sel(start_class=one.name).to_numpy() * units.unit_size * per(one.fuel) / weight
    return total
