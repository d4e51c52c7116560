"""Nearness against brute force: of whole vectors and of shortened ones, in one part and in several."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.search.embedded import dense, order, schema, shortened
from rag.search.embedded.order import Order
from rag.search.embedded.remembered import Remembered
from rag.search.exact import products
from rag.search.store import Numbers
from rag.types.retrieval import Vectors


def flat(rows: Vectors, numbers: Numbers) -> dense.Near:
    index = faiss.IndexFlatIP(rows.shape[1])
    index.add(rows)
    return dense.Whole(numbers, index)


def ordered(numbers: Numbers) -> Order:
    return Order(numbers, np.zeros((len(numbers), 4), np.int64))


NOWHERE = sqlite3.connect(":memory:")
"""A database that whole vectors need not be read from."""


@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(1, 300),
    wanted=st.integers(1, 400),
    copies=st.integers(1, 60),
    parts=st.integers(1, 4),
    gone=st.integers(0, 50),
)
@settings(max_examples=80, deadline=None)
def test_the_nearest_are_those_of_brute_force(
    seed: int, count: int, wanted: int, copies: int, parts: int, gone: int
) -> None:
    """Also among many equal rows, wherever the cut falls: the earlier place wins. What is gone is not found."""
    random = np.random.default_rng(seed)
    rows = random.standard_normal((count + gone, 16)).astype(np.float32)
    rows[random.integers(0, count, copies)] = rows[0]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    query = rows[random.integers(count)]
    near = np.round((rows[:count].astype(float) * query.astype(float)).sum(axis=1), 6)
    best = sorted(range(count), key=lambda place: (-near[place], place))[:wanted]
    numbers = random.permutation(10_000)[: count + gone].astype(np.int64)
    split = [np.sort(part) for part in np.array_split(random.permutation(numbers), parts) if len(part)]
    row = {number: place for place, number in enumerate(numbers.tolist())}
    made = [flat(rows[[row[number] for number in part.tolist()]], part) for part in split]
    vectored = dense.Vectored(tuple(made), ordered(numbers[:count]), Remembered(16))
    places, found = vectored.search(NOWHERE, query, wanted)
    assert places.tolist() == best
    assert found.tolist() == near[best].tolist()
    assert np.array_equal(vectored.vectors(NOWHERE, places), rows[places])


def test_of_no_vectors_none_is_near() -> None:
    vectored = dense.Vectored((), ordered(np.zeros(0, np.int64)), Remembered(4))
    places, near = vectored.search(NOWHERE, np.ones(4, np.float32), 5)
    assert (len(places), len(near)) == (0, 0)


def test_a_part_that_is_not_much_larger_than_what_is_missing_is_made_anew() -> None:
    asked: list[int] = []

    def make(numbers: Numbers) -> dense.Near:
        asked.extend(numbers.tolist())
        return flat(np.zeros((len(numbers), 4), np.float32), numbers)

    parts: tuple[dense.Near, ...] = ()
    for count in range(1, 1000):
        parts = order.completed(parts, ordered(np.arange(count)), make)
        assert sorted(np.concatenate([part.numbers for part in parts]).tolist()) == list(range(count))
        assert len(parts) <= 10
    assert len(asked) < 10 * 1000
    left = ordered(np.arange(900, 1001))
    again = order.completed(parts, left, make)
    assert set(left.numbers.tolist()) <= {number for part in again for number in part.numbers.tolist()}


class Drawn:
    """An encoder for no text: vectors are put."""

    name, dimension = "drawn", 32

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.zeros((len(texts), self.dimension), np.float32)

    def count_tokens(self, text: str) -> int:
        return len(text.split())


def moved(row: Vectors, seed: int) -> Vectors:
    """A vector near this one, as that of a question or a sentence is."""
    near = row + 0.1 * np.random.default_rng(seed).standard_normal(len(row))
    unit: Vectors = (near / np.linalg.norm(near)).astype(np.float32)
    return unit


@pytest.fixture
def many(tmp_path: Path) -> tuple[sqlite3.Connection, Vectors]:
    """A database of vectors in crowds, every tenth of which is a copy of the one before it; each has a sentence."""
    random = np.random.default_rng(0)
    middles = random.standard_normal((60, Drawn.dimension))
    rows = middles[random.integers(0, 60, 6000)] + 0.7 * random.standard_normal((6000, Drawn.dimension))
    rows[9::10] = rows[8::10]
    unit = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    connection = schema.connect_writer(tmp_path, Drawn())
    connection.execute("PRAGMA foreign_keys = OFF")
    said = [moved(row, number).tobytes() for number, row in enumerate(unit)]
    held = ((number, row.tobytes(), said[number]) for number, row in enumerate(unit))
    connection.executemany("INSERT INTO vectors VALUES (?, ?, ?)", held)
    return connection, unit


def test_shortened_ones_find_nearly_all_and_weigh_it_exactly(many: tuple[sqlite3.Connection, Vectors]) -> None:
    connection, rows = many
    numbers = np.arange(len(rows))
    part = shortened.shortened(connection, numbers, Drawn.dimension)
    vectored, shares = dense.Vectored((part,), ordered(numbers), Remembered(Drawn.dimension)), []
    for seed, row in enumerate(np.random.default_rng(1).permutation(rows)[:100]):
        query = moved(row, 10_000 + seed)
        right = products(rows, query)
        best = np.lexsort((numbers, -right))[:10]
        places, near = vectored.search(connection, query, 10)
        assert near.tolist() == right[places].tolist()
        assert places.tolist() == places[np.lexsort((places, -near))].tolist()
        shares.append(len(set(best.tolist()) & set(places.tolist())) / 10)
    assert np.mean(shares) >= 0.99


def test_shortened_ones_give_as_many_as_are_wanted(many: tuple[sqlite3.Connection, Vectors]) -> None:
    connection, rows = many
    numbers = np.arange(len(rows))
    vectored = dense.Vectored(
        (shortened.shortened(connection, numbers, Drawn.dimension),), ordered(numbers), Remembered(Drawn.dimension)
    )
    right = products(rows, rows[7])
    places, near = vectored.search(connection, rows[7], len(rows))
    assert places.tolist() == np.lexsort((numbers, -right)).tolist()
    assert near.tolist() == right[places].tolist()


@pytest.mark.parametrize("every", [3, 30])
@pytest.mark.parametrize("is_gone", [True, False], ids=["one in so many is gone", "one in so many is left"])
def test_what_is_gone_from_shortened_ones_is_not_found_and_what_is_new_is(
    many: tuple[sqlite3.Connection, Vectors], every: int, is_gone: bool
) -> None:
    connection, rows = many
    part = shortened.shortened(connection, np.arange(5900), Drawn.dimension)
    is_left = (np.arange(6000) % every == 0) != is_gone
    left = np.flatnonzero(is_left)[::-1].copy()  # backwards: places are no numbers
    parts = order.completed((part,), ordered(left), lambda new: dense.whole(connection, new, Drawn.dimension))
    assert [len(one.numbers) for one in parts] == [5900, np.count_nonzero(left >= 5900)]
    vectored = dense.Vectored(parts, ordered(left), Remembered(Drawn.dimension))
    for number in (0, 1, 5899, 5900, 5999):
        places, near = vectored.search(connection, rows[number], 5)
        assert (left[places[0]] == number) == is_left[number]
        assert near.tolist() == products(rows[left[places]], rows[number]).tolist()
        if not is_gone:  # of few all are looked at
            right = products(rows[left], rows[number])
            assert places.tolist() == np.lexsort((np.arange(len(left)), -right))[:5].tolist()


def test_what_is_saved_is_read_where_it_lies(many: tuple[sqlite3.Connection, Vectors]) -> None:
    connection, rows = many
    for make, load in ((dense.whole, dense.loaded), (shortened.shortened, shortened.loaded)):
        made = make(connection, np.arange(len(rows)), Drawn.dimension)
        again = load(made.arrays, "digest")
        assert again is not None
        assert (again.digest, type(again)) == ("digest", type(made))
        assert (shortened.loaded if load is dense.loaded else dense.loaded)(made.arrays, "digest") is None
        for found, right in zip(again.search(rows[3], 20), made.search(rows[3], 20), strict=True):
            assert np.array_equal(found, right)


def test_few_vectors_are_looked_at_one_by_one(
    many: tuple[sqlite3.Connection, Vectors], monkeypatch: pytest.MonkeyPatch
) -> None:
    connection, _ = many
    monkeypatch.setattr(shortened, "EXACT_UP_TO", 100)
    of = [shortened.whole_or_shortened(connection, np.arange(count), Drawn.dimension) for count in (100, 101)]
    assert [type(part) for part in of] == [dense.Whole, shortened.Short]
