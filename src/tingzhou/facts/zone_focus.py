"""Figures told of a zone that is only meant by its kind: 园区负责人说,…; 这座基地…: of the zone that the text named, until it speaks of another place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tingzhou.facts.clauses import Layout
from tingzhou.facts.places import THAT, Mention, Place, inside
from tingzhou.facts.zones_of_text import ANY_KIND, MEANT_BY_KIND, means

if TYPE_CHECKING:
    from tingzhou.facts.distribution import Draft

__all__ = ["focus_on_works", "focus_on_zones"]

_THESE_WORKS = re.compile(
    "(?<=[。;])(?:这|该)(?:台|座|个|项|条|处|艘|片)?[^,。;]{0,16}?(?:机组|项目|工程|电站|基地|电厂|生产线|装置|风电场|“)"
)
_WORKS_THERE = re.compile(
    "(?:正式|顺利|成功|全面|如期|建成|首次)?(?:投入|投产|投运|并网|开工|动工|点火|竣工|落成|开建|落地|建成|下线)"
)
_ONLY_BESIDE = re.compile("(?:占|占到|比|较|高于|低于|高出|低|高|快于|慢于|贡献了?|居|列|为|超过?|是)$")
_LINES = 2  # paragraphs to the name that a kind alone can still mean
_LEAD = 3  # lines of a text that say what it is about


def focus_on_zones(drafts: Sequence[Draft], layout: Layout, home: Place | None) -> None:
    """Give the drafts behind a kind of zone that stands alone (园区…) the zone it means, to the end of the paragraph or the next place."""
    if home is None or home.level in ("country", "area"):
        return
    zones = [one for one in layout.mentions if one.place is not THAT and one.place.level == "functional_area"]
    starts = [draft.start for draft in drafts]
    places = [one.start for one in layout.mentions]
    for match in MEANT_BY_KIND.finditer(layout.text) if zones else ():
        if any(one.start <= match.start(1) < one.end for one in zones[max(0, _before(zones, match.start(1)) - 1) :][:2]):
            continue  # a part of a name
        zone = _meant(match[1], match.start(1), zones, layout.text)
        if zone is None or zone.place == home:
            continue
        stop = layout.text.find("\n", match.end())
        stop = stop if stop >= 0 else len(layout.text)
        for draft in drafts[bisect_left(starts, match.end()) : bisect_left(starts, stop)]:
            between = layout.mentions[bisect_left(places, match.end()) : bisect_right(places, draft.start)]
            if any(
                _is_place_of(one, draft) and not _ONLY_BESIDE.search(layout.text, max(one.start - 6, 0), one.start)
                for one in between
            ):
                break
            if _may_hold(draft, home, zone):
                draft.place, draft.place_word = zone.place, zone.word


def focus_on_works(drafts: Sequence[Draft], layout: Layout, home: Place | None) -> None:
    """1号机组在某县投入商业运行。这台机组…: give the drafts behind works that were just placed that place, to the end of the paragraph."""
    if home is None or home.level in ("country", "area"):
        return
    starts = [draft.start for draft in drafts]
    places = [one.start for one in layout.mentions]
    text = layout.text
    for match in _THESE_WORKS.finditer(text):
        before = max(text.rfind("。", 0, match.start() - 1), text.rfind("\n", 0, match.start())) + 1
        named = layout.mentions[bisect_left(places, before) : bisect_left(places, match.start())]
        there = next((one for one in reversed(named) if one.place is not THAT and text[one.start - 1] == "在"
                      and _WORKS_THERE.match(text, one.end) and inside(one.place, home)), None)  # fmt: skip
        if there is None:
            continue
        stop = text.find("\n", match.end())
        for draft in drafts[bisect_left(starts, match.end()) : bisect_left(starts, stop if stop >= 0 else len(text))]:
            between = layout.mentions[bisect_left(places, match.end()) : bisect_right(places, draft.start)]
            if any(one.place is not THAT for one in between):
                break
            if draft.place == home:
                draft.place, draft.place_word = there.place, there.word


def _before(zones: Sequence[Mention], position: int) -> int:
    return bisect_right([one.start for one in zones], position)


def _is_place_of(mention: Mention, draft: Draft) -> bool:
    """Tell whether the walk took the place of a draft from a mention."""
    if mention.place is THAT:
        return draft.place is not None and draft.place.level == "functional_area"
    return draft.place is not None and mention.place.code == draft.place.code and mention.place.name == draft.place.name


def _may_hold(draft: Draft, home: Place, zone: Mention) -> bool:
    """Tell whether a draft can be of the zone: it is of the home place or of what lies around the zone, and of no country."""
    place = draft.place
    if place is None or place == zone.place or place.level in ("country", "area"):
        return False
    return place == home or place.level == "functional_area" or inside(place, home) or inside(zone.place, place)


def _meant(word: str, position: int, zones: Sequence[Mention], text: str) -> Mention | None:
    """Return the zone named last before ``position`` that a kind can mean, if it is near enough and no other of its kind is between."""
    known = [one for one in zones if one.start < position and means(word, one.place.name)]
    if not known:
        return None
    last = known[-1]
    lines = text.count("\n", last.end, position)
    alone = len({one.place.name for one in known}) == 1 and (len(known) > 1 or text.count("\n", 0, last.start) < _LEAD)
    if lines > _LINES and not alone:
        return None
    other = (found for found in ANY_KIND.finditer(text, last.end, max(position - 1, last.end)) if means(word, found[0]))
    named = {one.end for one in known}
    if any(found.end() not in named and MEANT_BY_KIND.match(text, found.start()) is None for found in other):
        return None  # 在经开区的某某装备产业园,…。园区引进…: one that is not known
    return last
