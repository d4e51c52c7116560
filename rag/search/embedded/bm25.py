"""BM25 over stems, by SQLite's FTS5."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from operator import attrgetter
from threading import Lock

import numpy as np
from cachetools import LRUCache, cachedmethod

from rag.search.store import Numbers, Scores

TITLE_WEIGHT = 1.0
BODY_WEIGHT = 1.0
REMEMBERED = 1_000_000
"""So many scores, of a stem in a chunk, are kept in memory; each takes 16 bytes."""


def scores(connection: sqlite3.Connection, stem: str) -> tuple[Numbers, Scores]:
    """The chunks that hold the stem, in no order, and what it adds to their BM25 score; more is better."""
    # Unquoted, a question is FTS5's query language: AND, NEAR, -, *, ^ and : would be commands.
    match = '"' + stem.replace('"', '""') + '"'
    statement = "SELECT rowid, -bm25(terms, ?, ?) FROM terms WHERE terms MATCH ?"
    found = connection.execute(statement, (TITLE_WEIGHT, BODY_WEIGHT, match)).fetchall()
    return np.array([number for number, _ in found], np.int64), np.array([score for _, score in found], np.float64)


class TermScores:
    """What every stem adds to the score of every place, in one state of the index.

    Each is asked for once: the commonest stems, which take FTS5 the longest, are those of nearly every question."""

    def __init__(self, places: Callable[[Numbers], Numbers]) -> None:
        """`places` tells where chunks stand in the order."""
        self._places = places
        self._cache: LRUCache[str, tuple[Numbers, Scores]] = LRUCache(REMEMBERED, getsizeof=_size)
        self._lock = Lock()

    def total(self, connection: sqlite3.Connection, stems: Iterable[str], count: int) -> Scores:
        """The BM25 score of each of the `count` places; 0 for those that hold none of the stems."""
        total = np.zeros(count)
        for stem in stems:
            places, added = self._scores(connection, stem)
            total[places] += added
        return total

    @cachedmethod(attrgetter("_cache"), key=lambda self, connection, stem: stem, lock=attrgetter("_lock"))
    def _scores(self, connection: sqlite3.Connection, stem: str) -> tuple[Numbers, Scores]:
        numbers, added = scores(connection, stem)
        return self._places(numbers), added


def _size(found: tuple[Numbers, Scores]) -> int:
    return len(found[1]) + 1  # what occurs nowhere takes room, too


def frequencies(connection: sqlite3.Connection, stems: Iterable[str]) -> dict[str, int]:
    """In how many chunks each stem occurs; stems that occur in none are left out."""
    rows = connection.execute(
        "SELECT stem, chunks FROM stems WHERE stem IN (SELECT value FROM json_each(?))", (json.dumps(sorted(stems)),)
    )
    return {str(stem): int(count) for stem, count in rows}
