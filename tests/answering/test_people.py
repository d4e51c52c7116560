"""Who is who, over a small collection that is written here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Answer, Library, QuestionKind
from rag.types.groups import counted

ARTICLES = {
    "wire.txt": "The ferry Alma ran aground off Skarholm on 4 March 2024. The harbour master, Lena Moss, said that the "
    "Alma was too fast. Captain Odd Brekke denied it, the broadcaster Kanal Nord reported. The Skarholm Ferry Company, "
    "which owns the Alma, opened an inquiry.",
    "paper.txt": "“I was gone for two minutes,” Odd Brekke told this newspaper. Pia Lund, a nurse who was on board, "
    "carried two children ashore. Brekke waits for the inquiry. Nobody asked Tor Vik.",
    "bank.txt": "The Bank of Tarvia raised its rate on 2 May 2024. Its governor, Ines Valt, said that "
    "prices in Tarvia rise too fast.",
    "bank-2.txt": "The Bank of Tarvia will meet again in June. Tarvia waits, and the Bank of Tarvia says nothing.",
}


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    place = tmp_path_factory.mktemp("harbour")
    (place / "articles").mkdir()
    for name, text in ARTICLES.items():
        (place / "articles" / name).write_text(text, "utf-8")
    library = Library(place / "index")
    library.update(place / "articles")
    yield library
    library.close()


def marked(answer: Answer) -> list[str]:
    return [told.answer.text for told in answer.statements if told.answer]


@pytest.mark.parametrize("question", ["Who are the main people?", "Who's who?", "Which people are mentioned?"])
def test_everybody_who_is_introduced_is_told_with_the_words_that_say_who_it_is(harbour: Library, question: str) -> None:
    answer = harbour.ask(question)
    assert answer.kind is QuestionKind.PEOPLE
    assert marked(answer)[0] == "Captain Odd Brekke", "whom most articles name comes first"
    assert set(marked(answer)) == {
        "Captain Odd Brekke",
        "The harbour master, Lena Moss",
        "Pia Lund, a nurse who was on board",
        "Its governor, Ines Valt",
    }, "no ship, no broadcaster, no company; nobody of whom only the name is known"
    assert counted(answer.kind, answer.statements) == "4 people"


def test_of_many_people_those_are_told_whom_most_articles_name(tmp_path: Path) -> None:
    people = [f"{first} {last}" for first in ("Ada", "Bo", "Cleo", "Dirk") for last in ("Aker", "Berg", "Cole", "Dahl")]
    (tmp_path / "articles").mkdir()
    for number in range(2):
        text = " ".join(f"The minister, {name}, came in by train." for name in people[: 16 - number])
        (tmp_path / "articles" / f"{number}.txt").write_text(text, "utf-8")
    library = Library(tmp_path / "index")
    library.update(tmp_path / "articles")
    answer = library.ask("Who is who?")
    library.close()
    assert answer.note == "The 15 of 16 people who are named in most articles."
    assert len(marked(answer)) == 15
    assert "The minister, Dirk Dahl" not in marked(answer), "only one article names him"


def test_those_who_are_quoted_are_those_who_speak(harbour: Library) -> None:
    answer = harbour.ask("Who is quoted?")
    assert set(marked(answer)) == {
        "Captain Odd Brekke",
        "The harbour master, Lena Moss",
        "Its governor, Ines Valt",
    }


def test_of_those_who_are_something_only_they_are_told(harbour: Library) -> None:
    assert marked(harbour.ask("Which nurses are mentioned?")) == ["Pia Lund, a nurse who was on board"]
    assert len(marked(harbour.ask("Which politicians are mentioned?"))) == 4, "nobody is called one"


def test_of_one_story_its_own_people_are_told(harbour: Library) -> None:
    answer = harbour.ask("Who are the key figures in the Bank of Tarvia case?")
    assert marked(answer) == ["Its governor, Ines Valt"]


def test_articles_that_introduce_nobody_are_asked_like_any_others(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "rain.txt").write_text("It rained all night. The river rose by a metre.", "utf-8")
    library = Library(tmp_path / "index")
    library.update(tmp_path / "articles")
    answer = library.ask("Who are the main people?")
    library.close()
    assert not answer.answered
