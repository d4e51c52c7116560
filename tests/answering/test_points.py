"""What makes a sentence a point of a broad answer: numbers seen by hand, and an order that no copy disturbs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rag.answering import points, rerank
from rag.answering.beside import place
from rag.answering.points import FEATURES, describe, weigh
from rag.answering.rerank import Scored
from rag.answering.weights import load
from rag.models.reader import Reading, Window
from rag.question.analysis import MANY, QuestionAnalysis, analyse
from rag.types import QuestionKind
from tests.answering.toy import article, retrieve

HARBOUR = article(
    "Ida Moe wants three things. She asks for a new pier. “I want lights,” she says. The weather was mild.",
    "moe.txt",
    "Ida Moe on the harbour",
)
COUNCIL = article("The council met on 3 April. It did not decide on a pier for the harbour.", "council.txt")
QUESTION = "What does Ida Moe want for the harbour?"


def told(question: str, windows: list[Window]) -> list[Reading]:
    """A reader that likes longer sentences better."""
    lengths = [[float(len(text.split()) - 5) for text in window.sentences] for window in windows]
    states = [np.full((len(row), 384), 0.1, np.float32) for row in lengths]
    return [
        Reading(np.array(row, np.float32), tuple((0, 0) for _ in row), np.array(row, np.float32), state)
        for row, state in zip(lengths, states, strict=True)
    ]


@pytest.fixture
def read_through() -> tuple[QuestionAnalysis, list[Scored]]:
    found = retrieve(HARBOUR, COUNCIL)(QUESTION)
    asked = analyse(found, QuestionKind.LIST)
    return asked, rerank.score(asked, rerank.rank(asked, found, load()), told)


def column(rows: np.ndarray, scored: list[Scored], name: str) -> dict[str, float]:
    """A feature of each candidate, by the first two words of its text."""
    number = FEATURES.index(name)
    return {" ".join(one.candidate.text.split()[:2]): float(row[number]) for one, row in zip(scored, rows, strict=True)}


def test_where_the_network_sees_no_list_each_sentence_is_taken_by_itself(
    read_through: tuple[QuestionAnalysis, list[Scored]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, scored = read_through
    held = points.shipped()["list"]
    alone = sorted(describe(asked, scored) @ held[:-1] + held[-1], reverse=True)

    def seen(*likely: float) -> list[float]:
        odds = np.array([*likely, *[-9.0] * (len(scored) - len(likely))])
        monkeypatch.setattr(points, "in_a_row", lambda *_: odds)
        return [one.value for one in weigh(asked, scored)]

    assert seen(2.0) == pytest.approx(alone)
    assert seen(2.0, 1.0)[:3] == [2.0, 1.0, -9.0]


def test_what_is_seen_of_a_sentence(read_through: tuple[QuestionAnalysis, list[Scored]]) -> None:
    asked, scored = read_through
    rows = describe(asked, scored)
    assert rows.shape == (len(scored), len(FEATURES) + 384)
    assert column(rows, scored, "asked name")["Ida Moe"] == 1
    before = column(rows, scored, "asked name before")
    assert before["Ida Moe"] == 1 > before["She asks"] > before["“I want"] > before["The council"] == 0
    assert column(rows, scored, "asked name above") == {
        "Ida Moe": 1, "She asks": 1, "“I want": 1, "The weather": 1, "The council": 0, "It did": 0,
    }  # fmt: skip
    assert column(rows, scored, "quotation")["“I want"] == 1 == column(rows, scored, "first person")["“I want"]
    assert column(rows, scored, "time")["The council"] == 1
    assert column(rows, scored, "points back")["It did"] == 1
    place = column(rows, scored, "place in article")
    assert (place["Ida Moe"], place["The weather"]) == (0, 1)


def test_the_reader_is_heard_on_the_sentences_beside(read_through: tuple[QuestionAnalysis, list[Scored]]) -> None:
    asked, scored = read_through
    rows = describe(asked, scored)
    odds, before, after = (column(rows, scored, name) for name in ("odds", "odds before", "odds after"))
    assert before["She asks"] == odds["Ida Moe"]
    assert after["Ida Moe"] == odds["She asks"]
    assert before["Ida Moe"] == points.UNREAD == after["The weather"]
    assert column(rows, scored, "below best")["It did"] == 0
    assert column(rows, scored, "best of article")["The weather"] == max(
        odds[name] for name in ("Ida Moe", "She asks", "“I want", "The weather")
    )


@pytest.mark.parametrize("kind", sorted(MANY))
def test_candidates_come_by_their_odds_in_any_order_of_what_was_found(
    kind: QuestionKind, read_through: tuple[QuestionAnalysis, list[Scored]]
) -> None:
    asked, scored = read_through
    asked = replace(asked, wants=kind)
    found = weigh(asked, scored)
    rows = describe(asked, scored)
    alone = rows @ points.shipped()[kind][:-1] + points.shipped()[kind][-1]
    beside = points.in_a_row(kind, rows, alone, [place(one.candidate) for one in scored])
    listed = kind in points.IN_ROWS and (beside >= points.LIKELY).sum() >= points.SEVERAL
    by_hand = beside if listed else alone
    assert [one.value for one in found] == pytest.approx(sorted(by_hand, reverse=True))
    again = weigh(asked, scored[::-1])
    assert [one.candidate.passage for one in again] == [one.candidate.passage for one in found]


def test_of_nothing_found_nothing_is_a_point(read_through: tuple[QuestionAnalysis, list[Scored]]) -> None:
    assert weigh(read_through[0], []) == []
