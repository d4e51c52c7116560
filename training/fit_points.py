"""Fit what makes a sentence a point of a broad answer, and write rag/answering/points.npz.

    python -m training.fit_points

Fitted on training/affairs/train, in both wordings; the figures that are printed are of training/affairs/dev. A question
is looked up and read as the product does it; its points each have the sentences that make it. The reader decides much
of it: a new reader needs a new fit."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import rag.answering.rerank as rerank
from rag.answering.points import FEATURES, FILE, describe
from rag.answering.rerank import READ_FOR_MANY, Scored
from rag.answering.select import LIKELY, MANY
from rag.answering.weights import load
from rag.models.reader import read
from rag.question.analysis import MANY as KINDS
from rag.question.analysis import analyse
from rag.search.embed import MiniLMEncoder
from rag.search.index import Index
from rag.types import Passage, QuestionKind
from rag.update import update
from training.fitting import decision
from training.labelled_news import AFFAIRS

TARGET = Path(__file__).parent.parent / "rag" / "answering" / FILE

L2 = 1e-2
"""Chosen on `dev`: the states have many numbers."""


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """One question with its candidates."""

    kind: QuestionKind
    rows: np.ndarray
    makes: np.ndarray
    """bool [points, candidates]: whether a candidate makes a point."""


def main() -> None:
    """Fit, print how much of the points the likeliest candidates make on `dev`, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=TARGET)
    options = parser.parse_args()
    fitted, told = list(questions(AFFAIRS / "train")), list(questions(AFFAIRS / "dev"))
    weights = {}
    for kind in sorted(KINDS):
        some = [one for one in fitted if one.kind == kind]
        rows, right = (
            np.concatenate([one.rows for one in some]),
            np.concatenate([one.makes.any(axis=0) for one in some]),
        )
        found, bias = decision(rows, right, np.ones(len(rows)), [0] * rows.shape[1], l2=L2)
        weights[kind.value] = np.append(found, bias).astype(np.float32)
        figures = [_figures(one, one.rows @ found + bias) for one in told if one.kind == kind]
        print(kind, "points, useful:", np.mean(figures, axis=0).round(3), "of", len(figures))
    np.savez(options.output, features=np.array(FEATURES), **weights)


def questions(folder: Path) -> Iterator[LabelledQuestion]:
    """The broad questions of the affairs below `folder`, in both wordings."""
    encoder = MiniLMEncoder()
    for file in sorted(folder.glob("*/questions.jsonl")):
        with tempfile.TemporaryDirectory() as place, Index(place, encoder) as index:
            with index.writer() as writer:
                update(file.parent / "articles", writer, encoder)
            for row in map(json.loads, file.read_text("utf-8").splitlines()):
                if row["kind"] in KINDS:
                    for text in dict.fromkeys((row["question"], row.get("plain") or row["question"])):
                        yield _asked(row, index, text)


def _asked(row: dict[str, Any], index: Index, text: str) -> LabelledQuestion:
    kind = QuestionKind(row["kind"])
    found = index.retrieve(text, READ_FOR_MANY)
    question = analyse(found, kind)
    scored = rerank.score(question, rerank.rank(question, found, load()), read)
    makes = [[_makes(one, point) for one in scored] for point in row["points"]]
    return LabelledQuestion(kind, describe(question, scored), np.array(makes))


def _makes(scored: Scored, point: list[dict[str, str]]) -> bool:
    return any(covers(passage, span) for passage in scored.candidate.run for span in point)


def covers(passage: Passage, span: dict[str, str]) -> bool:
    """Whether a sentence holds half of a labelled span, or is half inside it."""
    start = passage.article.text.find(span["text"]) if passage.article.id.endswith(f"/{span['article']}") else -1
    common = min(start + len(span["text"]), passage.end) - max(start, passage.start)
    return start >= 0 and common >= 0.5 * min(len(span["text"]), passage.end - passage.start)


def _figures(asked: LabelledQuestion, odds: np.ndarray) -> tuple[float, float]:
    """The share of the points that the likeliest candidates make, and the share of those that make one."""
    likeliest = np.argsort(-odds, kind="stable")[:MANY]
    taken = [i for number, i in enumerate(likeliest) if not number or odds[i] >= LIKELY]
    return float(asked.makes[:, taken].any(axis=1).mean()), float(asked.makes[:, taken].any(axis=0).mean())


if __name__ == "__main__":
    main()
