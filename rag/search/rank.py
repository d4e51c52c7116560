"""From a query to places in the index: two sides propose chunks, both judge all of them, one order comes out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

import rag.search.dense as dense
import rag.search.sparse as sparse
from rag.search.embed import Vectors
from rag.search.fuse import fuse

CANDIDATES = 100
"""How many chunks each side proposes."""
SENTENCE_SHARE = 0.5
"""How much of a chunk's nearness is its nearest sentence's, the rest being its own: a question asks for one sentence
and a chunk's vector is the mean of several things. Chosen by benchmarks/retrieval.py."""

Scores = dict[int, float]


def ranked(
    connection: sqlite3.Connection, current: dense.Snapshot, vector: Vectors, stems: Sequence[str], k: int
) -> list[tuple[int, float]]:
    """(place, score) of the best k chunks; of two equally good ones the one that stands first."""
    return fuse(*judged(connection, current, vector, stems, max(CANDIDATES, k)))[:k]


def judged(
    connection: sqlite3.Connection,
    current: dense.Snapshot,
    vector: Vectors,
    stems: Sequence[str],
    count: int,
    *,
    share: float = SENTENCE_SHARE,
) -> tuple[Scores, Scores]:
    """The best `count` chunks of each side by their places, with their nearness and their BM25 score."""
    numbers, matching = sparse.scores(connection, stems)
    scores = np.zeros(len(current.numbers))
    scores[current.places(numbers)] = matching
    proposed = dense.best(current.places(numbers), matching, count)
    places = np.array(sorted(current.search(vector, count).keys() | proposed.keys()), np.int64)
    own = current.products(vector, places)
    nearest = _nearest_sentence(connection, current, vector, places)
    near = np.round((1 - share) * own + share * nearest, dense.DIGITS)
    return (
        dict(zip(places.tolist(), near.tolist(), strict=True)),
        dict(zip(places.tolist(), scores[places].tolist(), strict=True)),
    )


def _nearest_sentence(
    connection: sqlite3.Connection, current: dense.Snapshot, vector: Vectors, places: NDArray[np.int64]
) -> NDArray[np.float64]:
    """For each chunk the inner product of the query and the nearest of its sentences."""
    numbers = current.numbers[places].tolist()
    rows = connection.execute(
        "SELECT chunk, sentences FROM vectors WHERE chunk IN (SELECT value FROM json_each(?))", (json.dumps(numbers),)
    )
    held = dict(rows.fetchall())
    if not numbers:
        return np.zeros(0)
    sentences = np.frombuffer(b"".join(held[number] for number in numbers), np.float32).reshape(-1, len(vector))
    lengths = [len(held[number]) // vector.nbytes for number in numbers]
    return np.maximum.reduceat(dense.products(sentences, vector), np.cumsum([0, *lengths[:-1]]))
