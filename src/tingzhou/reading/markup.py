"""Plain text out of Markdown and HTML: what a reader sees, paragraph by paragraph, and nothing of the markup."""

from __future__ import annotations

import re

__all__ = ["html_encoding", "html_text", "markdown_text"]

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,20})", re.IGNORECASE)
_UNSEEN = ("script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "select", "textarea", "button")
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

    The parser of the standard library is used: it has no limit of depth beyond which text would vanish.
    """
    from bs4 import BeautifulSoup, NavigableString
    from bs4.element import PreformattedString

    soup = BeautifulSoup(page, "html.parser")
    title = " ".join(soup.title.get_text().split()) if soup.title else ""
    for tag in soup.find_all([*_UNSEEN]):
        tag.extract()
    for tag in soup.find_all(attrs={"hidden": True}):
        tag.extract()
    for tag in soup.find_all(style=re.compile(r"display\s*:\s*none", re.IGNORECASE)):
        tag.extract()
    for tag in soup.find_all([*_BLOCKS]):
        tag.insert_before("\n")
        tag.append("\n")
    for tag in soup.find_all([*_CELLS]):
        tag.append("\t")
    parts: list[str] = []
    for node in soup.descendants:
        if isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            text = str(node)
            parts.append(text if text in ("\n", "\t") else re.sub(r"[ \t\r\n\f\u00a0]+", " ", text))
    lines = (re.sub(r" *\t[\t ]*", "\t", re.sub(r" {2,}", " ", line)).strip(" \t") for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line) + "\n", title


_FENCE = re.compile(r"^\s*(```|~~~)")
_INLINE = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"\[([^\]\n]+)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"\*\*([^*\n]+)\*\*"), r"\1"),
    (re.compile(r"__([^_\n]+)__"), r"\1"),
    (re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])"), r"\1"),
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
