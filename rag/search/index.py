"""The saved index: one folder, many readers, one writer."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from threading import Lock

from cachetools import LRUCache, cachedmethod
from filelock import FileLock, Timeout

import rag.search.dense as dense
import rag.search.rank as rank
import rag.search.schema as schema
import rag.search.selection as selection
import rag.search.sparse as sparse
import rag.search.spelling as spelling
import rag.search.store as store
from rag.english.shingles import COPIED, share, shingles
from rag.english.tokens import terms
from rag.errors import IndexBusy
from rag.search.embed import Encoder, query_vector
from rag.search.ledger import Ledger
from rag.search.writer import Writer
from rag.types import Article, Chunk, Hit, Passage
from rag.types.retrieval import RetrievalResult

LOCK = "write.lock"
DEPTH = 100
"""Ranked chunks that are looked at for ones that are no copies."""
_ARTICLES = 1 << 24
"""Characters of the articles that are kept in memory."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    """One stored article with its sentences; never changes, so readers share it."""

    article: Article
    sentences: tuple[Passage, ...]
    voices: Ledger


class Index:
    """The index in `folder`; where there is none yet, everything but `writer()` says `IndexMissing`."""

    def __init__(self, folder: Path | str, encoder: Encoder) -> None:
        self.folder = Path(folder)
        self.encoder = encoder
        self._idle: deque[sqlite3.Connection] = deque()
        self._lock = Lock()
        self._closed = False
        self._file: tuple[int, ...] = ()
        self._checked = False
        self._snapshot: dense.Snapshot | None = None
        self._vocabulary: tuple[dense.Snapshot, spelling.Vocabulary] | None = None
        self._articles: LRUCache[tuple[int, int], _Loaded] = LRUCache(
            _ARTICLES, getsizeof=lambda loaded: len(loaded.article.text)
        )
        self._articles_lock = Lock()
        if self.exists:
            with self._reading():
                pass

    @property
    def exists(self) -> bool:
        """Whether an index was ever made here."""
        return (self._checked and (self.folder / schema.DATABASE).is_file()) or schema.is_made(self.folder)

    @property
    def generation(self) -> int:
        """Counts the changes; the same number means the same answers."""
        with self._reading() as connection:
            return int(_meta(connection, "generation") or 0)

    def meta(self, name: str) -> str | None:
        """What `Writer.set_meta` stored under `name`."""
        with self._reading() as connection:
            return _meta(connection, name)

    def articles(self) -> list[Article]:
        """All articles, by id."""
        with self._reading() as connection:
            return store.articles(connection)

    def added(self) -> list[str]:
        """The ids of all articles, the one that was added or changed last first."""
        with self._reading() as connection:
            return store.added(connection)

    def article(self, key: str) -> Article | None:
        """The article whose `Article.key` this is; None once it is changed or gone."""
        with self._reading() as connection:
            row = connection.execute("SELECT number, revision FROM articles WHERE key = ?", (key,)).fetchone()
            return self._load(connection, *row).article if row else None

    def sentences(self, article: Article) -> tuple[Passage, ...]:
        """All sentences of an article, in order; none if this content is not in the index."""
        held = self._held(article)
        return held.sentences if held else ()

    def voices(self, article: Article) -> Ledger:
        """The voices of each of these sentences."""
        held = self._held(article)
        return held.voices if held else ()

    def _held(self, article: Article) -> _Loaded | None:
        with self._reading() as connection:
            row = connection.execute("SELECT number, revision FROM articles WHERE key = ?", (article.key,)).fetchone()
            return self._load(connection, *row) if row else None

    def search(self, query: str, k: int = 5) -> list[Hit]:
        """The best `k` chunks for `query`, best first."""
        return list(self.retrieve(query, k).hits[:k])

    def retrieve(self, query: str, k: int = 5) -> RetrievalResult:
        """The best `k` chunks for `query` and what answering needs to know of them, from one state of the index.

        What nearly stands in better ones already does not count: of such copies there are up to `k` more."""
        if k <= 0:
            raise ValueError(f"k must be at least 1, not {k}")
        with self._reading() as connection:
            current = self._current(connection)
            asked, corrections = self._corrected(connection, current, query)
            vector = query_vector(self.encoder, asked)
            stems = sparse.query_terms(asked)
            ranked = rank.rank(connection, current, vector, stems, max(DEPTH, k))
            ranked, articles = self._without_more_copies(connection, current, ranked, k)
            found = [place for place, _ in ranked]
            spans = current.spans[found].tolist()
            words = set(terms(asked))
            counts = sparse.frequencies(connection, words)
            return RetrievalResult(
                query=asked,
                corrections=corrections,
                query_vector=vector,
                hits=tuple(
                    Hit(Chunk(article.sentences[first : last + 1]), score)
                    for article, (_, _, first, last), (_, score) in zip(articles, spans, ranked, strict=True)
                ),
                sentence_vectors=tuple(current.sentences(connection, current.numbers[found].tolist())),
                idf=sparse.idf(words, counts, len(current.numbers)),
                sentences={article.article.id: article.sentences for article in articles},
                voices={article.article.id: article.voices for article in articles},
                unknown=frozenset(stem for stem in stems if stem not in counts),
            )

    def _without_more_copies(
        self, connection: sqlite3.Connection, current: dense.Snapshot, ranked: Sequence[tuple[int, float]], k: int
    ) -> tuple[list[tuple[int, float]], list[_Loaded]]:
        """The best `k` ranked chunks that are no copies, with up to `k` copies among them; and their articles."""
        kept: list[tuple[int, float]] = []
        articles: list[_Loaded] = []
        seen: frozenset[int] = frozenset()
        own = 0
        for place, score in ranked:
            number, revision, first, last = current.spans[place].tolist()
            article = self._load(connection, number, revision)
            text = " ".join(sentence.text for sentence in article.sentences[first : last + 1])
            is_copy = share(text, seen) >= COPIED
            if is_copy and len(kept) - own == k:
                continue
            kept.append((place, score))
            articles.append(article)
            seen |= shingles(text)
            own += not is_copy
            if own == k:
                break
        return kept, articles

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """The right to change the index, for one at a time; leaves the cache of vectors as new as the database."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # A lock of its own each time: one shared by two threads would let the second in.
        lock = FileLock(self.folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise IndexBusy(
                f"{self.folder} is being updated by somebody else (another `rag update`, or articles being added in "
                f"the chat); try again when that has finished"
            ) from error
        try:
            connection = schema.connect_writer(self.folder, self.encoder)
            try:
                schema.check(connection, self.folder, self.encoder)
                dense.sweep(self.folder)
                try:
                    yield Writer(connection, self.folder, self.encoder)
                finally:
                    self._settle(connection)
            finally:
                connection.close()
        finally:
            lock.release()

    def copy(self, ids: Collection[str], folder: Path) -> None:
        """Make an index in the empty folder `folder` that holds only the articles of these ids, as of this moment."""
        with self._reading() as connection:
            selection.copy(connection, ids, folder, self.encoder)

    def close(self) -> None:
        """Gives the connections back; a closed index answers no more."""
        with self._lock:
            self._closed = True
            while self._idle:
                self._idle.pop().close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection inside one read transaction: whatever a writer does meanwhile is not seen."""
        connection, file = self._connection()
        try:
            with schema.translated(self.folder):
                if not self._checked:
                    schema.check(connection, self.folder, self.encoder)
                    self._checked = True
                with schema.transaction(connection):
                    yield connection
        except BaseException:
            connection.close()
            raise
        with self._lock:
            if file == self._file and not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _connection(self) -> tuple[sqlite3.Connection, tuple[int, ...]]:
        """A connection and the file it reads; an index that was deleted and made anew is noticed."""
        if self._closed:
            raise ValueError(f"the index in {self.folder} is closed")
        file = schema.file_of(self.folder)
        with self._lock:
            if file != self._file:
                self._file, self._checked = file, False
                self._snapshot = self._vocabulary = None
                with self._articles_lock:
                    self._articles.clear()
                while self._idle:
                    self._idle.pop().close()
            if self._idle:
                return self._idle.pop(), file
        return schema.connect(self.folder), file

    def _current(self, connection: sqlite3.Connection) -> dense.Snapshot:
        last = self._snapshot
        current = dense.snapshot(connection, self.folder, last)
        with self._lock:
            kept = self._snapshot
            if kept is None or kept.identity != current.identity or kept.generation < current.generation:
                self._snapshot = current
        return current

    def _settle(self, connection: sqlite3.Connection) -> None:
        with schema.translated(self.folder):
            with schema.transaction(connection):
                current = self._current(connection)
            dense.save(self.folder, current)
            # Leaves the database whole in its own file, so that a copy of the folder can be read where nothing may be
            # written; a reader in the middle of a question only puts it off.
            with suppress(sqlite3.OperationalError):
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _corrected(
        self, connection: sqlite3.Connection, current: dense.Snapshot, query: str
    ) -> tuple[str, dict[str, str]]:
        suspects = spelling.suspects(query)
        known = sparse.frequencies(connection, suspects.values()) if suspects else {}
        misspelt = [word for word, stem in suspects.items() if stem not in known]
        if not misspelt:
            return query, {}
        cached = self._vocabulary
        if cached is None or cached[0] is not current:
            cached = current, spelling.Vocabulary(connection.execute("SELECT word, chunks FROM words"))
            self._vocabulary = cached
        return spelling.correct(query, misspelt, cached[1])

    @cachedmethod(attrgetter("_articles"), key=lambda self, _, *version: version, lock=attrgetter("_articles_lock"))
    def _load(self, connection: sqlite3.Connection, number: int, revision: int) -> _Loaded:
        article = store.article(connection, number)
        return _Loaded(article, store.sentences(connection, number, article), store.voices(connection, number))


def _meta(connection: sqlite3.Connection, name: str) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else None
