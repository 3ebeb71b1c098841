"""Dates and periods: what the text states, what it leaves to the document's date, and which words only name a base of comparison."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from tingzhou.facts.fact import Accumulation, PeriodBasis
from tingzhou.facts.numerals import chinese

__all__ = ["DATE_PATTERN", "Calendar", "Period", "Spoken", "spoken"]

_TO = r"(?:-{1,2}|—{1,2}|–|~|至|到)"
_N = r"[一二三四五六七八九十]"
_PART = rf"(?:[前头][三3]个?季度|上半年|下半年|第?[一二三四1-4]季度|[一1]{_TO}[二三四2-4]季度|前(?:两|{_N}{{1,2}})个?月|前[0-9]{{1,2}}个?月|头(?:两|{_N}{{1,2}}|[0-9]{{1,2}})个月)"
_Y = r"(?:(?:19|20)[0-9]{2}|[一二]〇[〇一二三四五六七八九]{2}|二[零〇][零〇一二三四五六七八九]{2})"

_TODAY = "举行|召开|举办|启动|开工|投用|投入使用|开幕|签约|通车|开通|首发|发车|抵达|开园|开馆|开业|揭牌|来了|运抵|开行|启航|首航|下线|竣工|投产|热闹开场|迎来"

# One alternation; the first alternative that fits wins, so longer forms stand first.
DATE_PATTERN = "|".join(
    (
        rf"{_Y}年[0-9]{{1,2}}月[0-9]{{1,2}}日(?:(?:{_TO})(?:(?:{_Y}年)?[0-9]{{1,2}}月)?[0-9]{{1,2}}日)?",
        r"(?<![0-9.])[0-2][0-9]年(?:1[0-2]|[1-9])月(?:份|底|末|初)?(?![0-9])",
        rf"(?:{_Y}年|去年|上年)[0-9]{{1,2}}月份?{_TO}(?:{_Y}年|今年)[0-9]{{1,2}}月份?(?![0-9]|日)|今年[0-9]{{1,2}}月份?{_TO}明年[0-9]{{1,2}}月份?(?![0-9]|日)",
        rf"{_Y}年[0-9]{{1,2}}月?份?{_TO}[0-9]{{1,2}}月份?",
        rf"(?:{_Y}年|今年|去年|上年)?(?<![一二三四五六七八九十第]){_N}{{1,2}}(?:至|到|-){_N}{{1,2}}月份?(?!日)",
        rf"{_Y}年[0-9]{{1,2}}月(?:份|底|末|初|[上中下]旬)?",
        rf"(?<![0-9.]){_Y}年?{_TO}{_Y}年(?:期间)?",
        rf"(?<![0-9.]){_Y}年{_PART}[末底]?",
        rf"(?<![0-9.]){_Y}年前[0-9]{{1,2}}月(?!份?[0-9])",
        rf"(?<![0-9.]){_Y}年(?:全年|年末|年底|年初|以来|期间|[度底末初])?",
        r"(?<![0-9.])(?:19|20)[0-9]{2}[-./][01]?[0-9][-./][0-3]?[0-9](?![0-9])",
        r"“?五一”?(?:小长假|劳动节)?(?:[0-9一二三四五六七八]天)?(?:假期|期间)|(?:“?五一”?|国庆|端午(?:节)?|清明(?:节)?|中秋(?:节)?|元旦)(?:小长假|假期)?[0-9一二三四五六七八两]天(?:小?长假|假期)?|“?五一”?小长假|“?十一”?假期|清明(?:节)?(?:小长假|假期|期间)|春节(?:黄金周|假期|小?长假)|元旦(?:小长假|假期|期间)|(?:“?十一”?)?(?<!中秋)(?<!中秋、)国庆(?:、?中秋(?:双节)?)?(?:黄金周|假期|长假)|“?十一”?黄金周",
        rf"(?<![0-9.]){_Y}年?(?:/|{_TO}){_Y}年?度?(?:榨季|雪季|冰雪季|采暖季|供暖季|制糖期|产季)",
        rf"(?:今年|去年|上年|当年|明年)?(?<![0-9.])[0-9]{{1,2}}月?份?{_TO}[0-9]{{1,2}}月份?(?!日)",
        r"(?<![0-9.、])(?:1[0-2]|[1-9])、(?:1[0-2]|[1-9])两个?月",
        rf"(?:今年|去年|上年|当年)?(?<![0-9.])[0-9]{{1,2}}月[0-9]{{1,2}}日(?:{_TO}(?:[0-9]{{1,2}}月)?[0-9]{{1,2}}日)?",
        r"(?:今年|去年|上年|当年|明年)?(?<![0-9.])[0-9]{1,2}月(?:份|底|末|初|[上中下]旬)?",
        rf"(?:今年|去年|上年|当年|明年)?{_PART}[末底]?",
        r"(?<=\()(?:公元前?)?[0-9]{1,3}年(?=\))|(?<![0-9.])1[0-8][0-9]{2}年",
        r"(?<![0-9.])[0-9]{1,2}世纪(?:[0-9]{2}年代)?(?:[初中末]期?)?|(?<![0-9.])[0-9]{2,4}年代",
        rf"(?<![从到至在如])(?:今天|今日|昨天|昨日)(?!的?今[天日]|看|头条)(?=[^。;\n]{{0,60}}(?:{_TODAY}))",
        r"(?<![寒暑年病产婚休])假期(?:期间|[里内](?!的)|前?[0-9三五七八]天(?:[里内间])?|(?=,|全[市县区省]|累计|共|成交|接待|营业额|加演|流水|夜间|消费|客流|销售|日均))|节日期间|(?<=[。“])[0-9三五七八]天里(?=,)",
        r"过去的?一年|一年[来间]",
        rf"(?:{_N}|[0-9]{{1,2}})年[前后](?!三|[0-9]|移)",
        rf"(?:近|(?<![由从])过去|未来|今后|最近)的?(?:两|{_N}|[0-9]{{1,2}})(?:{_TO}[0-9]{{1,2}})?个?(?:年|月(?!份)|季度|周|天)(?:时间|来|间|内|里)?",
        rf"(?:近|过去|未来|今后|这|此后|前|后|最近)(?:{_N}|[0-9]{{1,2}})年(?:来|间|内)?",
        rf"(?:两|{_N}|几|[0-9]{{1,2}})年多?(?:来|间|以来|里|中|内)",
        r"(?<![0-9.])[0-9]{1,2}日(?![均产])",
        (
            r"(?:今年|年初)以来|[今明]年年?[末底]|今年|本年度?(?!新签|新开|应[缴纳征付])|(?<![一二两三四五六七八九十几0-9])年内|截至目前|(?<![出体表呈实发展再])现在(?!进行)|如今|眼下|同一天(?=,)|届时(?!每年|年(?![产通处加吞])|[^,;。]{0,6}年(?:产值|发电|上网|均|销售|营|税|收入|节约|减|可[提减节]))|同日(?=,|启动|开工|签约|举行|投产)|(?<![项科节题条])目前|(?<![应])当前|全年|(?:上|去|当|今|前|本)年年[末底初]|(?:上|去|当|今|前|本)?年[末底初]|去年同期|上年同期|(?:去年|上年)(?!结[余转存])|前年|明年|同期"
            r"|当月|本月|上个?月|上季度|当季|每年|当年(?!签约|开工|投产|建成|落地|见效|竣工|引进|种植|播种)|次年|上半年|(?<![0-9一二三四])季末(?=[\u4e00-\u9fff])"
        ),
    )
)

_INNER = re.compile(
    rf"(?P<relative>今年|去年|上年|当年|明年)?(?:(?P<year>{_Y})年?)?(?:{_TO}(?P<year2>{_Y})年)?"
    rf"(?:(?P<month>[0-9]{{1,2}})(?!{_TO}[0-9一二三四]季度)月?份?(?:{_TO}(?P<month2>[0-9]{{1,2}})月份?)?(?:(?P<day>[0-9]{{1,2}})日(?:{_TO}(?:(?P<month3>[0-9]{{1,2}})月)?(?P<day2>[0-9]{{1,2}})日)?)?)?(?P<part>{_PART})?(?P<rest>.*)",
    re.DOTALL,
)
_OVER_THE_TURN = re.compile(
    rf"({_Y})年([0-9]{{1,2}})月([0-9]{{1,2}})日{_TO}({_Y})年([0-9]{{1,2}})月([0-9]{{1,2}})日"
)  # days with a year on either side
_HOLIDAYS = (("五一", 5), ("清明", 4), ("元旦", 1), ("端午", 6))  # 中秋 and 国庆 fall into one holiday
_FIRST_KNOWN, _LAST_KNOWN = 2013, 2030
_SPRING = -1  # the month of the Spring Festival, which the year decides
_IN_JANUARY = frozenset(
    (2014, 2017, 2020, 2023, 2025, 2028)
)  # years of 2013 to 2030 whose lunar New Year (GB/T 33661-2017) is not in February
_QUARTERS = {"一": 1, "1": 1, "二": 2, "2": 2, "三": 3, "3": 3, "四": 4, "4": 4}


@dataclass(frozen=True, slots=True)
class Period:
    """Start and end as ISO text, how it accumulates, and where it comes from."""

    start: str = ""
    end: str = ""
    accumulation: Accumulation = Accumulation.UNKNOWN
    basis: PeriodBasis = PeriodBasis.DOCUMENT

    @property
    def year(self) -> int | None:
        """The year of its end, if it has one."""
        return int(self.end[:4]) if self.end[:4].isdigit() else None

    def month_before(self) -> Period | None:
        """Return the month before a single month; ``None`` where it is none."""
        if self.start != self.end or len(self.end) != 7:
            return None
        year, month = int(self.end[:4]), int(self.end[5:])
        before = f"{year - 1}-12" if month == 1 else f"{year}-{month - 1:02d}"
        return replace(self, start=before, end=before)

    def earlier(self) -> Period | None:
        """Return the same part of the year before; ``None`` where there is no year."""
        if not (self.start[:4].isdigit() and self.end[:4].isdigit()):
            return None
        return replace(self, start=f"{int(self.start[:4]) - 1}{self.start[4:]}", end=f"{int(self.end[:4]) - 1}{self.end[4:]}")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A period as the words give it: year (stated or relative), months, day, and what kind of period."""

    kind: str
    year: int | None = None
    year2: int | None = None
    relative: str = ""
    first: int = 0
    last: int = 0
    day: int = 0
    day2: int = 0


def _year(text: str | None) -> int | None:
    if not text:
        return None
    if text[0].isdigit():
        return int(text)
    value = chinese(text.replace("〇", "零"))
    return int(value) if value is not None else None


def _near(words: str) -> Spoken | None:
    """Return what 今天, 假期, 今年一至四月 and days over the turn of a year say; ``None`` for other words."""
    two = re.fullmatch("([0-9]{1,2})、([0-9]{1,2})两个?月", words)
    if two:  # 7、8两个月
        return Spoken("cumulative", None, None, "", int(two[1]), int(two[2]))
    if words.startswith("春节"):
        return Spoken("month", relative="假期", first=_SPRING)
    turn = _OVER_THE_TURN.fullmatch(words)
    if turn:  # 2025年12月30日至2026年1月2日
        first, day, last, day2 = (int(turn[group]) for group in (2, 3, 5, 6))
        return Spoken("day", _year(turn[1]), _year(turn[4]), "", first, last, day, day2)
    if words in ("今天", "今日", "昨天", "昨日"):
        return Spoken("day", relative=words)
    if words.startswith(("假期", "节日")) or words.endswith("天里"):
        return Spoken("holiday")
    told = re.fullmatch(f"(?:({_Y})年|(今年|去年|上年))?({_N}{{1,2}})[至到-]({_N}{{1,2}})月份?", words)
    if told:  # 今年一至四月
        return Spoken("cumulative", _year(told[1]), None, told[2] or "", int(chinese(told[3]) or 0), int(chinese(told[4]) or 0))
    return None


@cache
def spoken(words: str) -> Spoken:
    """Return what the words of ``DATE_PATTERN`` say; kind ``""`` when they set no period (年代, 近三年)."""
    iso = re.fullmatch(r"((?:19|20)[0-9]{2})[-./]([01]?[0-9])[-./]([0-3]?[0-9])", words)
    if iso:
        return Spoken("day", year=int(iso[1]), first=int(iso[2]), day=int(iso[3]))
    short = re.fullmatch("([0-2][0-9])年([0-9]{1,2})月(.?)", words)
    if short:  # 17年9月
        kind = "point" if short[3] in ("底", "末") else "month"
        return Spoken(kind, 2000 + int(short[1]), None, "", int(short[2]), int(short[2]))
    if words.endswith("日") and words[:-1].isdigit():
        return Spoken("bare_day", day=int(words[:-1]), day2=int(words[:-1]))  # 截至8日
    if (near := _near(words)) is not None:
        return near
    if re.fullmatch("(?:公元前?)?[0-9]{1,3}年|1[0-8][0-9]{2}年", words):
        return Spoken("")
    if words == "前年":
        return Spoken("year", relative="前年")
    if re.fullmatch("过去的?一年|一年[来间]", words):
        return Spoken("year", relative="一年来")
    if re.search(
        r"世纪|年代|^(?:近|过去|未来|今后|最近)的?[^上下]*(?:年|月|季度|周|天)(?:时间|来|间|内|里)?$|^(?:近|过去|未来|今后|这|此后|前|后|最近)[^0-9季个]*[0-9]*年|^[^前上下第]{1,2}年多?(?:前|后|来|间|平均|以来|里|中|内)$",
        words,
    ):
        return Spoken("" if words not in ("今年以来",) else "year", relative="今年")
    if "五一" in words or re.search("国庆|黄金周", words) or re.match("“?十一|清明|元旦|端午|中秋", words):
        month = next((month for name, month in _HOLIDAYS if name in words), 10)
        return Spoken("month", relative="假期", first=month, last=month)
    season = re.fullmatch(f"({_Y})年?(?:/|{_TO})({_Y})年?度?[^0-9]{{2,3}}", words)
    if season and words[-1] in "季期":  # 2022/2023榨季
        return Spoken("years", year=_year(season[1]), year2=_year(season[2]))
    across = re.fullmatch(rf"(?:({_Y})年|[去上今]年)([0-9]{{1,2}})月份?{_TO}(?:({_Y})年|[今明]年)([0-9]{{1,2}})月份?", words)
    if across:  # 去年11月至今年1月
        now = "明年" if "明年" in words else "今年"
        return Spoken("span", _year(across[1]), _year(across[3]), now, int(across[2]), int(across[4]))
    early = re.fullmatch(f"({_Y})年前([0-9]{{1,2}})月", words)
    if early:  # 2021年前2月
        return Spoken("cumulative", _year(early[1]), None, "", 1, min(max(int(early[2]), 1), 12))
    match = _INNER.fullmatch(words)
    assert match is not None  # every group is optional
    year, relative, rest = _year(match["year"]), match["relative"] or "", match["rest"]
    if match["year2"]:
        return Spoken("years", year=year, year2=_year(match["year2"]))
    if match["month"]:
        first = int(match["month"])
        if match["day"]:
            last = int(match["month3"] or first)
            return Spoken("day", year, None, relative, first, last, int(match["day"]), int(match["day2"] or match["day"]))
        if match["month2"]:
            return Spoken("cumulative", year, None, relative, first, int(match["month2"]))
        end = re.match("[底末]", rest)
        return Spoken("point" if end else "month", year, None, relative, first, first)
    if match["part"]:
        first, last = _part(match["part"])
        if rest[:1] in ("末", "底"):
            return Spoken("point", year, None, relative, last, last)  # 二季度末
        return Spoken("cumulative" if first == 1 else "quarter", year, None, relative, first, last)
    return _relative(words, year, relative, rest)


def _part(part: str) -> tuple[int, int]:
    """Return first and last month of 前三季度, 上半年, 二季度, 前五个月."""
    if part == "上半年":
        return 1, 6
    if part == "下半年":
        return 7, 12
    if "季度" in part:
        number = _QUARTERS[[sign for sign in part if sign in _QUARTERS][-1]]
        return (1 if part[0] in "前头一1" and (part[0] in "前头" or len(part) > 3) else 3 * number - 2), 3 * number
    inside = part.removeprefix("前").removeprefix("头").rstrip("个月")
    value = int(inside) if inside.isdigit() else int(chinese(inside) or 12)
    return 1, min(max(value, 1), 12)


def _relative(words: str, year: int | None, relative: str, rest: str) -> Spoken:
    """Return years, ends of years and words like 当月."""
    if year is not None:
        if re.search("[底末]", rest):
            return Spoken("point", year, first=12, last=12)
        return Spoken("year", year) if not re.search("初|以来", rest) else Spoken("")
    if words == "届时":
        return Spoken("then")
    if words == "季末":
        return Spoken("quarter_end")
    if words in ("当月", "本月", "上月", "上个月"):
        return Spoken("this_month" if words not in ("上月", "上个月") else "last_month")
    if words in ("每年",):
        return Spoken("annual")
    if words in ("同日", "同一天"):
        return Spoken("")
    if words in ("同期", "次年", "上季度", "当季", "年初", "上年初", "去年初"):
        return Spoken("")
    if words == "年内":
        return Spoken("point", relative="本年", first=12, last=12)
    if re.search("年[底末]$", words):
        kind = {"上": "上年", "去": "去年", "今": "今年", "明": "明年", "本": "今年", "前": "前年"}.get(words[0], "")
        return Spoken("point", relative=kind, first=12, last=12)
    if words in ("全年",):
        return Spoken("whole_year")
    who = {"前年": "前年", "上年": "上年", "上年同期": "上年", "去年同期": "去年", "本年": "本年", "本年度": "本年", "年初以来": "今年", "今年以来": "今年",
           "目前": "今年", "现在": "今年", "如今": "今年", "眼下": "今年", "当前": "今年", "截至目前": "今年", "当年": ""}.get(words, relative or words)  # fmt: skip
    return Spoken("year", relative=who)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The document's own year and month, and the year it reports on (the title's, for communiqués)."""

    year: int | None
    month: int = 12
    reported: int | None = None
    titled: Period | None = None
    review: bool = False  # a work report: what comes before the tasks is of the year before
    day: int = 0  # 0 where the date of the document has no day

    def default(self, *, review: bool = False) -> Period:
        """Return the period of a figure whose paragraph states none: the one of the title, else the year."""
        if review and self.year is not None:
            return Period(str(self.year - 1), str(self.year - 1), Accumulation.ANNUAL, PeriodBasis.DOCUMENT)
        if self.titled is not None:
            return replace(self.titled, basis=PeriodBasis.DOCUMENT)
        year = self.reported or self.year
        return Period(str(year), str(year), Accumulation.ANNUAL, PeriodBasis.DOCUMENT) if year else Period()

    def last_month(self) -> Period:
        """Return the month before that of the document."""
        year, month = (self.year or 0, self.month - 1) if self.month > 1 else ((self.year or 1) - 1, 12)
        return _stated(f"{year}-{month:02d}", f"{year}-{month:02d}", Accumulation.MONTH)

    def coming(self, period: Period) -> bool:
        """Tell whether some months lie ahead of the document (下半年 in one of July)."""
        several = len(period.start) == len(period.end) == 7 and period.start < period.end
        return self.year is not None and several and period.start >= f"{self.year}-{self.month:02d}"

    def resolve(self, said: Spoken, context: int | None, *, ahead: bool = False) -> Period | None:
        """Return the period that ``said`` means where the text last spoke of the year ``context``; ``None`` when it sets none."""
        if said.relative in ("今天", "今日", "昨天", "昨日"):
            return self._of_this_day(said.relative[0] == "昨")
        year = self._year_of(said, context, ahead=ahead)
        if said.kind == "annual":
            return Period("annual", "annual", Accumulation.ANNUAL, PeriodBasis.STATED)
        if year is None or not said.kind:
            return None
        if said.kind in ("year", "whole_year"):
            return _stated(str(year), str(year), Accumulation.ANNUAL)
        if said.kind == "years":
            return _stated(str(year), str(said.year2), Accumulation.ANNUAL)
        if said.kind in ("this_month", "last_month"):
            return None
        if said.kind == "span":
            last = said.year2 or (year if said.relative == "明年" else self.year or year)
            begin = said.year or last - 1
            if not (1 <= said.first <= 12 and 1 <= said.last <= 12 and (begin, said.first) <= (last, said.last)):
                return None
            return _stated(f"{begin}-{said.first:02d}", f"{last}-{said.last:02d}", Accumulation.CUMULATIVE)
        if said.kind == "day":
            return _days(said, year)
        if said.first == _SPRING:
            month = f"{year}-{1 if year in _IN_JANUARY else 2:02d}"
            return _stated(month, month, Accumulation.MONTH) if _FIRST_KNOWN <= year <= _LAST_KNOWN else None
        if not 1 <= (said.first or 1) <= (said.last or said.first or 1) <= 12:
            return None
        start, end = f"{year}-{said.first:02d}", f"{year}-{said.last or said.first:02d}"
        kinds = {"cumulative": Accumulation.CUMULATIVE, "point": Accumulation.POINT}
        return _stated(start, end, kinds.get(said.kind, Accumulation.MONTH))

    def _of_this_day(self, before: bool) -> Period | None:
        """Return the day of the document, or the one before it; ``None`` where the document has none."""
        try:
            day = date(self.year or 0, self.month, self.day) - timedelta(days=int(before))
        except ValueError:
            return None
        return _stated(day.isoformat(), day.isoformat(), Accumulation.POINT)

    def _year_of(self, said: Spoken, context: int | None, *, ahead: bool) -> int | None:
        if said.year is not None:
            return said.year
        shift = {"今年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}.get(said.relative)
        if said.relative == "一年来":  # the year under report; only where the document is of the first months of the next
            return self.reported or (self.year - 1 if self.year is not None and self.month <= 4 else None)
        if said.relative == "本年":
            return self.reported or context or self.year
        if said.relative == "上年":
            base = context or self.reported or self.year
            return base - 1 if base is not None else None
        if shift is not None:
            if said.relative == "上年" and self.reported is not None and self.reported != self.year:
                return self.reported - 1
            return None if self.year is None else self.year + shift
        if context is not None:
            coming = said.kind == "whole_year" or (said.last or 0) > self.month
            if (
                ahead
                and coming
                and self.year is not None
                and self.month > 4
                and context < self.year == (self.reported or self.year)
            ):
                return self.year  # 2023年,…。下半年,…确保全年增长6%
            return context
        if self.year is None:
            return self.reported
        last = {"year": 1, "whole_year": 12, "quarter": said.first}.get(said.kind, said.last or said.first or 1)
        if self.reported is not None and self.reported != self.year and said.kind != "day":
            return self.reported
        late = last > self.month or (said.kind == "whole_year" and self.month <= 4)
        near = said.kind in ("point", "whole_year") and self.month > 4
        return self.year - 1 if late and not ahead and not near else self.year


def _days(said: Spoken, year: int) -> Period | None:
    """Return the days that ``said`` names in ``year``, over the turn of a year too (12月30日至1月2日); a day that no calendar has is its month."""
    last, until = said.last or said.first, said.day2 or said.day
    if not (1 <= said.first <= 12 and 1 <= last <= 12 and 1 <= said.day <= 31 and 1 <= until <= 31):
        return None
    ends = said.year2 or (year + 1 if said.year is not None and last < said.first else year)
    begins = ends - 1 if said.year is None and last < said.first else year
    months = f"{begins}-{said.first:02d}", f"{ends}-{last:02d}"
    try:
        days = date(begins, said.first, said.day), date(ends, last, until)
    except ValueError:  # 2月30日
        return _stated(*months, Accumulation.MONTH if months[0] == months[1] else Accumulation.CUMULATIVE)
    if days[0] > days[1]:
        return None
    return _stated(days[0].isoformat(), days[1].isoformat(), Accumulation.POINT if days[0] == days[1] else Accumulation.CUMULATIVE)


def _stated(start: str, end: str, accumulation: Accumulation) -> Period:
    return Period(start, end, accumulation, PeriodBasis.STATED)
