"""How much a sentence belongs to a summary or a timeline: a linear rule over what is seen of it among all sentences.

Fitted by `python -m training.fit_salience` on affairs whose overviews and timelines people made. That a sentence is
close to sentences of other articles, or stands early, is what extractive summaries have gone by since LexRank (Erkan
and Radev 2004); here labelled summaries say how much each counts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from rag.english.dates import moments
from rag.english.function_words import points_back
from rag.english.sentence_features import sentence
from rag.types import Passage, QuestionKind
from rag.types.retrieval import RetrievalResult, Vectors

FILE = "salience.json"
FEATURES = (
    "query cosine",
    "closest elsewhere",
    "five closest elsewhere",
    "centroid cosine",
    "place in article",
    "first sentence",
    "log words",
    "date",
    "figure",
    "points back",
    "asks",
    "quotation",
    "first person",
)
NEIGHBOURS = 5
_FIRST_PERSON = frozenset("i we my our me us".split())


def salience(found: RetrievalResult, kind: QuestionKind) -> tuple[list[Passage], Vectors, NDArray[np.float64]]:
    """The sentences of all hits, their unit vectors (float32 [n, d]) and how salient each is (float64 [n]).

    `kind` is an overview or a timeline: what belongs to the one need not belong to the other."""
    passages = [passage for hit in found.hits for passage in hit.chunk.sentences]
    if not passages:
        return [], np.zeros((0, len(found.query_vector)), np.float32), np.zeros(0)
    vectors = np.concatenate(found.sentence_vectors)
    weights = shipped()[kind]
    scores = describe(passages, vectors, found) @ np.array([weights[name] for name in FEATURES])
    return passages, vectors, scores


def describe(passages: Sequence[Passage], vectors: Vectors, found: RetrievalResult) -> NDArray[np.float64]:
    """float64 [n, features]: the numbers of `FEATURES` for each sentence."""
    articles = np.array([passage.article.id for passage in passages])
    alike = np.where(articles[:, None] == articles[None, :], 0.0, vectors @ vectors.T)
    nearest = -np.sort(-alike, axis=1)[:, :NEIGHBOURS]
    centroid = vectors.mean(axis=0)
    seen = np.array([_words(passage, found) for passage in passages], dtype=float)
    closeness = vectors @ found.query_vector, nearest[:, 0], nearest.mean(axis=1), vectors @ centroid
    return np.column_stack([*closeness, seen])


def _words(passage: Passage, found: RetrievalResult) -> tuple[float, ...]:
    """What is seen of one sentence by itself."""
    everything = found.sentences[passage.article.id]
    read = sentence(passage.text)
    place = (passage.start - everything[0].start) / max(1, everything[-1].start - everything[0].start)
    own = {word.strip(".,;:!?\"“”'’").casefold() for word in passage.text.split()}
    return (
        place,
        float(passage == everything[0]),
        float(np.log(max(1, read.length))),
        float(bool(moments(passage.text))),
        float(any(letter.isdigit() for letter in passage.text)),
        float(points_back(passage.text)),
        float(read.asks),
        float('"' in passage.text or "“" in passage.text),
        float(bool(own & _FIRST_PERSON)),
    )


@cache
def shipped() -> Mapping[str, Mapping[str, float]]:
    """The weights that come with the package, by kind and feature."""
    text = resources.files("rag.answering").joinpath(FILE).read_text(encoding="utf-8")
    held: dict[str, dict[str, float]] = json.loads(text)["weights"]
    return held
