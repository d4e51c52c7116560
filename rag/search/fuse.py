"""Two rankings into one, by a weighted sum of their scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DENSE_WEIGHT = 0.7
"""Chosen by benchmarks/retrieval.py; see benchmarks/results/retrieval.md."""

Scores = NDArray[np.float64]


def fuse(dense: Scores, sparse: Scores, weight: float = DENSE_WEIGHT) -> Scores:
    """The fused score of each candidate, `float64 [n]` between 0 and 1, from its dense and its sparse score.

    A convex combination after min-max normalisation, so that neither side's scale decides (Bruch et al., "An analysis
    of fusion functions for hybrid retrieval", 2023)."""
    return weight * min_max(dense) + (1 - weight) * min_max(sparse)


def min_max(scores: Scores) -> Scores:
    """The scores stretched over 0 to 1; where all are equal, 1 for each, or 0 if they are 0 or less."""
    low, high = (scores.min(), scores.max()) if len(scores) else (0.0, 0.0)
    if high == low:
        # All equally good, or equally nothing: a query of which no chunk holds a term.
        return np.full(len(scores), 1.0 if high > 0 else 0.0)
    normalised: Scores = (scores - low) / (high - low)
    return normalised
