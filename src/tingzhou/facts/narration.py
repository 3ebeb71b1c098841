"""Narration: a paragraph that tells of a visit speaks of the place it came to until it names another one."""

from __future__ import annotations

import re
from bisect import bisect_left

from tingzhou.facts.clauses import Layout
from tingzhou.facts.place_state import PlaceState
from tingzhou.facts.places import Mention
from tingzhou.facts.speakers import Speakers

__all__ = ["Narration", "is_scene"]

_SPEECH = re.compile("“[^”\n]{8,}[,。!?…]?”")
_TELLS = re.compile("[:,]“|[说讲笑]|介绍|告诉|表示|坦言|感慨|算起|掰着|记者")
_FIRM_TELLS = re.compile(
    "(?:公司|企业|工厂|合作社|项目|基地)(?:相关)?(?:负责人|总?经理|董事长|厂长|理事长)[\u4e00-\u9fff]{0,4}(?:说|介绍|表示|告诉)"
)
_WE = re.compile("(?<!自)我(?![国省市县区州旗])|咱|俺")
_HERE = re.compile(
    "[^。\n]{0,24}(?:来到这[里儿]|在这[里儿]|这片(?:土地|戈壁|草原|热土|滩)|[^,。\n]{0,6}(?:老[\u4e00-\u9fff]|[小大][\u4e00-\u9fff])[0-9]{4}年)"
)
_VISIT = re.compile(
    "走进|来到|走访|探访|深入|驶入|驱车|看到|映入|[在的][^,。\n]{2,24}(?:车间|厂房|现场|工地|码头|井下|大棚|田间|展厅|控制室|集控中心)"
)
_SAYS = re.compile(
    "[\u4e00-\u9fff·]{2,20}?(?:说|介绍|告诉|表示|坦言|感慨|算账?|掰着|打趣|直言|回忆|透露|笑|扳着)|[\u4e00-\u9fff·]{2,14}?(?:主任|局长|书记|[县区市镇乡]长|经理|董事长|厂长|[果茶菜花粮药]农|大户|村民|牧民|理事长|站长|负责人)[\u4e00-\u9fff·]{2,3}"
)
_VILLAGER = re.compile("[\u4e00-\u9fff]{1,6}(?:镇|乡|村|街道|社区|苏木|嘎查)[\u4e00-\u9fff]{0,8}?的[\u4e00-\u9fff]{2,4}")
_HEAD_OF = re.compile(
    "”(?![市县区州旗盟][\u4e00-\u9fff]{2,10}?(?:局|委|办|中心))[\u4e00-\u9fff]{0,14}?(?:负责人|经理|董事长|总监|主管|总工|老板|掌柜|店长|厂长|站长|场长|店主|班长|工程师|技术员|工人|大户|村民|牧民|果农|茶农|农户|农民|养殖户|菜农|渔民|老乡)"
)
_NAMED = re.compile("([\u4e00-\u9fff]{2,3}?)(?:说|介绍|表示|告诉|坦言)")
_EPITOME = re.compile("的?[^,。;\n]{0,8}缩影")
_PART_OF = re.compile("其中[,:]?[^,。;]{0,4}$")
_STOP = re.compile("[。!?\n]")
_PARAGRAPH = 1500  # characters of a paragraph that are looked at
_QUOTED = 300  # and of a speech
_EVENTS = re.compile(
    "组织开展|观摩|举行|召开|举办|开工|动工|竣工|投产|投运|投用|并网|签约|签订|签署|启动|开幕|闭幕|通车|首发|发车|开行|驶[入出向离]|抵达|启航|起航|停靠|靠泊|交付|下线|揭牌|挂牌|成立|发射|开通|完工|贯通|封顶|合龙|发布|公布|印发|出台|实施|施行|"
    "获[批评得颁]|批复|核准|开业|开馆|开园|上线|送电|带电|点火|考察|调研|入选|宣布|落户|运行|完成|实现|突破|达到|达成|成交"
)


_ON_THE_SPOT = re.compile(
    ",在[^,。;]{2,24}(?:现场|车间|厂区|工地|展厅|控制室|大棚)[里内上]?,[^,。;]{0,16}(?:说|介绍|告诉|指着|表示)"
)


def is_scene(text: str, end: int) -> bool:
    """Tell whether a day that ends at ``end`` only opens a scene (10月12日,秋风掠过…。): nothing happens in its sentence and nothing is counted."""
    stop = _STOP.search(text, end, end + 240)
    if stop is not None and stop[0] != "\n" and text.startswith("的", end):  # 11月的滇南,阳光热烈。
        sentence = text[end : stop.start()]
        return "," in sentence[:10] and re.search("[0-9一二三四五六七八九]", sentence) is None and _EVENTS.search(sentence) is None
    if stop is None or stop[0] == "\n" or text[end : end + 1] not in (",", "上", "下", "清", "一", "傍", "中"):
        return False
    sentence = text[end : stop.start()]
    if _ON_THE_SPOT.match(sentence) is not None:
        return True  # 3月18日,在某某项目现场,项目经理告诉记者,总投资…
    return re.search("[0-9]", sentence) is None and _EVENTS.search(sentence) is None


class Narration:
    """Follows a narration from place to place; what it finds becomes the place of the paragraph."""

    def __init__(self, layout: Layout, places: PlaceState, speakers: Speakers) -> None:
        self.layout, self.places, self.speakers = layout, places, speakers
        self.told = False  # the paragraph holds speech
        self.scene: Mention | None = None  # a place that the paragraph named in passing
        self.start = 0
        self.quoted = -1  # where the speech begins that was looked at
        self.visited: Mention | None = None  # the last place inside the home place that the paragraph named

    def open(self, start: int) -> None:
        """Look at a paragraph that begins at ``start``: whether it tells, and whether it goes on where the one before was."""
        text = self.layout.text
        stop = text.find("\n", start, start + _PARAGRAPH)
        stop = stop if stop >= 0 else min(start + _PARAGRAPH, len(text))
        there = (self.places.topic or self.scene) if self.told else None
        visited, self.visited = self.visited, None
        shown = _VISIT.search(text, self.start, min(start, self.start + _PARAGRAPH)) is not None
        self.scene, self.told, self.start = None, False, start
        if text.find("“", start, stop) >= 0 and _SPEECH.search(text, start, stop):
            self.told = _TELLS.search(text, start, stop) is not None
        self.told = self.told or _FIRM_TELLS.search(text, start, stop) is not None
        if there is not None and self._inner(there) and _HERE.match(text, start):
            self.scene = there
        elif visited is not None and text.startswith("“", start):
            end = text.find("”", start, stop)
            head = end >= 0 and _HEAD_OF.match(text, end) is not None
            self.scene = visited if head or (shown and end >= 0 and _WE.search(text, start, end)) else None

    def opened(self) -> None:
        """Begin the paragraph where the one before was, once its places are set back."""
        if self.scene is not None and self.places.section is None:
            self.places.topic = self.scene

    def _inner(self, mention: Mention) -> bool:
        home = self.places.home
        return home is not None and home.level not in ("country", "area") and self.places.near(mention.place)

    def named(self, mention: Mention, before: str, *, taken: bool) -> None:
        """Take a place that was named: in a narration it holds until another one; one named in passing for what is said of us."""
        inner = self._inner(mention)
        self.visited = mention if inner else self.visited
        if not self.told:
            return
        if not inner:
            if taken:
                self.places.topic = self.scene = None
        elif not taken:
            self.scene = mention
        elif _PART_OF.search(before) is None:
            self.places.topic = mention

    def ours(self, since: int, start: int) -> None:
        """“我们场装了64台…”: what is said of us is of the place that the paragraph named last, or of that of who says it."""
        self._says(since, start)
        if self.scene is None or not self.told or self.places.sentence is not None or self.places.topic is not None:
            return
        text = self.layout.text
        opened = text.rfind("“", max(since, start - _QUOTED), start)
        if opened >= 0 and text.find("”", opened, start) < 0 and _WE.search(text, opened, start):
            self.places.topic = self.scene

    def _says(self, since: int, start: int) -> None:
        """“种了3200亩大豆。”某旗种粮大户说: what is said lies where the one who says it is from."""
        text = self.layout.text
        opened = text.rfind("“", max(since, start - 200), start)
        if opened < 0 or opened == self.quoted:
            return
        self.quoted = opened
        closes = (match.start() for match in re.finditer("”", text[opened : opened + _QUOTED]))
        close = next((opened + at for at in closes if text[opened + at - 1] in "。,!?"), -1)  # not of a quotation within
        if close < start or (text[opened - 1] not in "。!?\n" and opened > 0):
            return
        first = bisect_left(self.layout.mentions, close, key=lambda one: one.start)
        for mention in self.layout.mentions[first : first + 2]:
            between = text[close + 1 : mention.start]
            scene = between == "在" and re.compile("[\u4e00-\u9fff]{0,14},").match(text, mention.end) is not None
            says = between in ("", "位于", "来自", "家住") and (
                _SAYS.match(text, mention.end) or _VILLAGER.match(text, mention.end)
            )
            if self._inner(mention) and (scene or says):
                self.places.sentence = mention  # “每吨耗电2.1万度。”在某市,某公司副总经理算账
                return
        zone = self.speakers.zone_telling(close + 1)
        if zone is not None:
            self.places.sentence = zone
            return
        name = _NAMED.match(text, close + 1)
        known = self.speakers.introduced().get(name[1]) if name is not None else None
        if known is not None and _WE.search(text, opened, close):
            self.places.sentence = known  # “我们…。”某某说: the head of a place that was named before

    def epitome(self, mention: Mention) -> bool:
        """甲县的变化是乙市的一个缩影: what follows is of the second; tell whether the mention is one."""
        if _EPITOME.match(self.layout.text, mention.end) is None:
            return False
        self.places.sentence = self.places.topic = mention
        self.scene = None
        return True
