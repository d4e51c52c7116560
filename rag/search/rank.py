"""From a query to places in the index: two sides propose chunks, both score all of them, one order comes out."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

import rag.search.dense as dense
from rag.search.fuse import fuse
from rag.types.retrieval import Vectors

CANDIDATES = 100
"""How many chunks each side proposes."""
SENTENCE_SHARE = 0.5
"""How much of a chunk's nearness is its nearest sentence's, the rest being its own: a question asks for one sentence
and a chunk's vector is the mean of its sentences'. Chosen by benchmarks/retrieval.py."""

ROUGH = 1e-4
"""By how much an inner product of unit vectors in float32 is never wrong."""

Places = NDArray[np.int64]
Scores = NDArray[np.float64]


def rank(
    connection: sqlite3.Connection, current: dense.Snapshot, vector: Vectors, stems: Sequence[str], k: int
) -> list[tuple[int, float]]:
    """(place, score) of the best k chunks; of two equally good ones the one that stands first."""
    places, near, matching = score(connection, current, vector, stems, max(CANDIDATES, k))
    scores = fuse(near, matching)
    order = dense.best(places, scores, k)
    return list(zip(places[order].tolist(), scores[order].tolist(), strict=True))


def score(
    connection: sqlite3.Connection,
    current: dense.Snapshot,
    vector: Vectors,
    stems: Sequence[str],
    count: int,
    *,
    share: float = SENTENCE_SHARE,
) -> tuple[Places, Scores, Scores]:
    """The places of the best `count` chunks of each side, their dense scores and their BM25 scores: three arrays [n].

    The dense score is (1 - share) times the inner product of query and chunk, and `share` times that of its nearest
    sentence."""
    scores = current.term_scores.total(connection, stems, len(current.numbers))
    matching = np.flatnonzero(scores)
    proposed = matching[dense.best(matching, scores[matching], count)]
    places, products = current.search(vector, count)
    own = np.full(len(scores), -np.inf)
    own[places] = products
    missing = proposed[own[proposed] == -np.inf]
    own[missing] = current.products(vector, missing)
    places = np.flatnonzero(own > -np.inf)
    nearest = _nearest_sentence(connection, current, vector, places)
    return places, np.round((1 - share) * own[places] + share * nearest, dense.DIGITS), scores[places]


def _nearest_sentence(
    connection: sqlite3.Connection, current: dense.Snapshot, vector: Vectors, places: Places
) -> Scores:
    """For each chunk the inner product of the query and the nearest of its sentences."""
    if not len(places):
        return np.zeros(0)
    chunks = current.sentences(connection, current.numbers[places].tolist())
    lengths = [len(rows) for rows in chunks]
    starts = np.cumsum([0, *lengths[:-1]])
    rows = np.concatenate(chunks)
    # What comes near the best of a chunk in a quick product is looked at again in an exact one.
    rough = np.vecdot(rows, vector)  # no matrix product: so few rows are not worth waking the threads of BLAS
    close = np.flatnonzero(rough > np.repeat(np.maximum.reduceat(rough, starts) - ROUGH, lengths))
    exact = np.full(len(rows), -np.inf)
    exact[close] = dense.products(rows[close], vector)
    return np.maximum.reduceat(exact, starts)
