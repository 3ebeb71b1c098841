"""The bar chart of a plan: one row per project, winter stops shaded, targets and the last approved start marked."""

from __future__ import annotations

import datetime as dt
from html import escape
from typing import TYPE_CHECKING

from tingzhou.labels import has_label, label
from tingzhou.report.charts.svg import bilingual, svg

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["gantt_chart"]

KIND_COLOURS = {
    "wind": "#56b4e9", "pv": "#f0c808", "collector_station": "#708090", "transmission": "#34495e", "pumped_hydro": "#3b6fb6",
    "battery": "#8e6bbf", "coal_power": "#4d4d4d", "mine": "#7a6a58", "rail_spur": "#b08d57", "coal_chemistry": "#6b4e2e",
    "coal_to_olefins": "#8a5a2b", "polysilicon": "#cc79a7", "aluminium": "#a0522d", "hydrogen": "#00a9a5", "factory": "#9acd68",
    "infrastructure": "#5b8fa8",
}  # fmt: skip
_ROW, _LEFT, _TOP = 17, 300, 46


def gantt_chart(
    frame: pd.DataFrame, title: tuple[str, str], *, winter_stop: tuple[tuple[int, int], tuple[int, int]], width: int = 1080
) -> str:
    """Return the chart of the selected rows of a table ``plan_projects``."""
    rows = frame[frame["selected"] == "selected"].to_dict("records")
    if not rows:
        return ""
    first = min(dt.date.fromisoformat(str(row["start"])) for row in rows).replace(month=1, day=1)
    last = max(dt.date.fromisoformat(str(row["period_finish"])) for row in rows)
    last = dt.date(last.year, 12, 31)
    height = _TOP + _ROW * len(rows) + 44
    scale = (width - _LEFT - 14) / (last - first).days

    def x(day: dt.date) -> float:
        return _LEFT + (day - first).days * scale

    body = [_winters(first, last, winter_stop, x, height), _years(first, last, x, height)]
    for number, row in enumerate(rows):
        body.append(_bar(row, _TOP + _ROW * number, x))
    body.append(_legend(rows, width, height))
    return svg(width, height + 18 * (1 + len({row["kind"] for row in rows}) // 7), title, "".join(body))


def _years(first: dt.date, last: dt.date, x: object, height: int) -> str:
    assert callable(x)
    parts = []
    for year in range(first.year, last.year + 1):
        for month in (1, 4, 7, 10):
            at = x(dt.date(year, month, 1))
            parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{_TOP - 4 if month > 1 else _TOP - 22}" y2="{height - 38}" '
                         f'class="{"grid" if month > 1 else "year"}"/>')  # fmt: skip
        parts.append(f'<text x="{x(dt.date(year, 7, 1)):.1f}" y="{_TOP - 12}" text-anchor="middle" font-weight="600">{year}</text>')
    return "".join(parts)


def _winters(first: dt.date, last: dt.date, stop: tuple[tuple[int, int], tuple[int, int]], x: object, height: int) -> str:
    assert callable(x)
    parts = []
    for year in range(first.year - 1, last.year + 1):
        begin = max(dt.date(year, *stop[0]), first)
        end = min(dt.date(year + 1, *stop[1]), last)
        if begin < end:
            parts.append(
                f'<rect x="{x(begin):.1f}" y="{_TOP - 4}" width="{x(end) - x(begin):.1f}" height="{height - 34 - _TOP}" fill="#eef3f8"/>'
            )
    return "".join(parts)


def _bar(row: dict[object, object], y: int, x: object) -> str:
    assert callable(x)
    start, finish = dt.date.fromisoformat(str(row["start"])), dt.date.fromisoformat(str(row["finish"]))
    paint = KIND_COLOURS.get(str(row["kind"]), "#999")
    late = float(str(row["delay_months"])) > 0
    edge = '#c0392b" stroke-width="1.4' if late else '#333" stroke-width="0.4'
    names = {"zh": str(row["zh"]), "en": str(row["en"])}
    short = {
        lang: name if len(name) <= limit else name[: limit - 1] + "…"
        for (lang, name), limit in zip(names.items(), (23, 46), strict=True)
    }
    must = "★ " if row["must"] else ""
    hint = f"{names['zh']} · {names['en']}: {start} – {finish}"
    box = (f'<rect x="{x(start):.1f}" y="{y + 2}" width="{max(x(finish) - x(start), 2):.1f}" height="{_ROW - 5}" rx="2" fill="{paint}" '
           f'stroke="{edge}"><title>{escape(hint)}</title></rect>')  # fmt: skip
    parts = [
        f'<text x="{_LEFT - 8}" y="{y + 12}" text-anchor="end">{bilingual(must + short["zh"], must + short["en"])}</text>',
        box,
    ]
    if row["mode"] in ("accelerated", "winter_measures", "postponed"):
        mode = (label(f"choice.{row['mode']}", "zh"), label(f"choice.{row['mode']}", "en"))
        parts.append(f'<text x="{x(finish) + 4:.1f}" y="{y + 12}" font-size="10" fill="#56646f">{bilingual(*mode)}</text>')
    if row["target"]:
        at, mid = x(dt.date.fromisoformat(str(row["target"]))), y + _ROW / 2 - 0.5
        parts.append(
            f'<path d="M{at:.1f} {mid - 5:.1f} l4 5 l-4 5 l-4 -5 z" fill="{"#c0392b" if late else "#fff"}" stroke="#333" stroke-width="0.8"/>'
        )
    return "".join(parts)


def _legend(rows: list[dict[object, object]], width: int, height: int) -> str:
    kinds = list(dict.fromkeys(str(row["kind"]) for row in rows))
    parts = []
    for number, kind in enumerate(kinds):
        left, y = 14 + (number % 7) * (width - 20) / 7, height - 18 + 18 * (number // 7)
        names = tuple(label(f"choice.{kind}", lang) if has_label(f"choice.{kind}") else kind for lang in ("zh", "en"))
        parts.append(f'<rect x="{left:.0f}" y="{y - 10}" width="12" height="12" fill="{KIND_COLOURS.get(kind, "#999")}"/>')
        parts.append(f'<text x="{left + 17:.0f}" y="{y}">{bilingual(names[0], names[1])}</text>')
    return "".join(parts)
