"""How near a chunk is, against brute force."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from rag.search import Index, rank
from rag.search.embedded import remembered
from rag.types.retrieval import Vectors
from tests.search.made import article, chunks


class Crowded:
    """An encoder whose vectors differ by little more than float32 tells apart, and some by nothing."""

    name, dimension = "crowded", 48

    def encode(self, texts: Sequence[str]) -> Vectors:
        middle = np.random.default_rng(1).standard_normal(self.dimension)
        seeds = [zlib.crc32(text.encode()) % 50 for text in texts]
        rows = np.array([middle + 1e-3 * np.random.default_rng(seed).standard_normal(self.dimension) for seed in seeds])
        unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        return unit

    def count_tokens(self, text: str) -> int:
        return len(text.split())


@pytest.mark.parametrize("room", [remembered.BYTES, 2_000], ids=["all are kept", "few are kept"])
def test_the_nearest_sentence_is_that_of_brute_force_to_the_last_digit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr(remembered, "BYTES", room)
    encoder, held = Crowded(), []
    with Index(tmp_path, encoder) as index, index.writer() as writer:
        for number in range(30):
            made = article(f"a/{number:02}", " ".join(f"Sentence {place} of {number}." for place in range(number + 1)))
            writer.put(made, chunks(made, size=3), "")
            held += chunks(made, size=3)
    with Index(tmp_path, encoder) as index, index.store.reading() as state:
        for query in ("one", "two", "three"):
            (vector,) = encoder.encode([query])
            found, near, matching = rank.score(state, vector, (), len(held))
            assert len(found.numbers) == len(held)
            assert near.tolist() == [by_hand(encoder, vector, [s.text for s in chunk.sentences]) for chunk in held]
            assert not matching.any()


def by_hand(encoder: Crowded, vector: Vectors, sentences: list[str]) -> float:
    """The mean of the chunk's own nearness and its nearest sentence's, six digits each; its own is its sentences'."""
    rows = encoder.encode(sentences)
    whole = rows.sum(axis=0)
    own, *others = np.round(
        (np.stack([whole / np.linalg.norm(whole), *rows]).astype(float) * vector.astype(float)).sum(axis=1), 6
    )
    return float(np.round((1 - rank.SENTENCE_SHARE) * own + rank.SENTENCE_SHARE * max(others), 6))
