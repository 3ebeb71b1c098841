"""Clauses of reports that praise a place without a figure: 滨海新区开发开放龙头作用更加突出."""

from __future__ import annotations

import re

__all__ = ["is_praise"]

_HAS_FIGURE = re.compile("[0-9○□■]|[一二三四五六七八九十百千万亿]{2}")
_PRAISED = re.compile(
    "(?:更加|加快|加速|全面|持续|不断|日益|稳步|顺利|成功|正式)?(?:突出|凸显|彰显|增强|壮大|提升|巩固|显现|释放|推进|建成|通车|投运|投用|开通|贯通|竣工|获批|揭牌|挂牌|封关|落地|启用|成型|起势|崛起|隆起|跃升|前列|行列|前茅)$"
)


def is_praise(clause: str) -> bool:
    """Tell whether a clause has no figure and ends with how well something goes."""
    return _HAS_FIGURE.search(clause) is None and _PRAISED.search(clause) is not None
