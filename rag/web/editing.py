"""What a page changes of the articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Literal

from cachetools import LRUCache

from rag.errors import RagError
from rag.types import Changes
from rag.web.causes import error_text
from rag.web.markup import is_web_address
from rag.web.reader import GONE_ARTICLE
from rag.web.told import told
from rag.web.translation import gettext as _
from rag.web.translation import ngettext

if TYPE_CHECKING:
    from rag.by_hand import Removed
    from rag.library import Library

MAX_FILE = 10 * 2**20
UNDOABLE = 32
"""Browsers that can undo what they removed last."""
GONE = "What was removed cannot be put back any more."


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one uploaded file."""

    state: Literal["added", "here", "failed"]
    text: str


class Editing:
    """Adds, removes and edits articles, one change at a time, whoever asks for it."""

    def __init__(self, ready: Callable[[], Library], writing: Lock) -> None:
        self._ready, self._writing = ready, writing
        self._removed: LRUCache[str, Removed] = LRUCache(UNDOABLE)

    def add(self, name: str, data: bytes) -> Added:
        """Add one uploaded file and say what became of it, in words for its row."""
        if len(data) > MAX_FILE:
            return Added("failed", _("is larger than 10 MB"))
        return self._add(lambda library: library.add(name, data))

    def _add(self, add: Callable[[Library], Changes]) -> Added:
        try:
            library = self._ready()
            with self._writing:
                before = {article.id for article in library.articles}
                changes = add(library)
                new = [article for article in library.articles if article.id not in before]
                sentences = sum(len(library.sentences(article)) for article in new)
        except (RagError, OSError) as error:
            return Added("failed", told(error_text(error)))
        return _added(changes, len(new), sentences)

    def add_text(self, text: str) -> Added:
        """Add a text that was pasted, named by its first line, or what an address gives."""
        if not text.strip():
            return Added("failed", _("is empty"))
        first, *others = text.strip().splitlines()
        if not others and is_web_address(first):
            return self._add(lambda library: library.add_url(first))
        name = " ".join(re.sub(r"[^\w-]+", " ", first).split())[:60] or "pasted"
        return self.add(f"{name}.txt", text.encode("utf-8", "replace"))

    def remove(self, ids: Collection[str], owner: str) -> str:
        """Remove articles for a browser, which can undo it; "" or the reason why they are still there."""

        def remove(library: Library) -> None:
            held = {article.id for article in library.articles}
            if there := [id for id in ids if id in held]:
                self._removed[owner] = library.remove(*there)

        return self._tried(remove)

    def undo(self, owner: str) -> str:
        """Put back what a browser removed last; "" or the reason why it is not back."""

        def undo(library: Library) -> None:
            if not (removed := self._removed.get(owner)):
                raise ValueError(GONE)
            library.restore(removed)
            del self._removed[owner]

        return self._tried(undo)

    def edit(self, key: str, facts: Mapping[str, str | None] | None) -> str:
        """Change what is known of an article, with no `facts` back into what its source has; "" or why it is not."""

        def edit(library: Library) -> None:
            if not (article := library.article(key)):
                raise ValueError(GONE_ARTICLE)
            library.edit(article.id, library.edited.get(article.id, {}) if facts is None else facts)

        return self._tried(edit)

    def _tried(self, change: Callable[[Library], None]) -> str:
        try:
            library = self._ready()
            with self._writing:
                change(library)
        except (RagError, OSError, ValueError) as error:
            return told(error_text(error))
        return ""


def _added(changes: Changes, articles: int, sentences: int) -> Added:
    unread = [part for one in changes.incomplete for part in one.reason.split("; ")]
    reasons = "; ".join(told(reason) for reason in (*(one.reason for one in changes.failed), *unread))
    if not articles:
        return Added("failed", reasons) if reasons else Added("here", _("already here (same content)"))
    held = ngettext("{n} sentence", "{n} sentences", sentences)
    if articles > 1:
        held = ngettext("{n} article, {sentences}", "{n} articles, {sentences}", articles, sentences=held)
    if reasons:
        return Added("added", _("added with {sentences}; not all of it: {reasons}", sentences=held, reasons=reasons))
    return Added("added", _("added with {sentences}", sentences=held))
