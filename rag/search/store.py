"""What an index asks of the place that it is kept in. There are two: a folder (`rag.search.embedded`) and a Postgres
database (`rag.search.postgres`); nothing else of the package knows which."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

import rag.search.embed as embed
from rag.errors import IndexDamaged, IndexMismatch
from rag.search.edits import Edits
from rag.search.embed import Encoder
from rag.search.ledger import Ledger
from rag.types import Article, Chunk, Passage
from rag.types.retrieval import Vectors
from rag.types.where import Facts

FORMAT = "6"
"""Raise it whenever a table, a term of `rag.english.tokens`, what a vector is made of or the way sentences are cut or
their speakers are told changes."""
RESERVED = frozenset({"format", "model", "dimension", "generation", "identity"})
"""What only the store itself keeps among the small texts."""

Numbers = NDArray[np.int64]
Scores = NDArray[np.float64]


class Found(NamedTuple):
    """Chunks by their numbers, best first, and how good each is."""

    chunks: Numbers
    scores: Scores


class Version(NamedTuple):
    """Which article is meant, and in which of its states: the same numbers never mean another."""

    number: int
    revision: int


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """Which version of an article the index holds: the digest of its text and of the file it came from."""

    digest: str
    source_digest: str


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """One stored article with its sentences; never changes, so readers share it."""

    article: Article
    sentences: tuple[Passage, ...]
    voices: Ledger


@dataclass(frozen=True, slots=True, eq=False)
class StoredChunks:
    """Some chunks, in the order of their articles' ids and of their places there."""

    numbers: Numbers
    spans: NDArray[np.int64]
    """A row a chunk: number and revision of its article, its first and last sentence."""
    vectors: Vectors
    sentences: Sequence[Vectors]
    """For each chunk the vectors of its sentences, one row each."""


class State(Protocol):
    """An index as it is at one moment: whatever a writer does meanwhile is not seen.

    Where it is one of chosen articles alone, all of it is as if the index held no others: what is found, how common a
    word is, which words there are. `identity`, `generation`, `meta` and `edits` are those of the whole index."""

    @property
    def identity(self) -> str:
        """Another one in another index, also in one that was made anew in the same place."""
        ...

    @property
    def generation(self) -> int:
        """Counts the changes; the same number means the same answers."""
        ...

    def meta(self, name: str) -> str | None:
        """What was stored under `name`."""
        ...

    def edits(self) -> dict[str, Edits]:
        """What people changed of what is known of articles, by the article's id."""
        ...

    def articles(self) -> list[Article]:
        """All articles, by id."""
        ...

    def facts(self) -> list[Facts]:
        """What is known of all articles, by id; no text is read for it."""
        ...

    def added(self) -> list[str]:
        """The ids of all articles, the one that was stored last first."""
        ...

    def find(self, key: str) -> Version | None:
        """The article whose `Article.key` this is."""
        ...

    def load(self, number: int) -> StoredArticle:
        """The article of this number."""
        ...

    def count(self) -> int:
        """How many chunks there are."""
        ...

    def get(self, chunks: Numbers) -> StoredChunks:
        """These chunks, each once."""
        ...

    def dense(self, vector: Vectors, k: int) -> Found:
        """The k chunks whose vectors have the greatest inner product with this one, as `exact.products` gives it; of
        equally near ones those that stand first by article id and place."""
        ...

    def lexical(self, stems: Sequence[str], k: int) -> Found:
        """The k best chunks of those that hold any of these stems, by BM25; equally good ones as in `dense`."""
        ...

    def weigh(self, stems: Sequence[str], chunks: Numbers) -> Scores:
        """The BM25 score of each of these chunks, 0 for those that hold none of the stems."""
        ...

    def frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many chunks each stem occurs; stems that occur in none are left out."""
        ...

    def words(self) -> Iterable[tuple[str, int]]:
        """Every form of a word that stands in the articles, with the number of chunks it stands in."""
        ...


class Writing(Protocol):
    """The right to change an index. Each call is one transaction: on disk when it returns, or not at all."""

    def versions(self) -> dict[str, StoredVersion]:
        """Which version of every article the index holds, by id."""
        ...

    def article(self, id: str) -> Article:
        """The article of this id. Raises `KeyError` where there is none."""
        ...

    def put(
        self, article: Article, chunks: Sequence[Chunk], source_digest: str, vectors: tuple[Vectors, Vectors]
    ) -> None:
        """Store an article with its chunks and the vectors of (chunks, sentences), in place of one of the same id."""
        ...

    def rename(self, old_id: str, article: Article, source_digest: str) -> None:
        """Let the article `old_id` be `article`, which has the same text; `KeyError` or `ValueError` where it has not
        or there is none."""
        ...

    def remove(self, id: str) -> bool:
        """Take an article out; says whether it was there."""
        ...

    def withhold(self, id: str, source_digest: str) -> None:
        """Take an article out and remember the digest of its file."""
        ...

    def withheld(self) -> dict[str, str]:
        """The articles that are withheld, with the digests of their files."""
        ...

    def restore(self, id: str) -> None:
        """Withhold the article no longer."""
        ...

    def set_meta(self, name: str, value: str) -> None:
        """Keep a small text."""
        ...

    def edits(self) -> dict[str, Edits]:
        """As `State.edits`, at this moment."""
        ...

    def keep_edits(self, id: str, facts: Edits) -> None:
        """Keep the edits of one article in the place of those that there were; none: forget them."""
        ...


class Store(Protocol):
    """A place that an index is kept in, for many readers and one writer at a time."""

    @property
    def folder(self) -> Path:
        """Where on this machine lies what is kept beside the index: what was uploaded and fetched."""
        ...

    @property
    def exists(self) -> bool:
        """Whether an index was ever made here."""
        ...

    def reading(self, where: frozenset[str] | None = None) -> AbstractContextManager[State]:
        """One state of the index, of the articles of these ids alone if any are given; an id that is not there is no
        matter. Raises `IndexMissing` where none was made, and what `checked` raises."""
        ...

    def writing(self) -> AbstractContextManager[Writing]:
        """The right to change the index, which is made where there is none. Raises `IndexBusy` while another has it."""
        ...

    def close(self) -> None:
        """Gives the connections back; a closed store is read no more."""
        ...


def checked(meta: Mapping[str, str], place: str, encoder: Encoder, anew: str) -> None:
    """Raises `IndexDamaged` or `IndexMismatch` unless the index in `place` is of this format and of this encoder.

    `anew` is what one does to have it made anew."""
    if unknown := sorted(RESERVED - meta.keys()):
        raise IndexDamaged(
            f"the index in {place} cannot be read (its {unknown[0]} is missing). It holds nothing that the articles do "
            f"not: {anew}"
        )
    if meta["format"] != FORMAT:
        raise IndexMismatch(
            f"the index in {place} was made by another version: its format is {meta['format']}, not {FORMAT}. Index "
            f"the articles anew with `rag update ARTICLES --index ANOTHER_FOLDER`, or {anew}"
        )
    # The name first: asked for its dimension, a model may have to be loaded.
    if meta["model"] != encoder.name or meta["dimension"] != str(encoder.dimension):
        raise _another_encoder(place, meta, encoder)


def fresh_meta(encoder: Encoder, identity: str) -> dict[str, str]:
    """What a new index knows of itself."""
    return {
        "format": FORMAT,
        "model": encoder.name,
        "model source": embed.source(encoder),
        "dimension": str(encoder.dimension),
        "generation": "0",
        "identity": identity,
    }


def _another_encoder(place: str, meta: Mapping[str, str], encoder: Encoder) -> IndexMismatch:
    made_with, wanted = (shlex.quote(name) for name in (meta.get("model source", meta["model"]), embed.source(encoder)))
    told, instead = meta["model"], encoder.name
    if told == instead:
        told, instead = f"{told} of {meta['dimension']} dimensions", f"{instead} of {encoder.dimension}"
    return IndexMismatch(
        f"the index in {place} was made with the encoder {told}, not {instead}. Open it with `--encoder {made_with}`, "
        f"or index the articles anew with `rag update ARTICLES --index ANOTHER_FOLDER --encoder {wanted}`"
    )
