"""The index in a Postgres database: many readers on many machines, one writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from cachetools import LRUCache

import rag.places as places
import rag.search.postgres.rows as rows
import rag.search.postgres.schema as schema
from rag.errors import IndexBusy, IndexMismatch
from rag.search.embed import Encoder
from rag.search.postgres.connection import Connection, Connections
from rag.search.postgres.dense import Remembered
from rag.search.postgres.state import PostgresState
from rag.search.postgres.writing import PostgresWriting

# One index a schema, so one writer a schema; the lock ends with the connection, also where its program is killed.
_LOCK = "SELECT pg_try_advisory_lock(hashtextextended('footnote ' || current_schema(), 0))"

CHOICES = 8
"""Choices of articles that are remembered."""


class PostgresStore:
    """The `Store` in the database, and in the first schema of its search path, that an address names."""

    def __init__(self, address: str, encoder: Encoder) -> None:
        self.folder: Path = places.folder(address)
        self._encoder = encoder
        self._connections = Connections(address)
        self._place = self._connections.place
        self._remembered = Remembered()
        self._choices: LRUCache[tuple[str, str, frozenset[str]], rows.Chosen] = LRUCache(CHOICES)
        self._lock = Lock()

    @property
    def exists(self) -> bool:
        """Whether an index was ever made here."""
        with self._connections.reading() as connection:
            return schema.is_made(connection)

    @contextmanager
    def reading(self, where: frozenset[str] | None = None) -> Iterator[PostgresState]:
        """One state of the index: whatever a writer does meanwhile is not seen."""
        with self._connections.reading() as connection:
            head = schema.head(connection, self._place, self._encoder)
            chosen = None if where is None else self._chosen(connection, head, where)
            yield PostgresState(connection, head, self._remembered, chosen)

    @contextmanager
    def writing(self) -> Iterator[PostgresWriting]:
        """The right to change the index, for one at a time on all machines."""
        with self._connections.own() as connection:
            if connection.execute(_LOCK).fetchone() != (True,):
                raise IndexBusy(
                    f"{self._place} is being updated by somebody else (another `rag update`, or articles being added "
                    f"in the chat); try again when that has finished"
                )
            schema.migrate(connection, self._place, self._encoder)
            try:
                yield PostgresWriting(connection, self._connections)
            finally:
                if not connection.broken:
                    schema.make_hnsw(connection, self._encoder.dimension)

    def _chosen(self, connection: Connection, head: schema.Head, where: frozenset[str]) -> rows.Chosen:
        if head.version < schema.CHOOSABLE:
            raise IndexMismatch(
                f"the index in {self._place} was made by an earlier version, which could not ask chosen articles: run "
                f"`rag update ARTICLES --index {self._place}` once"
            )
        version = head.meta["identity"], head.meta["generation"], where
        with self._lock:
            held = self._choices.get(version)
        if held is None:
            held = rows.chosen(connection, where)
            with self._lock:
                self._choices[version] = held
        return held

    def close(self) -> None:
        """Gives the connections back; a closed store is read no more."""
        self._connections.close()
