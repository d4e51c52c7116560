"""This package: its index and its default encoder."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.runners import measure
from rag.ingest.split import sentences
from rag.search import Index, MiniLMEncoder
from rag.types import Article, Chunk, Passage

HELD: list[Any] = []


def build(passages: list[list[str]], model: str) -> measure.Search:
    folder = TemporaryDirectory()
    encoder = MiniLMEncoder(threads=1)
    index = Index(Path(folder.name), encoder)
    HELD.extend((folder, encoder))
    with index.writer() as writer:
        for id, title, text in passages:
            article = Article(id, text, title)
            chunk = Chunk(sentences(article, [(0, len(text))]) or (Passage(article, 0, len(text)),))
            writer.put(article, [chunk], source_digest="")
    return lambda query: [hit.chunk.article.id for hit in index.search(query, measure.DEPTH)]


def remember() -> None:
    encoder = HELD[1]
    plain, held = encoder.encode, {}

    def encode(texts: Any) -> Any:
        key = tuple(texts)
        if key not in held:
            held[key] = plain(texts)
        return held[key]

    encoder.encode = encode


if __name__ == "__main__":
    measure.main(build, ["footnote-rag"], remember)
