"""Earned value and earned schedule.

    PV(t)  planned value: budget of a task spread evenly over the worked days of its baseline     EV = Σ budget · share done
    CPI = EV / AC     SPI = EV / PV     EAC = BAC / CPI     TCPI = (BAC − EV) / (BAC − AC)
    ES: the time at which the plan had earned what is earned now, PV(ES) = EV     SPI(t) = ES / AT     IEAC(t) = PD / SPI(t)

Unlike SPI, SPI(t) does not end at 1 for a project that ends late. Reference: W. Lipke, Schedule is Different, The Measurable News
(2003); ANSI/EIA-748 for earned value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.delivery.calendars import Calendar, every_day
from tingzhou.delivery.progress.schedule import Schedule, ScheduleTask
from tingzhou.errors import InputError, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["EarnedValue", "earned_value", "planned_curve"]


@dataclass(frozen=True)
class EarnedValue:
    """Figures on the evening of ``status``; money [CNY], times [d] since the baseline's start; ``None`` where a figure has no meaning.

    ``weighted_by`` is ``budget``, or ``duration`` when no task has a budget: then the figures are planned days, and money is unknown.
    """

    status: dt.date
    weighted_by: str
    bac: float
    pv: float
    ev: float
    ac: float | None
    cpi: float | None
    spi: float | None
    cost_variance: float | None
    schedule_variance: float
    eac: float | None
    etc: float | None
    vac: float | None
    tcpi: float | None
    earned_schedule: float
    actual_time: float
    planned_duration: float
    spi_time: float | None
    schedule_variance_time: float
    forecast_duration: float | None
    forecast_finish: dt.date | None


def _weights(tasks: tuple[ScheduleTask, ...]) -> tuple[str, NDArray[np.float64]]:
    budgets = np.array([task.budget or 0.0 for task in tasks])
    if budgets.sum() > 0:
        return "budget", budgets
    days = [
        (task.baseline_finish - task.baseline_start).days + 1.0 if task.baseline_start and task.baseline_finish else 0.0
        for task in tasks
    ]
    return "duration", np.array([0.0 if task.milestone else day for task, day in zip(tasks, days, strict=True)])


def planned_curve(schedule: Schedule, calendars: Mapping[str, Calendar] | None = None) -> tuple[dt.date, NDArray[np.float64]]:
    """Return the first day of the baseline and planned value at every boundary from then on, shape (days + 1,).

    Raises
    ------
    InputError
        When tasks with a budget have no baseline.
    """
    tasks = schedule.leaves()
    _, weights = _weights(tasks)
    lacking = [
        task
        for task, weight in zip(tasks, weights, strict=True)
        if weight > 0 and (task.baseline_start is None or task.baseline_finish is None)
    ]
    planned = [(task.baseline_start, task.baseline_finish, weight) for task, weight in zip(tasks, weights, strict=True)
               if task.baseline_start is not None and task.baseline_finish is not None]  # fmt: skip
    if lacking or not planned:
        raise InputError([Problem("the task {task} has no baseline: planned value cannot be told.", "Freeze a baseline first.", value=task.name,
                                  parameters={"task": task.id}) for task in lacking or tasks])  # fmt: skip
    first = min(start for start, _, _ in planned)
    last = max(max(finish, start) for start, finish, _ in planned)
    curve = np.zeros((last - first).days + 2)
    names = [task.calendar for task in tasks if task.baseline_start is not None and task.baseline_finish is not None]
    for (start, finish, weight), name in zip(planned, names, strict=True):
        begin, end = (start - first).days, (max(finish, start) - first).days + 1
        days = _worked(name, start, max(finish, start), calendars)
        steps = np.cumsum(days) / days.sum()
        curve[begin + 1 : end + 1] += weight * steps
        curve[end + 1 :] += weight
    return first, curve


def _worked(name: str, start: dt.date, finish: dt.date, calendars: Mapping[str, Calendar] | None) -> NDArray[np.float64]:
    """Return weights of the days of a span: worked days of the task's calendar, or all days when it has none or rests throughout."""
    calendar = (calendars or {}).get(name) or every_day(start, finish)
    low, high = (start - calendar.first).days, (finish - calendar.first).days + 1
    if low < 0 or high > calendar.size or not calendar.worked[low:high].any():
        return np.ones((finish - start).days + 1)
    return calendar.worked[low:high].astype(np.float64)


def earned_value(schedule: Schedule, status: dt.date, calendars: Mapping[str, Calendar] | None = None) -> EarnedValue:
    """Return the figures of a schedule with baseline and actuals on the evening of ``status``.

    Raises
    ------
    InputError
        When tasks that weigh have no baseline.
    """
    tasks = schedule.leaves()
    by, weights = _weights(tasks)
    first, curve = planned_curve(schedule, calendars)
    bac = float(weights.sum())
    if bac <= 0:
        raise InputError(Problem("no task has a budget or a length: there is nothing to earn.", "State budgets."))
    earned = float((weights * np.array([task.percent for task in tasks])).sum())
    time = float((status - first).days + 1)
    planned = float(np.interp(time, np.arange(curve.size), curve))
    spent = [task.actual_cost for task in tasks if task.actual_cost is not None]
    actual = float(sum(spent)) if spent and by == "budget" else None
    cpi = earned / actual if actual else None
    eac = bac / cpi if cpi else None
    schedule_time = _earned_time(curve, earned)
    length = float(np.argmax(curve >= bac * (1.0 - 1e-12)))
    spi_time = schedule_time / time if time > 0 else None
    forecast = length / spi_time if spi_time else None
    return EarnedValue(
        status, by, bac, planned, earned, actual, cpi, earned / planned if planned > 0 else None,
        None if actual is None else earned - actual, earned - planned, eac, None if eac is None or actual is None else eac - actual,
        None if eac is None else bac - eac, (bac - earned) / (bac - actual) if actual is not None and bac > actual else None,
        schedule_time, time, length, spi_time, schedule_time - time, forecast,
        None if forecast is None or forecast > 36_500 else first + dt.timedelta(days=int(np.ceil(forecast - 1e-9)) - 1))  # fmt: skip


def _earned_time(curve: NDArray[np.float64], earned: float) -> float:
    """Return the earliest time at which the plan had earned this much [d]."""
    place = int(np.searchsorted(curve, earned * (1.0 - 1e-12), side="left"))
    if place == 0:
        return 0.0
    if place >= curve.size:
        return float(curve.size - 1)
    low, high = curve[place - 1], curve[place]
    return float(place - 1 + (min(earned, high) - low) / (high - low))
