"""Words of opposite meaning, in whatever form they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from rag.english.verbs import forms
from rag.english.vocabulary import rows

_PREFIXES = "un non dis in im ir il mis dys".split()


@cache
def opposites() -> dict[str, tuple[str, ...]]:
    """For every word that has one, its opposites in the same form, the closest first."""
    return paired(rows("word_opposites"), rows("verb_opposites"))


def paired(words: Iterable[Sequence[str]], verbs: Iterable[Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """For every word of the pairs, those that it is paired with; for a verb, in each of its forms."""
    found: dict[str, dict[str, None]] = {}
    inflected = (pair for left, right in verbs for pair in zip(forms(left), forms(right), strict=True))
    for left, right in (*words, *inflected):
        found.setdefault(left, {})[right] = None
        found.setdefault(right, {})[left] = None
    return {word: tuple(others) for word, others in found.items()}


def negated(word: str, other: str) -> bool:
    """Whether one of two words is the other with a prefix that denies it ("unsuitable", "suitable")."""
    short, long = sorted((word.casefold(), other.casefold()), key=len)
    return len(short) > 3 and any(long in (prefix + short, f"{prefix}-{short}") for prefix in _PREFIXES)
