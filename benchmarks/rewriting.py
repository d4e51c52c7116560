"""A follow-up rewritten by a language model so that it stands by itself: what it is asked, and what is taken of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event

from benchmarks.models import Recorded
from rag.errors import GeneratorError
from rag.generation import Message
from rag.generation.prompt import neutral
from rag.types import Turn

Rewrite = Callable[[str, Sequence[Turn]], str]
TURNS = 2
"""Questions before the last one that the model reads."""
LONGEST_ANSWER = 300
LONGEST = 300
"""Characters of what it writes: a question, not an answer."""
PATIENCE_S = 3_600.0
"""A busy machine is slow, and what is measured is what a model writes."""
# The examples are about none of the affairs.
RULES = """You rewrite the last question of a conversation so that it can be understood without the conversation.
Put names and things in the place of words like "he", "it", "them" and "there", and add what the question leaves out.
Change nothing else. Do not answer it. Write only the question.

Question: Who opened the bakery in Norwick?
Answer: Clara Bell opened the bakery in May.
Last question: And when did she close it?
Rewritten: When did Clara Bell close the bakery in Norwick?

Question: How many loaves does the bakery sell on a Monday?
Answer: It sells 400 loaves.
Last question: And on Sundays?
Rewritten: How many loaves does the bakery sell on Sundays?

Question: Did the baker pay the fine?
Answer: The baker, Tom Hale, has not paid it.
Last question: Why not?
Rewritten: Why did the baker Tom Hale not pay the fine?"""


def messages(question: str, history: Sequence[Turn]) -> tuple[Message, ...]:
    """What a model is asked of a follow-up; the same for the same conversation."""
    before = "".join(
        f"Question: {neutral(turn.question)}\nAnswer: {neutral(turn.answer)[:LONGEST_ANSWER]}\n"
        for turn in history[-TURNS:]
    )
    return Message("system", RULES), Message("user", f"{before}Last question: {neutral(question)}\nRewritten:")


def taken(reply: str) -> str:
    """The question in a model's reply; empty where it wrote something else."""
    lines = [line.strip() for line in reply.splitlines() if line.strip()]
    first = lines[0].removeprefix("Rewritten:").strip(" \"'“”") if lines else ""
    return first if first.endswith("?") and len(first) <= LONGEST else ""


def by(generator: Recorded) -> Rewrite:
    """A model as a rewriter, the question itself where it writes none."""

    def rewrite(question: str, history: Sequence[Turn]) -> str:
        try:
            reply = "".join(generator.stream(messages(question, history), seconds=PATIENCE_S, stop=Event()))
        except GeneratorError:
            return question
        generator.keep()
        return taken(reply) or question

    return rewrite
