"""A figure of the title that states no time is one that the text tells in full: it has the period it has there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from tingzhou.facts.clauses import Layout
from tingzhou.facts.fact import PeriodBasis

if TYPE_CHECKING:
    from tingzhou.facts.distribution import Draft

__all__ = ["date_title", "end_of_title"]

_LONGEST = 60  # characters of a title
_BYLINE = re.compile("记者|通讯员|[日晚]报|(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日")
_ROUNDED = Decimal("1.06")  # 超260亿元 in the title, 268亿元 in the text


def date_title(drafts: Sequence[Draft], layout: Layout) -> None:
    """Give the figures of a title without a time the period of the same figures in the text."""
    end = end_of_title(layout.text)
    if any(token.said is not None and token.said.kind for token in layout.tokens[:_LONGEST] if token.start < end):
        return  # 总投资逾400亿元 某市一季度58个项目集中开工: the title says when
    for draft in drafts:
        if draft.start >= end:
            return
        if draft.period.basis is not PeriodBasis.DOCUMENT or draft.token.value is None:
            continue
        told = next((one for one in drafts if one.start > end and _is_same(draft, one)), None)
        if told is not None:
            draft.period = told.period


def end_of_title(text: str) -> int:
    """Return where the title ends, with the line under it where that is one more line of it; 0 where a text has none."""
    end, at = 0, len(text) - len(text.lstrip())
    for _ in range(2):
        stop = text.find("\n", at)
        line = text[at:stop]
        if stop < 0 or not line.strip() or len(line) > _LONGEST or "。" in line or (end and _BYLINE.search(line) is not None):
            break
        end, at = stop, stop + 1
    return end


def _is_same(title: Draft, told: Draft) -> bool:
    """Tell whether a figure of the text is that of the title, which may leave off what is over: 超百亿元 for 104亿元."""
    value, full = title.token.value, told.token.value
    if value is None or full is None or title.token.base != told.token.base or title.frame.sign != told.frame.sign:
        return False
    if value == full:
        return title.token.upper == told.token.upper
    rounded = title.comparator in (">", ">=") and value < full < value * _ROUNDED
    return rounded and title.frame.measure is told.frame.measure
