"""The conversation of one browser as plain values: what the page keeps between questions and renders from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from rag.types import Answer, QuestionKind, Statement, Turn

State = Literal["waiting", "searching", "done", "stopped", "failed"]
ENDED: tuple[State, ...] = ("done", "stopped", "failed")
MAX_TURNS = 200
"""Older turns leave the page, so that a conversation left open for weeks does not grow for ever."""
HISTORY = 10
"""Turns a follow-up may refer to."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what came of it so far. `answer` is `Answer.to_dict()`: quotes, no whole articles."""

    number: int
    question: str
    kind: QuestionKind | None = None
    """As what kind of question the reader wants it answered; None: as what it is told to be."""
    generator: str | None = None
    """The language model that the reader wants it phrased by, by its name; empty: by none; None: by the usual one."""
    state: State = "searching"
    answer: dict[str, Any] | None = None
    reason: str = ""
    """Why there is no answer."""
    scope: str = ""
    """Which articles were asked, "3 of 41 articles"; empty: all of them."""
    article: str = ""
    """The id of the one article that is asked, whatever else is chosen; empty: what is chosen."""
    verdict: str = ""
    """What the reader thought of it: "helpful", "wrong source" or nothing."""
    dial: str = ""
    """How sure the answer had to be, where the reader said so."""
    remark: str = ""
    """Why the reader thought so, in the reader's words."""
    shared: str = ""
    """By which id its answer is shared; empty: it is not."""
    reads: int = 0
    """How many passages a language model reads for it, once that is known."""

    def streaming(self, statements: Sequence[Statement], own_words: Answer | None = None, reads: int = 0) -> Exchange:
        """With the statements that arrived so far, and beside them the answer in the articles' own words, of which a
        language model reads so many passages."""
        answer = Answer(self.question, tuple(statements), own_words=own_words)
        return replace(self, state="searching", answer=answer.to_dict(), reads=reads)

    def finished(self, answer: Answer) -> Exchange:
        """With its whole answer."""
        return replace(self, state="done", answer=answer.to_dict())

    def failed(self, reason: str) -> Exchange:
        """Without an answer, for this reason."""
        return replace(self, state="failed", reason=reason)

    def stopped(self) -> Exchange:
        """With what it has of an answer, because its reader wants no more."""
        return replace(self, state="stopped")

    def judged(self, verdict: str, remark: str = "") -> Exchange:
        """With what the reader thought of the answer, and why."""
        return replace(self, verdict=verdict, remark=remark)

    def shared_as(self, id: str) -> Exchange:
        """With the id that its answer is shared by, or none."""
        return replace(self, shared=id)


Conversation = tuple[Exchange, ...]


def add_question(
    turns: Conversation,
    question: str,
    again: int | None = None,
    kind: QuestionKind | None = None,
    generator: str | None = None,
    *,
    article: str = "",
) -> tuple[Conversation, Exchange]:
    """The conversation with a new question at its end, or with turn `again` asked once more in its old place: in other
    words where there are any, as a question of another `kind` or phrased by another `generator` where one is given. A
    new question is phrased by whom the last one was, and may be put to one `article` alone."""
    for position, turn in enumerate(turns):
        if turn.number == again:
            by = turn.generator if generator is None else generator
            kept = Exchange(turn.number, turn.question, kind or turn.kind, by, article=turn.article, shared=turn.shared)
            fresh = replace(kept, question=question, kind=kind) if question else kept
            return (*turns[:position], fresh, *turns[position + 1 :]), fresh
    last = turns[-1] if turns else Exchange(0, "")
    fresh = Exchange(last.number + 1, question, kind, last.generator, article=article)
    return (*turns[-(MAX_TURNS - 1) :], fresh), fresh


def replace_turn(turns: Conversation, turn: Exchange) -> Conversation:
    """The conversation with `turn` in the place of the one of the same number."""
    return tuple(turn if old.number == turn.number else old for old in turns)


def find(turns: Conversation, number: object) -> Exchange | None:
    """The turn of this number, or None."""
    return next((turn for turn in turns if turn.number == number), None)


def history(turns: Conversation, before: Exchange) -> list[Turn]:
    """The finished turns that came before one, as the library takes them."""
    earlier = [turn for turn in turns if turn.number < before.number and turn.state == "done"]
    return [Turn(turn.question, str((turn.answer or {}).get("text", ""))) for turn in earlier[-HISTORY:]]
