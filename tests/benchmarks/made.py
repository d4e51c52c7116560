"""Public data in miniature: the files' own shapes, in words made up here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from training.reader_data import held_back

PARAGRAPH = "The mill was built in 1712. Its owner, Anna Brandt, sold it to the town of Oster."
OTHER = "The bakery opened later.\nIt sells rye bread on Fridays — and “Brot” on Sundays."


def title(unread: bool) -> str:
    """A title that `held_back` keeps, or does not."""
    return next(name for name in map("Title_{}".format, range(1000)) if held_back(name) is unread)


def squad(folder: Path) -> Path:
    """One article in both versions that is held back, and one that only 1.1 has and is not."""
    (folder / "squad").mkdir(parents=True, exist_ok=True)
    qas: list[dict[str, Any]] = [
        answerable("q1", "Who sold the mill?", PARAGRAPH, "Anna Brandt"),
        {"id": "q2", "question": " Who burnt the mill? ", "is_impossible": True, "answers": []},
    ]
    both = {"title": title(True), "paragraphs": [{"context": PARAGRAPH, "qas": qas}, {"context": OTHER, "qas": []}]}
    again = {
        "title": title(True),
        "paragraphs": [{"context": OTHER, "qas": [answerable("q3", "What is sold on Fridays?", OTHER, "rye bread")]}],
    }
    late = {
        "title": title(False),
        "paragraphs": [{"context": OTHER, "qas": [answerable("q4", "When?", OTHER, "later")]}],
    }
    write(folder / "squad/squad_v2.0_dev_handout.json", {"data": [both]})
    write(folder / "squad/squad_v1.1_dev_handout.json", {"data": [again, late]})
    return folder


def answerable(id: str, question: str, context: str, answer: str) -> dict[str, Any]:
    answers = [{"text": answer, "answer_start": context.index(answer)}] * 2
    return {"id": id, "question": question, "answers": answers}


def mtrag(folder: Path) -> Path:
    """A conversation with an answerable second question, and one question that nothing answers."""
    (folder / "mtrag/retrieval_tasks/town").mkdir(parents=True, exist_ok=True)
    said = [
        {"speaker": s, "text": t} for s, t in (("user", "Who is Brandt?"), ("agent", "An owner."), ("user", "Of what?"))
    ]
    answered = {
        "task_id": "c<::>2",
        "input": said,
        "contexts": [{"document_id": "d1"}],
        "Answerability": ["ANSWERABLE"],
    }
    partly = {**answered, "task_id": "c<::>3", "Answerability": ["PARTIAL"]}
    documents = [{"document_id": "d1", "text": PARAGRAPH}, {"document_id": "blank", "text": " \n"}]
    held = {"documents": documents, "tasks": [answered, partly]}
    write(folder / "mtrag/mtrag_reference_subset_with_human_evaluations.json", held)
    never = {"task_id": "n<::>1", "input": said[:1], "contexts": [], "answerability": ["UNANSWERABLE"]}
    write(folder / "mtrag/mtragun_reference.jsonl", never)
    rewritten = {"_id": "c<::>2", "text": "|user|: What is Brandt the owner of?"}
    write(folder / "mtrag/retrieval_tasks/town/town_rewrite.jsonl", rewritten)
    return folder


def summhay(folder: Path) -> Path:
    """Two articles, one of which holds the only insight that is held."""
    (folder / "summhay_news").mkdir(parents=True, exist_ok=True)
    documents = [
        {"document_id": "one", "document_text": PARAGRAPH, "insights_included": ["i1"]},
        {"document_id": "two", "document_text": OTHER, "insights_included": []},
    ]
    insights = [{"insight_id": "i1", "insight": "Brandt sold the mill."}, {"insight_id": "i2", "insight": "It burnt."}]
    subtopics = [{"subtopic_id": "s", "query": "What of the mill?", "insights": insights}]
    write(folder / "summhay_news/topic_news1.json", {"documents": documents, "subtopics": subtopics})
    return folder


def rgb(folder: Path) -> Path:
    (folder / "rgb").mkdir(parents=True, exist_ok=True)
    negative = [OTHER, "In 1712, ANNA BRANDT was asked.", " "]
    row = {"id": 1, "query": "Who sold it?", "answer": ["Anna Brandt"], "positive": [PARAGRAPH], "negative": negative}
    write(folder / "rgb/en_fact.jsonl", row)
    return folder


def write(file: Path, held: Any) -> None:
    file.write_text(json.dumps(held) + "\n", "utf-8")
