"""The language of a call: asked for, or that of the user's locale; the texts of click follow it too."""

from __future__ import annotations

import gettext
import locale
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tingzhou.labels import LANGUAGES, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Said", "asked_language", "click_texts", "default_language"]

_LOCALE = Path(__file__).parents[1] / "locale"


class Said:
    """The language of this call, and how to say things in it."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, message: str, **parameters: object) -> str:
        """Return ``message`` in the language of the call."""
        return sentence(message, self.lang, **parameters)


def default_language() -> str:
    """Return ``zh`` where the user's locale is Chinese, else ``en``; ``TINGZHOU_LANG`` decides first."""
    wanted = os.environ.get("TINGZHOU_LANG", "")
    if wanted in LANGUAGES:
        return wanted
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "zh" if named.casefold().startswith(("zh", "chinese")) else "en"


def asked_language(words: Sequence[str]) -> str:
    """Return the language that the words ask for, before they are parsed: help and errors need it."""
    for index, word in enumerate(words):
        value = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and index + 1 < len(words):
            value = words[index + 1]
        if value in LANGUAGES:
            return value
    return default_language()


@contextmanager
def click_texts(lang: str) -> Iterator[None]:
    """Let click speak ``lang``: it asks the current gettext domain, and the catalogue ``commands`` holds its sentences too."""
    domain, languages = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain("commands", _LOCALE)
    gettext.textdomain("commands")
    os.environ["LANGUAGE"] = lang
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if languages is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = languages
