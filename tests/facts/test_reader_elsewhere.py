"""A text moved to another city, its counties and its province is read the same there: no rule knows a place by its name."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tingzhou import facts
from tingzhou.facts.places import find_place
from tingzhou.facts.rules import rows
from tingzhou.facts.zones import zone_key

TEXTS = Path(__file__).parent / "texts"
TARGETS = ("成都市", "宜昌市", "株洲市", "保定市", "汉中市", "玉林市", "绥化市")


def _counties(city: str) -> list[str]:
    """Return the names of the counties, districts and cities of a prefecture."""
    place = find_place(city)
    assert place is not None
    return [row["name_zh"] for row in rows("places") if row["parent"] == place.code and row["level"] == "county"]


def _moved(text: str, home: str, target: str) -> dict[str, str] | None:
    """Return which name becomes which, or nothing where the target has too few counties of a kind."""
    here, there = find_place(home), find_place(target)
    assert here is not None
    assert there is not None
    province, other = find_place(here.parent), find_place(there.parent)
    if province is None or other is None or "province" not in (province.level, other.level) or province.code == other.code:
        return None
    names = {home: target, home[:-1]: target[:-1], province.name: other.name, province.aliases[0]: other.aliases[0]}
    free = _counties(target)
    for county in _counties(home):
        if county not in text and (len(county) < 3 or county[:-1] not in text):
            continue
        new = next((one for one in free if one[-1] == county[-1] and (len(one) == 3) == (len(county) == 3)), None)
        if new is None:
            return None
        free.remove(new)
        names[county] = new
        if len(county) > 2 and county[:-1] in text.replace(county, ""):
            names[county[:-1]] = new[:-1]
    return names


def _cities() -> list[Path]:
    """Return the annotated texts that are about a prefecture-level city."""
    found = []
    for path in sorted(TEXTS.glob("*/*.txt")):
        home = find_place(facts.read(path.read_text(encoding="utf-8"), date=path.stem[-10:]).home_place)
        if home is not None and home.level == "prefecture" and home.name.endswith("市"):
            found.append(path)
    return found


@pytest.mark.parametrize("target", TARGETS)
def test_a_text_is_read_the_same_elsewhere(target: str) -> None:
    """Values, measures, units and periods stay, and every place becomes the one it was moved to."""
    told = 0
    for path in _cities():
        text, date = path.read_text(encoding="utf-8"), path.stem[-10:]
        first = facts.read(text, date=date)
        names = _moved(text, first.home_place, target)
        if names is None:
            continue
        pattern = re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))

        def move(words: str, names: dict[str, str] = names, pattern: re.Pattern[str] = pattern) -> str:
            return pattern.sub(lambda match: names[match[0]], words)

        second = facts.read(move(text), date=date)
        here = [(one.value, one.unit, one.measure, one.period_start, one.period_end, move(one.place_name)) for one in first.facts]
        there = [(one.value, one.unit, one.measure, one.period_start, one.period_end, one.place_name) for one in second.facts]
        assert there == here, path.name
        told += len(here)
    assert told > 300


def _kept(level: str) -> list[tuple[str, str]]:
    """Return name and parent of the places of a level whose name is that of no other place."""
    every = [row["name_zh"] for row in rows("places")]
    counts = Counter(every)
    return [(row["name_zh"], row["parent"]) for row in rows("places") if row["level"] == level and counts[row["name_zh"]] == 1]


@pytest.mark.parametrize("title", ["{}2024年经济运行", "2024年上半年{}经济运行", "1—9月{}经济运行"])
def test_a_zone_in_a_title_keeps_its_whole_name(title: str) -> None:
    """上饶高新区 and 三门峡经开区 begin with no period, 马鞍山高新区 with no 马."""
    told = 0
    for name, _ in _kept("prefecture"):
        short = re.sub("(?:市|地区|盟)$", "", name)
        if short == name:
            continue
        for zone in (f"{short}高新区", f"{short}经济技术开发区"):
            home = facts.read(f"{title.format(zone)}\n全区实现产值20亿元。企业5家。", date="2025-01-16").home_place
            assert zone_key(home) == zone_key(zone)
            told += 1
    assert told > 550


def test_a_zone_behind_its_province_is_that_of_the_table() -> None:
    """四川天府新区 is 天府新区, 重庆两江新区 is 两江新区."""
    for title, zone in [
        ("四川天府新区半年报", "天府新区"),
        ("重庆两江新区2024年产业发展报告", "两江新区"),
        ("江苏苏州工业园区半年报", "苏州工业园区"),
    ]:
        read = facts.read(f"{title}\n上半年,{zone}产值20亿元。企业5家。", date="2024-07-16")
        assert [one.place_name for one in read.facts] == [zone, zone]


def test_every_county_is_read_under_its_city() -> None:
    """A county, district or city under its prefecture is its own place in the prefecture's text and the home of a text with its title."""
    told = 0
    for name, parent in _kept("county")[::3]:
        above = find_place(parent)
        if above is None or above.level == "country" or len(name) < 3 or name.endswith("管委会"):
            continue
        if name == "老城区":
            continue  # also a word: the old town of any city
        assert (
            facts.read(f"{name}2024年国民经济和社会发展统计公报\n生产总值20亿元。企业5家。", date="2025-01-16").home_place == name
        )
        read = facts.read(f"{above.name}发布\n2024年,生产总值80亿元。{name}产值20亿元。", date="2025-01-16", place=above.name)
        assert [one.place_name for one in read.facts] == [above.name, name]
        told += 1
    assert told > 700


@pytest.mark.parametrize(
    ("one", "other"), [("广州南沙新区", "南沙新区"), ("青岛西海岸新区", "西海岸新区"), ("长春净月高新区", "净月高新区")]
)
def test_a_zone_behind_its_city_is_the_same_zone(one: str, other: str) -> None:
    """The city before the name of a zone makes no other place, but a zone that is named after its city keeps it."""
    assert zone_key(one) == zone_key(other)
    assert zone_key("长春新区") == "长春新区"


_FEATURE = (  # sentence, whose it is: the city's or that of its first, second or third county
    ("{n}做强特色产业\n今年以来,全{w}引进项目20个。\n", "n"),
    ("在{a},当地建成大棚3000座,年产蔬菜12万吨。\n", "a"),
    ("走进{b},记者看到,这里的加工园已入驻企业15家。", "b"),
    ("{b}的茶园面积达5万亩,综合产值8亿元。带动就业6000人。\n", "b"),
    ("目前,全{w}农产品加工企业达120家。\n", "n"),
    ("1—10月,全{w}规模以上工业增加值增长6.5%。分县区看,", "n"),
    ("{a}增长8.2%,", "a"),
    ("{b}增长7.1%,", "b"),
    ("{c}下降1.3%。", "c"),
    ("全{w}完成固定资产投资820亿元。", "n"),
    ("其中,{a}、{b}、{c}分别完成120亿元、", "a"),
    ("80亿元、", "b"),
    ("60亿元。", "c"),
    ("全{w}进出口总额82亿元,增长12%,", "n"),
    ("其中{a}12亿元,占全{w}的14.6%。\n", "a"),
    ("{a}是全{w}最大的产煤县,年产原煤600万吨。", "a"),
    ("{c}则以风电见长,装机80万千瓦。\n", "c"),
)


def test_a_feature_through_three_counties_is_read_in_every_city() -> None:
    """Each figure is of the city or of the county that its sentence speaks of, wherever the text is set."""
    told = 0
    for city, _ in _kept("prefecture")[::3]:
        own = [name for name in _counties(city) if len(name) > 2 and not name.endswith("管委会")]
        if city[-1] not in "市州盟" or len(own) < 3:
            continue
        names = {"n": city, "w": city[-1], "a": own[0], "b": own[1], "c": own[2]}
        sentences = [(words.format(**names), names[whose]) for words, whose in _FEATURE]
        read = facts.read("".join(words for words, _ in sentences), date="2024-11-16")
        bounds, end = [], 0
        for words, place in sentences:
            end += len(words)
            bounds.append((end, place))
        wanted = [next(place for stop, place in bounds if one.start < stop) for one in read.facts]
        assert [one.place_name for one in read.facts] == wanted, city
        told += len(wanted)
    assert told > 1500


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("吉林前三季度地区生产总值增长5.5%\n记者从吉林市统计局获悉,全市进出口总额8亿元。企业5家。", "吉林市"),
        ("吉林前三季度地区生产总值增长5.5%\n全省进出口总额8亿元,吉林市引进企业5家。", "吉林省"),
        ("兴安前三季度地区生产总值增长5.5%\n记者从兴安县统计局获悉,全县进出口总额8亿元。企业5家。", "兴安县"),
        ("承德前三季度地区生产总值增长5.5%\n全市进出口总额8亿元。承德县企业5家。", "承德市"),
        (
            "“河北省高质量发展”系列新闻发布会举行 双桥专场介绍情况\n双桥区区长介绍,全区规上工业增加值增长6.5%。企业5家。",
            "双桥区",
        ),
        (
            "“吉林省高质量发展”系列新闻发布会举行 吉林专场介绍情况\n吉林市市长介绍,全市规上工业增加值增长6.5%。企业5家。",
            "吉林市",
        ),
        ("本报日照10月12日电(记者 王某)前三季度,日照进出口总额82亿元。今年以来,日照引进项目20个。", "日照市"),
        ("本报灵寿10月12日电(记者 王某)前三季度,灵寿进出口总额82亿元。今年以来,灵寿引进项目20个。", "灵寿县"),
    ],
)
def test_namesakes_sessions_and_datelines(text: str, home: str) -> None:
    """A bare name in the title is the place that the text calls 全市 or 全县; a report without another place is of where it was sent from."""
    assert facts.read(text, date="2025-01-16").home_place == home


def test_the_whole_district_is_the_one_spoken_of() -> None:
    """全区 in a text about a province without 区 of its own is the district named last; 其中 before 卫东区 is no 中卫."""
    read = facts.read("河北省经济运行\n双桥区区长介绍,全区规上工业企业20家。", date="2025-01-16")
    assert [one.place_name for one in read.facts] == ["双桥区"]
    read = facts.read("平顶山市外贸形势\n全市进出口总额82亿元,其中卫东区12亿元。", date="2025-01-16")
    assert [one.place_name for one in read.facts] == ["平顶山市", "卫东区"]


_ZONES = ("{s}经济技术开发区", "{s}高新区", "滨湖新区", "{s}综合保税区", "{c}工业园区", "{c}经济开发区", "{b}产业园区", "{s}化工园区",
          "临港工业园区", "{s}循环经济产业园", "{s}科学城", "金凤工业集中区", "{b}先进制造业开发区")  # fmt: skip
_OF_THE_ZONE = (
    "{z}完成工业产值20亿元,新增企业5家。",
    "一季度,{z}完成工业产值20亿元,新增企业5家。",
    "{z}一季度完成工业产值20亿元,新增企业5家。",
    "在{z},一季度完成工业产值20亿元,新增企业5家。",
    "{z}是全市工业的主战场。目前,园区入驻企业20家。",
    "{z}(以下简称园区)去年完成产值20亿元。",
    "{z}管委会主任王强介绍,今年以来,新签约项目8个。",
    "作为全市工业的主战场,{z}今年以来新签约项目8个。",
    "其中,{z}完成工业产值20亿元,占全市的20%。",
    "目前,{z}已入驻企业20家。",
    "截至10月底,{z}累计引进项目8个,总投资20亿元。",
)


@pytest.mark.parametrize("city", ["株洲市", "保定市", "宜昌市"])
def test_zones_of_every_kind_are_read_in_every_sentence(city: str) -> None:
    """A zone's figures are of the zone, whatever its kind and the words behind its name, in a text of its city and of a county beside it."""
    county = next(name for name in _counties(city) if name[-1] == "县" and len(name) == 3)
    for home in (city, county):
        for zone in _ZONES:
            name = zone.format(s=city[:-1], c=county, b=county[:-1])
            for words in _OF_THE_ZONE:
                head = f"{home}一季度经济运行\n一季度,全{home[-1]}规上工业增加值增长6.5%。\n"
                read = facts.read(head + words.format(z=name), date="2025-11-20")
                places = {zone_key(one.place_name) for one in read.facts if one.start >= len(head)}
                assert places == {zone_key(name)}, words
