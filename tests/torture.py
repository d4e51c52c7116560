"""Kills the program while it updates, removes, rebuilds or upgrades, or fills its disk, and looks at what is left.

    python -m tests.torture [KILLS] [SEED]

Before each kill the folder of articles is changed; then a process of its own begins one of the operations and is
killed with SIGKILL at a random moment of it (or may write only so many bytes more). What is left must hold every
article that was acknowledged and that the operation does not touch, each whole and as one of its two versions, and
every passage must be a slice; and doing the operation again must give what a clean build gives.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import rag.update
from rag import Library
from rag.ingest.parse import parse_text
from rag.search.embedded import schema
from tests.fakes import HashEncoder

OPERATIONS = ("update", "remove", "rebuild", "upgrade", "full disk")
FILES = 10
SAID = 3
"""How a process ends that says what is wrong with the disk."""
QUERIES = ("walrus 3", "iceberg", "who saw the iceberg", "lighthouse 5")
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])
# What reading loads when it is first needed: here, so that no process is killed while it only loads.
parse_text("", "Walrus 1 saw iceberg 2 beside lighthouse 3.")


def library(folder: Path) -> Library:
    """The library of a folder with an encoder that costs nothing."""
    return Library(folder / "index", encoder=HashEncoder())


def work(folder: Path, operation: str, room: int) -> None:
    """One operation, in the process that is killed; of a full disk, `room` bytes may be in a file."""
    if operation == "full disk":
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    if operation == "upgrade":
        rag.update.INGEST_VERSION = "older"
    if operation == "rebuild":
        shutil.rmtree(folder / "index", ignore_errors=True)
    try:
        with closing(library(folder)) as opened:
            if operation == "remove":
                for article in opened.articles[::3]:
                    opened.remove(article.id)
            else:
                opened.update(folder / "news")
    except OSError:  # a full disk says so; what it left is looked at all the same
        sys.exit(SAID)


def rewrite(folder: Path, chance: random.Random) -> None:
    """Change, add and take away some of the articles."""
    for number in chance.sample(range(FILES), 4):
        file = folder / "news" / f"{number}.txt"
        if chance.random() < 0.25 and file.exists():
            file.unlink()
        else:
            lines = (f"Walrus {number} saw iceberg {chance.randrange(900)} beside lighthouse {k}." for k in range(30))
            file.write_text(f"Report {number}\n\n" + " ".join(list(lines)[: chance.randrange(1, 30)]), encoding="utf-8")


def killed(folder: Path, operation: str, chance: random.Random, longest_s: float) -> str:
    """Begin the operation and end it; what became of it."""
    database = folder / "index" / schema.DATABASE
    room = (database.stat().st_size if database.exists() else 0) + chance.randrange(1, 60_000)
    process = _PROCESSES.Process(target=work, args=(folder, operation, room))
    process.start()
    if operation != "full disk":
        process.join(chance.uniform(0, longest_s))
        if process.pid and process.is_alive():
            os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert process.exitcode in (0, SAID, -signal.SIGKILL), f"{operation} ended with {process.exitcode}"
    return {0: "ended before", SAID: "said why"}.get(process.exitcode, "killed")


def seen(opened: Library) -> object:
    """What a library holds and answers."""
    found = [[(hit.chunk.article.id, hit.score) for hit in opened.search(query, 5)] for query in QUERIES]
    return {article.id: article.text for article in opened.articles}, found


def look(folder: Path, before: dict[str, str], operation: str) -> None:
    """What is left must be whole; raises AssertionError."""
    database = folder / "index" / schema.DATABASE
    if not database.exists() or not database.stat().st_size:
        assert operation == "rebuild", "the index is gone"
        return
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            assert operation == "rebuild", "the index is empty"
            return
    now = {f"news/{file.name}": file.read_text(encoding="utf-8") for file in (folder / "news").iterdir()}
    with closing(library(folder)) as opened:
        held = {article.id: article.text for article in opened.articles}
        assert all(text in (before.get(id), now.get(id)) for id, text in held.items()), "a mixed article"
        kept = {id for id, text in before.items() if now.get(id) == text and operation not in ("remove", "rebuild")}
        assert kept <= held.keys(), f"lost {kept - held.keys()}"
        for query in QUERIES:
            for passage in (sentence for hit in opened.search(query, 5) for sentence in hit.chunk.sentences):
                assert held[passage.article.id][passage.start : passage.end] == passage.text != ""


def torture(folder: Path, kills: int, seed: int) -> Counter[str]:
    """So many kills in `folder`, and how often each operation came to each end; raises AssertionError."""
    chance, ends = random.Random(seed), Counter[str]()
    (folder / "news").mkdir()
    for _ in range(3):
        rewrite(folder, chance)
    begun = time.monotonic()
    with closing(library(folder)) as opened:
        opened.update(folder / "news")
    longest_s = 1.5 * (time.monotonic() - begun) + 0.05
    for kill in range(kills):
        operation = OPERATIONS[kill % len(OPERATIONS)]
        with closing(library(folder)) as opened:
            before = {article.id: article.text for article in opened.articles}
        if operation != "remove":
            rewrite(folder, chance)
        ends[f"{operation}: {killed(folder, operation, chance, longest_s)}"] += 1
        look(folder, before, operation)
        answers_like_a_clean_build(folder, folder / f"clean {kill}")
    return ends


def answers_like_a_clean_build(folder: Path, clean: Path) -> None:
    """Update what is left, naming each file so that what was removed comes back; a clean build must be the same."""
    with closing(library(folder)) as opened, closing(Library(clean, encoder=HashEncoder())) as fresh:
        opened.update(folder / "news")
        for file in sorted((folder / "news").iterdir()):
            opened.update(file)
        fresh.update(folder / "news")
        assert seen(opened) == seen(fresh)
    shutil.rmtree(clean)


def main() -> None:
    """Torture with the numbers of the command line, and say what happened."""
    kills, seed = (int(given) for given in (*sys.argv[1:3], *("500", "7")[len(sys.argv) - 1 :]))
    with TemporaryDirectory() as folder:
        begun = time.monotonic()
        ends = torture(Path(folder), kills, seed)
    for end, count in sorted(ends.items()):
        print(f"{end}: {count}")
    print(f"{kills} in {time.monotonic() - begun:.0f} s: nothing lost, nothing mixed, every passage a slice")


if __name__ == "__main__":
    main()
