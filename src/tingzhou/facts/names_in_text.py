"""Names that only the text itself makes safe: bare counties side by side (蓬江、江海、新会、台山…), zones named after the home district."""

from __future__ import annotations

import re

from tingzhou.facts.places import Place, table
from tingzhou.facts.zones_of_text import zones_of_text

__all__ = ["names_in_text"]

_AT_LEAST = 3  # names side by side that cannot be words
_ZONE = "(?:综合保税区|综保区|保税港区|(?:经济)?(?:技术)?开发区|经开区|高新区|高新技术产业开发区)(?!管委会|党工委)"


def names_in_text(text: str, home: Place) -> dict[str, Place]:
    """Return the names that ``text`` uses of counties of its home city and of zones of its home district, each with its place."""
    known = {one.name for one in table().values() if one.level == "functional_area"}
    zones = {name: Place("", name, "functional_area", home.code) for name in zones_of_text(text) if name not in known}
    return {**zones, **stems_in_lists(text, home), **zones_of_district(text, home)}


def zones_of_district(text: str, home: Place) -> dict[str, Place]:
    """Return the zones that are named after the bare name of the home district: 曹妃甸综合保税区 in a text of 曹妃甸区."""
    if home.level != "county" or not home.name.endswith("区") or len(home.name) < 3:
        return {}
    names = {match[0] for match in re.finditer(f"{re.escape(home.name[:-1])}{_ZONE}", text)}
    known = {one.name for one in table().values() if one.level == "functional_area"}
    return {name: Place("", name, "functional_area", home.code) for name in names - known}


def stems_in_lists(text: str, home: Place) -> dict[str, Place]:
    """Return the bare names of the counties of a city that ``text`` lists side by side, each with its county."""
    if home.level != "prefecture":
        return {}
    inner = [one for one in table().values() if one.level == "county" and one.parent == home.code and len(one.name) > 2]
    stems = {one.name[:-1]: one for one in inner}
    if len(stems) < _AT_LEAST:
        return {}
    name = "|".join(sorted(map(re.escape, stems), key=len, reverse=True))
    found: dict[str, Place] = {}
    for match in re.finditer(f"(?:{name})(?:、(?:{name})){{{_AT_LEAST - 1},}}", text):
        found.update((one, stems[one]) for one in match[0].split("、"))
    return found
