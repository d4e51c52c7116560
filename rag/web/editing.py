"""What a page changes of the articles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Literal

from rag.errors import RagError
from rag.types import Changes
from rag.web.causes import error_text
from rag.web.markup import plural

if TYPE_CHECKING:
    from rag.library import Library

MAX_FILE = 10 * 2**20


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one uploaded file."""

    state: Literal["added", "here", "failed"]
    text: str


class Editing:
    """Adds and removes articles, one change at a time, whoever asks for it."""

    def __init__(self, ready: Callable[[], Library], writing: Lock) -> None:
        self._ready, self._writing = ready, writing

    def add(self, name: str, data: bytes) -> Added:
        """Add one uploaded file and say what became of it, in words for its row."""
        if len(data) > MAX_FILE:
            return Added("failed", "is larger than 10 MB")
        try:
            library = self._ready()
            with self._writing:
                before = {article.id for article in library.articles}
                changes = library.add(name, data)
                new = [article for article in library.articles if article.id not in before]
                sentences = sum(len(library.sentences(article)) for article in new)
        except (RagError, OSError) as error:
            return Added("failed", error_text(error))
        return _added(changes, len(new), sentences)

    def remove(self, key: str) -> str:
        """Remove the article with this key; "" or the reason why it is still there."""
        try:
            library = self._ready()
            with self._writing:
                article = library.article(key)
                if article:
                    library.remove(article.id)
        except (RagError, OSError) as error:
            return error_text(error)
        return ""


def _added(changes: Changes, articles: int, sentences: int) -> Added:
    reasons = "; ".join(failure.reason for failure in changes.failed)
    if articles:
        what = (
            plural(sentences, "sentence")
            if articles == 1
            else f"{plural(articles, 'article')}, {plural(sentences, 'sentence')}"
        )
        return Added("added", f"added with {what}{f'; not all of it: {reasons}' if reasons else ''}")
    if reasons:
        return Added("failed", reasons)
    return Added("here", "already here (same content)")
