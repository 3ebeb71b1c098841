"""Published growth by what it is of, so that the growth a difference belongs to is found without looking at all of them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from tingzhou.facts.checks import Item
from tingzhou.facts.fact import Measure
from tingzhou.facts.identity import number

__all__ = ["GROWTH", "Growths", "bare", "same_words"]

GROWTH = (Measure.GROWTH_YOY, Measure.GROWTH_AVG)
_LONGEST = 40  # characters of a subject that are looked for in what a difference refers to


def bare(words: str) -> str:
    """Return the words of a subject as they are compared: without 增速, 差 and place, 规模以上 as 规上."""
    text = words.replace("规模以上", "规上").replace("全社会", "")
    return re.sub(r"(?:增加值)?(?:同比)?(?:增速|增幅|增长率|增长)?(?:差|差值)?$", "", text)


def same_words(one: Item, other: Item) -> bool:
    """Tell whether two figures have one subject, whatever their measure."""
    if one.fact.indicator and other.fact.indicator:
        return one.fact.indicator == other.fact.indicator and one.fact.scope == other.fact.scope
    return bool(bare(one.fact.indicator_text)) and bare(one.fact.indicator_text) == bare(other.fact.indicator_text)


class _Series:
    """Growth of one subject, place and period, in the order of the texts."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._keys: list[tuple[str, int]] = []

    def add(self, item: Item) -> None:
        """Take the next one; they come by source and place in it."""
        self.items.append(item)
        self._keys.append((item.fact.source, item.fact.start))

    def nearest(self, item: Item) -> Item:
        """Return the one that stands nearest in the same text, else the first of another text."""
        where = bisect_left(self._keys, (item.fact.source, item.fact.start))
        beside = [one for one in self.items[max(0, where - 1) : where + 1] if one.fact.source == item.fact.source]
        return min(beside, key=lambda one: abs(one.fact.start - item.fact.start)) if beside else self.items[0]

    def first(self, source: str, but: str) -> tuple[bool, Item] | None:
        """Return the first that has not the id ``but``, of the text ``source`` where it has one, and whether it is of another text."""
        for elsewhere, where in ((False, bisect_left(self._keys, (source, -1))), (True, 0)):
            for one in self.items[where:]:
                if not elsewhere and one.fact.source != source:
                    break
                if one.id != but:
                    return elsewhere, one
        return None


class Growths:
    """Every published growth by subject, place and period."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._own: dict[tuple[str, ...], _Series] = defaultdict(_Series)
        self._named: dict[tuple[str, str], dict[tuple[str, frozenset[str]], _Series]] = {}
        self._worded: dict[tuple[str, str, str, str], dict[tuple[str, frozenset[str]], _Series]] = {}
        self._subjects: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for item in items:
            if item.fact.measure in GROWTH and number(item.fact.value) is not None:
                self._add(item)

    def _add(self, item: Item) -> None:
        fact, words = item.fact, bare(item.fact.indicator_text)
        self._own[fact.place, fact.period, "known" if fact.indicator else "", fact.indicator, fact.scope if fact.indicator else "",
                  ""].add(item)  # fmt: skip
        self._own[fact.place, fact.period, "words", "known" if fact.indicator else "", "", words].add(item)
        when = (fact.period, frozenset(item.years))
        self._named.setdefault((fact.place, fact.indicator or words), {}).setdefault(when, _Series()).add(item)
        about = (fact.place, words, fact.indicator, fact.scope)
        if about not in self._worded:
            self._worded[about] = {}
            self._subjects[fact.place, words].append((fact.indicator, fact.scope))
        self._worded[about].setdefault(when, _Series()).add(item)

    def own(self, item: Item) -> Item | None:
        """Return the growth that a difference was taken from: of its subject, place and period, the nearest."""
        fact, words = item.fact, bare(item.fact.indicator_text)
        keys: list[tuple[str, ...]] = []
        if fact.indicator:
            keys.append((fact.place, fact.period, "known", fact.indicator, fact.scope, ""))
        elif words:
            keys.append((fact.place, fact.period, "words", "known", "", words))
        if words:
            keys.append((fact.place, fact.period, "words", "", "", words))
        found = [self._own[key].nearest(item) for key in keys if key in self._own]
        return min(
            found, key=lambda one: (one.fact.source != item.fact.source, abs(one.fact.start - item.fact.start)), default=None
        )

    def referred(self, item: Item, mine: Item) -> Item | None:
        """Return the growth that a difference refers to, other than ``mine``: of its period before one of its year, of its text first."""
        fact, best = item.fact, None
        period = fact.reference.period or fact.period
        for series in self._referred(item):
            for (told, years), one in series.items():
                found = one.first(fact.source, mine.id) if told == period or years & item.years else None
                if found is not None:
                    rank = (told != fact.period, found[0], found[1].fact.source, found[1].fact.start)
                    best = min(best or (rank, found[1]), (rank, found[1]), key=lambda pair: pair[0])
        return best[1] if best else None

    def _referred(self, item: Item) -> Iterable[dict[tuple[str, frozenset[str]], _Series]]:
        fact, reference = item.fact, item.fact.reference
        place = reference.place or fact.place
        if reference.indicator:
            if reference.indicator != fact.indicator or reference.place != fact.place:
                yield self._named.get((place, reference.indicator), {})
            return
        for words in _pieces(bare(reference.text)):
            for indicator, scope in self._subjects.get((place, words), ()):
                if fact.indicator and indicator:
                    same = fact.indicator == indicator and fact.scope == scope
                else:
                    same = words == bare(fact.indicator_text)
                if not same:
                    yield self._worded[place, words, indicator, scope]


def _pieces(text: str) -> Iterator[str]:
    """Yield every piece of a text once, up to the longest subject that is looked for."""
    seen = set()
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + _LONGEST) + 1):
            if text[start:end] not in seen:
                seen.add(text[start:end])
                yield text[start:end]
