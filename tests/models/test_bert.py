"""The network: its states are those of the published model, in any company, and nearly so with rounded weights."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import rag.ingest as ingest
from rag.errors import ModelMissing
from rag.models import Network, batches, minilm_folder, minilm_weights, tokenizer
from rag.models.bert import parameters, quantize

ARTICLES = Path(__file__).parents[2] / "articles"
PAIRS = [
    ("Who met in Anchorage?", "The ministers met in Anchorage on Friday, and left without a word."),
    ("Кто встретился?", "Министры встретились в Анкоридже. 漢字かな交じり文 🦘 e\u0301"),
    ("", ""),
    ("x", "word " * 600),
    ("?", "\x00\u202e[SEP] [MASK] ﬁ"),
]
Tokens = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


def coded(pairs: list[tuple[str, str]], limit: int = 512, width: int = 0) -> Tokens:
    """ids, types and mask of the pairs, padded to the longest or to `width`."""
    found = [tokenizer(limit).encode(*pair) for pair in pairs]
    length = max(width, *(len(one.ids) for one in found))
    ids, types, mask = (np.zeros((len(pairs), length), np.int64) for _ in range(3))
    for row, one in enumerate(found):
        size = len(one.ids)
        ids[row, :size], types[row, :size], mask[row, :size] = one.ids, one.type_ids, 1
    return ids, types, mask


@pytest.fixture(scope="module")
def exact() -> Network:
    return Network(minilm_weights())


@pytest.fixture(scope="module")
def rounded() -> Network:
    return Network(minilm_weights(), quantized=True)


@pytest.fixture(scope="module")
def reference() -> Callable[[Tokens], NDArray[np.float32]]:
    """The same weights in the model that they were published for."""
    import torch
    from transformers import BertModel

    model = BertModel.from_pretrained(str(minilm_folder()), add_pooling_layer=False).eval()

    def states(tokens: Tokens) -> NDArray[np.float32]:
        ids, types, mask = map(torch.from_numpy, tokens)
        with torch.inference_mode():
            found = model(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state.numpy()
        return np.asarray(found * tokens[2][:, :, None], np.float32)

    return states


def test_states_are_those_of_the_published_model(
    exact: Network, reference: Callable[[Tokens], NDArray[np.float32]]
) -> None:
    """Within 2e-5 where states reach up to 3: the order of sums in float32, and nothing else."""
    tokens = coded(PAIRS)
    found = exact.states(*tokens)
    assert (found.shape, found.dtype) == ((*tokens[0].shape, 384), np.float32)
    np.testing.assert_allclose(found, reference(tokens), rtol=0, atol=2e-5)


def windows() -> list[tuple[str, str]]:
    """A question with sentences of the sample articles."""
    parsed = [one for file in ingest.files(ARTICLES)[:3] for one in ingest.read(file, file.name).parsed]
    texts = [sentence.text for one in parsed for sentence in one.sentences]
    return [("Who met in Anchorage?", " ".join(texts[start : start + 4])) for start in range(0, 48, 6)]


@pytest.mark.parametrize(("kind", "far", "alike"), [("real", 0.10, 0.995), ("nasty", 0.25, 0.97)])
def test_rounding_moves_no_state_far(kind: str, far: float, alike: float, exact: Network, rounded: Network) -> None:
    """`far`: the error's length against the states' own, row by row; `alike`: the cosine of their means."""
    tokens = coded(windows() if kind == "real" else PAIRS)
    for right, found in zip(exact.states(*tokens), rounded.states(*tokens), strict=True):
        assert 0 < np.linalg.norm(found - right) < far * np.linalg.norm(right)
        one, other = found.sum(axis=0), right.sum(axis=0)
        assert one @ other > alike * np.linalg.norm(one) * np.linalg.norm(other)


@pytest.mark.parametrize("kind", ["exact", "rounded"])
def test_a_row_is_the_same_in_any_company_and_with_any_padding(kind: str, request: pytest.FixtureRequest) -> None:
    network: Network = request.getfixturevalue(kind)
    together = network.states(*coded(PAIRS, width=512))
    for row, pair in enumerate(PAIRS):
        tokens = coded([pair])
        size = tokens[0].shape[1]
        assert network.states(*tokens).tobytes() == together[row : row + 1, :size].tobytes()
        assert not together[row, size:].any()


@pytest.mark.parametrize("kind", ["exact", "rounded"])
def test_threads_and_other_networks_give_the_same_bits(kind: str, request: pytest.FixtureRequest) -> None:
    network: Network = request.getfixturevalue(kind)
    tokens = coded(PAIRS, limit=40)
    right = network.states(*tokens).tobytes()
    with ThreadPoolExecutor(4) as pool:
        assert {states.tobytes() for states in pool.map(lambda _: network.states(*tokens), range(8))} == {right}
    for threads in (1, 3):
        other = Network(minilm_weights(), quantized=kind == "rounded", threads=threads)
        assert other.states(*tokens).tobytes() == right


def test_no_rows_no_tokens_and_nothing_to_read_have_states_too(exact: Network) -> None:
    for shape in [(0, 5), (2, 0), (0, 0)]:
        nothing = np.zeros(shape, int)
        assert exact.states(nothing, nothing, nothing).shape == (*shape, 384)
    ids, types, mask = coded(PAIRS[:2])
    mask[0] = 0
    states = exact.states(ids, types, mask)
    assert not states[0].any()
    assert states[1].any()


def test_half_precision_weights_are_taken(exact: Network) -> None:
    halved = {name: array.astype(np.float16) for name, array in minilm_weights().items()}
    tokens = coded(PAIRS[:2])
    np.testing.assert_allclose(Network(halved).states(*tokens), exact.states(*tokens), rtol=0, atol=0.05)


def test_a_missing_weight_is_named() -> None:
    weights = minilm_weights()
    del weights["encoder.layer.3.output.dense.bias"]
    with pytest.raises(ModelMissing, match=r"encoder\.layer\.3\.output\.dense\.bias"):
        Network(weights)


def test_a_weight_of_another_shape_is_refused() -> None:
    weights = minilm_weights()
    weights["encoder.layer.3.output.dense.bias"] = np.zeros(383, np.float32)
    with pytest.raises(Exception, match="dimensions"):
        Network(weights)


def test_more_tokens_than_there_are_places_for_are_refused(exact: Network) -> None:
    tokens = coded(PAIRS[:1], width=513)
    with pytest.raises(ValueError, match="512"):
        exact.states(*tokens)


def test_any_mask_that_is_not_nought_reads_the_token(exact: Network) -> None:
    ids, types, mask = coded(PAIRS)
    right = exact.states(ids, types, mask).tobytes()
    assert exact.states(ids, types, mask * 7).tobytes() == right
    assert exact.states(ids.astype(np.int32), types.astype(np.uint8), mask.astype(bool)).tobytes() == right


def test_exact_weights_are_not_copied() -> None:
    weights = minilm_weights()
    assert all(np.shares_memory(array, weights[name]) for name, array in parameters(weights, quantized=False).items())


def test_a_rounded_matrix_is_within_half_a_step_of_every_output() -> None:
    matrix = np.random.default_rng(0).standard_normal((7, 5)).astype(np.float32) * 10.0 ** np.arange(-3, 4)[:, None]
    matrix[2] = 0
    whole, scale = quantize(matrix.astype(np.float32))
    assert (whole.dtype, whole.shape, scale.dtype, scale.shape) == (np.int8, (5, 7), np.float32, (7,))
    assert np.abs(whole).max() <= 63
    assert (np.abs(whole.T * scale[:, None] - matrix) <= 0.5001 * scale[:, None]).all()


@given(st.lists(st.integers(0, 512)), st.integers(1, 2048))
def test_batches_hold_every_row_once_and_little_padding(lengths: list[int], tokens: int) -> None:
    found = list(batches(lengths, tokens))
    assert sorted(i for batch in found for i in batch) == [i for i, length in enumerate(lengths) if length]
    assert all(len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= tokens for batch in found)
    longest = [max(lengths[i] for i in batch) for batch in found]
    assert longest == sorted(longest)
