"""A first schedule for branch and cut: fractions of units rounded up or down by class, each trial a linear program that starts warm.

Branch and cut spends most of its time on finding a good schedule; the linear relaxation with thresholds for rounding finds one in
tens of milliseconds a trial. Nothing is taken on trust: the schedule only starts the search, the bound is the solver's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.network.formulations.commitment import units_existing
from tingzhou.network.units import rounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from tingzhou.network.assembly import Assembly
    from tingzhou.program import Program, Trials

    Reals = NDArray[np.float64]

__all__ = ["Group", "Rounding", "first_schedule", "round_units", "unit_groups"]

_GRID = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.95)
_CLOSE = 5e-3  # relative distance from the relaxation
_LARGEST = 400_000  # rows beyond which a trial costs more than it helps


@dataclass(frozen=True, eq=False)
class Group:
    """Columns that count the units on of a process, one after another in time.

    ``before`` are units on in the classes before the first column, which are decided; ``edges`` are the starts of all classes, these
    included, and the end of the last one [h].
    """

    columns: NDArray[np.int64]
    units: int
    up: float
    down: float
    edges: Reals
    before: Reals = field(default_factory=lambda: np.zeros(0))


@dataclass(eq=False)
class _Search:
    """Trials of thresholds on one program."""

    program: Program
    groups: Sequence[Group]
    trials: Trials
    fractions: list[Reals]
    seen: dict[tuple[float, ...], float] = field(default_factory=dict)

    def value(self, thresholds: tuple[float, ...]) -> float:
        """Return the cost with the schedule of some thresholds [CNY]; infinite where it cannot be met."""
        if thresholds not in self.seen:
            lower, upper = self.program.lower.copy(), self.program.upper.copy()
            for group, fraction, threshold in zip(self.groups, self.fractions, thresholds, strict=True):
                series = np.concatenate([group.before, fraction])
                whole = rounded(series, group.units, up=group.up, down=group.down, begin=group.edges[:-1], end=float(group.edges[-1]),
                                threshold=threshold)[group.before.size :]  # fmt: skip
                place = group.columns
                lower[place] = upper[place] = np.clip(whole, lower[place], np.floor(upper[place] + 1e-6))
            self.seen[thresholds] = self.trials.run(lower, upper)
        return self.seen[thresholds]


@dataclass(frozen=True, eq=False)
class Rounding:
    """A schedule of whole units: all columns, their cost, and the cost of the relaxation it was rounded from [CNY]."""

    x: Reals
    cost: float
    relaxed: float

    @property
    def close(self) -> bool:
        """Whether it is so near the relaxation that branch and cut need not look for others first."""
        return self.cost - self.relaxed <= _CLOSE * max(abs(self.relaxed), 1.0)


def round_units(program: Program, groups: Sequence[Group], *, sweeps: int = 1, enough: float = -np.inf) -> Rounding | None:
    """Return a schedule with whole units on, the best of a few thresholds by group; ``None`` where no trial can be met.

    Parameters
    ----------
    program
        Whole columns are those of the groups, no others.
    sweeps
        How often each group's threshold is tried anew.
    enough
        Cost at which the search may stop [CNY].
    """
    from tingzhou.program import Trials

    trials = Trials(program)
    relaxed = trials.run()
    if not np.isfinite(relaxed):
        return None
    x = trials.x
    search = _Search(program, groups, trials, [x[group.columns] for group in groups])
    best = min((tuple([level] * len(groups)) for level in _GRID), key=search.value)
    for _ in range(sweeps if len(groups) > 1 else 0):
        for place in range(len(groups)):
            if search.value(best) <= enough:
                break
            best = min(((*best[:place], level, *best[place + 1 :]) for level in _GRID), key=search.value)
    if not np.isfinite(search.value(best)):
        return None
    del search.seen[best]
    search.value(best)
    found = trials.x
    found[program.integer] = np.round(found[program.integer])
    return Rounding(found, program.objective(found), relaxed)


def unit_groups(assembly: Assembly, most: Mapping[str, int] | None = None) -> list[Group]:
    """Return the columns of units on of every committed process; ``most`` gives the number of units where it is not that of the data."""
    groups = []
    for name, columns in assembly.committed.items():
        process = assembly.processes[name]
        units = process.commitment
        assert units is not None
        edges = np.concatenate([[0.0], np.cumsum(assembly.axis.duration(process.grain))])
        count = round(units_existing(assembly, process)) if most is None else most[name]
        groups.append(
            Group(np.arange(columns.on, columns.on + columns.classes), count, units.minimum_up, units.minimum_down, edges)
        )
    return groups


def first_schedule(assembly: Assembly, *, sweeps: int = 1) -> Rounding | None:
    """Return a good whole schedule of an assembled network; ``None`` where none was found.

    Only for programs whose whole columns are units on of capacity that is given.
    """
    program = assembly.program
    assert program is not None
    groups = unit_groups(assembly)
    places = np.zeros(program.columns, dtype=np.bool_)
    for group in groups:
        places[group.columns] = True
    if program.rows > _LARGEST or not groups or (program.integer != places).any():
        return None
    return round_units(program, groups, sweeps=sweeps)
