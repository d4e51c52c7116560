"""A writer that is killed anywhere leaves whole articles, all it had reported among them."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from rag.search import Index
from rag.search.embedded import schema
from rag.search.embedded.store import EmbeddedStore
from rag.search.writer import Writer
from rag.types import Article
from tests.fakes import HashEncoder
from tests.search.made import article, chunks, seen

KILLS = 12
REPOSITORY = Path(__file__).parents[2]
WRITER = """
import sys
from pathlib import Path
from rag.search import Index
from tests.fakes import HashEncoder
from tests.search.test_crash import step, chunks
index = Index(Path(sys.argv[1]), HashEncoder())
number = int(sys.argv[2])
print("ready", flush=True)
while True:
    with index.writer() as writer:
        for _ in range(3):
            made = step(number)
            if number % 5 == 4:
                writer.remove(made.id)
            else:
                writer.put(made, chunks(made), str(number))
            print(number, flush=True)
            number += 1
"""


def step(number: int) -> Article:
    """What the writer's step `number` puts, or removes."""
    words = " ".join(f"Walrus {number} saw iceberg {number * line}." for line in range(1, number % 37 + 2))
    return article(f"k/{number % 6}.txt", words, f"Report {number}")


def killed(folder: Path, first: int, steps: int, delay: float) -> int:
    """Lets a writer begin with step `first` and kills it after so many; the step after the last that it reported."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(first)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    for _ in range(steps):
        process.stdout.readline()
    time.sleep(delay)
    process.kill()
    # Not communicate(): it would leave out what readline() has buffered.
    reported = process.stdout.read()
    assert process.wait() == -9, "the writer was to be killed, not to end by itself"
    return first + steps + reported.count("\n")


def state_after(steps: int) -> dict[str, Article]:
    held: dict[str, Article] = {}
    for number in range(steps):
        made = step(number)
        if number % 5 == 4:
            held.pop(made.id, None)
        else:
            held[made.id] = made
    return held


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
def test_kill_minus_nine_at_any_moment_loses_nothing_that_was_reported(tmp_path: Path) -> None:
    folder, chance, steps = tmp_path / "killed", random.Random(7), 0
    with Index(folder, HashEncoder()).writer():
        pass
    for _ in range(KILLS):
        # The step in flight was stored whole or not at all: either way the next writer begins by doing it again.
        reported = killed(folder, steps, chance.randrange(8), chance.uniform(0.0, 0.03))
        with closing(sqlite3.connect(folder / schema.DATABASE)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            for table in ("vectors", "terms"):
                orphans = f"SELECT count(*) FROM {table} WHERE rowid NOT IN (SELECT number FROM chunks)"
                assert connection.execute(orphans).fetchone() == (0,)
        with Index(folder, HashEncoder()) as index:
            stored = {made.id: made for made in index.articles()}
            assert stored in (state_after(reported), state_after(reported + 1))
            answers_like_a_fresh_one(index, tmp_path / f"fresh {reported} {time.time_ns()}", stored)
        steps = reported
    assert steps > KILLS


def answers_like_a_fresh_one(index: Index, folder: Path, stored: dict[str, Article]) -> None:
    with Index(folder, HashEncoder()) as fresh:
        with fresh.writer() as writer:
            for made in stored.values():
                writer.put(made, chunks(made), "")
        for query in ("walrus 3", "iceberg", "report"):
            assert seen(index.retrieve(query, 50)) == seen(fresh.retrieve(query, 50))


def test_an_error_in_the_middle_of_an_article_leaves_the_one_before(tmp_path: Path) -> None:
    """A full disk, say: terms, counts and vectors go back together."""
    index = Index(tmp_path, HashEncoder())
    old, new = article("a/a.txt", "Old words here. More old words."), article("a/a.txt", "New words. Newer words.")
    with index.writer() as writer:
        writer.put(old, chunks(old), "1")
        before = seen(index.retrieve("old new", 9))
        broken = schema.connect_writer(tmp_path, HashEncoder())
        broken.execute("CREATE TRIGGER full BEFORE INSERT ON vectors BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        with pytest.raises(sqlite3.IntegrityError, match="disk full"):
            writer.put(new, chunks(new), "2")
        broken.execute("DROP TRIGGER full")
        broken.close()
        assert seen(index.retrieve("old new", 9)) == before
        assert writer.versions()[old.id].source_digest == "1"
        writer.put(new, chunks(new), "2")
    assert index.articles() == [new]
    index.close()


def test_a_full_disk_is_said_to_be_full(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path, HashEncoder()).writing() as writing:
        connection, writer = writing._connection, Writer(writing, HashEncoder())
        # As many pages as there are, and none more: what SQLite reports is what it reports on a full disk.
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        made = article("a/large.txt", "Many words are here. " * 2000)
        with pytest.raises(OSError, match="full"):
            writer.put(made, chunks(made), "")
        assert writer.versions() == {}
    with Index(tmp_path, HashEncoder()) as index:
        assert index.articles() == []
