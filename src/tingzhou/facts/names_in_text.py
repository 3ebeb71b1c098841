"""Names that only the text itself makes safe: bare counties side by side (蓬江、江海、新会、台山…), zones named after the home district."""

from __future__ import annotations

import re

from tingzhou.facts.places import Place, table
from tingzhou.facts.zones_of_text import WORD_LIKE, zones_of_text

__all__ = ["names_in_text"]

_TOGETHER = 2  # names that clauses tell figures of
_TOLD_OF = (
    "(?:(?<=[,;。:\n、])|(?<=唯独)|(?<=区域上,)|(?<=其中))(?P<first>{name})(?:[、和与](?P<next>{name}))?"
    "(?:[(][^()]{{2,8}}[)])?(?=(?:同比|分别|规上|规模以上|工业|地区生产|固定资产|增速|产值|则|也|仅)?[^,;。、\n0-9]{{0,12}}?[0-9])(?![路街河江湖山镇乡村])"
)
_AT_LEAST = 3  # names side by side that cannot be words
_ZONE = "(?:综合保税区|综保区|保税港区|(?:经济)?(?:技术)?开发区|经开区|高新区|高新技术产业开发区)(?!管委会|党工委)"


def names_in_text(text: str, home: Place) -> dict[str, Place]:
    """Return the names that ``text`` uses of counties of its home city and of zones of its home district, each with its place."""
    known = {one.name for one in table().values() if one.level == "functional_area"}
    zones = {name: Place("", name, "functional_area", home.code) for name in zones_of_text(text) if name not in known}
    return {**zones, **stems_in_lists(text, home), **stems_as_subjects(text, home), **zones_of_district(text, home)}


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


def stems_as_subjects(text: str, home: Place) -> dict[str, Place]:
    """Return the bare names of the counties of a city, two of them at least, that clauses of ``text`` tell a figure of (南海增长0.7%)."""
    if home.level != "prefecture":
        return {}
    inner = [one for one in table().values() if one.level == "county" and one.parent == home.code and len(one.name) > 2]
    city = home.name[:-1]
    stems = {one.name[:-1]: one for one in inner if one.name[:-1] not in WORD_LIKE and one.name[:-1] != city}
    if not stems:
        return {}
    name = "|".join(sorted(map(re.escape, stems), key=len, reverse=True))
    found = {match[one] for match in re.finditer(_TOLD_OF.format(name=name), text) for one in ("first", "next") if match[one]}
    return {one: stems[one] for one in found} if len(found) >= _TOGETHER else {}
