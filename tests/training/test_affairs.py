"""The broad questions that were written besides: every sentence of a point stands in its article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.question.analysis import MANY
from training.labelled_news import AFFAIRS

FILES = sorted((AFFAIRS / "train").glob("*/broad.jsonl"))


def test_every_affair_of_train_has_them() -> None:
    assert len(FILES) == len([folder for folder in (AFFAIRS / "train").iterdir() if folder.is_dir()])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_every_point_is_made_by_sentences_of_the_articles(file: Path) -> None:
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows) == 9
    for row in rows:
        assert row["kind"] in set(MANY)
        assert row["question"]
        assert row["plain"]
        assert len(row["points"]) >= 2
        for span in (span for point in row["points"] for span in point):
            assert span["text"] in (file.parent / "articles" / span["article"]).read_text("utf-8")
