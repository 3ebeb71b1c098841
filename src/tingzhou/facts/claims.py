"""Published claims that a model also computes: a table says which fact speaks of which figure of which processes.

Here facts are matched and their sentences cut out; what the model comes to is computed on the floor above.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tingzhou.errors import InputError, Problem
from tingzhou.facts.fact import Accumulation, Fact, Measure, Status
from tingzhou.facts.identity import number

__all__ = ["Claim", "Matched", "claims_from", "claims_of", "match_claims", "sentence_at"]

_DATA = Path(__file__).parent / "data" / "claims.csv"
_UNDER_WAY = re.compile("加快推进|在建|前期|开工|规划建设|力争")
_ENDS = "。！？；!?;\n"


@dataclass(frozen=True)
class Claim:
    """One row of the table: facts of these indicators, measures, unit and places speak of a figure of the model.

    ``words`` (a pattern of the subject) stands beside the indicators, ``unless`` excludes. ``model_unit`` is the unit in which both are compared; ``tolerance`` the relative difference that is still agreement.
    """

    id: str
    indicators: tuple[str, ...]
    words: str
    unless: str
    measures: tuple[str, ...]
    unit: str
    places: tuple[str, ...]
    figure: str
    subject: str
    model_unit: str
    zh: str
    en: str
    tolerance: float
    reason_zh: str = ""
    reason_en: str = ""

    def fits(self, fact: Fact) -> bool:
        """Tell whether a fact is such a claim."""
        if fact.measure.value not in self.measures or fact.unit != self.unit or fact.place not in self.places:
            return False
        if self.unless and re.search(self.unless, fact.indicator_text):
            return False
        return fact.indicator in self.indicators or bool(self.words and re.search(self.words, fact.indicator_text))


@dataclass(frozen=True)
class Matched:
    """A fact that is a claim about the model.

    ``why_not`` says why it is not held against the model's year: ``other_year``, ``part_of_year``, ``plan``, ``under_way`` (a
    capacity that is being built); ``""`` where it is.
    ``sentence`` is the published sentence, ``at`` where the figure stands in it.
    """

    claim: Claim
    id: str
    fact: Fact
    sentence: str
    at: int
    why_not: str = ""


@cache
def claims_of(region: str) -> tuple[Claim, ...]:
    """Return the rows of the table for a region."""
    with _DATA.open(encoding="utf-8", newline="") as stream:
        return tuple(
            Claim(row["id"], tuple(filter(None, row["indicators"].split(";"))), row["words"], row["unless"], tuple(row["measures"].split(";")),
                  row["unit"], tuple(row["places"].split(";")), row["figure"], row["subject"], row["model_unit"], row["zh"], row["en"],
                  float(row["tolerance"]), row["reason_zh"], row["reason_en"])
            for row in csv.DictReader(stream) if row["region"] == region
        )  # fmt: skip


def claims_from(rows: Iterable[tuple[str, Mapping[str, object]]], *, table: str = "claims") -> tuple[Claim, ...]:
    """Return the claims of a region's own table; ``rows`` are pairs of id and columns.

    Raises
    ------
    InputError
        With every indicator, measure and place that is not known, of all rows at once.
    """
    from tingzhou.facts.indicators import indicators
    from tingzhou.facts.places import find_place

    made, problems = [], []

    def note(name: str, column: str, value: str, message: str, fix: str, **parameters: object) -> None:
        problems.append(Problem(message, fix, file=table, column=column, value=f"{name}: {value}", parameters=parameters))

    for name, row in rows:
        cells = {
            key: "" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value)
            for key, value in row.items()
        }
        wanted, measures, words = (_parts(cells[column]) for column in ("indicators", "measures", "places"))
        for one in wanted:
            if one not in indicators():
                note(name, "indicators", one, "this indicator is not in the dictionary.", "Write an id such as {known}.",
                     known=", ".join(close_matches(one, indicators()) or tuple(indicators())[:3]))  # fmt: skip
        for one in measures:
            if one not in {measure.value for measure in Measure}:
                note(name, "measures", one, "this word is not known here.", "Known: {known}.",
                     known=", ".join(measure.value for measure in Measure))  # fmt: skip
        places = [find_place(one) for one in words]
        for one, place in zip(words, places, strict=True):
            if place is None:
                note(name, "places", one, "this place is not in the table of places.",
                     "Give a name, an alias or a code of GB/T 2260.")  # fmt: skip
        made.append(Claim(name, wanted, cells["words"], cells["unless"], measures, cells["fact_unit"],
                          tuple(place.code for place in places if place), cells["figure"], cells["subject"], cells["model_unit"],
                          cells["zh"], cells["en"], float(cells["tolerance"] or 0.0), cells["reason_zh"], cells["reason_en"]))  # fmt: skip
    if problems:
        raise InputError(problems)
    return tuple(made)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in re.split("[;；]", text))))


def close_matches(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the few known words that look like ``word``."""
    import difflib

    return tuple(difflib.get_close_matches(word, tuple(known), n=3, cutoff=0.5))


def sentence_at(text: str, start: int, end: int) -> tuple[str, int]:
    """Return the sentence around a span, and where the span begins in it."""
    begin = max(text.rfind(mark, 0, start) for mark in _ENDS) + 1
    stops = [stop for stop in (text.find(mark, end) for mark in _ENDS) if stop >= 0]
    stop = min(stops) + 1 if stops else len(text)
    shown = text[begin:stop]
    ahead = len(shown) - len(shown.lstrip())
    return shown.strip(), start - begin - ahead


def match_claims(facts: Iterable[tuple[str, Fact]], text: str, *, region: str, year: int,
                 own: Iterable[Claim] = ()) -> tuple[Matched, ...]:  # fmt: skip
    """Return the facts of a text that the table matches, in the order of the text; a fact goes to the first row that fits.

    Parameters
    ----------
    year
        That the model runs: facts of another year or of a part of it are listed, not compared.
    own
        Claims of the region's own table: they go first, and one with the id of a built-in row takes its place.
    """
    first = tuple(own)
    named = {one.id for one in first}
    rows = (*first, *(one for one in claims_of(region) if one.id not in named))
    found = []
    for name, fact in facts:
        if number(fact.value) is None:
            continue
        claim = next((one for one in rows if one.fits(fact)), None)
        if claim is not None:
            sentence, at = sentence_at(text, fact.start, fact.end)
            found.append(Matched(claim, name, fact, sentence, at, _why_not(fact, year, sentence)))
    return tuple(sorted(found, key=lambda one: (one.fact.start, one.fact.end)))


def _why_not(fact: Fact, year: int, sentence: str) -> str:
    years = {part[:4] for part in (fact.period_start, fact.period_end) if re.match(r"\d{4}", part)}
    if years and str(year) not in years:
        return "other_year"
    if fact.status in (Status.PLAN, Status.FORECAST):
        return "plan"
    if fact.measure is Measure.CAPACITY and _UNDER_WAY.search(sentence):
        return "under_way"
    flow = fact.unit in ("kWh", "t", "m3") and fact.measure.value == "level"
    if flow and fact.accumulation in (Accumulation.CUMULATIVE, Accumulation.MONTH) and fact.period != str(year):
        return "part_of_year"
    return ""
