"""Which sentences a claim rests on: those that share its words, and their neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rag.english.tokens import terms

MOST = 5
"""Sentences a claim is held against."""
WORDS = 110
"""Words of them, so that an encoder reads them whole."""


@lru_cache(maxsize=16_384)
def content(text: str) -> frozenset[str]:
    """The stems of the content words of `text`."""
    return frozenset(terms(text))


def align(claim: str, sentences: Sequence[str]) -> list[int]:
    """The places of the sentences that `claim` rests on, the closest first.

    The sentence that shares most of the claim's words; then, as long as there is room, its neighbours and those that
    hold most of the words still missing."""
    wanted = content(claim)
    held = [wanted & content(sentence) for sentence in sentences]
    if not sentences:
        return []
    best = max(range(len(sentences)), key=lambda i: (_share(held[i], sentences[i]), -i))
    chosen, room = [best], WORDS - len(sentences[best].split())
    found = set(held[best])
    while len(chosen) < MOST:
        nearby = {i + step for i in chosen[:1] for step in (-1, 1)}
        rest = [i for i in range(len(sentences)) if i not in chosen and len(sentences[i].split()) <= room]
        if not rest:
            break
        new = max(rest, key=lambda i: (len(held[i] - found) + 0.5 * (i in nearby), -abs(i - best)))
        if not held[new] - found and new not in nearby:
            break
        chosen.append(new)
        found |= held[new]
        room -= len(sentences[new].split())
    return chosen


def _share(held: frozenset[str], sentence: str) -> float:
    """How much a sentence shares; of two that share as much the shorter says less besides."""
    return len(held) - 0.01 * min(60, len(content(sentence)))
