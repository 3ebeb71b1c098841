"""Dates that the walk meets: which of them are the time of figures, and which tell when something happened."""

from __future__ import annotations

import re

from tingzhou.facts import cue_words as words_of
from tingzhou.facts.fact import Measure
from tingzhou.facts.lexer import Token
from tingzhou.facts.narration import is_scene
from tingzhou.facts.periods import Period
from tingzhou.facts.walk import Walk

__all__ = ["DatesMet"]

_PASSED = re.compile("[^0-9]+(?:(?<![最前落])后|以来)")
_FOUNDED = re.compile(
    "[^0-9。;]{0,24}(?:改制|成立|设立|更名|挂牌|组建|升格|升级|晋升|晋级|获批|撤县|撤地|撤市|设市|复市|设县|复县|设区|建区|建州|建旗|建盟|建村|并入|纳入[^,。]{0,8}管|划归|建县|建市|批准为|离开|辞去|辞职|创办|创立|毕业|返乡|回乡|下海)"
)
_WILL = re.compile("还将|今年将|将(?:继续|全力|加快|着力|聚焦)|力争|目标是")
_REPORTED = re.compile(
    "(?:晚间?)?,?[^。\n]{0,60}?(?:披露|发布|公布|公告)[^。\n]{0,20}(?:年报|年度报告|季报|季度报告|业绩|公告)|,[^。,\n]{0,24}(?:数据|年报|季报|成绩单)[^。,\n]{0,8}(?:公布|出炉|发布|披露)"
)
_SHOWN = re.compile("(?:上午|下午)?,[^。,\n0-9]{0,18}?(?:“?晒”?出|亮出|交出|公布|发布)了?[^。\n]{0,24}?(?:成绩单|答卷|数据|账单)")
_PRESS = re.compile(
    "(?:上午|下午)?,?[^,。;0-9]{0,24}(?:举行|召开|举办)[^,。;0-9]{0,30}(?:新闻发布会|新闻通气会|新闻吹风会|发布会|媒体见面会)"
)
_BYLINE = re.compile("记者|通讯员|[日晚]报|新闻网|融媒体")
_LONGEST_BYLINE = 60  # characters
_BEGUN = re.compile("投产|开工|投用|投运|并网|开港|通车|揭牌|落户|启用")


class DatesMet(Walk):
    """The part of the walk that takes dates."""

    def _lies_ahead(self, token: Token) -> bool:
        """Tell whether a date lies ahead: a plan or forecast speaks of it; 12月20日动工 in a text of February does not, whatever follows."""
        text, month = self.layout.text, self.periods.calendar.month
        begin = max(self.sentence_start, token.start - 40)
        near = text[begin : token.end + 24]
        ahead = words_of.PLAN.search(near) is not None or (
            words_of.FORECAST.search(near) is not None and not self._year_past(token)
        )
        ahead = ahead or (token.text == "全年" and self._tasks_ahead(token))
        said = token.said
        if ahead and said is not None and said.kind == "day" and said.year is None and not said.relative:
            ahead = (said.first or 0) <= month + 6 or words_of.PLAN.search(text[begin : token.end + 3]) is not None
        return ahead

    def _date(self, token: Token) -> None:
        text = self.layout.text
        if token.said is not None and token.said.kind == "bare_day":
            token.said = self.periods.whole_day(token.said)
        before, after = text[max(token.start - 2, 0) : token.start], self.layout.text[token.end : token.end + 14]
        if before[-1:] == "的" and re.search("[比较][\u4e00-\u9fff]{2,5}的$", text[max(token.start - 8, 0) : token.start]):
            before = "较"  # 较最高时的2017年下降近20个百分点
        ahead = self._lies_ahead(token)
        opening = self.layout.clause(token.start) == token.start or before[-1:] in "“、"
        if before[-1:] in ("“", "《") and re.match("[^”》,。0-9]{0,20}[”》]", text[token.end : token.end + 24]):
            self.vetoed.append((token, "idiom", ""))  # “2022年中国考古新发现”: a name
            return
        apart = text[token.end : token.end + 1] == "," and token.said is not None and token.said.kind in ("day", "month")
        rest = text[token.end + apart : self.layout.clause_end(token.end + apart)]
        if len(rest) >= 5 and _PASSED.fullmatch(rest) and token.said is not None and token.said.relative != "今年":
            coming = self.periods.calendar.resolve(token.said, None, ahead=True)
            if coming is not None and coming.year is not None and coming.year > (self.periods.calendar.year or coming.year):
                self.periods.sentence = coming  # 2027年建成投产后,总装机将达到…: what will be then
            self.vetoed.append((token, "date", self._date_value(token)))  # 去年12月高速公路开通后: when something happened
            return
        year, now = token.said.year if token.said is not None else None, self.periods.calendar.year
        then = year is not None and now is not None and year < now and rest.endswith(("时", "之初", "伊始")) and len(rest) <= 20
        if then and token.said is not None and token.said.kind in ("year", "month"):
            self.periods.sentence = self.periods.calendar.resolve(token.said, None)  # 1990年建区时,这里只有…
            self.vetoed.append((token, "date", self._date_value(token)))
            return
        if year is not None and now is not None and year < now - 1 and _FOUNDED.match(text, token.end, token.end + 40):
            self.vetoed.append((token, "date", self._date_value(token)))  # 2003年6月,经批准,改制为管理区: how it began
            return
        if token.said is not None and token.said.kind == "day" and self._when_told(token):
            self.vetoed.append((token, "date", self._date_value(token)))
            return
        scenic = token.said is not None and token.said.kind == "month" and text.startswith("的", token.end)
        if token.said is not None and (token.said.kind == "day" or scenic) and is_scene(text, token.end):
            if not scenic and (day := self.periods.calendar.resolve(token.said, self.periods.context_year)) is not None:
                self.periods.event = day  # …随着一声“开工”,…。 此次…
            self.vetoed.append((token, "date", self._date_value(token)))  # 10月12日,秋风掠过…: when it was seen
            return
        held, start = self.periods.paragraph, self.layout.text[self.sentence_start : token.start]
        built, running, coming = self.periods.works, self.periods.running, self.periods.coming
        self.periods.see(token, before, after, ahead=ahead, opening=opening)
        if self.periods.works is not None and self.periods.works is not built:
            self._begun_on(token.start, self.periods.works)
        elif self.periods.coming is not None and self.periods.coming is not coming:
            self._begun_on(token.start, self.periods.coming)  # 20万千瓦风电项目预计12月底并网
        if (
            opening
            and token.said is not None
            and token.said.kind == "month"
            and self.periods.paragraph is not held
            and self._event_of(token)
        ):
            self.periods.sentence, self.periods.paragraph, self.periods.running = self.periods.paragraph, held, running
        passing = year is not None and now is not None and year < now - 1 and start.strip(" “") != ""
        if passing and self.periods.paragraph is not held:
            self.passing = (held, len(self.drafts), self.number)  # …628公里,2015年实现县县通高速。: a year without figures
        if re.search("[0-9一二三四五六七八九十]", token.text):
            self.vetoed.append((token, "date", self._date_value(token)))

    def _when_told(self, token: Token) -> bool:
        """Tell whether a day is only that on which something was told (9月18日,省政府举行新闻发布会) or printed (2026年2月27日 某某日报 记者某某)."""
        text = self.layout.text
        if _REPORTED.match(text, token.end) or _PRESS.match(text, token.end) or _SHOWN.match(text, token.end):
            return True
        start = max(token.start - _LONGEST_BYLINE - 1, 0)
        stop = text.find("\n", token.end, token.end + _LONGEST_BYLINE)
        stop = stop if stop >= 0 else min(token.end + _LONGEST_BYLINE + 1, len(text))
        line = text[max(start, text.rfind("\n", start, token.start) + 1) : stop]
        return len(line) <= _LONGEST_BYLINE and re.search("[,。;]", line) is None and _BYLINE.search(line) is not None

    def _event_of(self, token: Token) -> bool:
        """去年9月,…产业园投产,…: tell whether a month only dates the event that its sentence tells."""
        stop = self.layout.text.find("。", token.end)
        told = self.layout.text[token.end : stop if stop >= 0 else token.end + 120]
        return told.startswith(",") and _BEGUN.search(told) is not None and re.search("同比|增长|累计|下降", told) is None

    def _begun_on(self, start: int, period: Period) -> None:
        """总投资78亿元的某工厂去年6月投产: what stands before the date in its clause is of the date as what follows it."""
        begin = self.layout.clause(start)
        for draft in self.drafts[:-4:-1]:
            built = draft.frame.measure in (
                Measure.INVESTMENT,
                Measure.CAPACITY,
                Measure.LEVEL,
                Measure.COUNT,
                Measure.CLASS_SCALE,
                Measure.SPEC,
            )
            if draft.start < begin or re.fullmatch("[^0-9,;]{0,36}", self.layout.text[draft.end : start]) is None:
                return
            if built and draft.period.end != "annual":
                draft.period = period
            start = draft.start  # 延川20万千瓦、子长35万千瓦项目年内并网

    def _year_past(self, token: Token) -> bool:
        """全年预计接待…: tell whether 全年 is the year that a text of January or February looks back on."""
        calendar = self.periods.calendar
        told = calendar.titled.year if calendar.titled is not None else calendar.reported
        return (
            token.text == "全年" and calendar.month <= 2 and told is not None and calendar.year is not None and told < calendar.year
        )

    def _tasks_ahead(self, token: Token) -> bool:
        """还将…,全年工业投资增长12%以上: tell whether 全年 is the year ahead in a paragraph that plans."""
        text = self.layout.text
        aimed = re.search("[%亿万]元?(?:以上|左右)", text[token.end : self.layout.clause_end(token.end)]) is not None
        return aimed and _WILL.search(text, self.paragraph_start, token.start) is not None

    def _date_value(self, token: Token) -> str:
        if token.said is None:
            return ""
        period = self.periods.calendar.resolve(token.said, self.periods.context_year)
        if period is None:
            return ""
        return period.start if period.start == period.end else f"{period.start}/{period.end}"
