"""Typical days: one small stacked picture per season and kind of day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.report.charts.stack import stepped_area
from tingzhou.report.charts.svg import Frame, bilingual, colour, legend, named, paint, svg
from tingzhou.report.figures import unit_name

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["days_chart"]

_COLUMNS, _WIDE, _HIGH = 3, 320, 170


def days_chart(frame: pd.DataFrame, title: tuple[str, str], width: int = 960) -> str:
    """Return the chart of a table ``typical_days`` [MW shown in GW]: supply upwards, use downwards, the export as a line."""
    columns = [str(name) for name in frame.columns if str(name).startswith(("supply_", "use_"))]
    order = sorted(columns, key=lambda name: -float(frame[name].to_numpy(dtype=float).mean()))
    names = list(dict.fromkeys(str(name) for name in frame["name"]))
    sides = [frame[[c for c in columns if c.startswith(side)]].to_numpy(dtype=float).sum(axis=1) for side in ("supply_", "use_")]
    top = max(0.001, *(float(side.max(initial=0.0)) / 1000.0 for side in sides))
    body = []
    for index, name in enumerate(names):
        x, y = (index % _COLUMNS) * _WIDE, (index // _COLUMNS) * _HIGH
        body.append(f'<g transform="translate({x},{y})">{_day(frame[frame["name"] == name], name, order, top)}</g>')
    items = list(
        dict.fromkeys(
            column.partition("_")[2] for column in order if float(frame[column].to_numpy(dtype=float).max(initial=0.0)) > 1e-6
        )
    )
    rows = -(-len(names) // _COLUMNS)
    body.append(legend(items, width, rows * _HIGH + 16))
    height = rows * _HIGH + 20 + 18 * -(-len(items) // 6)
    return svg(width, height, title, "".join(body))


def _day(day: pd.DataFrame, name: str, order: list[str], top: float) -> str:
    area = Frame(width=_WIDE - 6, height=_HIGH - 6, x=(0, len(day)), y=(-top, top), left=40, bottom=20, top=26, right=4)
    parts = [area.axes("")]
    for sign, side in ((1.0, "supply_"), (-1.0, "use_")):
        base = np.zeros(len(day))
        for column in (column for column in order if column.startswith(side)):
            upper = base + sign * day[column].to_numpy(dtype=float) / 1000.0
            parts.append(stepped_area(area, base, upper, paint(column.partition("_")[2])))
            base = upper
    if "use_export_line" in order:
        sent = day["use_export_line"].to_numpy(dtype=float) / 1000.0
        points = " ".join(f"{area.x(k + step):.1f},{area.y(value):.1f}" for k, value in enumerate(sent) for step in (0, 1))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour("export_line")}" stroke-width="1.8"/>')
    date = str(day["date"].iloc[0])
    parts.append(f'<text x="40" y="14">{named(name)} {date[5:]} [{bilingual(unit_name("GW", "zh"), unit_name("GW", "en"))}]</text>')
    parts += [
        f'<text x="{area.x(hour):.1f}" y="{area.height - 5}" text-anchor="middle">{hour}</text>' for hour in (0, 6, 12, 18, 24)
    ]
    return "".join(parts)
