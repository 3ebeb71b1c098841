"""Selectors on a network: which processes a rule or a target speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tingzhou.network.model import Network, Process
    from tingzhou.region import Selector

__all__ = ["matches", "select"]

# What each kind of term compares with. A table kind (plant, route …) names a row, so both ways of a route and both sides
# of a store belong to it.
_TABLES = {"plant": "plants", "route": "routes", "store": "stores", "market": "markets", "demand": "demands"}
_FIELDS: dict[str, Callable[[Process], str]] = {
    "category": lambda process: process.category,
    "process": lambda process: process.technology,
    "owner": lambda process: process.owner,
    "commodity": lambda process: process.commodity,
    "sector": lambda process: process.sector,
}


def matches(network: Network, process: Process, selector: Selector) -> bool:
    """Tell whether a process satisfies every term of a selector."""
    return all(_holds(network, process, term.kind, term.values) != term.negated for term in selector.terms)


def _holds(network: Network, process: Process, kind: str, values: Iterable[str]) -> bool:
    if kind == "place":
        return bool(set(network.places.get(process.place, (process.place,))) & set(values))
    if kind in _TABLES:
        return process.table == _TABLES[kind] and (process.id in values or process.id.partition(":")[0] in values)
    return _FIELDS[kind](process) in values


def select(network: Network, selector: Selector | str) -> tuple[Process, ...]:
    """Return the processes that a selector (or its text) means, in the order of the network.

    Example: ``category:wind,solar place:mulei``.
    """
    from tingzhou.region import parse_selector

    parsed = parse_selector(selector) if isinstance(selector, str) else selector
    return tuple(process for process in network.processes if matches(network, process, parsed))
