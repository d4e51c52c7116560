"""Reading an index in Postgres."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import numpy as np

import rag.search.postgres.rows as rows
import rag.search.postgres.schema as schema
from rag.search.edits import Edit, Edits
from rag.search.exact import best
from rag.search.postgres.bm25 import Words
from rag.search.postgres.connection import Connection
from rag.search.postgres.dense import Neighbours, Remembered
from rag.search.store import Found, Numbers, Scores, StoredArticle, StoredChunks, Version
from rag.search.stored import unblob
from rag.types import Article
from rag.types.retrieval import Vectors
from rag.types.where import Facts


class PostgresState:
    """The `State` that one read transaction over an index in Postgres sees."""

    def __init__(
        self, connection: Connection, head: schema.Head, remembered: Remembered, chosen: rows.Chosen | None
    ) -> None:
        """Of the chosen articles alone, if any are."""
        self._connection = connection
        self._head = head
        self._articles = chosen.articles if chosen else None
        self._chunks, length = (chosen.chunks, chosen.length) if chosen else (head.chunks, head.length)
        self._near = Neighbours(connection, self.identity, int(head.meta["dimension"]), remembered, self._articles)
        self._words = Words(connection, self._chunks, length, self._articles)

    @property
    def identity(self) -> str:
        """Another one in another index."""
        return self._head.meta["identity"]

    @property
    def generation(self) -> int:
        """Counts the changes."""
        return int(self._head.meta["generation"])

    def meta(self, name: str) -> str | None:
        """What was stored under `name`."""
        return self._head.meta.get(name)

    def edits(self) -> dict[str, Edits]:
        """What people changed of what is known of articles."""
        return edits(self._connection)

    def articles(self) -> list[Article]:
        """All articles, by id."""
        return rows.articles(self._connection, self._articles)

    def facts(self) -> list[Facts]:
        """What is known of all articles, by id."""
        return rows.facts(self._connection, self._articles)

    def added(self) -> list[str]:
        """The ids of all articles, the one that was stored last first."""
        return rows.added(self._connection, self._articles)

    def find(self, key: str) -> Version | None:
        """The article whose `Article.key` this is."""
        row = self._connection.execute("SELECT number, revision FROM articles WHERE key = %s", (key,)).fetchone()
        return Version(*row) if row and (self._articles is None or row[0] in self._articles) else None

    def load(self, number: int) -> StoredArticle:
        """The article of this number."""
        return rows.load(self._connection, number)

    def count(self) -> int:
        """How many chunks there are."""
        return self._chunks

    def get(self, chunks: Numbers) -> StoredChunks:
        """These chunks, each once."""
        return self._near.get(chunks)

    def dense(self, vector: Vectors, k: int) -> Found:
        """The k chunks with the greatest inner products."""
        count = min(k, self.count())
        if self._head.has_hnsw and self._chunks >= schema.HNSW_FROM:
            return self._near.approximate(vector, count)
        # Of few chosen ones HNSW, which looks for them among all, would find some; these are all looked at.
        return self._near.best(vector, count, self.count())

    def lexical(self, stems: Sequence[str], k: int) -> Found:
        """The k best chunks by BM25."""
        chunks = self._near.places(self._words.best(stems, k))[:, 0]
        scores = self.weigh(stems, chunks)
        order = best(np.arange(len(scores)), scores, k)
        return Found(chunks[order], scores[order])

    def weigh(self, stems: Sequence[str], chunks: Numbers) -> Scores:
        """The BM25 score of each of these chunks."""
        return self._words.weigh(stems, chunks)

    def frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many chunks each stem occurs."""
        return self._words.frequencies(stems)

    def words(self) -> Iterable[tuple[str, int]]:
        """Every form of a word with the number of chunks it stands in."""
        if self._articles is not None:
            return rows.words(self._connection, self._articles).items()
        held = self._connection.execute("SELECT word, chunks FROM words", binary=True)
        return ((unblob(word), chunks) for word, chunks in held)


def edits(connection: Connection) -> dict[str, Edits]:
    """What people changed of what is known of articles, by the article's id."""
    held = connection.execute("SELECT id, facts FROM edits").fetchall()
    return {unblob(id): {name: Edit(*edit) for name, edit in json.loads(facts).items()} for id, facts in held}
