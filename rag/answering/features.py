"""Numbers that tell how well a run of sentences answers a question; all of them between about -1 and 1."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.answering.candidates import Candidate
from rag.english.sentence_features import sentence
from rag.models.word_vectors import likeness
from rag.question.analysis import QuestionAnalysis
from rag.types.retrieval import Vectors

NAMES = (
    "cosine",
    "cosine with previous",
    "cosine with next",
    "context cosine",
    "coverage of context",
    "soft coverage",
    "soft coverage with previous",
    "soft coverage of context",
    "shape",
    "shape missing",
    "new name",
    "length",
    "short",
)
SIGNS = (1, 1, 1, 1, 1, 1, 1, 1, 1, -1, 1, 0, -1)
"""What each may say: more of it is better (1), worse (-1), or either (0)."""


class Likeness:
    """For each word of a question, how much of its meaning each other word holds (1: the same word)."""

    def __init__(self, asked: QuestionAnalysis, held: Iterable[str]) -> None:
        columns = sorted(set(held))
        self.asked = asked
        self._table = likeness(asked.stems, columns)
        self._places = {stem: i for i, stem in enumerate(columns)}

    def best(self, held: Iterable[str]) -> NDArray[np.float32]:
        """Per word of the question, its likeness to the nearest of `held`."""
        places = [self._places[stem] for stem in held]
        if not places or not self.asked.stems:
            return np.zeros(len(self.asked.stems), dtype=np.float32)
        best: NDArray[np.float32] = self._table[:, places].max(axis=1)
        return best

    def coverage(self, held: Iterable[str]) -> float:
        """The share of the question's meaning that `held` covers, each word counted by its weight."""
        weights = np.array([self.asked.weights[stem] for stem in self.asked.stems])
        total = float(weights.sum())
        return float(weights @ self.best(held)) / total if total > 0 else 1.0


def matrix(asked: QuestionAnalysis, query_vector: Vectors, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """One row per candidate, one column per name in `NAMES`."""
    contexts = {candidate.rank: context_stems(candidate) for candidate in candidates}
    before = [sentence(one.previous.text).stems if one.previous else frozenset[str]() for one in candidates]
    every = frozenset[str]().union(*contexts.values(), *before, *(sentence(one.text).stems for one in candidates))
    alike = Likeness(asked, every)
    rows = [
        _row(alike, query_vector, candidate, contexts[candidate.rank], previous)
        for candidate, previous in zip(candidates, before, strict=True)
    ]
    return np.array(rows, dtype=float).reshape(len(rows), len(NAMES))


def context_stems(candidate: Candidate) -> frozenset[str]:
    """The words of the chunk a candidate stands in, and of the title above it."""
    chunk = candidate.hit.chunk
    return sentence(chunk.article.title).stems.union(*(sentence(s.text).stems for s in chunk.sentences))


def _row(
    alike: Likeness, query_vector: Vectors, candidate: Candidate, context: frozenset[str], before: frozenset[str]
) -> list[float]:
    asked, held = alike.asked, sentence(candidate.text)
    near, wide = held.stems | before, held.stems | context
    fits = asked.shape in held.shapes if asked.shape else None
    return [
        float(candidate.vector @ query_vector),
        float(candidate.with_previous @ query_vector),
        float(candidate.with_next @ query_vector),
        float(candidate.context @ query_vector),
        coverage(asked.stems, wide, asked.weights),
        alike.coverage(held.stems),
        alike.coverage(near),
        alike.coverage(wide),
        float(fits is True),
        float(fits is False),
        float(asked.kind in ("entity", "place") and bool(held.names - frozenset(asked.stems))),
        math.log(max(held.length, 1)) / 4,
        float(held.length < 6),
    ]


def coverage(wanted: Iterable[str], held: frozenset[str], weights: Mapping[str, float]) -> float:
    """The share of the wanted stems that are held, each counted by its weight; 1 where nothing is wanted."""
    wanted = tuple(wanted)
    total = sum(weights[stem] for stem in wanted)
    return sum(weights[stem] for stem in wanted if stem in held) / total if total > 0 else 1.0
