"""An extractive answer, phrased by a language model where every sentence of it holds."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from threading import Event

import rag.generation.prompt as prompt
from rag.english.tokens import terms
from rag.errors import GeneratorError
from rag.generation.grounding import Before, Checker, Verify
from rag.generation.protocol import Generator as TextGenerator
from rag.generation.run import run_with_deadline
from rag.generation.stream import CitedSentence, Cutter
from rag.streams import result
from rag.types import Answer, LeftOut, QuestionKind, Statement, Support

SECONDS = 60.0
"""An answer is there after so many seconds, whatever the model does."""
MOST_PASSAGES = 12
"""The model is given the first so many."""
MOST_STATEMENTS = 10
MOST_SENTENCES = 40
"""Sentences that are read of it, shown or not."""
MOST_REPEATED = 2
"""A sentence that it writes again and again ends the answer."""
LONGEST_SENTENCE = 4_000
"""Characters that may come without the end of a sentence."""
_STOPPED = "The model was stopped before it was done."
_OWN_WORDS = "the articles’ own words are shown instead"


def compose(
    base: Generator[Statement, None, Answer],
    generator: TextGenerator,
    verify: Verify,
    *,
    seconds: float | None = None,
    stop: Event | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Generator[Statement, None, Answer]:
    """Yields each statement of the phrased answer once it is verified, returns the answer.

    `base` is the extractive answer: the model phrases the passages it cites. Where it abstains, or lists articles, the
    model is not asked;
    where the model fails or nothing it writes holds, its statements are the answer, and `Answer.note` says so. Setting
    `stop` ends the model: what it has said in whole sentences is the answer then."""
    extractive = result(base)
    if not extractive.answered or extractive.kind is QuestionKind.COLLECTION:
        yield from extractive.statements
        return extractive
    writing = _Writing(extractive, Checker(extractive.citations[:MOST_PASSAGES], verify), clock)
    trouble = ""
    try:
        yield from writing.phrase(generator, SECONDS if seconds is None else seconds, stop)
    except GeneratorError as error:
        trouble = str(error)
    said, stopped = tuple(writing.said), stop is not None and stop.is_set()
    if stopped and not said:
        trouble = "it was stopped"
    if not said or trouble:
        own = tuple(writing.unsaid())
        yield from own
        claimed = any(sentence.verdict.kind is not Support.UNVERIFIABLE for sentence in writing.left_out)
        note = " ".join(filter(None, (extractive.note, _note(trouble, len(said), len(own), claimed))))
        name = generator.name if said else ""
        return replace(extractive, statements=said + own, generator=name, left_out=tuple(writing.left_out), note=note)
    note = " ".join(filter(None, (extractive.note, _STOPPED if stopped else "")))
    return replace(extractive, statements=said, generator=generator.name, left_out=tuple(writing.left_out), note=note)


def _note(trouble: str, said: int, own: int, claimed: bool) -> str:
    if said:
        rest = f": the last {own} sentences are the articles’ own words" if own > 1 else ""
        rest = ": the last sentence is in the articles’ own words" if own == 1 else rest
        return f"The model did not finish ({trouble}){rest}."
    if trouble:
        return f"The model did not answer ({trouble}): {_OWN_WORDS}."
    if claimed:
        return f"Nothing the model wrote is supported by the articles: {_OWN_WORDS}."
    return f"The model gave no answer: {_OWN_WORDS}."


@dataclass
class _Writing:
    """What the model has said so far, and what of it was left out."""

    extractive: Answer
    checker: Checker
    clock: Callable[[], float]
    said: list[Statement] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def phrase(self, generator: TextGenerator, seconds: float, stop: Event | None) -> Iterator[Statement]:
        """The model's sentences that hold, as they come. Raises `GeneratorError`."""
        deadline = self.clock() + seconds
        messages = prompt.messages(self.extractive.query or self.extractive.question, self.checker.evidence)
        before = Before()
        seen: set[tuple[str, ...]] = set()
        repeated = 0
        written = run_with_deadline(generator, messages, seconds, stop, clock=self.clock)
        with closing(_told(written)) as sentences:
            for number, told in enumerate(sentences, 1):
                if stop and stop.is_set():
                    return  # this may be half a sentence
                key = tuple(terms(told.text)) or (told.text,)
                repeated += key in seen
                if repeated > MOST_REPEATED or number > MOST_SENTENCES:
                    return  # it goes round in circles
                if key in seen:
                    continue
                seen.add(key)
                found = self.checker.check(told, before)
                before = before.then(found)
                if isinstance(found, Statement):
                    self.said.append(found)
                    yield found
                elif found.verdict.kind is not Support.UNVERIFIABLE or found.verdict.reasons:
                    self.left_out.append(found)  # the rest ("Sure!") says nothing that anybody could miss
                if len(self.said) >= MOST_STATEMENTS:
                    return
                if self.clock() > deadline:
                    raise GeneratorError(f"not done after {seconds:.0f} seconds", retryable=True)

    def unsaid(self) -> Iterator[Statement]:
        """The extractive statements that rest on something not cited yet."""
        cited = {passage for statement in self.said for passage in statement.citations}
        return (s for s in self.extractive.statements if not cited.issuperset(s.citations))


def _told(stream: Generator[str]) -> Generator[CitedSentence]:
    """The sentences of the model's stream. Raises `GeneratorError`; what was begun is then dropped."""
    cutter = Cutter()
    with closing(stream) as pieces:
        for piece in pieces:
            yield from cutter.feed(piece)
            if cutter.held > LONGEST_SENTENCE:
                raise GeneratorError("it wrote on and on without ending a sentence", retryable=False)
    yield from cutter.end()
