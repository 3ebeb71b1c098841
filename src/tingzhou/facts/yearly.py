"""Figures of a year that no year is named for: what works yield, climate, rates of a year."""

from __future__ import annotations

import re

from tingzhou.facts import cue_words as words_of
from tingzhou.facts.amounts import FARMED
from tingzhou.facts.carried import Carried
from tingzhou.facts.distribution import Draft
from tingzhou.facts.fact import Accumulation, Measure
from tingzhou.facts.frames import Words
from tingzhou.facts.periods import Period

__all__ = ["Yearly"]

_EVERY_YEAR = re.compile(
    "(?:人均|户均)年(?:均)?(?:纯)?(?:收入|增收|(?:管护)?补助)(?:约|近|超过?|达到?|可达)?$|年设计(?:发电|抽水|供[水气热]|用电)[量]?(?:为|达到?|约|近)?$|(?<![0-9去今前上两一二三四五六七八九十])年接待(?:游客|旅客|观众)(?:量|人数)?(?:近|约|超过?|突破|达到?)?$|(?<![0-9去今前上两])年交易[额量](?:达到?|突破|近|约|超过?)?$|[户人亩]年均(?:纯|净)?(?:收入|收益|增收)可(?:达到?|望达|超过?)$"
)
_SHARE_OF_A_YEAR = re.compile(
    "(?:以上|左右)?,(?:其中(?:近|约)?|[^,;。0-9]{0,4}占[^,;。0-9]{0,14}|(?:年|总|综合|实现)*(?:产值|销售额|营收)[^,;。0-9]{0,4})?|(?:以上|左右)?、[^,;。0-9]{2,10}的?(?:近|约)?"
)
_WORTH_OF_IT = re.compile(",?(?:年|总|综合|实现)*(?:产值|销售额|营收)(?!增)")
_IN_A_YEAR = re.compile(
    "(?<![0-9去今前上第新近同那每半年这])一年(?![来前后多半之度级间内以]|净?增加?(?:了|约|近)*$|新增|减少)[^。;,0-9]{0,18}$|一年下来[^。;0-9]{0,24}$|(?<![去今前上第])一年(?:下来)?(?:能|可|就|也|最少|至少){0,2}(?:卖|挣|赚|产|增收|收入)(?:出|到|个|上)?(?:近|约|超过?)?$"
)
_ONCE_IT_RUNS = re.compile("(?:达产|满产|投产|建成|投运|投用|运营)后[^,。;0-9]{0,14}$")
_RATE_OF_A_YEAR = re.compile(
    "(?:(?<=[产成用营运]后)|(?<![0-9去今前上当全每近两几多这一二三四五六七八九十半明后余本历常均丰]))年(?:开票销售|产[量值]|总产[量值]|产(?![能业])[\u4e00-\u9fff]{0,6}|销售额|销售收入|销售量|营业额|营业收入|营收|交易[额量]?[\u4e00-\u9fff]{0,4}|转化[\u4e00-\u9fff]{0,6}|加工(?!能力)[\u4e00-\u9fff]{0,6}|开采量?|采伐[\u4e00-\u9fff]{0,4}|捕捞[\u4e00-\u9fff]{0,4}|出笼[\u4e00-\u9fff]{0,4}|回收[\u4e00-\u9fff]{0,8}|外销[\u4e00-\u9fff]{0,4}|出栏[\u4e00-\u9fff]{0,4}|消化[\u4e00-\u9fff]{0,6}|消纳[\u4e00-\u9fff]{0,6}|减碳|减排[\u4e00-\u9fff]{0,6}|吞吐量|接待[\u4e00-\u9fff]{0,4}|供[水气热电][\u4e00-\u9fff]{0,2}|纳税|税收|出口额?|贸易额|(?:等效)?利用小时数?|抽水电量|发绿电|送电量|分红|上缴税收|抽水电量|运量|产[值量]均?已?过)(?:可|能)?(?:达到?|约|近|超过?|突破|逾|可达|稳定在|为|控制在|不足|有)*$"
)
_RATED_BY_THE_YEAR = re.compile(
    "(?:(?<=[产成用营运]后)|(?<![0-9去今前上当全每近两几多这一二三四五六七八九十半明后余本历常均丰]))年(?:产|产能|处理|加工|消耗|消化|供[水气热]|洗[煤选]|设计通过能力|通过能力|到发能力|吞吐能力|育苗能力|加工能力|屠宰能力|(?!计划|度|末|底)[\u4e00-\u9fff]{2,3}能力)[^,。;0-9]{0,14}$"
)
_ABLE_A_YEAR = re.compile(
    "(?:可|能|设计)年(?:产|处理|加工|消化|回收)[^,。;0-9]{0,14}$|年可?(?:出栏|育苗|生产|屠宰|停靠|处理|消纳|回收|拆解)[^,。;0-9]{0,10}$"
)
_NEXT_GOODS = re.compile("(?:以上|左右)?、[^,。;0-9]{1,12}")
_WORKS_OF_A_DAY = re.compile("[^,。;]{0,16}(?:项目|生产线|产线|基地)(?:建设|[^。;]{0,24}□)")  # 年产20万吨…项目去年9月投产
_TOLD_OF_A_TIME = re.compile("□|目前|眼下|如今|已")
_ONCE_BUILT = re.compile("(?:建成|投运|投用)后[^。;]{0,20}$")
_ONCE_RATED = re.compile("(?:达产|满产|投产)后[^。;]{0,20}$")
_SENTENCE = 400  # characters of a sentence that are looked at: time stays linear
_EVERY_YEAR_TOO = re.compile(
    ",?(?:相当于|折合|可)(?:每年)?(?:可)?(?:节约|减排|减少|替代|满足|供|少)|[,、]?可?(?:减排|减少|节约)(?![了至到])"
)


class Yearly(Carried):
    """The part of the walk that knows what is of every year."""

    def _every_year(self, draft: Draft, words: Words, sentence: str) -> None:
        """Give what a project yields every year, and climate, the period of a year."""
        yearly = draft.frame.measure in (Measure.LEVEL, Measure.CHANGE) and words_of.annual(words, sentence)
        yearly = (
            yearly
            and not (self._in_a_year_ahead(draft) and not self._once_it_runs(draft))
            and re.search("[0-9一两二三四五六七八九十□]年?减少", words.left) is None
        )
        if yearly or self._annual_as_before(draft, words):
            draft.period = Period("annual", "annual", draft.period.accumulation, draft.period.basis)
        farmed = FARMED.search(words.left) is not None
        rated = _EVERY_YEAR.search(words.left) is not None and not self._in_a_year_ahead(draft)
        if draft.frame.measure in (Measure.LEVEL, Measure.COUNT) and (farmed or rated):
            draft.period = Period("annual", "annual", Accumulation.ANNUAL, draft.period.basis)
        said = self.layout.text[max(draft.start - 30, self.sentence_start) : draft.start]
        if draft.frame.measure in (Measure.LEVEL, Measure.COUNT, Measure.CHANGE) and _IN_A_YEAR.search(said):
            draft.period = Period("annual", "annual", Accumulation.ANNUAL, draft.period.basis)
        always = draft.frame.measure is Measure.DURATION and re.search(
            "常年(?:保持|稳定|维持)?(?:在|达)?(?:约|超过?)?$", words.left
        )
        if draft.frame.measure in (Measure.LEVEL, Measure.DURATION) and (always or words_of.CLIMATE.search(draft.subject)):
            draft.period = Period("annual", "annual", Accumulation.ANNUAL, draft.period.basis)

    def _once_it_runs(self, draft: Draft) -> bool:
        """Tell whether a figure is what works yield once they run: 明年一季度投产,达产后年产值100亿元."""
        return _ONCE_IT_RUNS.search(self.layout.text, max(draft.start - 24, self.sentence_start), draft.start) is not None

    def _in_a_year_past(self) -> bool:
        """2013年升格时,…年产值不到20亿元: tell whether the sentence is of a year long past."""
        said, now = self.periods.sentence, self.periods.calendar.year
        return said is not None and said.year is not None and now is not None and said.year < now - 1

    def _in_a_year_ahead(self, draft: Draft) -> bool:
        """到2025年,…年发电量达到450亿千瓦时: tell whether a figure is the aim of a stated year."""
        year, now = draft.period.year, self.periods.calendar.year
        return year is not None and now is not None and year > now

    def _beside_a_yearly(self, draft: Draft) -> bool:
        """年产乙烯165万吨、对二甲苯200万吨: tell whether goods are listed beside those of every year."""
        last = self.last
        yearly = last is not None and last.frame.measure is Measure.CAPACITY and last.period.end == "annual"
        if not yearly or last is None or last.sentence != self.number:
            return False
        return _NEXT_GOODS.fullmatch(self.layout.text, last.end, draft.start) is not None

    def _rate_of_a_year(self, draft: Draft, words: Words) -> None:
        """年销售额52亿元, 年转化玉米480万吨,占全国的八成: a figure of a year that no year is named for is of every year."""
        last = self.last
        said = self.layout.named[max(self.sentence_start, draft.start - _SENTENCE) : draft.start]
        ahead = self.layout.named[draft.end : draft.end + 41]
        timeless = _TOLD_OF_A_TIME.search(said) is None and _WORKS_OF_A_DAY.match(ahead) is None
        timeless = timeless or _ONCE_RATED.search(said) is not None
        timeless = timeless or ("□" not in said and _ONCE_BUILT.search(said) is not None)
        able = _ABLE_A_YEAR.search(words.left) is not None
        able = able and "□" not in said and (re.search("目前|眼下|如今", said) is None or _ONCE_BUILT.search(said) is not None)
        rated = able or (timeless and _RATED_BY_THE_YEAR.search(words.left) is not None)
        if draft.frame.measure is Measure.CAPACITY and (rated or self._beside_a_yearly(draft)):
            draft.period = Period("annual", "annual", Accumulation.ANNUAL, draft.period.basis)  # 铸造年产能340万吨
        elif (
            draft.frame.measure in (Measure.LEVEL, Measure.COUNT, Measure.DURATION, Measure.CHANGE)
            and _RATE_OF_A_YEAR.search(words.left) is not None
            and "□" not in words.clause
            and re.match("[,、](?:同比|比□|较□|比上年|较上年|增长|下降)", words.rest) is None
            and not self._in_a_year_ahead(draft)
            and not self._in_a_year_past()
        ):
            draft.period = Period("annual", "annual", Accumulation.ANNUAL, draft.period.basis)
        elif (
            (draft.frame.measure is Measure.SHARE or (draft.token.unit_kind == "money" and _WORTH_OF_IT.match(words.left)))
            and last is not None
            and last.period.end == "annual"
            and last.sentence == self.number
            and _SHARE_OF_A_YEAR.fullmatch(self.layout.text, last.end, draft.start) is not None
        ):
            draft.period = last.period

    def _annual_as_before(self, draft: Draft, words: Words) -> bool:
        """年可节约标准煤2万吨、减排二氧化碳5万吨: tell whether a figure goes on with what a project gives in every year."""
        last = self.last
        return (
            last is not None and last.period.end == "annual" and last.sentence == self.number
            and (
                (words.left.startswith("、") and draft.token.unit_kind in ("mass", "energy", "volume", "money"))
                or _EVERY_YEAR_TOO.match(words.left) is not None
            )
            and draft.frame.measure in (Measure.LEVEL, Measure.CHANGE, Measure.COUNT)
        )  # fmt: skip
