"""Figures told of a zone that is only meant by its kind: 园区负责人说,…; 这座基地…: of the zone that the text named, until it speaks of another place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from tingzhou.facts.clauses import Layout
from tingzhou.facts.figures import Figures
from tingzhou.facts.firm_scenes import on_firms
from tingzhou.facts.places import THAT, Mention, Place, find_place, inside
from tingzhou.facts.project_lists import on_items
from tingzhou.facts.works_that_go_on import on_works_that_go_on
from tingzhou.facts.zones_of_text import ANY_KIND, MEANT_BY_KIND, means

if TYPE_CHECKING:
    from tingzhou.facts.distribution import Draft

__all__ = ["focus"]

_THESE_WORKS = re.compile(
    "(?<=[。;])(?:这|该)(?:台|座|个|项|条|处|艘|片)?[^,。;]{0,16}?(?:机组|项目|工程|电站|基地|电厂|生产线|装置|风电场|“)"
)
_WORKS_THERE = re.compile(
    "(?:正式|顺利|成功|全面|如期|建成|首次)?(?:投入|投产|投运|并网|开工|动工|点火|竣工|落成|开建|落地|建成|下线)"
)
_WORKS_AND_COUNTY = re.compile(
    "(?:项目|工程|园|中心|基地|段|线|厂|站|矿|期|库|市场|小镇|城)\\(([\u4e00-\u9fff]{1,8}[县市区旗州盟])\\)(?=[,:])"
)
_THE_WHOLE = re.compile("(?:而|同期)全[国省区市州县](?:为|是|仅|只有|平均)")
_GOES_BACK = re.compile("[,;](?:高出|高于|低于|快于|慢于|比)|;")
_OFFICE = re.compile(
    "(?<=[。\n”,])[市州盟](?!场)[\u4e00-\u9fff]{2,10}?(?:局|委|办|中心)(?:党组)?(?:书记)?、?副?(?:局长|主任|处长|科长|负责人)[\u4e00-\u9fff]{2,4}?(?:说|介绍|表示|透露|坦言|告诉)"
)
_PROJECT_THERE = re.compile(
    "(?:项目|工程|基地|产业园)(?:[一二三]期)?(?:(?:于?(?:今年|去年)?[0-9]{1,2}月(?:[0-9]{1,2}日)?)?在|(?:签约)?落户于?|(?:签约)?落地于?|选址于?)$"
)
_BEGUN_THERE = re.compile("(?:内|里)?(?:正式|集中|破土)?(?:开工|动工|奠基|落户|落地|签约|投产|后|以后|,|。)")
_ITS_OUTPUT = re.compile("(?:该|整个)?(?:项目)?(?:全部|全面)?(?:建成|达产|投产|投用|建成投产|建成达产)(?:投产|达产)?后|(?:该)?项目")
_GOES_ON_WITH_IT = re.compile(f"(?<=。)(?:{_ITS_OUTPUT.pattern})")
_FORMER = re.compile("(?<=[。,;:])前者")
_PAIR = re.compile("[、和与及]|两[县市区地],")
_NEAR = 60  # characters from the second of a pair to 前者
_ONLY_BESIDE = re.compile("(?:占|占到|比|较|高于|低于|高出|低|高|快于|慢于|贡献了?|居|列|为|超过?|是)$")
_FAR = 3000  # characters to the name that a kind alone can still mean
_MANY = 40  # zones named before that are looked at
_LINES = 2  # paragraphs to the name that a kind alone can still mean
_LEAD = 3  # lines of a text that say what it is about


def focus(drafts: Sequence[Draft], layout: Layout, home: Place | None) -> None:
    """Give the drafts of a text the places that only what stands around their sentence tells."""
    figures = Figures(drafts, layout)
    _on_zones(figures, home)
    _on_works(figures, home)
    _on_brackets(figures, home)
    _on_sited_projects(figures, home)
    _on_projects_that_go_on(figures)
    _on_pairs(figures, home)
    _back_from_the_whole(figures)
    _on_offices(figures, home)
    on_firms(figures, home)
    on_works_that_go_on(figures, home)
    on_items(figures, home)


def _on_zones(figures: Figures, home: Place | None) -> None:
    """Give the drafts behind a kind of zone that stands alone (园区…) the zone it means, to the end of the paragraph or the next place."""
    if home is None or home.level in ("country", "area"):
        return
    text = figures.text
    zones = [one for one in figures.layout.mentions if one.place is not THAT and one.place.level == "functional_area"]
    zone_starts, lead = [one.start for one in zones], _lead(text)
    for match in MEANT_BY_KIND.finditer(text) if zones else ():
        last = bisect_right(zone_starts, match.start(1))
        if last and zones[last - 1].end > match.start(1):
            continue  # a part of a name
        zone = _meant(match[1], match.start(1), zones[max(last - _MANY, 0) : last], text, lead, home)
        if home.level == "functional_area" and means(match[1], home.name):
            near = zone is not None and text.find("\n", zone.start, match.start()) < 0
            zone = zone if near else Mention(match.start(1), match.end(1), home, match[1])  # the zone that the text is about
        if zone is None:
            continue
        for draft in figures.between(match.end(), figures.end(match.end())):
            if any(
                _is_place_of(one, draft) and not _ONLY_BESIDE.search(text, max(one.start - 6, 0), one.start)
                for one in figures.mentions(match.end(), draft.start + 1)
            ):
                break
            if _may_hold(draft, home, zone):
                draft.place, draft.place_word = zone.place, zone.word


def _on_works(figures: Figures, home: Place | None) -> None:
    """1号机组在某县投入商业运行。这台机组…: give the drafts behind works that were just placed that place, to the end of the paragraph."""
    if home is None or home.level in ("country", "area"):
        return
    text = figures.text
    for match in _THESE_WORKS.finditer(text):
        before = max(text.rfind("。", 0, match.start() - 1), text.rfind("\n", 0, match.start())) + 1
        named = figures.mentions(before, match.start())
        there = next((one for one in reversed(named) if one.place is not THAT and text[one.start - 1] == "在"
                      and _WORKS_THERE.match(text, one.end) and inside(one.place, home)), None)  # fmt: skip
        if there is None:
            continue
        for draft in figures.between(match.end(), figures.end(match.end())):
            if any(one.place is not THAT for one in figures.mentions(match.end(), draft.start + 1)):
                break
            if draft.place == home:
                draft.place, draft.place_word = there.place, there.word


def _back_from_the_whole(figures: Figures) -> None:
    """…增长6.2%,而全国为2.8%,高出3.4个百分点;…: give what goes on behind the figure of the whole the place from before it."""
    drafts, layout = figures.drafts, figures.layout
    for first, whole, after in zip(drafts, drafts[1:], drafts[2:], strict=False):
        if first.sentence != whole.sentence or whole.sentence != after.sentence or whole.place is None or first.place is None:
            continue
        if whole.place != after.place or first.place == whole.place or not inside(first.place, whole.place):
            continue
        clause = layout.text[layout.clause(whole.start) : whole.start]
        if not _THE_WHOLE.match(clause) or not _GOES_BACK.match(layout.text, whole.end):
            continue
        behind = figures.between(after.start, len(figures.text))
        for draft in takewhile(lambda one: one.sentence == whole.sentence, behind):  # noqa: B023 (used at once)
            if draft.place == whole.place:
                draft.place, draft.place_word = first.place, first.place_word


def _on_offices(figures: Figures, home: Place | None) -> None:
    """州发展改革委主任某某说,…: give the drafts behind an office of the home city the home place, to the end of the paragraph or the next place."""
    if home is None or home.name[-1:] not in ("市", "州", "盟"):
        return
    for match in _OFFICE.finditer(figures.text):
        if match[0][0] != home.name[-1]:
            continue
        for draft in figures.between(match.end(), figures.end(match.end())):
            if any(_is_place_of(one, draft) for one in figures.mentions(match.end(), draft.start + 1)):
                break
            if (
                draft.place is not None
                and draft.place != home
                and draft.place.level != "country"
                and not draft.place.name.endswith("口岸")
            ):
                draft.place, draft.place_word = home, ""


def _on_pairs(figures: Figures, home: Place | None) -> None:
    """甲县和乙县都在变。前者…;后者…: give the drafts behind 前者 the first place that was just named, those behind 后者 the second."""
    text = figures.text
    for match in _FORMER.finditer(text):
        two = [one for one in figures.mentions(match.start() - 4 * _NEAR, match.start())[-2:] if one.place is not THAT]
        if len(two) != 2 or not _PAIR.fullmatch(text, two[0].end, two[1].start) or match.start() - two[1].end > _NEAR:
            continue
        if home is not None and not all(inside(one.place, home) for one in two):
            continue
        latter = text.find("后者", match.end(), match.end() + 300)
        for draft in figures.between(match.end(), figures.end(max(latter, match.end()), "。\n")):
            one = two[1] if 0 <= latter < draft.start else two[0]
            if draft.place == home or draft.place in (two[0].place, two[1].place):
                draft.place, draft.place_word = one.place, one.word


def _on_sited_projects(figures: Figures, home: Place | None) -> None:
    """总投资12亿元的某某项目在某开发区开工,…。项目达产后…: give what is told of a project the zone that it is begun in."""
    text = figures.text
    for zone in figures.layout.mentions:
        if zone.place is THAT or zone.place.level != "functional_area" or not _BEGUN_THERE.match(text, zone.end):
            continue
        begin = figures.layout.clause(zone.start)
        if not _PROJECT_THERE.search(text, begin, zone.start):
            continue
        stop = figures.end(zone.end, "。\n")
        if stop < len(text) and text[stop] == "。" and _ITS_OUTPUT.match(text, stop + 1):
            stop = figures.end(stop + 1, "。\n")
        for draft in figures.between(begin, stop):
            named = figures.mentions(zone.end, draft.start + 1)
            if draft.place is not None and inside(zone.place, draft.place) and not any(one.place is not THAT for one in named):
                draft.place, draft.place_word = zone.place, zone.word


def _on_projects_that_go_on(figures: Figures) -> None:
    """在某开发区的项目现场,12栋厂房…。项目总投资…。全部达产后…: give sentences that go on with a project in a zone the same zone."""
    text = figures.text
    for match in _GOES_ON_WITH_IT.finditer(text):
        start = match.start()
        told = figures.between(max(text.rfind("。", 0, start - 1), text.rfind("\n", 0, start)) + 1, start)
        zone = told[-1].place if told else None
        if zone is None or zone.level != "functional_area":
            continue
        stop = figures.end(start, "。\n")
        for draft in figures.between(start, stop):
            if any(one.place is not THAT for one in figures.mentions(start, draft.start + 1)):
                break
            if draft.place is not None and inside(zone, draft.place):
                draft.place, draft.place_word = zone, told[-1].place_word


def _on_brackets(figures: Figures, home: Place | None) -> None:
    """…加工产业园(武都区),占地216亩;…: give the drafts behind works the county that stands in brackets behind their name."""
    if home is None or home.level not in ("country", "province", "prefecture"):
        return
    found = [(match, place) for match in _WORKS_AND_COUNTY.finditer(figures.text)
             if (place := find_place(match[1], home)) is not None and place.level in ("prefecture", "county") and inside(place, home)]  # fmt: skip
    for number, (match, place) in enumerate(found):
        stop = figures.end(match.end(), "。;\n")
        if number + 1 < len(found):
            stop = min(stop, found[number + 1][0].start())
        for draft in figures.between(match.end(), stop):
            if draft.place == home:
                draft.place, draft.place_word = place, match[1]


def _lead(text: str) -> int:
    """Return where the lines end that say what a text is about."""
    end = -1
    for _ in range(_LEAD):
        end = text.find("\n", end + 1)
        if end < 0:
            return len(text)
    return end


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
    near = inside(place, home) or inside(zone.place, place) or (zone.place == home and place.level == "county")
    return place == home or place.level == "functional_area" or near


def _meant(word: str, position: int, zones: Sequence[Mention], text: str, lead: int, home: Place) -> Mention | None:
    """Return the zone named last before ``position`` that a kind can mean, if it is near enough and no other of its kind is between."""
    known = [one for one in zones if means(word, one.place.name)]
    if not known:
        return None
    last = known[-1]
    if position - last.end > _FAR:
        return None
    lines = text.count("\n", last.end, position)
    own = len(word) > 2 and last.place.name.startswith(home.name[:-1])  # 临西经济开发区…在经济开发区东部: that of the county
    alone = len({one.place.name for one in known}) == 1 and (len(known) > 1 or last.start < lead or own)
    if lines > _LINES and not alone:
        return None
    other = (found for found in ANY_KIND.finditer(text, last.end, max(position - 1, last.end)) if means(word, found[0]))
    named = {one.end for one in known}
    if any(found.end() not in named and MEANT_BY_KIND.match(text, found.start()) is None for found in other):
        return None  # 在经开区的某某装备产业园,…。园区引进…: one that is not known
    return last
