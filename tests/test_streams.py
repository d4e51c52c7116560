"""Streams: what they yield, and what they return."""

from collections.abc import Generator

import pytest

from rag.streams import collect, result


def letters(word: str, then: Exception | None = None) -> Generator[str, None, str]:
    yield from word
    if then:
        raise then
    return word


@pytest.mark.parametrize("word", ["", "a", "abc"])
def test_the_parts_come_in_order_and_the_whole_after_them(word: str) -> None:
    assert collect(letters(word)) == (list(word), word)
    assert result(letters(word)) == word


def test_what_was_read_before_is_not_read_again() -> None:
    stream = letters("abc")
    next(stream)
    assert collect(stream) == (["b", "c"], "abc")


def test_what_goes_wrong_inside_goes_wrong_here() -> None:
    with pytest.raises(ValueError, match="broken"):
        result(letters("abc", ValueError("broken")))
