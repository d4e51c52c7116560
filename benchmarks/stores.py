"""Vector stores beside this package: the same vectors of 100,000 chunks, the same questions, one after another.

    python -m benchmarks.scale --chunks 100000 --keep FOLDER
    python -m benchmarks.stores FOLDER/100000

Every store runs in an environment of its own, made under .cache/stores at the first run, and builds its index anew.
Writes benchmarks/results/stores.*.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.opened import opened
from benchmarks.runners.stores import DEPTH
from benchmarks.scale import PRESS, SEARCHES
from benchmarks.tables import Row, keep

ROOT = Path(__file__).parents[1]
PLACE = ROOT / ".cache" / "stores"
OTHERS = {
    "chroma": ["chromadb==1.5.9", "numpy"],
    "lancedb": ["lancedb==0.40.0", "numpy"],
    "txtai": ["torch==2.13.0", "txtai==9.14.0", "numpy"],
}
TITLES = {"footnote": "Footnote", "chroma": "Chroma", "lancedb": "LanceDB", "txtai": "txtai"}
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS", "TOKIO_WORKER_THREADS", "LANCE_CPU_THREADS")
BATCH = 5000
AS_NEAR = 1e-6
REMARKS = f"""
The chunks and vectors are those of `benchmarks.scale` (articles recombined from the committed affairs, which scale.md
tells more of), and so are the {SEARCHES} questions; no store encodes anything. Each runs in a process of its own, on
one thread as far as it lets itself be told, builds its index, and is asked for the best {DEPTH}, by their numbers.
This package's is built already, by `benchmarks.scale`. “CPU” is processor time of the process, all its threads
together; the rest is wall-clock time on a machine that did something else as well. Recall@{DEPTH}: of as many as are
nearest in exact arithmetic, how many are found. Memory is the most that the process took, with {{mib:,.0f}} MiB of
vectors that it was handed. “Vectors and words” is each store's own hybrid search, whose ranking is another for each;
Chroma has none on one's own machine."""


def main() -> None:
    """Measure what the command line says, print the table and keep it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="what benchmarks.scale --keep left of one size")
    place = parser.parse_args().folder.resolve()
    rows: list[Row] = []
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        exact, size = handed(place, folder)
        for name, python in environments():
            found = run(name, python, folder, place)
            group = f"{TITLES[name]} {found['version']}, {size[0]:,} chunks"
            rows += [Row(group, *row) for row in figures(found, exact, built=name != "footnote")]
            print(f"{name} is done", file=sys.stderr, flush=True)
    remarks = REMARKS.format(mib=size[0] * size[1] * 4 / 2**20)
    keep("stores", "python -m benchmarks.stores FOLDER/100000", rows, remarks)


def handed(place: Path, folder: Path) -> tuple[list[tuple[Any, float]], tuple[int, int]]:
    """Write what every store is handed; for each query its scores of all chunks' and the one of the last that counts,
    and how many vectors there are of how many numbers."""
    made = pickle.loads((place / PRESS).read_bytes())
    built = json.loads((place / "built.json").read_text("utf-8"))
    questions = made.questions(built["articles"], SEARCHES)
    queries = made.encode(questions)
    with opened(place / "index") as (state, numbers, _):
        vectors = np.empty((len(numbers), made.dimension), np.float32)
        texts: list[str] = []
        for first in range(0, len(numbers), BATCH):
            chunks = state.get(numbers[first : first + BATCH])
            vectors[first : first + len(chunks.numbers)][np.argsort(np.argsort(chunks.numbers))] = chunks.vectors
            by_number = {}
            for number, (article, _revision, start, end) in zip(
                chunks.numbers.tolist(), chunks.spans.tolist(), strict=True
            ):
                said = state.load(article).sentences[start : end + 1]
                by_number[number] = " ".join(passage.text for passage in said)
            texts += [by_number[number] for number in sorted(by_number)]
    np.save(folder / "vectors.npy", vectors)
    np.save(folder / "queries.npy", queries)
    (folder / "texts.json").write_text(json.dumps(texts), "utf-8")
    (folder / "questions.json").write_text(json.dumps(questions), "utf-8")
    scores = [vectors @ query for query in queries]
    exact = [(held, float(np.partition(held, -DEPTH)[-DEPTH])) for held in scores]
    return exact, vectors.shape


def environments() -> Iterator[tuple[str, Path]]:
    """(store, its Python), this package first; environments that are missing are made."""
    yield "footnote", Path(sys.executable)
    for name, packages in OTHERS.items():
        python, ready = PLACE / name / "bin" / "python", PLACE / name / "ready"
        if not ready.exists():
            venv.create(PLACE / name, with_pip=True)
            for package in packages:  # torch first: asked for along with the rest, pip considers larger builds
                subprocess.run([python, "-m", "pip", "install", "--quiet", package], check=True)
            ready.touch()
        yield name, python


def run(name: str, python: Path, folder: Path, place: Path) -> Any:
    """What a runner in a fresh process says."""
    result = folder / f"{name}.json"
    command = [str(python), "-m", "benchmarks.runners.stores", name, str(folder), str(result)]
    command += [str(place / "index")] if name == "footnote" else []
    environment = {**os.environ, **dict.fromkeys(THREADS, "1"), "PYTHONPATH": str(ROOT)}
    subprocess.run(command, check=True, cwd=ROOT, env=environment)
    return json.loads(result.read_text("utf-8"))


def figures(found: Any, exact: list[tuple[Any, float]], *, built: bool) -> Iterator[tuple[Any, ...]]:
    """The rows of one store, without their group."""

    def row(what: str, value: float, unit: str, number: int = 1) -> tuple[Any, ...]:
        return what, value, number, "", None, None, unit

    for way in found["ways"]:
        name = way["name"]
        if built and way["built"][1] > 1:
            yield row(f"{name}: build, CPU", way["built"][1], "s")
        if "words" not in name:
            shares = [
                np.mean(np.pad(held[rows] >= least - AS_NEAR, (0, DEPTH - len(rows))))
                for rows, (held, least) in zip(way["rows"], exact, strict=True)
            ]
            yield row(f"{name}: recall@{DEPTH}", float(np.mean(shares)), "", len(shares))
        for which, clock in ((1, ", CPU"), (0, "")):
            times = [1000 * took[which] for took in way["took"]]
            yield row(f"{name}: search, median{clock}", median(times), "ms", len(times))
            yield row(f"{name}: search, 95 % within{clock}", quantiles(times, n=20)[-1], "ms", len(times))
    yield row("Memory", found["memory"], "MiB")


if __name__ == "__main__":
    main()
