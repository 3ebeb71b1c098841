"""The day of a ceremony (某月某日,…集中开工): what a text about it tells of its projects without a time is of that day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tingzhou.facts.clauses import Layout
from tingzhou.facts.fact import Accumulation, Measure, PeriodBasis
from tingzhou.facts.periods import Calendar, Period

if TYPE_CHECKING:
    from tingzhou.facts.distribution import Draft

__all__ = ["date_by_ceremony"]

_GATHERED = "三个一批|现场推进(?:会|活动)|项目推进(?:会|活动)|集中(?:开工|动工|签约|竣工)|[开动]工(?:仪式|活动|动员)|签约仪式|奠基"
_OPENED = "并网|通水|通车|投运|投用|点火|开港|通航"
_ABOUT = re.compile(f"{_GATHERED}|{_OPENED}")
_HELD = re.compile(
    f"(?:[^。\n]{{0,60}}。)?[^。\n]{{0,48}}?(?:{_GATHERED}|(?:正式|成功|全线|首批机组|首台机组|全容量|建成)+(?:{_OPENED}))"
)
_OF_IT = re.compile(
    "开工|开建|动工|签约|项目|投资|占地|用地|工程|会场|此次|本次|这次|建设|新建|扩建|改建|改造|全长|全线|设计|达产|建成|竣工|施工|床位|车位|泊位|就业岗位"
)
_IN_A_YEAR = re.compile("(?<![0-9去今前上每])年(?:可|可以|能)?(?:加工|消耗|消化|处理|产|供|发电|屠宰|减排|节约)[^,。;0-9]{0,12}$")
_ON_THE_DAY = re.compile(
    "(?:当天|当日|此次|本次|这次)[^,。;]{0,8}(?:开工|开建|动工|启动|签约|奠基)(?!以来)|(?:这里|在此)(?:集中)?(?:开工|开建)的"
)
_TIMED = re.compile("□|去年|今年|明年|目前|已")
_OF_A_YEAR = re.compile(
    "年度(?:计划)?(?:完成)?投资(?:额)?(?:约|近|超过?|达|为|是)*$|年度计划(?:完成)?(?:投资)?(?:约|近|超过?|达|为|是)*$"
)
_LEAD = 500  # characters in which a text says when it was
_TOUR = re.compile("推进|观摩|现场会")
_BEGUN = re.compile("开工|动工|签约|竣工|投产|三个一批")
_THIS_TIME = re.compile("此次|本次|这次|观摩团|会议|活动")
_SENTENCE = 300  # characters of a sentence that are looked at: time stays linear
_LINES = 3  # lines of a title
_MEASURES = (
    Measure.COUNT,
    Measure.INVESTMENT,
    Measure.LEVEL,
    Measure.SHARE,
    Measure.RANK,
    Measure.CHANGE,
    Measure.CAPACITY,
    Measure.SPEC,
    Measure.DURATION,
)


def date_by_ceremony(drafts: Sequence[Draft], layout: Layout, calendar: Calendar) -> None:
    """Give the drafts of a text about a ceremony that state no time the day on which it was held."""
    text = layout.text
    title = "\n".join(text[:_LEAD].split("\n", _LINES)[:_LINES])
    if _ABOUT.search(title) is None:
        return
    days = [token for token in layout.tokens if token.start < _LEAD and token.said is not None and token.said.kind == "day"]
    told = [(token, match.end()) for token in days if (match := _HELD.match(text, token.end)) is not None]
    held = next((token for token, end in reversed(told) if end == told[0][1]), None)  # 12月5日讯 12月3日,…并网: the nearest
    day = calendar.resolve(held.said, None) if held is not None and held.said is not None else None
    if held is None or day is None or len(day.start) != len("2025-03-03"):
        return
    tour = _TOUR.search(title) is not None and _BEGUN.search(title) is None
    for draft in drafts:
        if draft.start < held.end or draft.frame.measure not in _MEASURES:
            continue
        near = max(draft.start - _SENTENCE, 0)
        begin = max(near, *(text.rfind(sign, near, draft.start) + 1 for sign in "。\n"))
        ends = (text.find(sign, draft.end, draft.end + _SENTENCE) for sign in "。\n")
        end = min((at for at in ends if at >= 0), default=min(draft.end + _SENTENCE, len(text)))
        if _OF_A_YEAR.search(text, begin, draft.start) is not None:
            if draft.period.start == day.start or _is_default(draft.period, calendar):
                draft.period = replace(draft.period, start=day.start[:4], end=day.start[:4], accumulation=Accumulation.ANNUAL)
        elif _IN_A_YEAR.search(text, begin, draft.start) is not None or (
            tour and _THIS_TIME.search(text, begin, draft.start) is None
        ):
            continue  # what works yield in a year; what a tour of works only sees
        elif _is_default(draft.period, calendar) or _only_this_year(draft.period, calendar, layout.cued[begin : draft.start]):
            if _OF_IT.search(text, begin, end) is not None:
                draft.period = replace(draft.period, start=day.start, end=day.end, accumulation=day.accumulation)
        elif _ON_THE_DAY.search(text, begin, draft.start) and _TIMED.search(layout.cued, begin, draft.start) is None:
            draft.period = replace(
                draft.period, start=day.start, end=day.end, accumulation=day.accumulation
            )  # 2025年末人口…。当天开工的医院


def _only_this_year(period: Period, calendar: Calendar, said: str) -> bool:
    """今年计划投资183亿元。其中,产业项目71个: tell whether a period is the year that only the sentence before named."""
    return period.start == period.end == str(calendar.year) and _TIMED.search(said) is None


def _is_default(period: Period, calendar: Calendar) -> bool:
    """Tell whether a period is only the year of the text, or that of its title (一季度项目集中开工)."""
    titled = calendar.titled is not None and (period.start, period.end) == (calendar.titled.start, calendar.titled.end)
    return period.basis is PeriodBasis.DOCUMENT and (titled or period.start == period.end == str(calendar.year))
