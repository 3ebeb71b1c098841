"""Global constraints: primary energy and emissions, net production of a carrier, capacities, volume and cost of transmission."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from tingzhou.network import Term
from tingzhou.pypsa_networks.passive import line_carrier

if TYPE_CHECKING:
    from tingzhou.pypsa_networks.reading import Reading
    from tingzhou.pypsa_networks.table import Table

__all__ = ["read_limits"]

_BUILDABLE = ("Generator", "Line", "Link", "Process", "Store", "StorageUnit")


def read_limits(reading: Reading) -> None:
    """Read global constraints; one that counts nothing is left out, as PyPSA leaves it out."""
    table = reading.table("GlobalConstraint")
    for name in table.names:
        kind = table.text(name, "type")
        if kind not in _KINDS:
            continue  # already refused
        terms, constant = _KINDS[kind](reading, table, name)
        if not terms:
            continue
        value = table.number(name, "constant") - constant
        sense = table.text(name, "sense")
        lower = value if sense in (">=", "==") else -np.inf
        upper = value if sense in ("<=", "==") else np.inf
        reading.relate(f"GlobalConstraint/{name}", terms, lower=lower, upper=upper, once=True, kind=kind)


def _primary_energy(reading: Reading, table: Table, name: str) -> tuple[list[Term], float]:
    """Return Σ w p e/η over generators, and e × what stores that need not refill take out of their first level."""
    attribute = table.text(name, "carrier_attribute")
    carriers = reading.n.c.carriers.static
    if attribute not in carriers:
        return [], 0.0  # already refused
    rates = {str(carrier): float(value) for carrier, value in carriers[attribute].items() if value != 0}
    return _production(reading, rates, by_input=True) if rates else ([], 0.0)


def _operational(reading: Reading, table: Table, name: str) -> tuple[list[Term], float]:
    """Return Σ w p over the generators of a carrier, and what its stores give."""
    return _production(reading, {table.text(name, "carrier_attribute"): 1.0}, by_input=False)


def _production(reading: Reading, rates: dict[str, float], *, by_input: bool) -> tuple[list[Term], float]:
    terms: list[Term] = []
    generators = reading.table("Generator")
    for name in generators.names:
        rate = rates.get(generators.text(name, "carrier"))
        if rate is not None:
            share = rate / np.asarray(generators.series(name, "efficiency")) if by_input else rate
            terms.append(Term("activity", f"Generator/{name}", share * reading.generators_hours))
    constant = 0.0
    last = np.zeros(reading.steps)
    last[-1] = 1.0
    for component, cyclic, initial in (("StorageUnit", "cyclic_state_of_charge", "state_of_charge_initial"),
                                       ("Store", "e_cyclic", "e_initial")):  # fmt: skip
        table = reading.table(component)
        for name in table.names:
            rate = rates.get(table.text(name, "carrier"))
            if rate is not None and not table.flag(name, cyclic):
                terms.append(Term("level", f"{component}/{name}", -rate * last))
                constant += rate * table.number(name, initial)
    return terms, constant


def _capacity(reading: Reading, table: Table, name: str) -> tuple[list[Term], float]:
    """Return Σ capacity of what is extendable and has the carrier, at one bus or everywhere."""
    carrier, bus = table.text(name, "carrier_attribute"), table.text(name, "bus")
    terms = []
    for component in _BUILDABLE:
        if component not in reading.tables:
            continue
        own = reading.table(component)
        for unit in own.names:
            at = own.text(unit, "bus") or own.text(unit, "bus0")
            if reading.nominal[component, unit].extendable and line_carrier(reading, own, unit) == carrier and bus in ("", at):
                terms.append(Term("capacity", f"{component}/{unit}"))
    return terms, 0.0


def _transmission(reading: Reading, table: Table, name: str, figure: Callable[[Table, str], float]) -> tuple[list[Term], float]:
    words = re.sub(r"[\[\]()]", "", table.text(name, "carrier_attribute"))
    carriers = {word.strip() for word in words.split(",")}
    terms = [
        Term("capacity", f"{component}/{unit}", figure(reading.table(component), unit))
        for component in ("Line", "Link")
        for unit in reading.table(component).names
        if reading.nominal[component, unit].extendable and line_carrier(reading, reading.table(component), unit) in carriers
    ]
    return terms, 0.0


def _volume(reading: Reading, table: Table, name: str) -> tuple[list[Term], float]:
    """Return Σ length × capacity of extendable lines and links of the carriers."""
    return _transmission(reading, table, name, lambda own, unit: own.number(unit, "length"))


def _cost(reading: Reading, table: Table, name: str) -> tuple[list[Term], float]:
    """Return Σ capital cost × capacity of extendable lines and links of the carriers."""
    return _transmission(reading, table, name, reading.capital_cost)


_KINDS: dict[str, Callable[[Any, Any, str], tuple[list[Term], float]]] = {
    "primary_energy": _primary_energy,
    "operational_limit": _operational,
    "tech_capacity_expansion_limit": _capacity,
    "transmission_volume_expansion_limit": _volume,
    "transmission_expansion_cost_limit": _cost,
}
