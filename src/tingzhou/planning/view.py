"""A solved network as planners ask about it: energies, flows and selections, each computed once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.network import committed_flow, select
from tingzhou.network.axis import Axis

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from tingzhou.network import Process, Solution
    from tingzhou.region import Region

__all__ = ["View"]


@dataclass(frozen=True, eq=False)
class View:
    """A solution with its region, and sums over the hours."""

    region: Region
    solution: Solution

    @cached_property
    def weight(self) -> NDArray[np.float64]:
        """Hours of each step [h]."""
        return self.solution.network.hours.weights

    @cached_property
    def activity(self) -> dict[str, NDArray[np.float64]]:
        """Activity by process [unit/h], each (T,)."""
        values = self.solution.dataset["activity"].to_numpy()
        return {process.id: values[row] for row, process in enumerate(self.solution.network.processes)}

    @cached_property
    def energy(self) -> dict[str, float]:
        """Energy or output of the span by process [unit]."""
        return {name: float(series @ self.weight) for name, series in self.activity.items()}

    @cached_property
    def curtailed(self) -> dict[str, float]:
        """Energy available but not used by process [MWh]; 0 where nothing can be curtailed."""
        values = self.solution.dataset["curtailment"].to_numpy() @ self.weight
        return {process.id: float(values[row]) for row, process in enumerate(self.solution.network.processes)}

    @cached_property
    def capacity(self) -> dict[str, float]:
        """Existing and built capacity by process [unit/h]."""
        values = self.solution.dataset["capacity"].to_numpy()
        return {process.id: float(values[row]) for row, process in enumerate(self.solution.network.processes)}

    @cached_property
    def available(self) -> dict[str, NDArray[np.float64]]:
        """Availability times capacity by process [unit/h], each (T,)."""
        values = self.solution.dataset["available"].to_numpy()
        return {process.id: values[row] for row, process in enumerate(self.solution.network.processes)}

    @cached_property
    def years(self) -> float:
        """Years the span stands for [a]."""
        return self.solution.network.hours.years

    def select(self, selector: str) -> tuple[Process, ...]:
        """Return the processes a selector means; all without one."""
        return select(self.solution.network, selector) if selector else self.solution.network.processes

    def flow(self, process: Process, commodity: str) -> NDArray[np.float64]:
        """Return the net flow of a process to balances of a commodity [unit/h], + given, − taken; (T,)."""
        total = np.zeros(self.weight.size)
        for part in process.flows:
            if part.balance.partition("@")[0] == commodity:
                total += self.activity[process.id] * part.quantity * (1.0 if part.multiplier is None else part.multiplier)
        if process.commitment is not None and self.solution.network.commitment != "none":
            total += committed_flow(self.solution, process, commodity)
        return total

    def received(self, process: Process) -> NDArray[np.float64]:
        """Return what a route delivers at its end, losses of segments and standing losses deducted [unit/h]; (T,)."""
        total = self.activity[process.id] * sum(part.quantity for part in process.flows if part.balance == process.destination)
        if process.segments:
            left = self.activity[process.id].copy()
            for segment in process.segments:  # segments fill in order: the cheapest piece of the loss first
                piece = np.minimum(left, segment.width * self.available[process.id])
                total += piece * sum(part.quantity for part in segment.flows)
                left -= piece
        lost = sum(part.quantity * (1.0 if part.multiplier is None else part.multiplier) for part in process.standing)
        return total + self.capacity[process.id] * lost

    def by_class(self, series: NDArray[np.float64], grain: str) -> NDArray[np.float64]:
        """Return Σ hours · series over each class of a grain."""
        from tingzhou.hours import Grain

        return Axis(self.solution.network.hours).total(series, Grain.parse(grain))

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """Accounts of the span [CNY]."""
        return self.solution.accounts
