"""What kind of answer a question wants: one fact, what somebody said, several things, or a whole story told.

A linear classifier over the question's vector and its words, fitted by `python -m training.fit_kinds` on the labelled
questions of the affairs; no pattern decides. Its confusion table is in training/README.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rag.english.function_words import AUXILIARIES
from rag.question.speaker import asked_speaker
from rag.types import QuestionKind

FILE = "kinds.npz"
SCALE = 3.0
"""What a unit vector is multiplied by beside words that count 0 or 1."""
WHOLE = frozenset(set(QuestionKind) - {QuestionKind.FACT, QuestionKind.SAID, QuestionKind.LIST, QuestionKind.COMPARE})
"""Kinds that ask of no one thing."""
SURE = 0.8
"""Of the 228 follow-ups of the affairs 4 are told to be of such a kind, all wrongly and none so surely; "Summarise it"
surely is."""
_WORD = re.compile(r"\w+")
_PLURAL = re.compile(r"\w{3,}(?<![sui])s$")


@dataclass(frozen=True, slots=True)
class KindWeights:
    """The fitted classifier."""

    kinds: tuple[QuestionKind, ...]
    words: dict[str, int]
    """Word or pair of words -> its row of `of_words`."""
    of_words: NDArray[np.float32]
    """float32 [words, kinds]"""
    of_vector: NDArray[np.float32]
    """float32 [dimension, kinds]"""
    bias: NDArray[np.float32]
    """float32 [kinds]"""


def kind_of(
    question: str, vector: NDArray[np.float32], weights: KindWeights | None = None, *, leans: bool = False
) -> QuestionKind:
    """The likeliest kind of a question; `vector` is its unit vector, float32 [dimension].

    One that `leans` on the question before it ("How did it end?") is seldom one for a whole story or for the articles
    themselves: it has to be `SURE`ly of such a kind. An encoder with another dimension than the classifier was fitted
    with leaves the words to decide alone."""
    held = weights or shipped()
    rows = sorted({held.words[word] for word in word_features(question) if word in held.words})
    score = held.of_words[rows].sum(axis=0) + held.bias
    if len(vector) == len(held.of_vector):
        score = score + SCALE * vector @ held.of_vector
    chances = np.exp(score - score.max())
    told = held.kinds[int(score.argmax())]
    if leans and told in WHOLE and chances.max() < SURE * chances.sum():
        return max((kind for kind in held.kinds if kind not in WHOLE), key=lambda kind: score[held.kinds.index(kind)])
    return told


def tells_kind(word: str) -> bool:
    """Whether a word by itself is one that the kinds are told by ("timeline", "what"), and nothing asked about."""
    return word.casefold() in shipped().words


def word_features(question: str) -> Iterator[str]:
    """The words of a question in small letters, pairs of neighbours ("how_many"), the first word as such ("^how"); what
    looks like a plural is one in a pair and at the beginning, too ("which_*s" of "which demands"): several are wanted;
    and that somebody's words are asked for, named or not."""
    words = [word.casefold() for word in _WORD.findall(question)]
    plural = [bool(_PLURAL.match(word)) for word in words]
    yield from words
    yield from (f"{one}_{other}" for one, other in pairwise(words))
    yield from (f"{one}_*s" for one, several in zip(words, plural[1:], strict=False) if several)
    yield from (f"^{word}" for word in words[:1])
    yield from ("^*s" for several in plural[:1] if several)
    # "Does Moscow want to talk?" asks whether.
    if words and words[0] not in AUXILIARIES and (speaker := asked_speaker(question)):
        yield "*speaker" if speaker.phrase else "*whoever"


@cache
def shipped() -> KindWeights:
    """The classifier that comes with the package."""
    with resources.files("rag.question").joinpath(FILE).open("rb") as file, np.load(file) as held:
        words = {str(word): row for row, word in enumerate(held["words"])}
        kinds = tuple(QuestionKind(str(kind)) for kind in held["kinds"])
        return KindWeights(kinds, words, held["of_words"], held["of_vector"], held["bias"])
