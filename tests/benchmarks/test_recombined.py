"""Recombined articles: the same each time, each edition with its own names, and vectors that go with them."""

from pathlib import Path
from typing import cast

import numpy as np
import pytest

pytest.importorskip("ir_measures", reason="the benchmarks need the extra: pip install -c constraints.txt -e '.[bench]'")

from benchmarks import recombined, shelf
from benchmarks.recombined import ARTICLES, Affair, Press
from tests.fakes import HashEncoder

THINGS = "boat crane storm lamp wheel rope anchor barrel plank sail mast tide buoy".split()
HARBOUR = Affair(
    tuple(f"Meanwhile Orsk lost its {thing} to Mara Lindt {done}." for thing in THINGS for done in ("today", "later")),
    ("Who took the crane of Orsk?", "What did Lindt take, who lost it, and what did nobody in Orsk meanwhile do?"),
)
ORCHARD = Affair(
    tuple(f"Nobody in Velm sold a {thing} {done} in March." for thing in THINGS for done in ("twice", "again")),
    ("What was sold in Velm?",),
)


@pytest.fixture(scope="module")
def press() -> Press:
    return made()


def made() -> Press:
    return Press((HARBOUR, ORCHARD), cast(shelf.Remembering, HashEncoder(dimension=384)))


def names(press: Press, text: str) -> set[str]:
    return {word for word in recombined.WORD.findall(text) if press.is_name(word)}


def test_the_same_number_gives_the_same_article_and_another_number_another(press: Press) -> None:
    assert press.article(3) == made().article(3)
    assert press.article(3) != press.article(4)


def test_articles_of_an_edition_share_names_that_no_other_edition_has(press: Press) -> None:
    first, second, other = (press.article(number) for number in (0, 1, 2 * ARTICLES))
    assert names(press, first) & names(press, second)
    assert not names(press, first) & names(press, other)
    assert not {"Orsk", "Lindt", "Mara"} & names(press, first)


def test_days_and_months_stay_what_they_are(press: Press) -> None:
    assert "in March" in press.article(ARTICLES)


def test_a_question_is_about_articles_that_are_there(press: Press) -> None:
    printed = {name for number in range(40) for name in names(press, press.article(number))}
    questions = press.questions(40, 20)
    assert all(names(press, question) for question in questions)
    assert all(names(press, question) <= printed for question in questions)


def test_vectors_have_length_one_and_are_the_same_in_any_company(press: Press) -> None:
    texts = [*press.article(0).split("\n\n"), *press.questions(40, 5), "Nothing that was ever said.", "…", ""]
    rows = press.encode(texts)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert all(np.array_equal(made().encode([text])[0], row) for text, row in zip(texts, rows, strict=True))


def test_a_sentence_is_nearer_to_its_edition_than_to_the_same_in_another(press: Press) -> None:
    own, same_names, other_names = press.encode(
        [
            press._renamed(HARBOUR.sentences[0], 0),
            press._renamed(HARBOUR.sentences[0], 0),
            press._renamed(HARBOUR.sentences[0], 2),
        ]
    )
    assert own @ same_names > 0.999
    assert own @ other_names < 0.95


def test_articles_are_written_as_files_that_say_the_same(press: Press, tmp_path: Path) -> None:
    recombined.write(press, (0, 1001), tmp_path)
    written = {file.stem: file.read_text("utf-8") for file in tmp_path.rglob("*.txt")}
    assert written == {"0": press.article(0), "1001": press.article(1001)}
    recombined.write(press, (0,), tmp_path, edition=50)
    assert next(tmp_path.rglob("0.txt")).read_text("utf-8") != written["0"]
