"""Running a model for a limited time: whoever waits is never held up by it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from threading import Event
from typing import Any

import pytest

from rag.errors import GeneratorError
from rag.generation import Message, run_with_deadline


class Scripted:
    """Writes what a function yields, and remembers when it was stopped."""

    name = "scripted"

    def __init__(self, write: Callable[[Event], Iterator[Any]]) -> None:
        self.write = write
        self.stop = Event()

    def stream(self, messages: Sequence[Message], *, seconds: float, stop: Event) -> Iterator[str]:
        self.stop = stop
        yield from self.write(stop)


def test_what_is_written_comes_as_it_is_written() -> None:
    read = Event()

    def write(stop: Event) -> Iterator[str]:
        yield "a"
        yield "read" if read.wait(60) else "unread"

    stream = run_with_deadline(Scripted(write), [], 60)
    assert next(stream) == "a"
    read.set()
    assert list(stream) == ["read"]


def hang(stop: Event) -> Iterator[str]:
    yield "a"
    stop.wait(60)


def hang_at_once(stop: Event) -> Iterator[str]:
    stop.wait(60)
    yield "a"


def drip(stop: Event) -> Iterator[str]:
    while not stop.is_set():
        yield "a"


def nothing(stop: Event) -> Iterator[str]:
    while not stop.is_set():
        yield ""


@pytest.mark.parametrize("write", [hang, hang_at_once, nothing])
def test_at_the_deadline_a_model_that_writes_nothing_is_stopped_and_left_behind(
    write: Callable[[Event], Iterator[str]],
) -> None:
    model = Scripted(write)
    with pytest.raises(GeneratorError, match="scripted wrote nothing for 30 seconds") as caught:
        list(run_with_deadline(model, [], 30, clock=map(float, itertools.count(0, 10)).__next__))
    assert caught.value.retryable
    assert model.stop.is_set()


def test_whoever_stops_reading_stops_the_model() -> None:
    ended = Event()

    def write(stop: Event) -> Iterator[str]:
        try:
            yield from drip(stop)
        finally:
            ended.set()

    stream = run_with_deadline(Scripted(write), [], 60)
    next(stream)
    stream.close()
    assert ended.wait(60)


def raising(error: Exception) -> Callable[[Event], Iterator[Any]]:
    def write(stop: Event) -> Iterator[Any]:
        yield "a"
        raise error

    return write


def test_a_models_own_error_is_passed_on_and_any_other_is_told_as_one(caplog: pytest.LogCaptureFixture) -> None:
    own = GeneratorError("out of memory", retryable=False)
    stream = run_with_deadline(Scripted(raising(own)), [], 10)
    assert next(stream) == "a"
    with pytest.raises(GeneratorError) as caught:
        next(stream)
    assert caught.value is own
    with pytest.raises(GeneratorError, match="scripted failed; the log of the program says why"):
        list(run_with_deadline(Scripted(raising(ZeroDivisionError("secret"))), [], 10))
    assert "ZeroDivisionError" in caplog.text


def test_what_is_no_text_is_an_error() -> None:
    with pytest.raises(GeneratorError, match="sent something that is no text"):
        list(run_with_deadline(Scripted(lambda stop: iter([b"bytes"])), [], 10))


def test_somebody_else_can_stop_it_too() -> None:
    stop, model = Event(), Scripted(hang)
    stream = run_with_deadline(model, [], 60, stop)
    assert next(stream) == "a"
    stop.set()
    assert list(stream) == []
    assert model.stop.is_set()
