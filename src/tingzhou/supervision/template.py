"""The template of steps a case is held against: limits with the dates from which they hold, and where they come from."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from importlib import resources

import numpy as np
import pandas as pd

from tingzhou.errors import InputError, Problem

__all__ = ["StepTemplate", "built_in_template", "read_template"]

_COLUMNS = ("step", "zh", "en", "limit", "unit", "after", "valid_from", "valid_to", "source")


@dataclass(frozen=True)
class StepTemplate:
    """Steps with limits: columns step, zh, en, limit, unit (``wd`` or ``d``), after (steps before it), valid_from, valid_to, source."""

    steps: pd.DataFrame

    def limits(self, step: pd.Series, accepted: pd.Series) -> pd.DataFrame:
        """Return limit and unit of the version that held on the day of acceptance, with the index of ``step``."""
        result = pd.DataFrame({"limit": np.nan, "unit": "wd"}, index=step.index)
        when = accepted.fillna(pd.Timestamp.max)
        for row in self.steps.to_dict("records"):
            held = (step == row["step"]) & (when >= row["valid_from"]) & (when < row["valid_to"] + pd.Timedelta(days=1))
            result.loc[held, "limit"] = row["limit"]
            result.loc[held, "unit"] = row["unit"]
        return result


def built_in_template() -> StepTemplate:
    """Return the steps of the built-in table."""
    text = resources.files("tingzhou.supervision").joinpath("data/case_steps.csv").read_text(encoding="utf-8")
    return read_template(text, "case_steps.csv")


def read_template(text: str, file: str) -> StepTemplate:
    """Return the template of a CSV text.

    Raises
    ------
    InputError
        With every problem: unknown or missing columns, limits that are no number, units other than wd and d, versions that overlap.
    """
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    header = list(rows[0]) if rows else []
    problems = [Problem("the column {name} ({label}) is missing.", "Add a column with this header.", file=file, row=1,
                        parameters={"name": name, "label": name}) for name in ("step", "limit", "unit") if name not in header]  # fmt: skip
    problems += [Problem("the column is not known in the table {table}.", "Known columns: {known}.", file=file, row=1, column=str(name),
                         parameters={"table": "case_steps", "known": ", ".join(_COLUMNS)}) for name in header if name not in _COLUMNS]  # fmt: skip
    if problems:
        raise InputError(problems)
    parsed = [_row(row, line, file, problems) for line, row in enumerate(rows, start=2)]
    _check_versions(parsed, file, problems)
    if problems:
        raise InputError(problems)
    return StepTemplate(pd.DataFrame(parsed))


def _row(row: dict[str, str], line: int, file: str, problems: list[Problem]) -> dict[str, object]:
    def refuse(column: str, message: str, fix: str) -> None:
        problems.append(Problem(message, fix, file=file, row=line, column=column, value=row.get(column) or ""))

    limit = (row["limit"] or "").strip()
    if limit and not limit.isdigit():
        refuse("limit", "it is not a whole number.", "Write a whole number.")
    if row["unit"] not in ("wd", "d", ""):
        refuse("unit", "it is no unit of a limit.", "Write wd for working days or d for calendar days.")
    if not row["step"]:
        refuse("step", "the cell is empty.", "This column needs a value in every row.")
    dates = {}
    for column, default in (("valid_from", dt.date(1900, 1, 1)), ("valid_to", dt.date(2200, 1, 1))):
        try:
            dates[column] = pd.Timestamp(dt.date.fromisoformat(row[column])) if row.get(column) else pd.Timestamp(default)
        except ValueError:
            refuse(column, "it is no day.", "Write a day such as 2025-03-31.")
            dates[column] = pd.Timestamp(default)
    return {"step": row["step"], "zh": row.get("zh") or row["step"], "en": row.get("en") or row["step"],
            "limit": float(limit) if limit.isdigit() else np.nan, "unit": row["unit"] or "wd", "after": row.get("after") or "", **dates,
            "source": row.get("source", ""), "line": line}  # fmt: skip


def _check_versions(rows: list[dict[str, object]], file: str, problems: list[Problem]) -> None:
    """Two versions of a step may not hold on the same day."""
    last: dict[object, dict[str, object]] = {}
    for row in sorted(rows, key=lambda one: (str(one["step"]), str(one["valid_from"]))):
        before = last.get(row["step"])
        if before is not None and str(row["valid_from"]) <= str(before["valid_to"]):
            problems.append(Problem("two versions of the step {step} hold on the same day.", "End the older one before.", file=file,
                                    row=int(str(row["line"])), parameters={"step": row["step"]}))  # fmt: skip
        last[row["step"]] = row
