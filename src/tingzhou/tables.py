"""A result table: rows, the unit of each column, and where its figures come from.

Planning makes result tables; study writes them as CSV; report prints them as HTML and Excel. One form for all keeps a
figure the same wherever it is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tingzhou.errors import InternalError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ResultTable"]


@dataclass(frozen=True)
class ResultTable:
    """A named table of results.

    Parameters
    ----------
    name
        Key of the table: ``table.<name>`` is its label.
    frame
        The rows, with a plain 0 … n−1 index; each column ``c`` has the label ``column.<c>``.
    units
        Unit of each column that has one for all its rows; a table whose unit changes by row has a column ``unit``.
    notes
        Sentences (gettext ids) that a reader must know before using the figures.
    sources
        Ids of the sources behind the figures.
    """

    name: str
    frame: pd.DataFrame
    units: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse units for columns that do not exist: a unit that hangs in the air is a defect."""
        unknown = set(self.units) - {str(column) for column in self.frame.columns}
        if unknown:
            raise InternalError("result table {name} has units for unknown columns {columns}",
                                name=self.name, columns=sorted(unknown))  # fmt: skip
