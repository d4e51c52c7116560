"""Questions that articles do not answer, by how near they come, each kind beside answerable ones of its set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import data, shelf
from benchmarks.answers import cites, holds
from benchmarks.data import Question, Shelf
from rag.english.tokens import terms
from rag.search import Index, RetrievalResult
from rag.types import Article, Chunk, Passage

DEEP = 200
"""Chunks to look through where many of them are taken away."""


@dataclass(frozen=True, slots=True)
class Case:
    """How sure an answer was; whether its first citation is right, where there is anything right to cite."""

    question: Question
    sure: float
    right: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of unanswerable question, and the answerable ones it is told from."""

    name: str
    answerable: Sequence[Case]
    unanswerable: Sequence[Case]


def cases(questions: Sequence[Question], made: Index, share: float = 1.0) -> list[Case]:
    """How sure the product is of each question over this index."""
    return [judged(question, lambda query: made.retrieve(query, shelf.K), share) for question in questions]


def judged(question: Question, retrieve: shelf.Retrieve, share: float = 1.0) -> Case:
    """The case of one question; right is a first citation that holds this share of a gold place."""
    sure, statements = shelf.weighed(question.text, question.history, retrieve)
    return Case(question, sure, bool(cites(question, statements, share=share)))


def squad(folder: Path, count: int, encoder: shelf.Remembering) -> Iterator[Kind]:
    """Same paragraph, removed evidence and other subject, over the articles never read in training."""
    held = data.squad(folder, "unread")
    asked = data.sampled(data.reported(held.answerable), count)
    near = data.sampled(data.reported(held.unanswerable), count)
    far = data.asked_elsewhere(data.sampled(data.reported(data.clapnq(folder).answerable), count))
    with shelf.index(held.articles, encoder, shelf.packed(encoder)) as made:
        answerable = cases(asked, made)
        yield Kind("same paragraph (SQuAD 2.0)", answerable, cases(near, made))
        yield Kind("removed evidence (SQuAD)", answerable, removed(held, asked, made, encoder))
        yield Kind("other subject (CLAPnq asked of SQuAD)", answerable, cases(far, made))


def removed(held: Shelf, questions: Sequence[Question], made: Index, encoder: shelf.Remembering) -> list[Case]:
    """Each question once more, over the same articles without the sentences that answer it."""
    cut = shelf.packed(encoder)
    whole = {article.id: (article, list(cut(article))) for article in held.articles}
    found = []
    for question in questions:
        article, chunks = whole[question.gold[0][0]]
        _replace(made, article, without(question, chunks))
        found += cases([replace(question, gold=())], made)
        _replace(made, article, chunks)
    return found


def without(question: Question, chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks less the sentences that hold the answer where it was marked, or say it again in half of the question's
    words."""
    wanted = set(terms(question.text))

    def answers(sentence: Passage) -> bool:
        if any(holds(sentence, (id, start, start + 1), 1.0) for id, start, _ in question.gold):
            return True
        repeated = any(answer.casefold() in sentence.text.casefold() for answer in question.answers)
        return repeated and 2 * len(wanted & set(terms(sentence.text))) >= len(wanted)

    left = [Chunk(tuple(s for s in chunk.sentences if not answers(s))) for chunk in chunks if chunk.sentences]
    return [chunk for chunk in left if chunk.sentences]


def _replace(made: Index, article: Article, chunks: Sequence[Chunk]) -> None:
    with made.writer() as writer:
        writer.put(article, chunks, source_digest="")


def clapnq(folder: Path, count: int, encoder: shelf.Remembering) -> Iterator[Kind]:
    """Same subject: the passages are about it and do not say."""
    held = data.clapnq(folder)
    asked, others = (data.sampled(data.reported(some), count) for some in (held.answerable, held.unanswerable))
    with shelf.index(held.articles, encoder, shelf.packed(encoder)) as made:
        yield Kind("same subject (CLAPnq)", cases(asked, made, 0.5), cases(others, made))


def mtrag(folder: Path, count: int, encoder: shelf.Remembering) -> Iterator[Kind]:
    """Same field, after a conversation. All of it: nothing was fitted on MTRAG. Right is any place of the document."""
    held = data.mtrag(folder)
    asked, others = (data.sampled(some, count) for some in (held.answerable, held.unanswerable))
    with shelf.index(held.articles, encoder, shelf.packed(encoder)) as made:
        yield Kind("same field (MTRAG)", cases(asked, made, 0.0), cases(others, made))


def summhay(folder: Path, count: int, encoder: shelf.Remembering) -> Iterator[Kind]:
    """News on one affair, with and without the articles that hold what is asked for."""
    topics = list(data.summhay(folder))
    chosen = {question.id for question in data.sampled([q for t in topics for q in t.shelf.questions], count)}
    answerable: list[Case] = []
    unanswerable: list[Case] = []
    for topic in topics:
        asked = [question for question in topic.shelf.questions if question.id in chosen]
        with shelf.index(topic.shelf.articles, encoder, shelf.packed(encoder)) as made:
            answerable += cases(asked, made, 0.0)
            for question in asked:
                holders = topic.holders[question.id]
                blank = replace(question, gold=())
                unanswerable.append(judged(blank, lambda q, h=holders, made=made: apart(made.retrieve(q, DEEP), h)))
    yield Kind("removed articles (SummHay news)", answerable, unanswerable)


def apart(found: RetrievalResult, articles: frozenset[str]) -> RetrievalResult:
    """What was found, less what is in these articles."""
    kept = [i for i, hit in enumerate(found.hits) if hit.chunk.article.id not in articles][: shelf.K]
    hits, rows = tuple(found.hits[i] for i in kept), tuple(found.sentence_vectors[i] for i in kept)
    return replace(found, hits=hits, sentence_vectors=rows)


def rgb(folder: Path, count: int, encoder: shelf.Remembering) -> Iterator[Kind]:
    """A library of snippets for each question: with those that answer, and with the irrelevant ones alone."""
    answerable: list[Case] = []
    unanswerable: list[Case] = []
    for row in list(data.rgb(folder))[:count]:
        if row.right and row.irrelevant:
            with shelf.index([*row.right, *row.irrelevant], encoder, shelf.packed(encoder)) as made:
                spans = tuple((article.id, 0, len(article.text)) for article in row.right)
                answerable += cases([replace(row.question, gold=spans)], made, 0.0)
            with shelf.index(row.irrelevant, encoder, shelf.packed(encoder)) as made:
                unanswerable += cases([row.question], made)
    yield Kind("irrelevant snippets (RGB)", answerable, unanswerable)


KINDS = (squad, clapnq, mtrag, summhay, rgb)
