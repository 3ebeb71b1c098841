"""Demands and markets: what must be served, and what may be bought and sold."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.hours import Grain
from tingzhou.network.model import Cost, Flow, Process, Rule
from tingzhou.network.reading.context import number, text

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    from tingzhou.network.reading.context import Reading, Row

__all__ = ["read_demands", "read_markets"]


def read_demands(reading: Reading) -> None:
    """Add every demand as a given activity, and a shedding process where unserved demand has a price."""
    for name, row in reading.region.table("demands").iterrows():
        commodity, place = text(row, "commodity"), text(row, "place")
        balance, load = reading.balance(commodity, place), _load(reading, name, row)
        common = {
            "table": "demands",
            "technology": str(name),
            "place": place,
            "commodity": commodity,
            "unit": reading.unit(commodity),
            "grain": reading.grain(row, commodity),
            "sector": text(row, "sector"),
        }
        category = text(row, "category", "demand")
        reading.add_process(
            Process(id=str(name), category=category, flows=(Flow(balance, -1.0),), fixed=load, **common)  # type: ignore[arg-type]
        )
        price = number(row, "shed_price")
        if not math.isnan(price):
            reading.add_process(
                Process(
                    id=f"{name}:shed",
                    category="unserved",
                    limit=load,
                    flows=(Flow(balance, 1.0),),
                    costs=(Cost("shed", price),),
                    **common,  # type: ignore[arg-type]
                )
            )


def _load(reading: Reading, name: Hashable, row: Row) -> NDArray[np.float64]:
    """Return the rate of a demand per step [unit/h]: its yearly amount in the shape of its profile."""
    hours = reading.hours
    shape = np.ones(hours.size)
    if text(row, "profile"):
        shape = np.broadcast_to(reading.profile(text(row, "profile"), ("demands", name, "profile")), (hours.size,))
    total = float(hours.weights @ shape)
    if not total > 0.0:
        if not reading.problems:
            reading.refuse(
                ("demands", name, "profile"),
                "the profile {profile} adds up to nothing over the hours: the demand has no shape.",
                "Give a profile with positive values.",
                profile=text(row, "profile"),
            )
        return np.zeros(hours.size)
    return number(row, "annual") * hours.years / total * shape


def read_markets(reading: Reading) -> None:
    """Add every purchase and sale, with yearly limits as rules."""
    for name, row in reading.region.table("markets").iterrows():
        commodity, place = text(row, "commodity"), text(row, "place")
        sale = text(row, "direction") == "sale"
        price: object = number(row, "price")
        if text(row, "price_profile"):
            price = price * reading.profile(text(row, "price_profile"), ("markets", name, "price_profile"))  # type: ignore[operator]
        limit: object = number(row, "limit", math.inf)
        if text(row, "limit_profile"):
            limit = limit * reading.profile(text(row, "limit_profile"), ("markets", name, "limit_profile"))  # type: ignore[operator]
        sign = -1.0 if sale else 1.0
        reading.add_process(
            Process(
                id=str(name),
                table="markets",
                technology=str(name),
                category=text(row, "category", "sale" if sale else "purchase"),
                place=place,
                commodity=commodity,
                unit=reading.unit(commodity),
                grain=reading.grain(row, commodity),
                limit=limit,  # type: ignore[arg-type]
                flows=(Flow(reading.balance(commodity, place), sign),),
                costs=(Cost("sale" if sale else "purchase", -price if sale else price),),  # type: ignore[operator,arg-type]
            )
        )
        for column, sense in (("annual_maximum", "<="), ("annual_minimum", ">=")):
            amount = number(row, column)
            if not math.isnan(amount):
                reading.rules.append(
                    Rule(
                        f"{name}:{column}",
                        "activity_limit",
                        (str(name),),
                        sense=sense,
                        value=amount,
                        unit=reading.unit(commodity),
                        grain=Grain("year"),
                    )  # fmt: skip
                )
