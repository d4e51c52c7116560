"""How many questions are worked on or wait at once; one more is told to come again."""

from __future__ import annotations

import os
from threading import Lock
from types import TracebackType
from weakref import WeakSet

from rag.errors import RagError

PER_CORE = 8
"""Questions at once for each core: the last of them waits for a few seconds."""
RETRY_S = 5
BUSY = "Too many questions at once. Try again in a few seconds."


class Busy(RagError):
    """As many questions as this server takes at once are being answered."""

    def __init__(self) -> None:
        super().__init__(BUSY)


class Ticket:
    """The place of one question; left at the end of `with`, or when nobody holds the ticket any more."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def __enter__(self) -> Ticket:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._gate.leave(self)


class Gate:
    """Lets so many questions in at once, by default `PER_CORE` for each core."""

    def __init__(self, most: int | None = None) -> None:
        self.most = most or PER_CORE * (os.cpu_count() or 1)
        self.turned_away = 0
        """How many were told to come again."""
        # A question that is cancelled before anybody begins with it leaves its place with its request.
        self._inside: WeakSet[Ticket] = WeakSet()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._inside)

    def enter(self) -> Ticket:
        """A place for one more question; raises `Busy` where there is none."""
        with self._lock:
            if len(self._inside) >= self.most:
                self.turned_away += 1
                raise Busy
            self._inside.add(ticket := Ticket(self))
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Give a place back; once is enough."""
        with self._lock:
            self._inside.discard(ticket)
