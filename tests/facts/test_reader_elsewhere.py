"""A text moved to another city, its counties and its province is read the same there: no rule knows a place by its name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tingzhou import facts
from tingzhou.facts.places import find_place
from tingzhou.facts.rules import rows

TEXTS = Path(__file__).parent / "texts"
TARGETS = ("成都市", "宜昌市", "株洲市", "保定市", "汉中市", "玉林市", "绥化市")


def _counties(city: str) -> list[str]:
    """Return the names of the counties, districts and cities of a prefecture."""
    place = find_place(city)
    assert place is not None
    return [row["name_zh"] for row in rows("places") if row["parent"] == place.code and row["level"] == "county"]


def _moved(text: str, home: str, target: str) -> dict[str, str] | None:
    """Return which name becomes which, or nothing where the target has too few counties of a kind."""
    here, there = find_place(home), find_place(target)
    assert here is not None
    assert there is not None
    province, other = find_place(here.parent), find_place(there.parent)
    if province is None or other is None or "province" not in (province.level, other.level) or province.code == other.code:
        return None
    names = {home: target, home[:-1]: target[:-1], province.name: other.name, province.aliases[0]: other.aliases[0]}
    free = _counties(target)
    for county in _counties(home):
        if county not in text and (len(county) < 3 or county[:-1] not in text):
            continue
        new = next((one for one in free if one[-1] == county[-1] and (len(one) == 3) == (len(county) == 3)), None)
        if new is None:
            return None
        free.remove(new)
        names[county] = new
        if len(county) > 2 and county[:-1] in text.replace(county, ""):
            names[county[:-1]] = new[:-1]
    return names


def _cities() -> list[Path]:
    """Return the annotated texts that are about a prefecture-level city."""
    found = []
    for path in sorted(TEXTS.glob("*/*.txt")):
        home = find_place(facts.read(path.read_text(encoding="utf-8"), date=path.stem[-10:]).home_place)
        if home is not None and home.level == "prefecture" and home.name.endswith("市"):
            found.append(path)
    return found


@pytest.mark.parametrize("target", TARGETS)
def test_a_text_is_read_the_same_elsewhere(target: str) -> None:
    """Values, measures, units and periods stay, and every place becomes the one it was moved to."""
    told = 0
    for path in _cities():
        text, date = path.read_text(encoding="utf-8"), path.stem[-10:]
        first = facts.read(text, date=date)
        names = _moved(text, first.home_place, target)
        if names is None:
            continue
        pattern = re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))

        def move(words: str, names: dict[str, str] = names, pattern: re.Pattern[str] = pattern) -> str:
            return pattern.sub(lambda match: names[match[0]], words)

        second = facts.read(move(text), date=date)
        here = [(one.value, one.unit, one.measure, one.period_start, one.period_end, move(one.place_name)) for one in first.facts]
        there = [(one.value, one.unit, one.measure, one.period_start, one.period_end, one.place_name) for one in second.facts]
        assert there == here, path.name
        told += len(here)
    assert told > 300
