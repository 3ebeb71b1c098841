"""Routes: carrying a commodity between two places, with losses in segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tingzhou.network.model import Capacity, Cost, Flow, Process, Segment
from tingzhou.network.reading.context import number, text

if TYPE_CHECKING:
    from collections.abc import Hashable

    from tingzhou.network.reading.context import Reading, Row

__all__ = ["loss_segments", "read_routes"]


def loss_segments(destination: str, quadratic: float, reference: float, count: int) -> tuple[Segment, ...]:
    """Return pieces of the loss ``quadratic · P²`` as chords between equal steps of power.

    Parameters
    ----------
    destination
        Balance that bears the loss.
    quadratic
        Coefficient [1/(unit/h)].
    reference
        Power at which the coefficient holds, full capacity [unit/h].
    count
        Number of pieces; the chord of piece s between a and b has the slope ``quadratic · (a + b)``, so the loss is never
        understated and the error of a piece is at most ``quadratic · (reference/count)² / 4``.
    """
    if quadratic <= 0.0:
        return ()
    step = reference / count
    return tuple(Segment(1.0 / count, (Flow(destination, -quadratic * step * (2 * piece + 1)),)) for piece in range(count))


def read_routes(reading: Reading) -> None:
    """Add every route, and its way back where it carries both ways."""
    for name, row in reading.region.table("routes").iterrows():
        _capacity(reading, name, row)
        _way(reading, str(name), row, text(row, "from"), text(row, "to"))
        if bool(row.get("both_ways")) is True:
            _way(reading, f"{name}:back", row, text(row, "to"), text(row, "from"))


def _capacity(reading: Reading, name: Hashable, row: Row) -> None:
    capex, size = number(row, "capex", 0.0), number(row, "unit_size")
    whole = bool(row.get("lumpy")) is True and size > 0
    reading.capacities[str(name)] = Capacity(
        id=str(name),
        existing=number(row, "existing", 0.0),
        minimum_build=number(row, "build_min", 0.0),
        maximum_build=number(row, "build_max", 0.0),
        unit_size=size if whole else None,
        annuity=reading.annuity(capex, number(row, "lifetime", 25.0)),
        fixed_cost=number(row, "fixed_cost", 0.0),
        investment=capex,
        unit=reading.unit(text(row, "commodity")) + "/h",
    )


def _way(reading: Reading, name: str, row: Row, origin: str, destination: str) -> None:
    commodity = text(row, "commodity")
    source, sink = reading.balance(commodity, origin), reading.balance(commodity, destination)
    capacity = reading.capacities[str(row.name)]
    reference = capacity.existing if capacity.existing > 0 else capacity.maximum_build
    availability = reading.series(row.get("availability"), ("routes", name, "availability"), 1.0)
    highest = reference * float(np.max(availability))  # the pieces divide what the line may carry, not its rating
    linear, quadratic = number(row, "loss_linear", 0.0), number(row, "loss_quadratic", 0.0)
    constant = number(row, "loss_constant", 0.0)
    pieces = int(number(row, "loss_segments", 5.0))
    tariff = number(row, "tariff", 0.0)
    billed = 1.0 - number(row, "settlement_loss", linear)
    costs = [Cost("variable", number(row, "variable_cost", 0.0)), Cost("tariff", tariff * billed)]
    first_way = name == str(row.name)
    reading.add_process(
        Process(
            id=name,
            table="routes",
            technology=text(row, "kind"),
            category=text(row, "category"),
            place=origin,
            commodity=commodity,
            unit=reading.unit(commodity),
            grain=reading.grain(row, commodity),
            capacity=capacity.id,
            availability=availability,
            minimum=reading.series(row.get("minimum"), ("routes", name, "minimum"), 0.0),
            flows=(Flow(source, -1.0), Flow(sink, 1.0 - linear)),
            standing=(Flow(sink, -constant / reference),) if constant and reference > 0 and first_way else (),
            segments=loss_segments(sink, quadratic, highest, pieces),
            costs=tuple(cost for cost in costs if cost.amount),
            ramp=number(row, "ramp") if number(row, "ramp") > 0 else None,
            origin=source,
            destination=sink,
        )
    )
