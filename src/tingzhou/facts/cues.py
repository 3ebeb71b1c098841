"""The words around a number and the cue that tells how it is meant: reached, grown, cut, a share, a ratio."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from tingzhou.facts.fact import Measure
from tingzhou.facts.rules import rows

__all__ = ["TIME", "Cue", "Frame", "Words", "last_cue", "strip_comparator"]

TIME = re.compile(
    r"□|上年|去年|上月|上一|前一|同期|年初|上季|前期|此前|以往|过去|[造治施建改良]前|上半年|[一两二三四五六七八九十几]年前|十[一二三四五]五"
)  # an earlier time that a figure is compared with


@dataclass(frozen=True, slots=True)
class Words:
    """The text around a token: ``left`` since the number before, ``clause`` since the clause began, ``right`` to the next number or end."""

    left: str
    clause: str
    right: str
    rest: str  # to the end of the clause


@dataclass(frozen=True, slots=True)
class Frame:
    """Measure, sign, rule and where the subject ends in ``left``; ``reason`` says why the number is not read when there is no measure."""

    measure: Measure | None
    rule: str
    sign: int = 1
    subject_end: int = 0
    multiply: int | Decimal = 1
    unit: str = ""
    reason: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that tells how a figure is meant: its class, its sign and its place in the left context."""

    kind: str
    sign: int
    start: int
    end: int


@cache
def _cues() -> tuple[re.Pattern[str], dict[str, tuple[str, int]]]:
    words: dict[str, tuple[str, int]] = {}
    for row in rows("cues"):
        for word in row["words"].split():
            words[word] = (row["class"], -1 if row["sign"] == "-" else 1)
    listed = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(rf"(?<!新)(?:{listed})(?![者区地点值])"), words


# Words that may stand between a cue and its number.
_FILLER = re.compile(
    r"(?:总体|只要|若|处于|始终|站稳|一直|却|只有|仍有|还有|尚有|仅有|可望|有望|首次|历史性|一举|竟|反而|均值|平均值?|更是|则|每人每月|每人每年|人均|每月|每年|每亩|了|的|由|从|幅度|速度|约为|约|近|将近|接近|超过|超|达到|达|为|至|到|逾|突破|不低于|不少于|不超过|不足|不到|以上|仅|仅为|均|都|分别|依次|各|均为|均达|均超|合计|总计|目标定在|定在|目标锁定|锁定|确保|还是|仍是|整整|虽|只|至少|预计|保持|在|高达|"
    r"仍|是|已|和|、|与|以|左右|大约|则|也|控制|稳定|力争|于|大于|小于|高于|低于|又|再|有望|目标|目标为|明显|\s|○|“|”|:|□)*$"
)
_COMPARE = {row["word"]: row["comparator"] for row in rows("comparators") if row["position"] == "before"}
_BEFORE = re.compile(rf"(?:{'|'.join(sorted(map(re.escape, _COMPARE), key=len, reverse=True))})(?=(?:了|到|至|过|达|为|的)?$)")

_BEFORE_VERB = re.compile(  # 至少举行了20场
    "(至少|至多|最多)(?:[要能可有需得]|卖|收入?|赚|产|完成|举[行办]|建[成设]|培育|引进|新增|实现|开展|组织|解决|安排|达到?){1,2}了?$"
)


def strip_comparator(left: str) -> tuple[str, str]:
    """Return ``left`` without a comparator word at its end, and the comparator (empty when there is none)."""
    match = _BEFORE.search(left, max(len(left) - 8, 0))
    if match is not None:
        return left[: match.start()], _COMPARE[match[0]]
    apart = _BEFORE_VERB.search(left, max(len(left) - 8, 0))
    return (left[: apart.start()] + left[apart.end(1) :], _COMPARE[apart[1]]) if apart is not None else (left, "")


_NOT_BEFORE = frozenset("起提新递跳急激晋上回下")


def last_cue(left: str, kinds: frozenset[str], *, bare_verbs: bool = False) -> Cue | None:
    """Return the last cue of the ``kinds`` that only fillers separate from the number; share cues may have their whole in between."""
    pattern, words = _cues()
    found: Cue | None = None
    for match in pattern.finditer(left):
        kind, sign = words[match[0]]
        if len(match[0]) == 1 and kind == "grow" and (left[max(match.start() - 1, 0) : match.start()] in _NOT_BEFORE or bare_verbs):
            continue
        if kind in ("grow", "cut") and left[match.end() : match.end() + 1] in ("至", "到") and len(match[0]) > 1:
            kind = "reach"  # 攀升到2023年的: any verb with 到 names the level reached
        if (
            kind == "grow"
            and match[0] in ("提升", "提高")
            and left[max(match.start() - 2, 0) : match.start()] in ("改造", "整改", "治理", "规范")
        ):
            continue  # 高标准农田新建8.6万亩、改造提升3.8万亩
        if kind == "grow" and left[max(match.start() - 1, 0) : match.start()] == "少":
            sign = -1  # 少增产2500万吨
        if kind in kinds:
            found = Cue(kind, sign, match.start(), match.end())
    if found is not None and found.kind in ("grow", "cut") and left.startswith(("的为", "的是", "的有", "的达"), found.end):
        return None  # 下降的为68个 counts what fell
    if found is None or found.kind in ("share",) or _FILLER.match(left, found.end):
        return found
    return None
