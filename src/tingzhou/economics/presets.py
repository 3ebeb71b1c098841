"""Presets of economics and planning rules: one figure a row, with range, unit, mark and source."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from tingzhou.errors import UsageError

__all__ = ["Preset", "preset", "presets"]


@dataclass(frozen=True)
class Preset:
    """A figure with its range (NaN where none is known), unit, mark (``sourced``, ``derived``, ``assumed``) and source."""

    key: str
    value: float
    low: float
    high: float
    unit: str
    status: str
    source: str


@cache
def presets() -> Mapping[str, Preset]:
    """Return every preset by key."""
    text = (resources.files("tingzhou.economics") / "data" / "economics_presets.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return {row["key"]: Preset(row["key"], float(row["value"]), _figure(row["low"]), _figure(row["high"]), row["unit"], row["status"],
                               row["source"]) for row in rows}  # fmt: skip


def _figure(text: str) -> float:
    return float(text) if text else math.nan


def preset(key: str) -> float:
    """Return the value of a preset.

    Raises
    ------
    UsageError
        When there is none of this name.
    """
    if key not in presets():
        raise UsageError("there is no preset '{name}'; known: {known}", name=key, known=", ".join(presets()))
    return presets()[key].value
