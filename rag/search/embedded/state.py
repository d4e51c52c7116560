"""Reading the index in a folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

import rag.search.edits as edits
import rag.search.embedded.bm25 as bm25
import rag.search.embedded.rows as rows
from rag.search.edits import Edits
from rag.search.embedded.snapshot import Snapshot
from rag.search.store import Found, Numbers, Scores, StoredArticle, StoredChunks, Version
from rag.types import Article
from rag.types.retrieval import Vectors
from rag.types.where import Facts


class EmbeddedState:
    """The `State` that one read transaction over an index in a folder sees."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        folder: Path,
        snapshot: Callable[[sqlite3.Connection], Snapshot],
        articles: Callable[[sqlite3.Connection], frozenset[int]] | None,
    ) -> None:
        """`articles` finds the numbers of those that are chosen, None: all are."""
        self._connection = connection
        self._folder = folder
        self._snapshot = snapshot
        self._articles = articles

    @cached_property
    def _held(self) -> Snapshot:
        return self._snapshot(self._connection)

    @cached_property
    def _chosen(self) -> frozenset[int] | None:
        return self._articles(self._connection) if self._articles else None

    @property
    def identity(self) -> str:
        """Another one in another index."""
        return self.meta("identity") or ""

    @property
    def generation(self) -> int:
        """Counts the changes."""
        return int(self.meta("generation") or 0)

    def meta(self, name: str) -> str | None:
        """What was stored under `name`."""
        row = self._connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def edits(self) -> dict[str, Edits]:
        """What people changed of what is known of articles."""
        return edits.read(self._folder)

    def articles(self) -> list[Article]:
        """All articles, by id."""
        return rows.articles(self._connection, self._chosen)

    def facts(self) -> list[Facts]:
        """What is known of all articles, by id."""
        return rows.facts(self._connection, self._chosen)

    def added(self) -> list[str]:
        """The ids of all articles, the one that was stored last first."""
        return rows.added(self._connection, self._chosen)

    def find(self, key: str) -> Version | None:
        """The article whose `Article.key` this is."""
        row = self._connection.execute("SELECT number, revision FROM articles WHERE key = ?", (key,)).fetchone()
        return Version(*row) if row and (self._chosen is None or row[0] in self._chosen) else None

    def load(self, number: int) -> StoredArticle:
        """The article of this number."""
        return rows.load(self._connection, number)

    def count(self) -> int:
        """How many chunks there are."""
        return len(self._held.order.numbers)

    def get(self, chunks: Numbers) -> StoredChunks:
        """These chunks, each once."""
        order = self._held.order
        places = np.unique(order.places(chunks))
        numbers = order.numbers[places]
        sentences = self._held.sentences(self._connection, numbers.tolist())
        return StoredChunks(numbers, order.spans[places], self._held.near.vectors(self._connection, places), sentences)

    def dense(self, vector: Vectors, k: int) -> Found:
        """The k chunks with the greatest inner products."""
        places, products = self._held.near.search(self._connection, vector, k)
        return Found(self._held.order.numbers[places], products)

    def lexical(self, stems: Sequence[str], k: int) -> Found:
        """The k best chunks by BM25."""
        places, scores = self._held.words.best(stems, k)
        return Found(self._held.order.numbers[places], scores)

    def weigh(self, stems: Sequence[str], chunks: Numbers) -> Scores:
        """The BM25 score of each of these chunks."""
        return self._held.words.weigh(stems, self._held.order.places(chunks))

    def frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many chunks each stem occurs."""
        if self._chosen is None:
            return bm25.frequencies(self._connection, stems)  # counted already, and nothing need be loaded
        return self._held.words.frequencies(stems)

    def words(self) -> Iterable[tuple[str, int]]:
        """Every form of a word with the number of chunks it stands in."""
        if self._chosen is None:
            return self._connection.execute("SELECT word, chunks FROM words")
        return rows.words(self._connection, self._chosen).items()
