"""This package: its index and its default encoder."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.runners import measure
from rag.ingest.parse import sentences
from rag.search import Encoder, Index, MiniLMEncoder
from rag.types import Article, Chunk, Passage

HELD: list[Encoder] = [MiniLMEncoder(threads=1)]
"""The encoder to use."""
FOLDER = TemporaryDirectory()


def build(passages: list[list[str]], model: str) -> measure.Search:
    index = Index(Path(FOLDER.name), HELD[0])
    with index.writer() as writer:
        for id, title, text in passages:
            article = Article(id, text, title)
            chunk = Chunk(sentences(article, [(0, len(text))]) or (Passage(article, 0, len(text)),))
            writer.put(article, [chunk], source_digest="")
    return lambda query: [hit.chunk.article.id for hit in index.search(query, measure.DEPTH)]


def remember(folder: Path) -> measure.Save:
    from benchmarks.shelf import Remembering

    encoder = Remembering(HELD[0])
    HELD[0] = encoder
    return encoder.save


if __name__ == "__main__":
    measure.main(build, ["footnote-rag"], remember)
