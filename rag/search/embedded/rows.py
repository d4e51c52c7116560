"""Articles in and out of the database. Every function works inside the caller's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np

import rag.search.stored as stored
from rag.search.store import Numbers, StoredArticle
from rag.search.stored import blob, unblob, whole
from rag.types import Article, Chunk
from rag.types.retrieval import Vectors
from rag.types.where import Facts

_WORDS = """
SELECT words FROM chunks JOIN terms ON terms.chunk = chunks.number
WHERE article IN (SELECT value FROM json_each(?))
"""


def put(
    connection: sqlite3.Connection,
    article: Article,
    chunks: Sequence[Chunk],
    source_digest: str,
    vectors: tuple[Vectors, Vectors],
) -> None:
    """Stores the article with its chunks and the vectors of (chunks, sentences), in place of one of the same id."""
    remove(connection, article.id)
    number = connection.execute(
        "INSERT INTO articles (id, key, digest, source_digest, revision, facts, voices, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(blob(article.id), article.key, article.digest, source_digest, bump(connection)),
            *(stored.facts(article), stored.said(chunks), blob(article.text)),
        ),
    ).lastrowid
    connection.executemany(
        "INSERT INTO sentences VALUES (?, ?, ?, ?)",
        ((number, position, *span) for position, span in enumerate(stored.spans(chunks))),
    )
    for row in stored.rows(article, chunks, vectors):
        found = connection.execute(
            "INSERT INTO chunks (article, first, last) VALUES (?, ?, ?)", (number, row.first, row.last)
        ).lastrowid
        connection.execute(
            "INSERT INTO vectors VALUES (?, ?, ?)", (found, row.vector.tobytes(), row.sentences.tobytes())
        )
        connection.execute("INSERT INTO terms VALUES (?, ?, ?, ?)", (found, *row.terms))
    count(connection, number, 1)


def rename(connection: sqlite3.Connection, old_id: str, article: Article, source_digest: str) -> None:
    """The article `old_id` as `article`, whose text is the same: nothing is embedded again."""
    row = connection.execute("SELECT number, digest FROM articles WHERE id = ?", (blob(old_id),)).fetchone()
    if row is None:
        raise KeyError(old_id)
    number, digest = row
    if digest != article.digest:
        raise ValueError(f"{article.id!r} does not have the text of {old_id!r}")
    if article.id != old_id:
        remove(connection, article.id)
    count(connection, number, -1)
    connection.execute(
        "UPDATE articles SET id = ?, key = ?, source_digest = ?, revision = ?, facts = ? WHERE number = ?",
        (blob(article.id), article.key, source_digest, bump(connection), stored.facts(article), number),
    )
    passages = stored.sentences(article, _spans(connection, number))
    for chunk, first, last in _chunks(connection, number):
        text = " ".join(passage.text for passage in passages[first : last + 1])
        _retitle(connection, (number, first, last), chunk, stored.terms(article.title, text))
    count(connection, number, 1)


def _retitle(connection: sqlite3.Connection, row: tuple[int, int, int], chunk: int, terms: stored.Terms) -> None:
    """A chunk with the words of another title, under another number: what its number means never changes, so that
    parts and files of postings stay right."""
    held = "SELECT title, vector, sentences FROM terms JOIN vectors USING (chunk) WHERE chunk = ?"
    title, vector, sentences = connection.execute(held, (chunk,)).fetchone()
    if title == terms[0]:
        connection.execute("UPDATE terms SET words = ? WHERE chunk = ?", (terms[2], chunk))
        return
    connection.execute("DELETE FROM chunks WHERE number = ?", (chunk,))
    new = connection.execute("INSERT INTO chunks (article, first, last) VALUES (?, ?, ?)", row).lastrowid
    connection.execute("INSERT INTO vectors VALUES (?, ?, ?)", (new, vector, sentences))
    connection.execute("INSERT INTO terms VALUES (?, ?, ?, ?)", (new, *terms))


def remove(connection: sqlite3.Connection, id: str) -> bool:
    """Takes the article out, if it is there, and says whether it was."""
    row = connection.execute("SELECT number FROM articles WHERE id = ?", (blob(id),)).fetchone()
    if row is None:
        return False
    count(connection, row[0], -1)
    connection.execute("DELETE FROM articles WHERE number = ?", row)
    bump(connection)
    return True


def bump(connection: sqlite3.Connection) -> int:
    """The generation after this change."""
    row = connection.execute(
        "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE name = 'generation' RETURNING value"
    ).fetchone()
    return int(row[0])


def article(connection: sqlite3.Connection, id: str) -> Article:
    """The article of this id. Raises `KeyError` where there is none."""
    row = connection.execute("SELECT id, digest, facts, text FROM articles WHERE id = ?", (blob(id),)).fetchone()
    if row is None:
        raise KeyError(id)
    return stored.article(*row)


def articles(connection: sqlite3.Connection, numbers: Collection[int] | None) -> list[Article]:
    """All articles, or those of these numbers, by id."""
    return [stored.article(*row) for row in _some(connection, "id, digest, facts, text", numbers, "id")]


def facts(connection: sqlite3.Connection, numbers: Collection[int] | None) -> list[Facts]:
    """What is known of all articles, or of those of these numbers, by id."""
    return [stored.known(*row) for row in _some(connection, "id, digest, facts", numbers, "id")]


def added(connection: sqlite3.Connection, numbers: Collection[int] | None) -> list[str]:
    """The ids of all articles, or of those of these numbers, the one that was stored last first: numbers are never used
    twice."""
    return [unblob(id) for (id,) in _some(connection, "id", numbers, "number DESC")]


def numbers(connection: sqlite3.Connection, ids: Collection[str]) -> frozenset[int]:
    """The numbers of the articles of these ids; an id that is not there is no matter."""
    wanted = {blob(id) for id in ids}
    return frozenset(number for number, id in connection.execute("SELECT number, id FROM articles") if id in wanted)


def words(connection: sqlite3.Connection, numbers: Collection[int]) -> Counter[str]:
    """Every form of a word that stands in the articles of these numbers, with the number of chunks it stands in."""
    held = connection.execute(_WORDS, (json.dumps(list(numbers)),))
    return Counter(chain.from_iterable(found.split() for (found,) in held))


def _some(
    connection: sqlite3.Connection, columns: str, numbers: Collection[int] | None, order: str
) -> Iterator[Sequence[Any]]:
    """Rows of all articles, or of those of these numbers."""
    where = "" if numbers is None else "WHERE number IN (SELECT value FROM json_each(?))"
    given = () if numbers is None else (json.dumps(list(numbers)),)
    return connection.execute(f"SELECT {columns} FROM articles {where} ORDER BY {order}", given)


def load(connection: sqlite3.Connection, number: int) -> StoredArticle:
    """The article of this number with its sentences and their voices."""
    statement = "SELECT voices, id, digest, facts, text FROM articles WHERE number = ?"
    voices, *row = connection.execute(statement, (number,)).fetchone()
    found = stored.article(*row)
    return StoredArticle(found, stored.sentences(found, _spans(connection, number)), stored.voices(voices))


def vectors(connection: sqlite3.Connection, chunks: Numbers, dimension: int) -> Vectors:
    """The vectors of these chunks, which are in the order of their numbers, one row each."""
    statement = "SELECT vector FROM vectors WHERE chunk IN (SELECT value FROM json_each(?)) ORDER BY chunk"
    held = connection.execute(statement, (json.dumps(chunks.tolist()),))
    with whole():
        return np.frombuffer(b"".join(vector for (vector,) in held), np.float32).reshape(len(chunks), dimension)


def all_vectors(
    connection: sqlite3.Connection, chunks: Sequence[int], dimension: int
) -> dict[int, tuple[Vectors, Vectors]]:
    """The vector of each chunk, and those of its sentences, one row each."""
    statement = "SELECT chunk, vector, sentences FROM vectors WHERE chunk IN (SELECT value FROM json_each(?))"
    held = connection.execute(statement, (json.dumps(chunks),))
    with whole():
        return {
            chunk: (
                np.frombuffer(vector, np.float32).reshape(dimension),
                np.frombuffer(sentences, np.float32).reshape(-1, dimension),
            )
            for chunk, vector, sentences in held
        }


def _spans(connection: sqlite3.Connection, number: int) -> list[tuple[int, int]]:
    return connection.execute(
        "SELECT start, end FROM sentences WHERE article = ? ORDER BY position", (number,)
    ).fetchall()


def _chunks(connection: sqlite3.Connection, number: int) -> list[tuple[int, int, int]]:
    return connection.execute(
        "SELECT number, first, last FROM chunks WHERE article = ? ORDER BY first", (number,)
    ).fetchall()


def count(connection: sqlite3.Connection, number: int | None, sign: int) -> None:
    """Adds (1) or takes away (-1) an article's chunks in the counts of stems and words, as they stand in `terms`."""
    rows = connection.execute(
        "SELECT title, body, words FROM terms WHERE chunk IN (SELECT number FROM chunks WHERE article = ?)", (number,)
    ).fetchall()
    stems, words = stored.counted(stored.Terms(*row) for row in rows)
    _add(connection, "stems", "stem", stems, sign)
    _add(connection, "words", "word", words, sign)


def _add(connection: sqlite3.Connection, table: str, column: str, counted: Counter[str], sign: int) -> None:
    connection.executemany(
        f"INSERT INTO {table} VALUES (?, ?) ON CONFLICT DO UPDATE SET chunks = chunks + excluded.chunks",
        ((name, sign * count) for name, count in sorted(counted.items())),
    )
    connection.executemany(f"DELETE FROM {table} WHERE {column} = ? AND chunks = 0", ((name,) for name in counted))
