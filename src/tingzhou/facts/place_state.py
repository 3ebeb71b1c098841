"""The place that carries over from clause to clause: set by a named one, reset at paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from tingzhou.facts import place_words as around
from tingzhou.facts.place_meant import PlaceMeant
from tingzhou.facts.places import Mention, Place, inside
from tingzhou.facts.reference_places import COMES_HERE, WORKS_NAMED, holds_figure, is_reference_place

__all__ = ["PlaceState"]


@dataclass
class PlaceState(PlaceMeant):
    """The place that the sentence speaks of, and the place it compares with."""

    home: Place | None
    reports: bool = field(default=False, kw_only=True)  # the text is a work report
    topic: Mention | None = None
    sentence: Mention | None = None
    reference: Mention | None = None
    first_sentence: bool = True
    settled: bool = False  # a communiqué: a county named in passing is the topic of its sentence only
    several: bool = False  # the paragraph opened with places side by side
    far: bool = False  # the sentence tells distances
    section: Mention | None = None  # a heading named it
    recent: list[Mention] = field(default_factory=list)  # the places spoken of, each once, the last one last
    foreign: int | None = None  # where the last name that began with a place outside was
    sent: int | None = None  # where the last place that something goes to was named
    works: Mention | None = None  # only says where the works lie that the clause speaks of
    guessed: bool = False  # the title names no place, or several side by side
    carried: Mention | None = None  # the topic that the paragraph took over from the one before
    company: bool = False  # the text is a company's: 公司… is of its seat

    def new_paragraph(self) -> None:
        """Go back to the home place, or to that of the heading."""
        self.topic, self.sentence, self.reference = self.section, None, None
        self.first_sentence, self.several, self.carried = True, False, None

    def new_sentence(self) -> None:
        """Go back to the paragraph's place; in a text without a home place of its own a place outside holds on."""
        said, home = self.sentence, self.home
        if (
            self.guessed
            and said is not None
            and self.topic is None
            and home is not None
            and said.word
            and said.opens not in "全我本"
        ):
            away = said.place.level in ("province", "prefecture", "county") and said.place.code != home.code
            self.topic = said if away and not inside(said.place, home) and not inside(home, said.place) else None
        self.sentence = self.reference = None
        self.first_sentence = self.far = False

    def see(self, mention: Mention, before: str, after: str) -> bool:
        """Take a mention; return whether it is the place that what follows speaks of."""
        figure = holds_figure(before, after)
        if mention.opens == "全" and self.reference is not None and self.reference.end == mention.start:
            return False  # 高出成都全市11.4个百分点
        if self._comes_to(mention, before, after) or self._own_works(mention, before, after):
            return True
        if self._town(mention) or self._passes(mention, before, after, figure=figure):
            return False
        above = self.home is not None and mention.place.code != self.home.code and inside(self.home, mention.place)
        named = (mention.opens not in "全我本" or mention.word == "全国") and mention.word != "中国"
        said = self.sentence
        if said is not None and before[-1:] == "," and said.end == mention.start - 1 and inside(said.place, mention.place):
            return False  # 抚州市,江西省下辖地级市: what it is
        if above and figure and self.reference is not None:
            self.reference = mention
            return False  # 比全省(7.4%)和全国(6.3%)分别高…
        told = before[-1:] in ("", *"。\n") and around.GROWN_THERE.match(after) is not None  # 甲市荔枝种植面积142万亩
        if above and named and not told and not around.INDICATOR_AFTER.match(after) and after[:2] not in ("全省", "全区", "全市"):
            return False  # 新疆天业: a province's name that begins another name
        inner = self.near(mention.place)
        listed = self._listed(mention, before, after, inner=inner)
        if self.foreign is not None and before.endswith("、") and 0 < mention.start - self.foreign <= 8 and after[:1] not in "、,":
            self.foreign = mention.end
            return False
        if self._foreign_name(mention, before, after, figure=figure) or self._strategy(mention, after):
            return False
        if self._product(mention, after, inner=inner, above=above):
            return False
        beside = inner and (
            around.BESIDE_AFTER.match(after) is not None or before.endswith(("位于", "地处", "落户", "坐落在", "坐落于"))
        )
        pushed = inner and before.endswith(around.PUSHED) and around.WORKS_AFTER.match(after) is not None
        beside = beside or pushed or self._sited(mention, before, after)
        aside = self._beside_clause(before, after, inner=inner)
        sited_in = (
            inner and re.match("[)、]|,[^()0-9]{1,6}[)]", after) is not None and around.IN_BRACKETS.search(before) is not None
        )
        opening = aside or sited_in or figure or listed or around.OPENING.search(before) is not None or self._one_name(mention)
        self.works = mention if beside and not opening else None
        opening = opening or beside
        if (
            before.endswith("在")
            and self.home is not None
            and mention.place.code != self.home.code
            and inside(self.home, mention.place)
        ):
            self.reference = mention
            return False
        opening = opening or (inner and before.endswith("经") and around.THROUGH.match(after) is not None)
        parallel = self.sentence is not None and self.sentence.place.level == mention.place.level and inner
        parallel = parallel and before.endswith(("和", "与", "及")) and around.OWN_FIGURE.match(after) is not None
        if not (opening or parallel) and not (around.SUBJECT_AFTER.match(after) and re.search("[中内里上、]$", before)):
            return False
        self._set_for(
            mention,
            before,
            sentence_only=pushed or (self.reports and inner and before[-1:] not in ("", *self._opens_report(mention))),
        )
        return True

    def _opens_report(self, mention: Mention) -> str:
        """Return the signs behind which a place of a work report opens what is told of it: a zone only behind the end of a sentence."""
        return "。;:\n" if mention.place.level == "functional_area" else ",。;:\n"

    def _set_for(self, mention: Mention, before: str, *, sentence_only: bool) -> None:
        """Make the mention the place that is spoken of: of its sentence only, or also of what follows."""
        topic = self.topic
        self.set(mention)
        if before.endswith(("仅", "单是", "光是")) or sentence_only:
            self.topic = topic  # 仅甲县就贡献了六成。全市…
        elif before.endswith(around.LOOKING_AT):
            self.topic = mention  # 放眼全市,…: the paragraph leaves its county

    def _comes_to(self, mention: Mention, before: str, after: str) -> bool:
        """Tell whether the text comes to a place, or back to its home, which is then spoken of."""
        if self._arrived(mention, before, after) or self._of_home(mention, before, after):
            return True
        if before.endswith("【") and after.startswith("】"):
            self.topic = self.sentence = self.section = mention
            return True  # 【某某市】煤城不“煤”…: the head of its paragraph
        ours = before.endswith(("我们", "咱们", "咱", "俺们")) and self.near(mention.place) and mention.place != self.home
        if ours:
            self.set(mention)  # “我们永仁的沃柑…”
        return ours

    def _of_home(self, mention: Mention, before: str, after: str) -> bool:
        """食品是漳州的老本行。, “固原黄牛”品牌…: tell whether a clause comes back to the home place, which is then spoken of."""
        home = self.home
        if home is None or mention.place.code != home.code or not home.code or mention.opens in "全我本":
            return False
        if self.first_sentence and before.endswith("是") and after[:1] == "的" and around.HERITAGE.match(after):
            self.section = None
            self.topic = self.sentence = mention
            return True
        if (
            before in ("“", "。“", ",“")
            and around.BRAND.match(after)
            and (self.sentence is None or self.sentence.end < mention.start - 1)
        ):
            self.sentence = mention
            return True
        return False

    def _sited(self, mention: Mention, before: str, after: str) -> bool:
        """甲公司在灵丘县的基地: tell whether works are sited in a place that is not the one around home."""
        sited = before.endswith("在") and mention.place.level != "country" and around.SITED_THERE.match(after) is not None
        return sited and not (self.home is not None and inside(self.home, mention.place))

    def _product(self, mention: Mention, after: str, *, inner: bool, above: bool) -> bool:
        """Tell whether a bare name begins the name of a product: 库尔勒香梨42万亩."""
        near = (not inner and not above) or (inner and mention.place.level in ("prefecture", "county"))
        return mention.ends not in "市县区州旗盟" and near and around.NAMES_AFTER.match(after) is not None

    def _own_works(self, mention: Mention, before: str, after: str) -> bool:
        """红光作业区是彭泽县打造的枢纽; 富锦市某某有限公司的…项目,是…: tell whether works are of the county that is named with them."""
        told = before.endswith("是") and around.MADE_BY.match(after) is not None
        told = told or (before[-1:] in ("", *"。\n") and around.OWN_PROJECT.match(after) is not None)
        county = mention.place.level == "county" and mention.ends in "市县区旗" and mention.place != self.home
        if not told or not county or not self.near(mention.place):
            return False
        self.set(mention)
        self.topic = self.topic if self.topic is not None else mention
        return True

    def _town(self, mention: Mention) -> bool:
        """玉龙县白沙、拉市一带: tell whether a bare name right behind a county is one of its towns."""
        last = self.recent[-1] if self.recent and len(mention.word) == 2 else None
        return last is not None and last.end == mention.start and last.place.level == mention.place.level == "county"

    def _one_name(self, mention: Mention) -> bool:
        """Tell whether a mention goes on with the name before it (昌吉州木垒县), and is not the firm's of 该县南京某公司."""
        said = self.sentence
        return said is not None and said.end == mention.start and (said.opens != "该" or inside(mention.place, said.place))

    def near(self, place: Place) -> bool:
        """Tell whether a place lies in the home place, or is a county where the zone lies that the text is about."""
        home = self.home
        if home is None or inside(place, home):
            return home is not None
        if place.level == "functional_area" and home.level == "county" and place.parent == home.parent:
            return True  # a zone of the city, in a text about one of its districts
        if home.level == "functional_area" and place.level == "functional_area" and home.parent[2:] not in ("", "CN"):
            return place.parent == home.parent  # the bonded zone in a text about the development zone of the city
        if home.level != "functional_area" or place.level != "county":
            return False
        return place.code.startswith(home.parent.removesuffix("00")) and home.parent != "CN"

    def _arrived(self, mention: Mention, before: str, after: str) -> bool:
        """翻过山,便是某县。; 在某县一家公司的车间里,: tell whether the text has come to a place, which is then spoken of."""
        if _is_station(before, after) and self.near(mention.place):
            self.set(mention)
            self.topic = mention
            return True
        after = around.CALLED.sub("", after)
        scene = around.SCENE_BEFORE.search(before) is not None and around.SCENE.match(after) is not None
        begins = around.LANDSCAPE_BEFORE.search(before) is not None or not before or before[-1] in ",。\n”"
        scene = scene or (begins and around.LANDSCAPE.match(after) is not None)
        zone = mention.place.level == "functional_area" and (not before or before.endswith((",", "。", "\n", "”")))
        scene = scene or (zone and around.AT_WORK.match(after) is not None)  # 某开发区某片区里机声隆隆。
        scene = scene or (before.endswith(("项目是", "工程是", "基地是", "电站是")) and around.ITS_WORKS.match(after) is not None)
        scene = scene or ((not before or before[-1] in "”。\n") and around.MANAGER.match(after) is not None)
        told = around.SCENE_BEFORE.search(before) is not None and after[:1] == "," and around.MANAGER.match(after, 1) is not None
        scene = scene or told  # 在禄丰市,某公司副总经理算的是另一笔账。
        scene = scene or (before.endswith(("以", "拿", "就拿")) and after.startswith(("为例", "来说", "来讲")))
        scene = scene or (
            before.endswith("让") and re.match("[\u4e00-\u9fff]{0,4}?(?:尝到|看到|有了|成了|成为)", after) is not None
        )
        scene = scene or (
            around.SCENE_BEFORE.search(before) is not None and around.SEEN.match(after) is not None
        )  # 记者在某高新区创新园看到
        scene = scene or (before.endswith(("更是", "就是", "也是", "正是")) and re.match("的“[^”]{2,8}”[:,]", after) is not None)
        shown = re.search("(?:晒出|亮出|交出|翻开|展示)了?$", before) is not None and re.match(
            "的(?:账本|成绩单|答卷|家底|清单|账)", after
        )
        scene = scene or bool(shown)  # 晒出了四平的账本:…
        scene = scene or (around.LANDSCAPE_BEFORE.search(before) is not None and around.SCENE_NEXT.match(after) is not None)
        scene = scene or (before.endswith("从") and re.match("(?:站|口岸)?(?:发出|始发|开出|启运|驶出),", after) is not None)
        scene = scene or after.startswith("分会场")  # 集中开工活动犍为分会场,14个项目
        if scene and self.near(mention.place):
            self.set(mention)
            return True
        if (
            self.home is None
            or not (self.near(mention.place) or self.guessed)
            or not (after[:1] in ("。", "!", ",") or re.match("的[\u4e00-\u9fff]{2,6}。", after))
        ):
            return False
        came = around.ARRIVED.search(before) is not None or (after[:1] == "。" and around.IS_NEXT.search(before) is not None)
        if not came or (before.endswith(("抵达", "到达")) and not self.near(mention.place)):
            return False
        self.set(mention)
        self.topic = mention
        return True

    def _beside_clause(self, before: str, after: str, *, inner: bool) -> bool:
        """Tell whether a place closes a phrase that only leads to it: 在分会场之一的灵山县, 走进某县, 来到某县,这里…."""
        aside = after[:1] == "," and re.search("^(?:在|位于)[^,。;]{1,10}的$", before) is not None  # 在分会场之一的灵山县,
        aside = aside or (
            inner and (before.endswith(around.VISITED) or (self.far and re.search("■(?:之?外|处|远)?的$", before) is not None))
        )
        aside = aside or (inner and before.endswith("在") and after[:1] in ("。", "!"))  # 链条最密的地方在某县。
        return aside or (before.endswith("到") and re.match(",(?:这里|当地|记者)", after) is not None)

    def _listed(self, mention: Mention, before: str, after: str, *, inner: bool) -> bool:
        """Tell whether a place goes on with the one before (甲市和乙县, 甲市的乙县) or is what a phrase with 的 leads to."""
        said = self.sentence
        beside = said is not None and said.end == mention.start - 1
        if (
            beside
            and said is not None
            and (before[-1:] in ("和", "与", "及") or (before.endswith("的") and inside(mention.place, said.place)))
        ):
            return True
        far = mention.place.level != "country" and mention.opens != "全"
        after = around.CALLED.sub("", after)
        if before.endswith("的") and after[:1] in (",", "、") and far:
            return True
        zone = mention.place.level == "functional_area" and inner and before.endswith("的")
        if zone and (before.endswith(("获批的", "建成的", "封关的", "设立的")) or after.startswith(("规划面积", "规划建设"))):
            return True  # 去年5月获批的某综合保税区规划面积…
        if zone and not re.search("[占为是在对于与和]|建设|打造", before[-6:]) and re.match("[\u4e00-\u9fff]{2,4}[。,]", after):
            return True  # 位于主城区的某某高新区首当其冲。
        works = inner and before.endswith("的") and mention.place.level == "county"
        if works and re.match("[\u4e00-\u9fff]{2,14}(?:项目|电站|工程|基地)", after):
            return True  # 去年12月核准的贵南县哇让抽水蓄能电站,装机…
        if zone and re.match("接待|引进|集聚|聚集|已|目前|现有|拥有|完成|实现|累计|今年|去年|同期|上半年|□", after):
            return True  # 规划面积68平方公里的某某产业基地已聚集…
        if far and inner and around.SIDE_OF_HOME.search(before) and after[:1] not in "的":
            return True  # 吉林西部的白城市装机…
        subject = around.LED_TO.fullmatch(before.lstrip(",。;\n")) is not None and around.ACTS.match(after) is not None
        if far and inner and subject:
            return True  # 一街之隔的某保税区打的是“飞机牌”。
        if far and inner and before.endswith("的") and after[:1] in ("则", "也"):
            return True  # 隔江相望的某市则主攻…
        if far and inner and re.search("(?:地处|位于|坐落于?)[^,。;]{1,6}的$", before):
            return True  # 地处皖中的合肥GDP为…
        return inner and re.search("(?:^|[,;:。])(?:在|走进|来到)[^,;。]{1,5}的$", before) is not None

    def _foreign_name(self, mention: Mention, before: str, after: str, *, figure: bool) -> bool:
        """Tell whether the bare name of a place outside only begins the name of a firm or a thing: 天津中环, 深圳某某时代."""
        home = self.home
        if home is None or figure or home.level in ("country", "area") or mention.place.level in ("country", "area"):
            return False
        if mention.place.code == home.code or inside(mention.place, home) or inside(home, mention.place):
            return False
        if after[:1] in tuple("对向从由的与自"):
            return False  # 厦门对美国、欧盟出口
        if (
            re.match("(?:工业|产业|科技)园(?!区)", after)
            and mention.ends not in "省市县区"
            and before[-1:] in ("", ",", "。", "、")
        ):
            return True  # 郎溪经济开发区…,无锡工业园等“园中园”完成产值
        bare = mention.word != mention.place.name and mention.ends not in "省市县区州盟旗" and mention.opens not in "全我本该"
        if around.SITE_NAMED.match(after) or around.MEASURED.match(after) or before[-1:] in ("在", "于"):
            return False  # 承德钒钛产业园, 江苏出口额, 在内蒙古投资
        self.foreign = mention.end if bare and around.IN_A_LIST.match(after) else None
        named = (
            around.IN_A_LIST.match(after) is not None
            and around.INDICATOR_AFTER.match(after) is None
            and after[:1] not in "港口市省"
        )
        return bare and named

    def _strategy(self, mention: Mention, after: str) -> bool:
        """Tell whether a region of several provinces only names a programme: 京津冀协同发展, 长三角一体化, 大湾区“菜篮子”基地."""
        if mention.place.level == "area" and re.match("“[^”]{2,6}”(?:基地|工程|产品)", after):
            return True
        return mention.place.level == "area" and around.PROGRAMME.match(after) is not None

    def _leads_elsewhere(self, mention: Mention, before: str, after: str, *, away: bool) -> bool | None:
        """Tell whether a mention is where people, goods or help come from or go to; nothing where the words leave it open."""
        if away and before.endswith(("从", "由", "自")) and re.match("回乡|返乡|回来|归来|回到|赶来|引进|引来|来的|迁|转移", after):
            self.reference = mention
            return True  # 从福建回乡的老板
        if away and before.endswith(("在", "赴", "到", "、")) and around.HELD_THERE.match(after):
            self.reference = mention
            return True  # 在深圳、苏州签约项目17个
        home = self.home
        if (
            home is not None
            and home.level == "functional_area"
            and mention.word.endswith("港")
            and home.name.startswith(mention.word[:-1])
        ):
            return True  # 洋浦港 in a text about the zone 洋浦
        if away and around.ROUTES_TO.match(after):
            self.reference = mention
            return True  # 开通至太仓、连云港等9条航线
        if mention.place.level == "prefecture" and around.CITY_CIRCLE.match(after):
            self.reference = mention
            return True  # 居武汉城市圈第3位
        if away and around.PEOPLE_FROM.match(after):
            self.reference = mention
            return True  # 北京、呼和浩特等地市民
        if away and before.endswith(("到", "去", "赴")) and re.match("务工|打工|就业|经商|上班", after):
            self.reference = mention
            return True  # 到福建务工的有930人
        if away and before.endswith("其中") and re.match("企业(?:占|有|达)", after):
            self.reference = mention
            return True  # 其中广东企业占78.5%
        if before.endswith("进口") or (before.endswith("自") and re.match("进口|采购|购进|引进", after)):
            self.reference = mention
            return away  # 自台湾进口水果
        if before.endswith("从") and re.match("[\u4e00-\u9fff]{0,8}?(?:站|港)?[到至][\u4e00-\u9fff]{2,4}[,]", after):
            return True  # 从重庆团结村中心站到钦州,
        if self._gives_or_is_beside(mention, before, after, away=away):
            return True
        if away and before.endswith("到") and after[:1] in tuple("港站"):
            self.reference = mention
            return True  # 到上海港,每箱成本…
        if (around.HELPS.match(after) or (away and around.HELPERS.match(after))) and mention.opens not in "全我本":
            self.reference = mention
            return True  # 由浙江湖州援建的产业园, 苏州市结对帮扶铜仁
        if before.endswith(("从", "、")) and around.MOVED_FROM.match(after):
            self.reference = mention
            return True  # 从思南、石阡、印江三县搬来
        own = home is not None and mention.place.code == home.code and mention.word == home.name[:-1]
        if own and around.OWN_WORKS.match(after):
            return True  # 漳州核电项目: works named after the home place, in a paragraph on one of its counties
        if away and COMES_HERE.match(after):
            self.reference, self.sentence = mention, None
            return True  # 北京来津投资项目
        if (before.endswith("到") and around.SO_LONG.match(after)) or (
            before.endswith(("从", "由")) and around.STARTS.match(after)
        ):
            return True  # 到厦门只需1小时, 从兰州出发
        if "“" in before and "”" not in before and around.NAMED_IN_QUOTES.match(after):
            return True  # 荣获“四川省茶叶十强县”称号
        return None

    def _gives_or_is_beside(self, mention: Mention, before: str, after: str, *, away: bool) -> bool:
        """Tell whether a place gives to the home place, stands in a list of what is compared with, or is the end of a way."""
        if away and self.home is not None and self._gives(after, self.home):
            self.reference, self.sentence = mention, replace(mention, place=self.home, word=self.home.name)
            return True  # 三年来,广州市累计向毕节投入…
        shared = re.search("[与和同]", before) and re.match("(?:合作|携手)?共建", after)  # 与相邻的某地区共建的园区
        partner = (
            mention.word in ("台湾", "香港", "澳门")
            and around.PARTNER.match(after) is not None
            and before.endswith(around.PARTNERS)
        )
        theirs = shared or before.endswith("来自") or around.THEIR_SHARE.match(after) is not None  # 北京企业占了七成
        if (away and theirs) or partner or around.NEXT_DOOR.match(after) is not None:
            self.reference = mention
            return True  # 与武汉光谷只隔一条街的开发区; 对美国、欧盟、台湾地区进出口
        way = before.endswith(("到", "至")) and around.SO_FAR_AWAY.match(after) is not None  # 到上海外高桥的时间压缩了近一半
        if way or around.BESIDE_WHOLE.search(before) is not None:
            self.reference = mention
            return True  # 分别高于全市、全省2.3个
        return False

    def _gives(self, after: str, home: Place) -> bool:
        """Tell whether a place outside gives something to the home place: 福建省投入我市…, 广州市累计向毕节投入…."""
        if around.GIVES_AID.match(after) is not None:
            return True  # 无锡市累计投入帮扶资金21.7亿元
        given = around.GIVES.match(after)
        stem = home.name[:-1] if len(home.name) > 2 else home.name
        own = (*home.aliases, "我市", "我县", "我州", "我区", "我省", "全市", "全县", "全州", "该市", "该县", "该州")
        return given is not None and after[given.end() :].startswith((stem, *own))

    def _on_the_way(self, mention: Mention, before: str, after: str, *, figure: bool) -> bool:
        """Tell whether a mention is on a way, only names works in a list, or is the whole that a share is of."""
        if not figure and around.ON_THE_WAY.search(before) is not None and around.THROUGH.match(after) is None:
            self.reference = mention
            return True  # 大通道北起平度,向南经高密、胶州,全长165公里
        if mention.word in around.WHOLES and around.NOT_OF_THE_WHOLE.match(after):
            self.reference = mention
            return True  # 全球食品企业100强里有9家, 全球规模最大的项目, 全球每7把吉他
        if mention.word.endswith("港") and self.home is not None and after.startswith(self.home.name[:-1] or "-"):
            return True  # 北部湾港钦州港域: of the city
        works = mention.ends not in "省市县区州盟旗" and WORKS_NAMED.match(after) is not None
        if works and self.home is not None and self.home.level == "province":
            return True  # 绵阳南郊机场、广元盘龙机场建成投入运营: works in a list of a province
        said = self.sentence
        from_there = said is not None and said.end == mention.start - 1 and before.endswith(("到", "至"))
        made = (
            mention.opens == "全" and around.MADE_HERE.match(after) is not None and self.now()[0] not in (self.home, mention.place)
        )
        whole = made or mention.word in around.WHOLES
        if from_there or (whole and not figure and around.PART_AFTER.match(after) is not None):
            self.reference = mention
            return True  # 合肥到南京、杭州、上海最快分别为; 全球七成以上在汉中安家
        return False

    def _passes(self, mention: Mention, before: str, after: str, *, figure: bool) -> bool:
        """Tell whether a mention is only passed by: an end of a line, what is compared with, a part of a name."""
        if mention.word == "全国" and before[-1:] == "■":
            return True  # 5个全国有机农产品基地
        if mention.place.level == "area" and (around.AMONG_CITIES.match(after) or around.SENT_BESIDE.search(before)):
            self.reference = mention
            return True  # 在长三角41个城市中居第17位
        dash = before.endswith(("—", "~")) and not (before.endswith("——") and mention.opens in "全我本")
        if (after[:1] in tuple("东西南北港站") and re.match(".(?:—|~|-(?![0-9]))", after)) or dash:
            return True  # 银川东—山东: the ends of a line
        listed = self.reference is not None and self.reference.end == mention.start - 1 and before[-1:] in ("、", "和", "与")
        listed = listed or (
            self.reference is not None
            and self.reference.end == mention.start
            and around.END_OF_LINE.search(before[:-1]) is not None
        )
        home = self.home
        away = home is not None and home.code != mention.place.code
        away = away and home is not None and not inside(mention.place, home) and not inside(home, mention.place)
        if around.LINE_FROM.match(after) is not None or (mention.place != home and around.POWER_LINE.match(after) is not None):
            return True  # 甲地至乙地高速公路: the ends of a line
        if before.endswith(("距", "距离", "相距")) or (self.far and (around.SO_FAR.match(after) or before.endswith("至"))):
            self.far, self.reference = True, mention
            return True  # 距太原300公里、包头260公里
        if self._on_the_way(mention, before, after, figure=figure):
            return True
        elsewhere = self._leads_elsewhere(mention, before, after, away=away)
        if elsewhere is not None:
            return elsewhere
        sent = self.sent is not None and mention.start - self.sent <= 16 and around.NEXT_BUYER.search(before) is not None
        if not figure and (sent or around.END_OF_LINE.search(before) is not None):
            self.reference, self.sent = mention, mention.end  # 送广东480亿千瓦时、广西60亿千瓦时
            return True
        nearly = self.reference is not None and mention.start - self.reference.end <= 12
        if nearly and around.NEXT_BUYER.search(before) is not None and re.match("[0-9]|平均", after):
            listed = True  # 高于全国1.0、全省0.5个百分点
        if not figure and (listed or is_reference_place(before, after)):
            self.reference = mention
            return True
        goes_on = before[-1:] in ("、", "和", "与") or (not before and after[:1] in "的约近一二三四五六七八九")
        if (
            self.reference is not None
            and goes_on
            and (around.PART_AFTER.match(after) or (before and around.PART_OF_KIND.match(after)))
        ):
            self.reference = mention
            return True  # 约占全国六分之一、内蒙古二分之一
        joined = self.sentence is not None and self.sentence.end == mention.start
        if joined and mention.word.endswith("口岸"):
            return True  # 凭祥市友谊关口岸: a port of the city
        bare = mention.ends not in "市县区州旗盟" or mention.word != mention.place.name
        owner = (
            around.OWNER_AFTER.match(after)
            or (bare and around.INDUSTRY_AFTER.match(after))
            or around.FIRM_AFTER.match(after)
            or (joined and around.SITE_AFTER.match(after))
        )
        return bool(owner) and mention.opens not in "全我本该"  # 全市石化产业 is no firm

    def set(self, mention: Mention) -> None:
        """Make the mention the place of the sentence, in the first sentence also of the paragraph; two places side by side are not."""
        self.sentence = mention
        self.recent = [*(one for one in self.recent[-7:] if one.place.code != mention.place.code), mention]
        home = self.home
        if not self.first_sentence or self.several:
            return
        above = home is not None and not self.guessed and mention.place.code != home.code and inside(home, mention.place)
        if above and home is not None and home.level not in ("country", "area"):
            return  # 全国41个工业大类中…: the country is what a paragraph on a region compares with
        if self._elsewhere(mention.place):
            return  # 深圳市产量是我市的3.7倍。二是创新不够。: another city is compared with in its sentence only
        if self.topic is None or self.topic is self.section or self.topic is self.carried:
            if not (self.settled and self.home is not None and inside(mention.place, self.home)):
                self.topic = mention
        elif self.topic.end == mention.start and inside(mention.place, self.topic.place):
            self.topic = mention  # 中卫市沙坡头区
        elif self.topic.end == mention.start - 1 and mention.place.level == "functional_area" and self.near(mention.place):
            self.topic = mention  # 洮北区的白城工业园区
        elif (
            mention.place.level == "functional_area"
            and self.topic.place.level == "county"
            and mention.word.startswith(self.topic.place.name[:-1])
        ):
            self.topic = mention  # 沙洋县…,沙洋经济开发区…
        elif self.topic.place.code != mention.place.code and not inside(mention.place, self.topic.place):
            self.topic, self.several = None, True

    def end_works(self, held: Mention | None) -> None:
        """Go back from the place of works (中标射阳30万千瓦项目;…) to the one before."""
        if self.topic is self.works:
            self.topic = None
        self.sentence, self.works = held, None

    def _elsewhere(self, place: Place) -> bool:
        """Tell whether a city or county lies outside the place that the text is surely about."""
        home = self.home
        if home is None or self.guessed or not home.code or home.level in ("country", "area", "functional_area"):
            return False
        near = place.code == home.code or self.near(place) or inside(home, place)
        return place.level in ("province", "prefecture", "county") and not near

    def set_back(self, mention: Mention | None) -> None:
        """Take the last places back: 山东、河北等15个省市 are members of what is counted."""
        self.sentence = mention
        if self.first_sentence:
            self.topic = mention

    def now(self) -> tuple[Place | None, str]:
        """Return the place of a figure that stands here and the word that named it."""
        mention = self.sentence or self.topic
        return (mention.place, mention.word) if mention else (self.home, "")


def _is_station(before: str, after: str) -> bool:
    """最后一站乐陵市,…; 在分会场长阳县,…; 主会场设在某区,总投资…: tell whether a place is one that a journey or a ceremony has come to."""
    in_town = around.TOWN_NEXT.match(after) is not None
    closes = after[:1] in tuple(",。:!") or "会场" in before or in_town
    return (
        (closes and around.STATION.search(before) is not None)
        or (before.endswith("在") and after.startswith(("主会场,", "分会场,")))
        or (around.SITE_SET.search(before) is not None and around.SIZE_NEXT.match(after) is not None)
        or (in_town and around.TO_A_TOWN.search(before) is not None)
        or around.ON_THE_ROUTE.match(after) is not None
    )
