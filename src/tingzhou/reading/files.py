"""Text out of the files in which regions publish: .txt, .md, .html, .docx and PDF with a text layer.

Nothing is decoded by guessing. What a form holds beyond the text (footnotes, pictures, pages without text) is named in ``notes``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tingzhou.errors import InputError, Problem
from tingzhou.reading.encodings import decoded

__all__ = ["FORMS", "MAXIMUM_BYTES", "TextFile", "read_text_file"]

MAXIMUM_BYTES = 64 * 1024 * 1024
MAXIMUM_CHARACTERS = 20_000_000


@dataclass(frozen=True)
class TextFile:
    """The text of a file.

    Parameters
    ----------
    name
        Name of the file, without its folder.
    text
        The text with line feeds as line ends; every span of a fact counts its characters.
    file_sha256
        Of the bytes of the file.
    encoding
        In which it was written, ``""`` where the form fixes that.
    title
        That the file states of itself, may be empty.
    notes
        What was not read: (sentence, parameters).
    """

    name: str
    text: str
    file_sha256: str
    encoding: str = ""
    title: str = ""
    notes: tuple[tuple[str, dict[str, object]], ...] = ()


def _plain(content: bytes, name: str, encoding: str) -> TextFile:
    text, used = decoded(content, name, encoding)
    return TextFile(name, text, "", used)


def _markdown(content: bytes, name: str, encoding: str) -> TextFile:
    from tingzhou.reading.markup import markdown_text

    text, used = decoded(content, name, encoding)
    return TextFile(name, markdown_text(text), "", used)


def _html(content: bytes, name: str, encoding: str) -> TextFile:
    from tingzhou.reading.markup import html_encoding, html_text

    text, used = decoded(content, name, encoding or html_encoding(content))
    shown, title = html_text(text)
    return TextFile(name, shown, "", used, title)


def _docx(content: bytes, name: str, encoding: str) -> TextFile:
    from tingzhou.reading.office import docx_text

    del encoding
    text, title, notes = docx_text(content, name)
    return TextFile(name, text, "", "", title, notes)


def _pdf(content: bytes, name: str, encoding: str) -> TextFile:
    from tingzhou.reading.office import pdf_text

    del encoding
    text, title, notes = pdf_text(content, name)
    return TextFile(name, text, "", "", title, notes)


FORMS: dict[str, Callable[[bytes, str, str], TextFile]] = {
    ".txt": _plain, ".md": _markdown, ".html": _html, ".htm": _html, ".docx": _docx, ".pdf": _pdf,
}  # fmt: skip

_MARKS = ((b"%PDF-", ".pdf"), (b"PK\x03\x04", ".docx"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"), (b"{\\rtf", ".rtf"))


def read_text_file(path: Path, *, encoding: str = "", as_written: bool = False) -> TextFile:
    """Return the text of a file.

    Parameters
    ----------
    encoding
        Stated by the user: ``utf-8``, ``gb18030``, ``utf-16`` …; without it the bytes must leave no doubt.
    as_written
        Keep carriage returns.

    Raises
    ------
    InputError
        When the file cannot be read, is damaged, too large, of another form than its name says, a picture of text, or holds no text.
    """
    name = path.name
    form = path.suffix.casefold()
    if form not in FORMS:
        raise InputError(Problem("text is not read from files of this kind.", "Known kinds: {known}. Save it as one of them.",
                                 file=name, parameters={"known": " ".join((*FORMS, ".csv", ".xlsx"))}))  # fmt: skip
    content = bytes_of(path)
    found = next((kind for mark, kind in _MARKS if content.startswith(mark)), "")
    if found and found != form:
        raise InputError(Problem("the name says {form}, but the content is a file of another kind ({found}).",
                                 "Give it its right name, or save it again as {form}.", file=name,
                                 parameters={"form": form, "found": found}))  # fmt: skip
    read = FORMS[form](content, name, encoding)
    text = read.text if as_written else read.text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError(Problem("the file holds no text.", file=name))
    if len(text) > MAXIMUM_CHARACTERS:
        raise InputError(Problem("the text has more than {limit} characters.", "Split it.", file=name,
                                 parameters={"limit": MAXIMUM_CHARACTERS}))  # fmt: skip
    return TextFile(name, text, hashlib.sha256(content).hexdigest(), read.encoding, read.title, read.notes)


def bytes_of(path: Path) -> bytes:
    """Return the bytes of a file of reasonable size.

    Raises
    ------
    InputError
        When it is missing, a folder, too large or cannot be opened.
    """
    try:
        if not path.exists():
            raise InputError(Problem("there is no file of this name.", value=str(path)))
        if not path.is_file():
            raise InputError(Problem("a file is expected here, not a folder.", file=str(path)))
        if path.stat().st_size > MAXIMUM_BYTES:
            raise InputError(Problem("the file is larger than {limit} MB.", "Split it or remove what is not needed.",
                                     file=path.name, parameters={"limit": MAXIMUM_BYTES // 2**20}))  # fmt: skip
        return path.read_bytes()
    except OSError as error:
        raise InputError(Problem("the file cannot be read: {reason}.", file=path.name,
                                 parameters={"reason": error.strerror or type(error).__name__})) from error  # fmt: skip
