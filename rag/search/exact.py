"""Nearness that depends on nothing but two vectors, and an order in which no two are equally good."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rag.types.retrieval import Vectors

DIGITS = 6
"""Inner products of unit vectors that agree so far are equal: float32 carries no more."""


def products(rows: Vectors, vector: Vectors) -> NDArray[np.float64]:
    """Inner products that depend on nothing but the two vectors.

    Those of FAISS, BLAS and pgvector differ in the last bits with a row's place or the machine, so equal passages would
    not be equally good."""
    # Row by row, in one order: what a matrix product adds up first depends on where a row stands.
    found: NDArray[np.float64] = np.vecdot(rows.astype(np.float64), vector.astype(np.float64))
    return np.round(found, DIGITS)


def best(places: NDArray[np.int64], scores: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Where the best `count` stand among these, best first; of two equally good ones the one of the earlier place."""
    return np.lexsort((places, -scores))[:count]
