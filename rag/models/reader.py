"""The evidence reader: a small network that reads the question together with a passage.

Comparing vectors asks whether two texts are alike; reading asks whether one answers the other. Reading takes far
longer, so only a few windows of the best candidates are read. Made by `training/reader.py`; the weights lie beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.models import Pair, PairNetwork, read_weights

FILE = "reader.safetensors"
MAX_TOKENS = 192
LONGEST_SPAN = 24
"""Tokens of an answer at most."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Window:
    """A few sentences in a row, and the title above them ("": none)."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one window."""

    odds: Floats
    """float32 [sentences]: the log-odds that a sentence answers against that none of the window does."""
    spans: tuple[tuple[int, int], ...]
    """Per sentence, the characters (start, end) of it that answer, if any do; (0, 0) for one that was not read."""
    span_odds: Floats
    """float32 [sentences]: the log-odds of that answer against that the window holds none."""
    states: Floats
    """float32 [sentences, 384]: the mean of the network's states over a sentence, in the light of the question; nought
    for one that was not read."""


class Read(Protocol):
    """Reads a question with windows; anything with this shape can stand in for the reader."""

    def __call__(self, question: str, windows: Sequence[Window]) -> list[Reading]: ...


def read(question: str, windows: Sequence[Window]) -> list[Reading]:
    """What the reader makes of each window, all in one pass; the same input gives the same numbers."""
    return loaded()(question, windows) if windows else []


@dataclass(frozen=True, slots=True)
class _Coded:
    pair: Pair
    owner: NDArray[np.intp]
    """For each token the number of its sentence, or -1."""
    starts: list[int]
    """Where each sentence begins in the passage that was encoded."""


class Reader:
    """The network and its heads."""

    def __init__(self, weights: Mapping[str, Floats], network: PairNetwork) -> None:
        self._heads = {name: value.astype(np.float32) for name, value in weights.items() if name.count(".") == 1}
        self._network = network

    def __call__(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        coded = [self._code(question, window) for window in windows]
        states = self._network.states([one.pair for one in coded])
        return [
            self._reading(one, rows, len(window.sentences))
            for one, rows, window in zip(coded, states, windows, strict=True)
        ]

    def _code(self, question: str, window: Window) -> _Coded:
        starts, position = [], len(window.title) + 2 if window.title else 0
        for text in window.sentences:
            starts.append(position)
            position += len(text) + 1
        passage = (f"{window.title}. " if window.title else "") + " ".join(window.sentences)
        pair = self._network.encode(question, passage)
        begins = np.array([begin for begin, _ in pair.offsets])
        owner = np.where(np.array(pair.types) == 1, np.searchsorted(starts, begins, side="right") - 1, -1)
        return _Coded(pair, owner, starts)

    def _reading(self, coded: _Coded, states: Floats, sentences: int) -> Reading:
        states = states[: len(coded.pair.ids)]
        none = float(self._head("none", states[:1])[0, 0])
        score, span = self._head("sentence", states)[:, 0], self._head("span", states)
        odds, span_odds = np.full(sentences, -20.0, np.float32), np.full(sentences, -20.0, np.float32)
        spans, means = [(0, 0)] * sentences, np.zeros((sentences, states.shape[1]), np.float32)
        for number in range(sentences):
            inside = np.flatnonzero(coded.owner == number)
            if len(inside):
                means[number] = states[inside].mean(axis=0)
                odds[number] = score[inside].mean() - none
                first, last, value = _best_span(span[inside])
                span_odds[number] = value - span[0].sum()
                spans[number] = (
                    coded.pair.offsets[inside[first]][0] - coded.starts[number],
                    coded.pair.offsets[inside[last]][1] - coded.starts[number],
                )
        return Reading(odds, tuple(spans), span_odds, means)

    def _head(self, name: str, states: Floats) -> Floats:
        value: Floats = states @ self._heads[f"{name}.weight"].T + self._heads[f"{name}.bias"]
        return value


def _best_span(logits: Floats) -> tuple[int, int, float]:
    """The best (first, last) and the sum of its two logits."""
    sums = logits[:, :1] + logits[None, :, 1]
    allowed = np.tril(np.triu(np.ones(sums.shape, dtype=bool)), LONGEST_SPAN - 1)
    best = int(np.where(allowed, sums, -np.inf).argmax())
    first, last = divmod(best, len(logits))
    return first, last, float(sums[first, last])


@cache
def loaded() -> Reader:
    """The reader that comes with the package, loaded at the first call."""
    return load(shipped())


def shipped() -> dict[str, Floats]:
    """The weights that come with the package, by name; float16, for they are widened when used."""
    with resources.as_file(resources.files("rag.models") / FILE) as file:
        return read_weights(file)


def load(weights: Mapping[str, Floats], *, quantized: bool = True) -> Reader:
    """The reader with these weights, named as `training/reader.py` writes them."""
    return Reader(weights, PairNetwork(weights, MAX_TOKENS, quantized=quantized))
