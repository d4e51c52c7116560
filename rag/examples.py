"""Questions to start with, made from the articles themselves and kept only if the articles answer them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from rag.types import Answer, Article, Passage

WANTED = 4
MAX_ARTICLES = 100
"""Articles that questions are made from."""
MAX_TRIED = 24
"""Questions that are asked to see whether they are answered."""

_NAME = r"[A-Z][\w-]+ [A-Z][\w-]+"
_SAYS = "said|says|warned|claimed|claims|argued|argues|stated|stressed|noted|noticed|insisted|insists|complained"
_ACCUSED = re.compile(rf"\b({_NAME}|[A-Z]\w+) (?:has )?accused ((?:the )?[A-Z][\w-]+(?: [A-Z][\w-]+)?) of\b")
_REPORTED = re.compile(rf"\b({_NAME}|[A-Z]\w+) (?:also |again )?(?:{_SAYS})\b")
_POSTS = "head|chief|president|minister|founder|director|envoy|aide|adviser|spokesman|spokeswoman|senator|professor"
_ROLE = re.compile(rf"\b([A-Z][a-z]+ [A-Z][a-z]+)(?=, (?:who\b|(?:[a-z'’]+ ){{0,3}}(?:{_POSTS})\b))")
_COUNTED = re.compile(r"\b[\d,.]*\d ((?:[a-z-]+ ){0,2}[a-z-]+s (?:have|were|are) [a-z]+ [^.,;:—–()\"“”]{4,60})[.,;]")
_ADJECTIVE = re.compile(r"(?:ian|ican|ean|ish|ese|ench|utch)$")
_CAPITALISED = re.compile(rf"(?<=[a-z,] )({_NAME}|[A-Z][\w-]{{2,}})")


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
    names = Counter(name for sentence in sentences for name in set(_CAPITALISED.findall(sentence.text)))
    made = [
        (names[subject], _Made(kind, subject, question, sentence))
        for sentence in sentences
        for kind, question, subject in _made_from(sentence.text, names)
    ]
    made.sort(key=lambda item: -item[0])
    return [candidate for _, candidate in made]


def _made_from(text: str, names: Counter[str]) -> Iterator[tuple[str, str, str]]:
    for match in _COUNTED.finditer(text):
        yield "number", f"How many {match[1].strip()}?", ""
    for match in _ACCUSED.finditer(text):
        yield "accused", f"What did {match[1]} accuse {match[2]} of?", match[1]
    for match in _ROLE.finditer(text):
        yield "who", f"Who is {match[1]}?", match[1]
    for match in _REPORTED.finditer(text):
        topics = [name for name in _CAPITALISED.findall(text) if _is_topic(name, names) and name not in match[1]]
        if topics and match[1] in names and not _ADJECTIVE.search(match[1]):
            yield "said", f"What did {match[1]} say about {max(topics, key=lambda name: names[name])}?", match[1]


def _is_topic(name: str, names: Counter[str]) -> bool:
    return names[name] > 1 and not _ADJECTIVE.search(name)


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
