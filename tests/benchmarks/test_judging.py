"""Answers held against labels: what counts as made, said, cited and refused, worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.judging import Said, Told, answers, covers, figures, labelled, makes, others, own, refused, says, split
from rag.types import Answer, Article, Passage, Statement

TEXT = "The mayor left the town hall. Bert Lund stayed until midnight. Carl slept. A **bell** rang\nin the square."
LEFT = {"article": "a.txt", "text": "The mayor left the town hall."}
STAYED = {"article": "a.txt", "text": "Bert Lund stayed until midnight."}
RANG = {"article": "a.txt", "text": "A bell rang in the square."}
LIST = {"kind": "list", "question": "Who did what?", "points": [[LEFT], [STAYED]], "evidence": []}


def reply(text: str, *sources: str) -> dict[str, Any]:
    """What another library's runner keeps."""
    return {"text": text, "sources": [{"article": "a.txt", "text": source} for source in sources]}


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    return tmp_path


def test_the_figures_of_an_answer_worked_out_by_hand() -> None:
    article = Article("affair/a.txt", TEXT, "T")
    places = [(0, 29), (63, 74)]
    answer = Answer("?", tuple(Statement(TEXT[a:b], (Passage(article, a, b),)) for a, b in places))
    fact = {"kind": "fact", "question": "Who left?", "evidence": [LEFT], "points": []}
    missed = {"kind": "nearmiss", "question": "Why did he leave?"}
    told = [own(LIST, answer), own(fact, answer), Told(fact, ()), own(missed, answer), Told(missed, ())]
    values = {row.group: (round(row.value, 3), row.number) for row in figures("x", told)}
    assert list(values.values()) == [(0.5, 1), (0.5, 1), (0.5, 2), (0.5, 2), (0.5, 2), (round(29 / 40, 3), 2)]


def test_a_point_is_made_where_it_is_cited_and_said(articles: Path) -> None:
    made = "The mayor had left the hall [1]. Bert stayed till midnight [1]."
    [answer] = [others(LIST, reply(made, TEXT), articles)]
    assert [makes(one, [LEFT], "?") for one in answer.said] == [True, False]
    cited_only = others(LIST, reply("Much happened there that evening [1].", TEXT), articles)
    assert not any(makes(one, [LEFT], "?") for one in cited_only.said)
    said_only = others(LIST, reply(made.replace("[1]", "[2]"), TEXT, "Carl slept."), articles)
    assert not any(makes(one, [LEFT], "?") for one in said_only.said)


def test_a_short_sentence_answers_with_the_words_of_the_answer() -> None:
    label = {**STAYED, "answer": "4.2 percent"}
    assert answers("It was 4.2 percent in all.", label)
    assert not answers("It was 5.6 percent in all.", label)
    assert not answers("It was 5.6 percent in all.", STAYED)


def test_words_of_the_question_say_nothing() -> None:
    question, label = "What does the letter demand?", "The letter demands that payments be cut by a third."
    assert says("The letter demands cuts of payments by a third.", label, question)
    assert not says("The letter demands that nobody resign.", label, question)
    assert says("The letter demands it.", "The letter demands it.", question)


def test_a_sentence_without_a_number_cites_what_the_next_one_does(articles: Path) -> None:
    text = "The mayor left. Bert stayed [2]. Carl slept."
    answer = others(LIST, reply(text, "The mayor left the town hall.", "Bert Lund stayed until midnight."), articles)
    assert [[passage.text for passage in one.cited] for one in answer.said] == [
        ["Bert Lund stayed until midnight."]
    ] * 3


def test_an_answer_without_any_number_cites_all_sources_once(articles: Path) -> None:
    answer = others(
        LIST, reply("The mayor left.", "Carl slept.", "The mayor left the town hall.", "Carl slept."), articles
    )
    assert [passage.text for passage in answer.said[0].cited] == ["Carl slept.", "The mayor left the town hall."]


@pytest.mark.parametrize(
    "text", ["Carl slept. Source: Source 2", "According to Source 2, Carl slept.", "Carl slept [Source 2]."]
)
def test_a_number_may_stand_without_brackets(text: str, articles: Path) -> None:
    answer = others(LIST, reply(text, "Bert Lund stayed until midnight.", "Carl slept."), articles)
    assert [[passage.text for passage in one.cited] for one in answer.said] == [["Carl slept."]]


def test_numbers_that_name_no_source_are_none(articles: Path) -> None:
    answer = others(LIST, reply("The mayor left [7].", "Carl slept."), articles)
    assert [passage.text for passage in answer.said[0].cited] == ["Carl slept."]


def test_line_ends_and_marks_of_markdown_hide_no_label(articles: Path) -> None:
    answer = others(LIST, reply("A bell rang in the square.", "Carl slept. A **bell** rang\nin the square."), articles)
    [passage] = answer.said[0].cited
    assert covers(passage, RANG)
    assert labelled([passage], [RANG]) == pytest.approx(26 / 38)


def test_a_source_that_a_library_has_changed_is_still_of_its_article(articles: Path) -> None:
    changed = "Bert Lund stayed until midnight. ... Carl slept."
    [passage] = others(LIST, reply("Bert stayed.", changed), articles).said[0].cited
    assert covers(passage, STAYED)
    assert not covers(passage, {**STAYED, "article": "b.txt"})
    assert not covers(passage, LEFT)


def test_what_is_cited_twice_or_labelled_twice_counts_once() -> None:
    article = Article("a.txt", TEXT, "")
    assert labelled([Passage(article, 0, 62)], [LEFT, LEFT, {**LEFT, "text": "left the town hall."}]) == 29 / 62
    twice = Told(LIST, (Said("The mayor left the hall.", (Passage(article, 0, 29),)),) * 2)
    assert [row.value for row in figures("x", [twice])][-2:] == [1.0, 1.0]


@pytest.mark.parametrize(
    "text",
    [
        "I don't know.",
        "The sources do not provide information about who scanned the letter.",
        "None of the sources mention a hospital [1].",
        "There is no information in the given context about the hospital.",
        "The name of the reporter is not mentioned in the provided sources. Mads Thrane is prime minister [2].",
        "The articles do not say.",
        "The specific hospital cannot be determined from the sources.",
    ],
)
def test_that_the_sources_do_not_say_is_a_refusal(text: str, articles: Path) -> None:
    assert refused(split(text))
    assert not others(LIST, reply(text, "Carl slept."), articles).said


@pytest.mark.parametrize(
    "text",
    [
        "Bert Lund stayed until midnight [1]. The sources do not say why.",
        "The mayor said that he did not know.",
        "Nobody mentioned it to her.",
        "The letter was not signed.",
    ],
)
def test_what_somebody_does_not_say_in_an_answer_is_none(text: str) -> None:
    assert not refused(split(text))


def test_what_leads_to_others_and_a_list_of_the_sources_are_no_statements() -> None:
    told = split("They are:\n1. Bert stayed.\n2. Carl slept.\nSource 1: Source 1, page 1, line 10\nSources: 1")
    assert [one.text for one in told] == ["Bert stayed.", "Carl slept."]


def test_nothing_is_a_refusal(articles: Path) -> None:
    assert not others(LIST, reply("", "Carl slept."), articles).said
