"""Lists of projects whose items stand in a line of their own with their place: 1.某某项目(涪陵高新区), 6.靖西市某某工程; what follows is of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tingzhou.facts.passages import leaves
from tingzhou.facts.places import THAT, Place, find_place, inside
from tingzhou.facts.zones_of_text import kind_of_zone

if TYPE_CHECKING:
    from tingzhou.facts.figures import Figures

__all__ = ["on_items"]

_ITEM = re.compile("(?m)^ *(?:[0-9]{1,2}[.、)]|[(][0-9]{1,2}[)]|[一二三四五六七八九十]{1,3}、|[●■◆▲★]) *(?P<head>[^。;\n]{2,45})$")
_WORKS = re.compile("项目|工程|电站|基地|产业园|园区|小区|水厂|医院|学校|高速|公路|铁路|中心|改造|建设|扩建|生产线|储能|光伏|风电")
_LONGEST = 1200  # characters that are told of an item
_BEGINS = 3  # characters before the place that an item begins with
_IN_BRACKETS = re.compile("[(]([\u4e00-\u9fff]{2,12})[)]$")
_LEVELS = ("prefecture", "county", "functional_area")


def on_items(figures: Figures, home: Place | None) -> None:
    """Give what stands under an item of a list of projects the place in its line, up to the next item."""
    if home is None or home.level not in ("country", "province", "prefecture"):
        return
    text = figures.text
    items = list(_ITEM.finditer(text))
    for number, item in enumerate(items):
        sited = _sited(figures, item, home)
        if sited is None:
            continue
        stop = min(item.end() + _LONGEST, items[number + 1].start() if number + 1 < len(items) else len(text))
        start = item.start("head")
        while start < stop:
            end = min(figures.end(start), stop)
            told = end if start == item.start("head") else min(leaves(figures, start, home, named=False), end)
            for draft in figures.between(start, told):
                own = any(one.place == draft.place for one in figures.mentions(item.end(), draft.start))
                if draft.place is not None and (draft.place == home or inside(sited[0], draft.place) or not own):
                    draft.place, draft.place_word = sited
            start = end + 1


def _sited(figures: Figures, item: re.Match[str], home: Place) -> tuple[Place, str] | None:
    """Return the place inside the home place that the line of an item names in brackets at its end, or begins with, and its words."""
    if _WORKS.search(item["head"]) is None:
        return None
    bracket = _IN_BRACKETS.search(item["head"])
    if bracket is not None and (named := _named(bracket[1], home)) is not None:
        return named, bracket[1]
    for one in figures.mentions(item.start("head"), item.start("head") + _BEGINS):
        if one.place is not THAT and one.place.level in _LEVELS and inside(one.place, home):
            return one.place, one.word
    return None


def _named(words: str, home: Place) -> Place | None:
    """Return the county or zone inside the home place that words in brackets name alone: 涪陵高新区, 云阳县."""
    known = find_place(words, home)
    if known is not None:
        return known if known.level in _LEVELS and inside(known, home) else None
    around = next((place for size in (4, 3, 2) if (place := find_place(words[:size], home)) is not None), None)
    zone = kind_of_zone(words) != "" and around is not None and (around == home or inside(around, home))
    return Place("", words, "functional_area", around.code) if zone and around is not None else None
