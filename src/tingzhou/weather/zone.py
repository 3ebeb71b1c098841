"""A weather zone: where it lies, what is generated for it, and the means it must reach."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["TYPICAL_WIND", "Zone", "zones_from_table"]

# Shape over the months where a zone gives yearly hours only: wind of the Mulei zones (data of the built-in region).
TYPICAL_WIND = (0.161, 0.248, 0.306, 0.310, 0.419, 0.373, 0.291, 0.302, 0.308, 0.263, 0.214, 0.163)


@dataclass(frozen=True)
class Zone:
    """One zone.

    Parameters
    ----------
    id
        Name of the zone and of its series.
    technology
        ``wind``, ``pv_fixed`` or ``pv_tracker``.
    latitude, longitude
        Position [deg].
    altitude
        Height above the sea [m].
    full_load_hours
        Mean yearly capacity factor × 8 760 [h].
    monthly
        Mean capacity factor of each month, or ``None`` to leave the months to the generator.
    """

    id: str
    technology: str
    latitude: float
    longitude: float
    altitude: float
    full_load_hours: float
    monthly: tuple[float, ...] | None = None

    def monthly_means(self) -> NDArray[np.float64] | None:
        """Return the twelve means scaled so that their year gives the full-load hours, shape (12,)."""
        if self.monthly is None:
            return None
        means = np.asarray(self.monthly)
        days = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
        return means * (self.full_load_hours / 8760.0) / float((means * days).sum() / days.sum())


def zones_from_table(zones: pd.DataFrame, places: pd.DataFrame) -> tuple[Zone, ...]:
    """Return the zones of the tables ``weather_zones`` and ``places`` of a region."""
    found = []
    for name, row in zones.iterrows():
        months = tuple(float(row[f"month_{month:02d}"]) for month in range(1, 13))
        place = places.loc[row["place"]]

        def position(column: str, row: pd.Series = row, place: pd.Series = place) -> float:
            return float(place[column]) if math.isnan(row[column]) else float(row[column])

        found.append(
            Zone(
                id=str(name),
                technology=str(row["technology"]),
                latitude=position("latitude"),
                longitude=position("longitude"),
                altitude=600.0 if math.isnan(row["altitude"]) else float(row["altitude"]),
                full_load_hours=float(row["full_load_hours"]),
                monthly=None if math.isnan(months[0]) else months,
            )
        )
    return tuple(found)
