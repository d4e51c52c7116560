"""The index: many readers, one writer, wherever it is kept."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from threading import Lock

from cachetools import LRUCache, cachedmethod

import rag.search.rank as rank
import rag.search.sparse as sparse
import rag.search.spelling as spelling
from rag.english.shingles import COPIED, share, shingles
from rag.english.tokens import terms
from rag.search.edits import Edits
from rag.search.embed import Encoder, query_vector
from rag.search.ledger import Ledger
from rag.search.opening import opened
from rag.search.store import State, StoredArticle, StoredChunks, Version
from rag.search.writer import Writer
from rag.types import Article, Chunk, Hit, Passage
from rag.types.retrieval import RetrievalResult
from rag.types.where import Facts

DEPTH = 100
"""Ranked chunks that are looked at for ones that are no copies."""
OUTLINED = 40
"""Ranked chunks by which one tells that what is found has changed: twice what an answer is chosen from."""
_ARTICLES = 1 << 24
"""Characters of the articles that are kept in memory."""

_Key = tuple[str, Version]


class Index:
    """The index in `place`; where there is none yet, everything but `writer()` says `IndexMissing`."""

    def __init__(self, place: Path | str, encoder: Encoder) -> None:
        self.encoder = encoder
        self.store = opened(place, encoder)
        self.chosen: frozenset[str] | None = None
        self._vocabulary: tuple[tuple[str, int], spelling.Vocabulary] | None = None
        self._articles: LRUCache[_Key, StoredArticle] = LRUCache(
            _ARTICLES, getsizeof=lambda stored: len(stored.article.text)
        )
        self._articles_lock = Lock()
        try:
            if self.exists:
                with self.store.reading():
                    pass
        except BaseException:
            self.store.close()
            raise

    def only(self, ids: Collection[str]) -> Index:
        """This index as if it held no articles but those of these ids: to read, not to write, and closed with it."""
        made = copy(self)
        made.chosen = frozenset(ids) if self.chosen is None else self.chosen & frozenset(ids)
        made._vocabulary = None
        return made

    @property
    def folder(self) -> Path:
        """Where on this machine lies what is kept beside the index."""
        return self.store.folder

    @property
    def exists(self) -> bool:
        """Whether an index was ever made here."""
        return self.store.exists

    @property
    def generation(self) -> int:
        """Counts the changes; the same number means the same answers."""
        with self.store.reading(self.chosen) as state:
            return state.generation

    def meta(self, name: str) -> str | None:
        """What `Writer.set_meta` stored under `name`."""
        with self.store.reading(self.chosen) as state:
            return state.meta(name)

    def edits(self) -> dict[str, Edits]:
        """What people changed of what is known of articles, by the article's id."""
        with self.store.reading(self.chosen) as state:
            held = state.edits()
        return {id: facts for id, facts in held.items() if self.chosen is None or id in self.chosen}

    def articles(self) -> list[Article]:
        """All articles, by id."""
        with self.store.reading(self.chosen) as state:
            return state.articles()

    def facts(self) -> list[Facts]:
        """What is known of all articles, by id, without their texts."""
        with self.store.reading(self.chosen) as state:
            return state.facts()

    def added(self) -> list[str]:
        """The ids of all articles, the one that was added or changed last first."""
        with self.store.reading(self.chosen) as state:
            return state.added()

    def article(self, key: str) -> Article | None:
        """The article whose `Article.key` this is; None once it is changed or gone."""
        held = self._held(key)
        return held.article if held else None

    def sentences(self, article: Article) -> tuple[Passage, ...]:
        """All sentences of an article, in order; none if this content is not in the index."""
        held = self._held(article.key)
        return held.sentences if held else ()

    def voices(self, article: Article) -> Ledger:
        """The voices of each of these sentences."""
        held = self._held(article.key)
        return held.voices if held else ()

    def _held(self, key: str) -> StoredArticle | None:
        with self.store.reading(self.chosen) as state:
            version = state.find(key)
            return self._load(state, (state.identity, version)) if version else None

    def search(self, query: str, k: int = 5) -> list[Hit]:
        """The best `k` chunks for `query`, best first."""
        return list(self.retrieve(query, k).hits[:k])

    def retrieve(self, query: str, k: int = 5) -> RetrievalResult:
        """The best `k` chunks for `query` and what answering needs to know of them, from one state of the index.

        What nearly stands in better ones already does not count: of such copies there are up to `k` more."""
        if k <= 0:
            raise ValueError(f"k must be at least 1, not {k}")
        with self.store.reading(self.chosen) as state:
            asked, corrections = self._corrected(state, query)
            vector = query_vector(self.encoder, asked)
            stems = sparse.query_terms(asked)
            chunks, ranked = rank.rank(state, vector, stems, max(DEPTH, k))
            ranked, articles = self._without_more_copies(state, chunks, ranked, k)
            words = set(terms(asked))
            counts = state.frequencies(words)
            return RetrievalResult(
                query=asked,
                corrections=corrections,
                query_vector=vector,
                hits=tuple(
                    Hit(Chunk(article.sentences[first : last + 1]), score)
                    for article, (place, score) in zip(articles, ranked, strict=True)
                    for _, _, first, last in [chunks.spans[place].tolist()]
                ),
                sentence_vectors=tuple(chunks.sentences[place] for place, _ in ranked),
                idf=sparse.idf(words, counts, state.count()),
                sentences={article.article.id: article.sentences for article in articles},
                voices={article.article.id: article.voices for article in articles},
                unknown=frozenset(stem for stem in stems if stem not in counts),
            )

    def outline(self, query: str) -> str:
        """A digest of what `retrieve` finds first, quicker than that: another one where the best chunks or their order
        are others, or a word of the query tells another tenth."""
        with self.store.reading(self.chosen) as state:
            asked, _ = self._corrected(state, query)
            chunks, ranked = rank.rank(state, query_vector(self.encoder, asked), sparse.query_terms(asked), OUTLINED)
            words = set(terms(asked))
            tells = sparse.idf(words, state.frequencies(words), state.count())
            found = chunks.spans[[place for place, _ in ranked]].tolist()
        told = [asked, found, sorted((word, round(idf, 1)) for word, idf in tells.items())]
        return sha256(json.dumps(told).encode()).hexdigest()

    def _without_more_copies(
        self, state: State, chunks: StoredChunks, ranked: Sequence[tuple[int, float]], k: int
    ) -> tuple[list[tuple[int, float]], list[StoredArticle]]:
        """The best `k` ranked chunks that are no copies, with up to `k` copies among them; and their articles."""
        kept: list[tuple[int, float]] = []
        articles: list[StoredArticle] = []
        seen: frozenset[int] = frozenset()
        own, identity = 0, state.identity
        for place, score in ranked:
            number, revision, first, last = chunks.spans[place].tolist()
            article = self._load(state, (identity, Version(number, revision)))
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
        """The right to change the index, for one at a time."""
        if self.chosen is not None:
            raise ValueError("these are chosen articles of an index, which are there to be asked; change the index")
        with self.store.writing() as writing:
            yield Writer(writing, self.encoder)

    def close(self) -> None:
        """Gives the connections back; a closed index answers no more."""
        if self.chosen is None:
            self.store.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _corrected(self, state: State, query: str) -> tuple[str, dict[str, str]]:
        suspects = spelling.suspects(query)
        known = state.frequencies(suspects.values()) if suspects else {}
        misspelt = [word for word, stem in suspects.items() if stem not in known]
        if not misspelt:
            return query, {}
        version, cached = (state.identity, state.generation), self._vocabulary
        if cached is None or cached[0] != version:
            cached = version, spelling.Vocabulary(iter(state.words()))
            self._vocabulary = cached
        return spelling.correct(query, misspelt, cached[1])

    @cachedmethod(attrgetter("_articles"), key=lambda self, _, version: version, lock=attrgetter("_articles_lock"))
    def _load(self, state: State, key: _Key) -> StoredArticle:
        return state.load(key[1].number)
