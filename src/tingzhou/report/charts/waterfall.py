"""A waterfall from the source price to the landed price, beside the benchmark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tingzhou.report.charts.svg import Frame, named, svg
from tingzhou.report.figures import show_number

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["waterfall_chart"]


def waterfall_chart(frame: pd.DataFrame, title: tuple[str, str], width: int = 960, height: int = 300) -> str:
    """Return the chart of a table ``landed_price`` (first route) [CNY/MWh]."""
    route = frame["route"].iloc[0]
    values = frame[frame["route"] == route].set_index("step")["value"]
    steps = ["source_price", "export_grid_price", "loss_cost", "line_tariff", "landed_price", "benchmark_price"]
    steps = [step for step in steps if step in values.index and values[step] == values[step]]  # a benchmark may be missing
    top = max([1.0, *(float(values[step]) for step in steps)])
    area = Frame(
        width=width, height=height, x=(0, len(steps)), y=(min([0.0, *(float(values[step]) for step in steps)]), 1.06 * top)
    )
    body, base = [area.axes("CNY/MWh")], 0.0
    for index, step in enumerate(steps):
        value = float(values[step])
        whole = step in ("source_price", "landed_price", "benchmark_price")
        low, high = (0.0, value) if whole else (base, base + value)
        base = high
        low, high = min(low, high), max(low, high)
        fill = {"landed_price": "#c1440e", "benchmark_price": "#2f855a"}.get(step, "#7f9db9")
        x, bar = area.x(index + 0.18), area.x(0.64) - area.x(0)
        body.append(
            f'<rect x="{x:.1f}" y="{area.y(high):.1f}" width="{bar:.1f}" height="{max(area.y(low) - area.y(high), 0.5):.1f}" fill="{fill}"/>'
        )
        body.append(f'<text x="{x + bar / 2:.1f}" y="{area.y(high) - 4:.1f}" text-anchor="middle">{show_number(value, 1)}</text>')
        body.append(f'<text x="{x + bar / 2:.1f}" y="{height - 14}" text-anchor="middle">{named(step)}</text>')
    return svg(width, height, title, "".join(body))
