"""The HTTP API (and MCP tools): what a program can ask this server. Docstrings become the tools' descriptions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rag.streams import result
from rag.types import Turn
from rag.web.asking import place
from rag.web.service import MAX_QUESTION, MAX_TEXT, Service

MAX_HISTORY = 40


def endpoints(service: Service) -> tuple[Callable[..., Any], ...]:
    """The functions `ask`, `check`, `search` and `sources` over one service."""
    api = Api(service)
    return api.ask, api.check, api.search, api.sources


class Api:
    """The four functions; what they are given may be anything."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def ask(self, question: str, history: list[str], kind: str = "") -> dict[str, Any]:
        """Answer a question from the articles; every sentence carries the passages it rests on.

        Args:
            question: The question, at most 4,000 characters.
            history: The conversation so far, oldest first: question, answer, question, answer and so on; may be empty.
            kind: What kind of answer is wanted: fact, said, list, compare, overview or timeline; empty: as it is asked.
        """
        with place(self._service.gate):
            checked, earlier = _text(question, "question"), _history(history)
            return result(self._service.stream(checked, earlier, kind=kind or None)).to_dict()

    def check(self, text: str) -> dict[str, Any]:
        """Hold a text against the articles: for every sentence whether they support it, why not, and the passages.

        Args:
            text: What somebody wrote, an answer of a language model say, at most 50,000 characters.
        """
        with place(self._service.gate):
            return result(self._service.stream_check(_text(text, "text", MAX_TEXT))).to_dict()

    def search(self, query: str, k: int = 5) -> list[dict[str, Any]]:
        """Find the passages nearest to a query, best first, whether or not they answer it.

        Args:
            query: Words to look for, at most 4,000 characters.
            k: How many passages, 1 to 50.
        """
        with place(self._service.gate):
            if not isinstance(k, int) or not 1 <= k <= 50:
                raise ValueError("k is a number from 1 to 50")
            checked = _text(query, "query")
            with self._service.metrics.question("search") as asked:
                hits = self._service.ready().search(checked, k)
                asked.outcome = "answered" if hits else "refused"
        return [hit.to_dict() for hit in hits]

    def sources(self) -> list[dict[str, Any]]:
        """List the articles that answers are taken from, with what is known of each."""
        library = self._service.ready()
        return [article.to_dict() | {"sentences": len(library.sentences(article))} for article in library.articles]


def _text(value: object, name: str, longest: int = MAX_QUESTION) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"the {name} is empty")
    if len(value) > longest:
        raise ValueError(f"the {name} is longer than {longest:,} characters")
    return value


def _history(value: object) -> list[Turn]:
    if not isinstance(value, list) or len(value) > MAX_HISTORY or not all(isinstance(item, str) for item in value):
        raise ValueError(f"history is a list of at most {MAX_HISTORY} strings")
    padded = [*value, ""]
    return [Turn(question, answer) for question, answer in zip(padded[0:-1:2], padded[1::2], strict=False)]
