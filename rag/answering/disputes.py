"""What articles dispute, whatever it is about: sentences of two of them that speak of one matter and say otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from rag.answering.agreement import Relation, Verify, compare
from rag.english.quotes import core
from rag.english.sentence_features import sentence
from rag.english.tokens import terms
from rag.types import Difference, Passage, Statement
from rag.types.retrieval import RetrievalResult

ALIKE = 0.72
"""Sentences with a cosine above this are held against each other. Of the 32 disputes then shown of the 48 affairs of
train and the samples 23 truly are, and of the 13 of dev 6: most of the others tell of two times, as of two quarters."""
COMPARED, MOST = 24, 5
"""So many pairs are held against each other, the most alike first, and so many at most are shown: it takes time."""
NONE = (
    "Where these articles tell of the same, no sentence of one was found that says otherwise than another's. Ask about "
    "one matter to see what each says of it."
)
CAUTION = "Some of these may tell of different times."
# Not the words that the kinds are told by: they hold "contract", and "conflict" is none of them.
_WORDS = frozenset(
    terms(
        "articles sources reports newspapers papers outlets media press stories accounts versions texts authors things"
        " differ difference disagree disagreement contradict contradiction conflict dispute compare comparison agree"
        " discrepancy inconsistency diverge say tell report anything points"
    )
)


def asks_for_any(question: str) -> bool:
    """Whether a question for a comparison names nothing to compare: "What do the articles disagree about?"."""
    return _WORDS.issuperset(terms(question))


def disputes(found: RetrievalResult, verify: Verify) -> Iterator[Statement]:
    """Both sides of each dispute in what was found, the older one first and one without a date last; the most alike
    sentences first."""
    shown: list[Passage] = []
    for one, other in _alike(found):
        if len(shown) == 2 * MOST:
            return
        if one in shown or other in shown:
            continue
        told = compare(one, other, verify)
        if told.relation is Relation.DIFFERS:
            older, newer = sorted((one, other), key=lambda side: side.article.published or "9999")
            shown += [older, newer]
            yield Statement(older.text, (older,))
            yield Statement(newer.text, (newer,), differs=(Difference(older, told.differs),))


def _alike(found: RetrievalResult) -> Sequence[tuple[Passage, Passage]]:
    """The pairs of sentences of two articles that are most alike and not the same; a question disputes nothing."""
    told = {
        passage: vector
        for hit, rows in zip(found.hits, found.sentence_vectors, strict=True)
        for passage, vector in zip(hit.chunk.sentences, rows, strict=True)
        if not sentence(passage.text).asks
    }
    passages = list(told)
    vectors = np.stack(list(told.values())) if told else np.zeros((0, 1), np.float32)
    owners = np.unique([passage.article.digest for passage in passages], return_inverse=True)[1]
    near = np.where(owners[:, None] != owners, vectors @ vectors.T, 0.0)
    first, second = np.nonzero(np.triu(near) >= ALIKE)
    order = np.argsort(-near[first, second], kind="stable")
    pairs = ((passages[first[i]], passages[second[i]]) for i in order)
    return [(one, other) for one, other in pairs if core(one.text) != core(other.text)][:COMPARED]
