"""Articles in and out of the database. Every function works inside the caller's transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import Any, LiteralString, NamedTuple

from psycopg.sql import SQL

import rag.search.postgres.counts as counts
import rag.search.stored as stored
from rag.search.postgres.bm25 import hashes
from rag.search.postgres.connection import Connection
from rag.search.store import StoredArticle
from rag.search.stored import ChunkRow, blob, unblob
from rag.types import Article, Chunk
from rag.types.retrieval import Vectors
from rag.types.where import Facts

_PUT = """
INSERT INTO articles (id, key, digest, source_digest, revision, facts, voices, text, starts, ends)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING number
"""


_CHOSEN = """
WITH chosen AS MATERIALIZED (SELECT number FROM articles WHERE sha256(id) = ANY(%s))
SELECT ARRAY(SELECT number FROM chosen ORDER BY number), count(*), coalesce(sum(length), 0)
FROM chunks JOIN chosen ON chosen.number = article
"""
_WORDS = "SELECT words FROM chunks JOIN terms ON terms.chunk = number WHERE article = ANY(%s)"


class Chosen(NamedTuple):
    """Some articles by their numbers, and how many chunks and stems they hold together."""

    articles: list[int]
    chunks: int
    length: int


def put(
    connection: Connection,
    article: Article,
    chunks: Sequence[Chunk],
    source_digest: str,
    vectors: tuple[Vectors, Vectors],
) -> None:
    """Stores the article with its chunks and the vectors of (chunks, sentences), in place of one of the same id."""
    remove(connection, article.id)
    spans = stored.spans(chunks)
    values = (
        *(blob(article.id), article.key, article.digest, source_digest, bump(connection)),
        *(stored.facts(article), stored.said(chunks), blob(article.text)),
        *([start for start, _ in spans], [end for _, end in spans]),
    )
    number = _one(connection, _PUT, values)
    rows = list(stored.rows(article, chunks, vectors))
    made = _chunks(connection, number, rows)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO vectors VALUES (%s, %s::vector, %s)",
            [(chunk, written(row.vector), row.sentences.tobytes()) for chunk, row in zip(made, rows, strict=True)],
        )
    counts.add(connection, {chunk: row.terms for chunk, row in zip(made, rows, strict=True)})


def rename(connection: Connection, old_id: str, article: Article, source_digest: str) -> None:
    """The article `old_id` as `article`, whose text is the same: nothing is embedded again."""
    row = _find(connection, "number, digest, starts, ends", old_id)
    if row is None:
        raise KeyError(old_id)
    number, digest, starts, ends = row
    if digest != article.digest:
        raise ValueError(f"{article.id!r} does not have the text of {old_id!r}")
    if article.id != old_id:
        remove(connection, article.id)
    counts.take_back(connection, number)
    connection.execute(
        "UPDATE articles SET id = %s, key = %s, source_digest = %s, revision = %s, facts = %s WHERE number = %s",
        (blob(article.id), article.key, source_digest, bump(connection), stored.facts(article), number),
    )
    passages = stored.sentences(article, zip(starts, ends, strict=True))
    held = connection.execute("SELECT number, first, last FROM chunks WHERE article = %s ORDER BY first", (number,))
    texts = {chunk: " ".join(one.text for one in passages[first : last + 1]) for chunk, first, last in held.fetchall()}
    counts.add(connection, {chunk: stored.terms(article.title, text) for chunk, text in texts.items()})


def remove(connection: Connection, id: str) -> bool:
    """Takes the article out, if it is there, and says whether it was."""
    row = _find(connection, "number", id)
    if row is None:
        return False
    counts.take_back(connection, row[0])
    connection.execute("DELETE FROM articles WHERE number = %s", row)
    bump(connection)
    return True


def bump(connection: Connection) -> int:
    """The generation after this change."""
    statement = "UPDATE meta SET value = (value::bigint + 1)::text WHERE name = 'generation' RETURNING value"
    return int(_one(connection, statement, ()))


def article(connection: Connection, id: str) -> Article:
    """The article of this id. Raises `KeyError` where there is none."""
    row = _find(connection, "id, digest, facts, text", id)
    if row is None:
        raise KeyError(id)
    return stored.article(*row)


def articles(connection: Connection, numbers: Sequence[int] | None) -> list[Article]:
    """All articles, or those of these numbers, by id."""
    return [stored.article(*row) for row in _some(connection, "id, digest, facts, text", numbers, "id")]


def facts(connection: Connection, numbers: Sequence[int] | None) -> list[Facts]:
    """What is known of all articles, or of those of these numbers, by id."""
    return [stored.known(*row) for row in _some(connection, "id, digest, facts", numbers, "id")]


def added(connection: Connection, numbers: Sequence[int] | None) -> list[str]:
    """The ids of all articles, or of those of these numbers, the one that was stored last first: numbers are never used
    twice."""
    return [unblob(id) for (id,) in _some(connection, "id", numbers, "number DESC")]


def chosen(connection: Connection, ids: Collection[str]) -> Chosen:
    """The articles of these ids; an id that is not there is no matter."""
    ((numbers, chunks, length),) = connection.execute(_CHOSEN, (hashes(list(ids)),)).fetchall()
    return Chosen(numbers, chunks, int(length))


def words(connection: Connection, numbers: Sequence[int]) -> Counter[str]:
    """Every form of a word that stands in the articles of these numbers, with the number of chunks it stands in."""
    held = connection.execute(_WORDS, (numbers,), binary=True)
    return Counter(chain.from_iterable(unblob(found).split() for (found,) in held))


def _some(
    connection: Connection, columns: LiteralString, numbers: Sequence[int] | None, order: LiteralString
) -> Iterator[tuple[Any, ...]]:
    """Rows of all articles, or of those of these numbers."""
    where = SQL("" if numbers is None else "WHERE number = ANY(%(numbers)s)")
    statement = SQL("SELECT {} FROM articles {} ORDER BY {}").format(SQL(columns), where, SQL(order))
    return iter(connection.execute(statement, {"numbers": numbers}, binary=True))


def load(connection: Connection, number: int) -> StoredArticle:
    """The article of this number with its sentences and their voices."""
    statement = "SELECT starts, ends, voices, id, digest, facts, text FROM articles WHERE number = %s"
    starts, ends, voices, *row = connection.execute(statement, (number,), binary=True).fetchall()[0]
    found = stored.article(*row)
    return StoredArticle(found, stored.sentences(found, zip(starts, ends, strict=True)), stored.voices(voices))


def written(vector: Vectors) -> str:
    """A vector as pgvector reads it: nothing of a float32 is lost."""
    return f"[{','.join(map(repr, vector.tolist()))}]"


def _chunks(connection: Connection, number: int, rows: Sequence[ChunkRow]) -> list[int]:
    """The numbers of an article's new chunks, in order."""
    if not rows:
        return []
    found = connection.execute(
        "INSERT INTO chunks (article, first, last) SELECT %s, * FROM unnest(%s::integer[], %s::integer[])"
        " RETURNING first, number",
        (number, [row.first for row in rows], [row.last for row in rows]),
    ).fetchall()
    return [chunk for _, chunk in sorted(found)]


def _find(connection: Connection, columns: LiteralString, id: str) -> tuple[Any, ...] | None:
    statement = SQL("SELECT {} FROM articles WHERE sha256(id) = %s").format(SQL(columns))
    return connection.execute(statement, (hashes([id])[0],)).fetchone()


def _one(connection: Connection, statement: LiteralString, values: tuple[object, ...]) -> Any:
    return connection.execute(statement, values).fetchall()[0][0]
