"""Time against size, one line per way, with the exponent fitted to it: an SVG of our own, no library needed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

__all__ = ["exponents", "plot"]

_COLOURS = ("#b3231f", "#1f6fb3", "#2c8a4b", "#8a5a2c", "#6a3fa0", "#c28a00", "#555555", "#00838f", "#ad1457", "#33691e", "#37474f")
_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _RIGHT, _TOP = 760, 420, 70, 50, 230, 30


def _points(rows: Iterable[dict[str, str]], count: int) -> dict[str, list[tuple[float, float, bool]]]:
    """Return (hours, seconds, capped) by way for the system of ``count`` sites."""
    found: dict[str, list[tuple[float, float, bool]]] = {}
    for row in rows:
        family, _, name = row["case"].partition(":")
        if family != "sites" or not row["total_seconds"] or row["way"].endswith("-build"):
            continue
        sites, hours = name.split("x")
        if int(sites) == count:
            found.setdefault(row["way"], []).append((float(hours), float(row["total_seconds"]), row["capped"] == "yes"))
    return {way: sorted(points) for way, points in found.items()}


def exponents(rows: Iterable[dict[str, str]], count: int) -> dict[str, float]:
    """Return p of seconds ~ hours^p by least squares of the logarithms; runs that were capped do not count."""
    fitted = {}
    for way, points in _points(rows, count).items():
        known = [(math.log(hours), math.log(seconds)) for hours, seconds, capped in points if not capped and seconds > 0]
        if len(known) < 2:
            continue
        middle = [sum(values) / len(known) for values in zip(*known, strict=True)]
        spread = sum((x - middle[0]) ** 2 for x, _ in known)
        fitted[way] = sum((x - middle[0]) * (y - middle[1]) for x, y in known) / spread
    return fitted


def plot(rows: list[dict[str, str]], count: int, path: Path) -> bool:
    """Write the plot for ``count`` sites; ``False`` where there is nothing to draw."""
    lines = _points(rows, count)
    every = [point for points in lines.values() for point in points]
    if not every:
        return False
    fitted = exponents(rows, count)
    ends = [_ends([point[k] for point in every]) for k in (0, 1)]

    def at(hours: float, seconds: float) -> tuple[float, float]:
        x = _LEFT + (math.log10(hours) - ends[0][0]) / (ends[0][1] - ends[0][0]) * (_WIDTH - _LEFT - _RIGHT)
        y = _HEIGHT - _BOTTOM - (math.log10(seconds) - ends[1][0]) / (ends[1][1] - ends[1][0]) * (_HEIGHT - _BOTTOM - _TOP)
        return x, y

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">',
             f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
             f'<text x="{_LEFT}" y="18">Build and solve [s] against hours, {count} sites (open marks: stopped at the cap)</text>']  # fmt: skip
    parts += _axes(ends, at)
    for index, (way, points) in enumerate(sorted(lines.items(), key=lambda item: (item[0] != "tingzhou", item[0]))):
        colour = _COLOURS[index % len(_COLOURS)]
        places = [at(hours, seconds) for hours, seconds, _ in points]
        parts.append(
            f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}"/>'
        )
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" stroke="{colour}" fill="{"white" if capped else colour}"/>'
                  for (x, y), (_, _, capped) in zip(places, points, strict=True)]  # fmt: skip
        power = f"  ~ T^{fitted[way]:.2f}" if way in fitted else ""
        parts.append(f'<text x="{_WIDTH - _RIGHT + 20}" y="{_TOP + 20 + 20 * index}" fill="{colour}">{way}{power}</text>')
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*parts, "</svg>"]) + "\n", encoding="utf-8")
    return True


def _ends(values: list[float]) -> tuple[float, float]:
    """Return the logarithms of the ends of an axis, never the same."""
    low, high = math.log10(min(values)), math.log10(max(values))
    return (low - 0.1, high + 0.1) if high - low > 0.05 else (low - 0.5, high + 0.5)


def _axes(ends: list[tuple[float, float]], at: Any) -> list[str]:
    """Return the frame with ticks at powers of ten, and at the hours that were run."""
    left, bottom = _LEFT, _HEIGHT - _BOTTOM
    parts = [f'<path d="M{left},{_TOP} V{bottom} H{_WIDTH - _RIGHT}" fill="none" stroke="black"/>']
    for power in range(math.ceil(ends[1][0]), math.floor(ends[1][1]) + 1):
        y = at(10 ** ends[0][0], 10.0**power)[1]
        parts += [f'<line x1="{left}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#dddddd"/>',
                  f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>']  # fmt: skip
    for hours in (168, 730, 2190, 8760):
        if ends[0][0] <= math.log10(hours) <= ends[0][1]:
            x = at(hours, 10 ** ends[1][0])[0]
            parts.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{hours}</text>')
    parts.append(f'<text x="{(left + _WIDTH - _RIGHT) / 2:.0f}" y="{_HEIGHT - 12}" text-anchor="middle">hours</text>')
    return parts
