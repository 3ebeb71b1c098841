"""A schematic map: places at their coordinates, circles by capacity. No borders, no tiles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tingzhou.report.charts.svg import bilingual, colour, legend, svg

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["map_chart"]


def map_chart(places: pd.DataFrame, plants: pd.DataFrame, title: tuple[str, str], width: int = 960) -> str:
    """Return places with their names and plants as circles whose area follows the capacity [MW]; outside places are left out."""
    inside = places[~places["kind"].isin(("market", "grid"))]
    if inside.empty:
        return ""
    west, east = float(inside["longitude"].min()) - 0.25, float(inside["longitude"].max()) + 0.35
    south, north = float(inside["latitude"].min()) - 0.2, float(inside["latitude"].max()) + 0.2
    scale = (width - 20) / ((east - west) * math.cos(math.radians((south + north) / 2)))
    height = int((north - south) * scale) + 50

    def at(latitude: float, longitude: float) -> tuple[float, float]:
        return 10 + (longitude - west) * math.cos(math.radians((south + north) / 2)) * scale, 10 + (north - latitude) * scale

    body = [f'<rect x="0" y="0" width="{width}" height="{height - 30}" fill="#f7f5ef"/>']
    largest = max(float(plants["capacity"].max()), 1.0) if len(plants) else 1.0
    groups: Any = (
        plants.groupby(["category", "latitude", "longitude"], sort=True)["capacity"].sum().sort_values(ascending=False)
        if len(plants)
        else {}
    )
    seen: dict[tuple[float, float], int] = {}
    for (category, latitude, longitude), capacity in groups.items():
        x, y = at(float(latitude), float(longitude))
        spot = (round(float(latitude), 2), round(float(longitude), 2))
        shift = 9 * seen.get(spot, 0)
        seen[spot] = seen.get(spot, 0) + 1
        radius = 3 + 22 * math.sqrt(float(capacity) / largest)
        body.append(f'<circle cx="{x + shift:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour(str(category))}" fill-opacity="0.65" stroke="#333" stroke-width="0.6">'
                    f"<title>{category} {float(capacity):,.0f} MW</title></circle>")  # fmt: skip
    for _, place in inside.iterrows():
        x, y = at(float(place["latitude"]), float(place["longitude"]))
        body.append(f'<rect x="{x - 2:.1f}" y="{y - 2:.1f}" width="4" height="4" fill="#000"/>')
        body.append(f'<text x="{x + 5:.1f}" y="{y - 5:.1f}" class="place">{bilingual(str(place["zh"]), str(place["en"]))}</text>')
    names = sorted({str(category) for category in plants["category"]}) if len(plants) else []
    body.append(legend(names, width, height - 8, per_row=8))
    return svg(width, height, title, "".join(body))
