"""One question looked up: its evidence, best first, and how likely that answers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import rag.answering.abstention as abstention
import rag.answering.rerank as rerank
import rag.question.analysis as analysis
from rag.answering.rerank import Scored
from rag.answering.weights import load
from rag.models.reader import read
from rag.question.outlets import stems
from rag.types.retrieval import RetrievalResult

Retrieve = Callable[[str], RetrievalResult]


@dataclass(frozen=True, slots=True)
class RankedEvidence:
    """A question, what was found for it, and the candidates ranked."""

    question: analysis.QuestionAnalysis
    found: RetrievalResult
    sources: frozenset[str]
    """Stems by which it names the outlet it wants to hear, where no text holds them."""
    ranked: Sequence[Scored]
    """Best first."""
    confidence: float
    """How likely the best candidates answer the question, between 0 and 1, to four digits."""

    @property
    def doubtful(self) -> bool:
        """Whether an answer from it comes with a warning."""
        return self.confidence < load().doubt

    def answers(self, least: float) -> bool:
        """Whether there is anything to say, and at least so much confidence in it."""
        return bool(self.ranked) and self.confidence >= least


def gather(query: str, retrieve: Retrieve) -> RankedEvidence:
    """The evidence for a query that stands by itself, of one question."""
    found, weights = retrieve(query), load()
    # Reuters need not say "Reuters" to be what "What does Reuters say?" asks for.
    sources = found.unknown & stems(found.query, (hit.chunk.article for hit in found.hits))
    asked = analysis.without(analysis.read(found.query, found.idf), sources)
    ranked = rerank.rerank(asked, rerank.rank(asked, found, weights), read, weights)
    confidence = round(abstention.confidence(asked, found, ranked, weights), 4)
    return RankedEvidence(asked, found, sources, ranked, confidence)
