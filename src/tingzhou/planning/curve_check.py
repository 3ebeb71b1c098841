"""The delivery curves of an answer held against the table that asked for them, before anything is written."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.errors import InternalError
from tingzhou.planning.curve_audit import Breach, audit_curve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.network import Solution
    from tingzhou.region import Region

__all__ = ["check_curves", "curve_breaches"]

_TOLERANCE = 1e-5  # of a level: the answer keeps its rows to 1e-6, and a level is power over capacity


def check_curves(region: Region, solution: Solution) -> None:
    """Refuse an answer whose line does not send what its delivery curve may be.

    Limits come from the table ``delivery_curves`` and levels from the power that is sent: neither from the formulation.

    Raises
    ------
    InternalError
        Naming curve, limit, hour and amount of the first breach.
    """
    for name, breach in curve_breaches(region, solution):
        raise InternalError("the delivery curve {name} breaks its limit '{limit}' in hour {hour} by {amount}",
                            name=name, limit=breach.limit, hour=breach.hour, amount=breach.amount)  # fmt: skip


def curve_breaches(region: Region, solution: Solution) -> list[tuple[str, Breach]]:
    """Return every breach of the limits of a region's delivery curves by the power of their lines, with the curve's name.

    Changes, holds and steps are limits of whole steps: they are not asked of a relaxed curve. On merged hours nothing is checked.
    """
    if solution.network.hours.segmented:
        return []
    processes = {process.id for process in solution.network.processes}
    return [
        (str(name), breach)
        for name, row in region.table("delivery_curves").iterrows()
        if str(row["route"]) in processes
        for breach in _breaches(region, solution, str(name), row)
    ]


def _breaches(region: Region, solution: Solution, name: str, row: Any) -> list[Breach]:
    times = solution.network.hours.base_times
    size = float(solution.dataset["capacity"].sel(process=str(row["route"])))
    if size <= 0:
        return []
    sent = solution.dataset["activity"].sel(process=str(row["route"])).to_numpy().astype(np.float64)
    if f"{name}:shed" in solution.dataset["process"].to_numpy():
        sent = sent + solution.dataset["activity"].sel(process=f"{name}:shed").to_numpy()
    given = row["family"] == "given"
    whole = str(row["levels"]) in ("integer", "rounded") and not given
    step, changes = _figure(row["step"], 0.0), _figure(row["changes"], -1.0)
    year = str(row["contract_grain"]) != "month"
    wanted = _figure(row["annual"], math.nan) / size * solution.network.hours.years if year else math.nan
    spread = _figure(row["tolerance"], 0.0)
    return audit_curve(
        sent / size,
        month=(times.astype("datetime64[M]").astype(np.int64) % 12 + 1).tolist(),
        floor=_figure(row["floor"], 0.0),
        ceiling=_figure(row["ceiling"], 1.0),
        step=step if whole and step > 0 else None,
        changes=int(changes) if whole and changes >= 0 else None,
        hold=int(_figure(row["hold"], 1.0)) if whole else 1,
        ramp=None if given else _figure(row["ramp"], math.inf),
        typical=row["family"] == "typical_days",
        outage=_outages(times, str(row["outages"] or "")),
        least_hours=-math.inf if math.isnan(wanted) or given else wanted * (1 - spread),
        most_hours=math.inf if math.isnan(wanted) or given else wanted * (1 + spread),
        tolerance=_TOLERANCE,
    )


def _figure(value: object, default: float) -> float:
    """Return a cell as a number; ``default`` for an empty one and for the name of a profile."""
    try:
        figure = float(str(value))
    except ValueError:
        return default
    return default if math.isnan(figure) else figure


def _outages(times: NDArray[np.datetime64], text: str) -> list[bool]:
    """Return the hours of the days without power, such as ``04-10/04-19; 12-30/01-02``."""
    spans = [tuple(day.strip() for day in part.split("/")) for part in text.split(";") if "/" in part]
    days = [dt.date.fromisoformat(str(day)).strftime("%m-%d") for day in times.astype("datetime64[D]")]
    return [any((a <= day <= b) if a <= b else (day >= a or day <= b) for a, b in spans) for day in days]
