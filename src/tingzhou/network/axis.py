"""The time axis as the assembly uses it: classes, durations and overlaps of grains, each computed once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.hours import Grain, Hours, overlap

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from tingzhou.network.model import Series

__all__ = ["HOUR", "Axis"]

HOUR = Grain("hour")


@dataclass(frozen=True, eq=False)
class Axis:
    """Classes of every grain on one set of hours."""

    hours: Hours
    _classes: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    _duration: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    _overlap: dict[tuple[str, str], sparse.csr_array] = field(default_factory=dict)

    @cached_property
    def index(self) -> NDArray[np.int32]:
        """Steps 0 … T − 1, shape (T,), for everyone who writes one entry per step."""
        index = np.arange(self.hours.size, dtype=np.int32)
        index.setflags(write=False)
        return index

    def classes(self, grain: Grain) -> NDArray[np.int64]:
        """Return the class of every step, shape (T,)."""
        if grain.name not in self._classes:
            self._classes[grain.name] = grain.classes(self.hours)
        return self._classes[grain.name]

    def count(self, grain: Grain) -> int:
        """Return the number of classes K."""
        return int(self.duration(grain).size)

    def duration(self, grain: Grain) -> NDArray[np.float64]:
        """Return the hours of each class [h], shape (K,)."""
        if grain.name not in self._duration:
            self._duration[grain.name] = np.bincount(self.classes(grain), weights=self.hours.weights).astype(np.float64)
        return self._duration[grain.name]

    def stage(self, grain: Grain) -> NDArray[np.int32]:
        """Return the stage of each class: the step itself at the grain ``hour``, −1 where a class spans steps."""
        count = self.count(grain)
        if count == self.hours.size and grain.contiguous:
            return np.arange(count, dtype=np.int32)
        return np.full(count, -1, dtype=np.int32)

    def overlap(self, rows: Grain, columns: Grain, factor: NDArray[np.float64] | None = None) -> sparse.csr_array:
        """Return the hours shared by classes of two grains, times ``factor`` per step [h]."""
        if factor is not None:
            return overlap(self.hours, rows, columns, factor)
        key = (rows.name, columns.name)
        if key not in self._overlap:
            self._overlap[key] = overlap(self.hours, rows, columns)
        return self._overlap[key]

    def mean(self, series: Series, grain: Grain) -> NDArray[np.float64]:
        """Return the mean of a step series over each class, shape (K,)."""
        values = np.asarray(series, dtype=np.float64)
        if values.ndim == 0:
            return np.full(self.count(grain), float(values))
        if grain == HOUR:
            return values
        return self.total(values, grain) / self.duration(grain)

    def total(self, series: Series, grain: Grain) -> NDArray[np.float64]:
        """Return Σ w · series over each class, shape (K,)."""
        values = np.asarray(series, dtype=np.float64)
        if values.ndim == 0:
            return self.duration(grain) * float(values)
        total = np.bincount(self.classes(grain), weights=self.hours.weights * values, minlength=self.count(grain))
        return total.astype(np.float64)

    def spread(self, values: NDArray[np.float64], grain: Grain) -> NDArray[np.float64]:
        """Return class values at every step, shape (K,) → (T,)."""
        spread: NDArray[np.float64] = values[self.classes(grain)]
        return spread
