"""How many questions are worked on or wait at once; one more is told to come again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from math import inf
from threading import Lock
from types import TracebackType
from weakref import WeakSet

from rag.errors import RagError

PER_CORE = 8
"""Questions at once for each core: the last of them waits for a few seconds."""
RETRY_S = 5
PATIENCE_S = 60
BUSY = "Too many questions at once. Try again in a few seconds."


class Busy(RagError):
    """As many questions as this server takes at once are being answered."""

    def __init__(self) -> None:
        super().__init__(BUSY)


class Ticket:
    """The place of one question, which begins and ends with `with`."""

    def __init__(self, gate: Gate, until: float) -> None:
        self._gate, self._until = gate, until

    def holds(self, now: float) -> bool:
        """Whether the place is taken: the question has begun, or may begin still."""
        return now < self._until

    def __enter__(self) -> Ticket:
        self._until = inf
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._gate.leave(self)


class Gate:
    """Lets so many questions in at once, by default `PER_CORE` for each core."""

    def __init__(self, most: int | None = None, now: Callable[[], float] = time.monotonic) -> None:
        self.most = most or PER_CORE * (os.cpu_count() or 1)
        self.turned_away = 0
        """How many were told to come again."""
        # Some never begin: they are cancelled, or were no question. Their places are left with their requests, or soon.
        self._inside: WeakSet[Ticket] = WeakSet()
        self._lock, self._now = Lock(), now

    def __len__(self) -> int:
        now = self._now()
        return sum(ticket.holds(now) for ticket in list(self._inside))

    def enter(self) -> Ticket:
        """A place for one more question, kept `PATIENCE_S` for it to begin; raises `Busy` where there is none."""
        with self._lock:
            if len(self) >= self.most:
                self.turned_away += 1
                raise Busy
            self._inside.add(ticket := Ticket(self, self._now() + PATIENCE_S))
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Give a place back; once is enough."""
        with self._lock:
            self._inside.discard(ticket)
