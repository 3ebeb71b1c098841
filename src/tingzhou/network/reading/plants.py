"""Plants: a process of the region at a place, with its flows, capacity and costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.hours import Grain
from tingzhou.network.model import Capacity, Cost, Flow, Process, Rule
from tingzhou.network.reading.commitment import commitment_of, in_heating_season
from tingzhou.network.reading.context import number, text

if TYPE_CHECKING:
    from collections.abc import Hashable

    import pandas as pd

    from tingzhou.network.reading.context import Reading, Row

__all__ = ["CURTAILABLE", "read_plants"]

CURTAILABLE = ("wind", "solar", "csp", "hydro")
_SIGN = {"input": -1.0}


def read_plants(reading: Reading) -> None:
    """Add a process and its capacity for every plant."""
    technologies = reading.region.table("processes")
    recipes = dict(iter(reading.region.table("flows").groupby("process", sort=False)))
    for name, row in reading.region.table("plants").iterrows():
        technology = technologies.loc[text(row, "process")]
        _read(reading, name, row, technology, recipes[text(row, "process")])


def _read(reading: Reading, name: Hashable, row: Row, technology: Row, recipe: pd.DataFrame) -> None:
    plant, place, commodity = str(name), text(row, "place"), text(technology, "commodity")
    grain = reading.grain(technology, commodity)

    def cost(column: str) -> float:
        return number(row, column, number(technology, column, 0.0))

    capex, fixed = cost("capex"), cost("fixed_cost")
    size = number(technology, "unit_size")
    whole = bool(row.get("lumpy")) is True and size > 0
    reading.capacities[plant] = Capacity(
        id=plant,
        existing=number(row, "existing", 0.0),
        minimum_build=number(row, "build_min", 0.0),
        maximum_build=number(row, "build_max", 0.0),
        unit_size=size if whole else None,
        annuity=reading.annuity(capex, number(technology, "lifetime", 25.0)),
        fixed_cost=fixed,
        investment=capex,
        unit=reading.unit(commodity) + "/h",
    )
    minimum = row.get("minimum")
    own = not (minimum is None or minimum == "" or minimum != minimum)
    if not own:
        minimum = technology.get("minimum")
    variable = cost("variable_cost")
    availability = reading.series(row.get("availability"), ("plants", name, "availability"), 1.0)
    commissioned = reading.series(row.get("commissioned"), ("plants", name, "commissioned"), 1.0)
    category = text(technology, "category")
    flows = _flows(reading, place, recipe)
    least = reading.series(minimum, ("plants", name, "minimum"), 0.0) * commissioned
    units = commitment_of(reading, name, row, technology, flows, existing=number(row, "existing", 0.0), minimum=least, held=own)
    heating = number(row, "heating_minimum", 0.0)
    if heating > 0:
        least = np.where(in_heating_season(reading.hours), np.maximum(least, heating * commissioned), least)
    reading.add_process(
        Process(
            id=plant,
            table="plants",
            technology=str(technology.name),
            category=category,
            place=place,
            commodity=commodity,
            unit=reading.unit(commodity),
            grain=grain,
            owner=text(row, "owner"),
            sector=text(technology, "sector"),
            capacity=plant,
            availability=availability * commissioned,
            minimum=least,
            flows=flows,
            costs=(Cost("variable", variable),) if variable else (),
            ramp=number(technology, "ramp") if number(technology, "ramp") > 0 else None,
            curtailable=category in CURTAILABLE,
            operating=commissioned,
            commitment=units,
        )
    )
    _hours(reading, plant, row)


def _hours(reading: Reading, plant: str, row: Row) -> None:
    """Add the limits on full-load hours as rules."""
    for column, sense in (("maximum_hours", "<="), ("minimum_hours", ">=")):
        hours = number(row, column)
        if not np.isnan(hours):
            reading.rules.append(
                Rule(
                    f"{plant}:{column}",
                    "hours_limit",
                    (plant,),
                    sense=sense,
                    value=hours,
                    unit="h",
                    grain=Grain("year"),
                )  # fmt: skip
            )


def _flows(reading: Reading, place: str, recipe: pd.DataFrame) -> tuple[Flow, ...]:
    flows: list[Flow] = []
    for index, row in recipe.iterrows():
        profile = text(row, "profile")
        multiplier = reading.profile(profile, ("flows", index, "profile")) if profile else None
        flows.append(
            Flow(
                reading.balance(text(row, "commodity"), place),
                _SIGN.get(text(row, "role"), 1.0) * number(row, "quantity"),
                multiplier if isinstance(multiplier, np.ndarray) else None,
            )
        )
    return tuple(flows)
