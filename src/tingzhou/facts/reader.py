"""From a text to its facts: tokens in their clauses, frames, carry-over, lists, and what was refused with the reason.

Deterministic, offline, standard library only; every fact names its rule (``data/rules.csv``). Time is linear in the text.
"""

from __future__ import annotations

import gc
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from tingzhou.errors import InternalError
from tingzhou.facts.clauses import Layout, lay_out
from tingzhou.facts.distribution import Draft
from tingzhou.facts.drafts import Drafter
from tingzhou.facts.fact import (
    Accumulation,
    Comparator,
    Fact,
    Kind,
    Reading,
    Reference,
    Review,
    ReviewState,
    Unread,
    Vetoed,
    text_hash,
)
from tingzhou.facts.indicators import activity_of, find_indicator, scope_of
from tingzhou.facts.lexer import Token
from tingzhou.facts.normalise import normalise
from tingzhou.facts.numerals import plain
from tingzhou.facts.period_state import names_a_base
from tingzhou.facts.periods import DATE_PATTERN, Calendar, Period, spoken
from tingzhou.facts.place_state import is_reference_place
from tingzhou.facts.places import DATELINE, THAT, Gazetteer, Place, find_place, inside, is_neighbour
from tingzhou.facts.products import product_of
from tingzhou.facts.rules import VERSION

__all__ = ["read"]

_TITLE_YEAR = re.compile(
    "((?:19|20)[0-9]{2})年(?:.{0,40}(?:公报|统计|经济运行|运行情况|生产情况|能源生产)|(?![度初]?(?:[0-9一二三四]|上半|下半|前))(?!.{0,30}(?:规划|计划|纲要|工作报告|要点|目标|方案|展望|预测|任务|集中|开工|发布会|会议|大会|年会|论坛)))"
)
_ISO = re.compile("((?:19|20)[0-9]{2})(?:-([01][0-9])(?:-([0-3][0-9]))?)?$")
_DATED = re.compile("((?:19|20)[0-9]{2})年([0-9]{1,2})月(?:[0-9]{1,2}日)?")
_NOTHING = Reference()
_DAY = "((?:19|20)[0-9]{2})[年./-]([01]?[0-9])[月./-][0-3]?[0-9]日?(?![0-9])"
_PUBLISHED = (  # where a text says when it was published, the surest first
    re.compile(f"(?:发布|发稿|印发|更新|成文|时间|日期|来源)[^\n0-9]{{0,24}}{_DAY}"),
    re.compile(rf"(?m)^[ (\u2014-]{{0,6}}{_DAY}(?:[ ]*[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?)?[ )]*$"),
    _DATED,
)
_YEAR = re.compile("(?<![0-9比较与到至过于])(?<!计划)(?<!规划)((?:19|20)[0-9]{2})年(?!同期|底前|前)")
_PERIOD = re.compile(DATE_PATTERN)
_NO_PERIOD = re.compile("[^,。;]{0,16}(?:规划|计划|目标|安排|要点|方案|展望|预测|任务|以来|起|投产|开工|新闻发布会|例行发布会)")
_RUN = re.compile("[^,。;]{0,12}(?:运行|形势|完成)(?:情况|态势|数据)?")  # 上半年经济运行情况新闻发布会
_SOME_HOME = re.compile("[全我本][省市县州旗](?!长|委|级|场|政|办|直)")
_OF_PROVINCE, _OF_REGION = re.compile("[全我]省(?![长委级])"), re.compile("[全我]区(?![域长委级])|自治区(?![级党人])")
_FOR_GOVERNMENT = re.compile("代表([\u4e00-\u9fff]{2,16}?)人民政府")
_BARE_TITLE = re.compile("([\u4e00-\u9fff]{2,4}?)(?:地区|电网|供电|境内)")
_CUSTOMS = re.compile("海关|铁路局|大学|银行|日报|证券|交易所")
_ZONE_OPENS = re.compile(
    "(([\u4e00-\u9fff]{2,5}?)(?:县|市|区)?(?:经济(?:技术)?开发区|高新(?:技术产业开发)?区|工业园区?|产业园区?|工业集中区|经开区|开发区))(?=(?:始?建于|成立|位于|坐落|地处|规划|是|于|简介|前身))"
)
_MADE_A_DISTRICT = re.compile("(?:设立|改设为?|成立)(?:[\u4e00-\u9fff]{2,4}?市)?([\u4e00-\u9fff]{2,4}?区)(?=,|。|并)")
_VILLAGE_OPENS = re.compile("([\u4e00-\u9fff]{2,5}?(?:村|镇|乡|街道))(?=位于|地处|隶属|坐落|是|,)")
_OF_NATION = re.compile(
    "全国|全社会用电量|我国|国家(?:能源局|发展改革委|发改委|统计局|高新区)|国新办|国务院|国家铁路|国铁集团|全路|全行业|工信部|商务部|中国"
)
_NATIONAL = re.compile("全国|我国|省份")
_ZONE = re.compile(
    "(?:.{0,24}年)?(?:[0-9前上下一二三四季度半年月份—-]*)((?![全各我本][省市区州县])[\u4e00-\u9fff]{2,8}?(?:经济技术开发区|高新技术产业开发区|经济开发区|高新区|经开区|开发区|新区|示范区|工业园区?|科技园区?|产业园区?|保税区|管理区|度假区|试验区|能源化工基地|自贸试验区))"
)
_NOT_NAMED = re.compile(
    "省(?:级)?(?:经济)?开发区|[再新]添|新增|获批|升级|晋升|晋级|国家级|省级|建设|打造|走进|推进|推动|促进|关于|支持|加快"
)
_ZONE_NAMED = re.compile(
    "(?:(?<![\u4e00-\u9fff])|(?<=[年月日在从]))(?![年月日在从])[\u4e00-\u9fff]{2,4}(?:经济技术开发区|高新技术产业开发区|高新区|经开区|开发区)"
)
_ZONE_TAIL = re.compile("(?:国家级?)?(?:经济技术开发区|高新技术产业开发区|高新区|经开区|开发区)$")
_COMPANY = re.compile("[\u4e00-\u9fff()、]{4,40}?(?:公司|集团|企业|厂)(?![\u4e00-\u9fff]{0,6}(?:消息|获悉|发布|公告))")
_HEADQUARTERS = re.compile("总部(?:位于|设在|坐落于|坐落在|在)")
_SEAT = re.compile("(?:公司|集团|企业|厂|总部)(?:总部|现)?(?:位于|坐落于|坐落在|座落于|座落在|地处|落户于?)")
_KINDS_OF_TEXT = frozenset(("cumulative", "quarter", "month", "year"))
_PAPER = re.compile("(?:^|\n)[ ]*([\u4e00-\u9fff]{2,3}?)(?:日|晚|时)?报[ ]*(?=20|本报|记者|讯|\n)")
_STEM = re.compile("(?=([\u4e00-\u9fff]{2}))")
_PUBLICATION = 200  # characters of a text that is more than a sentence
_OPENING = 240  # characters in which a text says of what time it is
_DATES_SEEN = 400  # enough to tell what a text speaks of
_CONTEXT = 16  # characters of prefix and suffix kept with a fact


def read(text: str, *, date: str = "", title: str = "", place: str = "", source: str = "") -> Reading:
    """Read the facts of a published Chinese text.

    Parameters
    ----------
    text
        The text as published, of any length; spans are 0-based code points of exactly this text.
    date
        Date of the document (``2024-12-10``, ``2024-12`` or ``2024``); without it the first date the text states.
    title
        Title, where it is not the first line of the text.
    place
        The place the document speaks of (name, alias or GB/T 2260 code); without it the first place named.
    source
        SHA-256 of the source document; without it that of the text.

    Returns
    -------
    Reading
        Facts, vetoed spans and unread numbers. It never raises for any text.
    """
    with _no_collection():
        return _read(text, date=date, title=title, place=place, source=source)


def _second_line(text: str) -> str:
    """Return the second line of a text where it goes on with a short title (三河市 / 2020年国民经济和社会发展统计公报)."""
    lines = [line.strip() for line in text[:400].split("\n") if line.strip()][:2]
    if len(lines) < 2 or len(lines[0]) > 16 or len(lines[1]) > 40 or re.search("[0-9。,]", lines[0]):
        return ""
    return lines[1] if re.search("公报|运行情况|工作报告|统计|情况$", lines[1]) and "。" not in lines[1] else ""


@contextmanager
def _no_collection() -> Iterator[None]:
    """Pause the collection of cycles: a reading makes many small objects and none refers back to another."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _read(text: str, *, date: str, title: str, place: str, source: str) -> Reading:
    form = normalise(text)
    heading = title or next((line.strip() for line in form.text.split("\n", 12)[:12] if line.strip()), "")[:200]
    headline = heading if title or (len(heading) <= 60 and "。" not in heading) else ""  # a text may begin without a title
    if headline and not title:
        headline += _second_line(form.text)
    home = _home(place, headline, form.text)
    places = Gazetteer(home)
    places.add_aliases(form.text)
    places.add_towns(form.text)
    places.add_districts(form.text)
    layout = lay_out(form.text, places)
    calendar = _calendar(date, normalise(headline).text, form.text)
    if "工作报告" in headline and calendar.month <= 4:
        calendar = replace(calendar, review=True)
    elif calendar.titled is None and calendar.reported is None:
        calendar = replace(calendar, titled=_spoken_of(layout, calendar))
    drafter = Drafter(layout, calendar, home)
    drafter.places.guessed = not place and home is not None and home.level != "country" and _no_one_place(heading, home)
    drafter.places.settled = "公报" in headline
    drafter.places.company = _HEADQUARTERS.search(form.text, 0, 600) is not None
    drafter.run()
    known = source or text_hash(text)
    facts = []
    waiting, drafter.drafts = drafter.drafts[::-1], []
    while waiting:  # a long text needs the room of its drafts for its facts
        draft = waiting.pop()
        start, end = form.span(draft.start, draft.end)
        facts.append(_fact(draft, text, start, end, known))
    vetoed = tuple(
        Vetoed(*form.span(token.start, token.end), text[slice(*form.span(token.start, token.end))], Kind(kind), token.rule, value)
        for token, kind, value in drafter.vetoed
    )
    unread = tuple(_unread(form.span(draft.start, draft.end), draft, text) for draft in drafter.unread)
    return Reading(text, known, tuple(facts), vetoed, unread, heading, date, home.name if home else "", VERSION)


def _home(place: str, heading: str, text: str) -> Place | None:
    """Return the home place: the one asked for, else the one the title names, else the one the head of the text mainly speaks of."""
    if place:
        return find_place(place) or Place("", place)
    heading = DATELINE.sub(lambda match: "○" * len(match[0]), heading)
    head = DATELINE.sub(lambda match: "○" * len(match[0]), text[:3000])
    zone = _ZONE.match(heading)
    if zone is not None and _NOT_NAMED.search(zone[1]) is None and (zone[1][-1] != "园" or zone.end() == len(heading)):
        return _zone_of(zone[1])
    opens = _ZONE_OPENS.match(head.lstrip()) if not heading else None
    if opens is not None:
        made = _MADE_A_DISTRICT.search(head)
        district = find_place(made[1]) if made is not None else None
        if district is not None:
            return district  # 某开发区…经批准设立某某区
        around = next((find_place(opens[2] + tail) for tail in "县市区" if find_place(opens[2] + tail)), None)
        return Place("", opens[1], "functional_area", around.code if around else "CN")
    lines = [line.strip() for line in head.split("\n", 4)[:4] if line.strip()]
    under = next((line for line in lines[1:2] if line.startswith("—") and len(line) <= 40 and "。" not in line), "")
    if (speaker := _FOR_GOVERNMENT.search(head)) is not None and (govern := _named_places(speaker[1])):
        return govern[-1]  # 我代表某市人民政府
    named = _named_places(heading, heading=True) or _named_places(under, heading=True)
    best: Place | None = None
    for one in named:
        if best is None or inside(one, best):
            best = one
    if best is None and (zone_place := _main_zone(head)) is not None:
        return zone_place
    if best is None and (seat_of := _HEADQUARTERS.search(head, 0, 600)) is not None:
        found = _named_places(head[seat_of.end() : seat_of.end() + 12])
        best = found[0] if found else None
    if best is None and _COMPANY.match(head.lstrip()) is not None and (site := _SEAT.search(head)) is not None:
        seat = _named_places(head[site.end() : site.end() + 40].split(",")[0].split("(")[0])
        best = seat[0] if seat else None
    if best is None:
        best = _main_place(_named_places(head), head)
        if best is not None and best.level != "country" and _passing_by(best, head):
            return find_place("CN")
    elif best.level == "prefecture":
        best = _county_of(best, head) or best
    if best is None and (bare := _bare_title(heading)) is not None:
        return bare
    local = best is None or best.level == "country"
    if local and (village := _VILLAGE_OPENS.match(head.lstrip())) is not None:
        return Place("", village[1])
    if best is None and (told := _by_its_paper(head)) is not None:
        return told
    if best is None and (often := _named_barely(head)) is not None:
        return often
    if best is None:
        if len(text) >= _PUBLICATION and _SOME_HOME.search(head) is None and not named and not _named_places(head):
            return find_place("CN")  # a publication that names no place at all
        return find_place("CN") if _OF_NATION.search(head) and _SOME_HOME.search(head) is None else None
    if best.level == "prefecture" and _second_half(heading, best):
        return best
    nearer = next((one.place for one in Gazetteer(best, stems=True).mentions(heading) if inside(one.place, best)), None)
    return nearer or best


def _by_its_paper(head: str) -> Place | None:
    """Return the place of the newspaper that a text without one begins with: 靖边报 2025年5月22日."""
    match = _PAPER.search(head, 0, 160)
    found = [find_place(match[1] + tail) for tail in "市县区州旗"] if match is not None else []
    return next((place for place in found if place is not None), None)


def _named_barely(head: str) -> Place | None:
    """Return the county that a text which speaks of 全县 names by its bare name alone, at least three times."""
    tails = Counter(one[-1] for one in _SOME_HOME.findall(head) if one[1] in "县旗")
    if not tails:
        return None
    tail = tails.most_common(1)[0][0]
    stems = Counter(match[1] for match in _STEM.finditer(head))
    for stem, count in stems.most_common(40):
        place = find_place(stem + tail) if count >= 3 else None
        if place is not None and place.level == "county":
            return place
    return None


def _second_half(heading: str, city: Place) -> bool:
    """Tell whether a title speaks of the city first and of something else behind a gap: 金华经济开门红 义乌外贸添新动能."""
    word = city.name if city.name in heading else city.name[:-1]
    at = heading.find(word)
    return at >= 0 and re.match("[^—:]{4,}?[ ,;!?]", heading[at + len(word) :]) is not None


def _bare_title(heading: str) -> Place | None:
    """Return the county that a title names without its ending: 宜兴地区电网运行情况."""
    match = _BARE_TITLE.match(heading)
    found = [find_place(match[1] + tail) for tail in "市县区州"] if match is not None else []
    return next((place for place in found if place is not None), None)


def _county_of(city: Place, head: str) -> Place | None:
    """Return the county that a text is about whose title names its city only (某市有个小县…某县…全县…某县), if there is one."""
    body = head.partition("\n")[2]
    named = [one for one in _named_places(body) if one.level in ("prefecture", "county")]
    counts = Counter(one.code for one in named)
    if not named or named[0].level != "county" or not inside(named[0], city):
        return None
    tails = Counter(one[-1] for one in _SOME_HOME.findall(body) if one[1] != city.name[-1])
    county = named[0]
    often = counts[county.code] >= max(3, 2 * counts[city.code], len(named) / 2)
    return county if often and tails and tails.most_common(1)[0][0] == county.name[-1] else None


def _main_zone(head: str) -> Place | None:
    """Return the zone that a text without a title names again and again (长春高新区…长春高新区…), if there is one."""
    counts = Counter(match[0] for match in _ZONE_NAMED.finditer(head))
    for name, count in counts.most_common(1):
        city = find_place(_ZONE_TAIL.sub("", name))
        if count >= 3 and city is not None and city.level in ("prefecture", "county"):
            return Place("", name, "functional_area", city.code)
    return None


def _named_places(part: str, *, heading: bool = False) -> list[Place]:
    """Return the places a part of the text names, in order, without neighbours and those that are only compared with.

    浙江杭州市萧山区 names the last alone.
    """
    found: list[Place] = []
    end = -1
    for mention in Gazetteer(None).mentions(part):
        before, after = part[max(mention.start - 8, 0) : mention.start], part[mention.end : mention.end + 16]
        if mention.place is THAT or (mention.place.level == "area" and not heading):
            continue
        if mention.place.level == "country" and is_reference_place(before, after):
            continue
        if before.endswith("继") or _CUSTOMS.match(after):
            continue  # 是继甲省后又一个…的省份
        if not heading and is_neighbour(part, mention.start):
            continue  # 东邻甲省,北接乙市、丙市
        if found and mention.start == end and inside(mention.place, found[-1]):
            found.pop()
        found.append(mention.place)
        end = mention.end
    return found


def _main_place(named: list[Place], head: str) -> Place | None:
    """Return what a text without a place in its title is about: the first place named, unless another one is named far more often.

    Several provinces side by side make it the country; 全省 beside the name of the country alone leaves it open.
    """
    if not named:
        return None
    best = named[0]
    provinces = [one.code[:2] for one in named if one.level != "country"]
    own, national = len(_SOME_HOME.findall(head)), len(_NATIONAL.findall(head))
    around = _around(named, head)
    cities = {one.code for one in named if one.level == "prefecture"}
    passing = len(cities) > 1 and (best.level == "prefecture" or sum(one.code == best.code for one in named) == 1)
    if (
        own
        and (tail := Counter(one[-1] for one in _SOME_HOME.findall(head)).most_common(1)[0][0]) == best.name[-1]
        and tail != "省"
    ):
        around = None  # 甲州…全州…全州: of itself
    if around is not None and (best.level == "country" or _many(provinces) or passing):
        return around
    counts = Counter(one.code for one in named)
    local = best.level in ("prefecture", "county") and counts[best.code] > 1 and counts[best.code] == max(counts.values())
    if _many(provinces) and national >= own and not local:
        return find_place("CN")
    if len(best.name) > 2:
        counts[best.code] = max(counts[best.code], head.count(best.name[:-1]))  # 静海区…静海…
    often = max(named, key=lambda one: counts[one.code])
    shares = Counter(one.code[:2] for one in named)
    mainly = counts[often.code] >= max(3, 2 * counts[best.code]) and (
        often.code[:2] == best.code[:2] or shares[often.code[:2]] >= 2 * shares[best.code[:2]]
    )
    weight = 2 if best.level == "county" else 1  # a county's text names its city as well
    above = inside(best, often) and counts[often.code] > weight * counts[best.code]
    within = inside(often, best) and best.level == "province" and counts[often.code] >= max(4, 1.25 * (counts[best.code] + own))
    if often.level != "country" and (above or within or (mainly and not inside(often, best))):
        best = often
    best = _above(best, head)
    if best.level == "country" and own > national:
        level = {"省": "province", "市": "prefecture", "州": "prefecture", "县": "county", "旗": "county"}.get(
            _SOME_HOME.findall(head)[0][-1]
        )
        return next((one for one in named if one.level == level), None)
    return best


def _no_one_place(heading: str, home: Place) -> bool:
    """Tell whether a title names no place, or several side by side (青海、四川、云南电力外送观察)."""
    named = [one.place for one in Gazetteer(home).mentions(heading) if one.place is not THAT and one.place.level != "country"]
    return not named or any(
        one.code != two.code and not inside(one, two) and not inside(two, one) for one, two in itertools.combinations(named, 2)
    )


def _passing_by(best: Place, head: str) -> bool:
    """Tell whether the only place of a text about the country is named in passing: 国家铁路…,西安、兰州两个铁路局…."""
    word = best.name[:-1] if len(best.name) > 2 else best.name
    at = head.find(word)
    return at > _OPENING // 4 and head.count(word) <= 2 and _SOME_HOME.search(head) is None and len(_OF_NATION.findall(head)) >= 3


def _zone_of(name: str) -> Place:
    """Return the zone that a title names: that of the table, or one that lies in the place its name begins with."""
    known = find_place(name)
    if known is not None and known.level == "functional_area":
        return known
    around = next((mention.place for mention in Gazetteer(None).mentions(name) if mention.place.level != "area"), None)
    return Place("", name, "functional_area", around.code if around else "CN")


def _above(best: Place, head: str) -> Place:
    """Return the city of a district whose text speaks of 我市 and 全市 only, else the place itself."""
    tails = Counter(one[-1] for one in _SOME_HOME.findall(head))
    if best.level != "county" or tails["市"] < 2 or best.name[-1] == "市" or tails[best.name[-1]]:
        return best
    city = find_place(best.parent)
    return city if city is not None and city.name.endswith("市") else best


def _around(named: list[Place], head: str) -> Place | None:
    """Return the province in which all cities and counties of a text lie that speaks of 全省 or 我区 without its name."""
    inner = {one.code[:2] for one in named if one.level in ("prefecture", "county")}
    if len(inner) != 1:
        return None
    place = find_place(inner.pop())
    own = _OF_REGION if place is not None and place.name.endswith("自治区") else _OF_PROVINCE
    return place if len(own.findall(head)) >= 2 else None


def _many(provinces: list[str]) -> bool:
    """Tell whether a text speaks of several provinces, of none of them mainly: it is about the country."""
    return len(set(provinces)) >= 3 and 2 * max(map(provinces.count, set(provinces))) < len(provinces)


def _calendar(date: str, heading: str, text: str) -> Calendar:
    """Return the document's year and month, and the year and the part of it that its title reports on."""
    calendar = _dated(date, heading, text)
    for match in _PERIOD.finditer(heading):
        said = spoken(match[0])
        if said.kind in ("cumulative", "month", "quarter", "point") and (
            _NO_PERIOD.match(heading, match.end()) is None or _RUN.match(heading, match.end())
        ):
            return replace(calendar, titled=calendar.resolve(said, calendar.reported))
    return calendar


def _spoken_of(layout: Layout, calendar: Calendar) -> Period | None:
    """Return the period that most of the stated ones of a text are, where its title states none; ``None`` where none prevails."""
    counts: dict[Period, int] = {}
    said = [
        token
        for token in layout.tokens
        if token.said is not None and token.said.kind in _KINDS_OF_TEXT and token.said.relative not in ("去年", "上年")
    ]
    for token in said[:_DATES_SEEN]:
        period = _reported_period(token, layout, calendar)
        if period is not None:
            counts[period] = counts.get(period, 0) + 1
    if not counts:
        return None
    best = next(iter(counts))  # a text opens with what it is about
    total = sum(counts.values())
    if counts[best] >= 2 and 2 * counts[best] > total:
        return best
    within = sum(size for one, size in counts.items() if best.start <= one.start and one.end <= best.end)
    opens = best.accumulation is Accumulation.CUMULATIVE and said[0].start < _OPENING  # 今年前7个月,…;7月当月,…
    return best if opens and within >= 2 and 2 * within > total else None


def _reported_period(token: Token, layout: Layout, calendar: Calendar) -> Period | None:
    """Return the period a date states that is not only compared with; ``None`` for one in the future."""
    if token.said is None or names_a_base(layout.text, token.start, token.end):
        return None
    period = calendar.resolve(token.said, None)
    if period is None or period.year is None or (calendar.year is not None and period.year > calendar.year):
        return None
    return period


def _dated(date: str, heading: str, text: str) -> Calendar:
    given = _ISO.match(date.strip())
    title = _TITLE_YEAR.search(heading)
    reported = int(title[1]) if title else None
    if given:
        return Calendar(int(given[1]), int(given[2] or 12), reported)
    for pattern in _PUBLISHED:
        stated = pattern.search(text[:4000])
        if stated and 1 <= int(stated[2]) <= 12:
            return Calendar(int(stated[1]), int(stated[2]), reported)
    year = _YEAR.search(text[:20000])
    return Calendar(int(year[1]) if year else None, 12, reported)


def _fact(draft: Draft, text: str, start: int, end: int, source: str) -> Fact:
    """Return the finished fact of a draft."""
    token, frame = draft.token, draft.frame
    if frame.measure is None or token.value is None:
        raise InternalError("a draft without measure or value became a fact")
    value = token.value * frame.sign * frame.multiply
    shown, lower, upper = plain(value), "", ""
    if token.upper is not None:
        high = token.upper * frame.sign * frame.multiply
        lower, upper = sorted((plain(value), plain(high)), key=float)
        shown = f"{lower}/{upper}"
    elif draft.comparator in (">", ">="):
        lower = shown
    elif draft.comparator in ("<", "<="):
        upper = shown
    indicator = find_indicator(draft.subject)
    review = (
        Review()
        if indicator and not draft.doubt
        else Review(ReviewState.QUEUED, reason=draft.doubt or "indicator_not_in_dictionary")
    )
    return Fact(
        indicator_text=draft.subject, measure=frame.measure, value=shown, unit=frame.unit or token.base, start=start, end=end,
        exact=text[start:end], source=source, rule_id=frame.rule, indicator=indicator.id if indicator else "",
        activity=activity_of(draft.subject) or (indicator.sector if indicator else ""), product=product_of(draft.subject, indicator.id if indicator else "", token.unit_kind), scope=scope_of(draft.subject),
        place=draft.place.code if draft.place else "", place_name=draft.place.name if draft.place else "",
        place_aliases_used=(draft.place_word,) if draft.place_word else (), period_start=draft.period.start, period_end=draft.period.end,
        accumulation=draft.period.accumulation, period_basis=draft.period.basis, raw_value=token.raw_value, raw_unit=token.raw_unit,
        comparator=Comparator(draft.comparator or "="), lower=lower, upper=upper,
        reference=Reference(place=draft.reference_place.code if draft.reference_place else "", period=draft.reference_period, text=draft.reference)
        if draft.reference or draft.reference_place or draft.reference_period else _NOTHING,
        status=draft.status, prefix=text[max(start - _CONTEXT, 0) : start], suffix=text[end : end + _CONTEXT], rule_version=VERSION, review=review,
    )  # fmt: skip


def _unread(span: tuple[int, int], draft: Draft, text: str) -> Unread:
    start, end = span
    token = draft.token
    return Unread(start, end, text[start:end], draft.frame.reason or "unit_missing", draft.frame.rule, plain(token.value) if token.value is not None else "",
                  token.base, draft.subject, draft.place.code if draft.place else "", _shown(draft.period))  # fmt: skip


def _shown(period: Period) -> str:
    return period.start if period.start == period.end else f"{period.start}/{period.end}"
