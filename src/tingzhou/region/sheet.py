"""Raw sheets, as read from a CSV file or a worksheet, and stated tables, as checked against a schema."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Cell", "Sheet", "StatedTable", "Where"]

Cell = str | float | bool | None


@dataclass(frozen=True)
class Where:
    """The file and sheet a problem is in."""

    file: str
    sheet: str = ""


@dataclass(frozen=True)
class Sheet:
    """Cells as text: a header and rows with the line or row number the user sees."""

    name: str
    where: Where
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    header_row: int = 1


@dataclass(frozen=True)
class StatedTable:
    """A table as its author stated it: numbers in the units of the headers, not yet converted.

    Parameters
    ----------
    name
        Name of the table.
    columns
        Column names in the order given.
    units
        Unit of a column's header, where it has one.
    rows
        One mapping per row; an empty cell is ``None``.
    lines
        Line or row number of each row.
    where
        File and sheet.
    """

    name: str
    columns: tuple[str, ...]
    units: Mapping[str, str]
    rows: tuple[Mapping[str, Cell], ...]
    lines: tuple[int, ...]
    where: Where = field(default_factory=lambda: Where(""))
