"""The county that a text is about and names by its bare name alone (义乌…我市…义乌), where its city is all that the tables see."""

from __future__ import annotations

import re
from collections import Counter

from tingzhou.facts.gazetteer import WORD_LIKE
from tingzhou.facts.places import Place, find_place, inside, table

__all__ = ["nearer_home"]

_OWN = re.compile("[全我][市县区旗](?![场委政级长域])")
_OFTEN = 4
_OPENING = 300  # characters: the title, the line below it, the first sentence
_REACH = 20_000


def nearer_home(home: Place | None, heading: str, text: str) -> Place | None:
    """Return the county inside a city (or of the table, without a home) that the text names far more often than the city, else ``home``."""
    head = text[:_REACH]
    if home is not None and home.level == "province":
        return _behind_province(home, head)
    if home is None or home.level != "prefecture":
        return home
    city = home.name[:-1] if len(home.name) > 2 else home.name
    if city in heading:
        return home
    counts = Counter(
        {one.code: head.count(one.name[:-1]) for one in table().values()
         if one.level == "county" and inside(one, home) and len(one.name) > 2 and one.name[:-1] not in WORD_LIKE and one.name[:-1] != city}
    )  # fmt: skip
    best = counts.most_common(2)
    if not best or best[0][1] < _OFTEN or best[0][1] < 3 * head.count(city) or (len(best) > 1 and best[0][1] < 3 * best[1][1]):
        return home
    county = table()[best[0][0]]
    own = Counter(match[0][-1] for match in _OWN.finditer(head))
    tail = county.name[-1]
    return county if own[tail] >= 2 and own[tail] >= max(own.values()) else home


def _behind_province(home: Place, head: str) -> Place:
    """Return the county that the opening names by its bare name behind the province (——浙江德清…走笔) and the text goes on with."""
    stem = home.name[:2]
    for match in re.finditer(f"{stem}(?=[\u4e00-\u9fff]{{2}})", head[:_OPENING]):
        for size in (3, 2):
            bare = head[match.end() : match.end() + size]
            county = next((one for tail in "县市区" if (one := find_place(bare + tail, home)) is not None), None)
            if county is None or county.level != "county" or not inside(county, home) or bare in WORD_LIKE:
                continue
            if head.count(bare) >= _OFTEN and head.count(bare) > 2 * head.count(stem):
                return county
    return home
