"""Commitment data of a plant: units, start classes, part load, heating season, maintenance, from the columns of the tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.network.committed import part_load_pieces
from tingzhou.network.model import Commitment, Flow, Maintenance, Segment, StartClass
from tingzhou.network.reading.context import number

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    from tingzhou.hours import Hours
    from tingzhou.network.model import Series
    from tingzhou.network.reading.context import Reading, Row

__all__ = ["HEATING_SEASON", "commitment_of", "in_heating_season"]

HEATING_SEASON = ((10, 10), (4, 10))  # (month, day) of the first and the last day: the CHP window of the planners' rules
_LOADS = {0.75: "part_load_75", 0.5: "part_load_50", 0.4: "part_load_40", 0.3: "part_load_30", 0.2: "part_load_20"}


def in_heating_season(hours: Hours) -> NDArray[np.bool_]:
    """Return for each step whether it starts in the heating season, shape (T,)."""
    days = hours.times.astype("datetime64[D]")
    month = hours.month
    day = (days - hours.times.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
    place = month * 100 + day
    (first_month, first_day), (last_month, last_day) = HEATING_SEASON
    season: NDArray[np.bool_] = (place >= first_month * 100 + first_day) | (place <= last_month * 100 + last_day)
    return season


def commitment_of(
    reading: Reading, name: Hashable, row: Row, technology: Row, flows: tuple[Flow, ...], *, existing: float, minimum: Series,
    held: bool = False,
) -> Commitment | None:  # fmt: skip
    """Return the commitment of a plant, or ``None`` where its technology has no unit size (or the plant no number of units).

    ``held``: the least output is the plant's own, which it gives whether its units are switched or not (heat, a smelter): in hours in
    which it is above nought all units must run.
    """
    size, given = number(technology, "unit_size"), number(row, "units")
    if not size > 0 and not given > 0:
        return None
    if existing > 0:
        count = given if given > 0 else max(1.0, float(round(existing / size)))
        size = existing / count
    least = number(row, "minimum_on", number(technology, "minimum_on", 0.0))
    lowest: Series = np.maximum(least, minimum) if np.any(np.asarray(minimum) > least) else least
    heating = number(row, "heating_minimum", 0.0)
    must_run: Series = (np.asarray(minimum) > 0).astype(np.float64) if held else 0.0
    if heating > 0:
        season = in_heating_season(reading.hours)
        must_run = np.maximum(must_run, season.astype(np.float64))
        lowest = np.where(season, np.maximum(lowest, heating), lowest)
    no_load, pieces, changed = _fuel(reading, technology, flows)
    return Commitment(
        unit_size=size,
        minimum=lowest,
        starts=_starts(reading, technology, changed),
        minimum_up=number(technology, "minimum_up", 0.0),
        minimum_down=number(technology, "minimum_down", 0.0),
        start_ramp=max(number(technology, "start_ramp", 1.0), float(np.max(lowest))),
        stop_ramp=max(number(technology, "stop_ramp", 1.0), float(np.max(lowest))),
        flows=changed,
        pieces=pieces,
        no_load=no_load,
        must_run=must_run,
        out=reading.series(row.get("units_out"), ("plants", name, "units_out"), 0.0),
        maintenance=_maintenance(reading.hours, row),
        outage_rate=number(technology, "forced_outage_rate", 0.0),
        repair_time=number(technology, "repair_time", 0.0),
    )


def _is_fuel(reading: Reading, flow: Flow) -> bool:
    """Tell whether a flow follows the fuel: an input that holds carbon, or the emission of CO2 itself."""
    commodity = reading.balances[flow.balance].commodity
    return commodity == "co2" or (flow.quantity < 0 and number(reading.commodities.loc[commodity], "co2", 0.0) > 0)


def _fuel(
    reading: Reading, technology: Row, flows: tuple[Flow, ...]
) -> tuple[tuple[Flow, ...], tuple[Segment, ...], tuple[Flow, ...]]:
    """Return no-load flows, pieces, and the flows of the first piece: fuel by load, all else per unit of output."""
    full = number(technology, "full_load_fuel", 1.0)
    points = {load: number(technology, column) for load, column in _LOADS.items() if number(technology, column) > 0}
    fuel = [_is_fuel(reading, flow) for flow in flows]
    at_full = tuple(
        replace(flow, quantity=flow.quantity * full) if burns else flow for flow, burns in zip(flows, fuel, strict=True)
    )
    if not points or not any(fuel):
        return (), (), at_full
    idle, pieces = part_load_pieces({**points, 1.0: 1.0})
    first = pieces[0][1]
    burnt = [flow for flow, burns in zip(at_full, fuel, strict=True) if burns]
    changed = tuple(
        replace(flow, quantity=flow.quantity * first) if burns else flow for flow, burns in zip(at_full, fuel, strict=True)
    )
    segments = tuple(
        Segment(width, tuple(replace(flow, quantity=flow.quantity * (slope - first)) for flow in burnt if slope != first))
        for width, slope in pieces
    )
    no_load = tuple(replace(flow, quantity=flow.quantity * idle) for flow in burnt) if idle > 0 else ()
    return no_load, segments if len(segments) > 1 else (), changed


def _starts(reading: Reading, technology: Row, flows: tuple[Flow, ...]) -> tuple[StartClass, ...]:
    """Return hot, warm and cold starts; one class where the table knows no others.

    Start fuel is stated as hours of full-load fuel of the same capacity [h].
    """
    cost, hours = number(technology, "start_cost", 0.0), number(technology, "start_fuel", 0.0)
    full = number(technology, "full_load_fuel", 1.0)
    recipe = reading.region.table("flows")
    own = recipe[recipe["process"] == technology.name]
    quantity = {str(row["commodity"]): float(row["quantity"]) for _, row in own.iterrows()}
    burnt = [flow for flow in flows if _is_fuel(reading, flow)]

    def one(name: str, after: float, share: float) -> StartClass:
        fuel = tuple(
            Flow(flow.balance, np.sign(flow.quantity) * quantity[reading.balances[flow.balance].commodity] * full * hours * share)
            for flow in burnt
        )
        return StartClass(name, after, cost * share, fuel if hours > 0 else ())

    warm, cold = number(technology, "warm_after"), number(technology, "cold_after")
    classes = []
    if warm > 0 or cold > 0:
        classes.append(one("hot", 0.0, number(technology, "hot_start", 1.0)))
    if warm > 0 and cold > 0:
        classes.append(one("warm", warm, number(technology, "warm_start", 1.0)))
    last = cold if cold > 0 else warm
    classes.append(one("cold", last if last > 0 else 0.0, 1.0))
    return tuple(classes)


def _maintenance(hours: Hours, row: Row) -> Maintenance | None:
    """Return the weeks to be placed, within months ``maintenance_from`` … ``maintenance_to`` (over the new year where it is less)."""
    weeks = number(row, "maintenance_weeks", 0.0)
    if not weeks > 0:
        return None
    first, last = int(number(row, "maintenance_from", 1.0)), int(number(row, "maintenance_to", 12.0))
    month = hours.month
    allowed = (month >= first) & (month <= last) if first <= last else (month >= first) | (month <= last)
    return Maintenance(int(weeks), allowed, int(number(row, "maintenance_crews", 0.0)))
