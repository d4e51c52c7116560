"""Running a model for a limited time: whoever waits is never held up by it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from threading import Event
from typing import Any

import pytest

from rag.errors import GeneratorError
from rag.generation import Message, pieces


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
    def write(stop: Event) -> Iterator[str]:
        yield "a"
        time.sleep(0.3)
        yield "b"

    begun = time.monotonic()
    stream = pieces(Scripted(write), [], 10)
    assert next(stream) == "a"
    assert time.monotonic() - begun < 0.25
    assert list(stream) == ["b"]


def hang(stop: Event) -> Iterator[str]:
    yield "a"
    time.sleep(3)


def hang_at_once(stop: Event) -> Iterator[str]:
    time.sleep(3)
    yield "a"


def drip(stop: Event) -> Iterator[str]:
    while True:
        yield "a"
        time.sleep(0.02)


@pytest.mark.parametrize("write", [hang, hang_at_once, drip])
def test_at_the_deadline_the_model_is_stopped_and_left_behind(write: Callable[[Event], Iterator[str]]) -> None:
    begun, model = time.monotonic(), Scripted(write)
    with pytest.raises(GeneratorError, match="scripted was not done after 0 seconds") as caught:
        list(pieces(model, [], 0.3))
    assert time.monotonic() - begun < 0.6
    assert caught.value.retryable
    assert model.stop.is_set()


def test_whoever_stops_reading_stops_the_model() -> None:
    ended = Event()

    def write(stop: Event) -> Iterator[str]:
        try:
            yield from drip(stop)
        finally:
            ended.set()

    stream = pieces(Scripted(write), [], 60)
    next(stream)
    stream.close()
    assert ended.wait(2)


def raising(error: Exception) -> Callable[[Event], Iterator[Any]]:
    def write(stop: Event) -> Iterator[Any]:
        yield "a"
        raise error

    return write


def test_a_models_own_error_is_passed_on_and_any_other_is_told_as_one(caplog: pytest.LogCaptureFixture) -> None:
    own = GeneratorError("out of memory", retryable=False)
    stream = pieces(Scripted(raising(own)), [], 10)
    assert next(stream) == "a"
    with pytest.raises(GeneratorError) as caught:
        next(stream)
    assert caught.value is own
    with pytest.raises(GeneratorError, match="scripted failed; the log of the program says why"):
        list(pieces(Scripted(raising(ZeroDivisionError("secret"))), [], 10))
    assert "ZeroDivisionError" in caplog.text


def test_what_is_no_text_is_an_error() -> None:
    with pytest.raises(GeneratorError, match="sent something that is no text"):
        list(pieces(Scripted(lambda stop: iter([b"bytes"])), [], 10))


def test_somebody_else_can_stop_it_too() -> None:
    stop, model = Event(), Scripted(hang)
    stream = pieces(model, [], 60, stop)
    assert next(stream) == "a"
    begun = time.monotonic()
    stop.set()
    assert list(stream) == []
    assert time.monotonic() - begun < 0.5
    assert model.stop.is_set()
