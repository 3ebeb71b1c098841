"""Delivery curves: rows of the table ``delivery_curves`` laid over the hours, with their contract and green share as rules."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.hours import Grain
from tingzhou.network.axis import Axis
from tingzhou.network.curve import DeliveryCurve, curve_classes
from tingzhou.network.model import Cost, Process, Rule
from tingzhou.network.reading.context import number, text
from tingzhou.network.select import select

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.network.model import Network
    from tingzhou.network.reading.context import Reading, Row

__all__ = ["read_curves"]


def read_curves(reading: Reading, network: Network) -> Network:
    """Return the network with its delivery curves, their rules, and the processes of energy that is not sent."""
    curves, rules, extra = [], list(network.rules), []
    processes = {process.id: process for process in network.processes}
    for name, row in reading.region.table("delivery_curves").iterrows():
        route = processes[text(row, "route")]
        curve = _curve(reading, str(name), row)
        if curve is None:
            continue
        open_ = reading.hours.average(curve.running.astype(np.float64))
        if not curve.running.all():  # in an outage nothing is sent or lost, and no least power of the line holds
            standing = tuple(replace(flow, multiplier=open_ if flow.multiplier is None else flow.multiplier * open_)
                             for flow in route.standing)  # fmt: skip
            route = replace(route, availability=np.asarray(route.availability) * open_, minimum=np.asarray(route.minimum) * open_,
                            standing=standing)  # fmt: skip
            processes[route.id] = route
        if curve.shed is not None:
            extra.append(_shed(route, curve, number(row, "shed_price")))
        rules += _contract(reading, row, curve, route)
        rules += _green(reading, network, str(name), row, route)
        curves.append(curve)
    return replace(network, processes=(*processes.values(), *extra), rules=tuple(rules), curves=tuple(curves))


def _hourly(reading: Reading, name: str, row: Row, column: str, default: float) -> NDArray[np.float64] | None:
    """Return a number or a profile by covered hour; ``None`` (and a problem) when the profile is not there."""
    size = reading.hours.base_size
    written = text(row, column)
    try:
        return np.full(size, float(written) if written else default)
    except ValueError:
        series = reading.profiles.get(written)
        if series is None or np.shape(series) != (size,):
            reading.refuse(("delivery_curves", name, column), "the profile {profile} is needed with {wanted} hours; {found} were given.",
                           "Give the series in profiles/, or a weather zone of this name.", profile=written, wanted=size,
                           found=0 if series is None else int(np.size(series)))  # fmt: skip
            return None
        return np.asarray(series, dtype=np.float64)


def _outage(reading: Reading, row: Row) -> NDArray[np.bool_]:
    """Return the hours of the days on which nothing is sent; a window may reach over the turn of the year."""
    from tingzhou.region.curve_checks import outage_days

    days = np.datetime_as_string(reading.hours.base_times.astype("datetime64[D]"), unit="D").astype("U10")
    day = np.array([one[5:] for one in days])
    out = np.zeros(day.size, dtype=np.bool_)
    for first, last in outage_days(text(row, "outages")):
        out |= (day >= first) & (day <= last) if first <= last else (day >= first) | (day <= last)
    return out


def _curve(reading: Reading, name: str, row: Row) -> DeliveryCurve | None:
    family = text(row, "family")
    floor, ceiling = _hourly(reading, name, row, "floor", 0.0), _hourly(reading, name, row, "ceiling", 1.0)
    series = _hourly(reading, name, row, "profile", 0.0) if family in ("follow", "given") else np.zeros(reading.hours.base_size)
    if floor is None or ceiling is None or series is None:
        return None
    parts = curve_classes(
        reading.hours, family, period=text(row, "period", "year"), pattern=text(row, "pattern"), outage=_outage(reading, row)
    )
    classes = np.asarray(parts["classes"])
    count = max(int(classes.max(initial=0)), int(np.asarray(parts["groups"]).max(initial=0))) + 1
    low, high = np.zeros(count), np.ones(count)
    on = classes >= 0
    np.maximum.at(low, classes[on], floor[on])
    np.minimum.at(high, classes[on], ceiling[on])
    if not _fits(reading, name, family, series, floor, ceiling, on, low, high):
        return None
    changes, step, ramp = number(row, "changes"), number(row, "step"), number(row, "ramp")
    return DeliveryCurve(
        id=name, route=text(row, "route"), family=family, floor=low, ceiling=high,
        given=series if family == "given" else None,
        shape=series / max(float(series.max()), 1e-12) if family == "follow" else None,
        levels=text(row, "levels", "relaxed") if family != "given" else "relaxed",
        step=None if math.isnan(step) else step, changes=None if math.isnan(changes) else int(changes),
        hold=int(number(row, "hold", 1.0)), ramp=None if math.isnan(ramp) else ramp,
        shed=f"{name}:shed" if not math.isnan(number(row, "shed_price")) else None, **parts,  # type: ignore[arg-type]
    )  # fmt: skip


def _fits(
    reading: Reading, name: str, family: str, series: NDArray[np.float64], floor: NDArray[np.float64], ceiling: NDArray[np.float64],
    on: NDArray[np.bool_], low: NDArray[np.float64], high: NDArray[np.float64],
) -> bool:  # fmt: skip
    """Check floor against ceiling within each class, and a given curve against both."""
    if (low > high + 1e-9).any():
        reading.refuse(("delivery_curves", name, "floor"), "in some hours that share a level the floor lies above the ceiling.",
                       "Lower the floor, raise the ceiling, or choose a family with more levels.")  # fmt: skip
        return False
    if family == "given":
        wrong = on & ((series < floor - 1e-9) | (series > ceiling + 1e-9))
        if wrong.any():
            reading.refuse(("delivery_curves", name, "profile"), "the given curve leaves floor and ceiling in {count} hours, first {time}.",
                           "Correct the profile, or widen the limits.", count=int(wrong.sum()),
                           time=str(reading.hours.base_times[int(np.argmax(wrong))]).replace("T", " "))  # fmt: skip
            return False
    if family == "follow" and not (series.max() > 0 and series.min() >= 0):
        reading.refuse(("delivery_curves", name, "profile"), "the receiving load is negative or nothing in some hours.",
                       "Give a load that is not negative and has a largest value.")  # fmt: skip
        return False
    return True


def _shed(route: Process, curve: DeliveryCurve, price: float) -> Process:
    """Return the process that stands for energy of the curve which is not sent: it flows nowhere and has a price."""
    return Process(id=str(curve.shed), table="delivery_curves", technology=curve.id, category="unserved", place=route.place,
                   commodity=route.commodity, unit=route.unit, grain=route.grain, costs=(Cost("shed", price),))  # fmt: skip


def _contract(reading: Reading, row: Row, curve: DeliveryCurve, route: Process) -> list[Rule]:
    """Return the contract on the energy of the curve as limits from below and above, after what no program could meet is refused.

    The energy of the curve is what is sent and what is priced as not sent. A given curve has its energy already: no rule is left.
    """
    annual, tolerance = number(row, "annual"), number(row, "tolerance", 0.0)
    if math.isnan(annual):
        return []
    grain = Grain(text(row, "contract_grain", "year"))
    duration = Axis(reading.hours).duration(grain)
    part = annual * reading.hours.years * duration / duration.sum()
    capacity = reading.capacities[str(route.capacity)]
    size = capacity.existing + capacity.maximum_build
    classes = grain.base_classes(reading.hours)

    def reach(share: NDArray[np.float64]) -> NDArray[np.float64]:
        level = np.where(curve.running, share[np.maximum(curve.classes, 0)], 0.0)
        return np.asarray(np.bincount(classes, weights=level, minlength=duration.size) * size, dtype=np.float64)

    most, least = reach(curve.ceiling), reach(curve.floor)
    if curve.given is not None:
        sent = np.bincount(classes, weights=np.where(curve.running, curve.given, 0.0), minlength=duration.size) * size
        most = least = np.asarray(sent, dtype=np.float64)
    existing = capacity.maximum_build <= 0
    for index in range(duration.size):
        month = f"{reading.hours.base_times[int(np.argmax(classes == index))]}"[:7] if grain.name == "month" else ""
        where = ("delivery_curves", curve.id, "annual")
        figures = {"contract": f"{part[index] / 1e6:.3g}", "reach": f"{most[index] / 1e6:.3g}", "least": f"{least[index] / 1e6:.3g}",
                   "month": month or str(reading.region.year)}  # fmt: skip
        if part[index] * (1 - tolerance) > most[index] * (1 + 1e-9):
            reading.refuse(where, "the contract of {contract} TWh in {month} is more than the line can send within the curve's ceiling and "
                           "outages: {reach} TWh.", "Lower the contract, or raise the ceiling or the capacity.", **figures)  # fmt: skip
        if existing and part[index] * (1 + tolerance) < least[index] * (1 - 1e-9):
            reading.refuse(where, "the contract of {contract} TWh in {month} is less than the curve's floor sends: {least} TWh.",
                           "Raise the contract, or lower the floor.", **figures)  # fmt: skip
    if curve.given is not None and existing:
        return []
    subject = (route.id,) if curve.shed is None else (route.id, curve.shed)
    bounds = ((">=", 1 - tolerance), ("<=", 1 + tolerance)) if tolerance > 0 else (("=", 1.0),)
    return [Rule(f"{curve.id}:contract{'' if sense == '=' else '_least' if sense == '>=' else '_most'}", "activity_limit", subject,
                 sense=sense, value=annual * factor, unit=route.unit, grain=grain, numbers=tuple((part * factor).tolist()))
            for sense, factor in bounds]  # fmt: skip


def _green(reading: Reading, network: Network, name: str, row: Row, route: Process) -> list[Rule]:
    share = number(row, "green_share")
    if math.isnan(share):
        return []
    subject = tuple(process.id for process in select(network, text(row, "subject")))
    if not subject:
        reading.refuse(("delivery_curves", name, "subject"),
                       "the selector '{selector}' means no process of this scenario: the rule would say nothing.",
                       "Correct the selector, or set the rule inactive (active = no).", selector=text(row, "subject"))  # fmt: skip
    matching = text(row, "matching")
    return [Rule(f"{name}:green", "share", subject, (route.id,), ">=", share, "1", Grain.parse(text(row, "grain", "year")),
                 Grain.parse(matching) if matching else None, reserve=number(row, "green_reserve", 0.0))]  # fmt: skip
