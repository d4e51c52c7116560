"""FAISS against brute force, and the cache of vectors against everything that can happen to a file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.search import Index
from rag.search.embedded import dense, schema
from tests.fakes import HashEncoder
from tests.search.made import NEWS, article, chunks, filled, seen

QUERIES = ("Who met in Anchorage?", "Sakhalin oil decree", "guarantees")


def made(rows: np.ndarray, numbers: np.ndarray) -> dense.Snapshot:  # type: ignore[type-arg]
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(rows.shape[1]))
    index.add_with_ids(rows, numbers)
    return dense.Snapshot("identity", 1, "model", numbers, np.zeros((len(numbers), 4), np.int64), index)


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 300), wanted=st.integers(1, 400), copies=st.integers(1, 60))
@settings(max_examples=80, deadline=None)
def test_the_nearest_are_those_of_brute_force(seed: int, count: int, wanted: int, copies: int) -> None:
    """Also among many equal rows, wherever the cut falls: the earlier place wins."""
    random = np.random.default_rng(seed)
    rows = random.standard_normal((count, 16)).astype(np.float32)
    rows[random.integers(0, count, copies)] = rows[0]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    query = rows[random.integers(count)]
    products = np.round((rows.astype(float) * query.astype(float)).sum(axis=1), 6)
    best = sorted(range(count), key=lambda place: (-products[place], place))[:wanted]
    places, near = made(rows, random.permutation(10_000)[:count].astype(np.int64)).search(query, wanted)
    assert places.tolist() == best
    assert near.tolist() == products[best].tolist()


def test_of_no_vectors_none_is_near() -> None:
    places, near = made(np.zeros((0, 4), np.float32), np.zeros(0, np.int64)).search(np.ones(4, np.float32), 5)
    assert (len(places), len(near)) == (0, 0)


def header_and_payload(path: Path) -> tuple[dict[str, Any], bytes]:
    head, _, payload = path.read_bytes().partition(b"\n")
    return json.loads(head), payload


def rewritten(path: Path, change: Callable[[dict[str, Any], bytes], tuple[dict[str, Any], bytes]]) -> None:
    header, payload = change(*header_and_payload(path))
    path.write_bytes(json.dumps(header).encode() + b"\n" + payload)


def signed(header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    """As if the writer itself had written this payload."""
    return header | {"sha256": sha256(payload).hexdigest()}, payload


def other_vectors(header: dict[str, Any], payload: bytes, kind: str = "IDMap2,Flat") -> tuple[dict[str, Any], bytes]:
    index = faiss.index_factory(header["dimension"], kind, faiss.METRIC_INNER_PRODUCT)
    rows = np.ones((header["count"], header["dimension"]), np.float32)
    if "IDMap2" in kind:
        index.add_with_ids(rows, np.arange(5000, 5000 + len(rows)))
    else:
        index.add(rows)
    return signed(header, faiss.serialize_index(index).tobytes())


CORRUPTIONS: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "no header": lambda path: path.write_bytes(path.read_bytes().partition(b"\n")[2]),
    "header is no JSON": lambda path: path.write_bytes(b"{" + path.read_bytes()),
    "header is a list": lambda path: path.write_bytes(b"[]\n" + path.read_bytes().partition(b"\n")[2]),
    "header nested too deep": lambda path: path.write_bytes(b"[" * 100_000 + b"\n"),
    "header is not UTF-8": lambda path: path.write_bytes(b"\xff\xfe" + path.read_bytes()),
    "truncated by a byte": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "truncated by half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "one bit flipped in a vector": lambda path: rewritten(path, lambda h, p: (h, p[:-9] + bytes([p[-9] ^ 1]) + p[-8:])),
    "zeroed tail": lambda path: rewritten(path, lambda h, p: (h, p[:-512] + bytes(512))),
    "bytes appended": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "older generation": lambda path: rewritten(path, lambda h, p: (h | {"generation": h["generation"] - 1}, p)),
    "other count": lambda path: rewritten(path, lambda h, p: (h | {"count": h["count"] + 1}, p)),
    "other model": lambda path: rewritten(path, lambda h, p: (h | {"model": "other"}, p)),
    "other dimension": lambda path: rewritten(path, lambda h, p: (h | {"dimension": 3}, p)),
    "another index's": lambda path: rewritten(path, lambda h, p: (h | {"identity": "0"}, p)),
    "other format": lambda path: rewritten(path, lambda h, p: (h | {"format": 99}, p)),
    "signed vectors of other chunks": lambda path: rewritten(path, other_vectors),
    "signed index of another type": lambda path: rewritten(path, lambda h, p: other_vectors(h, p, "Flat")),
    "signed garbage": lambda path: rewritten(path, lambda h, p: signed(h, b"IxM2" + bytes(200))),
    "signed claim of gigabytes": lambda path: rewritten(path, lambda h, p: signed(h, p[:40] + b"\xff" * 8 + p[48:])),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_cache_that_is_not_what_was_saved_is_never_believed(tmp_path: Path, name: str) -> None:
    index = filled(tmp_path, NEWS)
    right = [seen(index.retrieve(query, 5)) for query in QUERIES]
    index.close()
    CORRUPTIONS[name](tmp_path / dense.CACHE)
    with Index(tmp_path, HashEncoder()) as again:
        assert [seen(again.retrieve(query, 5)) for query in QUERIES] == right


@pytest.mark.parametrize("name", sorted(CORRUPTIONS.keys() - {"a folder"}))
def test_an_update_mends_the_cache_even_if_nothing_changed(tmp_path: Path, name: str) -> None:
    filled(tmp_path, NEWS).close()
    CORRUPTIONS[name](tmp_path / dense.CACHE)
    with Index(tmp_path, HashEncoder()) as index, index.writer():
        pass
    header, payload = header_and_payload(tmp_path / dense.CACHE)
    assert header["sha256"] == sha256(payload).hexdigest()
    assert dense.load(tmp_path, current(tmp_path)) is not None


def current(folder: Path) -> dense.Snapshot:
    connection = schema.connect(folder)
    found = dense.snapshot(connection, folder, None)
    connection.close()
    return found


def test_a_sound_cache_is_used(tmp_path: Path) -> None:
    filled(tmp_path, NEWS).close()
    connection = schema.connect(tmp_path)
    # The vectors can come from the cache alone: in this transaction the database has none.
    connection.execute("PRAGMA query_only = OFF")
    connection.execute("BEGIN")
    connection.execute("DELETE FROM vectors")
    found = dense.snapshot(connection, tmp_path, None)
    connection.execute("ROLLBACK")
    connection.close()
    assert found.faiss.ntotal == len(found.numbers) > 0


def test_the_file_has_no_byte_that_an_earlier_update_left(tmp_path: Path) -> None:
    index = filled(tmp_path, NEWS)
    long = (tmp_path / dense.CACHE).stat().st_size
    with index.writer() as writer:
        for id in NEWS:
            writer.remove(id)
    assert (tmp_path / dense.CACHE).stat().st_size < long
    assert current(tmp_path).faiss.ntotal == 0
    index.close()


@pytest.mark.parametrize("step", ["replace", "fsync"])
def test_a_cache_that_cannot_be_written_costs_nothing_but_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    faked = SimpleNamespace(**vars(os))
    setattr(faked, step, fail)
    monkeypatch.setattr(dense, "os", faked)
    index = filled(tmp_path, NEWS)
    assert index.search("bear", 1)[0].chunk.article.id == "press/bear.txt"
    index.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.sqlite", "write.lock"]
    with Index(tmp_path, HashEncoder()) as again:
        assert again.search("bear", 1)[0].chunk.article.id == "press/bear.txt"


def test_what_a_killed_writer_left_is_swept_away(tmp_path: Path) -> None:
    filled(tmp_path, NEWS).close()
    (tmp_path / f"{dense.CACHE}.12345.tmp").write_bytes(b"half")
    with Index(tmp_path, HashEncoder()) as index, index.writer():
        pass
    assert not list(tmp_path.glob("*.tmp"))


def test_the_limit_on_what_faiss_reads_is_put_back(tmp_path: Path) -> None:
    before = faiss.get_deserialization_vector_byte_limit()
    filled(tmp_path, NEWS).close()
    current(tmp_path)
    assert faiss.get_deserialization_vector_byte_limit() == before


def test_a_new_snapshot_reads_only_what_is_new(tmp_path: Path) -> None:
    index = filled(tmp_path, NEWS)
    first = current(tmp_path)
    with index.writer() as writer:
        writer.remove("news/oil.md")
        new = article("a/first.txt", "An avalanche came down.")
        writer.put(new, chunks(new), "")
    connection = schema.connect(tmp_path)
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    second = dense.snapshot(connection, tmp_path, first)
    connection.close()
    assert sum("FROM vectors" in statement for statement in asked) == 1
    fresh = current(tmp_path)
    assert np.array_equal(second.numbers, fresh.numbers)
    assert np.array_equal(second.faiss.reconstruct_batch(second.numbers), fresh.faiss.reconstruct_batch(fresh.numbers))
    index.close()
