"""A plan beside real bases."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from tingzhou.planning.figures import FIGURES
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from tingzhou.planning.view import View

__all__ = ["templates_table"]


def templates_table(view: View) -> ResultTable:
    """Return the region's reference bases, and the scenario's own base as the first row (its export line and what feeds it)."""
    rows: list[dict[str, object]] = []
    lines = [
        process for process in view.solution.network.processes if process.category == "export_line" and view.energy[process.id] > 0
    ]
    if lines:
        rows.append(_own(view))
    for name, row in view.region.table("templates").iterrows():
        rows.append({"id": name, "zh": row["zh"], "en": row["en"], "coal": row["coal"], "wind": row["wind"], "solar": row["solar"],
                     "renewable": row["renewable"], "capacity": row["capacity"], "sent": row["sent"],
                     "channel_hours": row["sent"] / row["capacity"] if row["capacity"] else math.nan,
                     "green_share": row["green_share"], "source": row["source"]})  # fmt: skip
    columns = [
        "id",
        "zh",
        "en",
        "coal",
        "wind",
        "solar",
        "renewable",
        "capacity",
        "sent",
        "channel_hours",
        "green_share",
        "source",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    units = dict.fromkeys(("coal", "wind", "solar", "renewable", "capacity"), "MW") | {
        "sent": "MWh",
        "channel_hours": "h",
        "green_share": "1",
    }
    notes = ("The first row is this scenario; coal is the part that stands behind the line where owners are told apart.",)
    return ResultTable("templates", frame, units, notes, tuple(sorted({str(s) for s in frame["source"].dropna()} - {""})))


def _own(view: View) -> dict[str, object]:
    def capacity(selector: str) -> float:
        return FIGURES["capacity"].compute(view, selector) if view.select(selector) else 0.0

    owners = view.select("category:coal_power owner:export,new_base")
    coal = capacity("category:coal_power owner:export,new_base" if owners else "category:coal_power")
    wind, solar = capacity("category:wind"), capacity("category:solar")
    line, sent = capacity("category:export_line"), FIGURES["sent"].compute(view, "category:export_line")
    scenario = view.region.scenarios.get(view.region.applied)
    return {"id": view.region.applied or view.region.id, "zh": scenario.title_zh if scenario else view.region.title("zh"),
            "en": scenario.title_en if scenario else view.region.title("en"), "coal": coal, "wind": wind, "solar": solar,
            "renewable": wind + solar, "capacity": line, "sent": sent, "channel_hours": sent / view.years / line if line else math.nan,
            "green_share": FIGURES["green_share"].compute(view, "category:export_line"), "source": ""}  # fmt: skip
