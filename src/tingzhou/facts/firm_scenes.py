"""A firm that a text visits: what its managers then tell is of where it lies (走进位于某开发区的甲公司,…。 “…。”公司总经理说,…)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tingzhou.facts.places import THAT, Mention, Place, inside

if TYPE_CHECKING:
    from tingzhou.facts.distribution import Draft
    from tingzhou.facts.zone_focus import Figures

__all__ = ["on_firms"]

_KIND = "(?:公司|集团|企业|工厂|厂|合作社|农场|牧场|养殖场|车间)"
_LEADS_THERE = re.compile("(?:走进|来到|走访|探访|位于|坐落[于在]|地处|落户(?:于|在)?|(?<![\u4e00-\u9fff])在|(?<=[,。\n”者])在)$")
_FIRM = re.compile(f"(?:内|里)?的?(?:一[家座])?((?:(?![,。;0-9]|一家|的)[\u4e00-\u9fff()]){{0,24}}?){_KIND}")
_MANAGER = (
    "(?:(?:相关)?负责人|副?总?经理|副?董事长|副?总裁|[副正]?厂长|场长|总监|主管|总工程师|总工|工程师|技术员|(?:车间|班组|生产部?|厂务|技术部?|研发部?)[\u4e00-\u9fff]{0,4}(?:主任|部长|经理|组长|班长)|"
    "理事长|老板|班长|工人|员工|创始人)"
)
_SAYS = re.compile(
    f"[”]?(?:[,。])?(?:该|这家)?(?:公司|企业|工厂|厂|集团|合作社|车间|项目|生产|技术|财务|行政|运营|市场|销售|安全|研发)*(?:部)?的?{_MANAGER}[\u4e00-\u9fff]{{1,4}}(?:一边|指着|笑着|自豪地|[\u4e00-\u9fff]{{0,6}})?(?:说|介绍|告诉|表示|坦言|算|感慨|透露|回忆)"
)
_GOES_ON = re.compile(" *(?:该|这家)?(?:公司|企业)(?!数|家|们|上市|开办|登记|减负|用[工电])")
_WHOLE = re.compile("全[市县区州省旗盟]|我[市县区州省旗]|[市县区州]里")
_OFFICE = re.compile(
    "[市县区州旗盟省](?:[\u4e00-\u9fff]{2,10}?)(?:局|委|办|中心|厅)(?:党组)?(?:书记)?、?副?(?:局长|主任|书记|负责人)"
)
_PASSED_TO = re.compile("(?:发往|销往|运往|送往|出口到?|卖到|来自|远销|走俏|畅销|从|与|和|赴|到)[^,。;]{0,16}$")
_SPOKEN = 400  # characters of a paragraph that a manager speaks in
_STEM = 2  # characters of the name that a firm is called by


def on_firms(figures: Figures, home: Place | None) -> None:
    """Give the drafts of paragraphs that a firm's own people tell, or that name the firm again, the place where the firm was visited."""
    if home is None or home.level in ("country", "area"):
        return
    text = figures.text
    for scene, stem in _scenes(figures, home):
        begin = text.find("\n", scene.end)
        place(figures.between(scene.end, begin if begin >= 0 else len(text)), figures, scene.end, scene, home)
        while begin >= 0:
            start = begin + 1
            begin = text.find("\n", start)
            stop = begin if begin >= 0 else len(text)
            if not text[start:stop].strip():
                continue
            if not _of_the_firm(text, start, stop, stem):
                break
            place(figures.between(start, stop), figures, start, scene, home)


def place(drafts: Sequence[Draft], figures: Figures, start: int, scene: Mention, home: Place) -> None:
    """Give the drafts from ``start`` on the place of the scene, up to the next place that the paragraph speaks of."""
    text = figures.text
    for draft in drafts:
        named = (
            one
            for one in figures.mentions(start, draft.start + 1)
            if not _PASSED_TO.search(text, max(start, one.start - 20), one.start)
        )
        if any(one.place is THAT or one.place == draft.place or inside(one.place, home) for one in named):
            return
        if _WHOLE.search(text, start, draft.start) or _OFFICE.search(text, start, draft.start):
            return
        if draft.place is not None and (draft.place == home or inside(scene.place, draft.place)):
            draft.place, draft.place_word = scene.place, scene.word


def _scenes(figures: Figures, home: Place) -> Iterator[tuple[Mention, str]]:
    """Yield the last place of each paragraph in which a firm is visited, and the first characters of the firm's name."""
    text = figures.text
    for one in figures.layout.mentions:
        if one.place is THAT or one.place.level not in ("county", "functional_area") or one.opens in "全我本该":
            continue
        if one.place == home or not (inside(one.place, home) or home.level == "functional_area"):
            continue
        clause = figures.layout.clause(one.start)
        firm = _FIRM.match(text, one.end, min(figures.layout.clause_end(one.end) + 1, len(text)))
        if firm is None or not _LEADS_THERE.search(text, max(clause - 1, 0), _begin(figures, one)):
            continue
        end = figures.end(one.end)
        later = [
            other
            for other in figures.mentions(one.end, end)
            if other.place is not THAT and other.place != one.place and inside(other.place, home)
        ]
        if not any(other.place != home for other in later):
            yield one, firm[1][:_STEM]


def _begin(figures: Figures, one: Mention) -> int:
    """Return where the name of a place begins with what it lies in (河北临西经济开发区, 哈密市伊州区)."""
    for other in reversed(figures.mentions(max(one.start - 12, 0), one.start)):
        if other.end == one.start and other.place is not THAT:
            return _begin(figures, other)
    return one.start


def _of_the_firm(text: str, start: int, stop: int, stem: str) -> bool:
    """Tell whether a paragraph is told by the firm's people, or begins with the firm."""
    first = start + len(text[start:stop]) - len(text[start:stop].lstrip())
    if len(stem) == _STEM and text.startswith(stem, first) and "缩影" not in text[first : first + 40]:
        return True
    if _GOES_ON.match(text, first):
        return True
    if not text.startswith("“", first):
        return False
    close = text.find("”", first, min(stop, first + _SPOKEN))
    while 0 <= close < stop:
        if text[close - 1] in "。,!?…":
            return _SAYS.match(text, close + 1) is not None
        close = text.find("”", close + 1, min(stop, first + _SPOKEN))
    return False
