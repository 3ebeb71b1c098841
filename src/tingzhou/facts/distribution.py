"""Lists of values: which value belongs to which part of a list of subjects or places (分别, 均, 各)."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from tingzhou.facts.clauses import Layout
from tingzhou.facts.fact import Measure, Status
from tingzhou.facts.frames import Frame
from tingzhou.facts.lexer import Token
from tingzhou.facts.numerals import chinese
from tingzhou.facts.periods import Period
from tingzhou.facts.places import Mention, Place
from tingzhou.facts.subjects import split_items, subject_before

__all__ = ["Draft", "Group"]


_GOODS = re.compile(
    "(?:(?![为于的是成在与和等])[\u4e00-\u9fffA-Za-z]){2,10}(?:、(?:(?![为于的是成在与和等])[\u4e00-\u9fffA-Za-z]){2,10})+"
)
_TOGETHER = re.compile("合计|总共|共占|之和")
_IN_TURN = re.compile("[、和及](?:同比|环比)?(?:增长|下降|上升|回落|提高|增加|减少|下滑|降低)(?:了)?(?:约|近|超过?)?")
_GROWS = re.compile("(?:增长|下降|上升|回落|提高|增加|减少|下滑|降低)(?:了)?(?:约|近|超过?)?$")
_SPREAD = re.compile("(?<![人年日平户月亩])均(?!衡|线|价|值)|都(?!市)|双双|各(?!类|项|级|种|地|界|族|县|市|区|州|省|师|旗|盟)")


@dataclass(slots=True)
class Draft:
    """A number on its way to a fact."""

    token: Token
    start: int
    end: int
    frame: Frame
    subject: str
    place: Place | None
    place_word: str
    period: Period
    comparator: str = ""
    status: Status = Status.ACTUAL
    reference: str = ""
    reference_place: Place | None = None
    reference_period: str = ""
    doubt: str = ""
    own_subject: bool = False
    listed: bool = False
    sentence: int = 0
    bound: str = ""  # the comparator that stood before the number


_QUANTITY = re.compile(
    "(?:产能|产量|储量|面积|出口[量额]?|进口[量额]?|销量|规模|装机|总量|产值|发电量|收入|投资)(?:均|都)?$"
)  # each has its own
_COUNTED_NAMES = re.compile(
    "(?P<names>(?:[\u4e00-\u9fffA-Z]{2,10}、){1,8}[\u4e00-\u9fffA-Z]{2,10}?(?:[和与及][\u4e00-\u9fffA-Z]{2,10}?)?)等?(?P<count>[两三四五六七八九十]|[0-9]{1,2})(?:大|个)"
    "[\u4e00-\u9fff]{0,4}?(?P<kind>产业链|产业|行业|门类|板块|领域|集群)[\u4e00-\u9fff]{0,12}?分别[\u4e00-\u9fff]{0,8}$"
)
_BETWEEN_NAMES = re.compile("[、和与及]")
_NO_PART_OF_A_NAME = re.compile("^的|分别|依次|实现|完成|达到|同比")
_CLASSES = re.compile("[IVⅠ-Ⅴ一二三四五]{1,3}类[、和及][IVⅠ-Ⅴ一二三四五]{1,3}类")  # Ⅳ类、Ⅴ类水质占比: one share of both


class Group:
    """The list that is being read, and what the last list of the sentence was about; works on the drafts of the walk."""

    def __init__(self, layout: Layout, drafts: list[Draft]) -> None:
        self.layout = layout
        self.drafts = drafts
        self.group: list[Draft] = []
        self.items: list[str] = []
        self.mentions: list[Mention] = []
        self.last_items: list[str] = []
        self.last_at = 0  # how many drafts there were when the last list was named
        self.last_places: list[Mention] = []
        self.shared: list[Mention] = []  # the places that the last list of values of the sentence was shared out to
        self.opened: list[Mention] = []  # places listed in an earlier clause of the sentence
        self.sentence_start = 0

    def new_sentence(self, start: int) -> None:
        """Finish the list and forget what the sentence's lists were about."""
        self.close()
        self._in_turn()
        self.last_items, self.last_places, self.opened, self.shared = [], [], [], []
        self.sentence_start = start

    def _in_turn(self) -> None:
        """甲、乙、丙产量分别为…,同比增长1.7%、下降3.0%和增长4.4%: growths that are told one by one have the places of the list."""
        places, text = self.shared, self.layout.text
        if len(places) < 2:
            return
        begin = max(self.sentence_start, places[-1].end)
        drafts = list(takewhile(lambda one: one.start >= begin, reversed(self.drafts)))[::-1]
        for draft in drafts:
            which = text[(clause := self.layout.clause(draft.start)) : clause + 2]
            if which in ("前者", "后者") and len(places) == 2:
                mention = places[0 if which == "前者" else 1]
                draft.place, draft.place_word = mention.place, mention.word  # 前者增长23%,后者下滑5.4%
        runs: list[list[Draft]] = [[]]
        for draft in drafts:
            joined = runs[-1] and _IN_TURN.fullmatch(text, runs[-1][-1].end, draft.start) is not None
            if joined:
                runs[-1].append(draft)
            else:
                runs.append([draft])
        for run in runs:
            if len(run) != len(places) or len({one.frame.measure for one in run}) != 1:
                continue
            if len({one.place for one in run}) == 1 and _GROWS.search(text, max(run[0].start - 8, 0), run[0].start) is not None:
                for draft, mention in zip(run, places, strict=True):
                    draft.place, draft.place_word = mention.place, mention.word

    def begin(self, draft: Draft, mentions: list[Mention]) -> None:
        """Finish the list and begin another with ``draft``; ``mentions`` are the places before it in its clause."""
        self.close()
        self.group = [draft]
        first = draft.frame.measure is Measure.RANK and draft.token.text[:1] == "首" and draft.token.text != "首位"
        self.items = split_items(draft.subject) if draft.own_subject and not first else []  # 成立…、推动首个…落地: one first
        if len(self.items) < 2 and draft.own_subject:
            self.items = self._counted_names(draft) or self.items
        self.mentions = mentions

    def _counted_names(self, draft: Draft) -> list[str]:
        """Return the subjects of 装备制造、现代材料、绿色食药三大产业产值分别…: what the number counts is named before it."""
        start = self.layout.clause(draft.start)
        match = _COUNTED_NAMES.search(self.layout.text, max(start, draft.start - 90), draft.start)
        if match is None:
            return []
        names = [name for name in _BETWEEN_NAMES.split(match["names"]) if name]
        count = chinese(match["count"]) if not match["count"].isdigit() else int(match["count"])
        if len(names) < 2 or len(names) != count:
            return []
        what = draft.subject[draft.subject.find(match["kind"]) + len(match["kind"]) :] if match["kind"] in draft.subject else ""
        what = _NO_PART_OF_A_NAME.sub("", what)
        return [name + (what or match["kind"]) for name in names]

    def close(self) -> None:
        """Give the values of a finished list to the parts of its subject."""
        group, self.group = self.group, []
        if not group:
            return
        if len(group) == 1:
            self._one_value(group[0])
            return
        count = len(group)
        if (
            len({one.token.extra.get("unit", one.token.unit_kind) for one in group}) == count
            and len(self.items) < 2
            and (len(self.mentions) < 2 or len({one.frame.measure for one in group}) > 1)
            and not self._each(group[0])
        ):
            return  # 36宗、4800亩: two figures of one subject
        self._quarters(group)
        self._years(group)
        self._periods(group)
        self._periods_before(group)
        places = self.mentions if len(self.mentions) == count else self.last_places if not self.mentions else []
        newer = bool(self.opened and places and not self.mentions and places[-1].end < self.opened[0].start < group[0].start)
        if (newer or not places) and not self.mentions and len(self.items) < 2 and (self._each(group[0]) or self._in_a_row(group)):
            places = self.opened if self.opened and self.opened[0].start < group[0].start else []
        placed = len(places) == count
        if placed:
            for draft, mention in zip(group, places, strict=True):
                draft.place, draft.place_word = mention.place, mention.word
            self.last_places = self.shared = places
        if placed and len(self.items) != count:
            return
        if len(self.items) == count:
            self._name(group, self.items)
        elif len(self.items) > count and group[0].subject.count("、") == count - 1:
            self._name(group, split_items(group[0].subject, only="、"))
        elif not self.items and (recent := self._earlier(group, self.last_at)) is not None:
            self._name(group, recent)  # …分别增长…;甲34688元,乙16280元,增长11.6%和11.5%
        elif not self.items and len(self.last_items) >= count:
            self._name(group, self.last_items[-count:])
        elif not self.items and self._earlier_places(group):
            return
        elif not self.items and self._earlier(group) is not None:
            self._name(group, self._earlier(group) or [])
        else:
            for draft in group:
                draft.doubt = "distribution_unclear"

    def _each(self, first: Draft) -> bool:
        """Tell whether the clause says that each value has its own subject."""
        text = self.layout.text
        opened = text[max(first.start - 1, 0) : first.start] == "("  # 甲、乙、丙三市用电均增长(6%、5%、4%)
        said = text[self.layout.clause(first.start) : first.start].strip(" 约近超")
        return (
            opened
            or said in ("为", "是", "达")
            or re.search("分别|依次|分列|分居|分获", text[self.layout.clause(first.start) : first.start]) is not None
        )

    def _in_a_row(self, group: list[Draft]) -> bool:
        """Tell whether values of one unit stand in a row for places of the clause before: 凤县、太白县…,接待游客248万人次和131万人次."""
        text = self.layout.text
        same = len({one.token.base for one in group}) == 1 and group[0].frame.measure in (Measure.LEVEL, Measure.COUNT)
        return same and all(text[one.end : two.start] in ("和", "、", "与") for one, two in pairwise(group))

    def _quarters(self, group: list[Draft]) -> None:
        """一、二、三季度分别为: each value has its quarter."""
        first = group[0]
        listed = re.search("((?:[一二三四]、)+[一二三四])季度", self.layout.text[self.layout.clause(first.start) : first.start])
        year = first.period.year
        if listed is None or year is None or len(listed[1].split("、")) != len(group):
            return
        for draft, sign in zip(group, listed[1].split("、"), strict=True):
            last = 3 * ("一二三四".index(sign) + 1)
            draft.period = replace(draft.period, start=f"{year}-{last - 2:02d}", end=f"{year}-{last:02d}")

    def _periods(self, group: list[Draft]) -> None:
        """一季度、上半年、全年增速分别为: each value has its period."""
        start, first = self.layout.clause(group[0].start), group[0]
        low = bisect_left(self.layout.starts, start)
        dates = [
            one
            for one in self.layout.tokens[low : low + 2 * len(group)]
            if one.end <= first.start and one.said is not None and one.text != "当月"
        ]
        text = self.layout.text
        if dates and text[dates[0].start - 1] in "较比":
            return  # 较1-5月、一季度分别提高: what is compared with
        if len(dates) != len(group) or any(text[one.end : two.start] not in ("、", "和", "及") for one, two in pairwise(dates)):
            return
        for date, draft in zip(dates, group, strict=True):
            said = date.said
            year = (said.year if said is not None else None) or first.period.year
            if said is None or year is None:
                continue
            if said.kind in ("year", "whole_year"):
                draft.period = replace(draft.period, start=str(year), end=str(year))
            elif said.kind in ("cumulative", "quarter", "month"):
                draft.period = replace(draft.period, start=f"{year}-{said.first:02d}", end=f"{year}-{said.last or said.first:02d}")

    def _periods_before(self, group: list[Draft]) -> None:
        """产量4216万吨,其中9月份487万吨,同比分别增长6.4%、3.7%: each growth has the period of the amount that it is the growth of."""
        measures = (Measure.GROWTH_YOY, Measure.CHANGE)
        if any(one.frame.measure not in measures for one in group) or not self._each(group[0]):
            return
        index = len(self.drafts) - len(group)
        before = [one for one in self.drafts[max(index - len(group), 0) : index] if one.sentence == group[0].sentence]
        amounts = all(one.frame.measure in (Measure.LEVEL, Measure.COUNT) for one in before)
        if len(before) == len(group) and amounts and len({one.period for one in before}) > 1:
            for draft, one in zip(group, before, strict=True):
                draft.period = one.period

    def _years(self, group: list[Draft]) -> None:
        """2016年至2018年,分别完成: each value has its year."""
        first = group[0].period
        if not (len(first.start) == len(first.end) == 4 and first.start.isdigit() and first.end.isdigit()):
            return
        if int(first.end) - int(first.start) + 1 != len(group) or not self._each(group[0]):
            return
        for year, draft in enumerate(group, int(first.start)):
            draft.period = replace(draft.period, start=str(year), end=str(year))

    def _name(self, group: list[Draft], items: list[str]) -> None:
        for draft, item in zip(group, items, strict=True):
            draft.subject = item
        self.last_items, self.last_at = list(items), len(self.drafts)

    def _earlier_places(self, group: list[Draft]) -> bool:
        """甲出口3.1万亿元,乙2.9万亿元,分别增长…: give the values to the places of the numbers before; tell whether it was done."""
        index = len(self.drafts) - len(group)
        before = [one for one in self.drafts[max(index - len(group), 0) : index] if one.sentence == group[0].sentence]
        codes = {one.place.code for one in before if one.place is not None}
        if group[0].frame.measure is Measure.DIFF_PP:
            return False  # 比全省(7.7%)和全国(7.0%)分别高…: of one place
        if len(before) != len(group) or len(codes) != len(group) or len({one.subject for one in before}) != 1:
            return False
        for draft, one in zip(group, before, strict=True):
            draft.place, draft.place_word = one.place, one.place_word
        return True

    def _earlier(self, group: list[Draft], since: int = 0) -> list[str] | None:
        """Return the subjects of the last numbers of the sentence (those after draft ``since``), one for each of the group."""
        index = len(self.drafts) - len(group)
        while index > 0 and self.drafts[index] is not group[0]:
            index -= 1
        found: list[str] = []
        for draft in reversed(self.drafts[max(index - 8, since, 0) : index]):
            if draft.sentence != group[0].sentence:
                break
            if draft.own_subject and draft.subject not in found:
                found.insert(0, draft.subject)
            if len(found) == len(group):
                return found
        return None

    def _one_value(self, draft: Draft) -> None:
        """One value for several subjects: 均增长10%以上; 煤炭、多晶硅产能占全疆一半."""
        items = self.items
        measure = draft.frame.measure
        clause = self.layout.text[self.layout.clause(draft.start) : draft.start]
        spread = _SPREAD.search(self.layout.named, self.layout.clause(draft.start), draft.start) is not None  # not in 成都
        places = self.mentions if len(self.mentions) > 1 else self.last_places if not self.mentions else []
        if (
            spread
            and not self.mentions
            and re.match("[,;]?各", clause.lstrip(",;"))
            and self.opened
            and self.opened[-1].start < draft.start
        ):
            places = self.opened  # 位于滨海、射阳,各装机30万千瓦
        if spread and len(places) > 1:
            self._spread(draft, [replace(draft, place=one.place, place_word=one.word) for one in places])
            self.last_places = places
            return
        if spread and len(items) < 2:
            items = self._named_before(draft, clause)
            if measure is Measure.RANK and len(items) < 2 and (not draft.own_subject or len(draft.subject) <= 3):
                items = self.last_items  # 进口、出口分别增长31%、18%,均居全国第4位
        bound = measure is Measure.GROWTH_YOY and draft.comparator in (">", ">=", "<") and draft.subject.count("、") >= 2
        if bound and draft.own_subject and not spread:  # 甲、乙、丙、丁用电增速超过30%
            spread, items = True, split_items(draft.subject, only="、")
        if len(items) < 2 or (
            not spread
            and (measure not in (Measure.SHARE, Measure.GROWTH_YOY, Measure.RATIO, Measure.RANK) or not draft.own_subject)
        ):
            return
        joint = (
            "及" in draft.subject
            or "和" in draft.subject
            or draft.subject.endswith("业")
            or re.search("[“”]|[两三四五六七八九十][大新]", draft.subject) is not None  # 甲、乙、丙“三新”产业产值占…
            or _CLASSES.search(draft.subject) is not None
        )
        shared = (measure is Measure.SHARE and _QUANTITY.search(draft.subject) is not None and not clause.endswith("的占到")) or (
            measure is Measure.RANK and "级" not in draft.subject and _GOODS.fullmatch(draft.subject) is not None
        )
        if not spread and draft.frame.rule == "F11":
            return  # 八成以上外送兰州、白银等地
        if not spread and (
            not shared or joint or "、" not in draft.subject or "的" in draft.subject.rsplit("、", 1)[1] or _TOGETHER.search(clause)
        ):
            return  # 水电、风电合计占82.2%
        self._spread(draft, [replace(draft, subject=item) for item in items])
        self.last_items = list(items)

    def _spread(self, draft: Draft, parts: list[Draft]) -> None:
        at = next(index for index in range(len(self.drafts) - 1, -1, -1) if self.drafts[index] is draft)
        self.drafts[at : at + 1] = parts

    def _named_before(self, draft: Draft, clause: str) -> list[str]:
        """甲、乙、丙三大产业产值均…, or the figures of the clauses before (…612列,…1.9万箱,均增长…)."""
        start = draft.start - len(clause)
        counted = next(
            (
                one
                for one in reversed(self.drafts[-4:])
                if one is not draft and start <= one.start and one.frame.measure is Measure.COUNT
            ),
            None,
        )
        if counted is not None and draft.own_subject and counted.token.value is not None and 2 <= counted.token.value <= 9:
            names = split_items(subject_before(self.layout.named[start : counted.start].replace("◇", "")))
            if len(names) == counted.token.value:
                return [name + draft.subject for name in names]
        if draft.own_subject:
            return []
        floor = max(self.sentence_start, draft.start - 300)
        begin = max(self.layout.text.rfind(";", floor, draft.start), floor)
        found = [one.subject for one in self.drafts[-8:] if one is not draft and one.start >= begin and one.own_subject
                 and (one.frame.measure in (Measure.LEVEL, Measure.COUNT, Measure.INVESTMENT, Measure.CAPACITY)
                      or (draft.frame.measure is Measure.RANK and one.frame.measure in (Measure.SHARE, Measure.RATIO)))]  # fmt: skip
        return list(dict.fromkeys(found))
