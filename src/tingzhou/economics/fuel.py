"""Coal at part load, and the capacity price of coal power."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.economics.presets import preset

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["LOAD_BANDS", "capacity_price", "load_band", "part_load_factor"]

# Load bands of a coal report: least and largest load of the units that run, share of capacity [1].
LOAD_BANDS = ((0.0, 0.3), (0.3, 0.4), (0.4, 0.5), (0.5, 0.75), (0.75, 1.0))
_LOADS = (20, 30, 40, 50, 75, 100)


def part_load_factor(load: ArrayLike) -> NDArray[np.float64]:
    """Return the coal rate at a load over that at full load [1], straight lines between the preset points; constant outside."""
    points = [share / 100 for share in _LOADS]
    factor: NDArray[np.float64] = np.interp(
        np.asarray(load, dtype=np.float64), points, [preset(f"part_load_{share}") for share in _LOADS]
    )
    return factor


def load_band(load: ArrayLike) -> NDArray[np.int64]:
    """Return the index in ``LOAD_BANDS`` of every load; −1 where nothing runs. A band includes its upper border."""
    values = np.asarray(load, dtype=np.float64)
    borders = [upper for _, upper in LOAD_BANDS[:-1]]
    band: NDArray[np.int64] = np.searchsorted(borders, values - 1e-9, side="right").astype(np.int64)
    return np.where(values > 1e-9, band, -1)


def capacity_price(capacity: float, *, fixed_cost: float | None = None, share: float | None = None) -> float:
    """Return the yearly capacity payment of coal units [CNY/a]: capacity [MW] × yearly fixed cost [CNY/MW/a] × recovered share [1].

    Reference: 发改价格〔2023〕1501号 (presets; by general knowledge, not checked).
    """
    cost = preset("coal_capacity_fixed_cost") if fixed_cost is None else fixed_cost
    return capacity * cost * (preset("coal_capacity_share") if share is None else share)
