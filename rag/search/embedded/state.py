"""Reading the index in a folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

import rag.search.edits as edits
import rag.search.embedded.bm25 as bm25
import rag.search.embedded.rows as rows
import rag.search.embedded.selection as selection
from rag.search.edits import Edits
from rag.search.embed import Encoder
from rag.search.embedded.snapshot import Snapshot
from rag.search.exact import best
from rag.search.store import Found, Numbers, Scores, StoredArticle, StoredChunks, Version
from rag.search.stored import blob
from rag.types import Article
from rag.types.retrieval import Vectors


class EmbeddedState:
    """The `State` that one read transaction over an index in a folder sees."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        folder: Path,
        encoder: Encoder,
        snapshot: Callable[[sqlite3.Connection], Snapshot],
    ) -> None:
        self._connection = connection
        self._folder = folder
        self._encoder = encoder
        self._snapshot = snapshot

    @cached_property
    def _held(self) -> Snapshot:
        return self._snapshot(self._connection)

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
        return rows.articles(self._connection)

    def added(self) -> list[str]:
        """The ids of all articles, the one that was stored last first."""
        return rows.added(self._connection)

    def find(self, key: str) -> Version | None:
        """The article whose `Article.key` this is."""
        row = self._connection.execute("SELECT number, revision FROM articles WHERE key = ?", (key,)).fetchone()
        return Version(*row) if row else None

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

    def dense(self, vector: Vectors, k: int, where: Collection[str] | None = None) -> Found:
        """The k chunks with the greatest inner products."""
        near = self._held.near
        if where is None:
            places, products = near.search(self._connection, vector, k)
        else:
            places = np.flatnonzero(self._allowed(where))
            products = near.products(self._connection, vector, places)
            order = best(places, products, k)
            places, products = places[order], products[order]
        return Found(self._held.order.numbers[places], products)

    def lexical(self, stems: Sequence[str], k: int, where: Collection[str] | None = None) -> Found:
        """The k best chunks by BM25."""
        places, scores = self._held.words.best(stems, k, None if where is None else self._allowed(where))
        return Found(self._held.order.numbers[places], scores)

    def weigh(self, stems: Sequence[str], chunks: Numbers) -> Scores:
        """The BM25 score of each of these chunks."""
        return self._held.words.weigh(stems, self._held.order.places(chunks))

    def frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many chunks each stem occurs."""
        return bm25.frequencies(self._connection, stems)

    def words(self) -> Iterable[tuple[str, int]]:
        """Every form of a word with the number of chunks it stands in."""
        return self._connection.execute("SELECT word, chunks FROM words")

    def copy(self, ids: Collection[str], folder: Path) -> None:
        """Make an index of the articles of these ids in an empty folder."""
        selection.copy(self._connection, ids, folder, self._encoder)

    def _allowed(self, where: Collection[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        wanted = {blob(id) for id in where}
        held = self._connection.execute("SELECT number, id FROM articles")
        numbers = [number for number, id in held if id in wanted]
        return np.isin(self._held.order.spans[:, 0], np.array(numbers, np.int64))
