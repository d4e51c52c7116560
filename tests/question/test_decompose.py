"""Taking a question apart: every part stands by itself, and what is one question stays one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.english.tokens import terms
from rag.question.decompose import clauses, merged
from rag.types import Chunk, Hit
from tests.answering.toy import article, sentences
from tests.growth import grows_like_a_square


def queries(question: str) -> list[str]:
    return [clause.query for clause in clauses(question)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "What did Lavrov demand, and when was the Crimean bridge built?",
            ["What did Lavrov demand?", "When was the Crimean bridge built?"],
        ),
        (
            "Who won the World Cup and what was the score?",
            ["Who won the World Cup?", "What was the score?"],
        ),
        ("Who is Ada Lovelace, and what did she write?", ["Who is Ada Lovelace?", "What did Ada Lovelace write?"]),
        ("Where and when did Ada meet Charles?", ["Where did Ada meet Charles?", "When did Ada meet Charles?"]),
        ("What did Ada demand, and why?", ["What did Ada demand?", "Why did Ada demand?"]),
        ("Who founded Rome and how many people live in Oslo?", ["Who founded Rome?", "How many people live in Oslo?"]),
        ("Is Ada a poet, and did Charles agree?", ["Is Ada a poet?", "Did Charles agree?"]),
        ("Who sold the mill? And when was it built?", ["Who sold the mill?", "When was the mill built?"]),
        ("how tall is everest; and how deep is the sea", ["How tall is everest?", "How deep is the sea?"]),
        (
            "Who won in 1990, and after the vote, what did Ada do?",
            ["Who won in 1990?", "After the vote, what did Ada do?"],
        ),
        (
            "What do Simon and Garfunkel sing and when did they meet?",
            ["What do Simon and Garfunkel sing?", "When did Simon and Garfunkel meet?"],
        ),
        (
            "Ada went to Oslo. What did she see, and who heard her?",
            ["Ada went to Oslo. What did she see?", "Who heard Ada?"],
        ),
    ],
)
def test_each_question_stands_by_itself(question: str, expected: list[str]) -> None:
    assert queries(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "What happened between 2020 and 2021?",
        "What did Simon and Garfunkel sing?",
        "Which treaty did Marks and Spencer, and Brown and Sons, sign?",
        "When did Witkoff and Dmitriev get together in the French capital?",
        "What was decided when Trump and Putin met in Budapest?",
        "Do Lavrov and Dmitriev compete, or do they share the work?",
        "Is the Kremlin flexible about land, or does it stick to its demands?",
        "Who is the man who met Putin and who is now envoy?",
        "Did Lavrov say who attacked and when it happened?",
        "What did Lavrov say about who started the war and who should pay?",
        "What is the difference between what Lavrov said and what Putin said?",
        'What does "who dares and who wins" mean?',
        "What does “Who are you? And what do you do?” come from?",
        "What did the U.S. do?",
        "Tell me about Lavrov and when the bridge was built.",
        "Don't worry. What did Lavrov say?",
        "Was forderte Lawrow, und wann wurde die Brücke gebaut?",
        "Чего требовал Лавров и когда построили мост?",
        "ラブロフは何を要求し、橋はいつ建設されましたか？",
        "sanctions and oil and Lavrov",
        "What and when?",
        "Who, and the?",
        "and and and?",
        "?? ?",
        "",
        " \n",
    ],
)
def test_one_question_stays_as_it_is(question: str) -> None:
    assert queries(question) == [question]


def test_a_part_is_shown_in_the_words_it_was_asked_in() -> None:
    assert [clause.text for clause in clauses("Who is Ada, and what did she write?")] == [
        "Who is Ada",
        "what did she write",
    ]


def test_ten_questions_are_ten() -> None:
    asked = [f"who sold mill {number}" for number in range(10)]
    assert [clause.text for clause in clauses(", and ".join(asked) + "?")] == asked
    assert [clause.text for clause in clauses("? ".join(asked) + "?")] == asked


@pytest.mark.parametrize(
    "text",
    ["what is a and " * 300, "who, " * 800, '"' * 4_000, "why? " * 800, "(" * 2_000 + ")" * 2_000, "in " * 1_300],
)
def test_nonsense_of_full_length_does_not_stall(text: str) -> None:
    def take_apart(length: int) -> None:
        clauses(text[:length])

    assert not grows_like_a_square(take_apart, 1_000)


PIECES = st.sampled_from(
    [
        "who",
        "what did",
        "and",
        ", and",
        "when",
        "is",
        "Lavrov",
        "the mill",
        "?",
        ". ",
        "“",
        '"',
        "'",
        "(",
        "he",
        "é",
        "\n",
    ]
)
TEXT = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=25).map(" ".join))


@settings(max_examples=200, deadline=None)
@given(TEXT)
def test_parts_are_words_of_the_question_in_order_and_each_asks_for_something(text: str) -> None:
    found = clauses(text)
    assert len(found) > 1 or found[0].query == found[0].text == text
    if len(found) > 1:
        assert all(terms(clause.query) for clause in found)
        assert all(
            set(clause.text.split()) <= set(text.replace("?", "? ").split()) | set(text.split()) for clause in found
        )


def test_what_is_found_for_two_parts_is_listed_once_with_its_best_score() -> None:
    source = article("Rome is old. Oslo is cold. Paris is big.")
    rome, oslo, paris = (Chunk((sentence,)) for sentence in sentences(source))
    found = merged([[Hit(rome, 0.9), Hit(oslo, 0.2)], [Hit(oslo, 0.8), Hit(paris, 0.8), Hit(rome, 0.1)]])
    assert found == (Hit(rome, 0.9), Hit(oslo, 0.8), Hit(paris, 0.8))
    assert merged([]) == merged([[], []]) == ()
