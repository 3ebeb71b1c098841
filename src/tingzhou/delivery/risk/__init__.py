"""Risk: dates as distributions. A fixed graph of tasks on calendars, run a few thousand times at once."""

from tingzhou.delivery.risk.answers import Driver, StartCurve, connection, drivers, start_curve
from tingzhou.delivery.risk.events import read_events
from tingzhou.delivery.risk.network import (
    CriticalPath,
    ScheduleNetwork,
    Task,
    critical_path,
    net_of_calendar,
    schedule_network,
    with_actuals,
)
from tingzhou.delivery.risk.portfolio import ChosenProject, Stage, Tie, connections, portfolio_network, spread_of
from tingzhou.delivery.risk.simulate import RUNS, Draws, Event, Simulation, draw, finish_when_moved, quantile_days, simulate
from tingzhou.delivery.risk.tables import curve_table, driver_table, milestone_table, project_risk_table

__all__ = [
    "RUNS",
    "ChosenProject",
    "CriticalPath",
    "Draws",
    "Driver",
    "Event",
    "ScheduleNetwork",
    "Simulation",
    "Stage",
    "StartCurve",
    "Task",
    "Tie",
    "connection",
    "connections",
    "critical_path",
    "curve_table",
    "draw",
    "driver_table",
    "drivers",
    "finish_when_moved",
    "milestone_table",
    "net_of_calendar",
    "portfolio_network",
    "project_risk_table",
    "quantile_days", "read_events",
    "schedule_network",
    "simulate",
    "spread_of",
    "start_curve",
    "with_actuals",
]  # fmt: skip
