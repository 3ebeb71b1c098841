"""The drafts and the mentions of a text by where they stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tingzhou.facts.clauses import Layout
from tingzhou.facts.places import Mention

if TYPE_CHECKING:
    from tingzhou.facts.distribution import Draft

__all__ = ["Figures"]


class Figures:
    """The drafts and the mentions of a text by where they stand."""

    def __init__(self, drafts: Sequence[Draft], layout: Layout) -> None:
        self.drafts, self.layout, self.text = drafts, layout, layout.text
        self._starts = [draft.start for draft in drafts]
        self._named = [one.start for one in layout.mentions]

    def between(self, start: int, stop: int) -> Sequence[Draft]:
        """Return the drafts that begin from ``start`` to before ``stop``."""
        return self.drafts[bisect_left(self._starts, start) : bisect_left(self._starts, stop)]

    def mentions(self, start: int, stop: int) -> Sequence[Mention]:
        """Return the mentions that begin from ``start`` to before ``stop``."""
        return self.layout.mentions[bisect_left(self._named, start) : bisect_left(self._named, stop)]

    def end(self, start: int, signs: str = "\n") -> int:
        """Return where the first of the signs stands behind ``start``, else the end of the text."""
        return min((at for sign in signs if (at := self.text.find(sign, start)) >= 0), default=len(self.text))
