"""The rows of unit commitment: logic, limits of output, minimum times, start classes, ramps (equations in ``commitment``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.network.expression import Expression
from tingzhou.network.formulations.commitment import forced_stops, unit_availability, units_share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.network.assembly import Assembly, Columns, Committed
    from tingzhou.network.model import Commitment, Process

    Reals = NDArray[np.float64]
    Integers = NDArray[np.int64]

__all__ = ["LONG_ROWS", "write_commitment_rows"]

LONG_ROWS = ("minimum_up", "minimum_down", "start_class")  # kinds that reach over many hours: a relaxation may leave them out


def write_commitment_rows(assembly: Assembly) -> None:
    """Write the rows of every committed process."""
    for name in assembly.committed:
        process = assembly.processes[name]
        assert process.commitment is not None
        writer = _Writer(assembly, process, process.commitment)
        writer.logic()
        writer.built_units()
        writer.output()
        writer.pieces()
        if assembly.network.commitment != "loose":
            writer.minimum_times()
            writer.start_classes()
        writer.ramps()


class _Writer:
    """Writes the rows of one process."""

    def __init__(self, assembly: Assembly, process: Process, units: Commitment) -> None:
        self.assembly, self.process, self.units = assembly, process, units
        self.columns: Committed = assembly.committed[process.id]
        self.block: Columns = assembly.activity[process.id]
        axis, grain = assembly.axis, process.grain
        self.count = self.columns.classes
        self.index: Integers = np.arange(self.count, dtype=np.int64)
        self.stage = axis.stage(grain)
        self.duration = axis.duration(grain)
        self.begin: Reals = np.concatenate([[0.0], np.cumsum(self.duration)[:-1]])
        self.available = unit_availability(assembly, process)
        self.minimum = axis.mean(units.minimum, grain)
        self.forced = forced_stops(assembly, process)
        self.size = units.unit_size

    # ---- pieces of rows ----------------------------------------------------------------------------------------

    def _on(self, row: Expression, at: Integers, values: Reals | float) -> None:
        row.add_entries(np.arange(at.size, dtype=np.int64), self.columns.on + at, np.broadcast_to(values, at.shape))

    def _start(self, row: Expression, at: Integers, values: Reals | float) -> None:
        for start in self.columns.starts:
            row.add_entries(np.arange(at.size, dtype=np.int64), start + at, np.broadcast_to(values, at.shape))

    def _stop(self, row: Expression, rows: Integers, at: Integers, values: Reals | float) -> None:
        row.add_entries(rows, self.columns.stop + at, np.broadcast_to(values, at.shape))

    def _output(self, row: Expression, at: Integers, value: float) -> None:
        for segment in range(self.block.segments):
            start = self.block.segment(segment).start
            row.add_entries(np.arange(at.size, dtype=np.int64), start + at, np.full(at.size, value))

    def _write(
        self, row: Expression, kind: str, at: Integers, *, lower: Reals | float = -np.inf, upper: Reals | float = np.inf
    ) -> None:
        grain = self.process.grain if at.size == self.count else None
        self.assembly.write(row, kind=kind, subject=self.process.id, lower=lower, upper=upper, stage=self.stage[at], grain=grain)

    # ---- families of rows --------------------------------------------------------------------------------------

    def logic(self) -> None:
        """u[k] − u[k−1] − v[k] + w[k] = 0."""
        at = self.index if self.units.initial is not None else self.index[1:]
        if not at.size:
            return
        row = Expression(at.size)
        self._on(row, at, 1.0)
        before = at[at > 0] - 1
        shift = at.size - before.size
        row.add_entries(np.arange(before.size, dtype=np.int64) + shift, self.columns.on + before, np.full(before.size, -1.0))
        self._start(row, at, -1.0)
        self._stop(row, np.arange(at.size, dtype=np.int64), at, 1.0)
        if self.units.initial is not None:
            row.constant[0] -= self.units.initial
        self._write(row, "commitment", at, lower=0.0, upper=0.0)

    def built_units(self) -> None:
        """µ·N ≤ u ≤ N where the number of units is decided."""
        if not self.assembly.is_built(self.process.capacity):
            return
        assert self.process.capacity is not None
        axis, grain = self.assembly.axis, self.process.grain
        share = units_share(self.assembly, self.process)
        column = self.assembly.built[self.process.capacity]
        scale = self.assembly.built_scale(self.process.capacity) / self.size
        existing = self.assembly.existing(self.process.capacity) / self.size
        for factor, sign in ((share, 1.0), (share * axis.mean(self.units.must_run, grain), -1.0)):
            if not factor.any():
                continue
            row = Expression(self.count)
            self._on(row, self.index, sign)
            row.constant -= sign * factor * existing
            row.add_column(-sign * factor * scale, column)
            self._write(row, "units", self.index, upper=0.0)

    def output(self) -> None:
        """Output between the least of the units on and what they can give, less in their first and last hour."""
        row = Expression(self.count)
        self._output(row, self.index, 1.0)
        self._on(row, self.index, -self.minimum * self.size)
        if self.minimum.any():
            self._write(row, "minimum", self.index, lower=0.0)
        self._tops()

    def _tops(self) -> None:
        """Write the upper limits: hours after a start and before a stop give only what ramps allow, as far as a unit surely is on."""
        up, shortest = self.units.minimum_up, float(self.duration.min(initial=1.0))
        hourly = bool((self.duration == 1.0).all())
        steps = max(int(up), 1) if hourly else 1
        first = self._trajectory(self.units.start_ramp, steps)
        last = self._trajectory(self.units.stop_ramp, max(steps - 1, 1))
        if len(first) + len(last) <= max(up / shortest, 1.0):
            self._most(first, last)
            return
        self._most(first, [])
        if last:
            self._most([], last)

    def _trajectory(self, ramp: float, steps: int) -> list[Reals]:
        """Return by how much a unit stays below its availability i hours after its start (before its stop), while it is below."""
        found: list[Reals] = []
        rate = np.inf if self.process.ramp is None else self.process.ramp
        for hour in range(steps):
            limit = ramp if hour == 0 else ramp + hour * rate
            less = np.where(self.duration <= 1.0, np.maximum(self.available - limit, 0.0), 0.0)
            if not less.any():
                break
            found.append(less)
        return found

    def _most(self, first: list[Reals], last: list[Reals]) -> None:
        row = Expression(self.count)
        self._output(row, self.index, 1.0)
        self._on(row, self.index, -self.available * self.size)
        for ago, less in enumerate(first):
            for start in self.columns.starts:
                row.add_entries(self.index[ago:], start + self.index[: self.count - ago], less[ago:] * self.size)
        slack = np.zeros(self.count)
        for ahead, less in enumerate(last, start=1):
            if ahead < self.count:
                self._stop(row, self.index[:-ahead], self.index[ahead:], less[:-ahead] * self.size)
                slack[:-ahead] += less[:-ahead] * self.size * self.forced[ahead:]
        self._write(row, "units_output", self.index, upper=slack)

    def pieces(self) -> None:
        """Each piece but the last is at most its width of the units on; the last fills when the others are full."""
        for segment, piece in enumerate(self.process.segments[:-1]):
            row = Expression(self.count)
            row.add_entries(self.index, self.block.segment(segment).start + self.index, np.ones(self.count))
            self._on(row, self.index, -piece.width * self.size)
            self._write(row, "piece", self.index, upper=0.0)

    def _window(self, reach: float, end: float = 0.0) -> tuple[Integers, Integers]:
        """Return (k, j) of all classes j ≤ k with ``end ≤ τ[k] − τ[j] < reach``."""
        low = (
            np.searchsorted(self.begin, self.begin - reach + 1e-9, side="right")
            if np.isfinite(reach)
            else np.zeros(self.count, dtype=np.int64)
        )
        high = np.searchsorted(self.begin, self.begin - end + 1e-9, side="right")
        length = np.maximum(high - low, 0)
        rows = np.repeat(self.index, length)
        offset = np.arange(rows.size) - np.repeat(np.cumsum(length) - length, length)
        return rows, np.repeat(low, length) + offset

    def minimum_times(self) -> None:
        """Units started within the shortest time on are on; units stopped within the shortest time off are off."""
        units, shortest = self.units, float(self.duration.min(initial=1.0))
        rows, at = self._window(max(units.minimum_up, shortest))
        row = Expression(self.count)
        for start in self.columns.starts:
            row.add_entries(rows, start + at, np.ones(at.size))
        self._on(row, self.index, -1.0)
        self._write(
            row, "minimum_up", self.index, upper=np.bincount(rows, weights=self.forced[at], minlength=self.count).astype(np.float64)
        )
        rows, at = self._window(max(units.minimum_down, shortest))
        row = Expression(self.count)
        self._stop(row, rows, at, 1.0)
        self._on(row, self.index, 1.0)
        row.plus(self.assembly.capacity_sum_repeated(self.process.capacity, self.count, -1.0 / self.size))
        self._write(row, "minimum_down", self.index, upper=0.0)

    def start_classes(self) -> None:
        """Write that a start of a class needs a stop as long ago as the class says; the coldest is always open."""
        starts = self.units.starts
        for place, one in enumerate(starts[:-1]):
            end = starts[place + 1].after
            rows, at = self._window(end, max(one.after, 0.0))
            known = self.index if self.units.initial is not None else np.flatnonzero(self.begin - end >= -1e-9).astype(np.int64)
            if not known.size:
                continue
            new = np.full(self.count, -1, dtype=np.int64)
            new[known] = np.arange(known.size)
            held = new[rows] >= 0
            row = Expression(known.size)
            row.add_entries(np.arange(known.size, dtype=np.int64), self.columns.starts[place] + known, np.ones(known.size))
            self._stop(row, new[rows[held]], at[held], -1.0)
            self._write(row, "start_class", known, upper=0.0)

    def ramps(self) -> None:
        """Change of output of units on in both classes, plus what starts and stops bring and take."""
        if self.process.ramp is None or self.count < 2:
            return
        gap = (self.duration[:-1] + self.duration[1:]) / 2.0
        allowed = self.process.ramp * gap
        range_of_output = float(self.available.max() - self.minimum.min())
        later = np.flatnonzero(allowed < range_of_output - 1e-9).astype(np.int64) + 1
        if not later.size:
            return
        reach = allowed[later - 1] * self.size
        single = (self.duration[later] <= 1.0) & (self.duration[later - 1] <= 1.0)
        for sign, ramp in ((1.0, self.units.start_ramp), (-1.0, self.units.stop_ramp)):
            row = Expression(later.size)
            self._output(row, later, sign)
            self._output(row, later - 1, -sign)
            self._on(row, later, -reach)
            most = np.where(single, max(ramp, float(self.minimum.max())), 1.0) * self.size
            if sign > 0:
                self._start(row, later, reach - most)
                upper = np.zeros(later.size)
            else:
                self._start(row, later, reach)
                self._stop(row, np.arange(later.size, dtype=np.int64), later, -most)
                upper = self.forced[later] * self.size
            self._write(row, "ramp", later, upper=upper)
