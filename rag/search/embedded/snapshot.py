"""What searching needs of one generation of an index; its large parts lie in files that may always be thrown away."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, NamedTuple

import numpy as np

import rag.search.cache as cache
import rag.search.embedded.bm25 as bm25
import rag.search.embedded.dense as dense
import rag.search.embedded.order as order
import rag.search.embedded.shortened as shortened
from rag.search.cache import Arrays
from rag.search.embedded.bm25 import Postings, Words
from rag.search.embedded.dense import Near, Vectored
from rag.search.embedded.order import AnyPart, Order, Part, completed
from rag.search.embedded.remembered import Remembered
from rag.search.store import Numbers
from rag.types.retrieval import Vectors

SMALL, SHARE = 2000, 20
"""The files of fewer chunks are written anew whenever anything has changed, those of more once one in so many has."""


@dataclass(frozen=True)
class Snapshot:
    """All chunks of one generation. Searching needs no lock: a change makes another snapshot, out of the same parts and
    one for what is new, so that whoever is searching goes on in the one it has."""

    identity: str
    generation: int
    order: Order
    near: Vectored
    words: Words
    remembered: Remembered

    def of(self, articles: Collection[int]) -> Snapshot:
        """The same of the articles of these numbers alone: the same parts, of which all other chunks count as gone."""
        order = self.order.of(articles)
        near = Vectored(self.near.parts, order, self.remembered)
        return replace(self, order=order, near=near, words=Words(self.words.parts, order))

    def sentences(self, connection: sqlite3.Connection, numbers: Sequence[int]) -> list[Vectors]:
        """The vectors of the sentences of each of these chunks, one row each."""
        return [row.sentences for row in self.remembered.of(connection, numbers)]


class _Kind(NamedTuple, Generic[AnyPart]):
    """How parts of one kind are made, and kept in a file."""

    file: str
    """Its name, and that under which the database knows its digest."""
    load: Callable[[Arrays, str], AnyPart | None]
    """None for a file of another version."""
    make: Callable[[sqlite3.Connection, Numbers, int], AnyPart]
    make_all: Callable[[sqlite3.Connection, Numbers, int], AnyPart]
    """As `make`, for the file."""


VECTORS: _Kind[Near] = _Kind(
    "vectors.faiss",
    lambda arrays, digest: shortened.loaded(arrays, digest) or dense.loaded(arrays, digest),
    dense.whole,
    shortened.whole_or_shortened,
)
POSTINGS: _Kind[Postings] = _Kind(
    "postings.bm25",
    Postings,
    lambda connection, numbers, _: bm25.postings(connection, numbers),
    lambda connection, numbers, _: bm25.postings(connection, numbers),
)


class _Generation:
    """What one transaction of the database sees, and what there was before."""

    def __init__(self, connection: sqlite3.Connection, folder: Path, last: Snapshot | None) -> None:
        self._connection = connection
        self._folder = folder
        self._meta = dict(connection.execute("SELECT name, value FROM meta"))
        self._digests = dict(connection.execute("SELECT name, digest FROM files"))
        self.last = last if last is not None and last.identity == self._meta["identity"] else None
        self._number = int(self._meta["generation"])
        self.same = self.last is not None and self.last.generation == self._number
        self._order = self.last.order if self.last and self.same else order.read(connection)
        self._dimension = int(self._meta["dimension"])

    def settled(self, last: Snapshot) -> bool:
        """Whether the last snapshot is of this generation, and its files need not be written."""
        parts = ((VECTORS.file, last.near.parts), (POSTINGS.file, last.words.parts))
        return self.same and not any(
            self._stale(held) or held[0].digest != self._digests.get(file, "") for file, held in parts
        )

    def snapshot(self, renew: bool) -> Snapshot:
        remembered = self.last.remembered if self.last else Remembered(self._dimension)
        near = self._parts(VECTORS, self.last.near.parts if self.last else (), renew)
        postings = self._parts(POSTINGS, self.last.words.parts if self.last else (), renew)
        return Snapshot(
            identity=self._meta["identity"],
            generation=self._number,
            order=self._order,
            near=Vectored(near, self._order, remembered),
            words=Words(postings, self._order),
            remembered=remembered,
        )

    def _parts(self, kind: _Kind[AnyPart], held: tuple[AnyPart, ...], renew: bool) -> tuple[AnyPart, ...]:
        """Parts that hold all chunks, out of those there were or, where it is another, the file."""
        digest = self._digests.get(kind.file, "")
        if (held[0].digest if held else "") != digest and (arrays := cache.load(self._folder / kind.file, digest)):
            held = (part,) if (part := kind.load(arrays, digest)) else held
        if renew and self._stale(held):
            held = (self._written(kind),)
        return completed(held, self._order, lambda numbers: kind.make(self._connection, numbers, self._dimension))

    def _stale(self, held: Sequence[Part]) -> bool:
        """Whether too much has changed since the file was written, or there is none."""
        if not held or not held[0].digest:
            return True
        known, now = len(held[0].numbers), len(self._order.numbers)
        kept = int((self._order.places(held[0].numbers) >= 0).sum())
        return (known - kept) + (now - kept) > (now // SHARE if now >= SMALL else 0)

    def _written(self, kind: _Kind[AnyPart]) -> AnyPart:
        """A part that holds all chunks, in the file if that can be written."""
        made = kind.make_all(self._connection, np.sort(self._order.numbers), self._dimension)
        path = self._folder / kind.file
        if digest := cache.save(path, made.arrays):
            self._connection.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (kind.file, digest))
        arrays = cache.load(path, digest)
        return (kind.load(arrays, digest) if arrays else None) or made


def snapshot(connection: sqlite3.Connection, folder: Path, last: Snapshot | None) -> Snapshot:
    """All chunks as the connection's transaction sees them: `last`, or out of its parts, the files and the database."""
    generation = _Generation(connection, folder, last)
    return last if last is not None and generation.same else generation.snapshot(renew=False)


def renewed(connection: sqlite3.Connection, folder: Path, last: Snapshot | None) -> Snapshot:
    """As `snapshot`, inside a transaction for writing: a file that much has changed since, or that is not what it
    should be, is written anew."""
    generation = _Generation(connection, folder, last)
    return last if last is not None and generation.settled(last) else generation.snapshot(renew=True)
