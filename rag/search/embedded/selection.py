"""Some of an index's articles as an index of their own.

Everything that a search weighs (how common a word is, which words are known, what is a copy of what) then comes from
these articles alone, and what is found is what an index that never held another would find."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import rag.search.embedded.rows as rows
import rag.search.embedded.schema as schema
from rag.search.embed import Encoder
from rag.search.stored import blob

Row = tuple[Any, ...]

_COPIED = (
    ("articles", "SELECT * FROM articles WHERE number IN (SELECT value FROM json_each(?))"),
    ("sentences", "SELECT * FROM sentences WHERE article IN (SELECT value FROM json_each(?))"),
    ("chunks", "SELECT * FROM chunks WHERE article IN (SELECT value FROM json_each(?)) ORDER BY number"),
    (
        "vectors",
        "SELECT vectors.* FROM vectors JOIN chunks ON chunk = number"
        " WHERE article IN (SELECT value FROM json_each(?)) ORDER BY number",
    ),
    (
        "terms",
        "SELECT terms.* FROM chunks JOIN terms ON terms.chunk = number"
        " WHERE article IN (SELECT value FROM json_each(?)) ORDER BY number",
    ),
)


def copy(source: sqlite3.Connection, ids: Collection[str], folder: Path, encoder: Encoder) -> None:
    """Make an index in the empty folder `folder` of the articles of these ids; an id that is not there is no matter."""
    wanted = {blob(id) for id in ids}
    held = source.execute("SELECT number, id FROM articles ORDER BY id")
    numbers = [number for number, id in held if id in wanted]
    fill(folder, encoder, numbers, ((table, source.execute(query, (json.dumps(numbers),))) for table, query in _COPIED))


def fill(folder: Path, encoder: Encoder, numbers: Sequence[int], tables: Iterable[tuple[str, Iterable[Row]]]) -> None:
    """Make an index in the empty folder `folder` of what is in these tables, for the articles of these numbers."""
    target = schema.connect_writer(folder, encoder)
    try:
        with schema.translated(folder), schema.transaction(target):
            for table, found in tables:
                for row in found:
                    target.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
            for number in numbers:
                rows.count(target, number, 1)
            rows.bump(target)
    finally:
        target.close()
