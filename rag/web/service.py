"""The library behind the page: opened, updated and warmed in the background, so that the page is there at once."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from collections.abc import Generator as Stream
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal

import rag.places as places
import rag.web.feedback as feedback
from rag.errors import IndexBusy, RagError
from rag.serving.gate import Gate
from rag.serving.metrics import Metrics
from rag.types import Answer, CheckedSentence, CheckedText, Failure, Statement, Turn
from rag.web.anchors import anchored
from rag.web.causes import error_text
from rag.web.conversations import Conversations, Desk
from rag.web.editing import Editing
from rag.web.listing import scope_of
from rag.web.phrasing import Phrasing
from rag.web.translation import gettext, ngettext
from rag.web.turns import Conversation

if TYPE_CHECKING:
    from rag.generation import Generator
    from rag.library import Library
    from rag.search.embed import Encoder

Opener = Callable[[Path | str], "Library"]
"""How the library in a place is opened."""
log = logging.getLogger(__name__)
DIAL = {"more": 0.0, "sure": 0.5}
"""The least confidence of an answer that is given; named by nothing, it is what came with the weights."""
MAX_QUESTION = 4_000
MAX_TEXT = 50_000
"""Characters of a text to check: `rag.verification.report.LONGEST`, which takes long to import."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the service is doing, in the words the page shows."""

    state: Literal["preparing", "ready", "failed"]
    text: str
    count: int = 0
    """Articles in the index as far as it is open."""
    reason: str = ""
    generator: str = ""
    """The language model that phrases the answers, if any."""
    generators: tuple[str, ...] = ()
    """Those that can be chosen for an answer."""
    version: int = -1
    """Another number means other articles."""


class NotReady(RagError):
    """The articles could not be prepared."""


def open_library(
    index: Path | str, *, encoder: Encoder | str | None = None, generator: Generator | None = None
) -> Library:
    """The library in a place, with the encoder and the generator that `Library` takes."""
    # FAISS and NumPy are imported here, in the background, and not before the page is served.
    from rag.library import Library

    return Library(index, encoder=encoder, generator=generator)


class Service:
    """One library for every browser. All methods may be called from any thread."""

    def __init__(
        self,
        index: Path | str,
        articles: Path | None,
        open_library: Opener = open_library,
        *,
        offered: Sequence[Generator] = (),
        at_once: int | None = None,
    ) -> None:
        self.gate = Gate(at_once)
        """Who asks enters it first."""
        self.metrics = Metrics(
            self.gate, lambda: self.status.count, lambda: self._library.generation if self._library else 0
        )
        self.phrasing = Phrasing(offered)
        self._index, self._folder, self._articles = index, places.folder(index), articles
        self._open = open_library
        self._library: Library | None = None
        self._settled = Event()
        self._progress = (0, 0)
        self._reason = ""
        self._failures: tuple[Failure, ...] = ()
        self._listed = (-1, frozenset[str](), 0.0)
        self.conversations = Conversations(self._folder)
        self.run = token_hex(8)
        """Another one means that the server was started anew, and has forgotten which conversations are open."""
        self._writing = Lock()
        self.editing = Editing(self.ready, self._writing)
        self._starting = Lock()

    def prepare(self) -> None:
        """Start preparing in the background; once more after a failure."""
        with self._starting:
            if self._settled.is_set() and not self._reason:
                return
            self._settled.clear()
            self._reason = ""
            Thread(target=self._prepare, name="prepare the articles", daemon=True).start()

    def wait(self, seconds: float | None = None) -> bool:
        """Whether preparing has come to its end, well or badly, within so many seconds."""
        return self._settled.wait(seconds)

    @property
    def status(self) -> Status:
        """What the page says of the articles now."""
        count, version, (done, total) = len(self._ids()), self._listed[0], self._progress
        if not self._settled.is_set():
            so_far = gettext("Preparing the articles… {n} of {total}", n=done, total=total)
            said = so_far if total else gettext("Preparing the articles…")
            return Status("preparing", said, count, version=version)
        if self._reason:
            failed = gettext("The articles could not be prepared.")
            return Status("failed", failed, count, self._reason, version=version)
        generator = self._library.generator if self._library else ""
        checked = gettext("Every sentence is checked and links to its source. Phrased by {name}.", name=generator)
        how = checked if generator else gettext("Every sentence links to its source.")
        said = ngettext("{n} article. {how}", "{n} articles. {how}", count, how=how)
        names = self.phrasing.names(generator)
        return Status("ready", said, count, generator=generator, generators=names, version=version)

    @property
    def library(self) -> Library | None:
        """The library as soon as its index is open, which is well before it can answer."""
        return self._library

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The files of the articles folder that could not be read."""
        return self._failures

    def ready(self) -> Library:
        """The library once it can answer; raises `NotReady` with the reason where it never will."""
        self._settled.wait()
        if self._reason or self._library is None:
            raise NotReady(self._reason)
        return self._library

    def examples(self) -> tuple[str, ...]:
        """Questions to start with; none until the library can answer."""
        return self._library.examples if self._library and self.status.state == "ready" else ()

    def stream(
        self,
        question: str,
        history: Sequence[Turn],
        *,
        kind: str | None = None,
        generator: str | None = None,
        only: Collection[str] = (),
        dial: str = "",
        **watched: Any,
    ) -> Stream[Statement, None, Answer]:
        """`Library.stream`, once the library can answer; raises `NotReady` where it never will.

        With `only`, no other articles are asked than those of these ids. `generator` is the name of one that is
        offered, or empty for the articles' own words; any other name is that of the library's own. `dial` is one of
        `DIAL`: how sure the answer has to be."""
        chosen = self.phrasing.chosen(generator)
        named = {"generator": chosen, **watched} if chosen else watched
        if dial in DIAL:
            named = {"least_confidence": DIAL[dial], **named}
        with self.metrics.question("unknown") as asked:
            answer = yield from self._asked(only).stream(question, history, kind=kind, **named)
            asked.kind, asked.outcome = answer.kind.value, "answered" if answer.answered else "refused"
        return answer

    def stream_check(self, text: str, only: Collection[str] = ()) -> Stream[CheckedSentence, None, CheckedText]:
        """`Library.stream_check`, once the library can answer; raises `NotReady` where it never will."""
        with self.metrics.question("check") as asked:
            checked = yield from self._asked(only).stream_check(text)
            asked.outcome = "answered"
        return checked

    def chosen(self, desk: Desk | None) -> frozenset[str]:
        """The ids of the articles that a browser chose to ask, as far as they are there; none: it asks all of them."""
        try:
            chosen = self.conversations.chosen(desk.owner) if desk else frozenset()
        except (sqlite3.Error, OSError) as error:
            log.warning("a choice of articles could not be read: %s", error)
            return frozenset()
        return chosen & self._ids() if chosen else chosen

    def choose(self, desk: Desk, ids: Iterable[str], chosen: bool = True, *, others: bool = True) -> None:
        """Choose articles to ask, or no longer; without the `others`, none but these stay chosen."""
        try:
            if not others:
                self.conversations.choose(desk.owner, self.conversations.chosen(desk.owner), False)
            self.conversations.choose(desk.owner, ids, chosen)
        except (sqlite3.Error, OSError) as error:
            log.warning("a choice of articles was not kept: %s", error)

    def dial(self, desk: Desk | None) -> str:
        """How sure an answer has to be for a browser: one of `DIAL`, or empty."""
        try:
            value = self.conversations.dial(desk.owner) if desk else ""
        except (sqlite3.Error, OSError) as error:
            log.warning("a setting could not be read: %s", error)
            return ""
        return value if value in DIAL else ""

    def set_dial(self, desk: Desk, value: str) -> None:
        """Keep how sure an answer has to be for a browser."""
        try:
            self.conversations.set_dial(desk.owner, value)
        except (sqlite3.Error, OSError) as error:
            log.warning("a setting was not kept: %s", error)

    def holds(self, id: str) -> bool:
        """Whether there is an article of this id."""
        return id in self._ids()

    def scope(self, chosen: Collection[str]) -> str:
        """Which articles answer, "3 of 41 articles"; empty where all of them do."""
        return scope_of(chosen, len(self._ids()))

    def _asked(self, only: Collection[str]) -> Library:
        library = self.ready()
        return library.only(only) if self.scope(only) else library

    def keep_feedback(self, question: str, answer: dict[str, Any], verdict: str, remark: str = "") -> None:
        """Keep a verdict on an answer, in the index folder."""
        with self._writing:
            feedback.keep(self._folder, question, answer, verdict, remark)

    def keep_conversation(self, desk: Desk | None, turns: Conversation) -> None:
        """Store a conversation; a full disk costs what is stored, not the page."""
        try:
            if desk:
                self.conversations.keep(desk, turns)
        except (sqlite3.Error, OSError) as error:
            log.warning("a conversation was not kept: %s", error)

    def recall(self, desk: Desk | None) -> Conversation:
        """The turns of a conversation that was kept, their citations where the words stand now."""
        try:
            turns = self.conversations.turns(desk) if desk else ()
        except (sqlite3.Error, OSError, ValueError, TypeError) as error:
            log.warning("a conversation could not be read: %s", error)
            return ()
        return self.anchored(turns)

    def anchored(self, turns: Conversation) -> Conversation:
        """The turns with their citations where the words stand now, as soon as the index is open."""
        return anchored(turns, self._library) if self._library and turns else turns

    def _ids(self) -> frozenset[str]:
        """The ids of the articles; a page asks often, so that they are listed again only where something has changed,
        and once a second at most while everything does."""
        version, ids, when = self._listed
        if self._library and (self._settled.is_set() or monotonic() - when > 1):
            current = self._library.generation
            if current != version:
                ids = frozenset(article.id for article in self._library.articles)
                self._listed = (current, ids, monotonic())
        return ids

    def _prepare(self) -> None:
        try:
            self._library = self._library or self._open(self._index)
            if self._articles and self._articles.is_dir():
                self._update(self._library, self._articles)
            self._library.warm()
        except Exception as error:
            # Whatever it is: the page must say so instead of preparing for ever.
            if not isinstance(error, RagError):
                log.exception("preparing the articles failed")
            self._reason = error_text(error)
        self._settled.set()

    def _update(self, library: Library, articles: Path) -> None:
        def progress(done: int, total: int, _: str) -> None:
            self._progress = (done, total)

        try:
            with self._writing:
                self._failures = library.update(articles, progress).failed
        except IndexBusy:
            if not library.articles:
                raise
            log.warning("somebody else is updating the index: going on with what it holds")
