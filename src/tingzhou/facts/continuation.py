"""Sentences and paragraphs that go on with the works or the zone of the one before: they lie where these lie."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tingzhou.facts.clauses import Layout
from tingzhou.facts.gazetteer import Gazetteer
from tingzhou.facts.place_state import PlaceState
from tingzhou.facts.places import THAT, Mention, Place, inside

__all__ = ["Continuation"]

_WORKS_IN = ("项目在", "工程在", "基地在", "电站在", "生产线在", "工厂在", "园区在")
_CAME_UP = re.compile("(?:全面|正式|顺利|成功|率先|率先)?(?:建成|投产|投运|并网|开工|启动|竣工|点火|试车|落地|动工)")
_ONCE_BUILT = re.compile("(?:项目|电站|工程)?(?:全部|全面|正式)?(?:建成|投产|达产|投运|投用|投入运营)(?:投产)?后")
_PROJECT_ITEM = re.compile(
    "[ ]*(?:[—•·●■◆▲☆★-]+|[(]?[0-9一二三四五六七八九十]{1,3}[.、)])?[^,。;:()\n]{3,40}[(]([^()\n]{2,16})[)]:?"
)
_ZONE_AGAIN = re.compile("(?:该|这个)?(?:园区|开发区|高新区|经开区|新区|区内)")
_INSIDE_ZONE = re.compile("[ “]*在?(?:区内|园区内|园区里|园内)")
_HERE = re.compile("[^,。\n]{0,26}(?:落户|建|坐落|位于|诞生)?(?:就)?在这里,")
_WORKS_AGAIN = re.compile(
    "[ “]*(?:该|这[个座一]?)?(基地|项目|工厂|园区|电站|风电场|煤矿|公司|工程|企业(?=上半年|今年|去年|目前|现有)|合作社|农场)(?!建设|集群|数|为王|化|多|集中|招引|签约|落地)"
)
_AGAIN = re.compile("(?:该|这[个座一]?)?(基地|项目|工程|园区|电站|工厂|矿区|风电场|煤矿)(?!建设|集群|数)")

_OF_THE_WHOLE = re.compile(
    " *(?:[市省州县区盟][委政发统工商财农生住交文科教税]|全[市省州县区盟旗]|我[市省州县区]|展望|下一步|按照?规划|按照|据|记者|未来|接下来|当前|会上|发布会|下半年|[^。]{0,12}发布会)"
)
_OFFICE_OF_THE_WHOLE = re.compile("[”。,\n][市州盟省][\u4e00-\u9fff]{2,8}(?:局|委|办|厅)(?:党组)?副?(?:局长|主任|书记|厅长)")
_ITEM = re.compile(" *[—•·●■◆▲★(0-9-]|[一二三四五六七八九十]{1,3}(?:是|、)|第[一二三四五六七八九十]")
_OF_A_REGION = re.compile(  # indicators that are told of whole places
    "全[市省州县区盟旗]|我[市省州县区]|规上|规模以上|固定资产|生产总值|GDP|公共预算|进出口|社会消费|可支配|城镇新增|粮食|财政|税收|招商|重大项目|重点项目|各[地县市区]|市场主体|外资|常住人口|全国|全社会|增加值|民营经济|居民收入|发电量|原油|天然气"
)
_TIMED = re.compile("[0-9]|[^。]{0,4}(?:今年|去年|上半年|前[一二三四五六七八九十]|一季度|目前|截至|近年|据|数据|同时|此外|另外)")
_THESE = re.compile(" *(?:这些|岛上|这里|山上|山下|镇上|村里|县里|工地上|厂里|车间里|地里|棚里|港上|园里)")
_WORKS_OF_TEXT = re.compile("(?<=[。,;])(基地|项目|工程|电站)")
_LEAD = 80  # characters in which a text says what it is about
_THAT_FIRM = re.compile("(?:该|这家)(?:公司|企业|厂)")
_FIRM_THERE = re.compile("的?[^,。;]{2,20}(?:公司|企业|厂|集团)")
_IN_FRONT = re.compile(
    "(?:前[0-9一二两三四五六七八九十]+[位名]?|靠前|较[快高大多]|最[快高大多]|领先)的[\u4e00-\u9fff]{0,4}(?:是|为|有)$"
)
_LEADS = re.compile("(?:最[多快高大好]|居前|靠前|领先|较[多快高大])$")
_SHARED_OUT = re.compile("(?:产量|用电量|总量|增速|占比|同比|规模|投资|产值|收入)?(?:分别|依次)")
_SCENE = 400  # characters of a paragraph that goes on with a scene


class Continuation:
    """Looks at how a sentence or paragraph begins; where it goes on, the place of the one before holds."""

    def __init__(self, layout: Layout, places: PlaceState) -> None:
        self.layout, self.places = layout, places

    def works_again(self, topic: Mention, position: int, *, told: bool) -> None:
        """走进位于某市的基地…。 “基地产量…: a paragraph that goes on with the works of the one before lies where these lie."""
        text, home = self.layout.text, self.places.home
        if topic.place.level == "functional_area" and self.places.near(topic.place) and _INSIDE_ZONE.match(text, position + 1):
            self.places.topic = topic  # 在区内的某公司,…
            return
        if _HERE.match(text, position + 1) and topic.place.level in ("county", "functional_area") and self.places.near(topic.place):
            self.places.topic = topic  # 总投资76亿元的特钢项目就落户在这里,…
            return
        quoted = not told and text[position + 1 : position + 2] == "“" and topic.opens not in "全我本"
        if quoted and topic.place.level in ("county", "functional_area") and self.places.near(topic.place):
            self.places.topic = topic  # 某某乡的山梁上,风车转得正欢。 “这口井日产气…
            return
        again = _WORKS_AGAIN.match(text, position + 1)
        if again is None or home is None or not inside(topic.place, home) or position - topic.end > 300:
            return
        if text.find(again[1], topic.start, position) >= 0:
            self.places.topic = topic

    def speaker_goes_on(self, topic: Mention, ahead: Sequence[Mention], position: int) -> bool:
        """Under a heading: tell whether a paragraph that a speaker opens and that names no place goes on with the one before."""
        text, home = self.layout.text, self.places.home
        stop = text.find("\n", position + 1)
        stop = stop if stop >= 0 else len(text)
        if any(one.start < stop and one.place.level not in ("country", "area") for one in ahead):
            return False
        if topic.place.level == "functional_area" and text.find("。", text.rfind("\n", 0, position) + 1, topic.start) >= 0:
            return False  # but a zone that the paragraph opened with
        if _OFFICE_OF_THE_WHOLE.search(text, position, stop) or home is None or topic.opens in "全我本":
            return False
        speaks = text[position + 1 : position + 4].strip(" \n").startswith("“")
        return speaks and inside(topic.place, home) and stop - position > 40

    def scene_goes_on(self, topic: Mention, ahead: Sequence[Mention], position: int, told: Place | None) -> bool:
        """加工厂里的26名工人…: tell whether a paragraph that names no place goes on with the scene of the one before, which told of ``told`` last."""
        text, home = self.layout.text, self.places.home
        if home is None or home.level in ("country", "area") or told is None or told != topic.place or topic.opens in "全我本":
            return False
        if topic.place.level not in ("county", "functional_area") or not inside(topic.place, home):
            return False
        stop = text.find("\n", position + 1)
        stop = stop if stop >= 0 else len(text)
        near = [one for one in ahead if one.start < stop and one.place.level not in ("country", "area")]
        if any(one.place is THAT or not self.outside(one) for one in near) or stop - position > _SCENE:
            return False
        if text.find("。", position + 1, stop) < 0 or text.find(",", position + 1, stop) < 0:
            return False  # a heading, a line of figures
        works = _WORKS_OF_TEXT.search(text, position + 1, stop)
        if works is not None and text.find(works[1], 0, _LEAD) >= 0:
            return False  # …风电基地建设见闻: what a sentence on 基地 tells is of the whole text
        if _OF_THE_WHOLE.match(text, position + 1) or _ITEM.match(text, position + 1) or _TIMED.match(text, position + 1):
            return False
        if _OFFICE_OF_THE_WHOLE.search(text, position, stop) or _OF_A_REGION.search(text, position + 1, stop):
            return False
        return home.level in ("province", "prefecture") or _THESE.match(text, position + 1) is not None

    def outside(self, mention: Mention) -> bool:
        """Tell whether a mention names a place that neither lies in the home place nor holds it."""
        home = self.places.home
        place = mention.place
        return home is not None and place.code != home.code and not inside(place, home) and not inside(home, place)

    def listed_project(self, position: int) -> None:
        """——国道219线改扩建工程(日土县,续建):全长…: an item of a list of projects is of the place in its brackets."""
        item = _PROJECT_ITEM.match(self.layout.text, position + 1)
        if item is None:
            return
        for one in Gazetteer(self.places.home).mentions(item[1]):
            if one.place is not THAT and self.places.near(one.place):
                self.places.topic = replace(one, start=item.start(1) + one.start, end=item.start(1) + one.end)
                return

    def same_zone(self, last: Mention | None, position: int) -> None:
        """答案在某高新区。园区集聚企业26家: a sentence about the zone that the one before ended with."""
        if last is None or _ZONE_AGAIN.match(self.layout.text, position + 1) is None:
            return
        if last.place.level == "functional_area" and position - 3 <= last.end <= position:
            self.places.sentence = last
            if self.places.topic is None:
                self.places.topic = last

    def row_before(self, named: Sequence[Mention], position: int) -> list[Mention]:
        """用电量居前三位的是甲、乙和丙,分别为…: return the places that a clause ends with and that the next one shares its values out to."""
        row: list[Mention] = []
        lead = _LEADS.search(self.layout.text, max(position - 8, 0), position)
        for one in reversed(named):
            end = row[0].start - 1 if row else lead.start() if lead is not None else position
            if one.place is THAT or one.end != end or (row and self.layout.text[end] not in "、和与及"):
                break
            row.insert(0, one)
        if len(row) < 2 or _SHARED_OUT.match(self.layout.text, position + 1) is None:
            return []
        led = lead is not None or _IN_FRONT.search(self.layout.text, max(row[0].start - 14, 0), row[0].start) is not None
        return row if led else []

    def same_firm(self, named: Sequence[Mention], position: int) -> None:
        """主会场设在某园区的某某公司。该公司…: a sentence about the firm that the one before ended with is of where this lies."""
        if _THAT_FIRM.match(self.layout.text, position + 1) is None:
            return
        for one in reversed(named):
            there = one.place is not THAT and one.place.level in ("county", "functional_area") and self.places.near(one.place)
            if there and _FIRM_THERE.fullmatch(self.layout.text, one.end, position) is not None:
                self.places.sentence = one
                return

    def same_works(self, held: Mention, position: int) -> None:
        """在某县的检测基地,…。基地投入…: a sentence that goes on with the works of the one before lies where these lie."""
        text, home = self.layout.text, self.places.home
        again = _AGAIN.match(text, position + 1)
        if _ONCE_BUILT.match(text, position + 1) and home is not None and inside(held.place, home) and held.place.level == "county":
            self.places.sentence = held  # 某县电站装机140万千瓦。全部投产后年发电量…
            return
        if again is None or home is None or held.place.level in ("country", "area", "province"):
            return
        told = self.layout.text[position + 1 : position + 2] in ("该", "这")
        if told and held.end < position <= held.end + 160 and text.find(again[1], held.end, position) >= 0:
            self.places.sentence = held
            return
        if not inside(held.place, home):
            return
        if held.end < position <= held.end + 160 and text.find(again[1], held.end, min(position, held.end + 24)) >= 0:
            self.places.sentence = held

    def stands_there(self, end: int, ahead: Mention) -> bool:
        """首个万吨级绿氢项目在某市建成投产: what stands before the works that came into being in a place is of it; tell whether it is so."""
        home, text = self.places.home, self.layout.text
        between = text[end : ahead.start]
        if home is None or self.places.sentence is not None or not inside(ahead.place, home) or not between.endswith(_WORKS_IN):
            return False
        return len(between) <= 30 and re.search("[,。;]", between) is None and _CAME_UP.match(text, ahead.end) is not None
