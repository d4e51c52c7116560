"""Changing the index, one whole article at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import rag.search.edits as edits
import rag.search.schema as schema
import rag.search.store as store
from rag.search.embed import Encoder
from rag.search.encoding import ChunkEncoder
from rag.search.store import StoredVersion, blob, unblob
from rag.types import Article, Chunk
from rag.types.retrieval import Vectors


class Writer:
    """What `Index.writer()` gives. Each call is one transaction: on disk when it returns, or not at all."""

    def __init__(self, connection: sqlite3.Connection, folder: Path, encoder: Encoder) -> None:
        self._connection = connection
        self._folder = folder
        self._encoder = encoder

    def put(
        self,
        article: Article,
        chunks: Sequence[Chunk],
        source_digest: str,
        vectors: tuple[Vectors, Vectors] | None = None,
    ) -> None:
        """Store an article with its chunks, in place of one of the same id; `vectors` are those of its chunks and of
        their sentences, where they are known already."""
        sentences = [sentence for chunk in chunks for sentence in chunk.sentences]
        if any(sentence.article != article for sentence in sentences):
            raise ValueError(f"a chunk of another article was given for {article.id!r}")
        if any(before.end > after.start for before, after in pairwise(sentences)):
            raise ValueError(f"the chunks of {article.id!r} overlap or are out of order")
        article = self._edited(article, article.id)
        found = vectors or ChunkEncoder(self._encoder).encode([chunks])[0]
        with self._changing():
            store.put(self._connection, article, chunks, source_digest, found)

    def rename(self, old_id: str, article: Article, source_digest: str) -> None:
        """Let the article `old_id` be `article`, which has the same text: nothing is embedded again.

        Raises `KeyError` for an unknown id and `ValueError` for another text."""
        edited = self._edited(article, old_id)
        with self._changing():
            store.rename(self._connection, old_id, edited, source_digest)

    def edit(self, id: str, facts: Mapping[str, str | None]) -> None:
        """Change what is known of an article; it stays so when the article is put again. Raises `KeyError` for an
        unknown id."""
        version, held = self.versions()[id], edits.read(self._folder).get(id, {})
        article, kept = edits.changed(store.article_of(self._connection, id), held, facts)
        edits.write(self._folder, id, kept)
        with self._changing():
            store.rename(self._connection, id, article, version.source_digest)

    def remove(self, id: str) -> bool:
        """Take an article out; says whether it was there."""
        with self._changing():
            return store.remove(self._connection, id)

    def versions(self) -> dict[str, StoredVersion]:
        """Which version of every article the index holds, by id."""
        rows = self._connection.execute("SELECT id, digest, source_digest FROM articles ORDER BY id")
        return {unblob(id): StoredVersion(digest, source_digest) for id, digest, source_digest in rows}

    def withhold(self, id: str, source_digest: str) -> None:
        """Take an article out and remember that it was by hand: updates leave it out while its file is unchanged."""
        with self._changing():
            store.remove(self._connection, id)
            self._connection.execute("INSERT OR REPLACE INTO withheld VALUES (?, ?)", (blob(id), source_digest))

    def withheld(self) -> dict[str, str]:
        """The articles that were removed by hand, with the digests of their files."""
        rows = self._connection.execute("SELECT id, source_digest FROM withheld ORDER BY id")
        return {unblob(id): source_digest for id, source_digest in rows}

    def restore(self, id: str) -> None:
        """Forget that the article was removed by hand."""
        with self._changing():
            self._connection.execute("DELETE FROM withheld WHERE id = ?", (blob(id),))

    def set_meta(self, name: str, value: str) -> None:
        """Keep a small text beside the articles, for `Index.meta`."""
        if name in schema.RESERVED:
            raise ValueError(f"{name!r} is the index's own")
        with self._changing():
            self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def _edited(self, article: Article, known_as: str) -> Article:
        """An article that was just read, with the edits of the one that was known by that id; they are its own now."""
        article, kept = edits.applied(article, edits.read(self._folder).get(known_as, {}))
        if known_as != article.id:
            edits.write(self._folder, known_as, {})
        edits.write(self._folder, article.id, kept)
        return article

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with schema.translated(self._folder), schema.transaction(self._connection, "IMMEDIATE"):
            yield
