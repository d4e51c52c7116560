"""How well each ranking finds the right passage, and which fusion of the two is best.

    python benchmarks/retrieval.py --data FOLDER [--questions 800] [--output benchmarks/results/retrieval.md]

FOLDER holds the unpacked public data: squad/ and hipporag_multihop/. Everything is searched with this
package's own index and default encoder; only reciprocal rank fusion, which lost, is written here.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from rag.ingest.parse import sentences
from rag.search import Encoder, Index, MiniLMEncoder, rank, sparse
from rag.search.fuse import DENSE_WEIGHT, fuse
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


def reciprocal_ranks(left: Scores, right: Scores) -> list[int]:
    """RRF with k = 60."""
    scores: Scores = {}
    for side in (left, right):
        for position, place in enumerate(best(side), 1):
            scores[place] = scores.get(place, 0.0) + 1 / (60 + position)
    return sorted(scores, key=lambda place: (-scores[place], place))


def best(side: Scores) -> list[int]:
    """One side alone, best first."""
    return sorted(side, key=lambda place: (-side[place], place))


def weighted(weight: float) -> Fusion:
    """Both sides, with this weight for the dense one."""

    def fused(left: Scores, right: Scores) -> list[int]:
        places = sorted(left)
        scores = fuse(np.array([left[place] for place in places]), np.array([right[place] for place in places]), weight)
        return best(dict(zip(places, scores.tolist(), strict=True)))

    return fused


SHARES = (0.0, 0.5, 1.0)
FUSIONS: dict[str, Fusion] = {
    "dense": lambda left, right: best(left),
    "BM25": lambda left, right: best(right),
    "RRF 60": reciprocal_ranks,
    **{f"min-max, dense {weight}": weighted(weight) for weight in WEIGHTS},
}


CHOSEN = f"min-max, dense {DENSE_WEIGHT}, sentences {rank.SENTENCE_SHARE}"


def ranks(task: Task, encoder: Encoder) -> dict[str, list[int]]:
    """For every fusion, at which rank (from 1) each question's first right passage came; 0 for never."""
    with TemporaryDirectory() as folder:
        made = Index(Path(folder), encoder)
        with made.writer() as writer:
            for id, title, texts in task.passages:
                writer.put(*article(id, title, texts), source_digest="")
        every = [(id, place) for id, _, texts in sorted(task.passages) for place in range(len(texts))]
        found: dict[str, list[int]] = {f"{name}, sentences {share}": [] for share in SHARES for name in FUSIONS}
        with made, made.store.reading() as state:
            nothing = np.zeros(encoder.dimension, np.float32)  # to which all are equally near: they come in order
            labels = dict(zip(state.dense(nothing, len(every)).chunks.tolist(), every, strict=True))
            for question, gold in task.questions:
                vector, stems = encoder.encode([question])[0], sparse.query_terms(question)
                for share in SHARES:
                    chunks, *judged = rank.score(state, vector, stems, rank.CANDIDATES, share=share)
                    sides = [dict(enumerate(side.tolist())) for side in judged]
                    for name, fusion in FUSIONS.items():
                        places = [labels[int(chunks.numbers[place])] for place in fusion(*sides)]
                        found[f"{name}, sentences {share}"].append(first_right(places, gold))
    return found


def article(id: str, title: str, texts: list[str]) -> tuple[Article, list[Chunk]]:
    """One article whose chunks are the given paragraphs, cut into sentences as articles are."""
    whole = Article(id=id, text="\n".join(text or " " for text in texts), title=title)
    chunks, start = [], 0
    for text in texts:
        end = start + max(1, len(text))
        chunks.append(Chunk(sentences(whole, [(start, end)]) or (Passage(whole, start, end),)))
        start = end + 1
    return whole, chunks


def first_right(labels: list[tuple[str, int]], gold: set[tuple[str, int | None]]) -> int:
    """The rank of the first that is right, from 1; 0 where none is."""
    hits = (rank for rank, (id, place) in enumerate(labels, 1) if (id, place) in gold or (id, None) in gold)
    return next(hits, 0)


def row(name: str, found: list[int]) -> str:
    """A line of the table: the share found among the first 1, 5 and 20, and MRR."""
    shares = [np.mean([0 < rank <= depth for rank in found]) for depth in (1, 5, 20)]
    mrr = np.mean([1 / rank if rank else 0 for rank in found])
    shown = f"**{name}**" if name == CHOSEN else name
    return f"| {shown} | {' | '.join(f'{share:.3f}' for share in (*shares, mrr))} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=800, help="at most so many of each set")
    parser.add_argument("--output", type=Path, default=Path("benchmarks/results/retrieval.md"))
    options = parser.parse_args()
    encoder = MiniLMEncoder()
    tasks = (squad(options.data, options.questions), musique(options.data, options.questions))
    lines = [
        "# Which ranking finds the right passage",
        "",
        f"Made by `python benchmarks/retrieval.py --data FOLDER --questions {options.questions}` with {encoder.name}.",
        f"Each side proposes its best {rank.CANDIDATES} and both judge all of them. “Sentences” is the nearest",
        "sentence's share in a passage's nearness; in bold what the index does. MRR counts a passage not found as 0.",
    ]
    for task in tasks:
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
