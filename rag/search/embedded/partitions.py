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
"""So many vectors are looked at one by one, which takes 50 ms here."""
TAUGHT = 64
"""Vectors a partition that the middles of partitions are found from."""
LEAST_PROBED = 16
QUERIES, NEAREST, RECALL = 200, 10, 0.995
"""So many partitions are looked at that of so many nearest to so many sentences such a share is found."""
_SAME = 1e-6


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
    asked = draw.choice(numbers, min(len(numbers), QUERIES), replace=False)
    sentences = rows.sentence_vectors(connection, asked.tolist(), dimension)
    _probe(index, np.stack([found[0] for found in sentences.values()]))
    return Near(numbers, index, {})


def _probe(index: faiss.IndexIVFScalarQuantizer, queries: Vectors) -> None:
    """Sets how many partitions are looked at, held against looking at all."""
    index.nprobe = index.nlist
    worst = index.search(queries, NEAREST)[0][:, -1:]
    index.nprobe = min(LEAST_PROBED, index.nlist)
    while (index.search(queries, NEAREST)[0] >= worst - _SAME).mean() < RECALL:
        index.nprobe = min(2 * index.nprobe, index.nlist)


def _vectors(connection: sqlite3.Connection, numbers: Numbers, dimension: int) -> Vectors:
    pieces = (numbers[first : first + TOGETHER] for first in range(0, len(numbers), TOGETHER))
    return np.concatenate([rows.vectors(connection, piece, dimension) for piece in pieces])
