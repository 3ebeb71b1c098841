"""Schemes as points: cost per MWh over green share, the area of a point by its curtailment; the Pareto set is filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tingzhou.report.charts.svg import Frame, bilingual, svg
from tingzhou.report.figures import show_number

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["schemes_chart"]


def schemes_chart(frame: pd.DataFrame, title: tuple[str, str], width: int = 960, height: int = 380) -> str:
    """Return the chart of a table ``scheme_comparison`` with two schemes or more; nothing for a single one."""
    if len(frame) < 2 or "unit_cost" not in frame.columns or frame["green_share"].isna().all():
        return ""
    shares, costs = frame["green_share"] * 100.0, frame["unit_cost"]
    room = max(float(shares.max() - shares.min()), 1.0) * 0.12
    span = max(float(costs.max() - costs.min()), 1.0) * 0.12
    area = Frame(width=width, height=height, x=(float(shares.min()) - room, float(shares.max()) + room),
                 y=(float(costs.min()) - span, float(costs.max()) + span), bottom=44)  # fmt: skip
    body = [area.axes("CNY/MWh")]
    most = max(float(frame["curtailed"].max()), 1e-9)
    places = {index: place for place, index in enumerate(shares.sort_values(kind="stable").index)}
    for index, row in frame.iterrows():
        x, y = area.x(float(row["green_share"]) * 100.0), area.y(float(row["unit_cost"]))
        radius = 4 + 12 * (max(float(row["curtailed"]), 0.0) / most) ** 0.5
        best = str(row.get("pareto_mark", "")) == "pareto"
        body.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{"#c1440e" if best else "#ffffff"}" fill-opacity="0.75" stroke="#333"/>'
        )
        # Neighbours bear their names above and below in turn; those at the sides point inwards.
        side = "start" if x < area.left + 0.2 * width else "end" if x > 0.8 * width else "middle"
        height_of = y - radius - 5 if places[index] % 2 else y + radius + 14
        body.append(
            f'<text x="{x:.1f}" y="{height_of:.1f}" text-anchor="{side}">{bilingual(str(row["zh"]), str(row["en"]))}</text>'
        )
    for tick in area_ticks(area):
        body.append(f'<text x="{area.x(tick):.1f}" y="{height - 28}" text-anchor="middle">{show_number(tick, 0)} %</text>')
    words = ("横轴：外送绿电占比；点面积：弃电量；实心：帕累托方案",
             "across: green share of the energy sent; area of a point: curtailment; filled: Pareto set")  # fmt: skip
    body.append(f'<text x="{area.left}" y="{height - 8}">{bilingual(*words)}</text>')
    return svg(width, height, title, "".join(body))


def area_ticks(area: Frame) -> list[float]:
    """Return whole percentages inside the plotting area."""
    step = max(round((area.x_high - area.x_low) / 6), 1)
    first = int(area.x_low // step + 1) * step
    return [float(value) for value in range(first, int(area.x_high) + 1, step) if area.x(value) > area.left + 16]
