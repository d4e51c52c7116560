"""An answer that can be stopped or left while nothing comes."""

from __future__ import annotations

from collections.abc import Callable, Generator
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

import pytest

from rag.streams import collect
from rag.types import Answer, Article, Passage, Statement
from rag.web.stopping import Stopping, with_heartbeat

SAID = Statement("Anna left.", (Passage(Article("a.txt", "Anna left.", "A"), 0, 10),))
ANSWER = Answer("Who?", (SAID, SAID))
BEAT = 0.01
Stream = Generator[Statement, None, Answer]


def until_stopped(left: Event | None = None) -> Callable[[Event], Stream]:
    """A stream that says nothing between its two statements before it is asked to end."""

    def start(stop: Event) -> Stream:
        try:
            yield SAID
            stop.wait(60)
            yield SAID
            return ANSWER
        finally:
            if left:
                left.set()

    return start


def test_once_stopped_it_comes_to_its_end_with_the_whole_answer() -> None:
    stopped = Event()
    stream = with_heartbeat(until_stopped(), stopped.is_set, BEAT)
    assert next(stream) is SAID
    assert next(stream) is None, "a sign of life while nothing comes"
    stopped.set()
    said, answer = collect(stream)
    assert [one for one in said if one] == [SAID]
    assert answer == ANSWER


def test_leaving_it_stops_what_runs_behind_it() -> None:
    left = Event()
    stream = with_heartbeat(until_stopped(left), beat=BEAT)
    assert next(stream) is SAID
    stream.close()
    assert left.wait(60)


def test_what_goes_wrong_is_raised_where_it_is_read() -> None:
    def start(stop: Event) -> Stream:
        yield SAID
        raise ValueError("the question is blank")

    stream = with_heartbeat(start, beat=60)
    assert next(stream) is SAID
    with pytest.raises(ValueError, match="the question is blank"):
        next(stream)


def test_a_window_stops_its_own_work_and_only_what_runs_now() -> None:
    stopping = Stopping()
    one, two = (SimpleNamespace(session_hash=name) for name in ("one", "two"))
    mine: Any = one
    other: Any = two
    stopped, others = stopping.begin(mine), stopping.begin(other)
    stopping.stop(mine)
    assert (stopped(), others()) == (True, False)
    assert not stopping.begin(mine)(), "what is asked next was not stopped"


def test_who_ends_the_work_of_a_window_goes_on_when_it_has_ended() -> None:
    stopping, ended = Stopping(), Event()
    mine: Any = SimpleNamespace(session_hash="one")

    def work() -> None:
        with stopping.work(mine) as stopped:
            begun.set()
            while not stopped():
                pass
            ended.set()

    begun, thread = Event(), Thread(target=work)
    thread.start()
    assert begun.wait(60)
    stopping.end(mine)
    assert ended.is_set()
    thread.join(60)
