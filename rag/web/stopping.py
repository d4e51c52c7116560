"""What is stopped or left from the page. Gradio's own way of cancelling loses what is said after it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from threading import Event

import gradio as gr

from rag.streams import in_thread
from rag.types import Answer, Statement

BEAT = 0.5


class Stopping:
    """The browser windows whose work is to come to its end."""

    def __init__(self) -> None:
        self._asked: set[str | None] = set()

    def stop(self, request: gr.Request) -> None:
        """Ask the work of this window to end; returns nothing, whoever works looks now and then."""
        self._asked.add(request.session_hash)

    def begin(self, request: gr.Request) -> Callable[[], bool]:
        """Whether this window wants its work to end, from now on: what it wanted of earlier work is forgotten."""
        self._asked.discard(request.session_hash)
        return lambda: request.session_hash in self._asked


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
