"""Questions to start with, after an update: what was tried before is asked again only where that may matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

import rag.library
from rag.library import Library
from tests.fakes import HashEncoder

LUND = "Maria Lund, who heads the Harbour Board, denied it. In Oslo Maria Lund said that Norway would pay. It rained."
BRANDT = "In May Ivan Brandt accused the Harbour Board of hiding the report. Norway was silent. The tide came in."
LATER = "Maria Lund, who heads the Harbour Board, left. Maria Lund heads the Harbour Board no longer. It rained."
QUESTIONS = {
    "Who is Maria Lund?",
    "What did Maria Lund say about the Harbour Board?",
    "What did Maria Lund say about Norway?",
    "What did Ivan Brandt accuse the Harbour Board of?",
    "What did Ivan Brandt say about the Harbour Board?",
}
"""All that are made from the first two."""
OTHERS = 60
"""More than are looked at for one question."""


def write(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.txt").write_text(f"About {name}\n\n{text}\n", "utf-8")


def pines(number: int) -> str:
    """Words that are asked for and no sentence that a question is made from."""
    return f"It is lund p{number}a maria p{number}b harbour p{number}c board p{number}d brandt p{number}e norway."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    write(folder, "board", LUND)
    write(folder, "report", BRANDT)
    for number in range(OTHERS):
        write(folder, f"pine{number}", pines(number))
    write(folder, "cheese", "That cheese came out of a goat.")
    return folder


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Iterator[Library]:
    library = Library(tmp_path / "index", encoder=HashEncoder())
    library.update(folder)
    yield library
    library.close()


@pytest.fixture
def asked(library: Library, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that are answered from now on."""
    questions: list[str] = []
    respond: Callable[..., object] = rag.library.respond

    def noting(question: str, *given: object, **named: object) -> object:
        questions.append(question)
        return respond(question, *given, **named)

    monkeypatch.setattr("rag.library.respond", noting)
    return questions


def at_once(folder: Path, place: Path) -> tuple[str, ...]:
    """The questions of an index that was made of the folder as it is."""
    with closing(Library(place, encoder=HashEncoder())) as library:
        library.update(folder)
        return library.examples


def test_after_a_change_elsewhere_nothing_is_asked_again(library: Library, folder: Path, asked: list[str]) -> None:
    before = library.examples
    assert before
    write(folder, "cheese", "That cheese came out of a cow.")
    assert library.update(folder).changed == 1
    assert library.examples == before
    assert asked == []


def test_what_may_be_answered_otherwise_is_asked_again(
    library: Library, folder: Path, asked: list[str], tmp_path: Path
) -> None:
    write(folder, "pine7", LATER)
    assert library.update(folder).changed == 1
    assert set(asked) & QUESTIONS
    assert library.examples == at_once(folder, tmp_path / "other")


def test_a_question_goes_with_the_sentence_it_was_made_from(
    library: Library, folder: Path, asked: list[str], tmp_path: Path
) -> None:
    (folder / "board.txt").unlink()
    assert library.update(folder).removed == 1
    assert "Who is Maria Lund?" not in library.examples
    assert library.examples == at_once(folder, tmp_path / "other")


def test_other_weights_answer_otherwise(
    library: Library, folder: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.prepared.load", lambda: "others")
    write(folder, "cheese", "That cheese came out of a cow.")
    library.update(folder)
    assert set(asked) == QUESTIONS


def test_whoever_wants_to_be_surer_asks_anew(folder: Path, asked: list[str], tmp_path: Path) -> None:
    write(folder, "cheese", "That cheese came out of a cow.")
    sure = Library(tmp_path / "index", encoder=HashEncoder(), least_confidence=1.0)
    sure.update(folder)
    assert set(asked) == QUESTIONS
    assert sure.examples == ()
    sure.close()
