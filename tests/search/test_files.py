"""The files beside the database against everything that can happen to a file, and what an update writes of them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from rag.search import Index, cache
from rag.search.embedded import rows, schema, shortened, snapshot
from rag.search.embedded.snapshot import POSTINGS, VECTORS, Snapshot
from tests.fakes import HashEncoder
from tests.search.made import NEWS, article, chunks, filled, seen

QUERIES = ("Who met in Anchorage?", "Sakhalin oil decree", "guarantees")
FILES = (VECTORS.file, POSTINGS.file)


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


CORRUPTIONS: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "no header": lambda path: path.write_bytes(path.read_bytes().partition(b"\n")[2]),
    "header is no JSON": lambda path: path.write_bytes(b"{" + path.read_bytes()),
    "header nested too deep": lambda path: path.write_bytes(b"[" * 100_000 + b"\n"),
    "header is not UTF-8": lambda path: path.write_bytes(b"\xff\xfe" + path.read_bytes()),
    "truncated by a byte": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "truncated by half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "one bit flipped": flipped,
    "zeroed tail": lambda path: path.write_bytes(path.read_bytes()[:-512] + bytes(512)),
    "bytes appended": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "a file of ours of another index": lambda path: path.write_bytes(anothers(path.parent / "other", path.name)),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


def anothers(folder: Path, name: str) -> bytes:
    filled(folder, {"a/b": "Sakhalin oil decree. Guarantees."}).close()
    return (folder / name).read_bytes()


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_file_that_is_not_what_was_saved_is_never_believed(tmp_path: Path, name: str, file: str) -> None:
    index = filled(tmp_path, NEWS)
    right = [seen(index.retrieve(query, 5)) for query in QUERIES]
    index.close()
    CORRUPTIONS[name](tmp_path / file)
    with Index(tmp_path, HashEncoder()) as again:
        assert [seen(again.retrieve(query, 5)) for query in QUERIES] == right


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("name", sorted(CORRUPTIONS.keys() - {"a folder"}))
def test_an_update_mends_the_file_even_if_nothing_changed(tmp_path: Path, name: str, file: str) -> None:
    filled(tmp_path, NEWS).close()
    CORRUPTIONS[name](tmp_path / file)
    with Index(tmp_path, HashEncoder()) as index, index.writer():
        pass
    assert cache.load(tmp_path / file, digest(tmp_path, file)) is not None


def test_an_index_put_back_from_a_copy_does_not_believe_later_files(tmp_path: Path) -> None:
    """Its next chunks get numbers that meant others in the files."""
    filled(tmp_path, NEWS).close()
    copy = (tmp_path / schema.DATABASE).read_bytes()
    for text in ("A walrus swam by.", "An avalanche came down."):
        (tmp_path / schema.DATABASE).write_bytes(copy) if "avalanche" in text else None
        made = article("a/new.txt", text)
        with Index(tmp_path, HashEncoder()) as index, index.writer() as writer:
            writer.put(made, chunks(made), "")
    with Index(tmp_path, HashEncoder()) as index, index.store.reading() as state:
        assert len(state.lexical(["walrus"], 5).chunks) == 0
        (query,) = HashEncoder().encode(["An avalanche came down."])
        assert state.dense(query, 1).scores.tolist() == [1.0]


def digest(folder: Path, file: str) -> str:
    with closing(schema.connect(folder)) as connection:
        found = connection.execute("SELECT digest FROM files WHERE name = ?", (file,)).fetchone()
    return str(found[0])


def current(folder: Path, last: Snapshot | None = None) -> Snapshot:
    with closing(schema.connect(folder)) as connection:
        return snapshot.snapshot(connection, folder, last)


def test_the_digest_is_that_of_the_file(tmp_path: Path) -> None:
    filled(tmp_path, NEWS).close()
    for file in FILES:
        assert sha256((tmp_path / file).read_bytes()).hexdigest() == digest(tmp_path, file)


def test_sound_files_are_used(tmp_path: Path) -> None:
    filled(tmp_path, NEWS).close()
    with closing(schema.connect(tmp_path)) as connection:
        # All can come from the files alone: in this transaction the database has nothing of it.
        connection.execute("PRAGMA query_only = OFF")
        connection.execute("BEGIN")
        connection.execute("DELETE FROM vectors")
        connection.execute("DELETE FROM terms")
        found = snapshot.snapshot(connection, tmp_path, None)
        connection.execute("ROLLBACK")
    assert len(found.near.parts[0].numbers) == len(found.words.parts[0].numbers) == len(found.order.numbers) > 0


def test_no_file_has_a_byte_that_an_earlier_update_left(tmp_path: Path) -> None:
    index = filled(tmp_path, NEWS)
    long = [(tmp_path / file).stat().st_size for file in FILES]
    with index.writer() as writer:
        for id in NEWS:
            writer.remove(id)
    assert all((tmp_path / file).stat().st_size < before for file, before in zip(FILES, long, strict=True))
    assert len(current(tmp_path).order.numbers) == 0
    assert b"lavrov" not in (tmp_path / POSTINGS.file).read_bytes()
    index.close()


@pytest.mark.parametrize("step", ["replace", "fsync"])
def test_a_file_that_cannot_be_written_costs_nothing_but_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    faked = SimpleNamespace(**vars(os))
    setattr(faked, step, fail)
    monkeypatch.setattr(cache, "os", faked)
    index = filled(tmp_path, NEWS)
    assert index.search("bear", 1)[0].chunk.article.id == "press/bear.txt"
    index.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.sqlite", "write.lock"]
    with Index(tmp_path, HashEncoder()) as again:
        assert again.search("bear", 1)[0].chunk.article.id == "press/bear.txt"


def test_what_a_killed_writer_left_is_swept_away(tmp_path: Path) -> None:
    filled(tmp_path, NEWS).close()
    for file in FILES:
        (tmp_path / f"{file}.12345.tmp").write_bytes(b"half")
    with Index(tmp_path, HashEncoder()) as index, index.writer():
        pass
    assert not list(tmp_path.glob("*.tmp"))


def test_a_new_snapshot_reads_only_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = filled(tmp_path, NEWS)
    first = current(tmp_path)
    with index.writer() as writer:
        writer.remove("press/bear.txt")
        new = article("a/first.txt", "An avalanche came down.")
        writer.put(new, chunks(new), "")
    asked: list[int] = []
    real = rows.vectors
    monkeypatch.setattr(
        rows, "vectors", lambda given, numbers, width: asked.extend(numbers.tolist()) or real(given, numbers, width)
    )
    (tmp_path / VECTORS.file).unlink()
    second, fresh = current(tmp_path, first), current(tmp_path)
    assert len(asked) == 1 + len(fresh.order.numbers)
    assert np.array_equal(second.order.numbers, fresh.order.numbers)
    with closing(schema.connect(tmp_path)) as connection:
        places = np.arange(len(fresh.order.numbers))
        assert np.array_equal(second.near.vectors(connection, places), fresh.near.vectors(connection, places))
    index.close()


def test_few_changes_of_many_chunks_leave_the_files_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "SMALL", 10)
    texts = {f"wire/{day:03}": f"Oil fell on day {day}. Lavrov spoke." for day in range(100)}
    index = filled(tmp_path / "grown", texts)
    before = [(tmp_path / "grown" / file).stat().st_mtime_ns for file in FILES]
    for day in range(6):
        if day == 5:
            assert [(tmp_path / "grown" / file).stat().st_mtime_ns for file in FILES] == before
        new = {f"wire/new {day}": f"Walrus {day} saw oil. And ice."}
        texts |= new
        with index.writer() as writer:
            for id, text in new.items():
                writer.put(article(id, text), chunks(article(id, text)), "")
        with Index(tmp_path / "grown", HashEncoder()) as again, filled(tmp_path / f"fresh {day}", texts) as fresh:
            for query in ("walrus and oil", "Lavrov on day 7", "ice"):
                for k in (1, 5, 50):
                    assert seen(index.retrieve(query, k)) == seen(fresh.retrieve(query, k))
                    assert seen(again.retrieve(query, k)) == seen(fresh.retrieve(query, k))
    after = [(tmp_path / "grown" / file).stat().st_mtime_ns for file in FILES]
    assert all(now > then for now, then in zip(after, before, strict=True))
    index.close()


def test_whoever_asks_while_vectors_are_shortened_goes_on_in_what_there_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = filled(tmp_path, NEWS)
    right = seen(index.retrieve("Sakhalin oil", 5))
    made = article("a/new.txt", "A walrus swam by.")
    real = shortened.shortened

    def meanwhile(*given: object) -> object:
        found = [hit.chunk.article.id for hit in index.search("walrus", 1)]
        assert found == ["a/new.txt"]
        with Index(tmp_path, HashEncoder()) as other:
            assert [hit.chunk.article.id for hit in other.search("walrus", 1)] == found
        asked.append(found)
        return real(*given)  # type: ignore[arg-type]

    asked: list[list[str]] = []
    monkeypatch.setattr(shortened, "EXACT_UP_TO", 3)
    monkeypatch.setattr(shortened, "shortened", meanwhile)
    with index.writer() as writer:
        writer.put(made, chunks(made), "")
    assert len(asked) == 1
    with index.store.reading() as state:
        assert isinstance(state._held.near.parts[0], shortened.Short)  # type: ignore[attr-defined]
    monkeypatch.undo()
    with index.writer() as writer:
        writer.remove("a/new.txt")
    assert seen(index.retrieve("Sakhalin oil", 5)) == right
    index.close()


def test_the_header_says_what_lies_where(tmp_path: Path) -> None:
    arrays = {"one": np.arange(5), "none": np.zeros(0, np.int32), "bytes": np.frombuffer(b"abc", np.uint8)}
    found = cache.load(tmp_path / "made", cache.save(tmp_path / "made", arrays))
    assert found is not None
    assert json.loads((tmp_path / "made").read_bytes().split(b"\n")[0])[0] == ["one", "<i8", 5]
    assert all(np.array_equal(found[name], array) for name, array in arrays.items())
