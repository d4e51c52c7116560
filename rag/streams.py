"""Streams: generators that yield parts as they come, and return the whole."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

_P = TypeVar("_P")
_T = TypeVar("_T")


def collect(stream: Generator[_P, None, _T]) -> tuple[list[_P], _T]:
    """All that a stream yields, and what it returns at its end."""
    parts = []
    while True:
        try:
            parts.append(next(stream))
        except StopIteration as end:
            returned: _T = end.value
            return parts, returned


def result(stream: Generator[object, None, _T]) -> _T:
    """What a stream returns at its end."""
    return collect(stream)[1]
