"""The ledger under SDMX-CSV names (SDMX-CSV 1.0): one observation per fact; code lists are named in the documentation."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from decimal import Decimal

from tingzhou.facts.documents import Document
from tingzhou.facts.fact import Comparator, Fact, Status, text_hash
from tingzhou.facts.identity import number
from tingzhou.facts.ledger import LedgerFact

__all__ = ["SDMX_COLUMNS", "frequency", "multiplier", "sdmx_csv", "time_period"]

DATAFLOW = "TINGZHOU:FACTS(1.0)"
# FACT is a dimension: two publishers may state two figures for one series and period, and both are kept.
SDMX_COLUMNS = ("DATAFLOW", "FREQ", "REF_AREA", "INDICATOR", "MEASURE", "FACT", "UNIT_MEASURE", "UNIT_MULT", "TIME_PERIOD",
                "OBS_VALUE", "OBS_STATUS", "COMMENT_OBS")  # fmt: skip
_UNITS = {"%": "PC", "‰": "PM", "pp": "PP", "1": "NUMBER", "rank": "RANK", "x": "RATIO"}
_QUARTER = {("01", "03"): "Q1", ("04", "06"): "Q2", ("07", "09"): "Q3", ("10", "12"): "Q4"}


def frequency(fact: Fact) -> str:
    """Return the code of CL_FREQ: A, S, Q, M, D, or _O for other spans (cumulative months)."""
    period = time_period(fact)
    if re.fullmatch(r"\d{4}", period):
        return "A"
    for pattern, code in ((r"\d{4}-\d{2}", "M"), (r"\d{4}-\d{2}-\d{2}", "D"), (r"\d{4}-Q\d", "Q"), (r"\d{4}-S\d", "S")):
        if re.fullmatch(pattern, period):
            return code
    return "_O"


def time_period(fact: Fact) -> str:
    """Return the period as SDMX writes it: 2024, 2024-S1, 2024-Q3, 2024-10, 2024-12-31 or 2024-01-01/P10M; ``""`` where there is none."""
    start, end = fact.period_start, fact.period_end
    iso = r"\d{4}(-\d{2}){0,2}"
    if not re.fullmatch(iso, start) or not re.fullmatch(iso, end):
        return ""
    if start == end:
        return start
    if len(start) == len(end) == 4:
        return f"{start}-01-01/P{int(end) - int(start) + 1}Y"
    if len(start) != 7 or len(end) != 7:
        return f"{start}/{end}"
    if start[:4] == end[:4]:
        if (start[5:], end[5:]) == ("01", "12"):
            return start[:4]
        if (start[5:], end[5:]) in (("01", "06"), ("07", "12")):
            return f"{start[:4]}-S{1 if start[5:] == '01' else 2}"
        if (start[5:], end[5:]) in _QUARTER:
            return f"{start[:4]}-{_QUARTER[start[5:], end[5:]]}"
    months = 12 * (int(end[:4]) - int(start[:4])) + int(end[5:]) - int(start[5:]) + 1
    return f"{start}-01/P{months}M"


def multiplier(fact: Fact) -> int:
    """Return the power of ten in which the figure was published: 8 for 554.7亿元, 0 where there is none."""
    value, raw = number(fact.value), number(fact.raw_value)
    if not value or not raw:
        return 0
    quotient = abs(value / raw)
    exponent = quotient.adjusted()
    return exponent if quotient == Decimal(1).scaleb(exponent) else 0


def _indicator(fact: Fact) -> str:
    """Return a code: the indicator's id, or one made of the subject's words, which stand in the comment."""
    return (
        fact.indicator.upper()
        if re.fullmatch(r"\w+", fact.indicator, re.ASCII)
        else f"X_{text_hash(fact.indicator_text)[:12].upper()}"
    )


def _status(fact: Fact) -> str:
    """Return the code of CL_OBS_STATUS: F forecast or plan, E derived (estimated), P provisional, A as published."""
    if fact.status in (Status.PLAN, Status.FORECAST):
        return "F"
    if fact.derived_from:
        return "E"
    return "P" if fact.status is Status.PRELIMINARY else "A"


def _comment(fact: Fact, document: Document | None) -> str:
    parts = [fact.indicator_text, fact.exact]
    if fact.comparator is not Comparator.EQUAL:
        parts.append(f"comparator {fact.comparator.value}" + (f" {fact.lower}..{fact.upper}" if fact.lower or fact.upper else ""))
    parts += [fact.product, fact.scope, fact.reference.text or fact.reference.place, document.cited() if document else ""]
    parts.append(f"derived from {' '.join(fact.derived_from)}" if fact.derived_from else "")
    return " | ".join(part for part in parts if part)


def sdmx_csv(facts: Iterable[LedgerFact], documents: Iterable[Document]) -> tuple[str, tuple[str, ...]]:
    """Return the observations, and the ids of facts that cannot be one because their period or their number is not known."""
    known = {document.id: document for document in documents}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SDMX_COLUMNS)
    left_out = []
    for one in facts:
        fact, value, period = one.fact, number(one.fact.value), time_period(one.fact)
        if value is None or not period:
            left_out.append(one.id)
            continue
        exponent = multiplier(fact)
        shown = format((value.scaleb(-exponent)).normalize(), "f")
        document = known.get(one.mentions[0].document) if one.mentions else None
        writer.writerow((DATAFLOW, frequency(fact), fact.place or "_Z", _indicator(fact), fact.measure.value.upper(), one.id,
                         _UNITS.get(fact.unit, re.sub(r"\W", "_", fact.unit).upper()), exponent, period, shown, _status(fact),
                         _comment(fact, document)))  # fmt: skip
    return out.getvalue(), tuple(left_out)
