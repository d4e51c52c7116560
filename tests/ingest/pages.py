"""What the tests of this package say about a text, in few words."""

from __future__ import annotations

from rag.ingest.front_matter import Metadata, read_source
from rag.ingest.layout import Layout
from rag.ingest.layout import layout as layout_of
from rag.ingest.metadata import infer_metadata
from rag.ingest.parse import sentences as cut
from rag.types import Article, Passage

PROSE = "The dam above the town holds back more water than any other dam in the whole of the valley."
"""A line that is surely content."""


def layout(text: str, title: str = "") -> Layout:
    return layout_of(read_source(text), title)


def article(text: str, title: str = "") -> Article:
    return Article(id="a.txt", text=text, title=title, headings=layout(text, title).headings)


def sentences_of(article: Article) -> tuple[Passage, ...]:
    """What can be cited of an article with the title it has, which need not be in its text."""
    return cut(article, layout(article.text, article.title).content)


def sentences(text: str, title: str = "") -> list[str]:
    """What can be cited of a text."""
    return [sentence.text for sentence in sentences_of(article(text, title))]


def metadata(text: str) -> Metadata:
    return infer_metadata(read_source(text))


def headings(text: str, title: str = "") -> list[str]:
    return [text[start:end] for start, end in layout(text, title).headings]


def left_out(text: str, title: str = "") -> dict[str, str]:
    """The lines that are no part of the article, with the rules that say so."""
    return {text[start:end]: rule for start, end, rule in layout(text, title).left_out}
