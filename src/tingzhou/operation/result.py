"""What a production simulation hands on: the operation of every hour, the windows it was found in, and how far from the best it may be.

``OperationResult.solution`` is a full ``Solution`` over all hours of the year: activities, levels, units on, starts, prices of the
year-long relaxation, accounts that add up to the objective. Every table of ``planning`` that takes a ``Solution`` takes this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from tingzhou.network import Solution
    from tingzhou.program import Certificate

__all__ = ["OperationResult", "WindowRecord"]


@dataclass(frozen=True)
class WindowRecord:
    """One solved window.

    Parameters
    ----------
    index
        Its place, from 0.
    start, stop, end
        First step, first step that the next window decides again, and first step beyond the look-ahead.
    cost
        Cost less revenue of the steps that were kept, without prices of the rest of the year [CNY].
    gap
        Proven relative gap of the window's own program [1].
    violation
        Largest relative violation of its rows [1].
    integrality
        Largest distance of a count of units from a whole number [1].
    columns, rows, seconds, solver, version
        Its size, and how it was solved. ``seconds`` is a measurement and stands in no table.
    """

    index: int
    start: int
    stop: int
    end: int
    cost: float
    gap: float
    violation: float
    integrality: float
    columns: int
    rows: int
    solver: str
    version: str
    seconds: float


@dataclass(frozen=True, eq=False)
class OperationResult:
    """The operation of a year.

    Parameters
    ----------
    solution
        Every hour as it was decided in the windows: ``dataset`` with ``activity``, ``available``, ``curtailment``, ``level``,
        ``capacity``, ``units``, ``units_on``, ``units_started (process, start_class, hour)``, ``units_stopped``, ``price`` (of the
        year-long relaxation) and ``accounts`` with the items ``start`` and ``no_load``; its certificate is that of the whole year, with
        the relaxed bound on the other side.
    bound
        Proven lower bound on the cost of the year [CNY], from the year-long program with fractions of units.
    bound_certificate
        Of the year-long relaxation.
    gap
        ``(cost − bound) / |bound|`` [1], where cost includes missed rules at their prices.
    missed
        Cost of what rules over the year lack, at the prices of the year-long relaxation [CNY]; 0 when every rule holds.
    windows
        One record per window.
    seed, year
        Of the outages that were drawn (``None``: none drawn), and the weather year.
    tables
        ``operation_summary`` (figure, value, unit), ``unit_operation`` (plant: units, unit_size, energy, full_load_hours, running_hours,
        starts by class, load_rate, and hours of the group by load band), ``fuel_by_load`` (plant, band: energy, fuel),
        ``storage_operation`` (store: charged, discharged, losses, cycles, hours empty and full), ``curtailment_hours`` (time, power of
        every hour with curtailment), ``unserved_hours`` (time, place, commodity, power), ``rule_misses`` (rule: value, limit, missed),
        ``operation_windows``, ``outages`` (plant, unit, start, hours).
    """

    solution: Solution
    bound: float
    bound_certificate: Certificate
    gap: float
    missed: float
    windows: tuple[WindowRecord, ...]
    seed: int | None = None
    year: int = 0
    tables: Mapping[str, ResultTable] = field(default_factory=dict)
