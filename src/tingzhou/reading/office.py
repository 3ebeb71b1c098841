"""Text out of Word files and PDF files, guarded against damaged, encrypted and hostile ones."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
import zipfile
from typing import Any

from tingzhou.errors import InputError, Problem

__all__ = ["docx_text", "pdf_text", "safe_zip"]

Notes = tuple[tuple[str, dict[str, object]], ...]
_MAXIMUM_UNPACKED = 256 * 1024 * 1024
_MAXIMUM_RATIO = 200.0
_MAXIMUM_PAGES = 2000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ENDS = "。！？!?；;：:"  # a line that ends so ends its paragraph, unless it fills the width


def _short(error: BaseException) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 120 else text[:117] + "…"


def safe_zip(content: bytes, name: str) -> None:
    """Refuse a zip file that is damaged or unpacks to far more than it holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError(Problem("the content is no file of the kind its name says, or it is damaged.",
                                 "Open it in its program and save it again.", file=name)) from error  # fmt: skip
    unpacked = sum(info.file_size for info in infos)
    packed = max(1, sum(info.compress_size for info in infos))
    if unpacked > _MAXIMUM_UNPACKED or (unpacked > 20 * 2**20 and unpacked / packed > _MAXIMUM_RATIO):
        raise InputError(Problem("the file unpacks to {size} MB from {packed} MB: it is refused as a zip bomb.",
                                 "Save the text in a fresh file.", file=name,
                                 parameters={"size": unpacked // 2**20, "packed": round(packed / 2**20, 1)}))  # fmt: skip


def docx_text(content: bytes, name: str) -> tuple[str, str, Notes]:
    """Return text (a line per paragraph, a tab between cells), title and notes of a .docx file.

    Raises
    ------
    InputError
        When it is damaged, hostile, or holds tracked changes: which wording is meant is not guessed.
    """
    import docx

    safe_zip(content, name)
    try:
        document = docx.Document(io.BytesIO(content))
        body = document.element.body
        tracked = next(body.iter(f"{_W}ins", f"{_W}del", f"{_W}moveFrom", f"{_W}moveTo"), None)
        lines = list(_blocks(body)) if tracked is None else []
        title = str(document.core_properties.title or "")
        parts = {part.partname.rsplit("/", 1)[-1]: part.blob for part in document.part.package.iter_parts()}
    except Exception as error:  # a damaged part raises whatever its reader stumbles over
        raise InputError(Problem("the file is damaged: {reason}.", "Open it in its program and save it again.", file=name,
                                 parameters={"reason": _short(error)})) from error  # fmt: skip
    if tracked is not None:
        raise InputError(Problem("the file holds tracked changes: which wording is meant is not guessed.",
                                 "Accept or reject the changes and save it.", file=name))  # fmt: skip
    notes: Notes = tuple(
        ("{part} were not read.", {"part": part})
        for part in ("footnotes", "endnotes", "comments")
        if re.search(rb"<w:t[ >]", parts.get(f"{part}.xml", b""))
    )
    return "\n".join(lines) + "\n", title, notes


def _blocks(element: Any) -> Any:
    """Yield the lines of a body, cell or text box in their order."""
    for child in element:
        if child.tag == f"{_W}p":
            boxes: list[Any] = []
            yield _paragraph(child, boxes)
            for box in boxes:
                yield from _blocks(box)
        elif child.tag == f"{_W}tbl":
            for row in child.iter(f"{_W}tr"):
                if next(row.iterancestors(f"{_W}tbl")) is child:
                    yield "\t".join(" ".join(line for line in _blocks(cell) if line) for cell in row.iter(f"{_W}tc")
                                    if next(cell.iterancestors(f"{_W}tr")) is row)  # fmt: skip
        elif isinstance(child.tag, str) and child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}smartTag"):
            yield from _blocks(child)


def _paragraph(element: Any, boxes: list[Any]) -> str:
    """Return the text of a paragraph; text boxes anchored in it are handed on, their second copy for old programs is not."""
    parts: list[str] = []
    ahead = [*reversed(element)]
    while ahead:
        node = ahead.pop()
        if node.tag == f"{_W}txbxContent":
            boxes.append(node)
        elif node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag == f"{_W}tab" and node.getparent().tag == f"{_W}r":
            parts.append("\t")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif node.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif node.tag != _FALLBACK:
            ahead.extend(reversed(node))
    return "".join(parts)


def pdf_text(content: bytes, name: str) -> tuple[str, str, Notes]:
    """Return text, title and notes of a PDF file with a text layer; lines broken by the page's width are joined again.

    Raises
    ------
    InputError
        When it is damaged, encrypted, too long, or a scan without text.
    """
    import pypdf

    quiet = logging.getLogger("pypdf")
    level = quiet.level
    quiet.setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(Problem("the file is encrypted.", "Save a copy without a password.", file=name))
        count = len(reader.pages)
        if count > _MAXIMUM_PAGES:
            raise InputError(Problem("the file has more than {limit} pages.", "Split it.", file=name,
                                     parameters={"limit": _MAXIMUM_PAGES}))  # fmt: skip
        pages = [page.extract_text() for page in reader.pages]
        title = str((reader.metadata.title if reader.metadata else "") or "")
    except InputError:
        raise
    except Exception as error:  # a damaged file raises whatever its reader stumbles over
        raise InputError(Problem("the file is damaged: {reason}.", "Open it in its program and save it again.", file=name,
                                 parameters={"reason": _short(error)})) from error  # fmt: skip
    finally:
        quiet.setLevel(level)
    empty = [number for number, text in enumerate(pages, start=1) if not text.strip()]
    if len(empty) == len(pages):
        raise InputError(Problem("no page holds text: the file is probably a scan.",
                                 "Recognise the text with a program for that, check it, and save it as text.", file=name))  # fmt: skip
    notes: Notes = (("Pages without text were not read: {pages}.", {"pages": ", ".join(map(str, empty))}),) if empty else ()
    text = "\n".join(_joined(page) for page in pages)
    if text.count("\ufffd") > len(text) / 100:
        raise InputError(Problem("the fonts of the file do not say which characters they show.",
                                 "Recognise the text with a program for that, check it, and save it as text.", file=name))  # fmt: skip
    return text, title, notes


def _width(line: str) -> int:
    """Return the columns a line takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


def _joined(page: str) -> str:
    """Return a page with its paragraphs on one line each.

    A line belongs to the next when it fills the width and does not end a sentence; a line that begins with an indent begins a
    paragraph.
    """
    lines = page.replace("\r\n", "\n").split("\n")
    widths = sorted(_width(line.strip()) for line in lines if line.strip())
    full = 0.85 * widths[(len(widths) * 9) // 10] if widths else 0.0
    joined: list[str] = []
    runs_on = False
    for line in lines:
        bare = line.strip()
        indented = line.startswith(("\u3000", "  ")) and bool(bare)
        if runs_on and bare and not indented:
            latin = joined[-1][-1:].isascii() and bare[0].isascii() and joined[-1][-1:].isalpha()
            joined[-1] += (" " if latin else "") + bare
        else:
            joined.append(bare)
        runs_on = bool(bare) and _width(bare) >= full and len(widths) > 2 and bare[-1] not in _ENDS
    return "\n".join(joined)
