"""Stacked areas: a week of dispatch, supply upwards and use downwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.report.charts.svg import Frame, legend, paint, svg

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["dispatch_chart", "stepped_area"]


def dispatch_chart(frame: pd.DataFrame, title: tuple[str, str], width: int = 960, height: int = 430) -> str:
    """Return the chart of a table ``dispatch_week`` [MW shown in GW]."""
    columns = [name for name in frame.columns if name.startswith(("supply_", "use_"))]
    order = sorted(columns, key=lambda name: -float(frame[name].to_numpy(dtype=float).mean()))
    supply = [name for name in order if name.startswith("supply_")]
    use = [name for name in order if name.startswith("use_")]
    values = {name: frame[name].to_numpy(dtype=float) / 1000.0 for name in columns}
    count = len(frame)
    top = float(np.sum([values[name] for name in supply] or [np.zeros(count)], axis=0).max(initial=0.001))
    names = list(dict.fromkeys(name.partition("_")[2] for name in supply + use))
    rows = -(-len(names) // 6)
    area = Frame(width=width, height=height - 18 * rows, x=(0, count), y=(-top, top), bottom=40)
    body = [area.axes("GW")]
    for sign, group in ((1.0, supply), (-1.0, use)):
        base = np.zeros(count)
        for name in group:
            upper = base + sign * values[name]
            body.append(stepped_area(area, base, upper, paint(name.partition("_")[2])))
            base = upper
    times = [str(value) for value in frame["time"]]
    for index in range(0, count, 24):
        x = area.x(index)
        body.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{area.top}" y2="{area.height - area.bottom}" class="grid"/>')
        body.append(f'<text x="{x + 4:.1f}" y="{area.height - area.bottom + 16}">{times[index][5:10]}</text>')
    body.append(legend(names, width, area.height - 2))
    return svg(width, height, title, "".join(body))


def stepped_area(frame: Frame, lower: np.ndarray, upper: np.ndarray, fill: str) -> str:
    """Return a stepped area between two series, one step per hour."""
    forward = [f"{frame.x(k + side):.1f},{frame.y(value):.1f}" for k, value in enumerate(upper) for side in (0, 1)]
    back = [f"{frame.x(k + side):.1f},{frame.y(lower[k]):.1f}" for k in range(len(lower) - 1, -1, -1) for side in (1, 0)]
    return f'<polygon points="{" ".join(forward + back)}" fill="{fill}" stroke="#fff" stroke-width="0.15"/>'
