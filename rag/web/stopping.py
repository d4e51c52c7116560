"""What is stopped or left from the page. Gradio's own way of cancelling loses what is said after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from threading import Condition, Event

import gradio as gr

from rag.streams import in_thread
from rag.types import Answer, Statement

BEAT = 0.5
PATIENCE_S = 2.0


class Stopping:
    """The browser windows whose work is to come to its end."""

    def __init__(self) -> None:
        self._asked = Counter[str | None]()
        self._working = Counter[str | None]()
        self._ended = Condition()

    def stop(self, request: gr.Request) -> None:
        """Ask the work of this window to end; returns nothing, whoever works looks now and then."""
        self._asked[request.session_hash] += 1

    def begin(self, request: gr.Request) -> Callable[[], bool]:
        """Whether this window wants the work to end that begins now: what it wanted of earlier work is forgotten."""
        before = self._asked[request.session_hash]
        return lambda: self._asked[request.session_hash] != before

    @contextmanager
    def work(self, request: gr.Request) -> Iterator[Callable[[], bool]]:
        """What `begin` gives, for work that `end` waits for."""
        window = request.session_hash
        self._working[window] += 1
        try:
            yield self.begin(request)
        finally:
            with self._ended:
                self._working[window] -= 1
                self._ended.notify_all()

    def end(self, request: gr.Request) -> None:
        """Stop the work of this window and wait for its end, for `PATIENCE_S` at most: what it showed comes before what
        is shown next."""
        self.stop(request)
        with self._ended:
            self._ended.wait_for(lambda: not self._working[request.session_hash], PATIENCE_S)


def with_heartbeat(
    start: Callable[[Event], Generator[Statement, None, Answer]],
    stopped: Callable[[], bool] = lambda: False,
    beat: float = BEAT,
) -> Generator[Statement | None, None, Answer]:
    """What the stream yields, None where nothing came for `beat` seconds, and what it returns; its errors are raised.

    `start` gets the event that asks the stream to come to its end: it is set once `stopped` says so, and when this
    generator is closed. Gradio closes one whose browser window is gone, but only while it is not waiting."""
    stop = Event()
    with closing(in_thread(start(stop), stop, name="answer", beat=beat)) as stream:
        while True:
            if stopped():
                stop.set()
            try:
                part = next(stream)
            except StopIteration as end:
                answer: Answer = end.value
                return answer
            yield part
