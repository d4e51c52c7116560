"""What a question asks for."""

import pytest

from rag.question.analysis import kind, read


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When did the mill burn?", "time"),
        ("How much did the mill cost?", "money"),
        ("How many people came?", "number"),
        ("What did Lund warn of?", "saying"),
        ("What is Lund's complaint?", "saying"),
        ("Callow, what does she think of it?", "saying"),
        ("What did the memo reach?", ""),
        ("What book did she write?", ""),
        ("Which company left?", "entity"),
        ("Why did it burn?", "reason"),
        ("The mill", ""),
    ],
)
def test_the_first_question_word_tells_the_sort_of_answer(question: str, expected: str) -> None:
    assert kind(question) == expected


def test_titles_months_and_words_that_open_the_question_are_no_names() -> None:
    question = read("Please compare what President Lund said in May with what Prime Minister Brandt said.", {})
    assert question.names == {"lund", "brandt"}


@pytest.mark.parametrize(
    ("question", "broad", "wants_words"),
    [
        ("Who built the mill?", False, True),
        ("What are the reasons?", True, False),
        ("Why did it burn?", True, False),
        ("Did it burn?", True, False),
        ("What did Lund say?", False, False),
        ("Which factors count?", True, True),
    ],
)
def test_a_question_asks_for_one_thing_or_for_several(question: str, broad: bool, wants_words: bool) -> None:
    read_ = read(question, {})
    assert (read_.broad, read_.wants_words) == (broad, wants_words)
