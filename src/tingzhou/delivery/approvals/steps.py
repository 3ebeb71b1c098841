"""Approval steps as data: who needs them, after which others, with which limits, since when, and where that stands."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from tingzhou.delivery.approvals.facts import KINDS, ProjectFacts
from tingzhou.delivery.lines import uneven_lines
from tingzhou.errors import InputError, Problem

__all__ = ["Limit", "Step", "active_steps", "built_in_steps", "find_cycle", "held_on", "read_steps"]

_COLUMNS = ("id", "zh", "en", *KINDS, "max_value", "max_unit", "min_value", "min_unit", "predecessors", "authority", "outside_clock",
            "valid_years", "group", "joint", "valid_from", "valid_to", "mark", "source")  # fmt: skip
_GROUPS = ("site", "land", "station", "start", "after")
_ASIDE = re.compile(r"^(\w+)=(\d+)(?:\.\.(\d+))?(wd|d)(?: .*)?$")
_BOUND = re.compile(r"^(\w+)(?:>=(\d+(?:\.\d+)?)|=(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?))$")
_BEGIN, _END = dt.date(1900, 1, 1), dt.date(2200, 1, 1)


@dataclass(frozen=True)
class Limit:
    """A length on a clock: ``wd`` working days or ``d`` calendar days."""

    value: int
    unit: str


@dataclass(frozen=True)
class Step:
    """One version of an approval step.

    Parameters
    ----------
    maximum
        Limit on the authority; ``None`` is unknown, which is never taken as zero in silence.
    minimum
        Compulsory publicity or notice that no fast track can skip; ``None`` is unknown.
    after
        Ids of the steps before it; those that a project does not need are dropped.
    aside
        Lengths outside the clock by word: ``ext`` (extension), ``review``, ``expert``, ``assessment`` …
    valid_years
        How long the permit holds [a]; ``None`` when no term is known.
    """

    id: str
    zh: str
    en: str
    applies: Mapping[str, str]
    maximum: Limit | None
    minimum: Limit | None
    after: tuple[str, ...]
    authority: str = ""
    aside: Mapping[str, Limit] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    valid_years: int | None = None
    group: str = "site"
    joint: bool = False
    valid_from: dt.date = _BEGIN
    valid_to: dt.date = _END
    mark: str = ""
    source: str = ""

    def name(self, lang: str) -> str:
        """Return the name in a language."""
        return self.zh if lang == "zh" else self.en


@cache
def built_in_steps() -> tuple[Step, ...]:
    """Return the shipped table: every version of every step."""
    text = resources.files("tingzhou.delivery").joinpath("data/approval_steps.csv").read_text(encoding="utf-8")
    return read_steps(text, "approval_steps.csv")


def read_steps(text: str, file: str) -> tuple[Step, ...]:
    """Return the steps of a CSV text.

    Raises
    ------
    InputError
        With every problem: columns, limits, facts that cannot be read, unknown predecessors, versions that overlap, cycles.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = list(reader.fieldnames or [])
    needed = ("id", *KINDS, "max_value", "max_unit", "min_value", "min_unit", "predecessors", "mark", "source")
    problems = [Problem("the column {name} ({label}) is missing.", "Add a column with this header.", file=file, row=1,
                        parameters={"name": name, "label": name}) for name in needed if name not in header]  # fmt: skip
    problems += [Problem("the column is not known in the table {table}.", "Known columns: {known}.", file=file, row=1, column=str(name),
                         parameters={"table": "approval_steps", "known": ", ".join(_COLUMNS)}) for name in header if name not in _COLUMNS]  # fmt: skip
    problems += uneven_lines(text, file)
    if problems:
        raise InputError(problems)
    found = [(line, _step(cells, line, file, problems)) for line, cells in enumerate(reader, start=2)]
    steps = [(line, step) for line, step in found if step is not None]
    _check_together(steps, file, problems)
    if problems:
        raise InputError(problems)
    return tuple(step for _, step in steps)


def _step(cells: Mapping[str, str | None], line: int, file: str, problems: list[Problem]) -> Step | None:
    before = len(problems)
    text = {name: (cells.get(name) or "").strip() for name in _COLUMNS}

    def refuse(column: str, message: str, fix: str) -> None:
        problems.append(Problem(message, fix, file=file, row=line, column=column, value=text[column]))

    def limit(name: str) -> Limit | None:
        value, unit = text[f"{name}_value"], text[f"{name}_unit"]
        if value and not value.isdigit():
            refuse(f"{name}_value", "it is not a whole number.", "Write a whole number.")
        if value and unit not in ("wd", "d"):
            refuse(f"{name}_unit", "it is no unit of a limit.", "Write wd for working days or d for calendar days.")
        return Limit(int(value), unit) if value.isdigit() else None

    if not text["id"]:
        refuse("id", "the cell is empty.", "This column needs a value in every row.")
    if not text["source"]:
        refuse("source", "the cell is empty.", "This column needs a value in every row.")
    for kind in KINDS:
        if text[kind] not in ("yes", "no") and not all(map(_readable, _conditions(text[kind]))):
            refuse(kind, "it is no condition.", "Write yes, no, or if: and facts such as land_ha>=5, land_ha=0.5..5, divided by |.")
    if text["group"] and text["group"] not in _GROUPS:
        refuse("group", "it is none of the choices.", "Write site, land, station, start or after.")
    days = {}
    for column, default in (("valid_from", _BEGIN), ("valid_to", _END)):
        try:
            days[column] = dt.date.fromisoformat(text[column]) if text[column] else default
        except ValueError:
            refuse(column, "it is no day.", "Write a day such as 2025-03-31.")
            days[column] = default
    if text["valid_years"] and not text["valid_years"].isdigit():
        refuse("valid_years", "it is not a whole number.", "Write a whole number.")
    maximum, minimum = limit("max"), limit("min")
    aside, remarks = _aside(text["outside_clock"])
    if len(problems) > before:
        return None
    return Step(text["id"], text["zh"] or text["id"], text["en"] or text["id"], {kind: text[kind] for kind in KINDS}, maximum, minimum,
                tuple(one.strip() for one in text["predecessors"].split(";") if one.strip()), text["authority"], aside, remarks,
                int(text["valid_years"]) if text["valid_years"] else None, text["group"] or "site", text["joint"] == "yes",
                days["valid_from"], days["valid_to"], text["mark"], text["source"])  # fmt: skip


def _conditions(text: str) -> list[str]:
    return [part.strip() for part in text.removeprefix("if:").split("|")] if text.startswith("if:") else [""]


def _readable(part: str) -> bool:
    return bool(_BOUND.match(part)) or part.isidentifier()


def _aside(text: str) -> tuple[dict[str, Limit], tuple[str, ...]]:
    """Return lengths outside the clock by word, and what is said in words; of a band the upper end."""
    lengths, remarks = {}, []
    for part in (one.strip() for one in text.split(";") if one.strip()):
        match = _ASIDE.match(part)
        if match:
            lengths[match[1]] = Limit(int(match[3] or match[2]), match[4])
        else:
            remarks.append(part)
    return lengths, tuple(remarks)


def _check_together(steps: list[tuple[int, Step]], file: str, problems: list[Problem]) -> None:
    """Versions may not overlap, predecessors must be steps, and nothing may wait for itself."""
    ids = {step.id for _, step in steps}
    last: dict[str, Step] = {}
    for line, step in sorted(steps, key=lambda one: (one[1].id, one[1].valid_from)):
        held = last.get(step.id)
        if held is not None and step.valid_from <= held.valid_to:
            problems.append(Problem("two versions of the step {step} hold on the same day.", "End the older one before.", file=file,
                                    row=line, parameters={"step": step.id}))  # fmt: skip
        last[step.id] = step
        for unknown in (one for one in step.after if one not in ids):
            problems.append(Problem("the step {step} comes after a step that is not in the table.", "Add the step, or remove its id.",
                                    file=file, row=line, column="predecessors", value=unknown, parameters={"step": step.id}))  # fmt: skip
    cycle = find_cycle({step.id: step.after for _, step in steps})
    if cycle:
        problems.append(Problem("steps wait for each other in a circle: {cycle}.", "Remove one of these predecessors.", file=file,
                                column="predecessors", parameters={"cycle": " → ".join(cycle)}))  # fmt: skip


def find_cycle(after: Mapping[str, Iterable[str]]) -> list[str]:
    """Return ids that wait for each other, first and last the same; empty when there is no circle."""
    state: dict[str, int] = {}
    for root in after:
        if root in state:
            continue
        stack = [(root, iter(after[root]))]
        state[root], way = 1, [root]
        while stack:
            following = next(stack[-1][1], None)
            if following is None:
                state[stack.pop()[0]] = 2
                way.pop()
            elif state.get(following) == 1:
                return [*way[way.index(following) :], following][::-1]
            elif following in after and following not in state:
                state[following] = 1
                way.append(following)
                stack.append((following, iter(after[following])))
    return []


def held_on(steps: Iterable[Step], day: dt.date) -> tuple[Step, ...]:
    """Return the versions in force on a day.

    Raises
    ------
    InputError
        When a step has versions but none for the day: an older rule is not known and is not guessed.
    """
    listed = tuple(steps)
    held = tuple(step for step in listed if step.valid_from <= day <= step.valid_to)
    lacking = {step.id: step for step in listed if step.id not in {one.id for one in held}}
    if lacking:
        raise InputError([Problem("no version of the step {step} is known for {day}.", "Known from {first}. Choose a later day, or add the "
                                  "older version to the table of steps.", file="approval_steps",
                                  parameters={"step": step.id, "day": day, "first": step.valid_from}) for step in lacking.values()])  # fmt: skip
    return held


def active_steps(steps: Iterable[Step], facts: ProjectFacts, *, file: str = "") -> tuple[Step, ...]:
    """Return the steps a project needs; the book of soil conservation replaces the form.

    Raises
    ------
    InputError
        With every fact that is needed to decide and was not stated, and every word that is no fact.
    """
    problems: dict[tuple[str, str], Problem] = {}
    chosen = [step for step in steps if _applies(step, facts, file, problems)]
    if problems:
        raise InputError(list(problems.values()))
    ids = {step.id for step in chosen}
    return tuple(step for step in chosen if not (step.id == "A6F" and "A6B" in ids))


def _applies(step: Step, facts: ProjectFacts, file: str, problems: dict[tuple[str, str], Problem]) -> bool:
    condition = step.applies[facts.kind]
    if condition in ("yes", "no"):
        return condition == "yes"
    unknown, result = [], False
    for part in _conditions(condition):
        match = _BOUND.match(part)
        if match:
            number = facts.number(match[1])
            if number is None:
                unknown.append(match[1])
            elif match[2]:
                result |= number >= float(match[2])
            else:
                result |= float(match[3]) <= number < float(match[4])
        elif facts.knows(part):
            result |= facts.flag(part)
        else:
            problems[step.id, part] = Problem("the condition of the step {step} names a fact that is not known.",
                                              "Known facts stand in the page on approvals.", file="approval_steps", value=part,
                                              parameters={"step": step.id})  # fmt: skip
    if not result and step.id == "A6F" and unknown:
        return False  # decided, or asked for, at the book
    for name in unknown if not result else ():
        problems["", name] = Problem("this fact is needed to decide whether the step {step} applies.", "State it.", file=file, column=name,
                                     parameters={"step": f"{step.id} {step.zh}"})  # fmt: skip
    return result
