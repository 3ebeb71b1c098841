"""Correlated random series over a plane: white noise that is alike at near places and reproducible place by place.

The noise of a place is a fixed combination of common noises (random Fourier features), so its series does not change when
other zones are added; two places correlate by about ``exp(−distance/200 km)``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tingzhou.weather.recursion import recursion

__all__ = ["LENGTH", "RandomField", "autoregression", "smooth_autoregression"]

LENGTH = 200.0  # correlation length [km]; planner's assumption of the built-in region's weather targets
_FEATURES = 320
_FEATURE_SEED = 20240101  # fixes the plane waves for all regions: only the noise on them depends on the user's seed


@dataclass(frozen=True)
class RandomField:
    """Common noises of a span of calendar years, each drawn from (seed, stream, year): spans agree where they overlap."""

    seed: int
    years: tuple[int, ...]
    _cache: dict[tuple[str, int], NDArray[np.float64]] = field(default_factory=dict)

    def white(self, stream: str, latitude: float, longitude: float, *, per_day: bool = False) -> NDArray[np.float64]:
        """Return unit white noise of a place over all hours (or days) of the years."""
        weights = _weights(latitude, longitude)
        return np.concatenate([self._common(stream, year, per_day) @ weights for year in self.years])

    def own(self, stream: str, zone: str) -> NDArray[np.float64]:
        """Return unit white noise of a zone alone over all hours."""
        return np.concatenate([self._generator(f"{stream}/{zone}", year).standard_normal(_hours(year)) for year in self.years])

    def _generator(self, stream: str, year: int) -> np.random.Generator:
        words = np.frombuffer(stream.encode().ljust(-(-len(stream.encode()) // 4) * 4, b"\0"), dtype="<u4")
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.seed, year, *words.tolist()])))

    def _common(self, stream: str, year: int, per_day: bool) -> NDArray[np.float64]:
        key = (stream, year)
        if key not in self._cache:
            count = _hours(year) // 24 if per_day else _hours(year)
            self._cache[key] = (
                self._generator(stream, year).standard_normal((count, _FEATURES), dtype=np.float32).astype(np.float64)
            )
        return self._cache[key]


def _hours(year: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 8784 if leap else 8760


def _weights(latitude: float, longitude: float) -> NDArray[np.float64]:
    """Return the unit weights of the common noises at a place.

    The covariance ``exp(−d/L)`` in the plane has a two-dimensional Cauchy spectrum; waves are drawn from it once.
    Reference: A. Rahimi, B. Recht, Random features for large-scale kernel machines, NIPS 2007.
    """
    generator = np.random.Generator(np.random.PCG64(_FEATURE_SEED))
    normal = generator.standard_normal((_FEATURES // 2, 2))
    radius = np.abs(generator.standard_normal(_FEATURES // 2))
    waves = normal / radius[:, None] / LENGTH
    x = np.array([111.32 * np.cos(np.radians(44.0)) * longitude, 110.57 * latitude])  # [km], the plane of the region
    phase = waves @ x
    weights: NDArray[np.float64] = np.concatenate([np.cos(phase), np.sin(phase)]) / np.sqrt(_FEATURES // 2)
    return weights


def autoregression(noise: NDArray[np.float64], memory: float) -> NDArray[np.float64]:
    """Return a unit AR(1) series with correlation ``exp(−k/memory)`` at lag k, driven by unit noise."""
    kept = np.exp(-1.0 / memory)
    series: NDArray[np.float64] = recursion(noise, float(np.sqrt(1.0 - kept**2)), float(-kept), 0.0)
    return series


def smooth_autoregression(noise: NDArray[np.float64], memory: float) -> NDArray[np.float64]:
    """Return a unit AR(2) series with a double root: correlation ``(1 + k/memory)·exp(−k/memory)`` for large memory."""
    root = np.exp(-1.0 / memory)
    series: NDArray[np.float64] = recursion(noise, 1.0, float(-2.0 * root), float(root**2))
    variance = (1.0 + root**2) / (1.0 - root**2) ** 3
    scaled: NDArray[np.float64] = series / np.sqrt(variance)
    return scaled
