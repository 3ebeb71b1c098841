"""The home place of a text: the one its title names, the one it mainly speaks of, that of its newspaper or of who speaks."""

from __future__ import annotations

import itertools
import re
from collections import Counter

from tingzhou.facts.gazetteer import DATELINE, LOCAL_WORDS, WORD_LIKE, Gazetteer, is_neighbour
from tingzhou.facts.places import MUNICIPALITIES, THAT, Place, by_name, find_place, inside, table
from tingzhou.facts.reference_places import is_reference_place
from tingzhou.facts.zones import leading_words, zone_between_regions

__all__ = ["home_of", "names_its_seat", "names_no_one_place"]

_SOME_HOME = re.compile("[全我本][省市县州旗](?!长|委|级|场|政|办|直)")
_OF_PROVINCE, _OF_REGION = re.compile("[全我]省(?![长委级])"), re.compile("[全我]区(?![域长委级])|自治区(?![级党人])")
_OF_DISTRICT = re.compile("[全我]区(?![域长委级])")
_OF_CITY = re.compile("(?<![占对比于为居列])[全我]市(?![长委级场平])")
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
    "(?:.{0,24}[0-9〇零一二三四五六七八九十去今本近两]年)?度?(?:全年|[上下]半年|第?[一二三四]季度|前[一二两三]个?季度|前?[0-9一二三四五六七八九十]+(?:[—~至-][0-9]+)?个?月份?)?((?![全各我本][省市区州县])[\u4e00-\u9fff]{2,8}?(?:经济技术开发区|高新技术产业开发区|经济开发区|高新区|经开区|开发区|新区|示范区|工业园区?|科技园区?|产业园区?|保税区|管理区|度假区|试验区|能源化工基地|自贸试验区))"
)
_NOT_NAMED = re.compile(
    "各(?:大|类)?(?:开发区|园区|高新区|经开区|工业园)|省(?:级)?(?:经济)?开发区|[再新]添|新增|获批|升级|晋升|晋级|国家级|省级|建设|打造|走进|推进|推动|促进|关于|支持|加快"
)
_CITY_HEADING = re.compile(
    "(?:^|\n) *(?:[一二三四五六七八九十]+、|■|▲)? *([\u4e00-\u9fff]{2,4}?)(?:市|州)?:(?=[^\n]{2,30}(?:\n|$))"
)
_PIECES = re.compile("[!?:|丨 ]+")
_OF_PARK = re.compile("$|[0-9]{4}年|年度|[上下]半年|工业经济|经济运行|简介|概况|规上|规模以上")  # 某某工业园2024年工业经济运行情况
_ZONE_NAMED = re.compile(
    "(?:(?<![\u4e00-\u9fff])|(?<=[年月日在从]))(?![年月日在从])[\u4e00-\u9fff]{2,4}(?:经济技术开发区|高新技术产业开发区|高新区|经开区|开发区)"
)
_ZONE_TAIL = re.compile("(?:国家级?)?(?:经济技术开发区|高新技术产业开发区|高新区|经开区|开发区)$")
_COMPANY = re.compile("[\u4e00-\u9fff()、]{4,40}?(?:公司|集团|企业|厂)(?![\u4e00-\u9fff]{0,6}(?:消息|获悉|发布|公告))")
_HEADQUARTERS = re.compile("总部(?:位于|设在|坐落于|坐落在|在)")
_SEAT = re.compile("(?:公司|集团|企业|厂|总部)(?:总部|现)?(?:位于|坐落于|坐落在|座落于|座落在|地处|落户于?)")
_PAPER = re.compile("(?:^|\n)[ ]*([\u4e00-\u9fff]{2,3}?)(?:日|晚|时)?报[ ]*(?=20|本报|记者|讯|\n)")
_TAKES_PLACE = re.compile("(?:举行|召开|举办|开幕|启幕|闭幕)")
_GOODS = re.compile("(?:进口)?(?:水果|蔬菜|海鲜|水产品?|农产品|食品|商品|大豆|榴莲|樱桃)")
_SOLD_TO = re.compile("(?:卖|畅销|销往|远销|热销|外销|出口到|发往|运往|送往|输往)(?:到|至)?$")
_COMPARED = re.compile("(?:(?<![对占])比|较|不及|高于|低于|快于|慢于|邻近的|相邻的|毗邻的|周边的|隔壁的)$")
_SOURCE = re.compile("(?:来源|稿源)[:/]? *([\u4e00-\u9fff]{2,4}?)(?:日报|晚报|新闻网|电视台|卫视|广播)")
_SESSION = re.compile("([\u4e00-\u9fff]{2,4})专场")
_VILLAGE = re.compile(
    "([\u4e00-\u9fff]{2,8}?[市县区旗])(?:(?![市县区旗])[\u4e00-\u9fff]{2,4}?(?:镇|乡|街道))?([\u4e00-\u9fff]{2,3}?村)(?![委支])"
)
_TOWN_HEAD = re.compile("((?:(?![市县区旗])[\u4e00-\u9fff]){2,4}?[镇乡])(?:党委|政府|镇长|乡长|副?书记)")
_ZONE_IN_FULL = re.compile("(?=([\u4e00-\u9fff]{2,4})(经济区|开发区|高新区|经开区|新区|示范区|工业园|产业园))")
_STEM = re.compile("(?=([\u4e00-\u9fff]{2}))")
_PASSING = 60  # characters after which a place of a text about the country is one named in passing
_OPENING = 160  # characters of a text in which it says what it is about
_PUBLICATION = 200  # characters of a text that is more than a sentence


def home_of(place: str, heading: str, text: str) -> Place | None:
    """Return the home place: the one asked for, else the one the title names, else the one the head of the text mainly speaks of."""
    if place:
        return find_place(place) or Place("", place)
    heading = DATELINE.sub(lambda match: "○" * len(match[0]), heading)
    head = DATELINE.sub(lambda match: "○" * len(match[0]), text[:3000])
    lines = [line.strip() for line in head.split("\n", 4)[:4] if line.strip()]
    under = next((line for line in lines[1:2] if line.startswith("—") and len(line) <= 40 and "。" not in line), "")
    if (zone := _zone_in_title(heading, under, head)) is not None:
        return zone
    if not heading and (zone := _zone_that_opens(head)) is not None:
        return zone
    if (speaker := _FOR_GOVERNMENT.search(head)) is not None and (govern := _named_places(speaker[1])):
        return govern[-1]  # 我代表某市人民政府
    named = _named_places(heading, heading=True) or _named_places(under, heading=True)
    best: Place | None = None
    for one in named:
        if best is None or inside(one, best):
            best = one
    best = _city_of_area(best, head) or best
    if best is None and (county := _title_names_barely(heading, head) or _stem_in_title(heading, head)) is not None:
        return county
    if best is None and (zone_place := _town_in_title(heading) or _zone_stem(heading, head) or _main_zone(head)) is not None:
        return zone_place
    if best is None:
        best = _without_title(heading, head)
        if best is not None and best.level != "country" and _passing_by(best, head):
            return find_place("CN")
        if best is not None and (around := _province_of_several(heading + under, text, best)) is not None:
            return around
    elif best.level == "prefecture":
        best = _county_of(best, head) or best
    elif best.level == "county" and (city := _city_of(best, head)) is not None:
        return city
    if (city := _city_with_a_word(heading, head, best)) is not None:
        return city
    if best is None and (bare := _bare_title(heading) or _title_stem(heading, head)) is not None:
        return bare
    if best is not None and (other := _namesake(heading, head, best)) is not None:
        return other
    if best is not None and best.level in ("province", "prefecture") and (session := _session_of(heading, best)) is not None:
        return session
    local = best is None or best.level == "country"
    if local and (village := _VILLAGE_OPENS.match(head.lstrip())) is not None:
        return Place("", village[1])
    if best is None and (told := _by_its_paper(head) or _by_its_dateline(text[:3000], head)) is not None:
        return told
    if best is None and (often := _named_barely(head)) is not None:
        return often
    if best is None:
        if len(text) >= _PUBLICATION and _SOME_HOME.search(head) is None and not named and not _named_places(head):
            return find_place("CN")  # a publication that names no place at all
        return find_place("CN") if _OF_NATION.search(head) and _SOME_HOME.search(head) is None else None
    if best.level == "prefecture" and _second_half(heading, best):
        return best
    stems = [one for one in Gazetteer(best, stems=True).mentions(heading) if one.word not in best.name]  # 龙江 for 黑龙江省
    held = [one for one in stems if not (heading[: one.start].endswith("在") and _TAKES_PLACE.match(heading, one.end))]
    nearer = next((one.place for one in held if inside(one.place, best)), None)
    return nearer or best


def _city_of_area(best: Place | None, head: str) -> Place | None:
    """Return the city that a text is about whose title only names a region of several provinces (融入长三角)."""
    if best is None or best.level != "area" or _SOME_HOME.search(head) is None:
        return None
    inner = _main_place([one for one in _named_places(head) if one.level not in ("country", "area")], head)
    if inner is None or inner.level not in ("prefecture", "county") or not inside(inner, best):
        return None
    return inner if head.count(inner.name[:2]) >= 4 else None


def _province_of_several(title: str, text: str, best: Place) -> Place | None:
    """Return the province of a round-up (我省各地…综述; 福州:…, 厦门:…, 泉州:… as headings) that names no place in its title."""
    province = table().get(best.code[:2])
    if best.level not in ("prefecture", "county") or province is None or best.code[:2] in MUNICIPALITIES:
        return None
    found = [find_place(match[1], province) for match in _CITY_HEADING.finditer(text)]
    cities = {place.code for place in found if place is not None and place.level == "prefecture" and inside(place, province)}
    told = re.search("我省|全省|省内", title) is not None
    return province if len(cities) >= (2 if told else 3) else None


def _zone_that_opens(head: str) -> Place | None:
    """Return the zone that a text without a title begins with (某开发区始建于…), or the district that it was made."""
    opens = _ZONE_OPENS.match(head.lstrip())
    if opens is None:
        return None
    made = _MADE_A_DISTRICT.search(head)
    district = find_place(made[1]) if made is not None else None
    if district is not None:
        return district  # 某开发区…经批准设立某某区
    around = next((find_place(opens[2] + tail) for tail in "县市区" if find_place(opens[2] + tail)), None)
    return Place("", opens[1], "functional_area", around.code if around else "CN")


def _zone_in_title(heading: str, under: str, head: str) -> Place | None:
    """Return the zone that the title names, or the line under it where the title names no place."""
    shared = zone_between_regions(heading)
    if shared is not None and not re.search("[\u4e00-\u9fff]", heading[: shared[0]]) and _NOT_NAMED.search(shared[1]) is None:
        return _zone_of(shared[1])
    pieces = [piece for piece in _PIECES.split(heading)[1:] if any(piece[:size] in by_name() for size in (4, 3, 2))]
    later = next((match for piece in pieces if (match := _ZONE.match(piece)) is not None), None)  # 开局就是冲刺!仪征经济开发区…
    zone = (
        _ZONE.match(heading)
        or later
        or (_ZONE.match(under.lstrip("—").removeprefix("来自")) if not _named_places(heading, heading=True) else None)
    )
    if zone is not None and zone.end() != len(zone.string) and zone.string[zone.end()] in "与和、":
        zone = None  # 甲综保区与乙口岸
    if (
        zone is not None
        and zone.string is not heading
        and zone is not later
        and not any(one.start == 0 for one in Gazetteer(None).mentions(zone[1][leading_words(zone[1]) :]))
        and head.count(_ZONE_TAIL.sub("", zone[1]).removesuffix("经济")) + _called(zone[1], head) < 4
    ):
        zone = None  # ——来自国家能源革命创新示范区的报告: a kind, no zone by its name
    if (
        zone is None
        or _NOT_NAMED.search(zone[1]) is not None
        or (zone[1][-1] == "园" and _OF_PARK.match(zone.string, zone.end()) is None)
    ):
        return None
    whole = _listed_zone(zone[1]) is not None or _called(zone[1], head) > 0
    return _zone_of(zone[1]) if whole else _zone_of(zone[1][leading_words(zone[1]) :])


def _called(zone: str, head: str) -> int:
    """Return how often the short name stands in a text that it gives a zone: …经济技术开发区(以下简称滨海区)."""
    match = re.search(f"{re.escape(zone)}[(](?:以下)?(?:简称|统称)[“”]?([\u4e00-\u9fff]{{2,6}})", head)
    return head.count(match[1]) if match is not None else 0


def _without_title(heading: str, head: str) -> Place | None:
    """Return the place that a text is about whose title names none: a company's seat, that of its source or opening, else the main one."""
    best: Place | None = None
    if (seat_of := _HEADQUARTERS.search(head, 0, 600)) is not None:
        found = _named_places(head[seat_of.end() : seat_of.end() + 12])
        best = found[0] if found else None
    if best is None and _COMPANY.match(head.lstrip()) is not None and (site := _SEAT.search(head)) is not None:
        seat = _named_places(head[site.end() : site.end() + 40].split(",")[0].split("(")[0])
        best = seat[0] if seat else None
    told = best or _of_its_source(head) or _opening_stem(heading, head) or _village_of(heading, head)
    return told or _main_place(_named_places(head), head)


def _by_its_paper(head: str) -> Place | None:
    """Return the place of the newspaper that a text without one begins with: 靖边报 2025年5月22日."""
    match = _PAPER.search(head, 0, 160)
    found = [find_place(match[1] + tail) for tail in "市县区州旗"] if match is not None else []
    return next((place for place in found if place is not None), None)


def _by_its_dateline(text: str, head: str) -> Place | None:
    """Return the place a report was sent from and speaks of by its bare name (本报灵寿10月12日电…灵寿…)."""
    match = DATELINE.search(text, 0, 300)
    if match is None or match[1] not in head:
        return None
    return find_place(match[1]) or next((found for tail in "市县旗区" if (found := find_place(match[1] + tail)) is not None), None)


def _of_its_source(head: str) -> Place | None:
    """Return the province whose paper a text names as its source (来源:宁夏日报), where 全区 or 全省 can mean it and its places are named."""
    match = _SOURCE.search(head)
    place = find_place(match[1]) if match is not None else None
    if place is None or place.level not in ("province", "prefecture"):
        return None
    tail = "区" if place.name.endswith("自治区") else place.name[-1]
    return (
        place
        if re.search(f"[全我本]{tail}(?![域长委级])", head) and any(inside(one, place) for one in _named_places(head))
        else None
    )


def _namesake(heading: str, head: str, best: Place) -> Place | None:
    """Return the place with the same bare name that the text names in full and calls 全市 or 我县, never the one of the title."""
    word = next((one.word for one in Gazetteer(None).mentions(heading) if one.place.code == best.code), best.name)
    tails = {one[-1] for one in _SOME_HOME.findall(head)}
    if word == best.name or best.name in head or best.name[-1] in tails:
        return None
    found = (find_place(word + tail) for tail in tails)
    return next((place for place in found if place is not None and place.code != best.code and place.name in head), None)


def _session_of(heading: str, best: Place) -> Place | None:
    """Return the city or county of the province that a press conference is about by its title (甲省…发布会(乙专场))."""
    for match in _SESSION.finditer(heading):
        for size in (4, 3, 2):
            stem = match[1][-size:]
            if best.level == "prefecture" and (stem == best.name[:-1] or stem in best.aliases):
                return None  # 承德专场 in a title of 承德市
            found = (find_place(stem + tail, best) for tail in ("", *"市州区县旗"))
            inner = next((place for place in found if place is not None and inside(place, best)), None)
            if len(stem) == size and inner is not None:
                return inner
    return None


def _title_stem(heading: str, head: str) -> Place | None:
    """Return the county or city whose bare name opens the title and comes again (胶州历时三年…,记者从胶州农业局获悉)."""
    for size in (3, 2):
        stem = heading[:size]
        place = (
            next((found for tail in "市县旗" if (found := find_place(stem + tail)) is not None), None)
            if len(stem) == size
            else None
        )
        if place is not None and place.level == "county" and head.count(stem) >= 3:
            return place
    return None


def _title_names_barely(heading: str, head: str) -> Place | None:
    """Return the county whose bare name stands in a title and that the text opens with in full (一季度花都…,记者从花都区统计局…)."""
    opening = head[len(heading) :][:_OPENING]
    for one in Gazetteer(None).mentions(opening):
        stem = one.place.name[:-1]
        if one.place.level == "county" and one.word == one.place.name and len(stem) > 1 and stem not in WORD_LIKE:
            if stem in heading:
                return one.place
        elif one.place.level not in ("country", "province", "prefecture"):
            break
    return None


def _stem_in_title(heading: str, head: str) -> Place | None:
    """Return the county whose bare name stands in the title and again and again in a text that calls it 全县 (犍为工业“满格”起跑)."""
    tails = {one[-1] for one in _SOME_HOME.findall(head)} & {"县", "市", "旗"}
    if re.search("全区|我区", head):
        tails.add("区")
    for match in re.finditer("(?=([\u4e00-\u9fff]{2,3}))", heading):
        for stem in (match[1], match[1][:2]):
            found = next((find_place(stem + tail) for tail in sorted(tails) if find_place(stem + tail) is not None), None)
            if found is not None and found.level == "county" and stem not in WORD_LIKE and head.count(stem) >= 4:
                return found
    return None


def _town_in_title(heading: str) -> Place | None:
    """Return the town whose head the title quotes: 三乡镇党委书记某某:…."""
    match = _TOWN_HEAD.match(heading)
    return Place("", match[1]) if match is not None else None


_NO_STEM = re.compile("经济|高新|技术|工业|产业|化工|科技|生态|农业|旅游|综合|保税|边境|合作|现代|新兴|重点")  # kinds of zones


def _zone_stem(heading: str, head: str) -> Place | None:
    """Return the zone whose bare name stands in the title and throughout a text that names it in full (琅岐…,琅岐经济区)."""
    for match in _ZONE_IN_FULL.finditer(head):
        stem = match[1]
        known = (
            stem[-1] in "年月"
            or _NO_STEM.fullmatch(stem) is not None
            or stem.endswith(("季度", "全省", "全市", "全区", "全县", "全州", "全国", "全盟", "全旗"))
            or any(find_place(stem + tail) for tail in ("", "区", "县", "市", "旗") if not tail or stem + tail in head)
        )
        if stem in heading and head.count(stem) >= 5 and not known:
            return Place("", stem + match[2], "functional_area", "CN")
    return None


def _village_of(heading: str, head: str) -> Place | None:
    """Return the village that a text opens with behind its county and speaks of throughout (广西百色靖西市大莫村,…大莫村…)."""
    body = head.partition("\n")[2] if heading else head
    match = _VILLAGE.search(body, 0, 300)
    if match is None or body.count(match[2]) < 5 or _SOME_HOME.search(head) is not None:
        return None
    county = next((find_place(match[1][k:]) for k in range(len(match[1]) - 1) if find_place(match[1][k:])), None)
    return Place("", match[2], "", county.code) if county is not None and county.level == "county" else None


def _opening_stem(heading: str, head: str) -> Place | None:
    """Return the county whose bare name opens a text without a title that also names it in full (临猗冬枣…,临猗县…)."""
    if heading:
        return None
    body = head.lstrip()
    for size in (3, 2):
        stem = body[:size]
        place = next((found for tail in "县市旗" if (found := find_place(stem + tail)) is not None and stem + tail in body), None)
        if place is not None and place.level == "county" and body.count(stem) >= 3:
            return place
    return None


def _city_of(county: Place, head: str) -> Place | None:
    """Return the city of a county in the title whose text speaks of 我市 and of several counties of that city."""
    if county.name[-1] == "市" or not re.search("我市", head):
        return None
    body = head.partition("\n")[2]
    tails = Counter(one[-1] for one in _SOME_HOME.findall(body))
    others = {
        one.code for one in _named_places(body) if one.level == "county" and one.parent == county.parent and one.code != county.code
    }
    city = find_place(county.parent)
    own = tails["市"] >= 3 and not tails[county.name[-1]] and len(others) >= 2
    return city if own and city is not None and city.name.endswith("市") else None


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


def _city_with_a_word(heading: str, head: str, best: Place | None) -> Place | None:
    """Return the city whose bare name is a word (日照, 黑河) where the title has it and the text speaks of it or of what lies in it."""
    for word in LOCAL_WORDS:
        city = find_place(word + "市") if word in heading else None
        if city is None or city.level != "prefecture" or (best is not None and best.name in heading):
            continue
        near = best is None or best.level == "country" or inside(best, city) or inside(city, best)
        if head.count(word) >= 4 and (near or city.name in head):
            return city
    return None


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
    end = sold_to = -1
    for mention in Gazetteer(None).mentions(part):
        before, after = part[max(mention.start - 8, 0) : mention.start], part[mention.end : mention.end + 16]
        if mention.place is THAT or (mention.place.level == "area" and not heading):
            continue
        if mention.place.level == "country" and is_reference_place(before, after):
            continue
        if heading and found and before.endswith("在") and _TAKES_PLACE.match(after) and inside(mention.place, found[-1]):
            continue  # “某州”主题新闻发布会在某市举行
        if mention.ends not in "省市县区州盟旗" and _GOODS.match(after):
            continue  # 台湾水果“登陆”厦门口岸
        sold = _SOLD_TO.search(before) is not None or (sold_to == mention.start - 1 and before.endswith("、"))
        if before.endswith("继") or _CUSTOMS.match(after) or sold:
            sold_to = mention.end if sold else -1
            continue  # 是继甲省后又一个…的省份; 畅销北京、上海
        if len(mention.word) == 2 and part.find(f"{mention.word}镇") >= 0 and part.find(mention.place.name) < 0:
            continue  # 南海区九江镇…,九江实现…
        if not heading and (is_neighbour(part, mention.start) or _COMPARED.search(before)):
            continue  # 东邻甲省,北接乙市、丙市; 比邻近的甲县高
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
    if around is not None and own and _speaks_of_its_city(named, head):
        around = None  # 岱山县…,舟山…全市…舟山…
    if around is not None and (best.level == "country" or _many(provinces) or passing):
        return around
    tails = Counter(one[-1] for one in _SOME_HOME.findall(head))
    opens = head.lstrip().startswith((best.name, *best.aliases))  # 某县地处…: it is what the text presents
    if tails["省"] >= 3 and tails["省"] == tails.total() and best.level in ("prefecture", "county") and not opens:
        return find_place(best.code[:2])  # 在杭召开…,我省…,全省…
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
    whole = len(_OF_DISTRICT.findall(head)) if best.level == "county" and best.name.endswith("区") else 0
    own_name = (
        whole >= 2 and whole > len(_OF_CITY.findall(head)) and named[0] is best
    )  # 滨海新区…全区…全区, and many zones of the city
    above = inside(best, often) and counts[often.code] > weight * counts[best.code]
    within = inside(often, best) and best.level == "province" and counts[often.code] >= max(4, 1.25 * (counts[best.code] + own))
    if often.level != "country" and not own_name and (above or within or (mainly and not inside(often, best))):
        best = often
    best = _above(best, head)
    if best.level == "country" and own > national:
        level = {"省": "province", "市": "prefecture", "州": "prefecture", "县": "county", "旗": "county"}.get(
            _SOME_HOME.findall(head)[0][-1]
        )
        return next((one for one in named if one.level == level), None)
    return best


def _speaks_of_its_city(named: list[Place], head: str) -> bool:
    """Tell whether a text speaks of 全市 at least as often as of 全省 and names one city again and again."""
    tails = Counter(one[-1] for one in _SOME_HOME.findall(head))
    cities = Counter(one.code for one in named if one.level == "prefecture" and one.name.endswith("市"))
    return tails["市"] >= max(tails["省"], 2) and bool(cities) and cities.most_common(1)[0][1] >= 3


def names_no_one_place(heading: str, home: Place) -> bool:
    """Tell whether a title names no place, or several side by side (青海、四川、云南电力外送观察)."""
    named = [one.place for one in Gazetteer(home).mentions(heading) if one.place is not THAT and one.place.level != "country"]
    return not named or any(
        one.code != two.code and not inside(one, two) and not inside(two, one) for one, two in itertools.combinations(named, 2)
    )


def names_its_seat(text: str) -> bool:
    """Tell whether a text is a company's that says where its head office is."""
    return _HEADQUARTERS.search(text, 0, 600) is not None


def _passing_by(best: Place, head: str) -> bool:
    """Tell whether the only place of a text about the country is named in passing: 国家铁路…,西安、兰州两个铁路局…."""
    word = best.name[:-1] if len(best.name) > 2 else best.name
    at = head.find(word)
    return at > _PASSING and head.count(word) <= 2 and _SOME_HOME.search(head) is None and len(_OF_NATION.findall(head)) >= 3


def _listed_zone(name: str) -> Place | None:
    """Return the zone of the table that a name is, be it behind its province or city (重庆两江新区, 四川天府新区)."""
    tails = [name, *(name[size:] for size in (2, 3, 4) if find_place(name[:size]) is not None)]
    found = (find_place(tail) for tail in tails)
    return next((place for place in found if place is not None and place.level == "functional_area"), None)


def _zone_of(name: str) -> Place:
    """Return the zone that a title names: that of the table, or one that lies in the place its name begins with."""
    known = _listed_zone(name)
    if known is not None:
        return known
    around = next((mention.place for mention in Gazetteer(None).mentions(name) if mention.place.level != "area"), None)
    return Place("", name, "functional_area", around.code if around else "CN")


def _above(best: Place, head: str) -> Place:
    """Return the city of a district whose text speaks of 我市 and 全市 only, else the place itself."""
    tails = Counter(one[-1] for one in _SOME_HOME.findall(head))
    if best.level != "county" or tails["市"] < 2 or best.name[-1] == "市" or tails[best.name[-1]]:
        return best
    if best.name[-1] == "区" and 2 * len(re.findall("[全我]区(?![域长委级])", head)) >= tails["市"]:
        return best  # 全区…,列全市各区第六
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
