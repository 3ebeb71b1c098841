"""Duration curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tingzhou.report.charts.svg import Frame, colour, named, svg
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
            f'<text x="{area.x(share * last):.1f}" y="{area.height - area.bottom + 16}" text-anchor="{"end" if share == 1 else "start" if share == 0 else "middle"}">{show_number(round(share * (last + 1)), 0)} h</text>'
        )
    for index, name in enumerate(names):
        x, y = 10 + index * (width - 20) / max(len(names), 6), area.height
        body.append(f'<line x1="{x:.0f}" x2="{x + 34:.0f}" y1="{y - 4}" y2="{y - 4}" stroke="{colour(name)}" stroke-width="2.5" '
                    f'stroke-dasharray="{_DASHES.get(name, "")}"/><text x="{x + 40:.0f}" y="{y}">{named(name)}</text>')  # fmt: skip
    return svg(width, height, title, "".join(body))
