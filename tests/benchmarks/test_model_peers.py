"""Comparing this package with others behind one model: which answers are compared, and that no model is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from benchmarks import model_peers
from benchmarks.models import Asked, Recorded
from benchmarks.runners import answering
from rag.errors import GeneratorError
from rag.generation import Message
from rag.types import Answer

QUESTIONS = [(Path("a"), {"id": str(n), "kind": "nearmiss", "question": f"Why {n}?"}) for n in range(4)]


def asking(questions: Sequence[model_peers.Question], generator: Recorded, minutes: float) -> Iterator[Asked]:
    """Asks the generator each question as it stands, as `compose` would: a failure costs the phrasing alone."""
    for _, row in questions:
        with suppress(GeneratorError):
            list(generator.stream([Message("user", row["question"])], seconds=1, stop=Event()))
        yield Asked(row, Answer("?"), Answer("?"), generator.keep(), 0.5)


def test_a_record_is_replayed_up_to_the_first_prompt_it_does_not_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Speaking:
        name = "speaking"

        def stream(self, messages: Sequence[Any], *, seconds: float, stop: Event) -> Iterator[str]:
            yield "The articles do not say."

    file = tmp_path / "model.jsonl"
    list(asking([QUESTIONS[0], QUESTIONS[1], QUESTIONS[3]], Recorded(Speaking(), file), 1))
    monkeypatch.setattr(model_peers, "ask_all", asking)
    before = file.read_text("utf-8")
    assert [one.row["id"] for one in model_peers.recorded(file, QUESTIONS)] == ["0", "1"]
    assert file.read_text("utf-8") == before


def test_only_questions_that_everybody_was_asked_are_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for peer, asked in (("llamaindex", (3, 1, 0)), ("langchain", (0, 1, 2))):
        lines = [
            {"affair": "a", "question": f"Why {n}?", "text": "I don't know.", "sources": [], "first_s": n, "done_s": n}
            for n in asked
        ]
        (tmp_path / f"{peer}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    (tmp_path / "model.jsonl").touch()
    answered = [Asked(row, Answer("?"), Answer("?"), None, 0.5) for _, row in QUESTIONS[:3]]
    monkeypatch.setattr(model_peers, "recorded", lambda file, questions: answered)
    rows = [row for row in model_peers.compared(tmp_path, QUESTIONS) if row.group == "near misses refused"]
    assert [(row.value, row.number) for row in rows] == [(1.0, 2)] * 4


def test_a_runner_asks_what_is_not_answered_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(tmp_path / "affair" / "articles")
    task, replies = tmp_path / "task.json", tmp_path / "replies.jsonl"
    task.write_text(
        json.dumps(
            {"encoder": "e", "server": "s", "model": "m", "seconds": 60, "questions": [[folder, "A?"], [folder, "B?"]]}
        )
    )
    asked = []

    def build(given: answering.Given) -> answering.Ask:
        def ask(question: str, heard: answering.Heard) -> list[answering.Source]:
            asked.append(question)
            heard("It ")
            heard("did.")
            return [answering.Source("a.txt", "It did.")]

        return ask

    monkeypatch.setattr("sys.argv", ["runner", str(task), str(replies)])
    for _ in range(2):
        answering.main(build)
    assert asked == ["A?", "B?"]
    rows = [json.loads(line) for line in replies.read_text("utf-8").splitlines()]
    assert [(row["affair"], row["question"], row["text"]) for row in rows] == [
        ("affair", "A?", "It did."),
        ("affair", "B?", "It did."),
    ]
    assert all(0 < row["first_s"] <= row["done_s"] for row in rows)
    assert rows[0]["sources"] == [{"article": "a.txt", "text": "It did."}]
