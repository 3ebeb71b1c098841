"""Readings that are wrong too often are left to a person: each kind of them was counted on annotated texts that the rules had not seen.

Of the readings of all texts about one of thirty was wrong there; of these kinds one of three to one of six.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tingzhou.facts.clauses import Layout
from tingzhou.facts.fact import Measure
from tingzhou.facts.indicators import find_indicator

if TYPE_CHECKING:
    from tingzhou.facts.distribution import Draft

__all__ = ["leave_doubtful"]

_RATES = re.compile("(?:率|度|比|比例|占比|比重|指数|水平|PMI|面|系数|税)(?:要|稳定|保持|达|在|提高|还|仍|已|才|只|就|不)*$")
_NO_SUBJECT = re.compile("以(?:内|上|外|下|平均|时速)|比(?!重|例|亚迪|价|表)|(?:[多就离距]|就有|就能|就要)$")
_STRETCH = 400  # characters in which a quotation that opens must close


def leave_doubtful(drafts: list[Draft], layout: Layout) -> list[Draft]:
    """Take the doubtful drafts out of ``drafts`` and return them, without a measure, for the queue."""
    kept: list[Draft] = []
    left: list[Draft] = []
    for draft in drafts:
        (left if _is_doubtful(draft, layout) else kept).append(draft)
    drafts[:] = kept
    for draft in left:
        draft.frame = replace(draft.frame, measure=None, reason="measure_unclear")
    return left


def _is_doubtful(draft: Draft, layout: Layout) -> bool:
    rule, subject = draft.frame.rule, draft.subject
    if rule == "F12":
        return _RATES.search(subject) is None  # a percentage of which nothing says what it is
    if (
        rule in ("F50", "F54", "F53", "F52", "F01", "F03")
        and draft.token.unit_kind != "length"
        and _NO_SUBJECT.match(subject) is not None
        and not find_indicator(subject)
    ):
        return True  # words that compare or lead over stand where a subject should
    return (
        rule == "F50"
        and draft.frame.measure is Measure.COUNT
        and draft.token.extra.get("unit") not in ("家", "户", "人", "名")
        and not find_indicator(subject)
        and _is_spoken(layout.text, draft.start)
    )


def _is_spoken(text: str, start: int) -> bool:
    """Tell whether a place of the text lies in a quotation that holds more than a name."""
    line = max(text.rfind("\n", 0, start), start - _STRETCH)
    opened = text.rfind("“", line, start)
    if opened < 0 or text.rfind("”", opened, start) >= 0:
        return False
    close = text.find("”", start)
    return close < 0 or close - opened > 12
