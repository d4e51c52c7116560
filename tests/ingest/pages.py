"""What the tests of this package say about a text, in few words."""

from __future__ import annotations

from rag.ingest import layout, sentences_of
from rag.types import Article

PROSE = "The dam above the town holds back more water than any other dam in the whole of the valley."
"""A line that is surely content."""


def article(text: str, title: str = "") -> Article:
    page = layout(text, title)
    return Article(id="a.txt", text=text, title=title, headings=page.headings)


def sentences(text: str, title: str = "") -> list[str]:
    """What can be cited of a text."""
    return [sentence.text for sentence in sentences_of(article(text, title))]


def headings(text: str, title: str = "") -> list[str]:
    return [text[start:end] for start, end in layout(text, title).headings]


def left_out(text: str, title: str = "") -> dict[str, str]:
    """The lines that are no part of the article, with the rules that say so."""
    return {text[start:end]: rule for start, end, rule in layout(text, title).left_out}
