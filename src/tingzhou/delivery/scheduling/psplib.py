"""Texts in the format of the well-known project scheduling library (single mode, several modes, several projects) and of Patterson."""

from __future__ import annotations

import re

from tingzhou.delivery.scheduling.instance import Activity, ActivityMode, Instance
from tingzhou.errors import InputError, Problem

__all__ = ["read_patterson", "read_psplib", "write_psplib"]


def read_psplib(text: str, name: str = "") -> Instance:
    """Return the instance of a ``.sm`` or ``.mm`` text; release and due dates of its projects are kept.

    Raises
    ------
    InputError
        Naming every section and line that does not fit.
    """
    reader = _Reader(text, name)
    jobs = reader.figure(r"jobs \(incl\. supersource/sink \)")
    renewable, nonrenewable = reader.figure("- renewable"), reader.figure("- nonrenewable")
    precedence = reader.section("PRECEDENCE RELATIONS")
    requests = reader.section("REQUESTS/DURATIONS")
    available = reader.section("RESOURCEAVAILABILITIES")
    projects = reader.section("PROJECT INFORMATION")
    reader.stop()
    successors: dict[int, list[int]] = {}
    for line, figures in precedence:
        if len(figures) < 3 or len(figures) != 3 + figures[2]:
            reader.refuse(line, "the line states another number of successors than it lists.")
        else:
            successors[figures[0]] = figures[3:]
    modes = _modes(reader, requests, renewable + nonrenewable)
    if sorted(successors) != list(range(1, jobs + 1)) or sorted(modes) != list(range(1, jobs + 1)):
        reader.refuse(None, "the sections do not state every one of the {jobs} jobs.", jobs=jobs)
    limits = available[-1][1] if available else []
    if len(limits) != renewable + nonrenewable:
        reader.refuse(available[-1][0] if available else None, "there are {count} resources, but other figures of availability.",
                      count=renewable + nonrenewable)  # fmt: skip
    reader.stop()
    after: dict[int, list[int]] = {job: [] for job in range(1, jobs + 1)}
    for job, others in successors.items():
        for other in others:
            if other not in after:
                reader.refuse(None, "job {job} is followed by job {other}, which does not exist.", job=job, other=other)
            else:
                after[other].append(job)
    reader.stop()
    owner, releases = _projects(projects, jobs)
    activities = tuple(
        Activity(tuple(ActivityMode(d, tuple(n[:renewable]), tuple(n[renewable:])) for d, n in modes[job]), tuple(one - 1 for one in after[job]),
                 releases[owner[job - 1]] if owner else 0)
        for job in range(1, jobs + 1)
    )  # fmt: skip
    due = tuple(figures[3] for _, figures in projects if len(figures) > 3)
    return Instance(activities, tuple(limits[:renewable]), tuple(limits[renewable:]), tuple(owner), due)


def _modes(reader: _Reader, requests: list[tuple[int, list[int]]], resources: int) -> dict[int, list[tuple[int, list[int]]]]:
    """Return (duration, needs) of each mode by job; further modes of a job leave its number out."""
    modes: dict[int, list[tuple[int, list[int]]]] = {}
    job = 0
    for line, figures in requests:
        if len(figures) == resources + 3:
            job, rest = figures[0], figures[1:]
        elif len(figures) == resources + 2 and job:
            rest = figures
        else:
            reader.refuse(line, "the line does not hold job, mode, duration and one figure per resource.")
            continue
        modes.setdefault(job, []).append((rest[1], rest[2:]))
    return modes


def _projects(projects: list[tuple[int, list[int]]], jobs: int) -> tuple[list[int], list[int]]:
    """Return the project of each job and the release dates; jobs follow each other project by project, between source and sink."""
    rows = [figures for _, figures in projects if len(figures) >= 4]
    if len(rows) < 2:
        return ([0] * jobs, [rows[0][2]]) if rows else ([], [])
    owner = [0]
    for number, figures in enumerate(rows):
        owner += [number] * figures[1]
    owner = (owner + [len(rows) - 1] * jobs)[:jobs]
    return owner, [figures[2] for figures in rows]


class _Reader:
    """Lines of the text with their numbers, and the problems found."""

    def __init__(self, text: str, name: str) -> None:
        self.lines = text.splitlines()
        self.name = name
        self.problems: list[Problem] = []

    def refuse(self, line: int | None, message: str, /, **parameters: object) -> None:
        """Note a problem."""
        self.problems.append(Problem(message, file=self.name, row=line, parameters=parameters))

    def stop(self) -> None:
        """Raise what was noted."""
        if self.problems:
            raise InputError(self.problems)

    def figure(self, key: str) -> int:
        """Return the figure behind a key of the head."""
        for line in self.lines:
            found = re.match(rf"\s*{key}\s*:\s*(\d+)", line)
            if found:
                return int(found[1])
        self.problems.append(Problem("the line '{key}' is missing.", file=self.name, parameters={"key": key.replace("\\", "")}))
        return 0

    def section(self, title: str) -> list[tuple[int, list[int]]]:
        """Return the lines of figures of a section."""
        begin = next((number for number, line in enumerate(self.lines) if line.strip().startswith(title)), None)
        if begin is None:
            self.problems.append(Problem("the section '{title}' is missing.", file=self.name, parameters={"title": title}))
            return []
        rows = []
        for number in range(begin + 1, len(self.lines)):
            line = self.lines[number].strip()
            if line.startswith("***"):
                break
            if re.fullmatch(r"[\d\s]+", line):
                rows.append((number + 1, [int(part) for part in line.split()]))
            elif rows and line and not line.startswith("-"):
                self.refuse(number + 1, "the line holds something that is no whole number.")
        return rows


def write_psplib(instance: Instance, *, horizon: int = 0) -> str:
    """Return an instance as text, so that other solvers can read it. The first and last activity have to be source and sink."""
    stars = "*" * 72
    jobs, successors = len(instance.activities), instance.successors()
    total = horizon or sum(max(mode.duration for mode in one.modes) for one in instance.activities)
    lines = [stars, "projects                      :  1", f"jobs (incl. supersource/sink ):  {jobs}", f"horizon                       :  {total}",
             "RESOURCES", f"  - renewable                 :  {len(instance.capacity)}   R", f"  - nonrenewable              :  {len(instance.budget)}   N",
             "  - doubly constrained        :  0   D", stars, "PROJECT INFORMATION:", "pronr.  #jobs rel.date duedate tardcost  MPM-Time",
             f"    1     {jobs - 2}      0       {instance.due[0] if instance.due else total}        0       0", stars,
             "PRECEDENCE RELATIONS:", "jobnr.    #modes  #successors   successors"]  # fmt: skip
    for number, activity in enumerate(instance.activities):
        after = successors[number]
        lines.append("  ".join(str(one) for one in (number + 1, len(activity.modes), len(after), *(one + 1 for one in after))))
    lines += [stars, "REQUESTS/DURATIONS:", "jobnr. mode duration  resources", "-" * 72]
    for number, activity in enumerate(instance.activities):
        for place, mode in enumerate(activity.modes):
            head = [number + 1] if not place else []
            demand = mode.demand or (0,) * len(instance.capacity)
            lines.append(
                "  ".join(
                    str(one) for one in (*head, place + 1, mode.duration, *demand, *(mode.consumed or (0,) * len(instance.budget)))
                )
            )
    lines += [
        stars,
        "RESOURCEAVAILABILITIES:",
        "  R  N",
        "  ".join(str(one) for one in (*instance.capacity, *instance.budget)),
        stars,
    ]
    return "\n".join(lines) + "\n"


def read_patterson(text: str, name: str = "") -> Instance:
    """Return the instance of a text in Patterson's format: counts, capacities, then duration, needs and successors of each job."""
    figures = [int(part) for part in re.findall(r"-?\d+", text)]
    place = 0

    def take(count: int) -> list[int]:
        nonlocal place
        if place + count > len(figures):
            raise InputError(Problem("the text ends before every job is stated.", file=name))
        place += count
        return figures[place - count : place]

    jobs, resources = take(2)
    capacity = take(resources)
    modes, after = [], [[] for _ in range(jobs)]  # type: list[ActivityMode], list[list[int]]
    for job in range(jobs):
        duration, *needs = take(1 + resources)
        modes.append(ActivityMode(duration, tuple(needs)))
        for other in take(take(1)[0]):
            if not 1 <= other <= jobs:
                raise InputError(Problem("job {job} is followed by job {other}, which does not exist.", file=name,
                                         parameters={"job": job + 1, "other": other}))  # fmt: skip
            after[other - 1].append(job)
    return Instance(tuple(Activity((mode,), tuple(before)) for mode, before in zip(modes, after, strict=True)), tuple(capacity))
