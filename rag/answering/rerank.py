"""Choosing evidence: every quotable run among the hits is weighed by its features, then the best chunks are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

import rag.answering.features as features
import rag.answering.hearing as hearing
import rag.answering.introducing as introducing
from rag.answering.candidates import Candidate, find_candidates
from rag.answering.weights import Weights, vector
from rag.english.shingles import COPIED, share, shingles
from rag.models.reader import Read, Window
from rag.question.analysis import QuestionAnalysis
from rag.types import Chunk
from rag.types.retrieval import RetrievalResult

READING = ("value", "odds")
SIGNS = (1, 1)
READ, READ_FOR_MANY = 6, 40
"""So many chunks are read, and so many where all there is of something is wanted: reading one takes longer than
weighing the features of all."""
NAMED_SOURCE = 2.0
"""By how much a sentence of the article that the question names comes before others."""
TOLD, NEXT, FOLLOWING = 2.0, 1.0, 3
"""For a question that leans on the one before it, by how much a sentence of an article that the answer before cites
comes before others, and by how much more one of the `FOLLOWING` sentences after it (chosen on the training affairs)."""
_SURE = 8.0
"""Beyond some point the reader is only louder, not surer."""
_UNREAD = -_SURE


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate, its features and its value: the difference of two values is the log of how much likelier one is."""

    candidate: Candidate
    row: NDArray[np.float64]
    value: float
    odds: float = _UNREAD
    """The reader's log-odds that it answers against that nothing in its chunk does, between -8 and 8."""
    span_odds: float = _UNREAD
    """The same of the exact words that would be the answer."""
    span: tuple[int, int] | None = None
    """Characters of the article that are the answer, where the reader finds one."""
    words: tuple[int, int] | None = None
    """Those that are likeliest to be it, wherever the answer is."""
    state: NDArray[np.float32] | None = None
    """float32 [384]: the reader's state of it, where it was read."""
    source_bonus: float = 0.0
    """What speaks for showing it first, though not for the articles saying it."""

    @property
    def total(self) -> float:
        """By how much it comes before others."""
        return self.value + self.source_bonus


def rank(asked: QuestionAnalysis, found: RetrievalResult, weights: Weights) -> list[Scored]:
    """The candidates by their features, best first; equal ones by article and place."""
    candidates = list(find_candidates(found))
    rows = features.matrix(asked, found.query_vector, candidates)
    values = rows @ vector(weights.evidence, features.NAMES)
    bonuses = [
        NAMED_SOURCE * (candidate.passage.article.id in asked.outlets)
        + _goes_on(asked, candidate)
        + hearing.bonus(asked, candidate)
        + introducing.bonus(asked, candidate)
        for candidate in candidates
    ]
    scored = [
        Scored(candidate, row, float(value), source_bonus=source_bonus)
        for candidate, row, value, source_bonus in zip(candidates, rows, values, bonuses, strict=True)
    ]
    return sorted(scored, key=order)


def _goes_on(asked: QuestionAnalysis, candidate: Candidate) -> float:
    """What speaks for a candidate in the light of the answer before it, where the question leans on that."""
    run = candidate.sentences
    before = run[max(0, candidate.first - FOLLOWING) : candidate.first]
    follows = run[candidate.first] not in asked.told and not asked.told.isdisjoint(before)
    return TOLD * any(told.article.id == candidate.passage.article.id for told in asked.told) + NEXT * follows


def score(asked: QuestionAnalysis, ranked: Sequence[Scored], read: Read) -> list[Scored]:
    """The candidates with what the reader makes of them; what was read in one article counts for its copies."""
    chunks = _to_read(ranked, READ_FOR_MANY if asked.wants_many else READ)
    readings = read(asked.text, [_window(chunk) for chunk in chunks])
    places: dict[tuple[str, int] | str, tuple[int, int]] = {}
    for number, chunk in enumerate(chunks):
        for i, sentence in enumerate(chunk.sentences):
            places[sentence.article.id, sentence.start] = number, i
            places.setdefault(sentence.text, (number, i))
    found = []
    for scored in ranked:
        at = [
            (sentence.start, readings[place[0]], place[1])
            for sentence in scored.candidate.run
            if (place := places.get((sentence.article.id, sentence.start)) or places.get(sentence.text))
        ]
        if at:
            start, reading, i = max(at, key=lambda one: float(one[1].odds[one[2]]))
            first, last = reading.spans[i]
            odds, exact = (_bounded(values[i]) for values in (reading.odds, reading.span_odds))
            words = (start + first, start + last) if last > first else None
            if told := introducing.words_for(asked, scored.candidate):
                exact, words = _SURE, told
            span, state = words if exact > 0 else None, reading.states[i]
            found.append(replace(scored, odds=odds, span_odds=exact, span=span, words=words, state=state))
        else:
            found.append(scored)
    return found


def unread(scored: Scored) -> Scored:
    """The candidate as if the reader had found nothing in it."""
    return replace(scored, odds=_UNREAD, span_odds=_UNREAD, span=None, words=None, state=None)


def odds_alone(question: str, sentence: str, read: Read) -> float:
    """The reader's log-odds, between -8 and 8, that a sentence answers where it is all there is."""
    return _bounded(float(read(question, [Window("", (sentence,))])[0].odds[0]))


def _to_read(ranked: Sequence[Scored], most: int) -> list[Chunk]:
    """So many chunks of the best candidates, but none for a sentence that stands word for word in one of them already:
    however many articles print an agency's text, another's is read too. What each of them changed a little in it may be
    what they differ on: it takes half of the places at most, unless nothing else wants them."""
    chunks: dict[Chunk, None] = {}
    texts: set[str] = set()
    seen: frozenset[int] = frozenset()
    copies, waiting = 0, []
    for scored in ranked:
        chunk = scored.candidate.hit.chunk
        if len(chunks) == most or chunk in chunks or scored.candidate.text in texts:
            continue
        if share(scored.candidate.text, seen) >= COPIED:
            copies += 1
            if copies > most // 2:
                waiting.append(chunk)
                continue
        chunks[chunk] = None
        texts.update(sentence.text for sentence in chunk.sentences)
        seen |= shingles(chunk.text)
    return [*chunks, *[chunk for chunk in dict.fromkeys(waiting) if chunk not in chunks][: most - len(chunks)]]


def sort(marks: Sequence[Scored], weights: Weights) -> list[Scored]:
    """The marked candidates by what their features and the reader say together."""
    first, second = vector(weights.reading, READING)
    return sorted((replace(one, value=float(first * one.value + second * one.odds)) for one in marks), key=order)


def _bounded(odds: float) -> float:
    return float(np.clip(odds, -_SURE, _SURE))


def _window(chunk: Chunk) -> Window:
    return Window(chunk.article.title, tuple(sentence.text for sentence in chunk.sentences))


def order(scored: Scored) -> tuple[float, str, int]:
    return -scored.total, scored.candidate.passage.article.id, scored.candidate.passage.start
