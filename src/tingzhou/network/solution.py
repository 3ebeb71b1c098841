"""What a solved network says: activities, levels, capacities, prices with units, and the accounts.

Everything is at the network's time steps, so that one index reads all series; weights turn rates into energy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tingzhou.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from tingzhou.network.model import Network
    from tingzhou.program import Certificate

__all__ = ["Solution"]


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
        ``table``, ``place``, ``owner``, ``technology``, ``commodity``, ``unit`` on ``process``.
    accounts
        One row per process, place, category and item: ``amount`` [CNY] of the span, cost positive, revenue negative. They
        add up to the objective.
    rules
        One row per rule and class: activity, limit and shadow price.
    builds
        One row per capacity: existing, built, investment and annuity.
    """

    network: Network
    objective: float
    certificate: Certificate
    dataset: xr.Dataset
    accounts: pd.DataFrame
    rules: pd.DataFrame
    builds: pd.DataFrame

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
