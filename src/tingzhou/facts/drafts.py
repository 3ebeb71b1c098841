"""The walk over a text: each number gets its words, frame, subject, place and period, or the reason why it is not read."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from tingzhou.facts import cue_words as words_of
from tingzhou.facts.carried import SHORT
from tingzhou.facts.distribution import Draft
from tingzhou.facts.doubts import after_doubt
from tingzhou.facts.fact import Accumulation, Measure, PeriodBasis, Status
from tingzhou.facts.frames import Frame, Words, decide, strip_comparator
from tingzhou.facts.goes_on import GoesOn
from tingzhou.facts.indicators import fits
from tingzhou.facts.lexer import Token
from tingzhou.facts.lists import SEPARATOR
from tingzhou.facts.numerals import chinese
from tingzhou.facts.places import THAT
from tingzhou.facts.rules import rows
from tingzhou.facts.subjects import subject_after, subject_before
from tingzhou.facts.thresholds import is_threshold
from tingzhou.facts.told_counts import is_narrated, is_one_of_it
from tingzhou.facts.walk import REACH

__all__ = ["Drafter"]

_AFTER = {row["word"]: row["comparator"] for row in rows("comparators") if row["position"] == "after"}
_AFTER_PATTERN = re.compile("(?:" + "|".join(sorted(map(re.escape, _AFTER), key=len, reverse=True)) + ")")

_NAMED_KINDS = re.compile(
    "(?:水电站|电站|(?:区域公用)?品牌)[^,;。均]{0,6}?(?:总装机|合计|共|价值)|(?:传统)?(?:产业|行业|板块|领域|门类|品种|园区|口岸)[^,;。均]{0,6}?(?:合计|共计|分别|占|带动|拉动|[)])"
)
_GOES_BACK = re.compile(
    "(?:行业|产业|领域|产品|类别|品种|地区|区域|门类|环节)?[\u4e00-\u9fff]{0,8}?(?:合计|共计|分别|占|均|实现|的|累计|增速|投资)"
)
_LOOKS_BACK = re.compile(
    "[^。,;\n]{0,8}(?:回顾|成就|目标任务|主要目标|工作安排|发展目标)[^。,;\n]{0,14}\n"
)  # a heading of a work report
_THAN_PART = re.compile("(超过|超|不到|不足|接近|近)[^、,;]{1,14}的$")
_BECAME = re.compile("成为(?:◇+|全[国省市区州疆])的?$")  # 成为四川省第四个千亿级产业集群
_FIRSTS = frozenset(("首个", "首家", "首座", "首条", "首例", "首票", "首列", "首趟", "首单", "首艘", "首颗"))
_AFTER_OTHERS = re.compile("继[^;。]{2,90}之?后,?[^,;。0-9■]{0,8}$")
_ONE_OF = re.compile(
    "[^,;。]{0,40}?(?:[省市县区州旗盟]|省份|省区|城市|地区|基地|集群|国家|机场|港口|园区|企业|产业|项目|平台|工厂|实验室|中心|枢纽|口岸|机构|协会)"
)
_FIRST_IN = re.compile("(?:全国|全球|世界|国内|我国|中国|亚洲|全[省区市州疆]|西北|西南|西部|中部|国际)[^,;、。■□“”]{1,14}$")
_DONE_BY_NOW = re.compile("(?:共建|建成|获得|获批|参与制定|制定|拥有|已有|引进|报销比例)[^,;■]{0,14}$")
_HAS_NOW = re.compile("(?:^|[,。;○])(?:当地|这里|园区|全[市县区旗]|[\u4e00-\u9fff]{2,3}[县区市旗])?现有[^,;■]{2,12}$")
_EARNED = re.compile("卖|成交|工资|收入|产值|税|利润|成本|价|营收|销售")
_INVESTED = re.compile("投资(?:额|总额|完成额)?(?:虽然?)?(?:(?:[较比][^,;。]{0,8})?(?:有所)?[下回][降落])?$")
_EARNS = re.compile(
    "(?:[挣赚卖花]|收入|工资|工钱|利润|补贴|租金|就是|只要|只需|到手|要价|给到|涨到|跌到)(?:了|个|到|上|约|近|超过?)*$"
)
_DEARER_BY = re.compile("[比较][^,;■]{1,10}(?:[高低贵涨跌]|便宜)(?:了|出)?(?:约|近)?$")
_PRICE = re.compile("(?:价格?|每(?:公斤|斤|吨|头|只|亩)|费)[^,;■]{0,8}(?:[高低贵涨跌]|便宜)(?:了|出)?(?:约|近)?$")
_PIECES_OF = re.compile("(?:板|砖|屏|牌|田|地|片|石|电池|组件|玻璃|硅|芯片)(?:约|近|超过?|达到?|共|各)?$")
_REST = re.compile(
    "(?:其余|其他|其它)(?:[0-9]{1,2}|[一二两三四五六七八九十]{1,3})?个?(?:地|县|市|区|县区|县市区|旗县|盟市|市州|县市)(?![场政])|(?:最[高快好]|第一)[^,;]{0,4}与(?:最[低慢差]|末位|倒数)"
)
_WAY_BEFORE = re.compile(
    "(?:距|距离|离|相距)[^,。;0-9]{2,10}$|离岸(?:约)?$|[往向][东西南北]{1,2}(?:走|行|去)?(?:约|近|不到|不足)?$|[东西南北]行(?:约|近)?$|(?:驱车|车行|行驶|出发,?|再走|高铁|飞行)[^,。;0-9]{0,6}$"
)
_WAY_AFTER = re.compile(
    "[多余]?(?:的车程|车程|路程)?(?:之?[外处]的?|的|左右)?,?(?:[便就]?是|[便就]到了?|[便就]能?到|来到|抵达)?(?:[\u4e00-\u9fff]{1,6}的|瓷城|古城|小城)?"
)
_COURSE_OF = re.compile(
    "(?:逐步|快速|大幅)?(?:提[高升]?|[压缩]减?|压缩|缩短|翻|涨|增[加长]|上升|扩大|[升增降]|下降|减少)[到至为](?:了|约|近)?"
)
_ONLY_AIMED = re.compile("(?:要|将|须|应|还|仍)?(?:确保|力争|争取|努力|奋力)")
_EACH_OF_THEM = re.compile("(?:行业|产业|领域|地区|县市|市|县)[\u4e00-\u9fff]{0,8}?分别")
_NEXT_PERCENT = re.compile("(?:、|,|和|与|及|以及)[0-9.]+%")
_FASTEST = re.compile(
    "(?:增速|增幅|涨幅)[^,。;0-9]{0,8}?(?:最[高快大低慢]的?是?|居首|领先|第一|由负转正|由降转[升增])[^,。;0-9]{0,6},(?:达到?|为)?$"
)
_OF_THE_SAME_TIME = re.compile("[上去]年同期[(]$")


class Drafter(GoesOn):
    """Walks over a layout once and fills ``drafts``, ``vetoed`` and ``unread``."""

    # --- tokens ------------------------------------------------------------------------------------------------------------

    def _take(self, token: Token, following: int) -> None:
        if token.kind == "veto":
            if token.rule == "V024":
                text = self.layout.text
                if not (self.periods.calendar.review and _LOOKS_BACK.match(text, token.end)):
                    self.periods.plan(token.text, text[max(token.start - 2, 0) : token.start], text[token.end : token.end + 6])
            if token.rule == "V052" and self._one_each(token, following):
                return
            first = token.text in _FIRSTS or (token.rule == "V023" and token.text[-1] in "个家座条")
            if not first or not self._first_of_many(token, following):
                self.vetoed.append((token, token.veto, ""))
            return
        if token.kind == "date":
            self._date(token)
            return
        if token.kind in ("bare", "doubtful"):
            if token.kind == "bare" and (self._club(token, following) or self._unit_of_subject(token, following)):
                return
            if token.kind == "bare" and (self._people(token, following) or self._bare_ratio(token, following)):
                return
            reason = "unit_missing" if token.kind == "bare" else "number_not_understood"
            words = self._words(token, following)
            subject = subject_before(self._named(token, words).replace("◇", ""))
            self._refuse(token, Frame(None, token.rule, reason=reason), subject)
            self.subject = subject or self.subject  # 死亡率0.083,同比下降9.8%
            return
        text = self.layout.text
        if text[token.end : token.end + 1] == "=" or text[max(token.start - 1, 0) : token.start] == "=":
            self._refuse(token, Frame(None, "F99", reason="measure_unclear"))  # 1度=1千瓦时
            return
        self._cataphora(token)
        self._members(token)
        words = self._words(token, following)
        if token.kind == "rank":
            self._rank(token, words)
        elif token.kind == "class":
            self._class(token, words)
        elif token.kind == "ratio":
            self._ratio(token, words)
        elif not self._joins(token, words):
            self._quantity(token, words)
        self.previous_end = token.end

    def _one_each(self, token: Token, following: int) -> bool:
        """甲县3个,乙县、丙县各一个: one of what was just counted, for each of a list; tell whether it was one."""
        last, text, unit = self.last, self.layout.text, token.text[1:]
        if token.text[0] != "一" or text[max(token.start - 1, 0) : token.start] != "各":
            return False
        before = (
            last is not None
            and last.sentence == self.number
            and last.frame.measure is Measure.COUNT
            and last.token.extra.get("unit") == unit
        )
        if (
            not before
            and re.compile(f"[,、;][\u4e00-\u9fff]{{2,8}}[0-9两二三四五六七八九十]{{1,4}}{unit}").match(text, token.end) is None
        ):
            return False
        token.kind, token.rule, token.base, token.unit_kind, token.value = "quantity", "L02", "1", "count", Decimal(1)
        token.raw_value, token.raw_unit = "一", unit
        token.extra["unit"] = unit
        self._quantity(token, self._words(token, following))
        self.previous_end = token.end
        return True

    def _first_of_many(self, token: Token, following: int) -> bool:
        """全球光伏电池领域首家“灯塔工厂”: the first of a country or a region is a rank; tell whether it was one."""
        words = self._words(token, following)
        value = Decimal(1) if token.text in _FIRSTS else chinese(token.text[1:-1])
        after = _AFTER_OTHERS.search(self._sentence_before(token, 120)) is not None and _ONE_OF.match(words.rest) is not None
        after = after or (_BECAME.search(self._named(token, words)) is not None and _ONE_OF.match(words.rest) is not None)
        there = (
            re.search(
                "(?:◇+(?:建成|开通|投用|投产|成立|设立|新增|引进|落地|建设|认定)?|地区|流域|[省市县州]域)的?$",
                self._named(token, words),
            )
            is not None
        )  # 滇中地区首个, 某省首座
        said = token.text in _FIRSTS or token.text.startswith("第一")
        first = said and (there or _FIRST_IN.search(words.left) is not None)
        if value is None or not (after or first):
            return False
        token.kind, token.rule, token.base, token.unit_kind, token.value = "rank", "L10", "rank", "rank", value
        self._rank(token, words)
        self.previous_end = token.end
        return True

    # --- quantities --------------------------------------------------------------------------------------------------------

    def _quantity(self, token: Token, words: Words) -> None:
        left, comparator = self._comparator(token, words)
        listed = self._listed(token, words)
        self._money_of_speech(token, words)
        frame = decide(token, words)
        if frame.rule == "F99" and token.rule == "L14" and token.unit_kind == "power" and not self._made_up(token):
            frame = Frame(Measure.CAPACITY, "F56")  # 北海电厂(2×100万千瓦): the capacity itself
        changed = self.last is not None and self.last.frame.rule == "F40" and frame.rule in ("F54", "F50")
        if self._net_goes_on(token, words, frame) and self.last is not None:
            frame = replace(self.last.frame, subject_end=len(words.left))
        apart = (
            token.unit_kind == "percent" and self.last is not None and self.last.token.unit_kind not in ("percent", "times", "pp")
        )
        if (
            listed
            and not apart
            and self.last is not None
            and (frame.measure is None or changed or token.unit_kind == self.last.token.unit_kind)
        ):
            frame = replace(self.last.frame, subject_end=0)
            if token.unit_kind == "times" and self.last.token.unit_kind == "percent":
                frame = Frame(frame.measure, "F30", 1, 0, multiply=100, unit="%")
            elif token.unit_kind == "percent" and frame.multiply == 100:
                frame = replace(frame, multiply=1, unit="")  # 1.3倍和88.0%
        elif frame.measure is None or frame.rule in ("F12",):
            frame = self._after_change(token, words) or self._carried(token, words, frame)
        frame = self._unless_told(token, words, self._by_what_was_told(token, words, frame))
        if frame.measure is not None and (
            is_threshold(token, words, comparator, self._counted(token)) or self._just_named(token, words)
        ):
            self.vetoed.append((token, "idiom", ""))
            return
        if frame.measure is None:
            self._refuse(token, frame, subject_before(self._named(token, words)[: len(words.left)]))
            return
        subject, own = self._subject(token, words, frame, listed=listed)
        idle = frame.rule == "F54" and token.unit_kind == "money" and not own and _EARNED.search(words.left) is None
        if idle and _INVESTED.search(subject):
            frame = replace(frame, measure=Measure.INVESTMENT, rule="F15")  # 年度投资虽有下降,但保持在4000亿元以上
        placed = frame.measure is not Measure.COUNT or not words.right
        if own and placed and frame.measure in words_of.TYPED and frame.rule != "F14" and not fits(subject, token.unit_kind):
            self._refuse(token, Frame(None, "F97", reason="unit_mismatch"), subject)
            return
        draft = self._draft(token, frame, subject)
        if listed and self.last is not None:
            draft.period = self.last.period
        draft.comparator = token.comparator if token.comparator == "range" else comparator
        draft.own_subject, draft.listed = own, listed
        draft.bound = strip_comparator(words.left)[1]
        if (
            listed
            and not comparator
            and self.last is not None
            and self.last.bound
            and re.search("分别|依次|连续|相继|先后|陆续", words.clause)
        ):
            draft.comparator = draft.bound = self.last.bound
        self._finish(draft, words, left)

    def _unless_told(self, token: Token, words: Words, frame: Frame) -> Frame:
        """Return no measure for a course that looks like a range, and for what is only part of the narration."""
        if token.upper is not None and words.left.endswith(("从", "由")) and not words.right.startswith(("不等", "之间")):
            return Frame(None, "F99", reason="measure_unclear")  # 从2000亿元到4000亿元,只用了6年
        if frame.rule == "F54" and is_one_of_it(token, words):
            return Frame(None, "F89", reason="measure_unclear")  # 一吨铜板,压成…的铜箔
        if frame.rule == "F54" and token.unit_kind == "money" and words.right.startswith(("的投资", "的总投资")):
            return Frame(Measure.INVESTMENT, "F15", 1, frame.subject_end)  # 二期24亿元的投资合同
        if frame.rule in ("F50", "F51") and (self._named_and_counted(token) or is_narrated(token, words)):
            return Frame(None, "F89", reason="measure_unclear")
        return after_doubt(token, words, frame, self._sentence_before(token, 60), self.layout.text[token.end : token.end + 20])

    def _named_and_counted(self, token: Token) -> bool:
        """海南、海西两个基地装机分别…: tell whether a count only sums up places just named; what follows is shared out to them."""
        both = self.clause_mentions
        counts = token.unit_kind == "count" and not token.text[:1].isascii() and token.value == len(both) > 1
        if not counts or both[-1].end != token.start:
            return False
        self.group.close()
        self.group.last_places = list(both)
        self.places.set_back(self.held)
        return True

    def _by_what_was_told(self, token: Token, words: Words, frame: Frame) -> Frame:
        """Return the frame that the clauses before give a figure whose own words do not settle it."""
        frame = self._rate_of_a_place(token, words, frame)
        if frame.rule == "F94" and self._times_go_on(words):
            frame = Frame(Measure.RATIO, "F32", 1, 0, unit="1")
        frame = self._rate(token, words, frame)
        if frame.rule == "F93" and (short := SHORT.search(words.left)) and "相比" in self._sentence_before(token):
            frame = Frame(Measure.DIFF_PP, "F24", -1 if short[1] in "低慢少" else 1, short.start())  # 与全国相比,略低0.3个百分点
        if frame.rule == "F06" and re.search("少了(?:约|近)*$", words.left) and frame.measure is Measure.CHANGE:
            grown = re.search("同比|增长|下降|下跌", self._sentence_before(token)) is not None
            frame = Frame(Measure.GROWTH_YOY, "F01", -1, frame.subject_end) if grown else frame  # 价格下跌七成五,利润少了近一半
        if frame.rule == "F93":
            frame = self._than_with_asides(token) or frame
        frame = self._as_before(token, words, frame)
        frame = self._share_moved(token, words, self._goes_on_with(token, words, frame))
        if (
            token.unit_kind == "percent"
            and frame.rule in ("F14", "F91")
            and _FASTEST.search(self.layout.text, max(self.sentence_start, token.start - 24), token.start)
        ):
            frame = Frame(Measure.GROWTH_YOY, "F01", 1, 0)  # 杭锦旗增速最高,达31.2%
        return frame

    @staticmethod
    def _money_of_speech(token: Token, words: Words) -> None:
        """每只能挣1000多块: read pieces behind a verb of earning as money."""
        if (
            token.extra.get("unit") == "块"
            and token.value is not None
            and (
                _EARNS.search(words.left)
                or words_of.HEADS_OF_MONEY.search(words.left)
                or ((_PRICE.search(words.left) or _DEARER_BY.search(words.left)) and token.value < 10000)
                or (token.value >= 100 and _PIECES_OF.search(words.left) is None)
            )
            and words.right in ("", "多", "左右", "出头", "上下", "打底", "封顶")
        ):
            token.base, token.unit_kind = "CNY", "money"  # 每只能挣1000多块

    def _counted(self, token: Token) -> Draft | None:
        """Return the count that stands right before a number in its clause (58个…以上项目)."""
        last = self.last
        if last is None or last.frame.measure is not Measure.COUNT or last.end < self.layout.clause(token.start):
            return None
        return last if last.end == self.previous_end else None

    def _comparator(self, token: Token, words: Words) -> tuple[str, str]:
        left, before = strip_comparator(words.left)
        if before in ("≈",) and left[-1:] and words.left[len(left)] in "约近" and left[-1] in "节合签预公契条附最邻远":
            left, before = words.left, ""
        if token.rule in ("L06", "L07") and not before and (than := _THAN_PART.search(words.left)):
            before = "<" if than[1] in ("不到", "不足") else "≈" if than[1] in ("接近", "近") else ">"  # 超过全省的一半
        match = _AFTER_PATTERN.match(words.right)
        after = _AFTER[match[0]] if match else ""
        return left, after if after and before in ("", "≈") else before or token.comparator or after

    def _listed(self, token: Token, words: Words) -> bool:
        return self.last is not None and self.last.sentence == self.number and self.last.end == self.previous_end and (
            SEPARATOR.fullmatch(self.layout.text[self.previous_end : token.start]) is not None
            and ("," not in self.layout.text[self.previous_end : token.start] or self._list_goes_on(token, self.last))
        )  # fmt: skip

    def _list_goes_on(self, token: Token, last: Draft) -> bool:
        """分别占40%、9%,18%和25%: tell whether a comma stands inside a list of per cent."""
        text = self.layout.text
        return (
            token.unit_kind == last.token.unit_kind == "percent"
            and _NEXT_PERCENT.match(text, token.end) is not None
            and re.search("分别|依次", text[max(self.sentence_start, token.start - REACH) : token.start]) is not None
        )  # fmt: skip

    def _subject(self, token: Token, words: Words, frame: Frame, *, listed: bool) -> tuple[str, bool]:
        """Return the subject's words and whether they stand beside the number itself."""
        named = self._named(token, words)[: frame.subject_end] if not listed else ""
        before = subject_before(named.replace("◇", "")) if named else ""
        before = "" if _ONLY_AIMED.fullmatch(before) else before  # 要确保完成260亿元: what was spoken of
        if not before and not listed and frame.subject_end == 0:
            before = self._before_aside(token, words)
        amount = frame.rule[:2] in ("F5", "F4")
        kind = token.unit_kind
        if frame.rule == "F11":
            after = subject_after(
                _AFTER_PATTERN.sub("", words.right, count=1) if _AFTER_PATTERN.match(words.right) else words.right
            )
            if after:
                return after, True
        if amount and not before and kind in words_of.COUNTED:
            after = subject_after(words.right)
            if kind == "power" and (plant := re.match("[\u4e00-\u9fff]{1,14}?(?:电站|电厂|项目|机组)(?=年?发电)", after)):
                return plant[0], True  # 100兆瓦光热电站年发电量达…
            if after:
                return after, True
        if amount and before and kind == "count" and not words.right.startswith(("以上", "左右")):
            after = subject_after(words.right)
            if after:
                return after, True
        if before and frame.measure in (Measure.CAPACITY, Measure.SPEC) and words.right:
            after = subject_after(words.right)
            if after and frame.rule != "F54" and words_of.PLANT.search(after):
                return (after if words_of.MAKES.search(before) else before + after), True
        if before and kind in ("length", "area", "mass", "volume") and words_of.AND.search(words.left):
            after = subject_after(words.right)
            if after:
                return after, True  # 1座升压站及35公里送出线路
        if before:
            return before, True
        return self.subject, False

    def _give_status(self, draft: Draft, words: Words, sentence: str) -> None:
        """Tell plans, forecasts and preliminary figures from actual ones."""
        if draft.frame.measure is Measure.CLASS_SCALE:
            draft.status = Status.CLASS
        elif self._done(draft, words):
            pass
        elif words_of.FORECAST.search(sentence):
            year, now = draft.period.year, self.periods.calendar.year
            draft.status = Status.PRELIMINARY if year is not None and now is not None and year < now else Status.FORECAST
        elif words_of.PLAN.search(sentence) or self._ahead(draft):
            draft.status = Status.PLAN

    def _finish(self, draft: Draft, words: Words, left: str) -> None:
        """Status, reference and the list the number belongs to; then it is a draft among the others."""
        sentence = self._sentence_before(draft.token)
        self._give_status(draft, words, sentence)
        until = "截至" in sentence and ("累计" in words.left or "累计" in sentence)
        if (
            draft.period.accumulation is Accumulation.POINT
            and not until
            and draft.status is not Status.PLAN
            and words_of.FLOW.search(draft.subject)
        ):
            draft.period = self.periods.flow(
                draft.period,
                strong=draft.subject.startswith("出栏")
                or draft.subject.endswith(("产量", "出栏", "弃风率", "弃光率", "利用率", "利用小时", "利用小时数")),
            )
        if _OF_THE_SAME_TIME.search(self.layout.text, max(draft.start - 6, 0), draft.start):
            draft.period = self.periods.now().earlier() or draft.period  # 较上年同期(-4.8%)
        self._present(draft, words)
        self._every_year(draft, words, sentence)
        self._rate_of_a_year(draft, words)
        counted = self._place_of_count(draft, words) if draft.frame.measure is Measure.COUNT else []
        self._nearly(draft, words)
        self._refer(draft, words)
        self._place_of_base(draft, words)
        self._comes_from(draft)
        self._leads_to(draft)
        together = "合计" in words.left and (
            self.group.last_places
            or len(self.group.mentions) > 1
            or len(self.clause_mentions) > 1
            or re.search(
                "[两三四五六七八九十0-9][个家]?(?:[县市区旗州地][\u4e00-\u9fff]{0,12}|[\u4e00-\u9fff]{1,4}(?<!项目))合计",
                words.left,
            )
        )
        if together or _REST.search(words.left):
            draft.place, draft.place_word = self.places.home, ""
        elif re.match("[,、]?(?:总投资|投资|装机|规模|产能)?(?:合计|共计)", words.left):
            self._together_of(draft)
        verb_only = (
            not draft.own_subject
            and words.left[:1] in ("、", "和")
            and re.search("分别|依次", words.clause) is not None
            and draft.token.unit_kind in ("percent", "pp")
        )
        signed = re.fullmatch("[、和与](?:增长|下降|上升)", words.left) is not None and draft.token.unit_kind == "percent"
        verb_only = verb_only or (signed and len(self.group.last_places) > len(self.group.group) > 1)
        if (draft.listed or verb_only) and self.group.group:
            self.group.group.append(draft)
        else:
            named = self._named(draft.token, words)[: draft.frame.subject_end]
            self.group.begin(draft, list(self.clause_mentions) if "◇" in named else [])
        if counted:
            self.group.last_places = counted
        self._course_of_years(draft)
        self.drafts.append(draft)
        if draft.own_subject:
            self.subject = draft.subject
        self.last = draft

    def _present(self, draft: Draft, words: Words) -> None:
        """2024年,…。当地现有陶瓷企业52家: what a place has now is of the document's year, behind a look back to the one before."""
        if (
            draft.period.end == "annual"
            and draft.frame.measure in (Measure.COUNT, Measure.RATIO)
            and _DONE_BY_NOW.search(words.left)
        ):
            self.periods.sentence = None  # 每年安排3000万元,建成创新平台5家
            draft.period = self.periods.now()
        calendar, year = self.periods.calendar, draft.period.year
        now = _HAS_NOW.search(words.left) is not None and "□" not in words.clause
        about = (
            calendar.titled is None and calendar.reported is None and not calendar.review
        )  # no time that the whole text is about
        if not (now and about) or year is None or calendar.year is None or draft.period.basis is PeriodBasis.DOCUMENT:
            return
        if year == calendar.year - 1 and calendar.month >= 3:
            self.periods.paragraph, self.periods.sentence = None, None
            draft.period = self.periods.now()

    def _nearly(self, draft: Draft, words: Words) -> None:
        """约占全省的47%、全国的七分之一, 约增长5%: take 约 that stands before the verb, also for the share that goes on."""
        last, verb = self.last, "占" if draft.frame.measure is Measure.SHARE else "(?:增长|增加|下降|减少|提高|上升|降低|翻)了?$"
        also = draft.listed and last is not None and last.frame.measure is Measure.SHARE and last.comparator == "≈"
        also = also and draft.frame.measure is Measure.SHARE
        about = "约" in words.left or "近" in words.left
        if not draft.comparator and (also or (about and re.search(f"(?:约|近){verb}", words.left))):
            draft.comparator = "≈"

    def _comes_from(self, draft: Draft) -> None:
        """全国六成以上的钛材产自宝鸡, 全市三分之一的产值在奉贤: a share of what comes from a place is of that place."""
        text = self.layout.text
        for one in self.layout.mentions[self._mention : self._mention + 4] if draft.frame.measure is Measure.SHARE else ():
            between = text[draft.end : one.start]
            if one.place is THAT or len(between) > 40 or re.search("[,。;\n]", between):
                return
            made = re.search("(?:产自|出自|产于|源自)$", between) is not None
            lies = "的" in between and between.endswith("在") and text[one.end : one.end + 1] in ("。", ",", ";")
            home = self.places.home
            own = home is not None and (one.place.code == home.code or self.places.near(one.place))
            if own and (made or lies):
                draft.place, draft.place_word = one.place, one.word
                return

    def _leads_to(self, draft: Draft) -> None:
        """从市区东行40公里,便是某县: a way or a time on the way is told of the place that it leads to."""
        if draft.token.unit_kind not in ("length", "time", "duration") or self._mention >= len(self.layout.mentions):
            return
        text, one = self.layout.text, self.layout.mentions[self._mention]
        if one.place is THAT or one.start - draft.end > 12 or not self.places.near(one.place):
            return
        way = _WAY_BEFORE.search(text, max(self.sentence_start, draft.start - 24), draft.start) is not None
        if way and _WAY_AFTER.fullmatch(text, draft.end, one.start) is not None:
            draft.place, draft.place_word = one.place, one.word

    def _course_of_years(self, draft: Draft) -> None:
        """2020年至2023年,比重由38.6%升至57.1%: the first figure is of the first year, the second of the last."""
        before, span = self.last, draft.period
        moved = (
            before is not None
            and before.sentence == self.number
            and (_COURSE_OF.match(self.layout.text, before.end, draft.start) is not None)
        )
        if moved and before is not None and before.period.end == "annual" and draft.frame.measure is before.frame.measure:
            draft.period = before.period  # 年产值由186亿元增加到350亿元
        elif moved and before is not None and before.period != span:
            self.course = (self.number, before.period, span)  # 由2019年的286家压减到目前的168家
        elif moved and before is not None and self.course is not None and self.course[0] == self.number and span == self.course[2]:
            before.period = self.course[1]  # …,机械化率由40%提到72%
        if before is None or before.period != span or len(span.start) != 4 or span.start == span.end or not span.start.isdigit():
            return
        if before.sentence == self.number and _COURSE_OF.fullmatch(self.layout.text, before.end, draft.start):
            before.period = replace(span, end=span.start)
            draft.period = replace(span, start=span.end)

    def _just_named(self, token: Token, words: Words) -> bool:
        """煤3亿吨,油2亿吨,两项合计…; 甲、乙、丙发展快,三个行业占…: tell whether a count goes back to what was just named."""
        if token.unit_kind != "count" or token.extra.get("unit") not in ("个", "大", "项", "种", "类", "座") or token.value is None:
            return False
        if words.left.endswith("等") and 2 <= token.value <= 9 and _EACH_OF_THEM.match(words.rest):
            return True  # 化工、建材等四个行业增加值分别…
        names = re.split("[、和与及]", words.left.rpartition("”")[2].rpartition("“")[2].rpartition(",")[2])
        several = len(names) == token.value and all(2 <= len(one) <= 8 for one in names)
        summed = token.extra.get("unit") != "大" or re.match("[^,;。]{0,8}(?:合计|共计)", words.right) is not None
        if several and summed and _NAMED_KINDS.match(words.right) is not None and token.extra.get("unit") in ("大", "个", "座"):
            return True  # 奶牛、肉牛、滩羊三大产业产值占…
        if not 2 <= token.value <= 9 or words.left not in ("", "这") or _GOES_BACK.match(words.rest) is None:
            return False
        last = self.last
        if last is not None and last.sentence == self.number and last.frame.measure is Measure.COUNT and words.left == "":
            same = last.token.extra.get("unit") == token.extra.get("unit")
            if same and self.layout.text[last.end : last.end + 2] == self.layout.text[token.end : token.end + 2]:
                return False  # 4个项目的环评,3个项目的水保
        begin = max(self.sentence_start, token.start - 160)
        told = {one.subject for one in self.drafts[-8:] if one.sentence == self.number and one.own_subject and one.start >= begin}
        if len(told) >= token.value:
            return True
        clauses = self.layout.text[begin : token.start].rstrip("这,;").replace(",", ";").split(";")
        return any(len(re.split("[、和与及]", one)) == token.value for one in clauses[-1:])

    def _done(self, draft: Draft, words: Words) -> bool:
        """Tell whether the clause itself says that the figure was reached, whatever the sentence plans."""
        del draft
        return (
            words_of.DONE.search(words.clause) is not None
            and not words_of.FORECAST.search(words.clause)
            and not words_of.PLAN.search(words.clause)
        )

    def _ahead(self, draft: Draft) -> bool:
        """Tell whether a figure lies in a later year than the text, or in a section on tasks."""
        year, now = draft.period.year, self.periods.calendar.year
        if year is None or now is None or year < now:
            return False
        return year > now or self.planned

    def _refer(self, draft: Draft, words: Words) -> None:
        measure = draft.frame.measure
        if measure in (Measure.GROWTH_YOY,):
            draft.reference = "上月" if draft.frame.reference == "上月" else self.periods.base_words or "上年同期"
        elif measure in (Measure.DIFF_PP, Measure.CHANGE_PP):
            draft.reference = self.periods.base_words if measure is Measure.CHANGE_PP else draft.frame.reference
        elif measure in (Measure.SHARE,):
            match = re.search(
                "占(?!比)(?:到|了)?([^占,;]*?)的?(?:比重|比例|份额)?(?:为|达|达到|超过?|近|约)?$",
                self.layout.text[draft.start - len(words.left) : draft.start],
            )
            draft.reference = match[1] if match else ""
        if measure in (Measure.DIFF_PP, Measure.SHARE, Measure.RANK) and self.places.reference is not None:
            draft.reference_place = self.places.reference.place
