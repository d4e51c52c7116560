"""Questions turned into feature rows: answerable ones, and four kinds that the articles do not answer."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.answering import asked as asking
from rag.answering import evidence
from rag.answering.asked import Asked
from rag.answering.found import Found
from rag.text import STOP_WORDS, words
from rag.types import Passage
from training.corpora import Corpus, Question
from training.index import SmallIndex

K = 20


@dataclass(frozen=True, slots=True)
class Example:
    """One question as asked of one corpus, and which candidates answer it (none where nothing does)."""

    corpus: str
    kind: str
    wanted: Asked
    found: Found
    gold: frozenset[tuple[str, int]]


def examples(
    corpus: Corpus, vectors, others: Sequence[Question], sizes: Mapping[str, int], seed: int
) -> Iterator[Example]:
    """The examples of one corpus, `sizes` of each kind at most; `others` are questions about other subjects."""
    chance = random.Random(f"{seed} {corpus.name}")
    index = SmallIndex(corpus.articles, vectors)
    answerable = [q for q in corpus.questions if q.gold]
    chosen = chance.sample(answerable, min(sizes["answerable"], len(answerable)))
    for question in chosen:
        text = _form(question.text, chance)
        yield _example(index, corpus, question.kind, text, vectors, question)
    for question in chosen[: sizes["removed"]]:
        gold = frozenset(corpus.articles[a][i] for a, i in question.gold)
        around = frozenset(s for chunk in index.chunks if gold & set(chunk.sentences) for s in chunk.sentences)
        yield _example(index, corpus, "removed sentence", question.text, vectors, without=gold)
        yield _example(index, corpus, "removed chunk", question.text, vectors, without=around)
    impossible = [q for q in corpus.questions if not q.gold]
    for question in chance.sample(impossible, min(sizes["unanswerable"], len(impossible))):
        yield _example(index, corpus, question.kind, question.text, vectors)
    for question in chance.sample(list(others), min(sizes["other"], len(others))):
        yield _example(index, corpus, "other subject", question.text, vectors)


def _form(text: str, chance: random.Random) -> str:
    """Most questions as they are, some in lower case, some as bare keywords: people type all three."""
    draw = chance.random()
    if draw < 0.1:
        return text.lower()
    if draw < 0.2:
        return " ".join(word for word in text.rstrip("?. ").split() if words(word) and words(word)[0] not in STOP_WORDS)
    return text


def _example(
    index: SmallIndex,
    corpus: Corpus,
    kind: str,
    text: str,
    vectors,
    question: Question | None = None,
    without: frozenset[Passage] = frozenset(),
) -> Example:
    found = index.retrieve(text, vectors([text])[0], K, without)
    gold = question.gold if question else frozenset()
    places = frozenset((corpus.articles[a][i].article.id, corpus.articles[a][i].start) for a, i in gold)
    return Example(corpus.name, kind, asking.read(text, found.idf), found, places)


def right(example: Example, ranked: Sequence[evidence.Scored]) -> np.ndarray:
    """For each candidate, whether it holds a sentence that answers."""
    return np.array(
        [
            any((s.article.id, s.start) in example.gold for s in c.unit.sentences[c.unit.first : c.unit.last + 1])
            for c in ranked
        ]
    )
