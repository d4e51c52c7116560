"""The same vectors, and the texts they are of, in one vector store: built, searched, and how long that took.

    python -m benchmarks.runners.stores NAME FOLDER RESULT.json

FOLDER holds vectors.npy, texts.json, queries.npy and questions.json. RESULT holds for each way to search the rows that
were found and seconds of wall and processor time. Needs nothing but numpy besides the store.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

DEPTH = 10
TOGETHER = 5000


class Given(NamedTuple):
    """What is indexed and asked, and a folder for the index."""

    vectors: Any
    texts: list[str]
    queries: Any
    questions: list[str]
    place: Path


Way = Callable[[int], list[int]]
"""The best rows for the query of a number."""
Ways = Iterator[tuple[str, Way]]
"""The names of ways to search and they themselves: what one takes to build is done when it is asked for."""


def footnote(given: Given) -> Ways:
    """This package: what `benchmarks.scale` built, whose chunks the texts are."""
    from benchmarks.opened import opened

    with opened(given.place) as (state, numbers, search):
        yield "vectors", lambda n: np.searchsorted(numbers, state.dense(given.queries[n], DEPTH).chunks).tolist()
        yield "vectors and words", lambda n: search(n)


def chroma(given: Given) -> Ways:
    """HNSW, as a collection has it by itself; there is no search by words and vectors together."""
    import chromadb

    client = chromadb.PersistentClient(str(given.place), chromadb.Settings(anonymized_telemetry=False))
    held = client.create_collection("chunks", metadata={"hnsw:space": "ip"}, embedding_function=None)
    for first in range(0, len(given.texts), TOGETHER):
        rows = range(first, min(first + TOGETHER, len(given.texts)))
        part = slice(rows.start, rows.stop)
        held.add(ids=[str(row) for row in rows], embeddings=given.vectors[part], documents=given.texts[part])

    def search(n: int) -> list[int]:
        found = held.query(query_embeddings=given.queries[n : n + 1], n_results=DEPTH, include=["distances"])
        return [int(id) for id in found["ids"][0]]

    yield "vectors, HNSW", search


def lancedb(given: Given) -> Ways:
    """All vectors looked at, which is what a table does by itself; its own index (IVF_PQ); and hybrid search."""
    import lancedb as store
    import pyarrow as pa

    vectors = pa.FixedSizeListArray.from_arrays(pa.array(given.vectors.reshape(-1)), given.vectors.shape[1])
    rows = pa.table({"row": pa.array(range(len(given.texts))), "text": pa.array(given.texts), "vector": vectors})
    table = store.connect(str(given.place)).create_table("chunks", rows)

    def by_vector(n: int) -> list[int]:
        found = table.search(given.queries[n]).distance_type("cosine").select(["row", "_distance"]).limit(DEPTH)
        return [int(row) for row in found.to_arrow()["row"].to_pylist()]

    def refined(n: int) -> list[int]:
        query = table.search(given.queries[n]).distance_type("cosine").select(["row", "_distance"]).limit(DEPTH)
        return [int(row) for row in query.nprobes(50).refine_factor(20).to_arrow()["row"].to_pylist()]

    def hybrid(n: int) -> list[int]:
        words = " ".join(re.findall(r"\w+", given.questions[n]))  # what has a meaning in a query is left out
        found = table.search(query_type="hybrid").vector(given.queries[n]).text(words).limit(DEPTH)
        return [int(row) for row in found.to_arrow()["row"].to_pylist()]

    yield "vectors, all looked at", by_vector
    table.create_index(metric="cosine", vector_column_name="vector")
    yield "vectors, IVF_PQ as it is made by itself", by_vector
    yield "vectors, IVF_PQ with 50 probes, the best 200 weighed exactly", refined
    table.create_fts_index("text")
    yield "vectors and words", hybrid


def txtai(given: Given) -> Ways:
    """FAISS's index as txtai chooses it by the number of vectors; and hybrid search."""
    from txtai import Embeddings

    known = dict(zip(given.texts, given.vectors, strict=True)) | dict(zip(given.questions, given.queries, strict=True))

    def transform(data: Any) -> Any:
        return np.stack([known[text] for text in data])

    for name, hybrid in (("vectors", False), ("vectors and words", True)):
        held = Embeddings(method="external", transform=transform, hybrid=hybrid, gpu=False)
        held.index((row, text, None) for row, text in enumerate(given.texts))
        yield name, lambda n, held=held: [int(row) for row, _ in held.search(given.questions[n], DEPTH)]


STORES: dict[str, tuple[Callable[[Given], Ways], str]] = {
    "footnote": (footnote, "footnote-rag"),
    "chroma": (chroma, "chromadb"),
    "lancedb": (lancedb, "lancedb"),
    "txtai": (txtai, "txtai"),
}


def main() -> None:
    """Run one store."""
    name, folder, result = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    make, distribution = STORES[name]
    texts, questions = (json.loads((folder / f"{one}.json").read_text("utf-8")) for one in ("texts", "questions"))
    vectors, queries = (np.load(folder / f"{one}.npy") for one in ("vectors", "queries"))
    found: dict[str, Any] = {"version": version(distribution), "ways": []}
    with TemporaryDirectory() as place:
        given = Given(vectors, texts, queries, questions, Path(sys.argv[4] if len(sys.argv) > 4 else place))
        ways = make(given)
        while True:
            built = timed(lambda: next(ways, None))
            if not built[0]:
                break
            way, search = built[0]
            search(0)
            asked = [timed(lambda n=n, search=search: search(n)) for n in range(len(questions))]
            found["ways"].append(
                {"name": way, "built": built[1:], "rows": [rows for rows, *_ in asked], "took": [t for _, *t in asked]}
            )
    found["memory"] = memory()
    result.write_text(json.dumps(found), "utf-8")


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What it gives, and seconds of wall and processor time."""
    begun = time.perf_counter(), time.process_time()
    value = work()
    return value, time.perf_counter() - begun[0], time.process_time() - begun[1]


def memory() -> float:
    """The most that this process took, MiB; Linux alone tells it."""
    told = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(told[1]) / 1024 if told else 0.0


if __name__ == "__main__":
    main()
