"""Deciding whether the articles say it: a second rule, over the question and the best evidence found for it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.answering.features import Likeness, context_stems
from rag.answering.rerank import Scored, odds_alone
from rag.answering.weights import Weights, vector
from rag.english.sentence_features import sentence
from rag.models.reader import Read
from rag.question.analysis import QuestionAnalysis
from rag.types import Article
from rag.types.retrieval import RetrievalResult

NAMES = (
    "best cosine",
    "context cosine",
    "names unknown",
    "years unknown",
    "numbers missing",
    "odds",
    "three best odds",
    "odds alone",
)
SIGNS = (1, 1, -1, -1, -1, 1, 1, 1)
"""What each may say: more of it speaks for an answer (1) or against one (-1)."""
SEVERAL = 3
"""What answers is mostly told more than once, or leads on to what bears on it; what only looks so stands by itself."""
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_FIGURE = re.compile(r"\d[\d.]*")


def confidence(
    asked: QuestionAnalysis, found: RetrievalResult, ranked: Sequence[Scored], read: Read, weights: Weights
) -> float:
    """How likely the best candidates answer the question, between 0 and 1."""
    if not ranked or not asked.stems:
        return 0.0
    value = float(describe(asked, found, ranked, read) @ vector(weights.confidence, NAMES)) + weights.bias
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, value))))


def describe(
    asked: QuestionAnalysis, found: RetrievalResult, ranked: Sequence[Scored], read: Read
) -> NDArray[np.float64]:
    """The numbers of `NAMES` for one question and its ranked evidence.

    The best sentence is read once more by itself: what answers only beside its neighbours is less sure. A name says
    little by being there, for who is spoken of is in many sentences; not being there, it says that nothing answers. So
    does a year, but for those that the articles need not name. Other numbers may be written in other ways ("15th",
    "300bn", "three")."""
    candidate = ranked[0].candidate
    near = sentence(candidate.text).stems | context_stems(candidate)
    hits = near.union(*(sentence(s.text).stems for hit in found.hits for s in hit.chunk.sentences))
    figures = _figures(asked.numbers) - _years_of(hit.chunk.article for hit in found.hits)
    alike = zip(asked.stems, Likeness(asked, hits).best(hits), strict=True)
    unheard = [1 - float(like) for stem, like in alike if stem in asked.names & found.unknown]
    best = ranked[:SEVERAL]
    return np.array(
        [
            max(float(scored.candidate.vector @ found.query_vector) for scored in ranked),
            float(candidate.context @ found.query_vector),
            sum(unheard),
            float(len([figure for figure in figures - _figures(hits) if _YEAR.fullmatch(figure)])),
            float(len(figures - _figures(near))),
            ranked[0].odds,
            sum(scored.odds for scored in best) / len(best),
            odds_alone(asked.text, candidate.text, read),
        ],
        dtype=float,
    )


def _years_of(articles: Iterable[Article]) -> frozenset[str]:
    """The years in which the articles were published, and those before: "in August" is of one of the two."""
    published = {int(year) for article in articles if (year := (article.published or "")[:4]).isdecimal()}
    return frozenset(str(year - ago) for year in published for ago in (0, 1))


def _figures(stems: Iterable[str]) -> frozenset[str]:
    """The figures of the stems that are numbers: 15 of "15th", 300 of "300bn"."""
    return frozenset(figure.group() for stem in stems if (figure := _FIGURE.match(stem)))
