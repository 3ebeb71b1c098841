"""The funnel of projects: signed, filed, started, in statistics, commissioned, and how long each passage takes.

Projects that have not passed yet are censored on the day of judgement: leaving them out would make every passage look quicker than it
is. The product-limit estimate is that of E. L. Kaplan and P. Meier, J. Am. Stat. Assoc. 53 (1958) 457–481; its variance is
Greenwood's.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.delivery.lines import uneven_lines
from tingzhou.errors import InputError, Problem

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["STAGES", "Passage", "ProjectStages", "Survival", "funnel_counts", "kaplan_meier", "passages", "read_stages"]

STAGES = ("signed", "filed", "started", "in_statistics", "commissioned")
_COLUMNS = ("project", *STAGES, "given_up", "county", "kind")


@dataclass(frozen=True)
class ProjectStages:
    """A project and the day of each stage it has reached; ``given_up`` ends its watching."""

    project: str
    days: tuple[dt.date | None, ...]
    given_up: dt.date | None = None
    county: str = ""


@dataclass(frozen=True)
class Survival:
    """Share not yet passed after each time at which something passed [d], with Greenwood's standard error."""

    times: NDArray[np.float64]
    share: NDArray[np.float64]
    error: NDArray[np.float64]
    at_risk: NDArray[np.int64]
    passed: NDArray[np.int64]

    def quantile(self, share: float) -> float | None:
        """Return the time by which ``share`` have passed [d]; ``None`` when the watching ends before."""
        reached = np.flatnonzero(self.share <= 1.0 - share + 1e-12)
        return float(self.times[reached[0]]) if reached.size else None


def kaplan_meier(times: ArrayLike, passed: ArrayLike) -> Survival:
    """Return the product-limit estimate of times [d], each either passed or still watched.

    At equal times those that pass come before those whose watching ends.
    """
    at = np.asarray(times, dtype=np.float64).reshape(-1)
    event = np.asarray(passed, dtype=np.bool_).reshape(-1)
    distinct = np.unique(at[event])
    risk = np.array([(at >= time).sum() for time in distinct], dtype=np.int64)
    gone = np.array([((at == time) & event).sum() for time in distinct], dtype=np.int64)
    share = np.cumprod(1.0 - gone / np.maximum(risk, 1), dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = share**2 * np.cumsum(np.where(risk > gone, gone / (risk * (risk - gone)), np.inf))
    return Survival(distinct, share, np.where(share > 0, np.sqrt(variance), 0.0), risk, gone)


@dataclass(frozen=True)
class Passage:
    """From one stage to the next: how many came, passed, wait and were given up, and P10, P50, P90 of the time [d]."""

    before: str
    after: str
    came: int
    passed: int
    waiting: int
    given_up: int
    p10: float | None
    p50: float | None
    p90: float | None
    longest_wait: float | None


def read_stages(text: str, file: str) -> tuple[ProjectStages, ...]:
    """Return the projects of a CSV text: project and the day of each stage, empty where it is not reached.

    Raises
    ------
    InputError
        With every problem: columns, days, stages out of order, a stage that was skipped.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = list(reader.fieldnames or [])
    problems = [Problem("the column {name} ({label}) is missing.", "Add a column with this header.", file=file, row=1,
                        parameters={"name": name, "label": name}) for name in ("project", *STAGES) if name not in header]  # fmt: skip
    problems += [Problem("the column is not known in the table {table}.", "Known columns: {known}.", file=file, row=1, column=str(name),
                         parameters={"table": "funnel", "known": ", ".join(_COLUMNS)}) for name in header if name not in _COLUMNS]  # fmt: skip
    problems += uneven_lines(text, file)
    if problems:
        raise InputError(problems)
    found, seen = [], set[str]()
    for line, row in enumerate(reader, start=2):
        days: dict[str, dt.date | None] = {}
        for column in (*STAGES, "given_up"):
            cell = (row.get(column) or "").strip()
            try:
                days[column] = dt.date.fromisoformat(cell) if cell else None
            except ValueError:
                days[column] = None
                problems.append(
                    Problem("it is no day.", "Write a day such as 2025-03-31.", file=file, row=line, column=column, value=cell)
                )
        name = (row["project"] or "").strip()
        if name in seen or not name:
            problems.append(
                Problem("two projects have the same id.", "Give each its own.", file=file, row=line, column="project", value=name)
            )
        seen.add(name)
        stages = tuple(days[stage] for stage in STAGES)
        problems += _order(stages, days["given_up"], file, line)
        found.append(ProjectStages(name, stages, days["given_up"], (row.get("county") or "").strip()))
    if problems:
        raise InputError(problems)
    return tuple(found)


def _order(stages: Sequence[dt.date | None], given_up: dt.date | None, file: str, line: int) -> list[Problem]:
    problems = []
    for place in range(1, len(STAGES)):
        before, after = stages[place - 1], stages[place]
        if after is not None and before is None:
            problems.append(Problem("the stage {stage} has a day but the one before has none.", "State the day of every stage reached.", file=file,
                                    row=line, column=STAGES[place - 1], parameters={"stage": STAGES[place]}))  # fmt: skip
        elif after is not None and before is not None and after < before:
            problems.append(Problem("the stage {stage} lies before the one that comes first.", "Put the days in order.", file=file, row=line,
                                    column=STAGES[place], value=str(after), parameters={"stage": STAGES[place]}))  # fmt: skip
    reached = [day for day in stages if day is not None]
    if given_up is not None and reached and given_up < max(reached):
        problems.append(Problem("the project was given up before its last stage.", "Put the days in order.", file=file, row=line, column="given_up",
                                value=str(given_up)))  # fmt: skip
    return problems


def funnel_counts(projects: Iterable[ProjectStages], on: dt.date) -> dict[str, int]:
    """Return how many projects have reached each stage by ``on``."""
    listed = tuple(projects)
    return {stage: sum(one.days[place] is not None and one.days[place] <= on for one in listed)  # type: ignore[operator]
            for place, stage in enumerate(STAGES)}  # fmt: skip


def passages(projects: Iterable[ProjectStages], on: dt.date) -> tuple[Passage, ...]:
    """Return the passages from stage to stage as known on ``on``."""
    listed, found = tuple(projects), []
    for place in range(1, len(STAGES)):
        times: list[float] = []
        passed: list[bool] = []
        lost = 0
        for one in listed:
            begin, end = one.days[place - 1], one.days[place]
            if begin is None or begin > on:
                continue
            done = end is not None and end <= on
            given_up = not done and one.given_up is not None and one.given_up <= on
            until = end if done and end is not None else one.given_up if given_up and one.given_up is not None else on
            times.append(float((until - begin).days))
            passed.append(done)
            lost += given_up
        curve = kaplan_meier(times, passed)
        waits = [time for time, done in zip(times, passed, strict=True) if not done]
        found.append(Passage(STAGES[place - 1], STAGES[place], len(times), sum(passed), len(times) - sum(passed) - lost, lost,
                             curve.quantile(0.1), curve.quantile(0.5), curve.quantile(0.9), max(waits) if waits else None))  # fmt: skip
    return tuple(found)
