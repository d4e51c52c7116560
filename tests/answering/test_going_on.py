"""Going on in a conversation: choosing one of what was told, asking why, asking for more."""

from __future__ import annotations

import pytest

from rag import Library, Turn

ARTICLES = {
    "choir.md": "# The choir of Lund\n\nThe choir of Lund offers three courses this spring: Alto, Bass and Tenor.\n\n"
    "The Bass course costs 90 euros and is led by Ida Holm.\n\nThe Alto course starts on 3 March.\n",
    "port.md": "# The port\n\nThe port of Ruda was closed on Monday because of a fire. Two ships waited outside.\n",
}
COURSES = "Which courses does the choir offer?"
START = "When does the Alto course start?"


def texts(library: Library, before: str, question: str) -> list[str]:
    return [one.text for one in library.ask(question, [Turn(before, library.ask(before).text)]).statements]


@pytest.mark.parametrize("choice", ["Yes, Bass please", "Yes, the Bass course.", "Sure, Bass, please!"])
def test_one_of_what_was_told_can_be_chosen(library: Library, choice: str) -> None:
    assert any("90 euros" in text for text in texts(library, COURSES, choice))


@pytest.mark.parametrize("more", ["tell me more", "Tell me more about it.", "Go on"])
def test_more_is_what_the_cited_article_says_besides(library: Library, more: str) -> None:
    told = texts(library, START, more)
    assert any("90 euros" in text for text in told)
    assert any("three courses" in text for text in told)
    assert not any("3 March" in text or "port" in text for text in told)


def test_nothing_more_is_told_where_all_was(library: Library) -> None:
    everything = "\n".join(article.text for article in library.articles)
    answer = library.ask("tell me more", [Turn(START, everything)])
    assert not answer.answered
    assert answer.explanation


@pytest.mark.parametrize("why", ["why?", "Why is that?"])
def test_a_sentence_told_before_that_gives_no_reason_is_doubted_as_one(library: Library, why: str) -> None:
    answer = library.ask(why, [Turn(START, library.ask(START).text)])
    assert answer.doubtful or not answer.answered


def test_a_sentence_that_gives_a_reason_may_be_told_again(library: Library) -> None:
    asked = "When was the port of Ruda closed?"
    answer = library.ask("why?", [Turn(asked, library.ask(asked).text)])
    assert "because of a fire" in answer.statements[0].text
