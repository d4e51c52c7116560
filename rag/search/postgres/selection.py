"""Some of the articles of an index in Postgres as an index of their own, in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import rag.search.embedded.selection as embedded
from rag.search.embed import Encoder
from rag.search.postgres.connection import Connection
from rag.search.postgres.dense import sent
from rag.search.stored import unblob

_ARTICLES = """
SELECT number, id, key, digest, source_digest, revision, facts, voices, text, starts, ends
FROM articles WHERE number = ANY(%s)
"""
_CHUNKS = """
SELECT number, article, first, last, vector_send(vector), sentences, title, body, words
FROM chunks JOIN vectors ON vectors.chunk = number JOIN terms ON terms.chunk = number
WHERE article = ANY(%s) ORDER BY number
"""

Tables = Iterator[tuple[str, Iterable[tuple[Any, ...]]]]


def copy(connection: Connection, articles: Sequence[int], folder: Path, encoder: Encoder) -> None:
    """Make an index in the empty folder `folder` of the articles of these numbers."""
    embedded.fill(folder, encoder, articles, _tables(connection, articles))


def _tables(connection: Connection, articles: Sequence[int]) -> Tables:
    """What stands in the tables of an index in a folder."""
    for row in connection.execute(_ARTICLES, (list(articles),), binary=True).fetchall():
        yield "articles", [row[:-2]]
        spans = zip(row[-2], row[-1], strict=True)
        yield "sentences", [(row[0], position, *span) for position, span in enumerate(spans)]
    for row in connection.execute(_CHUNKS, (list(articles),), binary=True).fetchall():
        yield "chunks", [row[:4]]
        yield "vectors", [(row[0], sent(row[4]).tobytes(), row[5])]
        yield "terms", [(row[0], *map(unblob, row[6:]))]
