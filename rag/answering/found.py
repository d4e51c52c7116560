"""What an answer is made from: the shape of one retrieval, however it was made.

Written as a protocol, so that this room needs nothing of the search room but the words in `rag.types`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.types import Hit, Passage

Vector = NDArray[np.float32]


class Found(Protocol):
    """One consistent reading of the index for one query."""

    @property
    def query(self) -> str:
        """The query as it was asked, spelling corrected."""

    @property
    def corrections(self) -> Mapping[str, str]:
        """Misspelt word -> the corpus word that was asked for instead."""

    @property
    def query_vector(self) -> Vector:
        """The query as a unit row."""

    @property
    def hits(self) -> tuple[Hit, ...]:
        """Best first."""

    @property
    def sentence_vectors(self) -> tuple[Vector, ...]:
        """Per hit, a unit row per sentence of its chunk."""

    @property
    def idf(self) -> Mapping[str, float]:
        """Inverse document frequency over chunks, at least for every stem of the query."""

    @property
    def sentences(self) -> Mapping[str, tuple[Passage, ...]]:
        """Article id -> all its sentences, in order, for every article among the hits."""

    @property
    def unknown(self) -> frozenset[str]:
        """Stems of the query that occur in no chunk."""
