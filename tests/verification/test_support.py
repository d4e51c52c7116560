"""The protocol of a judge: the checks keep their veto, the judge decides what words alone cannot."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.types import Support
from rag.verification import THRESHOLD
from rag.verification import verify_words as verify
from rag.verification.support import CONVINCED, ENOUGH, ENOUGH_READ, VETOED, WEIGHT, convinced, mixed, support

SOURCE = "The harbour was shut for a week after the storm. Olsen spoke of 22,000 boxes."


class Scripted:
    """Says the same of every pair, and remembers what it was asked."""

    def __init__(self, supports: float) -> None:
        self.row = (supports, 1 - supports, 0.0)
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def judge(self, claim: str, evidence: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append((claim, tuple(evidence)))
        return np.array([self.row] * len(evidence), dtype=np.float32)


def test_a_judge_supports_a_paraphrase_that_shares_few_words() -> None:
    sentence = "For seven days no ship could enter because of the weather in the harbour."
    assert not verify(sentence, [SOURCE]).supported
    assert verify(sentence, [SOURCE], judge=Scripted(0.97)).supported


def test_a_judge_refuses_what_shares_all_words() -> None:
    sentence = "The storm was shut after the harbour for a week."
    assert verify(sentence, [SOURCE]).supported
    assert not verify(sentence, [SOURCE], judge=Scripted(0.02)).supported


def test_a_judge_does_not_overrule_a_check() -> None:
    verdict = verify("Olsen spoke of 25,000 boxes.", [SOURCE], judge=Scripted(0.99))
    assert verdict.kind is Support.CONTRADICTED


def test_a_judge_is_asked_once_and_not_about_slices_or_questions() -> None:
    judge = Scripted(0.9)
    verify("Olsen spoke of 22,000 boxes.", [SOURCE], judge=judge)
    verify("Who is Olsen?", [SOURCE], judge=judge)
    verify("Olsen spoke.", [], judge=judge)
    assert not judge.asked
    verify("Olsen mentioned 22,000 boxes [1].", [SOURCE], judge=judge)
    ((claim, evidence),) = judge.asked
    assert claim == "Olsen mentioned 22,000 boxes."
    assert evidence == (SOURCE,)


@pytest.mark.parametrize("coverage", [0.0, 0.2, ENOUGH - 0.01, ENOUGH, 0.9, 1.0])
def test_support_grows_with_the_words_and_crosses_the_threshold_at_enough(coverage: float) -> None:
    degree = support(coverage, False)
    assert 0 <= degree <= 1
    assert (degree >= THRESHOLD) is (coverage >= ENOUGH)
    assert support(coverage, True) <= VETOED < THRESHOLD


SOFT = ("The crew that repairs boats does not sail in winter, Olsen wrote.", "Olsen repairs boats, and crews sail.")
"""A source that denies something near, and a claim that is no copy of it: a doubt that the words do not settle."""


def test_a_judge_who_is_sure_overrules_a_doubt_that_the_words_do_not_settle() -> None:
    source, claim = SOFT
    assert "negation" in {reason.kind for reason in verify(claim, [source]).reasons}
    assert verify(claim, [source], judge=Scripted(CONVINCED + 0.01)).supported
    unsure = verify(claim, [source], judge=Scripted(CONVINCED - 0.01))
    assert not unsure.supported
    assert "negation" in {reason.kind for reason in unsure.reasons}


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Some 5,000 damaged boxes were found on the quay.", Support.CONTRADICTED),
        ("Some 22,000 damaged boxes were found on the quay.", Support.SUPPORTED),
        ("Some 5,000 Danish boxes were found on the quay.", Support.SUPPORTED),  # the two need not count the same
    ],
)
def test_a_judge_does_not_overrule_another_count_of_the_same_thing(sentence: str, kind: Support) -> None:
    source = "By now over 22,000 damaged boxes have been found at the quay, more than anywhere else."
    assert verify(sentence, [source], judge=Scripted(0.99)).kind is kind


def test_a_difference_that_the_reader_worked_out_is_no_other_number() -> None:
    source = "The alliance has a budget of 640 million euros this year, after 595 million last year."
    claim = "The budget of the alliance is {} million euros bigger than it was last year."
    assert verify(claim.format(45), [source], judge=Scripted(0.99)).supported
    assert verify(claim.format(70), [source], judge=Scripted(0.99)).kind is Support.CONTRADICTED


def test_a_judge_does_not_overrule_a_negation_put_into_a_copy() -> None:
    judge = Scripted(0.99)
    assert not verify("The harbour was not shut for a week after the storm.", [SOURCE], judge=judge).supported
    assert not judge.asked


@pytest.mark.parametrize("chance", [0.0, 0.2, 0.5, 0.99])
@pytest.mark.parametrize("coverage", [0.0, 0.4, 1.0])
def test_with_a_judge_the_threshold_is_what_both_must_say_together(chance: float, coverage: float) -> None:
    rows = np.array([[chance, 1 - chance, 0.0]], dtype=np.float32)
    together = WEIGHT * chance + (1 - WEIGHT) * coverage
    assert mixed(coverage, rows) == pytest.approx(together)
    assert (support(coverage, False, rows) >= THRESHOLD) is (together >= ENOUGH_READ)
    assert support(coverage, True, rows) <= VETOED


def test_nobody_is_convinced_by_nothing() -> None:
    assert not convinced(None)
    assert not convinced(np.zeros((0, 3), np.float32))
    assert mixed(0.3, np.zeros((0, 3), np.float32)) == 0.3
