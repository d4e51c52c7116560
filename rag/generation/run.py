"""Running a model for a limited time: whatever it does, whoever waits for it goes on at the deadline."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator as Stream
from collections.abc import Sequence
from contextlib import suppress
from queue import Empty, Queue
from threading import Event, Thread

from rag.errors import GeneratorError
from rag.generation.protocol import Generator, Message

log = logging.getLogger(__name__)
BEAT = 0.2
"""So many seconds pass at most until it is noticed that nobody waits any more."""


def pieces(generator: Generator, messages: Sequence[Message], seconds: float, stop: Event | None = None) -> Stream[str]:
    """What the model writes, as it comes, for at most so many seconds; closing the iterator or setting `stop` ends it.

    Raises `GeneratorError` where the model fails, or is not done in time."""
    deadline, ended = time.monotonic() + seconds, Event()
    written: Queue[str | GeneratorError | None] = Queue()
    Thread(target=_write, args=(generator, messages, seconds, ended, written), name="model", daemon=True).start()
    try:
        while not (stop and stop.is_set()):
            left = deadline - time.monotonic()
            if left <= 0:
                raise GeneratorError(f"{generator.name} was not done after {seconds:.0f} seconds", retryable=True)
            with suppress(Empty):
                piece = written.get(timeout=min(left, BEAT))
                if piece is None:
                    return
                if isinstance(piece, GeneratorError):
                    raise piece
                yield piece
    finally:
        ended.set()


def _write(
    generator: Generator,
    messages: Sequence[Message],
    seconds: float,
    stop: Event,
    written: Queue[str | GeneratorError | None],
) -> None:
    """Fill the queue, in a thread of its own: a model that hangs is left behind, it holds nobody up."""
    try:
        for piece in generator.stream(messages, seconds=seconds, stop=stop):
            if stop.is_set():
                return
            if not isinstance(piece, str):
                raise GeneratorError(f"{generator.name} sent something that is no text", retryable=False)
            written.put(piece)
        written.put(None)
    except GeneratorError as error:
        written.put(error)
    except Exception:
        # A model is other people's code: whatever goes wrong in it costs its phrasing, never the answer.
        log.exception("the language model failed")
        written.put(GeneratorError(f"{generator.name} failed; the log of the program says why", retryable=False))
