"""The protocol of a judge: it leads, and a check settles what follows its source, what is quoted, what is measured."""

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.types import ReasonKind, Support
from rag.verification import THRESHOLD
from rag.verification import support as rule
from rag.verification import verify_words as verify
from rag.verification.evidence import Finding
from rag.verification.support import ENOUGH, LONG, VETOED, Reading, by_words
from rag.verification.verdict import Assessment

FITTED = Path(__file__).parents[2] / "benchmarks" / "results" / "support_fit.json"

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
    assert evidence == (SOURCE, "Olsen spoke of 22,000 boxes.")


@pytest.mark.parametrize("coverage", [0.0, 0.2, ENOUGH - 0.01, ENOUGH, 0.9, 1.0])
def test_support_grows_with_the_words_and_crosses_the_threshold_at_enough(coverage: float) -> None:
    degree = by_words(coverage)
    assert 0 <= degree <= 1
    assert (degree >= THRESHOLD) is (coverage >= ENOUGH)


SOFT = ("The crew that repairs boats does not sail in winter, Olsen wrote.", "Olsen repairs boats, and crews sail.")
"""A source that denies something near, and a claim that is no copy of it: a doubt that the words do not settle."""


def test_a_judge_who_is_sure_overrules_a_doubt_that_the_words_do_not_settle() -> None:
    source, claim = SOFT
    assert "negation" in {reason.kind for reason in verify(claim, [source]).reasons}
    assert verify(claim, [source], judge=Scripted(0.95)).supported
    unsure = verify(claim, [source], judge=Scripted(0.4))
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


def by_hand(whole: float, alone: float, coverage: float, words: int, doubted: bool) -> float:
    value = rule.WHOLE * whole + rule.BETTER * max(whole, alone) + rule.BEFORE
    value += rule.THERE * coverage * min(1, words / LONG) + rule.DOUBT * doubted
    return 1 / (1 + math.exp(-value))


@pytest.mark.parametrize("whole", [0.0, 0.3, 0.99, 1.0])
@pytest.mark.parametrize("alone", [0.1, 0.9])
@pytest.mark.parametrize(("coverage", "words"), [(0.0, 5), (0.5, 3), (1.0, 40)])
@pytest.mark.parametrize("doubted", [False, True])
def test_the_support_is_the_logistic_rule_by_hand(
    whole: float, alone: float, coverage: float, words: int, doubted: bool
) -> None:
    read = np.array([[whole, 1 - whole, 0], [alone, 1 - alone, 0]], dtype=np.float32)
    found = Reading(read, coverage, words, doubted).support()
    assert found == pytest.approx(by_hand(whole, alone, coverage, words, doubted), abs=1e-4)


def test_the_weights_are_those_that_the_committed_fit_has_found() -> None:
    fitted = json.loads(FITTED.read_text("utf-8"))
    assert [*fitted["weights"].values(), fitted["before"]] == [
        rule.WHOLE,
        rule.BETTER,
        rule.THERE,
        rule.DOUBT,
        rule.BEFORE,
    ]


SURE = np.array([[0.99, 0.01, 0.0]], dtype=np.float32)


@pytest.mark.parametrize(
    ("finding", "follows", "supported"),
    [
        (Finding(ReasonKind.NUMBER, "5", "6"), True, False),
        (Finding(ReasonKind.NUMBER, "5", "6"), False, True),
        (Finding(ReasonKind.NUMBER, "5", decisive=False), True, True),
        (Finding(ReasonKind.QUOTATION, "so", contradicts=False, always=True), False, False),
    ],
)
def test_a_check_overrules_a_sure_judge_where_the_claim_follows_its_source_or_always(
    finding: Finding, follows: bool, supported: bool
) -> None:
    degree = Assessment(9, (), (finding,), follows, SURE, ()).support()
    assert (degree >= THRESHOLD) is supported
    assert supported or degree <= VETOED


def test_without_a_judge_any_finding_is_a_doubt() -> None:
    doubt = Finding(ReasonKind.NUMBER, "5", decisive=False)
    assert Assessment(9, (), (), False, None, ()).support() >= THRESHOLD
    assert Assessment(9, (), (doubt,), False, None, ()).support() <= VETOED


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The sample held 0.4 milligrams of lead.", "There were 0.4 nanograms of lead in the sample."),
        ("A family saves 310 talars a year by it.", "It saves a family 310 talars a month."),
        ("The crane's box fell nine feet.", "From the crane a box fell, over nine metres."),
        ("The network cost the town 27 million pounds.", "27 million euros is what the town paid for the network."),
    ],
)
def test_no_judge_overrules_the_same_number_in_another_unit_or_for_another_time(claim: str, source: str) -> None:
    assert verify(claim, [source], judge=Scripted(0.99)).kind is Support.CONTRADICTED


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The sample held 0.4 nanograms of lead.", "There were 0.4 nanograms of lead per litre in the sample."),
        ("The lift weighs 3 tons.", "The lift has a weight of 3 tonnes."),
        ("It took Brandt ten days to write.", "Ten years ago Lund was mayor. Brandt wrote for ten days."),
        ("A family saves 310 talars.", "It saves a family 310 talars a month."),
    ],
)
def test_a_unit_that_is_the_same_or_of_something_else_is_no_doubt(claim: str, source: str) -> None:
    assert verify(claim, [source], judge=Scripted(0.99)).supported


def test_of_a_number_that_measures_something_else_both_units_are_told() -> None:
    verdict = verify("Only 85 minutes remain until midnight.", ["Only 85 seconds remain until midnight."])
    said = [reason.text for reason in verdict.reasons]
    assert said.count("the article says 85 seconds, not 85 minutes") == 1
    assert not any("not 85 (" in text for text in said)
