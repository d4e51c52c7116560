"""Running a model that may be slow and must not hang: whoever waits for it goes on where it writes nothing for long."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from collections.abc import Generator as Stream
from contextlib import closing
from threading import Event

from rag.errors import GeneratorError
from rag.generation.protocol import Generator, Message
from rag.streams import in_thread

log = logging.getLogger(__name__)
BEAT = 0.2
"""So many seconds pass at most until it is noticed that the time is over, or that nobody waits any more."""


def run_with_deadline(
    generator: Generator,
    messages: Sequence[Message],
    seconds: float,
    stop: Event | None = None,
    *,
    clock: Callable[[], float] = time.monotonic,
) -> Stream[str]:
    """What the model writes, as it comes; closing the iterator or setting `stop` ends it.

    Raises `GeneratorError` where the model fails, or writes nothing for so many seconds."""
    deadline, ended = clock() + seconds, Event()
    stream = _write(generator, messages, seconds, ended)
    # A model that hangs is left behind in its thread: it holds nobody up.
    with closing(in_thread(stream, ended, name="model", beat=min(seconds, BEAT))) as written:
        for piece in written:
            if stop and stop.is_set():
                return
            if piece:
                yield piece
                deadline = clock() + seconds
            elif clock() >= deadline:
                raise GeneratorError(f"{generator.name} wrote nothing for {seconds:.0f} seconds", retryable=True)


def _write(generator: Generator, messages: Sequence[Message], seconds: float, stop: Event) -> Stream[str]:
    try:
        for piece in generator.stream(messages, seconds=seconds, stop=stop):
            if not isinstance(piece, str):
                raise GeneratorError(f"{generator.name} sent something that is no text", retryable=False)
            yield piece
    except GeneratorError:
        raise
    except Exception as error:
        # A model is other people's code: whatever goes wrong in it costs its phrasing, never the answer.
        log.exception("the language model failed")
        message = f"{generator.name} failed; the log of the program says why"
        raise GeneratorError(message, retryable=False) from error
