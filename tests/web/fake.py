"""A library without an index or a model, for what the page does around one: same interface, words in common decide."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Generator, Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

from rag.english.tokens import terms
from rag.errors import LoadError
from rag.streams import result
from rag.types import (
    Answer,
    Article,
    Changes,
    CheckedSentence,
    CheckedText,
    Chunk,
    Failure,
    Hit,
    Passage,
    QuestionKind,
    Statement,
    Support,
    Turn,
    Verdict,
)
from rag.web.service import Service


class FakeLibrary:
    """Sentences end at ". " or a line's end; an answer is every sentence that shares two stems with the question."""

    def __init__(self, articles: Sequence[Article] = ()) -> None:
        self.held = {article.id: article for article in articles}
        self.originals: dict[str, dict[str, str | None]] = {}
        self.examples = ("Who opened the bridge?",)
        self.asked: list[tuple[str, list[Turn]]] = []
        self.trouble: Exception | None = None
        self.generator = ""
        self.least: float | None = None

    @property
    def generation(self) -> int:
        return hash(tuple(sorted(article.key for article in self.held.values())))

    @property
    def articles(self) -> list[Article]:
        return [self.held[id] for id in sorted(self.held)]

    @property
    def added(self) -> list[str]:
        return list(reversed(self.held))

    def article(self, key: str) -> Article | None:
        return next((article for article in self.articles if article.key == key), None)

    def sentences(self, article: Article) -> tuple[Passage, ...]:
        found = re.finditer(r"\S[^\n]*?(?:[.!?]+(?=\s|$)|$)", article.text, re.MULTILINE)
        return tuple(Passage(article, *match.span()) for match in found if "left out" not in match.group())

    def update(self, source: Path, progress: Callable[[int, int, str], None] | None = None) -> Changes:
        for path in sorted(source.glob("*.txt")):
            id = f"{source.name}/{path.name}"
            self.held[id] = Article(id, path.read_text(encoding="utf-8"), path.stem.capitalize())
        return Changes(added=len(self.held))

    def add(self, name: str, data: bytes) -> Changes:
        if not name.endswith(".txt"):
            return Changes(failed=(Failure(name, "is not of a kind that is read here (.txt)"),))
        text = data.decode("utf-8")
        if any(article.text == text for article in self.articles):
            return Changes(unchanged=1)
        self.held[f"uploads/{name}"] = Article(f"uploads/{name}", text, name)
        return Changes(added=1)

    def add_url(self, url: str) -> Changes:
        return self.add(f"{len(url)}.txt", f"It was found at {url}.".encode())

    def remove(self, *ids: str) -> tuple[Article, ...]:
        if unknown := set(ids) - self.held.keys():
            raise LoadError(unknown.pop(), "no such article in the index")
        return tuple(self.held.pop(id) for id in ids)

    def restore(self, removed: tuple[Article, ...]) -> None:
        self.held |= {article.id: article for article in removed}

    @property
    def edited(self) -> dict[str, dict[str, str | None]]:
        return {id: facts for id, facts in self.originals.items() if id in self.held}

    def edit(self, id: str, facts: dict[str, Any]) -> None:
        if facts.get("title") == "":
            raise ValueError("an article has a title; write one")
        known = {name: getattr(self.held[id], name) for name in facts} | self.originals.get(id, {})
        self.held[id] = replace(self.held[id], **{name: fact or None for name, fact in facts.items()})
        self.originals[id] = {name: was for name, was in known.items() if getattr(self.held[id], name) != was}
        self.originals = {id: facts for id, facts in self.originals.items() if facts}

    def only(self, articles: Collection[str]) -> FakeLibrary:
        """A library of these articles alone, which tells this one what it is asked."""
        if unknown := set(articles) - self.held.keys():
            raise LoadError(unknown.pop(), "no such article in the index")
        some = copy(self)
        some.held = {id: self.held[id] for id in articles}
        return some

    def search(self, query: str, k: int = 5) -> list[Hit]:
        ranked = sorted(self._scored(query), key=lambda pair: -pair[0])
        return [Hit(Chunk((passage,)), float(score)) for score, passage in ranked[:k]]

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        kind: str | None = None,
        stop: Event | None = None,
        least_confidence: float | None = None,
    ) -> Generator[Statement, None, Answer]:
        self.least = least_confidence
        self.asked.append((question, list(history)))
        if self.trouble:
            raise self.trouble
        scored = self._scored(question)
        statements = tuple(Statement(passage.text, (passage,)) for score, passage in scored if score >= 2)
        yield from statements
        nearest = tuple(passage for score, passage in sorted(scored, key=lambda pair: -pair[0])[:1])
        told = QuestionKind(kind or "fact")
        return Answer(question, statements, kind=told, nearest=() if statements else nearest)

    def stream_check(self, text: str) -> Generator[CheckedSentence, None, CheckedText]:
        """Sentences end at ". "; one is supported by the first sentence of the articles that holds it."""
        if self.trouble:
            raise self.trouble
        done: list[CheckedSentence] = []
        for match in re.finditer(r"\S.*?(?:\.(?=\s|$)|$)", text, re.DOTALL):
            held = [p for article in self.articles for p in self.sentences(article) if match.group() in p.text]
            verdict = Verdict(Support.SUPPORTED, 1.0, (), tuple(held)) if held else Verdict(Support.NOT_FOUND, 0.0)
            done.append(CheckedSentence(match.group(), *match.span(), verdict))
            yield done[-1]
        return CheckedText(text, tuple(done))

    def check(self, text: str) -> CheckedText:
        return result(self.stream_check(text))

    def warm(self) -> None:
        pass

    def _scored(self, question: str) -> list[tuple[int, Passage]]:
        wanted = set(terms(question))
        passages = [passage for article in self.articles for passage in self.sentences(article)]
        return [(len(wanted & set(terms(passage.text))), passage) for passage in passages]


def opener(library: FakeLibrary) -> Callable[[Path], Any]:
    """What `Service` takes for opening a library: this one, whatever the folder."""
    return lambda _: library


def ready(library: FakeLibrary, folder: Path) -> Service:
    """A service over this library that has prepared its articles."""
    service = Service(folder, None, opener(library))
    service.prepare()
    assert service.wait(180)
    return service
