"""The walk over a text: what lies between the numbers sets place, period and subject of those that follow."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import replace
from itertools import pairwise

from tingzhou.facts import cue_words as words_of
from tingzhou.facts.clauses import Layout
from tingzhou.facts.continuation import Continuation
from tingzhou.facts.distribution import Draft, Group
from tingzhou.facts.elsewhere import leads_elsewhere
from tingzhou.facts.fact import Measure
from tingzhou.facts.frames import Frame, Words
from tingzhou.facts.gazetteer import answers
from tingzhou.facts.holidays import in_days
from tingzhou.facts.lexer import Token
from tingzhou.facts.list_items import ListItems
from tingzhou.facts.narration import Narration
from tingzhou.facts.period_state import PeriodState
from tingzhou.facts.periods import Calendar, Period
from tingzhou.facts.place_state import PlaceState
from tingzhou.facts.places import THAT, Mention, Place, find_place, inside, lineage
from tingzhou.facts.praise import is_praise
from tingzhou.facts.speakers import Speakers
from tingzhou.facts.subjects import subject_before

__all__ = ["REACH", "Walk"]

REACH = 60  # characters of left and right context that are looked at


_TELLS = re.compile(
    "[\u4e00-\u9fff]{0,4}(?:统计局|调查总队|能源局|电力(?:有限)?公司|海关|商务厅|工信厅|发展?改革?委|税务局|[发工农商文住财教卫水交][\u4e00-\u9fff]{0,6}局)[^,;。0-9]{0,12}(?:显示|消息|获悉|了解到|公布|发布|表示|介绍|通报)"
    "|[\u4e00-\u9fff]{2,12}?(?:局|委|厅|办)(?:党组书记|副?局长|副?主任|副?厅长|负责人|相关负责人)[\u4e00-\u9fff]{2,4}?(?:说|介绍|表示|坦言)"
)
_AWARDED = re.compile("(?:均|双双|分别)?(?:获批|入选|获评|荣获|被[列评授确纳]|上榜|跻身|成功(?:创建|入选|获批))")
_SAME_WORKS = re.compile(  # 项目位于某开发区,分两期建设;项目全部达产后…
    "(?:该|这一?)?项目(?:全部|建成|达产|投产|投运|投用)|全部(?:建成|达产|投产)|(?:建成|达产|投产|投运)(?:投产|投用|达产|达效)?后"
)
_BOTH = re.compile("([两二三四五])(?:县市?|市|州|地|[县市]?区|旗)(?![级域])[^。;\n]{0,40}?分别")
_WHOLE_OF = re.compile("([两二三四五])(?:县市?|[县市]?区|旗|市|地)(?![级域])(?:合计|共|总)?[^,。;0-9]{0,12}?[0-9]")
_EACH = re.compile("分别|依次|均|[都各]|双双|同比|增速")
_LIST_OF = re.compile("(产能|生产能力|加工能力|装机容量|储量|资源量)(?:分别|主要)?(?:为|是|有|如下)?$")
_SHARED_OUT = re.compile("分别|依次|双双|均(?!衡)|各(?![类项级种地界])")
_SO_MANY = re.compile("([2-9]|[两二三四五六七八九])个?(?:省区市|省区|省市|省|盟市|市州|市|州|县区|县市|县|区|旗|盟|地|国)")
_COUNTS = {
    **{str(size): size for size in range(2, 10)},
    **dict(zip("两二三四五六七八九", (2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
}
_BULLET = re.compile("[ (一二三四五六七八九十0-9、.)◆●■▲★*#◇·【\\[]*(?:(?:记者)?(?:一线)?(?:在|看|走进|聚焦|探访))?")
_THANKS = re.compile("[^。\n]{0,30}(?:谢谢|感谢)[^。\n]{0,12}")
_GOVERNS = re.compile("[现下管,]辖(?:有|着)?(?![区内])[^,;。■]*$|^辖(?![区内])[^,;。■]*$")
_LIES_IN_TOWN = re.compile("所在的?[\u4e00-\u9fff]{2,4}?(?:镇|乡|街道)")
_MAIN_SITE = re.compile("[一二三四五六七八九十]{1,3}、[\u4e00-\u9fff]{2,8}[(][^()]{2,8}[)]")  # 一、乌苏市(主会场)
_BYLINE = re.compile("记者|通讯员|日报|晚报|客户端|来源|[0-9]{4}(?:年|[-/.])[0-9]{1,2}(?:月|[-/.])[0-9]{1,2}日?[ )]*$")
_SO_FAR = re.compile("(?:目前|现)?已?累计")
_NEXT_STAGE = re.compile("[二三四五]期|另有?|还有|再建|同时|后续")
_PLACED = frozenset(("台", "套", "座", "条", "基", "栋", "个泊位", "台套"))
_BORDER = re.compile("[^,;。]{0,30}(?:相连|毗邻|毗连|接壤|相邻|交界|为邻|相接|相望|为界|一[路河江墙桥山街]之隔)")

_PASSED = 240  # characters to a zone that was only named in passing
_HAS_NEIGHBOUR = re.compile("(?:[\u4e00-\u9fff]{2,4}(?:镇|乡|街道))?(?:[东西南北]{1,2}边?)?(?:与|和|同|紧?毗?邻)")
_NEXT_WORKS = re.compile(
    "(?:同时|并|还)?(?:[\u4e00-\u9fff]{0,2}(?:加快|推进|推动|促进)|稳步|继续|启动|新?开工|谋划|争取|力争|实施|全面|建成投[产运]|建设(?!内容|规模|工期|年限|周期|地点|单位|期))"
)
_MADE_UP = re.compile("([2-9]|[两三四五六七八九])(?:个|大)[\u4e00-\u9fff]{2,8}?(?:组成|构成)")
_LIES = re.compile("(?:位于|坐落于|坐落在|地处|分布在|分布于|横跨|涉及)[\u4e00-\u9fff、]{0,10}$")
_THERE = re.compile("当地(?!时间)|这[里儿](?!是)|在这[里儿]")


_AMONG_THINGS = re.compile(
    "等[0-9]{1,3}(?:家|个|处|座)[0-9A-Za-z\u4e00-\u9fff]{0,10}?(?:景区|园区|景点|口岸|机场|港口|开发区)"
)  # 庐山等16家4A级景区


class Walk(ABC):
    """Crosses boundaries, places and dates of a layout in their order; what becomes of a token is said in ``_take``."""

    def __init__(self, layout: Layout, calendar: Calendar, home: Place | None) -> None:
        self.layout = layout
        self.periods = PeriodState(calendar, holiday=in_days(None, calendar.titled))
        self.places = PlaceState(home)
        self.speakers = Speakers(layout, self.places)
        self.narration = Narration(layout, self.places, self.speakers)
        self.items = ListItems(layout, self.places)
        self.continuation = Continuation(layout, self.places)
        self.drafts: list[Draft] = []
        self.vetoed: list[tuple[Token, str, str]] = []
        self.unread: list[Draft] = []
        self.group = Group(layout, self.drafts)
        self.subject = ""
        self.last: Draft | None = None
        self.number = 0
        self.sentence_start = 0
        self.paragraph_start = 0
        self.previous_end = 0
        self.clause_mentions: list[Mention] = []
        self.held: Mention | None = None  # the place of the sentence before the clause named one
        self.outside = ""  # the subject before an aside
        self.count = 0
        self.placed: Mention | None = None  # the place of the sentence before an aside
        self.listing = ""  # 主要产品产能: what the items of the sentence are
        self.chain: tuple[Mention, tuple[str, str]] | None = None  # the last place named and what stood before it
        self.passing: tuple[Period | None, int, int] | None = None  # the period before a past year that no figure has followed yet
        self.clause_place: Mention | None = None  # the place of the sentence where the clause began
        self.under_heading = False  # the text has headings within
        self.bracketed = False  # between 【 and 】 within a sentence
        self.course: tuple[int, Period, Period] | None = None  # the two times of a rise in the sentence: 由2019年的…到目前的…
        self.planned = False  # the section speaks of what is to be done
        self._mention = 0
        self._boundary = 0

    def run(self) -> None:
        """Walk over all tokens."""
        self.narration.open(0)
        for index, token in enumerate(self.layout.tokens):
            self._advance(token.start)
            self.narration.ours(self.paragraph_start, token.start)
            following = self.layout.tokens[index + 1].start if index + 1 < len(self.layout.tokens) else len(self.layout.text)
            self._take(token, following)
        self.group.new_sentence(len(self.layout.text))

    @abstractmethod
    def _take(self, token: Token, following: int) -> None:
        """Take one token; ``following`` is where the next one begins."""

    def _advance(self, position: int) -> None:
        """Cross boundaries and mentions of places up to ``position``, in their order."""
        layout = self.layout
        while True:
            boundary = layout.boundaries[self._boundary] if self._boundary < len(layout.boundaries) else len(layout.text) + 1
            mention = layout.mentions[self._mention].start if self._mention < len(layout.mentions) else len(layout.text) + 1
            if min(boundary, mention) >= position:
                return
            if boundary < mention:
                self._cross(layout.kinds[self._boundary], boundary)
                self._boundary += 1
            else:
                self._meet(layout.mentions[self._mention])
                self._mention += 1

    def _cross(self, sign: str, position: int) -> None:
        if sign == ";":
            self.group.close()
            self.group.opened = []
            self.periods.semicolon()
        held_year = self.periods.sentence
        if sign == "," and held_year is not None and held_year.end == "annual" and _SO_FAR.match(self.layout.text, position + 1):
            self.periods.sentence = None  # 每年安排2000万元,累计盘活420幢
        if sign == "," and _NEXT_STAGE.match(self.layout.text, position + 1):
            self.periods.works = None  # 一期去年9月投用,二期再建6座
        if sign == "," and (
            row := self.continuation.row_before(self.layout.mentions[max(self._mention - 8, 0) : self._mention], position)
        ):
            self.clause_mentions = row
        if len(self.clause_mentions) > 1:
            self.group.opened = self.clause_mentions  # 甲市、乙盟是产煤大户,产量分别为…
            whole = self.places.sentence is not None and not self.places.sentence.word  # 甲、乙三市合计…,占全省四成
            told = self.last is not None and self.last.start >= self.clause_mentions[0].start
            if sign in ",;" and not whole and (told or _AWARDED.match(self.layout.text, self.clause_mentions[-1].end)):
                self.places.sentence = self.held  # 甲、乙产能分别达…,硅光伏产值…: what follows is of neither
        if sign in ",;" and (self._parts_told(position) or self._only_praised(position)):
            self.places.sentence = self.clause_place
        self.clause_mentions = []
        self._leave_works(sign, position)
        self.periods.new_clause()
        self._bracket(sign, position)
        if sign == ":":
            self._colon(position)
        listed = sign == "," and self.layout.text[position - 1 : position] == ")"
        if (sign in "。\n" or listed) and self.sentence_start == self.paragraph_start:
            told = self.last is not None and self.last.start >= self.paragraph_start
            self.items.open(self.paragraph_start, position, self.drafts, told=told)
        if sign in "。!?\n":
            self._end_sentence(sign, position)
        if sign == "\n":
            self._new_paragraph(position)
        if sign in "。;\n" and self.places.company and self.layout.text.startswith("公司", position + 1):
            self.places.sentence = self.places.topic = None
        self.clause_place = self.places.sentence
        if sign in ",。;\n" and (both := _BOTH.match(self.layout.text, position + 1)) is not None:
            self._both(both, position + 1)
        elif sign in ",;":
            self._whole_of(position + 1)
        if sign in "。!?\n":
            self.speakers.zone_head(position + 1)
            self.periods.opens(self.layout.text, position + 1)
            self.subject = ""
            self.last = None

    def _only_praised(self, position: int) -> bool:
        """滨海新区开发开放龙头作用更加突出,市属国企利润…: a clause of a work report that tells of a place without a figure speaks of it alone."""
        said = self.places.sentence
        start = self.layout.clause(position)
        if (
            not self.places.reports
            or said is None
            or said is self.clause_place
            or said.start < start
            or said.word[:1] in ("", *"全我本")
        ):
            return False
        told = self.layout.text[start:position]
        alone = is_praise(told)
        if alone and self.places.topic is said:
            self.places.topic = None
        return alone

    def _end_sentence(self, sign: str, position: int) -> None:
        """Forget what held for one sentence; the next one may go on with its works, its zone or its place."""
        if self.passing is not None and self.passing[1:] == (len(self.drafts), self.number):
            self.periods.paragraph = self.passing[0]
        self.passing = None
        self.listing = ""
        self.group.new_sentence(position + 1)
        self.number += 1
        self.sentence_start = position + 1
        self.periods.new_sentence(goes_on=self.layout.text.startswith("其中", position + 1))
        held = self.places.sentence
        self.places.new_sentence()
        if sign == "。" and held is None and self._only_led_in(position):
            self.places.first_sentence = True
        if sign == "。" and held is not None:
            if self.places.sentence is None and self.layout.text.startswith("其中", position + 1):
                self.places.sentence = held  # 某市进出口100亿元。其中,出口…
            self.continuation.same_works(held, position)
        if sign == "。":
            last = self.chain[0] if self.chain is not None else None
            self.continuation.same_zone(last, position)
            self.continuation.same_firm(self.layout.mentions[max(self._mention - 3, 0) : self._mention], position)
            if held is not None and _THERE.match(self.layout.text, position + 1):
                self.places.sentence = held  # 当地一所学院…: where the sentence before was

    def _both(self, both: re.Match[str], start: int) -> None:
        """盐山和孟村。两县管件产量分别占…: the values of a list belong to the counties that were listed before."""
        count, ahead = _COUNTS.get(both[1], 0), self._mention
        before = [one for one in self.layout.mentions[max(ahead - count, 0) : ahead] if one.start >= start - 60]
        text = self.layout.text
        joined = all(text[one.end : two.start] in ("、", "和", "与", "及") for one, two in pairwise(before))
        if len(before) == count > 1 and joined and all(one.place.level in ("county", "prefecture") for one in before):
            self.group.opened = before

    def _whole_of(self, start: int) -> None:
        """甲县红枣、乙县夏菇…,两县销售额8800万元: a figure of places together is of what they lie in."""
        together, text = _WHOLE_OF.match(self.layout.text, start), self.layout.text
        if together is None:
            return
        count = _COUNTS.get(together[1], 0)
        near = [one for one in self.layout.mentions[max(self._mention - 6, 0) : self._mention] if one.start >= start - 60]
        before = [one for one in near if not self.continuation.outside(one)][-count:]
        stop = text.find("。", start, start + 80)
        shared = _EACH.search(text, start, stop if stop >= 0 else start + 80) is not None
        if len(before) != count or shared or len({one.place.parent for one in before}) > 1 or not before[0].place.parent:
            return
        above = find_place(before[0].place.parent)
        if above is not None and all(one.place.level in ("county", "prefecture") for one in before):
            self.places.sentence = replace(before[-1], place=above, word="")

    def _leave_works(self, sign: str, position: int) -> None:
        """Go back from the place of works where the clause goes on with other works."""
        works = self.places.works
        if (
            sign == ","
            and works is not None
            and works is self.places.sentence
            and works.end < self.previous_end
            and not self.layout.text[max(works.start - 2, 0) : works.start].endswith(
                ("位于", "地处", "落户", "选址", "建于", "址在")
            )
            and _NEXT_WORKS.match(self.layout.text, position + 1)
        ):
            self.places.end_works(self.held)  # 甲县150万千瓦电站项目,加快建设…: other works
        if (
            sign == ";"
            and works is not None
            and self.places.sentence is works
            and not _SAME_WORKS.match(self.layout.text, position + 1)
        ):
            self.places.end_works(self.held)

    def _bracket(self, sign: str, position: int) -> None:
        """Enter or leave a bracket of either kind; 【 opens one within a sentence only."""
        if sign in "()":
            self._aside(sign, position)
        elif sign == "【" and position > self.paragraph_start:
            self.bracketed = True
            self._aside("(", position)
        elif sign == "】" and self.bracketed:
            self.bracketed = False
            self._aside(")", position)

    def _only_led_in(self, position: int) -> bool:
        """产业链在延伸。某市产值…。园区开工…: tell whether the sentences so far have neither place nor figure, and one place alone follows."""
        told = bool(self.drafts) and self.drafts[-1].start >= self.paragraph_start
        if told or self.places.topic is not self.places.section or self.places.home is None:
            return False
        if _THANKS.fullmatch(self.layout.text, self.paragraph_start, position) is not None:
            return True  # 谢谢您的提问。某某新区是…
        stop = self.layout.text.find("\n", position)
        ahead = self.layout.mentions[self._mention : self._mention + 12]
        near = [
            one for one in ahead if (stop < 0 or one.start < stop) and one.place.level != "country" and one.opens not in "全我本"
        ]
        inner = {one.place.code: one.place for one in near if not self.continuation.outside(one)}
        nested = sorted(inner.values(), key=lambda one: len(lineage(one)))
        if len(nested) > 1 and all(inside(below, above) for above, below in pairwise(nested)):
            return nested[-1].level == "county"  # 在吉林市龙潭区,…
        return len({one.place.code for one in near}) == 1 or [one.level for one in nested] == ["county"]

    def _parts_told(self, position: int) -> bool:
        """其中甲县86家、乙县97家,开设门店188个: tell whether a clause with the figures of parts ends, so that what follows is of the whole."""
        start, home = self.layout.clause(position), self.places.home
        if home is None or not self.layout.text.startswith("其中", start):
            return False
        found = [one for one in self.layout.mentions[max(self._mention - 6, 0) : self._mention] if one.start >= start]
        parts = {one.place.code for one in found if inside(one.place, home)}
        told = sum(one.start >= start for one in self.drafts[-6:])
        return len(parts) == len(found) == told > 1

    def _aside(self, sign: str, position: int) -> None:
        """Enter or leave a bracket: what it states of place and period holds inside it."""
        if sign == "(":
            self.outside, self.count = self.subject, len(self.drafts)
            self.periods.enter()
            self.placed = self.places.sentence
        elif sign == ")":
            self.periods.aside = False
            self.places.sentence = self.placed
            if self.outside:
                self.subject, self.outside = self.outside, ""  # 94871元(折合13463美元),增长5.9%
            begin = self.layout.text.rfind("(", max(position - 80, 0), position)
            reason = begin >= 0 and re.search("原因|由于|因为?|受|影响", self.layout.text[begin:position]) is not None
            if len(self.drafts) > self.count or reason:
                self.periods.leave()

    def _colon(self, position: int) -> None:
        """Take a colon: tasks or a list follow."""
        if words_of.TASKS.search(self.layout.text, max(self.layout.clause(position), position - 40), position):
            self.planned = self.periods.tasks = True
        head = _LIST_OF.search(self.layout.text, max(self.layout.clause(position), position - 24), position)
        self.listing = head[1] if head is not None else ""
        if not self.subject:  # 新型储能装机规模排名靠前的省区分别是:
            start = self.layout.clause(position)
            self.subject = subject_before(
                words_of.RANKING.sub("", self.layout.named[max(start, position - REACH) : position].replace("◇", ""))
            )

    def _new_paragraph(self, position: int) -> None:
        """End a paragraph: its heading, the next speaker and the works that go on."""
        heading = self.layout.text[self.paragraph_start : position][:60].strip()
        if heading and len(heading) <= 30 and heading[-1] not in "。;,":
            self.planned = words_of.TASKS.search(heading) is not None
            self.periods.tasks = self.periods.tasks or self.planned
        self.periods.new_paragraph(heading)
        self._headed(heading, position)
        self.speakers.speaks(position + 1, self._mention)
        topic, begun, self.paragraph_start = self.places.topic, self.paragraph_start, position + 1
        self.narration.open(position + 1)
        if self.layout.text.startswith("政府工作报告", position + 1):
            self.places.section = None  # …: what the whole is to do
        self.places.new_paragraph()
        self.narration.opened()
        if topic is not None and topic is not self.places.section:
            self.continuation.works_again(topic, position, told=bool(self.drafts) and self.drafts[-1].start >= begun)
        self.continuation.listed_project(position)
        self._goes_on_there(heading, topic, position)
        self.places.carried = self.places.topic

    def _goes_on_there(self, heading: str, topic: Mention | None, position: int) -> None:
        """Let a paragraph that names no place go on with the one place that the paragraph before was about."""
        if len(heading) <= 30 and heading[-1:] not in tuple("。;,”"):
            self.under_heading = bool(self.drafts)  # not the title of the text
            return
        if topic is None or self.places.topic is not None or self.places.section is not None or self.places.settled:
            return
        ahead = self.layout.mentions[self._mention : self._mention + 6]
        told = self.drafts[-1] if self.drafts and self.drafts[-1].start > topic.start else None
        spoken = self.under_heading and self.continuation.speaker_goes_on(topic, ahead, position)
        scene = not self.places.reports and self.continuation.scene_goes_on(topic, ahead, position, told.place if told else None)
        if spoken or scene:
            self.places.topic = topic

    def _headed(self, heading: str, position: int) -> None:
        """南昌:一季度开工重大项目70个: a heading that opens with a place holds for its section, until the next heading."""
        if (
            (self.speakers.spoken and heading.endswith(":"))
            or not 1 < len(heading) <= 45
            or (heading[-1] in "。;,!?)" and _MAIN_SITE.fullmatch(heading) is None)
            or (heading[-1] == "”" and heading[0] == "“")
            or (len(heading) > 30 and "," not in heading and ":" not in heading)
        ):
            return
        if _BYLINE.search(heading) is not None:
            return  # 鄂州日报全媒记者某某 2023年2月9日
        first = self._mention
        while first > 0 and self.layout.mentions[first - 1].start >= self.paragraph_start:
            first -= 1
        named = [one for one in self.layout.mentions[first : self._mention] if one.place is not THAT and one.start < position]
        if named and named[0].place.level not in ("country", "area"):
            named = [one for one in named if one.place.level not in ("country", "area")]  # 西峡:一台水泵“转”进全球车企
        if not heading.startswith(("(", "(")):
            self.places.section = None
        if (
            not named
            or self.paragraph_start == 0
            or _BULLET.fullmatch(self.layout.text, self.paragraph_start, named[0].start) is None
        ):
            return
        one, home = named[0], self.places.home
        if _TELLS.match(self.layout.text, one.end) is not None:
            return  # 福州海关负责人介绍,…呈现以下特点: who tells, no heading
        if (
            one.place.level in ("country", "area")
            or one.opens in "全我本该"
            or (home is not None and (one.place.code == home.code or inside(home, one.place)))
        ):
            return
        if all(
            other.place.code == one.place.code or inside(other.place, one.place) or inside(one.place, other.place)
            for other in named
        ):
            self.places.section = one

    def _meet(self, mention: Mention) -> None:
        said = self.places.sentence
        if said is not None and said.place.level == "functional_area" and said.start <= mention.start < said.end:
            return  # 赣州 in 赣州经开区管委会介绍
        last = self.chain[0] if self.chain is not None and self.chain[0].start >= self.sentence_start else None
        mention = self.places.abroad(self.places.own_area(mention, self.layout.text, last, spoken=self.speakers.spoken))
        if mention.word == "口岸" and self.places.sentence is not None:
            return  # 全市…,口岸货运量…: all of them
        if mention.place is THAT:
            last = self.chain[0] if self.chain is not None else None
            if last is not None and last.start < self.sentence_start and mention.start - last.end > 24:
                last = None  # but 镁是大石桥市的“金名片”。该市…
            named = last is not None and last.opens not in "全我本" and answers(last.place, mention.word)
            that = replace(mention, place=last.place) if last is not None and named else self.places.that(mention)
            passed = self._passed_zone(mention) if that is None or that.place is self.places.home else None
            that = passed or that
            if that is None:
                return
            mention = that
        text = self.layout.cued
        clause = self.layout.clause(mention.start)
        before = text[max(mention.start - 8, clause) : mention.start]
        listed = text[self.paragraph_start : mention.start].strip(" —•●■") == ""  # ——甲县…
        before = "" if listed else before.replace(" ", "")  # paragraphs are indented
        opening = "\n" if listed else text[max(mention.start - 9, 0) : mention.start].rstrip(" ")
        if self.chain is not None and self.chain[0].end == mention.start and inside(mention.place, self.chain[0].place):
            before, opening = self.chain[1]  # 云南省昆明市某园区: one name
        self.chain = (mention, (before, opening))
        after = self.layout.text[mention.end : mention.end + 20]
        held = self.places.sentence
        if text.find("辖", clause, mention.start) >= 0 and _GOVERNS.search(text, clause, mention.start):
            return  # 现辖某区、某市和某县、某县: what it consists of
        if _LIES_IN_TOWN.match(self.layout.text, mention.end) and mention.place.level == "functional_area":
            self.places.sentence = self.places.topic = None  # 某港区所在的长江镇: a town, which lies in the home place
            return
        if _BORDER.match(self.layout.text, mention.end, self.layout.clause_end(mention.end)):
            opens = mention.start == clause and mention.opens not in "全我本" and self.places.near(mention.place)
            if opens and _HAS_NEIGHBOUR.match(self.layout.text, mention.end):
                self.places.set(mention)  # 甲县与乙市隔河相望,今年…: of the first
            return  # 南与赤城县、崇礼县相连: neighbours
        home = self.places.home
        wide = home is None or home.level in ("country", "area") or inside(home, mention.place)
        own = home is not None and (mention.place.code == home.code or inside(mention.place, home))
        if (
            (wide or own)
            and mention.place.level in ("province", "prefecture", "county")
            and not (home is not None and inside(mention.place, home) and self.layout.text.startswith("海关", mention.end))
            and _TELLS.match(self.layout.text, mention.end)
        ):
            self.places.set(mention)  # 山西省统计局数据显示: what follows is of Shanxi
            return
        if self.narration.epitome(mention):
            return
        if leads_elsewhere(self.layout.mentions, self._mention, self.layout.text, home):
            self.places.reference = mention
            return
        taken = self.places.see(mention, before if before else opening[-1:], after)
        self.narration.named(mention, before, taken=taken)
        if taken:
            self._takes(mention, held, after)

    def _passed_zone(self, mention: Mention) -> Mention | None:
        """送进某高新区转一圈…。该园区…: return 该园区 with the zone that was named last in passing; ``None`` where none was."""
        if mention.opens != "该":
            return None
        for one in reversed(self.layout.mentions[max(self._mention - 4, 0) : self._mention]):
            zone = one.place is not THAT and one.place.level == "functional_area" and answers(one.place, mention.word)
            if zone and mention.start - one.end < _PASSED and self.places.near(one.place):
                return replace(mention, place=one.place)
        return None

    def _takes(self, mention: Mention, held: Mention | None, after: str) -> None:
        """Put a place that is spoken of beside those that its clause named before."""
        text = self.layout.cued
        if not self.clause_mentions and held is not mention:
            self.held = held
        if words_of.MEMBERS.match(after) or _AMONG_THINGS.match(after):
            self.places.set_back(self.held)
        start = mention.start
        last = self.clause_mentions[-1] if self.clause_mentions else None
        if last is not None and inside(mention.place, last.place) and text[last.end : mention.start] in ("", "的"):
            start = self.clause_mentions.pop().start  # 云南曲靖市, 山西的吕梁: one place
        if self.clause_mentions and not words_of.BETWEEN.fullmatch(text, self.clause_mentions[-1].end, start):
            self.clause_mentions = []
        self.clause_mentions.append(mention)
        self._together()

    def _together(self) -> None:
        """密山、虎林口岸过货…: one figure of two places is of what they lie in, unless each has its own."""
        if len(self.clause_mentions) < 2:
            return
        one, two = self.clause_mentions[-2:]
        text = self.layout.text
        counted = _SO_MANY.match(text, two.end)
        if counted is not None and len(self.clause_mentions) == _COUNTS.get(counted[1], 0):
            stop = text.find("。", two.end, two.end + 80)
            if not _SHARED_OUT.search(text, two.end, stop if stop >= 0 else two.end + 80):
                whole = find_place(two.place.parent) if one.place.parent == two.place.parent else self.places.home
                if whole is not None:
                    self.places.set(replace(two, place=whole, word=""))  # 杭州、宁波、温州三市经济总量占…
            return
        made_up = _MADE_UP.match(text, two.end)
        if made_up is not None and len(self.clause_mentions) == _COUNTS.get(made_up[1], 0):
            self.places.set_back(self.held)  # 由甲、乙、丙三个节点组成的集群
            return
        beside = text[one.end : two.start] in ("、", "和", "与", "及") and two.place.parent == one.place.parent != ""
        above = find_place(two.place.parent) if beside else None
        if above is not None and _LIES.search(text, max(one.start - 12, 0), one.start) and text[two.end : two.end + 1] == ",":
            self.places.set(replace(two, place=above, word=""))  # 基地位于某市甲县、乙县,规划…
            return
        stop = text.find("。", two.end, two.end + 160)
        if above is None or _EACH.search(self.layout.named, two.end, stop if stop >= 0 else two.end + 160):
            return
        goods = re.match("的[\u4e00-\u9fff]{2,22},", text[two.end : two.end + 26])  # 甲县、乙县的夏菜搭上班列,出口…
        if goods or re.match("[\u4e00-\u9fff]{0,12}(?:[0-9]|[两三四五六七八九]大)", text[two.end : two.end + 16]):
            self.places.set(replace(two, place=above, word=""))

    def _after_ratio(self) -> bool:
        """Tell whether the number before in the sentence was a ratio without unit."""
        return self.last is not None and self.last.sentence == self.number and self.last.frame.rule in ("F62", "F63")

    def _words(self, token: Token, following: int) -> Words:
        layout = self.layout
        clause = layout.clause(token.start)
        begin = max(clause, self.previous_end, token.start - REACH)
        end = layout.clause_end(token.end)
        stop = min(end, following, token.end + REACH)
        cued = layout.cued
        return Words(cued[begin : token.start], cued[max(clause, token.start - 2 * REACH) : token.start], cued[token.end : stop],
                     cued[token.end : min(end, token.end + 2 * REACH)])  # fmt: skip

    def _draft(self, token: Token, frame: Frame, subject: str, *, start: int | None = None, end: int | None = None) -> Draft:
        place, word = self.places.now()
        sized = frame.measure in (Measure.INVESTMENT, Measure.CAPACITY, Measure.SPEC)
        sized = sized or subject.startswith(("占地", "建筑面积", "用地", "线路全长", "全长", "线路长")) or subject.endswith("占地")
        sized = sized or (frame.measure is Measure.COUNT and token.extra.get("unit") in _PLACED)
        shortened = words_of.SHORTENED.search(self.layout.text, max(token.start - 8, 0), token.start)
        sized = sized or (frame.measure is Measure.DURATION and shortened is not None)
        period, self.periods.once = (self.periods.works if sized else None) or self.periods.now(), None
        return Draft(token, token.start if start is None else start, token.end if end is None else end, frame, subject, place, word,
                     period, token.comparator, sentence=self.number)  # fmt: skip

    def _refuse(self, token: Token, frame: Frame, subject: str = "") -> None:
        self.unread.append(self._draft(token, frame, subject))
        self.previous_end = token.end

    def _sentence_before(self, token: Token, reach: int = 80) -> str:
        return self.layout.cued[max(self.sentence_start, token.start - reach) : token.start]

    def _named(self, token: Token, words: Words) -> str:
        return self.layout.named[token.start - len(words.left) : token.start]

    def _before_aside(self, token: Token, words: Words) -> str:
        """Return the subject of a figure in or behind an aside: 钾肥产量(折纯100%)412.5万吨, 首台机组(55万千瓦)."""
        text = self.layout.named
        at = token.start - len(words.left) - 1
        if words.left and text[max(at, 0) : at + 1] != ")":
            return ""  # 增值税(50%部分)下降5.6%
        if at > 0 and text[at] == ")":
            at = text.rfind("(", max(at - 40, 0), at)
        if at <= 0 or text[at] != "(":
            return ""
        start = max(self.layout.clause(at), text.rfind("■", max(at - REACH, 0), at) + 1, at - REACH)
        return subject_before(text[start:at].replace("◇", ""))
