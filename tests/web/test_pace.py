"""A stream that can be left while it is waiting."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from threading import Event

import pytest

from rag.streams import collect
from rag.types import Answer, Article, Passage, Statement
from rag.web.pace import paced

SAID = Statement("Anna left.", (Passage(Article("a.txt", "Anna left.", "A"), 0, 10),))
Stream = Generator[Statement, None, Answer]


def waiting(seconds: float, left: Event | None = None) -> Callable[[Event], Stream]:
    def start(stop: Event) -> Stream:
        try:
            yield SAID
            stop.wait(seconds)
            yield SAID
            return Answer("Who?", (SAID, SAID))
        finally:
            if left:
                left.set()

    return start


def test_what_is_said_is_passed_on_with_signs_of_life_in_between() -> None:
    told, answer = collect(paced(waiting(0.35), beat_s=0.1))
    assert told[0] is told[-1] is SAID
    assert told[1:-1] == [None] * len(told[1:-1])
    assert 2 <= len(told[1:-1]) <= 4
    assert answer == Answer("Who?", (SAID, SAID))


def test_once_stopped_it_comes_to_its_end_with_the_whole_answer() -> None:
    stopped = Event()
    stream = paced(waiting(60), stopped.is_set, beat_s=0.05)
    assert next(stream) is SAID
    assert next(stream) is None
    begun = time.monotonic()
    stopped.set()
    told, answer = collect(stream)
    assert time.monotonic() - begun < 2
    assert [one for one in told if one] == [SAID]
    assert answer == Answer("Who?", (SAID, SAID))


def test_leaving_it_stops_what_runs_behind_it() -> None:
    left = Event()
    stream = paced(waiting(60, left), beat_s=0.05)
    assert next(stream) is SAID
    assert next(stream) is None
    begun = time.monotonic()
    stream.close()
    assert time.monotonic() - begun < 0.1, "closing it may not wait"
    assert left.wait(2)


def test_what_goes_wrong_is_raised_where_it_is_read() -> None:
    def start(stop: Event) -> Stream:
        yield SAID
        raise ValueError("the question is blank")

    stream = paced(start)
    assert next(stream) is SAID
    with pytest.raises(ValueError, match="the question is blank"):
        next(stream)
