"""Plain text out of Markdown and HTML: what a reader sees, paragraph by paragraph, and nothing of the markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

__all__ = ["html_encoding", "html_text", "markdown_text"]

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,20})", re.IGNORECASE)
_UNSEEN = ("script", "style", "noscript", "template", "svg", "math", "iframe", "object", "select", "textarea", "button")
_VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
_BLOCKS = {"address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "div", "dl", "dt", "fieldset", "figcaption",
           "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p",
           "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul"}  # fmt: skip
_CELLS = {"td", "th"}


def html_encoding(content: bytes) -> str:
    """Return the encoding that a page declares in its first bytes, ``""`` where it declares none."""
    match = _CHARSET.search(content[:4096])
    return match[1].decode("ascii") if match else ""


def html_text(page: str) -> tuple[str, str]:
    """Return the text of a page, a line per block and a tab between cells, and its title.

    The parser of the standard library is used: it takes linear time and has no depth beyond which text would vanish.
    """
    parser = _Seen(hide=True)
    parser.feed(page)
    parser.close()
    if parser.skipping:  # a hidden block that never ends would swallow the rest of the page: then nothing counts as hidden
        parser = _Seen(hide=False)
        parser.feed(page)
        parser.close()
    if parser.in_title:  # a title that never ends is no title
        parser.parts, parser.title = [*parser.parts, *parser.title], []
    lines = (re.sub(r" *\t[\t ]*", "\t", re.sub(r" {2,}", " ", line)).strip(" \t") for line in "".join(parser.parts).split("\n"))
    return "\n".join(line for line in lines if line) + "\n", " ".join("".join(parser.title).split())


class _Seen(HTMLParser):
    """Collects what a browser would show."""

    def __init__(self, *, hide: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.title: list[str] = []
        self.skipping = ""
        self._hide = hide
        self._depth = 0
        self.in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note blocks, cells and what is not shown."""
        if self.skipping:
            self._depth += tag == self.skipping
            return
        self.in_title = self.in_title or tag == "title"
        told = dict(attrs)
        hidden = self._hide and ("hidden" in told or re.search(r"display\s*:\s*none", told.get("style") or "", re.IGNORECASE))
        if tag not in _VOID and (tag in _UNSEEN or hidden):
            self.skipping, self._depth = tag, 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a block that is closed at once."""
        if not self.skipping and tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Note the end of blocks, cells and of what is not shown."""
        self.in_title = self.in_title and tag != "title"
        if self.skipping:
            self._depth -= tag == self.skipping
            if not self._depth:
                self.skipping = ""
        elif tag in _CELLS:
            self.parts.append("\t")
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep text that is shown."""
        if self.in_title:
            self.title.append(data)
        elif not self.skipping:
            self.parts.append(re.sub(r"[ \t\r\n\f\u00a0]+", " ", data))


_FENCE = re.compile(r"^\s*(```|~~~)")
_INLINE = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"\[([^\]\n]+)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"\*\*([^*\n]+)\*\*"), r"\1"),
    (re.compile(r"__([^_\n]+)__"), r"\1"),
    (re.compile(r"(?<![\d*])\*(?![\s*])([^*\n]+?)(?<!\s)\*(?![\d*])"), r"\1"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
)
_LINE = (
    (re.compile(r"^\s{0,3}#{1,6}\s+"), ""),
    (re.compile(r"\s+#+\s*$"), ""),
    (re.compile(r"^\s{0,3}(?:>\s?)+"), ""),
    (re.compile(r"^\s*[-*+]\s+"), ""),
)
_RULE = re.compile(r"^\s*(?:[-*_]\s*){3,}$|^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")


def markdown_text(source: str) -> str:
    """Return the text of a Markdown source: headings, lists, emphasis, links and tables without their marks, a line per line.

    A front matter between ``---`` lines at the head is left out: it is about the file, not of it.
    """
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and lines[0].strip() == "---" and "---" in (line.strip() for line in lines[1:]):
        end = next(number for number, line in enumerate(lines[1:], start=1) if line.strip() == "---")
        lines = lines[end + 1 :]
    text = "\n".join(lines)
    for pattern, put in _INLINE:
        text = pattern.sub(put, text)
    kept = []
    for line in text.split("\n"):
        if _RULE.match(line) or _FENCE.match(line):
            kept.append("")
            continue
        for pattern, put in _LINE:
            line = pattern.sub(put, line)
        if line.strip().startswith("|"):
            line = "\t".join(cell.strip() for cell in line.strip().strip("|").split("|"))
        kept.append(line)
    return "\n".join(kept)
