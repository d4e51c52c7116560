"""BM25 over stems, by SQLite's FTS5."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from rag.text import terms

TITLE_WEIGHT = 1.0
BODY_WEIGHT = 1.0
QUERY_TERMS = 256
"""How many different terms of a query are asked for; a page pasted into the question shall not stall the search."""


def document(text: str) -> str:
    """What FTS5 stores for `text`: its stems in order."""
    return " ".join(terms(text))


def query_terms(query: str) -> tuple[str, ...]:
    """The different stems of `query` in order."""
    return tuple(dict.fromkeys(terms(query)))[:QUERY_TERMS]


def scores(connection: sqlite3.Connection, stems: Iterable[str]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The chunks that hold one of the stems, in no order, and their BM25 scores; higher is better."""
    # Unquoted, a question is FTS5's query language: AND, NEAR, -, *, ^ and : would be commands.
    match = " OR ".join('"' + stem.replace('"', '""') + '"' for stem in stems)
    statement = "SELECT rowid, -bm25(terms, ?, ?) FROM terms WHERE terms MATCH ?"
    found = connection.execute(statement, (TITLE_WEIGHT, BODY_WEIGHT, match)).fetchall() if match else []
    return np.array([number for number, _ in found], np.int64), np.array([score for _, score in found], np.float64)


def frequencies(connection: sqlite3.Connection, stems: Iterable[str]) -> dict[str, int]:
    """In how many chunks each stem occurs; stems that occur in none are left out."""
    rows = connection.execute(
        "SELECT stem, chunks FROM stems WHERE stem IN (SELECT value FROM json_each(?))", (json.dumps(sorted(stems)),)
    )
    return {str(stem): int(count) for stem, count in rows}


def idf(stems: Iterable[str], counts: Mapping[str, int], chunks: int) -> dict[str, float]:
    """How much each stem tells: ln(1 + (N - n + .5) / (n + .5)), positive also for what is in every chunk."""
    return {
        stem: math.log(1 + (chunks - counts.get(stem, 0) + 0.5) / (counts.get(stem, 0) + 0.5)) for stem in sorted(stems)
    }
