"""The choice of the articles that may answer, held against an index that never held another."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import rag.prepared as prepared
from rag.errors import LoadError
from rag.library import Library
from rag.types import Answer, Turn, Where
from tests.fakes import HashEncoder
from tests.search.made import NEWS

BEAR = "The bear of Kamchatka slept. Lavrov said promises were broken. Lavrov said promises were broken again."
QUESTIONS = (
    "Who met in Anchorage?",
    "What did Lavrov speak of?",
    "What are the main points of the articles?",
    "Which articles are there?",
    "Who left the project on Sakhalin?",
    "Who met Witkof in Miami, and what does Zelensky want?",
)
FOLLOWED = [Turn("Who met Witkoff?", "Dmitriev met Witkoff in Miami.[1]")]


def made(folder: Path, names: tuple[str, ...]) -> Library:
    """A library of some of these articles, which are written as files first."""
    texts = {name.replace("/", "-"): text for name, text in {**NEWS, "bear.txt": BEAR}.items()}
    articles = folder / "articles"
    articles.mkdir()
    for name in names:
        (articles / name).write_text(texts[name], encoding="utf-8")
    library = Library(folder / "index", encoder=HashEncoder())
    assert not library.update(articles).failed
    return library


NAMES = ("news-anchorage.txt", "news-oil.md", "news-talks.html", "press-bear.txt", "bear.txt")
SOME = ("news-anchorage.txt", "news-talks.html", "bear.txt")


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, Library]]:
    """All articles with some of them chosen, and a folder that holds no others."""
    library, alone = (made(tmp_path_factory.mktemp(name), names) for name, names in (("all", NAMES), ("some", SOME)))
    yield library, alone
    library.close()
    alone.close()


def chosen(library: Library) -> Library:
    return library.only([f"articles/{name}" for name in SOME])


def told(answer: Answer) -> dict[str, Any]:
    """The whole answer; the questions to go on with were found out among other articles."""
    return replace(answer, follow_ups=()).to_dict() | {"hits": [hit.to_dict() for hit in answer.hits]}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("history", [(), FOLLOWED], ids=["first", "follow-up"])
def test_the_chosen_articles_answer_as_a_folder_that_holds_no_others(
    libraries: tuple[Library, Library], question: str, history: list[Turn]
) -> None:
    library, alone = libraries
    assert told(chosen(library).ask(question, history)) == told(alone.ask(question, history))


def test_a_text_is_held_against_the_chosen_articles_alone(libraries: tuple[Library, Library]) -> None:
    library, alone = libraries
    text = "Dmitriev met Witkoff in Miami. ExxonMobil left the project. The bear slept."
    assert chosen(library).check(text).to_dict() == alone.check(text).to_dict()
    assert library.check(text).to_dict() != alone.check(text).to_dict(), "the others would say something to it"


def test_no_question_is_suggested_that_was_made_from_another_article(libraries: tuple[Library, Library]) -> None:
    library, _ = libraries
    made_from = {suggestion.article for suggestion in prepared.suggestions(chosen(library)._index)}
    assert made_from == {s.article for s in prepared.suggestions(library._index)} & {
        f"articles/{name}" for name in SOME
    }


def test_it_is_the_same_library_until_the_articles_change(tmp_path: Path) -> None:
    library = made(tmp_path, NAMES)
    before = chosen(library)
    assert chosen(library) is before
    library.add("new.txt", b"The presidents met in Paris. Nobody spoke of promises.")
    after = chosen(library)
    assert after is not before
    assert [article.id for article in after.articles] == sorted(f"articles/{name}" for name in SOME)
    with pytest.raises(ValueError, match="change the index"):
        after.remove(f"articles/{SOME[0]}")
    after.close()
    assert library.ask(QUESTIONS[0]).answered, "a choice is closed with what it was chosen from"
    library.close()


def test_nothing_is_written_for_a_choice(libraries: tuple[Library, Library], monkeypatch: pytest.MonkeyPatch) -> None:
    library, _ = libraries
    before = sorted(library.folder.rglob("*"))

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a temporary folder was made")

    monkeypatch.setattr(tempfile, "mkdtemp", refused)
    assert library.ask(QUESTIONS[0], where=Where(folder="articles")).answered
    assert sorted(library.folder.rglob("*")) == before


@pytest.mark.parametrize(("ids", "error"), [([], ValueError), (["articles/nowhere.txt"], LoadError)])
def test_a_choice_of_nothing_is_refused(
    libraries: tuple[Library, Library], ids: list[str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        libraries[0].only(ids)
