"""Duration curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tingzhou.report.charts.svg import Frame, colour, legend, svg
from tingzhou.report.figures import show_number

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["duration_chart"]

_DASHES = {"load": "", "export": "6 3", "renewable": "2 2", "residual": "10 3 2 3", "curtailed": "1 3"}


def duration_chart(frame: pd.DataFrame, title: tuple[str, str], width: int = 960, height: int = 340) -> str:
    """Return the chart of a table ``duration`` [MW shown in GW]; lines differ in dashes as well as in colour."""
    names = [name for name in frame.columns if name != "rank"]
    values = frame[names] / 1000.0
    last = max(float(frame["rank"].iloc[-1]), 1.0)
    area = Frame(
        width=width,
        height=height - 18,
        x=(0, last),
        y=(min(0.0, float(values.min().min())), max(0.001, float(values.max().max()))),
        bottom=40,
    )
    body = [area.axes("GW")]
    for name in names:
        points = " ".join(f"{area.x(x):.1f},{area.y(y):.1f}" for x, y in zip(frame["rank"], values[name], strict=True))
        body.append(
            f'<polyline points="{points}" fill="none" stroke="{colour(name)}" stroke-width="2" stroke-dasharray="{_DASHES.get(name, "")}"/>'
        )
    for share in (0, 0.25, 0.5, 0.75, 1.0):
        body.append(
            f'<text x="{area.x(share * last):.1f}" y="{area.height - area.bottom + 16}" text-anchor="middle">{show_number(share * (last + 1), 0)} h</text>'
        )
    body.append(legend(names, width, area.height - 2))
    return svg(width, height, title, "".join(body))
