"""An index of many more articles, out of one that `benchmarks.scale --keep` left, in minutes instead of an hour.

    python -m benchmarks.scale --chunks 100000 --keep FOLDER
    python -m benchmarks.enlarged FOLDER/100000 [--times 10]

Every article is there again so many times, each time under other names: in what the press takes for a name each vowel
is another vowel and each consonant another consonant, so that every sentence keeps its place, and its vector is the one
that the press gives to the new sentence. None is read, cut or heard again, and all are written in a few transactions:
how long an update takes that reads them is not measured. Each step is a process of its own on one thread; what was made
already is taken as it is. Writes benchmarks/results/enlarged.*, in place of earlier rows of the same size.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np

import rag.search.embedded.rows as rows
import rag.search.embedded.schema as schema
import rag.search.sparse as sparse
from benchmarks import recombined, renamed, scale
from benchmarks.place import Place
from benchmarks.recombined import Press
from benchmarks.scale import CANDIDATES, NEAREST, SEARCHES, memory, timed
from benchmarks.tables import Row, keep, kept
from rag import Library
from rag.search import Index
from rag.search.store import Numbers
from rag.types.retrieval import Vectors

TOGETHER = 10_000
"""Vectors that are looked at together."""
ADDED = 10
REMARKS = f"""{scale.REMARKS}{scale.IN_A_FOLDER}
A million chunks are those of 100,000 ten times, each time under other names (`benchmarks.enlarged`): no update read
them, so that there is no time for that. “Files”: the shortened vectors and the postings, from the database.
“Look through”: finding near-copies and questions to begin with for the first time. “Update, {ADDED} articles added”:
of a folder that holds them alone. The questions are those about the first tenth of the articles."""


def main() -> None:
    """Make it, measure it, and keep the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="what benchmarks.scale --keep left of one size")
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--step", help=argparse.SUPPRESS)  # for the processes that this one starts
    given = parser.parse_args()
    small = Place(given.folder, "")
    place = Place(given.folder.parent / str(int(given.folder.name) * given.times), "")
    if given.step:
        made = pickle.loads((small.folder / scale.PRESS).read_bytes())
        print(json.dumps(STEPS[given.step](made, small, place, given.times)))
        return
    found: dict[str, Any] = {}
    for name in STEPS:
        file = place.folder / f"{name}.json"
        if not file.exists():
            command = [sys.executable, "-m", "benchmarks.enlarged", str(given.folder), f"--times={given.times}"]
            told = subprocess.run([*command, "--step", name], check=True, stdout=subprocess.PIPE).stdout
            file.write_bytes(told)
        found |= json.loads(file.read_text("utf-8"))
    group = f"{int(place.folder.name):,} chunks"
    figured = [*(row for row in kept("enlarged") if row.group != group), *(Row(group, *row) for row in figures(found))]
    keep("enlarged", f"python -m benchmarks.enlarged FOLDER/{small.folder.name}", figured, REMARKS)


def make(made: Press, small: Place, place: Place, times: int) -> dict[str, Any]:
    """Write the database."""
    renamed.enlarge(made, small.folder / "index", place.folder / "index", times)
    return {"articles": held(small) * times}


def held(small: Place) -> int:
    """How many articles there are once."""
    built = json.loads((small.folder / scale.BUILT).read_text("utf-8"))
    return int(built["articles"])


def files(made: Press, small: Place, place: Place, times: int) -> dict[str, Any]:
    """Write the files beside it."""
    with Index(place.index, made) as index:
        return {"files": timed(lambda: scale.touch(index)), "memory of writing the files": memory()}


def look(made: Press, small: Place, place: Place, times: int) -> dict[str, Any]:
    """Find near-copies and questions to begin with."""
    with closing(Library(place.index, encoder=made)) as library:
        return {"look": timed(library._look_through), "memory of looking through": memory()}


def add(made: Press, small: Place, place: Place, times: int) -> dict[str, Any]:
    """Add a few articles."""
    added = place.folder / "added"
    recombined.write(made, range(ADDED), added, edition=10**6)
    with closing(Library(place.index, encoder=made)) as library:
        taken = timed(lambda: library.update(added))
    return {"add": taken, "memory of updating": memory(), "disk": place.held() / 2**20}


def use(made: Press, small: Place, place: Place, times: int) -> dict[str, Any]:
    """Open it, search it, ask it."""
    return scale.use(made, place, held(small))


def recall(made: Press, small: Place, place: Place, times: int) -> dict[str, Any]:
    """Search by vectors alone, by words alone, and by brute force."""
    questions = made.questions(held(small), SEARCHES)
    queries, stems = made.encode(questions), [sparse.query_terms(question) for question in questions]
    with Index(place.index, made) as index, index.store.reading() as state:
        chunks = np.sort(state.dense(np.zeros(made.dimension, np.float32), state.count()).chunks)
        lexical = [timed(lambda words=words: state.lexical(words, CANDIDATES)) for words in stems]
        found = scale.nearest(index, queries)
    exact = nearest_of_all(place.folder / "index" / schema.DATABASE, chunks, queries)
    pairs = zip(found, exact.tolist(), strict=True)
    shares = [len({int(chunk) for chunk in near[:NEAREST]} & set(right)) / NEAREST for (near, _), right in pairs]
    nearest = [taken for _, taken in found]
    return {"recall": shares, "nearest": nearest, "lexical": lexical, "chunks": len(chunks)}


def nearest_of_all(database: Path, chunks: Numbers, queries: Vectors) -> Numbers:
    """The nearest chunks to each query, a row each, by looking at all of them."""
    best = np.full((len(queries), NEAREST), -np.inf, np.float32)
    found = np.zeros((len(queries), NEAREST), np.int64)
    with closing(sqlite3.connect(database)) as connection:
        for first in range(0, len(chunks), TOGETHER):
            some = chunks[first : first + TOGETHER]
            scores = np.hstack([best, queries @ rows.vectors(connection, some, queries.shape[1]).T])
            numbers = np.hstack([found, np.broadcast_to(some, (len(queries), len(some)))])
            order = np.argsort(-scores, axis=1, kind="stable")[:, :NEAREST]
            best, found = np.take_along_axis(scores, order, 1), np.take_along_axis(numbers, order, 1)
    return found


STEPS: dict[str, Callable[[Press, Place, Place, int], dict[str, Any]]] = {
    "make": make,
    "files": files,
    "look": look,
    "add": add,
    "use": use,
    "recall": recall,
}


def figures(found: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows, without their group."""

    def row(what: str, value: float, unit: str, number: int = 1) -> tuple[Any, ...]:
        return what, value, number, "", None, None, unit

    yield row("Articles", found["articles"], "articles")
    yield row("Chunks", found["chunks"], "chunks")
    for name, told in (
        ("files", "Files"),
        ("look", "Look through"),
        ("add", f"Update, {ADDED} articles added"),
        ("open", "Open"),
    ):
        yield row(told, found[name][0], "s")
        yield row(f"{told}, CPU", found[name][1], "s")
    for name, told in (
        ("first", "Search for the first time"),
        ("again", "Search again"),
        ("nearest", f"Vectors, the nearest {CANDIDATES} by shortened ones"),
        ("lexical", f"Words, the best {CANDIDATES} by BM25"),
        ("ask", "Ask"),
    ):
        for place, clock in ((0, ""), (1, ", CPU")):
            times = [taken[place] * 1000 for taken in found[name]]
            yield row(f"{told}, median{clock}", median(times), "ms", len(times))
            yield row(f"{told}, 95 % within{clock}", quantiles(times, n=20)[-1], "ms", len(times))
    for name, value in found.items():
        if name.startswith("memory"):
            yield row(name.capitalize(), value, "MiB")
    yield row("Disk", found["disk"], "MiB")
    yield row(f"Recall@{NEAREST} by shortened vectors", float(np.mean(found["recall"])), "", SEARCHES)


if __name__ == "__main__":
    main()
