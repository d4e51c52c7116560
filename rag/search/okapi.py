"""BM25's formula, in one order of its operations: wherever an index is kept, a score is the same to the last bit.

The figures, and what a very common stem tells, are those of SQLite's FTS5."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from rag.search.store import Scores

K1, B = 1.2, 0.75
LEAST = 1e-6
"""What a stem tells that is in half of the chunks or more."""
NEARLY = 1e-9
"""By how much sums may differ that add up the same in another order."""


def idf(chunks: int, holding: int) -> float:
    """How much a stem tells that `holding` of all chunks hold; nothing if none does."""
    if not holding:
        return 0.0
    found = math.log((chunks - holding + 0.5) / (holding + 0.5))
    return found if found > 0 else LEAST


def norms(lengths: NDArray[np.integer], mean: float) -> Scores:
    """What the length of each chunk counts, in stems and beside their mean."""
    found: Scores = K1 * (1 - B + B * lengths.astype(np.float64) / mean)
    return found


def weights(idf: float, counts: NDArray[np.integer], norms: Scores) -> Scores:
    """What a stem adds to the score of each chunk that holds it so often: less than `K1 + 1` times what it tells."""
    times = counts.astype(np.float64)
    found: Scores = idf * ((times * (K1 + 1.0)) / (times + norms))
    return found
