"""Rules: selectors resolved to processes, figures and grains parsed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tingzhou.hours import Grain
from tingzhou.network.formulations import RULES
from tingzhou.network.model import Rule
from tingzhou.network.reading.context import number, text
from tingzhou.network.select import select

if TYPE_CHECKING:
    from collections.abc import Hashable

    from tingzhou.network.model import Network
    from tingzhou.network.reading.context import Reading, Row

__all__ = ["read_rules"]

_TWO_SIDED = ("share", "capacity_ratio", "reserve")


def read_rules(reading: Reading, network: Network) -> Network:
    """Return the network with the rules of the table added."""
    rules: list[Rule] = []
    for name, row in reading.region.table("rules").iterrows():
        active = row.get("active")
        if active is False or active == "no":
            continue
        rules.append(_rule(reading, network, name, row))
    return replace(network, rules=network.rules + tuple(rules))


def _rule(reading: Reading, network: Network, name: Hashable, row: Row) -> Rule:
    kind = text(row, "kind")
    if kind not in RULES:
        reading.refuse(("rules", name, "kind"), "'{kind}' is no kind of rule.", "Known kinds: {known}.",
                       kind=kind, known=", ".join(RULES))  # fmt: skip
    subject = _names(reading, network, name, row, "subject", needed=True)
    over = _names(reading, network, name, row, "over", needed=kind in _TWO_SIDED)
    grain, matching = text(row, "grain"), text(row, "matching")
    parameter = text(row, "parameter")
    return Rule(
        id=str(name),
        kind=kind,
        subject=subject,
        over=over,
        sense=text(row, "sense", ">="),
        value=number(row, "value", 0.0),
        unit=text(row, "unit"),
        grain=Grain.parse(grain) if grain else None,
        matching=Grain.parse(matching) if matching else None,
        parameter=parameter,
        numbers=_numbers(reading, network, name, kind, parameter, subject),
    )


def _names(reading: Reading, network: Network, name: Hashable, row: Row, column: str, *, needed: bool) -> tuple[str, ...]:
    """Return the ids a selector means; a selector that means nothing is refused: the rule would be empty."""
    written = text(row, column)
    found = tuple(process.id for process in select(network, written)) if written else ()
    if needed and not found:
        reading.refuse(
            ("rules", name, column),
            "the selector '{selector}' means no process of this scenario: the rule would say nothing.",
            "Correct the selector, or set the rule inactive (active = no).",
            selector=written,
        )
    return found


def _numbers(
    reading: Reading, network: Network, name: Hashable, kind: str, parameter: str, subject: tuple[str, ...]
) -> tuple[float, ...]:
    if kind == "reserve":
        share, plus, word = (part.strip() for part in parameter.partition("+"))
        try:
            if plus and word != "unit":
                raise ValueError(word)
            return (float(share or 0.0), _largest_unit(network, subject) if plus else 0.0)
        except ValueError:
            reading.refuse(("rules", name, "parameter"), "'{parameter}' is not a share.",
                           "Write the reserve share on wind and sun, such as 0.1, or 0.1 + unit to cover the largest unit too.",
                           parameter=parameter)  # fmt: skip
            return (0.0, 0.0)
    if kind == "kirchhoff":
        routes = reading.region.table("routes")
        ways = [route for route in subject if ":" not in route]
        reactances = [number(routes.loc[route], "reactance") for route in ways]
        for route, reactance in zip(ways, reactances, strict=True):
            if not reactance > 0:
                reading.refuse(("routes", route, "reactance"), "Kirchhoff's law needs the reactance of every line.",
                               "Give the reactance, or leave the line out of the rule.")  # fmt: skip
        return tuple(reactances)
    return ()


def _largest_unit(network: Network, subject: tuple[str, ...]) -> float:
    """Return the capacity of the largest unit among some processes [unit/h]; a whole plant where its units are not known."""
    capacities = {capacity.id: capacity.existing for capacity in network.capacities}
    chosen = [process for process in network.processes if process.id in subject]
    return max((process.commitment.unit_size if process.commitment else capacities.get(process.capacity or "", 0.0) for process in chosen),
               default=0.0)  # fmt: skip
