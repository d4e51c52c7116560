"""Articles in and out of the database. Every function works inside the caller's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

import numpy as np

import rag.search.ledger as ledger
import rag.search.sparse as sparse
from rag.errors import IndexDamaged
from rag.search.spelling import forms
from rag.types import Article, Chunk, Passage
from rag.types.retrieval import Vectors


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """Which version of an article the index holds: the digest of its text and of the file it came from."""

    digest: str
    source_digest: str


def blob(text: str) -> bytes:
    """Text as the tables hold it: any text, halves of surrogate pairs too."""
    return text.encode("utf-8", "surrogatepass")


def unblob(data: bytes) -> str:
    """The text that `blob` made this of. Raises `IndexDamaged`."""
    with whole():
        return data.decode("utf-8", "surrogatepass")


@contextmanager
def whole() -> Iterator[None]:
    """What is stored cannot be read inside: `IndexDamaged`. A disk may change what SQLite does not look at."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexDamaged(
            f"what is stored of an article is damaged ({error}); delete the index and update it"
        ) from error


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
            *(_facts(article), _said(chunks), blob(article.text)),
        ),
    ).lastrowid
    spans = ((sentence.start, sentence.end) for chunk in chunks for sentence in chunk.sentences)
    connection.executemany(
        "INSERT INTO sentences VALUES (?, ?, ?, ?)",
        ((number, position, start, end) for position, (start, end) in enumerate(spans)),
    )
    first = 0
    for chunk, row in zip(chunks, vectors[0], strict=True):
        beyond = first + len(chunk.sentences)
        found = connection.execute(
            "INSERT INTO chunks (article, first, last) VALUES (?, ?, ?)", (number, first, beyond - 1)
        ).lastrowid
        stored = found, row.tobytes(), vectors[1][first:beyond].tobytes()
        connection.execute("INSERT INTO vectors VALUES (?, ?, ?)", stored)
        connection.execute(
            "INSERT INTO terms (rowid, title, body, words) VALUES (?, ?, ?, ?)",
            (found, sparse.document(article.title), sparse.document(chunk.text), _words(article.title, chunk.text)),
        )
        first = beyond
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
        (blob(article.id), article.key, source_digest, bump(connection), _facts(article), number),
    )
    passages = sentences(connection, number, article)
    for chunk, first, last in _chunks(connection, number):
        text = " ".join(passage.text for passage in passages[first : last + 1])
        connection.execute(
            "UPDATE terms SET title = ?, words = ? WHERE rowid = ?",
            (sparse.document(article.title), _words(article.title, text), chunk),
        )
    count(connection, number, 1)


def remove(connection: sqlite3.Connection, id: str) -> bool:
    """Takes the article out, if it is there, and says whether it was."""
    row = connection.execute("SELECT number FROM articles WHERE id = ?", (blob(id),)).fetchone()
    if row is None:
        return False
    count(connection, row[0], -1)
    connection.executemany("DELETE FROM terms WHERE rowid = ?", [(chunk,) for chunk, *_ in _chunks(connection, row[0])])
    connection.execute("DELETE FROM articles WHERE number = ?", row)
    bump(connection)
    return True


def bump(connection: sqlite3.Connection) -> int:
    """The generation after this change."""
    row = connection.execute(
        "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE name = 'generation' RETURNING value"
    ).fetchone()
    return int(row[0])


def article(connection: sqlite3.Connection, number: int) -> Article:
    """The article of this number."""
    id, digest, facts, text = connection.execute(
        "SELECT id, digest, facts, text FROM articles WHERE number = ?", (number,)
    ).fetchone()
    return _article(id, digest, facts, text)


def article_of(connection: sqlite3.Connection, id: str) -> Article:
    """The article of this id. Raises `KeyError` where there is none."""
    row = connection.execute("SELECT id, digest, facts, text FROM articles WHERE id = ?", (blob(id),)).fetchone()
    if row is None:
        raise KeyError(id)
    return _article(*row)


def articles(connection: sqlite3.Connection) -> list[Article]:
    """All articles, by id."""
    rows = connection.execute("SELECT id, digest, facts, text FROM articles ORDER BY id")
    return [_article(*row) for row in rows]


def added(connection: sqlite3.Connection) -> list[str]:
    """The ids of all articles, the one that was stored last first: numbers are never used twice."""
    return [unblob(id) for (id,) in connection.execute("SELECT id FROM articles ORDER BY number DESC")]


def sentences(connection: sqlite3.Connection, number: int, article: Article) -> tuple[Passage, ...]:
    """All sentences of the article, in order."""
    spans = connection.execute("SELECT start, end FROM sentences WHERE article = ? ORDER BY position", (number,))
    with whole():
        return tuple(Passage(article, start, end) for start, end in spans)


def voices(connection: sqlite3.Connection, number: int) -> ledger.Ledger:
    """The voices of all sentences of the article, in order."""
    (held,) = connection.execute("SELECT voices FROM articles WHERE number = ?", (number,)).fetchone()
    with whole():
        return ledger.loaded(held)


def sentence_vectors(connection: sqlite3.Connection, chunks: Sequence[int], dimension: int) -> dict[int, Vectors]:
    """The vectors of each chunk's sentences, one row each."""
    rows = connection.execute(
        "SELECT chunk, sentences FROM vectors WHERE chunk IN (SELECT value FROM json_each(?))", (json.dumps(chunks),)
    )
    with whole():
        return {chunk: np.frombuffer(found, np.float32).reshape(-1, dimension) for chunk, found in rows}


def _article(id: bytes, digest: str, facts: str, text: bytes) -> Article:
    with whole():
        known = json.loads(facts)
        headings = tuple((start, end) for start, end in known.pop("headings"))
        pages = tuple(known.pop("pages", ()))  # an index of an earlier version has none
        found = Article(id=unblob(id), text=unblob(text), headings=headings, pages=pages, **known)
    if found.digest != digest:
        raise IndexDamaged(f"the stored text of {found.id!r} is not what was stored; delete the index and update it")
    return found


def _facts(article: Article) -> str:
    names = ("title", "published", "author", "publisher", "url", "language", "headings", "pages")
    return json.dumps({name: getattr(article, name) for name in names})


def _said(chunks: Sequence[Chunk]) -> str:
    return ledger.dumped(ledger.ledger([sentence for chunk in chunks for sentence in chunk.sentences]))


def _words(title: str, text: str) -> str:
    return " ".join(sorted(forms(f"{title}\n{text}")))


def _chunks(connection: sqlite3.Connection, number: int) -> list[tuple[int, int, int]]:
    return connection.execute(
        "SELECT number, first, last FROM chunks WHERE article = ? ORDER BY first", (number,)
    ).fetchall()


def count(connection: sqlite3.Connection, number: int | None, sign: int) -> None:
    """Adds (1) or takes away (-1) an article's chunks in the counts of stems and words, as they stand in `terms`."""
    rows = connection.execute(
        "SELECT title, body, words FROM terms WHERE rowid IN (SELECT number FROM chunks WHERE article = ?)", (number,)
    ).fetchall()
    _add(
        connection,
        "stems",
        "stem",
        chain.from_iterable({*title.split(), *body.split()} for title, body, _ in rows),
        sign,
    )
    _add(connection, "words", "word", chain.from_iterable(words.split() for *_, words in rows), sign)


def _add(connection: sqlite3.Connection, table: str, column: str, names: Iterable[str], sign: int) -> None:
    counted = Counter(names)
    connection.executemany(
        f"INSERT INTO {table} VALUES (?, ?) ON CONFLICT DO UPDATE SET chunks = chunks + excluded.chunks",
        ((name, sign * count) for name, count in sorted(counted.items())),
    )
    connection.executemany(f"DELETE FROM {table} WHERE {column} = ? AND chunks = 0", ((name,) for name in counted))
