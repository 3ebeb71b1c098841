"""Items of a list of works: an item is headed by its works, and its figures lie where these lie."""

from __future__ import annotations

import re
from dataclasses import replace

from tingzhou.facts.clauses import Layout
from tingzhou.facts.distribution import Draft
from tingzhou.facts.gazetteer import Gazetteer
from tingzhou.facts.place_state import PlaceState
from tingzhou.facts.places import Mention, Place, inside

__all__ = ["ListItems"]

_ITEM = re.compile(
    " *[(]?[0-9一二三四五六七八九十]{1,3}[.、)][^,;。\n]{4,46}(?:项目|工程|基地|产业园|电站|园区)[^,;。\n]{0,12}[。\n]"
)
_ITEM_ASIDE = re.compile(
    " *(?:[—•●■◆▲★-]+|[(]?[0-9一二三四五六七八九十]{1,3}[.、)])[^,;。\n]{3,46}\\(([^(),。\n]{2,10}),(?:[新拟待]?开工|续建|新建|在建|改建|扩建|收尾|预备|储备|拟建|竣工|投产|建成|前期|计划|谋划)[^(),。\n]{0,6}\\)[。:\n,]"
)  # 2.某某电站(某某县,续建)。: where an item of a list lies and how far it is
_ITEM_PLACE = re.compile(
    " *(?:[—•●■◆▲★-]+|[(]?[0-9一二三四五六七八九十]{1,3}[.、)])[^,;。\n]{3,46}\\(([\u4e00-\u9fff、]{2,16}[市县区州盟旗])\\)[。:\n]"
)
_COMPANY = re.compile("[\u4e00-\u9fff()]{0,16}?(?:公司|集团|股份|合作社|厂(?![区房]))")
_LINE_END = re.compile("[港站市县]?(?:—{1,2}|-|至)[\u4e00-\u9fff]")


_ZONE = re.compile("[\u4e00-\u9fff]{2,6}(?:工业园区|产业园区|工业园|产业园|化工园区|开发区|高新区|经开区|新区)")


class ListItems:
    """Looks at how a paragraph begins; what an item says of its place becomes the place of the paragraph."""

    def __init__(self, layout: Layout, places: PlaceState) -> None:
        self.layout, self.places = layout, places

    def open(self, start: int, position: int, drafts: list[Draft], *, told: bool) -> None:
        """7.磷酸铁锂项目(保康县)。…: look at the first sentence of a paragraph from ``start``, which ends at ``position``; ``told`` where it holds figures."""
        home, text = self.places.home, self.layout.text
        aside = _ITEM_ASIDE.match(text, start) or _ITEM_PLACE.match(text, start)
        if home is not None and aside is not None:
            self._there(aside.start(1), aside[1], [one for one in drafts[-4:] if one.start >= start])
            return
        if text[position] == "," or told:
            return
        if home is None or position - start > 50 or _ITEM.match(text, start) is None:
            return
        for mention in reversed(list(Gazetteer(home, stems=True).mentions(text[start:position]))):
            end = start + mention.end
            if (
                _COMPANY.match(text, end)
                or _LINE_END.match(text, end)
                or text[max(start + mention.start - 1, 0) : start + mention.start] in "—-至"
            ):
                return  # 某市某某有限公司的项目, 东营港—淄博管道
            if inside(mention.place, home):
                self.places.set_back(replace(mention, start=mention.start + start, end=mention.end + start))
                return

    def _there(self, start: int, words: str, drafts: list[Draft]) -> None:
        """2.某某电站(某某县,续建)。…: the item and the figures in its name are of the place in brackets."""
        home = self.places.home
        inner = {
            one.place.code for one in Gazetteer(home, stems=True).mentions(words) if home is not None and inside(one.place, home)
        }
        if len(inner) > 1 and home is not None:
            self.places.set_back(Mention(start, start + len(words), home, words))  # (克拉玛依区、白碱滩区): of what both lie in
            return
        for mention in Gazetteer(home, stems=True).mentions(words):
            if home is not None and inside(mention.place, home):
                self.places.set_back(replace(mention, start=mention.start + start, end=mention.end + start))
                for draft in drafts:
                    draft.place, draft.place_word = mention.place, mention.word
                return
        if home is not None and home.level in ("county", "prefecture") and _ZONE.fullmatch(words) is not None:
            place = Place("", words, "functional_area", home.code)  # 塔筒项目(三晌梁工业园区,新建)
            self.places.set_back(Mention(start, start + len(words), place, words))
