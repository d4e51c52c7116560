"""Two rankings into one."""

from __future__ import annotations

from collections.abc import Mapping

DENSE_WEIGHT = 0.7
"""Chosen by benchmarks/retrieval.py; see benchmarks/results/retrieval.md."""


def fuse(
    dense: Mapping[int, float], sparse: Mapping[int, float], weight: float = DENSE_WEIGHT
) -> list[tuple[int, float]]:
    """The union of both sides, best first; of two equally good ones the lower number comes first.

    Each side is stretched over 0 to 1, so that neither's scale decides; what a side did not find counts 0 there."""
    left, right = _stretched(dense), _stretched(sparse)
    scores = {number: weight * left.get(number, 0.0) + (1 - weight) * right.get(number, 0.0) for number in left | right}
    order = sorted(sorted(scores), key=scores.__getitem__, reverse=True)
    return [(number, scores[number]) for number in order]


def _stretched(scores: Mapping[int, float]) -> dict[int, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        # All equally good, or equally nothing: a query of which no chunk holds a term.
        return dict.fromkeys(scores, 1.0 if high > 0 else 0.0)
    width = high - low
    return {number: (score - low) / width for number, score in scores.items()}
