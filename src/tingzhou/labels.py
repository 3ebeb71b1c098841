"""The two languages: names from label tables, sentences from gettext catalogues.

A *label* names one thing (a table, a column, a category, a unit); its key is the word the code uses. A *sentence* is a
whole message whose English text is its id. Chinese comes from ``label_tables/*.csv`` and ``locale/zh``.
"""

from __future__ import annotations

import csv
import gettext
import unicodedata
from functools import cache
from pathlib import Path

__all__ = ["LANGUAGES", "find_key", "has_label", "label", "label_keys", "sentence"]

LANGUAGES = ("zh", "en")

_HERE = Path(__file__).parent
_TABLES = _HERE / "label_tables"
_LOCALE = _HERE / "locale"


@cache
def _table() -> dict[str, dict[str, str]]:
    """Return key → {zh, en}; a key that stands in two tables with different names is a defect and raises."""
    table: dict[str, dict[str, str]] = {}
    for path in sorted(_TABLES.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                names = {lang: (row[lang] or "").strip() for lang in LANGUAGES}
                key = row["key"].strip()
                known = table.setdefault(key, names)
                if known != names:
                    message = f"label '{key}' has two meanings: {known} and {names} ({path.name})"
                    raise ValueError(message)
    return table


def label_keys(prefix: str = "") -> tuple[str, ...]:
    """Return all label keys that start with ``prefix``, sorted."""
    return tuple(sorted(key for key in _table() if key.startswith(prefix)))


def has_label(key: str) -> bool:
    """Tell whether ``key`` has a label."""
    return key in _table()


def label(key: str, lang: str = "zh") -> str:
    """Return the name of ``key`` in ``lang``.

    Raises
    ------
    LookupError
        When no label table has the key or it lacks the language: a reader must never see a bare key.
    """
    try:
        name = _table()[key][lang]
    except KeyError:
        name = ""
    if not name:
        message = f"no label for '{key}' in language '{lang}'"
        raise LookupError(message)
    return name


def _folded(text: str) -> str:
    """Return ``text`` without differences of width, case and spacing, for comparing what people type."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@cache
def _reverse(prefix: str) -> dict[str, str]:
    index: dict[str, str] = {}
    for key, names in _table().items():
        if key.startswith(prefix):
            for text in (key, key.removeprefix(prefix), *names.values()):
                index.setdefault(_folded(text), key)
    return index


def find_key(text: str, prefix: str = "") -> str | None:
    """Return the key under ``prefix`` whose id, Chinese or English name is ``text``; ``None`` when there is none."""
    return _reverse(prefix).get(_folded(text))


@cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    """Return all catalogues of a language, one falling back to the next."""
    chain: gettext.NullTranslations = gettext.NullTranslations()
    folder = _LOCALE / lang / "LC_MESSAGES"
    for path in sorted(folder.glob("*.mo")):
        with path.open("rb") as stream:
            translations = gettext.GNUTranslations(stream)
        translations.add_fallback(chain)
        chain = translations
    return chain


def sentence(message: str, lang: str = "en", /, **parameters: object) -> str:
    """Return ``message`` (an English gettext id) in ``lang`` with its ``{fields}`` filled in."""
    if not message:
        return ""
    text = message if lang == "en" else _catalogue(lang).gettext(message)
    return text.format(**parameters) if parameters else text
