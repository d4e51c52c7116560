"""Questions for what somebody said are answered with what they said, and with nobody else's words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Answer, Library

BOAT = """The night boat

Karin Falk, the head of Norrland Ferries, said on Monday that the night boat would sail until 2027. "We will keep it
and the night boat will sail," she said.

Pär Moe of the union said that the night boat would end in March. "The night boat is finished," Moe told reporters.
"""
COLUMN = """---
title: What a boat is for
author: Ida Berg
---
The night boat carries more than passengers. Without the night boat the islands will be empty in ten years.
"""
QUAY = """What people say at the quay

What did people say? They say what they did say last year, and what they say they will say again. What did Moe say, they
ask, and say nothing more. Owe Lund, who owns the quay, walked past without a word.
"""
ARTICLES = {"boat.txt": BOAT, "column.md": COLUMN, "quay.txt": QUAY}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The articles that come with Footnote."""
    library = Library(tmp_path_factory.mktemp("samples"))
    library.update(Path(__file__).parents[2] / "articles")
    yield library
    library.close()


def shown(answer: Answer) -> str:
    return " ".join(passage.text for passage in answer.citations)


def test_only_the_one_who_is_asked_for_is_heard(library: Library) -> None:
    answer = library.ask("What did Karin Falk say about the night boat?", kind="said")
    assert "until 2027" in shown(answer)
    assert "March" not in shown(answer)
    assert "finished" not in shown(answer)
    assert {
        statement.voice.speaker.name for statement in answer.statements if statement.voice and statement.voice.speaker
    } == {"Karin Falk"}


def test_without_a_subject_all_they_say_is_told_the_direct_words_first(library: Library) -> None:
    answer = library.ask("What did Pär Moe say?", kind="said")
    assert "finished" in answer.statements[0].text
    assert "March" in shown(answer)


def test_what_they_say_is_told_where_other_sentences_look_more_like_the_question(library: Library) -> None:
    answer = library.ask("What did Moe say?", kind="said")
    assert {voiced.voice.speaker.name for voiced in answer.statements if voiced.voice and voiced.voice.speaker} == {
        "Pär Moe"
    }


def test_whose_words_no_article_gives_says_nothing(library: Library) -> None:
    answer = library.ask("What did Owe Lund say?", kind="said")
    assert not answer.answered
    assert "mention Owe Lund" in answer.explanation


def test_who_says_nothing_that_comes_near_has_not_been_heard_on_it(samples: Library) -> None:
    answer = samples.ask("What did Macron say about the ruble?", kind="said")
    assert not answer.answered
    assert answer.explanation.startswith("The articles mention Macron")
    asked_for = samples.ask("What did Meloni ask for?").statements
    assert any("Article 5" in statement.text for statement in asked_for)


def test_an_authors_own_article_is_what_they_say(library: Library) -> None:
    answer = library.ask("What does Ida Berg think about the islands?", kind="said")
    assert "empty in ten years" in answer.statements[0].text
    assert answer.statements[0].remarks == ("Ida Berg, as author",)


def test_an_article_that_is_named_by_its_form_is_heard_in_its_own_voice(library: Library) -> None:
    answer = library.ask("What does the column say about the night boat?", kind="said")
    assert answer.answered
    assert "empty in ten years" in shown(answer)
    assert "Moe" not in shown(answer)


def test_what_somebody_says_is_no_criticism_of_them(library: Library) -> None:
    answer = library.ask("What is the criticism of Pär Moe?", kind="list")
    assert not any(
        statement.voice and statement.voice.speaker and "Moe" in statement.voice.speaker.name
        for statement in answer.statements
    )


def test_an_office_that_no_article_knows_says_nothing(library: Library) -> None:
    assert not library.ask("What did the Peruvian president say?").answered


def test_words_put_into_anothers_mouth_are_corrected(library: Library) -> None:
    [statement] = library.ask("Why did Karin Falk say that the night boat would end in March?", kind="said").statements
    assert statement.corrects
    assert "Pär Moe" in statement.text
    assert statement.remarks[0] == "corrects the question"


@pytest.mark.parametrize("whom", ["Biden", "China", "India"])
def test_what_is_said_of_somebody_names_them(samples: Library, whom: str) -> None:
    told = samples.ask(f"What does Lavrov say about {whom}?", kind="said")
    assert told.statements
    assert all(whom in statement.text for statement in told.statements)


def test_nobody_says_anything_about_what_no_article_names(samples: Library) -> None:
    answer = samples.ask("What does Lavrov say about Greenland?", kind="said")
    assert not answer.answered
    assert answer.explanation == "The articles mention Lavrov, but not Greenland."
