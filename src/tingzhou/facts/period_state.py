"""The period that carries over from clause to clause: set by a stated one, reset at paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tingzhou.facts.dates_aside import BASE_AFTER, BASE_BEFORE, EVENT_AFTER, RATE_OF_MONTH, TIMES_AFTER, WAS, beside_the_point
from tingzhou.facts.fact import Accumulation, PeriodBasis
from tingzhou.facts.holidays import in_days
from tingzhou.facts.lexer import Token
from tingzhou.facts.periods import Calendar, Period, Spoken

__all__ = ["PeriodState"]

_WHOLE_AFTER = re.compile("(?:去年|上年|前年|[0-9]年)$")
_HEADING = re.compile(
    r"[ (]*[一二三四五六七八九十]{1,3}[、)][^。!?]{0,40}$|[^。!?,;]{0,24}(?:回顾|情况|安排|任务|目标|打算|工作|成效|成绩|重点|部署|思路|展望)$"
)
_BASE_NUMBER = re.compile("的(?:约|近|超过?|不足|不到|将近|仅|只有|(?:全[国省区市州])?第)?[0-9一二三四五六七八九十]")
_SAME_TIME = re.compile("同(?:期|一时[期段])内?,|从(?:供给|需求|民生|生产|产业|动能|结构|质量|效益)[侧端面]?看,")
_THIS_EVENT = re.compile(
    "(?:[^,。;\n]{0,12},)?[^,。;\n]{0,12}(?:此次|本次|这次)[^,。;\n]{0,12}(?:集中|开工|签约|活动|推介|竣工|投产)"
)
_TOLD_OF = ("发布", "公布", "通报", "晒出", "交出", "召开", "举行")
_BY_PARTS = re.compile(" *(?:分|从|按)(?:季度|月度?|季)(?:情况)?看|逐[月季]看")
_LATER = re.compile(
    " *(?:[二三四]期(?:项目|工程)?(?:总投资|计划|规划|将|拟)|此后|后来|随后|如今|现在|眼下|[一二两三四五六七八九十几]年多?来[,全])"
)
_AMOUNT_OF_BASE = re.compile("的?(?:约|近)?[0-9.]+(?:[万亿]|[吨元人户家]|个(?!百分))")
_RATE_BEFORE = re.compile("(?:全年)?的?(?:同比|环比)?(?:增长|下降|上升|回落|上涨|下跌|净?亏损|净?盈利|降|增)[0-9.]")
_TURNED = re.compile("的?(?:同比|环比)?(?:增长|下降|负增长|正增长|回落|上升|亏损|持平|降|增)(?:转|变)(?:为|[降增正负盈跌涨])")
_SAME_TIME_OF = re.compile("同期的?(?:约|近)?[0-9]")
_BALANCE = re.compile("(?:全[市县区省州旗])?(?:金融机构|本外币|人民币|各项|住户|企业)*(?:贷款余额|存款余额|余额存贷比|不良贷款)")
_PLAN_YEARS = re.compile("(十[一二三四五六七八九]|[六七八九])五")
_SUMMED = re.compile(
    '[”"]?(?!以来)(?:[\u4e00-\u9fff“”]{0,14}?(?:累计|共投入|总计|共计)|(?:约|近)?[0-9.]+(?:万?亿|[万千])?(?:元|吨|千瓦))'
)
_DIGITS = "零一二三四五六七八九"
_NUMBER_THEN_NEXT = re.compile("[0-9.]+(?:%|[^,;。0-9]{1,8}?(?:增|提|升|上升|扩|扩大|减|降|下降)[^,;。0-9]{0,3}[到至为])")
_SO_MANY_TIMES = re.compile(
    "(?:全年|同期)?[\u4e00-\u9fff]{0,10}的(?:近|约|超过?)?(?:[0-9.]+(?:倍|%|成)|[一二三四五六七八九十]{1,3}(?:成|分之))"
)
_SO_MANY_TIMES_OF_IT = re.compile("(?:(?![是为达])[\u4e00-\u9fff]){2,10}的(?:近|约|超过?)?[0-9.]+倍")
_SAME_DAY = re.compile("(?:同一天|同日|当天|当日),[^,。;0-9]{0,16}(?:举行|召开|启动|开工|签约|开幕)")


@dataclass
class PeriodState:
    """The period that holds where the reading stands."""

    calendar: Calendar
    paragraph: Period | None = None
    sentence: Period | None = None
    context_year: int | None = None
    base: Period | None = None
    base_words: str = ""
    section: Period | None = None
    once: Period | None = None
    running: Period | None = None  # the last one of the paragraph that is no point in time
    stated: Period | None = None
    tasks: bool = False  # a work report has come to its tasks
    fresh: bool = False  # stated in this very sentence
    year_end: bool = False  # as 年末, not as 截至12月底
    _before: tuple[Period | None, Period | None, int | None] | None = None  # what held outside an aside
    aside: bool = False  # between brackets
    within: bool = False  # the sentence's period was named as 年内
    event: Period | None = None  # the last day that figures were told of
    last: Period | None = None  # the one that held at the end of a paragraph before
    works: Period | None = None  # when the works of the sentence were begun or taken into use: 去年7月开工,总投资408亿元
    looked_back: bool = False  # the year in force was named as 去年
    parts: tuple[Period | None, Period | None, int | None] | None = None  # what held before 分月看, which tells of parts of it
    month_only: Period | None = None  # a month within a longer period: up to the next semicolon
    coming: Period | None = None  # when the works of the paragraph will be taken into use
    balance: Period | None = None  # the end of a month that the sentence before stated
    holiday: Period | None = None  # the one that the text last named
    as_of: bool = False  # the sentence said 截至
    loose: bool = False  # the section was opened by a colon: the next stated year ends it

    def new_paragraph(self, heading: str = "") -> None:
        """Forget what the paragraph stated; what a heading stated holds for its section."""
        self.coming = None
        if heading and _HEADING.match(heading):
            if not (heading.startswith("(") and self.paragraph is None):  # (一)全市预算 under 三、2026年预算
                self.section, self.loose = self.paragraph, False
        elif heading.endswith(":") and len(heading) <= 40 and self.paragraph is not None:
            self.section, self.loose = self.paragraph, True  # 一年来,我们做了以下工作:
        self.last = self.paragraph or self.last
        self.paragraph = self.sentence = self.base = self.running = None
        self.context_year = self.section.year if self.section else None

    def new_sentence(self, *, goes_on: bool = False) -> None:
        """Forget what held for one sentence only: a day, 每年, a base of comparison; 其中 goes on with the sentence before."""
        ended = self.sentence if self.sentence is not None and self.sentence.accumulation is Accumulation.POINT else None
        self.balance = ended if ended is not None and len(ended.end) == len("2024-06") else None
        if not goes_on:
            self.sentence = None
        self.base = None
        self.fresh = self.within = self.as_of = False
        self.works = None
        if self.parts is not None:
            (self.paragraph, self.running, self.context_year), self.parts = self.parts, None

    def opens(self, text: str, position: int) -> None:
        """Look at how a sentence opens: 此次集中开工… goes on with the day of the event, 此后… leaves the past behind."""
        if self.event is not None and self.paragraph is None and _THIS_EVENT.match(text, position):
            self.paragraph = self.event
        elif self.event is not None and self.paragraph is None and _SAME_DAY.match(text, position):
            self.paragraph = self.event  # 同一天,各分会场也举行了开工活动。甲市开工项目21个
        elif text.startswith("届时", position) and self.coming is not None:
            self.sentence = self.coming  # 计划2023年底通车。届时,车程将缩短至15分钟
        elif self.paragraph is None and self.last is not None and _SAME_TIME.match(text, position):
            self.paragraph = self.last  # 同期,…; 同一时期,…: the time of the paragraph before
        elif self.balance is not None and _BALANCE.match(text, position):
            self.sentence = self.balance  # 6月末,存款余额…。贷款余额…
        elif _BY_PARTS.match(text, position):
            self.parts = (self.paragraph, self.running, self.context_year)
        elif _LATER.match(text, position):
            self.paragraph = self.running = None

    def enter(self) -> None:
        """Begin an aside: what it states holds inside it only."""
        self._before = (self.paragraph, self.sentence, self.context_year)
        self.aside = True

    def leave(self) -> None:
        """End an aside that held figures of its own or told a reason."""
        if self._before is not None:
            (self.paragraph, self.sentence, self.context_year), self._before = self._before, None

    def plan(self, words: str, before: str, after: str) -> None:
        """Take a five-year plan: 十一五期间 is five years, 十四五末 its last; others only name it."""
        match = _PLAN_YEARS.search(words)
        if match is None:
            return
        first = 2001 + 5 * (_DIGITS.index(match[1][1]) if match[1][0] == "十" else _DIGITS.index(match[1]) - 10)
        year = self.calendar.reported or self.calendar.year
        if year is not None and first + 4 <= year and _SUMMED.match(words[match.end() :] + after):
            span = Period(f"{first}-01", f"{first + 4}-12", Accumulation.ANNUAL, PeriodBasis.STATED)
            if BASE_BEFORE.search(before.rstrip('“"')):
                self.once = span  # 比“十三五”541亿元增加
            else:
                self.sentence = span  # “十四五”全市收入累计完成835亿元
            return
        rest = words[match.end() :] + after
        if BASE_BEFORE.search(before.rstrip('“"')) or not re.match('[”"]?(?:期间|时期|期末|末)', rest):
            return
        if re.match('[”"]?(?:期间|时期)?(?:确定|批准|立项|规划|安排|核准)', rest):
            return  # 是国家“十一五”期间确定的项目
        if re.match('[”"]?(?:时期|期间|期)?末?的(?:近|约)?[0-9.]+倍', rest):
            return
        last = re.match('[”"]?期?末', rest) is not None
        start, end = (f"{first + 4}-12", f"{first + 4}-12") if last else (f"{first}-01", f"{first + 4}-12")
        period = Period(start, end, Accumulation.POINT if last else Accumulation.ANNUAL, PeriodBasis.STATED)
        if before.rstrip('“"').endswith(("由", "从")):
            self.once = period  # 由十二五末的15.81亿立方米减少到
            return
        if last:
            self.sentence = period  # as 年末: of its sentence
            return
        self.paragraph, self.sentence = period, None

    def semicolon(self) -> None:
        """End 年内 and the date of works of one item of a list: 年内完成投资60亿元;…项目规划年产15万辆."""
        self.works = None
        if self.within:
            self.sentence, self.within = None, False
        if self.month_only is not None and self.sentence is self.month_only:
            self.sentence = None  # 3月当月下线…;谷城县…, 其中8月份6.2万吨;加工原油…
        self.month_only = None

    def new_clause(self) -> None:
        """Forget the base of comparison."""
        self.base, self.base_words, self.once = None, "", None

    def see(self, token: Token, before: str, after: str, *, ahead: bool, opening: bool) -> None:
        """Take a date token: a base of comparison, the date of an event, or the period of what follows."""
        if token.said is not None and not token.said.kind and self._some_time_ago(token, before, after):
            return
        if token.said is None or not token.said.kind:
            return
        if token.said.kind == "holiday":
            self.sentence, self.within = self.holiday or self.sentence, self.within or self.holiday is not None
            return  # 假期5天,全市接待游客…
        if self._says_no_time(token, before, after) or self._names_base(token, before, after, opening=opening):
            return
        if before.endswith("每年") and token.said.kind in ("month", "cumulative", "point"):
            self.sentence = Period("annual", "annual", Accumulation.ANNUAL, PeriodBasis.STATED)
            return  # 每年4月至10月
        if self.once is not None and token.said.kind == "whole_year" and before.endswith("年"):
            return  # 由去年全年的下降2.7%转为增长5%
        if self.base is not None and token.said.kind == "whole_year" and _WHOLE_AFTER.search(before):
            return  # 超过去年全年水平
        if self._dates_works(token, after, ahead=ahead):
            return
        if token.text == "今年" and self.as_of and not ahead and not (before.endswith("中") and after.startswith("新")):
            return  # 截至10月底,市场今年已交易…
        self.as_of = self.as_of or before.endswith(("截至", "截止"))
        again = (opening or not self.fresh) and self._of_this_year(token.said, apart=before.endswith(";"))
        lately = before.endswith(("截至", "截止")) and token.said.kind in ("month", "point") and token.said.year is None
        lately = lately and token.said.relative == ""
        lately = lately or (token.said.relative == "假期" and self.sentence is None and token.said.first <= self.calendar.month)
        context = None if again or (lately and self.calendar.reported is None) else self.context_year
        period = self.calendar.resolve(token.said, context, ahead=ahead)
        if period is None:
            return
        if token.said.kind != "span" and self._once_only(period, before, after):
            return
        if after.startswith("当月") and (self.running is None or self.running.accumulation is Accumulation.CUMULATIVE):
            self.sentence = self.month_only = period  # 但9月当月增长9.7%: its sentence only
            return
        if before.endswith(("截至", "截止")) and token.said.kind == "year" and token.said.year is not None:
            december = f"{period.end}-12"
            period = replace(period, start=december, end=december, accumulation=Accumulation.POINT)  # 截至2010年
        if before.endswith(("截至", "截止", "止到", "至到")) and period.accumulation is Accumulation.CUMULATIVE:
            period = replace(period, start=period.end, accumulation=Accumulation.POINT)  # 截至2011年上半年
        if before.endswith("经过") and after.startswith("后") and len(period.end) == 7:
            period = replace(period, start=f"{period.end[:4]}-01", accumulation=Accumulation.CUMULATIVE)  # 经过二季度后
        self._hold(period, token.said, token.text, before, ahead=ahead, opening=opening)

    def whole_day(self, said: Spoken) -> Spoken:
        """Return 8日 with the month of the day that was told of last, else with that of the document."""
        told = self.event.end if self.event is not None and len(self.event.end) == 10 else ""
        year, month = (int(told[:4]), int(told[5:7])) if told else (self.calendar.year, self.calendar.month)
        if year is None or not 1 <= said.day <= 31:
            return Spoken("")
        return Spoken("day", year, None, "", month, month, said.day, said.day)

    def _says_no_time(self, token: Token, before: str, after: str) -> bool:
        """Tell whether a date is no time of figures: an aside, since when something is, beside the point; take one that is only for once."""
        days = token.said is not None and token.said.day2 != token.said.day and before.endswith(("间(", "期(", "周(", "天(", "”("))
        if token.said is None or (self.aside and token.said.kind == "day" and not days):
            return True  # (发生在某日): an aside, but “双11”期间(11月1日至11日)
        since = before.endswith(("从", "自")) and token.said.kind in ("year", "month") and re.match("起[,至到]|开始", after)
        onward = token.said.kind in ("year", "month") and re.match("起(?!征|步)[\u4e00-\u9fff]", after)  # 2013年起停止煤炭作业
        if since or onward or (token.said.kind == "day" and after.startswith("起,")):
            return True  # 从2013年起, 2021年1月1日起: since when
        if before.endswith(("由", "从")) and token.text in ("去年", "上年") and after.startswith("全年的全"):
            self.once, self.fresh = self.calendar.resolve(token.said, None), True
            return True  # 由去年全年的全省第7位跃升至第2位
        return beside_the_point(token, before, after) or self._relative_to_now(token, before, after)

    def _names_base(self, token: Token, before: str, after: str, *, opening: bool) -> bool:
        """Tell whether a date only names what is compared with, which is taken as the base."""
        if token.said is None:
            return False
        based = BASE_BEFORE.search(before) is not None and token.said.kind != "annual" and not self._happened(before, token)
        many = (
            _SO_MANY_TIMES.match(after) is not None and re.search("[为是达]$|不[足到及]$|[只仅]有$|得上$", before) is not None
        )  # 为上年全年规模的1.1倍
        if before.endswith(("由", "从")) and token.said.year is not None and _SAME_TIME_OF.match(after):
            now = self.now()
            if now.year is not None:  # 由2020年同期的45:38:17变为…
                self.once = replace(now, start=f"{token.said.year}{now.start[4:]}", end=f"{token.said.year}{now.end[4:]}")
            return True
        another = before.endswith(("、", "和")) and self.base is not None
        another = another and (
            token.said.relative in ("去年", "上年", "前年")
            or re.match("分别|相比|、|加快|放缓|提高|回落|提升|扩大|收窄|[高低快慢多少增减升降]", after) is not None
        )
        if another:
            return True  # 比上年同期、上年全年分别加快
        if based and self.within and self.sentence is not self.holiday:
            self.sentence, self.within = None, False  # 年内计划完成投资…,项目个数比去年同期增加9个
        of_it = _SO_MANY_TIMES_OF_IT.match(after) is not None and token.said.kind == "year"  # 相当于全县2019年财政收入的4.2倍
        if based or many or of_it or TIMES_AFTER.match(after) or BASE_AFTER.match(after) or "同期" in token.text:
            self.base = self.calendar.resolve(token.said, self.context_year)
            self.base_words = token.text
            if based and _AMOUNT_OF_BASE.match(after):
                self.once = self.base  # 比2019年7503万吨增加
            return True
        return False

    def _dates_works(self, token: Token, after: str, *, ahead: bool) -> bool:
        """Tell whether a date is that of works begun or taken into use, which what follows may go on with."""
        if token.said is None:
            return False
        if (
            EVENT_AFTER.match(after)
            and token.said.kind in ("day", "month", "point", "year", "quarter")
            and (token.said.relative != "今年" or token.said.kind in ("day", "month", "point"))
        ):
            works = (
                self.calendar.resolve(token.said, self.context_year, ahead=ahead)
                if token.said.kind in ("day", "month", "point")
                else None
            )
            if works is not None and (not ahead or works.end[:7] <= f"{self.calendar.year}-{self.calendar.month:02d}"):
                self.works = works
            elif works is not None:
                self.coming = works
            return True
        return False

    def _some_time_ago(self, token: Token, before: str, after: str) -> bool:
        """由年初的780辆次, 从三年前的三成: take the base of a rise for the next number only; tell whether it was one."""
        if token.text == "同期" and self._at_the_same_time(before, after):
            return True
        if token.text in ("同日", "同一天") and self.event is not None:
            self.sentence = self.event  # 9个项目同日启动
            return True
        year = self.context_year or self.calendar.year
        ago = re.fullmatch("([两一二三四五六七八九十]|[0-9]{1,2})年前", token.text)
        opens = ago is not None and before[-1:] in ("", ",", "。", "“", "\n", ";")
        year = self.calendar.year if opens else year
        if year is None or not (opens or (before.endswith(("由", "从")) and after.startswith("的"))):
            return False
        if token.text == "年初":
            self.once = Period(f"{year}-01", f"{year}-01", Accumulation.MONTH, PeriodBasis.STATED)
        elif ago is not None:
            count = int(ago[1]) if ago[1].isdigit() else "零一二三四五六七八九十".find(ago[1].replace("两", "二"))
            self.once = Period(str(year - count), str(year - count), Accumulation.ANNUAL, PeriodBasis.STATED)
        if opens and after.startswith(",") and self.once is not None:
            self.sentence = self.once  # 70年前,全州生产总值…
        return token.text == "年初" or ago is not None

    def _at_the_same_time(self, before: str, after: str) -> bool:
        """几个县同期的产量是…: take the time of the paragraph before for its sentence; tell whether it was that and no base."""
        based = (
            before.startswith("全") or before[-1:] in "比较与和于同过年" or re.match("[,。;、]|的?(?:相比|平均|水平|持平)", after)
        )
        if based or self.paragraph is not None or self.sentence is not None or self.last is None:
            return False
        self.sentence = self.last
        return True

    def _long_ago(self, said: Spoken) -> bool:
        """Tell whether a year lies more than ten before the one that the paragraph is about."""
        year = self.paragraph.year if self.paragraph is not None else None
        return said.year is not None and year is not None and said.year < year - 10

    def _of_this_year(self, said: Spoken, *, apart: bool) -> bool:
        """去年产值21.6亿元;…。一季度,…: tell whether a part of the year that has passed is of this year behind a look back."""
        here = self.calendar.resolve(said, self.calendar.year) if said.kind == "cumulative" and said.year is None else None
        passed = here is not None and not said.relative and here.end <= f"{self.calendar.year}-{self.calendar.month:02d}"
        past = self.context_year is not None and self.calendar.year is not None and self.context_year < self.calendar.year
        back = self.looked_back or (past and self.calendar.month > 3 and not self.fresh and self.section is None)
        return passed and back and (apart or not self.fresh) and self.calendar.reported in (None, self.calendar.year)

    def _once_only(self, period: Period, before: str, after: str) -> bool:
        """Take a period that holds for the next number or the sentence only (由2020年的856万千瓦…); tell whether it was one."""
        since = before.endswith(("由", "从"))
        if before.endswith("前") and _BASE_NUMBER.match(after):
            self.once = period  # 由搬迁前2010年的4120元增加到
            return True
        if since and _NUMBER_THEN_NEXT.match(after):
            self.once = period  # 由2017年7.0%提升至
            return True
        if before.endswith("仅") and self.paragraph is not None and after.startswith(("就", "便")):
            self.once = period  # 仅上半年就转出38万吨: a part of the time, for the next number only
            return True
        if since and _TURNED.match(after):
            return True  # 由一季度下降转为增长1.1%: no figure of that time
        if since and re.match("[\u4e00-\u9fff]{0,6}(?:时|之初|初期|伊始)的?[0-9]", after):
            self.once = period  # 由1981年发现时的7只增加到
            return True
        if since and _RATE_BEFORE.match(after):
            self.once = period  # 由一季度的同比下降2%转为…
            return True
        if since and after.startswith("的") and not _BASE_NUMBER.match(after):
            return True
        if before.endswith(("转了", "扭转")) and _RATE_BEFORE.match(after):
            self.once = period  # 扭转了去年四季度下降0.8%的局面
            return True
        if before in ("建于", "立于", "办于", "设于", "产于", "工于"):
            return True  # 建于某年8月: how it began
        if before.endswith("于"):
            self.sentence = period  # 专家于2010年5月进行了复审
            return True
        if (after.startswith("的") and since) or (after.startswith("为") and self.paragraph is not None):
            self.once = period  # 由2020年的856万千瓦…: the base of a rise, for the next number only
            return True
        if re.match("的(?:约|近|超过?)?(?:[0-9.]+(?:%|倍|成)|[一二三四五六七八九]成)", after) and before.endswith(
            ("复到", "复至", "当于", "不及", "只有", "仅为", "仅有")
        ):
            return True  # 恢复到某年的60%: what it is measured by
        if after.startswith("的") and re.search("[到至]$|[转整变升降改]为$", before):
            self.sentence = period
            return True
        return False

    def _relative_to_now(self, token: Token, before: str, after: str) -> bool:
        """Take words that lean on the period in force (当月, 上月, 由上年同期…, an earlier month looked back to); tell whether it was one."""
        if token.said is None:
            return False
        if (
            "同期" in token.text
            and before.endswith(("由", "从"))
            and re.match(
                "的?(?:同比)?(?:增长|下降|净?盈利|净?亏损|全[省国区市州]第?)?(?:约|近)?-?第?[0-9一二三四五六七八九十]", after
            )
        ):
            now = self.now()
            self.once = now.earlier()
            return True
        if "同期" in token.text and before.endswith(("转了", "扭转")) and _RATE_BEFORE.match(after):
            self.once = self.now().earlier()  # 扭转了去年同期下降6.3%的局面
            return True
        if token.text in ("上年同期", "去年同期") and before[-1:] in (",", "", "而") and WAS.match(after):
            self.once = self.now().earlier()  # 利润增长3.8%,上年同期为下降7.2%
            return True
        if token.said.kind == "this_month":
            now = self.now()
            if len(now.end) == 10 and token.text == "当月":
                self.paragraph = Period(now.end[:7], now.end[:7], Accumulation.MONTH, PeriodBasis.STATED)
                self.sentence = None  # 8月14日创历史新高。当月用电量…
                return True
            if now.accumulation is Accumulation.CUMULATIVE and len(now.end) == 7:
                self.sentence = replace(now, start=now.end, accumulation=Accumulation.MONTH, basis=PeriodBasis.STATED)
                self.paragraph, self.running = self.sentence, self.sentence
            elif token.text == "本月" and len(now.end) == 4 and self.calendar.year is not None and not self.calendar.reported:
                month = f"{self.calendar.year}-{self.calendar.month:02d}"
                self.paragraph = Period(month, month, Accumulation.MONTH, PeriodBasis.STATED)
            return True
        if before.endswith("自") and token.said.kind in ("year", "month", "day"):
            return True  # 自1976年连续27年…: since when
        if token.said.kind == "then":
            self.sentence = self.coming or self.sentence  # 计划明年三季度投用,届时年通过能力可新增…
            return True
        if token.said.kind == "quarter_end":
            now = self.now()
            if len(now.end) == 7:
                self.sentence = Period(now.end, now.end, Accumulation.POINT, PeriodBasis.STATED)
            return True
        if token.said.kind in ("month", "last_month", "cumulative") and self._looks_back(token, after, before):
            return True
        if token.said.kind == "last_month":
            if EVENT_AFTER.match(after) and self.calendar.year is not None:
                self.works = self.calendar.last_month()  # 项目上月全容量并网
                return True
            if (
                (token.text == "上个月" or after.startswith(","))
                and self.calendar.year is not None
                and self.calendar.reported in (None, self.calendar.year)
            ):
                self.paragraph, self.sentence = self.calendar.last_month(), None  # 上个月发出货物4.2万吨
            if re.search("[由从]$", before):
                self.once = self.now().month_before()  # 由上月下降8.5%转为增长15.3%
            return True
        return False

    def _looks_back(self, token: Token, after: str, before: str) -> bool:
        """Take an earlier month for the next number only (增长1.4%,9月下降0.9%; 增长2.5%,上月为下降1.6%); tell whether it was one."""
        now = self.now()
        if RATE_OF_MONTH.match(after) is None or token.said is None or not now.end[:4].isdigit():
            return False
        part = self.calendar.resolve(token.said, self.context_year or now.year)
        whole = len(now.end) == 4 or (len(now.end) == 7 and now.start < now.end)
        if whole and part is not None and token.said.kind in ("month", "cumulative") and token.said.year is None:
            last = now.end if len(now.end) == 7 else f"{now.end}-13"
            if now.start[:4] == part.start[:4] and part.end < last and before[-1:] in (",", ";", "中", "而"):
                self.once = part  # 上半年增长1.4%,1至5月为下降0.5%
                return True
            return False
        if now.start != now.end or len(now.end) != 7 or token.said.kind == "cumulative":
            return False
        period = now.month_before() if token.said.kind == "last_month" else self.calendar.resolve(token.said, self.context_year)
        if period is None or period.end >= now.end:
            return False
        self.once = period
        return True

    def _hold(self, period: Period, said: Spoken, words: str, before: str, *, ahead: bool, opening: bool) -> None:
        """Let a stated period hold: a day for its sentence, an end of the year beside what the paragraph is about."""
        self.works = None
        if (
            said.kind == "day"
            and (self.paragraph is not None or self._titled_span())
            and before[-1:] not in ("", "。", "\n", "”", "“", ";", "!", "?")
        ):
            self.sentence = self.event = period  # 今年6月29日首批40万千瓦并网: a day named within a sentence
        elif said.kind == "day":
            self.paragraph = self.sentence = self.event = period
        elif said.kind == "point" and said.year is not None and self.paragraph is None and before in ("力争", "争取", "确保"):
            self.sentence = period  # 力争某年底突破…: the aim of its sentence only
        elif (
            said.kind == "year"
            and before.endswith("在")
            and (self.paragraph or period).year != period.year
            and self._long_ago(said)
        ):
            self.sentence = period  # 2023年…,而在1978年,只有0.58亿元。: its sentence only
        elif said.year is None and self.calendar.coming(period):
            self.sentence = period  # 这块短板下半年要抓紧补。…: no figure after it is of that time
        elif said.relative == "假期":
            self.sentence = self.holiday = in_days(period, self.calendar.titled)
            self.within = True  # “五一”假期5天接待
        elif (
            said.kind in ("month", "point")
            and words != "年内"
            and self.calendar.year is not None
            and period.start[:7] > f"{self.calendar.year}-{self.calendar.month:02d}"
        ):
            self.sentence = period  # 今年11月下闸蓄水: what lies ahead is of its sentence
        elif said.kind == "month" and before.endswith("、") and self._among_months():
            self.sentence = period  # 其中7月、8月、9月当月分别增长
        elif said.kind == "month" and before in ("其中", "中,"):
            self.sentence = self.month_only = period  # 其中6月份增长5%: only here
        elif (
            self.sentence is not None
            and len(self.sentence.end) == 10
            and not opening
            and not (ahead and (words == "今年" or before.endswith("到")))
            and not (said.kind == "point" and before.endswith("到"))
            and not (said.kind in ("cumulative", "quarter", "year") and before.endswith(_TOLD_OF))
            and not (words == "今年" and self.event is self.sentence)  # 12月18日,…,口岸今年过货量突破…
        ):
            return
        elif said.kind == "annual" or (
            said.kind == "point"
            and not re.search("截[至止到]$", before)
            and (
                (said.year is None and words.endswith(("年内", "年底", "年末", "期末", "月末", "季度末")))
                or self.running is not None
            )
        ):
            self._hold_end(period, said, words, ahead=ahead)
        else:
            self._hold_on(period, words, before)
            self._end_loose(period, opening=opening)
        self._year_in_force(period, said)

    def _hold_on(self, period: Period, words: str, before: str) -> None:
        """Let a period hold for its paragraph."""
        if period.accumulation is not Accumulation.POINT:
            self.running = period
        self.paragraph, self.sentence = period, None
        self.stated, self.fresh = period, True
        self.year_end = words.endswith(("年末", "年底")) and not re.search("截[至止到]$", before)

    def _titled_span(self) -> bool:
        """Tell whether the title states a period of several months."""
        return self.calendar.titled is not None and self.calendar.titled.start != self.calendar.titled.end

    def _among_months(self) -> bool:
        """Tell whether the sentence has just named another month that is not what its paragraph is about."""
        held = self.sentence
        return held is not None and held is not self.paragraph and held.accumulation is Accumulation.MONTH

    def _hold_end(self, period: Period, said: Spoken, words: str, *, ahead: bool) -> None:
        """Let 每年, an end of a year or 年内 hold for its sentence."""
        self.sentence = self.stated = period
        self.within = words == "年内"
        if self.within:
            self.stated = None  # 年内完成投资: the December, whatever is measured
        if said.kind == "point" and self.paragraph is None and self.section is None and not ahead:
            year = period.end[:4]  # 年末…: the paragraph is about that year
            self.paragraph = Period(year, year, Accumulation.ANNUAL, PeriodBasis.INFERRED)
        self.fresh, self.year_end = True, True

    def _end_loose(self, period: Period, *, opening: bool) -> None:
        """End a section that a colon opened where another year is stated."""
        if self.loose and opening and self.section is not None and period.year != self.section.year:
            self.section, self.loose = None, False

    def _year_in_force(self, period: Period, said: Spoken) -> None:
        """Let the year of a period hold for what is said without one, unless it lies ahead."""
        now = self.calendar.year
        if period.year is not None and said.kind != "years" and (now is None or period.year <= now):
            self.context_year = period.year
            self.looked_back = said.relative in ("去年", "上年") and said.kind == "year"

    @staticmethod
    def _happened(before: str, token: Token) -> bool:
        """Tell whether 于 says when something took place: 专家于2010年5月进行复审, not 低于2010年."""
        return (
            before.endswith("于")
            and before[-2:-1] not in ("低", "高", "多", "少", "快", "慢", "大", "小", "优", "当", "好")
            and token.said is not None
        )

    def flow(self, point: Period, *, strong: bool) -> Period:
        """Return the period of an amount that runs over time, where an end of period was stated in a sentence before (年末…。肉类产量…)."""
        if self.stated is not point:
            return point
        if strong and point.end[5:] in ("03", "06", "09") and point.end[:4].isdigit():
            return replace(point, start=f"{point.end[:4]}-01", accumulation=Accumulation.CUMULATIVE)  # 一季度末,生猪出栏…
        if self.fresh and point.end.endswith("-12") and len(point.end) == 7 and not strong:
            return replace(
                point, start=point.end[:4], end=point.end[:4], accumulation=Accumulation.ANNUAL
            )  # 截至2010年末,…保费收入
        if self.fresh:  # 2014年末,生猪存栏…,出栏…: only what is of the year by its nature
            return (
                replace(point, start=point.end[:4], end=point.end[:4], accumulation=Accumulation.ANNUAL)
                if strong and (self.year_end or point.end.endswith("-12"))
                else point
            )
        if not self.year_end and not point.end.endswith("-12"):
            return point  # 截至4月底,…;完成投资…
        earlier = self.running or self.section or self._default()
        if earlier.year != point.year and point.end.endswith("-12"):
            return replace(point, start=point.end[:4], end=point.end[:4], accumulation=Accumulation.ANNUAL)
        return earlier if earlier.year == point.year else point

    def _default(self) -> Period:
        return self.calendar.default(review=self.calendar.review and not self.tasks)

    def now(self) -> Period:
        """Return the period of a figure that stands here."""
        return self.once or self.sentence or self.paragraph or self.section or self._default()
