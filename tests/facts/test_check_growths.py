"""The growth that a difference belongs to: the index gives what looking at every published growth gives."""

from __future__ import annotations

import random

import pytest

from tingzhou.facts.check_growths import GROWTH, Growths, bare, same_words
from tingzhou.facts.checks import Item, Text
from tingzhou.facts.fact import Accumulation, Fact, Measure, PeriodBasis, Reference

PLACES = ("65", "652300", "CN")
SUBJECTS = (("固定资产投资", "fixed_asset_investment"), ("工业投资", "fixed_asset_investment"), ("规上工业增加值增速", ""),
            ("规模以上工业增加值", "industrial_value_added"), ("农民收入增速差", ""), ("农民收入", ""))  # fmt: skip
PERIODS = (("2024-01", "2024-10"), ("2024", "2024"), ("2023", "2023"), ("", ""))
REFERENCES = ("", "全区增速", "工业投资增速", "农民收入", "规上工业")


def system(seed: int) -> list[Item]:
    """Figures of a few texts, in the order of the ledger: growth and differences of a handful of subjects, many alike."""
    pick = random.Random(seed)
    items = []
    for number in range(60):
        text, indicator = pick.choice(SUBJECTS)
        start, end = pick.choice(PERIODS)
        difference = pick.random() < 0.4
        measure = Measure.DIFF_PP if difference else pick.choice([*GROWTH, Measure.LEVEL])
        reference = Reference(pick.choice(["", "", "industrial_value_added", "fixed_asset_investment"]), pick.choice(["", *PLACES]), "",
                              pick.choice(REFERENCES)) if difference else Reference()  # fmt: skip
        place = 7 * number
        fact = Fact(text, measure, str(pick.randint(1, 20)), "pp" if difference else "%", place, place + 3, "1%", f"text{pick.randint(1, 3)}",
                    "test", indicator=indicator, scope=pick.choice(["", "", "规上"]), place=pick.choice(PLACES), period_start=start,
                    period_end=end, accumulation=Accumulation.CUMULATIVE, period_basis=PeriodBasis.STATED, reference=reference)  # fmt: skip
        items.append(Item(str(pick.randint(0, 50)), fact, Text("")))
    return sorted(items, key=lambda one: (one.fact.source, one.fact.start, one.fact.end, one.id))


def looked_for(items: list[Item], item: Item) -> tuple[Item | None, Item | None]:
    """The growth a difference was taken from and the one it refers to, found by looking at all of them."""
    growths = [one for one in items if one.fact.measure in GROWTH]
    own = [
        one for one in growths if (one.fact.place, one.fact.period) == (item.fact.place, item.fact.period) and same_words(one, item)
    ]
    if not own:
        return None, None
    mine = min(own, key=lambda one: (one.fact.source != item.fact.source, abs(one.fact.start - item.fact.start)
                                     if one.fact.source == item.fact.source else 0))  # fmt: skip
    fact, reference = item.fact, item.fact.reference

    def meant(one: Item) -> bool:
        in_time = one.fact.period == (reference.period or fact.period) or one.years & item.years
        if one.fact.place != (reference.place or fact.place) or not in_time:
            return False
        words = bare(one.fact.indicator_text)
        if reference.indicator:
            other = reference.indicator != fact.indicator or reference.place != fact.place
            return (one.fact.indicator or words) == reference.indicator and other
        return words in bare(reference.text) and not same_words(one, item)

    others = [one for one in growths if one.id != mine.id and meant(one)]
    return mine, min(others, key=lambda one: (one.fact.period != fact.period, one.fact.source != fact.source), default=None)


@pytest.mark.parametrize("seed", range(150))
def test_the_index_finds_what_looking_at_all_growths_finds(seed: int) -> None:
    items = system(seed)
    growths = Growths(items)
    for item in items:
        if item.fact.measure is Measure.DIFF_PP:
            mine, other = looked_for(items, item)
            found = growths.own(item)
            if mine is None or found is None or found.fact.source != item.fact.source:
                assert (found is None) is (mine is None)
                continue
            assert abs(found.fact.start - item.fact.start) == abs(mine.fact.start - item.fact.start)
            assert growths.referred(item, mine) is other


def test_lines_and_sentences_that_end_between_two_figures() -> None:
    text = "甲1。乙2，丙3\n丁4！戊5"
    known = Text(text)
    for start in range(len(text) + 1):
        for end in range(start, len(text) + 1):
            assert known.breaks("\n", start, end) is ("\n" in text[start:end])
            assert known.breaks("。", start, end) is any(mark in text[start:end] for mark in "。！？")
