"""Percentage points: differences from others, changes of the same series, and what a part contributes."""

from __future__ import annotations

import re

from tingzhou.facts.cues import TIME, Frame, Words, last_cue
from tingzhou.facts.fact import Measure

__all__ = ["points"]

_DIFFER = re.compile(
    r"(?P<verb>跑赢|跑输|高于|低于|快于|慢于|高出|高过|快过|慢过|优于|好于|领先于?|落后于?|超出|超过|欠(?=序时|时序|进度|计划)|超(?=全国|全省|全区|平均|序时|时序|时间进度|进度|年度|计划|目标)|大于|小于|多于|少于)(?P<object>[^,;]*?)$"
)
_THAN = re.compile(
    r"(?<![同环占相])(?:比(?![重例率])|较)(?P<object>[^,;]{1,24}?)(?P<verb>提高|提升|提了|升了|降了|上升|增加(?!值)|增长(?!速)|加快|扩大|回升|下降|降低|回落|减少|放缓|收窄|缩小|高出|低|高|快|慢|多|少|小|大|减慢|下滑)(?:了|约|近|超过|超)?(?P<tail>[^,;高低快慢]{0,6})$"
)
_AT_THE_TIME = re.compile("同期(?:[\u4e00-\u9fff]{2,8}贷款|GDP|全国|全省|经济|财政|人均|居民)")
_PLANNED = re.compile("目标|预期|计划|任务")
_APART = re.compile("[距离][^,;]{0,14}(?P<short>[只还仅]?差)(?:了|约|近)*$|(?:与|和|之间)[^,;■]{1,16}相差(?:了|约|近|超过?)*$")
_GAP = re.compile("与[^,;■]{1,8}的差距(?:为|是|有|只有|达|[由从][^,;■]{0,8}的?|(?:缩小|扩大|收窄|拉大)[到至为])(?:了|约|近)*$")
_MINUS = re.compile("欠|跑输|低|慢|落后|小|少|降|回落|减|放缓|收窄|缩小|下滑")


def points(words: Words) -> Frame:
    """Return the frame of percentage points: a difference, a change, or what a part contributes."""
    left = words.left
    if left in ("、", "和", ",") and re.search("贡献率[和、与]拉动[^,;]{0,10}分别", words.clause):
        return Frame(Measure.CONTRIBUTION_PP, "F20", 1, 0)  # 贡献率和拉动分别为49.6%、2.3个百分点
    pull = re.search("拉动|[上下]拉|拉[低高]|拖累|影响|贡献(?!率)", left)
    if pull is not None:
        sign = (
            -1 if re.search("下拉|拖累|拉低|向下|负向", left) or re.search("(?:下降|回落|下滑|放缓|减少)(?:了|约)?$", left) else 1
        )
        return Frame(Measure.CONTRIBUTION_PP, "F20", sign, pull.start())
    than = _THAN.search(left)
    if than is not None:
        now = re.search("全国|全省|全区|平均水平", than["object"]) is None and _AT_THE_TIME.search(than["object"]) is None
        return _compared(than, apart=not now)  # 比年初目标低1.5个百分点
    differ = _DIFFER.search(left)
    if differ is not None and (differ["object"].strip("○□了") or not differ["verb"].startswith("超")):
        return _compared(differ)
    if _GAP.search(left) or (
        _GAP.search(words.clause) is None
        and re.search("与[^,;]{1,8}的差距[由从]", words.clause)
        and re.match("(?:缩小|扩大|收窄|拉大)[到至为]", left)
    ):
        return Frame(Measure.DIFF_PP, "F21", 1, 0)  # 与全国的差距由0.6个百分点缩小到0.1个百分点
    apart = _APART.search(words.clause[: len(words.clause) - len(left)] + left)
    if apart is not None:
        return Frame(Measure.DIFF_PP, "F21", -1 if apart["short"] else 1, len(left))  # 最快与最慢的县相差4.5个百分点
    if re.search("(?:同比|环比|比□|较□)(?:改善|好转)了?$", left):
        return Frame(Measure.CHANGE_PP, "F22", 1, max(left.rfind("同比"), left.rfind("环比"), 0))  # 优良天数比例同比改善1.1个百分点
    if left == "差了":
        return Frame(Measure.DIFF_PP, "F21", 1, 0)  # 分别为14.9%和-5.6%,一高一低,差了20.5个百分点
    cue = last_cue(left, frozenset(("grow", "cut")))
    if cue is not None:
        return Frame(Measure.CHANGE_PP, "F23", cue.sign, cue.start)
    short = re.search(r"(?P<verb>高|低|快|慢|升|降)(?:了|约|近|超过?|达)?$", left)
    if short is not None and re.search("全国|全省|全区|全疆|全州|全市|平均|比|较", words.clause):
        changed = TIME.search(words.clause) is not None and not re.search("全国|全省|全区|全疆|平均", words.clause)
        return Frame(
            Measure.CHANGE_PP if changed else Measure.DIFF_PP, "F24", -1 if short["verb"] in "低慢降" else 1, short.start()
        )
    return Frame(None, "F93", reason="measure_unclear")


def _compared(told: re.Match[str], *, apart: bool = False) -> Frame:
    """Return the frame of points against another time (a change) or against others or a plan (a difference)."""
    changed = not apart and TIME.search(told["object"]) is not None and _PLANNED.search(told["object"]) is None
    return Frame(
        Measure.CHANGE_PP if changed else Measure.DIFF_PP,
        "F22" if changed else "F21",
        -1 if _MINUS.search(told["verb"]) else 1,
        told.start(),
        reference=told["object"],
    )
