"""The four lists (四张清单): when a penalty is left out, may be left out, is lighter, and when no coercion is needed. Advice only.

Rules are rows (``data/penalty_rules.csv``) of the Administrative Penalty Law, articles 32 and 33, and the Administrative Compulsion
Law, article 16. Conditions are facts joined by ``;`` (all) or ``|`` (any); ``!`` is the contrary.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from tingzhou.errors import UsageError

__all__ = ["PenaltyAdvice", "facts_known", "penalty_advice", "penalty_rules"]


@dataclass(frozen=True)
class PenaltyAdvice:
    """A rule and whether it applies: ``yes``, ``no``, or ``open`` with the facts that would decide it."""

    rule: str
    list: str
    article: str
    applies: str
    open_facts: tuple[str, ...]
    zh: str
    en: str
    source: str


@cache
def penalty_rules() -> Sequence[Mapping[str, str]]:
    """Return the rows of the rule table."""
    text = resources.files("tingzhou.supervision").joinpath("data/penalty_rules.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def facts_known() -> tuple[str, ...]:
    """Return the names of all facts that rules ask for."""
    words = (word for row in penalty_rules() for word in row["conditions"].replace("|", ";").split(";"))
    return tuple(sorted({word.lstrip("!") for word in words}))


def penalty_advice(facts: Mapping[str, bool], on: dt.date) -> list[PenaltyAdvice]:
    """Return every rule in force on a day with its outcome for the facts; a fact that is not given is open.

    Raises
    ------
    UsageError
        When a fact is not one that a rule asks for.
    """
    unknown = sorted(set(facts) - set(facts_known()))
    if unknown:
        raise UsageError("unknown fact '{name}'; known: {known}", name=unknown[0], known=", ".join(facts_known()))
    return [_judged(row, facts) for row in penalty_rules() if dt.date.fromisoformat(row["valid_from"]) <= on]


def _judged(row: Mapping[str, str], facts: Mapping[str, bool]) -> PenaltyAdvice:
    any_of = "|" in row["conditions"]
    words = row["conditions"].split("|" if any_of else ";")
    held = [None if word.lstrip("!") not in facts else facts[word.lstrip("!")] != word.startswith("!") for word in words]
    decided = any_of
    if decided in held:
        applies = "yes" if any_of else "no"
    elif None in held:
        applies = "open"
    else:
        applies = "no" if any_of else "yes"
    missing = tuple(word.lstrip("!") for word, value in zip(words, held, strict=True) if value is None) if applies == "open" else ()
    return PenaltyAdvice(row["id"], row["list"], row["article"], applies, missing, row["zh"], row["en"], row["source"])
