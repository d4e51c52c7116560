"""The public data as the benchmarks read it, and the splits that keep tuning and reporting apart."""

import random
from pathlib import Path

import pytest

pytest.importorskip("ir_measures", reason="the benchmarks need the extra: pip install -c constraints.txt -e '.[bench]'")

from benchmarks import data
from benchmarks.data import Question
from rag.types import Turn
from tests.benchmarks import made
from training.fit_evidence import held_back as unfitted


def test_every_gold_place_of_squad_holds_an_answer(tmp_path: Path) -> None:
    for wanted in ("unread", "1.1"):
        shelf = data.squad(made.squad(tmp_path), wanted)
        texts = {article.id: article.text for article in shelf.articles}
        assert shelf.answerable
        for question in shelf.answerable:
            assert {texts[id][start:end] for id, start, end in question.gold} == set(question.answers)


def test_squads_two_versions_are_one_article_with_each_paragraph_and_question_once(tmp_path: Path) -> None:
    shelf = data.squad(made.squad(tmp_path), "unread")
    (article,) = shelf.articles
    assert article.text == f"{made.PARAGRAPH}\n\n{made.OTHER}"
    assert [question.id for question in shelf.questions] == ["q1", "q2", "q3"]
    assert [question.id for question in shelf.unanswerable] == ["q2"]
    assert shelf.unanswerable[0].text == "Who burnt the mill?"
    assert shelf.questions[0].group == shelf.questions[1].group != shelf.questions[2].group


def test_ranking_is_reported_on_articles_that_only_the_older_version_has(tmp_path: Path) -> None:
    assert [article.id for article in data.squad(made.squad(tmp_path), "1.1").articles] == [made.title(False)]


def test_a_sample_does_not_depend_on_the_order_of_the_file() -> None:
    questions = [Question(str(number), f"question {number}?", "g") for number in range(100)]
    shuffled = random.Random(0).sample(questions, 100)
    assert data.sampled(questions, 10) == data.sampled(shuffled, 10)
    assert data.sampled(questions, 10) == data.sampled(questions, 20)[:10]
    assert {q.id for q in data.sampled(questions, 1000)} == {q.id for q in questions}


def test_what_is_reported_is_what_the_fitting_keeps_apart_and_stays_the_same() -> None:
    questions = [Question(str(number), f"question {number}?", "g") for number in range(200)]
    kept = data.reported(questions)
    assert all(unfitted(question.text) for question in kept)
    assert 60 < len(kept) < 140
    # The split is by the words of the question alone: pinned, so that a change of it is noticed.
    assert [question.id for question in kept[:8]] == ["1", "2", "3", "4", "5", "7", "8", "9"]


def test_a_conversation_is_its_turns_before_the_question_and_a_persons_rewrite(tmp_path: Path) -> None:
    shelf = data.mtrag(made.mtrag(tmp_path))
    (asked,) = shelf.answerable
    assert asked.text == "Of what?"
    assert asked.history == (Turn("Who is Brandt?", "An owner."),)
    assert asked.rewrite == "What is Brandt the owner of?"
    assert asked.gold == (("d1", 0, len(made.PARAGRAPH)),)
    assert [question.id for question in shelf.unanswerable] == ["n<::>1"]
    assert [article.id for article in shelf.articles] == ["d1"], "a blank document is no article"


def test_an_insight_is_asked_where_some_article_holds_it(tmp_path: Path) -> None:
    (topic,) = data.summhay(made.summhay(tmp_path))
    assert topic.insights == {"i1": "Brandt sold the mill."}
    assert topic.holders == {"i1": {"one"}}


def test_a_snippet_that_holds_the_answer_after_all_is_not_called_irrelevant(tmp_path: Path) -> None:
    (row,) = data.rgb(made.rgb(tmp_path))
    assert [article.text for article in row.irrelevant] == [made.OTHER]
    assert [article.text for article in row.right] == [made.PARAGRAPH]
