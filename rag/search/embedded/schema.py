"""The index's database: its tables, how it is opened, and what is said when it cannot be."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from rag.errors import IndexBusy, IndexDamaged, IndexMissing
from rag.search.embed import Encoder
from rag.search.store import FORMAT, checked, fresh_meta

DATABASE = "index.sqlite"
# Ids and texts are blobs of UTF-8: SQLite refuses text with a lone surrogate, and file names hold some. Their order as
# bytes is Python's order of strings. Numbers are never used twice, so a cached vector never names another chunk. The
# stems of `rag.english.tokens` and the `words` that spelling knows are kept with their chunk, so that removing takes
# back exactly what adding counted. Vectors are float32 as they lie in memory; those of a chunk's
# sentences stand in the chunk's row, since they are read a hundred chunks at a time.
_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    key TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    source_digest TEXT NOT NULL,
    revision INTEGER NOT NULL,
    facts TEXT NOT NULL,
    voices TEXT NOT NULL,
    text BLOB NOT NULL
);
CREATE TABLE sentences (
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    position INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    UNIQUE (article, position)
);
CREATE TABLE chunks (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    UNIQUE (article, first)
);
CREATE TABLE vectors (
    chunk INTEGER PRIMARY KEY REFERENCES chunks ON DELETE CASCADE,
    vector BLOB NOT NULL,
    sentences BLOB NOT NULL
);
CREATE TABLE terms (
    chunk INTEGER PRIMARY KEY REFERENCES chunks ON DELETE CASCADE,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    words TEXT NOT NULL
);
CREATE TABLE stems (stem TEXT PRIMARY KEY, chunks INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE words (word TEXT PRIMARY KEY, chunks INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE withheld (id BLOB PRIMARY KEY, source_digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (name TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
"""
_NAMES = frozenset("meta articles sentences chunks vectors terms stems words withheld files".split())

# Reading every page of a large database takes seconds; damage there is found when a damaged page is read.
_CHECKED_BYTES = 1 << 28
_WAIT_SECONDS = 10.0


def file_of(folder: Path) -> tuple[int, ...]:
    """Which file the index in `folder` is: another answer means that open connections are of no use any more."""
    try:
        found = (folder / DATABASE).stat()
    except OSError as error:
        raise IndexMissing(folder) from error
    if _writable(folder):
        return found.st_dev, found.st_ino
    # Read without locks (see `_open_read_only`): whoever may write here has then changed it under us.
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


def connect(folder: Path) -> sqlite3.Connection:
    """A connection for reading the index in `folder`, which may be read-only."""
    file_of(folder)
    path = folder / DATABASE
    with translated(folder):
        try:
            return _open(path, "mode=rw")
        except sqlite3.OperationalError:
            if _writable(folder):
                raise
            return _open_read_only(path)


def is_made(folder: Path) -> bool:
    """Whether there is an index in `folder`: a writer that was killed before it had made the tables left none."""
    if not (folder / DATABASE).is_file():
        return False
    with closing(connect(folder)) as connection:
        return bool(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])


def connect_writer(folder: Path, encoder: Encoder) -> sqlite3.Connection:
    """A connection for changing the index in `folder`; makes the folder and the tables where there are none."""
    folder.mkdir(parents=True, exist_ok=True)
    with translated(folder):
        connection = _open(folder / DATABASE, "mode=rwc", query_only=False)
        try:
            if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,):
                _create(connection, encoder)
        except sqlite3.Error:
            connection.close()
            raise
    return connection


def check(connection: sqlite3.Connection, folder: Path, encoder: Encoder) -> None:
    """Raises `IndexMissing`, `IndexDamaged` or `IndexMismatch` unless this is a sound index made with this encoder."""
    with translated(folder):
        present = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        if not present:
            raise IndexMissing(folder)
        meta = dict(connection.execute("SELECT name, value FROM meta")) if "meta" in present else {}
        of_this_format = meta.get("format", FORMAT) == FORMAT  # another has other tables
        if of_this_format and (missing := sorted(_NAMES - present)):
            raise _damaged(folder, f"table {missing[0]} is missing")
        if of_this_format and (folder / DATABASE).stat().st_size <= _CHECKED_BYTES:
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                raise _damaged(folder, str(verdict))
    anew = f"delete {folder / DATABASE} and run `rag update ARTICLES --index {folder}`"
    checked(meta, str(folder), encoder, anew)


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """SQLite's errors inside, as this package's where they mean one."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise IndexBusy(f"the index in {folder} is being written; try again in a moment") from error
        if code == sqlite3.SQLITE_FULL:
            raise OSError(f"the disk of {folder} is full; the article being written was not stored") from error
        if code == sqlite3.SQLITE_IOERR:  # a quota, a broken disk, a share that went away
            raise OSError(f"the disk of {folder} fails ({error}); the article being written was not stored") from error
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CANTOPEN):
            raise _damaged(folder, str(error)) from error
        if code == 0 and isinstance(error, sqlite3.OperationalError):  # Python's own: a text is no UTF-8
            raise _damaged(folder, str(error)) from error
        raise


@contextmanager
def transaction(connection: sqlite3.Connection, kind: str = "DEFERRED") -> Iterator[None]:
    """One transaction: kept if the block ends well, undone whole if it does not."""
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk has rolled back already, and then there is nothing left to undo.
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _open(path: Path, mode: str, *, query_only: bool = True) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}",
        uri=True,
        timeout=_WAIT_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        if query_only:
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("SELECT count(*) FROM sqlite_schema")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _open_read_only(path: Path) -> sqlite3.Connection:
    """SQLite wants to make a file beside the database; where it may not, the database must be taken as it lies."""
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        return _open(path, "mode=ro")
    return _open(path, "mode=ro&immutable=1")


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _create(connection: sqlite3.Connection, encoder: Encoder) -> None:
    meta = fresh_meta(encoder, uuid4().hex)
    # Not executescript(): it would commit after every statement, and a kill between two would leave half an index.
    with transaction(connection, "IMMEDIATE"):
        for statement in _TABLES.split(";\n"):
            if statement.strip():
                connection.execute(statement)
        connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))


def _damaged(folder: Path, reason: str) -> IndexDamaged:
    return IndexDamaged(
        f"the index in {folder} cannot be read ({reason}). It holds nothing that the articles do not: delete "
        f"{folder / DATABASE} and run `rag update ARTICLES --index {folder}`"
    )
