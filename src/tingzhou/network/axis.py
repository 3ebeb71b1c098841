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
    _places: dict[str, NDArray[np.int32]] = field(default_factory=dict)
    _duration: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    _overlap: dict[tuple[str, str], sparse.csr_array] = field(default_factory=dict)
    _constant: dict[tuple[float, int], NDArray[np.float64]] = field(default_factory=dict)
    _reach: dict[str, NDArray[np.int32]] = field(default_factory=dict)
    _stages: dict[str, NDArray[np.int32]] = field(default_factory=dict)

    @cached_property
    def index(self) -> NDArray[np.int32]:
        """Steps 0 … T − 1, shape (T,), for everyone who writes one entry per step."""
        index = np.arange(self.hours.size, dtype=np.int32)
        index.setflags(write=False)
        return index

    @cached_property
    def weights(self) -> NDArray[np.float64] | float:
        """Hours every step stands for [h]: one number where all are the same, else shape (T,)."""
        weights = self.hours.weights
        return float(weights[0]) if weights.size and bool((weights == weights[0]).all()) else weights

    def constant(self, value: float, count: int) -> NDArray[np.float64]:
        """Return ``count`` times the same value, one number in memory."""
        if (value, count) not in self._constant:
            self._constant[value, count] = np.broadcast_to(np.float64(value), (count,))
        return self._constant[value, count]

    def classes(self, grain: Grain) -> NDArray[np.int64]:
        """Return the class of every step, shape (T,)."""
        if grain.name not in self._classes:
            self._classes[grain.name] = grain.classes(self.hours)
        return self._classes[grain.name]

    def places(self, grain: Grain) -> NDArray[np.int32]:
        """Return the class of every step for everyone who writes one entry per step, shape (T,)."""
        if grain == HOUR:
            return self.index
        if grain.name not in self._places:
            self._places[grain.name] = self.classes(grain).astype(np.int32)
            self._places[grain.name].setflags(write=False)
        return self._places[grain.name]

    def count(self, grain: Grain) -> int:
        """Return the number of classes K."""
        return int(self.duration(grain).size)

    def duration(self, grain: Grain) -> NDArray[np.float64]:
        """Return the hours of each class [h], shape (K,)."""
        if grain.name not in self._duration:
            self._duration[grain.name] = np.bincount(self.classes(grain), weights=self.hours.weights).astype(np.float64)
        return self._duration[grain.name]

    def stage(self, grain: Grain) -> NDArray[np.int32]:
        """Return the stage of each class: the step itself at the grain ``hour``; where a class spans steps, what ``Program`` writes for it."""
        count = self.count(grain)
        if not grain.contiguous:
            return np.full(count, -1, dtype=np.int32)
        if count == self.hours.size:
            return self.index
        if grain.name not in self._reach:
            before = sum(part.shape[0] for part in self._reach.values())
            first = np.flatnonzero(np.diff(self.classes(grain), prepend=-1))
            last = np.append(first[1:], self.hours.size) - 1
            self._reach[grain.name] = np.column_stack([first, last]).astype(np.int32)
            self._stages[grain.name] = (-2 - before - np.arange(count)).astype(np.int32)
        return self._stages[grain.name]

    @property
    def reaches(self) -> NDArray[np.int32]:
        """First and last step of every class that a stage was asked for, shape (R, 2)."""
        return np.concatenate([np.zeros((0, 2), dtype=np.int32), *self._reach.values()])

    def overlap(self, rows: Grain, columns: Grain, factor: NDArray[np.float64] | None = None) -> sparse.csr_array:
        """Return the hours shared by classes of two grains, times ``factor`` per step [h]."""
        if factor is not None:
            return overlap(self.hours, rows, columns, factor)
        key = (rows.name, columns.name)
        if key not in self._overlap:
            self._overlap[key] = overlap(self.hours, rows, columns)
        return self._overlap[key]

    def event(self, rows: Grain, steps: NDArray[np.int64]) -> sparse.csr_array:
        """Return 1 where an event at a step falls into a class of ``rows``, shape (K, steps)."""
        from scipy import sparse

        place = (self.classes(rows)[steps], np.arange(steps.size))
        return sparse.csr_array(sparse.coo_array((np.ones(steps.size), place), shape=(self.count(rows), steps.size)))

    def mean(self, series: Series, grain: Grain) -> NDArray[np.float64]:
        """Return the mean of a step series over each class, shape (K,); not to be written into."""
        values = np.asarray(series, dtype=np.float64)
        if values.ndim == 0:
            return self.constant(float(values), self.count(grain))
        if grain == HOUR:
            return values
        return self.total(values, grain) / self.duration(grain)

    def total(self, series: Series, grain: Grain) -> NDArray[np.float64]:
        """Return Σ w · series over each class, shape (K,); not to be written into."""
        values = np.asarray(series, dtype=np.float64)
        if values.ndim == 0:
            if grain == HOUR and isinstance(self.weights, float):
                return self.constant(self.weights * float(values), self.count(grain))
            return self.duration(grain) * float(values)
        total = np.bincount(self.classes(grain), weights=self.hours.weights * values, minlength=self.count(grain))
        return total.astype(np.float64)

    def spread(self, values: NDArray[np.float64], grain: Grain) -> NDArray[np.float64]:
        """Return class values at every step, shape (K,) → (T,)."""
        spread: NDArray[np.float64] = values[self.classes(grain)]
        return spread
