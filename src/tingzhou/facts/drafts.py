"""The walk over a text: each number gets its words, frame, subject, place and period, or the reason why it is not read."""

from __future__ import annotations

import re
from dataclasses import replace

from tingzhou.facts import cue_words as words_of
from tingzhou.facts.distribution import Draft
from tingzhou.facts.fact import Accumulation, Measure, Status
from tingzhou.facts.frames import Frame, Words, decide, strip_comparator
from tingzhou.facts.indicators import fits
from tingzhou.facts.lexer import Token
from tingzhou.facts.lists import SEPARATOR
from tingzhou.facts.periods import Period
from tingzhou.facts.places import Mention, find_place, inside
from tingzhou.facts.ranks_and_ratios import RanksAndRatios
from tingzhou.facts.rules import rows
from tingzhou.facts.subjects import subject_after, subject_before
from tingzhou.facts.thresholds import is_threshold
from tingzhou.facts.walk import REACH

__all__ = ["Drafter"]

_AFTER = {row["word"]: row["comparator"] for row in rows("comparators") if row["position"] == "after"}
_AFTER_PATTERN = re.compile("(?:" + "|".join(sorted(map(re.escape, _AFTER), key=len, reverse=True)) + ")")

_ASIDE_OF_BASE = re.compile("(快于|高于|低于|慢于|高出)[\u4e00-\u9fff]{2,12}[(][^()]{1,10}[)]$")
_SENT = re.compile("送往|送达|送至|送到|销往|惠及|输往|外送|外运|供应|输送|运往|辐射|覆盖|出口|保供|提供|支援")
_OWN_LEVEL = re.compile("(?:的?平均(?:水平|增速|增幅)?|水平|增速|增幅)?")
_THAN_ASIDES = re.compile(
    r"[比较](?P<object>[^,;。()比较]{1,12}\([^()]{1,16}\)(?:[、和及与]?[^,;。()比较]{1,12}\([^()]{1,16}\))*)(?:分别|依次|均)?(?P<verb>[高低快慢多少])(?:了|出|约|近)?$"
)
_SHORT = re.compile("(?:[略稍]?)([高低快慢多少])(?:了|出|约|近|超过?)?$")
_AMONG = re.compile("(?:省市?|市|州|县|区|旗|盟)[市区县旗]?(?:[(][^()0-9]{1,8}[)])?(?:中|里|排|列|居)")
_ONLY_PLACES = re.compile("[、和]?(?:其中)?(?:◇+[、和与]?)+(?:分别|依次)?(?:为|是|达|达到)?")
_EVERY_YEAR_TOO = re.compile(
    ",?(?:相当于|折合|可)(?:每年)?(?:可)?(?:节约|减排|减少|替代|满足|供|少)|[,、]?可?(?:减排|减少|节约)(?![了至到])"
)


class Drafter(RanksAndRatios):
    """Walks over a layout once and fills ``drafts``, ``vetoed`` and ``unread``."""

    # --- tokens ------------------------------------------------------------------------------------------------------------

    def _take(self, token: Token, following: int) -> None:
        if token.kind == "veto":
            if token.rule == "V024":
                text = self.layout.text
                self.periods.plan(token.text, text[max(token.start - 2, 0) : token.start], text[token.end : token.end + 6])
            self.vetoed.append((token, token.veto, ""))
            return
        if token.kind == "date":
            self._date(token)
            return
        if token.kind in ("bare", "doubtful"):
            if token.kind == "bare" and self._unit_of_subject(token, following):
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
        else:
            self._quantity(token, words)
        self.previous_end = token.end

    # --- quantities --------------------------------------------------------------------------------------------------------

    def _quantity(self, token: Token, words: Words) -> None:
        left, comparator = self._comparator(token, words)
        listed = self._listed(token, words)
        frame = decide(token, words)
        if frame.rule == "F99" and token.rule == "L14" and token.unit_kind == "power" and not self._made_up(token):
            frame = Frame(Measure.CAPACITY, "F56")  # 北海电厂(2×100万千瓦): the capacity itself
        changed = self.last is not None and self.last.frame.rule == "F40" and frame.rule in ("F54", "F50")
        if listed and self.last is not None and (frame.measure is None or changed or token.unit_kind == self.last.token.unit_kind):
            frame = replace(self.last.frame, subject_end=0)
            if token.unit_kind == "times" and self.last.token.unit_kind == "percent":
                frame = Frame(frame.measure, "F30", 1, 0, multiply=100, unit="%")
            elif token.unit_kind == "percent" and frame.multiply == 100:
                frame = replace(frame, multiply=1, unit="")  # 1.3倍和88.0%
        elif frame.measure is None or frame.rule in ("F12",):
            frame = self._after_change(token, words) or self._carried(token, words, frame)
        if frame.rule == "F94" and self._times_go_on(words):
            frame = Frame(Measure.RATIO, "F32", 1, 0, unit="1")
        frame = self._rate(token, words, frame)
        if frame.rule == "F93" and (short := _SHORT.search(words.left)) and "相比" in self._sentence_before(token):
            frame = Frame(Measure.DIFF_PP, "F24", -1 if short[1] in "低慢少" else 1, short.start())  # 与全国相比,略低0.3个百分点
        if frame.rule == "F93":
            frame = self._than_with_asides(token) or frame
        if frame.rule == "F93" and (than := _ASIDE_OF_BASE.search(self.layout.text, max(token.start - 40, 0), token.start)):
            frame = Frame(Measure.DIFF_PP, "F21", -1 if than[1] in ("低于", "慢于") else 1, 0)  # 快于全国(4%)2个百分点
        frame = self._as_before(token, words, frame)
        if frame.measure is not None and is_threshold(token, words, comparator, self._counted(token)):
            self.vetoed.append((token, "idiom", ""))
            return
        if frame.measure is None:
            self._refuse(token, frame, subject_before(self._named(token, words)[: len(words.left)]))
            return
        subject, own = self._subject(token, words, frame, listed=listed)
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

    def _than_with_asides(self, token: Token) -> Frame | None:
        """比全省(7.7%)和全国(7.0%)分别高0.7、1.4个百分点: a difference whose bases have their figures in brackets."""
        than = _THAN_ASIDES.search(self.layout.cued, max(self.sentence_start, token.start - 2 * REACH), token.start)
        if than is None:
            return None
        changed = re.search("□|上年|去年|上月|同期|季度", than["object"]) is not None
        return Frame(Measure.CHANGE_PP if changed else Measure.DIFF_PP, "F24", -1 if than["verb"] in "低慢少" else 1, 0)

    def _rate(self, token: Token, words: Words, frame: Frame) -> Frame:
        """Return the frame of a per cent that goes on with a share, a growth or a rate named before, else the frame itself."""
        if (
            frame.rule == "F08"
            and self.last is not None
            and self.last.sentence == self.number
            and self.last.token.unit_kind == "percent"
        ) and (
            not subject_before(self._named(token, words)[: frame.subject_end].replace("◇", ""))
            and self.last.frame.measure is Measure.SHARE
        ):
            frame = replace(frame, measure=Measure.SHARE, rule="F07")
        elif frame.rule == "F08" and self._rate_goes_on(token, words, frame):
            frame = replace(frame, measure=Measure.GROWTH_YOY, rule="F01")
        elif frame.rule == "F08" and self._rate_goes_on(token, words, frame, Measure.CONTRIBUTION_RATE):
            frame = replace(frame, measure=Measure.CONTRIBUTION_RATE, rule="F04")
        elif frame.rule == "F91" and (rate := self._rate_of_part(token, words)) is not None:
            frame = rate
        elif frame.rule == "F91" and self._rate_of_place(token, words):
            frame = Frame(Measure.GROWTH_YOY, "F14", 1, 0)
        if frame.rule == "F12" and not subject_before(self._named(token, words)[: frame.subject_end].replace("◇", "")):
            near = self.layout.text[max(self.sentence_start, token.start - REACH) : token.end + 40]
            said = re.search("增速|增幅", near) is not None
            frame = Frame(Measure.GROWTH_YOY, "F14", 1, 0) if said else Frame(None, "F91", reason="measure_unclear")
        return frame

    def _times_go_on(self, words: Words) -> bool:
        """是西安的2.1倍、全省平均水平的2.2倍: tell whether a multiple goes on with the one before."""
        last = self.last
        if last is None or last.frame.rule != "F32" or last.sentence != self.number:
            return False
        return re.fullmatch("[、和与,]?[^,;、]{1,14}的(?:近|约|超过?)?", words.left) is not None

    def _rate_goes_on(self, token: Token, words: Words, frame: Frame, measure: Measure = Measure.GROWTH_YOY) -> bool:
        """增速由7.0%提升至9.7%: the second rate is growth as the first one was."""
        last = self.last
        return (
            last is not None and last.sentence == self.number and last.frame.measure is measure
            and last.token.unit_kind == "percent" and not subject_before(self._named(token, words)[: frame.subject_end].replace("◇", ""))
        )  # fmt: skip

    def _rate_of_part(self, token: Token, words: Words) -> Frame | None:
        """利用率91.7%,同比下降1.4个百分点,其中风电95.9%、光伏89.6%: parts have the measure of the whole."""
        if (
            token.unit_kind != "percent"
            or re.fullmatch("[、和]?(?:其中)?[\u4e00-\u9fff]{2,6}", words.left) is None
            or "其中" not in words.clause + self._sentence_before(token)[-40:]
        ):
            return None
        whole = next(
            (one for one in reversed(self.drafts[-4:]) if one.sentence == self.number and one.token.unit_kind == "percent"), None
        )
        if whole is None or whole.frame.measure not in (Measure.RATIO, Measure.SHARE):
            return None
        return Frame(whole.frame.measure, "F14", 1, len(words.left))

    def _rate_of_place(self, token: Token, words: Words) -> bool:
        """增速放缓。其中,广东(3.3%)、江苏(4.6%): a rate in brackets behind a place is what the sentences before speak of."""
        text = self.layout.named
        if words.left or text[max(token.start - 1, 0) : token.start] != "(":
            return False
        if text[max(token.start - 2, 0) : token.start] != "◇(" or text[token.end : token.end + 1] != ")":
            said = re.findall("增速|增幅|[正负]?增长|上涨|涨幅", self._sentence_before(token))
            return bool(said) and re.match("[、)]|和|及", text[token.end : token.end + 1]) is not None
        return (
            re.search("增速|增幅|增长|[快慢]于", self.layout.text[max(self.paragraph_start, token.start - 160) : token.start])
            is not None
        )

    def _made_up(self, token: Token) -> bool:
        """Tell whether the number before already is what the product comes to: 总装机120万千瓦(4×30万千瓦)."""
        return self.last is not None and self.last.sentence == self.number and self.last.token.value == token.value

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
        match = _AFTER_PATTERN.match(words.right)
        after = _AFTER[match[0]] if match else ""
        return left, after if after and before in ("", "≈") else before or token.comparator or after

    def _listed(self, token: Token, words: Words) -> bool:
        return self.last is not None and self.last.sentence == self.number and self.last.end == self.previous_end and (
            SEPARATOR.fullmatch(self.layout.text[self.previous_end : token.start]) is not None
            and "," not in self.layout.text[self.previous_end : token.start]
        )  # fmt: skip

    def _carried(self, token: Token, words: Words, frame: Frame) -> Frame:
        """Take over the frame of the number before in the sentence, where this one has no verb (增长5%, 建筑业3%)."""
        last = self.last
        placed = token.unit_kind == "percent" and _ONLY_PLACES.fullmatch(self._named(token, words).replace(" ", "")) is not None
        if placed:
            last = next(
                (one for one in self.drafts[:-6:-1] if one.token.unit_kind == "percent" and one.frame.measure is not None), last
            )
        if (
            last is None
            or last.sentence != self.number
            or last.token.unit_kind != token.unit_kind
            or token.unit_kind not in ("percent", "pp")
        ):
            return frame
        if last.frame.measure is Measure.GROWTH_YOY and token.extra.get("unit") in ("成", "半", "分之"):
            return frame  # 同比增长18%,过夜游客超三成: a part, no growth
        if last.frame.measure in (Measure.CHANGE, Measure.CONTRIBUTION_RATE) or len(words.left) > 24:
            return frame
        bare = strip_comparator(words.left)[0].strip("、和及与,为达超近约□ ")
        start = self.layout.clause(token.start)
        if bare and start > 0 and self.layout.text[start - 1] == "(":
            return frame  # (折纯100%)
        aimed = re.fullmatch("(?:力争|争取|确保|努力|奋力)(?:实现|完成|达到|达|在)?", words.left) is not None
        reached = aimed or (
            last.frame.measure in (Measure.SHARE, Measure.RATIO)
            and (placed or words.left.lstrip("、,") in ("达", "达到", "为", "已达", "达到了"))
        )
        reached = reached or re.fullmatch("均?(?:保持|稳定|维持)在?", words.left) is not None
        if (not bare and "□" not in words.left and not reached) or re.search("[占用于其中的]$", bare):
            return frame
        if (
            frame.rule == "F12"
            and not reached
            and last.frame.measure is not Measure.SHARE
            and not re.search("分别|依次|增速", words.clause + self._sentence_before(token))
        ):
            return frame
        short = _SHORT.search(words.left) if token.unit_kind == "pp" else None
        sign = last.frame.sign if short is None else -1 if short[1] in "低慢少" else 1  # 高1.2个、低0.3个百分点
        return replace(last.frame, rule="F14", sign=sign, subject_end=len(words.left), reason="")

    def _as_before(self, token: Token, words: Words, frame: Frame) -> Frame:
        """Take over capacity or resource from the item before (年产绿氢2.1万吨、合成氨12万吨), investment from the sentence (7个、310亿元)."""
        last = self.last
        if frame.rule == "F56" and token.base == "kW" and self._output_listed(words, frame, token):
            return replace(frame, measure=Measure.LEVEL, rule="F54")
        if frame.rule == "F56" and self._load_goes_on(words, frame, token):
            return replace(frame, measure=Measure.LEVEL, rule="F57")
        if self.listing and frame.rule in ("F54", "F50") and subject_before(words.left[: frame.subject_end]):
            measure = Measure.RESOURCE if "量" in self.listing[1:] and self.listing[0] in "储资" else Measure.CAPACITY
            return replace(frame, measure=measure, rule="F15")  # 主要产品产能:甲38万吨,乙32万吨
        if last is None or last.sentence != self.number or frame.rule not in ("F54", "F50"):
            return frame
        if frame.rule == "F50":  # 年产1200台整机、600套叶片的能力
            made = (
                last.frame.measure is Measure.CAPACITY
                and last.token.unit_kind == "count"
                and (words.left.startswith(("、", "和")) or words.left.endswith("、"))
            )
            return replace(frame, measure=Measure.CAPACITY, rule="F15") if made else frame
        if last.frame.rule == "F65" and token.base == last.token.base and not subject_before(words.left[: frame.subject_end]):
            return replace(frame, measure=Measure.RATIO, rule="F65")  # 电耗由4.6千瓦时/标方降至4.3千瓦时/标方
        if last.frame.measure is Measure.RESOURCE and token.unit_kind in ("mass", "volume") and self._mineral(words, frame):
            return replace(frame, measure=Measure.RESOURCE, rule="F15")  # 煤炭储量110亿吨,铝土矿1.2亿吨
        same = token.unit_kind == last.token.unit_kind and last.frame.measure in (Measure.CAPACITY, Measure.RESOURCE)
        if same and not words_of.ITEM.match(words.left) and not subject_before(words.left[: frame.subject_end]):
            return replace(frame, measure=last.frame.measure, rule="F15")  # 产能由60万吨增加到150万吨
        stage = re.search("^(?:其中)?[一二三四]期(?:工程|项目|年产|规模)?(?:约|达)?$", words.left.strip("、,")) is not None
        if (
            stage
            and token.unit_kind in ("mass", "volume")
            and any(
                (one.sentence == self.number or self.paragraph_start <= one.start < self.paragraph_start + 30)
                and one.frame.measure is Measure.CAPACITY
                for one in self.drafts[:-8:-1]
            )
        ):
            return replace(frame, measure=Measure.CAPACITY, rule="F15")  # 年产80万吨项目,…,一期40万吨
        if token.unit_kind == "money" and self._invested(words, frame):
            return replace(frame, measure=Measure.INVESTMENT, rule="F15")  # 铁路完成投资7819亿元,公路24312亿元
        made = last.frame.rule in ("F58", "F15") and re.search("产能|年产(?![值量])", self._sentence_before(token)) is not None
        if made and token.unit_kind in ("mass", "area") and self._bare_good(words, frame):
            return replace(frame, measure=Measure.CAPACITY, rule="F15")  # 磷酸铁锂产能32万吨,负极材料40万吨
        if (words.left and not words_of.ITEM.match(words.left)) or words_of.FLOW.search(words.left):
            return frame
        stored = (
            token.unit_kind in ("energy", "volume") and last.frame.rule in ("F58", "F15") and "产能" in self._sentence_before(token)
        )
        if same or stored:
            return replace(frame, measure=last.frame.measure, rule="F15")
        if token.unit_kind == "money" and words.left in ("、", "") and last.token.unit_kind == "count":
            return replace(frame, measure=Measure.INVESTMENT, rule="F15") if "投资" in self._sentence_before(token) else frame
        return frame

    def _load_goes_on(self, words: Words, frame: Frame, token: Token) -> bool:
        """最大负荷6次创新高,最高达到4468万千瓦: a power without a noun of its own is the load the sentence speaks of."""
        subject = subject_before(words.left[: frame.subject_end])
        return subject in ("", "最", "最高", "最大") and re.search("负荷", self._sentence_before(token)) is not None

    def _output_listed(self, words: Words, frame: Frame, token: Token) -> bool:
        """主要产品产量中,水泥90万吨,太阳能电池80万千瓦: tell whether an item is a good whose output the sentence lists."""
        goods = re.search(
            "电池|组件|硅片|机组|设备|电机|风机|锅炉|汽轮机|发动机|内燃机|变压器|逆变器", words.left[: frame.subject_end]
        )
        return (
            goods is not None
            and re.search("产品产量(?:中|看|方面|情况)?[,:]|产量[:,]", self._sentence_before(token, 200)) is not None
        )

    def _invested(self, words: Words, frame: Frame) -> bool:
        """Tell whether a bare noun with money goes on with the investment of its sentence."""
        subject = subject_before(words.left[: frame.subject_end])
        invested = [one for one in self.drafts[-4:] if one.sentence == self.number and one.frame.measure is Measure.INVESTMENT]
        return 0 < len(subject) <= 6 and bool(invested) and words_of.OTHER_MONEY.search(subject) is None

    def _mineral(self, words: Words, frame: Frame) -> bool:
        """Tell whether nothing but the name of a mineral stands before the number (not 日产气, 外送气)."""
        return self._bare_good(words, frame) and re.search("[产采抽输销用供送耗]", words.left) is None

    def _bare_good(self, words: Words, frame: Frame) -> bool:
        """Tell whether nothing but the short name of a good stands before the number."""
        subject = subject_before(words.left[: frame.subject_end])
        return (
            0 < len(subject) <= 5
            and subject == words.left.strip(",、和 ").removeprefix("其中")
            and words_of.FLOW.search(subject) is None
            and subject[-2:] not in ("面积", "占地", "用地")
        )

    def _after_change(self, token: Token, words: Words) -> Frame | None:
        """占比提高2个百分点,达到38%: the level that a change leads to has the measure of what changed."""
        last = self.last
        if (
            last is None
            or last.sentence != self.number
            or last.frame.measure is not Measure.CHANGE_PP
            or token.unit_kind != "percent"
        ):
            return None
        if words.left.strip("□") not in ("达到", "达", "为", "升至", "降至", "已达", "至"):
            return None
        said = words_of.KIND_OF_RATE.findall(self.layout.text[max(self.sentence_start, last.start - REACH) : last.start])
        measures = {"占": Measure.SHARE, "比": Measure.SHARE, "率": Measure.RATIO, "增": Measure.GROWTH_YOY}
        return Frame(measures[said[-1][0]], "F14", 1, 0) if said else None

    def _subject(self, token: Token, words: Words, frame: Frame, *, listed: bool) -> tuple[str, bool]:
        """Return the subject's words and whether they stand beside the number itself."""
        named = self._named(token, words)[: frame.subject_end] if not listed else ""
        before = subject_before(named.replace("◇", "")) if named else ""
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

    def _finish(self, draft: Draft, words: Words, left: str) -> None:
        """Status, reference and the list the number belongs to; then it is a draft among the others."""
        sentence = self._sentence_before(draft.token)
        if draft.frame.measure is Measure.CLASS_SCALE:
            draft.status = Status.CLASS
        elif self._done(draft, words):
            pass
        elif words_of.FORECAST.search(sentence):
            year, now = draft.period.year, self.periods.calendar.year
            draft.status = Status.PRELIMINARY if year is not None and now is not None and year < now else Status.FORECAST
        elif words_of.PLAN.search(sentence) or self._ahead(draft):
            draft.status = Status.PLAN
        until = "累计" in words.left and "截至" in sentence
        if draft.period.accumulation is Accumulation.POINT and not until and words_of.FLOW.search(draft.subject):
            draft.period = self.periods.flow(draft.period, strong=draft.subject.endswith(("产量", "出栏")))
        yearly = draft.frame.measure is Measure.LEVEL and words_of.annual(words, sentence)
        if yearly or self._annual_as_before(draft, words):
            draft.period = Period("annual", "annual", draft.period.accumulation, draft.period.basis)
        counted = self._place_of_count(draft, words) if draft.frame.measure is Measure.COUNT else []
        if draft.frame.measure is Measure.SHARE and not draft.comparator and re.search("(?:约|近|大约)占", words.left):
            draft.comparator = "≈"
        near = "约" in words.left or "近" in words.left
        if near and not draft.comparator and re.search("(?:约|近)(?:增长|增加|下降|减少|提高|上升|降低|翻)了?$", words.left):
            draft.comparator = "≈"
        always = draft.frame.measure is Measure.DURATION and re.search(
            "常年(?:保持|稳定|维持)?(?:在|达)?(?:约|超过?)?$", words.left
        )
        if draft.frame.measure in (Measure.LEVEL, Measure.DURATION) and (always or words_of.CLIMATE.search(draft.subject)):
            draft.period = Period("annual", "annual", Accumulation.ANNUAL, draft.period.basis)
        self._refer(draft, words)
        self._place_of_base(draft, words)
        together = "合计" in words.left and (
            self.group.last_places
            or len(self.group.mentions) > 1
            or re.search("[两三四五六七八九十0-9][个家]?[\u4e00-\u9fff]{1,4}合计", words.left)
        )
        if together:
            draft.place, draft.place_word = self.places.home, ""
        verb_only = (
            not draft.own_subject
            and words.left[:1] in ("、", "和")
            and re.search("分别|依次", words.clause) is not None
            and draft.token.unit_kind in ("percent", "pp")
        )
        if (draft.listed or verb_only) and self.group.group:
            self.group.group.append(draft)
        else:
            named = self._named(draft.token, words)[: draft.frame.subject_end]
            self.group.begin(draft, list(self.clause_mentions) if "◇" in named else [])
        if counted:
            self.group.last_places = counted
        self.drafts.append(draft)
        if draft.own_subject:
            self.subject = draft.subject
        self.last = draft

    def _place_of_count(self, draft: Draft, words: Words) -> list[Mention]:
        """Place a count among places: provinces are counted in the country, 甲、乙两个基地 in what they lie in; return 甲 and 乙."""
        both, nation = list(self.clause_mentions), self.places.reference
        if len(both) > 1 and draft.start == both[-1].end and draft.token.value == len(both):
            draft.place, draft.place_word = (self.held.place, self.held.word) if self.held else (self.places.home, "")
            return both  # 甲州、乙州两个基地
        listed = self.layout.text[self.layout.clause(draft.start) : draft.start].count("、") + 1
        if both and listed > 2 and draft.token.value == listed:
            draft.place, draft.place_word = (self.held.place, self.held.word) if self.held else (self.places.home, "")
            return []  # 甲地玻璃、乙地轴承、丙地羊绒3个集群
        if re.match("国家级[^,;]{2,20}(?:考核|评价)", words.right):
            draft.place, draft.place_word = find_place("CN"), ""  # 在数百家国家级经开区综合考核中列第几位
            return []
        home = self.places.home
        if (
            nation is not None and nation.end == draft.start and nation.word[0] == "全" and home is not None
            and inside(home, nation.place) and _AMONG.match(self.layout.text, draft.end)
        ):  # fmt: skip
            draft.place, draft.place_word = nation.place, nation.word  # 在全市12个县中排第4
        elif nation is not None and nation.start >= self.layout.clause(draft.start) and words.rest.endswith("之一"):
            draft.place, draft.place_word = nation.place, nation.word  # 是全国十三大水电基地之一
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
            and not _SENT.search(words.clause)
        ):  # fmt: skip
            draft.place, draft.place_word = find_place("CN"), ""
        return []

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
        if re.search("(?:低于|高于|不及)$", text[max(base.start - 2, 0) : base.start]) is None:
            return
        between = text[base.end : draft.start]
        named = 3 <= len(between) <= 14 and re.search("平均|水平|增速|增幅|[0-9]", between) is None
        if named or (not between and words.right.startswith(("的平均", "的增速", "的水平"))):
            draft.place, draft.place_word = base.place, base.word

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
