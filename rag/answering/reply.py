"""A question in, verified statements out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

from rag.answering import abstain, asked, evidence, followup
from rag.answering.found import Found
from rag.answering.statements import passage_of, statements
from rag.answering.weights import load
from rag.types import Answer, Statement, Turn

LONGEST = 4_000
NEAREST = 3


def respond(
    question: str, history: Sequence[Turn], retrieve: Callable[[str], Found]
) -> Generator[Statement, None, Answer]:
    """Yields each statement of the answer, returns the answer; no statement: the articles do not say.

    Raises `ValueError` for a question that is blank or longer than `LONGEST` characters."""
    if not question.strip():
        raise ValueError("the question is blank: ask something in words")
    if len(question) > LONGEST:
        raise ValueError(f"the question has {len(question):,} characters: ask in at most {LONGEST:,}")
    query = followup.fold(question, history)[:LONGEST]
    found = retrieve(query)
    weights = load()
    wanted = asked.read(found.query, found.idf)
    ranked = evidence.rank(wanted, found, weights)
    if abstain.confidence(wanted, found, ranked, weights) < weights.threshold:
        nearest = tuple(dict.fromkeys(passage_of(scored) for scored in ranked[:NEAREST]))
        return Answer(question, hits=found.hits, nearest=nearest, query=query)
    said = []
    for statement in statements(wanted, ranked):
        said.append(statement)
        yield statement
    return Answer(question, tuple(said), found.hits, query=query)
