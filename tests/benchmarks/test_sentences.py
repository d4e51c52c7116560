"""What the splitters are measured by, on a text small enough to count in one's head."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.sentences import articles, by_hand, row
from rag.english.sentences import sentence_spans

SECOND = "Nobody had expected it so late in the year."
TEXT = f"River rises at Sallow\n\nThe river rose by two metres on Sunday night. {SECOND}\n"


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(TEXT, "utf-8")
    spans = [{"article": "a.txt", "text": text} for text in (SECOND, "two metres")]
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps({"evidence": spans[:1], "points": [spans[1:]]}) + "\n", "utf-8")
    return file


def at(words: str) -> Callable[[str], list[tuple[int, int]]]:
    """A splitter that cuts before `words`, and nowhere else."""

    def split(text: str) -> list[tuple[int, int]]:
        place = text.find(words)
        return [(0, place - 1), (place, len(text))] if place > 0 else [(0, len(text))]

    return split


def test_a_splitter_that_cuts_where_marked_gets_everything(questions: Path) -> None:
    assert row(at(SECOND), list(articles(questions)))[:5] == ["2", "1.0000", "1.0000", "1.0000", "1.0000"]


def test_a_cut_inside_of_what_is_marked_costs_precision_and_a_missing_one_a_start(questions: Path) -> None:
    held = list(articles(questions))
    assert row(at("expected"), held)[:5] == ["2", "0.5000", "0.0000", "1.0000", "0.6667"]
    assert row(at("nowhere"), held)[:5] == ["1", "1.0000", "0.0000", "1.0000", "1.0000"]


def test_the_ends_set_by_hand_are_those_of_the_product() -> None:
    right, lines = by_hand(sentence_spans).split(" of ")
    assert right == lines
    assert by_hand(at("nowhere")) == f"0 of {lines}"
