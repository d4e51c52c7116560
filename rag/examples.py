"""Questions to start with, made from the articles themselves and kept only if the articles answer them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from rag.english.entities import Name, names
from rag.english.reporting import sayings
from rag.english.roles import roles
from rag.english.vocabulary import word_set
from rag.types import Answer, Article, Passage

WANTED = 4
MAX_ARTICLES = 100
"""Articles that questions are made from."""
MAX_TRIED = 24
"""Questions that are asked to see whether they are answered."""

_ROLE = re.compile(rf", (?:who\b|(?:[a-z'’]+ ){{0,3}}(?:head|{'|'.join(sorted(word_set('offices')))})\b)")
_COUNTED = re.compile(r"\b[\d,.]*\d ((?:[a-z-]+ ){0,2}[a-z-]+s (?:have|were|are) [a-z]+ [^.,;:—–()\"“”]{4,60})[.,;]")


class _Made(NamedTuple):
    kind: str
    subject: str
    question: str
    source: Passage


def example_questions(
    texts: Sequence[tuple[Article, Sequence[Passage]]], ask: Callable[[str], Answer]
) -> tuple[str, ...]:
    """Up to four questions of different kinds and from different articles, each of which `ask` answers with the
    sentence it was made from."""
    kept: dict[str, tuple[str, ...]] = {}
    for kind, subject, question, source in islice(_spread(_candidates(texts[:MAX_ARTICLES])), MAX_TRIED):
        if question not in kept and _cites(ask(question), source):
            kept[question] = (kind, subject, source.article.id)
    return tuple(islice(_varied(kept), WANTED))


def _candidates(texts: Sequence[tuple[Article, Sequence[Passage]]]) -> list[_Made]:
    """The most talked about subjects first."""
    sentences = [sentence for _, passages in texts for sentence in passages]
    talked = Counter(text for sentence in sentences for text in {name.text for name in names(sentence.text)})
    made = [
        (talked[subject], _Made(kind, subject, question, sentence))
        for sentence in sentences
        for kind, question, subject in _made_from(sentence.text, talked)
    ]
    made.sort(key=lambda item: -item[0])
    return [candidate for _, candidate in made]


def _made_from(text: str, talked: Counter[str]) -> Iterator[tuple[str, str, str]]:
    """(kind, question, subject) of every question that a sentence answers; `talked` counts the names of all."""
    for match in _COUNTED.finditer(text):
        yield "number", f"How many {match[1].strip()}?", ""
    for role in roles(text):
        if role.verb == "accuse" and not role.passive and text.startswith(" of", role.patient.end):
            yield "accused", f"What did {role.agent.text} accuse {_said(role.patient, text)} of?", role.agent.text
    for name in names(text):
        if name.kind == "person" and _ROLE.match(text, name.end):
            yield "who", f"Who is {name.text}?", name.text
    topics = [name for name in names(text) if talked[name.text] > 1 and name.kind != "people"]
    for saying in sayings(text):
        speaker = saying.speaker
        others = [topic for topic in topics if topic.text not in speaker.text]
        if others and speaker.kind != "people":
            about = max(others, key=lambda topic: talked[topic.text])
            yield "said", f"What did {_said(speaker, text)} say about {_said(about, text)}?", speaker.text


def _said(name: Name, text: str) -> str:
    """A name as one says it: "the US"."""
    return f"the {name.text}" if text[: name.start].lower().endswith("the ") else name.text


def _spread(made: list[_Made]) -> Iterator[_Made]:
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


def _cites(answer: Answer, source: Passage) -> bool:
    return any(
        cited.article.id == source.article.id and cited.start <= source.start and source.end <= cited.end
        for cited in answer.citations
    )


def _varied(kept: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """New kinds, subjects and articles first; what repeats one of them comes last."""
    seen: set[str] = set()
    rest = []
    for question, marks in kept.items():
        if seen.isdisjoint(marks):
            yield question
        else:
            rest.append(question)
        seen.update(marks)
    yield from rest
