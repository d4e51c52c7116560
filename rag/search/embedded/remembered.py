"""Vectors that were read from the database: a chunk's number means the same ones for ever."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

from cachetools import LRUCache

import rag.search.embedded.rows as rows
from rag.types.retrieval import Vectors

BYTES = 1 << 26
"""Bytes of vectors that are kept in memory: about those of 7,000 chunks."""


class Row(NamedTuple):
    """The vectors of one chunk."""

    own: Vectors
    """As one row."""
    sentences: Vectors
    """Those of its sentences, one row each."""


class Remembered:
    """The vectors of chunks and of their sentences."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._rows: LRUCache[int, Row] = LRUCache(BYTES, getsizeof=lambda row: row.own.nbytes + row.sentences.nbytes)
        self._lock = Lock()

    def of(self, connection: sqlite3.Connection, numbers: Sequence[int]) -> list[Row]:
        """The vectors of these chunks."""
        with self._lock:
            found = {number: self._rows[number] for number in numbers if number in self._rows}
        if missing := [number for number in numbers if number not in found]:
            held = rows.all_vectors(connection, missing, self.dimension)
            read = {number: Row(*vectors) for number, vectors in held.items()}
            with self._lock:
                self._rows.update(read)
            found |= read
        return [found[number] for number in numbers]
