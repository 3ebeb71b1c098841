"""Observed lengths of approval steps: their quantiles, and the longest path when they vary."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.delivery.approvals.graph import (
    Handling,
    ancestors,
    in_order,
    maximum_days,
    minimum_days,
    predecessors,
    working_days_of,
)
from tingzhou.delivery.approvals.steps import Limit, Step
from tingzhou.delivery.lines import uneven_lines
from tingzhou.delivery.risk.sampling import latin_hypercube
from tingzhou.errors import InputError, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ObservedPath", "StepObservation", "observed_path", "read_observations"]

_COLUMNS = ("step", "days", "unit", "county", "source")


@dataclass(frozen=True)
class StepObservation:
    """A finished file: its step, how long it took [wd], and where."""

    step: str
    days: float
    county: str = ""


@dataclass(frozen=True)
class ObservedPath:
    """P10, P50 and P90 of the longest path [wd], the steps with observations and those counted at a limit for want of any."""

    p10: float
    p50: float
    p90: float
    observed: tuple[str, ...]
    at_limit: tuple[str, ...]
    unknown: tuple[str, ...]


def read_observations(text: str, file: str, steps: Iterable[Step]) -> tuple[StepObservation, ...]:
    """Return the observations of a CSV text: step, days, unit (wd or d), and if wanted county and source.

    Raises
    ------
    InputError
        With every problem.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header, ids = list(reader.fieldnames or []), {step.id for step in steps}
    problems = [Problem("the column {name} ({label}) is missing.", "Add a column with this header.", file=file, row=1,
                        parameters={"name": name, "label": name}) for name in _COLUMNS[:3] if name not in header]  # fmt: skip
    problems += [Problem("the column is not known in the table {table}.", "Known columns: {known}.", file=file, row=1, column=str(name),
                         parameters={"table": "observations", "known": ", ".join(_COLUMNS)}) for name in header if name not in _COLUMNS]  # fmt: skip
    problems += uneven_lines(text, file)
    if problems:
        raise InputError(problems)
    found = []
    for line, row in enumerate(reader, start=2):
        step, days, unit = ((row[name] or "").strip() for name in _COLUMNS[:3])
        if step not in ids:
            problems.append(Problem("there is no such step.", "Known steps: {known}.", file=file, row=line, column="step", value=step,
                                    parameters={"known": ", ".join(sorted(ids))}))  # fmt: skip
        if not days.isdigit():
            problems.append(
                Problem("it is not a whole number.", "Write a whole number.", file=file, row=line, column="days", value=days)
            )
        if unit not in ("wd", "d"):
            problems.append(Problem("it is no unit of a limit.", "Write wd for working days or d for calendar days.", file=file, row=line,
                                    column="unit", value=unit))  # fmt: skip
        if days.isdigit() and unit in ("wd", "d"):
            found.append(StepObservation(step, float(working_days_of(Limit(int(days), unit))), (row.get("county") or "").strip()))
    if problems:
        raise InputError(problems)
    return tuple(found)


def observed_path(steps: Sequence[Step], observations: Iterable[StepObservation], handling: Handling, target: str, *, county: str | None = None,
                  runs: int = 4000, seed: int = 1) -> ObservedPath | None:  # fmt: skip
    """Return quantiles of the longest path when steps take what was observed, drawn independently; ``None`` without observations.

    A step without observations stands at the limit on the authority, or, where that is unknown, at its compulsory minimum, and is
    listed. No step is quicker than its compulsory minimum.
    """
    lengths: dict[str, list[float]] = {}
    for seen in observations:
        if county is None or seen.county == county:
            lengths.setdefault(seen.step, []).append(seen.days)
    arcs = predecessors(steps, handling)
    needed = ancestors(arcs, target)
    order = [one for one in in_order(arcs) if one in needed]
    known = [one for one in order if one in lengths]
    if not known:
        return None
    by_id = {step.id: step for step in steps}
    uniform = latin_hypercube(runs, len(known), np.random.default_rng(seed))
    drawn: Mapping[str, NDArray[np.float64]] = {
        one: np.quantile(np.array(lengths[one]), uniform[:, place], method="inverted_cdf") for place, one in enumerate(known)}  # fmt: skip
    end: dict[str, NDArray[np.float64]] = {}
    for one in order:
        step = by_id[one]
        least = float(minimum_days(step) or 0)
        days = drawn[one] if one in drawn else np.full(runs, float(maximum_days(step, handling) or 0))
        begin = np.zeros(runs)
        for before in arcs[one]:
            begin = np.maximum(begin, end[before])
        end[one] = begin + np.maximum(days, least)
    p10, p50, p90 = np.quantile(end[target], [0.1, 0.5, 0.9], method="inverted_cdf")
    rest = [one for one in order if one not in drawn]
    return ObservedPath(float(p10), float(p50), float(p90), tuple(known), tuple(one for one in rest if by_id[one].maximum is not None),
                        tuple(one for one in rest if by_id[one].maximum is None))  # fmt: skip
