"""From a text to its facts: tokens in their clauses, frames, carry-over, lists, and what was refused with the reason.

Deterministic, offline, standard library only; every fact names its rule (``data/rules.csv``). Time is linear in the text.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from tingzhou.errors import InternalError
from tingzhou.facts.abstain import leave_doubtful
from tingzhou.facts.ceremonies import date_by_ceremony
from tingzhou.facts.clauses import Layout, lay_out
from tingzhou.facts.dates_aside import names_a_base
from tingzhou.facts.distribution import Draft
from tingzhou.facts.drafts import Drafter
from tingzhou.facts.fact import (
    Accumulation,
    Comparator,
    Fact,
    Kind,
    Reading,
    Reference,
    Review,
    ReviewState,
    Unread,
    Vetoed,
    text_hash,
)
from tingzhou.facts.gazetteer import Gazetteer
from tingzhou.facts.holidays import days_of_holiday
from tingzhou.facts.home_by_stem import nearer_home
from tingzhou.facts.home_evidence import weighed_home
from tingzhou.facts.home_zone import zone_that_a_text_is_about
from tingzhou.facts.homes import home_of, names_its_seat, names_no_one_place
from tingzhou.facts.indicators import activity_of, find_indicator, scope_of
from tingzhou.facts.lexer import Token
from tingzhou.facts.normalise import normalise
from tingzhou.facts.numerals import plain
from tingzhou.facts.periods import DATE_PATTERN, Calendar, Period, spoken
from tingzhou.facts.products import product_of
from tingzhou.facts.rules import VERSION
from tingzhou.facts.title_periods import date_title, end_of_title
from tingzhou.facts.zone_focus import focus

__all__ = ["read"]

_TITLE_YEAR = re.compile(
    "((?:19|20)[0-9]{2})年(?:.{0,40}(?:公报|统计|经济运行|运行情况|生产情况|能源生产)|(?![度初]?(?:[0-9一二三四]|上半|下半|前))(?!.{0,30}(?:规划|计划|纲要|工作报告|要点|目标|方案|展望|预测|任务|集中|开工|发布会|会议|大会|年会|论坛)))"
)
_TOLD_OF_YEAR = re.compile(
    "(?:晒出|通报|发布|公布|介绍|解读)了?(?:我|全)?[省市州县区盟]?(?:去年|((?:19|20)[0-9]{2})年)度?(?:全年|全[省市州县区]|我[省市州县区])*[^。\n0-9]{0,8}?(?:经济|运行|成绩单|工业|外贸|财政)"
)
_LOOKED_BACK_ON = re.compile(
    "^[\u4e00-\u9fff]{2,8}((?:19|20)[0-9]{2})[::,,](?!.{0,30}(?:规划|计划|目标|展望|任务))"
)  # 吉林2021:爬坡过坎
_ISO = re.compile("((?:19|20)[0-9]{2})(?:-([01][0-9])(?:-([0-3][0-9]))?)?$")
_DATED = re.compile("((?:19|20)[0-9]{2})年([0-9]{1,2})月(?:[0-9]{1,2}日)?")
_NOTHING = Reference()
_DAY = "((?:19|20)[0-9]{2})[年./-]([01]?[0-9])[月./-][0-3]?[0-9]日?(?![0-9])"
_PUBLISHED = (  # where a text says when it was published, the surest first
    re.compile(f"(?:发布|发稿|印发|更新|成文|时间|日期|来源)[^\n0-9]{{0,24}}{_DAY}"),
    re.compile(rf"(?m)^[ (\u2014-]{{0,6}}{_DAY}(?:[ ]*[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?)?[ )]*$"),
    _DATED,
)
_SENT = re.compile("([0-9]{1,2})月([0-9]{1,2})日(?=[电讯](?![子力视网信量站息费]))")
_YEAR = re.compile("(?<![0-9比较与到至过于])(?<!计划)(?<!规划)((?:19|20)[0-9]{2})年(?!同期|底前|前)")
_PERIOD = re.compile(DATE_PATTERN)
_NO_PERIOD = re.compile("[^,。;]{0,16}(?:规划|计划|目标|安排|要点|方案|展望|预测|任务|以来|起|投产|开工|新闻发布会|例行发布会)")
_RUN = re.compile("[^,。;]{0,12}(?:运行|形势|完成)(?:情况|态势|数据)?")  # 上半年经济运行情况新闻发布会
_KINDS_OF_TEXT = frozenset(("cumulative", "quarter", "month", "year"))
_OPENING = 240  # characters in which a text says of what time it is
_DATES_SEEN = 400  # enough to tell what a text speaks of
_REPORT_OPENS = 6000  # characters in which a work report calls upon the delegates
_CONTEXT = 16  # characters of prefix and suffix kept with a fact


def read(text: str, *, date: str = "", title: str = "", place: str = "", source: str = "") -> Reading:
    """Read the facts of a published Chinese text.

    Parameters
    ----------
    text
        The text as published, of any length; spans are 0-based code points of exactly this text.
    date
        Date of the document (``2024-12-10``, ``2024-12`` or ``2024``); without it the first date the text states.
    title
        Title, where it is not the first line of the text.
    place
        The place the document speaks of (name, alias or GB/T 2260 code); without it the one that title and text point to.
    source
        SHA-256 of the source document; without it that of the text.

    Returns
    -------
    Reading
        Facts, vetoed spans and unread numbers. It never raises for any text.
    """
    with _no_collection():
        return _read(text, date=date, title=title, place=place, source=source)


def _second_line(text: str) -> str:
    """Return the second line of a text where it goes on with a short title (三河市 / 2020年国民经济和社会发展统计公报)."""
    lines = [line.strip() for line in text[:400].split("\n") if line.strip()][:2]
    if len(lines) < 2 or len(lines[0]) > 16 or len(lines[1]) > 40 or re.search("[0-9。,]", lines[0]):
        return ""
    return lines[1] if re.search("公报|运行情况|工作报告|统计|情况$", lines[1]) and "。" not in lines[1] else ""


@contextmanager
def _no_collection() -> Iterator[None]:
    """Pause the collection of cycles: a reading makes many small objects and none refers back to another."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _read(text: str, *, date: str, title: str, place: str, source: str) -> Reading:
    form = normalise(text)
    heading = title or next((line.strip() for line in form.text.split("\n", 12)[:12] if line.strip()), "")[:200]
    headline = heading if title or (len(heading) <= 60 and "。" not in heading) else ""  # a text may begin without a title
    if headline and not title:
        headline += _second_line(form.text)
    home = home_of(place, headline, form.text)
    if not place:
        home = weighed_home(zone_that_a_text_is_about(nearer_home(home, headline, form.text), form.text), headline, form.text)
    places = Gazetteer(home)
    places.add_aliases(form.text)
    places.add_towns(form.text)
    places.add_districts(form.text)
    places.add_headed_districts(form.text)
    places.add_listed_districts(form.text)
    places.add_short_zones(form.text)
    places.add_bare_zones(form.text)
    places.add_zones_of_offices(form.text)
    places.add_same_zones(form.text)
    layout = lay_out(form.text, places)
    calendar = _calendar(date, normalise(headline).text, form.text)
    told = _TOLD_OF_YEAR.search(form.text, 0, 600)
    if (
        told is not None
        and calendar.reported is None
        and calendar.titled is None
        and calendar.month <= 3
        and calendar.year is not None
    ):
        calendar = replace(calendar, reported=int(told[1]) if told[1] else calendar.year - 1)  # 晒出我市去年经济运行“成绩单”
    if "工作报告" in headline and calendar.month <= 4:
        calendar = replace(calendar, review=True)
    elif calendar.titled is None and calendar.reported is None:
        calendar = replace(calendar, titled=_spoken_of(layout, calendar))
    if days := days_of_holiday(headline + form.text[: end_of_title(form.text)], layout, calendar):
        calendar = replace(calendar, titled=days)
    drafter = Drafter(layout, calendar, home)
    drafter.places.guessed = not place and home is not None and home.level != "country" and names_no_one_place(heading, home)
    drafter.places.settled = "公报" in headline
    drafter.places.reports = "工作报告" in headline or "各位代表" in form.text[:_REPORT_OPENS]
    drafter.places.company = names_its_seat(form.text)
    drafter.run()
    date_by_ceremony(drafter.drafts, layout, calendar)
    date_title(drafter.drafts, layout)
    drafter.unread += leave_doubtful(drafter.drafts, layout)
    focus(drafter.drafts, layout, home)
    known = source or text_hash(text)
    facts = []
    waiting, drafter.drafts = drafter.drafts[::-1], []
    while waiting:  # a long text needs the room of its drafts for its facts
        draft = waiting.pop()
        start, end = form.span(draft.start, draft.end)
        facts.append(_fact(draft, text, start, end, known))
    vetoed = tuple(
        Vetoed(*form.span(token.start, token.end), text[slice(*form.span(token.start, token.end))], Kind(kind), token.rule, value)
        for token, kind, value in drafter.vetoed
    )
    unread = tuple(_unread(form.span(draft.start, draft.end), draft, text) for draft in drafter.unread)
    return Reading(text, known, tuple(facts), vetoed, unread, heading, date, home.name if home else "", VERSION)


def _calendar(date: str, heading: str, text: str) -> Calendar:
    """Return the document's year and month, and the year and the part of it that its title reports on."""
    calendar = _dated(date, heading, text)
    for match in _PERIOD.finditer(heading):
        said = spoken(match[0])
        if said.kind in ("cumulative", "month", "quarter", "point") and (
            _NO_PERIOD.match(heading, match.end()) is None or _RUN.match(heading, match.end())
        ):
            return replace(calendar, titled=calendar.resolve(said, calendar.reported))
    return calendar


def _spoken_of(layout: Layout, calendar: Calendar) -> Period | None:
    """Return the period that most of the stated ones of a text are, where its title states none; ``None`` where none prevails."""
    counts: dict[Period, int] = {}
    lines: dict[Period, set[int]] = {}
    said = [
        token
        for token in layout.tokens
        if token.said is not None and token.said.kind in _KINDS_OF_TEXT and token.said.relative not in ("去年", "上年")
    ]
    for token in said[:_DATES_SEEN]:
        period = _reported_period(token, layout, calendar)
        if period is not None:
            counts[period] = counts.get(period, 0) + 1
            lines.setdefault(period, set()).add(layout.text.find("\n", token.start))
    if not counts:
        return None
    best = next(iter(counts))  # a text opens with what it is about
    total = sum(counts.values())
    looks_back = calendar.month <= 2 and calendar.year is not None and best.year == calendar.year - 1
    if total == 1 and said[0].start < _OPENING and looks_back and best.accumulation is Accumulation.ANNUAL:
        return best  # 2020年全年…: a text of January
    if 2 * len(lines[best]) <= _lines_with_figures(layout):
        return None  # most of its paragraphs tell what is or goes on
    if counts[best] >= 2 and 2 * counts[best] > total:
        return best
    within = sum(size for one, size in counts.items() if best.start <= one.start and one.end <= best.end)
    opens = best.accumulation is Accumulation.CUMULATIVE and said[0].start < _OPENING  # 今年前7个月,…;7月当月,…
    return best if opens and within >= 2 and 2 * within > total else None


def _lines_with_figures(layout: Layout) -> int:
    """Return how many of the lines of a text hold quantities."""
    count, end = 0, -1
    for token in layout.tokens:
        if token.kind == "quantity" and token.start > end:
            count, end = count + 1, layout.text.find("\n", token.start)
            if end < 0:
                break
    return count


def _reported_period(token: Token, layout: Layout, calendar: Calendar) -> Period | None:
    """Return the period a date states that is not only compared with; ``None`` for one in the future."""
    if token.said is None or names_a_base(layout.text, token.start, token.end):
        return None
    period = calendar.resolve(token.said, None)
    if period is None or period.year is None or (calendar.year is not None and period.year > calendar.year):
        return None
    return period


def _dated(date: str, heading: str, text: str) -> Calendar:
    given = _ISO.match(date.strip())
    title = _TITLE_YEAR.search(heading) or _LOOKED_BACK_ON.search(heading)
    reported = int(title[1]) if title else None
    if given:
        month = int(given[2] or 12)
        sent = _SENT.search(text, 0, 300)  # 6月18日讯 今天上午,…: the day it was sent, printed on the next
        told = int(sent[2]) if sent is not None and int(sent[1]) == month else int(given[3] or 0)
        return Calendar(int(given[1]), month, reported, day=told)
    for pattern in _PUBLISHED:
        stated = pattern.search(text[:4000])
        if stated and 1 <= int(stated[2]) <= 12:
            return Calendar(int(stated[1]), int(stated[2]), reported)
    year = _YEAR.search(text[:20000])
    return Calendar(int(year[1]) if year else None, 12, reported)


def _fact(draft: Draft, text: str, start: int, end: int, source: str) -> Fact:
    """Return the finished fact of a draft."""
    token, frame = draft.token, draft.frame
    if frame.measure is None or token.value is None:
        raise InternalError("a draft without measure or value became a fact")
    value = token.value * frame.sign * frame.multiply
    shown, lower, upper = plain(value), "", ""
    if token.upper is not None:
        high = token.upper * frame.sign * frame.multiply
        lower, upper = sorted((plain(value), plain(high)), key=float)
        shown = f"{lower}/{upper}"
    elif draft.comparator in (">", ">="):
        lower = shown
    elif draft.comparator in ("<", "<="):
        upper = shown
    indicator = find_indicator(draft.subject)
    review = (
        Review()
        if indicator and not draft.doubt
        else Review(ReviewState.QUEUED, reason=draft.doubt or "indicator_not_in_dictionary")
    )
    return Fact(
        indicator_text=draft.subject, measure=frame.measure, value=shown, unit=frame.unit or token.base, start=start, end=end,
        exact=text[start:end], source=source, rule_id=frame.rule, indicator=indicator.id if indicator else "",
        activity=activity_of(draft.subject) or (indicator.sector if indicator else ""), product=product_of(draft.subject, indicator.id if indicator else "", token.unit_kind), scope=scope_of(draft.subject),
        place=draft.place.code if draft.place else "", place_name=draft.place.name if draft.place else "",
        place_aliases_used=(draft.place_word,) if draft.place_word else (), period_start=draft.period.start, period_end=draft.period.end,
        accumulation=draft.period.accumulation, period_basis=draft.period.basis, raw_value=token.raw_value, raw_unit=token.raw_unit,
        comparator=Comparator(draft.comparator or "="), lower=lower, upper=upper,
        reference=Reference(place=draft.reference_place.code if draft.reference_place else "", period=draft.reference_period, text=draft.reference)
        if draft.reference or draft.reference_place or draft.reference_period else _NOTHING,
        status=draft.status, prefix=text[max(start - _CONTEXT, 0) : start], suffix=text[end : end + _CONTEXT], rule_version=VERSION, review=review,
    )  # fmt: skip


def _unread(span: tuple[int, int], draft: Draft, text: str) -> Unread:
    start, end = span
    token = draft.token
    return Unread(start, end, text[start:end], draft.frame.reason or "unit_missing", draft.frame.rule, plain(token.value) if token.value is not None else "",
                  token.base, draft.subject, draft.place.code if draft.place else "", _shown(draft.period))  # fmt: skip


def _shown(period: Period) -> str:
    return period.start if period.start == period.end else f"{period.start}/{period.end}"
