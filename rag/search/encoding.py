"""The vectors of articles: of every sentence, encoded once, and of every chunk."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from rag.search.embed import Encoder
from rag.types import Chunk
from rag.types.retrieval import Vectors

_KNOWN = 1 << 26
"""Bytes of the vectors that are remembered: those of about 40,000 sentences."""


class ChunkEncoder:
    """Encodes sentences; the vector of a chunk is the mean of its sentences', at length 1.

    So no word is encoded twice. It remembers what it encoded: an agency's report in several papers, and what an outlet
    prints below everything, are encoded once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: LRUCache[str, NDArray[np.float32]] = LRUCache(_KNOWN, getsizeof=lambda row: row.nbytes)

    def encode(self, articles: Sequence[Sequence[Chunk]]) -> list[tuple[Vectors, Vectors]]:
        """For each article, given as its chunks, the vectors of these, `float32 [c, d]`, and of all sentences in them,
        `float32 [s, d]`. They are encoded together, because what is encoded by itself is padded more.

        Raises `ValueError` if the encoder gives anything but finite rows of its dimension."""
        texts = [[sentence.text for chunk in chunks for sentence in chunk.sentences] for chunks in articles]
        wanted = dict.fromkeys(text for sentences in texts for text in sentences)
        found = {text: self._known[text] for text in wanted if text in self._known}
        if missing := [text for text in wanted if text not in found]:
            encoded = dict(zip(missing, self._encoded(missing), strict=True))
            # Copies, for a row of the array would keep all of it in memory.
            self._known.update((text, row.copy()) for text, row in encoded.items())
            found |= encoded
        rows = [self._stacked([found[text] for text in sentences]) for sentences in texts]
        return [(self._means(own, chunks), own) for own, chunks in zip(rows, articles, strict=True)]

    def _stacked(self, rows: Sequence[NDArray[np.float32]]) -> Vectors:
        return np.stack(rows) if rows else np.zeros((0, self._encoder.dimension), np.float32)

    def _means(self, rows: Vectors, chunks: Sequence[Chunk]) -> Vectors:
        ends = np.cumsum([len(chunk.sentences) for chunk in chunks])[:-1]
        sums = self._stacked([part.sum(axis=0) for part in np.split(rows, ends)] if chunks else [])
        # Vectors that take one another back have no mean: the zeros are as near to one query as to any other.
        lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), np.finfo(np.float32).tiny)
        means: Vectors = sums / lengths
        return means

    def _encoded(self, texts: list[str]) -> Vectors:
        rows = self._encoder.encode(texts)
        if rows.shape != (len(texts), self._encoder.dimension) or rows.dtype != np.float32:
            raise ValueError(f"{self._encoder.name} gave {rows.dtype} {rows.shape} for {len(texts)} texts")
        if not np.isfinite(rows).all():
            raise ValueError(f"{self._encoder.name} gave a vector that is not finite")
        return rows
