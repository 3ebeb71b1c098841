"""Works that a paragraph or a sentence goes on with (电站负责人说,…; 一季度,电厂发电…): they stand where the passage before told of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tingzhou.facts.passages import is_inner, paragraphs, set_in
from tingzhou.facts.places import Mention, Place

if TYPE_CHECKING:
    from tingzhou.facts.figures import Figures

__all__ = ["GOES_ON", "end_of_managers_speech", "on_works_that_go_on"]

_MANAGER = (
    "(?:(?:相关)?负责人|副?总?经理|副?董事长|副?总裁|[副正]?厂长|场长|总监|主管|总工程师|总工|工程师|技术员|(?:车间|班组|生产部?|厂务|技术部?|研发部?)[\u4e00-\u9fff]{0,4}(?:主任|部长|经理|组长|班长)|"
    "理事长|老板|班长|工人|员工|创始人)"
)
_SAYS = re.compile(
    f"[”]?(?:[,。])?(?:在[^,。;]{{2,28}}(?:公司|厂|车间)[^,。;]{{0,12}},)?(?:该|这家)?(?:公司|企业|工厂|厂|集团|合作社|车间|电站|换流站|变电站|风电场|煤矿|矿|基地|项目部|业主项目部|项目|生产|技术|财务|行政|运营|市场|销售|安全|研发)*(?:部)?的?{_MANAGER}[\u4e00-\u9fff]{{1,4}}(?:一边|指着|笑着|自豪地|[\u4e00-\u9fff]{{0,6}})?(?:说|介绍|告诉|表示|坦言|算|感慨|透露|回忆)"
)
_WORKS = "公司|企业|电厂|电站|煤矿|矿井|工厂|合作社|农场|基地|项目|园区|码头|风电场|港口"
GOES_ON = re.compile(
    f" *(?:(?:今年|去年|目前|眼下|如今)?[^,。;]{{0,8}}[月度年前]?,)?(?:该|这[家座])?({_WORKS})(?!建设|集群|数|家|们|上市|开办|登记|减负|用[工电]|多|集中|招引|签约|化|型|贷|养老|所得|法人)"
)
_SPEAKERS_WORKS = re.compile(f"[”]?(?:[,。])?(?:该|这家)?({_WORKS})")
_WORKS_NAMED = re.compile("[\u4e00-\u9fff]{0,10}(?:电站|项目|工程|基地|煤矿|电厂)")
_CAME = ("走进", "来到", "走访", "探访", "坐落在", "坐落于", "位于", "落户", "落户于", "地处")
_SPOKEN = 400  # characters of a paragraph that a manager speaks in
_FIRMS = ("公司", "企业", "工厂")


def on_works_that_go_on(figures: Figures, home: Place | None) -> None:
    """Give a paragraph or a sentence that goes on with works (电站负责人说,…; 一季度,电厂发电…) the place that the one before told of."""
    if home is None or home.level in ("country", "area"):
        return
    text = figures.text
    for before, start, stop in paragraphs(text):
        works = _goes_on_with(text, start, stop)
        words = _FIRMS if works in _FIRMS else (works,)
        if works and before is not None and any(text.find(word, before, start) >= 0 for word in words):
            _go_on(figures, before, start, stop, home)
        sentence, end = start, text.find("。", start, stop) + 1
        while 0 < end < stop:
            again = GOES_ON.match(text, end)
            if again is not None and re.search(_WORKS, text[sentence:end]) is not None:
                _go_on(figures, sentence, end, figures.end(end, "。\n"), home)
            sentence, end = end, text.find("。", end, stop) + 1


def _goes_on_with(text: str, start: int, stop: int) -> str:
    """Return the works that a paragraph begins with, or whose manager says what it quotes first; empty where there are none."""
    if text.startswith("“", start):
        close = end_of_managers_speech(text, start, stop)
        works = _SPEAKERS_WORKS.match(text, close + 1) if close >= 0 else None
    else:
        works = GOES_ON.match(text, start)
    return works[1] if works is not None else ""


def end_of_managers_speech(text: str, start: int, stop: int) -> int:
    """Return where what a paragraph quotes first ends, -1 where it quotes no sentence or nobody of works says it."""
    close = text.find("”", start, min(stop, start + _SPOKEN))
    while close >= 0 and text[close - 1] not in "。,!?…":
        close = text.find("”", close + 1, min(stop, start + _SPOKEN))
    return close if close >= 0 and _SAYS.match(text, close + 1) is not None else -1


def _go_on(figures: Figures, before: int, start: int, stop: int, home: Place) -> None:
    """Give the drafts from ``start`` to ``stop`` the place inside the home place that the passage from ``before`` told of last."""
    scene = _told_there(figures, before, start, home)
    if scene is not None:
        set_in(figures, start, stop, scene, home)


def _told_there(figures: Figures, begin: int, stop: int, home: Place) -> Mention | None:
    """Return the place inside the home place that a passage told of last, or came to."""
    inner = [one for one in figures.mentions(begin, stop) if is_inner(one, home)]
    told = figures.between(begin, stop)
    if told:
        return next((one for one in reversed(inner) if one.place == told[-1].place), None)
    if inner and _WORKS_NAMED.match(figures.text, inner[-1].end):
        return inner[-1]  # 抓好朝阳县抽水蓄能电站建设。该项目…
    return inner[-1] if inner and figures.text.endswith(_CAME, 0, inner[-1].start) else None
