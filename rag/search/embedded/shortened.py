"""Very many vectors: in two bits a number, and all looked at; the best by these are weighed in a byte a number, and the
best by those by the vectors themselves, which stay in the database."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

import rag.search.embedded.rows as rows
from rag.search.cache import Arrays
from rag.search.embedded.dense import TOGETHER, Near, read, selected, whole, written
from rag.search.store import Numbers, Scores
from rag.types.retrieval import Vectors

EXACT_UP_TO = 250_000
"""So many vectors are looked at one by one, and whole: 384 MB, about 20 ms."""
BITS = 2
"""With one, four times as many have to be weighed again to find as many of the nearest; a third costs more than that
saves."""
LOOKED_AT, FEWEST = 8, 200
"""For each chunk that is wanted so many are weighed in bytes, and no fewer than these: questions lie further from all
chunks than the sentences do by which one tells how many it takes."""
QUERIES, NEAREST, RECALL, MOST = 200, 10, 0.995, 4096
"""As many are weighed, up to the most, that of so many nearest to so many sentences such a share is among them."""
_MIDDLE = 20_000
"""Vectors that the middle of all is taken from: shortened is what they differ from it by."""
_TOGETHER_IN_BITS = 32  # vectors that are compared at once, as FAISS lays them out
_LARGEST = 127


@dataclass(frozen=True)
class Short:
    """Some chunks' vectors in two bits and in a byte a number, for ever."""

    arrays: Arrays
    """What lies in the file, and has to stay for FAISS to read."""
    faiss: Any
    digest: str = ""
    err = 0.003
    """By how much products of bytes may be wrong."""

    @property
    def numbers(self) -> Numbers:
        """The chunks, in the order of their numbers: a row each."""
        return self.arrays["numbers"]

    @cached_property
    def _bytes(self) -> NDArray[np.int8]:
        return self.arrays["bytes"].reshape(len(self.numbers), -1)

    def search(self, vector: Vectors, count: int, among: Any = None) -> tuple[Scores, Numbers]:
        """Products and rows of the nearest `count` and of more, the best first; of those `among` others, as `selector`
        makes it, if it is any."""
        looked = max(FEWEST, LOOKED_AT * count, int(self.arrays["looked"][0]))
        _, at = self.faiss.search(vector.reshape(1, -1), min(looked, len(self.numbers)), params=among)
        found = np.sort(at[0][at[0] >= 0])  # of equally near ones those that stand first
        near: Scores = self._bytes[found].astype(np.float32) @ vector * self.arrays["scales"][found]
        order = np.argsort(-near, kind="stable")
        return near[order], found[order]

    def selector(self, held: NDArray[np.bool_]) -> Any:
        """What has FAISS look at the rows that are held alone."""
        return faiss.SearchParametersIVF(sel=selected(held), nprobe=1)  # type: ignore[call-arg]

    def vectors(self, rows: Numbers) -> None:
        """The vectors themselves are not here."""


def whole_or_shortened(connection: sqlite3.Connection, numbers: Numbers, dimension: int) -> Near:
    """The vectors of these chunks, for searching in whole ones or, if there are more, in shortened ones."""
    return (whole if len(numbers) <= EXACT_UP_TO else shortened)(connection, numbers, dimension)


def loaded(arrays: Arrays, digest: str) -> Short | None:
    """What `Short.arrays` held when it was saved; None for the file of another version."""
    return Short(arrays, read(arrays["faiss"]), digest) if "looked" in arrays else None


def shortened(connection: sqlite3.Connection, numbers: Numbers, dimension: int) -> Near:
    """The vectors of these chunks, which are in the order of their numbers, from the database."""
    draw = np.random.default_rng(0)
    taught = _vectors(connection, np.sort(draw.choice(numbers, min(len(numbers), _MIDDLE), replace=False)), dimension)
    middle = faiss.IndexFlatIP(dimension)
    middle.add(taught.mean(0)[None])
    # One partition of all there are: as quick as an index without, and it can be told which rows to look at.
    index = faiss.IndexIVFRaBitQFastScan(
        middle, dimension, 1, faiss.METRIC_INNER_PRODUCT, _TOGETHER_IN_BITS, True, BITS
    )
    index.train(taught)
    asked = draw.choice(numbers, min(len(numbers), QUERIES), replace=False).tolist()
    sentences = np.stack([own[0] for _, own in rows.all_vectors(connection, asked, dimension).values()])
    right = _Nearest(sentences)
    held, scales = np.empty((len(numbers), dimension), np.int8), np.empty(len(numbers), np.float32)
    for first in range(0, len(numbers), TOGETHER):
        some = rows.vectors(connection, numbers[first : first + TOGETHER], dimension)
        index.add(some)
        right.look(some, first)
        own = slice(first, first + len(some))
        scales[own] = np.maximum(np.abs(some).max(1), np.finfo(np.float32).tiny) / _LARGEST
        held[own] = np.round(some / scales[own, None])
    arrays: Arrays = {"numbers": numbers, "bytes": held.reshape(-1), "scales": scales, "faiss": written(index)}
    return Short({**arrays, "looked": np.array([right.looked(index)])}, index)


class _Nearest:
    """The nearest rows to some sentences, by looking at all."""

    def __init__(self, sentences: Vectors) -> None:
        self._sentences = sentences
        self._rows = np.zeros((len(sentences), 0), np.int64)
        self._near = np.zeros((len(sentences), 0), np.float32)

    def look(self, vectors: Vectors, first: int) -> None:
        """Look at more vectors, the first of which has this row."""
        near = np.hstack([self._near, self._sentences @ vectors.T])
        places = np.broadcast_to(np.arange(first, first + len(vectors)), (len(near), len(vectors)))
        order = np.argsort(-near, axis=1, kind="stable")[:, :NEAREST]
        self._near = np.take_along_axis(near, order, 1)
        self._rows = np.take_along_axis(np.hstack([self._rows, places]), order, 1)

    def looked(self, index: Any) -> int:
        """How many of an index's best have to be weighed again to find such a share of them."""
        _, found = index.search(self._sentences, min(MOST, index.ntotal))
        at = [np.flatnonzero(np.isin(row, right)) for row, right in zip(found, self._rows, strict=True)]
        missed = self._rows.size - sum(map(len, at))
        return int(np.quantile(np.concatenate([*at, np.full(missed, found.shape[1] - 1)]), RECALL)) + 1


def _vectors(connection: sqlite3.Connection, numbers: Numbers, dimension: int) -> Vectors:
    pieces = (numbers[first : first + TOGETHER] for first in range(0, len(numbers), TOGETHER))
    return np.concatenate([rows.vectors(connection, piece, dimension) for piece in pieces])
