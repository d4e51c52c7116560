"""An extractive answer, phrased by a language model where every sentence of it holds."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from threading import Event

import rag.generation.prompt as prompt
import rag.generation.reading as reading
from rag.english.quotes import core
from rag.english.sentences import sentence_spans
from rag.english.tokens import terms
from rag.errors import GeneratorError
from rag.generation.grounding import Before, Checker, Verify, differing, refuses
from rag.generation.protocol import Generator as TextGenerator
from rag.generation.run import run_with_deadline
from rag.generation.stream import CitedSentence, Cutter
from rag.streams import result
from rag.types import Answer, Chunk, LeftOut, Manner, Passage, QuestionKind, Statement, Support, Voice

SECONDS = 180.0
"""So long a model may write nothing before it is given up: it reads first, which takes a small one minutes."""
MOST_STATEMENTS = 10
MOST_SPEAKERS = 2
NEAR = 0.1
"""The confidence from which on a model is asked where the extractive answer is a refusal."""
NEAREST = 3
MOST_SENTENCES = 40
"""Sentences that are read of it, shown or not."""
MOST_REPEATED = 2
"""A sentence that it writes again and again ends the answer."""
LONGEST_SENTENCE = 4_000
"""Characters that may come without the end of a sentence."""
LONGEST = 10_000
"""Characters of a reply: it is a few sentences, and a thought before them."""
_TOLD_AS_THEY_ARE = frozenset(
    {QuestionKind.COLLECTION, QuestionKind.PEOPLE, QuestionKind.GREETING, QuestionKind.TIMELINE}
)
_STOPPED = "The model was stopped before it was done."
_OWN_WORDS = "the articles’ own words are shown instead"
_NOT_SURE = "It is not certain that the articles answer this."
_NOT_SAID = "The model finds no answer in the passages that come closest either."
Voices = Callable[[Passage], Voice | None]
"""Whose words a passage gives."""


def compose(
    base: Generator[Statement, None, Answer],
    generator: TextGenerator,
    verify: Verify,
    *,
    voice: Voices = lambda passage: None,
    seconds: float | None = None,
    aside: Callable[[Answer], None] | None = None,
    reads: Callable[[int], None] | None = None,
    stop: Event | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Generator[Statement, None, Answer]:
    """Yields each statement of the phrased answer once it is verified, returns the answer.

    `base` is the extractive answer, which `aside` is told first. The model reads the chunks that were found for it,
    those it quotes before others; `reads` is told how many. What it leaves out of the extractive answer follows in the
    articles' own words. Where the model fails or nothing it writes holds, the extractive statements are the answer, and
    `Answer.note` says so. Where that answer is doubtful, or a refusal with something near, both must agree: without a
    verified sentence of the model the articles do not say; of what is doubtful in several things only where the model
    says so itself. The model is not asked what the articles are, for a timeline, nor where the question is corrected.
    It is given up after `seconds` without a word; setting `stop` ends it: what it has said in whole sentences is the
    answer then."""
    extractive = result(base)
    if not _is_asked(extractive):
        yield from extractive.statements
        return extractive
    if aside:
        aside(extractive)
    writing, trouble = _Writing(extractive, verify, voice, reads), ""
    try:
        yield from writing.phrase(generator, SECONDS if seconds is None else seconds, stop, clock)
    except GeneratorError as error:
        trouble = str(error)
    stopped = stop is not None and stop.is_set()
    if writing.said and not trouble:
        rest = () if stopped else tuple(writing.rest())
        yield from rest
        return writing.phrased(generator.name, rest, _STOPPED if stopped else _left(len(rest)))
    trouble = trouble or ("it was stopped" if stopped else "")
    if _unsure(extractive) and not writing.said and not trouble and (writing.denied or not _is_broad(extractive)):
        return writing.refused()
    own = tuple(writing.unsaid())
    yield from own
    return writing.completed(generator.name, own, trouble)


def _is_asked(extractive: Answer) -> bool:
    """Whether a model may phrase this answer: not what lists articles or people or corrects the question, nor where
    nothing is near; nor a timeline, of which a small model made a quarter of the points and dated the rest wrongly."""
    if extractive.kind in _TOLD_AS_THEY_ARE:
        return False
    if extractive.answered:
        return not any(statement.corrects for statement in extractive.statements)
    return bool(extractive.hits) and extractive.confidence >= NEAR


def _unsure(extractive: Answer) -> bool:
    return extractive.doubtful or not extractive.answered


def _is_broad(extractive: Answer) -> bool:
    """Whether an answer tells several things: that a model gets one of them wrong says nothing of the others."""
    return extractive.answered and extractive.kind not in (QuestionKind.FACT, QuestionKind.SAID)


def _left(rest: int) -> str:
    if rest > 1:
        return f"The last {rest} sentences are in the articles’ own words: the model had left that out."
    return "The last sentence is in the articles’ own words: the model had left that out." if rest else ""


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
    verify: Verify
    voice: Voices
    reads: Callable[[int], None] | None
    said: list[Statement] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    denied: bool = False
    """Whether the model found no answer where the reader was unsure."""

    def phrase(
        self, generator: TextGenerator, seconds: float, stop: Event | None, clock: Callable[[], float]
    ) -> Iterator[Statement]:
        """The model's sentences that hold, as they come. Raises `GeneratorError`."""
        answer = self.extractive
        chunks = reading.chosen(answer, reading.room(generator))
        if self.reads:
            self.reads(len(chunks))
        asked = prompt.messages(answer.query or answer.question, chunks, answer.kind, self._speaker)
        checker, before = Checker(chunks, self.verify), Before()
        seen: set[tuple[str, ...]] = set()
        repeated = 0
        with closing(_told(run_with_deadline(generator, asked, seconds, stop, clock=clock))) as sentences:
            for number, told in enumerate(sentences, 1):
                if stop and stop.is_set():
                    return  # this may be half a sentence
                key = tuple(terms(told.text)) or (told.text,)
                repeated += key in seen
                if repeated > MOST_REPEATED or number > MOST_SENTENCES or len(self.said) >= MOST_STATEMENTS:
                    return  # it goes round in circles, or on and on
                if _unsure(answer) and not self.said and refuses(told.text):
                    self.denied = True
                    return  # both say that the articles do not say
                if key in seen:
                    continue
                seen.add(key)
                found = checker.check(told, before)
                before = before.then(found)
                yield from self._keep(found)

    def phrased(self, name: str, own: tuple[Statement, ...], remark: str) -> Answer:
        """What the model said, and statements of the articles' `own` after it."""
        answer, left_out = self.extractive, self._not_shown(own)
        note = " ".join(filter(None, (answer.note if answer.answered else _NOT_SURE, remark)))
        said = replace(answer, statements=(*self.said, *own), generator=name, left_out=left_out, note=note)
        beside = answer if answer.answered else None
        return replace(said, doubtful=_unsure(answer), nearest=(), explanation="", own_words=beside)

    def refused(self) -> Answer:
        """That the articles do not say, as neither the reader nor the model finds it in them."""
        answer, left_out = self.extractive, tuple(self.left_out)
        refused = replace(answer, statements=(), note="", doubtful=False, left_out=left_out)
        nearest = answer.nearest or answer.citations[:NEAREST]
        return replace(refused, nearest=nearest, explanation=answer.explanation or _NOT_SAID)

    def completed(self, name: str, own: tuple[Statement, ...], trouble: str) -> Answer:
        """What the model said before its trouble, if anything, completed by the articles' `own` words."""
        claimed = any(sentence.verdict.kind is not Support.UNVERIFIABLE for sentence in self.left_out)
        told = _note(trouble, len(self.said), len(own), claimed)
        if self.said:
            return self.phrased(name, own, told)
        answer = self.extractive
        note = " ".join(filter(None, (answer.note, told if answer.answered else "")))
        return replace(answer, left_out=self._not_shown(own), note=note)

    def _not_shown(self, own: Sequence[Statement]) -> tuple[LeftOut, ...]:
        """What was left out of the model's sentences, but for those that are sentences of the articles' `own`."""
        told = {core(one.text[start:end]) for one in own for start, end in sentence_spans(one.text)}
        return tuple(one for one in self.left_out if core(one.text) not in told)

    def _keep(self, found: Statement | LeftOut) -> Iterator[Statement]:
        if isinstance(found, Statement):
            found = replace(
                found, voice=self.voice(found.citations[0]), differs=differing(found, self.said, self.verify)
            )
            self.said.append(found)
            yield found
        elif found.verdict.kind is not Support.UNVERIFIABLE or found.verdict.reasons:
            self.left_out.append(found)  # the rest ("Sure!") says nothing that anybody could miss

    def _speaker(self, chunk: Chunk) -> str:
        """Who speaks in a chunk, by name."""
        voices = [voice for passage in chunk.sentences if (voice := self.voice(passage))]
        names = [v.speaker.name for v in voices if v.speaker and v.manner is not Manner.OWN]
        return " and ".join(list(dict.fromkeys(filter(None, names)))[:MOST_SPEAKERS])

    def rest(self) -> Iterator[Statement]:
        """What the extractive answer tells beside what was said, as far as there is room; of one fact only what answers
        best, where that is sure."""
        own = self.extractive.statements
        if self.extractive.kind is QuestionKind.FACT:
            own = own[: not _unsure(self.extractive)]
        cited = [passage for statement in self.said for passage in statement.citations]
        left = [one for one in own if not any(_holds(passage, one.citations[0]) for passage in cited)]
        yield from left

    def unsaid(self) -> Iterator[Statement]:
        """The extractive statements that rest on something not cited yet."""
        cited = {passage for statement in self.said for passage in statement.citations}
        return (s for s in self.extractive.statements if not cited.issuperset(s.citations))


def _holds(one: Passage, other: Passage) -> bool:
    """Whether a passage holds half of another one."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return one.article.digest == other.article.digest and shared >= (other.end - other.start) / 2


def _told(stream: Generator[str]) -> Generator[CitedSentence]:
    """The sentences of the model's stream. Raises `GeneratorError`; what was begun is then dropped."""
    cutter, written = Cutter(), 0
    with closing(stream) as pieces:
        for piece in pieces:
            yield from cutter.feed(piece)
            written += len(piece)
            if cutter.held > LONGEST_SENTENCE or written > LONGEST:
                raise GeneratorError("it wrote on and on without ending a sentence", retryable=False)
    yield from cutter.end()
