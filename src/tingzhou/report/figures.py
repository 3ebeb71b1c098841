"""How figures are shown: readable units and digits, the same in every output."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tingzhou.labels import has_label, label

if TYPE_CHECKING:
    from tingzhou.tables import ResultTable

__all__ = ["Shown", "digits_of_one", "name_of", "scaled", "show_number", "shown_table", "unit_name", "word_of"]

# Canonical unit → (shown unit, divisor), the first whose divisor the largest figure reaches.
_SCALES: dict[str, tuple[tuple[str, float], ...]] = {
    "MWh": (("TWh", 1e6), ("GWh", 1e3), ("MWh", 1.0)),
    "MW": (("GW", 1e3), ("MW", 1.0)),
    "MWh/h": (("GW", 1e3), ("MW", 1.0)),
    "(MWh)/h": (("GW", 1e3), ("MW", 1.0)),
    "t": (("Mt", 1e6), ("kt", 1e3), ("t", 1.0)),
    "m3": (("Mm3", 1e6), ("m3", 1.0)),
    "CNY": (("1e8CNY", 1e8), ("1e4CNY", 1e4), ("CNY", 1.0)),
    "CNY/a": (("1e8CNY/a", 1e8), ("1e4CNY/a", 1e4), ("CNY/a", 1.0)),
    "CNY/MW": (("CNY/kW", 1e3),),
    "1": (("%", 0.01),),
}


_HIDDEN = {"key_figures": ("subject",), "capacities": ("table",)}  # for programs, not for readers
_PLAIN = ("full_load_hours", "fuel_per_energy")  # columns that keep their own unit beside a column ``unit``


@dataclass(frozen=True)
class Shown:
    """A table as shown: scaled figures, the unit of each column, digits after the point of each column."""

    frame: pd.DataFrame
    units: dict[str, str]
    digits: dict[str, int]


def scaled(value: float, unit: str) -> tuple[float, str]:
    """Return a figure in the unit in which it reads best."""
    for shown, divisor in _SCALES.get(unit, ()):
        if abs(value) >= divisor or divisor == _SCALES[unit][-1][1]:
            return value / divisor, shown
    return value, unit


def digits_for(value: float) -> int:
    """Return digits after the point so that about four are significant."""
    if not math.isfinite(value) or value == 0.0:
        return 0
    size = abs(value)
    if size < 5e-5:  # rounding noise of a solver reads as nought
        return 0
    return 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else 4


def digits_of_one(value: float) -> int:
    """Return digits after the point of a figure that stands alone: none where it is a whole number, such as a count."""
    return 0 if math.isfinite(value) and _whole(value) else digits_for(value)


def _whole(value: float) -> bool:
    return abs(value - round(value)) <= 1e-9 * max(1.0, abs(value))


def _all_whole(values: np.ndarray) -> bool:
    finite = values[np.isfinite(values)]
    return bool((np.abs(finite - np.rint(finite)) <= 1e-9 * np.maximum(1.0, np.abs(finite))).all())


def show_number(value: float, digits: int) -> str:
    """Return a figure with thin spaces between thousands; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    text = f"{value:,.{digits}f}".replace(",", "\u2009")
    return text.replace("-", "\u2212") if float(f"{value:.{digits}f}") else f"{0:.{digits}f}"


@lru_cache(maxsize=1024)
def unit_name(unit: str, lang: str) -> str:
    """Return the unit as written in ``lang``, without the explanation in brackets that its label may carry."""
    return label(f"unit.{unit}", lang).partition("（")[0] if has_label(f"unit.{unit}") else unit


@lru_cache(maxsize=8192)  # the same few words stand in thousands of cells
def name_of(
    word: str,
    lang: str,
    prefixes: tuple[str, ...] = (
        "figure",
        "category",
        "item",
        "step",
        "name",
        "verdict",
        "quality",
        "table",
        "side",
        "kind",
        "column",
    ),
) -> str:
    """Return the label of a word of the tables, or the word itself."""
    for prefix in prefixes:
        if has_label(f"{prefix}.{word}"):
            return label(f"{prefix}.{word}", lang)
    return word


def word_of(column: str, word: str, lang: str) -> str:
    """Return the label of a word in a column: the column's own label of it first, then that of any other kind."""
    return label(f"{column}.{word}", lang) if has_label(f"{column}.{word}") else name_of(word, lang)


def shown_table(table: ResultTable) -> Shown:
    """Return a table in readable units: one per column, or one per row where the table has a column ``unit``."""
    frame, units, digits = table.frame.copy(), dict(table.units), {}
    frame = frame.drop(columns=[column for column in _HIDDEN.get(table.name, ()) if column in frame.columns])
    by_row = [
        column
        for column in frame.columns
        if "unit" in frame.columns and column not in units and column not in _PLAIN and pd.api.types.is_float_dtype(frame[column])
    ]
    if by_row:
        _scale_rows(frame, by_row)
    if "comparator" in frame.columns:
        frame["comparator"] = frame["comparator"].replace({">=": "≥", "<=": "≤"})
    for column in frame.columns:
        if pd.api.types.is_float_dtype(frame[column]):
            if column in units:
                largest = float(frame[column].abs().max()) if frame[column].notna().any() else 0.0
                _, shown = scaled(largest, units[column])
                divisor = dict(_SCALES.get(units[column], ((units[column], 1.0),)))[shown]
                frame[column], units[column] = frame[column] / divisor, shown
            largest = float(frame[column].abs().max()) if frame[column].notna().any() else 0.0
            digits[column] = 0 if _all_whole(frame[column].to_numpy(dtype=np.float64)) else digits_for(largest)
    return Shown(frame, units, digits)


def _scale_rows(frame: pd.DataFrame, columns: list[str]) -> None:
    """Scale the figures of each row by the largest of them, and set the row's unit."""
    figures = frame[columns].to_numpy(dtype=np.float64)
    sizes = np.where(np.isfinite(figures), np.abs(figures), 0.0).max(axis=1)
    units = [str(unit) for unit in frame["unit"]]
    if len(set(units)) == 1:  # one unit for all rows: they are read against each other
        sizes[:] = sizes.max()
    shown = [scaled(float(size), unit)[1] for size, unit in zip(sizes, units, strict=True)]
    divisors = [dict(_SCALES.get(unit, ((unit, 1.0),)))[name] for unit, name in zip(units, shown, strict=True)]
    frame[columns] = figures / np.array(divisors, dtype=np.float64)[:, None]
    frame["unit"] = pd.Series(shown, index=frame.index, dtype=object)
