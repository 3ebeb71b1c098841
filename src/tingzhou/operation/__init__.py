"""Production simulation: the planned base over every hour, whole units switched on and off, window by window."""

from tingzhou.operation.finish import finish
from tingzhou.operation.outages import Outage, Outages, draw_outages
from tingzhou.operation.prepare import ready
from tingzhou.operation.result import OperationResult, WindowRecord
from tingzhou.operation.rolling import Kept, Plan, Settings, Simulated, simulate, year_plan

__all__ = [
    "Kept",
    "OperationResult",
    "Outage",
    "Outages",
    "Plan",
    "Settings",
    "Simulated",
    "WindowRecord",
    "draw_outages",
    "finish",
    "ready",
    "simulate",
    "year_plan",
]
