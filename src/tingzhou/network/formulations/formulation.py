"""What every formulation states about itself: equation, symbols with units, reference. The docs page is made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Formulation"]


@dataclass(frozen=True)
class Formulation:
    """One family of constraints.

    Parameters
    ----------
    name
        Key; for rules it is the ``kind`` in the table; tests are named after it.
    title_zh, title_en
        Names for the page.
    equation
        The relation as LaTeX.
    symbols
        Symbol → meaning with unit.
    note
        When it is exact, what it assumes.
    reference
        Where the form comes from.
    """

    name: str
    title_zh: str
    title_en: str
    equation: str
    symbols: Mapping[str, str]
    note: str
    reference: str
