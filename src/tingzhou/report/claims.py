"""Published claims in the report: the sentence with its figure marked, and the text that it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from tingzhou.facts.exports.page import marked_text

if TYPE_CHECKING:
    from tingzhou.facts.exports import Marked

__all__ = ["HIDDEN", "fact_link", "marked_sentence", "published_text"]

HIDDEN = ("at", "exact", "fact_text")  # columns of the table that serve its links and marks


def marked_sentence(sentence: str, at: int, exact: str) -> Markup:
    """Return a cell with a published sentence, its figure marked."""
    if sentence[at : at + len(exact)] != exact:
        return Markup("<td>{}</td>").format(sentence)
    before, after = sentence[:at], sentence[at + len(exact) :]
    return Markup('<td lang="zh">{}<mark class="quantity">{}</mark>{}</td>').format(before, exact, after)


def fact_link(fact: str, *, linked: bool) -> Markup:
    """Return a cell with the id of a fact, as a link to its place in the text where that is on the page."""
    return Markup('<td><a href="#f-{}">{}</a></td>' if linked else "<td>{1}</td>").format(fact, fact[:8])


def published_text(one: Marked) -> dict[str, Any]:
    """Return title, origin and body of a text for the page."""
    body = "".join(f"<p>{line}</p>\n" for line in marked_text(one.document.text, one.marks).split("\n") if line.strip())
    return {"title": one.document.title or one.document.name, "cited": one.document.cited(), "body": Markup(body)}
