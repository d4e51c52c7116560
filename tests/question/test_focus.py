"""Whom a whole question is about."""

from __future__ import annotations

import pytest

from rag.question.focus import asks_to_be_told, focus, introduction


@pytest.mark.parametrize(
    ("question", "whom"),
    [
        ("Tell me everything about Otto Lind", ["Otto Lind"]),
        ("What do the articles say about Brink and Lind?", ["Brink", "Lind"]),
        ("Summarise what happened to Lind, please", ["Lind"]),
        ("Lind timeline", ["Lind"]),
        ("What is known about the United Nations?", ["United Nations"]),
        ("Summarise the articles", []),
        ("Summarise the Lind affair", []),
        ("Give me a summary of the quarrel at the Lund Opera", []),
        ("Timeline from the first call of Lind to the vote", []),
        ("What does Lind demand?", []),
        ("", []),
    ],
)
def test_whom_a_question_is_about(question: str, whom: list[str]) -> None:
    assert [name.text for name in focus(question)] == whom


def test_to_be_told_is_asked_for_and_no_fact() -> None:
    assert all(map(asks_to_be_told, ("Tell me about Witkoff", "Please describe Alma", "Could you tell me about Oslo?")))
    assert not any(map(asks_to_be_told, ("What did Vance tell Zelensky?", "Who will describe the Alma?", "Tellier")))


@pytest.mark.parametrize(
    ("question", "whom"),
    [
        ("Who is Otto Lind?", "Otto Lind"),
        ("And who was Prime Minister Lind?", "Lind"),
        ("Who's Otto Lind again?", "Otto Lind"),
        ("Can you tell me who Otto Lind is?", "Otto Lind"),
        ("who is lind", "lind"),
        ("Who are the Houthis?", "Houthis"),
        ("What is Keep the Bell?", "Keep the Bell"),
        ("What is the spirit of Oslo?", "spirit of Oslo"),
        ("Who is the mayor of Oslo?", ""),
        ("Who was Lind's main rival?", ""),
        ("Who is on the Oslo Panel?", ""),
        ("Who was married to Otto Lind?", ""),
        ("What is the deficit?", ""),
        ("When is Lind?", ""),
        ("Who is?", ""),
        ("", ""),
    ],
)
def test_whom_a_question_wants_to_be_introduced_to(question: str, whom: str) -> None:
    assert introduction(question) == whom
