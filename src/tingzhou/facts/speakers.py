"""Who speaks: what the head of a place or of a zone tells is of that place."""

from __future__ import annotations

import re
from dataclasses import replace

from tingzhou.facts.clauses import Layout
from tingzhou.facts.gazetteer import Gazetteer
from tingzhou.facts.place_state import PlaceState
from tingzhou.facts.places import THAT, Mention, Place, find_place, inside
from tingzhou.facts.zones import zone_key

__all__ = ["Speakers"]

_ZONE_TELLS = re.compile(
    "[ ”]*(?:据|[“])?([\u4e00-\u9fff]{2,12}?(?:高新区|开发区|经开区|工业区|示范区|试验区|集聚区|集中区|产业园|工业园|新区|科技城))(?:党工委|管委会|[\u4e00-\u9fff]{2,5}局副?局长)[^,。;]{0,26}?(?:介绍|表示|(?:回答)?说|透露|告诉记者|算账|[掰扳]着[^,。]{0,6}|直言|坦言|回忆|感慨)[,:。]"
)
_INTRODUCED = re.compile(
    "[\u4e00-\u9fff]{0,12}?(?:、[\u4e00-\u9fff]{0,4})?(?:副?[市州盟县区旗]长|副?局长|副?主任|副?书记|副?处长|总经理|董事长|部长)([\u4e00-\u9fff]{2,3})(?=[、,。;]|先生|女士|同志|出席|介绍|参加|和|回答|就)"
)
_NAMED_FIRST = re.compile("\n *([\u4e00-\u9fff]{2,3}) +$")
_OFFICE_AFTER = re.compile("[\u4e00-\u9fff]{0,12}?(?:[市州盟县区旗]长|主任|书记)")
_SPEAKER = re.compile(" *[^,。;:0-9\n■□]{2,30}:")
_OTHER_SPEAKER = re.compile(
    "记者|主持|发言人|[局厅委处科会司]长|主任|书记|经理|总裁|先生|女士|教授|^ *[\u4e00-\u9fff]{2,3} *:|[问答] *:"
)
_TELLER = re.compile(
    " *(?:谈[及到][^,。;\n]{0,14},)?([\u4e00-\u9fff]{2,3}?)(?:最后|同时|还|进一步|坦率地)?(?:表示|说|介绍|通报|透露|指出|坦言)[,:“]"
)
_OFFICE = re.compile(
    "(?:[区县市州盟旗]长|[区县市州盟旗]委书记|(?:管委会|党工委|区管理局|管理委员会)(?:副?主任|副?书记|副?局长)|[市县区州盟旗][\u4e00-\u9fff]{2,10}[局委办](?:党组)?(?:书记|副?局长|副?主任))"
)
_ZONE_OFFICE = re.compile(
    "([\u4e00-\u9fff]{2,10}?(?:工业区|开发区|高新区|经开区|新区|园区|工业园|产业园|示范区|片区|先行区|合作区|试验区|综保区|保税区))(?:党工委|管委会|管理局|管理委员会)"
)


_OWN_BUREAU = re.compile(
    "[ “]*([市州盟])(?:[\u4e00-\u9fff]{2,8}?(?:局|委|办)|委|政府)(?![\u4e00-\u9fff]{0,2}(?:驻|大楼|大院))[^,。;\n]{0,16}?(?:介绍|表示|提醒|坦言|分析|说|认为|透露|指出)"
)


class Speakers:
    """Knows the heads of places that a text introduced and follows who speaks; their place becomes that of the section."""

    def __init__(self, layout: Layout, places: PlaceState) -> None:
        self.layout, self.places = layout, places
        self.spoken = False  # heads of places have spoken
        self._heads: dict[str, Mention] | None = None

    def speaks(self, start: int, first: int) -> None:
        """某区区长 王某:…: what the head of a place tells, in this paragraph and those after it, is of that place; ``first`` is the next mention."""
        text, home = self.layout.text, self.places.home
        self._own_bureau_tells(start)
        line = _SPEAKER.match(text, start)
        if line is None or home is None:
            self._others_tell(start, first)
            return
        office = _OFFICE.search(line[0])
        if office is None:
            known = self.introduced().get(line[0].strip(" :")[-3:]) if len(line[0].strip(" :")) <= 4 else None
            if known is not None:
                self.spoken = True
                self.places.section = known
            elif self.spoken and _OTHER_SPEAKER.search(line[0]):
                self.places.section = None
            return
        self.spoken = True
        self.places.section = None
        zone = _ZONE_OFFICE.match(line[0].strip()) or _ZONE_OFFICE.match(line[0].partition("(")[2])
        ahead = self.layout.mentions[first : first + 4]
        if "(" in line[0]:  # 某某(某市副市长):
            ahead = [replace(one, start=start + one.start, end=start + one.end) for one in Gazetteer(home).mentions(line[0])]
        for mention in ahead:
            if mention.start < start + office.start() + 1 and mention.place is not THAT and inside(mention.place, home):
                self.places.section = mention
                self.introduced()[line[0].strip(" :").split("(")[0][-3:]] = mention
        if zone is not None and self.places.section is None and zone[1] != home.name:
            place = Place("", zone[1], "functional_area", home.code or home.parent)
            self.places.section = Mention(start, start + len(zone[1]), place, zone[1])

    def _own_bureau_tells(self, start: int) -> None:
        """市统计局有关负责人提醒,: a paragraph that the home city's own bureau opens leaves the section on one of its counties or zones."""
        section, home = self.places.section, self.places.home
        if section is None or home is None or home.level != "prefecture" or section.place.code == home.code:
            return
        bureau = _OWN_BUREAU.match(self.layout.text, start)
        if bureau is not None and home.name.endswith(bureau[1]) and not section.place.name.endswith(bureau[1]):
            self.places.section = None

    def _others_tell(self, start: int, first: int) -> None:
        """Leave the section of a speaker where a paragraph begins with another one: 汪某表示,全市…, 某区区长则…."""
        section = self.places.section
        if not self.spoken or section is None:
            return
        teller = _TELLER.match(self.layout.text, start)
        if teller is not None and teller[1] not in self.layout.text[section.end : section.end + 30].split("\n")[0]:
            self.places.section = self.introduced().get(teller[1])
            return
        opened = self.layout.mentions[first] if first < len(self.layout.mentions) else None
        if opened is None or opened.start != start or opened.place.code == section.place.code:
            return
        if _OFFICE.match(self.layout.text, opened.end) or _OFFICE.match(self.layout.text, opened.end - 1):
            self.places.section = None

    def zone_head(self, start: int) -> None:
        """某某高新区管委会主任介绍,园区…: what the head of a zone tells is of the zone."""
        told = self.zone_telling(start)
        if told is not None:
            self.places.set(told)

    def zone_telling(self, start: int) -> Mention | None:
        """Return the zone whose head tells something at ``start`` (某某高新区管委会主任介绍,), unless the table has it or it is the home place."""
        home = self.places.home
        if self.layout.text.find("委", start, start + 24) < 0:
            return None
        told = _ZONE_TELLS.match(self.layout.text, start, start + 60)
        if told is None or home is None or zone_key(told[1]) == zone_key(home.name):
            return None
        tails = (find_place(told[1][cut:]) for cut in range(len(told[1]) - 3))
        if any(known is not None and known.level == "functional_area" for known in tails):
            return None  # one of the table is found by its name
        place = Place("", told[1], "functional_area", home.code or home.parent)
        return Mention(told.start(1), told.end(1), place, told[1])

    def introduced(self) -> dict[str, Mention]:
        """Return who was introduced as the head of which place (甲市副市长某某、乙市能源局局长某某出席)."""
        if self._heads is None:
            self._heads, home = {}, self.places.home
            for one in self.layout.mentions[:40]:
                if one.place is not THAT and home is not None and inside(one.place, home):
                    match = _INTRODUCED.match(self.layout.text, one.end)
                    if match is not None:
                        self._heads.setdefault(match[1], one)
                    named = _NAMED_FIRST.search(self.layout.text, max(one.start - 10, 0), one.start)
                    if named is not None and _OFFICE_AFTER.match(self.layout.text, one.end) is not None:
                        self._heads.setdefault(named[1], one)  # 赵某 某县县长
        return self._heads
