"""What a search takes besides encoding its query, in processor time on one thread.

    python -m benchmarks.overhead --data FOLDER [--questions 300]

The passages and questions are those of benchmarks.peers, which asks each question a second time as every library there
is asked; here the first time counts too. Writes benchmarks/results/overhead.*.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

from benchmarks import peers, shelf
from benchmarks.command import run
from benchmarks.runners.measure import DEPTH, timed
from benchmarks.tables import Row
from rag.ingest.parse import sentences
from rag.search import Index, MiniLMEncoder
from rag.types import Article, Chunk, Passage

REMARKS = f"""Processor time on one thread of a query whose vector is known already, the best {DEPTH} of the passages
handed back. “For the first time”: an index just opened is asked every question once, and reads what it has not read
before. “Again”: the same questions once more. “For an answer”: with what answering needs to know of the passages."""


def main() -> None:
    run("overhead", __doc__ or "", measure, REMARKS, questions=300)


def measure(folder: Path, count: int) -> list[Row]:
    """Every row of this part."""
    encoder = shelf.Remembering(MiniLMEncoder(threads=1))
    rows = []
    for name, (task, _) in (peers.squad(folder, count), peers.news(folder, count)):
        articles = [Article(id, text, title) for id, title, text in task["passages"]]
        with shelf.index(articles, encoder, whole) as made, Index(made.folder, encoder) as opened:
            for question in task["questions"]:
                made.search(question)  # so that the encoder knows the query, corrected as it may be
            for what, search in (
                ("for the first time", opened.search),
                ("again", opened.search),
                ("for an answer", opened.retrieve),
            ):
                rows += figures(name, what, search, task["questions"])
    encoder.save()
    return rows


def figures(name: str, what: str, search: Callable[[str, int], object], questions: list[str]) -> list[Row]:
    times = [timed(lambda query: search(query, DEPTH), question) for question in questions]
    return [
        Row(name, f"{what}, median", median(times), len(times), unit="ms"),
        Row(name, f"{what}, 95 % within", quantiles(times, n=20)[-1], len(times), unit="ms"),
    ]


def whole(article: Article) -> list[Chunk]:
    """The article as one chunk."""
    span = (0, len(article.text))
    return [Chunk(sentences(article, [span]) or (Passage(article, *span),))]


if __name__ == "__main__":
    main()
