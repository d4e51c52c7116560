"""A stream that can be stopped or left: a sign of life now and then, so that either is noticed while nothing comes."""

from __future__ import annotations

from collections.abc import Callable, Generator
from queue import Empty, Queue
from threading import Event, Thread

from rag.types import Answer, Statement

BEAT_S = 0.5


def paced(
    start: Callable[[Event], Generator[Statement, None, Answer]],
    stopped: Callable[[], bool] = lambda: False,
    beat_s: float = BEAT_S,
) -> Generator[Statement | None, None, Answer]:
    """What the stream yields, None where nothing came for a beat, and what it returns; its errors are raised.

    The stream runs in a thread of its own. `start` gets the event that asks it to come to its end: it is set once
    `stopped` says so, and when this generator is closed. Gradio closes one whose browser window is gone, but only
    while it is not waiting."""
    stop, left, told = Event(), Event(), Queue[Statement | Answer | Exception]()
    Thread(target=_run, args=(start(stop), left, told), name="answer", daemon=True).start()
    try:
        while True:
            if stopped():
                stop.set()
            try:
                found = told.get(timeout=beat_s)
            except Empty:
                yield None
                continue
            if isinstance(found, Answer):
                return found
            if isinstance(found, Exception):
                raise found
            yield found
    finally:
        left.set()
        stop.set()


def _run(stream: Generator[Statement, None, Answer], left: Event, told: Queue[Statement | Answer | Exception]) -> None:
    try:
        while not left.is_set():
            told.put(next(stream))
    except StopIteration as end:
        told.put(end.value)
    except Exception as error:  # noqa: BLE001 - not handled here: it is raised where the stream is read
        told.put(error)
    finally:
        stream.close()
