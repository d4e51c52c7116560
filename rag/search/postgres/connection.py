"""Connections to Postgres, and what is said when there is none to be had."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any
from weakref import finalize

import psycopg
from psycopg import errors
from psycopg_pool import ConnectionPool, PoolTimeout

import rag.places as places
from rag.errors import IndexBusy, IndexDamaged, IndexUnreachable

Connection = psycopg.Connection[tuple[Any, ...]]
MOST = 8
"""Connections that readers of one process have at a time; more readers wait."""
_WAIT_SECONDS = 10
_NO_SPACE = (errors.DiskFull, errors.IoError)
_LOST = (errors.UndefinedTable, errors.UndefinedColumn, errors.UndefinedObject, errors.DataCorrupted)
_REFUSED = (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction, errors.FeatureNotSupported)


class Connections:
    """The connections of one process to one database."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.place = places.told(address)
        self._pool: ConnectionPool[Connection] | None = None
        self._lock = Lock()
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection in one read-only transaction, which sees one state of the database."""
        with self.translated(), self._opened().connection() as connection:
            yield connection

    @contextmanager
    def own(self) -> Iterator[Connection]:
        """A connection for whoever writes; each statement is a transaction, unless it says otherwise."""
        if self._closed:
            raise ValueError(f"the index in {self.place} is closed")
        with self.translated(), self._connect() as connection:
            connection.autocommit = True
            yield connection

    def close(self) -> None:
        """Gives all connections back."""
        with self._lock:
            self._closed = True
            if self._pool:
                self._pool.close()

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Postgres's errors inside, as this package's where they mean one; none tells a password."""
        try:
            yield
        except _NO_SPACE as error:
            raise OSError(f"the disk of {self.place} fails ({error}); what was being written was not stored") from error
        except _LOST as error:
            raise IndexDamaged(
                f"the index in {self.place} cannot be read ({error}). It holds nothing that the articles do not: drop "
                f"its tables and run `rag update ARTICLES --index {self.place}`"
            ) from error
        except _REFUSED as error:
            raise IndexUnreachable(f"{self.place} refuses: {error}") from error
        except errors.LockNotAvailable as error:
            raise IndexBusy(f"the index in {self.place} is being written; try again in a moment") from error
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise IndexUnreachable(f"{self.place} cannot be reached: {error}") from error

    def _connect(self) -> Connection:
        try:
            return psycopg.connect(self._address, connect_timeout=_WAIT_SECONDS)
        except psycopg.ProgrammingError:
            # What it says holds the address as it was typed, password and all.
            raise IndexUnreachable(
                f"{self.place} is no address of a database; write postgresql://USER@HOST:PORT/DATABASE, and what is "
                f"neither letter nor digit in a password as %40"
            ) from None

    def _opened(self) -> ConnectionPool[Connection]:
        with self._lock:
            if self._closed:
                raise ValueError(f"the index in {self.place} is closed")
            if self._pool is None:
                self._connect().close()  # the pool itself would try for long, and not say what is wrong
                self._pool = ConnectionPool(
                    self._address,
                    min_size=1,
                    max_size=MOST,
                    timeout=_WAIT_SECONDS,
                    configure=_configured,
                    check=ConnectionPool.check_connection,  # the server may have been started anew
                    open=True,
                )
                finalize(self, _closed, self._pool)  # a library that nobody closed, also at the end of the program
            return self._pool


def _closed(pool: ConnectionPool[Connection]) -> None:
    with suppress(RuntimeError):  # given up by one of the pool's own threads, which cannot wait for itself
        pool.close()


def _configured(connection: Connection) -> None:
    connection.read_only = True
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
