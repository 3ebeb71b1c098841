"""The independent checker: every limit of a plan or schedule recomputed from the tables, by other code than the models use.

It goes through time half month by half month (or unit by unit) and counts; it knows nothing of columns, rows or steps. A plan that it
faults is not written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tingzhou.delivery.days import DaySchedule
    from tingzhou.delivery.portfolio.problem import Factor, Portfolio, Project
    from tingzhou.delivery.scheduling.instance import Instance

__all__ = ["Dated", "check_days", "check_plan", "check_schedule"]

Finding = tuple[str, Mapping[str, object]]
_SLACK = 1e-6


@dataclass(frozen=True)
class Dated:
    """A project of a plan: mode and first half month."""

    project: str
    mode: str
    start: int


class _Work:
    """When a dated project is worked and finished, found by walking through the half months."""

    def __init__(self, portfolio: Portfolio, dated: Dated) -> None:
        self.project: Project = next(one for one in portfolio.projects if one.id == dated.project)
        self.mode = next(one for one in self.project.modes if one.name == dated.mode)
        self.start = dated.start
        self.periods: list[int] = []
        left = self.mode.days
        period = dated.start
        while left > 1e-6 * 365:
            if not (self.mode.winter_stop and portfolio.periods.stopped(period)):
                self.periods.append(period)
                left -= 365.25 / 24
            period += 1
        self.finish = period

    def uses(self, factor: str) -> list[tuple[float, str, tuple[float, ...], float]]:
        """Return amount, timing, shares and repayment of each use of a factor in this mode."""
        return [(use.amount, use.timing, use.shares, use.repay_years) for use in self.project.uses
                if use.factor == factor and use.mode in ("", self.mode.name)]  # fmt: skip


def check_plan(portfolio: Portfolio, plan: Sequence[Dated]) -> list[Finding]:
    """Return every limit that a plan breaks, as sentences with their fields; an empty list means that it stands."""
    findings: list[Finding] = []
    seen: set[str] = set()
    work: dict[str, _Work] = {}
    for dated in plan:
        if dated.project in seen:
            findings.append(("{project} stands in the plan twice.", {"project": dated.project}))
            continue
        seen.add(dated.project)
        try:
            work[dated.project] = _Work(portfolio, dated)
        except StopIteration:
            findings.append(("{project} or its mode {mode} does not exist.", {"project": dated.project, "mode": dated.mode}))
    for one in work.values():
        findings += _dates(portfolio, one)
    for factor in portfolio.factors:
        match factor.kind:
            case "quota":
                findings += _quota(portfolio, factor, work)
            case "renewable":
                findings += _renewable(portfolio, factor, work)
            case _:
                findings += _level(portfolio, factor, work)
    return findings + _links(portfolio, work)


def _dates(portfolio: Portfolio, one: _Work) -> list[Finding]:
    findings: list[Finding] = []
    project = one.project
    name: dict[str, object] = {"project": project.id}
    if one.start < max(project.earliest, one.mode.earliest, 0):
        findings.append(("{project} begins before its first lawful day.", name))
    last = portfolio.periods.count - 1 if project.latest is None else project.latest
    if one.start > last:
        findings.append(("{project} begins after its latest start.", name))
    if project.latest is None and one.finish > portfolio.periods.count:
        findings.append(("{project} is not finished within the horizon.", name))
    if one.mode.winter_stop and portfolio.periods.stopped(one.start):
        findings.append(("{project} begins in the winter stop.", name))
    return findings


def _quota(portfolio: Portfolio, factor: Factor, work: Mapping[str, _Work]) -> list[Finding]:
    findings: list[Finding] = []
    carried = 0.0
    for year in range(portfolio.periods.years + 1):  # and the year after, when everything is in operation
        used = sum(_used_in(portfolio, one, factor.id, year) for one in work.values())
        available = factor.limits[min(year, portfolio.periods.years - 1)] + factor.carry_over * carried
        carried = available - used
        if carried < -_SLACK * max(available, 1.0):
            findings.append(("{factor} {year}: {used} used, {available} available.",
                             {"factor": factor.id, "year": portfolio.periods.first_year + year, "used": f"{used:g}", "available": f"{available:g}"}))  # fmt: skip
    return findings


def _used_in(portfolio: Portfolio, one: _Work, factor: str, year: int) -> float:
    """Return what a project takes of a yearly quota in a year."""
    inside = range(24 * year, 24 * year + 24)
    total = 0.0
    for amount, timing, shares, _ in one.uses(factor):
        if timing == "start":
            total += amount if one.start in inside else 0.0
        elif timing == "construction":
            total += amount * sum(period in inside for period in one.periods) / len(one.periods)
        elif timing == "shares":
            since = year - one.start // 24
            total += amount * shares[since] if 0 <= since < len(shares) else 0.0
        else:
            total += amount * sum(period >= one.finish for period in inside) / 24
    return total


def _renewable(portfolio: Portfolio, factor: Factor, work: Mapping[str, _Work]) -> list[Finding]:
    findings: list[Finding] = []
    for period in range(portfolio.periods.count):
        used = sum(amount for one in work.values() if period in one.periods for amount, _, _, _ in one.uses(factor.id))
        if used > factor.limits[period // 24] * (1 + _SLACK) + _SLACK:
            findings.append(("{factor} {day}: {used} used, {available} available.",
                             {"factor": factor.id, "day": portfolio.periods.first_day(period), "used": f"{used:g}",
                              "available": f"{factor.limits[period // 24]:g}"}))  # fmt: skip
            break
    return findings


def _level(portfolio: Portfolio, factor: Factor, work: Mapping[str, _Work]) -> list[Finding]:
    """Credit outstanding, or capacity of a site taken, at every half month."""
    for period in range(portfolio.periods.count + 1):
        limit = factor.limits[min(period // 24, portfolio.periods.years - 1)]
        provider = work.get(factor.provider)
        if provider is not None and provider.finish <= period:
            limit += factor.provided
        used = 0.0
        for one in work.values():
            for amount, _, _, years in one.uses(factor.id):
                if factor.kind == "site":
                    used += amount if one.finish <= period else 0.0
                else:
                    tranches = one.periods[::6]
                    drawn = amount * sum(day <= period for day in tranches) / len(tranches)
                    count = -int(-years // 1)
                    repaid = amount * sum(one.finish + 24 * (k + 1) <= period for k in range(count)) / count
                    used += drawn - repaid
        if used > limit * (1 + _SLACK) + _SLACK:
            return [("{factor} {day}: {used} used, {available} available.",
                     {"factor": factor.id, "day": portfolio.periods.first_day(period), "used": f"{used:g}", "available": f"{limit:g}"})]  # fmt: skip
    return []


def _links(portfolio: Portfolio, work: Mapping[str, _Work]) -> list[Finding]:
    findings: list[Finding] = []
    for link in portfolio.links:
        one, other = work.get(link.project), work.get(link.other)
        fields: dict[str, object] = {"project": link.project, "other": link.other}
        if link.kind in ("excludes", "alternative"):
            if one is not None and other is not None:
                findings.append(("{project} and {other} exclude each other.", fields))
            continue
        if one is None:
            continue
        if other is None:
            findings.append(("{project} needs {other}, which is not in the plan.", fields))
            continue
        wait = 0
        while wait * 365.25 / 24 < link.lag - 1e-6:
            wait += 1
        held = {"finish_start": one.start >= other.finish + wait, "finish_finish": one.finish >= other.finish + wait,
                "start_start": one.start >= other.start + wait, "requires": True}[link.kind]  # fmt: skip
        if not held:
            findings.append(("{project} does not wait for {other}.", fields))
    return findings


def check_schedule(
    instance: Instance,
    start: Sequence[int],
    end: Sequence[int],
    mode: Sequence[int],
    calendars: Mapping[str, Sequence[bool]] | None = None,
) -> list[Finding]:
    """Return every limit that a schedule breaks: order, releases, durations on their calendars, capacities, budgets."""
    findings: list[Finding] = []
    for number, one in enumerate(instance.activities):
        name: dict[str, object] = {"number": number + 1}
        if start[number] < one.release:
            findings.append(("activity {number} begins before its release.", name))
        if any(start[number] < end[other] for other in one.after):
            findings.append(("activity {number} does not wait for what comes before it.", name))
        worked = (calendars or {}).get(one.calendar)
        span = range(start[number], end[number])
        done = len(span) if worked is None else sum(bool(worked[t]) for t in span)
        needed = one.modes[mode[number]].duration
        idle = worked is not None and needed and not worked[end[number] - 1]
        if done != needed or idle:
            findings.append(("activity {number} works {done} units instead of {needed}.", {**name, "done": done, "needed": needed}))
    for resource, capacity in enumerate(instance.capacity):
        for time in range(max(end, default=0)):
            used = sum(one.modes[mode[n]].demand[resource] for n, one in enumerate(instance.activities)
                       if start[n] <= time < end[n] and one.modes[mode[n]].demand)  # fmt: skip
            if used > capacity:
                findings.append(("resource {resource} at {time}: {used} used, {available} available.",
                                 {"resource": resource + 1, "time": time, "used": used, "available": capacity}))  # fmt: skip
                break
    for which, budget in enumerate(instance.budget):
        spent = sum(one.modes[mode[n]].consumed[which] for n, one in enumerate(instance.activities) if one.modes[mode[n]].consumed)
        if spent > budget:
            findings.append(
                ("budget {which}: {used} used, {available} available.", {"which": which + 1, "used": spent, "available": budget})
            )
    return findings


def check_days(schedules: Sequence[DaySchedule]) -> list[Finding]:
    """Return what is wrong with day schedules: order, calendars and crews, and dates that are not those of the solved instance."""
    findings: list[Finding] = []
    for one in schedules:
        findings += check_schedule(one.instance, one.start, one.end, [0] * len(one.start), one.calendars)
        finish = {stage.template.id: stage.finish for stage in one.stages}
        for stage in one.stages:
            if any(finish[before] >= stage.start for before in stage.template.after):
                findings.append(
                    (
                        "{project} does not wait for {other}.",
                        {"project": stage.template.id, "other": ", ".join(stage.template.after)},
                    )
                )
    return findings
