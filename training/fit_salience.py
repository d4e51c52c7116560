"""Fit what makes a sentence part of an overview or of a timeline, and write rag/answering/salience.json.

    python -m training.fit_salience

Fitted on training/affairs/train; the figures that are printed are of training/affairs/dev. Each affair's overview and
timeline question has the points of a full answer, each with the sentences that make it."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rag.answering.overview import chosen
from rag.answering.salience import FEATURES, FILE, describe
from rag.library import SURVEYED
from rag.search.embed import MiniLMEncoder
from rag.search.index import Index
from rag.types import Passage, QuestionKind
from rag.update import update
from training.fitting import decision
from training.labelled_news import AFFAIRS

TARGET = Path(__file__).parent.parent / "rag" / "answering" / FILE
KINDS = (QuestionKind.OVERVIEW, QuestionKind.TIMELINE)


@dataclass(frozen=True, slots=True)
class Story:
    """One question with the sentences of its affair."""

    kind: QuestionKind
    passages: list[Passage]
    vectors: np.ndarray
    rows: np.ndarray
    makes: np.ndarray
    """bool [points, sentences]: whether a sentence makes a point."""


def main() -> None:
    """Fit, print how much of the points is made on `dev`, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=TARGET)
    options = parser.parse_args()
    fitted, told = list(stories(AFFAIRS / "train")), list(stories(AFFAIRS / "dev"))
    weights = {}
    for kind in KINDS:
        some = [story for story in fitted if story.kind == kind]
        rows, right = np.concatenate([s.rows for s in some]), np.concatenate([s.makes.any(axis=0) for s in some])
        found, _ = decision(rows, right, np.ones(len(rows)), [0] * len(FEATURES))
        weights[kind.value] = dict(zip(FEATURES, found.round(4).tolist(), strict=True))
        figures = [_figures(story, story.rows @ found) for story in told if story.kind == kind]
        print(kind, "points, useful:", np.mean(figures, axis=0).round(3), "of", len(figures))
    options.output.write_text(json.dumps({"weights": weights}, indent=1) + "\n", "utf-8")


def stories(folder: Path) -> Iterator[Story]:
    """The overview and timeline questions of the affairs below `folder`, in both wordings."""
    encoder = MiniLMEncoder()
    for file in sorted(folder.glob("*/questions.jsonl")):
        with tempfile.TemporaryDirectory() as place, Index(place, encoder) as index:
            with index.writer() as writer:
                update(file.parent / "articles", writer, encoder)
            for row in map(json.loads, file.read_text("utf-8").splitlines()):
                if row["kind"] in KINDS:
                    for text in dict.fromkeys((row["question"], row.get("plain") or row["question"])):
                        yield _story(row, index, text)


def _story(row: dict[str, Any], index: Index, text: str) -> Story:
    found = index.retrieve(text, SURVEYED)
    passages = [passage for hit in found.hits for passage in hit.chunk.sentences]
    vectors = np.concatenate(found.sentence_vectors)
    makes = np.array([[any(_covers(p, span) for span in point) for p in passages] for point in row["points"]])
    return Story(QuestionKind(row["kind"]), passages, vectors, describe(passages, vectors, found), makes)


def _covers(passage: Passage, span: dict[str, str]) -> bool:
    """Whether a sentence holds half of a labelled span, or is half inside it."""
    start = passage.article.text.find(span["text"]) if passage.article.id.endswith(f"/{span['article']}") else -1
    common = min(start + len(span["text"]), passage.end) - max(start, passage.start)
    return start >= 0 and common >= 0.5 * min(len(span["text"]), passage.end - passage.start)


def _figures(story: Story, scores: np.ndarray) -> tuple[float, float]:
    """The share of the points that the chosen sentences make, and the share of those that make one."""
    owners = [passage.article.digest for passage in story.passages] if story.kind is QuestionKind.OVERVIEW else None
    taken = chosen(story.vectors, scores, owners)
    return float(story.makes[:, taken].any(axis=1).mean()), float(story.makes[:, taken].any(axis=0).mean())


if __name__ == "__main__":
    main()
