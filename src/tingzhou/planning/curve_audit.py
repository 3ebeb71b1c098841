"""What a delivery curve does, read from the hourly power alone: an audit that shares no code with the formulation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Breach", "audit_curve", "level_changes"]


@dataclass(frozen=True)
class Breach:
    """One limit that the power does not keep: which, in which hour (counted from 0), by how much [1, changes or h]."""

    limit: str
    hour: int
    amount: float


def level_changes(power: Sequence[float], *, tolerance: float = 1e-6) -> list[int]:
    """Return the hours at which the level differs from the hour before."""
    return [hour for hour in range(1, len(power)) if abs(power[hour] - power[hour - 1]) > tolerance]


def audit_curve(
    share: NDArray[np.float64] | Sequence[float], *, month: Sequence[int], floor: float = 0.0, ceiling: float = 1.0, step: float | None = None,
    changes: int | None = None, hold: int = 1, ramp: float | None = None, typical: bool = False, outage: Sequence[bool] | None = None,
    least_hours: float = -math.inf, most_hours: float = math.inf, tolerance: float = 1e-6,
) -> list[Breach]:  # fmt: skip
    """Return every breach of the limits in an hourly series that begins at midnight.

    Parameters
    ----------
    share
        Power as a share of capacity by hour [1].
    month
        Month of each hour: the turn of a month is free of ramp, hold and count when the days are typical ones.
    typical
        Days are typical days of a month: every day of a month must be the same, and changes are counted around the day.
    least_hours, most_hours
        Energy contract as full-load hours [h].
    """
    values = [float(value) for value in share]
    out = [bool(flag) for flag in outage] if outage is not None else [False] * len(values)
    found: list[Breach] = []
    for hour, value in enumerate(values):
        if out[hour]:
            if abs(value) > tolerance:
                found.append(Breach("outage", hour, value))
            continue
        if value < floor - tolerance:
            found.append(Breach("floor", hour, floor - value))
        if value > ceiling + tolerance:
            found.append(Breach("ceiling", hour, value - ceiling))
        if value < -tolerance:
            found.append(Breach("reversal", hour, -value))
        if step is not None and abs(value / step - round(value / step)) * step > tolerance:
            found.append(Breach("step", hour, abs(value - round(value / step) * step)))
    total = math.fsum(values)
    if total < least_hours - tolerance * max(1.0, abs(least_hours)):
        found.append(Breach("contract", len(values), total - least_hours))
    if total > most_hours + tolerance * max(1.0, abs(most_hours)):
        found.append(Breach("contract", len(values), total - most_hours))
    found += (
        _typical_days(values, month, out, changes, hold, ramp, tolerance)
        if typical
        else _chain(values, out, changes, hold, ramp, tolerance)
    )
    return found


def _chain(
    values: list[float], out: list[bool], changes: int | None, hold: int, ramp: float | None, tolerance: float
) -> list[Breach]:
    found: list[Breach] = []
    last, counted = -(10**9), dict[int, int]()
    for hour in range(1, len(values)):
        size = abs(values[hour] - values[hour - 1])
        if size <= tolerance or out[hour] or out[hour - 1]:
            continue
        if ramp is not None and size > ramp + tolerance:
            found.append(Breach("ramp", hour, size - ramp))
        if hour - last < hold:
            found.append(Breach("hold", hour, float(hour - last)))
        last = hour
        counted[hour // 24] = counted.get(hour // 24, 0) + 1
    if changes is not None:
        found += [Breach("changes", day * 24, float(count)) for day, count in counted.items() if count > changes]
    return found


def _typical_days(
    values: list[float], month: Sequence[int], out: list[bool], changes: int | None, hold: int, ramp: float | None, tolerance: float
) -> list[Breach]:
    found: list[Breach] = []
    seen: dict[int, list[float]] = {}
    for start in range(0, len(values) - 23, 24):
        day = values[start : start + 24]
        if any(out[start : start + 24]):
            continue
        first = seen.setdefault(int(month[start]), day)
        found += [Breach("typical", start + hour, abs(a - b)) for hour, (a, b) in enumerate(zip(day, first, strict=True))
                  if abs(a - b) > tolerance]  # fmt: skip
        if first is not day:
            continue
        turns = [hour for hour in range(24) if abs(day[hour] - day[hour - 1]) > tolerance]
        if changes is not None and len(turns) > changes:
            found.append(Breach("changes", start, float(len(turns))))
        for index, hour in enumerate(turns):
            gap = (turns[(index + 1) % len(turns)] - hour) % 24 or 24
            if gap < hold:
                found.append(Breach("hold", start + hour, float(gap)))
            if ramp is not None and abs(day[hour] - day[hour - 1]) > ramp + tolerance:
                found.append(Breach("ramp", start + hour, abs(day[hour] - day[hour - 1]) - ramp))
    return found
