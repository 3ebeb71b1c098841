"""Passages of a text that are set in one place: what is told in them is of it, until they speak of another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tingzhou.facts.places import THAT, Mention, Place, inside

if TYPE_CHECKING:
    from tingzhou.facts.figures import Figures

__all__ = ["REACH", "is_inner", "leaves", "paragraphs", "set_in"]

_WHOLE = re.compile("全[市县区州省旗盟]|我[市县区州省旗]|[市县区州]里")
_OFFICE = re.compile(
    "[市县区州旗盟省](?:[\u4e00-\u9fff]{2,10}?)(?:局|委|办|中心|厅)(?:党组)?(?:书记)?、?副?(?:局长|主任|书记|负责人)"
)
_PASSED_TO = re.compile("(?:发往|销往|运往|送往|出口到?|卖到|来自|远销|走俏|畅销|从|与|和|赴|到)[^,。;]{0,16}$")
REACH = 1500  # characters of a paragraph that are looked at: time stays linear


def paragraphs(text: str) -> Iterator[tuple[int | None, int, int]]:
    """Yield where each paragraph begins and ends, with where the line of the one before it began."""
    before, start = None, 0
    while start < len(text):
        stop = text.find("\n", start)
        stop = stop if stop >= 0 else len(text)
        line = text[start:stop]
        if line.strip():
            yield before, stop - len(line.lstrip()), stop
            before = start
        start = stop + 1


def is_inner(one: Mention, home: Place) -> bool:
    """Tell whether a mention names a county or zone that lies in the home place, or beside the zone that the text is about."""
    if one.place.level not in ("county", "functional_area") or one.opens in "全我本该" or one.place == home:
        return False
    return inside(one.place, home) or home.level == "functional_area"


def set_in(figures: Figures, start: int, stop: int, scene: Mention, home: Place) -> None:
    """Give the drafts from ``start`` to ``stop`` the place of the scene, up to the next place that the passage speaks of."""
    for draft in figures.between(start, min(stop, leaves(figures, start, home))):
        if draft.place is not None and (draft.place == home or inside(scene.place, draft.place)):
            draft.place, draft.place_word = scene.place, scene.word


def leaves(figures: Figures, start: int, home: Place, *, named: bool = True) -> int:
    """Return where a passage that begins at ``start`` comes to another place of the home place, to the whole of it or to one of its offices.

    ``named`` tells whether the bare name of the home place is enough (not where it only begins the name of a firm).
    """
    text, stop = figures.text, start + REACH
    whole = (match for pattern in (_WHOLE, _OFFICE) if (match := pattern.search(text, start, stop)) is not None)
    stop = min((match.start() for match in whole), default=stop)
    for one in figures.mentions(start, stop):
        passed = _PASSED_TO.search(text, max(start, one.start - 20), one.start) is not None
        if not passed and (one.place is THAT or (named and one.place == home) or inside(one.place, home)):
            return one.start
    return stop
