"""A heat map of months and hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tingzhou.report.charts.svg import bilingual, svg
from tingzhou.report.figures import show_number

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["heat_chart"]


def heat_chart(frame: pd.DataFrame, title: tuple[str, str], width: int = 960) -> str:
    """Return the chart of a table ``curtailment`` (month, hour, power [MW]); darker is more, the largest figure is written."""
    months = sorted(frame["month"].unique())
    cell, left, top = (width - 70) / 24, 50, 20
    height = int(top + len(months) * 20 + 44)
    largest = float(frame["power"].max())
    body = []
    for _, row in frame.iterrows():
        x, y = left + float(row["hour"]) * cell, top + months.index(row["month"]) * 20
        share = min(1.0, float(row["power"]) / largest) if largest > 1e-6 else 0.0
        shade = int(246 - 196 * share)
        body.append(f'<rect x="{x:.1f}" y="{y:.0f}" width="{cell:.1f}" height="20" fill="rgb({min(246, shade + 90)},{shade},{max(shade - int(60 * share), 10)})" stroke="#fff" stroke-width="0.5">'
                    f"<title>{int(row['month'])} · {int(row['hour'])}:00 · {show_number(float(row['power']), 0)} MW</title></rect>")  # fmt: skip
    body += [
        f'<text x="{left - 8}" y="{top + k * 20 + 14}" text-anchor="end">{bilingual(f"{int(month)}月", str(int(month)))}</text>'
        for k, month in enumerate(months)
    ]
    body += [
        f'<text x="{left + hour * cell + cell / 2:.1f}" y="{height - 28}" text-anchor="middle">{hour}</text>'
        for hour in range(0, 24, 2)
    ]
    note = show_number(largest, 0)
    words = (
        f"横轴：时；纵轴：月；最深 = {note} MW（月内该时平均）",
        f"across: hour; down: month; darkest = {note} MW (mean of that hour in the month)",
    )
    if largest <= 1e-6:
        words = ("横轴：时；纵轴：月；全年无弃电", "across: hour; down: month; nothing is curtailed")
    body.append(f'<text x="{left}" y="{height - 8}">{bilingual(*words)}</text>')
    return svg(width, height, title, "".join(body))
