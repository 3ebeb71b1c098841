"""Lists: numbers that share the unit of the last one, and values that belong to the parts of a list of subjects."""

from __future__ import annotations

import re

from tingzhou.facts.lexer import Token
from tingzhou.facts.rules import units

__all__ = ["SEPARATOR", "adopt_units"]

SEPARATOR = re.compile(r"(?:以上|左右|以下|以内)?(?:、|,|和|与|及|以及|、和|和约|和近|、约)$")
_TIGHT = re.compile(r"(?:、|和|与|及|以及)(?:约|近|超过?|不足)?$")

_NAMED = re.compile("[、和][\u4e00-\u9fff]{2,7}$")  # 风电7630、光伏3620万千瓦: each value has its noun, the last the unit of all
_NOUN = re.compile("[\u4e00-\u9fff]{2}$")
_AMOUNTS = frozenset(("power", "energy", "mass", "volume", "money", "area"))


def adopt_units(tokens: list[Token], text: str) -> None:
    """Give bare numbers the unit of the quantity they are listed with (0.2、1.5和3.1个百分点; 2.1个、1.5个百分点)."""
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
        if not named and (len(between) > 5 or _TIGHT.match(between) is None):
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
