"""Deciding whether the articles say it: a second rule, over the question and the best evidence found for it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.answering.answer_words import lacks_sort
from rag.answering.candidates import Candidate
from rag.answering.features import Likeness, context_stems
from rag.answering.rerank import Scored, odds_alone
from rag.answering.weights import Weights, vector
from rag.english.sentence_features import sentence
from rag.english.tokens import terms
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
    "sort missing",
    "names elsewhere",
)
SIGNS = (1, 1, -1, -1, -1, 1, 1, 1, -1, -1)
"""What each may say: more of it speaks for an answer (1) or against one (-1)."""
SEVERAL = 3
"""What answers is mostly told more than once, or leads on to what bears on it; what only looks so stands by itself."""
BEFORE = 3
"""So many sentences before the evidence may name what it is about."""
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
    "300bn", "three"). Names that are elsewhere: what Portugal pays does not answer what Norway does."""
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
            float(lacks_sort(asked, ranked[0])),
            _elsewhere(asked, candidate),
        ],
        dtype=float,
    )


def _elsewhere(asked: QuestionAnalysis, candidate: Candidate) -> float:
    """The share of the names asked about that neither stand near a candidate nor are of whoever speaks or wrote it."""
    article = candidate.passage.article
    before = candidate.sentences[max(0, candidate.first - BEFORE) : candidate.first]
    people = [voice.speaker.name for voice in candidate.voices if voice.speaker]
    told_by = (*people, article.author or "", article.publisher or "")
    near = context_stems(candidate).union(*(sentence(s.text).stems for s in before), *map(terms, told_by))
    return len(asked.names - near) / len(asked.names) if asked.names else 0.0


def _years_of(articles: Iterable[Article]) -> frozenset[str]:
    """The years in which the articles were published, and those before: "in August" is of one of the two."""
    published = {int(year) for article in articles if (year := (article.published or "")[:4]).isdecimal()}
    return frozenset(str(year - ago) for year in published for ago in (0, 1))


def _figures(stems: Iterable[str]) -> frozenset[str]:
    """The figures of the stems that are numbers: 15 of "15th", 300 of "300bn"."""
    return frozenset(figure.group() for stem in stems if (figure := _FIGURE.match(stem)))
