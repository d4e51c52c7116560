"""Chunk vectors: FAISS finds the near ones, looking at all of them or, where they are many, at some partitions."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

import rag.search.embedded.rows as rows
from rag.search.cache import Arrays
from rag.search.embedded.order import Order
from rag.search.exact import DIGITS, best, products
from rag.search.store import Numbers, Scores
from rag.types.retrieval import Vectors

_ERR = 10.0 ** (1 - DIGITS), 0.003
"""By how much the products of FAISS may be wrong: of whole vectors, and of ones in a byte a number."""
HELD = 0.75
"""Where no larger share of a part is held FAISS is told which rows are; else what is gone is passed over."""
TOGETHER = 4096
"""So many vectors are read at once."""


@dataclass(frozen=True)
class Near:
    """A FAISS index of some chunks' vectors for ever: of whole ones, or of shortened ones in partitions."""

    numbers: Numbers
    """The chunks, in the order of their numbers: a row each."""
    faiss: Any
    arrays: Arrays
    """What lies in the file, and has to stay for FAISS to read."""
    digest: str = ""
    """That of the file, if it lies in one."""

    @property
    def whole(self) -> bool:
        """Whether it holds the vectors themselves."""
        return isinstance(self.faiss, faiss.IndexFlat)

    def search(self, vector: Vectors, count: int, among: Any = None) -> tuple[Scores, Numbers]:
        """Products and rows of about the nearest `count`, as many as there are in the partitions looked at; of those
        `among` others, as `selector` makes it, if it is any."""
        found, at = self.faiss.search(vector.reshape(1, -1), count, params=among)
        held = at[0] >= 0
        return found[0][held], at[0][held]

    def selector(self, held: NDArray[np.bool_]) -> Any:
        """What has FAISS look at the rows that are held, and at all partitions, for these are few."""
        # The stubs do not know what the wrappers take.
        sel = faiss.IDSelectorBitmap(np.packbits(held, bitorder="little"))  # type: ignore[call-arg, arg-type]
        if self.whole:
            return faiss.SearchParameters(sel=sel)  # type: ignore[call-arg]
        return faiss.SearchParametersIVF(sel=sel, nprobe=self.faiss.nlist)  # type: ignore[call-arg]


def loaded(arrays: Arrays, digest: str) -> Near:
    """What `Near.arrays` held when it was saved; FAISS reads it where it lies."""
    data = arrays["faiss"]
    reader = faiss.ZeroCopyIOReader(faiss.swig_ptr(data), len(data))  # type: ignore[attr-defined]
    return Near(arrays["numbers"], faiss.read_index(reader), arrays, digest)


def saved(near: Near) -> Arrays:
    """The arrays that `loaded` makes it of."""
    return {"numbers": near.numbers, "faiss": faiss.serialize_index(near.faiss)}


def whole(connection: sqlite3.Connection, numbers: Numbers, dimension: int) -> Near:
    """All vectors of these chunks, from the database."""
    index = faiss.IndexFlatIP(dimension)
    for first in range(0, len(numbers), TOGETHER):
        index.add(rows.vectors(connection, numbers[first : first + TOGETHER], dimension))
    return Near(numbers, index, {})


class Vectored:
    """The vectors of all chunks of one generation."""

    def __init__(self, parts: tuple[Near, ...], order: Order, dimension: int) -> None:
        self.parts = parts
        self._order = order
        self._dimension = dimension
        self._places = [order.places(part.numbers) for part in parts]
        self._among = [
            part.selector(at >= 0) if np.count_nonzero(at >= 0) < HELD * len(at) else None
            for part, at in zip(parts, self._places, strict=True)
        ]
        self._part = np.zeros(len(order.numbers), np.int32)
        self._row = np.zeros(len(order.numbers), np.int64)
        for which, places in enumerate(self._places):
            self._part[places[places >= 0]] = which
            self._row[places[places >= 0]] = np.flatnonzero(places >= 0)

    def search(self, connection: sqlite3.Connection, vector: Vectors, count: int) -> tuple[Numbers, Scores]:
        """Places and inner products of the nearest `count` chunks; equally near ones by their order."""
        wanted = min(count, len(self._order.numbers))
        if not wanted or not vector.any():  # to nothing all are equally near
            return np.arange(wanted), np.zeros(wanted)
        places = np.concatenate([self._close(which, vector, wanted) for which in range(len(self.parts))])
        near = self.products(connection, vector, places)
        order = best(places, near, wanted)
        return places[order], near[order]

    def products(self, connection: sqlite3.Connection, vector: Vectors, places: Numbers) -> Scores:
        """The inner product with each of these chunks."""
        pieces = [places[first : first + TOGETHER] for first in range(0, len(places), TOGETHER)]
        return np.concatenate([np.zeros(0), *(products(self.vectors(connection, piece), vector) for piece in pieces)])

    def vectors(self, connection: sqlite3.Connection, places: Numbers) -> Vectors:
        """The vectors of these chunks, one row each."""
        found = np.empty((len(places), self._dimension), np.float32)
        for which, part in enumerate(self.parts):
            own = np.flatnonzero(self._part[places] == which)
            if part.whole and len(own):
                found[own] = part.faiss.reconstruct_batch(self._row[places[own]])
            elif len(own):
                ascending = own[np.argsort(self._order.numbers[places[own]])]
                found[ascending] = rows.vectors(connection, self._order.numbers[places[ascending]], self._dimension)
        return found

    def _close(self, which: int, vector: Vectors, wanted: int) -> Numbers:
        """The places of all chunks of a part that may be among the nearest `wanted`."""
        part, at, among = self.parts[which], self._places[which], self._among[which]
        err, asked = _ERR[not part.whole], wanted
        while True:
            # FAISS breaks a tie at the end as it likes, and knows nothing of what is gone: look until the tie is over.
            asked = min(asked + 16, len(part.numbers))
            near, found = part.search(vector, asked, among)
            places = at[found]
            held = np.flatnonzero(places >= 0)
            if len(found) < asked and len(held) < wanted:  # in the partitions that are looked at there are no more
                return at[at >= 0]
            over = len(held) >= wanted and near[-1] < near[held[wanted - 1]] - err
            if over or len(found) < asked or asked == len(part.numbers):
                return places[held]
            asked *= 2
