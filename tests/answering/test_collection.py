"""Questions about the articles themselves, and greetings, over a small collection that is written here."""

from __future__ import annotations

import pytest

from rag import Answer, Library, QuestionKind
from rag.answering.answer import DOUBT
from rag.answering.foreign import FOREIGN

ARTICLES = {
    "wire.md": """---
title: Ferry Alma runs aground off Skarholm
publisher: Coastal Wire
date: 2024-03-05
---

The ferry Alma ran aground off Skarholm on 4 March 2024. Rescue boats took everybody ashore.
""",
    "fog.txt": """Steel and fog
By Rut Hald
Published 2 April 2024

I have sailed past Skarholm all my life. The government promised new lights for the strait.
""",
    "second.txt": """A second look at the fog

By Rut Hald, columnist

The lights have not come. Nobody has asked the pilots of the ferry.
""",
    "page.html": """<html><head><title>Lights at last</title><meta name="author" content="Ole <b>Dahl</b>"></head>
<body><p>The new lights of the strait were switched on in June. The ferry Alma sails again.</p></body></html>
""",
}


def cited(answer: Answer) -> list[str]:
    """The file names of the articles that the statements are of, in their order."""
    return [statement.citations[0].article.id.rpartition("/")[2] for statement in answer.statements]


def test_the_articles_are_listed_with_their_titles_the_newest_first(library: Library) -> None:
    answer = library.ask("Which articles do you have?")
    assert answer.kind is QuestionKind.COLLECTION
    assert cited(answer)[:2] == ["fog.txt", "wire.md"]
    assert set(cited(answer)) == ARTICLES.keys()
    assert answer.note.startswith("4 articles. Outlets: Coastal Wire. Published 2024-03-05 to 2024-04-02.")
    assert answer.statements[0].text == "Steel and fog"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What is the newest article?", ["fog.txt"]),
        ("Which article is the oldest?", ["wire.md"]),
        ("Who wrote the article about steel?", ["fog.txt"]),
        ("Which articles are by Rut Hald?", ["fog.txt", "second.txt"]),
        ("What did the Coastal Wire publish?", ["wire.md"]),
        ("Which articles mention the pilots?", ["second.txt"]),
        ("Which articles were published in April 2024?", ["fog.txt"]),
        ("When was the article about the aground ferry published?", ["wire.md"]),
    ],
)
def test_the_articles_that_are_asked_for_are_told(library: Library, question: str, names: list[str]) -> None:
    assert sorted(cited(library.ask(question))) == names


def test_articles_that_mention_something_are_listed_by_the_sentences_that_do(library: Library) -> None:
    answer = library.ask("Which articles talk about the lights?")
    assert answer.kind is QuestionKind.COLLECTION
    assert {statement.text for statement in answer.statements} == {
        "The government promised new lights for the strait.",
        "The lights have not come.",
        "The new lights of the strait were switched on in June.",
    }
    assert all(any(word in one.metadata for word in ("Steel", "second look", "Lights")) for one in answer.statements)


def test_who_wrote_it_is_cited_where_it_stands(library: Library) -> None:
    (statement,) = library.ask("Who wrote the article about steel?").statements
    assert statement.text == "By Rut Hald"
    assert statement.answer
    assert statement.answer.text == "Rut Hald"
    assert {passage.text for passage in statement.citations} == {
        "By Rut Hald",
        "Steel and fog",
        "Published 2 April 2024",
    }


def test_a_title_in_front_matter_is_shown_and_cited_there(library: Library) -> None:
    wire = library.ask("Which article is the oldest?").statements[0]
    assert wire.text == "Ferry Alma runs aground off Skarholm"
    assert [passage.text for passage in wire.citations] == [wire.text]
    assert wire.metadata == "Coastal Wire, 2024-03-05"
    assert library.ask("When was the article about the aground ferry published?").statements[0].text == "2024-03-05"


def test_what_the_text_does_not_say_is_said_to_be_metadata(library: Library) -> None:
    answer = library.ask("Who is the author of the article on the lights at last?")
    (statement,) = answer.statements
    assert "Dahl" not in statement.text
    assert "by Ole" in statement.metadata
    assert f"(from the article's metadata: {statement.metadata})" in answer.text
    assert answer.to_dict()["statements"][0]["metadata"] == statement.metadata


def test_what_nobody_knows_of_an_article_is_not_made_up(library: Library) -> None:
    answer = library.ask("Who wrote the article about the ferry that ran aground?")
    assert not answer.answered
    assert answer.refusal
    assert answer.explanation == "1 of 4 articles. 1 of 1 with no named author."


def test_of_articles_that_there_are_none_of_nothing_is_listed(library: Library) -> None:
    for question in ("Who wrote the article about dragons?", "Which articles were published in 1999?"):
        assert not library.ask(question).answered


def test_every_statement_is_a_slice_and_the_same_question_gives_the_same_bytes(library: Library) -> None:
    for question in ("List all articles.", "Who are the authors?", "Which outlets are there?"):
        first, again = (library.ask(question) for _ in range(2))
        assert first.to_dict() == again.to_dict()
        assert first.answered
        for statement in first.statements:
            assert statement.text == statement.citations[0].text


@pytest.mark.parametrize("greeting", ["Hello!", "thanks a lot", "What can you do?", "help"])
def test_a_greeting_is_neither_answered_nor_refused(library: Library, greeting: str) -> None:
    answer = library.ask(greeting)
    assert (answer.answered, answer.refusal, answer.citations) == (False, "", ())
    assert answer.explanation
    assert len(answer.follow_ups) == 3
    for question in answer.follow_ups:
        assert library.ask(question).answered


def test_a_greeting_before_a_question_takes_nothing_from_it(library: Library) -> None:
    answer = library.ask("Hello, where did the ferry Alma run aground?")
    assert answer.kind is QuestionKind.FACT
    assert "Skarholm" in answer.text


@pytest.mark.parametrize(
    "question",
    ["Wer hat die Lichter der Meerenge eingeschaltet?", "Кто включил огни пролива?", "Was ist der Geist der Lichter?"],
)
def test_a_question_in_another_language_is_told_so(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert FOREIGN in (answer.explanation, answer.note.removesuffix(DOUBT).strip())
    assert not answer.corrections


@pytest.mark.parametrize(
    "question", ["Volkswagen Wolfsburg Osnabrück", "El Niño", "Who runs Deutsche Bahn?", "hat", "rio de janeiro mayor"]
)
def test_names_and_keywords_are_no_other_language(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert FOREIGN not in answer.explanation + answer.note
