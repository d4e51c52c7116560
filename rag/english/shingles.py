"""Which texts are copies or near-copies: told by the runs of words (shingles) that they share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

RUN = 4
"""Words of a run."""
LIKE, LEAST = 0.15, 4
"""Texts with a larger Jaccard similarity of their runs, and so many shared ones in the sample, are of one origin. A
paper's version of an agency's text has more than .25 in the training affairs, what was written apart less than .03
(`tests/english/test_shingles.py`)."""
COPIED = 0.5
"""A passage is a copy of others if so much of it stands in them."""
_SAMPLE = 4
"""One in so many of an article's runs is looked at, chosen by its checksum (modulo sampling)."""
_COMMON = 50
"""A run that so many articles have is somebody's boilerplate."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
"""An odd number without a pattern: a run's checksum is a polynomial of those of its words (Karp and Rabin)."""
_WORD = re.compile(r"\w+")
Sums = NDArray[np.uint64]


@lru_cache(maxsize=4096)
def shingles(text: str) -> frozenset[int]:
    """Checksums of the runs of words of a text, in lower case; a shorter text is one run."""
    return frozenset(_shingles(text).tolist())


def share(text: str, others: frozenset[int]) -> float:
    """How much of a text, between 0 and 1, stands in the texts whose shingles are `others`."""
    own = shingles(text)
    return len(own & others) / len(own)


def near_copies(texts: Mapping[str, str]) -> dict[str, str]:
    """For each text that is a copy or near-copy of one before it, the name of the first such."""
    return copies_among({name: sample(text) for name, text in texts.items()})


def sample(text: str) -> Sums:
    """The runs of a text by which copies of it are told, in order."""
    runs = _shingles(text)
    chosen: Sums = runs[runs % _SAMPLE == 0]
    return chosen


def copies_among(samples: Mapping[str, Sums]) -> dict[str, str]:
    """As `near_copies`, of texts that are given by their samples."""
    names, held = list(samples), list(samples.values())
    lengths = np.array([len(one) for one in held], np.int64)
    keys, shared = np.unique(_pairs(held, lengths), return_counts=True)
    first, second = np.divmod(keys, max(1, len(held)))
    alike = (shared >= LEAST) & (shared > LIKE * (lengths[first] + lengths[second] - shared))
    origins: dict[int, int] = {}
    for one, other in zip(first[alike].tolist(), second[alike].tolist(), strict=True):
        origins.setdefault(other, origins.get(one, one))
    return {names[copy]: names[one] for copy, one in origins.items()}


def _pairs(held: Sequence[Sums], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each two texts (as the number of the first times how many there are, and that of the second), as often as there
    is a run that both have, though not too many others."""
    runs = np.concatenate([np.zeros(0, np.uint64), *held])
    order = np.argsort(runs)
    texts, runs = np.repeat(np.arange(len(held)), lengths)[order], runs[order]
    alike = np.diff(np.concatenate([[0], np.flatnonzero(runs[1:] != runs[:-1]) + 1, [len(runs)]]))
    having = np.repeat(alike, alike)
    found = [np.zeros(0, np.int64)]
    for apart in range(1, _COMMON):
        kept = (having > apart) & (having <= _COMMON)  # fewer each time: most runs are those of two or three texts
        texts, runs, having = texts[kept], runs[kept], having[kept]
        same = runs[apart:] == runs[:-apart]
        one, other = texts[:-apart][same], texts[apart:][same]
        found.append(np.minimum(one, other) * len(held) + np.maximum(one, other))
    return np.concatenate(found)


def _shingles(text: str) -> Sums:
    """uint64 [n]: the different checksums, in order."""
    words = _WORD.findall(text.lower())
    sums = np.array([crc32(word.encode("utf-8", "surrogatepass")) for word in words] or [0], np.uint64)
    count = max(1, len(sums) - RUN + 1)
    runs = np.zeros(count, np.uint64)
    for place in range(min(RUN, len(sums))):
        runs = runs * _FACTOR + sums[place : place + count]
    return np.unique(runs >> np.uint64(16))
