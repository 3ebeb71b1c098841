"""The rules and dictionaries as data: the tables of ``facts/data``, read once."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["VERSION", "Unit", "Veto", "by_beginning", "rows", "units", "vetoes"]

VERSION = "13"  # raised whenever a rule or table changes what is read


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit or measure word: factor to its base unit, kind of quantity, and whether it may follow a Chinese numeral."""

    token: str
    factor: Decimal
    base: str
    kind: str
    after_numerals: bool


@dataclass(frozen=True, slots=True)
class Veto:
    """A pattern whose numbers are no facts, and what they are."""

    id: str
    kind: str
    pattern: str


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of the table ``name`` of ``facts/data``."""
    text = (resources.files("tingzhou.facts") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(text, newline="")))


@cache
def units() -> dict[str, Unit]:
    """Return token → unit."""
    return {
        row["token"]: Unit(row["token"], Decimal(2000) / 3 if row["token"] == "亩" else Decimal(row["factor"]), row["base"],
                           row["kind"], row["after_numerals"] == "1")
        for row in rows("units")
    }  # fmt: skip


@cache
def vetoes() -> tuple[Veto, ...]:
    """Return the veto patterns in their order."""
    return tuple(Veto(row["id"], row["kind"], row["pattern"]) for row in rows("veto"))


def by_beginning(words: Iterable[tuple[str, str]], letters: int) -> dict[str, list[tuple[str, str]]]:
    """Return first ``letters`` characters → (word, id), longest first: what a search along a text looks up at each place."""
    found: dict[str, list[tuple[str, str]]] = {}
    for word, name in words:
        found.setdefault(word[:letters], []).append((word, name))
    for pairs in found.values():
        pairs.sort(key=lambda pair: -len(pair[0]))
    return found
