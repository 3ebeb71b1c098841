"""A tornado: how far the landed price moves when one figure changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tingzhou.report.charts.svg import named, svg
from tingzhou.report.figures import show_number

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["tornado_chart"]


def tornado_chart(frame: pd.DataFrame, title: tuple[str, str], width: int = 960) -> str:
    """Return the chart of a table ``sensitivity``: bars left and right of the base, the widest on top [CNY/MWh at the source]."""
    changed = frame[frame["item"] != "sensitivity_base"]
    if changed.empty or not float(changed["difference"].abs().max()) > 0:
        return ""
    reach = float(changed["difference"].abs().max())
    order = (
        changed.groupby("item")["difference"]
        .apply(lambda values: float(values.abs().max()))
        .sort_values(ascending=False, kind="stable")
    )
    middle, scale = width * 0.60, (width * 0.28) / reach
    body = []
    for row, item in enumerate(order.index):
        y = 14 + row * 30
        body.append(f'<text x="{middle - reach * scale - 100:.0f}" y="{y + 14}" text-anchor="end">{named(str(item))}</text>')
        if order[item] < 0.05:  # below what is shown: one word for both sides
            body.append(f'<text x="{middle + 5:.1f}" y="{y + 14}">{show_number(0.0, 1)}</text>')
            continue
        for _, case in changed[changed["item"] == item].iterrows():
            value = float(case["difference"])
            x = min(middle, middle + value * scale)
            fill = "#c1440e" if value > 0 else "#3b6fb6"
            side = ("start", middle + value * scale + 5) if value > 0 else ("end", middle + value * scale - 5)
            body.append(f'<rect x="{x:.1f}" y="{y}" width="{abs(value) * scale:.1f}" height="20" fill="{fill}"/>')
            body.append(f'<text x="{side[1]:.1f}" y="{y + 14}" text-anchor="{side[0]}">{"+" if value > 0 else ""}{show_number(value, 1)} '
                        f"({float(case['change']):+.0%})</text>")  # fmt: skip
    height = 24 + 30 * len(order)
    body.append(f'<line x1="{middle:.1f}" x2="{middle:.1f}" y1="6" y2="{height - 8}" class="zero"/>')
    return svg(width, height, title, "".join(body))
