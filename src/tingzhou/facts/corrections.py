"""What a person changes about a fact: fields checked like a table's cells, all refusals at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tingzhou.errors import InputError, Problem
from tingzhou.facts.fact import Accumulation, Comparator, Fact, Measure, Review, Status
from tingzhou.facts.identity import number

if TYPE_CHECKING:
    from tingzhou.facts.ledger import QueueItem

__all__ = ["FIELDS", "corrected", "from_unread", "period_bounds"]

_ISO = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
_PERIOD = re.compile(rf"({_ISO})(?:/({_ISO}))?")
UNITS = ("CNY", "USD", "kWh", "kW", "kVA", "kV", "t", "t/a", "t/d", "m3", "m3/a", "m2", "m", "km/h", "GJ", "1", "%", "‰", "pp", "rank",
         "x", "d", "month", "a", "h", "workday")  # fmt: skip


_BELOW = frozenset(("CNY", "t", "m", "m2", "m3", "kWh", "kW", "h", "d", "a", "month", "person", "household", "s"))


def period_bounds(text: str) -> tuple[str, str] | None:
    """Return start and end of ``2024``, ``2024-12`` or ``2024-01/2024-10``; ``None`` where it is no period."""
    match = _PERIOD.fullmatch(text)
    if match is None or (match[2] and match[2] < match[1]):
        return None
    return match[1], match[2] or match[1]


def _word(kind: type[StrEnum]) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        try:
            return kind(text)
        except ValueError:
            return None

    return parse


def _decimal(text: str) -> str | None:
    value = number(text)
    return None if value is None else format(value, "f")


def _text(text: str) -> str:
    return text.strip()


def _unit(text: str) -> str | None:
    """Return a base unit, also of a price or a rate (CNY/t, kWh/m3); full-width signs are taken as the usual ones."""
    from tingzhou.facts.rules import units

    text = text.strip().translate({0xFF05: "%", 0xFF0F: "/"})
    known = {*UNITS, *(unit.base for unit in units().values())}
    above, _, below = text.partition("/")
    return text if text in known or (above in known and below in _BELOW) else None


def _place(text: str) -> Any:
    """Return code and name of a place; both empty for an empty cell."""
    from tingzhou.facts.places import find_place

    if not text.strip():
        return "", ""
    place = find_place(text)
    return (place.code, place.name) if place else None


def _indicator(text: str) -> str | None:
    from tingzhou.facts.indicators import indicators

    return text.strip() if not text.strip() or text.strip() in indicators() else None


FIELDS: dict[str, Callable[[str], Any]] = {
    "indicator": _indicator, "indicator_text": _text, "activity": _text, "product": _text, "scope": _text, "place": _place,
    "place_name": _text, "period": period_bounds, "accumulation": _word(Accumulation), "measure": _word(Measure), "value": _decimal,
    "unit": _unit, "comparator": _word(Comparator),
    "lower": lambda text: _decimal(text) if text else "", "upper": lambda text: _decimal(text) if text else "",
    "status": _word(Status),
}  # fmt: skip
_KINDS: dict[str, type[StrEnum]] = {"accumulation": Accumulation, "measure": Measure, "comparator": Comparator, "status": Status}


def _parsed(changes: Mapping[str, str]) -> dict[str, Any]:
    """Return the changes as values of a fact.

    Raises
    ------
    InputError
        With every field that is refused.
    """
    problems, values = [], {}
    for name, text in changes.items():
        if name not in FIELDS:
            problems.append(Problem("'{name}' is no field of a fact that can be corrected.", "Fields: {known}.", value=text,
                                    parameters={"name": name, "known": ", ".join(FIELDS)}))  # fmt: skip
            continue
        value = FIELDS[name](text)
        if value is None:
            problems.append(_refused(name, text))
        elif name == "place":
            values["place"] = value[0]
            values.setdefault("place_name", value[1])
        elif name == "period":
            values["period_start"], values["period_end"] = value
        else:
            values[name] = value
    if problems:
        raise InputError(problems)
    return values


def _refused(name: str, text: str) -> Problem:
    if name == "period":
        return Problem("this is no period.", "Write 2024, 2024-12, 2024-12-10 or 2024-01/2024-10.", column=name, value=text)
    if name in _KINDS:
        known = ", ".join(one.value for one in _KINDS[name] if one.value)
        return Problem("this word is not known here.", "Known: {known}.", column=name, value=text, parameters={"known": known})
    if name == "place":
        return Problem(
            "this place is not in the table of places.", "Give a name, an alias or a code of GB/T 2260.", column=name, value=text
        )
    if name == "indicator":
        from tingzhou.facts.claims import close_matches
        from tingzhou.facts.indicators import indicators

        known = ", ".join(close_matches(text, indicators()) or tuple(indicators())[:3])
        return Problem("this indicator is not in the dictionary.", "Write an id such as {known}.", column=name, value=text,
                       parameters={"known": known})  # fmt: skip
    if name == "unit":
        return Problem("facts are kept in base units, and this is none.", "Known: {known}.", column=name, value=text,
                       parameters={"known": ", ".join(UNITS)})  # fmt: skip
    return Problem("this is no number.", "Write digits with a point, without thousands separators.", column=name, value=text)


def corrected(fact: Fact, changes: Mapping[str, str], review: Review) -> Fact:
    """Return the fact with the changes made by a person.

    A new value stands alone: bounds of the old one are dropped unless they are given too.

    Raises
    ------
    InputError
        With every field that is refused, or when nothing is left to tell what the figure speaks of.
    """
    values = _parsed(changes)
    if "value" in values:
        values = {"lower": "", "upper": "", **values}
    fresh = replace(fact, **values, review=review, rule_id="manual", rule_version="", conflicts_with=())
    if fresh.comparator is Comparator.RANGE and not (fresh.lower and fresh.upper):
        raise InputError(Problem("a range needs its lower and upper bound.", "State lower and upper.", column="comparator"))
    if not fresh.indicator_text:
        raise InputError(Problem("a fact needs what it speaks of.", "State indicator_text.", column="indicator_text"))
    return fresh


def from_unread(item: QueueItem, changes: Mapping[str, str]) -> Fact:
    """Return the fact that a number that was not read becomes, before the rest of the changes.

    Raises
    ------
    InputError
        When indicator_text, measure, value or unit are neither known nor stated.
    """
    known = {**{name: value for name, value in item.known.items() if name in FIELDS and value}, **changes}
    problems = [Problem("'{name}' must be stated: the number was not read.", "Add it to the corrections.", value=item.exact,
                        parameters={"name": name})
                for name in ("indicator_text", "measure", "value", "unit") if not known.get(name)]  # fmt: skip
    values: dict[str, Any] = {}
    try:
        values = _parsed({name: str(value) for name, value in known.items()})
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    return Fact(**values, start=item.start, end=item.end, exact=item.exact, source=item.document, rule_id="manual")
