"""From a query to chunks: two sides propose some, both score all of them, one order comes out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.search.exact import DIGITS, best, products
from rag.search.fuse import fuse
from rag.search.store import Scores, State, StoredChunks
from rag.types.retrieval import Vectors

CANDIDATES = 100
"""How many chunks each side proposes."""
SENTENCE_SHARE = 0.5
"""How much of a chunk's nearness is its nearest sentence's, the rest being its own: a question asks for one sentence
and a chunk's vector is the mean of its sentences'. Chosen by benchmarks/retrieval.py."""

ROUGH = 1e-4
"""By how much an inner product of unit vectors in float32 is never wrong."""


def rank(state: State, vector: Vectors, stems: Sequence[str], k: int) -> tuple[StoredChunks, list[tuple[int, float]]]:
    """The chunks that were looked at, and (place among them, score) of the best k; of two equally good ones the one
    that stands first."""
    chunks, near, matching = score(state, vector, stems, max(CANDIDATES, k))
    scores = fuse(near, matching)
    order = best(np.arange(len(scores)), scores, k)
    return chunks, list(zip(order.tolist(), scores[order].tolist(), strict=True))


def score(
    state: State, vector: Vectors, stems: Sequence[str], count: int, *, share: float = SENTENCE_SHARE
) -> tuple[StoredChunks, Scores, Scores]:
    """The best `count` chunks of each side, their dense scores and their BM25 scores: two arrays [n].

    The dense score is (1 - share) times the inner product of query and chunk, and `share` times that of its nearest
    sentence."""
    proposed = [state.dense(vector, count).chunks, state.lexical(stems, count).chunks]
    chunks = state.get(np.unique(np.concatenate(proposed)))
    own, nearest = products(chunks.vectors, vector), _nearest_sentence(chunks.sentences, vector)
    near = np.round((1 - share) * own + share * nearest, DIGITS)
    return chunks, near, state.weigh(stems, chunks.numbers)


def _nearest_sentence(chunks: Sequence[Vectors], vector: Vectors) -> Scores:
    """For each chunk, given as the vectors of its sentences, the inner product of the query and the nearest of them."""
    if not chunks:
        return np.zeros(0)
    lengths = [len(rows) for rows in chunks]
    starts = np.cumsum([0, *lengths[:-1]])
    rows = np.concatenate(chunks)
    # What comes near the best of a chunk in a quick product is looked at again in an exact one.
    rough = np.vecdot(rows, vector)  # no matrix product: so few rows are not worth waking the threads of BLAS
    close = np.flatnonzero(rough > np.repeat(np.maximum.reduceat(rough, starts) - ROUGH, lengths))
    exact = np.full(len(rows), -np.inf)
    exact[close] = products(rows[close], vector)
    return np.maximum.reduceat(exact, starts)
