"""What the index hands over for a query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from rag.types.articles import Hit, Passage
from rag.types.voices import Voice

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class RetrievalResult:
    """What was found for a query, and all that answering needs to weigh it, as of one moment of the index."""

    query: str
    """The query that was asked, misspelt words corrected."""
    corrections: Mapping[str, str]
    """Misspelt word, as typed, and the word of the articles it was taken for."""
    query_vector: Vectors
    hits: tuple[Hit, ...]
    """Best first; equally good ones by article id and place in it."""
    sentence_vectors: tuple[Vectors, ...]
    """For each hit the vectors of its chunk's sentences, one row each."""
    idf: Mapping[str, float]
    """How much each stem of the query tells, over all chunks."""
    sentences: Mapping[str, tuple[Passage, ...]]
    """All sentences, in order, of every article that is hit, by its id."""
    unknown: frozenset[str]
    """Stems of the query that no chunk holds."""
    voices: Mapping[str, tuple[tuple[Voice, ...], ...]] = field(default_factory=dict)
    """For the same articles, the voices of each of their sentences."""

    def first(self, k: int) -> RetrievalResult:
        """The same with the best k hits only."""
        return self.only(range(min(k, len(self.hits))))

    def only(self, numbers: Iterable[int]) -> RetrievalResult:
        """The same with the hits of these numbers only, in this order."""
        kept = [(self.hits[i], self.sentence_vectors[i]) for i in numbers]
        return replace(self, hits=tuple(hit for hit, _ in kept), sentence_vectors=tuple(rows for _, rows in kept))
