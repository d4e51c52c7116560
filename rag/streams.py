"""Streams: generators that yield parts as they come, and return the whole."""

from __future__ import annotations

from collections.abc import Generator
from queue import Empty, Queue
from threading import Event, Thread
from typing import Any, Literal, TypeVar

_P = TypeVar("_P")
_T = TypeVar("_T")
_Sent = tuple[Literal["part", "result", "error"], Any]


def collect(stream: Generator[_P, None, _T]) -> tuple[list[_P], _T]:
    """All that a stream yields, and what it returns at its end."""
    parts = []
    while True:
        try:
            parts.append(next(stream))
        except StopIteration as end:
            returned: _T = end.value
            return parts, returned


def result(stream: Generator[object, None, _T]) -> _T:
    """What a stream returns at its end."""
    return collect(stream)[1]


def in_thread(
    stream: Generator[_P, None, _T], stop: Event, *, name: str, beat: float
) -> Generator[_P | None, None, _T]:
    """What a stream yields, None where nothing came for `beat` seconds, and what it returns; its errors are raised.

    The stream runs in a thread of this `name`, so that whoever reads can leave while it is waiting: closing the
    returned generator sets `stop`, which the stream may look at, and never waits for it."""
    left, sent = Event(), Queue[_Sent]()
    Thread(target=_run, args=(stream, left, sent), name=name, daemon=True).start()
    try:
        while True:
            try:
                kind, value = sent.get(timeout=beat)
            except Empty:
                yield None
                continue
            if kind == "error":
                raise value
            if kind == "result":
                returned: _T = value
                return returned
            yield value
    finally:
        left.set()
        stop.set()


def _run(stream: Generator[Any, None, Any], left: Event, sent: Queue[_Sent]) -> None:
    try:
        while not left.is_set():
            sent.put(("part", next(stream)))
    except StopIteration as end:
        sent.put(("result", end.value))
    except Exception as error:  # noqa: BLE001 - not handled here: it is raised where the stream is read
        sent.put(("error", error))
    finally:
        stream.close()
