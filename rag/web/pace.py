"""A stream that can be left: a sign of life now and then, so that it is noticed when nobody waits any more."""

from __future__ import annotations

from collections.abc import Callable, Generator
from queue import Empty, Queue
from threading import Event, Thread

from rag.types import Answer, Statement

BEAT = 1.0


def paced(
    start: Callable[[Event], Generator[Statement, None, Answer]], beat: float = BEAT
) -> Generator[Statement | None, None, Answer]:
    """What the stream yields, None where nothing came for a `beat`, and what it returns; its errors are raised.

    The stream runs in a thread of its own. `start` gets the event that is set when this generator is closed: Gradio
    closes one whose browser window is gone, but only while it is not waiting."""
    stop, told = Event(), Queue[Statement | Answer | Exception]()
    Thread(target=_run, args=(start, stop, told), name="answer", daemon=True).start()
    try:
        while True:
            try:
                found = told.get(timeout=beat)
            except Empty:
                yield None
                continue
            if isinstance(found, Answer):
                return found
            if isinstance(found, Exception):
                raise found
            yield found
    finally:
        stop.set()


def _run(
    start: Callable[[Event], Generator[Statement, None, Answer]],
    stop: Event,
    told: Queue[Statement | Answer | Exception],
) -> None:
    stream = start(stop)
    try:
        while not stop.is_set():
            told.put(next(stream))
    except StopIteration as end:
        told.put(end.value)
    except Exception as error:  # noqa: BLE001 - not handled here: it is raised where the stream is read
        told.put(error)
    finally:
        stream.close()
