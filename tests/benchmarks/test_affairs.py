"""Answers to questions about news are held against their labels, and near misses against the dial."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.affairs import Asked, answer, ask_together, dial, in_one_folder, is_of, judged, rows
from rag import Library
from rag.types import Answer, Article, Passage, Statement
from tests.fakes import HashEncoder

TEXT = "Anna Berg opened the bridge in Riga. It cost 41,000 euros, Berg said. The ferry sank at Tallvik in May."
ARTICLE = Article(id="articles/bridge.txt", text=TEXT, title="The bridge")


def passage(words: str) -> Passage:
    start = TEXT.index(words)
    return Passage(ARTICLE, start, start + len(words))


def span(words: str, answer: str = "") -> dict[str, str]:
    return {"article": "bridge.txt", "text": words, "answer": answer}


def row(*evidence: dict[str, str], kind: str = "fact") -> dict[str, object]:
    return {"kind": kind, "evidence": list(evidence), "points": []}


def told(*said: str, doubtful: bool = False) -> Answer:
    statements = tuple(Statement(words, (passage(words),)) for words in said)
    return Answer("How much?", statements, confidence=0.7, doubtful=doubtful)


def one(kind: str, confidence: float, **changed: object) -> Asked:
    held = Asked("001", kind, confidence, True, False, (True,), first=True, marked=None, points=0.0, useful=1.0)
    return replace(held, **changed)  # type: ignore[arg-type]


def figure(asked: list[Asked], group: str, what: str) -> float:
    return next(line.value for line in rows(asked) if (line.group, line.what) == (group, what))


@pytest.mark.parametrize(
    ("cited", "labelled", "right"),
    [
        ("It cost 41,000 euros, Berg said.", "It cost 41,000 euros, Berg said.", True),
        (
            "It cost 41,000 euros, Berg said. The ferry sank at Tallvik in May.",
            "The ferry sank at Tallvik in May.",
            True,
        ),
        ("The ferry sank at Tallvik in May.", "It cost 41,000 euros, Berg said.", False),
        ("It cost 41,000 euros, Berg said.", "It  cost 41,000\neuros", True),
        ("It cost 41,000 euros, Berg said.", "It *cost* 41,000 pounds", False),
    ],
)
def test_a_passage_answers_that_shares_half_with_a_labelled_sentence(cited: str, labelled: str, right: bool) -> None:
    assert is_of(passage(cited), "001", span(labelled)) is right


def test_a_sentence_of_another_article_with_the_same_words_does_not_answer() -> None:
    cited, words = passage("It cost 41,000 euros, Berg said."), span("It cost 41,000 euros, Berg said.")
    assert not is_of(cited, "001", words | {"article": "other.txt"})
    there = replace(cited, article=replace(ARTICLE, id="all/002/bridge.txt"))
    assert is_of(there, "002", words)
    assert not is_of(there, "001", words), "another affair has a file of the same name"


def test_first_is_the_first_statement_and_every_citation_is_counted() -> None:
    found = judged(
        "001",
        row(span("It cost 41,000 euros, Berg said.")),
        told("Anna Berg opened the bridge in Riga.", "It cost 41,000 euros, Berg said."),
    )
    assert (found.first, found.right) == (False, (False, True))


def test_marked_words_are_right_where_they_hold_the_labelled_ones_or_stand_in_them() -> None:
    words = "It cost 41,000 euros, Berg said."
    statement = Statement(words, (passage(words),), answer=passage("41,000 euros"))
    found = [
        judged("001", row(span(words, label)), Answer("?", (statement,))) for label in ("41,000 euros", "Berg", "")
    ]
    assert [one.marked for one in found] == [True, False, None]


def test_a_refusal_cites_nothing_and_makes_no_points() -> None:
    asked = row(kind="list") | {"points": [[span("Anna Berg opened the bridge in Riga.")]]}
    found = judged("001", asked, Answer("?", confidence=0.1))
    assert (found.answered, found.right, found.points, found.useful) == (False, (), 0.0, 0.0)


def test_of_a_broad_answer_the_points_made_and_the_statements_of_use_are_shares() -> None:
    points = [[span("Anna Berg opened the bridge in Riga.")], [span("It cost 41,000 euros, Berg said.")]]
    said = told(
        "Anna Berg opened the bridge in Riga.",
        "The ferry sank at Tallvik in May.",
    )
    found = judged("001", row(kind="list") | {"points": points}, said)
    assert (found.points, found.useful) == (0.5, 0.5)


def test_a_refusal_by_another_rule_is_less_sure_than_any_answer() -> None:
    assert one("nearmiss", 0.9, answered=False).surety < one("nearmiss", 0.01).surety


def test_near_misses_are_counted_as_shipped_and_where_the_dial_lets_95_of_a_hundred_through() -> None:
    yes = [one("fact", 0.5 + i / 1000) for i in range(100)]
    no = [
        one("nearmiss", 0.9),
        one("nearmiss", 0.9, doubtful=True),
        one("nearmiss", 0.504),
        one("nearmiss", 0.9, answered=False),
    ]
    asked = [*yes, *no]
    assert figure(asked, "near misses", "refused as shipped") == 0.25
    assert figure(asked, "near misses", "refused or doubted as shipped") == 0.5
    assert figure(asked, "near misses", "refused where 95 % are answered") == 0.5
    assert figure(asked, "near misses", "refused or doubted where 95 % are answered") == 0.75


def test_with_the_dial_turned_the_least_sure_answers_are_misses() -> None:
    asked = [one("fact", 0.5 + i / 1000) for i in range(100)]
    assert dial(asked) == 0.505
    group = "… where 95 % are answered (dial at 0.505)"
    assert [figure(asked, group, what) for what in ("answered", "sure", "first", "cited")] == [0.95] * 4
    assert figure(asked, "one fact", "first") == 1


def test_kinds_that_nobody_asked_have_no_rows() -> None:
    assert {line.group for line in rows([one("fact", 0.5)])} == {
        "questions that a sentence answers",
        "… where 95 % are answered (dial at 0.500)",
        "one fact",
        "one fact, dial",
    }


def test_a_follow_up_is_asked_after_what_was_answered_before_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "bridge.txt").write_text(TEXT, encoding="utf-8")
    library = Library(tmp_path / "index", encoder=HashEncoder())
    library.update(tmp_path / "articles")
    asked = json.loads(
        '{"question": "And the price?", "plain": "What did it cost?", "history": ["Who opened the bridge?"]}'
    )
    given = answer(library, asked)
    assert given.question == "What did it cost?"
    assert "bridge" in given.query


def test_all_affairs_are_asked_of_one_folder(tmp_path: Path) -> None:
    for affair, text in {"001": TEXT, "002": "The bank in Riga raised its rate in May. It is 6 per cent now."}.items():
        (tmp_path / affair / "articles").mkdir(parents=True)
        (tmp_path / affair / "articles" / "bridge.txt").write_text(text, "utf-8")
    question = {"question": "Who opened it?", "plain": "Who opened the bridge in Riga?"}
    (tmp_path / "001" / "questions.jsonl").write_text(
        json.dumps(row(span("Anna Berg opened the bridge in Riga.")) | question), "utf-8"
    )
    (tmp_path / "002" / "questions.jsonl").write_text("", "utf-8")
    (asked,) = ask_together(tmp_path)
    assert asked.first
    assert {line.group for line in in_one_folder([asked])} == {"in one folder: questions that a sentence answers"}
