"""Opening an index: sound, made by another model, damaged, or where nothing may be written."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from rag.errors import IndexDamaged, IndexMismatch, IndexMissing
from rag.search import Index
from rag.search.embedded import schema
from rag.search.store import FORMAT
from tests.fakes import HashEncoder
from tests.search.made import NEWS, article, chunks, filled, seen

NOBODY = 65534


def changed(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / schema.DATABASE, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def opened(folder: Path) -> None:
    with Index(folder, HashEncoder()) as index:
        for id in NEWS:
            index.search(NEWS[id], 50)
        index.articles()


def test_the_database_is_durable_and_keeps_its_references(tmp_path: Path) -> None:
    connection = schema.connect_writer(tmp_path, HashEncoder())
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    connection.close()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    filled(tmp_path, NEWS).close()
    with closing(schema.connect(tmp_path)) as connection, pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM articles")


def test_chunk_numbers_are_never_used_again(tmp_path: Path) -> None:
    index = filled(tmp_path, NEWS)
    with closing(schema.connect(tmp_path)) as connection:
        (highest,) = connection.execute("SELECT max(number) FROM chunks").fetchone()
        with index.writer() as writer:
            for id in NEWS:
                writer.remove(id)
            made = article("a/new.txt", "Something new. And more.")
            writer.put(made, chunks(made), "")
        assert connection.execute("SELECT min(number) > ? FROM chunks", (highest,)).fetchone() == (1,)
    index.close()


@pytest.mark.parametrize(
    ("encoder", "said"),
    [
        (HashEncoder(name="other"), "hash, not other."),
        (HashEncoder(dimension=32), "hash of 64 dimensions, not hash of 32."),
    ],
    ids=["name", "dimension"],
)
def test_another_model_is_refused_with_what_mends_it(tmp_path: Path, encoder: HashEncoder, said: str) -> None:
    filled(tmp_path, NEWS).close()
    with pytest.raises(IndexMismatch) as reading:
        Index(tmp_path, encoder)
    for part in (said, "`--encoder hash`", f"`rag update ARTICLES --index ANOTHER_FOLDER --encoder {encoder.name}`"):
        assert part in str(reading.value)
    lazily = Index(tmp_path / "later", encoder)
    filled(tmp_path / "later", NEWS).close()
    with pytest.raises(IndexMismatch), lazily.writer():
        pass


def test_another_format_is_refused(tmp_path: Path) -> None:
    filled(tmp_path, NEWS).close()
    changed(tmp_path, "UPDATE meta SET value = '0' WHERE name = 'format'")
    with pytest.raises(IndexMismatch, match=f"format is 0, not {FORMAT}.*index.sqlite"):
        opened(tmp_path)
    changed(tmp_path, "DROP TABLE files")  # which it did not have then
    with pytest.raises(IndexMismatch, match=f"format is 0, not {FORMAT}"):
        opened(tmp_path)


def overwritten(start: float, end: float, byte: int) -> Callable[[Path], None]:
    """Damages the database from one share of its length to another."""

    def damage(path: Path) -> None:
        content = bytearray(path.read_bytes())
        first, last = int(len(content) * start), int(len(content) * end)
        content[first:last] = bytes([byte]) * (last - first)
        path.write_bytes(content)

    return damage


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a text": lambda path: path.write_text("This is not a database. " * 1000),
    "an image": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(8192)),
    "header overwritten": overwritten(0, 0.001, 0xFF),
    "first page zeroed after the header": lambda path: path.write_bytes(
        path.read_bytes()[:100] + bytes(3996) + path.read_bytes()[4096:]
    ),
    "middle overwritten": overwritten(0.2, 0.8, 0xA5),
    "end zeroed": overwritten(0.5, 1, 0),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "truncated inside a page": lambda path: path.write_bytes(path.read_bytes()[:-10_000]),
    "no chunks table": lambda path: changed(path.parent, "DROP TABLE chunks"),
    "no terms table": lambda path: changed(path.parent, "DROP TABLE terms"),
    "no generation": lambda path: changed(path.parent, "DELETE FROM meta WHERE name = 'generation'"),
    "another program's database": lambda path: (path.unlink(), changed(path.parent, "CREATE TABLE bookmarks (x)")),
    "facts that are no JSON": lambda path: changed(path.parent, "UPDATE articles SET facts = '{'"),
    "facts that are none": lambda path: changed(path.parent, "UPDATE articles SET facts = '{}'"),
    "an id that is no text": lambda path: changed(path.parent, "UPDATE articles SET id = CAST(x'e8' || id AS BLOB)"),
    "facts that are no text": lambda path: changed(path.parent, "UPDATE articles SET facts = CAST(x'e8' AS TEXT)"),
    "a sentence beyond its article": lambda path: changed(path.parent, "UPDATE sentences SET end = end + 99999"),
    "voices that are none": lambda path: changed(path.parent, "UPDATE articles SET voices = '[1]'"),
    "text changed behind its digest": lambda path: changed(path.parent, "UPDATE articles SET text = x'41'"),
}


INSIDE = list(DAMAGES)[-7:]
"""Those inside of an article: found when it is read."""


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_database_is_said_to_be_and_what_to_do(tmp_path: Path, name: str) -> None:
    filled(tmp_path, NEWS).close()
    DAMAGES[name](tmp_path / schema.DATABASE)
    with pytest.raises(IndexDamaged, match=r"(?s)delete.*update"):
        opened(tmp_path)


@pytest.mark.parametrize("name", [name for name in DAMAGES if name not in INSIDE])
def test_a_damaged_database_is_not_written_to(tmp_path: Path, name: str) -> None:
    fresh = Index(tmp_path, HashEncoder())
    filled(tmp_path, NEWS).close()
    DAMAGES[name](tmp_path / schema.DATABASE)
    with pytest.raises(IndexDamaged), fresh.writer():
        pass


@pytest.mark.parametrize("begun", [False, True], ids=["an empty file", "no table yet"])
def test_what_a_kill_before_the_tables_leaves_is_no_index_and_becomes_one(tmp_path: Path, begun: bool) -> None:
    with closing(sqlite3.connect(tmp_path / schema.DATABASE)) as connection:
        if begun:
            connection.execute("PRAGMA journal_mode = WAL")
    assert (tmp_path / schema.DATABASE).exists()
    index = Index(tmp_path, HashEncoder())
    assert not index.exists
    with pytest.raises(IndexMissing):
        index.retrieve("walrus")
    made = article("a/a.txt", "A walrus came.")
    with index.writer() as writer:
        writer.put(made, chunks(made), "")
    assert index.exists
    assert index.articles() == [made]
    index.close()


@contextmanager
def unprivileged(folder: Path) -> Iterator[None]:
    """Nothing in `folder` may be changed; root, whom that would not stop, becomes somebody else meanwhile."""
    for path in (folder, *folder.iterdir()):
        path.chmod(0o555 if path.is_dir() else 0o444)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="needs POSIX permissions")
@pytest.mark.parametrize("in_use", [False, True], ids=["at rest", "open elsewhere"])
@pytest.mark.parametrize("cached", [True, False], ids=["with cache", "without cache"])
def test_a_read_only_folder_still_answers(cached: bool, in_use: bool) -> None:
    # pytest's own temporary folder lies in one that others may not enter.
    with TemporaryDirectory() as made:
        folder = Path(made)
        index = filled(folder, NEWS)
        right = seen(index.retrieve("Sakalin oil decree", 5))
        if not in_use:
            index.close()
        if not cached:
            (folder / "vectors.faiss").unlink()
            (folder / "postings.bm25").unlink()
        with unprivileged(folder):
            assert not os.access(folder, os.W_OK, effective_ids=True)
            with Index(folder, HashEncoder()) as again:
                assert seen(again.retrieve("Sakalin oil decree", 5)) == right
                assert len(again.articles()) == len(NEWS)
            with pytest.raises(OSError, match=r"ermission|ead-only"), Index(folder, HashEncoder()).writer():
                pass
        index.close()
