"""A first schedule for branch and cut: fractions of units rounded up or down by class, each trial a linear program that starts warm.

Branch and cut spends most of its time on finding a good schedule; the linear relaxation with thresholds for rounding finds one in
tens of milliseconds a trial. Nothing is taken on trust: the schedule only starts the search, the bound is the solver's.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.network.formulations.commitment import units_existing
from tingzhou.network.units import rounded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.network.assembly import Assembly

    Reals = NDArray[np.float64]

__all__ = ["first_schedule"]

_GRID = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7)
_LARGEST = 400_000  # rows beyond which a trial costs more than it helps


@dataclass(eq=False)
class _Search:
    """Trials of thresholds on one program."""

    assembly: Assembly
    solver: Any
    fractions: dict[str, Reals]
    seen: dict[tuple[float, ...], float] = field(default_factory=dict)

    def schedule(self, thresholds: tuple[float, ...]) -> dict[str, Reals]:
        """Return whole units on by process."""
        found = {}
        for (name, columns), threshold in zip(self.assembly.committed.items(), thresholds, strict=True):
            process = self.assembly.processes[name]
            units = process.commitment
            assert units is not None
            edges = np.concatenate([[0.0], np.cumsum(self.assembly.axis.duration(process.grain))])
            whole = rounded(self.fractions[name], int(round(units_existing(self.assembly, process))), up=units.minimum_up,
                            down=units.minimum_down, begin=edges[:-1], end=float(edges[-1]), threshold=threshold)  # fmt: skip
            program = self.assembly.program
            assert program is not None
            place = slice(columns.on, columns.on + columns.classes)
            found[name] = np.clip(whole, program.lower[place], program.upper[place])
        return found

    def value(self, thresholds: tuple[float, ...]) -> float:
        """Return the cost with the schedule of some thresholds [CNY]; infinite where it cannot be met."""
        if thresholds not in self.seen:
            program = self.assembly.program
            assert program is not None
            lower, upper = program.lower.copy(), program.upper.copy()
            for name, whole in self.schedule(thresholds).items():
                start = self.assembly.committed[name].on
                lower[start : start + whole.size] = upper[start : start + whole.size] = whole
            self.solver.changeColsBounds(program.columns, np.arange(program.columns, dtype=np.int32), lower, upper)
            self.solver.run()
            good = self.solver.getModelStatus().name == "kOptimal"
            self.seen[thresholds] = float(self.solver.getInfo().objective_function_value) if good else np.inf
        return self.seen[thresholds]


def first_schedule(assembly: Assembly, *, sweeps: int = 1) -> Reals | None:
    """Return columns of a good whole schedule; ``None`` where none was found or the program is not of this kind.

    Only for programs whose whole columns are units on of existing capacity.
    """
    from tingzhou.program.highs import load

    program = assembly.program
    assert program is not None
    places = np.zeros(program.columns, dtype=np.bool_)
    for columns in assembly.committed.values():
        places[columns.on : columns.on + columns.classes] = True
    if program.rows > _LARGEST or assembly.built or (program.integer != places).any():
        return None
    linear = replace(program, integer=np.zeros(program.columns, dtype=np.bool_))
    solver = load(linear, {"threads": 1, "random_seed": 0, "solver": "simplex"})
    solver.run()
    if solver.getModelStatus().name != "kOptimal":
        return None
    x = np.asarray(solver.getSolution().col_value)
    fractions = {name: x[columns.on : columns.on + columns.classes] for name, columns in assembly.committed.items()}
    search = _Search(assembly, solver, fractions)
    best = min((tuple([level] * len(fractions)) for level in _GRID), key=search.value)
    for _ in range(sweeps if len(fractions) > 1 else 0):
        for place in range(len(fractions)):
            best = min(((*best[:place], level, *best[place + 1 :]) for level in _GRID), key=search.value)
    if not np.isfinite(search.value(best)):
        return None
    del search.seen[best]
    search.value(best)
    found: Reals = np.asarray(solver.getSolution().col_value)
    found[places] = np.round(found[places])
    return found
