"""Very many vectors: in partitions, of which a search looks at some, and in a byte a number.

What is found is weighed by the vectors themselves, which stay in the database."""

from __future__ import annotations

import math
import sqlite3

import faiss
import numpy as np

import rag.search.embedded.rows as rows
from rag.search.embedded.dense import TOGETHER, Near, whole
from rag.search.store import Numbers
from rag.types.retrieval import Vectors

EXACT_UP_TO = 250_000
"""So many vectors are looked at one by one: 384 MB, about 20 ms."""
TAUGHT = 64
"""Vectors a partition that the middles of partitions are found from."""
QUERIES, NEAREST, RECALL = 200, 10, 0.995
"""So many partitions are looked at that of so many nearest to so many sentences such a share is in them."""


def whole_or_partitioned(connection: sqlite3.Connection, numbers: Numbers, dimension: int) -> Near:
    """The vectors of these chunks, for searching in all of them or, if there are more, in partitions."""
    return (whole if len(numbers) <= EXACT_UP_TO else partitioned)(connection, numbers, dimension)


def partitioned(connection: sqlite3.Connection, numbers: Numbers, dimension: int) -> Near:
    """The vectors of these chunks, which are in the order of their numbers, from the database."""
    draw, lists = np.random.default_rng(0), int(2 * math.sqrt(len(numbers)))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension), dimension, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.cp.min_points_per_centroid = 1
    taught = np.sort(draw.choice(numbers, min(len(numbers), TAUGHT * lists), replace=False))
    index.train(_vectors(connection, taught, dimension))
    for first in range(0, len(numbers), TOGETHER):
        index.add(rows.vectors(connection, numbers[first : first + TOGETHER], dimension))
    index.nprobe = _probed(index, connection, numbers, draw.choice(numbers, min(len(numbers), QUERIES), replace=False))
    return Near(numbers, index, {})


def _probed(
    index: faiss.IndexIVFScalarQuantizer, connection: sqlite3.Connection, numbers: Numbers, asked: Numbers
) -> int:
    """How many partitions have to be looked at, the nearest first, as the sentences of some chunks tell."""
    held = rows.sentence_vectors(connection, asked.tolist(), index.d).values()
    sentences = np.stack([found[0] for found in held])
    index.nprobe = index.nlist
    nearest = index.search(sentences, NEAREST)[1]
    each, which = np.unique(numbers[nearest], return_inverse=True)
    own = index.quantizer.search(_vectors(connection, each, index.d), 1)[1][which.reshape(nearest.shape), 0]
    turns = np.argsort(index.quantizer.search(sentences, index.nlist)[1], axis=1)
    return int(np.quantile(np.take_along_axis(turns, own, 1), RECALL)) + 1


def _vectors(connection: sqlite3.Connection, numbers: Numbers, dimension: int) -> Vectors:
    pieces = (numbers[first : first + TOGETHER] for first in range(0, len(numbers), TOGETHER))
    return np.concatenate([rows.vectors(connection, piece, dimension) for piece in pieces])
