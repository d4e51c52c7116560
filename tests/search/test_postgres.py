"""What only an index in Postgres does; what every store does is in test_store_contract.py."""

from __future__ import annotations

import builtins
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.errors import IndexBusy, IndexDamaged, IndexMismatch, IndexMissing, IndexUnreachable
from rag.search import Index
from tests.fakes import HashEncoder
from tests.postgres import fresh
from tests.search.made import NEWS, article, chunks, filled, seen

REPOSITORY = Path(__file__).parents[2]
SECRET = "s3cret"
CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND datname = current_database()
"""
"""Ends every connection but the one that says it."""
QUERIES = ("Who met in Anchorage?", "Sakalin oil decree", "guarantees for Zelenskyy", "a bear", "")


@pytest.fixture
def address(postgres: str) -> str:
    return fresh(postgres)


@pytest.fixture
def index(address: str) -> Iterator[Index]:
    with filled(address, NEWS) as made:
        yield made


def changed(address: str, *statements: str) -> list[tuple[Any, ...]]:
    """What the last of these statements gives."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def crowd(place: Path | str, size: int) -> Index:
    """An index of many like articles of words that are common, rare and doubled."""
    chance = random.Random(5)
    words = [f"w{number}" for number in range(60)]
    index = Index(place, HashEncoder())
    with index.writer() as writer:
        for number in range(size):
            text = " ".join(
                " ".join(chance.choices(words, weights=range(60, 0, -1), k=chance.randrange(3, 30))) + "."
                for _ in range(chance.randrange(1, 8))
            )
            made = article(f"a/{number:03}", text, f"w{number % 60}")
            writer.put(made, chunks(made), "")
    return index


def test_what_is_found_is_equal_bytes_to_an_index_in_a_folder(address: str, tmp_path: Path) -> None:
    """BM25 to the last bit as FTS5 computes it, and the same cut among equals."""
    with crowd(address, 120) as one, crowd(tmp_path / "index", 120) as other:
        for query in ("w1", "w0 w1 w2 w3 w59", "w58 w1", " ".join(f"w{number}" for number in range(60)), "w7 w7 zz"):
            for k in (1, 7, 200):
                assert seen(one.retrieve(query, k)) == seen(other.retrieve(query, k))
            stems = query.split()
            with one.store.reading() as left, other.store.reading() as right:
                assert left.lexical(stems, 50).scores.tobytes() == right.lexical(stems, 50).scores.tobytes()


@pytest.mark.parametrize("name", ["halves", "none any longer"])
def test_many_chunks_are_found_by_an_index_of_halves_and_weighed_exactly(
    address: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from rag.search.postgres import schema

    with crowd(address, 60) as exact, exact.store.reading() as state:
        vectors = HashEncoder().encode([f"w{number} w{number + 3}" for number in range(50)])
        right = [state.dense(vector, 5) for vector in vectors]
        nothing = state.dense(np.zeros(64, np.float32), 5)
        choices = [frozenset(f"a/{number:03}" for number in range(3, most)) for most in (5, 40)]
        some = [[exact.only(choice).search(f"w{number}", 5) for number in range(20)] for choice in choices]
    monkeypatch.setattr(schema, "HNSW_FROM", 50)
    with Index(address, HashEncoder()) as index:
        with index.writer():
            pass
        assert changed(address, "SELECT to_regclass('vectors_near')") == [("vectors_near",)]
        if name == "none any longer":
            monkeypatch.setattr(schema, "HNSW_FROM", 10**6)
            with index.writer():
                pass
            assert changed(address, "SELECT to_regclass('vectors_near')") == [(None,)]
        with index.store.reading() as state:
            found = [state.dense(vector, 5) for vector in vectors]
            for one, other in zip(found, right, strict=True):
                weights = dict(zip(other.chunks.tolist(), other.scores.tolist(), strict=True))
                assert all(weights.get(chunk, score) == score for chunk, score in zip(*one, strict=True))
            same = sum(
                len({*one.chunks.tolist()} & {*other.chunks.tolist()}) for one, other in zip(found, right, strict=True)
            )
            assert same >= 0.95 * 5 * len(vectors)
            assert state.dense(np.zeros(64, np.float32), 5).chunks.tolist() == nothing.chunks.tolist()
        for choice, others in zip(choices, some, strict=True):  # few of them, which are all looked at, and many
            assert [index.only(choice).search(f"w{number}", 5) for number in range(20)] == others


def test_the_tables_know_their_version(index: Index, address: str) -> None:
    from rag.search.postgres.schema import MIGRATIONS

    assert changed(address, "SELECT version FROM versions") == [(number + 1,) for number in range(len(MIGRATIONS))]


def test_an_update_brings_older_tables_up_to_date(index: Index, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from rag.search.postgres import schema

    right = [seen(index.retrieve(query, 5)) for query in QUERIES]
    more = ("CREATE TABLE later (x integer)", "ALTER TABLE later ADD y vector({dimension})")
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, *more))
    assert [seen(index.retrieve(query, 5)) for query in QUERIES] == right, "an older index is read as it is"
    for _ in range(2):
        with index.writer():
            pass
        assert changed(address, "SELECT max(version) FROM versions") == [(len(schema.MIGRATIONS),)]
    assert [seen(index.retrieve(query, 5)) for query in QUERIES] == right


def test_a_migration_that_fails_changes_nothing(index: Index, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from rag.search.postgres import schema

    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, "CREATE TABLE later (x integer); SELECT 1 / 0"))
    with pytest.raises(Exception, match="zero"), index.writer():
        pass
    assert changed(address, "SELECT to_regclass('later')") == [(None,)]
    assert changed(address, "SELECT max(version) FROM versions") == [(len(schema.MIGRATIONS) - 1,)]


def test_tables_from_before_articles_could_be_chosen_are_brought_up_to_date(index: Index, address: str) -> None:
    some = index.only(list(NEWS)[:2])
    right = [seen(some.retrieve(query, 5)) for query in QUERIES]
    changed(address, "ALTER TABLE chunks DROP length")
    changed(address, "DELETE FROM versions WHERE version > 1")
    assert index.search("oil", 1), "all articles are asked as before"
    with pytest.raises(IndexMismatch, match="rag update"):
        some.search("oil", 1)
    with index.writer():
        pass
    assert [seen(some.retrieve(query, 5)) for query in QUERIES] == right


def test_tables_of_a_later_version_are_left_alone(index: Index, address: str) -> None:
    changed(address, "INSERT INTO versions VALUES (99)")
    with pytest.raises(IndexMismatch, match="later version"):
        index.articles()
    with pytest.raises(IndexMismatch, match="later version"), index.writer():
        pass


DAMAGES = {
    "another format": ("UPDATE meta SET value = '0' WHERE name = 'format'", IndexMismatch, "format is 0"),
    "no generation": ("DELETE FROM meta WHERE name = 'generation'", IndexDamaged, "generation is missing"),
    "a table is missing": ("DROP TABLE articles CASCADE", IndexDamaged, "rag update"),
    "facts that are no JSON": ("UPDATE articles SET facts = '{'", IndexDamaged, "damaged"),
    "a sentence beyond its article": (
        "UPDATE articles SET ends = ARRAY[99999], starts = ARRAY[0]",
        IndexDamaged,
        "damaged",
    ),
    "text changed behind its digest": ("UPDATE articles SET text = 'A'", IndexDamaged, "not what was stored"),
    "dropped": ("DROP TABLE versions", IndexMissing, "rag update"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_index_is_said_to_be_and_what_to_do(index: Index, address: str, name: str) -> None:
    statement, error, said = DAMAGES[name]
    changed(address, statement)
    with pytest.raises(error, match=said) as raised:
        list(map(index.sentences, index.articles()))
    assert "postgres:postgres" not in str(raised.value)


def test_a_writer_that_is_killed_leaves_whole_articles_and_the_lock(index: Index, address: str) -> None:
    code = """
import os, sys
from rag.search import Index
from tests.fakes import HashEncoder
from tests.search.made import article, chunks
with Index(sys.argv[1], HashEncoder()).writer() as writer:
    for number in range(10**6):
        made = article(f"k/{number % 3}", f"Walrus {number}. " * (1 + number % 9))
        writer.put(made, chunks(made), "")
        print(number, flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", code, address], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(20):
        process.stdout.readline()
    with pytest.raises(IndexBusy), index.writer():
        pass
    process.kill()
    process.wait()
    process.stdout.close()
    while True:  # until the server has noticed
        try:
            with index.writer() as writer:
                writer.set_meta("after", "1")
            break
        except IndexBusy:
            continue
    held = {one.id: one for one in index.articles()}
    assert held.keys() == {*NEWS, "k/0", "k/1", "k/2"}
    assert all(index.sentences(one) for one in held.values())
    for table in ("terms", "vectors"):
        assert changed(address, f"SELECT count(*) FROM {table}") == changed(address, "SELECT chunks FROM totals")
    assert changed(address, "SELECT count(*) FROM postings") == changed(address, "SELECT sum(chunks) FROM stems")


def test_readers_survive_that_the_server_cuts_their_connections(index: Index, postgres: str) -> None:
    right = [seen(index.retrieve(query, 5)) for query in QUERIES]
    for _ in range(3):
        changed(postgres, CUT)
        assert [seen(index.retrieve(query, 5)) for query in QUERIES] == right


def test_a_writer_whose_connection_is_cut_says_so(index: Index, postgres: str) -> None:
    made = article("a/a", "Here it is.")

    def write() -> None:
        with index.writer() as writer:
            changed(postgres, CUT)
            writer.put(made, chunks(made), "")

    with pytest.raises(IndexUnreachable, match="cannot be reached"):
        write()
    assert {one.id for one in index.articles()} == set(NEWS)


NOWHERE = {
    f"postgresql://ann:{SECRET}@127.0.0.1:1/news": "cannot be reached",
    f"postgresql://ann:{SECRET}@no-such-host.invalid/news": "cannot be reached",
    f"postgresql://ann:a/{SECRET}@127.0.0.1:1/news": "no address|cannot be reached",
    f"postgresql://ann:{SECRET}@[::1/news": "no address",
    f"postgresql://ann:{SECRET}@127.0.0.1:1/news?nonsense=1": "no address",
    f"postgresql://ann:{SECRET}@127.0.0.1:port/news": "no address|cannot be reached",
}


@pytest.mark.parametrize("nowhere", NOWHERE)
@pytest.mark.usefixtures("postgres")
def test_a_database_that_cannot_be_reached_is_told_without_the_password(nowhere: str) -> None:
    with pytest.raises(IndexUnreachable, match=NOWHERE[nowhere]) as raised:
        Index(nowhere, HashEncoder())
    error: BaseException | None = raised.value
    while error:
        assert SECRET not in str(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def test_without_its_packages_it_is_told_how_to_install_them(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *arguments: Any, **named: Any) -> Any:
        if name.startswith(("psycopg", "rag.search.postgres")):
            raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")
        return real(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(IndexUnreachable, match=r"pip install 'footnote-rag\[postgres\]'"):
        Index("postgresql://localhost/news", HashEncoder())


def test_an_index_in_a_folder_needs_no_driver() -> None:
    code = "import sys; import rag.library; from rag.search import Index; print('psycopg' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "False"
