"""Fair-competition self-check of a policy text: phrases that articles 8 to 11 of the Fair-Competition Review Regulation forbid.

The phrases are data (``data/fair_competition.csv``), each with its article. A finding is a reason to look, not a verdict: article 12
allows exceptions, and an article may be quoted to forbid the very thing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Finding", "Phrase", "phrases", "self_check"]

_SENTENCE = re.compile(r"[^。！？；;\n]*[。！？；;\n]?")
# Words that, standing before a phrase in its clause, turn it into a ban of what it names.
_FORBIDS = re.compile(r"不得|禁止|严禁|不准|取消|清理|废止|纠正|防止|杜绝|must not|may not|shall not|forbid|prohibit|abolish")


@dataclass(frozen=True)
class Phrase:
    """A forbidden phrase: its article, a regular expression, and what the article forbids, in both languages."""

    id: str
    article: str
    pattern: re.Pattern[str]
    zh: str
    en: str
    source: str


@dataclass(frozen=True)
class Finding:
    """A place of a text that needs a look: ``text[start:end] == quote``; ``forbids`` marks a clause that itself forbids it."""

    start: int
    end: int
    quote: str
    sentence: str
    phrase: str
    article: str
    zh: str
    en: str
    forbids: bool


@cache
def phrases() -> Sequence[Phrase]:
    """Return the phrases of the data table."""
    text = resources.files("tingzhou.supervision").joinpath("data/fair_competition.csv").read_text(encoding="utf-8")
    return tuple(Phrase(row["id"], row["article"], re.compile(row["pattern"], re.IGNORECASE), row["zh"], row["en"], row["source"])
                 for row in csv.DictReader(text.splitlines()))  # fmt: skip


def self_check(text: str, *, include_bans: bool = False) -> list[Finding]:
    """Return the findings of a text in order.

    Parameters
    ----------
    include_bans
        Whether clauses that themselves forbid the phrase are returned too, marked ``forbids``.
    """
    found = []
    for match in _SENTENCE.finditer(text):
        words = match.group()
        if not words.strip():
            continue
        for phrase in phrases():
            for hit in phrase.pattern.finditer(words):
                clause = re.split("[，,]", words[: hit.start()])[-1]
                forbids = bool(_FORBIDS.search(clause))
                if forbids and not include_bans:
                    continue
                start = match.start() + hit.start()
                found.append(Finding(start, match.start() + hit.end(), hit.group(), words.strip(), phrase.id, phrase.article,
                                     phrase.zh, phrase.en, forbids))  # fmt: skip
    return sorted(found, key=lambda one: (one.start, one.phrase))
