"""Places of counts and of what is compared with: members of a list, places together, bases of a difference."""

from __future__ import annotations

import re

from tingzhou.facts.distribution import Draft
from tingzhou.facts.fact import Measure
from tingzhou.facts.frames import Words
from tingzhou.facts.lexer import Token
from tingzhou.facts.places import Mention, Place, find_place, inside
from tingzhou.facts.yearly import Yearly

__all__ = ["CountedPlaces"]

_SENT = re.compile("送往|送达|送至|送到|销往|惠及|输往|外送|外运|供应|输送|运往|辐射|覆盖|出口|保供|提供|支援")
_REGIONS = re.compile("省|市|国|县|区|州|地")
_SENT_AFTER = re.compile("保供|供应|供电|供[煤气热]|送电|外送|提供|输送|销售")  # 为24个省份保供电煤
_MINISTRY = re.compile(
    "(?:工信部|工业和信息化部|国家发展?改革?委|农业农村部|商务部|科技部|住建部|教育部|国家能源局|生态环境部)(?:最新|联合)?(?:公布|发布|认定|确定|评选|公示)的[^,;。]{0,12}$"
)
_OWN_LEVEL = re.compile("(?:的?(?:GDP|地区生产总值|生产总值|总人口|总量|总面积)|的?平均(?:水平|增速|增幅)?|水平|增速|增幅)?")
_AMONG = re.compile(
    "[\u4e00-\u9fff]{0,6}?(?:开发区|高新区|经开区|园区|口岸)[\u4e00-\u9fff]{0,8}?中(?=[列居排位名第,由升从])|[\u4e00-\u9fff]{0,6}?(?:开发区|高新区|经开区|园区|口岸)中|(?:区、)?[\u4e00-\u9fff]{0,4}?(?:省市?|市|州|县|区|旗|盟)[市区县旗]?(?:[(][^()0-9]{1,8}[)])?(?:和功能区)?的?(?:中|里|排|列|居|第)|地[(]州、市[)](?:中|里|排|列|居|第)|中(?=[列居排位第])|(?:县|市|区|州|旗|盟)(?:[(][^()0-9]{1,10}[)])?(?=首位|榜首|末位|前[一二三四五六七八九十列])"
)


_RANKED_AMONG = re.compile(
    "(?:(?P<cities>市(?=首位|之首|第)|设区市|地级市|省辖市|地市|市州|州市|盟市|地州市)|县市区|县[(]市、区[)]|旗县区?|区县|县区)(?:[中里],?|的(?=第)|(?:之)?(?=首))(?:首|[排列居位名]|升至|第|总量)"
    "|(?P<of_province>市州|州市|地州市|盟市|地[(]州、市[)]|市)(?:中|里)?(?:与[^,;。0-9]{2,6})?(?:并列)?第"
)


class CountedPlaces(Yearly):
    """The part of the walk that gives counts of places and bases their place."""

    def _together_of(self, draft: Draft) -> None:
        """甲县60万千瓦项目和乙县100万千瓦项目,合计总投资…: of what both lie in."""
        two = [one.place for one in self.drafts[-2:] if one.sentence == self.number and one.place is not None]
        if len(two) == 2 and two[0].code != two[1].code and two[0].parent == two[1].parent:
            draft.place, draft.place_word = find_place(two[0].parent) or draft.place, ""

    def _place_of_count(self, draft: Draft, words: Words) -> list[Mention]:
        """Place a count among places: provinces are counted in the country, 甲、乙两个基地 in what they lie in; return 甲 and 乙."""
        both, nation = list(self.clause_mentions), self.places.reference
        if re.fullmatch("[,;]?(?:其余|其他|其它|剩余|另外)(?:的)?", words.left):
            draft.place, draft.place_word = self.places.home, ""
            return []  # 其余9个市州
        if len(both) > 1 and draft.start == both[-1].end and draft.token.value == len(both):
            draft.place, draft.place_word = self._around(both)
            return both  # 甲州、乙州两个基地
        listed = self.layout.text[self.layout.clause(draft.start) : draft.start].count("、") + 1
        if self._of_one_place(draft, listed):
            return []  # 惠来县神泉、靖海、石碑山3个海上风电场
        if both and listed > 2 and draft.token.value == listed:
            draft.place, draft.place_word = self._around(both)
            self.places.set_back(self.held)
            return []  # 甲地玻璃、乙地轴承、丙地羊绒3个集群
        if re.match("国家级[^,;]{2,20}(?:考核|评价|考评|评比|排名)", words.right):
            draft.place, draft.place_word = find_place("CN"), ""  # 在数百家国家级经开区综合考核中列第几位
            return []
        if re.match("(?:省会|副省级|计划单列)[^,;]{0,12}(?:中|里)", words.rest):
            draft.place, draft.place_word = find_place("CN"), ""  # 在27个省会(首府)城市中排第2
            return []
        whole = self._province_of_cities(draft, words)
        if whole is not None:
            draft.place, draft.place_word = whole, ""  # 增速在11个设区市中排第4
            return []
        if words.left.endswith("等") and len(both) > 1 and not _SENT.search(words.clause) and not _REGIONS.match(words.right):
            draft.place, draft.place_word = self._around(both)
            self.places.set_back(self.held)
            return []  # 甲区的组件、乙区的电池等18个项目
        counties = words.left.endswith("等") and len(both) > 1 and re.match("[县市区旗州]", words.right) is not None
        home = self.places.home
        if counties and home is not None and not _SENT.search(words.clause) and all(inside(one.place, home) for one in both):
            draft.place, draft.place_word = self._around(both)
            self.places.set_back(self.held)
            return []  # 甲市、乙市等10个县市获批
        among = self._among(draft)
        if among is not None:
            draft.place, draft.place_word = among.place, among.word  # 在全市12个县中排第4
        elif _MINISTRY.search(words.clause):
            draft.place, draft.place_word = find_place("CN"), ""  # 工信部公布的3批共4762家
        elif nation is not None and nation.start >= self.layout.clause(draft.start) and words.rest.endswith("之一"):
            draft.place, draft.place_word = nation.place, nation.word  # 是全国十三大水电基地之一
        elif re.search("国家(?:确定的?|规划的?)?$", words.left) and re.match("重大|重点|试点|示范|战略", words.right):
            draft.place, draft.place_word = find_place("CN"), ""  # 国家102项重大工程
        elif words.rest.endswith("之一") and re.search("国家(?:确定|规划|布局|批准|认定|重点|首批|支持)|我国|中国", words.clause):
            draft.place, draft.place_word = find_place("CN"), ""
        elif (
            nation is not None
            and draft.token.extra.get("unit") == "人口"
            and re.fullmatch("[近约超过逾]{0,2}", self.layout.text[nation.end : draft.start])
        ):
            draft.place, draft.place_word = nation.place, nation.word  # 覆盖中部地区近4亿人口
        elif (
            draft.place is not None and draft.place.level == "province" and re.match("省份|省区|省市", words.right)
            and not _SENT.search(words.clause) and not _SENT_AFTER.search(words.right[:10])
        ):  # fmt: skip
            draft.place, draft.place_word = find_place("CN"), ""
        return []

    def _of_one_place(self, draft: Draft, listed: int) -> bool:
        """Tell whether the things that are listed and counted lie in the one place that opens the clause."""
        start = self.layout.clause(draft.start)
        named = [one for one in self.layout.mentions[max(self._mention - 4, 0) : self._mention] if start <= one.start < draft.start]
        return len(named) == 1 and named[0].start == start and draft.token.value == listed

    def _around(self, both: list[Mention]) -> tuple[Place | None, str]:
        """Return the place that was spoken of before places were listed, where they lie in it, else the home place."""
        held = self.held
        if held is not None and (not held.place.code or inside(both[-1].place, held.place)):
            return held.place, held.word
        return self.places.home, ""

    def _province_of_cities(self, draft: Draft, words: Words) -> Place | None:
        """Return the province of a city that is ranked among its cities, the city of a county ranked among its counties."""
        told, home = draft.place, self.places.home
        kind = _RANKED_AMONG.match(self.layout.text, draft.end)
        if told is None or home is None or not told.code or kind is None or (told.code != home.code and not kind["of_province"]):
            return None
        if words.clause and re.search("全[国省市区州盟]■*$", words.clause):
            return None
        level = "prefecture" if kind["cities"] or kind["of_province"] else "county"
        return find_place(told.parent) if told.level == level else None

    def _among(self, draft: Draft) -> Mention | None:
        """Return 全市 of 在全市12个县中排第4, where what is ranked lies in it."""
        last = self.layout.mentions[self._mention - 1] if self._mention > 0 else None
        if last is None or last.end != draft.start:
            return None
        if self.layout.text[max(last.start - 2, 0) : last.start] in ("领跑", "领先"):
            return last  # 领跑全国30个自治州
        if _AMONG.match(self.layout.text, draft.end) is None:
            return None
        if last.opens != "全" and self.layout.text[last.start - 1] not in "居列在排":
            return None  # 增速列绍兴6个区、县(市)第2位
        told = draft.place or self.places.home
        within = told is not None and (told.code == last.place.code or inside(told, last.place) or last.place.level == "area")
        return last if within else None

    def _place_of_base(self, draft: Draft, words: Words) -> None:
        """低于陕西省居民人均收入2万元, 低于全国6%的平均数: the figure of what is compared with is of its place."""
        base = self.places.reference
        if (
            base is None
            or base.start < self.layout.clause(max(draft.start - 1, 0))
            or draft.token.unit_kind == "pp"
            or draft.frame.measure is Measure.CHANGE
        ):
            return
        text = self.layout.text
        if text[draft.start - 1 : draft.start] == "(" and _OWN_LEVEL.fullmatch(text, base.end, draft.start - 1):
            draft.place, draft.place_word = base.place, base.word  # 快于全国(4%)
            return
        if text[draft.start - 1 : draft.start] == "(" and re.match("[)]分别[高低快慢]", text[draft.end : draft.end + 5]):
            draft.place, draft.place_word = base.place, base.word
            return
        if re.search("(?:低于|高于|不及|快于|慢于|跑赢|等于)$", text[max(base.start - 2, 0) : base.start]) is None:
            return
        between = text[base.end : draft.start]
        named = 3 <= len(between) <= 14 and re.search("平均|水平|增速|增幅|[0-9]", between) is None
        if named or (not between and words.right.startswith(("的平均", "的增速", "的水平"))):
            draft.place, draft.place_word = base.place, base.word

    def _members(self, token: Token) -> None:
        """南郑区…项目、城固县…项目等75个项目: what is counted lies where the sentence did before its members."""
        text = self.layout.text
        if text[max(token.start - 1, 0) : token.start] != "等":
            return
        start = max(self.layout.clause(token.start), token.start - 200)
        found = [one for one in self.layout.mentions[max(self._mention - 8, 0) : self._mention] if one.start >= start]
        if len({one.place.code for one in found}) < 2 or not all(
            inside(one.place, self.places.home) for one in found if self.places.home
        ):
            return
        first = len(found) - 1
        while first > 0 and text[found[first - 1].end : found[first].start] in ("、", "和", "及", "与"):
            first -= 1
        before = found[first - 1] if first > 0 and found[first - 1].start == start else None
        self.places.set_back(before)  # 浙江从安徽、福建等8个省区购入: of Zhejiang
