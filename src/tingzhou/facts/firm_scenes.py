"""A firm that a text visits: what its managers then tell is of where it lies (走进位于某开发区的甲公司,…。 “…。”公司总经理说,…)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tingzhou.facts.passages import REACH, is_inner, paragraphs, set_in
from tingzhou.facts.places import THAT, Mention, Place, by_name, inside
from tingzhou.facts.rules import rows
from tingzhou.facts.works_that_go_on import GOES_ON, end_of_managers_speech

if TYPE_CHECKING:
    from tingzhou.facts.figures import Figures

__all__ = ["on_firms"]

_KIND = "(?:公司|集团|企业|工厂|厂|合作社|农场|牧场|养殖场|车间|电站|风电场|煤矿|光伏园|基地|工地|大棚|果园|茶园)"
_LEADS_THERE = re.compile("(?:走进|来到|走访|探访|位于|坐落[于在]|地处|落户(?:于|在)?|(?<![\u4e00-\u9fff])在|(?<=[,。\n”者])在)$")
_FIRM = re.compile(f"(?:内|里)?的?(?:一[家座])?((?:(?![,。;0-9]|一家|的)[\u4e00-\u9fff()]){{0,24}}?)({_KIND})")
_AGAIN = 12  # times that a firm is looked for
_PARAGRAPHS = 12  # lines that a visit can go on for
_FAR = 400  # characters behind the zone that its firm is looked for in
_STEM = 2  # characters of the name that a firm is called by
_NO_STEMS = frozenset(row["word"] for row in rows("firm_stems"))  # what many firms begin with, and firms that are everywhere
_TRADES = "锂业|药业|生物|新材料|新材|重工|股份|铝业|硅业|铜业|钢铁|科技|电子|能源|机械|纺织|食品|茶业|菌业|乳业|牧业|化工|智能|轴承|电池|材料"
_ANY_FIRM = re.compile(
    f"(?:(?<=[在由是])|(?<=[。,;:\n”]))(?![在由是])(?:([\u4e00-\u9fff]{{4,20}}?)(?:有限)?(?:责任)?公司|([\u4e00-\u9fff]{{2,4}}?(?:{_TRADES}))(?=厂区|的?(?:车间|生产线|厂房)))"
)


def on_firms(figures: Figures, home: Place | None) -> None:
    """Give the drafts of paragraphs that a firm's own people tell, or that name the firm again, the place where the firm was visited."""
    if home is None or home.level in ("country", "area"):
        return
    scenes = [*_scenes(figures, home), *_firms_of_a_zone(figures, home)]
    known: set[str] = set()
    for scene, stem in sorted(scenes, key=lambda pair: pair[0].start):
        end = figures.end(scene.end)
        set_in(figures, scene.end, end, scene, home)
        _go_on(figures, end, scene, stem, home)
        if stem not in known:
            _named_again(figures, scene, stem, home)
        known.add(stem)


def _go_on(figures: Figures, end: int, scene: Mention, stem: str, home: Place) -> None:
    """Give the paragraphs behind a visit that ends at ``end`` its place, as long as they are told by the firm's people or begin with it."""
    text = figures.text
    for _ in range(_PARAGRAPHS):
        start = end + 1
        if start > len(text):
            return
        end = figures.end(start)
        if not text[start:end].strip():
            continue
        if not _of_the_firm(text, start, end, stem):
            return
        set_in(figures, start, end, scene, home)


def _scenes(figures: Figures, home: Place) -> Iterator[tuple[Mention, str]]:
    """Yield the last place of each paragraph in which a firm is visited, and the first characters of the firm's name."""
    text = figures.text
    for one in figures.layout.mentions:
        if not is_inner(one, home):
            continue
        clause = figures.layout.clause(one.start)
        firm = _FIRM.match(text, one.end, min(figures.layout.clause_end(one.end) + 1, len(text)))
        if firm is None or not _LEADS_THERE.search(text, max(clause - 1, 0), _begin(figures, one)):
            continue
        later = figures.mentions(one.end, min(figures.end(one.end), one.end + REACH))
        if not any(other.place not in (THAT, one.place, home) and inside(other.place, home) for other in later):
            yield one, _stem(firm[1]) if _has_a_name(firm) else ""


def _has_a_name(firm: re.Match[str]) -> bool:
    """Tell whether what is visited is one firm by its name: 甲公司, 蒙源生物的车间, not 一家企业."""
    one = re.search("[一多几]家", firm[0]) is None
    return one and (firm[2] in ("公司", "集团") or re.search(f"(?:{_TRADES})$", firm[1]) is not None)


def _begin(figures: Figures, one: Mention) -> int:
    """Return where the name of a place begins with what it lies in (河北临西经济开发区, 哈密市伊州区)."""
    for other in reversed(figures.mentions(max(one.start - 12, 0), one.start)):
        if other.end == one.start and other.place is not THAT:
            return _begin(figures, other)
    return one.start


def _firms_of_a_zone(figures: Figures, home: Place) -> Iterator[tuple[Mention, str]]:
    """在某县以西的某开发区,…。 在某某公司的控制室,…: yield the zone that the paragraph, or the one before, came to, with the firm that lies there."""
    text = figures.text
    for before, start, stop in paragraphs(text):
        for begin in (start,) if before is None else (start, before):
            zone = _zone_come_to(figures, begin, stop if begin == start else start, home)
            if zone is None or figures.between(begin, zone.end if begin == start else start):
                continue  # figures were told before the firm
            after = max(start, zone.end)
            firm = _ANY_FIRM.search(text, after, min(stop, after + _FAR))
            if firm is not None and not any(is_inner(one, home) for one in figures.mentions(after, firm.end())):
                yield Mention(firm.start(), firm.end(), zone.place, zone.word), _stem(firm[1] or firm[2])
                break


def _zone_come_to(figures: Figures, begin: int, stop: int, home: Place) -> Mention | None:
    """Return the place inside the home place that a passage names last, where that is a zone."""
    named = [one for one in figures.mentions(begin, stop) if is_inner(one, home)]
    return named[-1] if named and named[-1].place.level == "functional_area" else None


def _stem(name: str) -> str:
    """Return what a firm is called by: the first characters of its name behind the places that it begins with (内蒙古蒙源生物科技: 蒙源)."""
    while (size := next((size for size in (4, 3, 2) if name[:size] in by_name()), 0)) and len(name) - size >= _STEM:
        name = name[size:]
    return name[:_STEM]


def _of_the_firm(text: str, start: int, stop: int, stem: str) -> bool:
    """Tell whether a paragraph is told by the firm's people, or begins with the firm."""
    first = stop - len(text[start:stop].lstrip())
    if len(stem) == _STEM and text.startswith(stem, first) and "缩影" not in text[first : first + 40]:
        return True
    if GOES_ON.match(text, first):
        return True
    return text.startswith("“", first) and end_of_managers_speech(text, first, stop) >= 0


def _named_again(figures: Figures, scene: Mention, stem: str, home: Place) -> None:
    """Give what sentences tell of a firm that was visited before, by its short name, the place where it lies."""
    text = figures.text
    if len(stem) < _STEM or stem in _NO_STEMS or stem in by_name():
        return
    at = text.find(stem, scene.end + _STEM)
    for _ in range(_AGAIN):
        if at < 0:
            return
        stop = figures.end(at, "。\n")
        while text.startswith("。", stop) and (GOES_ON.match(text, stop + 1) or text.startswith(("“", "”", "他", "她"), stop + 1)):
            stop = figures.end(stop + 1, "。\n")
        named = figures.mentions(max(text.rfind("\n", max(at - REACH, 0), at), at - REACH), at)
        others = (one for one in named if one.place is not THAT and one.place != scene.place)
        if not any(one.place == home or inside(one.place, home) for one in others):
            set_in(figures, at, stop, scene, home)
        at = text.find(stem, stop)
