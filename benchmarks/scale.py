"""What an index of many articles takes: to build, to update, to open, to search and to ask; memory, disk and recall.

    python -m benchmarks.scale [--data FOLDER] [--chunks 10000 100000] [--keep FOLDER] [--postgres ADDRESS]

The articles are recombined from those of training/affairs/train, and the vectors of their sentences too
(benchmarks/recombined.py), so that encoding, which is measured elsewhere (benchmarks.reading), takes no time here. Each
step is a process of its own on one thread. With --keep what is built stays there, and the next time is not built again.
With --postgres the indexes are kept in that database, each in a schema of its own. Writes benchmarks/results/scale.*,
or postgres.*, in place of earlier rows of the same size.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from benchmarks import recombined, shelf
from benchmarks.place import Place
from benchmarks.tables import Row, keep, kept
from rag import Library
from rag.search import Index
from rag.search.rank import CANDIDATES
from rag.types.retrieval import Vectors

CHUNKS = 4
"""Chunks that an article becomes, nearly."""
PRESS, BUILT = "press.pickle", "built.json"
CHANGED = 10
SEARCHES, ASKS, NEAREST = 200, 30, 10
BATCH = 2000
REMARKS = f"""
“CPU” is the processor time of the process, on one thread; other times are wall-clock times, and mean little on
a busy machine. Articles of {recombined.SENTENCES} sentences: those of the committed affairs recombined, with other
names in every ten. So common words are about as common as in news, names are not, and a sentence recurs in every
edition of its affair, with other names: nearest neighbours are nearer one another than in real text, which makes
shortened ones look worse. Vectors are those of the real encoder's sentences, moved by their names. “Update”:
{CHANGED} of the files changed, `Library.update` of all in a fresh process. “Open”: `Library(...)`, and its first search
besides what a later one takes. “For the first time”: {SEARCHES} questions, the best five chunks; “again”: the same
ones. “Ask”: {ASKS} questions. “Recall@{NEAREST}”: of the {NEAREST} chunks nearest to a query in exact arithmetic, those
that the vector search finds. Memory is the most that the process took, files mapped into it among it."""
IN_A_FOLDER = f"""
“Vectors”: the vector search alone, the nearest {CANDIDATES} chunks, all whole or shortened, which are made for this:
by itself an index has them above `EXACT_UP_TO` chunks."""
IN_POSTGRES = f"""
What the server takes is not in “CPU” and “Memory”. It runs on the same machine, out of the package that the tests use,
with its own settings. “Vectors”: the vector search alone, the nearest {CANDIDATES} chunks, all looked at or by an
index of halves (HNSW), which is made for this: by itself an index has one from `HNSW_FROM` chunks on."""


def main() -> None:
    """Measure what the command line says, print the table and keep it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="public data besides, as in benchmarks/README.md")
    parser.add_argument("--chunks", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the indexes here, and take them from here")
    parser.add_argument("--postgres", metavar="ADDRESS", default="", help="keep the indexes in this database")
    parser.add_argument("--step", nargs=4, help=argparse.SUPPRESS)  # for the processes that this one starts
    given = parser.parse_args()
    if given.step:
        name, folder, articles, postgres = given.step
        place = Place(Path(folder), postgres)
        print(json.dumps(STEPS[name](pickle.loads(Path(folder, PRESS).read_bytes()), place, int(articles))))
        return
    kind = "postgres" if given.postgres else "scale"
    made, rows = pickle.dumps(press(given.data)), kept(kind)
    for chunks in given.chunks:
        with TemporaryDirectory() as temporary:
            place = Place((given.keep or Path(temporary)) / str(chunks), given.postgres)
            found = measured(made, place, chunks // CHUNKS)
        group = f"{chunks:,} chunks"
        rows = [*(row for row in rows if row.group != group), *(Row(group, *row) for row in figures(found))]
    rows.sort(key=lambda row: int(row.group.split()[0].replace(",", "")))
    sizes = " ".join(row.group.split()[0].replace(",", "") for row in rows if row.what == "Chunks")
    data = "--data FOLDER " if given.data else ""
    command = f"python -m benchmarks.scale {data}--chunks {sizes}{' --postgres ADDRESS' if given.postgres else ''}"
    keep(kind, command, rows, REMARKS + (IN_POSTGRES if given.postgres else IN_A_FOLDER))


def measured(made: bytes, place: Place, articles: int) -> dict[str, Any]:
    """What all steps measured, where what is built already is taken as it is."""
    folder = place.folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PRESS).write_bytes(made)
    if not (folder / BUILT).exists():
        (folder / BUILT).write_text(json.dumps(step("build", place, articles)), "utf-8")
    found: dict[str, Any] = json.loads((folder / BUILT).read_text("utf-8"))
    for name in ("update", "use", "recall", "halves" if place.postgres else "shortened"):
        print(f"{folder.name} chunks: {name}", file=sys.stderr, flush=True)
        found |= step(name, place, articles)
    return found


def press(folder: Path | None) -> recombined.Press:
    """The press over the committed affairs, and over the public data in a folder."""
    encoder = shelf.Remembering()
    made = recombined.Press(recombined.affairs(folder), encoder)
    encoder.save()
    return made


def step(name: str, place: Place, articles: int) -> dict[str, Any]:
    """What one step measured, in a process of its own."""
    told = (name, str(place.folder), str(articles), place.postgres)
    command = [sys.executable, "-m", "benchmarks.scale", "--step", *told]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return found


def build(made: recombined.Press, place: Place, articles: int) -> dict[str, Any]:
    """Index all articles."""
    place.clear()
    recombined.write(made, range(articles), place.articles)
    with closing(Library(place.index, encoder=made)) as library:
        taken = timed(lambda: library.update(place.articles))
    return {"build": taken, "articles": articles, "memory of building": memory(), "disk": place.held() / 2**20}


def update(made: recombined.Press, place: Place, articles: int) -> dict[str, Any]:
    """Index it again with a few articles changed."""
    changed = range(0, articles, -(-articles // CHANGED))
    with closing(Library(place.index, encoder=made)) as library:
        recombined.write(made, changed, place.articles, edition=articles + library.generation)
        taken = timed(lambda: library.update(place.articles))
    return {"update": taken, "memory of updating": memory()}


def use(made: recombined.Press, place: Place, articles: int) -> dict[str, Any]:
    """Open it, search it, ask it."""
    questions = made.questions(articles, SEARCHES)
    made.encode(questions)
    found: dict[str, Any] = {"memory before opening": memory()}
    begun = time.perf_counter(), time.process_time()
    library = Library(place.index, encoder=made)
    library.search(questions[0])
    opened = time.perf_counter() - begun[0], time.process_time() - begun[1]
    later = timed(lambda: library.search(questions[0]))
    found["open"] = [max(0.0, first - again) for first, again in zip(opened, later, strict=True)]
    for what in ("first", "again"):
        found[what] = [timed(lambda question=question: library.search(question)) for question in questions]
    found["memory after searching"] = memory()
    library.warm()
    found["ask"] = [timed(lambda question=question: library.ask(question)) for question in questions[:ASKS]]
    found["memory after asking"] = memory()
    library.close()
    return found


def recall(made: recombined.Press, place: Place, articles: int) -> dict[str, Any]:
    """Search by vectors alone, and by brute force."""
    with Index(place.index, made) as index, index.store.reading() as state:
        numbers = state.dense(np.zeros(made.dimension, np.float32), state.count()).chunks  # all, in order
        rows = np.concatenate(
            [state.get(numbers[first : first + BATCH]).vectors for first in range(0, len(numbers), BATCH)]
        )
        shares = []
        for query in made.encode(made.questions(articles, SEARCHES)):
            exact = set(numbers[np.argsort(-(rows @ query), kind="stable")[:NEAREST]].tolist())
            shares.append(len(exact & set(state.dense(query, NEAREST).chunks.tolist())) / NEAREST)
    return {"recall": shares, "chunks": len(rows)}


def halves(made: recombined.Press, place: Place, articles: int) -> dict[str, Any]:
    """Search by vectors without an index of halves and with it, which is made for this and dropped again."""
    import rag.search.postgres.schema as schema

    queries = made.encode(made.questions(articles, SEARCHES))
    with Index(place.index, made) as index:
        exact, before = nearest(index, queries), place.held()
        schema.HNSW_FROM = 0
        built, size = timed(lambda: touch(index)), place.held() - before
        quick = nearest(index, queries)
        schema.HNSW_FROM = sys.maxsize
        touch(index)
    return {"halves": {"built": built[0], "disk": size / 2**20, **compared(exact, quick, 0)}}


def shorter(made: recombined.Press, place: Place, articles: int) -> dict[str, Any]:
    """Search by vectors that are whole and by shortened ones, which are made for this and dropped again."""
    import rag.search.embedded.shortened as shortened

    queries, file = made.encode(made.questions(articles, SEARCHES)), place.folder / "index" / "vectors.faiss"
    with Index(place.index, made) as index:
        exact = nearest(index, queries)
    usual, shortened.EXACT_UP_TO = shortened.EXACT_UP_TO, 0
    file.unlink()
    with Index(place.index, made) as index:
        built, size = timed(lambda: touch(index)), file.stat().st_size
        quick = nearest(index, queries)
    shortened.EXACT_UP_TO = usual
    file.unlink()
    with Index(place.index, made) as index:
        touch(index)
    return {"shortened": {"built": built[1], "disk": size / 2**20, **compared(exact, quick, 1)}}


Nearest = list[tuple[list[int], tuple[float, float]]]


def nearest(index: Index, queries: Vectors) -> Nearest:
    """For each query the nearest chunks, as many as a search asks for, and the wall and processor seconds it took."""
    found: Nearest = []
    with index.store.reading() as state:
        for query in queries:
            chunks: list[int] = []
            taken = timed(lambda query=query, chunks=chunks: chunks.extend(state.dense(query, CANDIDATES).chunks))
            found.append((chunks, taken))
    return found


def compared(exact: Nearest, quick: Nearest, clock: int) -> dict[str, list[float]]:
    """How many of the nearest are found the quick way, and what both ways took by one of the two clocks."""
    pairs = zip(exact, quick, strict=True)
    shares = [len(set(right[:NEAREST]) & set(found[:NEAREST])) / NEAREST for (right, _), (found, _) in pairs]
    exact_times, quick_times = ([taken[clock] for _, taken in found] for found in (exact, quick))
    return {"recall": shares, "exact": exact_times, "quick": quick_times}


def touch(index: Index) -> None:
    """Let the index be as it is after an update that changes nothing."""
    with index.writer():
        pass


STEPS: dict[str, Callable[[recombined.Press, Place, int], dict[str, Any]]] = {
    "build": build,
    "update": update,
    "use": use,
    "recall": recall,
    "halves": halves,
    "shortened": shorter,
}


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds."""
    begun = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begun[0], time.process_time() - begun[1]


def memory() -> float:
    """The most that this process ever took, MiB."""
    status = Path("/proc/self/status")  # not `getrusage`: on Linux a process begins with what its parent took
    if status.exists() and (most := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
        return int(most[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def figures(found: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of one size, without their group."""

    def row(what: str, value: float, unit: str, number: int = 1) -> tuple[Any, ...]:
        return what, value, number, "", None, None, unit

    yield row("Articles", found["articles"], "articles")
    yield row("Chunks", found["chunks"], "chunks")
    for name, told in (("build", "Build"), ("update", f"Update, {CHANGED} articles changed"), ("open", "Open")):
        yield row(told, found[name][0], "s")
        yield row(f"{told}, CPU", found[name][1], "s")
    for name, told in (("first", "Search for the first time"), ("again", "Search again"), ("ask", "Ask")):
        for place, clock in ((0, ""), (1, ", CPU")):
            times = [taken[place] * 1000 for taken in found[name]]
            yield row(f"{told}, median{clock}", median(times), "ms", len(times))
            yield row(f"{told}, 95 % within{clock}", quantiles(times, n=20)[-1], "ms", len(times))
    for what in ("before opening", "after searching", "after asking", "of building", "of updating"):
        yield row(f"Memory {what}", found[f"memory {what}"], "MiB")
    yield row("Disk", found["disk"], "MiB")
    yield row(f"Recall@{NEAREST} of the vector search", float(np.mean(found["recall"])), "", SEARCHES)
    for name, by, clock in (("halves", "by halves", ""), ("shortened", "shortened", ", CPU")):
        if tried := found.get(name):
            named = "Index of halves" if name == "halves" else "Shortened vectors"
            for way, told in (("exact", "all looked at"), ("quick", by)):
                yield row(f"Vectors, {told}, median{clock}", 1000 * median(tried[way]), "ms", SEARCHES)
                yield row(
                    f"Vectors, {told}, 95 % within{clock}", 1000 * quantiles(tried[way], n=20)[-1], "ms", SEARCHES
                )
            yield row(f"{named}, build{clock}", tried["built"], "s")
            yield row(f"{named}, disk", tried["disk"], "MiB")
            yield row(f"Recall@{NEAREST} {by}", float(np.mean(tried["recall"])), "", SEARCHES)


if __name__ == "__main__":
    main()
