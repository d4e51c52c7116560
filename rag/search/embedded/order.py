"""The order of the chunks of an index, and the parts that hold something for each of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.search.cache import Arrays
from rag.search.store import Numbers

_IN_ORDER = """
SELECT chunks.number, articles.number, revision, first, last
FROM chunks JOIN articles ON articles.number = chunks.article ORDER BY articles.id, chunks.first
"""


@dataclass(frozen=True)
class Order:
    """All chunks of one generation, in the order of article id and place in it, never of their numbers: an index that
    grew and one made at once have the same order."""

    numbers: Numbers
    spans: NDArray[np.int64]
    """A row a chunk: number and revision of its article, its first and last sentence."""

    def places(self, numbers: Numbers) -> Numbers:
        """Where these chunks stand in the order; -1 for those that are gone."""
        if not len(self.numbers):
            return np.full(len(numbers), -1)
        by_number, ascending = self._lookup
        found = np.minimum(np.searchsorted(ascending, numbers), len(ascending) - 1)
        return np.where(ascending[found] == numbers, by_number[found], -1)

    def of(self, articles: Collection[int]) -> Order:
        """The chunks of the articles of these numbers alone."""
        own = np.isin(self.spans[:, 0], np.fromiter(articles, np.int64, len(articles)))
        return Order(self.numbers[own], self.spans[own])

    @cached_property
    def _lookup(self) -> tuple[Numbers, Numbers]:
        by_number = np.argsort(self.numbers)
        return by_number, self.numbers[by_number]


def read(connection: sqlite3.Connection) -> Order:
    """The order that the connection's transaction sees."""
    found = np.fromiter(chain.from_iterable(connection.execute(_IN_ORDER)), np.int64).reshape(-1, 5)
    return Order(np.ascontiguousarray(found[:, 0]), found[:, 1:])


class Part(Protocol):
    """Something of some chunks that never changes: a number means the same chunk for ever."""

    @property
    def numbers(self) -> Numbers:
        """The chunks, in the order of their numbers: a row each."""
        ...

    @property
    def arrays(self) -> Arrays:
        """All of it, as it lies in a file."""
        ...

    @property
    def digest(self) -> str:
        """That of the file, if it lies in one."""
        ...


AnyPart = TypeVar("AnyPart", bound=Part)


def completed(held: Sequence[AnyPart], order: Order, make: Callable[[Numbers], AnyPart]) -> tuple[AnyPart, ...]:
    """The parts that are held, and one more for the chunks of the order that are in none of them.

    A part that is not much larger than what is missing is made anew with it, so that there are never many: each chunk
    is read a few times while an index grows, and not once a change."""
    kept = list(held)
    is_missing = np.ones(len(order.numbers), np.bool_)  # NumPy's own differences of sets take seconds of a million
    for part in kept:
        places = order.places(part.numbers)
        is_missing[places[places >= 0]] = False
    missing = np.sort(order.numbers[is_missing])
    while len(missing) and kept and len(kept[-1].numbers) <= 2 * len(missing):
        again = kept.pop().numbers
        missing = np.union1d(missing, again[order.places(again) >= 0])
    return (*kept, make(missing)) if len(missing) else tuple(kept)
