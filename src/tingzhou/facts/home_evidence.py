"""Which place a text is about, weighed: every place that the text names, even by its bare name, with what speaks for and against it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from tingzhou.facts.gazetteer import counties_of_a_city
from tingzhou.facts.gazetteer_words import PLAIN_WORDS
from tingzhou.facts.places import Place, by_name, find_place, inside, lineage, table
from tingzhou.facts.rules import rows
from tingzhou.facts.zones import zone_key, zones_named
from tingzhou.facts.zones_of_text import MEANT_BY_KIND, WORD_LIKE, kind_of_zone, means, zones_of_text

__all__ = ["evidence_of_home", "weighed_home"]

_REACH = 3000  # characters in which a text says what it is about
_LEAST = 110  # characters of a text that gives enough to weigh
_LEAD = 140  # characters of the body that open it
_ZONES = 12  # zones that are weighed
_NEAR_LEVELS = ("province", "prefecture", "county")
_OWN = re.compile("(?<![占于比较出快慢列居])[全我本该]([省市县州区旗盟])(?!长|委书|[级场域])")
_OWN_OFFICE = re.compile(
    "(?<![\u4e00-\u9fff])([省市县州区旗盟])(?=(?![场民级内里外长区镇])[\u4e00-\u9fff]{1,9}?(?:局|委|办|政府|中心|院))"
)
_OFFICE = re.compile("[\u4e00-\u9fff]{0,8}?(?:政府|委员会|管委会|[县市区旗州]委|[县市区旗州]长|局|供电|党工委)")
_PAPER = re.compile(
    "(?:电视台|广播|电台|市场报)?(?:发布|融媒|日报|新闻|晚报|云媒|团结报|宣传|微信|政务|文旅|组工|供稿|统计局|融媒体|网|报)"
)
_CREDIT = re.compile("来源|稿源|供稿|编辑|记者|通讯员|[0-9]{4}[-年./][0-9]{1,2}")
_SENT = re.compile(
    "(?:^|(?<=[\n(( ])|(?<=本报)|(?<=[报社网台线]))([\u4e00-\u9fff]{2,7}?)(?=(?:[0-9]{4}年)?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?[电讯](?![子力视网信量站息费]))"
)
_BESIDE = re.compile(
    "(?:[对占]|比|较|高于|低于|快于|超过|跑赢|销往|发往|运往|送往|远销|卖到|走进|进|直达|通往|连接|牵手|来自|赴|援助|援建|对口|携手|向|从|至|到|给|及|邻|距)$"
)
_GUEST = re.compile("海关|铁路局|局集团|大学|银行|证券|交易所|学院|边检|客商|企业来|人[,、。]|游客|市民|市场|对口|援|等地")
_VILLAGE = re.compile(
    "([\u4e00-\u9fff]{2,9}?[市县区旗])(?:(?:(?![市县区旗])[\u4e00-\u9fff]){2,4}?(?:镇|乡|街道))?((?:(?![镇乡市县区旗])[\u4e00-\u9fff]){2,4}?村)(?![委支民庄落])"
)
_REPEATED = re.compile(  # 赣州国际陆港…赣州国际陆港: a name of a zone that a text repeats, whatever stands before it
    "(?:国际)?(?:铁路)?(?:陆港|港务区|铁路港|空港|科技城|科学城|新城|农高区|新片区|保税港区|综合保税区|综保区|合作区|开发区|高新区|经开区|新区|工业园区?|产业园区?|示范区|试验区|管理区|度假区|集中区|口岸|流域|(?<=[一二三四五六七八九十〇0-9])团)"
)
_NO_NAME = re.compile(
    "^(?:经(?!开)|[的在和与及对了是为向从到至由等各这该其某本我全距说两三个一把被将让年月日]|综合|经济|国家|省级|市级|现代|特色|重点|建设|打造|推进|记者|走进|来到|国际|自由|铁路|公路|高新|边境|跨境|产业|工业|生态|农业|循环|自治|少数|目前|其中|今年|去年)"
)
_A_NAME = re.compile(  # not 看辽滨…开发区, 全省开发区, 石化仍是开发区
    "(?!全|各|本|该|某|其|看|再看|来看|走进|来到|围绕|聚焦|依托|推进|加快|建设|打造|支持|盘活)[^的是在仍与及把被让不也都]+"
)
_OF_VILLAGE = re.compile("村里|全村|村集体|村民|村党|村支|该村|村干部|这个村|小村")
_HEAD_OF_TITLE = re.compile("^(?:【[^】]*】|“[^”]*”|[^::|｜]{0,8}[|｜]|@|来自|走进)?")
_FIGURE = re.compile("[0-9]")
_PROVINCES = {
    "疆": "65",
    "晋": "14",
    "陇": "62",
    "青": "63",
    "宁": "64",
    "蒙": "15",
    "陕": "61",
    "川": "51",
    "滇": "53",
    "黔": "52",
    "皖": "34",
}
_SENT_OUT = re.compile(f"([{''.join(_PROVINCES)}])[煤电气油粮棉果](?=外运|外送|出[疆川]|东送|东输|南下|入)")  # 疆煤外运跑出“加速度”
_CLAUSE = re.compile("[^,。;!?:\n]*[,。;!?:\n]?")


@dataclass(slots=True)
class _Candidate:
    """A place that may be the home place, and where the text names it."""

    place: Place
    full: list[tuple[int, int]] = field(default_factory=list)
    bare: list[tuple[int, int]] = field(default_factory=list)

    @property
    def spots(self) -> list[tuple[int, int]]:
        """Return all places where it is named."""
        return sorted(self.full + self.bare)


@cache
def _words() -> tuple[dict[str, tuple[tuple[Place, bool], ...]], dict[str, tuple[str, ...]]]:
    """Return word → what it may mean and whether it is a bare name, and first two characters → words, longest first."""
    found: dict[str, list[tuple[Place, bool]]] = {}
    for word, places in by_name().items():
        if len(word) > 1 and word not in PLAIN_WORDS:
            found[word] = [(place, word != place.name and place.level == "county") for place in places if place.level != "area"]
    for place in table().values():
        stem = place.name[:-1]
        if (
            place.level == "county"
            and len(stem) >= 2
            and stem not in PLAIN_WORDS
            and place not in [one for one, _ in found.get(stem, ())]
        ):
            found.setdefault(stem, []).append((place, True))
    heads: dict[str, list[str]] = {}
    for word in sorted(found, key=len, reverse=True):
        heads.setdefault(word[:2], []).append(word)
    return {word: tuple(places) for word, places in found.items()}, {head: tuple(words) for head, words in heads.items()}


@cache
def _weights() -> dict[str, float]:
    return {row["feature"]: float(row["weight"]) for row in rows("home_evidence")}


def weighed_home(first: Place | None, heading: str, text: str) -> Place | None:
    """Return the place for which most speaks, ``first`` (what the title and the opening gave) being one of the candidates.

    Parameters
    ----------
    first
        The home place that the title and the opening gave.
    heading
        The title, empty where the text has none.
    text
        The normalised text.
    """
    if len(text) < _LEAST:
        return first
    weights = _weights()
    best, most = first, -math.inf
    for place, features in evidence_of_home(first, heading, text):
        told = sum(weights.get(name, 0.0) * value for name, value in features.items())
        if told > most:
            best, most = place, told
    return _in_full(best, text[:_REACH])


def _in_full(home: Place | None, text: str) -> Place | None:
    """Return a zone by the longest of its names: 辽滨经开区 is 辽滨沿海经济技术开发区 where the text names both."""
    if home is None or home.code or home.level != "functional_area" or find_place(home.name[:2]) is not None:
        return home
    names = [name for name in _zones(text) if name[:2] == home.name[:2] and kind_of_zone(name) == kind_of_zone(home.name)]
    longest = max(names, key=len, default=home.name)
    return replace(home, name=longest) if len(longest) > len(home.name) else home


def evidence_of_home(first: Place | None, heading: str, text: str) -> list[tuple[Place, dict[str, float]]]:
    """Return the places that a text may be about, each with its features (see ``data/home_evidence.csv``)."""
    text = (text if heading in text else f"{heading}\n{text}")[:_REACH]
    sent = {(match.start(1), match.end(1)) for match in _SENT.finditer(text)}
    found = _candidates(first, text, sent)
    whole = _Whole(first, heading, text, sent, found)
    return [(one.place, whole.features(one)) for one in found]


def _candidates(first: Place | None, text: str, sent: set[tuple[int, int]]) -> list[_Candidate]:
    """Return the places that a text names outside datelines, and the home place made out first."""
    found: dict[str, _Candidate] = {}
    if first is not None:
        _of(found, first)
    own = [first.name] if first is not None and first.level == "functional_area" else []
    for name in dict.fromkeys((*own, *_zones(text))):
        one = _of(found, _zone(name, first))
        for word in {name, zone_key(name)}:
            spots = [(match.start(), match.end()) for match in re.finditer(re.escape(word), text)]
            one.full += [spot for spot in spots if not any(spot[0] < end and start < spot[1] for start, end in one.full)]
    _add_named(found, text, sent)
    for match in _VILLAGE.finditer(text):
        around = next((place for cut in range(len(match[1]) - 1) if (place := find_place(match[1][cut:])) is not None), None)
        often = text.count(match[2]) + len(_OF_VILLAGE.findall(text))
        if around is not None and around.level == "county" and often > 1:
            spots = [(one.start(), one.end()) for one in re.finditer(match[2], text)]
            found.setdefault(match[2], _Candidate(Place("", match[2], "village", around.code), spots))
    return [one for one in found.values() if one.place == first or _may_be(one, text)]


def _of(found: dict[str, _Candidate], place: Place) -> _Candidate:
    """Return the candidate that a place is, a new one if there is none; a zone is one under each form of its name."""
    key = f"{place.code}{zone_key(place.name)}" if place.level == "functional_area" or not place.code else place.code
    return found.setdefault(key, _Candidate(place))


def _add_named(found: dict[str, _Candidate], text: str, sent: set[tuple[int, int]]) -> None:
    """Add the places of the tables that a text names in full or barely, longest name first, none in a dateline or a zone's name."""
    words, heads = _words()
    covered = {start: end for one in found.values() for start, end in one.full}
    at = 0
    while at < len(text) - 1:
        word = next(
            (
                one
                for one in heads.get(text[at : at + 2], ())
                if text.startswith(one, at) and not counties_of_a_city(one, text, at + len(one))
            ),
            "",
        )
        if at in covered or not word:
            at = covered.get(at, at + 1)
            continue
        end = at + len(word)
        dated = any(start <= at and end <= stop for start, stop in sent) and _PAPER.match(text, end) is None
        for place, bare in () if dated else words[word]:
            one = _of(found, place)
            if all(not (start < end and at < stop) for start, stop in one.full):
                (one.bare if bare else one.full).append((at, end))
        at = end


def _zones(text: str) -> list[str]:
    """Return names of zones in a text, those named first before others."""
    named = {*zones_of_text(text), *zones_named(text).values(), *_repeated(text)}
    return sorted((name for name in named if _A_NAME.fullmatch(name) is not None), key=text.find)[:_ZONES]


def _repeated(text: str) -> set[str]:
    """Return the longest names that stand at least twice before and with the kind of a zone."""
    found = set()
    for match in _REPEATED.finditer(text):
        for size in range(8, 1, -1):
            name = text[max(match.start() - size, 0) : match.end()]
            if len(name) == size + len(match[0]) and re.fullmatch("[\u4e00-\u9fff]+", name) and text.count(name) > 1:
                if _NO_NAME.match(name) is None and len(name) > 3:
                    found.add(name)
                break
    return found


def _zone(name: str, first: Place | None) -> Place:
    """Return the zone of the table that a name is, or one that lies in the place its name begins with, else in ``first``."""
    known = find_place(name)
    if known is not None:
        return known
    around = next((place for size in (4, 3, 2) if (place := find_place(name[:size])) is not None), None)
    around = around if around is not None and around.level in _NEAR_LEVELS else first
    known_around = around is not None and around.level in _NEAR_LEVELS
    return Place("", name, "functional_area", around.code if around is not None and known_around else "CN")


def _may_be(one: _Candidate, text: str) -> bool:
    """Tell whether a place that is only named barely is sure enough to be weighed: its name is no word, or its city is named too."""
    if one.full or not one.bare:
        return bool(one.full)
    words = {text[start:end] for start, end in one.bare}
    around = any(_names(text, code) for code in lineage(one.place)[1:-1])
    if any(_PAPER.match(text, end) is not None for _, end in one.bare):
        return True  # 巫溪融媒
    return around or (len(one.bare) > 1 and not words <= WORD_LIKE)


def _names(text: str, code: str) -> bool:
    """Tell whether a text names the place of a code, in full or by its bare name."""
    place = table().get(code)
    return place is not None and any(word in text for word in {place.name, place.name[:-1], *place.aliases} if len(word) > 1)


class _Whole:
    """A text with its candidates."""

    def __init__(
        self, first: Place | None, heading: str, text: str, sent: set[tuple[int, int]], found: Sequence[_Candidate]
    ) -> None:
        self.first, self.heading, self.text, self.found = first, heading, text, found
        self.start = text.find(heading) + len(heading) if heading and heading in text else 0
        self.title = _HEAD_OF_TITLE.match(heading)
        self.own = Counter(match[1] for match in (*_OWN.finditer(text), *_OWN_OFFICE.finditer(text)))
        self.kinds = Counter(match[1] for match in MEANT_BY_KIND.finditer(text))
        lines = [line for line in text.split("\n") if len(line) <= 60 and _CREDIT.search(line) is not None]
        self.credits = " ".join(lines) + " " + text[-80:]
        self.openers = self._openers()
        self.begun: dict[int, list[Place]] = {}
        self.ended: dict[int, int] = {}
        for one in found:
            for start, end in one.spots:
                self.begun.setdefault(start, []).append(one.place)
                self.ended[end] = start

    def _openers(self) -> Counter[int]:
        """Return before how many clauses with a figure each candidate was the one named last."""
        counts: Counter[int] = Counter()
        spots = sorted((start, end, id(one)) for one in self.found for start, end in one.spots)
        at, last = 0, 0
        for clause in _CLAUSE.finditer(self.text):
            while at < len(spots) and spots[at][0] < clause.end():
                if _BESIDE.search(self.text, max(spots[at][0] - 4, 0), spots[at][0]) is None:
                    last = spots[at][2]
                at += 1
            if last and _FIGURE.search(clause[0]):
                counts[last] += 1
        return counts

    def features(self, one: _Candidate) -> dict[str, float]:
        """Return what speaks for and against a candidate."""
        place, text = one.place, self.text
        level = place.level or "functional_area"
        found: dict[str, float] = {f"level_{level}": 1.0, "first": float(place == self.first)}
        if place == self.first:
            found[f"first_{level}"] = 1.0
        spots = one.spots
        found |= self._in_title(one)
        body = [spot for spot in spots if spot[0] >= self.start]
        lead = [spot for spot in body if spot[0] < self.start + _LEAD]
        if lead:
            others = [
                other
                for other in self.found
                if other is not one and any(self.start <= start < lead[0][0] for start, _ in other.spots)
            ]
            found["lead_first"] = float(all(inside(place, other.place) for other in others))
        if spots and not one.full:
            found["bare_only"] = 1.0
        if spots:
            found["beside"] = sum(_BESIDE.search(text, max(start - 4, 0), start) is not None for start, _ in spots) / len(spots)
            found["guest"] = sum(_GUEST.match(text, end) is not None for _, end in spots) / len(spots)
            found["above"] = sum(self._goes_on(end, place) for _, end in spots) / len(spots)
            found["office"] = float(any(_OFFICE.match(text, end) is not None for _, end in spots))
            found["late"] = float(not lead and spots[0][0] >= self.start)
        found |= self._own_words(place)
        found |= self._credited(one, level)
        inner = {
            other.place.code for other in self.found if other.place.level == "county" and inside(other.place, place) and other.full
        }
        found["holds_several"] = float(len(inner) > 1 and level in ("prefecture", "province"))
        found["holds_one"] = float(len(inner) == 1 and level in ("prefecture", "province"))
        total = self.openers.total() or 1
        found["figures"] = self.openers[id(one)] / total
        return found

    def _goes_on(self, end: int, place: Place) -> bool:
        """Tell whether a name is only the beginning of that of a place inside (海南州共和县)."""
        return any(inside(other, place) for other in self.begun.get(end, ()))

    def _in_title(self, one: _Candidate) -> dict[str, float]:
        """Return what the title says of a candidate."""
        heading = self.heading
        if not heading:
            return {}
        base = self.text.find(heading)
        named = [(start - base, end - base) for start, end in one.spots if base <= start < base + len(heading)]
        found: dict[str, float] = {}
        sent = _SENT_OUT.search(heading)
        if sent is not None and not named:
            own = one.place.code == _PROVINCES[sent[1]]
            return {"title_full": 1.0, "title_begins": float(sent.start() == 0)} if own else {"title_names_others": 1.0}
        if named:
            start, end = named[0]
            kind = "full" if any((start + base, end + base) == spot for spot in one.full) else "bare"
            found[f"title_{kind}"] = 1.0
            found["title_begins"] = float(self.title is not None and start <= self.title.end())
            found["title_heads"] = float(heading[end : end + 1] in tuple("::"))
            first = start
            while (first + base) in self.ended and self.ended[first + base] >= base:
                first = self.ended[first + base] - base  # 牵手北京大兴
            beside = _BESIDE.search(heading, 0, first) is not None or heading[first - 1 : first] in tuple("与和、")
            found["title_beside"] = float(beside)
            found["title_above"] = float(self._goes_on(end + base, one.place))
        else:
            others = any(
                base <= start < base + len(heading)
                for other in self.found
                if other is not one and other.place.level != "country"
                for start, _ in other.spots
            )
            found["title_names_others"] = float(others)
        return found

    def _own_words(self, place: Place) -> dict[str, float]:
        """Return how what a text calls its own (全县, 我市, 县统计局, 园区) goes with a candidate."""
        found: dict[str, float] = {}
        total = self.own.total()
        tail = "区" if place.name.endswith("自治区") else place.name[-1]
        if total and place.level in _NEAR_LEVELS:
            found["own_often"] = math.log2(1 + self.own[tail])
        elif total and place.level == "functional_area":
            found["own_zone"] = self.own["区"] / total
            found["own_not_zone"] = float(not self.own["区"])
        if place.level == "functional_area":
            kinds = sum(count for word, count in self.kinds.items() if means(word, place.name))
            found["kind_said"] = math.log2(1 + kinds)
        if place.level == "village":
            found["village_said"] = math.log2(1 + len(_OF_VILLAGE.findall(self.text)))
        return found

    def _credited(self, one: _Candidate, level: str) -> dict[str, float]:
        """Return whether a candidate's paper or office gave out the text, and whether it was sent from there."""
        place = one.place
        names = {place.name, *place.aliases, place.name[:-1] if len(place.name) > 2 else place.name}
        paper = level == "functional_area" and any(
            _PAPER.match(self.credits, match.end()) for name in names for match in re.finditer(re.escape(name), self.credits)
        )
        around = any(_names(self.text, code) for code in lineage(place)[1:-1])
        return {"paper_zone": float(paper), "around_named": float(around)}
