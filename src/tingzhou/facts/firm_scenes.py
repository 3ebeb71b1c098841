"""A firm that a text visits: what its managers then tell is of where it lies (走进位于某开发区的甲公司,…。 “…。”公司总经理说,…)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tingzhou.facts.places import THAT, Mention, Place, by_name, inside

if TYPE_CHECKING:
    from tingzhou.facts.distribution import Draft
    from tingzhou.facts.zone_focus import Figures

__all__ = ["leaves", "on_firms", "on_works_that_go_on"]

_KIND = "(?:公司|集团|企业|工厂|厂|合作社|农场|牧场|养殖场|车间|电站|风电场|煤矿|光伏园|基地|工地|大棚|果园|茶园)"
_LEADS_THERE = re.compile("(?:走进|来到|走访|探访|位于|坐落[于在]|地处|落户(?:于|在)?|(?<![\u4e00-\u9fff])在|(?<=[,。\n”者])在)$")
_FIRM = re.compile(f"(?:内|里)?的?(?:一[家座])?((?:(?![,。;0-9]|一家|的)[\u4e00-\u9fff()]){{0,24}}?)({_KIND})")
_MANAGER = (
    "(?:(?:相关)?负责人|副?总?经理|副?董事长|副?总裁|[副正]?厂长|场长|总监|主管|总工程师|总工|工程师|技术员|(?:车间|班组|生产部?|厂务|技术部?|研发部?)[\u4e00-\u9fff]{0,4}(?:主任|部长|经理|组长|班长)|"
    "理事长|老板|班长|工人|员工|创始人)"
)
_SAYS = re.compile(
    f"[”]?(?:[,。])?(?:在[^,。;]{{2,28}}(?:公司|厂|车间)[^,。;]{{0,12}},)?(?:该|这家)?(?:公司|企业|工厂|厂|集团|合作社|车间|电站|换流站|变电站|风电场|煤矿|矿|基地|项目部|业主项目部|项目|生产|技术|财务|行政|运营|市场|销售|安全|研发)*(?:部)?的?{_MANAGER}[\u4e00-\u9fff]{{1,4}}(?:一边|指着|笑着|自豪地|[\u4e00-\u9fff]{{0,6}})?(?:说|介绍|告诉|表示|坦言|算|感慨|透露|回忆)"
)
_WORKS = "公司|企业|电厂|电站|煤矿|矿井|工厂|合作社|农场|基地|项目|园区|码头|风电场|港口"
_GOES_ON = re.compile(
    f" *(?:(?:今年|去年|目前|眼下|如今)?[^,。;]{{0,8}}[月度年前]?,)?(?:该|这[家座])?({_WORKS})(?!建设|集群|数|家|们|上市|开办|登记|减负|用[工电]|多|集中|招引|签约|化|型|贷|养老|所得|法人)"
)
_SPEAKERS_WORKS = re.compile(f"[”]?(?:[,。])?(?:该|这家)?({_WORKS})")
_WORKS_NAMED = re.compile("[\u4e00-\u9fff]{0,10}(?:电站|项目|工程|基地|煤矿|电厂)")
_CAME = ("走进", "来到", "走访", "探访", "坐落在", "坐落于", "位于", "落户", "落户于", "地处")
_WHOLE = re.compile("全[市县区州省旗盟]|我[市县区州省旗]|[市县区州]里")
_OFFICE = re.compile(
    "[市县区州旗盟省](?:[\u4e00-\u9fff]{2,10}?)(?:局|委|办|中心|厅)(?:党组)?(?:书记)?、?副?(?:局长|主任|书记|负责人)"
)
_PASSED_TO = re.compile("(?:发往|销往|运往|送往|出口到?|卖到|来自|远销|走俏|畅销|从|与|和|赴|到)[^,。;]{0,16}$")
_SPOKEN = 400  # characters of a paragraph that a manager speaks in
_AGAIN = 12  # times that a firm is looked for
_PARAGRAPHS = 12  # lines that a visit can go on for
_REACH = 1500  # characters of a paragraph that are looked at: time stays linear
_STEM = 2  # characters of the name that a firm is called by
_TRADES = "锂业|药业|生物|新材料|新材|重工|股份|铝业|硅业|铜业|钢铁|科技|电子|能源|机械|纺织|食品|茶业|菌业|乳业|牧业|化工|智能|轴承|电池|材料"
_ANY_FIRM = re.compile(
    f"(?:(?<=[在由是])|(?<=[。,;:\n”]))(?![在由是])(?:([\u4e00-\u9fff]{{4,20}}?)(?:有限)?(?:责任)?公司|([\u4e00-\u9fff]{{2,4}}?(?:{_TRADES}))(?=厂区|的?(?:车间|生产线|厂房)))"
)
_FIRMS = ("公司", "企业", "工厂")
_NO_STEMS = frozenset(  # what many firms begin with, and firms that are everywhere
    [
        "中国",
        "国家",
        "国网",
        "国能",
        "国电",
        "华能",
        "大唐",
        "华电",
        "中石",
        "中铁",
        "中建",
        "中交",
        "南方",
        "南网",
        "铁路",
        "港口",
        "当地",
        "一家",
        "这家",
        "该公",
        "项目",
        "新能",
        "新材",
        "轴承",
        "装备",
        "光伏",
        "风电",
        "电池",
        "汽车",
        "食品",
        "农业",
        "生物",
        "医药",
        "化工",
        "纺织",
        "服装",
        "机械",
        "电子",
        "科技",
        "智能",
        "绿色",
        "现代",
        "高端",
        "先进",
        "循环",
        "物流",
        "建材",
        "家具",
        "家居",
        "茶叶",
        "果品",
        "种业",
        "供电",
        "电力",
        "能源",
        "水务",
        "城投",
        "交投",
        "文旅",
        "旅游",
        "农旅",
        "投资",
        "发展",
        "建设",
        "规上",
        "限额",
        "规模",
        "重点",
        "龙头",
        "链主",
    ]
)
_TRADES = "锂业|药业|生物|新材料|新材|重工|股份|铝业|硅业|铜业|钢铁|科技|电子|能源|机械|纺织|食品|茶业|菌业|乳业|牧业|化工|智能|轴承|电池|材料"
_ANY_FIRM = re.compile(
    f"(?:(?<=[在由是])|(?<=[。,;:\n”]))(?![在由是])(?:([\u4e00-\u9fff]{{4,20}}?)(?:有限)?(?:责任)?公司|([\u4e00-\u9fff]{{2,4}}?(?:{_TRADES}))(?=厂区|的?(?:车间|生产线|厂房)))"
)
_FIRMS = ("公司", "企业", "工厂")
_EVERYWHERE = frozenset(
    (
        "中国",
        "国家",
        "国网",
        "国能",
        "国电",
        "华能",
        "大唐",
        "华电",
        "中石",
        "中铁",
        "中建",
        "中交",
        "南方",
        "南网",
        "铁路",
        "港口",
        "当地",
        "一家",
        "这家",
        "该公",
        "项目",
    )
)


def on_firms(figures: Figures, home: Place | None) -> None:
    """Give the drafts of paragraphs that a firm's own people tell, or that name the firm again, the place where the firm was visited."""
    if home is None or home.level in ("country", "area"):
        return
    text = figures.text
    scenes = [*_scenes(figures, home), *_firms_of_a_zone(figures, home)]
    known: set[str] = set()
    for scene, stem in sorted(scenes, key=lambda pair: pair[0].start):
        begin = text.find("\n", scene.end)
        end = min(begin if begin >= 0 else len(text), scene.end + _REACH)
        place(figures.between(scene.end, end), figures, scene.end, scene, home)
        for _ in range(_PARAGRAPHS):
            if begin < 0:
                break
            start = begin + 1
            begin = text.find("\n", start)
            stop = begin if begin >= 0 else len(text)
            if not text[start:stop].strip():
                continue
            if not _of_the_firm(text, start, stop, stem):
                break
            place(figures.between(start, min(stop, start + _REACH)), figures, start, scene, home)
        if stem not in known:
            _named_again(figures, scene, stem, home)
        known.add(stem)


def _firms_of_a_zone(figures: Figures, home: Place) -> Iterator[tuple[Mention, str]]:
    """在某县以西的某开发区,…。 在某某公司的控制室,…: yield the zone that the paragraph, or the one before, came to, with the firm that lies there."""
    text = figures.text
    for before, start, stop in _paragraphs(text):
        for begin in (start,) if before is None else (start, before):
            zone = _zone_come_to(figures, begin, stop if begin == start else start, home)
            if zone is None or figures.between(begin, zone.end if begin == start else start):
                continue  # figures were told before the firm
            after = max(start, zone.end)
            firm = _ANY_FIRM.search(text, after, min(stop, after + _SPOKEN))
            if firm is not None and not any(_inner(one, home) for one in figures.mentions(after, firm.end())):
                yield Mention(firm.start(), firm.end(), zone.place, zone.word), _stem(firm[1] or firm[2])
                break


def _zone_come_to(figures: Figures, begin: int, stop: int, home: Place) -> Mention | None:
    """Return the place inside the home place that a passage names last, where that is a zone."""
    named = [one for one in figures.mentions(begin, stop) if one.place is not THAT and _inner(one, home)]
    return named[-1] if named and named[-1].place.level == "functional_area" else None


def _stem(name: str) -> str:
    """Return what a firm is called by: the first characters of its name behind the places that it begins with (内蒙古蒙源生物科技: 蒙源)."""
    while (size := next((size for size in (4, 3, 2) if name[:size] in by_name()), 0)) and len(name) - size >= _STEM:
        name = name[size:]
    return name[:_STEM]


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
        while text.startswith("。", stop) and (_GOES_ON.match(text, stop + 1) or text.startswith(("“", "”", "他", "她"), stop + 1)):
            stop = figures.end(stop + 1, "。\n")
        named = figures.mentions(max(text.rfind("\n", max(at - _REACH, 0), at), at - _REACH), at)
        others = (one for one in named if one.place is not THAT and one.place != scene.place)
        if not any(one.place == home or inside(one.place, home) for one in others):
            place(figures.between(at, stop), figures, at, scene, home)
        at = text.find(stem, stop)


def on_works_that_go_on(figures: Figures, home: Place | None) -> None:
    """Give a paragraph or a sentence that goes on with works (电站负责人说,…; 一季度,电厂发电…) the place that the one before told of."""
    if home is None or home.level in ("country", "area"):
        return
    text = figures.text
    for before, start, stop in _paragraphs(text):
        works = _goes_on_with(text, start, stop)
        words = _FIRMS if works in _FIRMS else (works,)
        if works and before is not None and any(text.find(word, before, start) >= 0 for word in words):
            _go_on(figures, before, start, stop, home)
        sentence, end = start, text.find("。", start, stop) + 1
        while 0 < end < stop:
            again = _GOES_ON.match(text, end)
            if again is not None and re.search(_WORKS, text[sentence:end]) is not None:
                _go_on(figures, sentence, end, figures.end(end, "。\n"), home)
            sentence, end = end, text.find("。", end, stop) + 1


def _paragraphs(text: str) -> Iterator[tuple[int | None, int, int]]:
    """Yield where each paragraph begins and ends, with where the one before it began."""
    before, start = None, 0
    while start < len(text):
        stop = text.find("\n", start)
        stop = stop if stop >= 0 else len(text)
        if text[start:stop].strip():
            yield before, start + len(text[start:stop]) - len(text[start:stop].lstrip()), stop
            before = start
        start = stop + 1


def _goes_on_with(text: str, start: int, stop: int) -> str:
    """Return the works that a paragraph begins with, or whose manager says what it quotes first; empty where there are none."""
    if not text.startswith("“", start):
        again = _GOES_ON.match(text, start)
        return again[1] if again is not None else ""
    close = _end_of_speech(text, start, stop)
    says = close >= 0 and _SAYS.match(text, close + 1) is not None
    again = _SPEAKERS_WORKS.match(text, close + 1) if says else None
    return again[1] if again is not None else ""


def _go_on(figures: Figures, before: int, start: int, stop: int, home: Place) -> None:
    """Give the drafts from ``start`` to ``stop`` the place inside the home place that the passage from ``before`` told of last."""
    scene = _told_there(figures, before, start, home)
    if scene is not None:
        place(figures.between(start, stop), figures, start, scene, home)


def _told_there(figures: Figures, begin: int, stop: int, home: Place) -> Mention | None:
    """Return the place inside the home place that a passage told of last, or came to."""
    named = [one for one in figures.mentions(begin, stop) if one.place is not THAT]
    told = figures.between(begin, stop)
    if told:
        last = told[-1].place
        return next((one for one in reversed(named) if one.place == last and _inner(one, home)), None)
    came = [one for one in named if _inner(one, home)]
    if came and _WORKS_NAMED.match(figures.text, came[-1].end):
        return came[-1]  # 抓好朝阳县抽水蓄能电站建设。该项目…
    return came[-1] if came and figures.text.endswith(_CAME, 0, came[-1].start) else None


def _inner(one: Mention, home: Place) -> bool:
    """Tell whether a mention names a county or zone that lies in the home place, or beside the zone that the text is about."""
    lies = inside(one.place, home) or home.level == "functional_area"
    return lies and one.place.level in ("county", "functional_area") and one.opens not in "全我本该" and one.place != home


def place(drafts: Sequence[Draft], figures: Figures, start: int, scene: Mention, home: Place) -> None:
    """Give the drafts from ``start`` on the place of the scene, up to the next place that the paragraph speaks of."""
    stop = leaves(figures, start, home)
    for draft in drafts:
        if draft.start >= stop:
            return
        if draft.place is not None and (draft.place == home or inside(scene.place, draft.place)):
            draft.place, draft.place_word = scene.place, scene.word


def leaves(figures: Figures, start: int, home: Place, *, named: bool = True) -> int:
    """Return where a passage that begins at ``start`` comes to another place of the home place, to the whole of it or to one of its offices.

    ``named`` tells whether the bare name of the home place is enough (not where it only begins the name of a firm).
    """
    text, stop = figures.text, start + _REACH
    whole = (match for pattern in (_WHOLE, _OFFICE) if (match := pattern.search(text, start, stop)) is not None)
    stop = min((match.start() for match in whole), default=stop)
    for one in figures.mentions(start, stop):
        passed = _PASSED_TO.search(text, max(start, one.start - 20), one.start) is not None
        if not passed and (one.place is THAT or (named and one.place == home) or inside(one.place, home)):
            return one.start
    return stop


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
        end = min(figures.end(one.end), one.end + _REACH)
        later = [
            other
            for other in figures.mentions(one.end, end)
            if other.place is not THAT and other.place != one.place and inside(other.place, home)
        ]
        if not any(other.place != home for other in later):
            named = re.search("[一多几]家", firm[0]) is None and (
                firm[2] in ("公司", "集团") or re.search(f"(?:{_TRADES})$", firm[1]) is not None
            )
            yield one, _stem(firm[1]) if named else ""


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
    close = _end_of_speech(text, first, stop)
    return close >= 0 and _SAYS.match(text, close + 1) is not None


def _end_of_speech(text: str, start: int, stop: int) -> int:
    """Return where what a paragraph quotes first ends, -1 where it quotes no sentence."""
    close = text.find("”", start, min(stop, start + _SPOKEN))
    while close >= 0 and text[close - 1] not in "。,!?…":
        close = text.find("”", close + 1, min(stop, start + _SPOKEN))
    return close
