"""Numbers without a unit: ratios, people, and money or people that only the subject names."""

from __future__ import annotations

import re
from abc import abstractmethod

from tingzhou.facts import cue_words as words_of
from tingzhou.facts.dates_met import DatesMet
from tingzhou.facts.distribution import Draft
from tingzhou.facts.fact import Measure
from tingzhou.facts.frames import Frame, Words, strip_comparator
from tingzhou.facts.lexer import Token
from tingzhou.facts.subjects import subject_before

__all__ = ["BareNumbers"]

_MONEY_AFTER = re.compile(
    "的[\u4e00-\u9fff]{0,6}?(?:总产值|产值|生产总值|GDP|增加值|营收|营业收入|销售额|零售额|投资额|市值|进出口额|税收)(?![\u4e00-\u9fff]?企业)"
)
_HOUSEHOLDS = re.compile("(?:农户|贫困户|农牧民|牧民|村民|职工|群众|农民|贫困人口)(?!热线|服务|之家|代表|诉求)")
_EFFICIENCY = re.compile(
    "(?:能效比|能源利用效率|电能利用效率|PUE)(?:[(][A-Za-z]{2,4}[)])?值?(?:设计值|由|从|为|达到?|约为|压到|压至|压降至|降至|降到|低至|控制在|不高于|不超过|低于|小于|平均|最低|仅|只有)*$"
)


class BareNumbers(DatesMet):
    """The part of the walk that reads numbers whose unit is not said."""

    @abstractmethod
    def _quantity(self, token: Token, words: Words) -> None:
        """Read a quantity."""

    @abstractmethod
    def _subject(self, token: Token, words: Words, frame: Frame, *, listed: bool) -> tuple[str, bool]:
        """Return the subject's words and whether they stand beside the number itself."""

    @abstractmethod
    def _finish(self, draft: Draft, words: Words, left: str) -> None:
        """Finish a draft."""

    def _bare_ratio(self, token: Token, following: int) -> bool:
        """之比为2.51, 比上年缩小0.08: a ratio has no unit; tell whether the number was one."""
        words = self._words(token, following)
        if (
            "." not in token.text
            or token.raw_unit
            or token.value is None
            or not re.match("○*(?:$|以下|以内|左右|的平均|缩小|扩大|下降|上升|提高|降|升)", words.right)
        ):
            return False
        token.base, token.unit_kind = "1", "ratio"
        named = re.search(
            "(?:之比|收入比|比值|倍差|系数|性别比|抚养比|(?:综合|质量|景气|信心|发展|活力|便利化|价格|总)指数(?:[(]CPI[)])?)(?:平均|由|从|为|达|达到|约为|降至|降为|缩小至|缩小到|控制在|保持在|稳定在|的|○|□)*$",
            words.left,
        )
        named = named or _EFFICIENCY.search(self.layout.text, max(self.sentence_start, token.start - 24), token.start)
        named = named or (
            re.search("(?:缩小|缩减|下降|降低|降|缩|减|扩大|上升|提高|升)(?:至|到|为)(?:○|□|的)*$", words.left)
            if self._after_ratio()
            else None
        )
        if named is None and self._after_ratio() and words.right.startswith("的平均"):
            named = re.search("[低高]于全[国省区市州]$", words.left)  # 收入比缩小到1.92,低于全国2.45的平均水平
        wider = re.search("(?:收入比|比值|倍差|差距)(?:[比较][^,;■]{1,8}?)?(?P<verb>缩小|扩大|下降|小|大)了?$", words.left)
        moved = re.search("(?P<verb>缩小|下降|降低|减少|扩大|上升|提高|低|高)(?:了)?$", words.left)
        if named is not None:
            frame = Frame(Measure.RATIO, "F63", 1, named.start() + 2 if named[0][:1] not in "缩下降减扩上提升" else 0, unit="1")
        elif wider is not None:
            frame = Frame(Measure.CHANGE, "F64", 1 if wider["verb"] in ("扩大", "大") else -1, wider.start("verb"), unit="1")
        elif moved is not None and self._after_ratio():
            frame = Frame(Measure.CHANGE, "F64", 1 if moved["verb"] in ("扩大", "上升", "提高", "高") else -1, 0, unit="1")
        else:
            return False
        subject, own = self._subject(token, words, frame, listed=False)
        draft = self._draft(token, frame, subject)
        draft.own_subject = own
        draft.comparator = draft.comparator or strip_comparator(words.left)[1]
        self._finish(draft, words, words.left)
        self.previous_end = token.end
        return True

    def _people(self, token: Token, following: int) -> bool:
        """Read 10余万居民, a count whose noun is its unit; tell whether it was one."""
        if token.value is None or words_of.PEOPLE.match(self.layout.cued, token.end) is None:
            return False
        if not token.raw_unit and not self._households(token):
            return False
        token.kind, token.value, token.base, token.unit_kind = "quantity", token.value * token.factor, "1", "count"
        self._quantity(token, self._words(token, following))
        self.previous_end = token.end
        return True

    def _households(self, token: Token) -> bool:
        """Tell whether a whole number stands right before households or people: 40622农户."""
        whole = token.value is not None and token.value >= 1000 and token.value == token.value.to_integral_value()
        return whole and _HOUSEHOLDS.match(self.layout.text, token.end) is not None

    def _unit_of_subject(self, token: Token, following: int) -> bool:
        """总人口26.2万, 固定资产投资突破60亿: only people or money can be meant; tell whether it was read."""
        if token.raw_unit and token.value is not None and _MONEY_AFTER.match(self.layout.text, token.end):
            token.kind, token.value, token.rule = "quantity", token.value * token.factor, "L15"
            token.base, token.unit_kind = "CNY", "money"
            self._quantity(token, self._words(token, following))
            self.previous_end = token.end
            return True
        whole = (
            not token.raw_unit
            and token.value is not None
            and token.value >= 1000
            and token.value == token.value.to_integral_value()
        )
        if (
            not (token.raw_unit or whole)
            or token.value is None
            or not re.match(
                "$|[,。;)!?、\n ]|增[长幅]|同比|大关|多[,。;]|的|(?:完成|建设|实施|打造|推进|用于|投入)",
                self.layout.text[token.end : token.end + 2],
            )
        ):
            return False
        words = self._words(token, following)
        subject = subject_before(re.sub("(?:却|也|还)?(?:只有|仅有?|才|不过)$", "", strip_comparator(words.left)[0]))
        kind = "count" if words_of.HEADS_OF_PEOPLE.search(subject) else "money" if words_of.HEADS_OF_MONEY.search(subject) else ""
        kind = kind or ("money" if words_of.SPENT.search(words.left) else "")
        if whole and kind != "count":
            return False  # 常住人口766579
        of = kind == "count" and words.right.startswith("的")  # 常住人口不足22万的小县
        if not kind or (words.right not in ("", "大关", "多") and not words.right.startswith("、") and not of and kind != "money"):
            return False
        token.kind, token.value, token.rule = "quantity", token.value * token.factor, "L15"
        token.base, token.unit_kind = ("1", "count") if kind == "count" else ("CNY", "money")
        self._quantity(token, self._words(token, following))
        self.previous_end = token.end
        return True
