"""Lists: numbers that share the unit of the last one, and values that belong to the parts of a list of subjects."""

from __future__ import annotations

import re

from tingzhou.facts.lexer import Token
from tingzhou.facts.rules import units

__all__ = ["SEPARATOR", "adopt_units"]

SEPARATOR = re.compile(r"(?:以上|左右|以下|以内)? ?(?:、|,|和|与|及|以及|、和|和约|和近|、约)$")
_TIGHT = re.compile(r" ?(?:、|和|与|及|以及) ?(?:约|近|超过?|不足)?$")
_INSIDE = re.compile(r"[(][^()0-9]{1,10}|[、,;和][^()0-9]{1,10}")

_NAMED = re.compile("[、和][\u4e00-\u9fff]{2,7}$")  # 风电7630、光伏3620万千瓦: each value has its noun, the last the unit of all
_OTHERWISE = re.compile(
    "[、,和](?:分别|比[^,;。0-9]{2,6})?(?:[高低快慢](?:于[^,;。0-9]{2,6})?|上升|下降|提高|回落|提升|降低|加快|放缓)"
)  # 高1.2个、低0.3个百分点
_ALSO_THAN = re.compile("[、和与](?:全[国省市区州盟县疆]|世界|全球|[东中西]部|平均)[^,;。0-9]{0,6}")  # 高于全国0.4、全省0.1个百分点
_NOUN = re.compile("[\u4e00-\u9fff]{2}$")
_MOVED = frozenset(("power", "energy", "mass", "volume", "money", "area", "count"))
_AMOUNTS = frozenset(("power", "energy", "mass", "volume", "money", "area"))


def _explain(tokens: list[Token], text: str) -> None:
    """1600万千瓦(光伏800万、风电800万): parts in brackets have the unit of the whole."""
    whole: Token | None = None
    end = -1
    for token in tokens:
        between = text[end : token.start]
        if token.kind == "quantity" and token.unit_kind in _AMOUNTS and token.extra.get("unit") in units():
            whole = token
        elif (
            token.kind == "bare" and token.raw_unit and token.value is not None and whole is not None
            and _INSIDE.fullmatch(between) is not None and text[token.end : token.end + 1] in ("、", ",", ")", ";", "和")
        ):  # fmt: skip
            unit = units()[whole.extra["unit"]]
            token.kind, token.value, token.base, token.unit_kind = (
                "quantity",
                token.value * token.factor * unit.factor,
                whole.base,
                whole.unit_kind,
            )
            token.rule, token.factor = "L13", token.factor * unit.factor
            token.extra["unit"] = whole.extra["unit"]
        else:
            whole = None
        if whole is token and text[token.end : token.end + 1] != "(":
            whole = None
        end = token.end


_MOVES_TO = re.compile(
    "(?:人)?(?:下降|上升|增加|减少|提高|提升|增长|扩大|发展|攀升|[升降增减])[到至为](?:了)?(?:[0-9]{4}年(?:末|底)?的|(?:目前|现在|如今|去年|今年|上年)的?)?(?:近|约|超过?)?"
)


def _moves_to(tokens: list[Token], text: str) -> None:
    """由2011年的14.6万下降到2014年的7.9万人: the first figure of a course has the unit of the second."""
    for index, token in enumerate(tokens[:-1]):
        if token.kind != "bare" or not token.raw_unit or token.value is None:
            continue
        after = tokens[index + 1] if tokens[index + 1].kind != "date" or index + 2 >= len(tokens) else tokens[index + 2]
        unit = units().get(after.extra.get("unit", "")) if after.kind == "quantity" else None
        if unit is not None and after.unit_kind in _MOVED and _MOVES_TO.fullmatch(text, token.end, after.start):
            token.kind, token.value = "quantity", token.value * token.factor * unit.factor
            token.base, token.unit_kind, token.rule, token.factor = after.base, after.unit_kind, "L13", token.factor * unit.factor
            token.extra["unit"] = unit.token


def adopt_units(tokens: list[Token], text: str) -> None:
    """Give bare numbers the unit of the quantity they are listed with (0.2、1.5和3.1个百分点; 2.1个、1.5个百分点)."""
    _explain(tokens, text)
    _moves_to(tokens, text)
    for index in range(len(tokens) - 2, -1, -1):
        token, after = tokens[index], tokens[index + 1]
        if after.kind != "quantity" or after.rule in ("L02", "L03", "L09") or after.value is None or token.value is None:
            continue
        between = text[token.end : after.start]
        named = (
            token.kind == "bare"
            and after.unit_kind in _AMOUNTS
            and _NAMED.match(between) is not None
            and _NOUN.search(text[max(token.start - 2, 0) : token.start]) is not None
        )
        apart = after.unit_kind == "pp" and (_OTHERWISE.fullmatch(between) is not None or _ALSO_THAN.fullmatch(between) is not None)
        if not named and not apart and (len(between) > 5 or _TIGHT.match(between) is None):
            continue
        if token.kind == "quantity" and token.extra.get("unit") == "个" and after.unit_kind == "pp":
            token.base, token.unit_kind, token.rule = after.base, after.unit_kind, "L13"
            token.extra["unit"] = after.extra["unit"]
            continue
        if token.kind != "bare":
            continue
        own = (
            units()[after.extra["unit"]].factor * token.factor
            if token.raw_unit and after.extra["unit"] in units()
            else after.factor
        )
        token.kind, token.value = "quantity", token.value * own
        token.factor, token.base, token.unit_kind, token.rule = after.factor, after.base, after.unit_kind, "L13"
        token.extra["unit"] = after.extra["unit"]
