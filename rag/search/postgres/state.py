"""Reading an index in Postgres."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np

import rag.search.postgres.rows as rows
import rag.search.postgres.schema as schema
import rag.search.postgres.selection as selection
from rag.search.edits import Edit, Edits
from rag.search.embed import Encoder
from rag.search.exact import best
from rag.search.postgres.bm25 import Words, hashes
from rag.search.postgres.connection import Connection
from rag.search.postgres.dense import Neighbours, Remembered
from rag.search.store import Found, Numbers, Scores, StoredArticle, StoredChunks, Version
from rag.search.stored import unblob
from rag.types import Article
from rag.types.retrieval import Vectors


class PostgresState:
    """The `State` that one read transaction over an index in Postgres sees."""

    def __init__(self, connection: Connection, head: schema.Head, encoder: Encoder, remembered: Remembered) -> None:
        self._connection = connection
        self._head = head
        self._encoder = encoder
        self._near = Neighbours(connection, self.identity, int(head.meta["dimension"]), remembered)
        self._words = Words(connection, head.chunks, head.length)

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
        return rows.articles(self._connection)

    def added(self) -> list[str]:
        """The ids of all articles, the one that was stored last first."""
        return rows.added(self._connection)

    def find(self, key: str) -> Version | None:
        """The article whose `Article.key` this is."""
        row = self._connection.execute("SELECT number, revision FROM articles WHERE key = %s", (key,)).fetchone()
        return Version(*row) if row else None

    def load(self, number: int) -> StoredArticle:
        """The article of this number."""
        return rows.load(self._connection, number)

    def count(self) -> int:
        """How many chunks there are."""
        return self._head.chunks

    def get(self, chunks: Numbers) -> StoredChunks:
        """These chunks, each once."""
        return self._near.get(chunks)

    def dense(self, vector: Vectors, k: int, where: Collection[str] | None = None) -> Found:
        """The k chunks with the greatest inner products."""
        count = min(k, self.count())
        if self._head.has_hnsw:
            return self._near.approximate(vector, count, self._articles(where))
        return self._near.best(vector, count, self.count(), self._articles(where))

    def lexical(self, stems: Sequence[str], k: int, where: Collection[str] | None = None) -> Found:
        """The k best chunks by BM25."""
        chunks = self._near.places(self._words.best(stems, k, self._articles(where)))[:, 0]
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
        held = self._connection.execute("SELECT word, chunks FROM words", binary=True)
        return ((unblob(word), chunks) for word, chunks in held)

    def copy(self, ids: Collection[str], folder: Path) -> None:
        """Make an index of the articles of these ids in an empty folder."""
        selection.copy(self._connection, self._articles(ids) or [], folder, self._encoder)

    def _articles(self, where: Collection[str] | None) -> list[int] | None:
        """The numbers of the articles of these ids, by id."""
        if where is None:
            return None
        statement = "SELECT number FROM articles WHERE sha256(id) = ANY(%s) ORDER BY id"
        return [number for (number,) in self._connection.execute(statement, (hashes(list(where)),))]


def edits(connection: Connection) -> dict[str, Edits]:
    """What people changed of what is known of articles, by the article's id."""
    held = connection.execute("SELECT id, facts FROM edits").fetchall()
    return {unblob(id): {name: Edit(*edit) for name, edit in json.loads(facts).items()} for id, facts in held}
