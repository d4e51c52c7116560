"""Reading two texts together: what every network that was trained for it here has in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.models.bert import Network
from rag.models.minilm import encodable, minilm_weights, tokenizer

_OWN = "encoder."
_SHARED = "embeddings."


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts as tokens."""

    ids: list[int]
    types: list[int]
    """1 for the words of the second text. As in training, the mark after them counts to the first."""
    offsets: list[tuple[int, int]]
    """For each token its characters (start, end) in its text."""


class PairNetwork:
    """The network with these weights; its embeddings are those of all-MiniLM-L6-v2, unchanged, and read from there.

    Of a pair with more than `limit` tokens the longer text is cut."""

    def __init__(self, weights: Mapping[str, NDArray[Any]], limit: int, *, quantized: bool) -> None:
        own = {name.removeprefix(_OWN): value for name, value in weights.items() if name.startswith(_OWN)}
        shared = {name: value for name, value in minilm_weights().items() if name.startswith(_SHARED)}
        self._network = Network(shared | own, quantized=quantized)
        self._tokenizer = tokenizer(limit)

    def encode(self, first: str, second: str) -> Pair:
        """The two texts as the network reads them."""
        coded = self._tokenizer.encode(encodable(first), encodable(second))
        return Pair(coded.ids, [int(side == 1) for side in coded.sequence_ids], coded.offsets)

    def states(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """The states of at least one pair, float32 [pairs, tokens of the longest, 384]; nought where one is shorter."""
        length = max(len(pair.ids) for pair in pairs)
        ids, types, mask = (np.zeros((len(pairs), length), dtype=np.int64) for _ in range(3))
        for row, pair in enumerate(pairs):
            size = len(pair.ids)
            ids[row, :size], types[row, :size], mask[row, :size] = pair.ids, pair.types, 1
        return self._network.states(ids, types, mask)
