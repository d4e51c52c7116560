"""How well the index finds the right paragraph, sentence or document, and what folding a conversation is worth.

    python -m benchmarks.finding --data FOLDER [--questions 600]

FOLDER holds the unpacked public data. SQuAD: the articles that only version 1.1 has, on which nothing about ranking
was chosen (its encoder has seen SQuAD, though; SummHay and MTRAG it has not). Writes benchmarks/results/finding.*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks import data, metrics, shelf
from benchmarks.command import run
from benchmarks.data import Question, Shelf, Span
from benchmarks.tables import Row, measured
from rag.ingest.parse import sentences
from rag.question.conversation import fold
from rag.search import Index
from rag.types import Article, Chunk, Passage

DEPTH = 50
REMARKS = """R@k: something right is among the first k. MRR and nDCG@10 over the first 50. Paragraphs and sentences are
searched as they are, each a chunk of its own; documents as the product cuts them, the best chunk standing for its
document. SummHay's insights are put as questions (any article that holds the insight is right); its own questions ask
for several insights each (an article counts for as many as it holds). MTRAG: questions after an earlier turn, among the
documents of all its conversations; “share of the gap” is how much of what a person's rewrite gains over the last turn
folding gains, where the rewrite gains anything."""
Label = Callable[[Passage], str]


def main() -> None:
    run("finding", __doc__ or "", measure, REMARKS, questions=600)


def measure(folder: Path, count: int) -> list[Row]:
    """Every row of this part."""
    encoder = shelf.Remembering()
    found: list[Row] = []
    for held, name in ((data.squad(folder, "1.1"), "SQuAD 1.1"), (data.clapnq(folder), "CLAPnq")):
        asked = data.sampled(held.answerable, count)
        for unit, cut in (("paragraphs", paragraphs), ("sentences", single_sentences)):
            group = f"{name}, {unit} of {len(held.articles)} articles"
            found += units(group, held, asked, cut, encoder)
            encoder.save()
    found += news(folder, encoder)
    found += conversations(folder, encoder)
    encoder.save()
    return found


def units(group: str, held: Shelf, asked: Sequence[Question], cut: shelf.Cut, encoder: shelf.Remembering) -> list[Row]:
    """Questions over pieces of articles: right is what holds at least half of a place that answers."""
    pieces = {article.id: [(chunk.start, chunk.end) for chunk in cut(article)] for article in held.articles}
    gold = {question.id: {label: 1 for span in question.gold for label in holding(pieces, span)} for question in asked}
    asked = [question for question in asked if gold[question.id]]
    with shelf.index(held.articles, encoder, cut) as made:
        found = {question.id: listed(made, question.text, place) for question in asked}
    return rows(group, asked, {question.id: gold[question.id] for question in asked}, found)


def rows(
    group: str, asked: Sequence[Question], gold: dict[str, dict[str, int]], found: dict[str, list[str]]
) -> list[Row]:
    """A row for each measure of ranking."""
    groups = [question.group for question in asked]
    values = metrics.ranking(gold, found)
    return [measured((group, name), values[name], groups) for name in metrics.RANKING]


def news(folder: Path, encoder: shelf.Remembering) -> list[Row]:
    """SummHay: each topic a library of its own, the insights and then the topic's questions."""
    insights: list[tuple[Question, list[str]]] = []
    broad: list[tuple[Question, dict[str, int], list[str]]] = []
    for topic in data.summhay(folder):
        with shelf.index(topic.shelf.articles, encoder, shelf.packed(encoder)) as made:
            insights += [(question, listed(made, question.text, document)) for question in topic.shelf.questions]
            for subtopic in topic.raw["subtopics"]:
                counts: dict[str, int] = {}
                for insight in subtopic["insights"]:
                    for id in topic.holders.get(insight["insight_id"], ()):
                        counts[id] = counts.get(id, 0) + 1
                asked = Question(subtopic["subtopic_id"], subtopic["query"], topic.shelf.name)
                broad.append((asked, counts, listed(made, asked.text, document)))
    gold = {question.id: {id: 1 for id, *_ in question.gold} for question, _ in insights}
    found = {question.id: ids for question, ids in insights}
    one = rows("SummHay news, insights as questions", [q for q, _ in insights], gold, found)
    gold, found = {q.id: counts for q, counts, _ in broad}, {q.id: ids for q, _, ids in broad}
    asked_for = [replace(question, group=question.id) for question, *_ in broad]
    return one + rows("SummHay news, its own questions", asked_for, gold, found)


def conversations(folder: Path, encoder: shelf.Remembering) -> list[Row]:
    """MTRAG: the last turn, the same folded with its conversation, and a person's rewrite."""
    held = data.mtrag(folder)
    asked = [question for question in held.answerable if question.history and question.rewrite]
    forms = {
        "last turn": lambda question: question.text,
        "folded": lambda question: fold(question.text, question.history),
        "a person's rewrite": lambda question: question.rewrite,
    }
    gold = {question.id: {id: 1 for id, *_ in question.gold} for question in asked}
    groups, found, values = [question.group for question in asked], [], {}
    with shelf.index(held.articles, encoder, shelf.packed(encoder)) as made:
        for name, form in forms.items():
            lists = {question.id: listed(made, form(question), document) for question in asked}
            found += rows(f"MTRAG follow-ups, {name}", asked, gold, lists)
            values[name] = metrics.ranking(gold, lists)
    for name in ("R@5", "nDCG@10"):
        last, folded, rewrite = (np.array(values[form][name]) for form in forms)

        def gap(
            places: metrics.Picked, last: np.ndarray = last, folded: np.ndarray = folded, rewrite: np.ndarray = rewrite
        ) -> float:
            whole = rewrite[places].sum() - last[places].sum()
            return float((folded[places].sum() - last[places].sum()) / whole) if whole > 0 else float("nan")

        found.append(measured(("MTRAG follow-ups, folded", f"share of the gap, {name}"), last, groups, gap))
    return found


def listed(made: Index, query: str, label: Label) -> list[str]:
    """The labels of the best chunks, each once, best first."""
    return list(dict.fromkeys(label(hit.chunk.sentences[0]) for hit in made.search(query, DEPTH)))


def place(passage: Passage) -> str:
    """The label of a paragraph or sentence."""
    return f"{passage.article.id} {passage.start}"


def document(passage: Passage) -> str:
    """The label of a document: whatever of it is found counts."""
    return passage.article.id


def holding(pieces: dict[str, list[tuple[int, int]]], span: Span) -> list[str]:
    """The labels of the pieces that share at least half of themselves or of the span."""
    id, start, end = span
    return [
        f"{id} {first}"
        for first, last in pieces[id]
        if 2 * (min(end, last) - max(start, first)) >= min(end - start, last - first)
    ]


def paragraphs(article: Article) -> list[Chunk]:
    """The paragraphs, which a blank line parts."""
    found, start = [], 0
    for text in article.text.split("\n\n"):
        if text.strip():
            span = (start, start + len(text))
            found.append(Chunk(sentences(article, [span]) or (Passage(article, *span),)))
        start += len(text) + 2
    return found


def single_sentences(article: Article) -> list[Chunk]:
    """Every sentence as a chunk of its own."""
    return [Chunk((sentence,)) for chunk in paragraphs(article) for sentence in chunk.sentences]


if __name__ == "__main__":
    main()
