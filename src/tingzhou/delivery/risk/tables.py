"""Risk as result tables: quantiles and chances by milestone, the start curve, drivers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tingzhou.delivery.risk.answers import Driver, StartCurve
from tingzhou.delivery.risk.network import critical_path
from tingzhou.delivery.risk.simulate import Simulation, quantile_days
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["curve_table", "driver_table", "milestone_table", "project_risk_table"]

_BEYOND = "An empty day lies beyond the calendars: give them more days."


def milestone_table(found: Simulation, milestones: Mapping[str, NDArray[np.float64]], by: dt.date) -> ResultTable:
    """Return P50, P80, P90 and the chance by a day of named milestones (finishes, shape (runs,))."""
    rows = []
    for name, finish in milestones.items():
        p50, p80, p90 = quantile_days(found.network, finish)
        rows.append(
            {"milestone": name, "p50_day": p50, "p80_day": p80, "p90_day": p90, "by": by, "chance": found.probability(finish, by)}
        )
    frame = pd.DataFrame(rows, columns=["milestone", "p50_day", "p80_day", "p90_day", "by", "chance"])
    return ResultTable("risk_milestones", frame, {"chance": "1"}, (_BEYOND,))


def project_risk_table(found: Simulation, by: dt.date, names: Mapping[str, str] | None = None) -> ResultTable:
    """Return for each project (with its name where ``names`` has one) the plan at P50 durations, P50, P80, P90, the buffer from plan to P80 [d], and the chance by a day."""
    network = found.network
    plan = critical_path(network).finish
    rows = []
    for project in dict.fromkeys(network.projects):
        columns = [index for index, name in enumerate(network.projects) if name == project]
        finish, planned = found.finish[:, columns].max(axis=1), float(plan[columns].max())
        p50, p80, p90 = quantile_days(network, finish)
        day = network.day(planned)
        buffer = None if p80 is None or day is None else (p80 - day).days
        rows.append({"project": project, "title": (names or {}).get(project, ""), "planned_finish": day, "p50_day": p50, "p80_day": p80, "p90_day": p90, "buffer": buffer,
                     "by": by, "chance": found.probability(finish, by)})  # fmt: skip
    frame = pd.DataFrame(
        rows, columns=["project", "title", "planned_finish", "p50_day", "p80_day", "p90_day", "buffer", "by", "chance"]
    )
    return ResultTable("risk_projects", frame.astype({"buffer": "float64"}), {"buffer": "d", "chance": "1"}, (_BEYOND,))


def curve_table(curve: StartCurve) -> ResultTable:
    """Return the start curve as rows."""
    frame = pd.DataFrame(
        {"start_day": curve.starts, "chance": curve.probability, "p50_day": curve.p50, "p80_day": curve.p80, "p90_day": curve.p90}
    )
    note = "Every start is run with the same draws, so that the rows differ by the start alone."
    return ResultTable("risk_starts", frame, {"chance": "1"}, (note,))


def driver_table(rows: Iterable[Driver]) -> ResultTable:
    """Return the drivers as rows."""
    listed = [{"task": row.task, "criticality": row.criticality, "rank_correlation": row.rank_correlation,
               "points_per_week": row.points_per_week, "mean_gain": row.mean_gain} for row in rows]  # fmt: skip
    frame = pd.DataFrame(listed, columns=["task", "criticality", "rank_correlation", "points_per_week", "mean_gain"])
    return ResultTable("risk_drivers", frame, {"criticality": "1", "rank_correlation": "1", "mean_gain": "d"})
