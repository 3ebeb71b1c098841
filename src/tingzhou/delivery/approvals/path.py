"""The approval path of a project: three lengths, their gain by parallel handling, and the asked date against the lawful minimum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tingzhou.delivery.approvals.clocks import Stop, next_working_day
from tingzhou.delivery.approvals.facts import ProjectFacts
from tingzhou.delivery.approvals.graph import Handling, Path, dated, longest, maximum_days, minimum_days
from tingzhou.delivery.approvals.steps import Limit, Step, active_steps, built_in_steps, held_on
from tingzhou.delivery.calendars import Calendar
from tingzhou.labels import sentence

__all__ = ["ApprovalPath", "Asked", "approval_path", "span_of_working_days"]

START = "A18"  # start of construction, declared on the online platform


@dataclass(frozen=True)
class Asked:
    """An asked length against the lawful minimum.

    Parameters
    ----------
    days
        Calendar days asked for, counted from the day after acceptance.
    until
        The asked day.
    working_days
        Working days that the asked span holds from the day of acceptance; ``fewest`` and ``most`` over the days of a week.
    floor
        Compulsory publicity and notice on the longest path [wd].
    floor_day
        The earliest lawful day.
    share
        Part of their limits that the authorities may use at most: working days asked over the legal maximum [1].
    """

    days: int
    until: dt.date
    working_days: int
    fewest: int
    most: int
    floor: int
    floor_day: dt.date
    maximum: int
    maximum_day: dt.date
    share: float
    lawful: bool
    critical: str
    critical_zh: str
    facts: ProjectFacts

    def text(self, lang: str) -> str:
        """Return the answer as one sentence."""
        message = "{days} days asked: lawful with {facts}; publicity floor {floor} working days; critical: {critical}"
        if not self.lawful:
            message = ("{days} days asked: not lawful with {facts}; publicity floor {floor} working days, earliest lawful day {day}; "
                       "critical: {critical}")  # fmt: skip
        return sentence(message, lang, days=self.days, facts=self.facts.words(lang), floor=self.floor, day=self.floor_day,
                        critical=self.critical_zh if lang == "zh" else self.critical)  # fmt: skip


@dataclass(frozen=True)
class ApprovalPath:
    """The path of a project.

    Parameters
    ----------
    maximum, minimum
        Longest paths of legal maxima and of compulsory minima [wd].
    serial, joint, staged
        Sum one after another, longest path with site files side by side, and with station permits waiting for all of them [wd].
    dates_maximum, dates_minimum
        Step → day of acceptance and last day on the legal calendar.
    notes
        What must be known of the calendar (gettext ids).
    """

    facts: ProjectFacts
    steps: tuple[Step, ...]
    handling: Handling
    target: str
    accepted: dt.date
    maximum: Path
    minimum: Path
    serial: int
    graph: int
    joint: int
    staged: int
    dates_maximum: Mapping[str, tuple[dt.date, dt.date]]
    dates_minimum: Mapping[str, tuple[dt.date, dt.date]]
    asked: Asked | None
    notes: tuple[str, ...] = ()

    def step(self, one: str) -> Step:
        """Return a step by its id."""
        return next(step for step in self.steps if step.id == one)


def _maximum_limits(step: Step, handling: Handling) -> Sequence[Limit]:
    if step.maximum is None:
        return () if step.minimum is None else (step.minimum,)
    unit = "wd" if step.id in handling.as_working_days else step.maximum.unit
    limits = [Limit(step.maximum.value, unit)]
    for word, length in step.aside.items():
        if (word == "ext" and handling.extensions) or (word not in ("ext", "local", "assumption") and handling.reviews):
            limits.append(length)
    return limits


def _minimum_limits(step: Step) -> Sequence[Limit]:
    return () if step.minimum is None else (step.minimum,)


def approval_path(facts: ProjectFacts, accepted: dt.date, calendar: Calendar, *, steps: Iterable[Step] | None = None,
                  handling: Handling | None = None, target: str = START, asked: int | None = None, without: Iterable[str] = (),
                  starts: Mapping[str, dt.date] | None = None, stops: Mapping[str, Sequence[Stop]] | None = None) -> ApprovalPath:  # fmt: skip
    """Return the path of a project whose first files are accepted on a day.

    Parameters
    ----------
    facts
        What switches steps on.
    accepted
        Day of acceptance; it chooses the versions of the rules.
    calendar
        Legal working days that reach as far as the longest path.
    handling
        How files are handled; the compulsory minimum is always that of the graph of the law, side by side where ``handling`` says so.
    asked
        Calendar days asked for between acceptance and the target.
    without
        Steps that are not needed here for another reason, for instance because they are done.
    starts
        Days before which single steps are not accepted.

    stops
        Step → spans in which its clock stood, each with its reason; they move the legal maximum, not the compulsory minimum.

    Raises
    ------
    InputError
        When a fact is missing, a rule is not known for the day, or the calendar is too short.
    """
    way = handling or Handling()
    skipped = set(without)
    active = tuple(step for step in active_steps(held_on(built_in_steps() if steps is None else steps, accepted), facts)
                   if step.id not in skipped)  # fmt: skip

    def most(step: Step) -> int | None:
        known = maximum_days(step, way)
        return minimum_days(step) if known is None else known

    def lengths(mode: str) -> int:
        return longest(active, most, Handling(mode, way.extensions, way.reviews, way.as_working_days), target).length

    maximum = longest(active, most, way, target)
    unknown = tuple(one for one in maximum.end if next(step for step in active if step.id == one).maximum is None)
    maximum = Path(maximum.length, maximum.critical, maximum.begin, maximum.end, maximum.slack, unknown)
    quickest = Handling("graph" if way.mode == "serial" else way.mode)
    minimum = longest(active, minimum_days, quickest, target)
    latest = dated(active, lambda step: _maximum_limits(step, way), way, target, accepted, calendar, starts, stops)
    earliest = dated(active, _minimum_limits, quickest, target, accepted, calendar, starts)
    answer = None if asked is None else _asked(facts, active, asked, accepted, calendar, maximum, minimum, latest[target][1],
                                               earliest[target][1])  # fmt: skip
    return ApprovalPath(facts, active, way, target, accepted, maximum, minimum, lengths("serial"), lengths("graph"), lengths("joint"),
                        lengths("staged"), latest, earliest, answer, calendar.notes)  # fmt: skip


def span_of_working_days(days: int) -> tuple[int, int]:
    """Return the fewest and the most working days that ``days`` days after an acceptance hold in weeks without days off."""
    counts = [sum((weekday + ahead) % 7 < 5 for ahead in range(1, days + 1)) for weekday in range(7)]
    return min(counts), max(counts)


def _asked(facts: ProjectFacts, steps: Sequence[Step], days: int, accepted: dt.date, calendar: Calendar, maximum: Path, minimum: Path,
           maximum_day: dt.date, floor_day: dt.date) -> Asked:  # fmt: skip
    until = accepted + dt.timedelta(days=days)
    held = calendar.working_days(accepted, until)
    lawful = floor_day <= until
    names = {step.id: step for step in steps}
    way = [one for one in (maximum if lawful else minimum).critical if names[one].group != "start"]
    fewest, most = span_of_working_days(days)
    return Asked(days, until, held, fewest, most, minimum.length, floor_day, maximum.length, maximum_day,
                 held / maximum.length if maximum.length else 1.0, lawful, " → ".join(names[one].en for one in way),
                 " → ".join(names[one].zh for one in way), facts)  # fmt: skip


def first_day(accepted: dt.date, calendar: Calendar) -> dt.date:
    """Return the day on which a file handed in on ``accepted`` can be accepted: itself or the next working day."""
    return next_working_day(accepted, calendar)
