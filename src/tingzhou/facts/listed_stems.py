"""Bare names of counties that stand side by side in a list: 蓬江、江海、新会、台山规上工业增加值分别增长…."""

from __future__ import annotations

import re

from tingzhou.facts.places import Place, table

__all__ = ["stems_in_lists"]

_AT_LEAST = 3  # names side by side that cannot be words


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
