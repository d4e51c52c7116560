"""What an index of many articles takes: to build, to update, to open, to search and to ask; memory, disk and recall.

    python -m benchmarks.scale [--data FOLDER] [--chunks 10000 100000] [--keep FOLDER]

The articles are recombined from those of training/affairs/train, and the vectors of their sentences too
(benchmarks/recombined.py), so that encoding, which is measured elsewhere (benchmarks.reading), takes no time here. Each
step is a process of its own on one thread. With --keep what is built stays there, and the next time is not built again.
Writes benchmarks/results/scale.*, in place of earlier rows of the same size.
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
from benchmarks.tables import Row, keep, kept
from rag import Library
from rag.search.embedded.store import EmbeddedStore

CHUNKS = 4
"""Chunks that an article becomes, nearly."""
PRESS, BUILT = "press.pickle", "built.json"
CHANGED = 10
SEARCHES, ASKS, NEAREST = 200, 30, 10
REMARKS = f"""
“CPU” is the processor time of the process, on one thread; other times are wall-clock times, and mean little on
a busy machine. Articles of {recombined.SENTENCES} sentences: those of the committed affairs recombined, with other
names in every ten. So common words are about as common as in news, names are not, and a sentence recurs in every
edition of its affair, with other names: nearest neighbours are nearer one another than in real text, which makes an
index of partitions look better, and one of shortened vectors worse. Vectors are those of the real encoder's sentences,
moved by their names; no time is for encoding. “Update”: {CHANGED} of the files changed, `Library.update` of the whole
folder in a fresh process. “Open”: `Library(...)`, and its first search besides what a later one takes. “For the first
time”: {SEARCHES} different questions, the best five chunks; “again”: the same ones. “Ask”: {ASKS} questions.
“Recall@{NEAREST}”: of the {NEAREST} chunks nearest to a query in exact arithmetic, those that the index's vector search
finds. Memory is the most that the process took."""


def main() -> None:
    """Measure what the command line says, print the table and keep it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="public data besides, as in benchmarks/README.md")
    parser.add_argument("--chunks", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the indexes here, and take them from here")
    parser.add_argument("--step", nargs=3, help=argparse.SUPPRESS)  # for the processes that this one starts
    given = parser.parse_args()
    if given.step:
        name, folder, articles = given.step
        print(json.dumps(STEPS[name](pickle.loads(Path(folder, PRESS).read_bytes()), Path(folder), int(articles))))
        return
    made, rows = pickle.dumps(press(given.data)), kept("scale")
    for chunks in given.chunks:
        with TemporaryDirectory() as temporary:
            found = measured(made, (given.keep or Path(temporary)) / str(chunks), chunks // CHUNKS)
        group = f"{chunks:,} chunks"
        rows = [*(row for row in rows if row.group != group), *(Row(group, *row) for row in figures(found))]
    rows.sort(key=lambda row: int(row.group.split()[0].replace(",", "")))
    sizes = " ".join(row.group.split()[0].replace(",", "") for row in rows if row.what == "Chunks")
    data = "--data FOLDER " if given.data else ""
    keep("scale", f"python -m benchmarks.scale {data}--chunks {sizes}", rows, REMARKS)


def measured(made: bytes, folder: Path, articles: int) -> dict[str, Any]:
    """What all steps measured in a folder, where what is built already is taken as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PRESS).write_bytes(made)
    if not (folder / BUILT).exists():
        (folder / BUILT).write_text(json.dumps(step("build", folder, articles)), "utf-8")
    found: dict[str, Any] = json.loads((folder / BUILT).read_text("utf-8"))
    for name in ("update", "use", "recall"):
        print(f"{folder.name} chunks: {name}", file=sys.stderr, flush=True)
        found |= step(name, folder, articles)
    return found


def press(folder: Path | None) -> recombined.Press:
    """The press over the committed affairs, and over the public data in a folder."""
    encoder = shelf.Remembering()
    made = recombined.Press(recombined.affairs(folder), encoder)
    encoder.save()
    return made


def step(name: str, folder: Path, articles: int) -> dict[str, Any]:
    """What one step measured, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scale", "--step", name, str(folder), str(articles)]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return found


def build(made: recombined.Press, folder: Path, articles: int) -> dict[str, Any]:
    """Index all articles."""
    recombined.write(made, range(articles), folder / "articles")
    with closing(Library(folder / "index", encoder=made)) as library:
        taken = timed(lambda: library.update(folder / "articles"))
    held = sum(file.stat().st_size for file in (folder / "index").iterdir())
    return {"build": taken, "articles": articles, "memory of building": memory(), "disk": held / 2**20}


def update(made: recombined.Press, folder: Path, articles: int) -> dict[str, Any]:
    """Index it again with a few articles changed."""
    changed = range(0, articles, -(-articles // CHANGED))
    with closing(Library(folder / "index", encoder=made)) as library:
        recombined.write(made, changed, folder / "articles", edition=articles + library.generation)
        taken = timed(lambda: library.update(folder / "articles"))
    return {"update": taken, "memory of updating": memory()}


def use(made: recombined.Press, folder: Path, articles: int) -> dict[str, Any]:
    """Open it, search it, ask it."""
    questions = made.questions(articles, SEARCHES)
    made.encode(questions)
    found: dict[str, Any] = {"memory before opening": memory()}
    begun = time.perf_counter(), time.process_time()
    library = Library(folder / "index", encoder=made)
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


def recall(made: recombined.Press, folder: Path, articles: int) -> dict[str, Any]:
    """Search by vectors alone, and by brute force."""
    store = EmbeddedStore(folder / "index", made)
    with closing(store), store.reading() as state:
        current = state.vectors
        rows = current.faiss.reconstruct_batch(current.numbers)
        shares = []
        for query in made.encode(made.questions(articles, SEARCHES)):
            exact = set(np.argsort(-(rows @ query), kind="stable")[:NEAREST].tolist())
            shares.append(len(exact & set(current.search(query, NEAREST)[0].tolist())) / NEAREST)
    return {"recall": shares, "chunks": len(rows)}


STEPS: dict[str, Callable[[recombined.Press, Path, int], dict[str, Any]]] = {
    "build": build,
    "update": update,
    "use": use,
    "recall": recall,
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


if __name__ == "__main__":
    main()
