"""Places: names, codes and aliases of GB/T 2260 and of regions, and what lies in what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tingzhou.facts.rules import rows

__all__ = [
    "MUNICIPALITIES",
    "THAT",
    "Mention",
    "Place",
    "by_name",
    "find_place",
    "inside",
    "lineage",
    "own_word",
    "place_name",
    "table",
]


@dataclass(frozen=True, slots=True)
class Place:
    """A place: code, full name, level and the code of what it lies in; code empty for a home place that no table knows."""

    code: str
    name: str
    level: str = ""
    parent: str = ""
    aliases: tuple[str, ...] = ()


THAT = Place("", "该地", "that")  # 该市: the place of this level that the text spoke of last


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a place, and by which word."""

    start: int
    end: int
    place: Place
    word: str  # empty where no one word names it (two counties: of their city)

    @property
    def opens(self) -> str:
        """Return the first character of the word, a space without one and for names of places that begin like 全市 (全椒, 本溪)."""
        return self.word[:1] if self.word and not self.place.name.startswith(self.word[:2]) else " "

    @property
    def ends(self) -> str:
        """Return the last character of the word, a space without one."""
        return self.word[-1:] or " "


@cache
def table() -> dict[str, Place]:
    """Return code → place."""
    return {
        row["code"]: Place(row["code"], row["name_zh"], row["level"], row["parent"], tuple(filter(None, row["aliases"].split(";"))))
        for row in (*rows("places"), *rows("areas"))
    }


MUNICIPALITIES = frozenset(("11", "12", "31", "50"))  # the four great cities, provinces by their rank


@cache
def by_name() -> dict[str, tuple[Place, ...]]:
    """Return name or alias → places, higher levels first."""
    names: dict[str, tuple[Place, ...]] = {}
    for place in table().values():
        for word in (place.name, *place.aliases):
            names[word] = (*names.get(word, ()), place)
    for place in table().values():  # 铜梁: districts of the four great cities by their bare names
        if place.level == "county" and place.parent in MUNICIPALITIES and len(place.name) > 2 and place.name.endswith("区"):
            names.setdefault(place.name[:-1], (place,))
    for name, found in list(names.items()):
        if name.endswith("县区") and len(name) == 3 and found[0].level == "county":
            names.setdefault(name[:-1], found)  # 沙县, since 2021 a district
        if found[0].level == "county" and len(found) == 1 and len(name) > 2 and name[-1] in "市区" and name == found[0].name:
            names.setdefault(name[:-1] + "县", found)  # 靖西县, since 2015 a city: older texts name the county
            names.setdefault(name[:-1] + "市", found)  # 大丰市, since 2015 a district
    return names


def find_place(word: str, near: Place | None = None) -> Place | None:
    """Return the place that a name, alias or code means; of several, the one in or beside ``near``, else the highest, else none."""
    word = word.strip()
    if word in table():
        return table()[word]
    found = by_name().get(word, ())
    if len(found) > 1 and near is not None:
        around = lineage(near)
        close = [place for place in found if any(code in around for code in lineage(place)[:-1]) and _shared(place, near) > 1]
        best = max((_shared(place, near) for place in close), default=0)
        found = tuple(place for place in close if _shared(place, near) == best) or found
    levels = [place.level for place in found]
    if len(found) > 1 and levels.count(levels[0]) > 1:
        return None
    return found[0] if found else None


@cache
def _above(code: str) -> tuple[str, ...]:
    """Return a code of the table and the codes of what it lies in, up to the country."""
    parent = table()[code].parent
    return (code, *_above(parent)) if parent else (code,)


def lineage(place: Place) -> tuple[str, ...]:
    """Return the codes from the place up to the country."""
    if place.code in table():
        return _above(place.code)
    return (place.code, *_above(place.parent)) if place.parent else (place.code,)


def inside(place: Place, other: Place) -> bool:
    """Tell whether ``place`` lies in ``other``."""
    return place.code != other.code and other.code in lineage(place)


def _shared(one: Place, other: Place) -> int:
    return len(set(lineage(one)) & set(lineage(other)))


def place_name(code: str) -> str:
    """Return the name of a code, the code itself when the table lacks it."""
    return table()[code].name if code in table() else code


def own_word(word: str) -> str:
    """Return 我市 for 市里 and 该县 for 县里, as other words are."""
    if word == "师市":
        return "全市"
    if word == "州直":
        return "全州"  # the counties of the prefecture itself
    if not word.endswith("里"):
        return word
    return "我市" if word[0] == "市" else f"该{word[0]}"
