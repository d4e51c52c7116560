"""Deciding whether the articles say it: a second rule, over the question and the best evidence found for it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.answering.asked import Asked
from rag.answering.evidence import Scored
from rag.answering.features import Likeness, context_stems
from rag.answering.found import Found
from rag.answering.weights import Weights, vector
from rag.answering.words import sentence

NAMES = (
    "cosine",
    "best cosine",
    "context cosine",
    "words found",
    "names unknown",
    "numbers unknown",
    "numbers missing",
    "shape missing",
    "value",
    "odds",
    "best span odds",
)
SIGNS = (1, 1, 1, 1, -1, -1, -1, -1, 1, 1, 1)
"""What each may say: more of it speaks for an answer (1) or against one (-1)."""


def confidence(asked: Asked, found: Found, ranked: Sequence[Scored], weights: Weights) -> float:
    """How likely the best candidates answer the question, between 0 and 1."""
    if not ranked or not asked.stems:
        return 0.0
    value = float(describe(asked, found, ranked) @ vector(weights.confidence, NAMES)) + weights.bias
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, value))))


def describe(asked: Asked, found: Found, ranked: Sequence[Scored]) -> NDArray[np.float64]:
    """The numbers of `NAMES` for one question and its ranked evidence.

    Names count apart from the other words: who is spoken of in the articles is in many of their sentences, and being
    there says little about what is asked of him; not being there says that nothing does. So it is with a year, but for
    that of the articles themselves."""
    unit = ranked[0].unit
    held = sentence(unit.text)
    near = held.stems | context_stems(unit)
    hits = near.union(*(sentence(s.text).stems for hit in found.hits for s in hit.chunk.sentences))
    dated = frozenset((hit.chunk.article.published or "")[:4] for hit in found.hits)
    alike = Likeness(asked, hits).best(hits)
    plain = [float(like) for stem, like in zip(asked.stems, alike, strict=True) if stem not in asked.names]
    unheard = [
        1 - float(like) for stem, like in zip(asked.stems, alike, strict=True) if stem in asked.names & found.unknown
    ]
    return np.array(
        [
            float(unit.vector @ found.query_vector),
            max(float(scored.unit.vector @ found.query_vector) for scored in ranked),
            float(unit.context @ found.query_vector),
            sum(plain) / len(plain) if plain else 1.0,
            sum(unheard),
            float(len(asked.numbers & found.unknown - dated)),
            float(len(asked.numbers - near - dated)),
            float(bool(asked.shape) and asked.shape not in held.shapes),
            ranked[0].value,
            ranked[0].odds,
            max(scored.span_odds for scored in ranked),
        ],
        dtype=float,
    )
