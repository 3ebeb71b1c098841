"""A schematic map: places at their coordinates, circles by capacity. No borders, no tiles."""

from __future__ import annotations

import math
import unicodedata
from html import escape
from typing import TYPE_CHECKING, Any

from tingzhou.report.charts.svg import legend, paint, svg
from tingzhou.report.figures import name_of, show_number

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["map_chart"]

_OUTSIDE = ("market", "grid", "prefecture")  # places that are no point inside the region
Box = tuple[float, float, float, float]


def map_chart(places: pd.DataFrame, plants: pd.DataFrame, title: tuple[str, str], width: int = 960) -> str:
    """Return places with their names and plants as circles whose area follows the capacity [MW]; outside places are left out."""
    inside = places[~places["kind"].isin(_OUTSIDE)]
    if inside.empty:
        return ""
    west, east = float(inside["longitude"].min()) - 0.25, float(inside["longitude"].max()) + 0.35
    south, north = float(inside["latitude"].min()) - 0.2, float(inside["latitude"].max()) + 0.2
    shrink = math.cos(math.radians((south + north) / 2))
    scale = min((width - 20) / ((east - west) * shrink), 560 / (north - south))
    depth = (north - south) * scale + 20
    indent = (width - (east - west) * shrink * scale) / 2

    def at(latitude: float, longitude: float) -> tuple[float, float]:
        return indent + (longitude - west) * shrink * scale, 10 + (north - latitude) * scale

    names = sorted({str(category) for category in plants["category"]}) if len(plants) else []
    rows = -(-len(names) // 6)
    body = [f'<rect x="0" y="0" width="{width}" height="{depth:.0f}" fill="#f7f5ef"/>', _circles(plants, at)]
    points = [
        (*at(float(row["latitude"]), float(row["longitude"])), str(row["zh"]), str(row["en"])) for _, row in inside.iterrows()
    ]
    body += [f'<rect x="{x - 2.5:.1f}" y="{y - 2.5:.1f}" width="5" height="5" fill="#000" stroke="#fff" stroke-width="0.8"/>'
             for x, y, _, _ in points]  # fmt: skip
    for lang, index in (("zh", 2), ("en", 3)):
        labels = _labels([(point[0], point[1], str(point[index])) for point in points], width, depth)
        body.append(f'<g class="{lang}">{labels}</g>')
    body.append(legend(names, width, depth + 22))
    return svg(width, int(depth + 14 + 18 * rows), title, "".join(body))


def _circles(plants: pd.DataFrame, at: Any) -> str:
    """Return one circle for each kind and spot, the largest below; several at one spot stand side by side."""
    if not len(plants):
        return ""
    groups: Any = plants.groupby(["category", "latitude", "longitude"], sort=True)["capacity"].sum()
    groups = groups.sort_values(ascending=False, kind="stable")
    largest = max(float(groups.iloc[0]), 1.0)
    parts: list[str] = []
    seen: dict[tuple[float, float], int] = {}
    for (category, latitude, longitude), capacity in groups.items():
        x, y = at(float(latitude), float(longitude))
        spot = (round(float(latitude), 2), round(float(longitude), 2))
        shift = 9 * seen.get(spot, 0)
        seen[spot] = seen.get(spot, 0) + 1
        radius = 3 + 22 * math.sqrt(max(float(capacity), 0.0) / largest)
        parts.append(f'<circle cx="{x + shift:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{paint(str(category))}" fill-opacity="0.7" '
                     f'stroke="#333" stroke-width="0.6"><title>{escape(name_of(str(category), "zh"))} · {escape(name_of(str(category), "en"))} '
                     f"{show_number(float(capacity), 0)} MW</title></circle>")  # fmt: skip
    return "".join(parts)


def _text_width(text: str) -> float:
    """Return the width of a name at 11 px: a wide character is as wide as it is high, others a good half."""
    return sum(11.2 if unicodedata.east_asian_width(sign) in "WF" else 6.2 for sign in text)


def _labels(points: list[tuple[float, float, str]], width: float, depth: float) -> str:
    """Return the names of points, each at the first spot around its point where it covers neither a name nor a point."""
    taken: list[Box] = [(x - 3, y - 3, x + 3, y + 3) for x, y, _ in points]
    parts = []
    for x, y, name in points:
        long = _text_width(name)
        spots = [(x + dx if dx > 0 else x + dx - long, y + dy) for reach in (0, 13, 26, 39)
                 for dx, dy in ((6, -5 - reach), (-6, -5 - reach), (6, 13 + reach), (-6, 13 + reach), (8 + reach, 4), (-8 - reach, 4))]  # fmt: skip
        left, base = next((spot for spot in spots if _free(_box(spot, long), taken, width, depth)), spots[0])
        left = min(max(left, 2.0), width - long - 2)
        taken.append(_box((left, base), long))
        if abs(base - y) > 16 or not left - 14 <= x <= left + long + 14:
            near = left if x < left else left + long if x > left + long else x
            parts.append(f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{near:.1f}" y2="{base - 4:.1f}" stroke="#555" stroke-width="0.6"/>')
        parts.append(f'<text x="{left:.1f}" y="{base:.1f}" class="place">{escape(name)}</text>')
    return "".join(parts)


def _box(spot: tuple[float, float], long: float) -> Box:
    return spot[0], spot[1] - 10, spot[0] + long, spot[1] + 3


def _free(box: Box, taken: list[Box], width: float, depth: float) -> bool:
    if box[0] < 2 or box[2] > width - 2 or box[1] < 2 or box[3] > depth - 2:
        return False
    return not any(box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken)
