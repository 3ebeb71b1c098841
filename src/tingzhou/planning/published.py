"""Published against model: every target of the region with the model's figure, the difference and a verdict."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from tingzhou import units
from tingzhou.errors import UsageError
from tingzhou.planning.figures import FIGURES
from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from tingzhou.planning.view import View

__all__ = ["model_figure", "published_table", "verdict"]

_COLUMNS = ["id", "zh", "en", "comparator", "published", "model", "unit", "difference_share", "tolerance", "verdict", "reason_zh",
            "reason_en", "quality", "source"]  # fmt: skip


def verdict(model: float, comparator: str, published: float, tolerance: float) -> str:
    """Return ``within``, ``miss`` or ``not_modelled`` (a model figure that is not a number).

    ``=`` holds within the tolerance (relative), bounds hold when the model is on the right side, the tolerance granted.
    """
    if math.isnan(model):
        return "not_modelled"
    room = tolerance * abs(published)
    difference = model - published
    holds = {
        "=": abs(difference) <= room + 1e-9 * abs(published),
        ">": difference > -room,
        ">=": difference >= -room,
        "<": difference < room,
        "<=": difference <= room,
    }[comparator]
    return "within" if holds else "miss"


def published_table(view: View) -> ResultTable:
    """Return the targets of the applied scenario, and those that no scenario models."""
    targets = view.region.table("targets")
    rows = []
    for name, row in targets.iterrows():
        if row["scenario"] not in ("", view.region.applied):
            continue
        model = model_figure(view, str(row["figure"]), str(row["subject"]), str(row["unit"])) if row["figure"] else math.nan
        tolerance = 0.0 if math.isnan(row["tolerance"]) else float(row["tolerance"])
        published = float(row["value"])
        rows.append(
            (
                name,
                row["zh"],
                row["en"],
                row["comparator"],
                published,
                model,
                row["unit"],
                (model - published) / abs(published) if published else math.nan,
                tolerance,
                verdict(model, str(row["comparator"]), published, tolerance),
                row["reason_zh"],
                row["reason_en"],
                row["quality"],
                row["source"],
            )  # fmt: skip
        )
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return ResultTable(
        "published", frame, {"difference_share": "1", "tolerance": "1"}, sources=tuple(sorted(set(frame["source"]) - {""}))
    )


def model_figure(view: View, key: str, selector: str, unit: str) -> float:
    """Return the model's figure in the unit of the target.

    Raises
    ------
    UsageError
        When the figure is not in the catalogue or its unit is of another kind.
    """
    if key not in FIGURES:
        raise UsageError("the target speaks of the figure '{figure}', which the catalogue does not have; known: {known}",
                         figure=key, known=", ".join(FIGURES))  # fmt: skip
    figure = FIGURES[key]
    found = view.select(selector) if selector else ()
    if selector and not found:
        return math.nan  # nothing of what the target speaks of is in this scenario
    value = figure.compute(view, selector)
    kind = found[0].unit if found else "MWh"
    canonical = figure.unit.replace("{unit}", kind).replace("{rate}", f"({kind})/h")
    return value * units.factor(canonical, unit)
