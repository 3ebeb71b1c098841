"""The small interface behind which solvers stand, with their capabilities declared."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tingzhou.program.program import Program

__all__ = ["Capability", "RawAnswer", "Solver"]


class Capability(enum.Flag):
    """What a solver can do."""

    LINEAR = enum.auto()
    INTEGERS = enum.auto()
    DUALS = enum.auto()
    BASIS = enum.auto()
    INFEASIBILITY_PROOF = enum.auto()


@dataclass(frozen=True)
class RawAnswer:
    """What a solver says, before anything is believed.

    ``status`` is one of optimal, infeasible, unbounded, infeasible_or_unbounded, time_limit, iteration_limit, unknown.
    """

    status: str
    x: NDArray[np.float64]
    y: NDArray[np.float64] | None
    bound: float | None
    seconds: float
    iterations: int
    version: str
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Solver:
    """A solver: its name, what it can do, and how it is run."""

    name: str
    capabilities: Capability
    run: Callable[[Program, Mapping[str, Any]], RawAnswer]
