"""Hours and grains: the time axis of every program.

*Hours* are the time steps of a program: the hours of a year, or segments of neighbouring hours with the number of hours
each stands for. A *grain* is a partition of the hours into classes; a quantity "at grain g" is constant within a class.
Everything between two grains is one sparse product ``S_gᵀ diag(w) S_h`` of indicator matrices (design: section 2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy import sparse

__all__ = ["Grain", "Hours", "overlap", "segment"]

_BLOCK = re.compile(r"block\((\d+)\)")
_CONTIGUOUS = ("hour", "day", "week", "month", "year")


@dataclass(frozen=True, eq=False)
class Hours:
    """The time steps of a program.

    Parameters
    ----------
    start
        First hour, local standard time; a label is the *start* of its hour.
    base_size
        Number of hours covered [h].
    first
        Index of the first covered hour of each step, shape (T,), strictly increasing from 0.
    utc_offset
        Local standard time minus UTC [h].
    """

    start: np.datetime64
    base_size: int
    first: NDArray[np.int64]
    utc_offset: float = 8.0

    def __post_init__(self) -> None:
        """Check that the steps cover the span once, in order."""
        first = np.asarray(self.first, dtype=np.int64)
        if self.base_size < 1:
            raise UsageError("a span of hours needs at least one hour, not {count}", count=self.base_size)
        good = first.size > 0 and first[0] == 0 and first[-1] < self.base_size and bool((np.diff(first) > 0).all())
        if not good:
            raise UsageError("segments must start at hour 0, increase, and stay within {count} hours",
                             count=self.base_size)  # fmt: skip
        if not -12.0 <= self.utc_offset <= 14.0:
            raise UsageError("a UTC offset lies between -12 and 14 hours, not {offset}", offset=self.utc_offset)
        first.setflags(write=False)
        object.__setattr__(self, "first", first)
        object.__setattr__(self, "start", self.start.astype("datetime64[h]"))

    @classmethod
    def year(cls, year: int, *, utc_offset: float = 8.0) -> Hours:
        """Return every hour of a calendar year: 8 760, or 8 784 in a leap year."""
        start, end = np.datetime64(f"{year:04d}-01-01T00", "h"), np.datetime64(f"{year + 1:04d}-01-01T00", "h")
        return cls.span(start, int((end - start).astype(np.int64)), utc_offset=utc_offset)

    @classmethod
    def span(cls, start: str | np.datetime64, count: int, *, utc_offset: float = 8.0) -> Hours:
        """Return ``count`` hours from ``start`` (local standard time) on."""
        first = np.datetime64(start) if isinstance(start, str) else start
        return cls(first.astype("datetime64[h]"), int(count), np.arange(int(count), dtype=np.int64), utc_offset)

    @property
    def size(self) -> int:
        """Number of time steps T."""
        return int(self.first.size)

    @property
    def segmented(self) -> bool:
        """Whether some step stands for more than one hour."""
        return self.size != self.base_size

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """Hours each step stands for [h], shape (T,); they add up to ``base_size``."""
        weights = np.diff(self.first, append=self.base_size).astype(np.float64)
        weights.setflags(write=False)
        return weights

    @cached_property
    def base_times(self) -> NDArray[np.datetime64]:
        """Start of every covered hour, local standard time, shape (base_size,)."""
        return self.start + np.arange(self.base_size).astype("timedelta64[h]")

    @cached_property
    def times(self) -> NDArray[np.datetime64]:
        """Start of every step, local standard time, shape (T,)."""
        times: NDArray[np.datetime64] = self.base_times[self.first]
        return times

    @cached_property
    def month(self) -> NDArray[np.int64]:
        """Month of each step, 1 … 12, shape (T,)."""
        return self.times.astype("datetime64[M]").astype(np.int64) % 12 + 1

    @cached_property
    def day(self) -> NDArray[np.int64]:
        """Day of each step counted from the first day, 0-based, shape (T,)."""
        day: NDArray[np.int64] = (self.times.astype("datetime64[D]") - self.start.astype("datetime64[D]")).astype(np.int64)
        return day

    @cached_property
    def hour_of_day(self) -> NDArray[np.int64]:
        """Hour of the day in which each step starts, 0 … 23, shape (T,)."""
        hour: NDArray[np.int64] = (self.times - self.times.astype("datetime64[D]")).astype("timedelta64[h]").astype(np.int64)
        return hour

    @cached_property
    def years(self) -> float:
        """Length of the span in years of 8 760 h [a], for yearly costs and yearly quantities of part years."""
        whole = self.start.astype("datetime64[Y]")
        end = self.start + np.timedelta64(self.base_size, "h")
        calendar_year = self.start == whole and end == (whole + np.timedelta64(1, "Y")).astype("datetime64[h]")
        return 1.0 if calendar_year else self.base_size / 8760.0

    def average(self, series: ArrayLike) -> NDArray[np.float64]:
        """Return the mean over each step of an hourly ``series``, shape (base_size,) → (T,): energy is kept."""
        values = np.asarray(series, dtype=np.float64)
        if values.shape != (self.base_size,):
            raise UsageError("an hourly series of {wanted} values is needed, this one has {found}",
                             wanted=self.base_size, found="×".join(map(str, values.shape)))  # fmt: skip
        if not self.segmented:
            return values
        means: NDArray[np.float64] = np.add.reduceat(values, self.first) / self.weights
        return means

    def expand(self, values: ArrayLike) -> NDArray[np.float64]:
        """Return step values repeated for every covered hour, last axis (T,) → (base_size,)."""
        array = np.asarray(values, dtype=np.float64)
        return np.repeat(array, np.diff(self.first, append=self.base_size), axis=-1)


@dataclass(frozen=True)
class Grain:
    """A partition of the hours into classes: ``hour``, ``block(n)``, ``day``, ``week``, ``month``, ``year``, ``month_hour``.

    A week is seven days counted from the first day of the span; the last one may be short. ``block(n)`` is n hours
    counted from the first hour. ``month_hour`` is the typical day of each month (up to 12 × 24 classes).
    """

    name: str

    @classmethod
    def parse(cls, text: str) -> Grain:
        """Return the grain that ``text`` names; raises ``UsageError`` for an unknown one."""
        name = text.strip()
        block = _BLOCK.fullmatch(name)
        if name in (*_CONTIGUOUS, "month_hour") or (block and int(block[1]) >= 1):
            return cls(name)
        raise UsageError("'{grain}' is no grain; known: hour, block(n), day, week, month, year, month_hour", grain=text)

    @property
    def contiguous(self) -> bool:
        """Whether every class is one unbroken run of hours."""
        return self.name != "month_hour"

    def base_classes(self, hours: Hours) -> NDArray[np.int64]:
        """Return the class of every covered hour, shape (base_size,), classes numbered 0 … K−1 in order of time."""
        index = np.arange(hours.base_size, dtype=np.int64)
        times = hours.base_times
        if self.name == "hour":
            return index
        block = _BLOCK.fullmatch(self.name)
        if block:
            return index // int(block[1])
        if self.name == "year":
            return np.zeros(hours.base_size, dtype=np.int64)
        day: NDArray[np.int64] = (times.astype("datetime64[D]") - hours.start.astype("datetime64[D]")).astype(np.int64)
        month: NDArray[np.int64] = times.astype("datetime64[M]").astype(np.int64)
        if self.name == "day":
            return day
        if self.name == "week":
            return day // 7
        if self.name == "month":
            since: NDArray[np.int64] = month - month[0]
            return since
        hour = (times - times.astype("datetime64[D]")).astype("timedelta64[h]").astype(np.int64)
        return np.unique((month - month[0]) * 24 + hour, return_inverse=True)[1].astype(np.int64)

    def classes(self, hours: Hours) -> NDArray[np.int64]:
        """Return the class of every step, shape (T,).

        Raises
        ------
        UsageError
            When a segment reaches over a border of the grain: the steps must be cut there first. The grain ``hour``
            means "every step" on segmented hours, since nothing finer exists there.
        """
        if self.name == "hour":
            return np.arange(hours.size, dtype=np.int64)
        base = self.base_classes(hours)
        classes = base[hours.first]
        if hours.segmented and (np.repeat(classes, np.diff(hours.first, append=hours.base_size)) != base).any():
            raise UsageError("segments reach over the borders of the grain {grain}; cut them at its borders",
                             grain=self.name)  # fmt: skip
        return classes

    def count(self, hours: Hours) -> int:
        """Return the number of classes K."""
        return hours.size if self.name == "hour" else int(self.base_classes(hours).max()) + 1

    def borders(self, hours: Hours) -> NDArray[np.int64]:
        """Return the covered hours at which a new class starts (0 first), for cutting segments."""
        classes = self.base_classes(hours)
        return np.flatnonzero(np.diff(classes, prepend=-1)).astype(np.int64)

    def duration(self, hours: Hours) -> NDArray[np.float64]:
        """Return the hours in each class [h], shape (K,)."""
        return np.bincount(self.classes(hours), weights=hours.weights, minlength=self.count(hours)).astype(np.float64)

    def indicator(self, hours: Hours) -> sparse.csr_array:
        """Return ``S_g``: step × class, 1 where the step lies in the class."""
        from scipy import sparse

        classes = self.classes(hours)
        size = hours.size
        return sparse.csr_array((np.ones(size), classes, np.arange(size + 1)), shape=(size, self.count(hours)))


def overlap(hours: Hours, rows: Grain, columns: Grain, factor: ArrayLike | None = None) -> sparse.csr_array:
    """Return ``S_rowsᵀ diag(w · factor) S_columns``: hours that a class of one grain shares with one of another [h].

    ``factor`` is an optional multiplier per step, shape (T,). Entries with the factor 0 stay stored, so that the pattern
    does not depend on the weather.
    """
    from scipy import sparse

    weights = hours.weights if factor is None else hours.weights * np.asarray(factor, dtype=np.float64)
    pair = (rows.classes(hours), columns.classes(hours))
    shape = (rows.count(hours), columns.count(hours))
    return sparse.csr_array(sparse.coo_array((weights, pair), shape=shape))


def segment(hours: Hours, features: ArrayLike, count: int, *, grains: tuple[Grain, ...] = ()) -> Hours:
    """Merge neighbouring hours into at most ``count`` steps, keeping what changes most apart (Ward's criterion).

    Parameters
    ----------
    hours
        A full span of single hours.
    features
        Series that matter (loads, availabilities), comparable in size, shape (base_size,) or (base_size, F).
    count
        Number of steps wanted; at least the number of class borders of ``grains``.
    grains
        Grains whose class borders must not be crossed.

    Notes
    -----
    Merging the pair of neighbours with the smallest increase of the within-step sum of squares, again and again, is
    Ward's method with a contiguity constraint. Weighted means keep the energy of every series. Reference: J. H. Ward,
    J. Am. Stat. Assoc. 58 (1963) 236–244.
    """
    from tingzhou.segmentation import merge_neighbours

    if hours.segmented:
        raise UsageError("only single hours can be segmented; these are segments already")
    matrix = np.asarray(features, dtype=np.float64).reshape(hours.base_size, -1)
    if not np.isfinite(matrix).all():
        raise UsageError("a series to segment by contains a value that is not a number")
    for grain in grains:
        if not grain.contiguous:
            raise UsageError("the grain {grain} is not contiguous: it cannot be kept by segments", grain=grain.name)
    borders = np.unique(np.concatenate([np.zeros(1, dtype=np.int64), *(grain.borders(hours) for grain in grains)]))
    if not borders.size <= count:
        raise UsageError("at least {borders} segments are needed to keep the classes of every grain apart, not {count}",
                         borders=borders.size, count=count)  # fmt: skip
    first = merge_neighbours(matrix, min(count, hours.base_size), borders)
    return Hours(hours.start, hours.base_size, first, hours.utc_offset)
