"""Reading the index in a folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

import rag.search.edits as edits
import rag.search.embedded.bm25 as bm25
import rag.search.embedded.dense as dense
import rag.search.embedded.rows as rows
import rag.search.embedded.selection as selection
from rag.search.edits import Edits
from rag.search.embed import Encoder
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
        snapshot: Callable[[sqlite3.Connection], dense.Snapshot],
    ) -> None:
        self._connection = connection
        self._folder = folder
        self._encoder = encoder
        self._snapshot = snapshot
        self._scores: dict[tuple[str, ...], Scores] = {}

    @cached_property
    def vectors(self) -> dense.Snapshot:
        """The vectors of all chunks."""
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
        return len(self.vectors.numbers)

    def get(self, chunks: Numbers) -> StoredChunks:
        """These chunks, each once."""
        places = np.unique(self.vectors.places(chunks))
        numbers = self.vectors.numbers[places]
        sentences = self.vectors.sentences(self._connection, numbers.tolist())
        return StoredChunks(numbers, self.vectors.spans[places], self.vectors.vectors(places), sentences)

    def dense(self, vector: Vectors, k: int, where: Collection[str] | None = None) -> Found:
        """The k chunks with the greatest inner products."""
        if where is None:
            places, products = self.vectors.search(vector, k)
        else:
            places = np.flatnonzero(self._allowed(where))
            products = self.vectors.products(vector, places)
            order = best(places, products, k)
            places, products = places[order], products[order]
        return Found(self.vectors.numbers[places], products)

    def lexical(self, stems: Sequence[str], k: int, where: Collection[str] | None = None) -> Found:
        """The k best chunks by BM25."""
        scores = self._weights(stems)
        matching = np.flatnonzero(scores if where is None else scores * self._allowed(where))
        places = matching[best(matching, scores[matching], k)]
        return Found(self.vectors.numbers[places], scores[places])

    def weigh(self, stems: Sequence[str], chunks: Numbers) -> Scores:
        """The BM25 score of each of these chunks."""
        return self._weights(stems)[self.vectors.places(chunks)]

    def frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many chunks each stem occurs."""
        return bm25.frequencies(self._connection, stems)

    def words(self) -> Iterable[tuple[str, int]]:
        """Every form of a word with the number of chunks it stands in."""
        return self._connection.execute("SELECT word, chunks FROM words")

    def copy(self, ids: Collection[str], folder: Path) -> None:
        """Make an index of the articles of these ids in an empty folder."""
        selection.copy(self._connection, ids, folder, self._encoder)

    def _weights(self, stems: Sequence[str]) -> Scores:
        """The BM25 score of every chunk, in order; those that are proposed by it are weighed by it, too."""
        key = tuple(stems)
        if key not in self._scores:
            self._scores[key] = self.vectors.term_scores.total(self._connection, stems, self.count())
        return self._scores[key]

    def _allowed(self, where: Collection[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        wanted = {blob(id) for id in where}
        held = self._connection.execute("SELECT number, id FROM articles")
        numbers = [number for number, id in held if id in wanted]
        return np.isin(self.vectors.spans[:, 0], np.array(numbers, np.int64))
