"""Changing the index in a folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import rag.search.edits as edits
import rag.search.embedded.rows as rows
import rag.search.embedded.schema as schema
from rag.search.edits import Edits
from rag.search.store import StoredVersion
from rag.search.stored import blob, unblob
from rag.types import Article, Chunk
from rag.types.retrieval import Vectors


class EmbeddedWriting:
    """The `Writing` of an index in a folder."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._connection = connection
        self._folder = folder

    def versions(self) -> dict[str, StoredVersion]:
        """Which version of every article the index holds, by id."""
        held = self._connection.execute("SELECT id, digest, source_digest FROM articles ORDER BY id")
        return {unblob(id): StoredVersion(digest, source_digest) for id, digest, source_digest in held}

    def article(self, id: str) -> Article:
        """The article of this id. Raises `KeyError` where there is none."""
        return rows.article(self._connection, id)

    def put(
        self, article: Article, chunks: Sequence[Chunk], source_digest: str, vectors: tuple[Vectors, Vectors]
    ) -> None:
        """Store an article, in place of one of the same id."""
        with self._changing():
            rows.put(self._connection, article, chunks, source_digest, vectors)

    def rename(self, old_id: str, article: Article, source_digest: str) -> None:
        """Let the article `old_id` be `article`, which has the same text."""
        with self._changing():
            rows.rename(self._connection, old_id, article, source_digest)

    def remove(self, id: str) -> bool:
        """Take an article out; says whether it was there."""
        with self._changing():
            return rows.remove(self._connection, id)

    def withhold(self, id: str, source_digest: str) -> None:
        """Take an article out and remember the digest of its file."""
        with self._changing():
            rows.remove(self._connection, id)
            self._connection.execute("INSERT OR REPLACE INTO withheld VALUES (?, ?)", (blob(id), source_digest))

    def withheld(self) -> dict[str, str]:
        """The articles that are withheld, with the digests of their files."""
        held = self._connection.execute("SELECT id, source_digest FROM withheld ORDER BY id")
        return {unblob(id): source_digest for id, source_digest in held}

    def restore(self, id: str) -> None:
        """Withhold the article no longer."""
        with self._changing():
            self._connection.execute("DELETE FROM withheld WHERE id = ?", (blob(id),))

    def set_meta(self, name: str, value: str) -> None:
        """Keep a small text."""
        with self._changing():
            self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def edits(self) -> dict[str, Edits]:
        """What people changed of what is known of articles."""
        return edits.read(self._folder)

    def keep_edits(self, id: str, facts: Edits) -> None:
        """Keep the edits of one article in the place of those that there were."""
        edits.write(self._folder, id, facts)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with schema.translated(self._folder), schema.transaction(self._connection, "IMMEDIATE"):
            yield
