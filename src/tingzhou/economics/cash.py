"""Cash flows: present value, internal rate, payback. Year 0 is today; flows stand at the ends of years."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["annuity", "dynamic_payback", "internal_rate", "net_present_value", "payback"]


def annuity(rate: float, years: float) -> float:
    """Return the capital recovery factor [1/a] ``r / (1 − (1 + r)^−N)``; ``1/N`` at rate 0. ``years`` may be a fraction."""
    import numpy_financial as npf  # type: ignore[import-untyped,unused-ignore]

    return float(-npf.pmt(rate, years, 1.0))


def net_present_value(rate: float, flows: Sequence[float]) -> float:
    """Return ``Σ flow_t / (1 + r)^t`` with t = 0 for the first flow [CNY].

    A spreadsheet's NPV discounts its first value by one year already; its first argument list begins at t = 1.
    """
    import numpy_financial as npf  # type: ignore[import-untyped,unused-ignore]

    return float(npf.npv(rate, list(flows)))


def internal_rate(flows: Sequence[float]) -> float:
    """Return the rate at which the present value is nought [1/a]; NaN where the flows do not change their sign.

    Several changes of sign may have several rates; the one nearest to nought is returned.
    """
    import numpy_financial as npf  # type: ignore[import-untyped,unused-ignore]

    if not (any(flow > 0 for flow in flows) and any(flow < 0 for flow in flows)):
        return math.nan
    return float(npf.irr(list(flows)))


def payback(flows: Sequence[float]) -> float:
    """Return the years until the sum of the flows is no longer negative, a part of a year in proportion [a]; NaN: never."""
    total = 0.0
    for year, flow in enumerate(flows):
        if year and total < 0.0 <= total + flow:
            return year - 1 + -total / flow
        total += flow
    return math.nan


def dynamic_payback(rate: float, flows: Sequence[float]) -> float:
    """Return the payback of the flows discounted at ``rate`` [a]; NaN: never."""
    return payback([flow / (1.0 + rate) ** year for year, flow in enumerate(flows)])
