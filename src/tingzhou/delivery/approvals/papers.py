"""Papers to prepare for the steps of a project, and permits that run out."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from tingzhou.delivery.approvals.clocks import expires_on
from tingzhou.delivery.approvals.steps import Step
from tingzhou.delivery.calendars import Calendar
from tingzhou.delivery.lines import uneven_lines
from tingzhou.errors import InputError, Problem

__all__ = ["Expiry", "Paper", "Permit", "expiries", "papers_for", "read_permits"]

_EXTENSION_NOTICE = {
    "A1H": 30
}  # working days before the end by which an extension is asked (regulation on approval and filing, 12)


@dataclass(frozen=True)
class Paper:
    """A document that a step asks for; ``result_of`` names the step whose result it is."""

    step: str
    zh: str
    en: str
    result_of: str
    mark: str
    source: str


@dataclass(frozen=True)
class Permit:
    """A permit that was issued."""

    step: str
    issued: dt.date
    project: str = ""


@dataclass(frozen=True)
class Expiry:
    """When a permit runs out, the last day to ask for an extension where a rule names one, and its state on the day of judgement."""

    permit: Permit
    expires: dt.date
    days_left: int
    ask_by: dt.date | None
    state: str


@cache
def _listed() -> tuple[Paper, ...]:
    text = resources.files("tingzhou.delivery").joinpath("data/approval_papers.csv").read_text(encoding="utf-8")
    return tuple(
        Paper(row["step"], row["zh"], row["en"], "", row["mark"], row["source"]) for row in csv.DictReader(io.StringIO(text))
    )


def papers_for(steps: Sequence[Step]) -> tuple[Paper, ...]:
    """Return the papers of the steps in their order: what is prepared, and the results of the steps before."""
    names = {step.id: step for step in steps}
    papers: list[Paper] = []
    for step in steps:
        papers += [paper for paper in _listed() if paper.step == step.id]
        papers += [Paper(step.id, names[before].zh, names[before].en, before, step.mark, step.source) for before in step.after
                   if before in names]  # fmt: skip
    return tuple(papers)


def read_permits(text: str, file: str, steps: Iterable[Step]) -> tuple[Permit, ...]:
    """Return the permits of a CSV text with the columns step, issued and, if wanted, project.

    Raises
    ------
    InputError
        With every problem.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = list(reader.fieldnames or [])
    known, ids = ("step", "issued", "project"), {step.id for step in steps}
    problems = [Problem("the column {name} ({label}) is missing.", "Add a column with this header.", file=file, row=1,
                        parameters={"name": name, "label": name}) for name in known[:2] if name not in header]  # fmt: skip
    problems += [Problem("the column is not known in the table {table}.", "Known columns: {known}.", file=file, row=1, column=str(name),
                         parameters={"table": "permits", "known": ", ".join(known)}) for name in header if name not in known]  # fmt: skip
    problems += uneven_lines(text, file)
    if problems:
        raise InputError(problems)
    permits = []
    for line, row in enumerate(reader, start=2):
        step, issued = (row["step"] or "").strip(), (row["issued"] or "").strip()
        if step not in ids:
            problems.append(Problem("there is no such step.", "Known steps: {known}.", file=file, row=line, column="step", value=step,
                                    parameters={"known": ", ".join(sorted(ids))}))  # fmt: skip
        try:
            permits.append(Permit(step, dt.date.fromisoformat(issued), (row.get("project") or "").strip()))
        except ValueError:
            problems.append(
                Problem("it is no day.", "Write a day such as 2025-03-31.", file=file, row=line, column="issued", value=issued)
            )
    if problems:
        raise InputError(problems)
    return tuple(permits)


def expiries(
    permits: Iterable[Permit], steps: Iterable[Step], on: dt.date, calendar: Calendar, *, within: int = 180
) -> tuple[Expiry, ...]:
    """Return when each permit with a known term runs out, soonest first.

    The state is ``expired``, ``expiring`` (at most ``within`` days left, or the day to ask for an extension is that near) or ``valid``.
    """
    terms = {step.id: step.valid_years for step in steps}
    found = []
    for permit in permits:
        years = terms.get(permit.step)
        if years is None:
            continue
        end = expires_on(permit.issued, years)
        notice = _EXTENSION_NOTICE.get(permit.step)
        ask = calendar.latest_start(end, notice) if notice is not None and calendar.first < end <= calendar.last else None
        left = (end - on).days
        near = left <= within or (ask is not None and (ask - on).days <= within)
        found.append(Expiry(permit, end, left, ask, "expired" if left < 0 else "expiring" if near else "valid"))
    return tuple(sorted(found, key=lambda one: (one.expires, one.permit.step, one.permit.project)))
