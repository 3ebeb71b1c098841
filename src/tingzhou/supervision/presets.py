"""Published rates, caps and class shares of places, each with its year and source: to begin a plan with, never applied unasked.

No national text sets rates. Marks: T text of the rule read, P public page read, M assumption.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

__all__ = ["preset", "presets"]


@cache
def presets() -> Sequence[Mapping[str, str]]:
    """Return the rows: preset_id, kind, place_zh, year, field, class_or_item, low, high, unit, visits_per_year, mark, source."""
    text = resources.files("tingzhou.supervision").joinpath("data/inspection_presets.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def preset(name: str, kind: str) -> dict[str, float]:
    """Return class or item → lower figure of a preset; those without one are left out."""
    rows = [row for row in presets() if row["preset_id"] == name and row["kind"] == kind]
    return {row["class_or_item"]: float(row["low"]) for row in rows if row["low"]}
