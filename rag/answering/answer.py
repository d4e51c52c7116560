"""A question in, verified statements out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from itertools import islice

import rag.answering.abstention as abstention
import rag.answering.rerank as rerank
import rag.question.analysis as analysis
import rag.question.conversation as conversation
import rag.question.decompose as decompose
from rag.answering.explain import explain
from rag.answering.rerank import Scored
from rag.answering.select import passage_of, statements, unseen
from rag.answering.weights import load
from rag.models.reader import read
from rag.question.outlets import stems
from rag.types import Answer, Statement, Turn
from rag.types.retrieval import RetrievalResult

LONGEST = 4_000
NEAREST = 3
MOST_EACH = 3
"""Statements for each of several parts."""
DOUBT = "It is not certain that the articles answer this; these sentences come closest."
DOUBT_PART = "It is not certain that the articles answer “{}”."
NOT_SAID = "Not in these articles: “{}”."
NOT_LOOKED_FOR = "Only the first {} of {} questions were looked for; ask the others by themselves."


def respond(
    question: str,
    history: Sequence[Turn],
    retrieve: Callable[[str], RetrievalResult],
    *,
    least: float | None = None,
) -> Generator[Statement, None, Answer]:
    """Yields each statement of the answer, returns the answer; no statement: the articles do not say.

    A question of several is answered part by part, and `Answer.note` says which part the articles do not say. Answers
    of less confidence than `least` are not given; without it, than the threshold that was fitted. Raises `ValueError`
    for a question that is blank or longer than `LONGEST` characters."""
    if not question.strip():
        raise ValueError("the question is blank: ask something in words")
    if len(question) > LONGEST:
        raise ValueError(f"the question has {len(question):,} characters: ask in at most {LONGEST:,}")
    query = conversation.fold(question, history)[:LONGEST]
    weigh = _Weigh(retrieve, load().threshold if least is None else least)
    parts = decompose.clauses(query)
    if len(parts) > 1:
        answer = yield from _several(question, query, parts, weigh)
        if answer.answered:
            return answer
    part = weigh(query)
    if not part.answered:
        nearest = tuple(dict.fromkeys(passage_of(scored) for scored in part.ranked[:NEAREST]))
        why = explain(question, part.found, part.ranked, part.sources)
        return Answer(question, (), part.found.hits, nearest, query, confidence=part.confidence, explanation=why)
    said = []
    for statement in statements(part.wanted, part.ranked):
        said.append(statement)
        yield statement
    note, sure = (DOUBT if part.doubtful else ""), part.confidence
    hits = part.found.hits
    return Answer(question, tuple(said), hits, query=query, note=note, confidence=sure, doubtful=part.doubtful)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """One question with its evidence, best first, and how likely that answers it."""

    wanted: analysis.QuestionAnalysis
    found: RetrievalResult
    sources: frozenset[str]
    """Stems by which it names the outlet it wants to hear, where no text holds them."""
    ranked: Sequence[Scored]
    confidence: float
    answered: bool

    @property
    def doubtful(self) -> bool:
        return self.confidence < load().doubt


@dataclass(frozen=True, slots=True)
class _Weigh:
    """Looks for one question."""

    retrieve: Callable[[str], RetrievalResult]
    least: float

    def __call__(self, query: str) -> _Weighed:
        found, weights = self.retrieve(query), load()
        # Reuters need not say "Reuters" to be what "What does Reuters say?" asks for.
        sources = found.unknown & stems(found.query, (hit.chunk.article for hit in found.hits))
        wanted = analysis.without(analysis.read(found.query, found.idf), sources)
        ranked = rerank.reread(wanted, rerank.rank(wanted, found, weights), read, weights)
        confidence = round(abstention.confidence(wanted, found, ranked, weights), 4)
        return _Weighed(wanted, found, sources, ranked, confidence, bool(ranked) and confidence >= self.least)


def _several(
    question: str, query: str, parts: Sequence[decompose.Clause], weigh: _Weigh
) -> Generator[Statement, None, Answer]:
    """Each part answered as a question of its own; what one part has shown is not shown again for another."""
    said: list[Statement] = []
    weighed, notes = [], []
    for clause in parts[: decompose.MOST]:
        part = weigh(clause.query)
        weighed.append(part)
        if not part.answered:
            notes.append(
                f"{NOT_SAID.format(clause.text)} {explain(clause.query, part.found, part.ranked, part.sources)}".strip()
            )
            continue
        if part.doubtful:
            notes.append(DOUBT_PART.format(clause.text))
        shown = [passage for statement in said for passage in statement.citations]
        for statement in islice(statements(part.wanted, part.ranked), MOST_EACH):
            if new := unseen(statement, shown):
                said.append(new)
                yield new
    if len(parts) > decompose.MOST:
        notes.append(NOT_LOOKED_FOR.format(decompose.MOST, len(parts)))
    confidence = max(part.confidence for part in weighed)
    hits = decompose.merged(part.found.hits for part in weighed)
    doubtful = all(part.doubtful for part in weighed if part.answered)
    note = " ".join(notes)
    return Answer(question, tuple(said), hits, query=query, note=note, confidence=confidence, doubtful=doubtful)
