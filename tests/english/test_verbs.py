"""Forms of verbs, the lists that they are made of, and what points back."""

from importlib import resources

import pytest

from rag.english.function_words import points_back
from rag.english.opposites import negated, opposites
from rag.english.verbs import DENIED, SAID, forms
from rag.english.vocabulary import entries, rows

LISTS = sorted(
    entry.name.removesuffix(".txt")
    for entry in resources.files("rag.english").joinpath("data").iterdir()
    if entry.name.endswith(".txt")
)


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("warn", "warn warns warned warned warning"),
        ("agree", "agree agrees agreed agreed agreeing"),
        ("deny", "deny denies denied denied denying"),
        ("stress", "stress stresses stressed stressed stressing"),
        ("ban", "ban bans banned banned banning"),
        ("write", "write writes wrote written writing"),
        ("slump", "slump slumps slumped slumped slumping"),
        ("play", "play plays played played playing"),
    ],
)
def test_verbs_have_their_forms(verb: str, expected: str) -> None:
    assert forms(verb) == tuple(expected.split())


def test_what_reports_has_its_subject_beside_it() -> None:
    assert {"said", "told", "wrote", "argues"} <= SAID
    assert "arguing" not in SAID
    assert {"denied", "denying", "refutes"} <= DENIED


@pytest.mark.parametrize("name", LISTS)
def test_every_list_says_where_it_is_from_and_says_nothing_twice(name: str) -> None:
    text = resources.files("rag.english").joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    assert text.startswith("# ")
    header = " ".join(line.removeprefix("# ") for line in text.splitlines() if line.startswith("#"))
    assert "Written for this project." in header or "CC BY" in header
    assert len(set(entries(name))) == len(entries(name)) > 0


@pytest.mark.parametrize(("name", "width"), [("irregular_verbs", 5), ("peoples", 2), ("verb_opposites", 2)])
def test_rows_are_of_one_width(name: str, width: int) -> None:
    assert {len(row) for row in rows(name)} == {width}


def test_opposites_stand_in_the_same_form() -> None:
    assert "fell" in opposites()["rose"]
    assert "falling" in opposites()["rising"]
    assert negated("unsuitable", "suitable")
    assert not negated("in", "inin")


@pytest.mark.parametrize(
    ("sentence", "back"),
    [
        ("He left.", True),
        ("“But they stayed,” she said.", True),
        ("However, this was false.", True),
        ("The latter won.", True),
        ("It is clear that nobody came.", False),
        ("This year the mill burnt.", False),
        ("Those days were long.", False),
        ("Hedwig left.", False),
        ("Sheds burnt.", False),
    ],
)
def test_what_means_something_named_before_points_back(sentence: str, back: bool) -> None:
    assert points_back(sentence) is back
