"""Who somebody is, what is told of them, and what an article by somebody tells."""

from __future__ import annotations

from rag import Library

ARTICLES = {
    "bell.txt": "Bell rings on\n\nBy Rhona Cargill\n\nThe school at Skarrick stays open. Bus operator "
    "Gregor Sandilands said he had been offered a contract. Iain Brodlie, who leads the opposition, voted against it. "
    "The council pays 455,000 pounds a year for the buses. Shona Macquaid of the parents' group Keep the Bell was "
    "glad.\n",
    "bus.txt": "The figure for the buses\n\nBy Otto Lind\n\nThe vote is near. Gregor Sandilands "
    "listened to the figure and laughed out loud. Bruno Tarn stood beside him. "
    "He left before the vote. The minister has eight weeks to call the decision in.\n",
}  # fmt: skip


def test_who_somebody_is_is_told_where_an_article_says_so_in_passing(library: Library) -> None:
    for question in ("Who is Gregor Sandilands?", "who is sandilands"):
        answer = library.ask(question)
        assert not answer.doubtful
        assert [one.text for one in answer.statements] == [
            "Bus operator Gregor Sandilands said he had been offered a contract."
        ]
        assert answer.statements[0].answer
        assert answer.statements[0].answer.text == "Bus operator"


def test_what_bears_a_name_is_introduced_as_well(library: Library) -> None:
    answer = library.ask("What is Keep the Bell?")
    assert answer.statements[0].answer
    assert answer.statements[0].answer.text == "the parents' group"


def test_one_who_is_only_named_is_shown_with_a_doubt(library: Library) -> None:
    answer = library.ask("Who is Bruno Tarn?")
    assert answer.doubtful
    assert answer.statements[0].text == "Bruno Tarn stood beside him."
    assert "No sentence was found that says who Bruno Tarn is." in answer.note


def test_one_whom_no_article_names_is_not_there(library: Library) -> None:
    assert not library.ask("Who is Amalia Voss?").answered


def test_an_article_is_told_by_its_author_though_no_sentence_holds_the_name(library: Library) -> None:
    answer = library.ask("Summarise the article by Rhona Cargill")
    assert answer.answered
    assert not answer.doubtful
    assert {cited.article.author for one in answer.statements for cited in one.citations} == {"Rhona Cargill"}


def test_of_somebody_is_told_what_the_next_sentence_says_of_them(library: Library) -> None:
    answer = library.ask("Tell me about Bruno Tarn")
    assert [one.text for one in answer.statements] == ["Bruno Tarn stood beside him. He left before the vote."]
