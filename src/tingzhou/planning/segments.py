"""Fewer steps for planning: neighbouring hours merged where nothing that matters changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.errors import UsageError
from tingzhou.hours import Grain, Hours, segment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from tingzhou.region import Region

__all__ = ["parse_hours", "segmented_hours"]


def parse_hours(text: str) -> int | None:
    """Return the number of segments of ``segments:N``, ``None`` for ``year``.

    Raises
    ------
    UsageError
        For anything else.
    """
    if text == "year":
        return None
    kind, _, count = text.partition(":")
    if kind == "segments" and count.isdigit() and int(count) >= 1:
        return int(count)
    raise UsageError("'{hours}' is no resolution; write year or segments:N", hours=text)


def segmented_hours(region: Region, hours: Hours, profiles: Mapping[str, NDArray[np.float64]], count: int) -> Hours:
    """Return at most ``count`` steps of ``hours`` that keep what changes most apart.

    Compared are the series the region uses, each divided by its largest value; steps never cross a border of a grain in use.
    """
    if count >= hours.size:
        return hours
    used = _used(region) & set(profiles)
    columns = [profiles[name] / max(float(profiles[name].max()), 1e-12) for name in sorted(used)]
    features = np.column_stack(columns) if columns else np.zeros((hours.size, 1))
    return segment(hours, features, count, grains=_grains(region))


def _used(region: Region) -> set[str]:
    """Return the names of series that the region's rows refer to."""
    cells = [("plants", "availability"), ("routes", "availability"), ("demands", "profile"),
             ("markets", "price_profile"), ("markets", "limit_profile"), ("delivery_curves", "profile")]  # fmt: skip
    return {value for table, column in cells for value in region.table(table)[column] if isinstance(value, str) and value}


def _grains(region: Region) -> tuple[Grain, ...]:
    names: set[str] = set()
    for table in ("commodities", "processes", "routes", "demands", "markets", "rules"):
        names |= {str(value) for value in region.table(table)["grain"] if value}
    for table, column in (("rules", "matching"), ("delivery_curves", "grain"), ("delivery_curves", "matching"),
                          ("delivery_curves", "contract_grain")):  # fmt: skip
        names |= {str(value) for value in region.table(table)[column] if value}
    return tuple(Grain.parse(name) for name in sorted(names - {"hour", "year"}))
