"""The evaluation that is made out of a folder: what it asks, what it holds for right, and that its counts are true."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rag import Article, CheckedSentence, CheckedText, Library, LoadError, Passage, Support, Verdict
from rag.evaluation.folder import run
from rag.evaluation.synthetic import FOREIGN, fit, questions, unknown_entity
from rag.ingest import parse_text
from tests import command
from tests.fakes import HashEncoder

BRIDGE = """The bridge in Riga

Anna Brandt opened the long bridge in Riga on Monday, and a band played. The mayor praised the engineers of Vessel.

In all 4,100 lamps were fitted to the railing by volunteers. “We have waited far too long for this bridge,” Brandt said.
"""
HARBOUR = """The harbour in Oslo

Bert Lund closed the harbour in Oslo on Friday after a storm. The repair of the pier will cost 22 million crowns.

Lund said that the ferries may sail again in May if the weather holds. Cleo Strand criticized Lund for the delay.
"""
MILL = """The mill at Skarn

Petra Halvorsen restored the water mill at Skarn with her own hands. The wheel had not turned since 1962, people said.

Visitors from Bergen bought 900 loaves of bread on the first day. Halvorsen thanked the village council of Skarn.
"""
TEXTS = {"bridge.txt": BRIDGE, "harbour.txt": HARBOUR, "mill.txt": MILL}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def sentences() -> list[Passage]:
    return [one for name, text in TEXTS.items() for one in parse_text(name, text).sentences]


def counts(figures: dict[str, Any]) -> dict[str, list[int]]:
    """Every [right, of] of the figures by its name."""
    found = {name: value for name, value in figures.items() if isinstance(value, list) and name != "not read"}
    for name, inner in figures.items():
        if isinstance(inner, dict) and name != "questions":
            found |= {f"{name}: {part}": value for part, value in inner.items()}
    return found


def always(kind: Support) -> Callable[[Library, str], CheckedText]:
    """A check that says the same of everything."""
    return lambda _, text: CheckedText(text, (CheckedSentence(text, 0, len(text), Verdict(kind, 1.0)),))


def test_questions_are_made_of_names_numbers_and_words_of_their_sentence(sentences: list[Passage]) -> None:
    made = {one.question: one for one in questions(sentences)}
    assert made["Who opened the long bridge in Riga on Monday?"].source.text.startswith("Anna Brandt opened")
    assert made["How many lamps were fitted to the railing by volunteers?"].source.text.startswith("In all 4,100")
    assert made["Who closed the harbour in Oslo on Friday after a storm?"].kind == "who"
    for question, one in made.items():
        asked = set(question.rstrip("?").split()) - {"Who", "How", "many"}
        assert asked <= set(one.source.text.replace(",", " ").replace(".", " ").split()) | {"4"}, question


def test_no_question_gives_its_answer_away(sentences: list[Passage]) -> None:
    made = questions(sentences)
    assert {"who", "how many"} <= {one.kind for one in made}
    for one in made:
        if one.kind == "who":
            assert one.source.text.split()[0] not in one.question
        if one.kind == "how many":
            assert not any(char.isdigit() for char in one.question)


def test_only_whole_sentences_of_moderate_length_are_taken(sentences: list[Passage]) -> None:
    text = (
        "Is it so, asked everybody in the town? Yes.\nthe tail of a torn sentence that goes on here.\n" + "Word " * 60
    )
    assert fit(parse_text("a", text).sentences) == []
    assert {one.text for one in fit(sentences)} <= {one.text for one in sentences}


def test_questions_about_strangers_name_nobody_of_the_articles(sentences: list[Passage]) -> None:
    asked = unknown_entity(sentences, questions(sentences), 8, random.Random(1))
    assert asked
    assert len(asked) <= 8
    assert all(any(name in question for name in FOREIGN) for question in asked)
    told = [Passage(Article("x", name, "x"), 0, len(name)) for name in FOREIGN]
    assert unknown_entity([*sentences, *told], questions(sentences), 8, random.Random(1)) == []


def test_the_figures_add_up(folder: Path) -> None:
    figures = run(folder, encoder=HashEncoder(), sample=4)
    assert (figures["articles"], figures["sentences"], figures["not read"]) == (3, 12, [])
    assert all(0 <= right <= of for right, of in counts(figures).values())
    asked = sum(figures["questions"].values())
    assert asked > 4
    assert figures["answered"][1] == figures["citation recall"][1] == figures["first citation right"][1] == asked
    assert figures["refused"]["article left out"][1] > 0
    assert figures["refused"]["foreign name"][1] > 0
    assert figures["true claims supported"]["as it stands"] == [4, 4], "a slice of an article is what it says"
    assert figures["quotations"]["true"] == [4, 4]
    assert figures["quotations"]["altered"][1] == 4
    for kind in ("number", "negation", "name", "date"):
        assert figures["false claims noticed"][kind][1] > 0
    assert "own words" in figures["note"]


def test_the_same_seed_gives_the_same_figures_and_another_draws_others(folder: Path) -> None:
    asked: list[set[str]] = []

    class Recording(HashEncoder):
        def encode(self, texts: Any) -> Any:
            asked[-1].update(texts)
            return super().encode(texts)

    figures = []
    for seed in (0, 0, 1):
        asked.append(set())
        figures.append(run(folder, encoder=Recording(), sample=2, seed=seed))
    assert figures[0] == figures[1]
    assert asked[0] == asked[1]
    assert asked[0] != asked[2]


def test_a_system_that_is_wrong_gets_bad_figures(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The counts are of what the library said: one that holds everything for true notices nothing."""
    for kind, true, false in ((Support.SUPPORTED, 1, 0), (Support.NOT_FOUND, 0, 1)):
        monkeypatch.setattr(Library, "check", always(kind))
        figures = run(folder, encoder=HashEncoder(), sample=3)
        assert all(right == of * true for right, of in figures["true claims supported"].values())
        assert all(right == of * false for right, of in figures["false claims noticed"].values())
        assert figures["quotations"]["true"][0] == figures["quotations"]["true"][1] * true


def test_what_another_article_says_too_is_no_question_that_nothing_answers(folder: Path) -> None:
    alone = run(folder, encoder=HashEncoder())["refused"]["article left out"][1]
    (folder / "copy.txt").write_text(BRIDGE + "\nAnother line of another paper ends it.\n", encoding="utf-8")
    (folder / "more.txt").write_text(HARBOUR + "\nAnother line of another paper ends it.\n", encoding="utf-8")
    (folder / "most.txt").write_text(MILL + "\nAnother line of another paper ends it.\n", encoding="utf-8")
    assert alone > 0
    assert run(folder, encoder=HashEncoder())["refused"]["article left out"][1] == 0


@pytest.mark.parametrize(
    "text",
    [
        "Anna Brandt opened the long bridge in Riga on Monday. The mayor came along with his dog. It rained.",
        "One.",
        "Was it so?",
        "東京は日本の首都です。大阪は大きい都市です。",
        "# Heading\n\n- a\n- b\n",
    ],
    ids=range(5),
)
def test_one_tiny_article_is_enough(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    try:
        figures = run(tmp_path, encoder=HashEncoder())
    except LoadError as error:
        assert "holds no article that could be read" in str(error)  # noqa: PT017 - either is right, a crash is not
        return
    assert figures["articles"] == 1
    assert figures["refused"]["article left out"] == [0, 0]
    assert all(0 <= right <= of for right, of in counts(figures).values())


def test_files_that_cannot_be_read_are_listed_and_the_rest_is_used(folder: Path) -> None:
    (folder / "empty.txt").write_text("")
    (folder / "broken.jsonl").write_text('{"text": "Bert came to Riga on Sunday."}\n{nonsense\n')
    figures = run(folder, encoder=HashEncoder(), sample=2)
    assert figures["articles"] == 4
    assert sorted(line.split(":")[0] for line in figures["not read"]) == ["news/broken.jsonl#2", "news/empty.txt"]


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir()], ids=["missing", "empty"])
def test_without_articles_it_says_so(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "nothing")
    with pytest.raises(LoadError, match=r"nothing: (no such file or folder|holds no article)"):
        run(tmp_path / "nothing", encoder=HashEncoder())


def test_the_users_folder_and_the_temporary_place_are_left_as_they_were(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*"))
    run(folder, encoder=HashEncoder(), sample=1)
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*")) == before
    assert {name: (folder / name).read_text(encoding="utf-8") for name in TEXTS} == TEXTS


def test_the_command_prints_a_table_and_json(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.evaluation.folder.MiniLMEncoder", HashEncoder)
    monkeypatch.chdir(folder.parent)
    (folder / "empty.txt").write_text("")
    figures = json.loads(command.run("eval", "--from-folder", "news", "--json")[1])
    _, printed, complaints = command.run("eval", "--from-folder", "news")
    right, of = figures["citation precision"]
    line = next(line for line in printed.splitlines() if line.startswith("citation precision"))
    assert line.split() == ["citation", "precision", f"{right}/{of}", f"{right / of:.3f}"]
    assert "without a person's judgement" in " ".join(printed.split())
    assert "news/empty.txt" in complaints
    assert not (folder.parent / "index").exists()


@pytest.mark.parametrize("arguments", [["eval"], ["eval", __file__, "--from-folder", "news"]])
def test_it_is_either_questions_or_a_folder(arguments: list[str]) -> None:
    with pytest.raises(ValueError, match="either a file of questions or"):
        command.run(*arguments)
