"""Documents and mentions: which text a fact comes from, and where in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Cell", "Document", "Mention"]


@dataclass(frozen=True)
class Document:
    """A text with its origin; ``id`` is the SHA-256 of ``text``.

    Parameters
    ----------
    name, form
        Name of the file and kind of it (``.txt``, ``.docx``, ``table`` …).
    title, publisher, date, address
        As published; the date is ISO 8601.
    home_place
        Code of the place the text speaks of where it names none.
    file_sha256
        Of the bytes of the file, ``""`` for a text that came from no file.
    """

    id: str
    text: str
    name: str = ""
    title: str = ""
    publisher: str = ""
    date: str = ""
    address: str = ""
    form: str = ""
    home_place: str = ""
    file_sha256: str = ""

    def cited(self) -> str:
        """Return publisher, title and date in one line, or the name of the file."""
        return " · ".join(part for part in (self.publisher, self.title or self.name, self.date) if part) or self.id[:16]


@dataclass(frozen=True)
class Cell:
    """A cell of a table: sheet (``""`` in a CSV file) and address as spreadsheets write it, ``C7``."""

    sheet: str
    cell: str


@dataclass(frozen=True)
class Mention:
    """One place where a fact stands.

    ``start`` and ``end`` are code points of the document's text, ``exact`` what stands there; ``sheet`` and ``cell`` name the cell
    of a table.
    """

    id: str
    document: str
    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""
    raw_value: str = ""
    raw_unit: str = ""
    comparator: str = "="
    rule_id: str = ""
    rule_version: str = ""
    sheet: str = ""
    cell: str = ""

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Mention:
        """Return the mention of a row of the ledger."""
        return cls(**{name: row[name] for name in cls.__dataclass_fields__})
