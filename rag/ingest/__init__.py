"""Reading articles: files to `Article`s, articles to sentences, sentences to chunks."""

from __future__ import annotations

from rag.ingest.chunk import chunks
from rag.ingest.layout import layout
from rag.ingest.load import SUFFIXES, Loaded, files, read
from rag.ingest.split import sentences
from rag.types import Article, Passage

__all__ = ["SUFFIXES", "Loaded", "chunks", "files", "layout", "read", "sentences_of"]


def sentences_of(article: Article) -> tuple[Passage, ...]:
    """The sentences of an article, in order: what can be found and cited of it."""
    return sentences(article, layout(article.text, article.title).content)
