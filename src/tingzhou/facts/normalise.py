"""One form for every text: full-width signs, spaces around figures and line ends, with the way back to the original offsets."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass

__all__ = ["Normalised", "normalise"]

_ONE = {0x3000: " ", 0xA0: " ", 0x202F: " ", 0x0B: "\n", 0x0C: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n", 0x2212: "-", 0xFE63: "-",
        0x301C: "~", 0x223C: "~", 0x2236: ":", 0xFE30: ":", 0xFE13: ":", 0xFE55: ":", 0x300C: "“", 0x300D: "”", 0x300E: "“", 0x300F: "”", 0xFF62: "“", 0xFF63: "”",
        0x02BC: "'", 0x2018: "“", 0x2019: "”", 0xFE6A: "%", 0x066A: "%", 0x2010: "-", 0x2011: "-", 0x00B7: "·", 0x30FB: "·", 0x2022: "·", 0xFF61: "。",
        0xFF64: "、", 0x301E: "”", 0x301D: "“", 0xFE50: ",", 0xFE51: "、", 0xFE52: ".", 0xFE54: ";", 0xFE59: "(", 0xFE5A: ")",
        **dict.fromkeys(range(8192, 8203), " "),
        **{point: chr(point - 0xFEE0) for point in range(0xFF01, 0xFF5F)}}  # fmt: skip
_MANY = {"㎡": "m2", "㎥": "m3", "㎢": "km2", "㎞": "km", "㎏": "kg", "㎜": "mm", "㎝": "cm", "㎾": "kW", "㎿": "MW", "㏀": "k",
         "㎘": "千升", "²": "2", "³": "3", "½": "1/2", "¼": "1/4", "¾": "3/4", "⁄": "/", "℃": "℃"}  # fmt: skip
_GONE = "\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u00ad"
_CJK = "\u4e00-\u9fff"
# What changes the length: signs that become several, invisible signs, \r before \n, spaces between a figure and a word.
_CHANGES = re.compile(
    rf"[{''.join(_MANY)}]|[{_GONE}]+|\r\n?|(?<=[\r\n])[ \t]+|\A[ \t]+|(?<=[0-9%‰.,])[ \t]+(?=[{_CJK}%‰℃])|(?<=[{_CJK}(,、])[ \t]+(?=[0-9±+\-])"
    r"|(?<=[第一二三四五六七八九十百千万亿]) (?=[一二三四五六七八九十百千万亿])"
)


@dataclass(frozen=True)
class Normalised:
    """A text in its one form. ``offsets[i]`` is the index in the original of character ``i``; ``None`` where nothing moved."""

    text: str
    original: str
    offsets: array[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original offsets (end exclusive) of the characters ``start`` to ``end`` of the one form."""
        if self.offsets is None:
            return start, end
        first = self.offsets[start] if start < len(self.offsets) else len(self.original)
        return first, max(first, self.offsets[end - 1] + 1) if end > start else first


def normalise(text: str) -> Normalised:
    """Return ``text`` in its one form: half-width, line feeds only, no space between a figure and its word."""
    narrow = text.translate(_ONE)
    if _CHANGES.search(narrow) is None:
        return Normalised(narrow, text, None)
    pieces: list[str] = []
    offsets = array("q")
    at = 0
    for match in _CHANGES.finditer(narrow):
        start, end = match.span()
        pieces.append(narrow[at:start])
        offsets.extend(range(at, start))
        found = match[0]
        new = "\n" if found[0] == "\r" else _MANY.get(found, "")
        pieces.append(new)
        offsets.extend([start] * len(new))
        at = end
    pieces.append(narrow[at:])
    offsets.extend(range(at, len(narrow)))
    return Normalised("".join(pieces), text, offsets)
