"""A question in, verified statements out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

from rag.answering import abstain, asked, evidence, followup, reader
from rag.answering.found import Found
from rag.answering.reader import Read
from rag.answering.refusal import explain
from rag.answering.statements import passage_of, statements
from rag.answering.weights import load
from rag.types import Answer, Statement, Turn

LONGEST = 4_000
NEAREST = 3
DOUBT = "It is not certain that the articles answer this; these sentences come closest."


def respond(
    question: str,
    history: Sequence[Turn],
    retrieve: Callable[[str], Found],
    *,
    least: float | None = None,
    read: Read = reader.read,
) -> Generator[Statement, None, Answer]:
    """Yields each statement of the answer, returns the answer; no statement: the articles do not say.

    Answers of less confidence than `least` are not given; without it, than the threshold that was fitted. Raises
    `ValueError` for a question that is blank or longer than `LONGEST` characters."""
    if not question.strip():
        raise ValueError("the question is blank: ask something in words")
    if len(question) > LONGEST:
        raise ValueError(f"the question has {len(question):,} characters: ask in at most {LONGEST:,}")
    query = followup.fold(question, history)[:LONGEST]
    found = retrieve(query)
    weights = load()
    wanted = asked.read(found.query, found.idf)
    ranked = evidence.reread(wanted, evidence.rank(wanted, found, weights), read, weights)
    confidence = round(abstain.confidence(wanted, found, ranked, weights), 4)
    if confidence < (weights.threshold if least is None else least) or not ranked:
        nearest = tuple(dict.fromkeys(passage_of(scored) for scored in ranked[:NEAREST]))
        why = explain(question, found, ranked)
        return Answer(question, (), found.hits, nearest, query, confidence=confidence, explanation=why)
    said = []
    for statement in statements(wanted, ranked):
        said.append(statement)
        yield statement
    note = DOUBT if confidence < weights.doubt else ""
    return Answer(question, tuple(said), found.hits, query=query, confidence=confidence, note=note)
