"""Questions about one story, asked of a folder that holds several."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Answer, Library, Turn

FERRY = (
    "The ferry Alma ran aground off Skarholm on 4 March 2024. Rescue boats took everybody from the Alma to Skarholm. "
    "Captain Odd Brekke said that the Alma had struck a rock which no chart of Skarholm shows.",
    "The captain of the ferry Alma, Odd Brekke, was suspended on 19 March 2024. The inquiry found that Brekke had left "
    "the bridge of the Alma when the ferry ran aground off Skarholm. Brekke denied it.",
)
BANK = (
    "The Bank of Tarvia raised its rate to 6 per cent on 2 May 2024. Governor Lena Moss of the Bank of Tarvia said "
    "that prices in Tarvia rise too fast. Moss expects them to fall next year.",
    "Lena Moss defended the rate before parliament on 9 May 2024. Moss said that Tarvia had no choice. The opposition "
    "in Tarvia asked Moss to resign.",
)
MUSEUM = (
    "Thieves took two masks from the Orsan Museum on 7 June 2024. The Orsan Museum said that its alarm was off. The "
    "director, Ines Valt, offered to go.",
    "The masks of the Orsan Museum were found in a boat house on 11 June 2024. Ines Valt said that she was relieved. "
    "Valt stays at the Orsan Museum.",
)


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    place = tmp_path_factory.mktemp("several")
    for name, texts in {"ferry": FERRY, "bank": BANK, "museum": MUSEUM}.items():
        for number, text in enumerate(texts):
            path = place / "articles" / f"{name}-{number}.txt"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
    library = Library(place / "index")
    library.update(place / "articles")
    yield library
    library.close()


def stories(answer: Answer) -> set[str]:
    """Of which of the stories the answer tells."""
    return {Path(one.article.id).name.split("-")[0] for told in answer.statements for one in told.citations}


@pytest.mark.parametrize(
    "question",
    [
        "Give me an overview of the Alma case",
        "Summarise how the ferry ran aground",
        "Timeline of the Alma affair please",
    ],
)
def test_an_overview_of_one_story_tells_nothing_of_another(several: Library, question: str) -> None:
    answer = several.ask(question)
    assert stories(answer) == {"ferry"}
    assert {one.article.id for told in answer.statements for one in told.citations} == {
        one.id for one in several.articles if "ferry" in one.id
    }, "what shares its names belongs to it, whatever its own words"


@pytest.mark.parametrize("question", ["Summarise the articles", "What is this all about?"])
def test_all_are_told_where_no_story_is_asked_for(several: Library, question: str) -> None:
    assert stories(several.ask(question)) == {"ferry", "bank", "museum"}


def test_a_question_that_leans_on_another_is_about_the_same_story(several: Library) -> None:
    first = several.ask("When did the Bank of Tarvia raise its rate?")
    answer = several.ask("Who said that there was no choice?", [Turn("When was it raised?", first.text)])
    assert stories(answer) == {"bank"}
