"""Findings: figures that do not fit together, in words and with the ids of the facts they speak of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tingzhou.facts.fact import Fact
from tingzhou.facts.identity import agreement, comparable
from tingzhou.labels import sentence

__all__ = ["SERIOUS", "Finding", "compare"]

SERIOUS = ("contradiction", "failed")  # the others are notes: refused, bounds, years, rounding, comparator, republished


@dataclass(frozen=True)
class Finding:
    """Something about facts that a person should know.

    Parameters
    ----------
    kind
        ``contradiction``, ``failed``, ``refused``, ``years``, ``bounds``, ``rounding``, ``comparator`` or ``republished``.
    facts
        Ids of the facts, sorted.
    message, parameters
        English sentence (gettext id) and its fields.
    check_id
        The check that found it, ``""`` for what the ledger found itself.
    number
        In the ledger; 0 before it was written.
    """

    kind: str
    facts: tuple[str, ...]
    message: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    check_id: str = ""
    number: int = 0

    @property
    def serious(self) -> bool:
        """Tell whether something must be wrong: a contradiction or a failed check."""
        return self.kind in SERIOUS

    def text(self, lang: str = "en") -> str:
        """Return the sentence in ``lang``; a field ``name_en`` or ``name_zh`` goes before ``name`` in its language."""
        fields = {name: self.parameters.get(f"{name}_{lang}", value) for name, value in self.parameters.items()}
        return sentence(self.message, lang, **fields)

    def row(self) -> dict[str, str]:
        """Return the finding as the ledger keeps it."""
        return {"kind": self.kind, "check_id": self.check_id, "facts": json.dumps(list(self.facts)), "message": self.message,
                "parameters": json.dumps({key: str(value) for key, value in self.parameters.items()}, ensure_ascii=False,
                                         sort_keys=True)}  # fmt: skip

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Finding:
        """Return the finding of a row."""
        return cls(row["kind"], tuple(json.loads(row["facts"])), row["message"], json.loads(row["parameters"]), row["check_id"],
                   int(row["number"]))  # fmt: skip


def compare(first: Fact, second: Fact, ids: tuple[str, str]) -> Finding | None:
    """Return what is to be said of two facts with one subject; ``None`` where nothing is.

    A subject that the indicator dictionary does not know is too vague for a contradiction.
    """
    how = agreement(first, second)
    if how == "same" or (how != "comparator" and not comparable(first)):
        return None
    fields: dict[str, object] = {"subject": first.indicator_text, "place": first.place_name or first.place, "period": first.period,
                                 "first": _shown(first), "second": _shown(second)}  # fmt: skip
    if how == "contradiction":
        message = "{subject} ({place}, {period}): {first} contradicts {second}."
    elif how == "rounding":
        message = "{subject} ({place}, {period}): {first} and {second} can be one value, rounded differently."
    elif how == "bounds":
        message = "{subject} ({place}, {period}): {first} and {second} are different, and one is a bound that the other keeps."
    else:
        message = "{subject} ({place}, {period}): the same number stands once as {first} and once as {second}."
    return Finding(how, tuple(sorted(set(ids))), message, fields)


def _shown(fact: Fact) -> str:
    sign = "" if fact.comparator.value == "=" else f"{fact.comparator.value} "
    return f"{sign}{fact.value} {fact.unit}".strip()
