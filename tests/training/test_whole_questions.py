"""Training the reader on whole questions: one choice among all windows of a question, or none of them."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from torch import Tensor

import training.whole_questions as whole
from training.reader_data import Example
from training.reader_network import Batch, Coded
from training.whole_questions import WholeQuestionTrainer, among, without_answers


class Told(torch.nn.Module):
    """A network whose scores are the numbers of the token ids, and which knows nothing of spans."""

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        scores = (batch.membership @ batch.ids.float().unsqueeze(-1)).squeeze(-1)
        return scores, torch.zeros(*batch.ids.shape, 2)


class Scored(WholeQuestionTrainer):
    """The trainer with sentences that are their own scores."""

    def __init__(self) -> None:
        self.network = Told()

    def code(self, example: Example) -> Coded:
        scores = [int(text) for text in example.sentences]
        return Coded([0, *scores], [0] + [1] * len(scores), [-1, *range(len(scores))])

    def place(self, coded: Coded, example: Example) -> tuple[int, int]:
        return 0, 0


def window(question: str, scores: tuple[int, ...], gold: int | None = None, *also: int) -> Example:
    return Example("toy", "", "", question, tuple(map(str, scores)), gold, also=also)


def cost(monkeypatch: pytest.MonkeyPatch, *made: Example) -> float:
    monkeypatch.setattr(whole, "SPAN_SHARE", 0.0)
    trainer = Scored()
    return float(trainer.loss([trainer.code(one) for one in made], made))


def test_what_answers_has_to_stand_out_from_all_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    found = cost(monkeypatch, window("Who?", (1, 3), 1), window("Who?", (2,)))
    assert found == pytest.approx(-math.log(math.exp(3) / (1 + math.exp(1) + math.exp(3) + math.exp(2))), abs=1e-4)


def test_every_window_that_answers_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    found = cost(monkeypatch, window("Who?", (1, 3), 0, 1), window("Who?", (2,), 0))
    assert found == pytest.approx(-math.log(1 - 1 / (1 + math.exp(1) + math.exp(3) + math.exp(2))), abs=1e-4)


def test_what_nothing_answers_costs_what_looks_like_it_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    found = cost(monkeypatch, window("Who?", (1,)), window("Who?", (2, 4)))
    assert found == pytest.approx(math.log(1 + math.exp(1) + math.exp(2) + math.exp(4)), abs=1e-4)


def test_each_question_is_a_choice_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = window("Who?", (1, 3), 1), window("When?", (5,))
    alone = (cost(monkeypatch, one) + cost(monkeypatch, other)) / 2
    assert cost(monkeypatch, one, other) == pytest.approx(alone, abs=1e-4)


def test_a_passage_stands_among_others_that_cannot_answer() -> None:
    asked = Example("squad", "", "", "When did the ferry Alma sink?", ("The ferry Alma sank in May.",), 0, (23, 26))
    same = ("The ferry Alma sank in May.", "It was raised again.")
    answers = ("The ferry Berta sank in May, too.",)
    near, far = ("The ferry Alma was built in Oslo.",), ("Snow fell.",)
    passages = [asked, *(Example("squad", "", "", "?", some, 0, (0, 3)) for some in (same, answers, far, near))]
    ((own, *others),) = among([asked], passages)
    assert own == asked
    assert [one.sentences for one in others] == [near, far]
    assert all((one.question, one.gold, one.also) == (asked.question, None, ()) for one in others)


def test_the_windows_of_a_question_stay_together(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = [tuple(window(f"{number}?", (1,)) for _ in range(1 + number % 3)) for number in range(30)]
    trainer = Scored()
    trainer.news, trainer.rest = made, []
    coded, batch = next(trainer.batches())
    asked = [example.question for example in batch]
    assert len(coded) == len(batch)
    assert len(set(asked)) == whole.QUESTIONS
    assert asked == sorted(asked, key=asked.index)
    assert all(asked.count(question) == 1 + int(question[:-1]) % 3 for question in set(asked))


def test_a_question_whose_answer_was_not_found_teaches_nothing() -> None:
    lost, near = (window("Who?", (1,)),), (Example("affairs nearmiss", "", "", "Who?", ("1",), None),)
    assert [whole._teaches(one) for one in (lost, near, (window("Who?", (1,), 0),))] == [False, True, True]


def test_without_its_answers_a_question_keeps_every_other_sentence() -> None:
    asked = (window("q", (1, 2, 3), 0, 2), window("q", (4, 5)), window("q", (6,), 0))
    less = without_answers(asked)
    assert [example.sentences for example in less] == [("2",), ("4", "5")]
    assert all(example.gold is None and not example.also for example in less)


def test_a_question_of_nothing_but_answers_stays_as_it_is() -> None:
    asked = (window("q", (1, 2), 0, 1),)
    assert without_answers(asked) == asked
