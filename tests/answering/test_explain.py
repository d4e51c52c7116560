"""What is said when the articles do not answer."""

from __future__ import annotations

import pytest

from rag.answering import rerank
from rag.answering.explain import explain
from rag.answering.weights import load
from rag.question import analysis
from tests.answering.toy import article, retrieve

FRAM = article("Captain Nansen sailed the Fram to the north. The crew ate seal. Nansen wrote letters home.", "a.txt")
BAKERY = article("The bakery on the corner sells rye bread. Its owner opened a second shop in 1998.", "b.txt")


def explained(question: str) -> str:
    found = retrieve(FRAM, BAKERY)(question)
    return explain(question, found, rerank.rank(analysis.read(found.query, found.idf), found, load()))


def test_only_what_was_asked_is_spoken_of_not_what_the_conversation_added() -> None:
    found = retrieve(FRAM, BAKERY)("Nansen Fram Who is Amundsen?")
    ranked = rerank.rank(analysis.read(found.query, found.idf), found, load())
    assert explain("Who is Amundsen?", found, ranked) == "The articles do not mention Amundsen."


def test_a_name_nobody_mentions_is_named() -> None:
    assert explained("Who is Amundsen?") == "The articles do not mention Amundsen."


def test_what_is_mentioned_is_told_apart_from_what_is_not() -> None:
    assert explained("What salary did Nansen get?").startswith("The articles mention Nansen, but not “salary”")


def test_words_like_say_are_named_only_where_there_is_nothing_better() -> None:
    assert explained("What had Nansen told Amundsen?") == "The articles mention Nansen, but not Amundsen."
    assert explained("What is it that Amundsen wrote?") == "The articles mention “wrote”, but not Amundsen."
    assert explained("Who met whom?") == "The articles do not mention “met”."


def test_another_time_is_told() -> None:
    assert "but not 2031" in explained("What did the bakery sell in 2031?")


def test_what_is_mentioned_apart_is_told() -> None:
    assert explained("Did Nansen own a bakery?").startswith("The articles mention")


def test_where_every_word_is_there_no_sentence_is_said_to_answer() -> None:
    assert explained("Where did Nansen sail the Fram?") == (
        "The articles mention Nansen, Fram and “sail”, but no sentence of theirs answers this."
    )


@pytest.mark.parametrize("question", ["?", "Who?", "Where are The Who?", "What about it?", "…", "why is that so"])
def test_a_question_without_content_is_explained_by_nothing(question: str) -> None:
    assert explained(question) == ""


def test_a_long_question_is_not_repeated_whole() -> None:
    assert len(explained("Which " + " ".join(f"Zorg{n} qux{n}" for n in range(50)) + "?")) < 200


def test_markup_in_a_question_stays_text() -> None:
    assert "<" not in explained("Who is <script>alert(1)</script>?")
