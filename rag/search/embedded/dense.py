"""Chunk vectors in memory: a FAISS index that never changes, and its copy on disk that may always be thrown away."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

import faiss
import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

import rag.search.embedded.bm25 as bm25
import rag.search.embedded.rows as rows
from rag.search.exact import DIGITS, best, products
from rag.types.retrieval import Vectors

CACHE = "vectors.faiss"
CACHE_FORMAT = 1
_HEADER_BYTES = 4096
_DESERIALIZING = Lock()
SENTENCES = 1 << 26
"""Bytes of the vectors of sentences that are kept in memory: about those of 7,000 chunks."""

_IN_ORDER = """
SELECT chunks.number, articles.number, revision, first, last
FROM chunks JOIN articles ON articles.number = chunks.article ORDER BY articles.id, chunks.first
"""


@dataclass(frozen=True)
class Snapshot:
    """All chunk vectors of one generation. Searching needs no lock: a change makes another snapshot.

    Chunks stand in the order of article id and place in it, never of their numbers, so that an index that grew and one
    made at once search the same rows in the same order. (Adding to a FAISS index while it is searched would crash.)"""

    identity: str
    generation: int
    model: str
    numbers: NDArray[np.int64]
    spans: NDArray[np.int64]
    """A row a chunk: number and revision of its article, its first and last sentence."""
    faiss: Any
    _sentences: LRUCache[int, Vectors] = field(init=False, default_factory=lambda: _sentence_cache())
    _lock: Lock = field(init=False, default_factory=Lock)

    def places(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where these chunks stand in the order."""
        by_number, ascending = self._lookup
        return by_number[np.searchsorted(ascending, numbers)]

    @cached_property
    def _lookup(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        by_number = np.argsort(self.numbers)
        return by_number, self.numbers[by_number]

    def sentences(self, connection: sqlite3.Connection, numbers: Sequence[int]) -> list[Vectors]:
        """The vectors of the sentences of each of these chunks, one row each."""
        with self._lock:
            found = {number: self._sentences[number] for number in numbers if number in self._sentences}
        if missing := [number for number in numbers if number not in found]:
            read = rows.sentence_vectors(connection, missing, self.faiss.d)
            with self._lock:
                self._sentences.update(read)
            found |= read
        return [found[number] for number in numbers]

    @cached_property
    def term_scores(self) -> bm25.TermScores:
        """What every stem adds to the scores of these chunks."""
        return bm25.TermScores(self.places)

    def search(self, vector: Vectors, count: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Places and inner products of the nearest `count` chunks; equally near ones at the end by their order."""
        wanted = min(count, len(self.numbers))
        if not wanted:
            return np.zeros(0, np.int64), np.zeros(0)
        asked = wanted
        while True:
            # FAISS breaks a tie at the end as it likes: look until the tie is over, then cut by the order.
            asked = min(asked + 16, len(self.numbers))
            products, numbers = self.faiss.search(vector.reshape(1, -1), asked)
            if asked == len(self.numbers) or products[0, -1] < products[0, wanted - 1] - 10.0 ** (1 - DIGITS):
                break
            asked *= 2
        places = self.places(numbers[0])
        near = self.products(vector, places)
        order = best(places, near, wanted)
        return places[order], near[order]

    def products(self, vector: Vectors, places: NDArray[np.int64]) -> NDArray[np.float64]:
        """The inner product with each of these chunks."""
        return products(self.vectors(places), vector)

    def vectors(self, places: NDArray[np.int64]) -> Vectors:
        """The vectors of these chunks, one row each."""
        if not len(places):
            return np.zeros((0, self.faiss.d), np.float32)
        found: Vectors = self.faiss.reconstruct_batch(self.numbers[places])
        return found

    def header(self) -> dict[str, object]:
        """What a cache must say to be taken for this snapshot's."""
        return {
            "format": CACHE_FORMAT,
            "identity": self.identity,
            "generation": self.generation,
            "model": self.model,
            "dimension": self.faiss.d,
            "count": len(self.numbers),
        }


def _sentence_cache() -> LRUCache[int, Vectors]:
    return LRUCache(SENTENCES, getsizeof=lambda rows: rows.nbytes)


def snapshot(connection: sqlite3.Connection, folder: Path, last: Snapshot | None) -> Snapshot:
    """The vectors as the connection's transaction sees them: `last`, the cache, or built from the database."""
    meta = dict(connection.execute("SELECT name, value FROM meta"))
    generation = int(meta["generation"])
    same_index = last is not None and last.identity == meta["identity"]
    if last is not None and same_index and last.generation == generation:
        return last
    found = np.array(connection.execute(_IN_ORDER).fetchall(), np.int64).reshape(-1, 5)
    empty = Snapshot(
        identity=meta["identity"],
        generation=generation,
        model=meta["model"],
        numbers=np.ascontiguousarray(found[:, 0]),
        spans=found[:, 1:],
        faiss=faiss.IndexFlatIP(int(meta["dimension"])),
    )
    if not same_index and (loaded := load(folder, empty)) is not None:
        return loaded
    return _built(connection, empty, last if same_index else None)


def save(folder: Path, current: Snapshot) -> bool:
    """Writes the cache unless it is there, sound in every byte.

    False where it cannot be written, which costs time at the next start and nothing else."""
    if load(folder, current) is not None:
        return True
    payload = faiss.serialize_index(current.faiss).tobytes()
    header = current.header() | {"sha256": sha256(payload).hexdigest()}
    temporary = folder / f"{CACHE}.{os.getpid()}.tmp"
    try:
        # faiss.write_index() reports success on a full disk; write(), flush() and fsync() do not.
        with temporary.open("wb") as file:
            file.write(json.dumps(header, sort_keys=True).encode() + b"\n")
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, folder / CACHE)
        _sync_folder(folder)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        return False
    return True


def sweep(folder: Path) -> None:
    """Removes what writers left that were killed while saving; only for who holds the write lock."""
    for left in folder.glob(f"{CACHE}.*.tmp"):
        with suppress(OSError):
            left.unlink()


def load(folder: Path, empty: Snapshot) -> Snapshot | None:
    """The snapshot in the cache, or None unless every byte of it is what was saved for this generation."""
    try:
        with (folder / CACHE).open("rb") as file:
            header = json.loads(file.readline(_HEADER_BYTES))
            checksum = header.pop("sha256", None) if isinstance(header, dict) else None
            if header != empty.header():
                return None
            payload = file.read()
        # FAISS loads many a damaged file without complaint, so it sees no byte that the checksum does not vouch for.
        if sha256(payload).hexdigest() != checksum:
            return None
        with _limited(len(payload)):
            index = faiss.deserialize_index(np.frombuffer(payload, np.uint8))
        if not isinstance(index, faiss.IndexIDMap2) or index.d != empty.faiss.d:
            return None
        if not np.array_equal(faiss.vector_to_array(index.id_map), empty.numbers):
            return None
    except (OSError, ValueError, RuntimeError, MemoryError, RecursionError):
        return None
    return replace(empty, faiss=index)


def _built(connection: sqlite3.Connection, empty: Snapshot, last: Snapshot | None) -> Snapshot:
    """A snapshot from the database; what `last` holds is not read again, since a number names one vector for ever."""
    vectors = np.empty((len(empty.numbers), empty.faiss.d), np.float32)
    held = np.isin(empty.numbers, last.numbers) if last is not None else np.zeros(len(vectors), bool)
    if last is not None and held.any():
        vectors[held] = last.faiss.reconstruct_batch(empty.numbers[held])
    for place in np.flatnonzero(~held):
        (blob,) = connection.execute(
            "SELECT vector FROM vectors WHERE chunk = ?", (int(empty.numbers[place]),)
        ).fetchone()
        vectors[place] = np.frombuffer(blob, np.float32)
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(empty.faiss.d))
    if len(vectors):
        index.add_with_ids(vectors, empty.numbers)
    return replace(empty, faiss=index)


@contextmanager
def _limited(size: int) -> Iterator[None]:
    """A crafted file may claim gigabytes: no vector in it can be longer than the file."""
    with _DESERIALIZING:
        usual = faiss.get_deserialization_vector_byte_limit()
        faiss.set_deserialization_vector_byte_limit(size)
        try:
            yield
        finally:
            faiss.set_deserialization_vector_byte_limit(usual)


def _sync_folder(folder: Path) -> None:
    """Makes the renaming itself durable; not every system can open a folder."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
