"""Measuring a reader by whole questions, over windows made up here and over a search of a small affair."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from rag.models.reader import Reading, Window
from training.retrieved import Found, figures, search

EMPTY = np.zeros((2, 384), np.float32)


def told(question: str, windows: Sequence[Window]) -> list[Reading]:
    """A reader whose odds are the numbers that the sentences consist of."""
    odds = [np.array([float(text) for text in window.sentences], np.float32) for window in windows]
    return [Reading(row, ((0, 0),) * len(row), row, EMPTY[: len(row)]) for row in odds]


def found(answerable: bool, gold: tuple[int, int] | None, *windows: tuple[float, ...]) -> Found:
    """A question over windows whose sentences are their own odds; `gold` is (window, sentence)."""
    golds = tuple(frozenset([gold[1]] if gold and gold[0] == number else []) for number in range(len(windows)))
    return Found("?", answerable, tuple(Window("", tuple(map(str, row))) for row in windows), golds)


def test_a_question_counts_by_its_likeliest_sentence_of_all_windows() -> None:
    asked = [
        found(True, (1, 0), (1.0, 0.0), (3.0, 2.0)),  # right
        found(True, (0, 1), (1.0, 0.0), (2.0, -1.0)),  # another window's comes first
        found(True, None, (4.0,)),  # not among what was found
        found(False, None, (-1.0,), (2.5, 0.0)),  # its second window looks as if it answered
        found(False, None, (-1.0,), (-2.0,)),
    ]
    measured = figures(asked, told)
    assert (measured["answerable"], measured["near misses"]) == (3, 2)
    assert measured["found"] == pytest.approx(2 / 3)
    assert measured["first right"] == pytest.approx(1 / 3)
    assert measured["AUROC"] == pytest.approx(5 / 6)  # of 3 and 2, 3 and 4 are above 2.5, 2 is not; all are above -1
    assert measured["refused at 95 %"] == 0.5


def test_an_affair_is_searched_in_its_plain_wording(tmp_path: Path) -> None:
    articles = tmp_path / "001-boats" / "articles"
    articles.mkdir(parents=True)
    right = "The Heron sank on 12 May off Sandholm."
    (articles / "heron.txt").write_text(f"The Heron is lost\n\nA ferry is gone. {right} Nobody was hurt.\n", "utf-8")
    (articles / "otter.txt").write_text("The Otter sails\n\nThe Otter left Sandholm with coal.\n", "utf-8")
    fact = {"kind": "fact", "question": "heron sinking date", "plain": "When did the Heron sink?", "points": []}
    fact["evidence"] = [{"article": "heron.txt", "text": right, "answer": "12 May"}]
    near = {"kind": "nearmiss", "question": "When did the Otter sink?", "points": [], "evidence": []}
    rows = [fact, near, {**fact, "kind": "overview"}]
    (tmp_path / "001-boats" / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    plain = list(search(tmp_path))
    assert [(one.question, one.answerable) for one in plain] == [
        ("When did the Heron sink?", True),
        ("When did the Otter sink?", False),
    ]
    window, golds = next((w, g) for w, g in zip(plain[0].windows, plain[0].golds, strict=True) if g)
    assert [window.sentences[i] for i in golds] == [right]
    assert not any(plain[1].golds)
