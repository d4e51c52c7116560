"""The questions whose answer does not name what they are about: every label stands in its passage."""

from __future__ import annotations

from collections import Counter

from training.written_passages import unnamed

QUESTIONS = list(unnamed())


def test_every_answer_stands_in_its_sentence() -> None:
    answered = [one for question in QUESTIONS for one in question if one.answer]
    assert len(answered) > 600
    for one in answered:
        assert one.gold is not None
        assert one.answer is not None
        assert one.sentences[one.gold][slice(*one.answer)].strip()


def test_a_near_miss_is_answered_by_no_passage_of_its_group() -> None:
    missed = [question for question in QUESTIONS if question[0].source.endswith("nearmiss")]
    assert all(one.gold is None for question in missed for one in question)
    assert set(Counter(question[0].group for question in missed).values()) == {2}


def test_every_other_question_is_answered_by_one() -> None:
    answered = [question for question in QUESTIONS if not question[0].source.endswith("nearmiss")]
    assert all(any(one.gold is not None for one in question) for question in answered)
