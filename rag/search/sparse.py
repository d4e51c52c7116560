"""What of a text BM25 counts, and how much a word tells."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from rag.english.tokens import terms

QUERY_TERMS = 256
"""How many different terms of a query are asked for; a page pasted into the question shall not stall the search."""


def document(text: str) -> str:
    """What is stored for `text`: its stems in order."""
    return " ".join(terms(text))


def query_terms(query: str) -> tuple[str, ...]:
    """The different stems of `query` in order."""
    return tuple(dict.fromkeys(terms(query)))[:QUERY_TERMS]


def idf(stems: Iterable[str], counts: Mapping[str, int], chunks: int) -> dict[str, float]:
    """How much each stem tells: ln(1 + (N - n + .5) / (n + .5)), positive also for what is in every chunk."""
    return {
        stem: math.log(1 + (chunks - counts.get(stem, 0) + 0.5) / (counts.get(stem, 0) + 0.5)) for stem in sorted(stems)
    }
