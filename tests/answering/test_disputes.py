"""What articles dispute, whatever it is about: pairs of sentences that speak of one matter and say otherwise."""

from pathlib import Path

import pytest

from rag import Answer, Library
from rag.answering.disputes import CAUTION, NONE, asks_for_any

COURIER = """---
title: Council keeps the pool
publisher: The Courier
date: 2025-03-04
---
Councillors kept the swimming pool open by 17 votes to 13 after a debate of five hours. The pool was built in 1974.
How much will the new roof of the swimming pool cost, 4 million or 5 million?
"""
HERALD = """---
title: A vote for the pool
publisher: The Herald
date: 2025-03-05
---
Councillors kept the swimming pool open by 17 votes to 14 after a debate of five hours. The pool was built in 1974.
The new roof of the swimming pool will cost 6 million.
"""
ARTICLES = {"courier.md": COURIER, "herald.md": HERALD}


def shown(answer: Answer) -> list[str]:
    return [statement.text for statement in answer.statements]


@pytest.mark.parametrize(
    "question",
    [
        "What do the articles disagree about?",
        "How do the articles differ?",
        "Do the sources agree?",
        "What is disputed?",
    ],
)
def test_both_sides_of_what_is_disputed_are_shown_the_older_first(library: Library, question: str) -> None:
    answer = library.ask(question, kind="compare")
    assert ["13" in answer.statements[0].text, "14" in answer.statements[1].text] == [True, True]
    [difference] = answer.statements[1].differs
    assert difference.passage == answer.statements[0].citations[0]
    assert str(difference.kind) == "number"
    told = "From 2 articles, of The Courier, The Herald, published 2025-03-04 to 2025-03-05."
    assert answer.note == f"{told} {CAUTION}"


def test_the_side_of_an_article_without_a_date_comes_last(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(COURIER.replace("date: 2025-03-04\n", ""), "utf-8")
    (tmp_path / "b.md").write_text(HERALD, "utf-8")
    library = Library(tmp_path / "index")
    library.update(tmp_path)
    told = shown(library.ask("What do the articles disagree about?", kind="compare"))
    library.close()
    assert ["14" in told[0], "13" in told[1]] == [True, True]


def test_what_only_asks_or_says_the_same_is_in_no_dispute(library: Library) -> None:
    told = shown(library.ask("What do the articles disagree about?", kind="compare"))
    assert not any("1974" in text or "?" in text for text in told)


def test_where_nothing_is_disputed_that_is_said(library: Library) -> None:
    one = [article.id for article in library.articles if article.publisher == "The Courier"]
    answer = library.only(one).ask("What do the articles disagree about?", kind="compare")
    assert not answer.answered
    assert answer.explanation == NONE


def test_the_same_question_gets_the_same_answer(library: Library) -> None:
    first, again = (library.ask("How do the articles differ?", kind="compare") for _ in range(2))
    assert first.statements == again.statements


@pytest.mark.parametrize(
    ("question", "any"),
    [
        ("Where do the reports contradict each other?", True),
        ("Compare the articles", True),
        ("What are the differences between the newspapers?", True),
        ("How do the articles differ on the contract?", False),
        ("Do the articles agree on the number of dead?", False),
        ("What is disputed about the pool?", False),
    ],
)
def test_only_a_question_that_names_no_matter_asks_for_any(question: str, any: bool) -> None:
    assert asks_for_any(question) is any
