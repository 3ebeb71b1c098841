"""Statistics of hourly series against published or assumed targets; the same numbers for generated and for real years."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.hours import Hours
from tingzhou.weather.generate import generate
from tingzhou.weather.zone import TYPICAL_WIND, Zone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["REFERENCE_ZONES", "Target", "autocorrelation", "longest_run", "reached", "statistics", "statistics_page", "targets"]

_SUN = (0.113, 0.153, 0.189, 0.199, 0.218, 0.209, 0.213, 0.214, 0.193, 0.167, 0.119, 0.108)

# The zones the targets speak of: three of Mulei, Beitashan, Zhundong sun (positions and hours of the built-in region's tables).
REFERENCE_ZONES = (
    Zone("dashitou", "wind", 43.80, 90.51, 1400.0, 2450.0, TYPICAL_WIND),
    Zone("laojunmiao", "wind", 44.47, 90.90, 1000.0, 2450.0, TYPICAL_WIND),
    Zone("forty_wells", "wind", 44.28, 90.89, 1000.0, 2450.0, TYPICAL_WIND),
    Zone("beitashan", "wind", 45.10, 90.56, 1300.0, 2450.0, TYPICAL_WIND),
    Zone("zhundong", "pv_fixed", 44.80, 89.20, 600.0, 1530.0, _SUN),
)
_WIND = ("dashitou", "laojunmiao", "forty_wells", "beitashan")


@dataclass(frozen=True)
class Target:
    """A statistic to be met: value and the band in which it counts as met."""

    key: str
    text: str
    value: float
    low: float
    high: float
    quality: str
    source: str
    reason: str


def targets() -> tuple[Target, ...]:
    """Return the targets of ``weather/targets.csv``."""
    with (Path(__file__).parent / "targets.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            Target(row["key"], row["text"], float(row["value"]), float(row["low"]), float(row["high"]), row["quality"], row["source"],
                   row["reason"]) for row in csv.DictReader(stream))  # fmt: skip


def autocorrelation(series: NDArray[np.float64], lag: int) -> float:
    """Return the correlation of a series with itself ``lag`` steps later [1]."""
    return float(np.corrcoef(series[:-lag], series[lag:])[0, 1])


def longest_run(mask: NDArray[np.bool_]) -> int:
    """Return the length of the longest run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return int((edges[1::2] - edges[::2]).max(initial=0))


def statistics(series: Mapping[str, NDArray[np.float64]]) -> dict[str, float]:
    """Return the statistics of one year of the reference zones; whole days from hour 0 on."""
    wind = [series[name] for name in _WIND]
    mean = np.mean(wind, axis=0)
    sun = series["zhundong"]
    one = series["laojunmiao"]
    days = mean.reshape(-1, 24).mean(axis=1), sun.reshape(-1, 24).mean(axis=1)
    shape = mean.reshape(-1, 24).mean(axis=0) / mean.mean()
    near = [np.corrcoef(wind[a], wind[b])[0, 1] for a, b in ((0, 1), (0, 2), (1, 2))]
    far = [np.corrcoef(wind[k], wind[3])[0, 1] for k in range(3)]
    return {
        "wind_hours": float(one.mean() * 8760),
        "sun_hours": float(sun.mean() * 8760),
        "zone_lag_1": autocorrelation(one, 1),
        "sum_lag_1": autocorrelation(mean, 1),
        "sum_lag_6": autocorrelation(mean, 6),
        "sum_lag_24": autocorrelation(mean, 24),
        "sum_lag_48": autocorrelation(mean, 48),
        "sum_daily_lag_1": autocorrelation(days[0], 1),
        "zone_deviation": float(one.std()),
        "zone_calm": float((one < 0.05).mean()),
        "zone_rated": float((one >= 0.7999).mean()),
        "zone_median": float(np.median(one)),
        "near_correlation": float(np.mean(near)),
        "far_correlation": float(np.mean(far)),
        "sum_change_99": float(np.quantile(np.abs(np.diff(mean)), 0.99)),
        "sum_calm_run": float(longest_run(mean < 0.05)),
        "wind_sun_hourly": float(np.corrcoef(mean, sun)[0, 1]),
        "wind_sun_daily": float(np.corrcoef(*days)[0, 1]),
        "shape_night": float(shape[23]),
        "shape_noon": float(shape[12]),
        "sun_peak_hour": float(np.argmax(sun.reshape(-1, 24).mean(axis=0)) + 1),
        "sun_daily_deviation": float(days[1].std() / days[1].mean()),
        "sun_daily_lag_1": autocorrelation(days[1], 1),
    }


def reached(seeds: tuple[int, ...] = (1, 2, 3, 4, 5), year: int = 2023) -> dict[str, float]:
    """Return the mean statistics of generated years over several seeds."""
    hours = Hours.year(year)
    years = [statistics(generate(REFERENCE_ZONES, hours, seed=seed)) for seed in seeds]
    return {key: float(np.mean([one[key] for one in years])) for key in years[0]}


def statistics_page() -> str:
    """Return the page ``docs/reference/weather-statistics.md``."""
    found = reached()
    lines = [
        "# Statistics of the generated weather",
        "",
        "Mean of five seeds, year 2023; made by `tingzhou.weather.statistics.statistics_page()`. Hours are named by their end here.",
        "",
        "| statistic | target | band | reached | met | quality | source |",
        "|---|---|---|---|---|---|---|",
    ]
    for target in targets():
        value = found[target.key]
        met = "yes" if target.low <= value <= target.high else f"no: {target.reason}"
        lines.append(
            f"| {target.text} | {target.value:g} | {target.low:g} … {target.high:g} | {value:.3g} | {met} | {target.quality} | {target.source} |"
        )
    lines += ["", "Contains modified Copernicus Climate Change Service information (statistics of ERA5 2020)."]
    return "\n".join(lines) + "\n"
