"""What it takes to search some of an index's articles alone: the first time they are chosen, and after that.

    python -m benchmarks.scale --chunks 100000 --keep FOLDER
    python -m benchmarks.choosing FOLDER/100000

Each choice is searched by a process of its own, on one thread. Writes benchmarks/results/choosing.*, in place of
earlier rows of the same size.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

from benchmarks.scale import BUILT, PRESS, memory, timed
from benchmarks.tables import Row, keep, kept
from rag import Library
from rag.types import Where

SEARCHES = 100
CHOICES = {
    "one folder of its articles": lambda ids: Where(folder=ids[0].rpartition("/")[0]),
    "every second article": lambda ids: Where(articles=frozenset(ids[::2])),
    "articles in English, which all are": lambda ids: Where(language="en"),
}
REMARKS = f"""
The index is that of `benchmarks.scale`, and so are the {SEARCHES} questions, whose vectors are known. “The first
time”: the first search of the articles that meet a condition (`Library.search(…, where=…)`), in a library that has
searched all of them before; “later”: the other questions. “Of all articles”: the same questions without a condition.
“Disk”: what lies in the folder for temporary files while the choice is in use. Times are processor time, on one
thread."""


def main() -> None:
    """Measure every choice, print the table and keep it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="what benchmarks.scale --keep left of one size")
    parser.add_argument("--step", help=argparse.SUPPRESS)  # for the processes that this one starts
    given = parser.parse_args()
    if given.step:
        print(json.dumps(searched(given.folder, given.step)))
        return
    group = f"{int(given.folder.name):,} chunks"
    rows = [row for row in kept("choosing") if row.group != group]
    for name in CHOICES:
        with tempfile.TemporaryDirectory() as temporary:
            command = [sys.executable, "-m", "benchmarks.choosing", str(given.folder), "--step", name]
            surroundings = {**os.environ, "TMPDIR": temporary}
            told = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=surroundings).stdout
        rows += [Row(group, *row) for row in figures(name, json.loads(told))]
    rows.sort(key=lambda row: int(row.group.split()[0].replace(",", "")))
    keep("choosing", "python -m benchmarks.choosing FOLDER/100000", rows, REMARKS)


def searched(folder: Path, name: str) -> dict[str, Any]:
    """Search the articles of one choice."""
    made = pickle.loads((folder / PRESS).read_bytes())
    questions = made.questions(json.loads((folder / BUILT).read_text("utf-8"))["articles"], SEARCHES + 1)
    known = dict(zip(questions, made.encode(questions), strict=True))
    encode = made.encode
    made.encode = lambda texts: known[texts[0]][None] if len(texts) == 1 and texts[0] in known else encode(texts)
    with closing(Library(folder / "index", encoder=made)) as library:
        where = CHOICES[name]([article.id for article in library.articles])
        every = [timed(lambda question=question: library.search(question)) for question in questions][1:]
        first = timed(lambda: library.search(questions[0], where=where))
        later = [timed(lambda question=question: library.search(question, where=where)) for question in questions[1:]]
        held = sum(file.stat().st_size for file in Path(tempfile.gettempdir()).rglob("*") if file.is_file())
        chosen = len(library.only(where).articles)
    return {
        "chosen": chosen,
        "every": every,
        "first": first,
        "later": later,
        "disk": held / 2**20,
        "memory": memory(),
    }


def figures(name: str, found: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of one choice, without their group."""

    def row(what: str, value: float, unit: str, number: int = 1) -> tuple[Any, ...]:
        return f"{name}: {what}", value, number, "", None, None, unit

    yield row("chosen", found["chosen"], "articles")
    yield row("search for the first time", 1000 * found["first"][1], "ms")
    for part, told in (("later", "search later"), ("every", "search of all articles")):
        times = [1000 * taken[1] for taken in found[part]]
        yield row(f"{told}, median", median(times), "ms", len(times))
        yield row(f"{told}, 95 % within", quantiles(times, n=20)[-1], "ms", len(times))
    yield row("disk", found["disk"], "MiB")
    yield row("memory", found["memory"], "MiB")


if __name__ == "__main__":
    main()
