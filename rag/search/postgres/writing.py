"""Changing an index in Postgres."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import rag.search.postgres.rows as rows
from rag.search.edits import Edits
from rag.search.postgres.bm25 import hashes
from rag.search.postgres.connection import Connection, Connections
from rag.search.postgres.state import edits
from rag.search.store import StoredVersion
from rag.search.stored import blob, unblob
from rag.types import Article, Chunk
from rag.types.retrieval import Vectors


class PostgresWriting:
    """The `Writing` of an index in Postgres."""

    def __init__(self, connection: Connection, connections: Connections) -> None:
        self._connection = connection
        self._connections = connections

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
            self._connection.execute(
                "INSERT INTO withheld VALUES (%s, %s)"
                " ON CONFLICT (sha256(id)) DO UPDATE SET source_digest = excluded.source_digest",
                (blob(id), source_digest),
            )

    def withheld(self) -> dict[str, str]:
        """The articles that are withheld, with the digests of their files."""
        held = self._connection.execute("SELECT id, source_digest FROM withheld ORDER BY id")
        return {unblob(id): source_digest for id, source_digest in held}

    def restore(self, id: str) -> None:
        """Withhold the article no longer."""
        with self._changing():
            self._connection.execute("DELETE FROM withheld WHERE sha256(id) = %s", hashes([id]))

    def set_meta(self, name: str, value: str) -> None:
        """Keep a small text."""
        with self._changing():
            self._connection.execute(
                "INSERT INTO meta VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )

    def edits(self) -> dict[str, Edits]:
        """What people changed of what is known of articles."""
        return edits(self._connection)

    def keep_edits(self, id: str, facts: Edits) -> None:
        """Keep the edits of one article in the place of those that there were."""
        with self._changing():
            self._connection.execute("DELETE FROM edits WHERE sha256(id) = %s", hashes([id]))
            if facts:
                self._connection.execute("INSERT INTO edits VALUES (%s, %s)", (blob(id), json.dumps(facts)))

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._connections.translated(), self._connection.transaction():
            yield
