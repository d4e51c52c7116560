"""Two judgements into one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DENSE_WEIGHT = 0.7
"""Chosen by benchmarks/retrieval.py; see benchmarks/results/retrieval.md."""

Scores = NDArray[np.float64]


def fuse(dense: Scores, sparse: Scores, weight: float = DENSE_WEIGHT) -> Scores:
    """What both sides together say to the same candidates, between 0 and 1.

    Each side is stretched over 0 to 1, so that neither's scale decides."""
    return weight * _stretched(dense) + (1 - weight) * _stretched(sparse)


def _stretched(scores: Scores) -> Scores:
    low, high = (scores.min(), scores.max()) if len(scores) else (0.0, 0.0)
    if high == low:
        # All equally good, or equally nothing: a query of which no chunk holds a term.
        return np.full(len(scores), 1.0 if high > 0 else 0.0)
    stretched: Scores = (scores - low) / (high - low)
    return stretched
