"""Reading articles: files to `Article`s, articles to sentences, sentences to chunks."""

from __future__ import annotations

from rag.ingest.chunk import chunks
from rag.ingest.joins import Joiner
from rag.ingest.layout import layout
from rag.ingest.lines import lines
from rag.ingest.load import SUFFIXES, Loaded, files, read
from rag.ingest.split import sentences
from rag.types import Article, Passage

__all__ = ["SUFFIXES", "Loaded", "chunks", "files", "layout", "read", "sentences_of", "text_sentences"]


def sentences_of(article: Article) -> tuple[Passage, ...]:
    """The sentences of an article, in order: what can be found and cited of it."""
    return sentences(article, layout(article.text, article.title).content)


def text_sentences(text: str) -> tuple[Passage, ...]:
    """The sentences of a text that is no article (another chatbot's answer, say), in order, all of it content.

    Its headings are known to `Passage.article`."""
    found = list(lines(text))
    headings = tuple((line.start, line.end) for line in found if line.mark.startswith("#"))
    article = Article(id="", text=text, title="", headings=headings)
    return sentences(article, Joiner(text, found, (), markdown=False).paragraphs())
