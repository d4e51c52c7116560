"""Questions to start and to go on with, made from the articles themselves and kept only if the articles answer them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from rag.english.entities import Name, names
from rag.english.reporting import sayings
from rag.english.roles import roles
from rag.english.tokens import terms
from rag.english.vocabulary import word_set
from rag.types import Answer, Article, Passage, QuestionKind

WANTED = 4
"""Questions to start with."""
FOLLOW_UPS = 3
GENERAL = {
    QuestionKind.OVERVIEW: "What are the main points of the articles?",
    QuestionKind.TIMELINE: "What happened when?",
    QuestionKind.COLLECTION: "Which articles are there?",
}
"""Questions that any articles answer, each of another kind."""
MAX_ARTICLES = 100
"""Articles that questions are made from."""
MAX_SENTENCES = 5_000
"""Sentences of all these together that they are made from, the first ones of each."""
MAX_TRIED = 24
"""Questions that are asked to see whether they are answered."""

_ROLE = re.compile(rf", (?:who\b|(?:[a-z'’]+ ){{0,3}}(?:head|{'|'.join(sorted(word_set('offices')))})\b)")
_LONGER = re.compile(r"\b[A-Z][\w’'-]* $")
_COUNTED = re.compile(r"\b[\d,.]*\d ((?:[a-z-]+ ){0,2}[a-z-]+s (?:have|were|are) [a-z]+ [^.,;:—–()\"“”]{4,60})[.,;]")


class Suggestion(NamedTuple):
    """A question that the articles answer, and the passage that it was made from."""

    kind: str
    subject: str
    question: str
    article: str
    """The id of the article."""
    start: int
    end: int


def answered_questions(
    texts: Sequence[tuple[Article, Sequence[Passage]]], answered: Callable[[Suggestion], bool]
) -> tuple[Suggestion, ...]:
    """Questions that are answered with the sentence each was made from, as `answered` tells; the first ones are of
    different kinds, about different subjects and from different articles."""
    kept: dict[str, Suggestion] = {}
    for made in islice(_spread(_candidates(texts[:MAX_ARTICLES])), MAX_TRIED):
        if made.question not in kept and answered(made):
            kept[made.question] = made
    return tuple(_varied(kept.values()))


def shows(answer: Answer, made: Suggestion) -> bool:
    """Whether an answer cites the sentence that a question was made from."""
    return any(_shown(made, passage) for passage in answer.citations)


def follow_ups(pool: Sequence[Suggestion], answer: Answer, asked: Sequence[str]) -> tuple[str, ...]:
    """Three questions to go on with, those about what the answer is about first: none that was `asked`, or whose
    sentence the answer holds. Where there are too few in the pool, ones that any articles answer."""
    asked_for = frozenset(terms(answer.query or answer.question))
    about = {stem for statement in answer.statements for stem in terms(statement.text)}
    cited = {passage.article.id for passage in answer.citations}

    def closeness(made: Suggestion) -> int:
        own = frozenset(terms(made.question))
        return 3 * len(asked_for & own) + len(about & own) + 2 * (made.article in cited)

    fresh = [made for made in pool if not shows(answer, made)]
    near = [made.question for made in sorted(fresh, key=closeness, reverse=True)]
    general = [question for kind, question in GENERAL.items() if kind is not answer.kind]
    known = [frozenset(terms(question)) for question in (*asked, answer.question)]
    chosen: list[str] = []
    for question in (*near, *general):
        own = frozenset(terms(question))
        # "Sergey Lavrov" for "Lavrov" makes no other question; of general ones each is another.
        same = (
            own in known
            if question in general
            else any(before and (own <= before or before <= own) for before in known)
        )
        if len(chosen) < FOLLOW_UPS and not same:
            chosen.append(question)
            known.append(own)
    return tuple(chosen)


def _candidates(texts: Sequence[tuple[Article, Sequence[Passage]]]) -> list[Suggestion]:
    """The most talked about subjects first."""
    share = MAX_SENTENCES // max(1, len(texts))
    sentences = [sentence for _, passages in texts for sentence in passages[:share]]
    places = Counter(
        (name.text, _after_the(name, sentence.text)) for sentence in sentences for name in names(sentence.text)
    )
    articled = frozenset(text for text, after in places if after and places[text, True] > places[text, False])
    talked = Counter(text for sentence in sentences for text in {name.text for name in names(sentence.text)})
    made = [
        (talked[subject], Suggestion(kind, subject, question, sentence.article.id, sentence.start, sentence.end))
        for sentence in sentences
        for kind, question, subject in _made_from(sentence.text, talked, articled)
    ]
    made.sort(key=lambda item: -item[0])
    return [candidate for _, candidate in made]


def _made_from(text: str, talked: Counter[str], articled: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """(kind, question, subject) of every question that a sentence answers; `talked` counts the names of all, those of
    `articled` are said with "the"."""
    for match in _COUNTED.finditer(text):
        yield "number", f"How many {match[1].strip()}?", ""
    for role in roles(text):
        if role.verb == "accuse" and not role.passive and text.startswith(" of", role.patient.end):
            yield "accused", f"What did {role.agent.text} accuse {_said(role.patient, articled)} of?", role.agent.text
    for name in names(text):
        if name.kind == "person" and _ROLE.match(text, name.end):
            yield "who", f"Who is {name.text}?", name.text
    # Of "the Foreign Ministry" only the end may be known for a name: nobody would ask for that.
    whole = [name for name in names(text) if not _LONGER.search(text, 0, name.start)]
    topics = [name for name in whole if talked[name.text] > 1 and name.kind != "people"]
    for saying in sayings(text):
        speaker = saying.speaker
        others = [topic for topic in topics if topic.text not in speaker.text]
        if others and speaker.kind != "people":
            about = max(others, key=lambda topic: talked[topic.text])
            yield "said", f"What did {_said(speaker, articled)} say about {_said(about, articled)}?", speaker.text


def _said(name: Name, articled: Collection[str]) -> str:
    """A name as one says it: "the US"."""
    return f"the {name.text}" if name.text in articled else name.text


def _after_the(name: Name, text: str) -> bool:
    return text[: name.start].lower().endswith("the ")


def _spread(made: list[Suggestion]) -> Iterator[Suggestion]:
    """One of each kind in turn, so that no kind uses up the tries."""
    kinds = {
        kind: iter([item for item in made if item.kind == kind]) for kind in dict.fromkeys(item.kind for item in made)
    }
    while kinds:
        for kind in list(kinds):
            item = next(kinds[kind], None)
            if item is None:
                del kinds[kind]
            else:
                yield item


def _shown(made: Suggestion, passage: Passage) -> bool:
    """Whether a passage holds the sentence that a question was made from."""
    return passage.article.id == made.article and passage.start <= made.start and made.end <= passage.end


def _varied(kept: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """New kinds, subjects and articles first; what repeats one of them comes last."""
    seen: set[str] = set()
    rest = []
    for made in kept:
        marks = {made.kind, made.subject, made.article}
        if seen.isdisjoint(marks):
            yield made
        else:
            rest.append(made)
        seen.update(marks)
    yield from rest
