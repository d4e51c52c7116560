"""Some of an index's articles as an index of their own.

Everything that a search weighs (how common a word is, which words are known, what is a copy of what) then comes from
these articles alone, and what is found is what an index that never held another would find."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from pathlib import Path

import rag.search.embedded.rows as rows
import rag.search.embedded.schema as schema
from rag.search.embed import Encoder
from rag.search.stored import blob

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
        "terms (rowid, title, body, words)",
        "SELECT terms.rowid, title, body, words FROM chunks JOIN terms ON terms.rowid = number"
        " WHERE article IN (SELECT value FROM json_each(?)) ORDER BY number",
    ),
)


def copy(source: sqlite3.Connection, ids: Collection[str], folder: Path, encoder: Encoder) -> None:
    """Make an index in the empty folder `folder` of the articles of these ids; an id that is not there is no matter."""
    wanted = {blob(id) for id in ids}
    held = source.execute("SELECT number, id FROM articles ORDER BY id")
    numbers = [number for number, id in held if id in wanted]
    target = schema.connect_writer(folder, encoder)
    try:
        with schema.translated(folder), schema.transaction(target):
            for table, query in _COPIED:
                found = source.execute(query, (json.dumps(numbers),))
                places = ", ".join("?" * len(found.description))
                target.executemany(f"INSERT INTO {table} VALUES ({places})", found)
            for number in numbers:
                rows.count(target, number, 1)
            rows.bump(target)
    finally:
        target.close()
