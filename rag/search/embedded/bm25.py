"""BM25 over stems, by postings that lie in a file or in memory."""

from __future__ import annotations

import json
import math
import sqlite3
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice
from operator import attrgetter
from threading import Lock
from typing import NamedTuple

import numpy as np
from cachetools import LRUCache, cachedmethod
from numpy.typing import NDArray

import rag.search.exact as exact
import rag.search.okapi as okapi
from rag.search.cache import Arrays
from rag.search.embedded.order import Order
from rag.search.store import Numbers, Scores
from rag.search.stored import blob

COMMON = 5
"""Before a stem that one in so many chunks holds it is looked whether it can matter; looking takes as long as adding
up."""

_TERMS = "SELECT title, body FROM terms WHERE chunk IN (SELECT value FROM json_each(?)) ORDER BY chunk"
_TOGETHER = 10_000
_REMEMBERED = 4096

Int32s = NDArray[np.int32]


@dataclass(frozen=True)
class Postings:
    """For each stem the chunks that hold it and how often, of some chunks for ever."""

    arrays: Arrays
    digest: str = ""
    """That of the file, if it lies in one."""

    @property
    def numbers(self) -> Numbers:
        """The chunks, in the order of their numbers: a row each."""
        return self.arrays["numbers"]

    @property
    def lengths(self) -> Int32s:
        """How many stems each chunk has."""
        return self.arrays["lengths"]

    def of(self, stem: str) -> tuple[Int32s, Int32s]:
        """The rows that hold a stem, in order, and how often."""
        wanted, bounds = blob(stem), self.arrays["bounds"]
        place = bisect_left(range(len(bounds) - 1), wanted, key=self._stem)
        if place == len(bounds) - 1 or self._stem(place) != wanted:
            return self.arrays["rows"][:0], self.arrays["counts"][:0]
        own = slice(bounds[place], bounds[place + 1])
        return self.arrays["rows"][own], self.arrays["counts"][own]

    def _stem(self, place: int) -> bytes:
        starts = self.arrays["starts"]
        return self.arrays["stems"][starts[place] : starts[place + 1]].tobytes()


def postings(connection: sqlite3.Connection, numbers: Numbers) -> Postings:
    """The postings of these chunks, which are in the order of their numbers, from the database."""
    return made(numbers, _documents(connection, numbers))


def made(numbers: Numbers, documents: Iterable[Sequence[str]]) -> Postings:
    """The postings of these chunks, which are in the order of their numbers, given the stems of each."""
    known: defaultdict[str, int] = defaultdict(count().__next__)
    lengths = array("i")
    pieces = list(_pieces(documents, known, lengths))
    names = sorted((blob(stem), place) for stem, place in known.items())
    order = np.array([place for _, place in names], np.int64)
    holding = sum((np.bincount(piece.stems, minlength=len(names)) for piece in pieces), np.zeros(len(names), np.int64))
    bounds = np.concatenate([[0], np.cumsum(holding[order])])
    rows, counts = _merged(pieces, bounds[np.argsort(order)])
    return Postings(
        {
            "numbers": numbers,
            "lengths": np.asarray(lengths, np.int32),
            "stems": np.frombuffer(b"".join(name for name, _ in names), np.uint8),
            "starts": np.cumsum([0, *(len(name) for name, _ in names)]),
            "bounds": bounds,
            "rows": rows,
            "counts": counts,
        }
    )


class _Piece(NamedTuple):
    """The postings of some chunks, ordered by the number of the stem and then the row: of all chunks at once what is
    needed to order them would take several times the memory that they lie in."""

    stems: Int32s
    rows: Int32s
    counts: Int32s


def _pieces(documents: Iterable[Sequence[str]], known: defaultdict[str, int], lengths: array[int]) -> Iterator[_Piece]:
    """The postings of all chunks, some chunks after others; each new stem becomes known by a number."""
    rest = iter(documents)
    while together := list(islice(rest, _TOGETHER)):
        first, own = len(lengths), np.array([len(stems) for stems in together], np.int64)
        held = np.fromiter(map(known.__getitem__, chain.from_iterable(together)), np.int64, int(own.sum()))
        each, counts = np.unique(held * len(own) + np.repeat(np.arange(len(own)), own), return_counts=True)
        lengths.extend(own.tolist())
        stems, rows = np.divmod(each, len(own))
        yield _Piece(stems.astype(np.int32), (rows + first).astype(np.int32), counts.astype(np.int32))


def _merged(pieces: list[_Piece], starts: Numbers) -> tuple[Int32s, Int32s]:
    """The rows and counts of all pieces, those of a stem from where it starts on. Takes the pieces away as it goes."""
    total = sum(len(piece.rows) for piece in pieces)
    rows, counts = np.empty(total, np.int32), np.empty(total, np.int32)
    pieces.reverse()
    while pieces:
        piece = pieces.pop()
        which, first, own = np.unique(piece.stems, return_index=True, return_counts=True)
        at = np.arange(len(piece.stems)) + np.repeat(starts[which] - first, own)
        rows[at], counts[at] = piece.rows, piece.counts
        starts[which] += own
    return rows, counts


def _documents(connection: sqlite3.Connection, numbers: Numbers) -> Iterator[list[str]]:
    for first in range(0, len(numbers), _TOGETHER):
        together = json.dumps(numbers[first : first + _TOGETHER].tolist())
        for title, body in connection.execute(_TERMS, (together,)):
            yield title.split() + body.split()


class _Asked(NamedTuple):
    """A stem in how many chunks, what it tells, and for each part the rows that hold it and how often."""

    holding: int
    idf: float
    held: list[tuple[Int32s, Int32s]]

    @property
    def most(self) -> float:
        """More than it can add to any score."""
        return self.idf * (okapi.K1 + 1)


class Words:
    """The stems of all chunks of one generation."""

    def __init__(self, parts: tuple[Postings, ...], order: Order) -> None:
        self.parts = parts
        self._order = order
        self._places = [order.places(part.numbers) for part in parts]
        self._whole = [bool((places >= 0).all()) for places in self._places]
        lengths = sum(int(part.lengths[at >= 0].sum()) for part, at in zip(parts, self._places, strict=True))
        mean = lengths / len(order.numbers) if lengths else 1.0
        self._norms = [okapi.norms(part.lengths, mean) for part in parts]
        self._cache: LRUCache[str, _Asked] = LRUCache(_REMEMBERED)
        self._lock = Lock()

    def best(self, stems: Sequence[str], k: int) -> tuple[Numbers, Scores]:
        """The places and scores of the best `k` chunks of those that hold any of the stems."""
        asked = sorted((self._asked(stem) for stem in stems), key=lambda one: one.holding)
        total, rest = np.zeros(len(self._order.numbers)), sum(one.most for one in asked)
        # The rarest first. What holds only stems that are left cannot be among the best once all these together add
        # less than the worst of them has.
        for one in asked:
            if COMMON * one.holding > len(total) and _leading(total, k)[1] > rest + okapi.NEARLY:
                break
            for places, added in self._added(one):
                total[places] += added
            rest -= one.most
        places, least = _leading(total, k)
        places = places[total[places] + rest >= least - okapi.NEARLY]
        scores = self.weigh(stems, places)
        order = exact.best(places, scores, k)
        return places[order], scores[order]

    def weigh(self, stems: Sequence[str], places: Numbers) -> Scores:
        """The BM25 score of the chunks at these places, 0 for those that hold none of the stems."""
        total, numbers = np.zeros(len(places)), self._order.numbers[places]
        rows = [_found(part.numbers, numbers) for part in self.parts]
        for stem in stems:  # in the order of the query, for sums differ by their order
            one = self._asked(stem)
            for (holders, counts), norms, (own, at) in zip(one.held, self._norms, rows, strict=True):
                found, within = _found(holders, own.astype(np.int32))
                total[at[within]] += okapi.weights(one.idf, counts[found], norms[own[within]])
        return total

    def frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many chunks each stem occurs; stems that occur in none are left out."""
        return {stem: holding for stem in stems if (holding := self._asked(stem).holding)}

    def _added(self, one: _Asked) -> Iterator[tuple[Numbers, Scores]]:
        """Where a stem stands, and what it adds there; what is gone among it is left out."""
        for (rows, counts), norms, places, whole in zip(one.held, self._norms, self._places, self._whole, strict=True):
            at, added = places[rows], okapi.weights(one.idf, counts, norms[rows])
            yield (at, added) if whole else (at[at >= 0], added[at >= 0])

    @cachedmethod(attrgetter("_cache"), key=lambda self, stem: stem, lock=attrgetter("_lock"))
    def _asked(self, stem: str) -> _Asked:
        held = [part.of(stem) for part in self.parts]
        holding = sum(int((at[rows] >= 0).sum()) for (rows, _), at in zip(held, self._places, strict=True))
        return _Asked(holding, okapi.idf(len(self._order.numbers), holding), held)


def frequencies(connection: sqlite3.Connection, stems: Iterable[str]) -> dict[str, int]:
    """In how many chunks each stem occurs; stems that occur in none are left out."""
    rows = connection.execute(
        "SELECT stem, chunks FROM stems WHERE stem IN (SELECT value FROM json_each(?))", (json.dumps(sorted(stems)),)
    )
    return {str(stem): int(count) for stem, count in rows}


def _leading(total: Scores, k: int) -> tuple[Numbers, float]:
    """The places that have a score, and the score of the best `k`th of them, if there are so many."""
    places = np.flatnonzero(total > 0)  # of numbers NumPy finds what is not 0 ten times as slowly
    if len(places) < k:
        return places, -math.inf
    return places, float(np.partition(total[places], -k)[-k])


def _found(ascending: NDArray[np.integer], wanted: NDArray[np.integer]) -> tuple[Numbers, Numbers]:
    """Where those that are wanted stand among ascending numbers, and which of them do."""
    if not len(ascending):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    found = np.minimum(np.searchsorted(ascending, wanted), len(ascending) - 1)
    within = np.flatnonzero(ascending[found] == wanted)
    return found[within], within
