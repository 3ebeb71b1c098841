"""Rows of the benchmark: one CSV line per run, written as soon as it is there, and the lines that are printed."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

__all__ = ["COLUMNS", "read", "shown", "write"]

COLUMNS = ("case", "way", "status", "rows", "columns", "nonzeros", "build_seconds", "build_mb", "solve_seconds", "total_seconds",
           "peak_mb", "objective", "gap", "solver", "cap", "capped")  # fmt: skip


def read(path: Path) -> dict[tuple[str, str], dict[str, str]]:
    """Return the rows that are there by case and way; the last one of each counts."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        return {(row["case"], row["way"]): row for row in csv.DictReader(stream)}


def write(path: Path, facts: dict[str, Any]) -> dict[str, str]:
    """Append a row and return it as it will be read."""
    row = {name: _text(facts.get(name)) for name in COLUMNS}
    fresh = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        if fresh:
            writer.writeheader()
        writer.writerow(row)
    return row


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def shown(row: dict[str, str], base: dict[str, str] | None) -> str:
    """Return a line: sizes, seconds (a capped one as ``>``), memory, objective, and what Tingzhou is faster and leaner by."""
    more = ">" if row["capped"] == "yes" else ""
    cells = [f"{row['case']:<34}", f"{row['way']:<21}", *(f"{row[name]:>9}" for name in ("rows", "columns", "nonzeros"))]
    cells += [
        _figure(row["build_seconds"]),
        _figure(row["build_mb"], 0),
        more.rjust(1) + _figure(row["solve_seconds"]),
        _figure(row["peak_mb"], 0),
    ]
    cells += [
        f"{float(row['objective']):>16.8g}" if row["objective"] else " " * 16,
        f"{float(row['gap']):>8.0e}" if row["gap"] else " " * 8,
    ]
    cells += [f"{row['status'][:14]:<14}", _ratio(row, base)]
    return " ".join(cells)


def _figure(text: str, digits: int = 2) -> str:
    return f"{float(text):>8.{digits}f}" if text else " " * 8


def _ratio(row: dict[str, str], base: dict[str, str] | None) -> str:
    """Return time and memory of a way as multiples of Tingzhou's."""
    if base is None or base is row or not row["total_seconds"] or not base["total_seconds"]:
        return ""
    more = ">" if row["capped"] == "yes" else ""
    text = f"{more}{float(row['total_seconds']) / max(float(base['total_seconds']), 1e-9):.1f} × time"
    memory = "build_mb" if row["way"].endswith("-build") else "peak_mb"
    if row[memory] and base[memory] and float(base[memory]) > 0:
        text += f", {float(row[memory]) / float(base[memory]):.1f} × memory"
    return text
