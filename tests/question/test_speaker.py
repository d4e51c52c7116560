"""Whom a question wants to hear."""

import pytest

from rag.question.speaker import asked_speaker, target
from rag.types import Article, Identity, Manner, Speaker, Voice


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("What did Karin Falk say about the boat?", "Karin Falk"),
        ("What does the union demand?", "the union"),
        ("What did Falk say Moe had told her?", "Falk"),
        ("When was the boat sold, according to Karin Falk?", "Karin Falk"),
        ("What is Falk's view of the boat?", "Falk"),
        ("In Falk's opinion, who sold it?", "Falk"),
        ("What is in the statement by Karin Falk on the boat?", "Karin Falk"),
        ("Who said that the boat was sold?", ""),
        ("Whose idea was it to sell the boat?", ""),
        ("When was the boat sold?", None),
        ("What did he say about the boat?", None),
    ],
)
def test_the_speaker_is_read_off_the_question(question: str, phrase: str | None) -> None:
    asked = asked_speaker(question)
    assert (asked.phrase if asked else None) == phrase


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("What is the criticism of Karin Falk?", "Karin Falk"),
        ("Which complaints are there against Falk?", None),
        ("What complaints about Falk are there?", "Falk are there"),
        ("What is Falk accused of?", "Falk"),
        ("Who criticises Falk for the boat?", "Falk"),
        ("What did Moe accuse Falk of?", "Falk"),
        ("What are the charges against the skipper?", None),
        ("What is Falk's criticism of the boat?", None),
        ("What did Falk say about the boat?", None),
    ],
)
def test_of_whom_others_are_asked_about_is_read_off_the_question(question: str, phrase: str | None) -> None:
    wanted = target(question)
    assert (wanted.phrase if wanted else None) == phrase


def test_the_criticism_of_somebody_is_not_asked_of_them() -> None:
    assert asked_speaker("What is the criticism of Karin Falk?") is None
    asked = asked_speaker("What is the criticism by Karin Falk?")
    assert asked is not None
    assert asked.phrase == "Karin Falk"


def test_a_question_for_somebodys_words_that_does_not_say_so_means_whom_it_names() -> None:
    assert asked_speaker("Falk on the boat?") is None
    asked = asked_speaker("Falk on the boat?", anybody=True)
    assert asked is not None
    assert asked.phrase == "Falk"


@pytest.mark.parametrize(
    ("speaker", "same"),
    [
        (Speaker("Karin Falk"), True),
        (Speaker("Pär Moe"), False),
        (Speaker("the captain", Identity.ROLE), False),
        (Speaker("", Identity.UNKNOWN), False),
    ],
)
def test_a_speaker_is_known_by_a_part_of_the_name(speaker: Speaker, same: bool) -> None:
    asked = asked_speaker("What did Falk say?")
    assert asked is not None
    assert asked.speaks(Voice(Manner.QUOTED, (speaker,)), Article("a", "text", "title")) == same


@pytest.mark.parametrize(
    ("question", "name", "same"),
    [
        ("What did the source close to the talks say?", "the source", True),
        ("What did the source close to the talks say?", "a source close to the Oslo talks", True),
        ("What does the anonymous source say?", "a source close to the Oslo talks", True),
        ("What did the source close to the talks say?", "a source in the harbour", False),
        ("What did the official say?", "the source", False),
        ("What did the source say?", "", False),
    ],
)
def test_a_source_is_known_by_what_it_is_called_later(question: str, name: str, same: bool) -> None:
    asked = asked_speaker(question)
    assert asked is not None
    assert asked.is_of(Speaker(name, Identity.ANONYMOUS)) == same


def test_an_article_of_theirs_speaks_for_its_author() -> None:
    asked = asked_speaker("What does Karin Falk think?")
    assert asked is not None
    own = Voice(Manner.OWN, ())
    assert asked.speaks(own, Article("a", "text", "title", author="Karin Falk"))
    assert not asked.speaks(own, Article("a", "text", "title", author="Pär Moe"))


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does Berg's lawyer say?", []),
        ("What did Anna Berg's spokesman Tom Lind say?", ["Tom Lind"]),
        ("What does Berg's office say?", ["Berg"]),
        ("What are Berg's demands?", ["Berg"]),
    ],
)
def test_whoever_belongs_to_somebody_is_not_them(question: str, named: list[str]) -> None:
    asked = asked_speaker(question)
    assert asked is not None
    assert [name.text for name in asked.names] == named
