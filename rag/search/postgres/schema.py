"""The tables of an index in Postgres, and how they came to be what they are."""

from __future__ import annotations

from typing import NamedTuple
from uuid import uuid4

from psycopg import errors
from psycopg.sql import SQL, Literal

from rag.errors import IndexMismatch, IndexMissing
from rag.search.embed import Encoder
from rag.search.postgres.connection import Connection
from rag.search.store import checked, fresh_meta

# Each is run once, in order, in one transaction with its row in `versions`; what was released is never changed, only
# followed by another. A change that needs the articles read anew raises `FORMAT` in rag/search/store.py instead.
#
# Ids and words are bytes of UTF-8, for Postgres refuses text with NUL or half of a surrogate pair. What may be longer
# than an index of Postgres takes (2.7 kB: an address, a word of base64) is unique by its SHA-256. Numbers are never
# used twice. `terms` is kept so that removing takes back exactly what adding counted; a posting holds the length of its
# chunk, so that weighing one needs no other table; so does the chunk, for the mean of chosen ones. Vectors of sentences
# stand in their chunk's row, not compressed.
MIGRATIONS = (
    """
CREATE TABLE meta (name text COLLATE "C" PRIMARY KEY, value text NOT NULL);
CREATE TABLE articles (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id bytea NOT NULL,
    key text COLLATE "C" NOT NULL UNIQUE,
    digest text NOT NULL,
    source_digest text NOT NULL,
    revision bigint NOT NULL,
    facts text NOT NULL,
    voices text NOT NULL,
    text bytea NOT NULL,
    starts integer[] NOT NULL,
    ends integer[] NOT NULL
);
CREATE UNIQUE INDEX articles_id ON articles (sha256(id));
CREATE TABLE chunks (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    article bigint NOT NULL REFERENCES articles ON DELETE CASCADE,
    first integer NOT NULL,
    last integer NOT NULL,
    UNIQUE (article, first)
);
CREATE TABLE terms (
    chunk bigint PRIMARY KEY REFERENCES chunks ON DELETE CASCADE,
    title bytea NOT NULL,
    body bytea NOT NULL,
    words bytea NOT NULL
);
CREATE TABLE vectors (
    chunk bigint PRIMARY KEY REFERENCES chunks ON DELETE CASCADE,
    vector vector({dimension}) NOT NULL,
    sentences bytea NOT NULL
);
ALTER TABLE vectors ALTER sentences SET STORAGE EXTERNAL;
CREATE TABLE stems (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stem bytea NOT NULL,
    chunks bigint NOT NULL
);
CREATE UNIQUE INDEX stems_stem ON stems (sha256(stem));
CREATE TABLE postings (
    stem bigint NOT NULL,
    chunk bigint NOT NULL,
    count integer NOT NULL,
    length integer NOT NULL,
    PRIMARY KEY (stem, chunk) INCLUDE (count, length)
);
CREATE TABLE totals (chunks bigint NOT NULL, length bigint NOT NULL);
INSERT INTO totals VALUES (0, 0);
CREATE TABLE words (word bytea NOT NULL, chunks bigint NOT NULL);
CREATE UNIQUE INDEX words_word ON words (sha256(word));
CREATE TABLE withheld (id bytea NOT NULL, source_digest text NOT NULL);
CREATE UNIQUE INDEX withheld_id ON withheld (sha256(id));
CREATE TABLE edits (id bytea NOT NULL, facts text NOT NULL);
CREATE UNIQUE INDEX edits_id ON edits (sha256(id));
""",
    """
ALTER TABLE chunks ADD length integer NOT NULL DEFAULT 0;
UPDATE chunks SET length = held.length
FROM (SELECT DISTINCT ON (chunk) chunk, length FROM postings ORDER BY chunk) AS held WHERE held.chunk = number;
""",
)

HNSW_FROM = 200_000
"""From so many chunks on vectors are found by an index of halves, and weighed exactly; below, all are looked at."""
_MOST = 4000
"""Dimensions that such an index takes."""


CHOOSABLE = 2
"""From this version of the tables on some articles can be chosen."""


class Head(NamedTuple):
    """What is known of an index before anything is asked of it."""

    version: int
    """How many of the migrations were run."""
    chunks: int
    length: int
    """How many stems all chunks hold together."""
    has_hnsw: bool
    """Whether vectors are found by an index of halves."""
    meta: dict[str, str]


_HEAD = """
SELECT (SELECT max(version) FROM versions), chunks, length, to_regclass('vectors_near') IS NOT NULL,
    ARRAY(SELECT name FROM meta ORDER BY name), ARRAY(SELECT value FROM meta ORDER BY name)
FROM totals
"""


def is_made(connection: Connection) -> bool:
    """Whether there is an index."""
    row = connection.execute(
        "SELECT true FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'versions'"
    ).fetchone()
    return row is not None


def head(connection: Connection, place: str, encoder: Encoder) -> Head:
    """What is known of the index. Raises `IndexMissing` where there is none, `IndexMismatch` where a later program has
    changed its tables, and what `checked` raises."""
    try:
        version, chunks, length, halves, names, values = connection.execute(_HEAD).fetchall()[0]
    except errors.UndefinedTable:
        connection.rollback()
        if is_made(connection):
            raise
        raise IndexMissing(place) from None
    found = Head(version, chunks, length, halves, dict(zip(names, values, strict=True)))
    if found.version > len(MIGRATIONS):
        raise IndexMismatch(
            f"the index in {place} was changed by a later version of this program (its tables are version "
            f"{found.version}, this one knows {len(MIGRATIONS)}); install that version"
        )
    checked(found.meta, place, encoder, f"drop its tables and run `rag update ARTICLES --index {place}`")
    return found


def migrate(connection: Connection, place: str, encoder: Encoder) -> None:
    """Makes the tables, or brings those of an earlier version up to date; only for who holds the writer's lock."""
    if not is_made(connection):
        with connection.transaction():
            if connection.execute("SELECT to_regtype('vector')").fetchone() == (None,):
                connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
            connection.execute(
                "CREATE TABLE versions (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())"
            )
            _run(connection, 0, encoder)
            for name, value in sorted(fresh_meta(encoder, uuid4().hex).items()):
                connection.execute("INSERT INTO meta VALUES (%s, %s)", (name, value))
    for done in range(head(connection, place, encoder).version, len(MIGRATIONS)):
        with connection.transaction():
            _run(connection, done, encoder)


def make_hnsw(connection: Connection, dimension: int) -> None:
    """Make the index of halves where there are enough chunks for it, and drop it where there are no longer."""
    ((chunks, has_hnsw),) = connection.execute("SELECT chunks, to_regclass('vectors_near') IS NOT NULL FROM totals")
    wanted = chunks >= HNSW_FROM and dimension <= _MOST
    if wanted == has_hnsw:
        return
    connection.execute(
        SQL(
            "CREATE INDEX vectors_near ON vectors USING hnsw ((vector::halfvec({})) halfvec_ip_ops)"
            if wanted
            else "DROP INDEX vectors_near"
        ).format(Literal(dimension))
    )


def _run(connection: Connection, done: int, encoder: Encoder) -> None:
    connection.execute(SQL(MIGRATIONS[done]).format(dimension=Literal(encoder.dimension)))
    connection.execute("INSERT INTO versions (version) VALUES (%s)", (done + 1,))
