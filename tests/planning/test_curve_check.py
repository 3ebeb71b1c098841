"""Delivery curves of an answer against the table that asked for them: power made by hand, each limit broken once."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from tingzhou.errors import InternalError
from tingzhou.planning import check_curves, curve_breaches

ROW = {"route": "line", "family": "typical_days", "levels": "rounded", "step": 0.25, "changes": 2, "hold": 6, "floor": "0.25", "ceiling": "0.75",
       "ramp": 0.5, "outages": "", "annual": 100.0 * 30.0 * 8760 / 48, "tolerance": 0.05, "contract_grain": ""}  # fmt: skip
DAY = [0.5] * 8 + [0.75] * 10 + [0.5] * 6  # 0.5 · 14 + 0.75 · 10 = 14.5 h of 100 MW a day


def answer(power, shed=None, *, segmented: bool = False):
    """An answer with a line of 100 MW over two days of May."""
    series = {"line": np.asarray(power, dtype=float) * 100.0}
    if shed is not None:
        series["curve:shed"] = np.asarray(shed, dtype=float) * 100.0
    hours = SimpleNamespace(segmented=segmented, years=48 / 8760,
                            base_times=np.datetime64("2030-05-01T00") + np.arange(48).astype("timedelta64[h]"))  # fmt: skip
    data = xr.Dataset(
        {"activity": (("process", "hour"), np.array(list(series.values()))), "capacity": ("process", [100.0] * len(series))},
        coords={"process": list(series)},
    )
    return SimpleNamespace(
        network=SimpleNamespace(hours=hours, processes=[SimpleNamespace(id=name) for name in series]), dataset=data
    )


def region(**changed):
    table = pd.DataFrame([{**ROW, **changed}], index=["curve"])
    return SimpleNamespace(table=lambda name: table)


def limits(region, answer) -> set[str]:
    return {breach.limit for _, breach in curve_breaches(region, answer)}


def test_what_keeps_every_limit_passes() -> None:
    check_curves(region(), answer(DAY * 2))


@pytest.mark.parametrize(
    ("day", "limit"),
    [
        ([0.0] * 12 + [0.75] * 12, "floor"), ([1.0] * 12 + [0.5] * 12, "ceiling"), ([0.6] * 24, "step"), ([0.5] * 20 + [0.75] * 4, "hold"),
        ([0.25] * 6 + [0.5] * 6 + [0.75] * 6 + [0.5] * 6, "changes"), ([0.25] * 24, "contract"), ([0.75] * 24, "contract"),
    ],
)  # fmt: skip
def test_each_limit_is_seen(day, limit: str) -> None:
    assert limit in limits(region(), answer(day * 2))


def test_ramp_outage_and_typical_days() -> None:
    assert limits(region(ramp=0.2), answer(DAY * 2)) == {"ramp"}
    assert "outage" in limits(region(outages="05-02/05-02"), answer(DAY * 2))
    assert "typical" in limits(region(), answer(DAY + [0.5] * 8 + [0.75] * 8 + [0.5] * 8))


def test_energy_not_sent_at_a_price_belongs_to_the_curve() -> None:
    short = np.array(DAY * 2)
    short[3] = 0.1
    lacking = np.array(DAY * 2) - short
    assert limits(region(), answer(short, lacking)) == set()
    assert limits(region(), answer(short)) >= {"floor", "step"}


def test_relaxed_levels_are_not_asked_for_steps_and_merged_hours_for_nothing() -> None:
    loose = [0.5] * 8 + [0.7234] * 10 + [0.55] * 6
    assert limits(region(levels="relaxed", annual=float("nan")), answer(loose * 2)) == set()
    assert limits(region(), answer([0.0] * 48, segmented=True)) == set()


def test_an_answer_that_breaks_its_curve_is_refused() -> None:
    with pytest.raises(InternalError, match="the delivery curve curve breaks its limit 'floor'"):
        check_curves(region(), answer([0.0] * 48))
