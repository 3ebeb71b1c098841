"""The zone that a whole text is about (探访…某某产业园, then 园区…), where its title and its tables only let see the city."""

from __future__ import annotations

import re
from collections import Counter

from tingzhou.facts.places import Place, find_place, inside
from tingzhou.facts.zones import zone_key, zones_named
from tingzhou.facts.zones_of_text import MEANT_BY_KIND, kind_of_zone, means, zones_of_text

__all__ = ["zone_that_a_text_is_about"]

_WHOLE = re.compile("(?<![占于比较过出快慢在列居])(?:全[市县州区旗盟]|我[市县州区旗盟])(?![级长委政])")
_REACH = 20_000  # characters that are looked at: no text about one zone is longer
_OPENING = 320  # characters in which a text says what it is about
_LEAST = 6  # times that it is named or meant
_LEAST_TITLED = 4
_TITLE = 3  # lines of the title
_SHARE_TITLED = 0.4
_SHARE_ALONE = 0.25  # the title names it, and the text hardly its county
_SHARE = 0.6  # of the paragraphs with a figure


def zone_that_a_text_is_about(home: Place | None, text: str) -> Place | None:
    """Return the zone that a text names first and speaks of throughout, else ``home``; one of several zones is none."""
    if home is None or home.level not in ("province", "prefecture", "county") or "公报" in text[:60] or "工作报告" in text[:60]:
        return home
    text = text[:_REACH]
    alone_said = [match[1] for match in MEANT_BY_KIND.finditer(text)]
    stem = home.name[:-1] if len(home.name) > 2 else home.name
    names = [name for name in zones_of_text(text) if find_place(name, home) is None]
    others_named = set(zones_named(text).values()) - set(names)
    counts = Counter({name: _named(name, stem, text, alone_said) for name in names})
    if not counts:
        return home
    (best, often), *others = counts.most_common()
    short = best.removeprefix(stem)
    part = short if short in names and text.count(short) > text.count(best) else best
    rivals = [name for name, _ in others if not _same(name, best)]
    rivals += [name for name in others_named if not _same(name, best) and zone_key(name) != zone_key(best)]
    at = text.find(part)
    titled = text.count("\n", 0, max(at, 0)) < _TITLE and text[at + len(part) : at + len(part) + 1] not in ("、", "和", "与")
    named = titled and text.count(part) >= 3 * max((text.count(name) for name in rivals), default=0)
    alone = named or often >= (2 if titled else 3) * max((_named(name, stem, text, alone_said) for name in rivals), default=0)
    if (
        not alone
        or often < (_LEAST_TITLED if titled else _LEAST)
        or text.find(part) > _OPENING
        or often < 2 * len(_WHOLE.findall(text))
    ):
        return home
    told = [line for line in text.split("\n") if re.search("[0-9]", line) and len(line) > 40]
    about = sum(part in line or any(means(one[1], best) for one in MEANT_BY_KIND.finditer(line)) for line in told)
    share = _SHARE_TITLED if titled else _SHARE
    if titled and 2 * text.count(stem) <= often:
        share = _SHARE_ALONE
    enough = about >= share * len(told)
    if not told or not enough:
        return home
    county = next((one for size in (4, 3, 2) if (one := find_place(part[:size], home)) is not None and inside(one, home)), None)
    return Place("", part, "functional_area", county.code if county is not None else home.code)


def _named(name: str, stem: str, text: str, said: list[str]) -> int:
    """Return how often a zone is named, in full or without its city, or meant by its kind alone."""
    short = name.removeprefix(stem)
    own = text.count(short if len(short) > 3 and kind_of_zone(short) else name)
    return own + sum(means(word, name) for word in said)


def _same(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)
