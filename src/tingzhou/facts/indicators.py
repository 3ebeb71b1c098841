"""The dictionary of indicators, and the sectors of GB/T 4754-2017 that a subject names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from tingzhou.facts.rules import by_beginning, rows

__all__ = ["Indicator", "activity_of", "find_indicator", "fits", "indicators", "scope_of"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: id, names, kinds of unit it is measured in, whether its parts add up, and its sector."""

    id: str
    name_zh: str
    aliases: tuple[str, ...]
    name_en: str
    unit_kinds: tuple[str, ...]
    additive: bool
    sector: str


@cache
def indicators() -> dict[str, Indicator]:
    """Return id → indicator."""
    return {
        row["id"]: Indicator(row["id"], row["name_zh"], tuple(filter(None, row["aliases"].split(";"))), row["name_en"],
                             tuple(row["unit_kinds"].split(";")), row["additive"] == "1", row["sector"])
        for row in rows("indicators")
    }  # fmt: skip


@cache
def _heads() -> dict[str, list[tuple[str, str]]]:
    """Return first two characters → (name or alias, id), longest first."""
    return by_beginning(((word, one.id) for one in indicators().values() for word in (one.name_zh, *one.aliases)), 2)


@lru_cache(maxsize=20_000)
def find_indicator(subject: str) -> Indicator | None:
    """Return the indicator whose name stands last in ``subject`` (Chinese puts the head noun last), the longest there."""
    best, reach = None, 0
    heads = _heads()
    for index in range(len(subject) - 1):
        for word, name in heads.get(subject[index : index + 2], ()):
            if subject.startswith(word, index):
                if index + len(word) > reach:
                    best, reach = name, index + len(word)
                break
    return indicators()[best] if best and reach >= len(subject) - 4 else None


@cache
def _divisions() -> tuple[tuple[str, str], ...]:
    found = [(row["name_zh"], row["code"]) for row in rows("divisions")]
    found += [(row["name_zh"], row["code"]) for row in rows("sections")]
    found += [("电力热力燃气及水生产和供应业", "D"), ("煤炭开采和洗选业", "06"), ("第一产业", "A")]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=20_000)
def activity_of(subject: str) -> str:
    """Return the code of the section or division whose name stands in ``subject``, empty when none does."""
    if "业" not in subject:
        return ""
    plain = subject.replace("、", "")
    for name, code in _divisions():
        if name in subject or name.replace("、", "") in plain:
            return code
    return ""


@cache
def _kinds() -> tuple[tuple[str, frozenset[str]], ...]:
    listed = [(head, frozenset(row["unit_kinds"].split(";"))) for row in rows("kinds") for head in row["head"].split("|")]
    return tuple(sorted(listed, key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=20_000)
def fits(subject: str, unit_kind: str) -> bool:
    """Tell whether a kind of unit can measure the subject (装机 is power, 增速 a share); unknown heads take any."""
    for head, kinds in _kinds():
        if subject.endswith(head):
            return unit_kind in kinds
    return True


_SCOPES = (
    ("规模以上", "规上"),
    ("规上", "规上"),
    ("全社会", "全社会"),
    ("全口径", "全口径"),
    ("限额以上", "限上"),
    ("限上", "限上"),
    ("规模以下", "规下"),
)


def scope_of(subject: str) -> str:
    """Return 规上 / 全社会 / 全口径 / 限上, empty when the subject says none."""
    return next((scope for word, scope in _SCOPES if word in subject), "")
