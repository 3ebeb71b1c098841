"""Yearly cost and cost per MWh of a source (年费用法)."""

from __future__ import annotations

import math

from tingzhou.economics.cash import annuity

__all__ = ["annual_cost", "levelised_cost"]


def annual_cost(
    investment: float, *, rate: float, years: float, fixed: float = 0.0, variable: float = 0.0, fuel: float = 0.0
) -> float:
    """Return the yearly cost of an investment: its annuity, fixed and variable cost, and fuel [CNY/a].

    Parameters are the investment [CNY], the discount rate [1/a], the years it is written off over [a], and costs [CNY/a].
    Reference: the annual cost method of the storage guide of NB/T (2023): plans of equal output are compared by yearly cost.
    """
    return investment * annuity(rate, years) + fixed + variable + fuel if investment else fixed + variable + fuel


def levelised_cost(yearly: float, energy: float) -> float:
    """Return cost per energy [CNY/MWh] of a yearly cost [CNY/a] and the energy it gives [MWh/a]; NaN without energy.

    With a constant yearly output this is the present value of all costs over the present value of all energy.
    """
    return yearly / energy if energy > 0 else math.nan
