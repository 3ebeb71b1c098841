"""Stacked bars: the monthly electricity balance, supply beside use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tingzhou.report.charts.svg import Frame, legend, paint, svg

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["monthly_chart"]


def monthly_chart(frame: pd.DataFrame, title: tuple[str, str], width: int = 960, height: int = 420) -> str:
    """Return the chart of a table ``monthly_balance`` [MWh shown in TWh]: left bar supply, right bar use."""
    months = sorted(frame["month"].unique())
    totals = frame.groupby(["month", "side"])["energy"].sum() / 1e6
    order = frame.groupby(["side", "item"])["energy"].sum().sort_values(ascending=False)
    names = list(dict.fromkeys(str(item) for _, item in order.index))
    rows = -(-len(names) // 6)
    area = Frame(width=width, height=height - 18 * rows, x=(0, len(months)), y=(0.0, max(float(totals.max()), 0.001)), bottom=40)
    body = [area.axes("TWh")]
    for position, month in enumerate(months):
        for offset, side in ((0.10, "supply"), (0.52, "use")):
            base = 0.0
            part = frame[(frame["month"] == month) & (frame["side"] == side)].set_index("item")["energy"] / 1e6
            for name in (str(item) for kind, item in order.index if kind == side):
                if name in part.index:
                    value = float(part[name])
                    y, lower = area.y(base + value), area.y(base)
                    x = area.x(position + offset)
                    body.append(f'<rect x="{x:.1f}" y="{y:.2f}" width="{area.x(0.38) - area.x(0):.1f}" height="{max(lower - y, 0):.2f}" '
                                f'fill="{paint(name)}" stroke="#fff" stroke-width="0.3"/>')  # fmt: skip
                    base += value
        body.append(
            f'<text x="{area.x(position + 0.5):.1f}" y="{area.height - area.bottom + 16}" text-anchor="middle">{int(month)}</text>'
        )
    body.append(legend(names, width, area.height - 2))
    return svg(width, height, title, "".join(body))
