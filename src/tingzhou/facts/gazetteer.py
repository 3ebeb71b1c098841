"""Finds places in a text as seen from its home place, and tells what 全州 or 全区 means from there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tingzhou.facts.gazetteer_words import OTHER_WORDS, PLAIN_WORDS, SEA_PORTS, TAILS, WATERS
from tingzhou.facts.names_in_text import names_in_text
from tingzhou.facts.places import MUNICIPALITIES, THAT, Mention, Place, by_name, find_place, inside, lineage, own_word, table
from tingzhou.facts.zones import (
    BARE_PLACE_ZONE,
    CAME_TO,
    NAMED_TAIL,
    PLACE_ZONE,
    VISITED_ZONE,
    is_nameless,
    leading_words,
    zone_key,
    zones_named,
)
from tingzhou.facts.zones_of_text import WORD_LIKE, kind_of_zone, only_a_trade, zones_of_text

__all__ = [
    "DATELINE",
    "LOCAL_WORDS",
    "WORD_LIKE",
    "Gazetteer",
    "answers",
    "counties_of_a_city",
    "is_neighbour",
]


_OWN = {"省": ("province",), "区": ("province", "county", "functional_area"), "市": ("prefecture", "county", "province"), "州": ("prefecture",),
        "县": ("county",), "旗": ("county",), "盟": ("prefecture",), "地区": ("prefecture",), "师": ("corps",), "兵团": ("corps",), "疆": ("province",)}  # fmt: skip
_AUTONOMOUS = ("15", "45", "54", "64", "65")
_OWN_WORD = re.compile(
    r"(?:全|我|本)(?:地区|兵团|[省区市州县旗盟师疆])(?![场政委级长镇])|自治区(?![级人党政主办])|自治州(?![级人党政])|(?:该|我们|咱们?)[省市州盟县区旗](?![场政委级长镇域])|(?:该|这个)(?:开发区|高新区|经开区|园区|口岸|片区)|(?<=[,。;“”\n])(?:片区|新区)(?=累计|现有|已|今年|去年|[上下]半年|规划|“)|(?<=[在,。;”“\n□年月底末])园区(?=[东南西北]片|(?:现有|已|累计|共|工业|规上|新建|新签|入驻|企业|装备|产值|实现|完成|主营|营收|营业|进出口|用电|铝))|(?<=[,。;])口岸(?=[\u4e00-\u9fff])|(?<=在)(?:开发区|经开区|高新区)(?=[一的,内里]|[东西南北][区片]|[\u4e00-\u9fff]{2,7}(?:产业园|工业园|园区|基地)[内里])|(?<=[。\n;“”,])(?:试验区|合作区|管理区)(?=管委会|规模|规上|总面积|累计|现有|已|今年|去年|[上下]半年)|(?<=[。\n;“”,])(?:综保区|保税区|保税港区)(?=[\u4e00-\u9fff□])(?!企业|建设|[、和与及等])|(?:(?<=[。\n;“”,])|(?<=其中)|(?<=中,))(?:开发区|经开区|高新区)(?![、和与及等级内外之]|企业|建设|项目|[(])|(?:(?<=[。,;”\n])[县区旗]里|(?<=[。\n])市里)(?=[\u4e00-\u9fff])|(?<=[,;:。\n年月度,说□])师市(?=[\u4e00-\u9fff])(?!级|直)|(?<=[,;:。\n月度])州直(?=[\u4e00-\u9fff])(?!机关|单位|部门|各|属)|(?<=[、,(;:。])市(?:经开区|高新区|经济(?:技术)?开发区)(?![管党])"
)
_CHINA = re.compile(
    "中国(?!一重|二重|一拖|一汽|石油|石化|海油|电[建信气]|移动|联通|中[铁车化]|银行|核[电工]|华[能电]|大唐|能[建源]|建[材筑]|铝业|宝武|稀土|铁塔|企业|制造|科学|南方|船舶|黄金|航)"
    "(?=[\u4e00-\u9fff]{1,12}(?:面积|装机|产量|总量|出口|进口|市场|产能|消费|用电|发电|储量)[^,。;■]{0,8}■)"
)
_BEGINS = frozenset((",", "。", ";", ":", "、", "\n"))
_SIDE = re.compile("(东|中|西)部(?=[0-9■一二六十]{1,3}个?(?:省|地区))")
_DIRECTIONS = re.compile(
    "东(?:部)?[、,]中(?:部)?(?:[、,]|和)西(?:部)?(?:(?:[、,]|和)东北(?:部)?)?(?:地区)?(?![\u4e00-\u9fff]{0,2}[路街线岸])"
)
_SIDE_CODES = {"东北": "CN-NE", "东": "CN-E", "中": "CN-C", "西": "CN-W"}
DATELINE = re.compile("(?:社|网|报|台)([\u4e00-\u9fff]{2,6}?)(?=(?:[0-9]{4}年)?(?:[0-9]{1,2}月)?[0-9]{1,2}日[电讯])")
_PORT = re.compile(
    "(?:铁路|公路|水运|航空)?口岸(?!(?:进口|出口|进出口)?(?:货物)?整体通关)"
)  # 深圳口岸进口整体通关时间: of the city's customs
_ALIAS = re.compile(r"([\u4e00-\u9fff]{2,20})\((?:以下|下)简称[:“]*([\u4e00-\u9fff]{2,12})”?\)")
_TOWN = re.compile(
    "([\u4e00-\u9fff]{2,8}?[县市区旗])(?!城[镇乡]|的)((?:(?![县市区旗])[\u4e00-\u9fff]){1,5}?[镇乡](?!村|域))([\u4e00-\u9fff]{1,4}?村(?:村)?(?![民庄落委级]))?"
)
_TITLE_TAILS = ("区", "县", "市")
_OF_A_RANGE = re.compile("[东西南北]{1,2}[麓坡缘]|余脉|山脉|(?:上游|中游|下游)?流域")
_SIDE_AFTER = re.compile("[岸麓侧坡缘]")
_ZONE_OF_TABLE = re.compile(
    "(?:经济(?:技术)?开发区|高新技术产业开发区|国家级新区|新区|保税港区|综合保税区|自由贸易试验区|开发区|高新区|经开区)$"
)
_KINDS_OF_ZONE = "新区|新城|世纪城|科技城|科创城|开发区|高新区|经开区|经济区|示范区|试验区|合作区|集聚区|工业园区?|产业园区?|化工园区?|综保区|保税区|旅游区|度假区"
_ZONE_OFFICE = re.compile(f"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{{2,7}}?(?:{_KINDS_OF_ZONE}))(?:党工委|管委会)")
_HEADED = re.compile("(?:^|\n)[ ]*(?:[一二三四五六七八九十]{1,2}、|[■▲◆●])?[ ]*([\u4e00-\u9fff]{2,3})[::](?=[^\n。]{2,30}(?:\n|$))")
_LONG_KIND = re.compile("(?:经济(?:技术)?|高新技术(?:产业)?)?(?:开发区|经开区|高新区)$")
_MANY_ZONES = 60  # names of zones that a text is searched for
_ZONE_BEGINS = re.compile(
    f"(?:(?<=[,。;:\n“的])|(?<=[,。;:\n“]在))[ ]*((?:(?![县市区旗州盟的和与及在是仍也都被把让、])[\u4e00-\u9fff]){{2,5}}?(?:{_KINDS_OF_ZONE}))"
    "(?=[的里内把是则,]|依托|今年|去年|目前|上半年|一季度|前三季度|完成|实现|现有|累计|规上|一家|做的|抱|依托|聚|入驻|入园|新登记|规划面积|[0-9]|[\u4e00-\u9fff]{2,10}?(?:公司|厂|企业))"
)
_SURELY = re.compile(
    "目前(?:建成|拥有|已|有|共)|[里内],|入驻|入园|新登记|规划面积|一家|完成|实现|现有|累计|规上|今年|上半年|一季度|前三季度"
)
_NO_NAME = re.compile(
    "^(?:盘活|整合|清理|壮大|做[强大优]|强化|优化|规范|扩建|改造|督促|距|各|全|该|这|某|本|我|其|一|两|三|四|五|六|七|八|九|十|国家|省级|市级|县级|重点|现代|特色|循环|高端|先进|智能|绿色|综合|新型|自由|边境|跨境|农业|大数据|云计算|算力|工业|产业|科技|"
    "经济|高新|保税|物流|生态|文化|旅游|化工|数字|零碳|低碳|绿[电氢色]|氢能|算力|光伏|风电|新能源|装备|汽车|电子|食品|医药|建设|打造|加快|推进|推动|作为|依托|围绕|聚焦|走进|来到|位于|随着|按照|通过|同时|目前|其中|此外)"
)
_ROAD_AFTER = re.compile("[东西南北中]?路(?![线网桥由径口程透途费况段局段])(?=[^\u4e00-\u9fff]|[过上沿边旁步社街商至到和与])")
_BYLINE = re.compile("(?:记者|通讯员|编辑|摄影)[ :](?:[\u4e00-\u9fff]{2,4}[ 、])*[\u4e00-\u9fff]?$")
LOCAL_WORDS = frozenset(
    ("黑河", "朝阳", "黄山", "日照", "中山", "来宾", "安康", "白银")
)  # names of cities that are districts elsewhere and words


def _usable(word: str, place: Place, home: Place | None, *, stems: bool) -> bool:
    """Tell whether a word is safe: a county's bare stem only inside the home prefecture, or anywhere inside home with ``stems``."""
    if place.level == "area" and place.parent not in ("", "CN"):
        return home is not None and place.parent in lineage(home)  # 南疆 in texts of Xinjiang
    if word in LOCAL_WORDS:
        return home is not None and place.parent in lineage(home)
    if word in WORD_LIKE and place.level == "county" and word != place.name and (home is None or place.code != home.code):
        return False  # 资源 in a text of 桂林
    if word in PLAIN_WORDS:
        return home is not None and place.parent in lineage(home)[:2]
    if len(word) < 2 or place.level != "county" or place.code[2:4] == "90" or word == place.name or word.endswith(("县", "旗")):
        return len(word) > 1
    if home is None:
        return len(word) > 2 and place.name == word + "市"  # 满洲里, 张家港
    return (
        ((stems or len(word) > 2 or place.name.endswith("市")) and inside(place, home) and home.level != "country")
        or place.code == home.code
        or (place.parent in lineage(home)[:2] and place.parent[-2:] == "00")
    )


@lru_cache(maxsize=64)
def _index(home: Place | None, stems: bool) -> tuple[dict[str, Place], dict[str, list[str]]]:
    """Return word → place and first two characters → words, longest first, as seen from ``home``."""
    words: dict[str, Place] = {}
    for word, found in by_name().items():
        place = found[0] if len(found) == 1 else find_place(word, home)
        if place is not None and _usable(word, place, home, stems=stems):
            words[word] = place
    if (
        home is not None
        and home.level == "county"
        and len(home.name) == 3
        and home.name[2] == "区"
        and home.name[:2] not in WORD_LIKE
    ):
        words.setdefault(home.name[:2], home)  # 坪山 in a text of 坪山区
    if home is not None and not home.code and len(home.name) > 1:
        words[home.name] = home
        for tail in ("高新区", "经开区", "开发区", "新区"):
            if (home.name.endswith(tail) or zone_key(home.name).endswith(tail)) and home.level == "functional_area":
                words[tail] = home
    heads: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        heads.setdefault(word[:2], []).append(word)
    return words, heads


_BESIDE = re.compile("[东西南北]{1,2}[部面侧边]?(?:毗?邻|靠|毗?连|接|临|濒|倚|依|与|和|同|隔|界|抵|望)")


def is_neighbour(text: str, index: int) -> bool:
    """Tell whether a place named at ``index`` is only a neighbour: 东邻甲省,北接乙市、丙市."""
    begin = max(text.rfind(sign, max(index - 60, 0), index) for sign in ",。;:\n") + 1
    return _BESIDE.search(text, begin, index) is not None


def _directions(text: str) -> dict[int, tuple[int, str]]:
    """Return where 东、中、西和东北部地区 names each of its regions: start → end and code."""
    found = {}
    for match in _DIRECTIONS.finditer(text):
        for one in re.finditer("(?:东北|东|中|西)(?:部)?(?:地区)?", match[0]):
            code = _SIDE_CODES[one[0][:2] if one[0].startswith("东北") else one[0][0]]
            found[match.start() + one.start()] = (match.start() + one.end(), code)
    return found


def _latest(text: str, named: list[tuple[int, Place]]) -> Place | None:
    """Return the place named last that is no neighbour and no end of a way (距北京240公里)."""
    told = ((at, one) for at, one in named[:-6:-1] if not is_neighbour(text, at))
    return next((one for at, one in told if text[max(at - 1, 0) : at] not in tuple("距离到往至赴比")), None)


def _spoken_of(word: str, latest: Place | None) -> Place | None:
    """Return what 全省 or 我区 means where the home place has no such level: that of the place named last (双桥区区长介绍,全区…)."""
    if latest is None or word[-1] not in "省市区州盟县旗" or word[0] not in "全我本":
        return None
    above = map(table().get, lineage(latest) if latest.code else ())
    return next((one for one in above if one is not None and one.level in _OWN[word[-1]] and one.name.endswith(word[-1])), None)


def counties_of_a_city(word: str, text: str, end: int) -> bool:
    """Tell whether the name of a county that ends at ``end`` only seems to stand in 新乡县域工业: the counties of the city."""
    return word[-1] == "县" and text.startswith("域", end) and find_place(word[:-1] + "市") is not None


def answers(place: Place, word: str) -> bool:
    """Tell whether 该市, 该县 … can mean the place."""
    if word.endswith("口岸"):
        return place.name.endswith("口岸")
    if word in ("片区", "新区") or word.endswith("片区"):
        return place.level == "functional_area" and place.name.endswith(word[-2:])
    if (
        word.endswith("园区")
        or word[2:] in ("发区", "开发区", "新区", "高新区", "开区", "经开区")
        or word[1:] in ("开发区", "高新区", "经开区")
    ):
        return place.level == "functional_area"
    if word in ("试验区", "合作区", "管理区"):
        return place.level == "functional_area" and place.name.endswith(word)
    if word in ("综保区", "保税区", "保税港区"):
        return place.level == "functional_area" and "保税" in place.name
    if word in ("开发区", "经开区", "高新区"):
        return place.level == "functional_area" and place.name.endswith(("开发区", word))
    if word[-1] == "区" and place.level == "functional_area":
        return True
    return place.level in _OWN[word[-1]] and (place.level == "province" or place.name.endswith(word[-1]))


class Gazetteer:
    """Finds mentions of places in one text, as seen from its home place."""

    def __init__(self, home: Place | None, *, stems: bool = False) -> None:
        self.home = home
        self.lineage = [table()[code] for code in lineage(home) if code in table()] if home else []
        self.words, self._heads = _index(home, stems)
        self._shared_tables = True
        self._stems: dict[str, bool] = {}  # what may be the bare name of a county in this text

    def add_aliases(self, text: str) -> None:
        """Learn 甲(以下简称乙) where 甲 ends with a known place."""
        for match in _ALIAS.finditer(text):
            for start in range(len(match[1]) - 1):
                place = self.words.get(match[1][start:])
                if place is not None:
                    self._learn(match[2], place)
                    break

    def add_short_zones(self, text: str) -> None:
        """Learn the short name of a zone that begins with that of the home city (宜宾三江新区: 三江新区)."""
        home = self.home
        if home is not None and not home.code and _LONG_KIND.search(home.name) and find_place(home.name[:2]) is None:
            for tail in ("经开区", "开发区", "高新区"):  # 辽滨沿海经济技术开发区…辽滨经开区
                if kind_of_zone(tail) == kind_of_zone(home.name):
                    self._learn(home.name[:2] + tail, home)
        if home is not None and not home.code:
            for name in zones_of_text(text):
                self._learn(name, home if name.endswith(home.name) else self._zone(name))
        if home is None or not home.code:
            return
        for word, place in names_in_text(text, home).items():
            self._learn(word, place)
        stem = home.name.rstrip("市州盟") if len(home.name) > 2 else home.name
        for place in table().values():  # 医药高新区 in a text of 泰州
            if place.level == "functional_area" and place.parent == home.code and place.name.startswith(stem):
                short = zone_key(place.name).removeprefix(stem)
                if len(short) > 4 and text.find(short) >= 0:
                    self._learn(short, place)
        for match in re.finditer(f"{stem}(?:市)?((?:(?![与和及的在市县区])[\u4e00-\u9fff]){{2,3}}(?:新城|科创区))", text):
            self._learn(match[1], self._zone(match[0]))  # 衢州智造新城…智造新城
        for name in zones_named(text).values():
            part = re.search("贸(?:易)?(?:试验)?区([\u4e00-\u9fff]{2,4}片区)$", name)
            if part is not None:
                self._learn(part[1], self._zone(name))  # 自贸区营口片区…营口片区
        known = {word: place for word, place in self.words.items() if place.level == "functional_area" and text.find(word) >= 0}
        for word, place in ({name: self._zone(name) for name in zones_named(text).values()} | known).items():
            short = word.removeprefix(stem)
            if short != word and len(short) > 3 and short[0] not in "市县区州盟" and NAMED_TAIL.match(short + "经济") is not None:
                self._learn(short, place)

    def add_zones_of_offices(self, text: str) -> None:
        """Learn zones that their own office or several clauses that begin with them name (昌南新区管委会…; 泾河新城的…泾河新城…)."""
        counts: dict[str, int] = {}
        for match in _ZONE_OFFICE.finditer(text):
            counts[match[1][leading_words(match[1]) :]] = 2
        for match in _ZONE_BEGINS.finditer(text):
            if match[1] not in counts and len(counts) < _MANY_ZONES:
                surely = _SURELY.match(text, match.end()) or text[match.start(1) - 1 : match.start(1)] == "\n"
                counts[match[1]] = 2 if surely else text.count(match[1])
        for name, count in counts.items():
            own = self.home is not None and zone_key(self.home.name) == zone_key(name)
            part = self.home is not None and self.home.level == "functional_area" and name.endswith(("新城", "片区"))
            if count < (1 if part else 2) or own or len(name) < 4 or name in self.words or _NO_NAME.search(name) is not None:
                continue
            if not any(name[cut:] in self.words for cut in range(1, len(name) - 2)):
                self._learn(name, self._zone(name))

    def add_same_zones(self, text: str) -> None:
        """Learn a zone that a text names by its kind wherever it stands, under each form of its name (宁波石化经济技术开发区…宁波石化开发区)."""
        named = dict.fromkeys(zones_named(text).values())
        for name in [*named][:_MANY_ZONES]:
            kind = _LONG_KIND.search(name)
            if kind is None or kind.start() < 2 or (kind.start() == 2 and find_place(name[:2]) is not None):
                continue
            place = self.words.get(name) or self._zone(name)
            for word in (name, *(name[: kind.start()] + tail for tail in ("开发区", "经开区", "高新区"))):
                if zone_key(word) == zone_key(name) and text.count(word) > (word == name) and find_place(word) is None:
                    self._learn(word, place)

    def add_bare_zones(self, text: str) -> None:
        """Learn the bare name of a zone of the table that lies in the home province, where the text goes on with it (洋浦…洋浦)."""
        home = self.home
        if home is None or not home.code[:2].isdigit():
            return
        listed = [
            place
            for place in table().values()
            if place.level == "functional_area" and any(code[:2] == home.code[:2] for code in lineage(place)[1:])
        ]
        for place in listed:
            stem = _ZONE_OF_TABLE.sub("", place.name)
            stem = next((stem[size:] for size in (2, 3) if len(stem) - size >= 2 and find_place(stem[:size]) is not None), stem)
            if (
                2 <= len(stem) <= 4
                and find_place(stem) is None
                and text.count(stem) >= 4
                and stem not in WORD_LIKE
                and stem != "口岸"
            ):
                self._learn(stem, place)

    def add_towns(self, text: str) -> None:
        """Learn towns and villages that the text names behind their county (甲县乙镇丙村): what is told of them is of the county."""
        home = self.home
        if home is None or home.level not in ("country", "province", "prefecture"):
            return
        for match in _TOWN.finditer(text):
            place = self.words.get(match[1]) or next(
                (self.words[match[1][k:]] for k in range(1, len(match[1]) - 1) if match[1][k:] in self.words), None
            )
            if place is None or place.level != "county" or not inside(place, home):
                continue
            for word in (match[2], match[3]):
                if word is not None and find_place(word) is None:
                    self._learn(word, place)
                    if word.endswith("村村"):
                        self._learn(word[:-1], place)
            self._like_a_city(match[2][:-1], place, text)

    def _like_a_city(self, stem: str, county: Place, text: str) -> None:
        """Let a bare name that is also that of a place elsewhere mean the county (南海区九江镇…,九江实现…; 昌江区…昌江)."""
        other = self.words.get(stem)
        if (
            other is None
            or other.code == county.code
            or text.find(other.name) >= 0
            or (self.home is not None and inside(other, self.home))
        ):
            return
        self._own_tables()
        self.words[stem] = county

    def add_headed_districts(self, text: str) -> None:
        """Learn the bare names of districts of the home city that headings of a round-up are (新罗:底盘再夯实)."""
        if self.home is None or self.home.level != "prefecture":
            return
        for match in _HEADED.finditer(text):
            place = next((one for tail in "区县市" if (one := find_place(match[1] + tail, self.home)) is not None), None)
            if place is not None and place.level == "county" and place.parent == self.home.code:
                self._learn(match[1], place)

    def add_districts(self, text: str) -> None:
        """Learn the bare names of districts of the home city that the text also names in full (瓯海区…瓯海; 崇明区…崇明)."""
        home = self.home
        if home is None or (home.level != "prefecture" and home.code not in MUNICIPALITIES):
            return
        for word, place in list(self.words.items()):
            stem = word[:-1]
            if word[-1] != "区" or place.level != "county" or place.name != word or len(word) != 3 or stem in WORD_LIKE:
                continue
            if (place.parent == home.code or home.code in MUNICIPALITIES) and inside(place, home) and text.find(word) >= 0:
                self._learn(stem, place)
                self._like_a_city(stem, place, text)

    def add_listed_districts(self, text: str) -> None:
        """Learn the bare names of districts of the home city that stand in a list behind a county of it (吴起、志丹、安塞分别…)."""
        home = self.home
        if home is None or home.level != "prefecture":
            return
        words = [
            word for word, place in self.words.items() if place.level == "county" and place.parent == home.code and len(word) > 1
        ]
        for place in table().values():
            stem = place.name[:-1]
            if (
                place.parent != home.code
                or place.level != "county"
                or place.name[-1] != "区"
                or len(stem) != 2
                or stem in self.words
            ):
                continue
            if stem in WORD_LIKE or stem in PLAIN_WORDS or find_place(stem) is not None:
                continue
            after, before = text.find("、" + stem), text.find(stem + "、")
            behind = after >= 0 and any(text.endswith(word, 0, after) for word in words)
            if behind or (before >= 0 and any(text.startswith(word, before + 3) for word in words)):
                self._learn(stem, place)

    def _learn(self, word: str, place: Place) -> None:
        if word not in self.words and len(word) > 1:
            self._own_tables()
            self.words[word] = place
            self._heads.setdefault(word[:2], []).insert(0, word)
            self._heads[word[:2]].sort(key=len, reverse=True)

    def _own_tables(self) -> None:
        """Copy the tables, which belong to every text with this home place."""
        if self._shared_tables:
            self.words, self._heads = dict(self.words), {head: list(words) for head, words in self._heads.items()}
            self._shared_tables = False

    def own(self, word: str) -> Place | None:
        """Return what 全州, 我市, 自治区 … mean from the home place; ``None`` when it has no such level."""
        if self.home is None:
            return None
        if word[0] == "市":
            city = next((one for one in self.lineage if one.level == "prefecture"), None)
            return self._zone(city.name[:-1] + word[1:]) if city is not None else None
        tail = "区" if word == "自治区" else "州" if word == "自治州" else word[1:]
        town = self.home.name.endswith("城") and any(one.level == "county" and one.name.endswith("区") for one in self.lineage)
        if (
            not (town and tail == "区")
            and not self.home.code
            and (self.home.name.endswith(tail) or (tail == "区" and self.home.level == "functional_area"))
        ):
            return self.home
        for place in self.lineage:
            if place.level in _OWN[tail] and (tail != "区" or place.level != "province" or place.code in _AUTONOMOUS) and (
                place.level != "county" or place.name.endswith(tail) or place.name[-1:] == tail
            ) and (tail != "市" or place.name.endswith("市") or (place.level == "province" and place.code in MUNICIPALITIES)):  # fmt: skip
                if tail == "区" and place.level == "county" and word == "自治区":
                    continue
                return place
        return None

    def _zone(self, name: str) -> Place:
        """Return a development zone that no table knows: it lies in the home place."""
        home = self.home
        if home is not None and not home.code and zone_key(home.name) == zone_key(name):
            return home
        return Place("", name, "functional_area", (home.code or home.parent) if home is not None else "CN")

    def _part_of_word(self, word: str, text: str, index: int) -> bool:
        """Tell whether a name of two characters only seems to stand there: 集中开工和县区, 长治久安, 朝阳产业, 记者周海宁."""
        end = index + len(word)
        if _BYLINE.search(text, max(index - 24, 0), index) and text[end : end + 1] in ("", " ", ")", "\n", ",", "、"):
            return True
        if word[-1] == "港" and self.words[word].level == "functional_area":
            return text[end : end + 1] in tuple("区口集股保城自务") and text[end : end + 3] != "集装箱"  # 北部湾港集团: a firm
        if counties_of_a_city(word, text, end):
            return True
        if word[-1] == "县" and text[end : end + 1] in ("市", "区") and text[end : end + 2] not in ("市场", "区域"):
            return self.home is None or not inside(self.words[word], self.home)  # 平原县市: counties and cities of the plain
        if _OF_A_RANGE.match(text, end):
            return True  # 大兴安岭南麓
        if word[-1] not in "省市县区州盟旗" and _ROAD_AFTER.match(text, end):
            return True  # 北京路: a street
        if text[end : end + 1] == "河" and text[end + 1 : end + 2] in tuple("流沿谷畔水上干") and word[-1] not in "省市县区州盟旗":
            return True  # 赤水河流域
        if word == "代县" and text[end : end + 1] == "长":
            return True  # 代县长: who acts as the head of a county
        if len(word) != 2:
            return False
        if word == "合肥" and text[max(index - 1, 0) : index] in ("复", "混", "掺"):
            return True  # 复合肥
        if word[0] == "中" and text[max(index - 1, 0) : index] == "其":
            return True  # 其中卫东区
        if index > 0 and self.words[word].level in ("province", "prefecture") and self._begun_before(text, index):
            return True  # 瓯海南白象街道 in a text that speaks of 瓯海, 义乌海关
        if word[1] in "东西南北" and (text[max(index - 1, 0) : index + 1] in WATERS or _SIDE_AFTER.match(text, end)):
            return True  # 长江西陵峡, 太行山西麓
        lies = self.home is not None and (
            self.home == self.words[word] or inside(self.words[word], self.home) or inside(self.home, self.words[word])
        )
        before = text[max(index - 1, 0) : index]
        if word in TAILS and not lies and "\u4e00" <= before <= "\u9fff" and before not in "省市州县和与及在到从的由赴于":
            return True  # 迎新乡, 安昌江
        if text[end : end + 1] in ("镇", "乡", "村") and text[end : end + 2] not in (
            "乡村",
            "乡镇",
            "镇街",
            "村镇",
            "镇村",
            "乡亲",
        ):
            return self.words[word].level != "functional_area"  # 九江镇 is no city
        if text[end : end + 1] == "山" and self.words[word].level == "county" and word != self.words[word].name:
            return True  # 五台山
        other = OTHER_WORDS.get(word)
        if other is not None and other.match(text, end):
            return True
        if word[1] != "县" or (self.home is not None and inside(self.words[word], self.home)) or self.words[word] == self.home:
            return False
        before = text[max(index - 1, 0) : index]
        return (
            text[end : end + 1] in tuple("级域区乡城市")
            or text.startswith("里历史", end)
            or ("\u4e00" <= before <= "\u9fff" and before not in "省市州区盟在是到自从由赴及与、")
        )

    def _begun_before(self, text: str, index: int) -> bool:
        """Tell whether the character before begins the bare name of a county that the text names more than once."""
        stem = text[index - 1 : index + 1]
        known = self._stems.get(stem)
        if known is None:
            named = any(stem + tail in by_name() for tail in _TITLE_TAILS)
            known = self._stems[stem] = named and text.count(stem) > 1
        return known

    def _zone_behind(self, text: str, index: int, end: int, found: Place) -> re.Match[str] | None:
        """Return the zone that a place is only the beginning of: 海口综合保税区, 走进靖边某某产业园区."""
        if self.home is None:
            return None
        plain = text.startswith("开发区", end) and (found.level == "province" or text[end - 1] in "市县州")
        zone = PLACE_ZONE.match(text, end) if not plain and found.level in ("province", "prefecture", "county") else None
        if (
            zone is not None
            and zone[0].endswith(("产业园", "工业园", "科技园"))
            and (only_a_trade(zone[0][:-3]) or (text[end - 1] in "市县区旗州盟" and is_nameless(zone[0])))
        ):
            return None  # 锡林浩特市零碳装备制造产业园: a kind, no name
        if zone is None and text[max(index - 2, 0) : index] in CAME_TO:
            return VISITED_ZONE.match(text, end)
        bare = found.level in ("prefecture", "county") and text[end - 1] not in "市县区旗州盟"
        return BARE_PLACE_ZONE.match(text, end) if zone is None and bare else zone

    def _behind(self, text: str, index: int, end: int, found: Place) -> Mention | None:
        """Return the port or zone that a place from ``index`` to ``end`` is only the beginning of: 河口口岸, 海口综合保税区."""
        word = text[index:end]
        own_name = word == found.name or word[-1] in "市县区旗盟" or (word[-1] == "州" and found.name.endswith("自治州"))
        joined = text[max(index - 1, 0) : index] in ("、", "和", "与", "及")  # 密山、虎林口岸: two of them
        port = _PORT.match(text, end) if not joined else None
        coast = found == self.home and found.name in SEA_PORTS  # 厦门口岸 in a text of 厦门: the city's own port, none at a border
        own = found == self.home and found.level == "prefecture"  # 西双版纳口岸 in a text of the prefecture: all of its ports
        if (
            port is not None
            and not own_name
            and not coast
            and not own
            and found.level in ("prefecture", "county")
            and self.home is not None
        ):
            name = text[index : port.end()]
            return Mention(index, port.end(), Place("", name, "functional_area", found.code), name)
        zone = self._zone_behind(text, index, end, found)
        if zone is None:
            return None
        name = text[index : zone.end()]
        named = text[end : zone.end()] if NAMED_TAIL.match(text, end) and own_name else name
        return Mention(index, zone.end(), Place("", named, "functional_area", found.code), name)

    def _own_port(self, word: str) -> Place | None:
        """Return the home prefecture for its own ports: 黑河口岸 in a text of 黑河市."""
        home = self.home
        return home if home is not None and home.level == "prefecture" and word == f"{home.name[:-1]}口岸" else None

    def mentions(self, text: str) -> Iterator[Mention]:
        """Yield the mentions in order, longest word first at each place."""
        at, heads, size = 0, self._heads, len(text)
        latest: list[tuple[int, Place]] = []
        zones = zones_named(text)
        owned = {match.start(): match for match in _OWN_WORD.finditer(text)}
        sides = {match.start(): match for match in _SIDE.finditer(text)}
        parts = _directions(text)
        nation = {match.start() for match in _CHINA.finditer(text) if text[max(match.start() - 1, 0) : match.start()] in _BEGINS}
        marks = owned.keys() | sides.keys() | parts.keys() | zones.keys() | nation
        pairs = [index for index in range(size - 1) if text[index : index + 2] in heads or index in marks]
        for index in pairs:
            if index < at:
                continue
            if index in parts:
                at, code = parts[index]
                yield Mention(index, at, table()[code], text[index:at])
                continue
            if index in zones and self.home is not None and zones[index] not in self.words:
                at = index + len(zones[index])
                yield Mention(index, at, self._zone(zones[index]), zones[index])
                continue
            for word in heads.get(text[index : index + 2], ()):
                if text.startswith(word, index) and not self._part_of_word(word, text, index):
                    end = index + len(word)
                    found = self._own_port(word) or self.words[word]
                    latest.append((index, found))
                    above = found.level == "province" and end in zones  # 河北临西经济开发区: the zone has its own name behind
                    behind = self._behind(text, index, end, found) if not above else None
                    if behind is not None:
                        at = behind.end
                        yield behind
                        break
                    yield Mention(index, end, found, word)
                    at = end
                    break
            else:
                if index in nation:
                    at = index + 2
                    yield Mention(index, at, table()["CN"], "中国")
                    continue
                side = sides.get(index)
                if side is not None:
                    yield Mention(index, side.end(), table()[{"东": "CN-E", "中": "CN-C", "西": "CN-W"}[side[1]]], side[0])
                    at = side.end()
                    continue
                match = owned.get(index)
                said = own_word(match[0]) if match is not None else ""
                if match is not None and (said[0] in "该这咱口开经高园综保试合管片新" or said.startswith("我们")):
                    yield Mention(index, match.end(), THAT, said)
                    at = match.end()
                    continue
                place = (self.own(said) or _spoken_of(said, _latest(text, latest))) if match else None
                if match is not None and place is not None:
                    yield Mention(index, match.end(), place, said)
                    at = match.end()
