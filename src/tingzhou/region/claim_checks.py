"""What contradicts itself in a row of the table ``claims``, as far as the region's own tables tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from tingzhou import units
from tingzhou.errors import TingzhouError
from tingzhou.region.sheet import Cell

__all__ = ["check_claims", "stated_unit"]

Note = Callable[..., None]


def stated_unit(fact_unit: str, model_unit: str) -> str:
    """Return the unit in which a fact stands against the model: a fact of a year in t is t/a beside a capacity in t/a."""
    return fact_unit + "/a" if model_unit.endswith("/a") and not fact_unit.endswith("/a") else fact_unit


def check_claims(rows: Iterator[tuple[int, Mapping[str, Cell]]], note: Note) -> None:
    """Note every contradiction; ``note(line, column, value, message, fix, **parameters)``."""
    for line, row in rows:
        if not row.get("indicators") and not row.get("words"):
            note(line, "indicators", None, "a claim needs indicators or words: with neither it speaks of nothing.",
                 "Fill one of the two cells.")  # fmt: skip
        for column in ("words", "unless"):
            pattern = row.get(column)
            try:
                re.compile(str(pattern or ""))
            except re.error as error:
                note(line, column, pattern, "the pattern is no regular expression: {reason}.",
                     "Write words, with | between alternatives.", reason=str(error))  # fmt: skip
        fact_unit, model_unit = str(row.get("fact_unit") or ""), str(row.get("model_unit") or "")
        if fact_unit and model_unit:
            try:
                units.factor(stated_unit(fact_unit, model_unit), model_unit)
            except TingzhouError:
                note(line, "model_unit", model_unit, "'{unit}' cannot be compared with '{other}'.", "Write units of one kind.",
                     unit=model_unit, other=fact_unit)  # fmt: skip
