"""Ranks, classes of size and ratios a:b:c on the walk over a text."""

from __future__ import annotations

import re
from abc import abstractmethod
from dataclasses import replace
from decimal import Decimal

from tingzhou.facts import cue_words as words_of
from tingzhou.facts.bare_numbers import BareNumbers
from tingzhou.facts.fact import Measure
from tingzhou.facts.frames import Frame, Words
from tingzhou.facts.lexer import Token
from tingzhou.facts.numerals import signed
from tingzhou.facts.places import inside
from tingzhou.facts.subjects import subject_after, subject_before

__all__ = ["RanksAndRatios"]


_AMONG_ALL = re.compile("[中里](?:位?[列居]|排名?|名列|位次)[^,;]{0,6}$")
_GREAT_ONE = re.compile("[\u4e00-\u9fff]{0,8}?(?:大[省市县国区]|出口国|生产国|消费国|进口国|产区|产地|来源地|基地)")


_INTO = re.compile(
    "(?:跻身|[迈步跨冲闯挺晋进加跃晋][入进级升上身]|迈向|入围|[列站]入|位列|站[上稳])(?:了|到|全[国省市区州]|世界|全球)*$"
)
_STEPPED = re.compile("(?:首次|一举|成功|历史性|再次|再|又|连续|接连|相继|先后)?(?:迈|跨|登|站|跃|踏|越)(?:上|过|稳)了?(?:一个)?$")
_FIRST_TIME = re.compile("(?:首次|一举|历史性)(?:站上|迈进|迈上|跨上|踏上)(?:了)?$|(?:GDP|总值|总量|收入)(?:迈进|站上)$")
_ENDS = re.compile("(?:大关)?(?:[,。;、]|$)")
_STEP = re.compile("(?:、(?:约|近)?[0-9.]*[■○]{2,9})*(?:以上)?(?:的)?新?的?(?:大)?(?:台阶|门槛)")
_RANKS_OF = re.compile("(?:以上)?级?的?[\u4e00-\u9fff“]{0,6}?(?:行列|俱乐部|方阵|阵营|梯队|序列|阵列|大军)")

_SIDE_BY_SIDE = re.compile("[\u4e00-\u9fff](?<!以上)(?<!左右)、[\u4e00-\u9fff][^,;。]{0,30}$")
_LOST = re.compile("(?:不再|不是|并非|未能|无缘|跌出|退出)[^,;]{0,6}$")


class RanksAndRatios(BareNumbers):
    """The part of the walk that reads ranks, classes and ratios."""

    @abstractmethod
    def _listed(self, token: Token, words: Words) -> bool:
        """Tell whether a number goes on with the list of the one before."""

    def _order_of_names(self, token: Token) -> bool:
        """甲市、乙县、丙县分别增长…,列前三位: tell whether the first places are those of several that were just named."""
        before = self.layout.text[max(self.sentence_start, token.start - 80) : token.start]
        clause, _, here = before.rpartition(",")
        named = [
            one for one in self.layout.mentions[max(self._mention - 6, 0) : self._mention] if one.start >= token.start - len(before)
        ]
        return len(named) > 1 and len(here) <= 8 and "、" in clause

    def _ranked(self, token: Token, words: Words) -> bool:
        """Tell whether the words before an ordinal rank: 居, 位列, 排名."""
        return (
            words_of.RANKED.search(words.left) is not None
            or (not words.left.strip("○") and re.search("[居列排位][^,;]{0,8}■+○*$", words.clause) is not None)  # 位列全省11市第3
            or re.search("[居列排位](?:在)?◇+(?:地区)?$", self._named(token, words)) is not None  # 稳居湖北第三
            or re.search("(?:居|位列|排名|排在|名列)[^,;、■□]{2,16}$", words.left) is not None  # 居中国品牌乘用车出口第一
            or re.search("[居列排位](?:在|全[省市县区州])?■+个?[\u4e00-\u9fff]{1,6}$", words.clause) is not None
        )

    def _rank(self, token: Token, words: Words) -> None:
        several = (
            re.search(
                "(?:■|[两三四五六七八九十])项(?:主要)?(?:指标|增速)[^,;■]{0,10}[居列位占进]|[两三四五六七八九]个?[市县区州](?!第)[\u4e00-\u9fff]{0,8}[居列位]",
                words.clause,
            )
            is not None
        )  # 5项指标列全市前三
        if token.text.startswith("前") and (several or self._order_of_names(token)):
            self.vetoed.append((token, "idiom", ""))
            return
        listed = self._listed(token, words) and self.last is not None and self.last.token.kind == "rank"
        if _LOST.search(words.left):
            self.vetoed.append((token, "idiom", ""))
            return  # 不再位居榜首
        sure = (
            token.text in ("首位", "榜首", "首", "冠", "头把")
            or (token.rule == "L10" and token.text.startswith(("首", "第")) and token.text[-1] in "个家座条例台套")
            or (token.rule == "L10" and token.text.startswith("首"))
            or token.text[-1] in "位名"
        )
        ranked = self._ranked(token, words)
        nth = words.right[:1] in ("座", "个", "家", "条") and words_of.NATIONAL.search(words.left) is not None
        sure = sure or (nth and token.text[-1].isdigit())  # 全国第27座万亿城市
        ends = re.match(r"(?:$|跃|升|前移|上升|下降|提升|晋|的|、|和|位|,|低|高|\s|\[|[”）])", words.right) is not None
        big = token.text.endswith("大") and (
            words_of.NATIONAL.search(words.left) is not None or words_of.GREAT.match(words.right) is not None
        )
        if token.text.startswith("前") and token.text[-1] not in "位名":
            if not ranked or _SIDE_BY_SIDE.search(words.clause):
                self._refuse(
                    token, Frame(None, "F99", reason="measure_unclear")
                )  # 甲、乙、丙位列前三: an order that the names give
                return
            token.comparator, sure = "<=", True
        if token.text.startswith("前") and not ranked:
            sure = False
        beside = re.fullmatch("[、和][\u4e00-\u9fff]{1,8}", words.left) is not None and words.right[:1] in ("", "。", ",", ";")
        sure = sure or (beside and self.last is not None and self.last.token.kind == "rank" and token.start - self.last.end <= 9)
        named = _GREAT_ONE.match(words.right) is not None
        after = words.left == "、" or (words.left.endswith("、") and _GREAT_ONE.match(words.left) is not None)
        after = after and self.last is not None and self.last.token.kind == "rank" and self.last.sentence == self.number
        after = after or self._named(token, words).endswith("◇")  # 安徽第二经济大市
        big = big or (named and (ranked or after))  # 全国第一粮食加工大省、第一肉制品大省
        if not (listed or sure or big or (ranked and ends and not token.text.endswith("大"))):
            self.vetoed.append((token, "ordinal", str(token.value or "")))
            return
        cut = re.search(
            "(?:总量|规模|增速)?(?:连续□?)?(?:稳居|位居|位列|名列|居|列|排名|排在|排|跃居|跃升|升至|保持|在|全国|全疆|全区|全省|西北)[^,]*$",
            words.left,
        )
        frame = Frame(Measure.RANK, "F60", 1, cut.start() if cut else len(words.left))
        before = subject_before(self._named(token, words)[: frame.subject_end].replace("◇", "")) if not listed else ""
        home, said = self.places.home, self.places.sentence
        if said is not None and home is not None and inside(home, said.place) and _AMONG_ALL.search(words.clause):
            self.places.topic = None if self.places.topic is said else self.places.topic
            self.places.sentence = None  # 在全国178家开发区评价中列第68位: of the one ranked
        draft = self._draft(token, frame, before or self.subject)
        draft.own_subject, draft.listed = bool(before), listed
        self._finish(draft, words, words.left)

    def _joins(self, token: Token, words: Words) -> bool:
        """首次跻身800万箱行列: the size that a rank of its equals begins at is a class of size; tell whether it was one."""
        sized = token.unit_kind in ("money", "power", "energy", "mass", "volume", "area", "count", "length")
        into = _INTO.search(words.left)
        stepped = _STEPPED.search(words.left)
        if stepped is not None and _STEP.match(words.rest) is not None:
            into = stepped  # 跨上200亿元台阶
        elif _FIRST_TIME.search(words.left) is not None and token.unit_kind == "money" and _ENDS.match(words.rest):
            into = _FIRST_TIME.search(words.left)  # 进出口总额首次站上4000亿元
        elif _RANKS_OF.match(words.rest) is None:
            return False
        if not sized or token.value is None or into is None:
            return False
        token.comparator = ">="
        before = subject_before(words.left[: into.start()])
        draft = self._draft(token, Frame(Measure.CLASS_SCALE, "F61", 1, into.start()), before or self.subject)
        draft.own_subject = bool(before)
        self._finish(draft, words, words.left)
        return True

    def _club(self, token: Token, following: int) -> bool:
        """GDP晋级4万亿, 迈进4万亿俱乐部: money without a unit that a class begins at; tell whether it was one."""
        if token.value is None or not token.raw_unit.endswith("亿"):
            return False
        words = self._words(token, following)
        into = _INTO.search(words.left)
        if into is None:
            return False
        before = subject_before(words.left[: into.start()])
        if _RANKS_OF.match(words.rest) is None and words_of.HEADS_OF_MONEY.search(before) is None:
            return False
        token.value, token.base, token.unit_kind, token.comparator = token.value * token.factor, "CNY", "money", ">="
        draft = self._draft(token, Frame(Measure.CLASS_SCALE, "F61"), before or self.subject)
        draft.own_subject = bool(before)
        self._finish(draft, words, words.left)
        self.previous_end = token.end
        return True

    def _class(self, token: Token, words: Words) -> None:
        if words.right.startswith(("及以上", "及以下")) or (
            words.right.startswith("以上") and (token.base or "亿" not in token.text)
        ):
            self.vetoed.append((token, "idiom", ""))  # 万吨级及以上泊位2592个
            return
        if not token.base:
            money = bool(words_of.BIG_CLASS.match(words.rest) or words_of.TO_CLASS.search(words.left))
            money = money or ("亿" in token.text and re.search("投资|产值|项目", self._sentence_before(token)) is not None)
            if not money:
                self._refuse(token, Frame(None, "F95", reason="unit_missing"))
                return
            token.base, token.unit_kind = "CNY", "money"
        subject = subject_after(words.right) or subject_before(words.left)
        draft = self._draft(token, Frame(Measure.CLASS_SCALE, "F61"), subject)
        self._finish(draft, words, words.left)

    def _by_sector(self, token: Token, words: Words, parts: list[tuple[int, int, Decimal]]) -> bool:
        """三次产业贡献率为-2.4:9.0:93.4, 拉动增长-0.2:0.6:5.3个百分点: read one figure for each sector; tell whether it was that."""
        points = re.match("个?百分点", words.right)
        if points is not None and re.search("拉动|[上下]拉", words.left) is not None:
            frame = Frame(Measure.CONTRIBUTION_PP, "F20", unit="pp")
        elif "贡献率" in words.left:
            frame = Frame(Measure.CONTRIBUTION_RATE, "F04", unit="%")
        else:
            return False
        for number, (first, last, value) in enumerate(parts):
            part = replace(
                token, value=value, raw_value=token.text[first:last], base=frame.unit, kind="quantity", unit_kind="ratio"
            )
            end = token.end + points.end() if points is not None and number == 2 else token.start + last
            draft = self._draft(part, frame, f"第{'一二三'[number]}产业", start=token.start + first, end=end)
            self.drafts.append(draft)
        self.last = None
        return True

    def _ratio(self, token: Token, words: Words) -> None:
        parts = [(match.start(), match.end(), signed(match[0])) for match in re.finditer(r"[+-]?[0-9.,]+", token.text)]
        if len(parts) == 3 and self._by_sector(token, words, parts):
            return
        values = [value for _, _, value in parts]
        whole = len(values) > 1 and abs(sum(values, Decimal(0)) - 100) <= Decimal("0.35")
        if (
            len(parts) < 3
            and not whole
            and not (
                re.search("比(?:例|率)?(?:为|达|达到|是)?$|按|以", words.left)
                or (len(values) == 2 and values[1] == 1 and re.search("比|价差", words.clause) is not None)
            )
        ):
            self._refuse(token, Frame(None, "F96", reason="measure_unclear"))
            return
        if len(parts) == 2 and values[1] in (1, 100) and not whole:
            parts = [(0, len(token.text), values[0])]  # 2.35:1 is one figure
        cut = re.search("(?:调整|优化|变化|转变|演进|演变|改善)?(?:为|是|达到|达|由|从)$", words.left)
        frame = Frame(Measure.RATIO, "F62", 1, cut.start() if cut else len(words.left), unit="%" if whole else "1")
        subject = subject_before(self._named(token, words)[: frame.subject_end].replace("◇", "")) or self.subject
        once = self.periods.once
        sectors = len(parts) == 3 and re.search("产业(?:结构|比例|构成|增加值比|比)|三次产业", subject) is not None
        for number, (first, last, value) in enumerate(parts):
            named = f"第{'一二三'[number]}产业({subject})" if sectors else subject  # each part with its sector
            self.periods.once = once  # 由2023年的a:b:c: one base for all parts
            part = replace(
                token, value=value, raw_value=token.text[first:last], base=frame.unit, kind="quantity", unit_kind="ratio"
            )
            draft = self._draft(part, frame, named, start=token.start + first, end=token.start + last)
            self.drafts.append(draft)
        self.subject = subject or self.subject
        self.last = draft if len(parts) == 1 else None
