"""Making the evaluation, in an index of its own that is gone afterwards, and its figures."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import rag.evaluation.claims as claims
from rag.english.tokens import terms
from rag.errors import LoadError
from rag.evaluation.claims import Step
from rag.evaluation.gold import Outcome, Question, ask_all
from rag.evaluation.synthetic import KINDS, Made, questions, unknown_entity
from rag.library import Library
from rag.search.embed import Encoder, MiniLMEncoder
from rag.search.index import Index
from rag.types import Changes, Passage
from rag.update import update

SAMPLE = 10
"""Questions of a kind, and sentences to make claims of, unless more are asked for."""
FOLDS = 5
"""Indexes that lack a part of the articles each, so that every article is left out of one."""
ALIKE = 0.75
"""Sentences so close in meaning say the same: either may be cited."""
TOLD = 0.6
"""What is this close to a question's sentence, or holds so many of the question's words, may answer it."""
NOTE = (
    "Made from the articles' own sentences, without a person's judgement. It tells whether a sentence is found and "
    "cited when it is asked for in its own words, whether questions whose article is missing are refused, and whether "
    "sentences made false in known ways are noticed. It does not tell how questions in other words fare, whether the "
    "articles are right, or how errors of other kinds fare; and a refusal counts as wrong where another article does "
    "answer in words too different to be noticed here."
)


def run(
    source: Path, *, encoder: Encoder | None = None, sample: int = SAMPLE, seed: int = 0, step: Step | None = None
) -> dict[str, Any]:
    """The figures over the articles of a folder, as plain JSON: counts as [right, of]; the same for the same seed.

    Raises `LoadError` where there is no such folder, or nothing in it that can be read."""
    if not source.exists():
        raise LoadError(str(source), "no such file or folder; name one that holds articles")
    encoder, step = encoder or MiniLMEncoder(), step or (lambda *_: None)
    with TemporaryDirectory(prefix="rag-evaluation-") as folder:
        changes = _indexed(source, Path(folder) / "all", encoder, step)
        evaluation = _Evaluation(Path(folder), encoder, sample, seed, step)
        try:
            if not evaluation.sentences:
                raise LoadError(str(source), "holds no article that could be read")
            return {
                "articles": len(evaluation.articles),
                "sentences": len(evaluation.sentences),
                "not read": [f"{failure.source}: {failure.reason}" for failure in changes.failed],
                **evaluation.asked(),
                "refused": evaluation.refused(),
                **claims.figures(evaluation.library, evaluation.sentences, sample, seed, step),
                "note": NOTE,
            }
        finally:
            evaluation.close()


def _indexed(source: Path, folder: Path, encoder: Encoder, step: Step) -> Changes:
    index = Index(folder, encoder)
    try:
        with index.writer() as writer:
            return update(source, writer, encoder, lambda done, total, _: step("Reading", done, total))
    finally:
        index.close()


class _Evaluation:
    """The whole index, and questions made of it."""

    def __init__(self, folder: Path, encoder: Encoder, sample: int, seed: int, step: Step) -> None:
        self._folder, self._encoder, self._sample, self._step = folder, encoder, sample, step
        self.library = Library(folder / "all", encoder=encoder)
        self._index = Index(folder / "all", encoder)
        self.articles = self.library.articles
        self.sentences = [sentence for article in self.articles for sentence in self.library.sentences(article)]
        self._chance = random.Random(seed)
        self._made = self._drawn(questions(self.sentences))

    def close(self) -> None:
        self.library.close()
        self._index.close()

    def asked(self) -> dict[str, Any]:
        """How the questions fare while every article is there."""
        asked = [Question(one.question, one.kind, (), True, self._alike(one.source)) for one in self._made]
        outcomes = self._ask(self.library, asked, "Asking")
        return {
            "questions": {kind: sum(one.kind == kind for one in self._made) for kind in KINDS},
            "answered": _share(outcomes, lambda outcome: outcome.answer.answered),
            "citation recall": _share(outcomes, lambda outcome: any(outcome.hits)),
            "first citation right": _share(outcomes, lambda outcome: outcome.first_hit),
            "citation precision": [
                sum(sum(outcome.hits) for outcome in outcomes),
                sum(len(outcome.hits) for outcome in outcomes),
            ],
        }

    def refused(self) -> dict[str, list[int]]:
        """How many of the questions that nothing answers are refused."""
        held_out: list[Outcome] = []
        for number, left_out in enumerate(self._folds()):
            with self._without(left_out, number) as (library, index):
                lost = [one for one in self._made if one.source.article.id in left_out]
                unanswerable = [
                    Question(one.question, "article left out", (), False, ())
                    for one in lost
                    if not _told_elsewhere(index, one)
                ]
                held_out += self._ask(library, unanswerable, "Asking with articles left out")
        foreign = unknown_entity(self.sentences, self._made, self._sample, self._chance)
        strangers = [Question(question, "foreign name", (), False, ()) for question in foreign]
        outcomes = self._ask(self.library, strangers, "Asking for strangers")
        return {
            "article left out": _share(held_out, lambda outcome: not outcome.answer.answered),
            "foreign name": _share(outcomes, lambda outcome: not outcome.answer.answered),
        }

    def _drawn(self, made: Sequence[Made]) -> list[Made]:
        """At most so many of each kind, in the order of the articles."""
        drawn: set[Made] = set()
        for kind in KINDS:
            some = [one for one in made if one.kind == kind]
            drawn |= set(self._chance.sample(some, min(self._sample, len(some))))
        return [one for one in made if one in drawn]

    def _alike(self, source: Passage) -> tuple[Passage, ...]:
        """The sentence, and those of any article that say the same."""
        return (source, *(other for other, near in _near(self._index, source.text) if near >= ALIKE))

    def _folds(self) -> list[frozenset[str]]:
        """The ids of the articles that are left out together; none where leaving out leaves nothing."""
        ids = [article.id for article in self.articles]
        return [frozenset(ids[first::FOLDS]) for first in range(min(FOLDS, len(ids)))] if len(ids) > 1 else []

    @contextmanager
    def _without(self, ids: frozenset[str], number: int) -> Iterator[tuple[Library, Index]]:
        """A library over the other articles, and its index."""
        folder = self._folder / f"without-{number}"
        shutil.copytree(self._folder / "all", folder)
        index = Index(folder, self._encoder)
        with index.writer() as writer:
            for id in sorted(ids):
                writer.remove(id)
        library = Library(folder, encoder=self._encoder)
        try:
            yield library, index
        finally:
            library.close()
            index.close()
            shutil.rmtree(folder)

    def _ask(self, library: Library, asked: Sequence[Question], what: str) -> list[Outcome]:
        return ask_all(library, asked, lambda done: self._step(what, done, len(asked)))


def _share(outcomes: Sequence[Outcome], right: Callable[[Outcome], bool]) -> list[int]:
    return [sum(map(right, outcomes)), len(outcomes)]


def _near(index: Index, text: str) -> Iterator[tuple[Passage, float]]:
    """The sentences of the nearest chunks, each with how close in meaning it is to `text`."""
    found = index.retrieve(text, 10)
    for hit, vectors in zip(found.hits, found.sentence_vectors, strict=True):
        yield from zip(hit.chunk.sentences, map(float, vectors @ found.query_vector), strict=True)


def _told_elsewhere(index: Index, made: Made) -> bool:
    """Whether another article, too, says what a question asks."""
    wanted = set(terms(made.question))
    return any(
        near >= TOLD or len(wanted & set(terms(sentence.text))) >= TOLD * len(wanted)
        for sentence, near in _near(index, made.source.text)
    )
