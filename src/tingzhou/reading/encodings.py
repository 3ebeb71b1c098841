"""Which encoding bytes are in: UTF-8, UTF-16 with its mark, or GB 18030 where nothing else fits; doubt is refused."""

from __future__ import annotations

import codecs
import unicodedata

from tingzhou.errors import InputError, Problem

__all__ = ["decoded"]

_NAMES = {"utf8": "utf-8", "utf-8-sig": "utf-8", "gbk": "gb18030", "gb2312": "gb18030", "gb_2312-80": "gb18030", "cp936": "gb18030"}
_COMMON = 0.97  # share of characters that Chinese text takes from GB 2312; text of another encoding stays far below
_FEW = 64  # bytes beyond ASCII up to which chance may make a text valid in two encodings


def decoded(content: bytes, name: str, encoding: str = "") -> tuple[str, str]:
    """Return text and encoding of bytes.

    UTF-8 is strict enough to prove itself in all but very short texts. GB 18030 is not: bytes that are no UTF-8 are taken as
    GB 18030 only when the result reads as Chinese.

    Raises
    ------
    InputError
        When the bytes do not fit the encoding stated, fit none, or leave a doubt.
    """
    text, used = _stated(content, name, encoding) if encoding else _found(content, name)
    if "\x00" in text:
        raise InputError(Problem("the file holds NUL characters: it is damaged or no text file.", "Save it again as UTF-8 text.",
                                 file=name))  # fmt: skip
    return text.removeprefix("\ufeff"), used


def _stated(content: bytes, name: str, encoding: str) -> tuple[str, str]:
    try:
        used = codecs.lookup(_NAMES.get(encoding.casefold(), encoding)).name
    except LookupError as error:
        raise InputError(Problem("the encoding '{encoding}' is not known.", "Known are: utf-8, gb18030, utf-16, big5.", file=name,
                                 parameters={"encoding": encoding})) from error  # fmt: skip
    text = _try(content, used)
    if text is None:
        raise InputError(Problem("the file is not in the encoding stated ({encoding}).", "State another one, or none.", file=name,
                                 parameters={"encoding": used}))  # fmt: skip
    return text, used


def _found(content: bytes, name: str) -> tuple[str, str]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _try(content, "utf-16")
        if text is not None:
            return text, "utf-16"
    unicode, chinese = _try(content, "utf-8"), _try(content, "gb18030")
    if unicode is not None:
        short = 0 < sum(byte > 127 for byte in content) <= _FEW
        if short and chinese is not None and common_share(chinese) >= _COMMON > common_share(unicode):
            raise _doubt(name, "utf-8, gb18030")
        return unicode, "utf-8"
    if chinese is not None and common_share(chinese) >= _COMMON:
        return chinese, "gb18030"
    if chinese is None:
        raise InputError(Problem("the file is neither UTF-8 nor GB 18030 text.", "Save it again as UTF-8 text.", file=name))
    raise _doubt(name, "gb18030, big5")


def _doubt(name: str, names: str) -> InputError:
    return InputError(Problem("the encoding of the file is in doubt ({names}).", "State it with --encoding, or save it as UTF-8.",
                              file=name, parameters={"names": names}))  # fmt: skip


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding, errors="strict")
    except (UnicodeDecodeError, LookupError, AssertionError, ValueError):
        return None


def common_share(text: str) -> float:
    """Return the share of the characters beyond ASCII that simplified Chinese text uses: GB 2312 ideographs, marks and forms."""
    beyond = [letter for letter in text if letter > "\x7f"]
    if not beyond:
        return 1.0
    return sum(map(_common, beyond)) / len(beyond)


def _common(letter: str) -> bool:
    if unicodedata.category(letter) in ("Co", "Cn", "Cc"):
        return False
    try:
        first = letter.encode("gb2312")[0]
    except UnicodeEncodeError:
        return letter in "—–·•㎡㎥№℃‰−"
    return 0xB0 <= first <= 0xF7 or first in (0xA1, 0xA2, 0xA3)
