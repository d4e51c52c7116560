"""The index in a folder: one folder, many readers, one writer."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from cachetools import LRUCache
from filelock import FileLock, Timeout

import rag.search.cache as cache
import rag.search.embedded.rows as rows
import rag.search.embedded.schema as schema
import rag.search.embedded.snapshot as snapshot
from rag.errors import IndexBusy
from rag.search.embed import Encoder
from rag.search.embedded.snapshot import Snapshot
from rag.search.embedded.state import EmbeddedState
from rag.search.embedded.writing import EmbeddedWriting

LOCK = "write.lock"
CHOICES = 4
"""Choices of articles that are remembered: of a million chunks each takes 40 MB."""


class _Chosen(NamedTuple):
    """Some articles of one generation, by their numbers."""

    articles: frozenset[int]
    snapshot: Snapshot


class EmbeddedStore:
    """The `Store` in a folder."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.folder = folder
        self._encoder = encoder
        self._idle: deque[sqlite3.Connection] = deque()
        self._lock = Lock()
        self._closed = False
        self._file: tuple[int, ...] = ()
        self._checked = False
        self._snapshot: Snapshot | None = None
        self._choices: LRUCache[frozenset[str], _Chosen] = LRUCache(CHOICES)

    @property
    def exists(self) -> bool:
        """Whether an index was ever made here."""
        return (self._checked and (self.folder / schema.DATABASE).is_file()) or schema.is_made(self.folder)

    @contextmanager
    def reading(self, where: frozenset[str] | None = None) -> Iterator[EmbeddedState]:
        """A connection inside one read transaction: whatever a writer does meanwhile is not seen."""
        connection, file = self._connection()
        try:
            with schema.translated(self.folder):
                if not self._checked:
                    schema.check(connection, self.folder, self._encoder)
                    self._checked = True
                with schema.transaction(connection):
                    yield self._state(connection, where)
        except BaseException:
            connection.close()
            raise
        with self._lock:
            if file == self._file and not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    @contextmanager
    def writing(self) -> Iterator[EmbeddedWriting]:
        """The right to change the index, for one at a time; leaves the cache of vectors as new as the database."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # A lock of its own each time: one shared by two threads would let the second in.
        lock = FileLock(self.folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise IndexBusy(
                f"{self.folder} is being updated by somebody else (another `rag update`, or articles being added in "
                f"the chat); try again when that has finished"
            ) from error
        try:
            connection = schema.connect_writer(self.folder, self._encoder)
            try:
                schema.check(connection, self.folder, self._encoder)
                cache.sweep(self.folder)
                try:
                    yield EmbeddedWriting(connection, self.folder)
                finally:
                    self._settle(connection)
            finally:
                connection.close()
        finally:
            lock.release()

    def close(self) -> None:
        """Gives the connections back; a closed store is read no more."""
        with self._lock:
            self._closed = True
            while self._idle:
                self._idle.pop().close()

    def _connection(self) -> tuple[sqlite3.Connection, tuple[int, ...]]:
        """A connection and the file it reads; an index that was deleted and made anew is noticed."""
        if self._closed:
            raise ValueError(f"the index in {self.folder} is closed")
        file = schema.file_of(self.folder)
        with self._lock:
            if file != self._file:
                self._file, self._checked = file, False
                self._snapshot = None
                while self._idle:
                    self._idle.pop().close()
            if self._idle:
                return self._idle.pop(), file
        return schema.connect(self.folder), file

    def _state(self, connection: sqlite3.Connection, where: frozenset[str] | None) -> EmbeddedState:
        if where is None:
            return EmbeddedState(connection, self.folder, self._current, None)
        return EmbeddedState(
            connection,
            self.folder,
            lambda connection: self._chosen(connection, where).snapshot,
            lambda connection: self._chosen(connection, where).articles,
        )

    def _chosen(self, connection: sqlite3.Connection, where: frozenset[str]) -> _Chosen:
        """What a transaction sees of the articles of these ids."""
        current = self._current(connection)
        with self._lock:
            held = self._choices.get(where)
        if held is None or (held.snapshot.identity, held.snapshot.generation) != (current.identity, current.generation):
            numbers = rows.numbers(connection, where)
            held = _Chosen(numbers, current.of(numbers))
            with self._lock:
                self._choices[where] = held
        return held

    def _current(self, connection: sqlite3.Connection) -> Snapshot:
        return self._kept(snapshot.snapshot(connection, self.folder, self._snapshot))

    def _kept(self, current: Snapshot) -> Snapshot:
        with self._lock:
            kept = self._snapshot
            if kept is None or kept.identity != current.identity or kept.generation <= current.generation:
                if current is not kept:
                    self._choices.clear()  # each holds on to the files of before
                self._snapshot = current
        return current

    def _settle(self, connection: sqlite3.Connection) -> None:
        with schema.translated(self.folder):
            with schema.transaction(connection, "IMMEDIATE"):
                self._kept(snapshot.renewed(connection, self.folder, self._snapshot))
            # Leaves the database whole in its own file, so that a copy of the folder can be read where nothing may be
            # written; a reader in the middle of a question only puts it off.
            with suppress(sqlite3.OperationalError):
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
