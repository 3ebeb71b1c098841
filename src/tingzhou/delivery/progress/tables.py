"""Progress as result tables: tasks with planned and actual days side by side, earned value, funnel, lights, what was dropped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import pandas as pd

from tingzhou.delivery.progress.earned import EarnedValue
from tingzhou.delivery.progress.forecast import Forecast, Light
from tingzhou.delivery.progress.funnel import Passage, ProjectStages, funnel_counts, passages
from tingzhou.delivery.progress.schedule import Dropped, Schedule
from tingzhou.labels import sentence
from tingzhou.tables import ResultTable

__all__ = ["dropped_table", "earned_table", "funnel_tables", "light_table", "task_table"]

_MONEY = ("bac", "pv", "ev", "ac", "cost_variance", "schedule_variance", "eac", "etc", "vac")
_DAYS = ("earned_schedule", "actual_time", "planned_duration", "schedule_variance_time", "forecast_duration")


def task_table(schedule: Schedule, dates: Mapping[str, Forecast]) -> ResultTable:
    """Return planned, actual and forecast days of every task side by side."""
    rows = [{"task": task.id, "title": schedule.title(task), "baseline_start": task.baseline_start, "baseline_finish": task.baseline_finish,
             "actual_start": task.actual_start, "actual_finish": task.actual_finish, "percent": task.percent,
             "forecast_start": dates[task.id].start, "forecast_finish": dates[task.id].finish, "decided_by": dates[task.id].decided_by}
            for task in schedule.leaves()]  # fmt: skip
    columns = ["task", "title", "baseline_start", "baseline_finish", "actual_start", "actual_finish", "percent", "forecast_start",
               "forecast_finish", "decided_by"]  # fmt: skip
    return ResultTable("progress_tasks", pd.DataFrame(rows, columns=columns), {"percent": "1"})


def earned_table(earned: EarnedValue) -> ResultTable:
    """Return the figures of earned value and earned schedule, one a row."""
    money = "CNY" if earned.weighted_by == "budget" else "d"
    rows = []
    for name in (*_MONEY, "cpi", "spi", "tcpi", *_DAYS, "spi_time"):
        value = getattr(earned, name)
        rows.append(
            {
                "measure": "pv_value" if name == "pv" else name,
                "value": value,
                "unit": money if name in _MONEY else "d" if name in _DAYS else "1",
            }
        )
    note = "No task has a budget: tasks weigh by their planned days, and nothing is said about money."
    return ResultTable(
        "earned_value", pd.DataFrame(rows).astype({"value": "float64"}), {}, (note,) if earned.weighted_by == "duration" else ()
    )


def light_table(found: Iterable[Light]) -> ResultTable:
    """Return the lights, worst first."""
    rows = [{"task": one.task, "title": one.name, "light": one.colour, "late": one.late, "cause": one.cause, "because_of": one.because_of,
             "responsible": one.responsible, "next_date": one.next_date, "forecast_finish": one.forecast_finish,
             "baseline_finish": one.baseline_finish, "note": one.note} for one in found]  # fmt: skip
    columns = [
        "task",
        "title",
        "light",
        "late",
        "cause",
        "because_of",
        "responsible",
        "next_date",
        "forecast_finish",
        "baseline_finish",
        "note",
    ]
    frame = pd.DataFrame(rows, columns=columns).astype({"late": "float64"})
    note = "Green: at most 7 days late against the baseline; yellow: up to 30; red: more; grey: no baseline."
    return ResultTable("progress_lights", frame, {"late": "d"}, (note,))


def dropped_table(dropped: Iterable[Dropped], lang: str) -> ResultTable:
    """Return what a file held and was not carried over."""
    rows = [{"what": one.what, "count": one.count, "why": sentence(one.why, lang)} for one in dropped]
    return ResultTable("dropped", pd.DataFrame(rows, columns=["what", "count", "why"]))


def funnel_tables(projects: Iterable[ProjectStages], on: dt.date) -> dict[str, ResultTable]:
    """Return counts by stage and the passages between stages."""
    listed = tuple(projects)
    counts = funnel_counts(listed, on)
    before = None
    rows = []
    for stage, count in counts.items():
        rows.append({"stage": stage, "projects": count, "share_of_before": count / before if before else None})
        before = count
    frame = pd.DataFrame(rows).astype({"share_of_before": "float64"})
    note = "Projects that have not passed yet count as waiting, not as quick; an empty quantile lies beyond what was watched."
    return {"funnel": ResultTable("funnel", frame, {"share_of_before": "1"}),
            "funnel_passages": ResultTable("funnel_passages", _passage_frame(passages(listed, on)), {"p10": "d", "p50": "d", "p90": "d",
                                                                                                       "longest_wait": "d"}, (note,))}  # fmt: skip


def _passage_frame(found: Iterable[Passage]) -> pd.DataFrame:
    rows = [{"stage_from": one.before, "stage_to": one.after, "came": one.came, "passed": one.passed, "waiting": one.waiting, "given_up": one.given_up,
             "p10": one.p10, "p50": one.p50, "p90": one.p90, "longest_wait": one.longest_wait} for one in found]  # fmt: skip
    return pd.DataFrame(rows).astype(dict.fromkeys(("p10", "p50", "p90", "longest_wait"), "float64"))
