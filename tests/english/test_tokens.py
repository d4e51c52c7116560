"""The words everybody matches by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.english.tokens import stem, terms, words


@pytest.mark.parametrize("name", ["US", "U.S.", "USA", "U.S.A.", "the United States", "United States of America", "us"])
def test_the_united_states_are_one_word_however_written(name: str) -> None:
    assert words(f"Has {name} agreed?")[-2:] == ["us", "agreed"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Moscow's and Lavrov’s", ["moscow", "and", "lavrov"]),
        ("the senators' plan", ["the", "senators", "plan"]),
        ("over 22,000 of 12.5 per cent", ["over", "22000", "of", "12.5", "per", "cent"]),
        ("Sakhalin-1", ["sakhalin", "1"]),
        ("They don’t. O'Brien didn't", ["they", "don't", "o'brien", "didn't"]),
        ("ﬁnance ＡＢＣ", ["finance", "abc"]),
        ("", []),
        ("?! — …", []),
    ],
)
def test_words_are_read_as_a_person_would(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_terms_drop_function_words_and_inflection() -> None:
    assert terms("What were the negotiations about, and who is negotiating?") == [stem("negotiations")] * 2


def test_a_question_of_function_words_has_no_terms() -> None:
    assert terms("What is it about, and why don’t they?") == []


@given(st.text())
def test_any_text_gives_terms_that_are_single_lower_case_words(text: str) -> None:
    for term in terms(text):
        assert term
        assert not any(char.isspace() for char in term)
        assert term == term.casefold()
