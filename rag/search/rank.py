"""From a query to places in the index: two sides propose chunks, both judge all of them, one order comes out."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

import rag.search.dense as dense
from rag.search.embed import Vectors
from rag.search.fuse import fuse

CANDIDATES = 100
"""How many chunks each side proposes."""
SENTENCE_SHARE = 0.5
"""How much of a chunk's nearness is its nearest sentence's, the rest being its own: a question asks for one sentence
and a chunk's vector is the mean of several things. Chosen by benchmarks/retrieval.py."""

ROUGH = 1e-4
"""By how much an inner product of unit vectors in float32 is never wrong."""

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
    scores = current.matches.total(connection, stems, len(current.numbers))
    matching = np.flatnonzero(scores)
    proposed = dense.best(matching, scores[matching], count)
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
    if not len(places):
        return np.zeros(0)
    chunks = current.sentences(connection, current.numbers[places].tolist())
    lengths = [len(rows) for rows in chunks]
    starts = np.cumsum([0, *lengths[:-1]])
    rows = np.concatenate(chunks)
    # What comes near the best of a chunk in a quick product is looked at again in an exact one.
    rough = rows @ vector
    close = np.flatnonzero(rough > np.repeat(np.maximum.reduceat(rough, starts) - ROUGH, lengths))
    exact = np.full(len(rows), -np.inf)
    exact[close] = dense.products(rows[close], vector)
    return np.maximum.reduceat(exact, starts)
