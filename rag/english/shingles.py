"""Which texts are copies or near-copies: told by the runs of words (shingles) that they share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
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
    names = list(texts)
    held = [one[one % _SAMPLE == 0] for one in map(_shingles, texts.values())]
    shared = Counter(pair for group in _sharing(held) for pair in combinations(group, 2))
    origins: dict[int, int] = {}
    for (first, second), count in sorted(shared.items()):
        if LEAST <= count > LIKE * (len(held[first]) + len(held[second]) - count):
            origins.setdefault(second, origins.get(first, first))
    return {names[copy]: names[first] for copy, first in origins.items()}


def _sharing(held: Sequence[NDArray[np.uint64]]) -> Iterator[list[int]]:
    """For each run that several texts have, though not too many, their numbers in order."""
    runs = np.concatenate([np.zeros(0, np.uint64), *held])
    texts = np.repeat(np.arange(len(held)), [len(one) for one in held])
    order = np.argsort(runs, kind="stable")
    bounds = np.flatnonzero(np.diff(runs[order], prepend=np.uint64(0), append=np.uint64(0)))
    for start, end in pairwise(bounds):
        if 1 < end - start <= _COMMON:
            yield texts[order[start:end]].tolist()


def _shingles(text: str) -> NDArray[np.uint64]:
    """uint64 [n]: the different checksums, in order."""
    words = _WORD.findall(text.lower())
    sums = np.array([crc32(word.encode("utf-8", "surrogatepass")) for word in words] or [0], np.uint64)
    count = max(1, len(sums) - RUN + 1)
    runs = np.zeros(count, np.uint64)
    for place in range(min(RUN, len(sums))):
        runs = runs * _FACTOR + sums[place : place + count]
    return np.unique(runs >> np.uint64(16))
