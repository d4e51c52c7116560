"""An extractive answer, phrased by a language model where every sentence of it holds."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from threading import Event

import rag.generation.prompt as prompt
import rag.generation.reading as reading
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
NEAR = 0.05
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
    stop: Event | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Generator[Statement, None, Answer]:
    """Yields each statement of the phrased answer once it is verified, returns the answer.

    `base` is the extractive answer, which `aside` is told first. The model reads the chunks that were found for it,
    those it quotes before others. Where the model fails or nothing it writes holds, the extractive statements are the
    answer, and `Answer.note` says so. Where that answer is doubtful, or a refusal with something near, both must agree:
    without a verified sentence of the model the articles do not say. The model is not asked what the articles are, nor
    where the question is corrected. It is given up after `seconds` without a word; setting `stop` ends it: what it has
    said in whole sentences is the answer then."""
    extractive = result(base)
    if not _is_asked(extractive):
        yield from extractive.statements
        return extractive
    if aside:
        aside(extractive)
    trouble = ""
    writing = _Writing(extractive, verify, voice)
    try:
        yield from writing.phrase(generator, SECONDS if seconds is None else seconds, stop, clock)
    except GeneratorError as error:
        trouble = str(error)
    said, stopped = tuple(writing.said), stop is not None and stop.is_set()
    if stopped and not said:
        trouble = "it was stopped"
    left_out = tuple(writing.left_out)
    if said and not trouble:
        note = " ".join(filter(None, (_doubt(extractive), _STOPPED if stopped else "")))
        return _phrased(extractive, said, generator.name, left_out, note)
    if _unsure(extractive) and not said and not trouble:
        nearest = extractive.nearest or extractive.citations[:NEAREST]
        refused = replace(extractive, statements=(), note="", doubtful=False, nearest=nearest, left_out=left_out)
        return replace(refused, explanation=extractive.explanation or _NOT_SAID)
    own = tuple(writing.unsaid())
    yield from own
    claimed = any(sentence.verdict.kind is not Support.UNVERIFIABLE for sentence in writing.left_out)
    told = _note(trouble, len(said), len(own), claimed) if extractive.answered or said else ""
    note = " ".join(filter(None, (_doubt(extractive) if said else extractive.note, told)))
    if not said:
        return replace(extractive, left_out=left_out, note=note)
    return _phrased(extractive, said + own, generator.name, left_out, note)


def _is_asked(extractive: Answer) -> bool:
    """Whether a model may phrase this answer: not what lists articles or corrects the question, nor where nothing is
    near."""
    if extractive.kind in (QuestionKind.COLLECTION, QuestionKind.GREETING):
        return False
    if extractive.answered:
        return not any(statement.corrects for statement in extractive.statements)
    return bool(extractive.hits) and extractive.confidence >= NEAR


def _unsure(extractive: Answer) -> bool:
    return extractive.doubtful or not extractive.answered


def _doubt(extractive: Answer) -> str:
    """What is to be known of what a model made of an answer."""
    return extractive.note if extractive.answered else _NOT_SURE


def _phrased(
    extractive: Answer, said: tuple[Statement, ...], name: str, left_out: tuple[LeftOut, ...], note: str
) -> Answer:
    doubtful = _unsure(extractive)
    phrased = replace(extractive, statements=said, generator=name, left_out=left_out, note=note, doubtful=doubtful)
    return replace(phrased, nearest=(), explanation="", own_words=extractive if extractive.answered else None)


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
    said: list[Statement] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def phrase(
        self, generator: TextGenerator, seconds: float, stop: Event | None, clock: Callable[[], float]
    ) -> Iterator[Statement]:
        """The model's sentences that hold, as they come. Raises `GeneratorError`."""
        answer = self.extractive
        chunks = reading.chosen(answer, reading.room(generator))
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
                    return  # both say that the articles do not say
                if key in seen:
                    continue
                seen.add(key)
                found = checker.check(told, before)
                before = before.then(found)
                yield from self._keep(found)

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

    def unsaid(self) -> Iterator[Statement]:
        """The extractive statements that rest on something not cited yet."""
        cited = {passage for statement in self.said for passage in statement.citations}
        return (s for s in self.extractive.statements if not cited.issuperset(s.citations))


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
