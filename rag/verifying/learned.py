"""The learned judge: a small network that reads a claim together with evidence. Made by `training/judge.py`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.network import Network, minilm_weights, read_weights, tokenizer

FILE = "judge.safetensors"
MAX_TOKENS = 192


class LearnedJudge:
    """Reads claims with these weights, named as `training/judge.py` writes them; the word embeddings are those of
    all-MiniLM-L6-v2."""

    def __init__(self, weights: Mapping[str, NDArray[Any]], *, quantized: bool = True) -> None:
        own = {name.removeprefix("encoder."): value for name, value in weights.items() if name.startswith("encoder.")}
        shared = {name: value for name, value in minilm_weights().items() if name.startswith("embeddings.")}
        self._weight = weights["verdict.weight"].astype(np.float32)
        self._bias = weights["verdict.bias"].astype(np.float32)
        self._network = Network(shared | own, quantized=quantized)
        self._tokenizer = tokenizer(MAX_TOKENS)

    def judge(self, claim: str, evidence: Sequence[str]) -> NDArray[np.float32]:
        """float32 [len(evidence), 3]: the probabilities that each supports the claim, refutes it, or does neither."""
        coded = [self._tokenizer.encode(_encodable(claim), _encodable(text)) for text in evidence]
        if not coded:
            return np.zeros((0, 3), np.float32)
        length = max(len(one.ids) for one in coded)
        ids, types, mask = (np.zeros((len(coded), length), dtype=np.int64) for _ in range(3))
        for row, one in enumerate(coded):
            size = len(one.ids)
            ids[row, :size], mask[row, :size] = one.ids, 1
            # As in training: only the words of the evidence are of the second type, the mark after them is not.
            types[row, :size] = [int(side == 1) for side in one.sequence_ids]
        logits = self._network.states(ids, types, mask)[:, 0] @ self._weight.T + self._bias
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        chances: NDArray[np.float32] = powers / powers.sum(axis=1, keepdims=True)
        return chances


def judge(claim: str, evidence: Sequence[str]) -> NDArray[np.float32]:
    """float32 [len(evidence), 3], by the judge that comes with the package."""
    return shipped().judge(claim, evidence)


@cache
def shipped() -> LearnedJudge:
    """The judge that comes with the package, loaded at the first call."""
    return LearnedJudge(weights())


def weights() -> dict[str, NDArray[Any]]:
    """Its weights by name; float16, for they are widened when used."""
    with resources.as_file(resources.files("rag.verifying") / FILE) as file:
        return read_weights(file)


def _encodable(text: str) -> str:
    """The text without lone surrogates: the tokenizer refuses them."""
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)
