"""The learned judge: a small network that reads a claim together with evidence. Made by `training/judge.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.models import PairNetwork, read_weights

FILE = "nli.safetensors"
MAX_TOKENS = 192


class LearnedJudge:
    """Reads claims with these weights, named as `training/judge.py` writes them."""

    def __init__(self, weights: Mapping[str, NDArray[Any]], *, quantized: bool = True) -> None:
        self._weight = weights["verdict.weight"].astype(np.float32)
        self._bias = weights["verdict.bias"].astype(np.float32)
        self._network = PairNetwork(weights, MAX_TOKENS, quantized=quantized)

    def judge(self, claim: str, evidence: Sequence[str]) -> NDArray[np.float32]:
        """float32 [len(evidence), 3]: the probabilities that each supports the claim, refutes it, or does neither."""
        if not evidence:
            return np.zeros((0, 3), np.float32)
        pairs = [self._network.encode(claim, text) for text in evidence]
        logits = self._network.states(pairs)[:, 0] @ self._weight.T + self._bias
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
    with resources.as_file(resources.files("rag.models") / FILE) as file:
        return read_weights(file)
