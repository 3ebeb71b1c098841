"""The delivery curve of a line as a value: which levels it has, in which hours each holds, and what limits them.

A family (flat, day–night, three-step, typical days, free, following a load, given) is a way to divide the hours into classes of one
level each; everything else (steps, changes, shortest hold, floor, ceiling, ramp, outages) is said in the same words for all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.hours import Hours

__all__ = ["FAMILIES", "LEVELS", "DeliveryCurve", "curve_classes"]

FAMILIES = ("flat", "day_night", "three_step", "typical_days", "free", "follow", "given")
LEVELS = ("relaxed", "integer", "rounded")


@dataclass(frozen=True, eq=False)
class DeliveryCurve:
    """The scheduled sending power of a line, as a share of its capacity [1].

    Parameters
    ----------
    id, route
        Its name; the process of the line. The line sends what the curve says in every hour.
    family
        One of ``FAMILIES``.
    classes
        Class of every covered hour, shape (base_size,): hours of one class have one level. −1 in an outage: nothing is sent.
    groups
        Classes in the order of time, shape (G, N): the 24 hours of each typical day (``cyclic``: the day follows itself), or the
        hours of the span in one row. Changes, hold and ramp are counted along the rows; −1 pads.
    day
        Day of each place of a row, shape (N,): changes are counted for each.
    given
        The curve itself [1], shape (base_size,), when it is not decided.
    shape
        Receiving load that a following curve goes with, largest value 1, shape (base_size,): the level is ``base + slope · shape``
        with a base and a slope of each class.
    levels
        ``relaxed``, ``integer`` (whole steps are decided in the program), or ``rounded`` (decided as relaxed, then rounded to whole
        steps within every limit and solved again).
    step, changes, hold, ramp
        Size of a step [1]; most changes of level a day; shortest hold of a level [h]; largest change from hour to hour [1/h].
    floor, ceiling
        Least and largest level outside an outage [1], per class.
    shed
        Process that stands for energy of the curve which is not sent; ``None``: the curve must be kept.
    """

    id: str
    route: str
    family: str
    classes: NDArray[np.int64]
    floor: NDArray[np.float64]
    ceiling: NDArray[np.float64]
    groups: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    day: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    cyclic: bool = False
    given: NDArray[np.float64] | None = None
    shape: NDArray[np.float64] | None = None
    levels: str = "relaxed"
    step: float | None = None
    changes: int | None = None
    hold: int = 1
    ramp: float | None = None
    shed: str | None = None

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        if self.family not in FAMILIES or self.levels not in LEVELS:
            raise UsageError("a delivery curve has one of the families {families} and of the levels {levels}",
                             families=", ".join(FAMILIES), levels=", ".join(LEVELS))  # fmt: skip
        if (self.floor > self.ceiling + 1e-12).any():
            raise UsageError("the floor of the delivery curve {name} lies above its ceiling", name=self.id)
        if self.levels != "relaxed" and self.given is None and not (self.step and self.step > 0):
            raise UsageError("whole steps of the delivery curve {name} need the size of a step", name=self.id)

    @property
    def count(self) -> int:
        """Number of classes K."""
        return int(self.floor.size)

    @property
    def decided(self) -> bool:
        """Whether the program decides the curve."""
        return self.given is None

    @property
    def running(self) -> NDArray[np.bool_]:
        """Hours outside an outage, shape (base_size,)."""
        running: NDArray[np.bool_] = self.classes >= 0
        return running

    @property
    def counted(self) -> bool:
        """Whether changes of level are counted in the program: they can be only where classes follow one another in time."""
        free = self.groups.size > 0 and self.family in ("typical_days", "free")
        return free and (self.changes is not None or self.hold > 1)


def curve_classes(
    hours: Hours, family: str, *, period: str = "year", pattern: str = "", outage: NDArray[np.bool_] | None = None
) -> dict[str, object]:
    """Return ``classes``, ``groups``, ``day`` and ``cyclic`` of a family on ``hours``, as the arguments of ``DeliveryCurve``.

    Parameters
    ----------
    period
        ``year``: one shape for all; ``month``: one for each month. Typical days are always those of the months.
    pattern
        24 letters or digits, one per hour of the day from 0:00 on; equal letters have one level (day–night, three-step).
    outage
        Hours in which nothing is sent, shape (base_size,).
    """
    times = hours.base_times
    month = times.astype("datetime64[M]").astype(np.int64)
    month = month - month[0] if period == "month" or family == "typical_days" else np.zeros_like(month)
    hour = (times - times.astype("datetime64[D]")).astype("timedelta64[h]").astype(np.int64)
    index = np.arange(hours.base_size, dtype=np.int64)
    letters = np.array([sorted(set(pattern)).index(letter) for letter in pattern] or [0] * 24, dtype=np.int64)
    slot = {"typical_days": hour, "day_night": letters[hour], "three_step": letters[hour]}.get(family, np.zeros_like(hour))
    classes = index if family in ("free", "given") else np.unique(month * 24 + slot, return_inverse=True)[1].astype(np.int64)
    groups, day, cyclic = np.zeros((0, 0), dtype=np.int64), np.zeros(0, dtype=np.int64), False
    if family == "free":
        day = (times.astype("datetime64[D]") - times[0].astype("datetime64[D]")).astype(np.int64)
        groups = index[None, :]
    elif family in ("typical_days", "day_night", "three_step"):
        whole = [np.array([classes[(month == m) & (hour == h)][0] if ((month == m) & (hour == h)).any() else -1 for h in range(24)])
                 for m in np.unique(month)]  # fmt: skip
        groups, day, cyclic = np.array(whole, dtype=np.int64), np.zeros(24, dtype=np.int64), True
        groups = groups[(groups >= 0).all(axis=1)]  # a part of a day has no order to be kept
    if outage is not None:
        classes = np.where(outage, -1, classes)
    return {"classes": classes, "groups": groups, "day": day, "cyclic": cyclic}
