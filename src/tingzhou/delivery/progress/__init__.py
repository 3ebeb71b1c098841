"""Progress: schedules of other tools, frozen baselines, actuals, earned value and schedule, the funnel, lights with cause."""

from tingzhou.delivery.progress.baseline import (
    Actual,
    Baseline,
    apply_actuals,
    apply_baseline,
    freeze,
    read_actuals,
    read_baseline,
    write_baseline,
)
from tingzhou.delivery.progress.earned import EarnedValue, earned_value, planned_curve
from tingzhou.delivery.progress.forecast import Forecast, Issue, Light, calendars_of, forecast, lights, read_issues, risk_network
from tingzhou.delivery.progress.funnel import STAGES, ProjectStages, Survival, funnel_counts, kaplan_meier, passages, read_stages
from tingzhou.delivery.progress.mspdi import read_mspdi, write_mspdi
from tingzhou.delivery.progress.schedule import Dropped, Schedule, ScheduleCalendar, ScheduleLink, ScheduleTask, check_schedule
from tingzhou.delivery.progress.sheet import read_rows, write_sheet
from tingzhou.delivery.progress.tables import dropped_table, earned_table, funnel_tables, light_table, task_table
from tingzhou.delivery.progress.xer import read_xer, write_xer

__all__ = ["STAGES", "Actual", "Baseline", "Dropped", "EarnedValue", "Forecast", "Issue", "Light", "ProjectStages", "Schedule",
           "ScheduleCalendar", "ScheduleLink", "ScheduleTask", "Survival", "apply_actuals", "apply_baseline", "calendars_of",
           "check_schedule", "dropped_table", "earned_table", "earned_value", "forecast", "freeze", "funnel_counts", "funnel_tables",
           "kaplan_meier", "light_table", "lights", "passages", "planned_curve", "read_actuals", "read_baseline", "read_issues",
           "read_mspdi", "read_rows", "read_stages", "read_xer", "risk_network", "task_table", "write_baseline", "write_mspdi",
           "write_sheet", "write_xer"]  # fmt: skip
