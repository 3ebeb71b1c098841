"""The layout of a text: tokens, places, boundaries of clauses, sentences and paragraphs, and masked copies of the same length."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from tingzhou.facts.gazetteer import DATELINE, Gazetteer
from tingzhou.facts.lexer import Token, lex
from tingzhou.facts.lists import adopt_units
from tingzhou.facts.places import Mention

__all__ = ["Layout", "lay_out"]

_BOUNDARY = re.compile(r"[\n。!?;,()【】]|:(?!(?:约|超过?|近|达|突破)?■)")  # 装机:2850万千瓦 is one clause
_LIKE_DATES = ("V015", "V118")  # 1. or (一) opens a paragraph, as a date may; 上一年 is a base
_ASIDE = re.compile(r"\([^()\n。;■□]{1,30}\)")  # an aside without figures does not end a clause
_ZONE_ASIDE = re.compile(
    r"(?<=[\u4e00-\u9fff])\([\u4e00-\u9fff]{2,4}\)(?=[\u4e00-\u9fff]{0,10}?(?:产业园|工业园|工业区|经济区|开发区|新区|基地|合作区|示范区|生态城))"
)


@dataclass(frozen=True)
class Layout:
    """One text taken apart. ``cued`` has numbers as ■ and dates as □; ``named`` has places as ◇ as well."""

    text: str
    cued: str
    named: str
    tokens: list[Token]
    mentions: list[Mention]
    boundaries: list[int]
    kinds: str
    starts: list[int]  # where each token begins

    def clause(self, position: int) -> int:
        """Return where the clause of ``position`` begins."""
        index = bisect_right(self.boundaries, position - 1) - 1
        return self.boundaries[index] + 1 if index >= 0 else 0

    def clause_end(self, position: int) -> int:
        """Return where the clause of ``position`` ends."""
        index = bisect_right(self.boundaries, position - 1)
        return self.boundaries[index] if index < len(self.boundaries) else len(self.text)


def lay_out(text: str, places: Gazetteer) -> Layout:
    """Take a normalised text apart."""
    tokens = list(lex(text))
    adopt_units(tokens, text)
    marks = [(token.start, token.end, "□" if token.kind in ("date", "veto") else "■")
             for token in tokens if token.kind != "veto" or token.rule in _LIKE_DATES]  # fmt: skip
    cued = _masked(text, marks)
    cued = _ASIDE.sub(lambda match: "○" * len(match[0]), cued)
    for match in DATELINE.finditer(text):  # 新华社北京1月17日电: where it was written, not what it speaks of
        cued = cued[: match.start(1)] + "○" * len(match[1]) + cued[match.end(1) :]
    shown = cued
    for match in _ZONE_ASIDE.finditer(text):  # 中德(沈阳)高端装备制造产业园: the bracket belongs to the name
        shown = shown[: match.start()] + match[0] + shown[match.end() :]
    mentions = _with_stems(shown, list(places.mentions(shown)), places)
    named = _masked(cued, [(one.start, one.end, "◇") for one in mentions])
    found = [(match.start(), match[0]) for match in _BOUNDARY.finditer(cued)]
    return Layout(text, cued, named, tokens, mentions, [place for place, _ in found], "".join(sign for _, sign in found),
                  [token.start for token in tokens])  # fmt: skip


_SITED_AFTER = re.compile("■|□|[0-9]|项目|基地|产业园|工业园|园区")
_SITED_BEFORE = re.compile("(?:位于|落户|中标|拿下|地处|布局|选址|投资|建在|落地)(?:在|于)?$")
_JOINS = re.compile("[、和与及]|以及")


def _with_stems(text: str, found: list[Mention], places: Gazetteer) -> list[Mention]:
    """Return the mentions with the bare stems of counties of a home province, where a works or a figure stands beside them.

    射阳 alone may be another word; 中标射阳30万千瓦项目 and 位于滨海、射阳 are places.
    """
    if places.home is None or places.home.level != "province":
        return found
    known = {one.start for one in found} | {one.end for one in found}
    stems = [one for one in Gazetteer(places.home, stems=True).mentions(text) if one.start not in known and one.end not in known]
    kept: list[Mention] = []
    for one in stems:
        before, after = text[max(one.start - 6, 0) : one.start], text[one.end : one.end + 4]
        joined = bool(kept) and _JOINS.fullmatch(text, kept[-1].end, one.start) is not None
        if joined or _SITED_AFTER.match(after) or _SITED_BEFORE.search(before):
            kept.append(one)
    return sorted([*found, *kept], key=lambda one: one.start) if kept else found


def _masked(text: str, spans: list[tuple[int, int, str]]) -> str:
    """Return ``text`` with each span replaced by its sign, at the same length."""
    pieces: list[str] = []
    at = 0
    for start, end, sign in spans:
        if start < at:
            continue
        pieces.append(text[at:start])
        pieces.append(sign * (end - start))
        at = end
    pieces.append(text[at:])
    return "".join(pieces)
