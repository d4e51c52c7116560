"""Nearness in Postgres: pgvector proposes chunks, and `rag.search.exact` weighs them."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray
from psycopg.sql import SQL, Composed, Literal

from rag.search.exact import DIGITS, best, products
from rag.search.postgres.connection import Connection
from rag.search.postgres.rows import written
from rag.search.store import Found, Numbers, StoredChunks
from rag.search.stored import whole
from rag.types.retrieval import Vectors

REMEMBERED = 1 << 26
"""Bytes of the vectors of chunks and their sentences that are kept in memory: about those of 6,000 chunks."""
_HEADER = 4  # bytes of pgvector's own before its numbers, which are big-endian
LOOKED_AT = 8
"""For each chunk that is wanted so many are looked at by HNSW: fewer would find fewer of the nearest."""
_MOST_LOOKED_AT = 1000
"""As many neighbours as HNSW can keep in sight."""

_PLACES = """
SELECT chunks.number, articles.number, revision, first, last
FROM chunks JOIN articles ON articles.number = chunks.article
WHERE chunks.number = ANY(%s) ORDER BY articles.id, first
"""
_VECTORS = "SELECT chunk, vector_send(vector), sentences FROM vectors WHERE chunk = ANY(%s)"
_FIRST = """
SELECT chunks.number FROM chunks JOIN articles ON articles.number = chunks.article {where}
ORDER BY articles.id, first LIMIT {limit}
"""
_EXACT = """
SELECT chunk, vector FROM vectors {where} ORDER BY vector <#> %(vector)s::vector LIMIT {limit}
"""
_HALVES = """
SELECT chunk, vector FROM vectors {where}
ORDER BY vector::halfvec({dimension}) <#> %(vector)s::halfvec({dimension}) LIMIT {limit}
"""
_IN_ORDER = """
WITH near AS MATERIALIZED ({near}) SELECT near.chunk, vector_send(near.vector)
FROM near JOIN chunks ON chunks.number = near.chunk JOIN articles ON articles.number = chunks.article
ORDER BY articles.id, first
"""

Rows = tuple[Vectors, Vectors]
"""The vector of a chunk, as one row, and those of its sentences."""


class Remembered:
    """Vectors that were read: a chunk's number means the same ones for ever."""

    def __init__(self) -> None:
        self._rows: LRUCache[tuple[str, int], Rows] = LRUCache(
            REMEMBERED, getsizeof=lambda rows: rows[0].nbytes + rows[1].nbytes
        )
        self._lock = Lock()

    def read(self, connection: Connection, identity: str, chunks: Sequence[int], dimension: int) -> list[Rows]:
        """The vectors of these chunks of the index of this identity."""
        with self._lock:
            found = {chunk: self._rows[identity, chunk] for chunk in chunks if (identity, chunk) in self._rows}
        if missing := [chunk for chunk in chunks if chunk not in found]:
            rows = connection.execute(_VECTORS, (missing,), binary=True).fetchall()
            with whole():
                read = {chunk: (sent(vector), _stored(held, dimension)) for chunk, vector, held in rows}
            with self._lock:
                self._rows.update({(identity, chunk): pair for chunk, pair in read.items()})
            found |= read
        return [found[chunk] for chunk in chunks]


class Neighbours:
    """The vectors of one state of an index."""

    def __init__(
        self,
        connection: Connection,
        identity: str,
        dimension: int,
        remembered: Remembered,
        articles: Sequence[int] | None,
    ) -> None:
        """The vectors of these articles alone if any are given."""
        self._connection = connection
        self._articles = articles
        self._identity = identity
        self._dimension = dimension
        self._remembered = remembered

    def get(self, chunks: Numbers) -> StoredChunks:
        """These chunks, each once, in order."""
        places = self.places(chunks)
        read = self._remembered.read(self._connection, self._identity, places[:, 0].tolist(), self._dimension)
        vectors = [vector for vector, _ in read]
        own = np.concatenate(vectors) if vectors else np.zeros((0, self._dimension), np.float32)
        return StoredChunks(places[:, 0], places[:, 1:], own, [sentences for _, sentences in read])

    def places(self, chunks: Numbers) -> NDArray[np.int64]:
        """A row a chunk, each once and in order: its number, that and the revision of its article, its sentences."""
        rows = self._connection.execute(_PLACES, (chunks.tolist(),)).fetchall()
        return np.array(rows, np.int64).reshape(-1, 5)

    def best(self, vector: Vectors, count: int, held: int) -> Found:
        """The nearest `count` of the `held` chunks."""
        if not vector.any():
            return self._first(count)
        asked = count
        while True:
            # pgvector breaks a tie at the end as it likes: look until the tie is over, then cut by the order.
            asked = min(asked + 16, held)
            found = self._near(_EXACT, vector, asked)
            over = len(found.scores) > count and found.scores[-1] < found.scores[count - 1] - 10.0 ** (1 - DIGITS)
            if over or len(found.scores) < asked or asked == held:
                return Found(found.chunks[:count], found.scores[:count])
            asked *= 2

    def approximate(self, vector: Vectors, count: int) -> Found:
        """As `best`, nearly: the index of halves proposes more than are wanted, and they are weighed exactly."""
        if not vector.any():
            return self._first(count)
        asked = max(count, min(LOOKED_AT * count, _MOST_LOOKED_AT))
        self._connection.execute(SQL("SET LOCAL hnsw.ef_search = {}").format(Literal(min(asked, _MOST_LOOKED_AT))))
        self._connection.execute("SET LOCAL hnsw.iterative_scan = relaxed_order")
        self._connection.execute("SET LOCAL enable_seqscan = off")  # whose halves are made anew of every vector
        found = self._near(_HALVES, vector, asked)
        return Found(found.chunks[:count], found.scores[:count])

    def _first(self, count: int) -> Found:
        """The first chunks of all: to nothing all are equally near."""
        found = self._connection.execute(self._statement(_FIRST, count), {"articles": self._articles}).fetchall()
        return Found(np.array([chunk for (chunk,) in found], np.int64), np.zeros(len(found)))

    def _near(self, statement: str, vector: Vectors, limit: int) -> Found:
        """What a statement proposes, weighed; best first."""
        near = SQL(_IN_ORDER).format(near=self._statement(statement, limit))
        given = {"vector": written(vector), "articles": self._articles}
        rows = self._connection.execute(near, given, binary=True).fetchall()
        chunks = np.array([chunk for chunk, _ in rows], np.int64)
        with whole():
            vectors = np.concatenate([sent(held) for _, held in rows]) if rows else vector[None][:0]
        scores = products(vectors, vector)
        order = best(np.arange(len(scores)), scores, limit)
        return Found(chunks[order], scores[order])

    def _statement(self, statement: str, limit: int) -> Composed:
        where = "" if self._articles is None else "WHERE article = ANY(%(articles)s)"
        if self._articles is not None and statement is not _FIRST:
            where = f"JOIN chunks ON chunks.number = chunk {where}"
        return SQL(statement).format(where=SQL(where), limit=Literal(limit), dimension=Literal(self._dimension))


def sent(data: bytes) -> Vectors:
    """The one row of float32 that pgvector sent."""
    return np.frombuffer(data, ">f4", offset=_HEADER).astype(np.float32).reshape(1, -1)


def _stored(data: bytes, dimension: int) -> Vectors:
    return np.frombuffer(data, np.float32).reshape(-1, dimension)
