"""Figures that go on with the one right before them: its measure, its course, its other half."""

from __future__ import annotations

import re
from dataclasses import replace

from tingzhou.facts.counted_places import CountedPlaces
from tingzhou.facts.fact import Measure
from tingzhou.facts.frames import Frame, Words, decide
from tingzhou.facts.lexer import Token
from tingzhou.facts.places import THAT, inside

__all__ = ["GoesOn"]

_GAP_TO = re.compile("(?:缩小|扩大|收窄|拉大|缩减)(?:到|至|为)(?:□的?)?")
_OF_THE_WORLD = re.compile("[、,和]?(?:全球|世界|全国|国内|亚洲)的?(?:近|约|超过?)?")
_PART_OF_ALL = re.compile(",(?:[\u4e00-\u9fff]{0,4}产量)?(?:约|大约)?占(?:到|据|了)?(?:全国|全球|世界|国内|我国)")
_YIELDS = re.compile("(?:^|[^0-9])年产(?!能)[\u4e00-\u9fff]{0,6}(?:约|近|超过?|达)?$")
_MADE_BY = re.compile(
    "项目|工程|装置|生产线|产线|基地|工厂|厂|车间|投产|建成|达产|[一二三]期|投资|公司|集团|企业(?![0-9■])|产能|能力|规模|占地|形成|具备|拥有|可|将|新建|建设|签约|引进|落户|[.、)][\u4e00-\u9fff]"
)
_SITE = re.compile("(?:占地|用地|征地)(?:面积)?(?:约|近|超过?)?[0-9.]+[余多]?万?(?:亩|公顷)")
_PLANTED = re.compile("[0-9][余多]?万?(?:亩|公顷)|酒庄|存栏|农户|果园|茶园|种植(?!业基地)")


_BUILT = re.compile("[\u4e00-\u9fff]{0,14}?(?:建设|新建|兴建|建成|投建|布局|设立)")
_HEIGHTS_AND_WAYS = ("海拔", "占地", "南下", "北上", "东行", "西行", "南行", "北行", "向东", "向西", "向南", "向北")
_OF_THAT = re.compile("(?:左右|上下|以外|之?外|以上)?的")


class GoesOn(CountedPlaces):
    """The part of the walk that lets a figure take the measure of the one before."""

    def _rate_of_a_place(self, token: Token, words: Words, frame: Frame) -> Frame:
        """增速抚松县9.8%、靖宇县8.1%: a place between the name of a rate and its figure."""
        named = self._named(token, words)
        if frame.measure is not None or token.unit_kind != "percent" or not named.endswith("◇"):
            return frame
        if re.search("(?:于|占|比|较|对|超|过|跑[赢输])◇+$", named) is not None:
            return frame  # 增速高于全国10.8%
        last = self.last
        if last is not None and last.sentence == self.number and last.end == self.previous_end and re.fullmatch("[、,和]◇+", named):
            grown = last.frame.measure in (Measure.GROWTH_YOY, Measure.RATIO)
            return replace(last.frame, subject_end=0, sign=1, reason="") if grown else frame
        return decide(token, replace(words, left=named.replace("◇", "")))

    def _goes_on_with(self, token: Token, words: Words, frame: Frame) -> Frame:
        """储量13.6亿吨和2.4万亿立方米, 减贫1208户4516人: take the measure of the figure right before; 年产60万吨 of orchards is no capacity."""
        last = self.last
        near = last is not None and last.sentence == self.number and last.end == self.previous_end
        text = self.layout.text
        between = text[self.previous_end : token.start]
        if near and last is not None and frame.rule in ("F50", "F54"):
            if last.frame.measure is Measure.RESOURCE and words.left in ("和", "、", "及"):
                return replace(frame, measure=Measure.RESOURCE, rule="F55")
            if last.frame.measure is Measure.CHANGE and not between and token.unit_kind == last.token.unit_kind == "count":
                return replace(last.frame, subject_end=0)
            same = token.unit_kind == last.token.unit_kind
            moved = re.fullmatch("(?:扩|增|压|升|降|提|改)[\u4e00-\u9fff]{0,3}[到至](?:近|约|超过?)?", between) is not None
            if last.frame.measure is Measure.CAPACITY and same and moved:
                return replace(last.frame, subject_end=0)  # 处理能力由4万吨扩到8万吨
            if last.frame.measure is Measure.CAPACITY and "能力" in last.subject and between.startswith("、") and len(between) < 8:
                return replace(frame, measure=Measure.CAPACITY, rule="F58")  # 通过能力1.04亿吨、集装箱35万标箱
        if (
            near
            and last is not None
            and frame.rule == "F56"
            and last.frame.rule == "F57"
            and between.startswith("、")
            and len(between) < 6
        ):
            return replace(frame, measure=last.frame.measure, rule="F57")  # 最高负荷夏季1350万千瓦、冬季1200万千瓦
        if (
            frame.rule == "F56"
            and re.search("电动机|发电机组|内燃机|变压器$", words.left)
            and "产品" in self._sentence_before(token, 120)
        ):
            return replace(frame, measure=Measure.LEVEL, rule="F54")  # 主要产品中,…交流电动机612.4万千瓦
        grown = near and last is not None and last.frame.measure is Measure.GROWTH_YOY and "分别" in words.clause
        if grown and last is not None and frame.rule in ("F50", "F54") and words.left in ("和", "、", "与"):
            return Frame(Measure.CHANGE, "F40", last.frame.sign, 0)  # 分别比上年同期增长5.3%和1.2万元
        more = near and last is not None and last.frame.measure is Measure.CHANGE and "分别" in words.clause
        if more and last is not None and frame.rule in ("F50", "F54") and words.left in ("和", "、", "与"):
            return replace(last.frame, subject_end=0)  # 分别比7月份多11个和24.5亿元
        whole = near and last is not None and last.frame.measure is Measure.SHARE and token.unit_kind == "percent"
        if whole and last is not None and frame.measure is None and _OF_THE_WORLD.fullmatch(words.left):
            return replace(last.frame, subject_end=0)  # 占全国的83%,全球的近四成
        if near and last is not None and frame.rule == "F16" and last.frame.measure is Measure.RATIO and len(words.left) < 12:
            return replace(frame, measure=Measure.RATIO)  # 研发投入强度0.62%,不足全国的四分之一
        course = near and last is not None and last.frame.rule == "F41" and last.frame.measure is Measure.CHANGE
        if course and last is not None and token.base == last.token.base and _GAP_TO.fullmatch(words.left):
            return replace(last.frame, subject_end=0)  # 差距由46亿元缩小到31亿元
        again = text[token.start - 1 : token.start] == "(" and text[token.end : token.end + 1] == ")"
        if again and last is not None and last.end == token.start - 1 and token.unit_kind == last.token.unit_kind == "percent":
            return replace(last.frame, subject_end=0)  # 占比接近一半(47.0%)
        made = frame.measure is Measure.CAPACITY and frame.rule == "F58" and token.unit_kind in ("mass", "volume", "count")
        if made and token.unit_kind == "count" and _PART_OF_ALL.match(text, token.end):
            return replace(frame, measure=Measure.COUNT, rule="F50")  # 年产内衣近30亿件,占全国的45%
        told = _SITE.sub("", text[max(self.sentence_start, token.start - 80) : token.start]) + words.rest[:24]
        if (
            made
            and _YIELDS.search(words.left)
            and (_PLANTED.search(told) is not None or (len(told) > 40 and _MADE_BY.search(told) is None))
        ):
            return replace(frame, measure=Measure.COUNT if token.unit_kind == "count" else Measure.LEVEL, rule="F54")
        return frame

    def _share_moved(self, token: Token, words: Words, frame: Frame) -> Frame:
        """国产种子占比,从2010年的54%提到了如今的86%; 覆盖率、盖度分别达到34.6%和68.3%; 上涨0.2%(某市为0.1%)."""
        if frame.rule not in ("F91", "F08", "F14") or token.unit_kind != "percent":
            return frame
        last, before = self.last, self._sentence_before(token)
        near = last is not None and last.sentence == self.number and last.end == self.previous_end
        between = self.layout.text[self.previous_end : token.start]
        if re.search("(?:占比|比重|份额),[由从]□*的?(?:不足|不到|近|约)?$", before):
            return Frame(Measure.SHARE, "F07", 1, 0)
        if not near or last is None or last.token.unit_kind != "percent":
            return frame
        moved = (
            re.fullmatch("[提升降退增减下回]*[高升降到至为](?:了|到)?(?:如今的|现在的|目前的|□的?|约|近)*", words.left) is not None
        )
        if last.frame.rule == "F07" and last.frame.measure is Measure.SHARE and moved:
            return replace(last.frame, subject_end=0)
        joined = frame.rule == "F91" and between in ("和", "、", "与", "及") and "分别" in words.clause
        if joined and last.frame.measure in (Measure.RATIO, Measure.SHARE):
            return replace(last.frame, subject_end=0)
        beside = re.fullmatch("[(]([\u4e00-\u9fff]{2,5})(?:为|是)", between)
        if (
            frame.rule == "F91"
            and last.frame.measure is Measure.GROWTH_YOY
            and beside
            and self.layout.named[token.start - 2] == "◇"
        ):
            return replace(last.frame, subject_end=0, sign=1)
        return frame

    def _cataphora(self, token: Token) -> None:
        """作为全疆首个…,准东开发区…: a clause with 作为 speaks of the place that opens the next clause."""
        layout = self.layout
        ahead = layout.mentions[self._mention] if self._mention < len(layout.mentions) else None
        if ahead is not None and ahead.place is not THAT and self.continuation.stands_there(token.end, ahead):
            self.held, self.places.works = self.places.sentence, ahead
            self.places.set(ahead)
            return
        if ahead is not None and token.unit_kind == "money" and layout.text[token.end : ahead.start] == "在":
            home = self.places.home
            if home is not None and inside(ahead.place, home) and _BUILT.match(layout.text, ahead.end):
                self.held, self.places.works = self.places.sentence, ahead
                self.places.set(ahead)  # 投资1.5亿元在黄梅…建设
            return
        if (
            ahead is not None
            and ahead.place is not THAT
            and ahead.start <= token.end + 4
            and _OF_THAT.fullmatch(layout.text, token.end, ahead.start)
            and (
                token.unit_kind == "money"
                or (token.unit_kind == "length" and self.places.far)
                or layout.text[max(token.start - 2, 0) : token.start] in _HEIGHTS_AND_WAYS
            )
        ):
            home = self.places.home
            if home is None or inside(ahead.place, home):
                self.held, self.places.works = self.places.sentence, ahead
                self.places.set(ahead)  # 总投资58亿元的鸡东抽水蓄能电站
            return
        start = layout.clause(token.start)
        if not layout.text.startswith(("作为", "身为", "地处"), start):
            return
        end = layout.clause_end(token.end)
        for mention in layout.mentions[self._mention : self._mention + 4]:
            if mention.start == end + 1 and mention.place is not THAT:
                self.places.set(mention)
                return
