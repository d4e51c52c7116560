"""An index of more articles, out of one: every article again, several times, each time under other names."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import rag.search.embedded.schema as schema
import rag.search.stored as stored
from benchmarks.recombined import WORD, Press
from rag.search.stored import Terms, blob
from rag.types import Article, Chunk

VOWELS, CONSONANTS = "aeiou", "bcdfghjklmnpqrstvwxyz"
TOGETHER = 1000
"""Articles in one transaction."""
DIRECTIONS = 50_000
"""Names whose direction is remembered: those of a few hundred editions."""
_READ = "SELECT number, id, digest, facts, voices, text FROM articles WHERE number <= ? ORDER BY number"
_ADD = "INSERT INTO articles (id, key, digest, source_digest, revision, facts, voices, text) VALUES (?,?,?,?,?,?,?,?)"
_COUNT = "INSERT INTO {} VALUES (?, ?) ON CONFLICT DO UPDATE SET chunks = chunks + excluded.chunks"


class Again(NamedTuple):
    """The time an article is there, and what puts its names into a text."""

    time: int
    renamed: Callable[[str], str]


def enlarge(made: Press, small: Path, folder: Path, times: int) -> None:
    """Write the database of the index in `small` into `folder`, with every article so many times; the files beside it
    are left to the next writer."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(small / schema.DATABASE, folder / schema.DATABASE)
    made._direction = lru_cache(DIRECTIONS)(made._direction)  # type: ignore[method-assign]
    stems, words = Counter[str](), Counter[str]()
    with closing(sqlite3.connect(folder / schema.DATABASE, isolation_level=None)) as connection:
        for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -200000"):
            connection.execute(f"PRAGMA {setting}")
        (last,) = connection.execute("SELECT max(number) FROM articles").fetchone()
        for time in range(1, times):
            for some in _read(small / schema.DATABASE, last):
                connection.execute("BEGIN")
                for row in some:
                    terms = _add(connection, made, row, Again(time, renaming(made, time)))
                    for held, counted in zip((stems, words), stored.counted(terms), strict=True):
                        held.update(counted)
                connection.execute("COMMIT")
        connection.execute("BEGIN")
        for table, counts in (("stems", stems), ("words", words)):
            connection.executemany(_COUNT.format(table), sorted(counts.items()))
        connection.execute("UPDATE meta SET value = CAST(value AS INTEGER) + ? WHERE name = 'generation'", (last,))
        connection.execute("DELETE FROM files")
        connection.execute("COMMIT")


def _read(database: Path, last: int) -> Iterator[Sequence[Any]]:
    with closing(sqlite3.connect(database)) as connection:
        held = connection.execute(_READ, (last,))
        while some := list(islice(held, TOGETHER)):
            yield some


@lru_cache
def renaming(made: Press, time: int) -> Callable[[str], str]:
    """What puts other names into a text, each as long as the one that is there: other vowels, other consonants."""
    letters = {}
    for kind in (VOWELS, CONSONANTS):
        moved = kind[time % len(kind) or 1 :] + kind[: time % len(kind) or 1]
        letters |= dict(zip(kind + kind.upper(), moved + moved.upper(), strict=True))
    table = str.maketrans(letters)

    @lru_cache(DIRECTIONS)
    def other(word: str) -> str:
        return word.translate(table) if made.is_name(word) else word

    return lambda text: WORD.sub(lambda word: other(word[0]), text)


def _add(connection: sqlite3.Connection, made: Press, row: Any, again: Again) -> list[Terms]:
    """Write one article under other names; the terms of its chunks."""
    number, id, digest, facts, voices, text = row
    new = _renamed(stored.article(id, digest, facts, text), again)
    held = "FROM {} WHERE article = ? ORDER BY {}"
    spans = connection.execute(f"SELECT start, end {held.format('sentences', 'position')}", (number,)).fetchall()
    ends = connection.execute(f"SELECT first, last {held.format('chunks', 'first')}", (number,)).fetchall()
    passages = stored.sentences(new, spans)
    chunks = [Chunk(passages[first : last + 1]) for first, last in ends]
    vectors = made.encode([passage.text for passage in passages])
    whole = np.stack([vectors[first : last + 1].sum(0) for first, last in ends])
    whole /= np.linalg.norm(whole, axis=1, keepdims=True)
    facts, voices = stored.facts(new), again.renamed(voices)
    written = (blob(new.id), new.key, new.digest, new.digest, number, facts, voices, blob(new.text))
    own = connection.execute(_ADD, written).lastrowid
    positions = ((own, position, *span) for position, span in enumerate(spans))
    connection.executemany("INSERT INTO sentences VALUES (?, ?, ?, ?)", positions)
    added = []
    for one in stored.rows(new, chunks, (whole, vectors)):
        place = (own, one.first, one.last)
        chunk = connection.execute("INSERT INTO chunks (article, first, last) VALUES (?, ?, ?)", place).lastrowid
        rows = one.vector.tobytes(), one.sentences.tobytes()
        connection.execute("INSERT INTO vectors VALUES (?, ?, ?)", (chunk, *rows))
        connection.execute("INSERT INTO terms VALUES (?, ?, ?, ?)", (chunk, *one.terms))
        added.append(one.terms)
    return added


def _renamed(old: Article, again: Again) -> Article:
    folder, _, rest = old.id.partition("/")
    return Article(
        id=f"{folder}/{again.time}/{rest}",
        text=again.renamed(old.text),
        title=again.renamed(old.title),
        published=old.published,
        language=old.language,
        headings=old.headings,
    )
