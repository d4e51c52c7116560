"""What kind of answer a question wants, as the shipped classifier tells it."""

from __future__ import annotations

import numpy as np
import pytest

from rag.question.kinds import kind_of, shipped, tells_kind, word_features
from rag.search.embed import MiniLMEncoder
from rag.types import QuestionKind

ENCODER = MiniLMEncoder()


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How tall is the new lighthouse?", QuestionKind.FACT),
        ("lighthouse keeper name", QuestionKind.FACT),
        ("What did the harbour master say about the fog?", QuestionKind.SAID),
        ("Which reasons does the council give for closing the library? Name all of them.", QuestionKind.LIST),
        ("How do the papers differ on the cost of the library?", QuestionKind.COMPARE),
        ("Could you summarise these texts for me?", QuestionKind.OVERVIEW),
        ("Chronology of the lighthouse affair, please.", QuestionKind.TIMELINE),
    ],
)
def test_a_question_is_told_by_its_words_and_its_meaning(question: str, kind: QuestionKind) -> None:
    assert kind_of(question, ENCODER.encode([question])[0]) is kind


@pytest.mark.parametrize("question", ["", "?!", "…", "𝔖𝔲𝔪", "\ud800", "a" * 4_000, "<script>alert(1)</script>"])
def test_any_text_has_a_kind(question: str) -> None:
    assert kind_of(question, np.zeros(384, np.float32)) in QuestionKind


def test_an_encoder_of_another_size_leaves_the_words_to_decide() -> None:
    for question in ("What happened first?", "Sum it up.", "Do the papers agree?"):
        assert kind_of(question, np.ones(768, np.float32)) is kind_of(question, np.zeros(384, np.float32))


def test_the_score_is_the_sum_of_its_parts() -> None:
    question, held = "Which dates matter?", shipped()
    vector = ENCODER.encode([question])[0]
    by_hand = held.bias + 3.0 * vector @ held.of_vector
    for word in set(word_features(question)) & held.words.keys():
        by_hand = by_hand + held.of_words[held.words[word]]
    assert kind_of(question, vector) is held.kinds[int(np.argmax(by_hand))]


def test_words_that_name_a_kind_are_told_from_words_that_name_a_subject() -> None:
    assert tells_kind("Timeline")
    assert not tells_kind("lighthouse")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How did it end?", QuestionKind.FACT),
        ("How many are there in all?", QuestionKind.FACT),
        ("Summarise it.", QuestionKind.OVERVIEW),
        ("Give me a timeline of that.", QuestionKind.TIMELINE),
        ("Which articles say so?", QuestionKind.COLLECTION),
    ],
)
def test_what_leans_on_another_question_is_seldom_one_for_everything(question: str, kind: QuestionKind) -> None:
    assert kind_of(question, ENCODER.encode([question])[0], leans=True) is kind
