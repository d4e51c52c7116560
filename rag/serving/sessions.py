"""Who is signed in, in SQLite beside the index: a cookie is a random number, of which the file holds the SHA-256."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_hex, token_urlsafe

from rag.serving.users import digest

FILE = "sessions.sqlite"
IDLE_S = 30 * 24 * 3600
"""After so long without a request a session is over."""
_DAY_S = 24 * 3600
_TABLES = """
CREATE TABLE IF NOT EXISTS session (
    cookie TEXT PRIMARY KEY, name TEXT NOT NULL, stamp TEXT NOT NULL, ends REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS person (name TEXT PRIMARY KEY, owner TEXT NOT NULL) WITHOUT ROWID;
"""


class Sessions:
    """A file of sessions. Its methods may be called from any thread; they raise `sqlite3.Error` or `OSError` where the
    file cannot be used."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        self._file, self._now = folder / FILE, now

    def begin(self, name: str, stamp: str) -> str:
        """Begin a session of a user with this `User.stamp`; the cookie for it."""
        cookie = token_urlsafe(32)
        with self._opened() as file:
            file.execute("DELETE FROM session WHERE ends < ?", (self._now(),))
            file.execute("INSERT INTO session VALUES (?, ?, ?, ?)", (digest(cookie), name, stamp, self._now() + IDLE_S))
        return cookie

    def find(self, cookie: str) -> tuple[str, str] | None:
        """Name and stamp of the session of a cookie, whose end is put off by it; None where there is none any more."""
        if not self._file.exists():
            return None
        kept, now = digest(cookie), self._now()
        with self._opened() as file:
            row = file.execute("SELECT name, stamp, ends FROM session WHERE cookie = ?", (kept,)).fetchone()
            if row and now <= row[2] < now + IDLE_S - _DAY_S:  # once a day, not with each request
                file.execute("UPDATE session SET ends = ? WHERE cookie = ?", (now + IDLE_S, kept))
        return (row[0], row[1]) if row and now <= row[2] else None

    def end(self, cookie: str) -> None:
        """End the session of a cookie."""
        with self._opened() as file:
            file.execute("DELETE FROM session WHERE cookie = ?", (digest(cookie),))

    def owner(self, name: str) -> str:
        """Whose conversations are those of somebody whom a proxy names: drawn when the name comes first."""
        with self._opened() as file:
            held = "SELECT owner FROM person WHERE name = ?"
            if file.execute(held, (name,)).fetchone() is None:  # another process may draw one at the same moment
                file.execute("INSERT OR IGNORE INTO person VALUES (?, ?)", (name, token_hex(16)))
            return str(file.execute(held, (name,)).fetchone()[0])

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        if not self._file.exists():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(self._file, timeout=10)) as file:
            file.executescript(_TABLES)
            with file:
                yield file
