"""Level 2: resource-constrained schedules of activities, one mode or several, with calendars; readers and generators of instances."""

from tingzhou.delivery.scheduling.bounds import lower_bound
from tingzhou.delivery.scheduling.instance import Activity, ActivityMode, Instance, combine
from tingzhou.delivery.scheduling.progen import generate_instance
from tingzhou.delivery.scheduling.psplib import read_patterson, read_psplib, write_psplib
from tingzhou.delivery.scheduling.solve import Schedule, schedule

__all__ = [
    "Activity",
    "ActivityMode",
    "Instance",
    "Schedule",
    "combine",
    "generate_instance",
    "lower_bound",
    "read_patterson",
    "read_psplib",
    "schedule",
    "write_psplib",
]
