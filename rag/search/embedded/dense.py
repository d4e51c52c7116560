"""Chunk vectors: FAISS finds the near ones, looking at all of them, whole or shortened."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

import rag.search.embedded.rows as rows
from rag.search.cache import Arrays
from rag.search.embedded.order import Order, Part
from rag.search.embedded.remembered import Remembered
from rag.search.exact import DIGITS, best, products
from rag.search.store import Numbers, Scores
from rag.types.retrieval import Vectors

HELD = 0.75
"""Where no larger share of a part is held FAISS is told which rows are; else what is gone is passed over."""
TOGETHER = 4096
"""So many vectors are read at once."""


class Near(Part, Protocol):
    """Some chunks' vectors, in a form in which near ones are found."""

    @property
    def err(self) -> float:
        """By how much the products that `search` gives may be wrong."""
        ...

    def search(self, vector: Vectors, count: int, among: Any = None) -> tuple[Scores, Numbers]:
        """Products and rows of the nearest `count` or more, the best first; of those `among` others, as `selector`
        makes it, if it is any."""
        ...

    def selector(self, held: NDArray[np.bool_]) -> Any:
        """What has `search` look at the rows that are held alone."""
        ...

    def vectors(self, rows: Numbers) -> Vectors | None:
        """The vectors of these rows, if they are here."""
        ...


@dataclass(frozen=True)
class Whole:
    """The vectors themselves, all of which are looked at."""

    numbers: Numbers
    """The chunks, in the order of their numbers: a row each."""
    faiss: Any
    file: Arrays = field(default_factory=Arrays)
    """What lies in the file, if it lies in one: it has to stay for FAISS to read."""
    digest: str = ""
    err = 10.0 ** (1 - DIGITS)

    @property
    def arrays(self) -> Arrays:
        """All of it, as it lies in a file."""
        return {"numbers": self.numbers, "faiss": written(self.faiss)}

    def search(self, vector: Vectors, count: int, among: Any = None) -> tuple[Scores, Numbers]:
        """Products and rows of the nearest `count`, the best first."""
        near, at = self.faiss.search(vector.reshape(1, -1), count, params=among)
        held = at[0] >= 0
        return near[0][held], at[0][held]

    def selector(self, held: NDArray[np.bool_]) -> Any:
        """What has FAISS look at the rows that are held alone."""
        return faiss.SearchParameters(sel=selected(held))  # type: ignore[call-arg]

    def vectors(self, rows: Numbers) -> Vectors:
        """The vectors of these rows."""
        found: Vectors = self.faiss.reconstruct_batch(rows)
        return found


def selected(held: NDArray[np.bool_]) -> Any:
    """The rows that are held, as FAISS takes them."""
    # The stubs do not know what the wrappers take.
    return faiss.IDSelectorBitmap(np.packbits(held, bitorder="little"))  # type: ignore[call-arg, arg-type]


def read(data: NDArray[np.uint8]) -> Any:
    """The index that `written` made this of; FAISS reads it where it lies."""
    return faiss.read_index(faiss.ZeroCopyIOReader(faiss.swig_ptr(data), len(data)))  # type: ignore[attr-defined]


def written(index: Any) -> NDArray[np.uint8]:
    """An index of FAISS as bytes."""
    found: NDArray[np.uint8] = faiss.serialize_index(index)
    return found


def loaded(arrays: Arrays, digest: str) -> Whole | None:
    """What `Whole.arrays` held when it was saved; None for vectors that are not whole."""
    index = read(arrays["faiss"])
    return Whole(arrays["numbers"], index, arrays, digest) if isinstance(index, faiss.IndexFlat) else None


def whole(connection: sqlite3.Connection, numbers: Numbers, dimension: int) -> Near:
    """All vectors of these chunks, from the database."""
    index = faiss.IndexFlatIP(dimension)
    for first in range(0, len(numbers), TOGETHER):
        index.add(rows.vectors(connection, numbers[first : first + TOGETHER], dimension))
    return Whole(numbers, index)


class Vectored:
    """The vectors of all chunks of one generation."""

    def __init__(self, parts: tuple[Near, ...], order: Order, remembered: Remembered) -> None:
        self.parts = parts
        self._order = order
        self._remembered = remembered
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
        found = np.empty((len(places), self._remembered.dimension), np.float32)
        for which, part in enumerate(self.parts):
            if not len(own := np.flatnonzero(self._part[places] == which)):
                continue
            if (here := part.vectors(self._row[places[own]])) is None:
                read = self._remembered.of(connection, self._order.numbers[places[own]].tolist())
                here = np.stack([row.own for row in read])
            found[own] = here
        return found

    def _close(self, which: int, vector: Vectors, wanted: int) -> Numbers:
        """The places of all chunks of a part that may be among the nearest `wanted`."""
        part, at, among = self.parts[which], self._places[which], self._among[which]
        asked = wanted
        while True:
            # FAISS breaks a tie at the end as it likes, and knows nothing of what is gone: look until the tie is over.
            asked = min(asked + 16, len(part.numbers))
            near, found = part.search(vector, asked, among)
            places = at[found]
            held = np.flatnonzero(places >= 0)
            least = near[held[wanted - 1]] - part.err if len(held) >= wanted else -np.inf
            if len(found) < asked or asked == len(part.numbers) or near[-1] < least:
                return places[held[near[held] >= least]]
            asked *= 2
