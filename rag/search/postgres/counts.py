"""What is counted over all chunks: in how many of them a stem and a word stand, how often, and how long they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from rag.search.postgres.bm25 import hashes
from rag.search.postgres.connection import Connection
from rag.search.stored import Terms, blob, counted, unblob

_STEMS = """
INSERT INTO stems (stem, chunks) SELECT * FROM unnest(%s::bytea[], %s::bigint[])
ON CONFLICT (sha256(stem)) DO UPDATE SET chunks = stems.chunks + excluded.chunks RETURNING stem, number
"""
_WORDS = """
INSERT INTO words (word, chunks) SELECT * FROM unnest(%s::bytea[], %s::bigint[])
ON CONFLICT (sha256(word)) DO UPDATE SET chunks = words.chunks + excluded.chunks
"""
_LESS_STEMS = """
UPDATE stems SET chunks = stems.chunks - less.chunks FROM unnest(%s::bytea[], %s::bigint[]) AS less (hash, chunks)
WHERE sha256(stem) = less.hash RETURNING number
"""
_LESS_WORDS = """
UPDATE words SET chunks = words.chunks - less.chunks FROM unnest(%s::bytea[], %s::bigint[]) AS less (hash, chunks)
WHERE sha256(word) = less.hash
"""
_TERMS = "INSERT INTO terms SELECT * FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[], %s::bytea[])"
_POSTINGS = "INSERT INTO postings SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::integer[], %s::integer[])"
_LENGTHS = """
UPDATE chunks SET length = given.length FROM unnest(%s::bigint[], %s::integer[]) AS given (chunk, length)
WHERE number = given.chunk
"""
_TOTALS = "UPDATE totals SET chunks = chunks + %s, length = length + %s"


def add(connection: Connection, held: Mapping[int, Terms]) -> None:
    """Count chunks, given by their numbers."""
    columns = list(zip(*(map(blob, terms) for terms in held.values()), strict=True)) or [(), (), ()]
    connection.execute(_TERMS, (list(held), *map(list, columns)))
    stems, words = counted(held.values())
    # In one order, always: two transactions that change the same rows would else wait for one another.
    given = [list(map(blob, sorted(stems))), [stems[stem] for stem in sorted(stems)]]
    numbers = {unblob(stem): number for stem, number in connection.execute(_STEMS, given)}
    postings = [
        (numbers[stem], chunk, count, length)
        for chunk, terms in held.items()
        for found, length in [_occurring(terms)]
        for stem, count in found.items()
    ]
    lengths = {chunk: _occurring(terms)[1] for chunk, terms in held.items()}
    connection.execute(_LENGTHS, (list(lengths), list(lengths.values())))
    connection.execute(_POSTINGS, [list(column) for column in zip(*postings, strict=True)] or [[], [], [], []])
    connection.execute(_WORDS, (list(map(blob, sorted(words))), [words[word] for word in sorted(words)]))
    connection.execute(_TOTALS, (len(held), sum(lengths.values())))


def take_back(connection: Connection, article: int) -> None:
    """Count the chunks of an article no longer."""
    rows = connection.execute(
        "DELETE FROM terms WHERE chunk IN (SELECT number FROM chunks WHERE article = %s)"
        " RETURNING chunk, title, body, words",
        (article,),
    ).fetchall()
    held = {chunk: Terms(*map(unblob, columns)) for chunk, *columns in rows}
    stems, words = counted(held.values())
    less = connection.execute(_LESS_STEMS, (hashes(list(stems)), list(stems.values())))
    numbers = [number for (number,) in less.fetchall()]
    connection.execute("DELETE FROM postings WHERE stem = ANY(%s) AND chunk = ANY(%s)", (numbers, list(held)))
    connection.execute("DELETE FROM stems WHERE number = ANY(%s) AND chunks = 0", (numbers,))
    gone = hashes(list(words))
    connection.execute(_LESS_WORDS, (gone, list(words.values())))
    connection.execute("DELETE FROM words WHERE sha256(word) = ANY(%s) AND chunks = 0", (gone,))
    connection.execute(_TOTALS, (-len(held), -sum(_occurring(terms)[1] for terms in held.values())))


def _occurring(terms: Terms) -> tuple[Counter[str], int]:
    """How often each stem occurs in a chunk, its article's title with it, and how many stems that are."""
    found = [*terms.title.split(), *terms.body.split()]
    return Counter(found), len(found)
