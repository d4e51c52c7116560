"""How well each ranking finds the right passage, and which fusion of the two is best.

    python benchmarks/retrieval.py --data FOLDER [--questions 800] [--output benchmarks/results/retrieval.md]

FOLDER holds the unpacked public data: squad/, hipporag_multihop/ and summhay_news/. Everything is searched with this
package's own index and default encoder; only reciprocal rank fusion, which lost, is written here.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from rag.search import Encoder, Index, SentenceTransformerEncoder, dense, schema, sparse
from rag.search.embed import Vectors
from rag.search.fuse import fuse
from rag.search.index import CANDIDATES
from rag.types import Article, Chunk, Passage

Scores = dict[int, float]
Fusion = Callable[[Scores, Scores], list[int]]
WEIGHTS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True)
class Task:
    """Passages in (article, title, text) and questions with the (article, start) or the articles that answer them."""

    name: str
    passages: list[tuple[str, str, list[str]]]
    questions: list[tuple[str, set[tuple[str, int | None]]]]


def sampled(questions: Sequence[tuple[str, Any]], count: int) -> list[tuple[str, Any]]:
    """The same questions each time, whatever their order in the file."""
    return sorted(questions, key=lambda pair: sha256(pair[0].encode()).hexdigest())[:count]


def squad(folder: Path, count: int) -> Task:
    """All paragraphs of the 22 articles; the right one is the paragraph the question was written for."""
    data = json.loads((folder / "squad/squad_v2.0_dev_handout.json").read_text("utf-8"))["data"]
    passages, questions = [], []
    for item in data:
        texts = [paragraph["context"] for paragraph in item["paragraphs"]]
        passages.append((item["title"], item["title"].replace("_", " "), texts))
        for place, paragraph in enumerate(item["paragraphs"]):
            asked = [qa["question"] for qa in paragraph["qas"] if not qa["is_impossible"]]
            questions += [(question, {(item["title"], place)}) for question in asked]
    return Task("SQuAD 2.0, paragraphs of 22 articles", passages, sampled(questions, count))


def musique(folder: Path, count: int) -> Task:
    """Multi-hop questions; any of the paragraphs that support the answer is right."""
    data = json.loads((folder / "hipporag_multihop/musique_train.json").read_text("utf-8"))
    corpus = json.loads((folder / "hipporag_multihop/musique_train_corpus.json").read_text("utf-8"))
    places = {(item["title"], item["text"]): str(number) for number, item in enumerate(corpus)}
    passages = [(str(number), item["title"], [item["text"]]) for number, item in enumerate(corpus)]
    questions = []
    for item in data:
        support = [(p["title"], p["paragraph_text"]) for p in item["paragraphs"] if p["is_supporting"]]
        questions.append((item["question"], {(places[pair], None) for pair in support if pair in places}))
    return Task("MuSiQue, 100 multi-hop questions", passages, sampled(questions, count))


def summhay(folder: Path, count: int) -> Iterator[Task]:
    """News on one topic; what one insight says is asked, any document it was written into is right."""
    for path in sorted((folder / "summhay_news").glob("*.json")):
        topic = json.loads(path.read_text("utf-8"))
        passages = [
            (doc["document_id"], doc["document_text"].strip().split(".")[0][:80], doc["document_text"].split("\n\n"))
            for doc in topic["documents"]
        ]
        asked = {insight["insight_id"]: insight["insight"] for sub in topic["subtopics"] for insight in sub["insights"]}
        questions = [
            (text, {(doc["document_id"], None) for doc in topic["documents"] if id in doc["insights_included"]})
            for id, text in asked.items()
        ]
        found = [(text, gold) for text, gold in questions if gold]
        yield Task(f"SummHay news, {topic['topic_id']}", passages, sampled(found, count))


class Remembering:
    """The encoder, encoding no text twice: here a chunk and its only sentence are the same text."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.dimension, self.count_tokens = encoder.name, encoder.dimension, encoder.count_tokens
        self._encoder = encoder
        self._rows: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        if new := [text for text in texts if text not in self._rows]:
            self._rows.update(zip(new, self._encoder.encode(new), strict=True))
        return np.stack([self._rows[text] for text in texts])


def reciprocal_ranks(left: Scores, right: Scores) -> list[int]:
    """RRF with k = 60."""
    scores: Scores = {}
    for side in (left, right):
        for rank, place in enumerate(sorted(side, key=lambda place: (-side[place], place)), 1):
            scores[place] = scores.get(place, 0.0) + 1 / (60 + rank)
    return sorted(scores, key=lambda place: (-scores[place], place))


def best(side: Scores) -> list[int]:
    return sorted(side, key=lambda place: (-side[place], place))


def weighted(weight: float) -> Fusion:
    return lambda left, right: [place for place, _ in fuse(left, right, weight)]


FUSIONS: dict[str, Fusion] = {
    "dense": lambda left, right: best(left),
    "BM25": lambda left, right: best(right),
    "RRF 60": reciprocal_ranks,
    **{f"min-max, dense {weight}": weighted(weight) for weight in WEIGHTS},
}


def ranks(task: Task, encoder: Encoder) -> dict[str, list[int]]:
    """For every fusion, at which rank (from 1) each question's first right passage came; 0 for never."""
    with TemporaryDirectory() as folder:
        made = Index(Path(folder), encoder)
        with made.writer() as writer:
            for id, title, texts in task.passages:
                writer.put(*article(id, title, texts), source_digest="")
        made.close()
        connection = schema.connect(Path(folder))
        current = dense.snapshot(connection, Path(folder), None)
        labels = [(id, place) for id, _, texts in sorted(task.passages) for place in range(len(texts))]
        found: dict[str, list[int]] = {name: [] for name in FUSIONS}
        for question, gold in task.questions:
            left = current.search(encoder.encode([question])[0], CANDIDATES)
            numbers, scores = sparse.scores(connection, sparse.query_terms(question))
            right = dense.best(current.places(numbers), scores, CANDIDATES)
            for name, fusion in FUSIONS.items():
                found[name].append(first_right([labels[place] for place in fusion(left, right)], gold))
        connection.close()
    return found


def article(id: str, title: str, texts: list[str]) -> tuple[Article, list[Chunk]]:
    """One article whose chunks are the given paragraphs, each taken as one sentence."""
    whole = Article(id=id, text="\n".join(text or " " for text in texts), title=title)
    chunks, start = [], 0
    for text in texts:
        chunks.append(Chunk((Passage(whole, start, start + max(1, len(text))),)))
        start += max(1, len(text)) + 1
    return whole, chunks


def first_right(labels: list[tuple[str, int]], gold: set[tuple[str, int | None]]) -> int:
    hits = (rank for rank, (id, place) in enumerate(labels, 1) if (id, place) in gold or (id, None) in gold)
    return next(hits, 0)


def row(name: str, found: list[int]) -> str:
    shares = [np.mean([0 < rank <= depth for rank in found]) for depth in (1, 5, 20)]
    mrr = np.mean([1 / rank if rank else 0 for rank in found])
    return f"| {name} | {' | '.join(f'{share:.3f}' for share in (*shares, mrr))} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=800, help="at most so many of each set")
    parser.add_argument("--output", type=Path, default=Path("benchmarks/results/retrieval.md"))
    options = parser.parse_args()
    encoder = Remembering(SentenceTransformerEncoder())
    loaders = (squad(options.data, options.questions), musique(options.data, options.questions))
    lines = [
        "# Which ranking finds the right passage",
        "",
        f"Made by `python benchmarks/retrieval.py --data FOLDER --questions {options.questions}` with {encoder.name}.",
        f"Each ranking proposes its best {CANDIDATES}; MRR counts a passage found by neither as 0.",
    ]
    for task in (*loaders, *summhay(options.data, options.questions)):
        print(task.name, file=sys.stderr)
        found = ranks(task, encoder)
        count = sum(len(texts) for _, _, texts in task.passages)
        lines += ["", f"## {task.name}: {len(task.questions)} questions, {count} passages", ""]
        lines += ["| ranking | R@1 | R@5 | R@20 | MRR |", "|---|---|---|---|---|"]
        lines += [row(name, ranked) for name, ranked in found.items()]
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text("\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
