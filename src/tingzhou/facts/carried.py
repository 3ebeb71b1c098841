"""What a number takes over from those before it: frames of lists, rates of parts, capacities of items, changes and their levels."""

from __future__ import annotations

import re
from dataclasses import replace

from tingzhou.facts import cue_words as words_of
from tingzhou.facts.distribution import Draft
from tingzhou.facts.fact import Measure
from tingzhou.facts.frames import Frame, Words, strip_comparator
from tingzhou.facts.lexer import Token
from tingzhou.facts.ranks_and_ratios import RanksAndRatios
from tingzhou.facts.subjects import subject_before
from tingzhou.facts.walk import REACH

__all__ = ["SHORT", "Carried"]

_CAUSES = re.compile("(?:原因|构成|结构|分布|来源)[^,;。]{0,10}(?:分别|依次|主要)?(?:是|为|有|:)")
_THAN_ASIDES = re.compile(
    r"[比较](?P<object>[^,;。()比较]{1,12}\([^()]{1,16}\)(?:[、和及与]?[^,;。()比较]{1,12}\([^()]{1,16}\))*)(?:分别|依次|均)?(?P<verb>[高低快慢多少])(?:了|出|约|近)?$"
)
_OVER_ASIDES = re.compile(  # 高于全国(4.8%)、全省(5.4%)1.3和0.7个百分点
    r"(?P<verb>高于|低于|快于|慢于|高出)[^,;。()]{1,12}\([^()]{1,16}\)(?:[、和及与]?[^,;。()]{1,12}\([^()]{1,16}\))*(?:分别)?(?:■+(?:和|、|与))*$"
)
_THAN_COUNTED = re.compile("(高于|低于|快于|慢于|高出)[^,;。■]{0,14}■+[^,;。■]{1,12}$")  # 高于东部30个开发区0.5个百分点
_SUCH_ABILITY = re.compile("[^,;。]{0,60}的年?(?:综合)?(?:产能|生产能力|产能力|加工能力|制造能力|供应能力)")
_FORMED = re.compile("形成|具备|达到|拥有|建成|具有")
_ONLY_PLACES = re.compile("[、和]?(?:其中)?(?:◇+[、和与]?)+(?:分别|依次)?(?:为|是|达|达到)?")
_BY_PARTS = re.compile("[从分按][\u4e00-\u9fff]{1,8}看,")
_RATE_HEAD = re.compile("(贡献率|占比|比重|增速|增幅|率)$")
_HEADED = {"比": Measure.SHARE, "重": Measure.SHARE, "速": Measure.GROWTH_YOY, "幅": Measure.GROWTH_YOY, "率": Measure.RATIO}
_COURSE = re.compile("(?:增加|提高|追加|扩大|调整|增)[到至为]")
_OF_A_TIME = re.compile(
    "(?:以上|左右|以内)?[,;、和]?(?:其中)?□+(?:末|底)?(?:则|仅)?(?:为|达到?|是|的|不低于|不高于|超过?)?"
)  # 失业率平均为5.1%,其中6月份为4.9%
_ENERGIES = re.compile(
    "(?:[陆海]上)?(?:风[能电力光]|太阳能|光[能伏]|光伏发电|风力发电|水[能电力]|地热能?|生物质能?|潮汐能|海洋能)(?:资源)?"
)
_ITS_RATE = re.compile("(?:增速|增幅|涨幅)(?:仍|也|均|都|依然|明显|远|[高快领跑])[^。;]{2,20}[,]?(?:达到|达|高达)?$")
_RUN_OF_YEARS = re.compile(",?(?:已)?连续[0-9两一二三四五六七八九十]{1,3}年(?:超过?|保持在?|稳定在|高于|达到?)")
_IN_THE_MEAN = re.compile("(?:从|按)(?:两|[二三四五])年(?:年均|平均)(?:增速|增长|增幅)?(?:来)?看")
SHORT = re.compile("(?:[略稍]?)([高低快慢多少])(?:了|出|约|近|超过?)?$")


class Carried(RanksAndRatios):
    """The part of the walk that looks back at the numbers before."""

    def _net_goes_on(self, token: Token, words: Words, frame: Frame) -> bool:
        """净增风电45万千瓦,光伏76万千瓦: tell whether a bare good goes on with the net change before it."""
        last = self.last
        if (
            last is None
            or last.sentence != self.number
            or last.token.base != token.base
            or last.frame.measure is not Measure.CHANGE
        ):
            return False
        goods = token.unit_kind in ("mass", "area") and words.left[:1] in ("、", "和", "及") and "节约" not in words.left
        if last.frame.rule == "F43" and goods and (frame.rule == "F54" or (frame.rule == "F58" and words.left.endswith("产能"))):
            if token.unit_kind == "area" or frame.rule == "F58":
                return last.end == self.previous_end and len(words.left) <= 12  # 增加水稻面积26万亩、蔬菜瓜果16万亩
            return last.end == self.previous_end and self._bare_good(words, frame)  # 减排二氧化碳5万吨、二氧化硫800吨
        net = re.search("净[增减][^,;。]{1,8}$", self.layout.cued[max(self.sentence_start, last.start - 12) : last.start])
        return net is not None and frame.rule in ("F54", "F56") and self._bare_good(words, frame)

    def _than_with_asides(self, token: Token) -> Frame | None:
        """比全省(7.7%)和全国(7.0%)分别高0.7、1.4个百分点: a difference whose bases have their figures in brackets."""
        than = _THAN_ASIDES.search(self.layout.cued, max(self.sentence_start, token.start - 2 * REACH), token.start)
        over = _OVER_ASIDES.search(self.layout.cued, max(self.sentence_start, token.start - 2 * REACH), token.start)
        if over is not None:
            return Frame(Measure.DIFF_PP, "F24", -1 if over["verb"] in ("低于", "慢于") else 1, 0)
        whole = _THAN_COUNTED.search(self.layout.cued, max(self.layout.clause(token.start), token.start - REACH), token.start)
        if than is None and whole is not None:
            return Frame(Measure.DIFF_PP, "F24", -1 if whole[1] in ("低于", "慢于") else 1, 0)
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
            fell = self.last is not None and self.last.frame.sign < 0 and re.search("收窄|扩大", words.left) is not None
            frame = replace(frame, measure=Measure.GROWTH_YOY, rule="F01", sign=-1 if fell else frame.sign)  # 降幅由18%收窄至9%
        elif frame.rule == "F08" and self._rate_goes_on(token, words, frame, Measure.CONTRIBUTION_RATE):
            frame = replace(frame, measure=Measure.CONTRIBUTION_RATE, rule="F04")
        elif frame.rule == "F91" and (rate := self._rate_of_part(token, words)) is not None:
            frame = rate
        elif frame.measure is Measure.GROWTH_YOY and _IN_THE_MEAN.search(self._sentence_before(token, 120)):
            frame = replace(frame, measure=Measure.GROWTH_AVG, rule="F02")  # 从两年平均增速看,甲、乙分别增长…
        elif frame.rule == "F91" and words.left in ("达到", "达", "高达") and _ITS_RATE.search(self._sentence_before(token)):
            frame = Frame(Measure.GROWTH_YOY, "F14", 1, 0)  # 其增速领先于全省其他地区,达到9.6%
        elif frame.rule == "F91" and self._share_of_aside(token, words):
            frame = Frame(Measure.SHARE, "F03", 1, 0)
        elif frame.rule == "F91" and not words.left and self._cause(token):
            frame = Frame(Measure.SHARE, "F14", 1, 0)
        elif frame.rule == "F91" and self._rate_of_place(token, words):
            frame = Frame(Measure.GROWTH_YOY, "F14", 1, 0)
        if frame.rule == "F12" and not subject_before(self._named(token, words)[: frame.subject_end].replace("◇", "")):
            near = self.layout.text[max(self.sentence_start, token.start - REACH) : token.end + 40]
            said = re.search("增速|增幅|增长(?:最[快多高大]|较快)", near) is not None
            frame = Frame(Measure.GROWTH_YOY, "F14", 1, 0) if said else Frame(None, "F91", reason="measure_unclear")
        return frame

    def _share_of_aside(self, token: Token, words: Words) -> bool:
        """占全省GDP(42959.2亿元)约四分之一: tell whether a share stands behind the bracket with the figure of its whole."""
        text, at = self.layout.text, token.start - len(words.left) - 1
        if at < 0 or text[at] != ")" or words.left.strip("约近超过不足的") != "":
            return False
        begin = text.rfind("(", max(at - 40, 0), at)
        return begin >= 0 and text.find("占", self.layout.clause(begin), begin) >= 0

    def _part_of_investment(self, token: Token, words: Words) -> bool:
        """完成投资596.3亿元。其中,交通、教育分别完成182.4亿元: tell whether money is a part of the investment told of last."""
        text = self.layout.text
        parts = text.startswith("其中", self.sentence_start) or _BY_PARTS.match(text, self.sentence_start) is not None
        goes_on = self.last is not None and self.last.frame.rule == "F15" and self.last.sentence == self.number
        goes_on = goes_on and re.search("◇[,;、]?$", self._named(token, words)) is not None  # 渭滨区完成72.4亿元,岐山县65.9亿元
        done = (
            re.fullmatch("□*(?:已|累计|已累计|实际)?完成(?:了|约|近)?", words.left) is not None
        )  # 年度计划投资158亿元。上半年已完成84.6亿元
        if not (parts or done) or not (goes_on or re.search("完成(?:了|约|近)?$", words.left)):
            return False
        told = next((one for one in reversed(self.drafts[-4:]) if one.token.unit_kind == "money"), None)
        return (
            told is not None
            and told.sentence >= self.number - 1
            and told.frame.measure is Measure.INVESTMENT
            and token.value is not None
        )

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

    def _cause(self, token: Token) -> bool:
        """主要原因分别是因病(36.2%)、因残(19.9%): shares in brackets behind what a whole is made up of."""
        text = self.layout.text
        inside = text[token.start - 1 : token.start] == "(" and text[token.end : token.end + 1] == ")"
        return inside and _CAUSES.search(text, max(self.sentence_start, token.start - 160), token.start) is not None

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
        if self._cause(token):
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

    def _carried(self, token: Token, words: Words, frame: Frame) -> Frame:
        """Take over the frame of the number before in the sentence, where this one has no verb (增长5%, 建筑业3%)."""
        headed = self._headed_by_rate(token, words)
        if headed is not None:
            return headed
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
        reached = reached or _RUN_OF_YEARS.fullmatch(self.layout.text, last.end, token.start) is not None
        reached = reached or re.fullmatch(",?均?(?:保持|稳定|维持|控制)在?", words.left) is not None
        reached = reached or (
            last.frame.measure in (Measure.SHARE, Measure.RATIO, Measure.GROWTH_YOY)
            and _OF_A_TIME.fullmatch(words.left) is not None
        )
        if (not bare and "□" not in words.left and not reached) or (
            re.search("[占用于其中的]$", bare) and not _OF_A_TIME.fullmatch(words.left)
        ):
            return frame
        if (
            frame.rule == "F12"
            and not reached
            and last.frame.measure is not Measure.SHARE
            and not re.search("分别|依次|增速", words.clause + self._sentence_before(token))
        ):
            return frame
        short = SHORT.search(words.left) if token.unit_kind == "pp" else None
        sign = last.frame.sign if short is None else -1 if short[1] in "低慢少" else 1  # 高1.2个、低0.3个百分点
        return replace(last.frame, rule="F14", sign=sign, subject_end=len(words.left), reason="")

    def _headed_by_rate(self, token: Token, words: Words) -> Frame | None:
        """消费贡献率:由54.9%提高到58.8%: a rate named before a colon is what the first figure behind it states."""
        start, text = self.layout.clause(token.start), self.layout.text
        if token.unit_kind != "percent" or text[max(start - 1, 0) : start] != ":" or len(words.left) != token.start - start:
            return None
        head = _RATE_HEAD.search(text, max(self.sentence_start, start - 16), start - 1)
        if head is None or not re.fullmatch("(?:□|由|从|为|达到?|约|近|超过?)*", words.left):
            return None
        return Frame(_HEADED[head[1][-1]] if head[1] != "贡献率" else Measure.CONTRIBUTION_RATE, "F14", 1, 0)

    def _as_before(self, token: Token, words: Words, frame: Frame) -> Frame:
        """Take over capacity or resource from the item before (年产绿氢2.1万吨、合成氨12万吨), investment from the sentence (7个、310亿元)."""
        last = self.last
        if frame.rule == "F56":
            return self._power(token, words, frame)
        if self.listing and frame.rule in ("F54", "F50") and subject_before(words.left[: frame.subject_end]):
            measure = Measure.RESOURCE if "量" in self.listing[1:] and self.listing[0] in "储资" else Measure.CAPACITY
            return replace(frame, measure=measure, rule="F15")  # 主要产品产能:甲38万吨,乙32万吨
        if frame.rule in ("F54", "F50") and "能" in words.rest and _SUCH_ABILITY.match(words.rest) and _FORMED.search(words.clause):
            return replace(frame, measure=Measure.CAPACITY, rule="F58")  # 已形成整机500万千瓦、叶片1200套的年产能力
        if frame.rule == "F54" and token.unit_kind == "money" and self._part_of_investment(token, words):
            return replace(frame, measure=Measure.INVESTMENT, rule="F15")
        if last is None or last.sentence != self.number or frame.rule not in ("F54", "F50"):
            return frame
        if frame.rule == "F50":
            return self._pieces_made(token, words, frame, last)
        if last.frame.rule == "F65" and token.base == last.token.base and not subject_before(words.left[: frame.subject_end]):
            return replace(frame, measure=Measure.RATIO, rule="F65")  # 电耗由4.6千瓦时/标方降至4.3千瓦时/标方
        if last.frame.measure is Measure.RESOURCE and token.unit_kind in ("mass", "volume") and self._mineral(words, frame):
            return replace(frame, measure=Measure.RESOURCE, rule="F15")  # 煤炭储量110亿吨,铝土矿1.2亿吨
        beside = last.frame.measure is Measure.RESOURCE and token.unit_kind == last.token.unit_kind
        if beside and re.fullmatch("(?:左右|以上)?、[\u4e00-\u9fff]{2,6}", words.left):
            return replace(frame, measure=Measure.RESOURCE, rule="F15")  # 氯化锂资源量120万吨左右、氯化钾2400万吨
        added = re.fullmatch("的?基础上(?:新增|再增|增加|扩建)(?:约|近)?", words.left) is not None
        if token.base == last.token.base and last.frame.measure is Measure.CAPACITY and (added or token.base == "PFLOPS"):
            return replace(frame, measure=Measure.CAPACITY, rule="F15")  # 在日处理能力10万吨的基础上新增5万吨
        listed = last.end == self.previous_end and words.left in ("、", "和") and token.unit_kind in ("mass", "volume", "energy")
        if listed and last.frame.measure is Measure.CAPACITY and "分别" in words.clause:
            return replace(frame, measure=Measure.CAPACITY, rule="F15")  # 产能分别为128万吨、33亿立方米和155万吨
        held = last.frame.measure in (Measure.CAPACITY, Measure.RESOURCE)
        state = subject_before(words.left[: frame.subject_end]) in ("在建", "规划", "拟建", "续建")
        if held and state and token.base == last.token.base:
            return replace(frame, measure=last.frame.measure, rule="F15")  # 建成产能212吉瓦时,在建95吉瓦时
        same = token.unit_kind == last.token.unit_kind and (
            held or (last.frame.measure is Measure.INVESTMENT and _COURSE.match(words.left) is not None)
        )
        if same and not words_of.ITEM.match(words.left) and not subject_before(words.left[: frame.subject_end]):
            return replace(frame, measure=last.frame.measure, rule="F15")  # 产能由60万吨增加到150万吨
        if token.unit_kind in ("mass", "volume") and self._stage(words):
            return replace(frame, measure=Measure.CAPACITY, rule="F15")  # 年产80万吨项目,…,一期40万吨
        done = last.frame.measure is Measure.INVESTMENT and re.fullmatch(
            "[,;、]?□*(?:已|累计|实际|已累计)?完成(?:了|约|近)?", words.left
        )
        if token.unit_kind == "money" and (done or self._invested(words, frame)):
            return replace(frame, measure=Measure.INVESTMENT, rule="F15")  # 铁路完成投资7819亿元,公路24312亿元
        made = last.frame.rule in ("F58", "F15") and re.search("产能|年产(?![值量])", self._sentence_before(token)) is not None
        if made and token.unit_kind in ("mass", "area", "volume", "energy") and self._bare_good(words, frame):
            return replace(frame, measure=Measure.CAPACITY, rule="F15")  # 磷酸铁锂产能32万吨,负极材料40万吨
        if (words.left and not words_of.ITEM.match(words.left)) or words_of.FLOW.search(words.left):
            return frame
        stored = (
            token.unit_kind in ("energy", "volume") and last.frame.rule in ("F58", "F15") and "产能" in self._sentence_before(token)
        )
        if same or stored:
            return replace(frame, measure=last.frame.measure, rule="F15")
        if token.unit_kind == "money" and last.token.unit_kind == "count" and self._begun(token, words):
            return replace(frame, measure=Measure.INVESTMENT, rule="F15")  # 集中开工,38个项目、127.6亿元
        if token.unit_kind == "money" and words.left in ("、", "") and last.token.unit_kind == "count":
            return replace(frame, measure=Measure.INVESTMENT, rule="F15") if "投资" in self._sentence_before(token) else frame
        return frame

    def _begun(self, token: Token, words: Words) -> bool:
        """Tell whether money goes on with projects that were begun or signed."""
        return words.left == "项目、" and re.search("开工|签约|竣工|投产", self._sentence_before(token)) is not None

    def _pieces_made(self, token: Token, words: Words, frame: Frame, last: Draft) -> Frame:
        """Return the frame of pieces that go on with a capacity (年产1200台整机、600套叶片的能力; 由1500辆次提高到3000辆次)."""
        made = (
            last.frame.measure is Measure.CAPACITY
            and token.extra.get("unit") not in ("人", "名", "户")
            and (last.token.unit_kind == "count" or (words.left.startswith("、") and "年产" in self._sentence_before(token)))
            and (words.left.startswith(("、", "和")) or words.left.endswith(("、", "和")))
        )
        course = last.frame.measure is Measure.CAPACITY and token.extra == last.token.extra and _COURSE.match(words.left)
        return replace(frame, measure=Measure.CAPACITY, rule="F15") if made or course else frame

    def _power(self, token: Token, words: Words, frame: Frame) -> Frame:
        """Tell whether a power is an output of goods, a load, or the next item of a resource (风能可开发量2亿千瓦,太阳能5亿千瓦)."""
        if token.base == "kW" and self._output_listed(words, frame, token):
            return replace(frame, measure=Measure.LEVEL, rule="F54")
        if self._load_goes_on(words, frame, token):
            return replace(frame, measure=Measure.LEVEL, rule="F57")
        last = self.last
        told = last is not None and last.sentence == self.number and last.frame.measure is Measure.RESOURCE
        if told and _ENERGIES.fullmatch(subject_before(words.left[: frame.subject_end])) is not None:
            return replace(frame, measure=Measure.RESOURCE, rule="F15")
        return frame

    def _stage(self, words: Words) -> bool:
        """年产80万吨项目,…,一期40万吨: tell whether a stage of works is named whose capacity was told."""
        if re.search("^(?:其中)?[一二三四]期(?:工程|项目|年产|规模)?(?:约|达)?$", words.left.strip("、,")) is None:
            return False
        return any(
            (one.sentence == self.number or self.paragraph_start <= one.start < self.paragraph_start + 30)
            and one.frame.measure is Measure.CAPACITY
            for one in self.drafts[:-8:-1]
        )

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
        if words.left.strip("□、") not in ("达到", "达", "为", "升至", "降至", "已达", "至"):
            return None
        said = words_of.KIND_OF_RATE.findall(self.layout.text[max(self.sentence_start, last.start - REACH) : last.start])
        measures = {"占比": Measure.SHARE, "比重": Measure.SHARE, "增速": Measure.GROWTH_YOY, "增幅": Measure.GROWTH_YOY}
        return Frame(measures.get(said[-1], Measure.RATIO), "F14", 1, 0) if said else None
