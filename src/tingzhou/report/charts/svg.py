"""The few pieces of SVG every chart uses: escaped text in both languages, axes, colours, hatches."""

from __future__ import annotations

import math
from html import escape

from tingzhou.report.figures import name_of, show_number, unit_name

__all__ = ["COLOURS", "Frame", "bilingual", "colour", "hatches", "legend", "named", "nice_ticks", "paint", "svg"]

# One colour per carrier everywhere, told apart in grey too (Okabe–Ito and neighbours).
COLOURS = {
    "coal_power": "#4d4d4d", "wind": "#56b4e9", "solar": "#f0c808", "csp": "#e69f00", "hydro": "#0072b2", "pumped_hydro": "#3b6fb6",
    "battery": "#8e6bbf", "vanadium_flow": "#b79ad6", "grid_import": "#b5b5b5", "grid_export": "#8a8a8a", "export_line": "#c1440e",
    "demand": "#2f855a", "metals": "#a0522d", "silicon": "#cc79a7", "chemicals": "#009e73", "coal_chemistry": "#6b4e2e", "mine": "#7a6a58",
    "electrolyser": "#00a9a5", "light_industry": "#9acd68", "equipment": "#708090", "data_centre": "#5b5ea6", "oil_gas": "#b0413e",
    "line_losses": "#d9d9d9", "unserved": "#ff0000", "load": "#2f855a", "export": "#c1440e", "renewable": "#56b4e9",
    "residual": "#4d4d4d", "curtailed": "#e69f00",
}  # fmt: skip


def colour(name: str) -> str:
    """Return the colour of a carrier."""
    return COLOURS.get(name, "#999999")


# Hatches tell neighbours apart where there is no colour: angle, gap and width of white lines over the carrier's colour.
_HATCHES = {
    "export_line": (45, 7, 1.4), "demand": (90, 6, 1.2), "metals": (-45, 5, 1.2), "silicon": (0, 5, 1.2), "solar": (45, 5, 1.0),
    "chemicals": (0, 4, 1.0), "battery": (-45, 4, 1.4), "pumped_hydro": (90, 5, 1.4), "electrolyser": (45, 4, 1.6),
    "grid_import": (90, 4, 1.2), "grid_export": (-45, 6, 1.6), "vanadium_flow": (0, 6, 1.6), "coal_chemistry": (45, 9, 1.2),
}  # fmt: skip


def paint(name: str) -> str:
    """Return the fill of a carrier: its hatch where the page has one, else (and outside the page) its colour."""
    return f"url(#hatch-{name}) {colour(name)}" if name in _HATCHES else colour(name)


def hatches() -> str:
    """Return the hatches that ``paint`` names, once for a page, as a picture of no size."""
    patterns = "".join(
        f'<pattern id="hatch-{name}" width="{gap}" height="{gap}" patternUnits="userSpaceOnUse" patternTransform="rotate({angle})">'
        f'<rect width="{gap}" height="{gap}" fill="{colour(name)}"/>'
        f'<rect width="{width}" height="{gap}" fill="#fff" fill-opacity="0.5"/></pattern>'
        for name, (angle, gap, width) in _HATCHES.items()
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0" aria-hidden="true" style="position:absolute;width:0;height:0">'
        f"<defs>{patterns}</defs></svg>"
    )


def bilingual(zh: str, en: str) -> str:
    """Return text in both languages as spans of an SVG text; the page shows one."""
    return f'<tspan class="zh">{escape(zh)}</tspan><tspan class="en">{escape(en)}</tspan>'


def named(word: str) -> str:
    """Return a word's label in both languages."""
    return bilingual(name_of(word, "zh"), name_of(word, "en"))


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Return round figures that cover ``low`` … ``high``."""
    span = max(high - low, 1e-12)
    raw = span / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * 0.999)
    first = math.floor(low / step)
    last = max(math.ceil(high / step), first + 1)
    return [round(step * k, 12) for k in range(first, last + 1)]


class Frame:
    """A plotting area with scales: x over ``x0 … x1``, y over round ticks."""

    def __init__(
        self,
        *,
        width: int,
        height: int,
        x: tuple[float, float],
        y: tuple[float, float],
        left: int = 62,
        bottom: int = 34,
        top: int = 22,
        right: int = 12,
    ) -> None:
        self.width, self.height = width, height
        self.left, self.bottom, self.top, self.right = left, bottom, top, right
        self.x_low, self.x_high = x
        self.ticks = nice_ticks(*y)
        self.y_low, self.y_high = self.ticks[0], self.ticks[-1]

    def x(self, value: float) -> float:
        """Return the horizontal position of a value."""
        return self.left + (value - self.x_low) / (self.x_high - self.x_low) * (self.width - self.left - self.right)

    def y(self, value: float) -> float:
        """Return the vertical position of a value."""
        return self.top + (self.y_high - value) / (self.y_high - self.y_low) * (self.height - self.top - self.bottom)

    def axes(self, unit: str) -> str:
        """Return grid lines, figures of the y axis and its unit."""
        digits = next(d for d in range(13) if all(abs(round(tick, d) - tick) < 1e-9 * max(abs(tick), 1e-3) for tick in self.ticks))
        parts = [
            f'<text x="{self.left}" y="{self.top - 8}" class="unit">{bilingual(unit_name(unit, "zh"), unit_name(unit, "en"))}</text>'
        ]
        for tick in self.ticks:
            y = self.y(tick)
            parts.append(
                f'<line x1="{self.left}" x2="{self.width - self.right}" y1="{y:.1f}" y2="{y:.1f}" class="{"zero" if tick == 0 else "grid"}"/>'
            )
            parts.append(f'<text x="{self.left - 6}" y="{y + 4:.1f}" text-anchor="end">{show_number(tick, digits)}</text>')
        return "".join(parts)


def legend(names: list[str], width: int, y: float, per_row: int = 6) -> str:
    """Return coloured squares with names, several per row."""
    parts = []
    step = (width - 20) / per_row
    for index, name in enumerate(names):
        x, line = 10 + (index % per_row) * step, y + (index // per_row) * 18
        parts.append(
            f'<rect x="{x:.0f}" y="{line - 10:.0f}" width="12" height="12" fill="{paint(name)}" stroke="#333" stroke-width="0.4"/>'
        )
        parts.append(f'<text x="{x + 17:.0f}" y="{line:.0f}">{named(name)}</text>')
    return "".join(parts)


def svg(width: int, height: int, title: tuple[str, str], body: str) -> str:
    """Return a whole picture with a title for screen readers."""
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title[0])} · {escape(title[1])}</title>{body}</svg>"
    )
