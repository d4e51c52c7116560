"""Questions turned into feature rows: answerable ones, and several kinds that the articles do not answer."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.answering import rerank
from rag.english.sentence_features import sentence
from rag.english.tokens import STOP_WORDS, terms, words
from rag.question import analysis as asking
from rag.question.analysis import QuestionAnalysis
from rag.question.antecedents import Named, named
from rag.types import Passage
from rag.types.retrieval import RetrievalResult
from training.corpora import Corpus, Question
from training.index import SmallIndex
from training.rewording import Rewording
from training.vectors import Vectors

K = 20
REWORDED = 0.5
NEWS = "news"
"""What the kinds of questions about the affairs begin with."""
YEARS = range(1900, 2030)
YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Example:
    """One question as asked of one corpus, and which candidates answer it (none where nothing does)."""

    corpus: str
    kind: str
    original: str
    """The question in the words of its data set; it may be asked in others."""
    wanted: QuestionAnalysis
    found: RetrievalResult
    gold: frozenset[tuple[str, int]]


def examples(
    corpus: Corpus,
    vectors: Vectors,
    reword: Rewording,
    others: Sequence[Question],
    *,
    sizes: Mapping[str, int],
    seed: int,
) -> Iterator[Example]:
    """The examples of one corpus, `sizes` of each kind at most; `others` are questions about other subjects.

    Every kind is asked in all forms alike, so that the form tells nothing about the answer."""
    chance = random.Random(f"{seed} {corpus.name}")
    index = SmallIndex(corpus.articles, vectors)
    answerable = [q for q in corpus.questions if q.gold]
    chosen = chance.sample(answerable, min(sizes["answerable"], len(answerable)))
    planned = list(_planned(corpus, index, chosen, others, sizes=sizes, chance=chance))
    forms = _forms(planned, chance, reword)
    for plan, text, vector in zip(planned, forms, vectors(forms), strict=True):
        places = frozenset((corpus.articles[a][i].article.id, corpus.articles[a][i].start) for a, i in plan.gold)
        found = index.retrieve(text, vector, K, plan.without)
        yield Example(corpus.name, plan.kind, plan.original, asking.read(text, found.idf), found, places)


@dataclass(frozen=True, slots=True)
class Planned:
    """A question to ask of a corpus."""

    kind: str
    text: str
    original: str
    """The question of the data set that it was made of."""
    gold: frozenset[tuple[int, int]] = frozenset()
    without: frozenset[Passage] = frozenset()
    """The sentences that are taken away."""


def _planned(
    corpus: Corpus,
    index: SmallIndex,
    chosen: Sequence[Question],
    others: Sequence[Question],
    *,
    sizes: Mapping[str, int],
    chance: random.Random,
) -> Iterator[Planned]:
    for question in chosen:
        yield Planned(question.kind, question.text, question.text, question.gold)
    for question in chosen[: sizes["removed"]]:
        gold = frozenset(corpus.articles[a][i] for a, i in question.gold)
        yield Planned("removed sentence", question.text, question.text, without=gold)
        around = frozenset(s for chunk in index.chunks if gold & set(chunk.sentences) for s in chunk.sentences)
        yield Planned("removed chunk", question.text, question.text, without=around)
    for kind, text, original in near_misses(corpus, chosen, others, sizes["near miss"], chance):
        yield Planned(kind, text, original)
    impossible = [q for q in corpus.questions if not q.gold]
    for question in chance.sample(impossible, min(sizes["unanswerable"], len(impossible))):
        yield Planned(question.kind, question.text, question.text)
    for question in chance.sample(list(others), min(sizes["other"], len(others))):
        yield Planned("other subject", question.text, question.text)


def _forms(planned: Sequence[Planned], chance: random.Random, reword: Rewording) -> list[str]:
    """A form for each; the same question gets the same one, whether its evidence is there or not. What people asked
    in two wordings of their own is asked in those."""
    forms = {text: _form(text, chance, reword) for text in dict.fromkeys(plan.text for plan in planned)}
    return [plan.text if plan.kind.startswith(NEWS) else forms[plan.text] for plan in planned]


def near_misses(
    corpus: Corpus, chosen: Sequence[Question], others: Sequence[Question], count: int, chance: random.Random
) -> Iterator[tuple[str, str, str]]:
    """Questions that this corpus does not answer although they look as if it might: kind, text, what it was made of.

    "foreign name": one of its questions, asked about a person or thing it never mentions; "foreign question": a
    question about somebody else, asked about a person or thing of this corpus; "other name": one of its questions,
    asked about somebody or something else of it; "foreign year": one of its questions, about a year that it never
    mentions."""
    stems = frozenset().union(*(sentence(s.text).stems for article in corpus.articles for s in article))
    own, foreign = _named(chosen), _named(others)
    unheard = [name for _, name in foreign if not set(terms(name.text)) & stems]
    known = [name for _, name in own]
    kinds = (("foreign name", own, unheard), ("foreign question", foreign, known), ("other name", own, known))
    for kind, questions, pool in kinds:
        for text, name in chance.sample(questions, min(count, len(questions))):
            fitting = [other.text for other in pool if _replaces(other, name) and not _shares(other.text, text)]
            if fitting:
                yield kind, text[: name.start] + chance.choice(fitting) + text[name.end :], text
    unheard_years = [str(year) for year in YEARS if str(year) not in stems]
    for text in chance.sample([q.text for q in chosen], min(count, len(chosen))):
        yield "foreign year", _in_year(text, chance.choice(unheard_years)), text


def _in_year(text: str, year: str) -> str:
    """The question about another year than it names, or about one where it names none."""
    return YEAR.sub(year, text) if YEAR.search(text) else f"{text.rstrip(' ?.')} in {year}?"


def _replaces(other: Named, name: Named) -> bool:
    return other.person == name.person and other.place == name.place


def _shares(name: str, text: str) -> bool:
    """Whether the text speaks of the bearer of the name already, perhaps by a part of it."""
    return bool(set(terms(name)) & set(terms(text)))


def _named(questions: Sequence[Question]) -> list[tuple[str, Named]]:
    return [(q.text, name) for q in questions for name in named(q.text)[:1]]


def _form(text: str, chance: random.Random, reword: Rewording) -> str:
    """Half the questions as they are or in lower case or as bare keywords, half of them in other words."""
    if chance.random() < REWORDED:
        text = reword(text, chance)
    draw = chance.random()
    if draw < 0.1:
        return text.lower()
    if draw < 0.2:
        return " ".join(word for word in text.rstrip("?. ").split() if words(word) and words(word)[0] not in STOP_WORDS)
    return text


def right(example: Example, ranked: Sequence[rerank.Scored]) -> np.ndarray:
    """For each candidate, whether it holds a sentence that answers."""
    return np.array([any((s.article.id, s.start) in example.gold for s in c.candidate.run) for c in ranked])
