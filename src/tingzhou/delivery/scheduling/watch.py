"""When a search has to end before its effort is used: the other side has closed the gap, or a clock of a measurement has run out."""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np

__all__ = ["Watch"]


class Watch:
    """Shared by the two sides of a search; ``seconds`` from now on is for measurements only, without it no clock is read."""

    def __init__(self, seconds: float | None = None) -> None:
        self.deadline = None if seconds is None else time.monotonic() + seconds
        self.halt = np.zeros(1, np.int64)  # compiled loops look here
        self._lock = threading.Lock()
        self._running: set[Any] = set()
        if seconds is not None:
            timer = threading.Timer(seconds, self.end)
            timer.daemon = True
            timer.start()

    def left(self) -> float | None:
        """Return the seconds left, ``None`` without a clock."""
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())

    def over(self) -> bool:
        """Return whether to end now."""
        return bool(self.halt[0]) or (self.deadline is not None and time.monotonic() >= self.deadline)

    def end(self) -> None:
        """End what is running and whatever asks from now on."""
        with self._lock:
            self.halt[0] = 1
            for solver in self._running:
                solver.stop_search()

    def renew(self) -> None:
        """Begin a new round."""
        self.halt[0] = 0

    def solve(self, solver: Any, model: Any) -> Any:
        """Return the status of the solver, stopped when the other side ends the round or the clock runs out."""
        left = self.left()
        if left is not None:
            solver.parameters.max_time_in_seconds = max(left, 0.01)
        with self._lock:
            self._running.add(solver)
        try:
            return solver.solve(model)
        finally:
            with self._lock:
                self._running.discard(solver)
