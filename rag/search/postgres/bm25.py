"""BM25 over postings of our own. Postgres proposes chunks by it; what they weigh is computed here, to the last bit as
in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

import numpy as np

import rag.search.okapi as okapi
from rag.search.okapi import K1, NEARLY, B
from rag.search.postgres.connection import Connection
from rag.search.store import Numbers, Scores
from rag.search.stored import blob, unblob

_BEST = """
WITH asked AS (SELECT * FROM unnest(%(numbers)s::bigint[], %(idf)s::float8[]) AS asked (stem, idf))
SELECT chunk,
    sum(idf * count * %(most)s::float8 / (count + %(flat)s::float8 + %(slope)s::float8 * held.length)) AS score
FROM asked JOIN postings AS held USING (stem) {where} GROUP BY chunk ORDER BY score DESC LIMIT %(limit)s
"""
_HOLDING = "SELECT stem, count(*) FROM postings {where} WHERE stem = ANY(%(stems)s) GROUP BY stem"
_WEIGHED = "SELECT stem, chunk, count, length FROM postings WHERE stem = ANY(%s) AND chunk = ANY(%s)"


class Asked(NamedTuple):
    """A stem that some chunks hold: its number, and what it tells."""

    number: int
    idf: float


class Words:
    """The stems of one state of an index."""

    def __init__(self, connection: Connection, chunks: int, length: int, articles: Sequence[int] | None) -> None:
        """`chunks` is how many there are, `length` how many stems they hold together; of these articles alone if any
        are given."""
        self._connection = connection
        self._articles = articles
        self._chunks = chunks
        self._mean = length / chunks if chunks else 1.0
        self._known: dict[str, tuple[int, int]] = {}
        """The number of each stem that was asked for and in how many chunks it occurs."""

    def frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many chunks each stem occurs; those that occur in none are left out."""
        return {stem: chunks for stem, (_, chunks) in self._numbered(stems).items() if chunks}

    def best(self, stems: Sequence[str], k: int) -> Numbers:
        """The k best chunks, and those that may be as good, in no order."""
        asked = self._asked(stems)
        given = {
            "numbers": [one.number for one in asked],
            "idf": [one.idf for one in asked],
            "most": K1 + 1,
            "flat": K1 * (1 - B),
            "slope": K1 * B / self._mean if self._mean else 0.0,
            "articles": self._articles,
        }
        limit = k
        while True:
            # Look until the tie at the end is over, then cut by the order: see `Neighbours.best`.
            limit += 16
            given["limit"] = limit
            found = self._connection.execute(self._of(_BEST), given).fetchall()
            if len(found) < limit or found[-1][1] < found[k - 1][1] - NEARLY:
                return np.array([chunk for chunk, _ in found], np.int64)
            limit *= 2

    def weigh(self, stems: Sequence[str], chunks: Numbers) -> Scores:
        """The BM25 score of each of these chunks; 0 for those that hold none of the stems."""
        asked = self._asked(stems)
        rows = self._connection.execute(_WEIGHED, ([one.number for one in asked], chunks.tolist())).fetchall()
        held = np.array(rows, np.int64).reshape(-1, 4)
        ascending = np.argsort(chunks)
        places = ascending[np.searchsorted(chunks, held[:, 1], sorter=ascending)]
        total = np.zeros(len(chunks))
        for number, idf in asked:  # in the order of the query, for sums differ by their order
            own = held[:, 0] == number
            total[places[own]] += okapi.weights(idf, held[own, 2], okapi.norms(held[own, 3], self._mean))
        return total

    def _asked(self, stems: Sequence[str]) -> list[Asked]:
        """These stems in this order, but for those that no chunk holds."""
        found = self._numbered(stems)
        return [Asked(found[stem][0], okapi.idf(self._chunks, found[stem][1])) for stem in stems if found[stem][1]]

    def _of(self, statement: str) -> bytes:
        """A statement about the chunks of the chosen articles."""
        where = "JOIN chunks ON chunks.number = chunk AND article = ANY(%(articles)s)"
        return statement.replace("{where}", "" if self._articles is None else where).encode()

    def _held(self, found: list[tuple[bytes, int, int]]) -> list[tuple[bytes, int, int]]:
        """Stems with their numbers and in how many chunks each occurs, of the chosen articles alone."""
        if self._articles is None:
            return found
        given = {"stems": [number for _, number, _ in found], "articles": self._articles}
        counted: dict[int, int] = dict(self._connection.execute(self._of(_HOLDING), given).fetchall())
        return [(stem, number, counted.get(number, 0)) for stem, number, _ in found]

    def _numbered(self, stems: Iterable[str]) -> dict[str, tuple[int, int]]:
        wanted = sorted(set(stems))
        if missing := [stem for stem in wanted if stem not in self._known]:
            statement = "SELECT stem, number, chunks FROM stems WHERE sha256(stem) = ANY(%s)"
            found = self._connection.execute(statement, (hashes(missing),)).fetchall()
            self._known |= dict.fromkeys(missing, (0, 0))
            self._known |= {unblob(stem): (number, chunks) for stem, number, chunks in self._held(found)}
        return {stem: self._known[stem] for stem in wanted}


def hashes(texts: Sequence[str]) -> list[bytes]:
    """What texts of any length are found by."""
    return [sha256(blob(text)).digest() for text in texts]
