"""Streams: what they yield, and what they return."""

from collections.abc import Generator
from threading import Event, current_thread

import pytest

from rag.streams import collect, in_thread, result


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


def test_in_a_thread_the_same_comes() -> None:
    assert collect(in_thread(letters("abc"), Event(), name="letters", beat=60)) == (["a", "b", "c"], "abc")
    with pytest.raises(ValueError, match="broken"):
        result(in_thread(letters("abc", ValueError("broken")), Event(), name="letters", beat=60))


def test_while_nothing_comes_there_is_a_sign_of_life_and_nobody_has_to_wait() -> None:
    stop, closed = Event(), Event()

    def waiting() -> Generator[str, None, None]:
        try:
            yield current_thread().name
            stop.wait(60)
            yield "more"
        finally:
            closed.set()

    stream = in_thread(waiting(), stop, name="letters", beat=0.01)
    assert next(stream) == "letters"
    assert [next(stream), next(stream)] == [None, None]
    stream.close()
    assert stop.is_set()
    assert closed.wait(60)
