"""Words of opposite meaning, in whatever form they stand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from rag.english.verbs import forms
from rag.english.vocabulary import rows

_PREFIXES = "un non dis in im ir il mis dys".split()


def _pairs() -> Iterator[tuple[str, ...]]:
    yield from rows("word_opposites")
    for left, right in rows("verb_opposites"):
        yield from zip(forms(left), forms(right), strict=True)


@cache
def opposites() -> dict[str, tuple[str, ...]]:
    """For every word that has one, its opposites in the same form, the closest first."""
    found: dict[str, dict[str, None]] = {}
    for left, right in _pairs():
        found.setdefault(left, {})[right] = None
        found.setdefault(right, {})[left] = None
    return {word: tuple(others) for word, others in found.items()}


def negated(word: str, other: str) -> bool:
    """Whether one of two words is the other with a prefix that denies it ("unsuitable", "suitable")."""
    short, long = sorted((word.casefold(), other.casefold()), key=len)
    return len(short) > 3 and any(long in (prefix + short, f"{prefix}-{short}") for prefix in _PREFIXES)
